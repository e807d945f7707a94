//! What Amazon's schema wants of an order feed: which elements, in which order, how often, and with what in them.

use chrono::{DateTime, NaiveDateTime};

use super::cancellation;
use super::carrier_codes;

/// What an element holds.
pub(crate) enum Content {
    /// Text for which this is true, and no elements.
    Text(fn(&str) -> bool),
    /// Elements in this order, and no text.
    Parts(&'static [Part]),
}

/// A place in a sequence of elements.
pub(crate) struct Part {
    /// The elements of which one stands here.
    pub(crate) choices: &'static [(&'static str, Content)],
    pub(crate) least: usize,
    pub(crate) most: usize,
}

const MANY: usize = usize::MAX;

macro_rules! parts {
    ($([$least:expr, $most:expr] $($name:literal => $content:expr),+;)*) => {
        &[$(Part { choices: &[$(($name, $content)),+], least: $least, most: $most }),*]
    };
}

use Content::{Parts, Text};

/// The root element's content.
pub(crate) const ENVELOPE: Content = Parts(parts! {
    [1, 1] "Header" => Parts(parts! {
        [1, 1] "DocumentVersion" => Text(is_version);
        [1, 1] "MerchantIdentifier" => Text(is_string);
        [0, 1] "OverrideReleaseId" => Text(is_release);
    });
    [1, 1] "MessageType" => Text(|text| matches!(text, "OrderFulfillment" | "OrderAcknowledgement" | "OrderAdjustment" | "ProcessingReport"));
    [0, 1] "MarketplaceName" => Text(is_string);
    [0, 1] "PurgeAndReplace" => Text(|text| matches!(text, "true" | "false" | "1" | "0"));
    [0, 1] "EffectiveDate" => Text(is_time);
    [1, MANY] "Message" => Parts(parts! {
        [1, 1] "MessageID" => Text(is_id_number);
        [0, 1] "OperationType" => Text(|text| matches!(text, "Update" | "Delete" | "PartialUpdate"));
        [1, 1] "OrderFulfillment" => FULFILMENT, "OrderAcknowledgement" => ACKNOWLEDGEMENT;
    });
});

const FULFILMENT: Content = Parts(parts! {
    [1, 1] "AmazonOrderID" => Text(is_order_id), "MerchantOrderID" => Text(is_string);
    [0, 1] "MerchantFulfillmentID" => Text(is_id_number);
    [1, 1] "FulfillmentDate" => Text(is_time);
    [0, 1] "FulfillmentData" => Parts(parts! {
        [0, 1] "CarrierCode" => Text(carrier_codes::is_listed);
        [0, 1] "CarrierName" => Text(is_string);
        [0, 1] "ShippingMethod" => Text(is_string);
        [0, 1] "ShipperTrackingNumber" => Text(is_string);
    });
    [0, 1] "CODCollectionMethod" => Text(|text| text == "DirectPayment");
    [0, MANY] "Item" => Parts(parts! {
        [1, 1] "AmazonOrderItemCode" => Text(is_item_code), "MerchantOrderItemID" => Text(is_string);
        [0, 1] "MerchantFulfillmentItemID" => Text(is_id_number);
        [0, 1] "Quantity" => Text(is_positive);
        [0, 10] "TransparencyCode" => Text(|_| true);
    });
    [0, 1] "ShipFromAddress" => Parts(parts! {
        [1, 1] "Name" => Text(is_string);
        [0, 1] "FormalTitle" => Text(|text| is_within(text, 0, 10));
        [0, 1] "GivenName" => Text(is_string);
        [0, 1] "FamilyName" => Text(is_string);
        [1, 1] "AddressFieldOne" => Text(|text| is_within(text, 0, 60));
        [0, 1] "AddressFieldTwo" => Text(|text| is_within(text, 0, 60));
        [0, 1] "AddressFieldThree" => Text(|text| is_within(text, 0, 60));
        [0, 1] "City" => Text(is_string);
        [0, 1] "County" => Text(is_string);
        [0, 1] "StateOrRegion" => Text(is_string);
        [0, 1] "PostalCode" => Text(is_string);
        [1, 1] "CountryCode" => Text(|text| is_within(text, 2, 2));
    });
});

const ACKNOWLEDGEMENT: Content = Parts(parts! {
    [1, 1] "AmazonOrderID" => Text(is_order_id);
    [0, 1] "MerchantOrderID" => Text(is_string);
    [1, 1] "StatusCode" => Text(|text| matches!(text, "Success" | "Failure"));
    [0, MANY] "Item" => Parts(parts! {
        [1, 1] "AmazonOrderItemCode" => Text(is_item_code);
        [0, 1] "MerchantOrderItemID" => Text(is_string);
        [0, 1] "CancelReason" => Text(|text| cancellation::reason(text).is_some());
        [0, 1] "Quantity" => Text(is_positive);
    });
});

/// Up to 50 characters in one line.
fn is_string(text: &str) -> bool {
    is_within(text, 0, 50)
}

fn is_within(text: &str, least: usize, most: usize) -> bool {
    let count = text.chars().count();
    (least..=most).contains(&count) && !text.contains(['\t', '\r', '\n'])
}

fn is_order_id(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let word = |part: &&str| part.chars().all(|c| c.is_alphanumeric() || c == '_');
    let lengths: Vec<usize> = parts.iter().map(|part| part.chars().count()).collect();
    lengths == [3, 7, 7] && parts.iter().all(word)
}

fn is_item_code(text: &str) -> bool {
    text.len() == 14 && is_digits(text)
}

fn is_id_number(text: &str) -> bool {
    text.len() <= 20 && is_positive(text)
}

fn is_positive(text: &str) -> bool {
    is_digits(text) && text.bytes().any(|byte| byte != b'0')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_version(text: &str) -> bool {
    numbers_of(text, 2)
}

fn is_release(text: &str) -> bool {
    numbers_of(text, 4)
}

/// Two numbers of up to `most` digits with a point between them.
fn numbers_of(text: &str, most: usize) -> bool {
    let number = |part: &str| part.len() <= most && is_digits(part);
    text.split_once('.')
        .is_some_and(|(whole, rest)| number(whole) && number(rest))
}

/// A date and time of XML Schema; the offset may be missing.
fn is_time(text: &str) -> bool {
    if text.as_bytes().get(10) != Some(&b'T') {
        return false;
    }
    DateTime::parse_from_rfc3339(text).is_ok()
        || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").is_ok()
}
