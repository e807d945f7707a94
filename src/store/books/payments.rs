//! Payments and batch payments.

use super::super::{Reading, StoreError, Writing, codec, tables};
use super::record;
use crate::domain::books::journal::EntryNumber;
use crate::domain::books::payment::{Batch, Payment};
use crate::domain::ids::BatchNumber;
use redb::ReadableTable;

impl Writing<'_> {
    /// A payment.
    pub fn payment(&self, number: EntryNumber) -> Result<Option<Payment>, StoreError> {
        self.payments.get(&number.key())
    }

    /// Writes a payment.
    pub fn put_payment(&mut self, payment: &Payment) -> Result<(), StoreError> {
        self.changes.books = true;
        self.payments
            .put(&payment.number.key(), payment)
            .map(|_| ())
    }

    /// A batch payment.
    pub fn batch(&self, number: BatchNumber) -> Result<Option<Batch>, StoreError> {
        self.batches.get(&number.0.to_be_bytes())
    }

    /// Writes a batch payment.
    pub fn put_batch(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.changes.books = true;
        self.batches
            .put(&batch.number.0.to_be_bytes(), batch)
            .map(|_| ())
    }
}

impl Reading<'_> {
    /// A payment.
    pub fn payment(&self, number: EntryNumber) -> Result<Option<Payment>, StoreError> {
        record(self, tables::PAYMENTS, "payments", &number.key())
    }

    /// Payments, newest numbers first, as long as `each` wants more.
    pub fn walk_payments(&self, mut each: impl FnMut(Payment) -> bool) -> Result<(), StoreError> {
        let table = self.transaction.open_table(tables::PAYMENTS)?;
        for entry in table.iter()?.rev() {
            let (key, bytes) = entry?;
            if !each(codec::decode("payments", key.value(), bytes.value())?) {
                break;
            }
        }
        Ok(())
    }

    /// A batch payment.
    pub fn batch(&self, number: BatchNumber) -> Result<Option<Batch>, StoreError> {
        record(self, tables::BATCHES, "batches", &number.0.to_be_bytes())
    }

    /// Batch payments, newest first, as long as `each` wants more.
    pub fn walk_batches(&self, mut each: impl FnMut(Batch) -> bool) -> Result<(), StoreError> {
        let table = self.transaction.open_table(tables::BATCHES)?;
        for entry in table.iter()?.rev() {
            let (key, bytes) = entry?;
            if !each(codec::decode("batches", key.value(), bytes.value())?) {
                break;
            }
        }
        Ok(())
    }
}
