//! An index over keys that come in no order, written without touching a page of the file for every key.
//!
//! New keys go to a small layer, which is a few pages; when it is full they move on to larger ones, many at a time, so
//! that a page that is written takes in many of them. It is looked up in all layers, the youngest first.

use super::{StoreError, codec};
use redb::{
    ReadTransaction, ReadableTable, ReadableTableMetadata, Table, TableDefinition, WriteTransaction,
};

/// A layer: a key, and the number that it stands for with a checksum.
type Layer = TableDefinition<'static, u64, u64>;

/// Keys that are moved at a time, into the next layer: enough that several fall on each of its pages.
const MOVED: usize = 2_048;
/// Keys beyond which a layer gives some away. The last keeps all.
const FULL: [u64; 2] = [2_048, 32_768];

/// The names of an index and its layers, the youngest first.
#[derive(Clone, Copy)]
pub struct IndexOf {
    name: &'static str,
    layers: [&'static str; 3],
}

/// Amazon's reference, packed -> number of the seen order.
pub const SEEN_INDEX: IndexOf = IndexOf {
    name: "seen_index",
    layers: ["seen_index_new", "seen_index_recent", "seen_index_all"],
};

/// Blind index of name and e-mail address -> customer id.
pub const CUSTOMER_INDEX: IndexOf = IndexOf {
    name: "customer_index",
    layers: [
        "customer_index_new",
        "customer_index_recent",
        "customer_index_all",
    ],
};

/// All indexes of this kind.
pub const ALL: [IndexOf; 2] = [SEEN_INDEX, CUSTOMER_INDEX];

impl IndexOf {
    fn definitions(self) -> [Layer; 3] {
        self.layers.map(TableDefinition::new)
    }

    fn seal(self, key: u64, number: u32) -> u64 {
        let sum = codec::checksum(self.name, &key.to_be_bytes(), &number.to_be_bytes());
        u64::from(number) << 32 | u64::from(sum)
    }

    fn open(self, key: u64, sealed: u64) -> Result<u32, StoreError> {
        let number = (sealed >> 32) as u32;
        if self.seal(key, number) == sealed {
            Ok(number)
        } else {
            Err(StoreError::Damaged { table: self.name })
        }
    }

    fn find(
        self,
        layers: &[impl ReadableTable<u64, u64>],
        key: u64,
    ) -> Result<Option<u32>, StoreError> {
        for layer in layers {
            if let Some(sealed) = layer.get(key)? {
                return self.open(key, sealed.value()).map(Some);
            }
        }
        Ok(None)
    }

    /// The number of a key, in a short look at the store.
    pub(super) fn look_up(
        self,
        transaction: &ReadTransaction,
        key: u64,
    ) -> Result<Option<u32>, StoreError> {
        for definition in self.definitions() {
            let layer = transaction.open_table(definition)?;
            if let Some(number) = self.find(&[layer], key)? {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// Reads every entry; returns how many there are, and calls `damaged` for each that does not read back.
    pub(super) fn check(
        self,
        transaction: &ReadTransaction,
        mut damaged: impl FnMut(&'static str),
    ) -> Result<u64, StoreError> {
        let mut read = 0;
        for definition in self.definitions() {
            for entry in transaction.open_table(definition)?.iter()? {
                let (key, sealed) = entry?;
                read += 1;
                if self.open(key.value(), sealed.value()).is_err() {
                    damaged(self.name);
                }
            }
        }
        Ok(read)
    }
}

/// An index inside a write transaction.
pub struct LayeredIndex<'t> {
    of: IndexOf,
    layers: [Table<'t, u64, u64>; 3],
    /// The key that was written last.
    last: Option<u64>,
}

impl<'t> LayeredIndex<'t> {
    pub(super) fn open(
        transaction: &'t WriteTransaction,
        of: IndexOf,
    ) -> Result<LayeredIndex<'t>, StoreError> {
        let [new, recent, all] = of.definitions();
        Ok(LayeredIndex {
            of,
            layers: [
                transaction.open_table(new)?,
                transaction.open_table(recent)?,
                transaction.open_table(all)?,
            ],
            last: None,
        })
    }

    /// The number of a key.
    pub fn get(&self, key: u64) -> Result<Option<u32>, StoreError> {
        self.of.find(&self.layers, key)
    }

    /// Lets a key stand for a number from now on.
    pub fn put(&mut self, key: u64, number: u32) -> Result<(), StoreError> {
        self.layers[0].insert(key, self.of.seal(key, number))?;
        self.last = Some(key);
        Ok(())
    }

    /// Moves keys on where a layer is full. To be called before the transaction ends.
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        let Some(last) = self.last.take() else {
            return Ok(());
        };
        let [new, recent, all] = &mut self.layers;
        move_on(new, recent, FULL[0], last)?;
        move_on(recent, all, FULL[1], last)
    }
}

/// Moves neighbouring keys from `start` on: keys come in no order, so any place is as good as another.
fn move_on(
    from: &mut Table<'_, u64, u64>,
    to: &mut Table<'_, u64, u64>,
    full: u64,
    start: u64,
) -> Result<(), StoreError> {
    if from.len()? <= full {
        return Ok(());
    }
    let mut moved = Vec::with_capacity(MOVED);
    for entry in from.range(start..)?.chain(from.range(..start)?).take(MOVED) {
        let (key, sealed) = entry?;
        moved.push((key.value(), sealed.value()));
    }
    for (key, sealed) in moved {
        from.remove(key)?;
        to.insert(key, sealed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;
    use crate::domain::moment::Moment;
    use crate::store::{Store, StorePlace};
    use std::sync::Arc;

    #[test]
    fn keys_are_found_in_whatever_layer_with_their_latest_number() -> Result<(), StoreError> {
        let folder = tempfile::tempdir()?;
        let entropy = Arc::new(SeededEntropy::new(1));
        let store = Store::open(StorePlace::of(folder.path()), Moment::default(), entropy)?;
        let mut rng = fastrand::Rng::with_seed(5);
        let mut known = std::collections::HashMap::new();
        for round in 0..120 {
            let mut entries: Vec<(u64, u32)> =
                (0..400).map(|n| (rng.u64(..), round * 400 + n)).collect();
            // Some that are there already, from long ago or just now.
            let old: Vec<u64> = known.keys().copied().take(20).collect();
            entries.extend(old.into_iter().map(|key| (key, rng.u32(..))));
            known.extend(entries.iter().copied());
            store.write(|writing| {
                let index = &mut writing.seen_index;
                entries
                    .iter()
                    .try_for_each(|(key, number)| index.put(*key, *number))
            })?;
        }
        store.read(|reading| {
            let mut lengths = Vec::new();
            for definition in SEEN_INDEX.definitions() {
                lengths.push(reading.transaction.open_table(definition)?.len()?);
            }
            assert!(
                lengths.iter().all(|len| *len > 0),
                "all layers are in use: {lengths:?}"
            );
            assert!(
                lengths[0] <= FULL[0] + 420 && lengths[1] <= FULL[1] + MOVED as u64,
                "{lengths:?}"
            );
            for (key, number) in &known {
                let found = SEEN_INDEX.look_up(&reading.transaction, *key)?;
                assert_eq!(found, Some(*number));
            }
            assert_eq!(SEEN_INDEX.look_up(&reading.transaction, 7)?, None);
            let read = SEEN_INDEX.check(&reading.transaction, |_| unreachable!())?;
            assert!(read >= known.len() as u64);
            Ok(())
        })
    }

    #[test]
    fn a_flipped_bit_is_noticed() -> Result<(), StoreError> {
        let sealed = SEEN_INDEX.seal(11, 12);
        assert_eq!(SEEN_INDEX.open(11, sealed)?, 12);
        for bit in 0..64 {
            assert!(SEEN_INDEX.open(11, sealed ^ 1 << bit).is_err(), "bit {bit}");
        }
        assert!(SEEN_INDEX.open(10, sealed).is_err());
        assert!(CUSTOMER_INDEX.open(11, sealed).is_err());
        Ok(())
    }
}
