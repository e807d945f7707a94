//! Carriers that were made here.

use super::{Reading, StoreError, Writing, codec, tables};
use crate::domain::own_carrier::OwnCarrier;
use redb::ReadableTable;

impl Writing<'_> {
    /// Writes a carrier of our own.
    pub fn put_own_carrier(&mut self, carrier: &OwnCarrier) -> Result<(), StoreError> {
        self.changes.deliveries = true;
        self.carriers
            .put(carrier.name.as_bytes(), carrier)
            .map(|_| ())
    }

    /// Takes a carrier of our own away; says whether there was one.
    pub fn remove_own_carrier(&mut self, name: &str) -> Result<bool, StoreError> {
        self.changes.deliveries = true;
        self.carriers.remove(name.as_bytes())
    }
}

impl Reading<'_> {
    /// The carriers of our own, by name.
    pub fn own_carriers(&self) -> Result<Vec<OwnCarrier>, StoreError> {
        let mut all = Vec::new();
        for entry in self.transaction.open_table(tables::CARRIERS)?.iter()? {
            let (key, value) = entry?;
            all.push(codec::decode("carriers", key.value(), value.value())?);
        }
        Ok(all)
    }
}
