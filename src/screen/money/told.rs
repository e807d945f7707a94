//! What becomes of the answers to what the Money tab asks.

use super::asks::{AboutMoney, BACK, YES, file, reason};
use super::wanted::Wanted;
use super::{Money, ask, bank_asks};
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::protocol::books::BooksRequest;
use crate::protocol::books::bills::BillRequest;
use crate::protocol::books::journal::JournalRequest;
use crate::protocol::books::payments::{NewPayments, PaymentRequest};
use crate::protocol::books::statements::StatementRequest;
use crate::screen::context::Hand;

fn done(told: &'static str, request: BooksRequest, hand: &mut Hand) {
    ask(Wanted::Done(told), request, hand);
}

impl Money {
    /// An answer came.
    pub fn told(&mut self, about: AboutMoney, answer: &str, hand: &mut Hand) {
        let typed = answer.trim().to_owned();
        match about {
            AboutMoney::Journal => {
                self.journal = Journal::parse(answer);
                self.account = None;
                self.entries.restart();
                self.reload(hand);
            }
            AboutMoney::Reverse(_) | AboutMoney::UndoPayment(_) | AboutMoney::ReverseBill(_)
                if typed.is_empty() =>
            {
                let why = "A reason is needed: it stands on the entry.".to_owned();
                hand.open(reason(about, Some(why)));
            }
            AboutMoney::Reverse(entry) => {
                let (reason, day) = (typed, None);
                let request = JournalRequest::Reverse { entry, reason, day };
                done(
                    "The entry is taken back.",
                    BooksRequest::Journal(request),
                    hand,
                );
            }
            AboutMoney::UndoPayment(payment) => {
                let (reason, day) = (typed, None);
                let request = PaymentRequest::Undo {
                    payment,
                    reason,
                    day,
                };
                done(
                    "The payment is taken back.",
                    BooksRequest::Payment(request),
                    hand,
                );
            }
            AboutMoney::ReverseBill(bill) => {
                let (reason, day) = (typed, None);
                let request = BillRequest::Reverse { bill, reason, day };
                done("The bill is taken back.", BooksRequest::Bill(request), hand);
            }
            AboutMoney::Batch(payments) => self.make_batch(payments, answer, hand),
            AboutMoney::Validate(batch) if answer == YES => {
                let request = PaymentRequest::BatchValidate { batch };
                done(
                    "The batch payment stands.",
                    BooksRequest::Payment(request),
                    hand,
                );
            }
            AboutMoney::TakeApart(batch) if answer == YES => {
                let request = PaymentRequest::BatchUndo { batch };
                done(
                    "The batch is taken apart.",
                    BooksRequest::Payment(request),
                    hand,
                );
            }
            AboutMoney::Accept(accepted) if answer == YES => {
                let request = BillRequest::Accept(accepted);
                done("The bill is posted.", BooksRequest::Bill(request), hand);
            }
            AboutMoney::PayBill(bill) => {
                if let Some(journal) = Journal::parse(answer) {
                    let new = NewPayments {
                        invoices: Vec::new(),
                        all_open: false,
                        bills: vec![bill],
                        journal,
                        day: None,
                        amount: None,
                    };
                    let request = BooksRequest::Payment(PaymentRequest::Register(new));
                    ask(Wanted::Paid, request, hand);
                }
            }
            AboutMoney::BillFile | AboutMoney::BankFile if typed.is_empty() => {
                hand.open(file(about, "", Some("A file needs a name.".to_owned())));
            }
            AboutMoney::BillFile => self.read_bills(&typed, hand),
            AboutMoney::BankFile => hand.open(bank_asks::bank_name(typed, &self.bank_name)),
            AboutMoney::BankName(path) => {
                self.bank_name = typed;
                self.read_statement(&path, hand);
            }
            AboutMoney::Unmatch(line) if answer == YES => {
                let request = StatementRequest::Unmatch { line, day: None };
                let told = "The matches of the line are taken back.";
                done(told, BooksRequest::Statement(request), hand);
            }
            AboutMoney::Validate(_)
            | AboutMoney::TakeApart(_)
            | AboutMoney::Accept(_)
            | AboutMoney::Unmatch(_) => {}
            AboutMoney::Target(line) => self.target_told(line, answer, hand),
            AboutMoney::TargetEntry(line) => self.entry_told(line, &typed, hand),
            AboutMoney::Part(line, to) => self.part_told(line, to, &typed, hand),
        }
    }

    fn make_batch(&mut self, payments: Vec<EntryNumber>, answer: &str, hand: &mut Hand) {
        let chosen = !payments.is_empty();
        let journal = match (Journal::parse(answer), chosen) {
            (Some(journal), false) => journal,
            (_, true) if answer != BACK => Journal::AmazonPayments,
            _ => return,
        };
        let request = PaymentRequest::Batch {
            payments,
            journal,
            day: None,
            validate: answer == "validate",
        };
        self.payments.unmark();
        done(
            "The batch payment is made.",
            BooksRequest::Payment(request),
            hand,
        );
    }
}
