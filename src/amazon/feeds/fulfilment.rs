//! Shipment confirmations in bulk: `POST_ORDER_FULFILLMENT_DATA`.

use super::super::sendable;
use super::envelope::{
    self, BuiltFeed, FeedProblem, Message, Unfit, XmlWriter, element, element_if_any, inside,
};
use crate::domain::feed::{FeedKind, MessageId};
use crate::domain::shipment::Shipment;
use chrono::Datelike;
use std::io;

/// A feed that confirms shipments. A parcel is a message; several parcels of an order have different package references.
pub fn fulfilment_feed<'a>(
    seller_id: &str,
    shipments: impl IntoIterator<Item = (MessageId, &'a Shipment)>,
) -> Result<BuiltFeed, FeedProblem> {
    envelope::build(seller_id, shipments)
}

impl Message for Shipment {
    const KIND: FeedKind = FeedKind::Fulfilment;

    fn fits(&self) -> Result<(), Unfit> {
        envelope::items_fit(self.items.iter().map(|item| &item.item))?;
        let own_name = self.carrier.own_name();
        if own_name.is_some_and(|name| sendable::short_line(name).is_empty()) {
            return Err(Unfit::CarrierName);
        }
        if sendable::line(&self.tracking).chars().count() > sendable::MOST_CHARS {
            return Err(Unfit::Tracking);
        }
        match (1995..=9999).contains(&self.shipped.to_utc().year()) {
            true => Ok(()),
            false => Err(Unfit::ShipDate),
        }
    }

    fn write(&self, writer: &mut XmlWriter) -> io::Result<()> {
        let short = sendable::short_line;
        element(writer, "OperationType", "Update")?;
        inside(writer, "OrderFulfillment", |writer| {
            element(writer, "AmazonOrderID", &self.order.to_string())?;
            element(writer, "MerchantFulfillmentID", &self.package.to_string())?;
            element(writer, "FulfillmentDate", &self.shipped.to_rfc3339())?;
            inside(writer, "FulfillmentData", |writer| {
                let own_name = self.carrier.own_name().unwrap_or_default();
                element(writer, "CarrierCode", self.carrier.code())?;
                element_if_any(writer, "CarrierName", &short(own_name))?;
                element_if_any(writer, "ShippingMethod", &short(&self.shipping_method))?;
                element_if_any(writer, "ShipperTrackingNumber", &short(&self.tracking))
            })?;
            for item in &self.items {
                inside(writer, "Item", |writer| {
                    element(writer, "AmazonOrderItemCode", item.item.as_str())?;
                    element(writer, "Quantity", &item.quantity.to_string())
                })?;
            }
            Ok(())
        })
    }
}
