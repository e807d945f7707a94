//! What keys and the palette do on the Money tab.

use super::asks::{self, AboutMoney};
use super::form::MoneyForm;
use super::rows::BillRow;
use super::views::{VIEWS, View};
use super::wanted::Wanted;
use super::{Money, bank_asks};
use crate::domain::books::journal::EntryNumber;
use crate::protocol::Request;
use crate::protocol::upkeep::Level;
use crate::screen::command::Command;
use crate::screen::context::{Hand, Opened};
use crate::screen::overlay::Overlay;

impl Money {
    /// Does what a key or the palette says; what another tab is to open, if anything. `Err` if it means nothing here.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> Result<Option<Opened>, ()> {
        let before = self.list().index();
        if self.list().is_typed() {
            let done = self.list_mut().filter_command(command);
            self.moved(before, hand);
            return done.then_some(None).ok_or(());
        }
        if let Some(view) = VIEWS.of(command) {
            self.go(view, hand);
            return Ok(None);
        }
        match command {
            Command::MoneyNext => self.go(VIEWS.after(self.view), hand),
            Command::MoneyPrevious => self.go(VIEWS.before(self.view), hand),
            Command::MoneyDetail => return Ok(self.open_row(hand)),
            Command::Back if self.whole => self.whole = false,
            Command::HalfDown | Command::PageDown if self.whole => {
                self.scroll = self.scroll.saturating_add(5);
            }
            Command::HalfUp | Command::PageUp if self.whole => {
                self.scroll = self.scroll.saturating_sub(5);
            }
            command if self.in_view(command, hand) => {}
            command if self.list_mut().command(command) => self.moved(before, hand),
            Command::Back if self.view == View::Entries && self.is_narrowed() => {
                (self.journal, self.account) = (None, None);
                self.entries.restart();
                self.reload(hand);
            }
            command => match VIEWS.home(command) {
                // A verb of another view, from the palette.
                Some(view) if view != self.view => self.go(view, hand),
                _ => return Err(()),
            },
        }
        Ok(None)
    }

    fn is_narrowed(&self) -> bool {
        self.journal.is_some() || self.account.is_some()
    }

    /// Opens what is behind the row under the cursor.
    fn open_row(&mut self, hand: &mut Hand) -> Option<Opened> {
        match self.view {
            View::Balances => {
                let row = self.balances.rows.current()?;
                self.account = Some((row.account, row.name.clone()));
                self.journal = None;
                self.entries.restart();
                self.go(View::Entries, hand);
                None
            }
            View::Open => match self.open.rows.current()?.order {
                Some(order) => Some(Opened::Order(order)),
                None => {
                    let entry = self.open.rows.current()?.entry;
                    self.show_entry(entry, hand);
                    None
                }
            },
            View::Payments => match self.payments.rows.current()?.order {
                Some(order) => Some(Opened::Order(order)),
                None => {
                    let entry = self.payments.rows.current()?.number;
                    self.show_entry(entry, hand);
                    None
                }
            },
            View::Entries | View::Batches | View::Bills | View::Bank => {
                self.whole = !self.whole && !self.split().is_beside();
                self.scroll = 0;
                None
            }
        }
    }

    /// Shows an entry among those of its journal.
    fn show_entry(&mut self, entry: EntryNumber, hand: &mut Hand) {
        self.journal = Some(entry.journal);
        self.account = None;
        self.entries.restart();
        self.entries.rows.go(entry);
        self.go(View::Entries, hand);
    }

    fn in_view(&mut self, command: Command, hand: &mut Hand) -> bool {
        match self.view {
            View::Entries => self.entries_command(command, hand),
            View::Payments => self.payments_command(command, hand),
            View::Batches => self.batches_command(command, hand),
            View::Bills => self.bills_command(command, hand),
            View::Bank => self.bank_command(command, hand),
            View::Balances | View::Open => false,
        }
    }

    fn entries_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::EntryJournal => hand.open(asks::journal()),
            Command::EntryReverse => {
                if let Some(row) = self.entries.rows.current() {
                    hand.open(asks::reason(AboutMoney::Reverse(row.number), None));
                }
            }
            _ => return false,
        }
        true
    }

    fn payments_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::PaymentLoose => {
                self.loose = !self.loose;
                self.payments.restart();
                self.reload(hand);
            }
            Command::PaymentBatch => {
                let marked = self.payments.marked() > 0;
                let chosen = self.payments.chosen();
                let chosen = chosen.iter().filter(|_| marked).map(|row| row.number);
                hand.open(asks::batch(chosen.collect()));
            }
            Command::PaymentUndo => {
                if let Some(row) = self.payments.rows.current() {
                    hand.open(asks::reason(AboutMoney::UndoPayment(row.number), None));
                }
            }
            _ => return false,
        }
        true
    }

    fn batches_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let current = self.batches.rows.current().map(|row| row.number);
        match (command, current) {
            (Command::BatchValidate, Some(batch)) => hand.open(asks::validate(batch)),
            (Command::BatchUndo, Some(batch)) => hand.open(asks::take_apart(batch)),
            (Command::BatchValidate | Command::BatchUndo, None) => {
                hand.say(Level::Info, "There is no batch payment here.");
            }
            _ => return false,
        }
        true
    }

    fn bills_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let (current, proposed) = match self.bills.rows.current() {
            Some(BillRow::Posted(bill)) => (Some(bill.number), None),
            Some(BillRow::Proposed(of)) => (None, Some(of)),
            None => (None, None),
        };
        match (command, current) {
            (Command::BillPost, _) => match proposed {
                Some(of) => hand.open(asks::accept(of)),
                None => hand.say(
                    Level::Info,
                    "This is no proposal; bills are posted when they are entered.",
                ),
            },
            (Command::BillFetch, _) => {
                let (account, from) = (None, None);
                hand.say(Level::Info, "Asking Amazon what it paid and charged …");
                hand.desk.ask(
                    Wanted::Fetched.into(),
                    Request::SyncFinances { account, from },
                );
            }
            (Command::BillAdd, _) => {
                hand.open(Overlay::Money(Box::new(MoneyForm::bill(hand.now))));
            }
            (Command::BillImport, _) => hand.open(asks::file(AboutMoney::BillFile, "", None)),
            (Command::BillPay, Some(bill)) => hand.open(asks::pay_bill(bill)),
            (Command::BillReverse, Some(bill)) => {
                hand.open(asks::reason(AboutMoney::ReverseBill(bill), None));
            }
            (Command::BillPay | Command::BillReverse, None) => {
                hand.say(Level::Info, "There is no posted bill here.");
            }
            _ => return false,
        }
        true
    }

    fn bank_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let current = self.bank.rows.current();
        match (command, current) {
            (Command::BankImport, _) => hand.open(asks::file(AboutMoney::BankFile, "", None)),
            (Command::BankAdd, _) => {
                let form = MoneyForm::bank_line(&self.bank_name, hand.now);
                hand.open(Overlay::Money(Box::new(form)));
            }
            (Command::BankState, _) => {
                self.all_lines = !self.all_lines;
                self.bank.restart();
                self.reload(hand);
            }
            (Command::BankMatch, Some(line)) if line.open.is_zero() => {
                hand.say(Level::Info, "All of this line is matched.");
            }
            (Command::BankMatch, Some(line)) => {
                hand.open(bank_asks::target(line, self.batches.read()));
            }
            (Command::BankUnmatch, Some(line)) if line.matched.is_empty() => {
                hand.say(Level::Info, "Nothing of this line is matched.");
            }
            (Command::BankUnmatch, Some(line)) => hand.open(bank_asks::unmatch(line.line)),
            (Command::BankMatch | Command::BankUnmatch, None) => {
                hand.say(Level::Info, "There is no line here.");
            }
            _ => return false,
        }
        true
    }
}
