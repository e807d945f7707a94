//! Financial transactions: the rules of the call, its pages, and that the amounts are those of the orders.

use std::collections::{BTreeMap, BTreeSet};

use orderdeck::simulator::Fault;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::model::validator;
use crate::world::{ALL_SETS, Answer, EU, FE, NA, World, escape};

const MODEL: &str = include_str!("../data/spapi/finances_2024-06-19.json");
const BASE: &str = "/finances/2024-06-19/transactions";
const DE: &str = "A1PA6795UKMFR9";
const US: &str = "ATVPDKIKX0DER";

/// The model as it is lived: Amazon's lists of possible values are samples, and every kind of context is its own.
fn fits(definition: &str) -> jsonschema::Validator {
    let mut model: Value = serde_json::from_str(MODEL).unwrap();
    fn plain(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                if fields.get("description").is_some_and(Value::is_string) {
                    fields.remove("description");
                }
                fields.values_mut().for_each(plain);
            }
            Value::Array(list) => list.iter_mut().for_each(plain),
            _ => {}
        }
    }
    plain(&mut model["definitions"]);
    let definitions = model["definitions"].as_object().unwrap();
    let mut known = Map::new();
    known.insert("contextType".to_owned(), json!({"type": "string"}));
    for (name, context) in definitions.iter().filter(|d| d.0.ends_with("Context")) {
        if name != "Context" {
            known.extend(context["properties"].as_object().unwrap().clone());
        }
    }
    model["definitions"]["Context"] = json!({"type": "object", "properties": known});
    validator(&model.to_string(), definition)
}

/// Amazon sends null where its model has lists and words.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|field| !field.1.is_null());
            let kept = kept.map(|(name, value)| (name.clone(), without_nulls(value)));
            Value::Object(kept.collect())
        }
        Value::Array(list) => list.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

fn path(more: &str) -> String {
    format!("{BASE}?postedAfter=2026-10-01T00:00:00Z{more}")
}

fn rows(answer: &Answer) -> Vec<Value> {
    let rows = answer.body["payload"]["transactions"].as_array();
    rows.unwrap_or_else(|| panic!("{}", answer.text)).clone()
}

fn next(answer: &Answer) -> Option<&str> {
    answer.body["payload"]["nextToken"].as_str()
}

/// All pages.
async fn pages(world: &World, seller: usize, more: &str) -> Vec<Answer> {
    let mut found = Vec::new();
    let mut with_token = path(more);
    loop {
        world.step(2);
        let page = world.get(seller, &with_token).await;
        assert_eq!(page.status, 200, "{}", page.text);
        if let Some(token) = next(&page) {
            with_token = path(&format!("{more}&nextToken={}", escape(token)));
            found.push(page);
            continue;
        }
        found.push(page);
        return found;
    }
}

async fn all(world: &World, seller: usize, more: &str) -> Vec<Value> {
    pages(world, seller, more)
        .await
        .iter()
        .flat_map(rows)
        .collect()
}

fn money(value: &Value) -> (String, Decimal) {
    let number = &value["currencyAmount"];
    assert!(number.is_number(), "{value}");
    let amount = number.to_string().parse().unwrap();
    (value["currencyCode"].as_str().unwrap().to_owned(), amount)
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn related(transaction: &Value, name: &str) -> Option<String> {
    let all = list(transaction, "relatedIdentifiers");
    let found = all.iter().find(|r| r["relatedIdentifierName"] == name)?;
    Some(found["relatedIdentifierValue"].as_str().unwrap().to_owned())
}

/// A node weighs what its children weigh; the leaves by name.
fn weigh(node: &Value, leaves: &mut Vec<(String, Decimal)>) -> Decimal {
    let amount = money(&node["breakdownAmount"]).1;
    let below = list(node, "breakdowns");
    if below.is_empty() {
        let name = node["breakdownType"].as_str().unwrap();
        leaves.push((name.to_owned(), amount));
    } else {
        let sum: Decimal = below.iter().map(|node| weigh(node, leaves)).sum();
        assert_eq!(sum, amount, "{node:#}");
    }
    amount
}

#[tokio::test]
async fn every_page_fits_the_model_and_every_tree_adds_up() {
    let world = World::with(|settings| settings.finance_page = 20).await;
    let model = fits("ListTransactionsResponse");
    let mut kinds = BTreeSet::new();
    let (mut blanks, mut nulls, mut statuses) = (0, 0, BTreeSet::new());
    for seller in [EU, NA, FE] {
        let mut ids = BTreeSet::new();
        let mut posted = Vec::new();
        for page in pages(&world, seller, "").await {
            assert_eq!(page.limit.as_deref(), Some("0.5"));
            let body = without_nulls(&page.body);
            let errors: Vec<String> = model.iter_errors(&body).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{errors:?}\n{:#}", page.body);
            blanks += usize::from(rows(&page).is_empty());
            for row in rows(&page) {
                nulls += usize::from(row["items"].is_null() || row["breakdowns"].is_null());
                statuses.insert(row["transactionStatus"].to_string());
                kinds.insert(row["transactionType"].as_str().unwrap().to_owned());
                assert!(ids.insert(row["transactionId"].as_str().unwrap().to_owned()));
                posted.push(row["postedDate"].as_str().unwrap().to_owned());
                let (_, total) = money(&row["totalAmount"]);
                let mut leaves = Vec::new();
                let items: Decimal = list(&row, "items")
                    .iter()
                    .map(|item| {
                        let sum: Decimal = list(item, "breakdowns")
                            .iter()
                            .map(|n| weigh(n, &mut leaves))
                            .sum();
                        assert_eq!(sum, money(&item["totalAmount"]).1);
                        sum
                    })
                    .sum();
                let whole: Decimal = list(&row, "breakdowns")
                    .iter()
                    .map(|n| weigh(n, &mut leaves))
                    .sum();
                assert!(row["items"].is_null() || items == total, "{row:#}");
                assert!(row["breakdowns"].is_null() || whole == total, "{row:#}");
                assert!(!leaves.is_empty());
            }
        }
        assert!(ids.len() > 60, "{}", ids.len());
        assert!(posted.is_sorted());
    }
    assert!(blanks > 0 && nulls > 0);
    for word in [
        "null",
        "\"Released\"",
        "\"RELEASED\"",
        "\"DEFERRED\"",
        "\"DEFERRED_RELEASED\"",
    ] {
        assert!(statuses.contains(word), "{statuses:?}");
    }
    let wanted = [
        "Adjustment",
        "ProductAdsPayment",
        "Refund",
        "ServiceFee",
        "Shipment",
        "Transfer",
    ];
    assert_eq!(kinds, wanted.into_iter().map(str::to_owned).collect());
}

/// What Amazon paid for each order: the leaves below Sales, each sale once.
fn sales(rows: &[Value]) -> BTreeMap<String, Decimal> {
    let released: BTreeSet<String> = rows
        .iter()
        .filter_map(|row| related(row, "DEFERRED_TRANSACTION_ID"))
        .collect();
    let mut sales: BTreeMap<String, Decimal> = BTreeMap::new();
    for row in rows
        .iter()
        .filter(|row| row["transactionType"] == "Shipment")
    {
        if released.contains(row["transactionId"].as_str().unwrap()) {
            continue;
        }
        let trees = list(row, "items")
            .iter()
            .flat_map(|item| list(item, "breakdowns"));
        let sum: Decimal = trees
            .filter(|tree| tree["breakdownType"] == "Sales")
            .map(|tree| money(&tree["breakdownAmount"]).1)
            .sum();
        *sales.entry(related(row, "ORDER_ID").unwrap()).or_default() += sum;
    }
    sales
}

#[tokio::test]
async fn sales_are_the_money_of_the_orders_to_the_cent() {
    let world = World::with(|settings| {
        settings.orders = 2_000;
        settings.usage_plan = orderdeck::simulator::UsagePlan::Fast;
        settings.finance_lag = chrono::Duration::zero();
    })
    .await;
    let mut currencies = BTreeSet::new();
    for seller in [EU, NA, FE] {
        let orders = world.all(seller, ALL_SETS).await;
        let sales = sales(&all(&world, seller, "").await);
        let mut compared = 0;
        for order in &orders {
            let id = order["orderId"].as_str().unwrap();
            let Some(total) = order["proceeds"]["grandTotal"]["amount"].as_str() else {
                continue;
            };
            match order["fulfillment"]["fulfillmentStatus"].as_str().unwrap() {
                "SHIPPED" => {
                    assert_eq!(sales.get(id), Some(&total.parse().unwrap()), "{order:#}");
                    currencies.insert(
                        order["proceeds"]["grandTotal"]["currencyCode"]
                            .clone()
                            .to_string(),
                    );
                    compared += 1;
                }
                "PARTIALLY_SHIPPED" => assert!(sales[id] < total.parse().unwrap(), "{order:#}"),
                _ => assert!(!sales.contains_key(id), "{order:#}"),
            }
        }
        assert!(compared > 150, "{compared}");
    }
    assert_eq!(currencies.len(), 9, "{currencies:?}");
}

#[tokio::test]
async fn what_leaves_now_is_paid_in_parts_that_add_up() {
    let world = World::with(|settings| settings.finance_lag = chrono::Duration::zero()).await;
    let amount = |amount: &str| json!({"amount": amount, "currencyCode": "EUR"});
    let order = |sent: i64| {
        json!({
            "orderId": "302-1111111-2222222",
            "createdTime": "2026-11-18T10:00:00Z", "lastUpdatedTime": "2026-11-18T11:00:00Z",
            "salesChannel": {"channelName": "AMAZON", "marketplaceId": DE},
            "fulfillment": {"fulfillmentStatus": if sent == 0 { "UNSHIPPED" } else { "PARTIALLY_SHIPPED" }, "fulfilledBy": "MERCHANT"},
            "proceeds": {"grandTotal": amount("34.99")},
            "orderItems": [{
                "orderItemId": "12345678901234", "quantityOrdered": 3,
                "product": {"asin": "B000000001", "sellerSku": "MUG", "title": "Mug"},
                "fulfillment": {"quantityFulfilled": sent, "quantityUnfulfilled": 3 - sent},
                "proceeds": {"proceedsTotal": amount("34.99"), "breakdowns": [
                    {"type": "ITEM", "subtotal": amount("29.99")},
                    {"type": "SHIPPING", "subtotal": amount("6.00")},
                    {"type": "DISCOUNT", "subtotal": amount("-1.00"), "detailedBreakdowns": [{"subtype": "ITEM", "value": amount("-1.00")}]},
                    {"type": "TAX", "subtotal": amount("5.59"), "detailedBreakdowns": [
                        {"subtype": "ITEM", "value": amount("4.79")}, {"subtype": "SHIPPING", "value": amount("0.96")}, {"subtype": "DISCOUNT", "value": amount("-0.16")}]},
                ]},
            }],
        })
    };
    let shop = world.sim.shop();
    shop.put_order("Nordlicht Handel", order(0)).unwrap();
    let more = "&relatedIdentifierName=ORDER_ID&relatedIdentifierValue=302-1111111-2222222";
    world.step(600);
    assert!(all(&world, EU, more).await.is_empty());
    shop.put_order("Nordlicht Handel", order(1)).unwrap();
    world.step(600);
    shop.ship("302-1111111-2222222").unwrap();
    world.step(600);
    let rows = all(&world, EU, more).await;
    let paid: Vec<&Value> = rows
        .iter()
        .filter(|row| row["transactionType"] == "Shipment")
        .collect();
    assert_eq!(paid.len(), 2);
    assert_eq!(
        sales(&rows)["302-1111111-2222222"],
        "34.99".parse().unwrap()
    );
    let mut leaves = Vec::new();
    for tree in paid
        .iter()
        .flat_map(|row| list(row, "items"))
        .flat_map(|item| list(item, "breakdowns"))
    {
        weigh(tree, &mut leaves);
    }
    let of = |name: &str| -> Decimal {
        leaves
            .iter()
            .filter(|leaf| leaf.0 == name)
            .map(|leaf| leaf.1)
            .sum()
    };
    for (name, wanted) in [
        ("OurPricePrincipal", "25.20"),
        ("OurPriceTax", "4.63"),
        ("ShippingPrincipal", "5.04"),
        ("ShippingTax", "0.96"),
        ("OurPriceDiscount", "-0.84"),
    ] {
        assert_eq!(of(name), wanted.parse().unwrap(), "{name}");
    }
    assert!(shop.refund("302-1111111-2222222"));
    assert!(!shop.refund("302-1111111-9999999"));
    world.step(600);
    let rows = all(&world, EU, more).await;
    let refund = rows
        .iter()
        .find(|row| row["transactionType"] == "Refund")
        .unwrap();
    assert!(money(&refund["totalAmount"]).1 < Decimal::ZERO);
}

#[tokio::test]
async fn held_money_is_released_once_under_another_id() {
    let world = World::with(|settings| {
        settings.orders = 1_500;
        settings.usage_plan = orderdeck::simulator::UsagePlan::Fast;
        settings.finance_lag = chrono::Duration::zero();
    })
    .await;
    let held = all(&world, EU, "&transactionStatus=DEFERRED").await;
    assert!(held.len() > 5);
    let context = &held[0]["contexts"][0];
    assert_eq!(context["contextType"], "DeferredContext");
    assert!(
        held.iter()
            .all(|row| related(row, "RELEASE_TRANSACTION_ID").is_none())
    );
    world.step(31 * 86_400);
    let token = world.log_in(&world.sim.sellers()[EU]).await.body["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let world = World {
        tokens: vec![token; 3],
        ..world
    };
    let later = all(&world, EU, "").await;
    let by_id: BTreeMap<&str, &Value> = later
        .iter()
        .map(|row| (row["transactionId"].as_str().unwrap(), row))
        .collect();
    for row in &held {
        let now = by_id[row["transactionId"].as_str().unwrap()];
        assert_eq!(now["transactionStatus"], "DEFERRED_RELEASED");
        assert_eq!(now["postedDate"], row["postedDate"]);
        let release = by_id[related(now, "RELEASE_TRANSACTION_ID").unwrap().as_str()];
        assert_eq!(
            related(release, "DEFERRED_TRANSACTION_ID").as_deref(),
            row["transactionId"].as_str()
        );
        assert_eq!(release["totalAmount"], row["totalAmount"]);
        assert_eq!(release["postedDate"], context_of(row)["maturityDate"]);
    }
}

fn context_of(row: &Value) -> &Value {
    &row["contexts"][0]
}

#[tokio::test]
async fn a_payout_is_what_was_released_since_the_last_one_less_the_reserve() {
    let world = World::with(|settings| {
        settings.orders = 800;
        settings.usage_plan = orderdeck::simulator::UsagePlan::Fast;
    })
    .await;
    for (seller, name) in [(EU, "Nordlicht Handel"), (NA, "Juniper & Oak")] {
        let rows = world.sim.shop().transactions(name);
        let payouts: Vec<&Value> = rows
            .iter()
            .filter(|row| row["transactionType"] == "Transfer")
            .collect();
        assert!(!payouts.is_empty(), "{seller}");
        for payout in payouts {
            let (currency, amount) = money(&payout["totalAmount"]);
            assert!(amount < Decimal::ZERO);
            // After it, what is left is nothing: what came before is paid out, or held back in reserve.
            let before = rows
                .iter()
                .filter(|row| row["postedDate"].as_str() <= payout["postedDate"].as_str());
            let counted = before.filter(|row| {
                let held = matches!(
                    row["transactionStatus"].as_str(),
                    Some("DEFERRED" | "Deferred" | "DEFERRED_RELEASED")
                );
                !held && money(&row["totalAmount"]).0 == currency
            });
            let left: Decimal = counted.map(|row| money(&row["totalAmount"]).1).sum();
            assert_eq!(left, Decimal::ZERO, "{payout:#}");
        }
    }
}

#[tokio::test]
async fn what_the_model_rules_out_is_refused() {
    let world = World::generous().await;
    let errors = fits("ErrorList");
    let after = "postedAfter=2026-11-01T00:00:00Z";
    for query in [
        "".to_owned(),
        "postedBefore=2026-11-01T00:00:00Z".to_owned(),
        "postedAfter=yesterday".to_owned(),
        "postedAfter=2026-11-18T11:59:00Z".to_owned(),
        "postedAfter=2026-12-18T11:59:00Z".to_owned(),
        format!("{after}&postedBefore=2026-11-18T11:59:30Z"),
        format!("{after}&postedBefore=2026-11-01T00:00:00Z"),
        format!("{after}&{after}"),
        format!("{after}&transactionStatus=Released"),
        format!("{after}&relatedIdentifierName=SHIPMENT_ID&relatedIdentifierValue=1"),
        format!("{after}&relatedIdentifierName=ORDER_ID"),
        format!("{after}&relatedIdentifierValue=302-1234567-1234567"),
        format!("{after}&marketplaceId=NOWHERE"),
        format!("{after}&pageSize=10"),
        format!("{after}&nextToken=AAAA"),
    ] {
        world.step(1);
        let answer = world.get(EU, &format!("{BASE}?{query}")).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "InvalidInput"),
            "{query}"
        );
        assert!(errors.is_valid(&answer.body), "{}", answer.text);
    }
    assert_eq!(
        world
            .get(EU, &path(&format!("&marketplaceId={US}")))
            .await
            .status,
        403
    );
    // A range of more than 180 days has nothing; without an upper bound it ends two minutes ago.
    world.step(10);
    let long = world
        .get(EU, &format!("{BASE}?postedAfter=2026-05-01T00:00:00Z"))
        .await;
    assert_eq!((long.status, rows(&long).len()), (200, 0));
    let long = world
        .get(
            EU,
            &format!("{BASE}?postedAfter=2026-05-01T00:00:00Z&postedBefore=2026-10-28T00:00:01Z"),
        )
        .await;
    assert_eq!((long.status, rows(&long).len()), (200, 0));
    let whole = world
        .get(EU, &format!("{BASE}?postedAfter=2026-05-23T00:00:00Z"))
        .await;
    assert!(!rows(&whole).is_empty());
}

#[tokio::test]
async fn ten_calls_at_once_and_then_one_in_two_seconds() {
    let world = World::new().await;
    for _ in 0..10 {
        assert_eq!(world.get(EU, &path("")).await.status, 200);
    }
    let refused = world.get(EU, &path("")).await;
    assert_eq!((refused.status, refused.code()), (429, "QuotaExceeded"));
    world.step(2);
    assert_eq!(world.get(EU, &path("")).await.status, 200);
}

#[tokio::test]
async fn a_page_token_belongs_to_its_search() {
    let world = World::with(|settings| settings.finance_page = 5).await;
    let first = world.get(EU, &path("")).await;
    let token = escape(next(&first).unwrap());
    let with = |more: &str| path(&format!("{more}&nextToken={token}"));
    assert_eq!(
        world
            .get(EU, &with("&transactionStatus=RELEASED"))
            .await
            .status,
        400
    );
    assert_eq!(world.get(NA, &with("")).await.status, 400);
    world.step(3600 - 10);
    let second = world.get(EU, &with("")).await;
    assert_eq!(second.status, 200);
    assert_ne!(rows(&second), rows(&first));
    // What is posted meanwhile is no part of the run.
    assert!(
        world
            .sim
            .shop()
            .script_fault("listTransactions", 1, Fault::PageTokenExpires)
    );
    assert_eq!(world.get(EU, &with("")).await.status, 400);
}

#[tokio::test]
async fn the_latest_come_late_and_united_states_merchants_only_without_a_marketplace() {
    let world = World::generous().await;
    let seen = all(&world, NA, "").await;
    let posted = world.sim.shop().transactions("Juniper & Oak");
    let late = posted.iter().filter(|row| !seen.contains(row)).count();
    assert!(
        late > 0 && late < posted.len() / 4,
        "{late} of {}",
        posted.len()
    );
    let there = all(&world, NA, &format!("&marketplaceId={US}")).await;
    let network = |row: &Value| row["items"][0]["contexts"][0]["fulfillmentNetwork"].clone();
    assert!(there.iter().all(|row| network(row) != "MFN"));
    assert!(
        seen.iter()
            .any(|row| network(row) == "MFN" && row["marketplaceDetails"]["marketplaceId"] == US)
    );
    let group = seen
        .iter()
        .find_map(|row| related(row, "FINANCIAL_EVENT_GROUP_ID"))
        .unwrap();
    let more =
        format!("&relatedIdentifierName=FINANCIAL_EVENT_GROUP_ID&relatedIdentifierValue={group}");
    let of_group = all(&world, NA, &more).await;
    assert!(of_group.len() > 1);
    assert!(
        of_group
            .iter()
            .all(|row| related(row, "FINANCIAL_EVENT_GROUP_ID").as_ref() == Some(&group))
    );
}

#[tokio::test]
async fn transactions_can_be_odd() {
    let world = World::new().await;
    assert!(
        world
            .sim
            .shop()
            .script_fault("listTransactions", 1, Fault::TransactionsOdd)
    );
    let odd = rows(&world.get(EU, &path("")).await);
    assert!(odd[1]["totalAmount"].is_null() && odd[2]["totalAmount"].is_object());
}
