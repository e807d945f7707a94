//! What the Money tab asks the engine for.

use crate::domain::ids::BatchNumber;
use crate::screen::desk::Purpose;

/// What an answer about money is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The newest entries.
    Entries,
    /// Older entries.
    MoreEntries,
    /// The accounts with their balances.
    Balances,
    /// What is open on the intermediary account.
    Open,
    /// Payments.
    Payments,
    /// Batch payments.
    Batches,
    /// A batch payment with its payments.
    Batch(BatchNumber),
    /// Vendor bills.
    Bills,
    /// What Amazon's fees propose as bills.
    Proposals,
    /// Lines of bank statements.
    Bank,
    /// Something done; what is told then.
    Done(&'static str),
    /// A statement file taken in.
    Imported,
    /// A line matched.
    Matched,
    /// Payments registered.
    Paid,
    /// What Amazon paid and charged, fetched.
    Fetched,
    /// What was typed into a form.
    Form,
}

impl Wanted {
    /// Whether it only asks, so that a newer question replaces an older one.
    pub fn reads(&self) -> bool {
        !matches!(
            self,
            Wanted::Done(_)
                | Wanted::Imported
                | Wanted::Matched
                | Wanted::Paid
                | Wanted::Fetched
                | Wanted::Form
        )
    }
}

impl From<Wanted> for Purpose {
    fn from(wanted: Wanted) -> Purpose {
        Purpose::Money(wanted)
    }
}
