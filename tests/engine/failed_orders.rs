//! Orders that can't be processed: kept, dismissed, woken, tried again.

use super::house::House;
use super::made_orders::{REF, changed, order, put, show};
use orderdeck::protocol::orders::FailedView;
use orderdeck::protocol::{Reply, Request};
use serde_json::{Value, json};

/// The order with an amount that no order can have.
fn too_much(mut order: Value) -> Value {
    order["proceeds"]["grandTotal"]["amount"] = json!("99999999999999999999.00");
    order
}

/// The order with an amount that is none.
fn no_amount(mut order: Value) -> Value {
    order["proceeds"]["grandTotal"]["amount"] = json!("a lot");
    order
}

async fn dismiss(house: &House, why: &str) {
    let request = Request::FailedDismiss {
        reference: REF.to_owned(),
        why: why.to_owned(),
    };
    house.client.call(request).await.unwrap();
}

async fn dismissed(house: &House) -> Vec<FailedView> {
    match house.client.call(Request::FailedDismissed).await.unwrap() {
        Reply::Failed(list) => list.failed,
        other => panic!("{other:?}"),
    }
}

/// What `status` counts, and what the list holds: they are always the same.
async fn visible(house: &House) -> usize {
    let listed = house.failed().await.len();
    assert_eq!(house.status().await.failed_orders, listed as u64);
    listed
}

/// A dismissed failure sleeps while Amazon shows the same state, and wakes with a newer one, whatever spoils it.
async fn wakes_with_a_newer_state(spoil: fn(Value) -> Value) {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let first = order(&house, REF, 30);
    let spoiled = spoil(first.clone());
    assert_eq!(show(&house, &spoiled).await.failed, 1);
    assert_eq!(visible(&house).await, 1);
    dismiss(&house, "a test order").await;
    assert_eq!(visible(&house).await, 0);

    house
        .simulator
        .shop()
        .put_order(&house.seller("eu").name, spoiled.clone())
        .unwrap();
    house.read_again().await;
    assert_eq!(house.sync("eu").await.failed, 1, "it was tried again");
    assert_eq!(visible(&house).await, 0, "the same state is no news");
    assert_eq!(
        dismissed(&house).await[0].dismissed.as_deref(),
        Some("a test order")
    );

    let newer = changed(&house, spoiled, |_| {});
    assert_eq!(show(&house, &newer).await.failed, 1);
    assert_eq!(visible(&house).await, 1, "a newer state is news");
    assert!(dismissed(&house).await.is_empty());
    let failed = &house.failed().await[0];
    assert!(failed.next_try.is_some() && failed.dismissed.is_none());

    dismiss(&house, "again").await;
    put(&house, &changed(&house, first, |_| {})).await;
    assert_eq!(visible(&house).await + dismissed(&house).await.len(), 0);
    assert_eq!(house.show(REF).await.unwrap().number.to_string(), "S00001");
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dismissed_and_woken_when_its_amounts_can_not_be_processed() {
    wakes_with_a_newer_state(too_much).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dismissed_and_woken_when_it_can_not_be_read() {
    wakes_with_a_newer_state(no_amount).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dismissed_and_woken_by_another_reason() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let whole = order(&house, REF, 30);
    show(&house, &too_much(whole.clone())).await;
    dismiss(&house, "a test order").await;
    house
        .simulator
        .shop()
        .put_order(&house.seller("eu").name, no_amount(whole))
        .unwrap();
    house.read_again().await;
    house.sync("eu").await;
    assert_eq!(visible(&house).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_tries_a_dismissed_one_again() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let spoiled = too_much(order(&house, REF, 30));
    show(&house, &spoiled).await;
    dismiss(&house, "a test order").await;
    let retry = Request::FailedRetry {
        reference: REF.to_owned(),
    };
    let Reply::Failed(list) = house.client.call(retry).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        list.failed.len(),
        1,
        "whoever asks sees that it fails still"
    );
    assert_eq!(list.failed[0].attempts, 2);
    assert_eq!(visible(&house).await, 1);
    house.verify().await;
}
