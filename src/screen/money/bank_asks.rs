//! What is asked about lines of bank statements.

use super::asks::{AboutMoney, asked, over, sure};
use super::wanted::Wanted;
use super::{Money, ask};
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::payment::BatchState;
use crate::domain::ids::StatementLineNumber;
use crate::domain::money::Amount;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::payments::BatchView;
use crate::protocol::books::statements::{
    MatchTarget, StatementLineView, StatementMatch, StatementRequest,
};
use crate::screen::context::Hand;
use crate::screen::overlay::{Choice, Overlay};
use crate::screen::theme::Role;
use crate::screen::words::{counted, money};

const AMAZON: &str = "amazon";
const ENTRY: &str = "entry";

/// About which bank account a file is.
pub(super) fn bank_name(path: String, before: &str) -> Overlay {
    over(
        asked(AboutMoney::BankName(path), "A bank statement from a file")
            .say(
                "The bank account that it is about, where its lines name none.",
                Role::Dim,
            )
            .line("Bank", before),
        None,
    )
}

/// To what a line is matched: batches of the same currency first whose sum is the line's.
pub(super) fn target(line: &StatementLineView, batches: &[BatchView]) -> Overlay {
    let mut fitting: Vec<&BatchView> = batches
        .iter()
        .filter(|batch| {
            batch.state == BatchState::Validated
                && batch.currency == line.currency
                && !batch.open.is_zero()
        })
        .collect();
    fitting.sort_by_key(|batch| batch.open != line.open);
    let batches = fitting.into_iter().map(|batch| {
        let text = format!("{}  {}", batch.number, money(batch.open, batch.currency));
        let note = format!("{}, {}", batch.date, counted(batch.count, "payment"));
        Choice::new(batch.number.to_string(), text, note)
    });
    let choices = [Choice::new(
        AMAZON,
        "Amazon Payments",
        "settles what is open there, oldest first",
    )]
    .into_iter()
    .chain(batches)
    .chain([Choice::new(
        ENTRY,
        "An invoice, a bill, a payment",
        "by its number",
    )])
    .collect();
    let title = format!("Match {}", line.line);
    let text = format!("{} are open.", money(line.open, line.currency));
    over(
        asked(AboutMoney::Target(line.line), title)
            .say(text, Role::Text)
            .choices(choices),
        None,
    )
}

fn target_entry(line: StatementLineNumber, typed: &str, problem: Option<String>) -> Overlay {
    over(
        asked(
            AboutMoney::TargetEntry(line),
            format!("Match {line} to what?"),
        )
        .line("Number", typed),
        problem,
    )
}

fn part(
    line: StatementLineNumber,
    to: MatchTarget,
    typed: &str,
    problem: Option<String>,
) -> Overlay {
    over(
        asked(
            AboutMoney::Part(line, to),
            format!("Match how much of {line}?"),
        )
        .say(
            "Less than is open leaves the rest to be matched to something else.",
            Role::Dim,
        )
        .line("Amount", typed),
        problem,
    )
}

/// Whether the matches of a line are taken back.
pub(super) fn unmatch(line: StatementLineNumber) -> Overlay {
    let text = "What it settled is open again. Entries of their own take the matches back.";
    let title = format!("Take the matches of {line} back?");
    sure(AboutMoney::Unmatch(line), title, text, "Take them back")
}

impl Money {
    fn line(&self, line: StatementLineNumber) -> Option<&StatementLineView> {
        self.bank.read().iter().find(|l| l.line == line)
    }

    fn ask_part(&self, line: StatementLineNumber, to: MatchTarget, hand: &mut Hand) {
        let open = self.line(line).map(|l| l.open.0.abs().normalize());
        let open = open.map_or_else(String::new, |open| open.to_string());
        hand.open(part(line, to, &open, None));
    }

    pub(super) fn target_told(&mut self, line: StatementLineNumber, answer: &str, hand: &mut Hand) {
        match answer {
            AMAZON => {
                let to = MatchTarget::Account(LedgerAccount::AmazonPayments);
                self.ask_part(line, to, hand);
            }
            ENTRY => hand.open(target_entry(line, "", None)),
            batch => {
                if let Ok(batch) = batch.parse() {
                    self.ask_part(line, MatchTarget::Batch(batch), hand);
                }
            }
        }
    }

    pub(super) fn entry_told(&mut self, line: StatementLineNumber, typed: &str, hand: &mut Hand) {
        match typed.to_uppercase().parse() {
            Ok(entry) => self.ask_part(line, MatchTarget::Entry(entry), hand),
            Err(_) => {
                let why = format!("{typed:?} is no number like INV/2026/00001.");
                hand.open(target_entry(line, typed, Some(why)));
            }
        }
    }

    pub(super) fn part_told(
        &mut self,
        line: StatementLineNumber,
        to: MatchTarget,
        typed: &str,
        hand: &mut Hand,
    ) {
        let amount = match typed {
            "" => None,
            typed => match typed.parse::<Amount>() {
                Ok(amount) if amount > Amount::ZERO => Some(amount),
                _ => {
                    let why = format!("{typed:?} is no amount like 12.50.");
                    return hand.open(part(line, to, typed, Some(why)));
                }
            },
        };
        let whole = self.line(line).map(|l| Amount(l.open.0.abs()));
        let wanted = StatementMatch {
            line,
            to,
            amount: amount.filter(|amount| Some(*amount) != whole),
            until: None,
        };
        let request = BooksRequest::Statement(StatementRequest::Match(wanted));
        ask(Wanted::Matched, request, hand);
    }
}
