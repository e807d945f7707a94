//! Feeds: many notices in one document, which Amazon works through in its own time.

use super::text::clean_short;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU64;

/// Amazon's id of a feed; unique only together with the seller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeedId(pub String);

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of a message in its feed, by which the report names it. What it stands for is kept by whoever sent the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub NonZeroU64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The kinds of feeds that we send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FeedKind {
    /// Shipment confirmations.
    #[serde(rename = "POST_ORDER_FULFILLMENT_DATA")]
    Fulfilment,
    /// Acknowledgements of orders: cancellations.
    #[serde(rename = "POST_ORDER_ACKNOWLEDGEMENT_DATA")]
    Acknowledgement,
}

impl FeedKind {
    /// Amazon's feed type.
    pub fn as_str(self) -> &'static str {
        match self {
            FeedKind::Fulfilment => "POST_ORDER_FULFILLMENT_DATA",
            FeedKind::Acknowledgement => "POST_ORDER_ACKNOWLEDGEMENT_DATA",
        }
    }

    /// Reads Amazon's feed type; `None` for those that we don't send.
    pub fn parse(text: &str) -> Option<FeedKind> {
        let mut all = [FeedKind::Fulfilment, FeedKind::Acknowledgement].into_iter();
        all.find(|kind| kind.as_str() == text)
    }
}

/// How far Amazon is with a feed (`processingStatus`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FeedState {
    /// Waits, maybe for another feed.
    InQueue,
    /// Is worked on.
    InProgress,
    /// Worked through: the report tells what came of each message.
    Done,
    /// Nothing of it was done, and nothing will be.
    Cancelled,
    /// Given up: some of it, all or nothing may have been done.
    Fatal,
    /// A state that we don't know, by Amazon's word; taken for one that is not final.
    Other(String),
}

impl FeedState {
    /// Reads Amazon's word; what is unknown is kept.
    pub fn parse(text: &str) -> FeedState {
        match text {
            "IN_QUEUE" => FeedState::InQueue,
            "IN_PROGRESS" => FeedState::InProgress,
            "DONE" => FeedState::Done,
            "CANCELLED" => FeedState::Cancelled,
            "FATAL" => FeedState::Fatal,
            other => FeedState::Other(clean_short(other, 60)),
        }
    }

    /// Amazon's word.
    pub fn as_str(&self) -> &str {
        match self {
            FeedState::InQueue => "IN_QUEUE",
            FeedState::InProgress => "IN_PROGRESS",
            FeedState::Done => "DONE",
            FeedState::Cancelled => "CANCELLED",
            FeedState::Fatal => "FATAL",
            FeedState::Other(text) => text,
        }
    }

    /// Whether nothing more will happen to the feed.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            FeedState::Done | FeedState::Cancelled | FeedState::Fatal
        )
    }
}
