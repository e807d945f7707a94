//! The figures at a glance.

use super::accounts::SyncState;
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// What `orderdeck status` tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusReport {
    /// When.
    pub as_of: Moment,
    /// All well or not.
    pub health: Health,
    /// One each.
    pub accounts: Vec<AccountStatus>,
    /// Orders.
    pub orders: OrderFigures,
    /// Pickings.
    pub deliveries: DeliveryFigures,
    /// Cancellations told to Amazon.
    pub cancellations: NoticeFigures,
    /// Orders that could not be processed.
    pub failed_orders: u64,
    /// What needs attention.
    pub problems: Vec<Problem>,
    /// Stock moves and further counts for the tabs that hold them.
    pub counts: RecordCounts,
}

/// All well or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// All well.
    Ok,
    /// Something needs a person.
    Attention,
    /// It can't be told.
    Unknown,
}

/// An account at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountStatus {
    /// Name.
    pub name: String,
    /// Not archived.
    pub active: bool,
    /// The watermark.
    pub last_order_sync: Option<Moment>,
    /// Seconds since an order sync went well last.
    pub age_seconds: Option<i64>,
    /// When the next automatic sync is due.
    pub next_sync: Option<Moment>,
    /// What its sync is doing.
    pub state: SyncState,
    /// Order searches that are possible at once now.
    pub calls_left: u32,
    /// Why it is not well.
    pub problem: Option<String>,
    /// The run that is going on, in short.
    pub run: Option<RunFigures>,
}

/// A page run at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFigures {
    /// Pages done.
    pub pages: u32,
    /// Orders read.
    pub fetched: u64,
    /// Orders it may come to, if that is known.
    pub expected: Option<u64>,
}

/// Orders at a glance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFigures {
    /// FBM orders with something to ship.
    pub to_ship: u64,
    /// Of those, past their ship-by moment.
    pub late: u64,
    /// Of those, due before the end of today.
    pub due_today: u64,
    /// Seen at Amazon, payment not authorised yet.
    pub incoming: u64,
    /// Seen at Amazon and kept as seen: a status that orderdeck does not know.
    pub unknown_status: u64,
    /// Seen at Amazon and kept as seen: Amazon can't fulfil them.
    pub unfulfillable: u64,
    /// Sales orders whose buyer asks to cancel.
    pub cancel_requested: u64,
    /// FBM orders to ship whose address is too incomplete.
    pub address_incomplete: u64,
    /// Sales orders in all.
    pub total: u64,
}

/// Pickings at a glance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryFigures {
    /// To be packed.
    pub ready: u64,
    /// Packed, Amazon to be told.
    pub pending: u64,
    /// Amazon told, not yet accepted.
    pub processing: u64,
    /// Refused by Amazon.
    pub failed: u64,
}

/// Notices to Amazon at a glance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFigures {
    /// To be told.
    pub pending: u64,
    /// Told, not yet accepted.
    pub processing: u64,
    /// Refused by Amazon.
    pub failed: u64,
}

/// How many records of each kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordCounts {
    /// Customers.
    pub customers: u64,
    /// Products.
    pub products: u64,
    /// Of those, made from an unknown SKU and not looked at.
    pub products_unreviewed: u64,
    /// Pickings.
    pub pickings: u64,
    /// Stock moves.
    pub stock_moves: u64,
    /// Orders seen at Amazon, imported or not.
    pub seen: u64,
    /// FBM sales orders.
    pub orders_fbm: u64,
    /// FBA sales orders.
    pub orders_fba: u64,
}

/// Something that needs attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Word for scripts, such as `late` or `stale`.
    pub code: String,
    /// How many.
    pub count: u64,
    /// The same as a sentence.
    pub message: String,
}
