//! Quantities by location and product, as they change within a transaction.

use super::StoreError;
use super::writing::Opened;
use redb::ReadableTable;
use std::collections::BTreeMap;

/// The quantities inside a write transaction. Orders of one page change the same ones over and over: each is written once.
pub struct Levels<'t> {
    table: Opened<'t>,
    changed: BTreeMap<Vec<u8>, i64>,
}

impl<'t> Levels<'t> {
    pub(super) fn of(table: Opened<'t>) -> Levels<'t> {
        Levels {
            table,
            changed: BTreeMap::new(),
        }
    }

    /// A quantity; zero where nothing ever moved.
    pub fn get(&self, key: &[u8]) -> Result<i64, StoreError> {
        match self.changed.get(key) {
            Some(quantity) => Ok(*quantity),
            None => Ok(self.table.get(key)?.unwrap_or(0)),
        }
    }

    /// Sets a quantity.
    pub fn set(&mut self, key: Vec<u8>, quantity: i64) {
        self.changed.insert(key, quantity);
    }

    /// Writes what changed. To be called before the transaction ends.
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        for (key, quantity) in std::mem::take(&mut self.changed) {
            self.table.put(&key, &quantity)?;
        }
        Ok(())
    }

    /// The table with all that changed so far, for walks.
    pub(super) fn table(
        &mut self,
    ) -> Result<&impl ReadableTable<&'static [u8], &'static [u8]>, StoreError> {
        self.settle()?;
        Ok(self.table.table())
    }
}
