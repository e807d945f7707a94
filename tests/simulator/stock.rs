//! What lies at Amazon: the rules of the call, its pages, and what changes the figures.

use std::collections::BTreeMap;

use orderdeck::simulator::{Drift, Fault};
use serde_json::{Value, json};

use crate::model::validator;
use crate::world::{Answer, EU, FE, NA, World, escape};

const MODEL: &str = include_str!("../data/spapi/fbaInventory.json");
const DE: &str = "A1PA6795UKMFR9";
const FR: &str = "A13V1IB3VIYZZH";
const US: &str = "ATVPDKIKX0DER";
const SELLER: &str = "Nordlicht Handel";

fn path(marketplace: &str, more: &str) -> String {
    format!(
        "/fba/inventory/v1/summaries?granularityType=Marketplace&granularityId={marketplace}&marketplaceIds={marketplace}{more}"
    )
}

fn rows(answer: &Answer) -> Vec<Value> {
    let rows = answer.body["payload"]["inventorySummaries"].as_array();
    rows.unwrap_or_else(|| panic!("{}", answer.text)).clone()
}

/// All rows, page by page, with the clock going on so that the bucket fills.
async fn all(world: &World, seller: usize, marketplace: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut more = "&details=true".to_owned();
    loop {
        world.step(1);
        let page = world.get(seller, &path(marketplace, &more)).await;
        found.extend(rows(&page));
        match page.next() {
            Some(token) => more = format!("&details=true&nextToken={}", escape(token)),
            None => return found,
        }
    }
}

/// Units in good order by SKU: what can be sold and what is set aside.
fn good(rows: &[Value]) -> BTreeMap<String, i64> {
    let mut units = BTreeMap::new();
    for row in rows {
        let details = &row["inventoryDetails"];
        let free = details["fulfillableQuantity"].as_i64().unwrap();
        let reserved = details["reservedQuantity"]["totalReservedQuantity"].as_i64();
        *units
            .entry(row["sellerSku"].as_str().unwrap().to_owned())
            .or_default() += free + reserved.unwrap();
    }
    units
}

#[tokio::test]
async fn every_page_fits_the_model_and_the_pages_are_the_whole() {
    let world = World::with(|settings| settings.stock_page = 7).await;
    let fits = validator(MODEL, "GetInventorySummariesResponse");
    for (seller, marketplace) in [(EU, DE), (NA, US), (FE, "A1VC38T7YXB528")] {
        let mut more = "&details=true".to_owned();
        let mut skus = Vec::new();
        loop {
            world.step(1);
            let page = world.get(seller, &path(marketplace, &more)).await;
            let errors: Vec<String> = fits
                .iter_errors(&page.body)
                .map(|e| e.to_string())
                .collect();
            assert!(
                page.status == 200 && errors.is_empty(),
                "{errors:?} {}",
                page.text
            );
            assert_eq!(page.limit.as_deref(), Some("2.0"));
            skus.extend(rows(&page).iter().map(|row| row["sellerSku"].clone()));
            match page.next() {
                Some(token) => more = format!("&details=true&nextToken={}", escape(token)),
                None => break,
            }
        }
        let rows = skus.len();
        skus.dedup();
        assert_eq!(skus.len(), 34);
        assert!(rows > 34, "some SKUs have two rows");
    }
    let plain = world.get(EU, &path(DE, "")).await;
    assert!(fits.is_valid(&plain.body));
    assert!(
        rows(&plain)
            .iter()
            .all(|row| row.get("inventoryDetails").is_none())
    );
}

#[tokio::test]
async fn what_the_model_rules_out_is_refused() {
    let world = World::new().await;
    let errors = validator(MODEL, "GetInventorySummariesResponse");
    let many = vec!["A"; 51].join(",");
    let base = "/fba/inventory/v1/summaries";
    let wrong = [
        base.to_owned(),
        format!("{base}?granularityType=Marketplace&granularityId={DE}"),
        format!("{base}?granularityId={DE}&marketplaceIds={DE}"),
        format!("{base}?granularityType=Marketplace&marketplaceIds={DE}"),
        format!("{base}?granularityType=Seller&granularityId={DE}&marketplaceIds={DE}"),
        format!("{base}?granularityType=Marketplace&granularityId={DE}&marketplaceIds={FR}"),
        format!("{base}?granularityType=Marketplace&granularityId={DE}&marketplaceIds={DE},{FR}"),
        path("NOWHERE", ""),
        path(DE, "&details=yes"),
        path(DE, &format!("&sellerSkus={many}")),
        path(DE, "&startDateTime=2024-11-18T12:00:00Z"),
        path(DE, "&startDateTime=2026-11-19T12:00:00Z"),
        path(DE, "&startDateTime=yesterday"),
        path(DE, "&nextToken=AAAA"),
    ];
    for path in wrong {
        world.step(1);
        let answer = world.get(EU, &path).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "InvalidInput"),
            "{path}"
        );
        assert_eq!(answer.limit.as_deref(), Some("2.0"));
        assert!(errors.is_valid(&answer.body), "{}", answer.text);
    }
    world.step(1);
    assert_eq!(world.get(EU, &path(US, "")).await.status, 403);
    // A marketplace that the seller does not sell in has nothing.
    assert!(rows(&world.get(EU, &path("A33AVAJ2PDY3EV", "")).await).is_empty());
}

#[tokio::test]
async fn two_calls_a_second_and_not_more() {
    let world = World::generous().await;
    for _ in 0..2 {
        assert_eq!(world.get(EU, &path(DE, "")).await.status, 200);
    }
    let refused = world.get(EU, &path(DE, "")).await;
    assert_eq!((refused.status, refused.code()), (429, "QuotaExceeded"));
    assert_eq!(world.get(NA, &path(US, "")).await.status, 200);
    world.step(1);
    assert_eq!(world.get(EU, &path(DE, "")).await.status, 200);
}

#[tokio::test]
async fn a_page_token_belongs_to_its_search_and_lives_half_a_minute() {
    let world = World::with(|settings| settings.stock_page = 5).await;
    let first = world.get(EU, &path(DE, "")).await;
    let token = escape(first.next().unwrap());
    let with = |more: &str| path(DE, &format!("&nextToken={token}{more}"));
    world.step(1);
    assert_eq!(world.get(EU, &with("&details=true")).await.status, 400);
    let elsewhere = path(FR, &format!("&nextToken={token}"));
    assert_eq!(world.get(EU, &elsewhere).await.status, 400);
    world.step(1);
    assert_eq!(
        world
            .get(NA, &path(US, &format!("&nextToken={token}")))
            .await
            .status,
        400
    );
    world.step(27);
    let second = world.get(EU, &with("")).await;
    assert_eq!(second.status, 200);
    assert_ne!(rows(&second), rows(&first));
    world.step(2);
    assert_eq!(
        world.get(EU, &with("")).await.status,
        400,
        "after 31 seconds"
    );
}

#[tokio::test]
async fn skus_and_changes_can_be_asked_for() {
    let world = World::new().await;
    let some = world
        .get(
            EU,
            &path(
                DE,
                "&sellerSkus=SECATEURS,TIMER-KITCHEN&sellerSku=BULB-E27-4W",
            ),
        )
        .await;
    let skus: Vec<Value> = rows(&some)
        .iter()
        .map(|row| row["sellerSku"].clone())
        .collect();
    assert_eq!(skus, [json!("SECATEURS"), json!("TIMER-KITCHEN")]);
    let odd = world
        .get(
            EU,
            &path(DE, &format!("&sellerSku={}", escape("=SUM(A1:A9)"))),
        )
        .await;
    assert_eq!(rows(&odd).len(), 2, "{}", odd.text);
    world.step(5);
    world
        .sim
        .shop()
        .drift(SELLER, "SECATEURS", Drift::Found(3))
        .unwrap();
    let changed = world
        .get(
            EU,
            &path(
                DE,
                "&startDateTime=2026-11-18T12:00:01Z&sellerSkus=BULB-E27-4W",
            ),
        )
        .await;
    let skus: Vec<Value> = rows(&changed)
        .iter()
        .map(|row| row["sellerSku"].clone())
        .collect();
    assert_eq!(skus, [json!("SECATEURS")]);
}

#[tokio::test]
async fn all_marketplaces_of_a_seller_show_the_same_units() {
    let world = World::new().await;
    assert_eq!(all(&world, EU, DE).await, all(&world, EU, FR).await);
}

#[tokio::test]
async fn an_order_sets_units_aside_and_takes_them_when_it_leaves() {
    let world = World::generous().await;
    let orders = world.all(EU, "FULFILLMENT").await;
    let open = orders.iter().find(|order| {
        order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
            && order["fulfillment"]["fulfilledBy"] == "AMAZON"
    });
    let open = open.unwrap();
    let mut sold: BTreeMap<String, i64> = BTreeMap::new();
    for item in open["orderItems"].as_array().unwrap() {
        let sku = item["product"]["sellerSku"].as_str().unwrap().to_owned();
        *sold.entry(sku).or_default() +=
            item["fulfillment"]["quantityUnfulfilled"].as_i64().unwrap();
    }
    let before = all(&world, EU, DE).await;
    let set_aside = |rows: &[Value], sku: &str| -> i64 {
        let of = |row: &&Value| row["sellerSku"] == sku;
        let reserved = |row: &Value| {
            row["inventoryDetails"]["reservedQuantity"]["pendingCustomerOrderQuantity"].as_i64()
        };
        rows.iter().filter(of).filter_map(reserved).sum()
    };
    world
        .sim
        .shop()
        .ship(open["orderId"].as_str().unwrap())
        .unwrap();
    let after = all(&world, EU, DE).await;
    let (had, has) = (good(&before), good(&after));
    for (sku, units) in &had {
        let sold = sold.get(sku).copied().unwrap_or(0);
        assert_eq!(units - has[sku], sold, "{sku}");
        assert_eq!(
            set_aside(&before, sku) - set_aside(&after, sku),
            sold,
            "{sku}"
        );
    }
}

#[tokio::test]
async fn drift_comes_on_command_and_by_itself() {
    let world = World::new().await;
    let shop = world.sim.shop();
    let of = |sku: &str| {
        let all = shop.fba_stock(SELLER).into_iter();
        all.filter(|row| row.0 == sku).map(|row| row.1).next()
    };
    let [had, missing, damaged] = of("SECATEURS").unwrap();
    let command = |what: Drift| shop.drift(SELLER, "SECATEURS", what);
    command(Drift::Lost(3)).unwrap();
    command(Drift::Damaged(2)).unwrap();
    command(Drift::Missing(1)).unwrap();
    command(Drift::Found(4)).unwrap();
    assert_eq!(of("SECATEURS"), Some([had - 2, missing + 1, damaged + 2]));
    assert!(shop.drift(SELLER, "NO-SUCH", Drift::Lost(1)).is_err());
    shop.drift(SELLER, "NO-SUCH", Drift::Received(9)).unwrap();
    assert_eq!(of("NO-SUCH"), Some([9, 0, 0]));
    let body = json!({"seller": SELLER, "sku": "NO-SUCH", "what": "closed"}).to_string();
    let url = format!("{}/simulator/stock", world.sim.base_url());
    let told = world.http.post(&url).body(body).send().await.unwrap();
    assert_eq!(told.status().as_u16(), 200);
    assert_eq!(of("NO-SUCH"), None);
    let still = shop.fba_stock(SELLER);
    world.step(3600);
    assert_eq!(shop.fba_stock(SELLER).len(), still.len());

    let lively = World::with(|settings| settings.stock_drift = chrono::Duration::seconds(10)).await;
    let before = lively.sim.shop().fba_stock(SELLER);
    lively.step(1200);
    let after = lively.sim.shop().fba_stock(SELLER);
    assert_ne!(before, after);
    assert!(
        after
            .iter()
            .all(|row| row.1.iter().all(|units| *units >= 0))
    );
}

#[tokio::test]
async fn pages_can_be_short_empty_or_odd() {
    let world = World::new().await;
    let shop = world.sim.shop();
    let details = path(DE, "&details=true");
    let whole = rows(&world.get(EU, &details).await).len();
    for (fault, left) in [
        (Fault::StockShort, whole / 4),
        (Fault::StockEmpty, 0),
        (Fault::StockOdd, whole),
    ] {
        world.step(1);
        assert!(shop.script_fault("getInventorySummaries", 1, fault));
        let page = world.get(EU, &details).await;
        assert_eq!((page.status, rows(&page).len()), (200, left));
        if fault == Fault::StockOdd {
            assert_eq!(
                rows(&page)[0]["inventoryDetails"]["fulfillableQuantity"],
                -7
            );
        }
    }
}
