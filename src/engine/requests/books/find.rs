//! Records of the books by what people call them.

use super::conflict;
use crate::domain::books::bill::Bill;
use crate::domain::books::entry::{Document, JournalEntry};
use crate::domain::books::invoice::Invoice;
use crate::domain::books::journal::EntryNumber;
use crate::domain::books::payment::{Batch, Payment};
use crate::domain::books::statement::StatementLine;
use crate::domain::ids::{BatchNumber, InvoiceId, StatementLineNumber};
use crate::protocol::books::invoices::InvoiceRef;
use crate::protocol::{Failure, FailureCode};
use crate::store::{Reading, StoreError, Writing};

/// A look at the books, inside or outside of a change.
pub(super) trait Books {
    fn entry_at(&self, number: EntryNumber) -> Result<Option<JournalEntry>, StoreError>;
    fn invoice_at(&self, id: InvoiceId) -> Result<Option<Invoice>, StoreError>;
    fn payment_at(&self, number: EntryNumber) -> Result<Option<Payment>, StoreError>;
    fn batch_at(&self, number: BatchNumber) -> Result<Option<Batch>, StoreError>;
    fn bill_at(&self, id: crate::domain::books::bill::BillId) -> Result<Option<Bill>, StoreError>;
    fn line_at(&self, line: StatementLineNumber) -> Result<Option<StatementLine>, StoreError>;
}

macro_rules! books {
    ($of:ty) => {
        impl Books for $of {
            fn entry_at(&self, number: EntryNumber) -> Result<Option<JournalEntry>, StoreError> {
                self.entry(number)
            }
            fn invoice_at(&self, id: InvoiceId) -> Result<Option<Invoice>, StoreError> {
                self.invoice(id)
            }
            fn payment_at(&self, number: EntryNumber) -> Result<Option<Payment>, StoreError> {
                self.payment(number)
            }
            fn batch_at(&self, number: BatchNumber) -> Result<Option<Batch>, StoreError> {
                self.batch(number)
            }
            fn bill_at(
                &self,
                id: crate::domain::books::bill::BillId,
            ) -> Result<Option<Bill>, StoreError> {
                self.bill(id)
            }
            fn line_at(
                &self,
                line: StatementLineNumber,
            ) -> Result<Option<StatementLine>, StoreError> {
                self.statement_line(line)
            }
        }
    };
}
books!(Reading<'_>);
books!(Writing<'_>);

type Found<T> = Result<Result<T, Failure>, StoreError>;

fn missing(message: String) -> Failure {
    Failure::new(FailureCode::NotFound, message)
}

/// An entry.
pub(super) fn entry(books: &impl Books, number: EntryNumber) -> Found<JournalEntry> {
    Ok(books.entry_at(number)?.ok_or_else(|| {
        missing(format!("There is no entry {number}."))
            .hint("`orderdeck journal entries` lists them.")
    }))
}

/// An invoice or credit note.
pub(super) fn invoice(books: &impl Books, named: InvoiceRef) -> Found<Invoice> {
    let id = match named {
        InvoiceRef::Draft(id) => Some(id),
        InvoiceRef::Number(number) => match books.entry_at(number)?.map(|e| e.document) {
            Some(Document::Invoice(id)) => Some(id),
            _ => None,
        },
    };
    let found = id.map(|id| books.invoice_at(id)).transpose()?.flatten();
    Ok(found.ok_or_else(|| {
        missing(format!("There is no invoice {named}."))
            .hint("`orderdeck invoice list` tells which there are.")
    }))
}

/// A payment that was not taken back.
pub(super) fn payment(books: &impl Books, number: EntryNumber) -> Found<Payment> {
    let found = books.payment_at(number)?;
    Ok(match found {
        Some(payment) => match payment.undone {
            Some(by) => Err(conflict(format!("{number} was taken back by {by}."))),
            None => Ok(payment),
        },
        None => Err(missing(format!("There is no payment {number}."))
            .hint("`orderdeck payment list` tells which there are.")),
    })
}

/// A batch payment.
pub(super) fn batch(books: &impl Books, number: BatchNumber) -> Found<Batch> {
    Ok(books.batch_at(number)?.ok_or_else(|| {
        missing(format!("There is no batch payment {number}."))
            .hint("`orderdeck payment batches` tells which there are.")
    }))
}

/// A bill.
pub(super) fn bill(books: &impl Books, number: EntryNumber) -> Found<Bill> {
    let id = match books.entry_at(number)?.map(|e| e.document) {
        Some(Document::Bill(id)) => Some(id),
        _ => None,
    };
    let found = id.map(|id| books.bill_at(id)).transpose()?.flatten();
    Ok(found.ok_or_else(|| {
        missing(format!("There is no bill {number}."))
            .hint("`orderdeck bill list` tells which there are.")
    }))
}

/// A line of a bank statement.
pub(super) fn line(books: &impl Books, number: StatementLineNumber) -> Found<StatementLine> {
    Ok(books.line_at(number)?.ok_or_else(|| {
        missing(format!("There is no statement line {number}."))
            .hint("`orderdeck statement list` tells which there are.")
    }))
}
