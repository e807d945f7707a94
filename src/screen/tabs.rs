//! The tabs.

use super::command::Command;

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
    /// Accounts.
    Accounts,
    /// What was done and happened.
    Activity,
}

impl Tab {
    /// All tabs from left to right, with their names, short names and commands.
    pub const ALL: [(Tab, &'static str, &'static str, Command); 7] = [
        (Tab::Orders, "Orders", "Orders", Command::TabOrders),
        (Tab::Pickings, "Pickings", "Pickings", Command::TabPickings),
        (Tab::Moves, "Stock moves", "Moves", Command::TabMoves),
        (
            Tab::Failed,
            "Failed shipments",
            "Failed",
            Command::TabFailed,
        ),
        (Tab::Reports, "Reports", "Reports", Command::TabReports),
        (Tab::Accounts, "Accounts", "Accounts", Command::TabAccounts),
        (Tab::Activity, "Activity", "Activity", Command::TabActivity),
    ];

    /// Its place from the left.
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|(t, ..)| *t == self).unwrap_or(0)
    }

    /// The tab so many places to the right, round the end.
    pub fn beside(self, places: usize) -> Tab {
        let at = (self.index() + places) % Self::ALL.len();
        Self::ALL.get(at).map_or(Tab::Orders, |(t, ..)| *t)
    }

    /// The tab that a command goes to.
    pub fn of(command: Command) -> Option<Tab> {
        Self::ALL
            .iter()
            .find(|(.., c)| *c == command)
            .map(|(t, ..)| *t)
    }
}
