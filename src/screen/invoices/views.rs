//! The views of the tab.

use crate::screen::command::{Command, Context};
use crate::screen::listing::views::{Entry, Views};

/// A view of invoices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The invoices.
    #[default]
    List,
    /// The orders that wait for one.
    Waiting,
}

/// All views from left to right.
pub const VIEWS: Views<View> = Views(&[
    Entry {
        view: View::List,
        name: "Invoices",
        command: Command::InvoicesShown,
        context: Context::InvoiceList,
    },
    Entry {
        view: View::Waiting,
        name: "To invoice",
        command: Command::InvoicesWaiting,
        context: Context::InvoiceOrders,
    },
]);
