//! The views of the tab.

use crate::screen::command::{Command, Context};
use crate::screen::listing::views::{Entry, Views};

/// A view of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The entries of the journals.
    #[default]
    Entries,
    /// The accounts with their balances.
    Balances,
    /// What is open on the intermediary account.
    Open,
    /// The payments.
    Payments,
    /// The batch payments.
    Batches,
    /// The vendor bills.
    Bills,
    /// The lines of bank statements.
    Bank,
}

const fn entry(view: View, name: &'static str, command: Command, context: Context) -> Entry<View> {
    Entry {
        view,
        name,
        command,
        context,
    }
}

/// All views from left to right.
pub const VIEWS: Views<View> = Views(&[
    entry(
        View::Entries,
        "Entries",
        Command::MoneyEntries,
        Context::MoneyEntries,
    ),
    entry(
        View::Balances,
        "Balances",
        Command::MoneyBalances,
        Context::MoneyBalances,
    ),
    entry(
        View::Open,
        "Amazon owes",
        Command::MoneyOpen,
        Context::MoneyOpen,
    ),
    entry(
        View::Payments,
        "Payments",
        Command::MoneyPayments,
        Context::MoneyPayments,
    ),
    entry(
        View::Batches,
        "Batches",
        Command::MoneyBatches,
        Context::MoneyBatches,
    ),
    entry(
        View::Bills,
        "Bills",
        Command::MoneyBills,
        Context::MoneyBills,
    ),
    entry(View::Bank, "Bank", Command::MoneyBank, Context::MoneyBank),
]);
