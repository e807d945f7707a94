//! What of an order's money the books enter when units of it leave: every amount of the order, to the cent.

use serde_json::Value;

use super::marketplaces::{MARKETPLACES, Marketplace};
use super::money::share;
use super::order_life::OrderState;
use super::order_maker::Blueprint;
use super::order_money::{LineMoney, line_moneys};
use super::order_vitals::Kind;

/// One amount of a sale: the container that it stands in, its name, minor units.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SaleLeaf {
    pub(crate) container: &'static str,
    pub(crate) name: &'static str,
    pub(crate) minor: i64,
}

/// Units of one item that left together.
#[derive(Debug, Clone)]
pub(crate) struct SoldItem {
    pub(crate) sku: String,
    pub(crate) asin: String,
    pub(crate) title: String,
    pub(crate) units: i64,
    pub(crate) leaves: Vec<SaleLeaf>,
    /// Amazon collects and pays the tax itself.
    pub(crate) facilitated: bool,
}

/// Units of an order that left together.
#[derive(Debug, Clone)]
pub(crate) struct Sold {
    pub(crate) order_id: String,
    /// Place in [`MARKETPLACES`].
    pub(crate) marketplace: usize,
    pub(crate) by_amazon: bool,
    pub(crate) business: bool,
    pub(crate) items: Vec<SoldItem>,
}

impl Sold {
    pub(crate) fn marketplace(&self) -> &'static Marketplace {
        &MARKETPLACES[self.marketplace]
    }
}

/// How many units of a line had left before, and have left now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    pub(crate) before: i64,
    pub(crate) after: i64,
}

/// The sale of an order of the shop as it stands after the units left; `None` where no money is in it.
pub(crate) fn of_order(
    order: &Blueprint,
    state: &OrderState,
    progress: &[Progress],
) -> Option<Sold> {
    let moneys = line_moneys(order, state);
    let mut tip = match progress.iter().all(|line| line.before == 0) {
        true => order.tip,
        false => 0,
    };
    let facilitated = order.marketplace().facilitator;
    let mut items = Vec::new();
    let lines = order.lines.iter().zip(moneys).zip(progress);
    for (place, ((line, money), moved)) in lines.enumerate() {
        let (Some(money), true) = (money, moved.after > moved.before) else {
            continue;
        };
        let cancelled = state.lines.get(place).map_or(0, |line| line.cancelled);
        let mut leaves = leaves(&Proceeds::from(&money));
        divide(&mut leaves, line.quantity - cancelled, *moved);
        add_tip(&mut leaves, &mut tip);
        items.push(SoldItem {
            sku: line.product.sku.to_owned(),
            asin: line.product.asin.to_owned(),
            title: line.product.title.to_owned(),
            units: moved.after - moved.before,
            leaves,
            facilitated,
        });
    }
    (!items.is_empty()).then(|| Sold {
        order_id: order.order_id.clone(),
        marketplace: order.vitals.marketplace,
        by_amazon: order.vitals.by_amazon,
        business: order.vitals.kind == Kind::Business,
        items,
    })
}

/// Units of each item of an order that was put in as it is, that have left.
pub(crate) fn left_of(order: &Value) -> Vec<i64> {
    let shipped = order["fulfillment"]["fulfillmentStatus"] == "SHIPPED";
    let of = |item: &Value| {
        let told = item["fulfillment"]["quantityFulfilled"].as_i64();
        let all = item["quantityOrdered"].as_i64().filter(|_| shipped);
        told.or(all).unwrap_or_default()
    };
    items_of(order).iter().map(of).collect()
}

/// The sale of an order that was put in as it is.
pub(crate) fn of_verbatim(order: &Value, before: &[i64]) -> Option<Sold> {
    let id = order["salesChannel"]["marketplaceId"].as_str();
    let marketplace = MARKETPLACES.iter().position(|m| Some(m.id) == id)?;
    let digits = MARKETPLACES[marketplace].digits;
    let after = left_of(order);
    let first = before.iter().all(|units| *units == 0);
    let grand = minor(&order["proceeds"]["grandTotal"], digits);
    let parts = items_of(order)
        .iter()
        .map(|item| minor(&item["proceeds"]["proceedsTotal"], digits).unwrap_or(0));
    let mut tip = grand
        .filter(|_| first)
        .map_or(0, |g| g - parts.sum::<i64>());
    let mut items = Vec::new();
    for (place, item) in items_of(order).iter().enumerate() {
        let moved = Progress {
            before: before.get(place).copied().unwrap_or(0),
            after: after.get(place).copied().unwrap_or(0),
        };
        let Some(proceeds) = Proceeds::read(&item["proceeds"], digits) else {
            continue;
        };
        if moved.after <= moved.before {
            continue;
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let product = &item["product"];
        let open = item["fulfillment"]["quantityUnfulfilled"].as_i64();
        let mut leaves = leaves(&proceeds);
        divide(&mut leaves, moved.after + open.unwrap_or(0), moved);
        add_tip(&mut leaves, &mut tip);
        let model = &item["tax"]["taxCollections"][0]["model"];
        items.push(SoldItem {
            sku: text(&product["sellerSku"]),
            asin: text(&product["asin"]),
            title: text(&product["title"]),
            units: moved.after - moved.before,
            leaves,
            facilitated: model == "MARKETPLACE_FACILITATOR",
        });
    }
    let programs = order["programs"].as_array();
    let business = programs.is_some_and(|list| list.iter().any(|p| p == "AMAZON_BUSINESS"));
    (!items.is_empty()).then(|| Sold {
        order_id: order["orderId"].as_str().unwrap_or_default().to_owned(),
        marketplace,
        by_amazon: order["fulfillment"]["fulfilledBy"] == "AMAZON",
        business,
        items,
    })
}

fn items_of(order: &Value) -> &[Value] {
    order["orderItems"].as_array().map_or(&[], Vec::as_slice)
}

/// What belongs to no item stands with the first one.
fn add_tip(leaves: &mut Vec<SaleLeaf>, tip: &mut i64) {
    let minor = std::mem::take(tip);
    if minor != 0 {
        leaves.push(SaleLeaf {
            container: "ProductCharges",
            name: "DeliveryTipPrincipal",
            minor,
        });
    }
}

/// Keeps the share of the units that left now; the shares of all parts add up to the whole.
fn divide(leaves: &mut Vec<SaleLeaf>, all: i64, moved: Progress) {
    let all = all.max(moved.after).max(1);
    for leaf in leaves.iter_mut() {
        leaf.minor = share(leaf.minor, moved.after, all) - share(leaf.minor, moved.before, all);
    }
    leaves.retain(|leaf| leaf.minor != 0);
}

/// An item's proceeds, whichever way they came. Minor units, signs as sent.
struct Proceeds {
    total: i64,
    parts: Vec<Part>,
}

/// One sort of proceeds, with its details.
struct Part {
    kind: String,
    subtotal: i64,
    details: Vec<(String, i64)>,
}

impl From<&LineMoney> for Proceeds {
    fn from(money: &LineMoney) -> Self {
        let parts = money.breakdowns.iter().map(|part| Part {
            kind: part.kind.to_owned(),
            subtotal: part.subtotal,
            details: part
                .details
                .iter()
                .map(|(kind, value)| ((*kind).to_owned(), *value))
                .collect(),
        });
        Self {
            total: money.total,
            parts: parts.collect(),
        }
    }
}

impl Proceeds {
    fn read(proceeds: &Value, digits: u32) -> Option<Self> {
        let total = minor(&proceeds["proceedsTotal"], digits)?;
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut parts = Vec::new();
        for part in list(&proceeds["breakdowns"]) {
            let details = list(&part["detailedBreakdowns"]);
            let details = details.iter().filter_map(|detail| {
                let kind = detail["subtype"].as_str()?.to_owned();
                Some((kind, minor(&detail["value"], digits)?))
            });
            parts.push(Part {
                kind: part["type"].as_str().unwrap_or_default().to_owned(),
                subtotal: minor(&part["subtotal"], digits).unwrap_or(0),
                details: details.collect(),
            });
        }
        Some(Self { total, parts })
    }

    fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Part> {
        self.parts.iter().filter(move |part| part.kind == kind)
    }

    fn subtotal(&self, kind: &str) -> i64 {
        self.of(kind).map(|part| part.subtotal).sum()
    }

    /// A detail; where there are none at all, everything belongs to the goods.
    fn detail(&self, kind: &str, of: &str) -> i64 {
        if self.of(kind).all(|part| part.details.is_empty()) {
            return if of == "ITEM" { self.subtotal(kind) } else { 0 };
        }
        let details = self.of(kind).flat_map(|part| &part.details);
        details
            .filter(|detail| detail.0 == of)
            .map(|detail| detail.1)
            .sum()
    }
}

/// Charges: kind in an order, container, and the names of the amount without tax and of the tax.
const CHARGES: [(&str, &str, &str, &str); 5] = [
    ("ITEM", "ProductCharges", "OurPricePrincipal", "OurPriceTax"),
    ("SHIPPING", "Shipping", "ShippingPrincipal", "ShippingTax"),
    ("GIFT_WRAP", "GiftWrap", "GiftwrapPrincipal", "GiftwrapTax"),
    (
        "COD_FEE",
        "ProductCharges",
        "CODItemCharge",
        "CODItemTaxCharge",
    ),
    (
        "OTHER",
        "ProductCharges",
        "EnvironmentalSurcharge",
        "EnvironmentalSurchargeTax",
    ),
];

fn leaves(proceeds: &Proceeds) -> Vec<SaleLeaf> {
    let discounts = ["ITEM", "SHIPPING"].map(|of| proceeds.detail("DISCOUNT", of).abs());
    let off: i64 = discounts.iter().sum();
    let charges: i64 = CHARGES
        .iter()
        .map(|charge| proceeds.subtotal(charge.0))
        .sum();
    let contained = proceeds.total == charges - off;
    let tax_off = proceeds.detail("TAX", "DISCOUNT").abs();
    let shipping_tax_off = if off > 0 {
        share(tax_off, discounts[1], off)
    } else {
        0
    };
    let taxes_off = [tax_off - shipping_tax_off, shipping_tax_off];
    let mut leaves = Vec::new();
    let mut put = |container, name, minor| {
        leaves.push(SaleLeaf {
            container,
            name,
            minor,
        });
    };
    for (place, (kind, container, principal, tax_name)) in CHARGES.into_iter().enumerate() {
        let tax = proceeds.detail("TAX", kind);
        let inside = if contained { tax } else { 0 };
        put(container, principal, proceeds.subtotal(kind) - inside);
        put("Tax", tax_name, tax - taxes_off.get(place).unwrap_or(&0));
    }
    for (place, name) in ["OurPriceDiscount", "ShippingDiscount"]
        .into_iter()
        .enumerate()
    {
        let inside = if contained { taxes_off[place] } else { 0 };
        put("PromoRebates", name, inside - discounts[place]);
    }
    // whatever the parts leave open
    let rest = proceeds.total - leaves.iter().map(|leaf| leaf.minor).sum::<i64>();
    leaves.push(SaleLeaf {
        container: "ProductCharges",
        name: "OtherPrincipal",
        minor: rest,
    });
    leaves.retain(|leaf| leaf.minor != 0);
    leaves
}

/// Amazon's Money object in minor units; digits beyond them are left out.
fn minor(money: &Value, digits: u32) -> Option<i64> {
    let text = money["amount"].as_str()?.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text),
    };
    let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
    let behind: String = behind
        .chars()
        .chain("000".chars())
        .take(digits as usize)
        .collect();
    format!("{whole}{behind}")
        .parse::<i64>()
        .ok()
        .map(|minor| sign * minor)
}
