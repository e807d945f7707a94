//! What a transaction is made of: breakdown trees of items or of the whole, as Amazon nests them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::dice::Dice;
use super::finances_books::{Entry, Source, What};
use super::finances_sale::{SaleLeaf, Sold, SoldItem};
use super::marketplaces::{MARKETPLACES, Marketplace};
use super::money::{self, share};
use super::shop::Shop;

/// A node of a breakdown tree; minor units.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    name: &'static str,
    pub(crate) minor: i64,
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

    pub(crate) fn json(&self, place: &Marketplace, dice: &mut Dice) -> Value {
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
    pub(crate) fn cut(&self) -> Self {
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
pub(crate) fn amount(minor: i64, place: &Marketplace) -> Value {
    let number: f64 = money::text(minor, place.digits).parse().unwrap_or_default();
    let number = match place.digits {
        0 => json!(minor),
        _ => json!(number),
    };
    json!({"currencyAmount": number, "currencyCode": place.currency})
}
/// What it moves, in minor units.
pub(crate) fn total(shop: &Shop, entry: &Entry) -> i64 {
    match parts(shop, entry) {
        Parts::Items(_, items) => items.iter().flat_map(|item| &item.1).map(|n| n.minor).sum(),
        Parts::Tree(nodes) => nodes.iter().map(|node| node.minor).sum(),
    }
}

/// What a transaction is made of.
pub(crate) enum Parts {
    /// Trees of items.
    Items(Arc<Sold>, Vec<(SoldItem, Vec<Node>)>),
    /// A tree of the transaction itself.
    Tree(Vec<Node>),
}

pub(crate) fn parts(shop: &Shop, entry: &Entry) -> Parts {
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
/// Adds a tree to trees: nodes of one name are one.
pub(crate) fn merge(into: &mut Vec<Node>, node: &Node) {
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
