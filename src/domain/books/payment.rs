//! Payments of invoices and bills, and batch payments.

use super::bill::BillId;
use super::invoice::InvoiceId;
use super::journal::{EntryNumber, Journal};
use crate::domain::day::Day;
use crate::domain::ids::{BatchNumber, OrderNumber};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// What is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paid {
    /// An invoice by its customer, or a credit note to its customer.
    Invoice(InvoiceId),
    /// A vendor bill.
    Bill(BillId),
}

/// A payment: known by the number of its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its entry.
    pub number: EntryNumber,
    /// Its day.
    pub day: Day,
    /// What it pays.
    pub of: Paid,
    /// The order of the invoice.
    pub order: Option<OrderNumber>,
    /// How much: positive if it came in, negative if it went out.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
    /// The batch payment that it belongs to.
    pub batch: Option<BatchNumber>,
    /// The entry that took it back.
    pub undone: Option<EntryNumber>,
}

/// How far a batch payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// It may still change.
    Draft,
    /// It stands: its payments can't change or join another one.
    Validated,
    /// The bank line came and settles all of it.
    Reconciled,
    /// It was taken apart.
    Undone,
}

impl BatchState {
    /// The word for scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            BatchState::Draft => "draft",
            BatchState::Validated => "validated",
            BatchState::Reconciled => "reconciled",
            BatchState::Undone => "undone",
        }
    }
}

/// A batch payment (batch deposit): payments of one journal and currency that arrive as one. It adds no entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its number.
    pub number: BatchNumber,
    /// The journal of its payments.
    pub journal: Journal,
    /// Currency of its payments.
    pub currency: Currency,
    /// Its day.
    pub day: Day,
    /// Its payments.
    pub payments: Vec<EntryNumber>,
    /// What they add up to.
    pub total: Amount,
    /// How far it is; whether a validated one is reconciled is told by its open items.
    pub state: BatchState,
    /// When it was made.
    pub made_at: Moment,
}

/// Why payments make no batch, or a batch can't go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// No payments.
    #[error("A batch payment needs at least one payment.")]
    Empty,
    /// Of several journals.
    #[error("{0} is of another journal than {1}.")]
    Journals(EntryNumber, EntryNumber),
    /// Of several currencies.
    #[error("{0} is in another currency than {1}.")]
    Currencies(EntryNumber, EntryNumber),
    /// One that is in a batch already.
    #[error("{0} belongs to {1} already.")]
    Elsewhere(EntryNumber, BatchNumber),
    /// One that was taken back.
    #[error("{0} was taken back.")]
    Undone(EntryNumber),
    /// One that goes out.
    #[error("{0} goes out: a batch payment is of money that came in.")]
    Outgoing(EntryNumber),
    /// Twice the same.
    #[error("{0} is named twice.")]
    Twice(EntryNumber),
    /// The sum can't be held.
    #[error("The sum is too large.")]
    TooLarge,
}

/// A draft of a batch payment.
pub fn batch_of(
    number: BatchNumber,
    day: Day,
    payments: &[Payment],
    now: Moment,
) -> Result<Batch, BatchError> {
    let first = payments.first().ok_or(BatchError::Empty)?;
    for (at, payment) in payments.iter().enumerate() {
        let number = payment.number;
        if number.journal != first.number.journal {
            return Err(BatchError::Journals(number, first.number));
        }
        if payment.currency != first.currency {
            return Err(BatchError::Currencies(number, first.number));
        }
        if payments.iter().take(at).any(|p| p.number == number) {
            return Err(BatchError::Twice(number));
        }
        if payment.undone.is_some() {
            return Err(BatchError::Undone(number));
        }
        if payment.amount <= Amount::ZERO {
            return Err(BatchError::Outgoing(number));
        }
        if let Some(batch) = payment.batch {
            return Err(BatchError::Elsewhere(number, batch));
        }
    }
    let total = Amount::sum(payments.iter().map(|p| p.amount)).ok_or(BatchError::TooLarge)?;
    Ok(Batch {
        number,
        journal: first.number.journal,
        currency: first.currency,
        day,
        payments: payments.iter().map(|p| p.number).collect(),
        total,
        state: BatchState::Draft,
        made_at: now,
    })
}
