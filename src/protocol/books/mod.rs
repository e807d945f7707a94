//! The books, as asked for and answered: invoices, payments, vendor bills, bank statements, the journal.

pub mod bills;
pub mod invoices;
pub mod journal;
pub mod payments;
pub mod statements;

use bills::{BillReply, BillRequest};
use invoices::{InvoiceReply, InvoiceRequest};
use journal::{JournalReply, JournalRequest};
use payments::{PaymentReply, PaymentRequest};
use serde::{Deserialize, Serialize};
use statements::{StatementReply, StatementRequest};

/// Something to know or to do about the books. Each is answered by the reply of its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", content = "what", rename_all = "snake_case")]
pub enum BooksRequest {
    /// Invoices and credit notes.
    Invoice(InvoiceRequest),
    /// Payments and batch payments.
    Payment(PaymentRequest),
    /// Vendor bills.
    Bill(BillRequest),
    /// Bank statements.
    Statement(StatementRequest),
    /// Entries, accounts, periods.
    Journal(JournalRequest),
}

/// The answer about the books.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", content = "what", rename_all = "snake_case")]
pub enum BooksReply {
    /// About invoices and credit notes.
    Invoice(InvoiceReply),
    /// About payments and batch payments.
    Payment(PaymentReply),
    /// About vendor bills.
    Bill(BillReply),
    /// About bank statements.
    Statement(StatementReply),
    /// About entries, accounts, periods.
    Journal(JournalReply),
}

/// Something of a batch that was passed over, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// What: an order's or invoice's number.
    pub what: String,
    /// Amazon's reference of the order, where there is one.
    pub amazon_order_ref: Option<String>,
    /// Why, as a sentence.
    pub reason: String,
}
