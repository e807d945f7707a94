//! What the engine tells without being asked.

use super::accounts::RunView;
use super::upkeep::ActivityEntry;
use serde::{Deserialize, Serialize};

/// Something happened. Events carry what changed, not the records: whoever shows them asks again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "with", rename_all = "snake_case")]
pub enum Event {
    /// Orders changed.
    Orders {
        /// The engine's count of changes.
        revision: u64,
        /// Sales orders made since the last such event.
        created: u64,
    },
    /// Pickings, notices to Amazon or feeds changed, or who has a picking open.
    Deliveries,
    /// Stock moves, quantities, transfers, reordering rules or locations changed.
    Stock,
    /// Invoices, payments, bills, bank statements or entries changed.
    Books,
    /// Products changed, or what SKUs mean.
    Products,
    /// Sales teams or kept reports changed, or the sales were read after a start. Figures change with orders.
    Reports,
    /// An account, its state, its budgets or its watermark changed.
    Accounts,
    /// A page run of an account went on; `None` when it ended.
    Run {
        /// Account name.
        account: String,
        /// How far it is.
        run: Option<RunView>,
    },
    /// Something was written to the activity log.
    Activity(ActivityEntry),
    /// The list of failed orders changed.
    Failed,
    /// After a start, the engine has read so many of its orders into its list.
    Listing {
        /// Orders read.
        read: u64,
        /// Orders in all.
        of: u64,
    },
    /// Events were dropped because this client was too slow: ask again for everything shown.
    Lagged,
    /// The engine stops.
    Stopping,
}
