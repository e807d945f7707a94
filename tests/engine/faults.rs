//! Trouble at Amazon's side: the watermark stays, the rest goes on, and it is said what happened.

use super::house::House;
use orderdeck::clock::Clock;
use orderdeck::domain::moment::Span;
use orderdeck::protocol::status::Health;
use orderdeck::protocol::{Reply, Request};
use orderdeck::simulator::Fault;
use serde_json::json;

/// After the fault, everything comes in all the same.
async fn survives(fault: Fault) {
    let house = House::with_orders(1_500).await;
    house.register("eu").await;
    let before = house.sync_state("eu").await;
    // Several tries of a read are made within one sync: all of the second page's tries fail.
    for call in 2..=4 {
        assert!(
            house
                .simulator
                .shop()
                .script_fault("searchOrders", call, fault)
        );
    }
    let hurt = house.sync("eu").await;
    assert!(
        hurt.error.is_some() || hurt.throttled_until.is_some(),
        "{fault:?}: {hurt:?}"
    );
    assert_eq!(hurt.fetched, 100, "the first page is kept");
    assert_eq!(
        house.sync_state("eu").await.last_order_sync,
        before.last_order_sync,
        "the watermark stays"
    );
    let mut left = 20;
    loop {
        house.clock.advance(Span::minutes(10));
        let next = house.sync("eu").await;
        if next.error.is_none() && next.throttled_until.is_none() {
            assert!(next.watermark > before.last_order_sync);
            break;
        }
        left -= 1;
        assert!(left > 0, "{fault:?} is not got over: {next:?}");
    }
    assert_eq!(house.sync_state("eu").await.problem, None);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_on_the_second_page() {
    survives(Fault::Throttled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_answer() {
    survives(Fault::Truncate).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn html_instead_of_json() {
    survives(Fault::Html).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection() {
    survives(Fault::Drop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_error() {
    survives(Fault::Unavailable).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_passes() {
    survives(Fault::BadRequest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect() {
    survives(Fault::Redirect).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_page_token_ends_the_run_and_begins_it_anew() {
    let house = House::with_orders(1_500).await;
    house.register("eu").await;
    let before = house.sync_state("eu").await.last_order_sync;
    // From the second page on, each page's token leads to that page again.
    for call in 2..=30 {
        house
            .simulator
            .shop()
            .script_fault("searchOrders", call, Fault::RepeatPageToken);
    }
    let looped = house.sync("eu").await;
    assert!(
        looped
            .error
            .as_deref()
            .is_some_and(|e| e.contains("repeated a page token")),
        "{looped:?}"
    );
    assert!(looped.calls <= 4, "it does not go on for ever: {looped:?}");
    assert_eq!(
        house.sync_state("eu").await.last_order_sync,
        before,
        "the watermark stays"
    );
    assert_eq!(house.sync_state("eu").await.run, None);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_access_token_is_replaced_without_a_word() {
    let house = House::with_orders(900).await;
    house.register("eu").await;
    house
        .simulator
        .shop()
        .script_fault("searchOrders", 2, Fault::TokenExpires);
    let report = house.sync("eu").await;
    assert_eq!((report.error, report.throttled_until), (None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_does_not_parse_stops_no_other_and_is_not_lost() {
    let house = House::with_orders(300).await;
    house.register("eu").await;
    let before = house.sync_state("eu").await.last_order_sync;
    house
        .simulator
        .shop()
        .script_fault("searchOrders", 1, Fault::MalformedOrder);
    let report = house.sync("eu").await;
    assert_eq!((report.error.as_deref(), report.failed), (None, 1));
    assert!(
        report.watermark > before,
        "what is kept as failed does not hold the watermark"
    );
    let failed = house.failed().await;
    assert_eq!(failed.len(), 1);
    assert!(!failed[0].reason.is_empty() && failed[0].next_try.is_some());
    assert_eq!(house.status().await.health, Health::Attention);
    let reference = failed[0].amazon_order_ref.clone();
    house
        .client
        .call(Request::FailedRetry {
            reference: reference.clone(),
        })
        .await
        .unwrap();
    assert!(house.failed().await.is_empty(), "read again, it is well");
    assert!(house.why(&reference).await.known);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_stays_broken_is_kept_until_it_is_dismissed() {
    let house = House::with_orders(50).await;
    house.register("eu").await;
    let seller = house.seller("eu").name;
    let now = house.clock.now().minus(Span::hours(1)).to_rfc3339();
    let broken = json!({
        "orderId": "302-7777777-7777777", "createdTime": now, "lastUpdatedTime": now,
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [{"orderItemId": "1", "quantityOrdered": 1, "product": {"sellerSku": "X"},
            "proceeds": {"proceedsTotal": {"amount": "twelve", "currencyCode": "EUR"}}}]
    });
    house.simulator.shop().put_order(&seller, broken).unwrap();
    let report = house.sync("eu").await;
    assert_eq!((report.error.as_deref(), report.failed), (None, 1));
    let why = house.why("302-7777777-7777777").await;
    assert!(why.known && why.reason.contains("amount"), "{}", why.reason);
    let retried = house
        .client
        .call(Request::FailedRetry {
            reference: "302-7777777-7777777".into(),
        })
        .await;
    assert!(retried.is_ok(), "the try itself went well");
    assert_eq!(house.failed().await[0].attempts, 2);
    let refused = house
        .client
        .call(Request::FailedDismiss {
            reference: "302-7777777-7777777".into(),
            why: " ".into(),
        })
        .await;
    assert!(refused.is_err(), "only with a reason");
    house
        .client
        .call(Request::FailedDismiss {
            reference: "302-7777777-7777777".into(),
            why: "test order".into(),
        })
        .await
        .unwrap();
    assert!(house.failed().await.is_empty());
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_authorisation_stops_its_account_and_no_other() {
    let house = House::with_orders(600).await;
    house.register("eu").await;
    house.register("na").await;
    let seller = house.seller("eu").name;
    assert!(house.simulator.shop().revoke(&seller));
    let Reply::Sync(report) = house
        .client
        .call(Request::SyncOrders { account: None })
        .await
        .unwrap()
    else {
        panic!()
    };
    let of = |name: &str| report.accounts.iter().find(|a| a.account == name).unwrap();
    assert!(of("eu").error.is_some());
    assert_eq!(of("na").error, None);
    assert!(of("na").fetched > 0);
    let state = house.sync_state("eu").await;
    assert!(state.problem.is_some());
    // No storm: asked again and again, Amazon's login is not.
    let asked = house.simulator.shop().tally().calls_of("token");
    for _ in 0..20 {
        house.sync("eu").await;
    }
    assert!(house.simulator.shop().tally().calls_of("token") <= asked + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_status_is_kept_and_shown() {
    let house = House::with_orders(200).await;
    house.register("eu").await;
    house
        .simulator
        .shop()
        .script_fault("searchOrders", 1, Fault::UnknownStatus);
    let report = house.sync("eu").await;
    assert_eq!((report.error, report.failed), (None, 0));
    let mut unknown = 0;
    for order in house.truth() {
        let why = house.why(order["orderId"].as_str().unwrap()).await;
        unknown += usize::from(
            why.decision == Some(orderdeck::domain::seen_order::Decision::UnknownStatus),
        );
    }
    assert!(unknown <= 1);
    house.verify().await;
}
