//! The views of the tab, and the strip above them that says which is shown.

use crate::screen::command::{Command, Context};
use crate::screen::listing::views::{Entry, Views};

/// A view of stock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The moves history.
    #[default]
    Moves,
    /// Quantities.
    Levels,
    /// A sheet to count on, or to receive with.
    Count,
    /// What the reordering rules propose.
    Replenish,
    /// Transfers.
    Transfers,
    /// Reordering rules.
    Rules,
    /// Our figures beside Amazon's.
    Figures,
}

/// All views from left to right.
pub const VIEWS: Views<View> = Views(&[
    Entry {
        view: View::Moves,
        name: "Moves",
        command: Command::StockMoves,
        context: Context::StockMoves,
    },
    Entry {
        view: View::Levels,
        name: "Levels",
        command: Command::StockLevels,
        context: Context::StockLevels,
    },
    Entry {
        view: View::Count,
        name: "Count",
        command: Command::StockCount,
        context: Context::StockCount,
    },
    Entry {
        view: View::Replenish,
        name: "Replenish",
        command: Command::StockReplenish,
        context: Context::StockReplenish,
    },
    Entry {
        view: View::Transfers,
        name: "Transfers",
        command: Command::StockTransfers,
        context: Context::StockTransfers,
    },
    Entry {
        view: View::Rules,
        name: "Rules",
        command: Command::StockRules,
        context: Context::StockRules,
    },
    Entry {
        view: View::Figures,
        name: "Amazon",
        command: Command::StockFigures,
        context: Context::StockFigures,
    },
]);
