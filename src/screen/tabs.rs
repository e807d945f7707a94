//! The tabs.

use super::command::{Command, Context};

/// A tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Sales orders.
    #[default]
    Orders,
    /// Deliveries of FBM orders.
    Pickings,
    /// Stock moves.
    Moves,
    /// Shipments that Amazon refused.
    Failed,
    /// Sales figures.
    Reports,
    /// Invoices and credit notes.
    Invoices,
    /// The books: entries, payments, bills and the bank.
    Money,
    /// Accounts.
    Accounts,
    /// What was done and happened.
    Activity,
}

/// How a tab is called and reached.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The tab.
    pub tab: Tab,
    /// Its name in full.
    pub long: &'static str,
    /// Its name in one word.
    pub short: &'static str,
    /// Its name where all tabs share 80 columns.
    pub tiny: &'static str,
    /// The command that goes there.
    pub command: Command,
}

impl Entry {
    const fn new(tab: Tab, [long, short, tiny]: [&'static str; 3], command: Command) -> Entry {
        Entry {
            tab,
            long,
            short,
            tiny,
            command,
        }
    }
}

impl Tab {
    /// All tabs from left to right.
    pub const ALL: [Entry; 9] = [
        Entry::new(
            Tab::Orders,
            ["Orders", "Orders", "Orders"],
            Command::TabOrders,
        ),
        Entry::new(
            Tab::Pickings,
            ["Pickings", "Pickings", "Picks"],
            Command::TabPickings,
        ),
        Entry::new(
            Tab::Moves,
            ["Stock moves", "Moves", "Moves"],
            Command::TabMoves,
        ),
        Entry::new(
            Tab::Failed,
            ["Failed shipments", "Failed", "Failed"],
            Command::TabFailed,
        ),
        Entry::new(
            Tab::Reports,
            ["Reports", "Reports", "Reports"],
            Command::TabReports,
        ),
        Entry::new(
            Tab::Invoices,
            ["Invoices", "Invoices", "Invoices"],
            Command::TabInvoices,
        ),
        Entry::new(Tab::Money, ["Money", "Money", "Money"], Command::TabMoney),
        Entry::new(
            Tab::Accounts,
            ["Accounts", "Accounts", "Accts"],
            Command::TabAccounts,
        ),
        Entry::new(
            Tab::Activity,
            ["Activity", "Activity", "Log"],
            Command::TabActivity,
        ),
    ];

    /// Its place from the left.
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|e| e.tab == self).unwrap_or(0)
    }

    /// The tab so many places to the right, round the end.
    pub fn beside(self, places: usize) -> Tab {
        let at = (self.index() + places) % Self::ALL.len();
        Self::ALL.get(at).map_or(Tab::Orders, |e| e.tab)
    }

    /// The tab that a command goes to.
    pub fn of(command: Command) -> Option<Tab> {
        Self::ALL
            .iter()
            .find(|e| e.command == command)
            .map(|e| e.tab)
    }

    /// The tab where a verb belongs.
    pub fn home(command: Command) -> Option<Tab> {
        match command.verb()?.context {
            Context::Orders | Context::Detail => Some(Tab::Orders),
            Context::Pickings | Context::Packing => Some(Tab::Pickings),
            Context::Shipments => Some(Tab::Failed),
            Context::Stock
            | Context::StockMoves
            | Context::StockLevels
            | Context::StockCount
            | Context::StockReplenish
            | Context::StockTransfers
            | Context::StockRules
            | Context::StockFigures => Some(Tab::Moves),
            Context::Reports | Context::ReportOrders => Some(Tab::Reports),
            Context::Invoices | Context::InvoiceList | Context::InvoiceOrders => {
                Some(Tab::Invoices)
            }
            Context::Money
            | Context::MoneyEntries
            | Context::MoneyBalances
            | Context::MoneyOpen
            | Context::MoneyPayments
            | Context::MoneyBatches
            | Context::MoneyBills
            | Context::MoneyBank => Some(Tab::Money),
            Context::Accounts => Some(Tab::Accounts),
            Context::Activity => Some(Tab::Activity),
            _ => None,
        }
    }
}
