//! Recover: one order by its reference, or a clear word why not.

use super::house::House;
use orderdeck::protocol::{FailureCode, Reply, Request};

async fn recover(house: &House, reference: &str) -> Result<Reply, FailureCode> {
    let request = Request::OrderRecover {
        account: "eu".into(),
        reference: reference.into(),
    };
    house.client.call(request).await.map_err(|f| f.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_outcome_has_its_word() {
    let house = House::with_orders(900).await;
    let mut account = house.new_account("eu", "eu");
    account.marketplaces = vec!["DE".into(), "FR".into()];
    house
        .client
        .call(Request::AccountAdd(account))
        .await
        .unwrap();
    let calls = || house.simulator.shop().tally().calls_of("getOrder");

    assert_eq!(
        recover(&house, "302-123-456").await.unwrap_err(),
        FailureCode::BadReference
    );
    assert_eq!(calls(), 0, "refused before any call");
    assert_eq!(
        recover(&house, "302-0000000-0000001").await.unwrap_err(),
        FailureCode::UnknownToAmazon
    );
    assert_eq!(calls(), 1);

    let find = |status: &str, by: &str, marketplace: &str| {
        house
            .truth()
            .into_iter()
            .find(|o| {
                o["fulfillment"]["fulfillmentStatus"] == status
                    && o["fulfillment"]["fulfilledBy"] == by
                    && o["salesChannel"]["marketplaceId"] == marketplace
                    && o["salesChannel"]["channelName"] == "AMAZON"
            })
            .map(|o| o["orderId"].as_str().unwrap().to_owned())
            .unwrap()
    };
    let good = find("UNSHIPPED", "MERCHANT", "A1PA6795UKMFR9");
    let Reply::Order(view) = recover(&house, &good).await.unwrap() else {
        panic!()
    };
    assert_eq!(view.amazon_order_ref.to_string(), good);
    let elsewhere = find("UNSHIPPED", "MERCHANT", "A1F83G8C2ARO7P");
    assert_eq!(
        recover(&house, &elsewhere).await.unwrap_err(),
        FailureCode::MarketplaceNotSynchronised
    );
    let shipped = find("SHIPPED", "MERCHANT", "A1PA6795UKMFR9");
    assert_eq!(
        recover(&house, &shipped).await.unwrap_err(),
        FailureCode::NotEligible
    );
    assert!(house.why(&shipped).await.reason.contains("shipped before"));
    let unseen = house.why("302-0000000-0000001").await;
    assert!(!unseen.known && unseen.reason.contains("not shown"));
    house.verify().await;
}
