//! Where keys mean something on the Money tab, and which of them are offered.

use super::Money;
use super::views::{VIEWS, View};
use crate::screen::command::{Command, Context};

impl Money {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.list().is_typed() {
            return vec![Context::Text];
        }
        vec![
            VIEWS.context(self.view),
            Context::Money,
            Context::List,
            Context::Global,
        ]
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        match self.view {
            _ if self.list().is_typed() => &[Command::Accept, Command::Cancel],
            View::Entries => &[
                Command::MoneyDetail,
                Command::EntryJournal,
                Command::Filter,
                Command::EntryReverse,
                Command::MoneyNext,
                Command::Help,
            ],
            View::Balances => &[
                Command::MoneyDetail,
                Command::Filter,
                Command::MoneyNext,
                Command::Help,
            ],
            View::Open => &[
                Command::MoneyDetail,
                Command::Filter,
                Command::MoneyBank,
                Command::MoneyNext,
                Command::Help,
            ],
            View::Payments => &[
                Command::PaymentBatch,
                Command::Mark,
                Command::PaymentLoose,
                Command::PaymentUndo,
                Command::Filter,
                Command::Help,
            ],
            View::Batches => &[
                Command::BatchValidate,
                Command::BatchUndo,
                Command::MoneyDetail,
                Command::Filter,
                Command::Help,
            ],
            View::Bills => &[
                Command::BillPost,
                Command::BillPay,
                Command::BillAdd,
                Command::BillImport,
                Command::BillReverse,
                Command::MoneyDetail,
                Command::Help,
            ],
            View::Bank => &[
                Command::BankMatch,
                Command::BankImport,
                Command::BankAdd,
                Command::BankUnmatch,
                Command::BankState,
                Command::Help,
            ],
        }
    }
}
