//! What Amazon calls the state of an order, and who fulfils it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Amazon's fulfilment status of an order (Orders API 2026-01-01), open to values that do not exist yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AmazonStatus {
    /// Pre-order, payment not authorised, release date ahead.
    PendingAvailability,
    /// Placed, payment not authorised.
    Pending,
    /// Ready to ship, nothing shipped.
    Unshipped,
    /// Some items shipped.
    PartiallyShipped,
    /// All items shipped.
    Shipped,
    /// Nothing will be fulfilled.
    Cancelled,
    /// An order from elsewhere that Amazon can't fulfil.
    Unfulfillable,
    /// A value that we don't know; kept as Amazon wrote it.
    Other(String),
}

impl AmazonStatus {
    /// The known values, in the order of an order's life.
    pub const KNOWN: [AmazonStatus; 7] = [
        AmazonStatus::PendingAvailability,
        AmazonStatus::Pending,
        AmazonStatus::Unshipped,
        AmazonStatus::PartiallyShipped,
        AmazonStatus::Shipped,
        AmazonStatus::Cancelled,
        AmazonStatus::Unfulfillable,
    ];

    /// Reads Amazon's text; what is unknown is kept.
    pub fn parse(text: &str) -> AmazonStatus {
        match text {
            "PENDING_AVAILABILITY" => AmazonStatus::PendingAvailability,
            "PENDING" => AmazonStatus::Pending,
            "UNSHIPPED" => AmazonStatus::Unshipped,
            "PARTIALLY_SHIPPED" => AmazonStatus::PartiallyShipped,
            "SHIPPED" => AmazonStatus::Shipped,
            "CANCELLED" => AmazonStatus::Cancelled,
            "UNFULFILLABLE" => AmazonStatus::Unfulfillable,
            other => AmazonStatus::Other(super::text::clean_short(other, 60)),
        }
    }

    /// Amazon's text.
    pub fn as_str(&self) -> &str {
        match self {
            AmazonStatus::PendingAvailability => "PENDING_AVAILABILITY",
            AmazonStatus::Pending => "PENDING",
            AmazonStatus::Unshipped => "UNSHIPPED",
            AmazonStatus::PartiallyShipped => "PARTIALLY_SHIPPED",
            AmazonStatus::Shipped => "SHIPPED",
            AmazonStatus::Cancelled => "CANCELLED",
            AmazonStatus::Unfulfillable => "UNFULFILLABLE",
            AmazonStatus::Other(text) => text,
        }
    }

    /// A small number for each known value, in the order of [`Self::KNOWN`]; 7 for any other.
    pub fn code(&self) -> u8 {
        Self::KNOWN.iter().position(|s| s == self).unwrap_or(7) as u8
    }
}

impl fmt::Display for AmazonStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for AmazonStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.as_str())
        } else {
            let other = match self {
                AmazonStatus::Other(text) => Some(text.as_str()),
                _ => None,
            };
            (self.code(), other).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for AmazonStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            Ok(AmazonStatus::parse(&text))
        } else {
            let (code, other) = <(u8, Option<String>)>::deserialize(deserializer)?;
            Ok(match Self::KNOWN.get(usize::from(code)) {
                Some(known) => known.clone(),
                None => AmazonStatus::Other(other.unwrap_or_default()),
            })
        }
    }
}

/// Who fulfils an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Channel {
    /// Fulfilled by merchant: our warehouse ships it.
    #[serde(rename = "FBM")]
    Fbm,
    /// Fulfilled by Amazon.
    #[serde(rename = "FBA")]
    Fba,
}

impl Channel {
    /// `FBM` or `FBA`.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Fbm => "FBM",
            Channel::Fba => "FBA",
        }
    }

    /// Reads `fbm` or `fba`, in any case.
    pub fn parse(text: &str) -> Option<Channel> {
        match text.to_ascii_lowercase().as_str() {
            "fbm" => Some(Channel::Fbm),
            "fba" => Some(Channel::Fba),
            _ => None,
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
