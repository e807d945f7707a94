//! Formats of the store, and the way from an older one to today's.

use super::{Reading, Store, StoreError, codec, tables};
use crate::domain::product::Product;

/// Format of the whole store that this build writes.
pub const STORE_FORMAT: u32 = 1;

const FORMAT_KEY: &[u8] = b"format";

/// A step from one format to the next, in the transaction that also writes the new format number.
type Step = fn(&mut super::Writing<'_>) -> Result<(), StoreError>;

/// The steps in order: the first makes format 1 out of an empty file, each next one format more.
const STEPS: &[Step] = &[make_empty_store];

/// Brings the store to today's format, step by step; refuses one that a newer build wrote.
pub(super) fn bring_up_to_date(store: &Store) -> Result<(), StoreError> {
    let found = store.read(format_of)?;
    refuse_newer(found)?;
    for (format, step) in (1u32..).zip(STEPS).skip(found as usize) {
        store.write(|writing| {
            step(writing)?;
            writing.meta.put(FORMAT_KEY, &format).map(|_| ())
        })?;
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

fn make_empty_store(writing: &mut super::Writing<'_>) -> Result<(), StoreError> {
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
