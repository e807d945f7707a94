//! Journal entries.

use super::bill::BillId;
use super::chart::LedgerAccount;
use super::invoice::InvoiceId;
use super::journal::{EntryNumber, Journal};
use super::statement::StatementLineId;
use crate::domain::day::Day;
use crate::domain::ids::OrderNumber;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// What an entry was posted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// An invoice or a credit note.
    Invoice(InvoiceId),
    /// A payment of an invoice, or of a credit note.
    Payment(InvoiceId),
    /// A vendor bill.
    Bill(BillId),
    /// The payment of a vendor bill.
    BillPayment(BillId),
    /// A line of a bank statement.
    Statement(StatementLineId),
    /// What a line of a bank statement was matched to.
    Matching(StatementLineId),
    /// An entry that this one takes back.
    Reversal(EntryNumber),
    /// What a person typed.
    Manual,
}

/// A line of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// The account.
    pub account: LedgerAccount,
    /// Debits are positive, credits negative; never nothing.
    pub amount: Amount,
    /// What it is, such as `VAT 19 %`; may be empty.
    pub text: String,
}

/// An entry that balances and has no number yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    journal: Journal,
    day: Day,
    currency: Currency,
    document: Document,
    order: Option<OrderNumber>,
    text: String,
    lines: Vec<EntryLine>,
}

/// Why lines make no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Debits and credits differ.
    #[error("the debits exceed the credits by {0}")]
    Unbalanced(Amount),
    /// There is nothing to post.
    #[error("it has no amounts")]
    Empty,
    /// An amount can't be held exactly.
    #[error("an amount is too large")]
    TooLarge,
    /// An amount has parts of the smallest unit of its currency.
    #[error("{0} has more digits than {1} has")]
    TooFine(Amount, Currency),
    /// More lines than an entry may have.
    #[error("it has too many lines")]
    TooMany,
}

/// Most lines of an entry.
const MOST_LINES: usize = 10_000;

impl NewEntry {
    /// An entry of these lines; those without an amount are left out.
    pub fn new(
        journal: Journal,
        day: Day,
        currency: Currency,
        document: Document,
        text: impl Into<String>,
        lines: Vec<EntryLine>,
    ) -> Result<NewEntry, EntryError> {
        let lines: Vec<EntryLine> = lines.into_iter().filter(|l| !l.amount.is_zero()).collect();
        let sum = Amount::sum(lines.iter().map(|l| l.amount)).ok_or(EntryError::TooLarge)?;
        if let Some(fine) = lines
            .iter()
            .find(|l| l.amount.0.normalize().scale() > currency.minor_digits())
        {
            return Err(EntryError::TooFine(fine.amount, currency));
        }
        if !sum.is_zero() {
            return Err(EntryError::Unbalanced(sum));
        }
        match lines.len() {
            0 => return Err(EntryError::Empty),
            n if n > MOST_LINES => return Err(EntryError::TooMany),
            _ => {}
        }
        Ok(NewEntry {
            journal,
            day,
            currency,
            document,
            order: None,
            text: text.into(),
            lines,
        })
    }

    /// With the order that it is about.
    pub fn about(mut self, order: OrderNumber) -> NewEntry {
        self.order = Some(order);
        self
    }

    /// Its journal.
    pub fn journal(&self) -> Journal {
        self.journal
    }

    /// Its day.
    pub fn day(&self) -> Day {
        self.day
    }

    /// The same with a number: posted.
    pub fn posted(self, number: EntryNumber, at: Moment, who: &str) -> JournalEntry {
        JournalEntry {
            number,
            day: self.day,
            currency: self.currency,
            document: self.document,
            order: self.order,
            text: self.text,
            lines: self.lines,
            posted_at: at,
            posted_by: who.to_owned(),
        }
    }
}

/// An entry as posted. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Its number.
    pub number: EntryNumber,
    /// The day that it counts for.
    pub day: Day,
    /// Currency of all its amounts.
    pub currency: Currency,
    /// What it was posted for.
    pub document: Document,
    /// The order that it is about.
    pub order: Option<OrderNumber>,
    /// What it is, without personal data.
    pub text: String,
    /// Its lines; they add up to nothing.
    pub lines: Vec<EntryLine>,
    /// When it was posted.
    pub posted_at: Moment,
    /// Who posted it: a user name, or `engine`.
    pub posted_by: String,
}

impl JournalEntry {
    /// Whether it balances, as every entry does that was not damaged.
    pub fn balances(&self) -> bool {
        Amount::sum(self.lines.iter().map(|l| l.amount)).is_some_and(|sum| sum.is_zero())
    }

    /// The entry that takes this one back on a day, in the same journal.
    pub fn reversal(&self, day: Day, why: &str) -> Result<NewEntry, EntryError> {
        let lines = self
            .lines
            .iter()
            .map(|line| EntryLine {
                amount: line.amount.turned(),
                ..line.clone()
            })
            .collect();
        let text = match why.trim() {
            "" => format!("Reversal of {}", self.number),
            why => format!("Reversal of {}: {why}", self.number),
        };
        let entry = NewEntry::new(
            self.number.journal,
            day,
            self.currency,
            Document::Reversal(self.number),
            text,
            lines,
        )?;
        Ok(NewEntry {
            order: self.order,
            ..entry
        })
    }
}

/// A debit of an account.
pub fn debit(account: LedgerAccount, amount: Amount) -> EntryLine {
    EntryLine {
        account,
        amount,
        text: String::new(),
    }
}

/// A credit of an account.
pub fn credit(account: LedgerAccount, amount: Amount) -> EntryLine {
    debit(account, amount.turned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    fn entry(lines: Vec<EntryLine>) -> Result<NewEntry, EntryError> {
        let day = Day::from_parts(2026, 11, 1).unwrap();
        let currency = Currency::parse("EUR").unwrap();
        NewEntry::new(Journal::Sales, day, currency, Document::Manual, "x", lines)
    }

    #[test]
    fn only_what_balances_is_an_entry() {
        use LedgerAccount::{Receivable, Sales, VatPayable};
        let whole = vec![
            debit(Receivable, amount("11.90")),
            credit(Sales, amount("10")),
            credit(VatPayable, amount("1.90")),
        ];
        let posted = entry(whole.clone()).unwrap();
        assert_eq!(posted.lines.len(), 3);
        assert_eq!(
            entry(whole[..2].to_vec()),
            Err(EntryError::Unbalanced(amount("1.90")))
        );
        assert_eq!(
            entry(vec![debit(Sales, Amount::ZERO)]),
            Err(EntryError::Empty)
        );
        let fine = vec![
            debit(Receivable, amount("0.005")),
            credit(Sales, amount("0.005")),
        ];
        assert!(matches!(entry(fine), Err(EntryError::TooFine(..))));
    }

    #[test]
    fn a_reversal_takes_back_every_line() {
        use LedgerAccount::{Receivable, Sales};
        let day = Day::from_parts(2026, 11, 2).unwrap();
        let new = entry(vec![
            debit(Receivable, amount("5")),
            credit(Sales, amount("5")),
        ])
        .unwrap();
        let number = EntryNumber::next(Journal::Sales, day, 0).unwrap();
        let posted = new.posted(number, Moment::from_millis(0), "anna");
        let back = posted.reversal(day, "").unwrap();
        for (there, back) in posted.lines.iter().zip(&back.lines) {
            assert_eq!(there.account, back.account);
            assert!(there.amount.plus(back.amount).unwrap().is_zero());
        }
    }
}
