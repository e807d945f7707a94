//! The self-check: recomputes what must always hold (product section 16) from the records themselves.
//!
//! It goes through the store in short looks, so that a large store is not kept from reusing its pages while orders come in.
//! What it says of a record held when it looked at that record, together with all that belongs to it. Sums over all
//! records are compared at one moment: stock moves never change and the last look takes in those that came meanwhile;
//! counters that differ, as they do when something was written meanwhile, are counted again in a single look.

use super::books::{InvoicePlace, check_books, check_waiting};
use super::counters::{self, Counter, Counts};
use super::layered_index::{self, SEEN_INDEX};
use super::stock::Level;
use super::tables::TableOf;
use super::{Reading, Store, StoreError, codec, keys, tables};
use crate::domain::books::invoice::Invoice;
use crate::domain::failed_order::FailedOrder;
use crate::domain::ids::{Location, PickingNumber};
use crate::domain::location::LocationKind;
use crate::domain::notice::Notice;
use crate::domain::order::{LineKind, OrderBody, OrderHead};
use crate::domain::picking::{Picking, PickingState};
use crate::domain::product::Product;
use crate::domain::seen_order::{Decision, SeenOrder};
use crate::vault::VaultError;
use std::collections::BTreeMap;
use std::ops::Bound;

/// What a self-check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Records looked at.
    pub records: u64,
    /// For each check its name, and what is wrong; nothing if all is well.
    pub checks: Vec<(&'static str, Vec<String>)>,
}

/// Records in one short look at the store.
pub(super) const PIECE: usize = 4_096;

/// At most so many examples of one kind of trouble.
const EXAMPLES: usize = 10;

pub(super) struct Findings {
    wrong: Vec<String>,
    more: usize,
}

impl Findings {
    pub(super) fn new() -> Findings {
        Findings {
            wrong: Vec::new(),
            more: 0,
        }
    }
    pub(super) fn add(&mut self, what: impl FnOnce() -> String) {
        if self.wrong.len() < EXAMPLES {
            self.wrong.push(what());
        } else {
            self.more += 1;
        }
    }
    pub(super) fn done(mut self) -> Vec<String> {
        if self.more > 0 {
            self.wrong.push(format!("and {} more", self.more));
        }
        self.wrong
    }
}

/// A record as it lies there: the look that found it, its key, its bytes.
pub(super) type Each<'e> = dyn FnMut(&Reading<'_>, &[u8], &[u8]) -> Result<(), StoreError> + 'e;

impl Store {
    /// Checks the whole store, while others may write.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let mut verified = Verified::default();
        let damaged = self.verify_checksums(&mut verified.records)?;
        let intact = damaged.is_empty();
        verified.checks.push(("checksums", damaged));
        if !intact {
            return Ok(verified);
        }
        let personal = self.verify_personal(&mut verified.records)?;
        verified.checks.push(("personal data", personal));
        let (orders, lines) = self.verify_orders()?;
        verified.checks.push(("orders once", orders));
        verified
            .checks
            .push(("delivered + open + cancelled = ordered", lines));
        verified.checks.push(("seen orders", self.verify_seen()?));
        verified.checks.push(("pickings", self.verify_pickings()?));
        verified.checks.push(("notices", self.verify_notices()?));
        verified
            .checks
            .push(("stock is the sum of its moves", self.verify_stock()?));
        verified
            .checks
            .push(("reserved is what pickings need", self.verify_reserved()?));
        verified
            .checks
            .push(("transfers", self.verify_transfers()?));
        verified
            .checks
            .push(("financial transactions", self.verify_transactions()?));
        verified.checks.extend(self.read(check_books)?);
        verified.checks.push(("counters", self.verify_counters()?));
        Ok(verified)
    }

    /// Every record of a table, in short looks.
    pub(super) fn walk(&self, table: TableOf, each: &mut Each<'_>) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            after = self.read(|reading| reading.piece(table, after.as_deref(), PIECE, each))?;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    fn verify_checksums(&self, records: &mut u64) -> Result<Vec<String>, StoreError> {
        let mut damaged = Findings::new();
        for (name, table) in tables::ALL {
            // Sealed, or without content.
            if matches!(
                *name,
                "secrets"
                    | "personal"
                    | "customers"
                    | "open_pickings"
                    | "open_transfers"
                    | "notice_places"
                    | "entry_days"
                    | "open_items"
                    | "match_credits"
                    | "invoice_places"
                    | "to_invoice"
            ) {
                continue;
            }
            self.walk(*table, &mut |_, key, bytes| {
                *records += 1;
                if !codec::is_whole(name, key, bytes) {
                    damaged.add(|| format!("a record in {name} does not read back"));
                }
                Ok(())
            })?;
        }
        for index in layered_index::ALL {
            *records += self.read(|reading| {
                index.check(&reading.transaction, |name| {
                    damaged.add(|| format!("an entry of {name} does not read back"));
                })
            })?;
        }
        Ok(damaged.done())
    }

    fn verify_personal(&self, records: &mut u64) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        for (name, table) in [
            ("personal", tables::PERSONAL),
            ("customers", tables::CUSTOMERS),
        ] {
            self.walk(table, &mut |reading, key, bytes| {
                *records += 1;
                match reading.vault.open(&super::keys_place(name, key), bytes) {
                    // Erased on purpose: nothing is wrong.
                    Ok(_) | Err(VaultError::Erased { .. }) => {}
                    Err(error) => wrong.add(|| format!("a record in {name}: {error}")),
                }
                Ok(())
            })?;
        }
        Ok(wrong.done())
    }

    fn verify_orders(&self) -> Result<(Vec<String>, Vec<String>), StoreError> {
        let (mut once, mut balance) = (Findings::new(), Findings::new());
        self.walk(tables::ORDERS, &mut |reading, key, bytes| {
            let head: OrderHead = codec::decode("orders", key, bytes)?;
            if keys::order_of(key) != Some(head.key())
                || reading.key_of_number(head.number)? != Some(head.key())
            {
                once.add(|| format!("{} is not found under its number", head.number));
            }
            if reading.seen(head.reference)?.and_then(|s| s.order) != Some(head.key()) {
                once.add(|| format!("{} is not the order of {}", head.number, head.reference));
            }
            match reading.transaction.open_table(tables::BODIES)?.get(key)? {
                None => once.add(|| format!("{} has no lines", head.number)),
                Some(body) => {
                    let body: OrderBody = codec::decode("bodies", key, body.value())?;
                    check_balance(&head, &body, &mut balance);
                    check_waiting(reading, &head, &body, &mut once)?;
                }
            }
            Ok(())
        })?;
        Ok((once.done(), balance.done()))
    }

    fn verify_seen(&self) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        self.walk(tables::SEEN, &mut |reading, key, bytes| {
            let seen: SeenOrder = codec::decode("seen_orders", key, bytes)?;
            let number = SEEN_INDEX.look_up(&reading.transaction, seen.reference.packed())?;
            if number.is_none_or(|number| number.to_be_bytes() != key) {
                wrong.add(|| format!("{} is not found under its reference", seen.reference));
            }
            match seen.order {
                Some(order) if reading.order_head(order)?.is_none() => {
                    wrong.add(|| format!("the order of {} is missing", seen.reference))
                }
                None if seen.decision == Decision::Imported => {
                    wrong.add(|| format!("{} has no order", seen.reference))
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(wrong.done())
    }

    fn verify_pickings(&self) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        self.walk(tables::PICKINGS, &mut |reading, key, bytes| {
            let picking: Picking = codec::decode("pickings", key, bytes)?;
            let place = keys::open_picking(picking.ship_by, picking.number);
            let open = reading.transaction.open_table(tables::OPEN_PICKINGS)?;
            let listed = open.get(place.as_slice())?.is_some();
            if listed != (picking.state == PickingState::Ready) {
                wrong.add(|| {
                    format!(
                        "{} is not where it should be among the open ones",
                        picking.number
                    )
                });
            }
            Ok(())
        })?;
        self.walk(tables::OPEN_PICKINGS, &mut |reading, key, _| {
            let number = key
                .last_chunk::<4>()
                .map(|n| PickingNumber(u32::from_be_bytes(*n)));
            let picking = number.map(|n| reading.picking(n)).transpose()?.flatten();
            let there = picking.is_some_and(|picking| {
                picking.state == PickingState::Ready
                    && keys::open_picking(picking.ship_by, picking.number) == key
            });
            if !there {
                wrong.add(|| "an open picking is listed and does not exist".to_owned());
            }
            Ok(())
        })?;
        Ok(wrong.done())
    }

    fn verify_counters(&self) -> Result<Vec<String>, StoreError> {
        let kinds = self.read(|r| r.location_kinds())?;
        let mut counted: Counts = [0; counters::COUNT];
        for (name, table) in COUNTED {
            self.walk(*table, &mut |_, key, bytes| {
                count(name, key, bytes, &kinds, &mut counted)
            })?;
        }
        let mut kept = self.read(|r| r.counts())?;
        if kept != counted {
            // Whatever was written meanwhile makes them differ, so only one look can tell.
            (kept, counted) = self.read(|r| r.counts_and_recount())?;
        }
        let mut wrong = Findings::new();
        for counter in Counter::ALL {
            let (kept, counted) = (kept[*counter as usize], counted[*counter as usize]);
            if kept != counted {
                wrong.add(|| format!("{counter:?} is kept as {kept} and counts {counted}"));
            }
        }
        Ok(wrong.done())
    }
}

fn check_balance(head: &OrderHead, body: &OrderBody, balance: &mut Findings) {
    for line in &body.lines {
        let places = u64::from(line.delivered) + u64::from(line.open()) + u64::from(line.cancelled);
        if places != u64::from(line.quantity) && line.kind == LineKind::Product {
            balance.add(|| {
                format!(
                    "{}: a line of {} has {} delivered and {} cancelled",
                    head.number, line.quantity, line.delivered, line.cancelled
                )
            });
        }
        if line.untaxed.plus(line.tax) != Some(line.total) {
            balance.add(|| format!("{}: a line's tax does not add up", head.number));
        }
    }
}

/// The tables whose records are counted.
const COUNTED: &[(&str, TableOf)] = &[
    ("orders", tables::ORDERS),
    ("seen_orders", tables::SEEN),
    ("customers", tables::CUSTOMERS),
    ("products", tables::PRODUCTS),
    ("pickings", tables::PICKINGS),
    ("notices", tables::NOTICES),
    ("moves", tables::MOVES),
    ("levels", tables::LEVELS),
    ("failed", tables::FAILED),
    ("to_invoice", tables::TO_INVOICE),
    ("invoices", tables::INVOICES),
];

/// What a record adds to the counters; `kinds` tells what the locations are.
fn count(
    table: &'static str,
    key: &[u8],
    bytes: &[u8],
    kinds: &BTreeMap<Location, LocationKind>,
    counts: &mut Counts,
) -> Result<(), StoreError> {
    let mut add = |counter: Counter, on: bool| counts[counter as usize] += i64::from(on);
    match table {
        "orders" => {
            let head: OrderHead = codec::decode(table, key, bytes)?;
            counters::of_order(&head, 1, counts);
        }
        "seen_orders" => {
            let seen: SeenOrder = codec::decode(table, key, bytes)?;
            counters::of_seen(&seen, 1, counts);
        }
        "pickings" => {
            let picking: Picking = codec::decode(table, key, bytes)?;
            super::pickings::count(&picking, counts);
        }
        "notices" => {
            let notice: Notice = codec::decode(table, key, bytes)?;
            super::notices::count(&notice, 1, counts);
        }
        "products" => {
            let product: Product = codec::decode(table, key, bytes)?;
            add(Counter::Products, true);
            add(Counter::ProductsUnreviewed, !product.reviewed);
        }
        "failed" => {
            let failed: FailedOrder = codec::decode(table, key, bytes)?;
            add(Counter::Failed, failed.dismissed.is_none());
        }
        "levels" => {
            let level = Level::of(key, bytes)?;
            let at_amazon = kinds.get(&level.location) == Some(&LocationKind::Amazon);
            add(Counter::NegativeAtAmazon, level.quantity < 0 && at_amazon);
        }
        "moves" => add(Counter::Moves, true),
        "to_invoice" => add(Counter::OrdersToInvoice, true),
        "invoices" => {
            let invoice: Invoice = codec::decode(table, key, bytes)?;
            let place = InvoicePlace::of(&invoice);
            add(Counter::InvoiceDrafts, place == InvoicePlace::Draft);
            add(Counter::InvoicesOpen, place == InvoicePlace::Open);
        }
        _ => add(Counter::Customers, true),
    }
    Ok(())
}

impl Reading<'_> {
    /// At most so many records of a table behind a key; the last key, if there may be more.
    pub(super) fn piece(
        &self,
        table: TableOf,
        after: Option<&[u8]>,
        most: usize,
        each: &mut Each<'_>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let table = match self.transaction.open_table(table) {
            Ok(table) => table,
            // A table that came with a newer build is made by the first write.
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut looked_at = 0;
        for entry in table.range::<&[u8]>((from, Bound::Unbounded))? {
            let (key, value) = entry?;
            each(self, key.value(), value.value())?;
            looked_at += 1;
            if looked_at == most {
                return Ok(Some(key.value().to_vec()));
            }
        }
        Ok(None)
    }

    /// The counters as they are kept, and as they count at the same moment.
    fn counts_and_recount(&self) -> Result<(Counts, Counts), StoreError> {
        let kinds = self.location_kinds()?;
        let mut counted: Counts = [0; counters::COUNT];
        for (name, table) in COUNTED {
            self.piece(*table, None, usize::MAX, &mut |_, key, bytes| {
                count(name, key, bytes, &kinds, &mut counted)
            })?;
        }
        Ok((self.counts()?, counted))
    }
}
