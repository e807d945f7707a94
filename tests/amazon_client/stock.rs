//! What lies at Amazon: pages, budgets, tokens that die, and rows that can't be.

use super::server::{Answer, Seen, error, json};
use super::*;
use orderdeck::amazon::stock::MarketplaceStock;
use serde_json::json as value;

const GERMANY: &str = "A1PA6795UKMFR9";

async fn fetch(bench: &Bench) -> Result<MarketplaceStock, AmazonError> {
    let place = MarketplaceId::from(GERMANY);
    bench
        .client
        .stock(&bench.access, &place, Priority::Normal)
        .await
}

fn row(sku: &str, fulfillable: serde_json::Value) -> serde_json::Value {
    value!({
        "asin": "B000000001", "fnSku": "X001", "sellerSku": sku, "condition": "NewItem", "productName": "A kettle",
        "lastUpdatedTime": "2026-11-22T09:00:00Z", "totalQuantity": 40, "stores": [],
        "inventoryDetails": {
            "fulfillableQuantity": fulfillable,
            "inboundWorkingQuantity": 1, "inboundShippedQuantity": 2, "inboundReceivingQuantity": 3,
            "reservedQuantity": {
                "totalReservedQuantity": 9, "pendingCustomerOrderQuantity": 4,
                "pendingTransshipmentQuantity": 3, "fcProcessingQuantity": 2
            },
            "researchingQuantity": {"totalResearchingQuantity": 1, "researchingQuantityBreakdown": []},
            "unfulfillableQuantity": {"totalUnfulfillableQuantity": 5, "customerDamagedQuantity": 5}
        }
    })
}

fn page(rows: &[serde_json::Value], next: Option<&str>) -> Answer {
    let mut body = value!({"payload": {
        "granularity": {"granularityType": "Marketplace", "granularityId": GERMANY},
        "inventorySummaries": rows,
    }});
    if let Some(next) = next {
        body["pagination"] = value!({"nextToken": next});
    }
    json(200, "x-amzn-RateLimit-Limit: 2.0\r\n", &body.to_string())
}

fn paged(seen: &Seen) -> Option<String> {
    let query = seen.line.split_once('?')?.1;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|pair| pair.0 == "nextToken")
        .map(|pair| pair.1.into_owned())
}

fn skus(stock: &MarketplaceStock) -> Vec<&str> {
    stock.rows.iter().map(|row| row.sku.as_str()).collect()
}

#[tokio::test]
async fn pages_follow_each_other_and_carry_what_amazon_wants() {
    let bench = Bench::new(|_, seen| match paged(seen).as_deref() {
        None => page(&[row("A", value!(7))], Some("to+the/second==")),
        Some("to+the/second==") => page(&[row("B&=ü", value!(8))], Some("third")),
        Some("third") => page(&[], None),
        other => panic!("{other:?}"),
    })
    .await;
    let stock = fetch(&bench).await.unwrap();
    assert_eq!(skus(&stock), ["A", "B&=ü"]);
    let units = stock.rows[0].units;
    assert_eq!(
        (units.fulfillable, units.for_orders, units.set_aside),
        (7, 4, 5)
    );
    assert_eq!(
        (
            units.inbound,
            units.unsellable,
            units.researching,
            units.total
        ),
        (6, 5, 1, 40)
    );
    assert_eq!(units.comparable(), 7 + 4 + 5 + 1);
    let seen = bench.api.seen();
    let start = format!(
        "GET /fba/inventory/v1/summaries?details=true&granularityType=Marketplace&granularityId={GERMANY}&marketplaceIds={GERMANY}"
    );
    assert_eq!(seen[0].line, start);
    assert_eq!(
        seen[1].line,
        format!("{start}&nextToken=to%2Bthe%2Fsecond%3D%3D")
    );
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn a_row_that_comes_again_on_a_later_page_is_the_same_units() {
    let bench = Bench::new(|_, seen| {
        let mut other_code = row("A", value!(2));
        other_code["fnSku"] = value!("B000000001");
        match paged(seen).as_deref() {
            None => page(&[row("A", value!(7)), other_code], Some("second")),
            _ => page(&[row("A", value!(6)), row("B", value!(1))], None),
        }
    })
    .await;
    let stock = fetch(&bench).await.unwrap();
    let shown: Vec<(&str, u32)> = stock
        .rows
        .iter()
        .map(|row| (row.sku.as_str(), row.units.fulfillable))
        .collect();
    assert_eq!(
        shown,
        [("A", 6), ("A", 2), ("B", 1)],
        "the later one counts"
    );
}

#[tokio::test]
async fn the_budget_is_kept_between_pages() {
    let bench = Bench::new(|number, _| {
        page(
            &[row(&format!("S{number}"), value!(1))],
            (number < 11).then(|| format!("t{number}")).as_deref(),
        )
    })
    .await;
    let before = bench.clock.now();
    let stock = fetch(&bench).await.unwrap();
    assert_eq!(stock.rows.len(), 12);
    // Two at once, then two a second.
    let took = bench.clock.now().since(before);
    assert!(
        took >= Span::seconds(4) && took < Span::seconds(30),
        "{took:?}"
    );
}

#[tokio::test]
async fn a_429_is_waited_out_and_nothing_is_lost() {
    let bench = Bench::new(|number, seen| match (number, paged(seen)) {
        (1, _) => error(
            429,
            "QuotaExceeded",
            "You exceeded your quota for the requested resource.",
            "",
        ),
        (_, None) => page(&[row("A", value!(1))], Some("t")),
        (_, Some(_)) => page(&[row("B", value!(1))], None),
    })
    .await;
    assert_eq!(skus(&fetch(&bench).await.unwrap()), ["A", "B"]);
    assert_eq!(bench.api.count(), 3);
    let always =
        Bench::new(|_, _| error(429, "QuotaExceeded", "You exceeded your quota.", "")).await;
    let ended = fetch(&always).await;
    assert!(
        matches!(ended, Err(AmazonError::Throttled { .. })),
        "{ended:?}"
    );
    assert!(always.api.count() < 50);
}

#[tokio::test]
async fn a_token_that_died_means_to_begin_anew() {
    let dead = || {
        error(
            400,
            "InvalidInput",
            "The nextToken is invalid or has expired.",
            "",
        )
    };
    let bench = Bench::new(move |number, seen| match (number, paged(seen)) {
        (0, None) => page(&[row("OLD", value!(1))], Some("t0")),
        (_, None) => page(&[row("A", value!(2))], Some("t1")),
        (_, Some(token)) if token == "t0" => dead(),
        (_, Some(_)) => page(&[row("B", value!(3))], None),
    })
    .await;
    // Not a row of the run that was given up.
    assert_eq!(skus(&fetch(&bench).await.unwrap()), ["A", "B"]);
    let never = Bench::new(move |_, seen| match paged(seen) {
        None => page(&[], Some("t")),
        Some(_) => dead(),
    })
    .await;
    let ended = fetch(&never).await;
    assert!(
        matches!(
            ended,
            Err(AmazonError::BadRequest {
                page_token: true,
                ..
            })
        ),
        "{ended:?}"
    );
    assert_eq!(never.api.count(), 6);
}

#[tokio::test]
async fn pages_that_lead_round_are_given_up() {
    let bench = Bench::new(|_, _| page(&[row("A", value!(1))], Some("again"))).await;
    let ended = fetch(&bench).await.unwrap_err().to_string();
    assert!(ended.contains("round in a circle"), "{ended}");
    assert_eq!(bench.api.count(), 2);
}

#[tokio::test]
async fn rows_that_can_not_be_spoil_no_others() {
    let mut bare = row("BARE", value!(3));
    bare.as_object_mut().unwrap().remove("inventoryDetails");
    let mut scant = row("SCANT", value!(3));
    scant["inventoryDetails"] = value!({"fulfillableQuantity": 3, "reservedQuantity": {"totalReservedQuantity": 2}, "futureQuantity": {"a": 1}});
    let mut hostile = row(" EVIL\u{1b}[31m ", value!(1));
    hostile["productName"] = value!("\u{202e}kettle\nof\u{7} doom");
    hostile["lastUpdatedTime"] = value!("yesterday");
    let mut deep = row("DEEP", value!(1));
    deep["inventoryDetails"]["researchingQuantity"]["totalResearchingQuantity"] = value!(-1);
    let rows = [
        row("MINUS", value!(-3)),
        row("HUGE", value!(99_999_999_999i64)),
        row("HALF", value!(1.5)),
        row("TEXT", value!("7")),
        row("NONE", value!(null)),
        row("", value!(1)),
        bare,
        scant,
        hostile,
        deep,
        value!("no row"),
        value!({"sellerSku": 7}),
    ];
    let bench = Bench::new(move |_, _| page(&rows, None)).await;
    let stock = fetch(&bench).await.unwrap();
    assert_eq!(skus(&stock), ["SCANT", "EVIL[31m"]);
    assert_eq!(
        stock.unreadable,
        [
            "MINUS", "HUGE", "HALF", "TEXT", "NONE", "", "BARE", "DEEP", "", ""
        ]
    );
    assert_eq!(stock.rows[0].units.comparable(), 5);
    assert_eq!(stock.rows[1].name, "kettle of doom");
    assert_eq!(stock.rows[1].updated, None);
}

#[tokio::test]
async fn answers_that_are_none_are_asked_for_again_and_then_given_up() {
    let bench = Bench::new(|number, _| match number {
        0 => json(200, "", r#"{"payload":{"inventorySumm"#),
        2 => json(500, "", "{}"),
        1 => page(&[row("A", value!(1))], Some("t")),
        _ => page(&[row("B", value!(1))], None),
    })
    .await;
    assert_eq!(skus(&fetch(&bench).await.unwrap()), ["A", "B"]);
    for body in [
        "",
        "[]",
        "{}",
        r#"{"payload":null}"#,
        r#"{"payload":{"inventorySummaries":{}}}"#,
        r#"{"errors":[]}"#,
    ] {
        let bench = Bench::new(move |_, _| json(200, "", body)).await;
        let ended = fetch(&bench).await;
        assert!(
            matches!(ended, Err(AmazonError::Trouble { .. })),
            "{body}: {ended:?}"
        );
    }
    let denied = Bench::new(|_, _| {
        error(
            403,
            "AccessDeniedException",
            "Access to requested resource is denied.",
            "",
        )
    })
    .await;
    assert!(matches!(
        fetch(&denied).await,
        Err(AmazonError::AccessDenied { .. })
    ));
}
