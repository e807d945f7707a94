//! What Amazon was to be told and does not get through is told to people.

use crate::warehouse::Warehouse;
use orderdeck::domain::moment::Span;
use orderdeck::protocol::pickings::NoticeSync;
use orderdeck::protocol::upkeep::{DoctorReport, Level};
use orderdeck::protocol::{Reply, Request};
use orderdeck::simulator::Fault;
use std::time::Duration;

async fn problem(house: &Warehouse, code: &str) -> u64 {
    let status = house.house.status().await;
    let problems = status.problems.iter();
    problems.filter(|p| p.code == code).map(|p| p.count).sum()
}

async fn doctor(house: &Warehouse) -> DoctorReport {
    match house.call(Request::Doctor).await.unwrap() {
        Reply::Doctor(report) => report,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_shipment_that_waits_for_more_than_a_day_needs_attention() {
    let house = Warehouse::with_orders(300).await;
    let picking = house.ready().await.remove(0).picking;
    house.confirm_all(picking).await;
    house.wait(Span::hours(23));
    assert_eq!(problem(&house, "delivery_stuck").await, 0);
    house.wait(Span::hours(2));
    assert_eq!(problem(&house, "delivery_stuck").await, 1);
    assert_eq!(problem(&house, "cancellation_stuck").await, 0);
    let report = doctor(&house).await;
    let of = |check: &str| report.findings.iter().find(|f| f.check == check).unwrap();
    assert_eq!(of("shipments").level, Level::Warning);
    assert!(of("shipments").message.contains("1 stuck"));
    assert_eq!(of("cancellations").level, Level::Info);

    house
        .sync_notices(NoticeSync::Deliveries { bulk: false })
        .await;
    assert_eq!(problem(&house, "delivery_stuck").await, 0);
}

#[tokio::test]
async fn a_shipment_that_amazon_never_shows_needs_attention() {
    let house = Warehouse::with_orders(300).await;
    let picking = house.ready().await.remove(0).picking;
    let month = Fault::LatePackage(Duration::from_secs(30 * 86_400));
    assert!(house.shop().script_fault("confirmShipment", 1, month));
    house.confirm_all(picking).await;
    let report = house.sync_deliveries().await;
    assert_eq!(report.notices.synchronized, 1);
    house.wait(Span::days(2));
    // Nobody looked since: that is no fault of Amazon's.
    assert_eq!(problem(&house, "delivery_not_shown").await, 0);
    house.house.sync("eu").await;
    assert_eq!(problem(&house, "delivery_not_shown").await, 1);
    house.wait(Span::days(30));
    house.house.sync("eu").await;
    assert_eq!(problem(&house, "delivery_not_shown").await, 0);
}
