//! Writes a transaction the way the Finances API 2024-06-19 does: numbers as amounts, trees that say everything twice,
//! lists that are `null`, and words whose case varies.

use std::sync::Arc;

use serde_json::{Value, json};

use super::clock::iso;
use super::dice::Dice;
use super::finances_books::{Entry, Source, What, close_of};
use super::finances_sale::{SaleLeaf, Sold, SoldItem};
use super::marketplaces::{MARKETPLACES, Marketplace};
use super::money::{self, share};
use super::sellers::SELLERS;
use super::shop::Shop;

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A node of a breakdown tree; minor units.
#[derive(Debug, Clone)]
struct Node {
    name: &'static str,
    minor: i64,
    below: Vec<Node>,
}

impl Node {
    fn leaf(name: &'static str, minor: i64) -> Self {
        Self {
            name,
            minor,
            below: Vec::new(),
        }
    }

    fn of(name: &'static str, below: Vec<Node>) -> Self {
        let minor = below.iter().map(|node| node.minor).sum();
        Self { name, minor, below }
    }

    fn json(&self, place: &Marketplace, dice: &mut Dice) -> Value {
        let below = match (self.below.is_empty(), dice.chance(500)) {
            (true, true) => Value::Null,
            (true, false) => json!([]),
            (false, _) => self
                .below
                .iter()
                .map(|node| node.json(place, dice))
                .collect(),
        };
        json!({
            "breakdownType": self.name,
            "breakdownAmount": amount(self.minor, place),
            "breakdowns": below,
        })
    }

    /// The same without what lies below its children.
    fn cut(&self) -> Self {
        let below = self
            .below
            .iter()
            .map(|node| Node::leaf(node.name, node.minor));
        Self {
            below: below.collect(),
            ..Node::leaf(self.name, self.minor)
        }
    }
}

/// An amount as Amazon's Currency object: a number.
fn amount(minor: i64, place: &Marketplace) -> Value {
    let number: f64 = money::text(minor, place.digits).parse().unwrap_or_default();
    let number = match place.digits {
        0 => json!(minor),
        _ => json!(number),
    };
    json!({"currencyAmount": number, "currencyCode": place.currency})
}

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

/// What it moves, in minor units.
pub(crate) fn total(shop: &Shop, entry: &Entry) -> i64 {
    match parts(shop, entry) {
        Parts::Items(_, items) => items.iter().flat_map(|item| &item.1).map(|n| n.minor).sum(),
        Parts::Tree(nodes) => nodes.iter().map(|node| node.minor).sum(),
    }
}

/// What a transaction is made of.
enum Parts {
    /// Trees of items.
    Items(Arc<Sold>, Vec<(SoldItem, Vec<Node>)>),
    /// A tree of the transaction itself.
    Tree(Vec<Node>),
}

fn parts(shop: &Shop, entry: &Entry) -> Parts {
    let place = &MARKETPLACES[entry.marketplace];
    let mut dice = Dice::new(shop.maker.seed, entry.key, 53);
    let euros = |cents: i64| (cents * place.units_per_euro / 100).max(1);
    let sold = match entry.source {
        Source::Live(place) => shop.books.sale(place),
        Source::History(index) => shop.sale_of_history(index).map(Arc::new),
        Source::Account => None,
    };
    if let Some(sold) = sold {
        let mut dice = Dice::new(shop.maker.seed, entry.key / 10, 53);
        let mut items: Vec<_> = sold
            .items
            .iter()
            .map(|item| {
                let nodes = item_nodes(&sold, item, &mut dice);
                (item.clone(), nodes)
            })
            .collect();
        if entry.what == What::Refund {
            items.truncate(1);
            items.iter_mut().for_each(|item| item.1 = refunded(&item.1));
        }
        return Parts::Items(sold, items);
    }
    let fee =
        |name, node| Parts::Tree(vec![Node::of("Expenses", vec![Node::of(name, vec![node])])]);
    match entry.what {
        What::Subscription => fee("AmazonFees", taxed("Subscription", -euros(3_900), place)),
        // A container alone, as Amazon sometimes has it.
        What::Storage if dice.chance(300) => Parts::Tree(vec![Node::of(
            "Expenses",
            vec![Node::leaf("FBAFees", -euros(dice.between(800, 6_000)))],
        )]),
        What::Storage => fee(
            "FBAFees",
            taxed("FBAStorageFee", -euros(dice.between(800, 6_000)), place),
        ),
        What::Advertising => fee(
            "ProductAdsPayment",
            taxed("AdvertisingFee", -euros(dice.between(1_500, 9_000)), place),
        ),
        What::Reserve { amount } => Parts::Tree(vec![Node::leaf(
            if amount < 0 {
                "ReserveDebit"
            } else {
                "ReserveCredit"
            },
            amount,
        )]),
        What::Transfer { amount } => Parts::Tree(vec![Node::leaf("FundTransfer", amount)]),
        What::Paid | What::Deferred { .. } | What::Release | What::Refund => {
            Parts::Tree(Vec::new())
        }
    }
}

/// A fee, with its tax below it where Amazon charges one.
fn taxed(name: &'static str, net: i64, place: &Marketplace) -> Node {
    if place.facilitator {
        return Node::leaf(name, net);
    }
    let tax = share(net, place.tax_per_mille, 1000);
    Node::of(name, vec![Node::leaf("Base", net), Node::leaf("Tax", tax)])
}

fn item_nodes(sold: &Sold, item: &SoldItem, dice: &mut Dice) -> Vec<Node> {
    let place = sold.marketplace();
    let mut containers: Vec<Node> = Vec::new();
    for SaleLeaf {
        container,
        name,
        minor,
    } in item.leaves.iter().copied()
    {
        let leaf = Node::leaf(name, minor);
        match containers.iter_mut().find(|node| node.name == container) {
            Some(node) => {
                node.minor += minor;
                node.below.push(leaf);
            }
            None => containers.push(Node::of(container, vec![leaf])),
        }
    }
    let of = |name: &str| -> i64 {
        let own = item.leaves.iter().filter(|leaf| leaf.name == name);
        own.map(|leaf| leaf.minor).sum()
    };
    let taxes: i64 = item
        .leaves
        .iter()
        .filter(|leaf| leaf.container == "Tax")
        .map(|l| l.minor)
        .sum();
    let sales: i64 = item.leaves.iter().map(|leaf| leaf.minor).sum();
    let base = if item.facilitated {
        sales - taxes
    } else {
        sales
    };
    let mut fees = vec![taxed("Commission", -share(base, 150, 1000), place)];
    if dice.chance(40) {
        let few = (12 * place.units_per_euro / 100).max(1);
        fees.push(Node::leaf("SustainablePackagingFee", -few));
    }
    let mut expenses = vec![Node::of("AmazonFees", fees)];
    if sold.by_amazon {
        let fee = 306 * place.units_per_euro / 100 * item.units;
        let fee = taxed("FBAPerUnitFulfillmentFee", -fee, place);
        expenses.push(Node::of("FBAFees", vec![fee]));
    }
    if item.facilitated && taxes != 0 {
        let shipping = of("ShippingTax");
        let kept = [
            ("MarketplaceFacilitatorTax-Principal", of("OurPriceTax")),
            ("MarketplaceFacilitatorTax-Shipping", shipping),
            (
                "MarketplaceFacilitatorTax-Other",
                taxes - of("OurPriceTax") - shipping,
            ),
        ];
        let kept = kept.into_iter().filter(|tax| tax.1 != 0);
        let kept = kept.map(|(name, tax)| Node::leaf(name, -tax)).collect();
        expenses.push(Node::of("Tax", kept));
    }
    vec![
        Node::of("Sales", containers),
        Node::of("Expenses", expenses),
    ]
}

/// The trees of an item whose money goes back: what was sold, its commission less a fee, the tax that Amazon kept.
fn refunded(nodes: &[Node]) -> Vec<Node> {
    let mut back = Vec::new();
    for node in nodes {
        if node.name == "Sales" {
            let turned = turned(node);
            back.push(Node {
                name: "Refunded Sales",
                ..turned
            });
            continue;
        }
        let mut expenses = Vec::new();
        for container in &node.below {
            if container.name == "FBAFees" {
                continue;
            }
            let mut container = turned(container);
            if container.name == "AmazonFees" {
                container.below.retain(|fee| fee.name == "Commission");
                let paid: i64 = container.below.iter().map(|fee| fee.minor).sum();
                container
                    .below
                    .push(Node::leaf("RefundCommission", -share(paid, 200, 1000)));
            }
            expenses.push(Node::of(container.name, container.below));
        }
        back.push(Node::of("Refunded Expenses", expenses));
    }
    back
}

fn turned(node: &Node) -> Node {
    Node {
        name: node.name,
        minor: -node.minor,
        below: node.below.iter().map(turned).collect(),
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

fn merge(into: &mut Vec<Node>, node: &Node) {
    match into.iter_mut().find(|known| known.name == node.name) {
        Some(known) => {
            known.minor += node.minor;
            node.below
                .iter()
                .for_each(|below| merge(&mut known.below, below));
        }
        None => into.push(node.clone()),
    }
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
