//! Reads orders of the Orders API 2026-01-01 from Amazon's JSON.

mod amounts;
mod convert;
mod items;
mod page;
mod person;
pub(super) mod scalar;
mod wire;

pub use page::{OrdersPage, read_page, read_single};

use crate::domain::amazon_order::AmazonOrder;
use crate::domain::moment::Moment;

/// Items, packages, entries of any list at most; an order beyond is refused, not cut.
const MOST_ENTRIES: usize = 1_000;

/// An order as read, or why it can't be.
pub type ReadOrder = Result<AmazonOrder, UnreadableOrder>;

/// An order that Amazon sent and that we can't read. The others of its page are not touched by that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The order {reference} can't be read: {reason}.")]
pub struct UnreadableOrder {
    /// Amazon's reference as text; without a usable one `unreadable-` and twelve hexadecimal digits, the same for the
    /// same content.
    pub reference: String,
    /// Which field is wrong and how, without the full stop and without anything personal.
    pub reason: String,
    /// When Amazon changed it last, where that can be read.
    pub updated: Option<Moment>,
}
