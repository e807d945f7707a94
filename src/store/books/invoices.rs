//! Invoices, where they stand, and which orders wait for one.

use super::super::counters::Counter;
use super::super::writing::Sequence;
use super::super::{Reading, StoreError, Writing, codec, tables};
use super::record;
use crate::domain::books::invoice::{
    Invoice, InvoiceKind, InvoiceState, credit_note, entry_of, waits_for_invoice,
};
use crate::domain::day::Day;
use crate::domain::ids::{InvoiceId, OrderNumber};
use crate::domain::moment::Moment;
use crate::domain::money::Amount;
use crate::domain::order::{Flags, LineKind, OrderState, SalesOrder};
use redb::ReadableTable;
use serde::{Deserialize, Serialize};

/// Where an invoice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum InvoicePlace {
    /// Not posted.
    Draft = 1,
    /// Posted, and not settled.
    Open = 2,
    /// Posted and settled.
    Paid = 3,
    /// A draft that was dropped.
    Cancelled = 4,
}

impl InvoicePlace {
    /// Where this invoice stands.
    pub fn of(invoice: &Invoice) -> InvoicePlace {
        match invoice.state {
            InvoiceState::Draft => InvoicePlace::Draft,
            InvoiceState::Posted { .. } if invoice.due.is_zero() => InvoicePlace::Paid,
            InvoiceState::Posted { .. } => InvoicePlace::Open,
            InvoiceState::Cancelled => InvoicePlace::Cancelled,
        }
    }

    fn counter(self) -> Option<Counter> {
        match self {
            InvoicePlace::Draft => Some(Counter::InvoiceDrafts),
            InvoicePlace::Open => Some(Counter::InvoicesOpen),
            InvoicePlace::Paid | InvoicePlace::Cancelled => None,
        }
    }
}

/// The invoices of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderInvoices {
    /// All of them, dropped drafts included.
    pub ids: Vec<InvoiceId>,
    /// Pieces of goods on those that stand, less what was credited.
    pub pieces: i64,
}

fn place_key(place: InvoicePlace, id: InvoiceId) -> [u8; 5] {
    let id = id.0.to_be_bytes();
    [place as u8, id[0], id[1], id[2], id[3]]
}

fn pieces_of(invoices: &[Invoice]) -> i64 {
    let lines = invoices
        .iter()
        .filter(|i| i.stands())
        .flat_map(|i| &i.lines);
    lines
        .filter(|l| l.kind == LineKind::Product)
        .map(|l| l.quantity)
        .sum()
}

/// What the posted ones add up to without tax; nothing where it can't be held.
fn posted_untaxed(invoices: &[Invoice]) -> Amount {
    let posted = invoices.iter().filter(|i| i.number().is_some());
    Amount::sum(posted.map(|i| i.untaxed)).unwrap_or(Amount::ZERO)
}

const LOST: StoreError = StoreError::Damaged { table: "invoices" };

impl Writing<'_> {
    /// An invoice.
    pub fn invoice(&self, id: InvoiceId) -> Result<Option<Invoice>, StoreError> {
        self.invoices.get(&id.0.to_be_bytes())
    }

    /// All invoices of an order, oldest first.
    pub fn invoices_of(&self, order: OrderNumber) -> Result<Vec<Invoice>, StoreError> {
        let known: Option<OrderInvoices> = self.order_invoices.get(&order.0.to_be_bytes())?;
        let ids = known.unwrap_or_default().ids;
        ids.into_iter()
            .map(|id| self.invoice(id)?.ok_or(LOST))
            .collect()
    }

    /// Pieces of an order's goods that are on invoices.
    pub fn pieces_invoiced(&self, order: OrderNumber) -> Result<i64, StoreError> {
        let known: Option<OrderInvoices> = self.order_invoices.get(&order.0.to_be_bytes())?;
        Ok(known.unwrap_or_default().pieces)
    }

    /// The orders with delivered goods that no invoice has, oldest first, behind `after`, at most so many.
    pub fn orders_to_invoice(
        &self,
        after: Option<OrderNumber>,
        limit: usize,
    ) -> Result<Vec<OrderNumber>, StoreError> {
        numbers_in(self.to_invoice.table(), after, limit)
    }

    /// Writes an invoice with its place in the lists, and whether its order still waits for one.
    pub fn put_invoice(&mut self, invoice: &Invoice) -> Result<(), StoreError> {
        self.write_invoice(invoice)?;
        let number = invoice.order_number();
        let key = number.0.to_be_bytes();
        let known: Option<OrderInvoices> = self.order_invoices.get(&key)?;
        let mut known = known.unwrap_or_default();
        if !known.ids.contains(&invoice.id) {
            known.ids.push(invoice.id);
        }
        self.order_invoices.put(&key, &known)?;
        let all = self.invoices_of(number)?;
        known.pieces = pieces_of(&all);
        self.order_invoices.put(&key, &known)?;
        self.changes.invoiced.push((number, posted_untaxed(&all)));
        if let Some(order) = self.order(invoice.order)? {
            let waits = waits_for_invoice(&order.head, &order.body, known.pieces);
            self.set_waiting(number, waits)?;
        }
        Ok(())
    }

    fn write_invoice(&mut self, invoice: &Invoice) -> Result<(), StoreError> {
        self.changes.books = true;
        let key = invoice.id.0.to_be_bytes();
        if let Some(before) = self.invoice(invoice.id)? {
            let place = InvoicePlace::of(&before);
            self.invoice_places.remove(&place_key(place, before.id))?;
            if let Some(counter) = place.counter() {
                self.count(counter, -1);
            }
        }
        let place = InvoicePlace::of(invoice);
        self.invoice_places
            .put_raw(&place_key(place, invoice.id), &[])?;
        if let Some(counter) = place.counter() {
            self.count(counter, 1);
        }
        self.invoices.put(&key, invoice).map(|_| ())
    }

    /// What is left of an invoice's item is what is due of it.
    pub(super) fn follow_due(&mut self, id: InvoiceId, due: Amount) -> Result<(), StoreError> {
        // The item of an entry is written before its invoice has the number; that carries the amount itself.
        match self.invoice(id)? {
            Some(invoice) if invoice.number().is_some() && invoice.due != due => {
                self.write_invoice(&Invoice { due, ..invoice })
            }
            _ => Ok(()),
        }
    }

    /// Keeps that an order waits for an invoice.
    pub(in crate::store) fn wait_for_invoice(
        &mut self,
        order: OrderNumber,
    ) -> Result<(), StoreError> {
        self.set_waiting(order, true)
    }

    /// Keeps whether an order waits for an invoice.
    fn set_waiting(&mut self, order: OrderNumber, waits: bool) -> Result<(), StoreError> {
        let key = order.0.to_be_bytes();
        let before = self.to_invoice.get_raw(&key)?.is_some();
        match (before, waits) {
            (false, true) => {
                self.to_invoice.put_raw(&key, &[])?;
                self.count(Counter::OrdersToInvoice, 1);
            }
            (true, false) => {
                self.to_invoice.remove(&key)?;
                self.count(Counter::OrdersToInvoice, -1);
            }
            _ => {}
        }
        Ok(())
    }

    /// Follows an order that was written: it may wait for an invoice now, or what was invoiced must be credited, because it
    /// was cancelled.
    pub(in crate::store) fn follow_order(
        &mut self,
        order: &SalesOrder,
        before: Option<&SalesOrder>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let waits =
            |order: &SalesOrder, pieces| waits_for_invoice(&order.head, &order.body, pieces);
        if before.is_none() && !waits(order, 0) {
            return Ok(());
        }
        let number = order.head.number;
        let pieces = match before {
            Some(_) => self.pieces_invoiced(number)?,
            None => 0,
        };
        let waiting = waits(order, pieces);
        if before.is_some_and(|before| waits(before, pieces)) != waiting {
            self.set_waiting(number, waiting)?;
        }
        let gone = |order: &SalesOrder| {
            order.head.state == OrderState::Cancelled
                || order.head.flags.has(Flags::CANCELLED_AFTER_SHIPMENT)
        };
        if pieces != 0 && gone(order) && !before.is_some_and(gone) {
            self.credit_cancelled(number, now)?;
        }
        Ok(())
    }

    /// Drops the drafts of a cancelled order, and credits its posted invoices. Where today's period is closed, the credit
    /// notes stay drafts.
    fn credit_cancelled(&mut self, order: OrderNumber, now: Moment) -> Result<(), StoreError> {
        let invoices = self.invoices_of(order)?;
        let credited = |id: InvoiceId| {
            let of = |i: &Invoice| i.stands() && i.kind == InvoiceKind::CreditNote(id);
            invoices.iter().any(of)
        };
        for invoice in invoices.iter().filter(|i| i.kind == InvoiceKind::Invoice) {
            match invoice.state {
                InvoiceState::Draft => self.put_invoice(&Invoice {
                    state: InvoiceState::Cancelled,
                    ..invoice.clone()
                })?,
                InvoiceState::Posted { .. } if !credited(invoice.id) => {
                    let id = InvoiceId(self.take(Sequence::Invoice, 1)? as u32);
                    let note = credit_note(invoice, id, "The order was cancelled", now);
                    self.put_invoice(&note)?;
                    let day = Day::of(now);
                    if let (Ok(()), Ok(entry)) = (self.open_for(day)?, entry_of(&note, day)) {
                        let posted = self.post_invoice(&note, entry, now, "engine")?;
                        debug_assert!(posted.is_ok());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Posts an invoice or credit note with its entry; a credit note is matched with what is open of its invoice.
    pub fn post_invoice(
        &mut self,
        invoice: &Invoice,
        entry: crate::domain::books::entry::NewEntry,
        now: Moment,
        who: &str,
    ) -> Result<Result<Invoice, super::PeriodClosed>, StoreError> {
        use crate::domain::books::open_item::ItemId;
        let day = entry.day();
        let entry = match self.post(entry, now, who)? {
            Ok(entry) => entry,
            Err(closed) => return Ok(Err(closed)),
        };
        let posted = Invoice {
            state: InvoiceState::Posted {
                number: entry.number,
                day,
            },
            due: invoice.total,
            ..invoice.clone()
        };
        self.put_invoice(&posted)?;
        if let InvoiceKind::CreditNote(of) = posted.kind
            && let Some(Some(number)) = self.invoice(of)?.map(|i| i.number())
        {
            let item = |entry| ItemId { entry, line: 0 };
            // What is paid already is owed to the customer; the rest settles itself.
            let _ = self.match_items(item(number), item(entry.number), None, now)?;
        }
        Ok(Ok(self.invoice(posted.id)?.unwrap_or(posted)))
    }
}

fn numbers_in(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    after: Option<OrderNumber>,
    limit: usize,
) -> Result<Vec<OrderNumber>, StoreError> {
    let from = after.map_or(0, |a| a.0.saturating_add(1)).to_be_bytes();
    let mut found = Vec::new();
    for entry in table.range::<&[u8]>(from.as_slice()..)?.take(limit) {
        let (key, _) = entry?;
        let number = key.value().first_chunk::<4>();
        let number = number.ok_or(StoreError::Damaged {
            table: "to_invoice",
        })?;
        found.push(OrderNumber(u32::from_be_bytes(*number)));
    }
    Ok(found)
}

impl Reading<'_> {
    /// An invoice.
    pub fn invoice(&self, id: InvoiceId) -> Result<Option<Invoice>, StoreError> {
        record(self, tables::INVOICES, "invoices", &id.0.to_be_bytes())
    }

    /// All invoices of an order, oldest first.
    pub fn invoices_of(&self, order: OrderNumber) -> Result<Vec<Invoice>, StoreError> {
        let key = order.0.to_be_bytes();
        let known: Option<OrderInvoices> =
            record(self, tables::ORDER_INVOICES, "order_invoices", &key)?;
        let ids = known.unwrap_or_default().ids;
        ids.into_iter()
            .map(|id| self.invoice(id)?.ok_or(LOST))
            .collect()
    }

    /// The orders with delivered goods that no invoice has, oldest first, behind `after`, at most so many.
    pub fn orders_to_invoice(
        &self,
        after: Option<OrderNumber>,
        limit: usize,
    ) -> Result<Vec<OrderNumber>, StoreError> {
        let table = self.transaction.open_table(tables::TO_INVOICE)?;
        numbers_in(&table, after, limit)
    }

    /// Invoices, newest first, of one place or all, before `before`, as long as `each` wants more.
    pub fn walk_invoices(
        &self,
        place: Option<InvoicePlace>,
        before: Option<InvoiceId>,
        mut each: impl FnMut(Invoice) -> bool,
    ) -> Result<(), StoreError> {
        let invoices = self.transaction.open_table(tables::INVOICES)?;
        let last = before.unwrap_or(InvoiceId(u32::MAX));
        let Some(place) = place else {
            let to = last.0.to_be_bytes();
            for entry in invoices.range::<&[u8]>(..to.as_slice())?.rev() {
                let (key, bytes) = entry?;
                if !each(codec::decode("invoices", key.value(), bytes.value())?) {
                    break;
                }
            }
            return Ok(());
        };
        let places = self.transaction.open_table(tables::INVOICE_PLACES)?;
        let (from, to) = (place_key(place, InvoiceId(0)), place_key(place, last));
        for entry in places.range::<&[u8]>(from.as_slice()..to.as_slice())?.rev() {
            let (key, _) = entry?;
            let id = key.value().get(1..).ok_or(LOST)?;
            let bytes = invoices.get(id)?.ok_or(LOST)?;
            if !each(codec::decode("invoices", id, bytes.value())?) {
                break;
            }
        }
        Ok(())
    }

    /// What the posted invoices of each order add up to without tax.
    pub fn walk_invoiced(
        &self,
        mut each: impl FnMut(OrderNumber, Amount),
    ) -> Result<(), StoreError> {
        let table = self.transaction.open_table(tables::ORDER_INVOICES)?;
        for entry in table.iter()? {
            let (key, _) = entry?;
            let number = key.value().first_chunk::<4>();
            let number = number.ok_or(StoreError::Damaged {
                table: "order_invoices",
            })?;
            let number = OrderNumber(u32::from_be_bytes(*number));
            each(number, posted_untaxed(&self.invoices_of(number)?));
        }
        Ok(())
    }
}
