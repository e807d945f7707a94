//! What becomes of the engine's answers about money.

use super::Money;
use super::rows::{BillRow, balance_rows, open_rows};
use super::wanted::Wanted;
use crate::protocol::books::BooksReply;
use crate::protocol::books::bills::{BillProposalView, BillReply, BillsImported};
use crate::protocol::books::journal::JournalReply;
use crate::protocol::books::payments::{PaymentReply, PaymentsRegistered};
use crate::protocol::books::statements::{StatementImported, StatementMatched, StatementReply};
use crate::protocol::upkeep::{Level, SyncReport};
use crate::protocol::{Failure, Reply};
use crate::screen::context::Hand;
use crate::screen::words::{count, counted, money};

impl Money {
    /// An answer came; `false` if what went wrong is for the person to read.
    pub fn answer(
        &mut self,
        wanted: &Wanted,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> bool {
        match (wanted, result) {
            // The form takes it.
            (Wanted::Form, _) | (_, Err(_)) => return false,
            (Wanted::Done(told), Ok(_)) => {
                hand.say(Level::Info, *told);
                self.outdated(hand.now);
            }
            (Wanted::Fetched, Ok(Reply::Sync(report))) => self.fetched(report, hand),
            (wanted, Ok(Reply::Books(reply))) => self.take(wanted, reply.clone(), hand),
            _ => {}
        }
        true
    }

    fn take(&mut self, wanted: &Wanted, reply: BooksReply, hand: &mut Hand) {
        match (wanted, reply) {
            (Wanted::Entries, BooksReply::Journal(JournalReply::Entries(page))) => {
                self.more = page.more;
                self.entries.set(page.entries);
                self.ask_more(hand);
            }
            (Wanted::MoreEntries, BooksReply::Journal(JournalReply::Entries(page))) => {
                self.more = page.more;
                self.entries.add(page.entries);
                self.ask_more(hand);
            }
            (Wanted::Balances, BooksReply::Journal(JournalReply::Accounts(told))) => {
                self.balances.set(balance_rows(&told.accounts));
            }
            (Wanted::Open, BooksReply::Journal(JournalReply::Explained(told))) => {
                self.open.set(open_rows(&told.currencies));
                self.explained = told.currencies;
            }
            (Wanted::Payments, BooksReply::Payment(PaymentReply::List(list))) => {
                self.payments.set(list.payments);
            }
            (Wanted::Batches, BooksReply::Payment(PaymentReply::Batches(list))) => {
                self.batches.set(list.batches);
                self.ask_batch(hand);
            }
            (Wanted::Batch(_), BooksReply::Payment(PaymentReply::Batch(batch))) => {
                self.batch = Some(batch);
            }
            (Wanted::Bills, BooksReply::Bill(BillReply::List(list))) => {
                let proposed = self.proposals.iter().cloned().map(BillRow::Proposed);
                let posted = list.bills.into_iter().map(BillRow::Posted);
                self.bills.set(proposed.chain(posted).collect());
            }
            (Wanted::Proposals, BooksReply::Bill(BillReply::Proposals(told))) => {
                self.propose(told.proposals);
            }
            (Wanted::Bank, BooksReply::Statement(StatementReply::List(list))) => {
                self.bank.set(list.lines);
            }
            (Wanted::Imported, reply) => self.imported(reply, hand),
            (Wanted::Paid, BooksReply::Payment(PaymentReply::Registered(paid))) => {
                self.paid(&paid, hand);
            }
            (Wanted::Matched, BooksReply::Statement(StatementReply::Matched(matched))) => {
                self.matched(&matched, hand);
            }
            _ => {}
        }
    }

    fn propose(&mut self, proposals: Vec<BillProposalView>) {
        let posted = |row: &&BillRow| matches!(row, BillRow::Posted(_));
        let posted: Vec<BillRow> = self.bills.read().iter().filter(posted).cloned().collect();
        self.proposals = proposals;
        let proposed = self.proposals.iter().cloned().map(BillRow::Proposed);
        self.bills.set(proposed.chain(posted).collect());
    }

    fn fetched(&mut self, report: &SyncReport, hand: &mut Hand) {
        let troubles = report.accounts.iter().filter_map(|account| {
            let error = account.error.as_ref()?;
            Some(format!("{}: {error}", account.account))
        });
        let troubles: Vec<String> = troubles.collect();
        if troubles.is_empty() {
            hand.say(Level::Info, "What Amazon paid and charged is here.");
        }
        for trouble in troubles {
            hand.say(Level::Warning, trouble);
        }
        self.outdated(hand.now);
    }

    fn imported(&mut self, reply: BooksReply, hand: &mut Hand) {
        let text = match reply {
            BooksReply::Bill(BillReply::Imported(BillsImported { bills, known })) => {
                let known = match known.len() as u64 {
                    0 => String::new(),
                    known => format!(", {} here already", count(known)),
                };
                format!("{} posted{known}.", counted(bills.len() as u64, "bill"))
            }
            BooksReply::Statement(StatementReply::Imported(StatementImported { lines, known })) => {
                let known = match known {
                    0 => String::new(),
                    known => format!(", {} here already", count(known)),
                };
                format!("{} taken in{known}.", counted(lines.len() as u64, "line"))
            }
            _ => return,
        };
        hand.say(Level::Info, text);
        self.outdated(hand.now);
    }

    fn paid(&mut self, paid: &PaymentsRegistered, hand: &mut Hand) {
        for skipped in &paid.skipped {
            let text = format!("{}: {}", skipped.what, skipped.reason);
            hand.say(Level::Warning, text);
        }
        for payment in &paid.payments {
            let text = format!("{} pays {}.", payment.number, payment.of);
            hand.say(Level::Info, text);
        }
        self.outdated(hand.now);
    }

    fn matched(&mut self, matched: &StatementMatched, hand: &mut Hand) {
        let currency = matched.line.currency;
        let mut text = format!(
            "{} settles {}.",
            matched.line.line,
            counted(matched.settled, "open item")
        );
        if !matched.left.is_zero() {
            let left = money(matched.left, currency);
            text.push_str(&format!(" {left} found no counterpart."));
        }
        if let Some(rest) = &matched.rest {
            let balance = money(rest.balance, currency);
            text.push_str(&format!(" {balance} stay open at Amazon: z explains them."));
        }
        hand.say(Level::Info, text);
        self.outdated(hand.now);
    }
}
