//! Amazon's own figures: fetched, compared, taken over; and what must not happen on the way.

use crate::house::House;
use orderdeck::domain::moment::Span;
use orderdeck::protocol::amazon_stock::{
    ReconcileApply, ReconcileRequest, ReconcileRow, Reconciliation,
};
use orderdeck::protocol::stock::{
    Adjusted, Count, CountLine, LevelsRequest, StockReply, StockRequest,
};
use orderdeck::protocol::upkeep::AccountSync;
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};
use orderdeck::simulator::{Drift, Fault, Faults};
use std::collections::BTreeMap;

const SELLER: &str = "Nordlicht Handel";
const SKU: &str = "SECATEURS";

impl House {
    async fn sync_stock(&self, accept: bool) -> Vec<AccountSync> {
        let request = Request::SyncStock {
            account: None,
            accept,
        };
        match self.client.call(request).await.unwrap() {
            Reply::Sync(report) => report.accounts,
            other => panic!("{other:?}"),
        }
    }

    async fn compare(&self) -> Reconciliation {
        match self
            .stock(StockRequest::Reconcile(ReconcileRequest::default()))
            .await
        {
            Ok(StockReply::Reconciliation(all)) => all,
            other => panic!("{other:?}"),
        }
    }

    async fn row(&self, sku: &str) -> ReconcileRow {
        let all = self.compare().await;
        all.rows.into_iter().find(|row| row.sku == sku).unwrap()
    }

    async fn take_over(&self, products: &[&str]) -> Result<Adjusted, Failure> {
        let request = ReconcileApply {
            location: "Amazon".to_owned(),
            products: products.iter().map(|&sku| sku.to_owned()).collect(),
            reason: "Opening stock".to_owned(),
        };
        match self.stock(StockRequest::ReconcileApply(request)).await? {
            StockReply::Adjusted(done) => Ok(done),
            other => panic!("{other:?}"),
        }
    }

    /// Our figures at Amazon.
    async fn ours(&self) -> BTreeMap<String, i64> {
        let request = LevelsRequest {
            location: Some("Amazon".to_owned()),
            ..LevelsRequest::default()
        };
        match self.stock(StockRequest::Levels(request)).await {
            Ok(StockReply::Levels(levels)) => {
                let levels = levels.levels.into_iter();
                levels.map(|level| (level.sku, level.quantity)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    /// What really lies there, as far as it counts.
    fn truth_at_amazon(&self) -> BTreeMap<String, i64> {
        let rows = self.simulator.shop().fba_stock(SELLER).into_iter();
        rows.map(|(sku, [good, researching, _])| (sku, good + researching))
            .collect()
    }

    fn drift(&self, what: Drift) {
        self.simulator.shop().drift(SELLER, SKU, what).unwrap();
    }

    /// The European seller with its orders, all that was on its way to Amazon received, and figures fetched.
    async fn with_figures(orders: usize) -> House {
        let house = House::with_orders(orders).await;
        house.register("eu").await;
        house.clock.advance(Span::hours(1));
        house.sync("eu").await;
        let synced = house.sync_stock(false).await;
        assert_eq!(synced[0].error, None);
        assert!(
            synced[0]
                .stock
                .is_some_and(|stock| !stock.held && stock.rows == 34),
            "{synced:?}"
        );
        house
    }
}

#[tokio::test]
async fn opening_stock_is_taken_over_from_amazon() {
    let house = House::with_figures(200).await;
    let before = house.compare().await;
    assert!(before.differing > 20);
    let sizes: Vec<u64> = before
        .rows
        .iter()
        .map(|row| row.difference.unsigned_abs())
        .collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b));
    let truth = house.truth_at_amazon();
    for row in &before.rows {
        assert_eq!(row.amazon, truth[&row.sku], "{row:?}");
        assert_eq!(row.difference, row.amazon - row.ours);
        assert_eq!(
            row.amazon,
            i64::from(row.fulfillable + row.reserved + row.researching)
        );
    }
    // Nobody ever ordered these.
    let unknown: Vec<&str> = before
        .rows
        .iter()
        .filter(|row| !row.known)
        .map(|row| row.sku.as_str())
        .collect();
    assert!(unknown.contains(&"GIFTBOX-2019"), "{unknown:?}");
    let done = house.take_over(&[]).await.unwrap();
    assert_eq!(
        done.adjusted.len() as u64,
        before.differing - unknown.len() as u64
    );
    let ours = house.ours().await;
    for row in before.rows.iter().filter(|row| row.known) {
        assert_eq!(ours[&row.sku], truth[&row.sku]);
    }
    assert!(
        house
            .compare()
            .await
            .rows
            .iter()
            .all(|row| !row.known || row.difference == 0)
    );
    let again = house.take_over(&[]).await.unwrap();
    assert!(again.adjusted.is_empty());
    let refused = house.take_over(&["GIFTBOX-2019"]).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::NotFound);
    house.verify().await;
}

#[tokio::test]
async fn drift_shows_as_a_difference_until_it_is_taken_over() {
    let house = House::with_figures(200).await;
    house.take_over(&[]).await.unwrap();
    house.clock.advance(Span::minutes(5));
    house.drift(Drift::Lost(3));
    house.drift(Drift::Missing(2));
    house.drift(Drift::Damaged(1));
    assert_eq!(house.row(SKU).await.difference, 0, "not fetched yet");
    house.sync_stock(false).await;
    let row = house.row(SKU).await;
    // Lost and damaged are gone; what is looked for still counts.
    assert_eq!(row.difference, -4, "{row:?}");
    assert!(row.researching >= 2 && row.unsellable >= 1);
    let only = ReconcileRequest {
        differences: true,
        account: Some("eu".to_owned()),
        ..ReconcileRequest::default()
    };
    match house.stock(StockRequest::Reconcile(only)).await.unwrap() {
        StockReply::Reconciliation(all) => assert!(all.rows.iter().all(|row| row.difference != 0)),
        other => panic!("{other:?}"),
    }
    let before = house.ours().await[SKU];
    let done = house.take_over(&[SKU]).await.unwrap();
    assert_eq!((done.adjusted.len(), done.adjusted[0].difference), (1, -4));
    assert_eq!(house.ours().await[SKU], before - 4);
    assert_eq!(house.row(SKU).await.difference, 0);
    // A person who counts instead ends the difference as well.
    house.drift(Drift::Found(6));
    house.clock.advance(Span::minutes(5));
    house.sync_stock(false).await;
    assert_eq!(house.row(SKU).await.difference, 6);
    let count = Count {
        location: "Amazon".to_owned(),
        reason: "told by Amazon".to_owned(),
        lines: vec![CountLine {
            product: SKU.to_owned(),
            found: u32::try_from(before + 2).unwrap(),
            seen: None,
        }],
    };
    house.stock(StockRequest::Adjust(count)).await.unwrap();
    assert_eq!(house.row(SKU).await.difference, 0);
    house.verify().await;
}

/// An FBA order that is paid and has not left: its id, and what it takes.
fn open_with_amazon(house: &House) -> (String, BTreeMap<String, i64>) {
    let open = house.truth().into_iter().find(|order| {
        let fulfillment = &order["fulfillment"];
        let german = order["salesChannel"]["marketplaceId"] == "A1PA6795UKMFR9";
        german
            && fulfillment["fulfillmentStatus"] == "UNSHIPPED"
            && fulfillment["fulfilledBy"] == "AMAZON"
    });
    let open = open.unwrap();
    let mut takes = BTreeMap::new();
    for item in open["orderItems"].as_array().unwrap() {
        let sku = item["product"]["sellerSku"].as_str().unwrap().to_owned();
        *takes.entry(sku).or_default() +=
            item["fulfillment"]["quantityUnfulfilled"].as_i64().unwrap();
    }
    (open["orderId"].as_str().unwrap().to_owned(), takes)
}

#[tokio::test]
async fn what_is_sold_between_the_fetch_and_taking_over_is_not_taken_twice() {
    let house = House::with_figures(400).await;
    let (order, takes) = open_with_amazon(&house);
    let fetched: BTreeMap<String, i64> = house
        .compare()
        .await
        .rows
        .into_iter()
        .map(|row| (row.sku, row.difference))
        .collect();
    house.clock.advance(Span::seconds(10));
    house.simulator.shop().ship(&order).unwrap();
    house.clock.advance(Span::minutes(5));
    house.sync("eu").await;
    assert!(house.why(&order).await.known);
    for row in house.compare().await.rows {
        assert_eq!(row.difference, fetched[&row.sku], "{row:?}");
    }
    house.take_over(&[]).await.unwrap();
    let (ours, truth) = (house.ours().await, house.truth_at_amazon());
    for sku in takes.keys() {
        assert_eq!(ours[sku], truth[sku], "{sku}");
    }
    house.sync_stock(false).await;
    for sku in takes.keys() {
        assert_eq!(house.row(sku).await.difference, 0);
    }
    house.verify().await;
}

#[tokio::test]
async fn what_was_sold_before_the_fetch_and_heard_of_later_is_no_difference() {
    let house = House::with_figures(400).await;
    house.take_over(&[]).await.unwrap();
    let (order, takes) = open_with_amazon(&house);
    house.clock.advance(Span::seconds(10));
    house.simulator.shop().ship(&order).unwrap();
    house.clock.advance(Span::seconds(10));
    house.sync_stock(false).await;
    let (sku, units) = takes.iter().next().unwrap();
    assert_eq!(
        house.row(sku).await.difference,
        -units,
        "Amazon knows, we do not yet"
    );
    house.clock.advance(Span::minutes(5));
    house.sync("eu").await;
    assert_eq!(house.row(sku).await.difference, 0);
    assert!(house.take_over(&[]).await.unwrap().adjusted.is_empty());
    house.verify().await;
}

#[tokio::test]
async fn a_collapse_is_held_until_somebody_accepts_it() {
    let house = House::with_figures(200).await;
    house.take_over(&[]).await.unwrap();
    let before = house.compare().await;
    house
        .simulator
        .shop()
        .set_faults(Faults::parse("stock-empty@getInventorySummaries=1").unwrap());
    house.clock.advance(Span::minutes(5));
    let held = house.sync_stock(false).await;
    assert!(
        held[0]
            .stock
            .is_some_and(|stock| stock.held && stock.rows == 0),
        "{held:?}"
    );
    let now = house.compare().await;
    assert_eq!(now.rows, before.rows, "the figures before stay in force");
    assert_eq!(now.accounts[0].held.map(|held| held.rows), Some(0));
    let problems = |status: orderdeck::protocol::status::StatusReport| -> Vec<String> {
        status
            .problems
            .into_iter()
            .map(|problem| problem.code)
            .collect()
    };
    assert!(problems(house.status().await).contains(&"stock_held".to_owned()));
    let accepted = house
        .stock(StockRequest::AcceptHeld { account: None })
        .await
        .unwrap();
    match accepted {
        StockReply::Reconciliation(all) => assert!(
            all.rows
                .iter()
                .all(|row| row.amazon == 0 && row.difference < 0)
        ),
        other => panic!("{other:?}"),
    }
    assert!(!problems(house.status().await).contains(&"stock_held".to_owned()));
    let again = house
        .stock(StockRequest::AcceptHeld { account: None })
        .await
        .unwrap_err();
    assert_eq!(again.code, FailureCode::Conflict);
    // The whole again is no collapse; and with `accept` a collapse is not held.
    house.simulator.shop().set_faults(Faults::none());
    assert!(
        house.sync_stock(false).await[0]
            .stock
            .is_some_and(|stock| !stock.held)
    );
    house
        .simulator
        .shop()
        .set_faults(Faults::parse("stock-short@getInventorySummaries=1").unwrap());
    assert!(
        house.sync_stock(false).await[0]
            .stock
            .is_some_and(|stock| stock.held)
    );
    assert!(
        house.sync_stock(true).await[0]
            .stock
            .is_some_and(|stock| !stock.held)
    );
    house.verify().await;
}

#[tokio::test]
async fn two_registrations_of_a_seller_have_the_same_stock_once() {
    let house = House::with_orders(200).await;
    for (name, marketplace) in [("germany", "DE"), ("france", "FR")] {
        let mut account = house.new_account(name, "eu");
        account.marketplaces = vec![marketplace.to_owned()];
        house
            .client
            .call(Request::AccountAdd(account))
            .await
            .unwrap();
        house.sync(name).await;
    }
    house.register("na").await;
    house.sync("na").await;
    house.clock.advance(Span::hours(1));
    let missing = house.take_over(&[]).await.unwrap_err();
    assert_eq!(missing.code, FailureCode::Conflict, "never fetched");
    house.sync_stock(false).await;
    let mut truth = house.truth_at_amazon();
    for (sku, [good, researching, _]) in house.simulator.shop().fba_stock("Juniper & Oak") {
        *truth.get_mut(&sku).unwrap() += good + researching;
    }
    let all = house.compare().await;
    assert_eq!(all.accounts.len(), 3);
    for row in all.rows {
        assert_eq!(row.amazon, truth[&row.sku], "{row:?}");
    }
}

#[tokio::test]
async fn trouble_with_stock_stays_with_stock() {
    let house = House::with_figures(50).await;
    let shop = house.simulator.shop();
    let code = |status: &orderdeck::protocol::status::StatusReport| {
        status
            .problems
            .iter()
            .any(|problem| problem.code == "stock_sync_failed")
    };
    shop.set_faults(Faults::parse("500@getInventorySummaries=1").unwrap());
    let failed = house.sync_stock(false).await;
    assert!(failed[0].error.is_some() && failed[0].stock.is_none());
    assert!(code(&house.status().await));
    assert_eq!(house.sync("eu").await.error, None);
    assert!(
        house.sync_state("eu").await.state != orderdeck::protocol::accounts::SyncState::Failing
    );
    assert_eq!(
        house.compare().await.accounts[0].rows,
        34,
        "the figures before stay"
    );
    shop.set_faults(Faults::parse("429@getInventorySummaries=1").unwrap());
    let throttled = house.sync_stock(false).await;
    assert!(
        throttled[0].error.is_none() && throttled[0].throttled_until.is_some(),
        "{throttled:?}"
    );
    shop.set_faults(Faults::none());
    house.clock.advance(Span::minutes(30));
    // A page token that dies in the middle, an expired login, a cut answer: the run goes on or begins anew.
    for fault in [
        Fault::PageTokenExpires,
        Fault::TokenExpires,
        Fault::Truncate,
        Fault::Throttled,
    ] {
        assert!(shop.script_fault("getInventorySummaries", 2, fault));
        let synced = house.sync_stock(false).await;
        assert!(synced[0].stock.is_some(), "{fault:?}: {synced:?}");
    }
    assert!(!code(&house.status().await));
    house.verify().await;
}

#[tokio::test]
async fn a_row_that_can_not_be_read_changes_nothing() {
    let house = House::with_figures(200).await;
    house.take_over(&[]).await.unwrap();
    house
        .simulator
        .shop()
        .set_faults(Faults::parse("stock-odd@getInventorySummaries=1").unwrap());
    house.clock.advance(Span::minutes(5));
    house.sync_stock(false).await;
    let all = house.compare().await;
    assert_eq!(all.accounts[0].unreadable.len(), 1, "{:?}", all.accounts);
    assert!(all.rows.iter().all(|row| !row.known || row.difference == 0));
    assert!(
        all.rows
            .iter()
            .all(|row| !all.accounts[0].unreadable.contains(&row.sku))
    );
}

#[tokio::test]
async fn figures_come_every_night_by_themselves() {
    let house = House::with_orders(30).await;
    house.register("eu").await;
    let house = house.by_schedule().await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let mut seen = std::collections::BTreeSet::new();
    while seen.len() < 3 {
        seen.extend(house.compare().await.accounts[0].as_of);
        assert!(std::time::Instant::now() < deadline, "{seen:?}");
        tokio::task::yield_now().await;
    }
    let seen: Vec<_> = seen.into_iter().collect();
    let (first, later) = (seen[1].since(seen[0]), seen[2].since(seen[1]));
    for apart in [first, later] {
        assert!(
            apart > Span::hours(20) && apart < Span::hours(28),
            "{seen:?}"
        );
    }
}
