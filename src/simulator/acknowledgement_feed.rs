//! `POST_ORDER_ACKNOWLEDGEMENT_DATA`: one message acknowledges an order, or cancels it or items of it.

use super::cancellation::{Cancellation, is_good_reason, reason};
use super::feed_work::Message;
use super::feed_xml::{child_text, children};
use super::house::{House, lock};
use super::order_ids::is_order_id;
use super::processing_report::Finding;
use super::shipment::Objection;

/// Acknowledges or cancels; what there is to say about it.
pub(crate) fn apply(house: &House, message: &Message<'_, '_>) -> Vec<Finding> {
    let order_id = child_text(message.payload, "AmazonOrderID");
    if !is_order_id(&order_id) {
        return vec![message.finding(true, "25441", "The AmazonOrderID is invalid.")];
    }
    let outcome = match child_text(message.payload, "StatusCode").as_str() {
        "Success" => acknowledge(house, message, &order_id),
        _ => cancel(house, message, order_id),
    };
    outcome.err().into_iter().collect()
}

/// Keeps the ids that the seller gives to the order and its items.
fn acknowledge(house: &House, message: &Message<'_, '_>, order_id: &str) -> Result<(), Finding> {
    let seller = message.feed.seller;
    let mut shop = lock(&house.shop);
    let own = shop
        .find(order_id)
        .is_some_and(|index| shop.owner(index) == seller);
    if !own {
        return Err(message.objection(&Objection::UnknownOrder));
    }
    let mut names = vec![(
        child_text(message.payload, "MerchantOrderID"),
        order_id.to_owned(),
    )];
    for item in children(message.payload, "Item") {
        names.push((
            child_text(item, "MerchantOrderItemID"),
            child_text(item, "AmazonOrderItemCode"),
        ));
    }
    for (own, amazons) in names.into_iter().filter(|pair| !pair.0.is_empty()) {
        shop.deliveries.merchant_ids.insert((seller, own), amazons);
    }
    Ok(())
}

fn cancel(house: &House, message: &Message<'_, '_>, order_id: String) -> Result<(), Finding> {
    let mut items: Vec<(String, Option<i64>, &'static str)> = Vec::new();
    for item in children(message.payload, "Item") {
        let why = reason(&child_text(item, "CancelReason")).unwrap_or_default();
        if !is_good_reason(why) {
            let text =
                format!("The cancel reason '{why}' is missing or not allowed for this order.");
            return Err(message.finding(true, "18050", &text));
        }
        let id = child_text(item, "AmazonOrderItemCode");
        if items.iter().any(|known| known.0 == id) {
            return Err(message.objection(&Objection::UnknownItem(id)));
        }
        items.push((id, child_text(item, "Quantity").parse().ok(), why));
    }
    if items.is_empty() {
        let text = "The data you submitted is incomplete or invalid. The items and the cancel reason are missing.";
        return Err(message.finding(true, "18051", text));
    }
    let feed = message.feed;
    let told = house.told(
        feed.seller,
        &feed.marketplaces,
        message.source(),
        &feed.faults,
        message.at,
    );
    lock(&house.shop)
        .accept_cancellation(&Cancellation { order_id, items }, &told)
        .map_err(|objection| message.objection(&objection))
}
