//! Cancellations: `POST_ORDER_ACKNOWLEDGEMENT_DATA` with the status `Failure`.

use super::envelope::{self, BuiltFeed, FeedProblem, Message, Unfit, XmlWriter, element, inside};
use crate::domain::cancellation::Cancellation;
use crate::domain::feed::{FeedKind, MessageId};
use std::io;

/// A feed that cancels orders, whole or in part.
pub fn acknowledgement_feed<'a>(
    seller_id: &str,
    cancellations: impl IntoIterator<Item = (MessageId, &'a Cancellation)>,
) -> Result<BuiltFeed, FeedProblem> {
    envelope::build(seller_id, cancellations)
}

impl Message for Cancellation {
    const KIND: FeedKind = FeedKind::Acknowledgement;

    fn fits(&self) -> Result<(), Unfit> {
        envelope::items_fit(self.items.iter().map(|item| &item.item))
    }

    fn write(&self, writer: &mut XmlWriter) -> io::Result<()> {
        inside(writer, "OrderAcknowledgement", |writer| {
            element(writer, "AmazonOrderID", &self.order.to_string())?;
            element(writer, "StatusCode", "Failure")?;
            for item in &self.items {
                inside(writer, "Item", |writer| {
                    element(writer, "AmazonOrderItemCode", item.item.as_str())?;
                    element(writer, "CancelReason", self.reason.as_str())?;
                    match item.quantity {
                        Some(quantity) => element(writer, "Quantity", &quantity.to_string()),
                        None => Ok(()),
                    }
                })?;
            }
            Ok(())
        })
    }
}
