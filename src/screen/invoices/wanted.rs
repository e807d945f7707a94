//! What the Invoices tab asks the engine for.

use crate::domain::ids::InvoiceId;
use crate::screen::desk::Purpose;

/// What an answer about invoices is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The newest rows of the list.
    Page,
    /// Older rows of the list.
    More,
    /// The orders that wait for an invoice.
    Waiting,
    /// Further orders that wait for an invoice.
    WaitingMore,
    /// The invoice under the cursor, whole.
    Detail(InvoiceId),
    /// A piece of the work on many.
    Work,
    /// A credit note made.
    Credit,
    /// A VAT number typed.
    Vat,
    /// A VAT number typed for a draft that is to be posted then.
    VatThenPost(InvoiceId),
}

impl Wanted {
    /// Whether it only asks, so that a newer question replaces an older one.
    pub fn reads(&self) -> bool {
        matches!(
            self,
            Wanted::Page | Wanted::More | Wanted::Waiting | Wanted::WaitingMore | Wanted::Detail(_)
        )
    }
}

impl From<Wanted> for Purpose {
    fn from(wanted: Wanted) -> Purpose {
        Purpose::Invoices(wanted)
    }
}
