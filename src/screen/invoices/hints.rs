//! Where keys mean something on the Invoices tab, and which of them are offered.

use super::Invoices;
use super::views::{VIEWS, View};
use crate::screen::command::{Command, Context};

impl Invoices {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.types_filter() {
            return vec![Context::Text];
        }
        vec![
            VIEWS.context(self.view),
            Context::Invoices,
            Context::List,
            Context::Global,
        ]
    }

    /// Whether a filter is typed.
    pub(super) fn types_filter(&self) -> bool {
        match self.view {
            View::List => self.list.list.line.is_some(),
            View::Waiting => self.waiting.list.line.is_some(),
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        match self.view {
            _ if self.types_filter() => &[Command::Accept, Command::Cancel],
            _ if self.work.is_some() => &[Command::WorkStop, Command::Down, Command::Help],
            View::List => &[
                Command::InvoiceOpen,
                Command::Mark,
                Command::InvoicePost,
                Command::InvoicePay,
                Command::InvoicePrint,
                Command::InvoiceState,
                Command::Filter,
                Command::Help,
            ],
            View::Waiting => &[
                Command::InvoiceCreate,
                Command::InvoiceCreateAll,
                Command::Mark,
                Command::Filter,
                Command::InvoiceOrder,
                Command::Help,
            ],
        }
    }
}
