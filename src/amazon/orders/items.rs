//! The items and the packages of an order.

use super::MOST_ENTRIES;
use super::amounts::OneCurrency;
use super::convert::{Reason, SHORT, moment, some_text};
use super::person::{tidy, tidy_lines};
use super::scalar::Scalar;
use super::wire::{self, each};
use crate::domain::amazon_order::{AmazonItem, Package};
use crate::domain::ids::{OrderItemId, Sku};
use std::collections::HashSet;

/// Longest title, in characters.
const TITLE: usize = 500;
/// Longest gift message, in characters.
const GIFT_MESSAGE: usize = 10_000;
/// Longest address of a customisation, in characters.
const LINK: usize = 2_000;

/// All items, in Amazon's order.
pub(super) fn items(
    told: &wire::Order<'_>,
    money: &mut OneCurrency,
) -> Result<Vec<AmazonItem>, Reason> {
    let list = told.order_items.as_ref().ok_or("orderItems is missing")?;
    if list.len() > MOST_ENTRIES {
        return Err(format!("orderItems has more than {MOST_ENTRIES} entries"));
    }
    let mut items: Vec<AmazonItem> = Vec::with_capacity(list.len());
    for (at, entry) in list.iter().enumerate() {
        let read = match entry {
            Some(entry) => item(entry, money),
            None => Err("is empty".to_owned()),
        };
        items.push(read.map_err(|why| format!("orderItems[{at}].{why}"))?);
    }
    let mut ids = HashSet::with_capacity(if items.len() > 1 { items.len() } else { 0 });
    if items.len() > 1 && !items.iter().all(|item| ids.insert(item.id.as_str())) {
        return Err("orderItems has the same orderItemId twice".to_owned());
    }
    Ok(items)
}

fn item(told: &wire::Item<'_>, money: &mut OneCurrency) -> Result<AmazonItem, Reason> {
    let id = some_text(&told.order_item_id, SHORT).ok_or("orderItemId is missing")?;
    let product = told.product.as_ref().ok_or("product is missing")?;
    let ordered =
        quantity(&told.quantity_ordered, "quantityOrdered")?.ok_or("quantityOrdered is missing")?;
    let fulfillment = told.fulfillment.as_ref();
    let (fulfilled, unfulfilled) = match fulfillment {
        Some(f) => (
            quantity(&f.quantity_fulfilled, "fulfillment.quantityFulfilled")?,
            quantity(&f.quantity_unfulfilled, "fulfillment.quantityUnfulfilled")?,
        ),
        None => (None, None),
    };
    let (proceeds_total, breakdowns) = match &told.proceeds {
        Some(proceeds) => (
            money
                .read_optional(proceeds.proceeds_total.as_ref(), "proceedsTotal")
                .map_err(|bad| bad.at("proceeds"))?,
            money
                .breakdowns(&proceeds.breakdowns)
                .map_err(|bad| bad.at("proceeds"))?,
        ),
        None => (None, Vec::new()),
    };
    let gift = fulfillment
        .and_then(|f| f.packing.as_ref())
        .and_then(|p| p.gift_option.as_ref());
    let cancellation = told.cancellation.as_ref();
    Ok(AmazonItem {
        id: OrderItemId(id),
        sku: some_text(&product.seller_sku, SHORT).map(Sku),
        asin: tidy(&product.asin.loose(), SHORT),
        title: tidy(&product.title.loose(), TITLE),
        ordered,
        fulfilled,
        unfulfilled,
        proceeds_total,
        breakdowns,
        facilitator_tax: told.tax.as_ref().is_some_and(|tax| {
            each(&tax.tax_collections).any(|c| c.model.text() == "MARKETPLACE_FACILITATOR")
        }),
        gift_message: gift
            .map(|g| tidy_lines(&g.gift_message.loose(), GIFT_MESSAGE))
            .unwrap_or_default(),
        gift_wrap_level: gift
            .map(|g| tidy(&g.gift_wrap_level.loose(), SHORT))
            .unwrap_or_default(),
        customization_url: product
            .customization
            .as_ref()
            .map(|c| tidy(c.customized_url.text(), LINK))
            .unwrap_or_default(),
        cancel_request: cancellation
            .and_then(|c| c.cancellation_request.as_ref())
            .filter(|request| matches!(request.requester.text(), "" | "BUYER"))
            .map(|request| tidy(&request.cancel_reason.loose(), TITLE)),
        cancelled_by: cancellation
            .and_then(|c| c.cancellation_execution.as_ref())
            .and_then(|execution| some_text(&execution.cancelled_by, SHORT)),
    })
}

/// All packages, in Amazon's order.
pub(super) fn packages(told: &wire::Order<'_>) -> Result<Vec<Package>, Reason> {
    let mut packages = Vec::new();
    for (at, entry) in each(&told.packages).enumerate() {
        if at >= MOST_ENTRIES {
            return Err(format!("packages has more than {MOST_ENTRIES} entries"));
        }
        packages.push(package(entry).map_err(|why| format!("packages[{at}].{why}"))?);
    }
    Ok(packages)
}

fn package(told: &wire::Package<'_>) -> Result<Package, Reason> {
    let mut items = Vec::new();
    for (at, entry) in each(&told.package_items).enumerate() {
        let name = |what: &str| format!("packageItems[{at}].{what}");
        if at >= MOST_ENTRIES {
            return Err(format!("packageItems has more than {MOST_ENTRIES} entries"));
        }
        let id =
            some_text(&entry.order_item_id, SHORT).ok_or_else(|| name("orderItemId is missing"))?;
        let quantity = quantity(&entry.quantity, "quantity")
            .map_err(|why| name(&why))?
            .ok_or_else(|| name("quantity is missing"))?;
        items.push((OrderItemId(id), quantity));
    }
    Ok(Package {
        reference: some_text(&told.package_reference_id, SHORT)
            .ok_or("packageReferenceId is missing")?,
        carrier: tidy(&told.carrier.loose(), SHORT),
        tracking: tidy(&told.tracking_number.loose(), SHORT),
        shipped: moment(told.ship_time.text()),
        status: told
            .package_status
            .as_ref()
            .map(|s| tidy(s.status.text(), SHORT))
            .unwrap_or_default(),
        items,
    })
}

/// A count of pieces: a whole number, or text that is one; never negative.
fn quantity(told: &Scalar<'_>, field: &str) -> Result<Option<u32>, Reason> {
    let number = match told {
        Scalar::Absent => return Ok(None),
        Scalar::Whole(number) => Some(*number),
        Scalar::Text(text) => text.trim().parse().ok(),
        Scalar::Other => None,
    };
    match number.map(u32::try_from) {
        Some(Ok(pieces)) => Ok(Some(pieces)),
        Some(Err(_)) => Err(format!("{field} is negative or too large")),
        None => Err(format!("{field} is not a whole number")),
    }
}
