//! Why an order is here or not: the reason, what became of a failure, and what can be done.

use super::house::House;
use super::made_orders::{REF, changed, order, put, show};
use orderdeck::domain::seen_order::Decision;
use orderdeck::protocol::accounts::AccountChange;
use orderdeck::protocol::{Reply, Request};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_and_its_dismissal_are_told() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let mut spoiled = order(&house, REF, 30);
    spoiled["orderItems"] = json!([]);
    show(&house, &spoiled).await;
    let why = house.why(REF).await;
    assert_eq!(why.decision, Some(Decision::Failed));
    assert!(
        why.reason.contains("it has no items") && why.reason.contains("tried again at"),
        "{}",
        why.reason
    );
    let dismiss = Request::FailedDismiss {
        reference: REF.into(),
        why: "handled by hand".into(),
    };
    house.client.call(dismiss).await.unwrap();
    let why = house.why(REF).await;
    for part in [
        "it has no items",
        "handled by hand",
        "when Amazon changes it",
    ] {
        assert!(why.reason.contains(part), "{}", why.reason);
    }
    let failure = why.failure.unwrap();
    assert_eq!(
        (failure.dismissed.as_deref(), failure.next_try),
        (Some("handled by hand"), None)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sales_order_whose_newest_state_failed() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let first = order(&house, REF, 30);
    put(&house, &first).await;
    let spoiled = changed(&house, first, |o| {
        o["proceeds"]["grandTotal"]["amount"] = json!("a lot")
    });
    show(&house, &spoiled).await;
    let why = house.why("S00001").await;
    assert!(
        why.reason.contains("It is the sales order S00001.") && why.reason.contains("newest state"),
        "{}",
        why.reason
    );
    assert!(why.failure.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_no_order_has() {
    let house = House::with_orders(0).await;
    let why = house.why("S99999").await;
    assert_eq!((why.known, why.amazon_order_ref), (false, None));
    assert!(why.reason.contains("S99999"), "{}", why.reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketplace_that_is_synchronised_later() {
    let house = House::with_orders(0).await;
    let mut account = house.new_account("eu", "eu");
    account.marketplaces = vec!["FR".into()];
    house
        .client
        .call(Request::AccountAdd(account))
        .await
        .unwrap();
    show(&house, &order(&house, REF, 30)).await;
    let recover = || Request::OrderRecover {
        account: "eu".into(),
        reference: REF.into(),
    };
    assert!(house.client.call(recover()).await.is_err());
    let why = house.why(REF).await;
    assert_eq!(why.decision, Some(Decision::MarketplaceNotSynchronised));
    assert!(
        why.reason
            .contains("Add DE to the marketplaces of the account eu"),
        "{}",
        why.reason
    );

    let change = AccountChange {
        marketplaces: Some(vec!["FR".into(), "DE".into()]),
        ..AccountChange::default()
    };
    house
        .client
        .call(Request::AccountSet {
            name: "eu".into(),
            change,
        })
        .await
        .unwrap();
    let why = house.why(REF).await;
    assert!(
        why.reason.contains("synchronises DE by now: recover"),
        "{}",
        why.reason
    );
    // And that helps.
    let Reply::Order(view) = house.client.call(recover()).await.unwrap() else {
        panic!()
    };
    assert_eq!(view.number.to_string(), "S00001");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_as_seen_is_counted() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let mut lost = order(&house, REF, 30);
    lost["fulfillment"]["fulfillmentStatus"] = json!("UNFULFILLABLE");
    put(&house, &lost).await;
    let mut strange = order(&house, "302-1111111-3333333", 4);
    strange["fulfillment"]["fulfillmentStatus"] = json!("BEAMED_UP");
    put(&house, &strange).await;
    let mut unwanted = order(&house, "302-1111111-4444444", 4);
    unwanted["orderItems"][0]["cancellation"] =
        json!({"cancellationRequest": {"requester": "BUYER", "cancelReason": "Ordered twice"}});
    put(&house, &unwanted).await;
    let orders = house.status().await.orders;
    assert_eq!(
        (
            orders.unfulfillable,
            orders.unknown_status,
            orders.cancel_requested
        ),
        (1, 1, 1)
    );
    assert!(
        house
            .why(REF)
            .await
            .reason
            .contains("when Amazon changes it")
    );
    house.verify().await;
    put(
        &house,
        &changed(&house, lost, |o| {
            o["fulfillment"]["fulfillmentStatus"] = json!("UNSHIPPED")
        }),
    )
    .await;
    put(
        &house,
        &changed(&house, strange, |o| {
            o["fulfillment"]["fulfillmentStatus"] = json!("UNSHIPPED")
        }),
    )
    .await;
    let orders = house.status().await.orders;
    assert_eq!(
        (orders.unfulfillable, orders.unknown_status, orders.total),
        (0, 0, 3)
    );
    house.verify().await;
}
