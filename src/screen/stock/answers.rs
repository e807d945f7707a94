//! What becomes of the engine's answers about stock.

use super::Stock;
use super::asks;
use super::sheet::Of;
use super::transfers::is_planned;
use super::views::View;
use super::wanted::Wanted;
use crate::domain::transfer::TransferState;
use crate::protocol::stock::{StockReply, TransferView};
use crate::protocol::upkeep::{Level, SyncReport};
use crate::protocol::{Failure, FailureCode, Reply};
use crate::screen::context::Hand;
use crate::screen::words::counted;

impl Stock {
    /// An answer came; `false` if what went wrong is for the person to read.
    pub fn answer(
        &mut self,
        wanted: &Wanted,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> bool {
        match result {
            Ok(Reply::Stock(reply)) => {
                self.take(wanted, reply.clone(), hand);
                true
            }
            Ok(Reply::Sync(report)) => {
                self.fetched(report, hand);
                true
            }
            Ok(_) => true,
            Err(failure) => self.refused(wanted, failure, hand),
        }
    }

    fn take(&mut self, wanted: &Wanted, reply: StockReply, hand: &mut Hand) {
        match (wanted, reply) {
            (Wanted::Moves, StockReply::Moves(page)) => self.moves.page(page, hand),
            (Wanted::Levels, StockReply::Levels(levels)) => {
                let detailed = self.detailed();
                self.levels.take(levels.levels, detailed, hand);
            }
            (Wanted::Locations, StockReply::Locations(all)) => self.locations = all,
            (Wanted::History(key), StockReply::History(history)) => {
                if let Some(detail) = self.levels.detail.as_mut().filter(|d| d.key == *key) {
                    detail.history = Some(history);
                }
            }
            (Wanted::LastMoves(key), StockReply::Moves(page)) => {
                if let Some(detail) = self.levels.detail.as_mut().filter(|d| d.key == *key) {
                    detail.moves = Some(page.moves);
                }
            }
            (Wanted::Sheet(of), StockReply::Levels(levels)) => {
                if let Some(sheet) = self.sheet_of(of) {
                    sheet.take_levels(levels.levels);
                }
            }
            (Wanted::Add(of, typed), StockReply::Product(found)) => {
                self.added(of, typed, found, hand);
            }
            (Wanted::Find(of, _), StockReply::Product(found)) => self.found(of, Ok(found), hand),
            (Wanted::Proposals, StockReply::Proposals(all)) => self.proposals.take(all),
            (Wanted::Rules, StockReply::Rules(all)) => self.rules.rows.set(all),
            (Wanted::Transfers, StockReply::Transfers(all)) => self.take_transfers(all),
            (Wanted::Count(of, figures), StockReply::Adjusted(done)) => {
                if let Some(sheet) = self.sheet_of(of) {
                    sheet.busy = false;
                    sheet.applied(figures);
                }
                let many = done.adjusted.len() as u64 + done.unchanged;
                let text = format!(
                    "Counted {} at {}, {} differed.",
                    counted(many, "product"),
                    done.location,
                    done.adjusted.len()
                );
                hand.say(Level::Info, text);
                self.outdated(hand.now);
            }
            (wanted, StockReply::Transfers(changed)) => {
                self.changed(wanted, changed, hand);
                self.outdated(hand.now);
            }
            (wanted @ (Wanted::Figures | Wanted::Accept), StockReply::Reconciliation(told)) => {
                if *wanted == Wanted::Accept {
                    hand.say(Level::Info, "The figures are in force.");
                    self.outdated(hand.now);
                } else {
                    self.figures.take(told);
                }
            }
            (Wanted::TakeOver, StockReply::Adjusted(done)) => {
                let text = format!(
                    "{} at {}: our figures are Amazon's now.",
                    counted(done.adjusted.len() as u64, "product"),
                    done.location
                );
                hand.say(Level::Info, text);
                self.outdated(hand.now);
            }
            (Wanted::RuleSet, _) => self.rule_changed("The reordering rule is set.", hand),
            (Wanted::RuleRemove, _) => self.rule_changed("The reordering rule is gone.", hand),
            _ => {}
        }
    }

    /// Amazon's figures were fetched, or not.
    fn fetched(&mut self, report: &SyncReport, hand: &mut Hand) {
        let troubles = report.accounts.iter().filter_map(|account| {
            let error = account.error.as_ref()?;
            Some(format!("{}: {error}", account.account))
        });
        let troubles: Vec<String> = troubles.collect();
        if troubles.is_empty() {
            hand.say(Level::Info, "Amazon's figures are here.");
        }
        for trouble in troubles {
            hand.say(Level::Warning, trouble);
        }
        self.outdated(hand.now);
    }

    fn rule_changed(&mut self, text: &str, hand: &mut Hand) {
        hand.say(Level::Info, text);
        self.outdated(hand.now);
    }

    fn take_transfers(&mut self, all: Vec<TransferView>) {
        self.proposals.know(&all);
        for sheet in &mut self.sheets {
            if let Of::Receipt(number) = sheet.of
                && let Some(now) = all.iter().find(|t| t.transfer == number)
            {
                sheet.take_transfer(now);
            }
        }
        self.transfers.rows.set(all);
    }

    /// Something became of transfers.
    fn changed(&mut self, wanted: &Wanted, changed: Vec<TransferView>, hand: &mut Hand) {
        let names: Vec<String> = changed.iter().map(|t| t.transfer.to_string()).collect();
        let named = match names.as_slice() {
            [] => "Nothing".to_owned(),
            [one] => one.clone(),
            [first, .., last] => format!("{first} to {last}"),
        };
        let text = match wanted {
            Wanted::Replenish => {
                if let Some(first) = changed.first() {
                    self.transfers.rows.go(first.transfer);
                }
                let made = changed.iter().filter(|t| is_planned(t)).cloned();
                self.proposals.made.extend(made);
                self.proposals.marks.clear();
                format!("{named} planned. One more key lets it go.")
            }
            Wanted::NewTransfer => {
                if let Some(first) = changed.first() {
                    self.show_planned(first.transfer, hand);
                }
                format!("{named} planned.")
            }
            Wanted::Send(number) | Wanted::SendForced(number) => {
                self.proposals.made.retain(|t| t.transfer != *number);
                match changed.first().map(|t| t.state) {
                    Some(TransferState::InTransit) => format!("{named} is under way."),
                    _ => format!("{named} is there."),
                }
            }
            Wanted::Receive(number) => {
                self.received(Of::Receipt(*number), hand);
                match changed.first().map(|t| t.state) {
                    Some(TransferState::Done) => format!("{named} is received."),
                    _ => format!("{named} is received in part."),
                }
            }
            Wanted::CancelTransfer(_) => format!("{named} is given up."),
            _ => return,
        };
        hand.say(Level::Info, text);
    }

    /// The sheet of a receipt has done its work.
    fn received(&mut self, of: Of, hand: &mut Hand) {
        let shown = self.sheet().is_some_and(|sheet| sheet.of == of);
        let kept = self.sheet().map(|sheet| sheet.of.clone());
        self.sheets.retain(|sheet| sheet.of != of);
        let place = |kept: Of| self.sheets.iter().position(|sheet| sheet.of == kept);
        self.sheet = kept.and_then(place).unwrap_or(0);
        if shown && self.view == View::Count {
            self.go(View::Transfers, hand);
        }
    }

    fn refused(&mut self, wanted: &Wanted, failure: &Failure, hand: &mut Hand) -> bool {
        match wanted {
            Wanted::Count(of, _) => self.not_applied(of, failure, hand),
            Wanted::Receive(number) if self.sheets.iter().any(|s| s.of == Of::Receipt(*number)) => {
                self.not_applied(&Of::Receipt(*number), failure, hand);
            }
            Wanted::Add(_, typed) => {
                hand.open(asks::add(typed, Some(failure.message.clone())));
            }
            Wanted::Find(of, _) if failure.code != FailureCode::Connection => {
                self.found(of, Err(failure), hand);
            }
            Wanted::Send(number) if failure.code == FailureCode::Conflict => {
                hand.open(asks::send_anyway(*number, &failure.message));
            }
            _ => return false,
        }
        true
    }
}
