//! The books: entries, open items, invoices, payments, bills, bank statements. Whatever belongs together is written in one
//! transaction: an entry with its number, the balances, its open items; a match with both residuals and what they pay.

mod bills;
mod entries;
mod invoices;
mod items;
mod payments;
mod settings;
mod statements;
mod verify;

pub use entries::{Balance, EntryFilter, PeriodClosed};
pub use invoices::{InvoicePlace, OrderInvoices};
pub use settings::BooksSettings;
pub(super) use verify::{check_books, check_waiting};

use super::{Reading, StoreError, codec, tables};
use redb::ReadableTable;
use serde::de::DeserializeOwned;

/// All records of a table under keys from `from` on, as long as `each` wants more.
fn walk<T: DeserializeOwned>(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    name: &'static str,
    mut each: impl FnMut(&[u8], T) -> bool,
) -> Result<(), StoreError> {
    for entry in table.iter()? {
        let (key, value) = entry?;
        let record = codec::decode(name, key.value(), value.value())?;
        if !each(key.value(), record) {
            break;
        }
    }
    Ok(())
}

/// A record of a table, in a look at the store.
fn record<T: DeserializeOwned>(
    reading: &Reading<'_>,
    table: tables::TableOf,
    name: &'static str,
    key: &[u8],
) -> Result<Option<T>, StoreError> {
    match reading.transaction.open_table(table)?.get(key)? {
        Some(bytes) => codec::decode(name, key, bytes.value()).map(Some),
        None => Ok(None),
    }
}
