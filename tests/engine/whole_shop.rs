//! A whole shop comes in: each order as the table of effects says, totals to the last unit, nothing twice.

use super::house::House;
use orderdeck::domain::order::{Delivery, OrderState};
use orderdeck::domain::seen_order::Decision;
use rust_decimal::Decimal;
use serde_json::Value;
use std::str::FromStr;

/// What the table of effects says of an order that nobody knows, read from Amazon's JSON alone.
fn expected(order: &Value, marketplaces: &[String]) -> Result<(), Decision> {
    let status = order["fulfillment"]["fulfillmentStatus"].as_str().unwrap();
    let fba = order["fulfillment"]["fulfilledBy"] == "AMAZON";
    let elsewhere = order["salesChannel"]["channelName"] == "NON_AMAZON";
    let marketplace = order["salesChannel"]["marketplaceId"].as_str();
    if !elsewhere && marketplace.is_some_and(|m| !marketplaces.iter().any(|known| known == m)) {
        return Err(Decision::MarketplaceNotSynchronised);
    }
    match (status, fba) {
        ("PENDING" | "PENDING_AVAILABILITY", _) => Err(Decision::Incoming),
        ("UNSHIPPED" | "PARTIALLY_SHIPPED", false) => Ok(()),
        ("UNSHIPPED" | "PARTIALLY_SHIPPED", true) => Err(Decision::NotShippedYet),
        ("SHIPPED", true) if elsewhere => Err(Decision::StockMoved),
        ("SHIPPED", true) => Ok(()),
        ("SHIPPED", false) => Err(Decision::ShippedElsewhere),
        ("CANCELLED", _) => Err(Decision::CancelledBefore),
        ("UNFULFILLABLE", _) => Err(Decision::Unfulfillable),
        _ => Err(Decision::UnknownStatus),
    }
}

async fn each_order_is_as_expected(region: &str) {
    let house = House::with_orders(900).await;
    house.register(region).await;
    let report = house.sync(region).await;
    assert_eq!(
        (report.error.as_deref(), report.throttled_until),
        (None, None)
    );
    assert_eq!(report.failed, 0);
    let marketplaces = house.seller(region).marketplaces;
    let mut imported = 0;
    let mut shown = 0;
    for order in house.truth() {
        let reference = order["orderId"].as_str().unwrap();
        let why = house.why(reference).await;
        if !why.known {
            continue;
        }
        shown += 1;
        match expected(&order, &marketplaces) {
            Ok(()) => {
                imported += 1;
                assert_eq!(why.decision, Some(Decision::Imported), "{reference}");
                let view = house.show(reference).await.unwrap();
                if let Some(total) = order["proceeds"]["grandTotal"]["amount"].as_str() {
                    assert_eq!(
                        view.total.0,
                        Decimal::from_str(total).unwrap(),
                        "{reference} {order:#}"
                    );
                }
                for line in &view.lines {
                    assert!(
                        line.delivered + line.cancelled <= line.quantity,
                        "{reference}"
                    );
                    assert_eq!(line.untaxed.plus(line.tax), Some(line.total), "{reference}");
                }
                let fba = order["fulfillment"]["fulfilledBy"] == "AMAZON";
                assert_eq!(fba, view.pickings.is_empty(), "{reference}");
                assert_eq!(
                    fba,
                    !view.moves.is_empty() || (fba && view.delivery == Delivery::Cancelled),
                    "{reference}"
                );
                assert_eq!(view.state, OrderState::Confirmed);
            }
            Err(decision) => assert_eq!(why.decision, Some(decision), "{reference}"),
        }
    }
    assert_eq!(shown, report.fetched);
    assert_eq!(imported, report.created);
    let tally = house.simulator.shop().tally();
    assert_eq!(tally.calls_of("getOrder"), 0);
    assert_eq!(
        tally.calls_of("searchOrders"),
        report.fetched.div_ceil(100).max(1)
    );
    assert_eq!(tally.throttled_of("searchOrders"), 0);
    assert_eq!(u64::from(report.calls), tally.calls_of("searchOrders"));
    house.verify().await;

    let again = house.sync(region).await;
    assert_eq!(
        (again.created, again.updated, again.cancelled, again.failed),
        (0, 0, 0, 0)
    );
    assert_eq!(house.all_rows().await.of, imported);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_european_shop_comes_in_whole() {
    each_order_is_as_expected("eu").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_american_shop_comes_in_whole() {
    each_order_is_as_expected("na").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_japanese_and_australian_shop_comes_in_whole() {
    each_order_is_as_expected("fe").await;
}
