//! Payments and batch payments.

use super::Skipped;
use super::invoices::InvoiceRef;
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::books::payment::BatchState;
use crate::domain::day::Day;
use crate::domain::ids::{BatchNumber, OrderNumber};
use crate::domain::money::{Amount, Currency, Money};
use serde::{Deserialize, Serialize};

/// Something to know or to do about payments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum PaymentRequest {
    /// Registers payments of invoices, credit notes and bills; what can't be paid is passed over. Answer:
    /// [`PaymentReply::Registered`].
    Register(NewPayments),
    /// Payments, newest numbers first. Answer: [`PaymentReply::List`].
    List {
        /// Only those that came in and belong to no batch.
        loose: bool,
        /// How many at most, 1 to 1000.
        limit: u32,
    },
    /// Takes a payment back by an entry of its own; its invoice is open again. Answer: [`PaymentReply::List`], the payment.
    Undo {
        /// Which.
        payment: EntryNumber,
        /// Why.
        reason: String,
        /// The day of the entry; today if none.
        day: Option<Day>,
    },
    /// Makes batch payments: one of these payments, or one for each currency of all that belong to none. Answer:
    /// [`PaymentReply::Batches`].
    Batch {
        /// Which payments; none for all that are loose.
        payments: Vec<EntryNumber>,
        /// Their journal, where all loose ones are meant.
        journal: Journal,
        /// The day of the batch; today if none.
        day: Option<Day>,
        /// Validate it at once.
        validate: bool,
    },
    /// Batch payments, newest first. Answer: [`PaymentReply::Batches`].
    Batches {
        /// How many at most, 1 to 500.
        limit: u32,
    },
    /// One batch payment. Answer: [`PaymentReply::Batch`].
    BatchShow {
        /// Which.
        batch: BatchNumber,
    },
    /// Validates a draft of a batch payment: its payments stand from now on. Answer: [`PaymentReply::Batch`].
    BatchValidate {
        /// Which.
        batch: BatchNumber,
    },
    /// Takes a batch payment apart that is not reconciled; its payments stay. Answer: [`PaymentReply::Batch`].
    BatchUndo {
        /// Which.
        batch: BatchNumber,
    },
}

/// Payments to register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPayments {
    /// Of these invoices and credit notes.
    pub invoices: Vec<InvoiceRef>,
    /// Of all open invoices and credit notes, at most 500 in one go; `invoices` is empty then.
    pub all_open: bool,
    /// Of these bills.
    pub bills: Vec<EntryNumber>,
    /// In this journal: Amazon Payments or Bank.
    pub journal: Journal,
    /// Their day; today if none.
    pub day: Option<Day>,
    /// Only so much; where it is one invoice or bill.
    pub amount: Option<Amount>,
}

/// The answer about payments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum PaymentReply {
    /// What was registered, and what was passed over.
    Registered(PaymentsRegistered),
    /// Payments.
    List(PaymentList),
    /// Batch payments.
    Batches(BatchList),
    /// One batch payment.
    Batch(Box<BatchView>),
}

/// What became of a batch of payments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentsRegistered {
    /// Registered.
    pub payments: Vec<PaymentView>,
    /// Passed over.
    pub skipped: Vec<Skipped>,
    /// What they add up to, by currency.
    pub totals: Vec<Money>,
    /// Whether more are open than fit into one go.
    pub more: bool,
}

/// Payments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentList {
    /// Newest numbers first.
    pub payments: Vec<PaymentView>,
}

/// A payment as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentView {
    /// Its number.
    pub number: EntryNumber,
    /// Its day.
    pub date: Day,
    /// What it pays: the number of an invoice, a credit note or a bill.
    pub of: String,
    /// The order of the invoice.
    pub order: Option<OrderNumber>,
    /// How much: positive if it came in.
    pub amount: Amount,
    /// Currency.
    pub currency: Currency,
    /// The batch payment that it belongs to.
    pub batch: Option<BatchNumber>,
    /// The entry that took it back.
    pub undone: Option<EntryNumber>,
    /// What of it no payout has settled.
    pub open: Amount,
}

/// Batch payments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchList {
    /// Newest first.
    pub batches: Vec<BatchView>,
}

/// A batch payment as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchView {
    /// Its number.
    pub number: BatchNumber,
    /// The journal of its payments.
    pub journal: Journal,
    /// Its day.
    pub date: Day,
    /// How far it is.
    pub state: BatchState,
    /// Currency.
    pub currency: Currency,
    /// What its payments add up to.
    pub total: Amount,
    /// What of them no payout has settled.
    pub open: Amount,
    /// How many payments.
    pub count: u64,
    /// Its payments; only where one batch is shown.
    pub payments: Vec<PaymentView>,
}
