//! Financial transactions: what is sent, pages, odd trees, and amounts to the last digit.

use super::server::{Answer, Seen, error, json};
use super::*;
use orderdeck::amazon::finances::{FinancePage, FinanceSearch, read_page};
use orderdeck::domain::amazon_transaction::{
    Group, LeafKind, LeafPart, TransactionKind, TransactionStatus,
};
use serde_json::json as value;

fn search(page_token: Option<&str>) -> FinanceSearch {
    let at = |text: &str| Moment::parse(text).unwrap();
    FinanceSearch {
        posted_after: at("2026-11-01T00:00:00.123Z"),
        posted_before: at("2026-11-20T00:00:00Z"),
        page_token: page_token.map(str::to_owned),
    }
}

async fn fetch(bench: &Bench, token: Option<&str>) -> Result<FinancePage, AmazonError> {
    bench
        .client
        .transactions(&bench.access, &search(token), Priority::Normal)
        .await
}

fn body(transactions: &[serde_json::Value], next: Option<&str>) -> String {
    value!({"payload": {"nextToken": next, "transactions": transactions}}).to_string()
}

fn money(amount: f64) -> serde_json::Value {
    value!({"currencyAmount": amount, "currencyCode": "EUR"})
}

fn node(name: &str, amount: f64, below: serde_json::Value) -> serde_json::Value {
    value!({"breakdownType": name, "breakdownAmount": money(amount), "breakdowns": below})
}

fn sale() -> serde_json::Value {
    let sales = node(
        "Sales",
        19.9,
        value!([
            node(
                "ProductCharges",
                16.72,
                value!([node("OurPricePrincipal", 16.72, value!(null))])
            ),
            node("Tax", 3.18, value!([node("OurPriceTax", 3.18, value!([]))])),
        ]),
    );
    let commission = node(
        "Commission",
        -3.57,
        value!([
            node("Base", -3.0, value!(null)),
            node("Tax", -0.57, value!(null))
        ]),
    );
    let expenses = node(
        "Expenses",
        -3.57,
        value!([node("AmazonFees", -3.57, value!([commission]))]),
    );
    value!({
        "sellingPartnerMetadata": {"sellingPartnerId": "S", "accountType": "PAYABLE", "marketplaceId": "A1PA6795UKMFR9"},
        "relatedIdentifiers": [
            {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": "302-1234567-7654321"},
            {"relatedIdentifierName": "DEFERRED_TRANSACTION_ID", "relatedIdentifierValue": "held"},
            {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": "77"},
            null,
        ],
        "transactionType": "Shipment", "transactionId": "T1", "transactionStatus": "Released",
        "description": "Order \u{1b}[31mPayment", "postedDate": "2026-11-03T10:00:00Z",
        "totalAmount": money(16.33),
        "marketplaceDetails": null,
        "items": [{
            "description": "Kettle", "totalAmount": money(16.33), "relatedIdentifiers": null,
            "contexts": [{"contextType": "ProductContext", "asin": "B0", "sku": "KETTLE", "quantityShipped": 1, "fulfillmentNetwork": "MFN"}],
            "breakdowns": [sales, expenses],
        }],
        "breakdowns": [node("Sales", 19.9, value!(null)), node("Expenses", -3.57, value!(null))],
        "contexts": [{"contextType": "DeferredContext", "deferralReason": "DD7", "maturityDate": "2026-11-12T00:00:00Z"}],
    })
}

#[tokio::test]
async fn asks_for_all_marketplaces_and_repeats_itself_with_the_token() {
    let bench = Bench::new(|_, seen: &Seen| match seen.line.contains("nextToken") {
        false => json(
            200,
            "x-amzn-RateLimit-Limit: 0.5\r\n",
            &body(&[], Some("to+/the=second")),
        ),
        true => json(200, "", &body(&[sale()], None)),
    })
    .await;
    let first = fetch(&bench, None).await.unwrap();
    assert_eq!(
        (first.transactions.len(), first.next_token.as_deref()),
        (0, Some("to+/the=second"))
    );
    let second = fetch(&bench, first.next_token.as_deref()).await.unwrap();
    assert_eq!((second.transactions.len(), second.next_token), (1, None));
    let start = "GET /finances/2024-06-19/transactions?postedAfter=2026-11-01T00%3A00%3A00Z&postedBefore=2026-11-20T00%3A00%3A00Z";
    let seen = bench.api.seen();
    assert_eq!(seen[0].line, start);
    assert_eq!(
        seen[1].line,
        format!("{start}&nextToken=to%2B%2Fthe%3Dsecond")
    );
}

#[test]
fn a_sale_is_read_whole_and_once() {
    let page = read_page(body(&[sale()], None).as_bytes()).unwrap();
    assert!(page.unreadable.is_empty());
    let sale = &page.transactions[0];
    assert_eq!(
        (sale.kind.clone(), sale.status),
        (TransactionKind::Shipment, TransactionStatus::Released)
    );
    assert_eq!(sale.order.unwrap().to_string(), "302-1234567-7654321");
    assert_eq!(
        sale.marketplace,
        Some(MarketplaceId::from("A1PA6795UKMFR9"))
    );
    assert_eq!(sale.releases.as_ref().unwrap().as_str(), "held");
    assert_eq!(
        sale.related,
        [("SETTLEMENT_ID".to_owned(), "77".to_owned())]
    );
    assert_eq!(sale.description, "Order [31mPayment");
    assert_eq!(sale.total.to_string(), "16.33");
    let deferral = sale.deferral.as_ref().unwrap();
    assert_eq!(
        (deferral.reason.as_str(), deferral.matures),
        ("DD7", Moment::parse("2026-11-12T00:00:00Z"))
    );
    let leaves: Vec<_> = sale
        .leaves
        .iter()
        .map(|l| (l.what.as_str(), l.part, l.amount.to_string()))
        .collect();
    assert_eq!(
        leaves,
        [
            ("OurPricePrincipal", LeafPart::Whole, "16.72".to_owned()),
            ("OurPriceTax", LeafPart::Whole, "3.18".to_owned()),
            ("Commission", LeafPart::Base, "-3.00".to_owned()),
            ("Commission", LeafPart::Tax, "-0.57".to_owned()),
        ]
    );
    assert!(sale.leaves.iter().all(|leaf| {
        leaf.sku
            .as_ref()
            .is_some_and(|sku| sku.as_str() == "KETTLE")
    }));
    let groups = sale.by_group().unwrap();
    let sums: Vec<_> = groups
        .iter()
        .map(|(group, sum)| (*group, sum.to_string()))
        .collect();
    assert_eq!(
        sums,
        [
            (Group::Principal, "16.72".to_owned()),
            (Group::Tax, "3.18".to_owned()),
            (Group::Commission, "-3.57".to_owned())
        ]
    );
}

#[test]
fn amounts_never_pass_a_binary_fraction() {
    let text = r#"{"payload":{"transactions":[{"transactionId":"T","transactionType":"Transfer","postedDate":"2026-11-03T10:00:00Z",
        "totalAmount":{"currencyAmount":-9007199254740993.07,"currencyCode":"EUR"},"items":null,"relatedIdentifiers":null,"contexts":null,"transactionStatus":null,
        "breakdowns":{"breakdowns":[{"breakdownType":"FundTransfer","breakdownAmount":{"currencyAmount":-9007199254740993.07,"currencyCode":"EUR"}}]}}]}}"#;
    let page = read_page(text.as_bytes()).unwrap();
    let transfer = &page.transactions[0];
    assert_eq!(transfer.total.to_string(), "-9007199254740993.07");
    assert_eq!(transfer.leaves[0].what, LeafKind::FundTransfer);
    assert!(transfer.unexplained.is_zero());
}

#[test]
fn a_transaction_that_can_not_be_spoils_no_others() {
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut odd = sale();
        change(&mut odd);
        odd
    };
    let mut deep = node("X", 1.0, value!([]));
    for _ in 0..40 {
        deep = node("X", 1.0, value!([deep]));
    }
    let odd = [
        with(&|t| t["transactionId"] = value!(null)),
        with(&|t| t["totalAmount"] = value!(null)),
        with(&|t| t["totalAmount"]["currencyAmount"] = value!("a lot")),
        with(&|t| t["totalAmount"]["currencyCode"] = value!("EURO")),
        with(&|t| t["postedDate"] = value!("yesterday")),
        with(&|t| {
            t["items"][0]["breakdowns"][0]["breakdownAmount"]["currencyCode"] = value!("USD")
        }),
        with(&|t| t["breakdowns"] = value!(7)),
        with(&|t| t["breakdowns"] = value!([deep.clone()])),
        value!([]),
        value!("no transaction"),
    ];
    let mut all = odd.to_vec();
    all.push(sale());
    let page = read_page(body(&all, None).as_bytes()).unwrap();
    assert_eq!(
        (page.transactions.len(), page.unreadable.len()),
        (1, odd.len())
    );
    assert!(
        page.unreadable
            .iter()
            .all(|u| !u.reason.ends_with('.') && !u.reason.contains("a lot"))
    );
    assert_eq!(
        page.unreadable[1].to_string(),
        "The transaction T1 can't be read: totalAmount is missing."
    );
}

#[tokio::test]
async fn answers_that_are_none_are_given_up() {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"payload":null}"#,
        r#"{"payload":{"transactions":{}}}"#,
        r#"{"payload":{"nextToken":7}}"#,
    ] {
        let bench = Bench::new(move |_, _| json(200, "", text)).await;
        let ended = fetch(&bench, None).await;
        assert!(
            matches!(ended, Err(AmazonError::Trouble { .. })),
            "{text}: {ended:?}"
        );
    }
    let expired = Bench::new(|_, _| {
        error(
            400,
            "InvalidInput",
            "The nextToken is invalid or has expired.",
            "",
        )
    })
    .await;
    let ended = fetch(&expired, Some("old")).await;
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
    // A list that is null is an empty one.
    let nothing: Answer = json(
        200,
        "",
        r#"{"payload":{"transactions":null,"nextToken":null}}"#,
    );
    let bench = Bench::new(move |_, _| match &nothing {
        Answer::Raw(bytes) => Answer::Raw(bytes.clone()),
        Answer::Silence => Answer::Silence,
    })
    .await;
    assert_eq!(fetch(&bench, None).await.unwrap(), FinancePage::default());
}
