//! Formats of the store, and the way from an older one to today's.

mod format_3;

use super::writing::{Opened, Sequence};
use super::{Reading, Store, StoreError, Writing, codec, tables};
use crate::domain::books::invoice::waits_for_invoice;
use crate::domain::ids::CustomerId;
use crate::domain::order::{OrderBody, OrderHead};
use crate::domain::product::Product;
use crate::domain::seen_order::SeenOrder;
use redb::ReadableTable;

/// Format of the whole store that this build writes.
pub const STORE_FORMAT: u32 = 4;

const FORMAT_KEY: &[u8] = b"format";

/// A step from one format to the next, in the transaction that also writes the new format number.
struct Step {
    /// Records with a new layout, by table: each is read as it was written before, and given back as it is to be now.
    records: &'static [(TableIn, Rewrite)],
    /// What else there is to do, once all records have their new layout.
    work: fn(&mut Writing<'_>) -> Result<(), StoreError>,
}

/// A table among those of a write transaction.
type TableIn = for<'w, 't> fn(&'w mut Writing<'t>) -> &'w mut Opened<'t>;

/// From a record's bytes in the layout before to those in the new one; `None` if they make no sense.
type Rewrite = fn(&[u8]) -> Option<Vec<u8>>;

/// The steps in order: the first makes format 1 out of an empty file, each next one format more.
const STEPS: &[Step] = &[
    Step {
        records: &[],
        work: make_empty_store,
    },
    Step {
        records: &[],
        work: index_in_layers,
    },
    Step {
        records: &[
            (|writing| &mut writing.moves, format_3::move_of_format_2),
            (
                |writing| &mut writing.products,
                format_3::product_of_format_2,
            ),
        ],
        work: format_3::know_locations,
    },
    Step {
        records: &[],
        work: find_what_waits_for_invoices,
    },
];

/// Brings the store to today's format, step by step; refuses one that a newer build wrote.
pub(super) fn bring_up_to_date(store: &Store) -> Result<(), StoreError> {
    let found = store.read(format_of)?;
    refuse_newer(found)?;
    take_steps(store, found, STEPS)
}

fn take_steps(store: &Store, found: u32, steps: &[Step]) -> Result<(), StoreError> {
    for (format, step) in (1u8..).zip(steps).skip(found as usize) {
        store.write(|writing| {
            for (table, rewrite) in step.records {
                rewrite_all(table(writing), format, *rewrite)?;
            }
            (step.work)(writing)?;
            writing.meta.put(FORMAT_KEY, &u32::from(format)).map(|_| ())
        })?;
    }
    Ok(())
}

/// Gives every record of a table the layout of this format. A damaged one stops the step, and with it the start: what
/// can't be read can't be brought over.
fn rewrite_all(table: &mut Opened<'_>, format: u8, rewrite: Rewrite) -> Result<(), StoreError> {
    let name = table.name();
    let damaged = || StoreError::Damaged { table: name };
    let mut after: Option<Vec<u8>> = None;
    while let Some((key, bytes)) = table.next_raw(after.as_deref())? {
        let (layout, record) = codec::decode_raw(name, &key, &bytes)?;
        if layout < format {
            let record = rewrite(record).ok_or_else(damaged)?;
            table.put_raw(&key, &codec::encode_raw(name, &key, format, &record))?;
        }
        after = Some(key);
    }
    Ok(())
}

/// Fails unless the store has today's format.
pub(super) fn check(reading: &Reading<'_>) -> Result<(), StoreError> {
    match format_of(reading)? {
        0 => Err(StoreError::Absent),
        found => refuse_newer(found),
    }
}

fn refuse_newer(found: u32) -> Result<(), StoreError> {
    if found > STORE_FORMAT {
        return Err(StoreError::TooNew {
            found,
            known: STORE_FORMAT,
        });
    }
    Ok(())
}

fn format_of(reading: &Reading<'_>) -> Result<u32, StoreError> {
    let table = match reading.transaction.open_table(tables::META) {
        Ok(table) => table,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(0),
        Err(error) => return Err(error.into()),
    };
    match table.get(FORMAT_KEY)? {
        Some(bytes) => codec::decode("meta", FORMAT_KEY, bytes.value()),
        None => Ok(0),
    }
}

fn make_empty_store(writing: &mut Writing<'_>) -> Result<(), StoreError> {
    let placeholder = Product::placeholder();
    writing
        .products
        .put(&placeholder.id.0.to_be_bytes(), &placeholder)?;
    writing
        .product_references
        .put(placeholder.reference.as_bytes(), &placeholder.id)?;
    writing.count(super::counters::Counter::Products, 1);
    Ok(())
}

/// Format 1 kept seen orders under their references, and customers under twelve bytes of their index.
fn index_in_layers(writing: &mut Writing<'_>) -> Result<(), StoreError> {
    let old_seen = tables::TableOf::new("seen");
    for entry in writing.transaction.open_table(old_seen)?.iter()? {
        let (key, value) = entry?;
        let seen: SeenOrder = codec::decode("seen", key.value(), value.value())?;
        let number = writing.take(Sequence::Seen, 1)? as u32;
        writing.seen.put(&number.to_be_bytes(), &seen)?;
        writing.seen_index.put(seen.reference.packed(), number)?;
    }
    let old_customers = tables::TableOf::new("customer_index");
    for entry in writing.transaction.open_table(old_customers)?.iter()? {
        let (key, value) = entry?;
        let id: CustomerId = codec::decode("customer_index", key.value(), value.value())?;
        if let Some(index) = key.value().first_chunk() {
            writing
                .customer_index
                .put(u64::from_be_bytes(*index), id.0)?;
        }
    }
    writing.transaction.delete_table(old_seen)?;
    writing.transaction.delete_table(old_customers)?;
    Ok(())
}

/// Format 4 has the books: what was delivered before waits for an invoice. Their tables are made by opening them.
fn find_what_waits_for_invoices(writing: &mut Writing<'_>) -> Result<(), StoreError> {
    let mut after: Option<Vec<u8>> = None;
    while let Some((key, _)) = writing.orders.next_raw(after.as_deref())? {
        let head: OrderHead = match writing.orders.get(&key) {
            Ok(Some(head)) => head,
            // A damaged order is shown as one, and `verify` tells of it; it must not keep the others from being brought over.
            Ok(None) | Err(StoreError::Damaged { .. }) => {
                after = Some(key);
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Ok(Some(body)) = writing.bodies.get::<OrderBody>(&key)
            && waits_for_invoice(&head, &body, 0)
        {
            writing.wait_for_invoice(head.number)?;
        }
        after = Some(key);
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
