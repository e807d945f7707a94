//! Known orders follow Amazon: shipped elsewhere, cancelled, wished to be cancelled, partly shipped, addresses.

use super::house::House;
use super::made_orders::{REF, changed, order, put, show};
use orderdeck::domain::moment::Span;
use orderdeck::domain::order::{Delivery, Flags, OrderState};
use orderdeck::domain::picking::{Hold, NoticeState, PickingState};
use orderdeck::domain::seen_order::Decision;
use serde_json::{Value, json};

async fn house_with_order() -> (House, Value) {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let order = order(&house, REF, 30);
    put(&house, &order).await;
    (house, order)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_gets_customer_picking_and_products() {
    let (house, _) = house_with_order().await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(
        (
            view.number.to_string().as_str(),
            view.total.to_string().as_str()
        ),
        ("S00001", "30.00")
    );
    assert_eq!(view.customer.name, "Ana Beispiel");
    assert_eq!(view.delivery_address.lines, ["Hauptstr. 1"]);
    assert_eq!(view.lines[0].text, "[A-1] Thing A-1");
    let picking = &view.pickings[0];
    assert_eq!(
        (picking.state, picking.sync, picking.hold),
        (PickingState::Ready, NoticeState::None, None)
    );
    assert_eq!(
        picking.lines.iter().map(|l| l.demand).collect::<Vec<_>>(),
        [2, 1]
    );
    let status = house.status().await;
    assert_eq!(
        (
            status.orders.to_ship,
            status.deliveries.ready,
            status.counts.customers,
            status.counts.products_unreviewed
        ),
        (1, 1, 1, 2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_at_amazon() {
    let (house, order) = house_with_order().await;
    put(
        &house,
        &changed(&house, order, |o| {
            o["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED")
        }),
    )
    .await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(
        (view.state, view.delivery),
        (OrderState::Cancelled, Delivery::Cancelled)
    );
    assert_eq!(view.pickings[0].state, PickingState::Cancelled);
    assert!(view.lines.iter().all(|l| l.cancelled == l.quantity));
    assert_eq!(
        view.total.to_string(),
        "30.00",
        "what it was stays readable"
    );
    assert_eq!(house.status().await.deliveries.ready, 0);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_item_cancelled() {
    let (house, order) = house_with_order().await;
    let less = changed(&house, order, |o| {
        o["orderItems"][0]["fulfillment"] =
            json!({"quantityFulfilled": 0, "quantityUnfulfilled": 1});
        o["orderItems"][0]["proceeds"] = json!({"proceedsTotal": {"amount": "10.00", "currencyCode": "EUR"},
            "breakdowns": [{"type": "ITEM", "subtotal": {"amount": "10.00", "currencyCode": "EUR"}}]});
        o["proceeds"] = json!({"grandTotal": {"amount": "20.00", "currencyCode": "EUR"},
            "breakdowns": [{"type": "ITEM", "subtotal": {"amount": "20.00", "currencyCode": "EUR"}}]});
    });
    put(&house, &less).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(
        (
            view.lines[0].quantity,
            view.lines[0].cancelled,
            view.lines[0].delivered
        ),
        (2, 1, 0)
    );
    assert_eq!(
        view.pickings[0]
            .lines
            .iter()
            .map(|l| l.demand)
            .collect::<Vec<_>>(),
        [1, 1]
    );
    assert_eq!(
        (view.total.to_string().as_str(), view.state),
        ("20.00", OrderState::Confirmed)
    );
    assert!(!view.flags.has(Flags::TOTAL_MISMATCH));
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shipped_elsewhere() {
    let (house, order) = house_with_order().await;
    let package = json!([{"packageReferenceId": "1", "carrier": "DHL", "trackingNumber": "JJD1",
        "packageItems": [{"orderItemId": "00000000000001", "quantity": 2}, {"orderItemId": "00000000000002", "quantity": 1}]}]);
    let shipped = changed(&house, order, |o| {
        o["fulfillment"]["fulfillmentStatus"] = json!("SHIPPED");
        o["orderItems"][0]["fulfillment"] =
            json!({"quantityFulfilled": 2, "quantityUnfulfilled": 0});
        o["orderItems"][1]["fulfillment"] =
            json!({"quantityFulfilled": 1, "quantityUnfulfilled": 0});
        o["packages"] = package;
    });
    put(&house, &shipped).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(view.delivery, Delivery::Shipped);
    assert!(view.flags.has(Flags::SHIPPED_ELSEWHERE));
    let picking = &view.pickings[0];
    assert_eq!(
        (picking.state, picking.sync, picking.tracking.as_deref()),
        (PickingState::Done, NoticeState::Synchronized, Some("JJD1"))
    );
    let package = &view.packages[0];
    assert_eq!(
        (package.carrier.as_deref(), package.tracking.as_deref()),
        (Some("DHL"), Some("JJD1"))
    );
    let inside: Vec<_> = package
        .lines
        .iter()
        .map(|l| (l.sku.as_deref(), l.quantity))
        .collect();
    assert_eq!(inside, [(Some("A-1"), 2), (Some("B-1"), 1)]);
    assert_eq!(view.moves.len(), 2, "goods left the warehouse");
    assert_eq!(
        (view.moves[0].from.as_str(), view.moves[0].to.as_str()),
        ("WH/Stock", "Customers")
    );
    assert_eq!(house.status().await.deliveries.ready, 0);
    put(&house, &shipped).await;
    assert_eq!(
        house.show(REF).await.unwrap().moves.len(),
        2,
        "read twice, moved once"
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_after_goods_had_left() {
    let (house, order) = house_with_order().await;
    let part = changed(&house, order, |o| {
        o["fulfillment"]["fulfillmentStatus"] = json!("PARTIALLY_SHIPPED");
        o["orderItems"][0]["fulfillment"] =
            json!({"quantityFulfilled": 2, "quantityUnfulfilled": 0});
    });
    put(&house, &part).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(view.delivery, Delivery::PartlyShipped);
    assert_eq!(
        view.pickings
            .iter()
            .filter(|p| p.state == PickingState::Ready)
            .count(),
        1
    );
    put(
        &house,
        &changed(&house, part, |o| {
            o["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED")
        }),
    )
    .await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(view.state, OrderState::Confirmed, "kept");
    assert!(view.flags.has(Flags::CANCELLED_AFTER_SHIPMENT));
    assert!(view.pickings.iter().all(|p| p.state != PickingState::Ready));
    assert!(
        view.history
            .iter()
            .any(|h| h.what.contains("return is proposed"))
    );
    assert!(
        house
            .status()
            .await
            .problems
            .iter()
            .any(|p| p.code == "cancelled_after_shipment")
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyer_asks_to_cancel_and_changes_his_mind() {
    let (house, order) = house_with_order().await;
    let wish = changed(&house, order.clone(), |o| {
        o["orderItems"][0]["cancellation"] =
            json!({"cancellationRequest": {"requester": "BUYER", "cancelReason": "Ordered twice"}});
    });
    put(&house, &wish).await;
    let view = house.show(REF).await.unwrap();
    assert!(view.flags.has(Flags::CANCEL_REQUESTED));
    assert_eq!(view.pickings[0].hold, Some(Hold::CancelRequested));
    put(&house, &changed(&house, order, |_| {})).await;
    let view = house.show(REF).await.unwrap();
    assert!(!view.flags.has(Flags::CANCEL_REQUESTED));
    assert_eq!(view.pickings[0].hold, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_never_overwritten_by_blanks_and_filled_when_it_comes() {
    let (house, order) = house_with_order().await;
    put(&house, &changed(&house, order.clone(), |o| o["recipient"] = json!({"deliveryAddress": {"city": "Berlin", "countryCode": "DE", "addressLine1": ""}}))).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(view.delivery_address.lines, ["Hauptstr. 1"]);
    assert!(!view.flags.has(Flags::ADDRESS_INCOMPLETE));

    let second = "302-1111111-3333333";
    let mut bare = super::made_orders::order(&house, second, 4);
    let whole = bare.clone();
    bare["recipient"] = json!({"deliveryAddress": {"city": "Berlin", "countryCode": "DE"}});
    put(&house, &bare).await;
    let view = house.show(second).await.unwrap();
    assert!(view.flags.has(Flags::ADDRESS_INCOMPLETE));
    assert_eq!(view.pickings[0].hold, Some(Hold::AddressIncomplete));
    put(&house, &changed(&house, whole, |_| {})).await;
    let view = house.show(second).await.unwrap();
    assert!(!view.flags.has(Flags::ADDRESS_INCOMPLETE));
    assert_eq!(view.pickings[0].hold, None);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn partly_shipped_at_first_sight() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let mut part = order(&house, REF, 30);
    part["fulfillment"]["fulfillmentStatus"] = json!("PARTIALLY_SHIPPED");
    part["orderItems"][0]["fulfillment"] =
        json!({"quantityFulfilled": 1, "quantityUnfulfilled": 1});
    part["packages"] = json!([{"packageReferenceId": "1", "carrier": "DHL", "trackingNumber": "JJD9",
        "packageItems": [{"orderItemId": "00000000000001", "quantity": 1}]}]);
    put(&house, &part).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(
        (view.delivery, view.lines[0].delivered),
        (Delivery::PartlyShipped, 1)
    );
    let [gone, rest] = view.pickings.as_slice() else {
        panic!("{:?}", view.pickings)
    };
    assert_eq!(
        (
            gone.state,
            gone.sync,
            gone.tracking.as_deref(),
            gone.lines[0].done
        ),
        (
            PickingState::Done,
            NoticeState::Synchronized,
            Some("JJD9"),
            1
        )
    );
    assert_eq!(
        (rest.state, rest.backorder_of),
        (PickingState::Ready, Some(gone.picking))
    );
    assert_eq!(
        rest.lines.iter().map(|l| l.demand).collect::<Vec<_>>(),
        [1, 1]
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_state_never_replaces_a_newer_one() {
    let (house, order) = house_with_order().await;
    let newer = changed(&house, order.clone(), |o| {
        o["fulfillment"]["fulfillmentServiceLevel"] = json!("NEXT_DAY")
    });
    put(&house, &newer).await;
    assert_eq!(
        house.show(REF).await.unwrap().service_level.as_deref(),
        Some("NEXT_DAY")
    );
    let mut older = order;
    older["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
    put(&house, &older).await;
    assert_eq!(house.show(REF).await.unwrap().state, OrderState::Confirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn pending_first_then_released() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let whole = order(&house, REF, 30);
    let mut pending = whole.clone();
    pending["fulfillment"]["fulfillmentStatus"] = json!("PENDING");
    put(&house, &pending).await;
    assert_eq!(house.why(REF).await.decision, Some(Decision::Incoming));
    assert_eq!(
        (
            house.status().await.orders.incoming,
            house.status().await.orders.total
        ),
        (1, 0)
    );
    put(&house, &changed(&house, whole, |_| {})).await;
    assert_eq!(house.why(REF).await.decision, Some(Decision::Imported));
    assert_eq!(
        (
            house.status().await.orders.incoming,
            house.status().await.orders.total
        ),
        (0, 1)
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_customer_with_two_addresses_and_a_nameless_one() {
    let (house, _) = house_with_order().await;
    let mut again = order(&house, "302-1111111-4444444", 4);
    again["recipient"]["deliveryAddress"]["addressLine1"] = json!("Nebenstr. 2");
    put(&house, &again).await;
    assert_eq!(
        house.status().await.counts.customers,
        1,
        "known by name and anonymised address"
    );
    let mut nameless = order(&house, "302-1111111-5555555", 4);
    nameless["buyer"] = json!({});
    nameless["recipient"] = json!({"deliveryAddress": {"city": "Berlin", "countryCode": "DE"}});
    put(&house, &nameless).await;
    assert_eq!(house.status().await.counts.customers, 2);
    let view = house.show("302-1111111-5555555").await.unwrap();
    assert_eq!(view.customer.name, "Amazon Customer # 302-1111111-5555555");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replacement_takes_the_currency_of_what_it_replaces() {
    let (house, _) = house_with_order().await;
    let mut free = order(&house, "302-1111111-6666666", 4);
    free["associatedOrders"] =
        json!([{"orderId": REF, "associationType": "REPLACEMENT_ORIGINAL_ID"}]);
    free["salesChannel"]["marketplaceId"] = json!("A1F83G8C2ARO7P");
    free.as_object_mut().unwrap().remove("proceeds");
    for item in free["orderItems"].as_array_mut().unwrap() {
        item.as_object_mut().unwrap().remove("proceeds");
    }
    put(&house, &free).await;
    let view = house.show("302-1111111-6666666").await.unwrap();
    assert_eq!(
        (
            view.currency.code(),
            view.total.to_string().as_str(),
            view.amazon_total
        ),
        ("EUR", "0", None)
    );
    assert!(view.flags.has(Flags::REPLACEMENT));
    assert_eq!(view.pickings.len(), 1);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_total_that_does_not_add_up_is_kept_with_both_figures() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let mut wrong = order(&house, REF, 30);
    wrong["proceeds"]["grandTotal"]["amount"] = json!("31.00");
    put(&house, &wrong).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(
        (
            view.total.to_string().as_str(),
            view.amazon_total.unwrap().to_string().as_str()
        ),
        ("30.00", "31.00")
    );
    assert!(view.flags.has(Flags::TOTAL_MISMATCH));
    assert!(
        house
            .status()
            .await
            .problems
            .iter()
            .any(|p| p.code == "total_mismatch")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_arrives_harmless() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let mut hostile = order(&house, REF, 30);
    hostile["buyer"]["buyerName"] = json!("\u{1b}]0;owned\u{7}Eve\u{202e}");
    hostile["orderItems"][0]["product"]["title"] = json!("\u{9b}2Jboom");
    hostile["orderItems"][0]["fulfillment"]["packing"] =
        json!({"giftOption": {"giftMessage": "Happy\n\u{1b}[31mday", "giftWrapLevel": "x"}});
    put(&house, &hostile).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!(view.customer.name, "]0;ownedEve");
    assert_eq!(view.lines[0].title, "2Jboom");
    assert_eq!(view.gift_message.as_deref(), Some("Happy\n[31mday"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_address_is_asked_for_again() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let whole = order(&house, REF, 30);
    let mut bare = whole.clone();
    bare["recipient"] = json!({"deliveryAddress": {"city": "Berlin", "countryCode": "DE"}});
    put(&house, &bare).await;
    assert!(
        house
            .show(REF)
            .await
            .unwrap()
            .flags
            .has(Flags::ADDRESS_INCOMPLETE)
    );
    // The role is granted: the address is there now, though the order itself did not change.
    house
        .simulator
        .shop()
        .put_order(&house.seller("eu").name, whole)
        .unwrap();
    house.clock.advance(Span::hours(5));
    let asked = house.simulator.shop().tally().calls_of("getOrder");
    let house = house.by_schedule().await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while house
        .show(REF)
        .await
        .unwrap()
        .flags
        .has(Flags::ADDRESS_INCOMPLETE)
    {
        assert!(std::time::Instant::now() < deadline, "it was not asked for");
        tokio::task::yield_now().await;
    }
    assert_eq!(
        house.simulator.shop().tally().calls_of("getOrder"),
        asked + 1
    );
    assert_eq!(house.show(REF).await.unwrap().pickings[0].hold, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_is_followed_though_the_amounts_can_not_be_read() {
    let (house, order) = house_with_order().await;
    let unreadable = changed(&house, order, |o| {
        o["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
        o["proceeds"]["grandTotal"]["amount"] = json!("99999999999999999999.00");
    });
    let report = show(&house, &unreadable).await;
    assert_eq!((report.error.as_deref(), report.failed), (None, 1));
    let view = house.show(REF).await.unwrap();
    assert_eq!(view.state, OrderState::Cancelled);
    assert_eq!(view.pickings[0].state, PickingState::Cancelled);
    assert_eq!(
        house.failed().await.len(),
        1,
        "and the amounts are kept as a failure"
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_line_that_comes_back_with_nothing_ordered() {
    let (house, order) = house_with_order().await;
    let less = changed(&house, order, |o| {
        o["orderItems"][0]["quantityOrdered"] = json!(0);
        o["orderItems"][0]["fulfillment"] =
            json!({"quantityFulfilled": 0, "quantityUnfulfilled": 0});
        o["orderItems"][0]
            .as_object_mut()
            .unwrap()
            .remove("proceeds");
        o["proceeds"] = json!({"grandTotal": {"amount": "10.00", "currencyCode": "EUR"},
            "breakdowns": [{"type": "ITEM", "subtotal": {"amount": "10.00", "currencyCode": "EUR"}}]});
    });
    put(&house, &less).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!((view.lines[0].quantity, view.lines[0].cancelled), (2, 2));
    assert_eq!(
        view.pickings[0].lines.len(),
        1,
        "it is no longer to be packed"
    );
    assert_eq!(view.total.to_string(), "10.00");
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_amazon_leaves_no_false_alarm() {
    let (house, order) = house_with_order().await;
    let one = changed(&house, order, |o| {
        o["orderItems"][0]["fulfillment"] =
            json!({"quantityFulfilled": 0, "quantityUnfulfilled": 1});
    });
    put(&house, &one).await;
    assert_eq!(house.show(REF).await.unwrap().lines[0].cancelled, 1);
    let corrected = changed(&house, one, |o| {
        o["fulfillment"]["fulfillmentStatus"] = json!("PARTIALLY_SHIPPED");
        o["orderItems"][0]["fulfillment"] =
            json!({"quantityFulfilled": 2, "quantityUnfulfilled": 0});
    });
    put(&house, &corrected).await;
    let view = house.show(REF).await.unwrap();
    assert_eq!((view.lines[0].delivered, view.lines[0].cancelled), (2, 0));
    assert!(!view.flags.has(Flags::CANCELLED_AFTER_SHIPMENT));
    house.verify().await;
}
