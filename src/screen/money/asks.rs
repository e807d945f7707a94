//! What the Money tab asks.

use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::ids::{BatchNumber, StatementLineNumber};
use crate::protocol::books::bills::{BillAcceptance, BillProposalView};
use crate::protocol::books::statements::MatchTarget;
use crate::screen::overlay::{About, Ask, Choice, Overlay};
use crate::screen::theme::Role;
use crate::screen::words::{counted, money};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutMoney {
    /// Which journal is shown.
    Journal,
    /// Why an entry is taken back.
    Reverse(EntryNumber),
    /// Why a payment is taken back.
    UndoPayment(EntryNumber),
    /// Why a bill is taken back.
    ReverseBill(EntryNumber),
    /// Of which journal a batch is made; of these payments, or of all loose ones.
    Batch(Vec<EntryNumber>),
    /// Whether a batch is validated.
    Validate(BatchNumber),
    /// Whether a batch is taken apart.
    TakeApart(BatchNumber),
    /// Whether the bill that is proposed is posted.
    Accept(BillAcceptance),
    /// Out of which journal a bill is paid.
    PayBill(EntryNumber),
    /// Which file of bills is taken in.
    BillFile,
    /// Which statement file is taken in.
    BankFile,
    /// About which bank account the file is.
    BankName(String),
    /// To what a line is matched.
    Target(StatementLineNumber),
    /// Which entry a line is matched to.
    TargetEntry(StatementLineNumber),
    /// How much of a line is matched.
    Part(StatementLineNumber, MatchTarget),
    /// Whether the matches of a line are taken back.
    Unmatch(StatementLineNumber),
}

pub(super) const YES: &str = "yes";
pub(super) const BACK: &str = "back";

pub(super) fn asked(about: AboutMoney, title: impl Into<String>) -> Ask {
    Ask::new(About::Money(about), title)
}

pub(super) fn over(ask: Ask, problem: Option<String>) -> Overlay {
    Overlay::Ask(Box::new(match problem {
        Some(problem) => ask.problem(problem),
        None => ask,
    }))
}

/// Yes or back; back is chosen.
pub(super) fn sure(about: AboutMoney, title: String, text: &str, yes: &str) -> Overlay {
    let choices = vec![Choice::new(BACK, "Go back", ""), Choice::new(YES, yes, "")];
    over(
        asked(about, title).say(text, Role::Text).choices(choices),
        None,
    )
}

/// Which journal is shown.
pub(super) fn journal() -> Overlay {
    let all = [Choice::new("", "All", "by day, newest first")];
    let each = Journal::ALL
        .iter()
        .map(|(_, word, name, prefix)| Choice::new(*word, *name, *prefix));
    let choices = all.into_iter().chain(each).collect();
    over(
        asked(AboutMoney::Journal, "Which journal?").choices(choices),
        None,
    )
}

/// Why something is taken back.
pub(super) fn reason(about: AboutMoney, problem: Option<String>) -> Overlay {
    let (title, text) = match &about {
        AboutMoney::UndoPayment(payment) => (
            format!("Take {payment} back"),
            "The payment is taken back by an entry of its own; what it paid is open again.",
        ),
        AboutMoney::ReverseBill(bill) => (
            format!("Take {bill} back"),
            "The bill is taken back by an entry of its own. It must not be paid.",
        ),
        AboutMoney::Reverse(entry) => (
            format!("Take {entry} back"),
            "Posted entries never change: a new one takes it back. Entries of invoices, payments, bills and the bank are taken back with these.",
        ),
        _ => (String::new(), ""),
    };
    over(
        asked(about, title).say(text, Role::Text).line("Reason", ""),
        problem,
    )
}

/// Of which payments a batch is made.
pub(super) fn batch(payments: Vec<EntryNumber>) -> Overlay {
    if payments.is_empty() {
        let each = [Journal::AmazonPayments, Journal::Bank]
            .map(|journal| Choice::new(journal.as_str(), journal.name(), "all that are loose"));
        let choices = each
            .into_iter()
            .chain([Choice::new(BACK, "Go back", "")])
            .collect();
        let ask = asked(AboutMoney::Batch(payments), "Make batch payments")
            .say(
                "One for each currency, of all payments that came in and belong to none. Marks choose others.",
                Role::Text,
            )
            .choices(choices);
        return over(ask, None);
    }
    let title = format!(
        "Make a batch of {}",
        counted(payments.len() as u64, "payment")
    );
    let choices = vec![
        Choice::new("draft", "Make a draft", "it may still be taken apart"),
        Choice::new("validate", "Make and validate", "it stands as one payment"),
        Choice::new(BACK, "Go back", ""),
    ];
    over(
        asked(AboutMoney::Batch(payments), title).choices(choices),
        None,
    )
}

/// Whether a batch is validated.
pub(super) fn validate(batch: BatchNumber) -> Overlay {
    let text = "Its payments stand from then on, and arrive at the bank as one.";
    let choices = vec![
        Choice::new(YES, "Validate", ""),
        Choice::new(BACK, "Go back", ""),
    ];
    over(
        asked(AboutMoney::Validate(batch), format!("Validate {batch}"))
            .say(text, Role::Text)
            .choices(choices),
        None,
    )
}

/// Whether a batch is taken apart.
pub(super) fn take_apart(batch: BatchNumber) -> Overlay {
    let text =
        "Its payments stay and belong to no batch. One that the bank settled can't be taken apart.";
    let title = format!("Take {batch} apart?");
    sure(AboutMoney::TakeApart(batch), title, text, "Take it apart")
}

/// Whether the bill that is proposed is posted.
pub(super) fn accept(of: &BillProposalView) -> Overlay {
    let text = match of.complete {
        true => "Its number is made of account and month. Pay it then out of what Amazon owes.",
        false => "The month is not over: fees that come later make a further bill.",
    };
    let title = format!(
        "Post the fees of {} {}: {}",
        of.account,
        of.month,
        money(of.total, of.currency)
    );
    let about = AboutMoney::Accept(BillAcceptance {
        month: of.month,
        account: Some(of.account.clone()),
        currency: Some(of.currency),
        early: !of.complete,
    });
    let choices = vec![
        Choice::new(YES, "Post the bill", ""),
        Choice::new(BACK, "Go back", ""),
    ];
    over(
        asked(about, title).say(text, Role::Text).choices(choices),
        None,
    )
}

/// Out of which journal a bill is paid.
pub(super) fn pay_bill(bill: EntryNumber) -> Overlay {
    over(
        asked(AboutMoney::PayBill(bill), format!("Pay {bill}"))
            .say("It is paid in full as of today.", Role::Text)
            .choices(vec![
                Choice::new(
                    Journal::AmazonPayments.as_str(),
                    "Amazon Payments",
                    "Amazon takes it off what it owes",
                ),
                Choice::new(Journal::Bank.as_str(), "Bank", "it left the bank account"),
                Choice::new(BACK, "Go back", ""),
            ]),
        None,
    )
}

/// Which file is taken in.
pub(super) fn file(about: AboutMoney, typed: &str, problem: Option<String>) -> Overlay {
    let (title, text) = match about {
        AboutMoney::BillFile => (
            "Bills from a file",
            "CSV; bills that are here already are passed over. All of it or nothing.",
        ),
        _ => (
            "A bank statement from a file",
            "CSV with date, amount, currency, reference, text and bank; lines that are here already are passed over. All of it or nothing.",
        ),
    };
    over(
        asked(about, title).say(text, Role::Dim).line("File", typed),
        problem,
    )
}
