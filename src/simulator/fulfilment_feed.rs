//! `POST_ORDER_FULFILLMENT_DATA`: one message tells of one package.

use roxmltree::Node;

use super::carrier_codes::{needs_name, tracking_fits};
use super::clock::parse_iso;
use super::feed_work::Message;
use super::feed_xml::{child, child_text, children};
use super::house::{House, lock};
use super::marketplaces::region_of;
use super::order_ids::is_order_id;
use super::processing_report::Finding;
use super::shipment::Shipment;
use super::shipment_confirmation::tracking_message;

/// Ships what a message tells of; what there is to say about it.
pub(crate) fn apply(house: &House, message: &Message<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let outcome = read(house, message, &mut findings).and_then(|shipment| {
        let feed = message.feed;
        let told = house.told(
            feed.seller,
            &feed.marketplaces,
            message.source(),
            &feed.faults,
            message.at,
        );
        lock(&house.shop)
            .accept_shipment(&shipment, &told)
            .map_err(|objection| message.objection(&objection))
    });
    findings.extend(outcome.err());
    findings
}

fn read(
    house: &House,
    message: &Message<'_, '_>,
    warnings: &mut Vec<Finding>,
) -> Result<Shipment, Finding> {
    let node = message.payload;
    let seller = message.feed.seller;
    let order_id = match child(node, "MerchantOrderID") {
        Some(_) => merchants_id(house, seller, &child_text(node, "MerchantOrderID"))
            .ok_or_else(|| message.finding(true, "18028", "The MerchantOrderID was not found."))?,
        None => child_text(node, "AmazonOrderID"),
    };
    if !is_order_id(&order_id) {
        return Err(message.finding(true, "25441", "The AmazonOrderID is invalid."));
    }
    let of_data = |name: &str| {
        child(node, "FulfillmentData")
            .map(|data| child_text(data, name))
            .unwrap_or_default()
    };
    let (carrier, name) = (of_data("CarrierCode"), of_data("CarrierName"));
    if carrier.is_empty() || (needs_name(&carrier) && name.trim().is_empty()) {
        let text = "The data you submitted is incomplete or invalid. The carrier is missing.";
        return Err(message.finding(true, "18041", text));
    }
    let tracking = of_data("ShipperTrackingNumber");
    if !tracking.is_empty() && !tracking_fits(&carrier, &tracking) {
        let strict = message.feed.marketplaces.iter();
        let strict = strict
            .map(|id| region_of(id))
            .any(|region| region == Some("na"));
        let text = tracking_message(&carrier, &tracking);
        let finding = message.finding(strict, "18042", &text);
        match strict {
            true => return Err(finding),
            false => warnings.push(finding),
        }
    }
    let date = parse_iso(&child_text(node, "FulfillmentDate"));
    let without_offset = "The FulfillmentDate has no offset from UTC.";
    Ok(Shipment {
        order_id,
        reference: child(node, "MerchantFulfillmentID")
            .map(|_| child_text(node, "MerchantFulfillmentID")),
        carrier_code: carrier,
        carrier_name: name,
        shipping_method: of_data("ShippingMethod"),
        tracking_number: tracking,
        ship_date: date.ok_or_else(|| message.finding(true, "18010", without_offset))?,
        items: children(node, "Item")
            .map(|item| read_item(house, message, item))
            .collect::<Result<_, _>>()?,
    })
}

fn read_item(
    house: &House,
    message: &Message<'_, '_>,
    item: Node<'_, '_>,
) -> Result<(String, Option<i64>), Finding> {
    let id = match child(item, "MerchantOrderItemID") {
        Some(_) => merchants_id(
            house,
            message.feed.seller,
            &child_text(item, "MerchantOrderItemID"),
        )
        .ok_or_else(|| message.finding(true, "18029", "The MerchantOrderItemID was not found."))?,
        None => child_text(item, "AmazonOrderItemCode"),
    };
    Ok((id, child_text(item, "Quantity").parse().ok()))
}

/// Amazon's id of an order or item that the seller gave an id of its own.
fn merchants_id(house: &House, seller: usize, id: &str) -> Option<String> {
    let shop = lock(&house.shop);
    let key = (seller, id.to_owned());
    shop.deliveries.merchant_ids.get(&key).cloned()
}
