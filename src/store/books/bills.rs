//! Vendor bills.

use super::super::writing::Sequence;
use super::super::{Reading, StoreError, Writing, codec, tables};
use super::{PeriodClosed, record};
use crate::domain::books::bill::{Bill, BillId, NewBill};
use crate::domain::books::entry::NewEntry;
use crate::domain::moment::Moment;
use crate::domain::money::Amount;
use redb::ReadableTable;

fn reference_key(bill: &NewBill) -> Vec<u8> {
    let (vendor, reference) = (bill.vendor.trim(), bill.reference.trim());
    format!("{}\n{}", vendor.to_lowercase(), reference.to_lowercase()).into_bytes()
}

impl Writing<'_> {
    /// A bill.
    pub fn bill(&self, id: BillId) -> Result<Option<Bill>, StoreError> {
        self.bills.get(&id.0.to_be_bytes())
    }

    /// The bill that has the vendor's number of this one already.
    pub fn bill_like(&self, bill: &NewBill) -> Result<Option<Bill>, StoreError> {
        let id: Option<BillId> = self.bill_references.get(&reference_key(bill))?;
        id.map_or(Ok(None), |id| self.bill(id))
    }

    /// The next identity of a bill, without taking it.
    pub fn next_bill(&mut self) -> Result<BillId, StoreError> {
        Ok(BillId(self.peek(Sequence::Bill)? as u32))
    }

    /// Posts a bill under the identity that was peeked for its entry.
    pub fn post_bill(
        &mut self,
        says: NewBill,
        total: Amount,
        entry: NewEntry,
        now: Moment,
        who: &str,
    ) -> Result<Result<Bill, PeriodClosed>, StoreError> {
        let entry = match self.post(entry, now, who)? {
            Ok(entry) => entry,
            Err(closed) => return Ok(Err(closed)),
        };
        let id = BillId(self.take(Sequence::Bill, 1)? as u32);
        let bill = Bill {
            id,
            number: entry.number,
            total,
            due: total,
            says,
            posted_at: now,
            reversed: None,
        };
        self.put_bill(&bill)?;
        Ok(Ok(bill))
    }

    /// Writes a bill; a reversed one gives its vendor's number free.
    pub fn put_bill(&mut self, bill: &Bill) -> Result<(), StoreError> {
        self.changes.books = true;
        let key = reference_key(&bill.says);
        if bill.reversed.is_some() {
            self.bill_references.remove(&key)?;
        } else {
            self.bill_references.put(&key, &bill.id)?;
        }
        self.bills.put(&bill.id.0.to_be_bytes(), bill).map(|_| ())
    }

    /// What is left of a bill's item is what is due of it.
    pub(super) fn follow_bill(&mut self, id: BillId, due: Amount) -> Result<(), StoreError> {
        match self.bill(id)? {
            Some(bill) if bill.due != due => self.put_bill(&Bill { due, ..bill }),
            _ => Ok(()),
        }
    }
}

impl Reading<'_> {
    /// A bill.
    pub fn bill(&self, id: BillId) -> Result<Option<Bill>, StoreError> {
        record(self, tables::BILLS, "bills", &id.0.to_be_bytes())
    }

    /// Bills, newest first, as long as `each` wants more.
    pub fn walk_bills(&self, mut each: impl FnMut(Bill) -> bool) -> Result<(), StoreError> {
        let table = self.transaction.open_table(tables::BILLS)?;
        for entry in table.iter()?.rev() {
            let (key, bytes) = entry?;
            if !each(codec::decode("bills", key.value(), bytes.value())?) {
                break;
            }
        }
        Ok(())
    }
}
