//! Whatever goes wrong on the way, Amazon has each confirmed parcel exactly once, and ours says what Amazon says.
//!
//! One shop, one engine; each seed takes some pickings of it and does to them, to the network, to Amazon and to the engine
//! whatever chance wants, then lets everything settle.

use crate::warehouse::{Warehouse, all_with, one_piece};
use crate::{cuts, seed};
use orderdeck::domain::cancellation::CancelReason;
use orderdeck::domain::ids::PickingNumber;
use orderdeck::domain::moment::Span;
use orderdeck::domain::picking::{NoticeState, PickingState};
use orderdeck::protocol::orders::OrderRef;
use orderdeck::protocol::pickings::{NoticeChoice, NoticeSync, PickingView, RestOf};
use orderdeck::protocol::{FailureCode, Request};
use orderdeck::simulator::Fault;
use std::time::Duration;

/// What may happen to a call of each operation.
const OF_CALLS: &[Fault] = &[
    Fault::Throttled,
    Fault::Internal,
    Fault::Unavailable,
    Fault::InternalAfter,
    Fault::UnavailableAfter,
    Fault::Html,
    Fault::Empty,
    Fault::Truncate,
    Fault::Drop,
    Fault::DropBefore,
    Fault::Hang,
    Fault::HangBefore,
    Fault::Redirect,
    Fault::TokenExpires,
];

/// What may happen to a feed.
const OF_FEEDS: &[Fault] = &[
    Fault::FeedCancelled,
    Fault::FeedFatal,
    Fault::FeedFatalPart,
    Fault::MessageError(1),
    Fault::MessageError(2),
    Fault::NamelessError,
    Fault::ReportShort,
    Fault::ReportGarbled,
    Fault::ReportGzip,
    Fault::ReportMissing,
    Fault::ReportForeign,
];

const OPERATIONS: &[&str] = &[
    "confirmShipment",
    "confirmShipment",
    "createFeed",
    "createFeed",
    "createFeedDocument",
    "getFeed",
    "getFeeds",
    "getFeedDocument",
    "getOrder",
    "searchOrders",
];

fn any<T: Copy>(rng: &mut fastrand::Rng, of: &[T]) -> T {
    of[rng.usize(..of.len())]
}

fn any_sync(rng: &mut fastrand::Rng) -> NoticeSync {
    match rng.u8(..4) {
        0 => NoticeSync::Cancellations,
        1 => NoticeSync::Feeds,
        2 => NoticeSync::Deliveries { bulk: true },
        _ => NoticeSync::Deliveries { bulk: false },
    }
}

async fn something_happens(
    house: Warehouse,
    rng: &mut fastrand::Rng,
    mine: &[PickingView],
) -> Warehouse {
    match rng.u8(..16) {
        0..4 => {
            let (operation, fault) = match rng.u8(..10) {
                0 => (
                    "confirmShipment",
                    Fault::LatePackage(Duration::from_secs(200)),
                ),
                1 => ("confirmShipment", Fault::OwnReference),
                2..4 => ("createFeed", any(rng, OF_FEEDS)),
                _ => (any(rng, OPERATIONS), any(rng, OF_CALLS)),
            };
            house.shop().script_fault(operation, rng.u64(1..3), fault);
        }
        4..8 => {
            house.sync_notices(any_sync(rng)).await;
        }
        8..10 => house.wait(Span::seconds(rng.i64(1..1_500))),
        10 => {
            house.house.sync("eu").await;
        }
        11 => {
            house.retry(NoticeChoice::All, None).await;
        }
        12 => {
            let picking = mine[rng.usize(..mine.len())].picking;
            // Mostly too late, and then refused.
            let _ = house.call(Request::PickingUndo { picking }).await;
        }
        13 => {
            let request = Request::OrderCancel {
                order: OrderRef::Number(mine[rng.usize(..mine.len())].order),
                reason: CancelReason::NoInventory,
                only_here: false,
                force: false,
            };
            let _ = house.call(request).await;
        }
        _ => {
            // The engine ends while it is telling Amazon.
            let client = house.house.client.clone();
            let request = Request::SyncNotices {
                account: None,
                what: any_sync(rng),
                wait: false,
            };
            let telling = tokio::spawn(async move { client.call(request).await.is_ok() });
            for _ in 0..rng.usize(..40) {
                tokio::task::yield_now().await;
            }
            tokio::time::sleep(Duration::from_millis(rng.u64(..12))).await;
            let house = house.restart().await;
            let _ = telling.await;
            return house;
        }
    }
    house
}

async fn pack(house: &Warehouse, rng: &mut fastrand::Rng, picking: &PickingView) {
    let confirm = match rng.u8(..4) {
        0 => one_piece(picking, RestOf::Backorder),
        1 => one_piece(picking, RestOf::NoBackorder(CancelReason::NoInventory)),
        _ => all_with(picking.picking),
    };
    // Its order may have been cancelled before.
    if let Err(failure) = house.confirm(picking.picking, confirm).await {
        assert_eq!(failure.code, FailureCode::Held, "{failure}");
    }
}

/// Our side and Amazon's agree about an order of which everything has settled.
async fn agrees(house: &Warehouse, picking: &PickingView, told: &str) {
    let order = house.house.show(&picking.order.to_string()).await.unwrap();
    let mut ours: Vec<(String, i64)> = Vec::new();
    for picking in &order.pickings {
        if picking.state != PickingState::Done {
            continue;
        }
        assert_eq!(
            picking.sync,
            NoticeState::Synchronized,
            "{told}: {} {:?} {:?}",
            picking.picking,
            picking.sync_note,
            picking.error
        );
        let pieces = picking.lines.iter().map(|l| i64::from(l.done)).sum();
        ours.push((picking.tracking.clone().unwrap_or_default(), pieces));
    }
    let parcels = house.at_amazon(picking);
    for parcel in &parcels {
        assert_eq!(
            parcel.2, 1,
            "{told}: {} was told {} times",
            parcel.0, parcel.2
        );
    }
    let mut amazons: Vec<(String, i64)> = parcels.into_iter().map(|p| (p.0, p.1)).collect();
    ours.sort();
    amazons.sort();
    assert_eq!(ours, amazons, "{told}: {}", picking.amazon_order_ref);
    for line in &order.lines {
        let open = line.quantity - line.delivered - line.cancelled;
        let asked: u32 = order
            .pickings
            .iter()
            .filter(|p| p.state == PickingState::Ready)
            .flat_map(|p| &p.lines)
            .filter(|l| l.sku == line.sku && line.kind.is_goods())
            .map(|l| l.demand)
            .sum();
        if line.kind.is_goods() && order.lines.iter().filter(|l| l.sku == line.sku).count() == 1 {
            assert_eq!(open, asked, "{told}");
        }
    }
}

/// Plays rounds until the shop has nothing left to pack, or `rounds` are over; says how many there were.
async fn play(first: u64, rounds: u64) -> u64 {
    let mut house = Warehouse::with_orders(1_600).await;
    let mut waiting = house.ready().await;
    let mut round = 0;
    while round < rounds && waiting.len() >= 3 {
        let seed = first.wrapping_add(round);
        let mut rng = fastrand::Rng::with_seed(seed);
        let told = format!("round {round} from seed {first}");
        let mine: Vec<PickingView> = waiting.drain(..rng.usize(1..4)).collect();
        for picking in &mine {
            pack(&house, &mut rng, picking).await;
            for _ in 0..rng.usize(..3) {
                house = something_happens(house, &mut rng, &mine).await;
            }
        }
        for _ in 0..rng.usize(1..8) {
            house = something_happens(house, &mut rng, &mine).await;
        }
        house.calm().await;
        house.retry(NoticeChoice::All, None).await;
        house.calm().await;
        for picking in &mine {
            agrees(&house, picking, &told).await;
        }
        round += 1;
    }
    house.house.verify().await;
    round
}

#[tokio::test]
async fn each_parcel_is_at_amazon_once_whatever_happens() {
    let mut first = seed();
    let mut left = cuts(200) as u64;
    while left > 0 {
        let played = play(first, left).await;
        assert!(played > 0, "there is nothing to pack");
        left -= played;
        first = first.wrapping_add(played);
    }
}

/// The numbers of all pickings that were ever made are known to the store once.
#[tokio::test]
async fn a_parcel_number_is_never_used_twice() {
    let house = Warehouse::with_orders(600).await;
    let picking = house
        .ready()
        .await
        .into_iter()
        .find(|p| p.units > 2)
        .unwrap();
    let mut next: Option<PickingNumber> = Some(picking.picking);
    while let Some(number) = next {
        let view = house.picking(number).await;
        let done = house
            .confirm(number, one_piece(&view, RestOf::Backorder))
            .await;
        next = match done {
            Ok(done) => done.backorder.map(|b| b.picking),
            Err(failure) => panic!("{failure}"),
        };
    }
    house.calm().await;
    let parcels = house.at_amazon(&picking);
    assert_eq!(parcels.len(), picking.units as usize);
}
