//! Bank statement lines.

use super::chart::LedgerAccount;
use super::entry::{Document, EntryError, NewEntry, credit, debit};
use super::journal::{EntryNumber, Journal};
use super::open_item::{ItemId, Match};
use crate::domain::day::Day;
use crate::domain::ids::StatementLineNumber;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// Identity of a line of a bank statement; people see it as `ST00001`.
pub type StatementLineId = StatementLineNumber;

/// What a line of a bank statement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStatementLine {
    /// The bank account that it is about, as the user calls it.
    pub bank: String,
    /// The day of booking.
    pub day: Day,
    /// How much: positive if it came in.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
    /// The bank's or the payer's reference.
    pub reference: String,
    /// What else it says.
    pub text: String,
}

/// A line of a bank statement, as posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// Its identity.
    pub id: StatementLineId,
    /// What it says.
    pub says: NewStatementLine,
    /// Which of several equal lines of the same day it is, counted from 1.
    pub ordinal: u32,
    /// Its entry: bank against bank suspense.
    pub entry: EntryNumber,
    /// What it was matched to.
    pub matchings: Vec<Matching>,
    /// The entry that took it back, because it was entered by mistake.
    pub reversed: Option<EntryNumber>,
    /// When it came in.
    pub at: Moment,
}

/// What a line of a bank statement was matched to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// The entry that moved it from bank suspense.
    pub entry: EntryNumber,
    /// What else was settled with it: fees and refunds that Amazon took off before it paid.
    pub beside: Vec<Match>,
}

impl Matching {
    /// Its item on bank suspense.
    pub fn suspense(&self) -> ItemId {
        ItemId {
            entry: self.entry,
            line: 0,
        }
    }

    /// Its item on the account that it was matched to.
    pub fn item(&self) -> ItemId {
        ItemId {
            entry: self.entry,
            line: 1,
        }
    }
}

impl NewStatementLine {
    /// What a line is known by, so that the same file taken in twice changes nothing: bank account, day, amount, currency,
    /// reference, and which of several equal ones it is.
    pub fn key(&self, ordinal: u32) -> String {
        format!(
            "{}\n{}\n{}\n{}\n{}\n{ordinal}",
            self.bank.trim().to_lowercase(),
            self.day,
            self.amount.0.normalize(),
            self.currency,
            self.reference.trim()
        )
    }

    /// The entry of it: the bank against bank suspense, until it is matched.
    pub fn entry(&self, id: StatementLineId) -> Result<NewEntry, EntryError> {
        let text = match self.reference.trim() {
            "" => format!("{} {}", self.bank, self.text),
            reference => format!("{} {reference}", self.bank),
        };
        NewEntry::new(
            Journal::Bank,
            self.day,
            self.currency,
            Document::Statement(id),
            text.trim().to_owned(),
            vec![
                debit(LedgerAccount::Bank, self.amount),
                credit(LedgerAccount::BankSuspense, self.amount),
            ],
        )
    }
}

impl StatementLine {
    /// Its item on bank suspense.
    pub fn item(&self) -> ItemId {
        ItemId {
            entry: self.entry,
            line: 1,
        }
    }

    /// The entry that moves so much of it from bank suspense to another account: what came in is taken from there, what
    /// went out is put there.
    pub fn matching(
        &self,
        account: LedgerAccount,
        amount: Amount,
        day: Day,
        text: &str,
    ) -> Result<NewEntry, EntryError> {
        let amount = if self.says.amount < Amount::ZERO {
            amount.negative()
        } else {
            amount
        };
        NewEntry::new(
            Journal::Bank,
            day,
            self.says.currency,
            Document::Matching(self.id),
            text,
            vec![
                debit(LedgerAccount::BankSuspense, amount),
                credit(account, amount),
            ],
        )
    }
}
