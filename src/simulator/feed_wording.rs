//! The codes and texts with which reports refuse messages.

use super::shipment::Objection;

/// Codes and texts with which messages are refused for no reason of their own.
pub(crate) const REFUSALS: [(&str, &str); 3] = [
    (
        "18021",
        "The quantity that you sent is larger than the quantity that can still be fulfilled.",
    ),
    (
        "18028",
        "The order id was not found for this merchant. Check the order id and submit it again.",
    ),
    (
        "99001",
        "We could not process this message because of an internal error <code & cause unknown>.",
    ),
];

/// Why an order or one of its items is refused, as reports write it: code and text.
pub(crate) fn wording(objection: &Objection) -> (String, String) {
    let (code, text) = match objection {
        Objection::UnknownOrder | Objection::WrongMarketplace => {
            let text = "The order id was not found for this merchant in the marketplaces of the feed.";
            ("18028", text.to_owned())
        }
        Objection::ByAmazon => ("18006", "The order is fulfilled by Amazon.".to_owned()),
        Objection::NotReady => ("18007", "The order is not ready to be processed.".to_owned()),
        Objection::Cancelled | Objection::CancelledItem(_) => (
            "18021",
            "The quantity that you sent is larger than the quantity that can still be fulfilled: the order or the item \
             was cancelled."
                .to_owned(),
        ),
        Objection::UnknownItem(id) => {
            let text = format!("The order item {id} does not belong to the order.");
            ("18029", text)
        }
        Objection::TooMany(_, told, open) => {
            let text = format!(
                "The quantity that you sent ({told}) is larger than the quantity that can still be fulfilled ({open})."
            );
            ("18021", text)
        }
        Objection::NothingOpen => (
            "18021",
            "The quantity that you sent is larger than the quantity that can still be fulfilled: the order was already \
             shipped."
                .to_owned(),
        ),
        Objection::OtherItems(reference) => {
            let text = format!("MerchantFulfillmentID {reference} was used with other items.");
            ("18030", text)
        }
        Objection::TooManyChanges(reference) => {
            let text = format!(
                "MerchantFulfillmentID {reference} has reached the maximum number of allowed updates."
            );
            ("18031", text)
        }
        Objection::ShipDate => (
            "18010",
            "FulfillmentDate must not be in the future or before the order was placed.".to_owned(),
        ),
        Objection::Carrier(carrier) => {
            let text = format!(
                "The data you submitted is incomplete or invalid. The carrier {carrier} does not deliver to the \
                 address of this order."
            );
            ("18040", text)
        }
        Objection::Commanded(code, text) => return (code.clone(), text.clone()),
    };
    (code.to_owned(), text)
}
