//! Writes one item of an order.

use serde_json::{Map, Value, json};

use super::marketplaces::Marketplace;
use super::money;
use super::order_json::View;
use super::order_life::OrderState;
use super::order_maker::{Blueprint, Line};
use super::order_money::LineMoney;
use super::order_vitals::Status;

/// The item as JSON; `money` is `None` where Amazon sends no amounts.
pub(crate) fn item(
    order: &Blueprint,
    state: &OrderState,
    place: usize,
    line: &Line,
    money: Option<&LineMoney>,
    view: View,
) -> Value {
    let marketplace = order.marketplace();
    let progress = state.lines.get(place).copied().unwrap_or_default();
    let gone = progress.cancelled == line.quantity;
    // lines that were cancelled as a whole sometimes come back with nothing ordered
    let ordered = if gone && state.status != Status::Cancelled && order.index.is_multiple_of(2) {
        0
    } else {
        line.quantity
    };
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    put("orderItemId", json!(line.item_id));
    put("quantityOrdered", json!(ordered));
    put("product", product(line, marketplace, money.is_some()));
    if order.index % 23 == 7 {
        put("programs", json!(["SUBSCRIBE_AND_SAVE"]));
    }
    if view.sets.has("PROCEEDS")
        && let Some(money) = money
    {
        put("proceeds", proceeds(money, marketplace));
    }
    if view.sets.has("EXPENSE") && line.points > 0 && money.is_some() {
        let worth = money::json(line.points, marketplace);
        let granted = json!({"pointsNumber": line.points, "pointsMonetaryValue": worth});
        put("expense", json!({"pointsCost": {"pointsGranted": granted}}));
    }
    if view.sets.has("PROMOTION") && money.is_some() && line.discount + line.shipping_discount > 0 {
        put("promotion", promotion(line));
    }
    if view.sets.has("CANCELLATION") {
        let cancellation = cancellation(state, progress.cancelled > 0);
        if !cancellation.is_empty() {
            put("cancellation", Value::Object(cancellation));
        }
    }
    if view.sets.has("FULFILLMENT") {
        let open = state.open(order, place);
        put(
            "fulfillment",
            fulfillment(order, line, progress.fulfilled, open),
        );
    }
    if view.sets.has("TAX") {
        let facilitated = marketplace.facilitator && money.is_some();
        if facilitated {
            let party = "Amazon Services, Inc.";
            let collection = json!({"model": "MARKETPLACE_FACILITATOR", "responsibleParty": party});
            put("tax", json!({"taxCollections": [collection]}));
        }
    }
    Value::Object(fields)
}

fn product(line: &Line, marketplace: &Marketplace, priced: bool) -> Value {
    let mut product = json!({
        "asin": line.product.asin,
        "title": line.product.title,
        "sellerSku": line.product.sku,
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
    });
    if priced {
        product["price"] = json!({"unitPrice": money::json(line.unit_price, marketplace)});
        if line.business_price {
            product["price"]["priceDesignation"] = json!("BUSINESS_PRICE");
        }
    }
    product
}

fn proceeds(money: &LineMoney, marketplace: &Marketplace) -> Value {
    let mut parts = Vec::with_capacity(money.breakdowns.len());
    for part in &money.breakdowns {
        let mut entry =
            json!({"type": part.kind, "subtotal": money::json(part.subtotal, marketplace)});
        if !part.details.is_empty() {
            let detail = |(kind, value): &(&'static str, i64)| json!({"subtype": kind, "value": money::json(*value, marketplace)});
            entry["detailedBreakdowns"] = part.details.iter().map(detail).collect();
        }
        parts.push(entry);
    }
    json!({"proceedsTotal": money::json(money.total, marketplace), "breakdowns": parts})
}

fn promotion(line: &Line) -> Value {
    let mut ids = Vec::new();
    if line.discount > 0 {
        ids.push(json!({"promotionId": format!("Percentage Off {}", line.product.asin)}));
    }
    if line.shipping_discount > 0 {
        ids.push(json!({"promotionId": "Free Shipping Campaign"}));
    }
    json!({"breakdowns": ids})
}

fn cancellation(state: &OrderState, cancelled: bool) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(reason) = state.buyer_wish {
        let request = json!({"requester": "BUYER", "cancelReason": reason});
        fields.insert("cancellationRequest".to_owned(), request);
    }
    if let Some((by, why)) = state.cancelled_by.filter(|_| cancelled) {
        let execution = json!({"cancelledBy": by, "cancelReason": why});
        fields.insert("cancellationExecution".to_owned(), execution);
    }
    fields
}

fn fulfillment(order: &Blueprint, line: &Line, fulfilled: i64, open: i64) -> Value {
    let mut fields = json!({"quantityFulfilled": fulfilled, "quantityUnfulfilled": open});
    if line.gift_message.is_some() || line.wrapped {
        let mut gift = Map::new();
        if let Some(message) = line.gift_message.filter(|_| !order.vitals.by_amazon) {
            gift.insert("giftMessage".to_owned(), json!(message));
        }
        if line.wrapped {
            gift.insert("giftWrapLevel".to_owned(), json!("PREMIUM"));
        }
        fields["packing"] = json!({"giftOption": gift});
    }
    if order.cash_on_delivery {
        fields["shipping"] = json!({"shippingConstraints": {"cashOnDelivery": "MANDATORY"}});
    }
    fields
}
