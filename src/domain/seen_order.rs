//! Seen orders: a light memory of every order that Amazon ever showed, so that "why is it not here?" has an answer.

use super::amazon_status::{AmazonStatus, Channel};
use super::ids::{AccountId, MarketplaceId};
use super::moment::Moment;
use super::order::OrderKey;
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};

/// What we remember of an order that Amazon showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenOrder {
    /// Amazon's reference.
    pub reference: AmazonOrderRef,
    /// The account it was shown to.
    pub account: AccountId,
    /// Its marketplace, where Amazon told.
    pub marketplace: Option<MarketplaceId>,
    /// Its channel, where Amazon told.
    pub channel: Option<Channel>,
    /// Its status when last seen, where Amazon told.
    pub status: Option<AmazonStatus>,
    /// When Amazon changed it last.
    pub updated: Moment,
    /// When we saw it last.
    pub last_seen: Moment,
    /// What we did with it.
    pub decision: Decision,
    /// The sales order made of it.
    pub order: Option<OrderKey>,
}

/// What was decided about an order that Amazon showed (product rule O2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is a sales order of ours.
    Imported,
    /// Payment is not authorised yet: counted as incoming.
    Incoming,
    /// FBA, not shipped yet: counted only.
    NotShippedYet,
    /// FBM, shipped before we knew it: ignored unless the account wants such orders.
    ShippedElsewhere,
    /// Cancelled before we knew it: ignored.
    CancelledBefore,
    /// Amazon can't fulfil it: kept as seen.
    Unfulfillable,
    /// A status that we don't know: kept as seen.
    UnknownStatus,
    /// Sold on another channel and only fulfilled by Amazon: it moved stock and is no sale.
    StockMoved,
    /// Its marketplace is not synchronised by the account.
    MarketplaceNotSynchronised,
    /// It could not be processed: see the failed orders.
    Failed,
}

impl Decision {
    /// All decisions, in the order of declaration.
    pub const ALL: [Decision; 10] = [
        Decision::Imported,
        Decision::Incoming,
        Decision::NotShippedYet,
        Decision::ShippedElsewhere,
        Decision::CancelledBefore,
        Decision::Unfulfillable,
        Decision::UnknownStatus,
        Decision::StockMoved,
        Decision::MarketplaceNotSynchronised,
        Decision::Failed,
    ];

    /// The word for it in JSON and in counters.
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Imported => "imported",
            Decision::Incoming => "incoming",
            Decision::NotShippedYet => "not_shipped_yet",
            Decision::ShippedElsewhere => "shipped_elsewhere",
            Decision::CancelledBefore => "cancelled_before",
            Decision::Unfulfillable => "unfulfillable",
            Decision::UnknownStatus => "unknown_status",
            Decision::StockMoved => "stock_moved",
            Decision::MarketplaceNotSynchronised => "marketplace_not_synchronised",
            Decision::Failed => "failed",
        }
    }

    /// Why an order with this decision is here or not, as a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Decision::Imported => "It is a sales order.",
            Decision::Incoming => {
                "The payment is not authorised yet; it becomes a sales order when Amazon releases it."
            }
            Decision::NotShippedYet => {
                "Amazon fulfils it and has not shipped it yet; it becomes a sales order when Amazon ships it."
            }
            Decision::ShippedElsewhere => {
                "It was shipped before it came here, and the account does not import orders shipped elsewhere."
            }
            Decision::CancelledBefore => "It was cancelled before it came here.",
            Decision::Unfulfillable => "Amazon says that it cannot be fulfilled.",
            Decision::UnknownStatus => {
                "Its status is none that orderdeck knows; it is kept as seen."
            }
            Decision::StockMoved => {
                "It was sold on another channel and fulfilled by Amazon: it moved stock and is no sale."
            }
            Decision::MarketplaceNotSynchronised => {
                "Its marketplace is not synchronised by the account."
            }
            Decision::Failed => "It could not be processed.",
        }
    }
}
