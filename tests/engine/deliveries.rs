//! Deliveries: packed, confirmed, told to Amazon exactly once, or visibly not.

use crate::warehouse::{Warehouse, all_with, one_piece};
use orderdeck::domain::cancellation::CancelReason;
use orderdeck::domain::moment::Span;
use orderdeck::domain::picking::{NoticeState, PickingState};
use orderdeck::protocol::orders::OrderRef;
use orderdeck::protocol::pickings::{
    NoticeChoice, NoticeSync, PickingConfirm, PickingView, RestOf,
};
use orderdeck::protocol::{FailureCode, Reply, Request};
use orderdeck::simulator::Fault;

fn pieces(picking: &PickingView) -> i64 {
    picking.lines.iter().map(|l| i64::from(l.demand)).sum()
}

#[tokio::test]
async fn a_confirmation_reaches_amazon_once_and_is_shown_by_it_later() {
    let house = Warehouse::with_orders(300).await;
    let picking = house.ready().await.remove(0);
    let done = house.confirm_all(picking.picking).await;
    assert_eq!(done.picking.state, PickingState::Done);
    assert_eq!(done.picking.sync, NoticeState::Pending);
    assert!(done.picking.undo_until.is_some());
    assert_eq!(house.at_amazon(&picking), []);

    let report = house.sync_deliveries().await;
    assert_eq!((report.notices.sent, report.notices.synchronized), (1, 1));
    assert_eq!(
        house.sync_of(picking.picking).await,
        NoticeState::Synchronized
    );
    let tracking = done.picking.tracking.unwrap();
    assert_eq!(house.at_amazon(&picking), [(tracking, pieces(&picking), 1)]);
    house.wait(Span::minutes(30));
    house.house.sync("eu").await;
    let shown = house.picking(picking.picking).await;
    assert_eq!(shown.sync_note.as_deref(), Some("Amazon shows it."));
    let order = house.house.show(&picking.order.to_string()).await.unwrap();
    assert_eq!(order.pickings.len(), 1);
    assert_eq!(order.delivery.as_str(), "shipped");
    house.house.verify().await;
}

#[tokio::test]
async fn undo_within_the_grace_leaves_no_trace_at_amazon() {
    let house = Warehouse::with_orders(300).await;
    let picking = house.ready().await.remove(0);
    house.confirm_all(picking.picking).await;
    let undone = house
        .call(Request::PickingUndo {
            picking: picking.picking,
        })
        .await
        .unwrap();
    let Reply::Picking(undone) = undone else {
        panic!("{undone:?}")
    };
    assert_eq!(undone.state, PickingState::Ready);
    assert_eq!(undone.sync, NoticeState::None);
    house.sync_deliveries().await;
    assert_eq!(house.at_amazon(&picking), []);
    // And again, for good.
    house.confirm_all(picking.picking).await;
    house.sync_deliveries().await;
    assert_eq!(house.at_amazon(&picking).len(), 1);
    let late = house
        .call(Request::PickingUndo {
            picking: picking.picking,
        })
        .await
        .unwrap_err();
    assert_eq!(late.code, FailureCode::Conflict);
    house.house.verify().await;
}

#[tokio::test]
async fn a_partial_delivery_and_its_backorder_are_two_parcels() {
    let house = Warehouse::with_orders(300).await;
    let picking = house
        .ready()
        .await
        .into_iter()
        .find(|p| pieces(p) > 1)
        .unwrap();
    let undecided = PickingConfirm {
        rest: None,
        ..one_piece(&picking, RestOf::Backorder)
    };
    let refused = house.confirm(picking.picking, undecided).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::RestUndecided);
    let done = house
        .confirm(picking.picking, one_piece(&picking, RestOf::Backorder))
        .await
        .unwrap();
    let rest = done.backorder.unwrap();
    assert_eq!(rest.backorder_of, Some(picking.picking));
    house.sync_deliveries().await;
    house.confirm_all(rest.picking).await;
    house.calm().await;
    let parcels = house.at_amazon(&picking);
    assert_eq!(parcels.len(), 2);
    assert_eq!(parcels.iter().map(|p| p.1).sum::<i64>(), pieces(&picking));
    house.house.verify().await;
}

#[tokio::test]
async fn what_is_not_delivered_is_cancelled_at_amazon_after_the_parcel() {
    let house = Warehouse::with_orders(300).await;
    let picking = house
        .ready()
        .await
        .into_iter()
        .find(|p| p.lines.len() == 1 && pieces(p) > 1)
        .unwrap();
    let rest = RestOf::NoBackorder(CancelReason::NoInventory);
    house
        .confirm(picking.picking, one_piece(&picking, rest))
        .await
        .unwrap();
    house.calm().await;
    assert_eq!(house.at_amazon(&picking).len(), 1);
    let order = house.house.show(&picking.order.to_string()).await.unwrap();
    let line = &order.lines[0];
    assert_eq!((line.delivered, line.cancelled), (1, line.quantity - 1));
    let cancelled: i64 = house
        .shop()
        .cancellations()
        .iter()
        .filter(|c| c.order_id == picking.amazon_order_ref.to_string())
        .map(|c| c.quantity)
        .sum();
    assert_eq!(cancelled, pieces(&picking) - 1, "{:?}", order.cancellation);
    house.house.verify().await;
}

#[tokio::test]
async fn a_refused_carrier_fails_visibly_and_is_mended_by_another() {
    let house = Warehouse::with_orders(300).await;
    let picking = house.ready().await.remove(0);
    let order = picking.amazon_order_ref.to_string();
    house
        .shop()
        .refuse_carrier(&order, "Self Delivery")
        .unwrap();
    house.confirm_all(picking.picking).await;
    house.sync_deliveries().await;
    let failed = house.failed().await.shipments;
    assert_eq!(failed.len(), 1);
    let error = failed[0].error.clone().unwrap();
    assert!(!error.message.is_empty() && !error.advice.is_empty());
    assert_eq!(failed[0].sync, NoticeState::Failed);
    let status = house.house.status().await;
    assert!(status.problems.iter().any(|p| p.code == "delivery_failed"));

    let report = house
        .retry(NoticeChoice::Pickings(vec![picking.picking]), Some("dhl"))
        .await;
    assert_eq!(report.notices.synchronized, 1);
    assert_eq!(house.at_amazon(&picking).len(), 1);
    let mended = house.picking(picking.picking).await;
    assert_eq!(mended.carrier.as_deref(), Some("DHL"));
    assert_eq!(mended.error, None);
    assert!(house.failed().await.shipments.is_empty());
}

#[tokio::test]
async fn whatever_happens_to_the_answer_the_parcel_is_there_once() {
    for fault in [
        Fault::Drop,
        Fault::InternalAfter,
        Fault::UnavailableAfter,
        Fault::Html,
        Fault::Truncate,
        Fault::Hang,
        Fault::DropBefore,
        Fault::HangBefore,
        Fault::Internal,
        Fault::Throttled,
        Fault::TokenExpires,
        Fault::Redirect,
    ] {
        let house = Warehouse::with_orders(200).await;
        let picking = house.ready().await.remove(0);
        house.confirm_all(picking.picking).await;
        house.shop().script_fault("confirmShipment", 1, fault);
        house.sync_deliveries().await;
        let sync = house.sync_of(picking.picking).await;
        assert_ne!(sync, NoticeState::Failed, "{fault:?}");
        // At once, before Amazon shows anything, nothing is sent a second time.
        house.sync_deliveries().await;
        assert!(
            house.at_amazon(&picking).iter().all(|p| p.2 == 1),
            "{fault:?}"
        );
        house.calm().await;
        let parcels = house.at_amazon(&picking);
        assert_eq!(parcels.len(), 1, "{fault:?}");
        assert_eq!(parcels[0].2, 1, "{fault:?}");
        assert_eq!(
            house.sync_of(picking.picking).await,
            NoticeState::Synchronized,
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn whatever_happens_to_a_feed_each_parcel_is_there_once() {
    for (operation, fault) in [
        ("createFeedDocument", Fault::Drop),
        ("createFeed", Fault::Drop),
        ("createFeed", Fault::InternalAfter),
        ("createFeed", Fault::Internal),
        ("createFeed", Fault::Hang),
        ("createFeed", Fault::HangBefore),
        ("getFeed", Fault::Internal),
        ("getFeedDocument", Fault::Internal),
        ("createFeed", Fault::FeedCancelled),
        ("createFeed", Fault::FeedFatal),
        ("createFeed", Fault::FeedFatalPart),
        ("createFeed", Fault::NamelessError),
        ("createFeed", Fault::ReportShort),
        ("createFeed", Fault::ReportGarbled),
        ("createFeed", Fault::ReportGzip),
        ("createFeed", Fault::ReportMissing),
        ("createFeed", Fault::ReportForeign),
        ("createFeed", Fault::MessageError(2)),
    ] {
        let house = Warehouse::by_feed(200).await;
        let pickings: Vec<PickingView> = house.ready().await.into_iter().take(4).collect();
        for picking in &pickings {
            house.confirm_all(picking.picking).await;
        }
        assert!(
            house.shop().script_fault(operation, 1, fault),
            "{operation}"
        );
        house
            .sync_notices(NoticeSync::Deliveries { bulk: true })
            .await;
        house.sync_deliveries().await;
        house.calm().await;
        house.retry(NoticeChoice::All, None).await;
        house.calm().await;
        for picking in &pickings {
            let parcels = house.at_amazon(picking);
            assert_eq!(parcels.len(), 1, "{operation} {fault:?}");
            assert_eq!(parcels[0].2, 1, "{operation} {fault:?}");
            assert_eq!(
                house.sync_of(picking.picking).await,
                NoticeState::Synchronized,
                "{operation} {fault:?}"
            );
        }
    }
}

#[tokio::test]
async fn one_error_in_a_report_fails_exactly_that_picking() {
    let house = Warehouse::by_feed(300).await;
    let pickings: Vec<PickingView> = house.ready().await.into_iter().take(6).collect();
    for picking in &pickings {
        house.confirm_all(picking.picking).await;
    }
    house
        .shop()
        .script_fault("createFeed", 1, Fault::MessageError(3));
    house
        .sync_notices(NoticeSync::Deliveries { bulk: true })
        .await;
    house.wait(Span::minutes(10));
    house.sync_notices(NoticeSync::Feeds).await;
    for (index, picking) in pickings.iter().enumerate() {
        let sync = house.sync_of(picking.picking).await;
        let expected = match index {
            2 => NoticeState::Failed,
            _ => NoticeState::Synchronized,
        };
        assert_eq!(sync, expected, "{index}");
    }
}

#[tokio::test]
async fn a_cancelled_order_is_cancelled_at_amazon_and_a_shipped_one_refused() {
    let house = Warehouse::with_orders(300).await;
    let ready = house.ready().await;
    let cancel = |order: OrderRef, only_here| Request::OrderCancel {
        order,
        reason: CancelReason::NoInventory,
        only_here,
        force: false,
    };
    let order = OrderRef::Number(ready[0].order);
    house.call(cancel(order, false)).await.unwrap();
    assert_eq!(
        house.picking(ready[0].picking).await.state,
        PickingState::Cancelled
    );
    house.calm().await;
    let reference = ready[0].amazon_order_ref.to_string();
    assert!(
        house
            .shop()
            .cancellations()
            .iter()
            .any(|c| c.order_id == reference)
    );
    let shown = house.house.show(&reference).await.unwrap();
    assert_eq!(shown.state.as_str(), "cancelled");
    assert_eq!(
        shown.cancellation.map(|c| c.sync),
        Some(NoticeState::Synchronized)
    );

    house.confirm_all(ready[1].picking).await;
    let refused = house
        .call(cancel(OrderRef::Number(ready[1].order), false))
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);

    house
        .call(cancel(OrderRef::Number(ready[2].order), true))
        .await
        .unwrap();
    house.calm().await;
    let kept = ready[2].amazon_order_ref.to_string();
    assert!(
        !house
            .shop()
            .cancellations()
            .iter()
            .any(|c| c.order_id == kept)
    );
    assert_eq!(
        house.house.show(&kept).await.unwrap().state.as_str(),
        "cancelled"
    );
    house.house.verify().await;
}

#[tokio::test]
async fn two_terminals_can_not_confirm_the_same_picking() {
    let house = Warehouse::with_orders(200).await;
    let picking = house.ready().await.remove(0);
    let other = house.house.engine.client(orderdeck::engine::Who {
        name: "bert".to_owned(),
    });
    other
        .call(Request::PickingTake {
            picking: picking.picking,
            force: false,
        })
        .await
        .unwrap();
    assert_eq!(
        house.picking(picking.picking).await.held_by.as_deref(),
        Some("bert")
    );
    let taken = house
        .confirm(picking.picking, all_with(picking.picking))
        .await
        .unwrap_err();
    assert_eq!(taken.code, FailureCode::Held);
    other
        .call(Request::PickingConfirm {
            picking: picking.picking,
            confirm: all_with(picking.picking),
        })
        .await
        .unwrap();
    let twice = house
        .confirm(picking.picking, all_with(picking.picking))
        .await
        .unwrap_err();
    assert_eq!(twice.code, FailureCode::Held);
    drop(other);
}
