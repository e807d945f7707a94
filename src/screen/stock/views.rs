//! The views of the tab, and the strip above them that says which is shown.

use crate::screen::command::{Command, Context};
use crate::screen::listing::strip::{self, Item};
use crate::screen::pen::Pen;
use ratatui::layout::Rect;

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

/// A view's line of the table.
type Entry = (View, &'static str, Command, Context);

/// All views from left to right, with their names, commands, and where their keys mean something.
const ALL: [Entry; 7] = [
    (
        View::Moves,
        "Moves",
        Command::StockMoves,
        Context::StockMoves,
    ),
    (
        View::Levels,
        "Levels",
        Command::StockLevels,
        Context::StockLevels,
    ),
    (
        View::Count,
        "Count",
        Command::StockCount,
        Context::StockCount,
    ),
    (
        View::Replenish,
        "Replenish",
        Command::StockReplenish,
        Context::StockReplenish,
    ),
    (
        View::Transfers,
        "Transfers",
        Command::StockTransfers,
        Context::StockTransfers,
    ),
    (
        View::Rules,
        "Rules",
        Command::StockRules,
        Context::StockRules,
    ),
    (
        View::Figures,
        "Amazon",
        Command::StockFigures,
        Context::StockFigures,
    ),
];

impl View {
    fn index(self) -> usize {
        ALL.iter().position(|(v, ..)| *v == self).unwrap_or(0)
    }

    fn entry(self) -> &'static Entry {
        let [first, ..] = &ALL;
        ALL.get(self.index()).unwrap_or(first)
    }

    /// Where its keys mean something.
    pub fn context(self) -> Context {
        self.entry().3
    }

    /// The view that a command goes to.
    pub fn of(command: Command) -> Option<View> {
        let found = ALL.iter().find(|(_, _, c, _)| *c == command);
        found.map(|(v, ..)| *v)
    }

    /// The view whose verb this is.
    pub fn home(command: Command) -> Option<View> {
        let context = command.verb()?.context;
        let found = ALL.iter().find(|(.., c)| *c == context);
        found.map(|(v, ..)| *v)
    }

    /// The view so many places to the right, round the end.
    pub fn beside(self, places: usize) -> View {
        let at = (self.index() + places) % ALL.len();
        ALL.get(at).map_or(View::Moves, |(v, ..)| *v)
    }

    /// How many there are.
    pub const MANY: usize = ALL.len();
}

/// Draws the strip: the view that is shown, and the keys to the others.
pub fn draw_strip(pen: &mut Pen, line: Rect, shown: View, key: &dyn Fn(Command) -> Option<String>) {
    let items = ALL.map(|(view, name, command, _)| Item {
        name,
        command,
        shown: view == shown,
    });
    strip::draw(pen, line, &items, key);
}
