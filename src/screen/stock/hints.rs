//! Where keys mean something on the Stock moves tab, and which of them are offered.

use super::Stock;
use super::views::{VIEWS, View};
use crate::screen::command::{Command, Context};

impl Stock {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.types_filter() {
            return vec![Context::Text];
        }
        vec![
            VIEWS.context(self.view),
            Context::Stock,
            Context::List,
            Context::Global,
        ]
    }

    /// Whether a filter is typed.
    pub(super) fn types_filter(&self) -> bool {
        match self.view {
            View::Moves => self.moves.line.is_some(),
            View::Levels => self.levels.line.is_some(),
            _ => false,
        }
    }

    /// Whether digits are figures of a sheet.
    pub fn takes_figures(&self) -> bool {
        self.view == View::Count && self.sheet().is_some()
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        match self.view {
            View::Moves if self.types_filter() => {
                &[Command::Accept, Command::Complete, Command::Cancel]
            }
            _ if self.types_filter() => &[Command::Accept, Command::Cancel],
            View::Moves => &[
                Command::StockOpen,
                Command::Filter,
                Command::StockNext,
                Command::Help,
            ],
            View::Levels => &[
                Command::StockOpen,
                Command::Filter,
                Command::LevelCount,
                Command::StockPlace,
                Command::LevelNegative,
                Command::RuleSet,
                Command::LevelBring,
                Command::Help,
            ],
            View::Count => &[
                Command::SheetNext,
                Command::SheetApply,
                Command::SheetAdd,
                Command::SheetHide,
                Command::StockPlace,
                Command::SheetMoved,
                Command::Back,
                Command::Help,
            ],
            View::Replenish => &[
                Command::ReplenishCreate,
                Command::ReplenishSend,
                Command::Mark,
                Command::ReplenishWay,
                Command::RuleSet,
                Command::Help,
            ],
            View::Transfers => &[
                Command::TransferSend,
                Command::TransferReceive,
                Command::TransferPart,
                Command::TransferCancel,
                Command::TransferAll,
                Command::Help,
            ],
            View::Figures => &[
                Command::FiguresTake,
                Command::FiguresTakeAll,
                Command::Mark,
                Command::FiguresFetch,
                Command::FiguresAll,
                Command::Help,
            ],
            View::Rules => &[
                Command::RuleSet,
                Command::RuleRemove,
                Command::StockReplenish,
                Command::Help,
            ],
        }
    }
}
