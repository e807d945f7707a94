//! Writes a transaction the way the Finances API 2024-06-19 does: numbers as amounts, trees that say everything twice,
//! lists that are `null`, and words whose case varies.

use serde_json::{Value, json};

use super::clock::iso;
use super::dice::Dice;
use super::finances_books::{Entry, Source, What, close_of};
use super::finances_trees::{Node, Parts, amount, merge, parts, total};
use super::marketplaces::MARKETPLACES;
use super::sellers::SELLERS;
use super::shop::Shop;

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The id of the transaction with this key.
pub(crate) fn id(shop: &Shop, seller: usize, key: u64) -> String {
    Dice::new(shop.maker.seed ^ (seller as u64), key, 51).text(LETTERS, 43)
}

/// The id of the financial event group that a transaction belongs to.
pub(crate) fn group(shop: &Shop, entry: &Entry) -> String {
    let close = close_of(entry.seller, entry.posted).unsigned_abs();
    let currency = MARKETPLACES[entry.marketplace].currency;
    let subject = currency
        .bytes()
        .fold(close, |sum, byte| sum * 31 + u64::from(byte));
    Dice::new(shop.maker.seed ^ (entry.seller as u64), subject, 52).text(LETTERS, 43)
}

/// Where a transaction stands at `now` (Unix seconds), as the parameter names it.
pub(crate) fn status(entry: &Entry, now: i64) -> &'static str {
    match entry.what {
        What::Deferred { release } if release > now => "DEFERRED",
        What::Deferred { .. } => "DEFERRED_RELEASED",
        _ => "RELEASED",
    }
}

/// The order of a transaction.
pub(crate) fn order_id(shop: &Shop, entry: &Entry) -> Option<String> {
    match entry.source {
        Source::Account => None,
        Source::Live(place) => shop.books.sale(place).map(|sold| sold.order_id.clone()),
        Source::History(index) => Some(shop.maker.order_id(index, &shop.vitals(index))),
    }
}

/// Whether the seller itself sent what it is about.
pub(crate) fn by_merchant(shop: &Shop, entry: &Entry) -> bool {
    match entry.source {
        Source::Account => false,
        Source::Live(place) => shop.books.sale(place).is_some_and(|sold| !sold.by_amazon),
        Source::History(index) => !shop.vitals(index).by_amazon,
    }
}

/// The transaction as readers see it at `now`, Unix seconds.
pub(crate) fn transaction(shop: &Shop, entry: &Entry, now: i64) -> Value {
    let place = &MARKETPLACES[entry.marketplace];
    let mut dice = Dice::new(shop.maker.seed, entry.key, 54);
    let (kind, description) = words(entry.what);
    let status = match (status(entry, now), dice.below(100)) {
        ("RELEASED", 0..=4) => Value::Null,
        ("RELEASED", 5..=59) => json!("Released"),
        ("DEFERRED", 0..=29) => json!("Deferred"),
        (status, _) => json!(status),
    };
    let seller = SELLERS.get(entry.seller);
    let mut fields = json!({
        "sellingPartnerMetadata": {
            "sellingPartnerId": seller.map_or("", |plan| plan.seller_id),
            "accountType": "Standard Orders",
            "marketplaceId": place.id,
        },
        "relatedIdentifiers": identifiers(shop, entry, now, &mut dice),
        "transactionType": kind,
        "transactionId": id(shop, entry.seller, entry.key),
        "transactionStatus": status,
        "description": description,
        "postedDate": iso(entry.posted),
        "totalAmount": amount(total(shop, entry), place),
        "marketplaceDetails": {"marketplaceId": place.id, "marketplaceName": place.name},
        "contexts": contexts(shop, entry),
    });
    match parts(shop, entry) {
        Parts::Tree(nodes) => {
            fields["items"] = Value::Null;
            fields["breakdowns"] = nodes
                .iter()
                .map(|node| node.json(place, &mut dice))
                .collect();
        }
        Parts::Items(sold, items) => {
            let mut whole: Vec<Node> = Vec::new();
            for node in items.iter().flat_map(|item| &item.1) {
                merge(&mut whole, &node.cut());
            }
            let list: Vec<Value> = items.iter().map(|(item, nodes)| {
                let total = nodes.iter().map(|node| node.minor).sum();
                let mut related = Value::Null;
                if entry.what == What::Refund {
                    let number = entry.key.to_string();
                    related = json!([{"itemRelatedIdentifierName": "ORDER_ADJUSTMENT_ITEM_ID", "itemRelatedIdentifierValue": number}]);
                }
                json!({
                    "description": item.title,
                    "relatedIdentifiers": related,
                    "totalAmount": amount(total, place),
                    "breakdowns": nodes.iter().map(|node| node.json(place, &mut dice)).collect::<Value>(),
                    "contexts": [{
                        "contextType": "ProductContext",
                        "asin": item.asin,
                        "sku": item.sku,
                        "quantityShipped": item.units,
                        "fulfillmentNetwork": if sold.by_amazon { "AFN" } else { "MFN" },
                    }],
                })
            }).collect();
            fields["items"] = Value::Array(list);
            fields["breakdowns"] = match dice.chance(150) {
                true => Value::Null,
                false => whole
                    .iter()
                    .map(|node| node.json(place, &mut dice))
                    .collect(),
            };
        }
    }
    fields
}

fn words(what: What) -> (&'static str, &'static str) {
    match what {
        What::Paid | What::Deferred { .. } | What::Release => ("Shipment", "Order Payment"),
        What::Refund => ("Refund", "Refund Order"),
        What::Subscription => ("ServiceFee", "Subscription Fee"),
        What::Storage => ("ServiceFee", "FBA Storage Fee"),
        What::Advertising => ("ProductAdsPayment", "Cost of Advertising"),
        What::Reserve { .. } => ("Adjustment", "Account Level Reserve"),
        What::Transfer { .. } => ("Transfer", "Disbursement"),
    }
}

fn identifiers(shop: &Shop, entry: &Entry, now: i64, dice: &mut Dice) -> Value {
    let mut list = Vec::new();
    let mut put = |name: &str, value: String| {
        list.push(json!({"relatedIdentifierName": name, "relatedIdentifierValue": value}));
    };
    if let Some(order) = order_id(shop, entry) {
        put("ORDER_ID", order);
        put(
            "SHIPMENT_ID",
            dice.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", 9),
        );
    }
    let deferred = matches!(entry.what, What::Deferred { .. });
    if !deferred {
        put("FINANCIAL_EVENT_GROUP_ID", group(shop, entry));
    }
    let close = close_of(entry.seller, entry.posted);
    if !deferred && close <= now {
        put(
            "SETTLEMENT_ID",
            (close / 60 + entry.seller as i64).to_string(),
        );
    }
    match entry.what {
        What::Refund => put("REFUND_ID", dice.text("0123456789", 12)),
        What::Transfer { .. } => put("TRANSFER_ID", dice.text("0123456789ABCDEF", 15)),
        What::Deferred { release } if release <= now => {
            let released = id(shop, entry.seller, entry.sibling(What::Release));
            put("RELEASE_TRANSACTION_ID", released);
        }
        What::Release => {
            let held = id(shop, entry.seller, entry.sibling(What::Paid));
            put("DEFERRED_TRANSACTION_ID", held);
        }
        _ => {}
    }
    Value::Array(list)
}

fn contexts(shop: &Shop, entry: &Entry) -> Value {
    match entry.what {
        What::Deferred { release } => {
            let reason = match release - entry.posted > 10 * 86_400 {
                true => "B2B",
                false => "DD7",
            };
            json!([{"contextType": "DeferredContext", "deferralReason": reason, "maturityDate": iso(release)}])
        }
        What::Storage | What::Advertising => json!([{
            "contextType": "TimeRangeContext",
            "startTime": iso(entry.posted - 7 * 86_400),
            "endTime": iso(entry.posted),
        }]),
        What::Transfer { .. } => json!([{
            "contextType": "PaymentsContext",
            "paymentType": "Bank Transfer",
            "paymentMethod": "BANK",
            "paymentReference": id(shop, entry.seller, entry.key + 1).chars().take(10).collect::<String>(),
            "paymentDate": iso(entry.posted),
        }]),
        _ => Value::Null,
    }
}
