//! Locations, stock moves and the quantities that they make.

use super::counters::Counter;
use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::ids::{Location, MoveId, ProductId};
use crate::domain::location::{KnownLocation, LocationKind};
use crate::domain::picking::{Picking, PickingState};
use crate::domain::product::Product;
use crate::domain::stock_move::StockMove;
use redb::ReadableTable;
use std::collections::BTreeMap;
use std::ops::Bound;

/// A quantity of a product at a location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The location.
    pub location: Location,
    /// The product.
    pub product: ProductId,
    /// Pieces; may be below zero.
    pub quantity: i64,
}

impl Level {
    /// The level of an entry.
    pub(super) fn of(key: &[u8], value: &[u8]) -> Result<Level, StoreError> {
        let damaged = || StoreError::Damaged { table: "levels" };
        let (location, product) = keys::level_of(key).ok_or_else(damaged)?;
        Ok(Level {
            location: Location(location.to_owned()),
            product: ProductId(product),
            quantity: codec::decode("levels", key, value)?,
        })
    }
}

impl Writing<'_> {
    /// What a location is; none if there is none of that name.
    pub fn location_kind(
        &mut self,
        location: &Location,
    ) -> Result<Option<LocationKind>, StoreError> {
        if let Some(kinds) = &self.kinds {
            return Ok(kinds.get(location).copied());
        }
        let kinds = kinds_in(self.locations.table())?;
        let kind = kinds.get(location).copied();
        self.kinds = Some(kinds);
        Ok(kind)
    }

    /// Makes a location.
    pub fn put_location(
        &mut self,
        location: &Location,
        kind: LocationKind,
    ) -> Result<(), StoreError> {
        self.locations.put(location.as_str().as_bytes(), &kind)?;
        self.kinds = None;
        self.changes.stock = true;
        Ok(())
    }

    /// The quantity of a product at a location.
    pub fn level(&self, location: &Location, product: ProductId) -> Result<i64, StoreError> {
        self.levels.get(&keys::level(location.as_str(), product.0))
    }

    /// Pieces of a product that ready pickings need.
    pub fn reserved(&self, product: ProductId) -> Result<i64, StoreError> {
        self.reserved.get(&product.0.to_be_bytes())
    }

    /// Adds what a picking needs, or takes it away, as long as it is to be packed.
    pub(super) fn reserve(&mut self, picking: &Picking, sign: i64) -> Result<(), StoreError> {
        if picking.state != PickingState::Ready {
            return Ok(());
        }
        for line in &picking.lines {
            if line.product == Product::PLACEHOLDER {
                continue;
            }
            let key = line.product.0.to_be_bytes();
            let before = self.reserved.get(&key)?;
            let change = sign.saturating_mul(i64::from(line.demand));
            self.reserved
                .set(key.to_vec(), before.saturating_add(change));
        }
        Ok(())
    }

    /// Records a stock move and what it does to the quantities. Moves are never changed.
    ///
    /// A quantity below zero at a location of Amazon's is counted as a problem (product rule K2).
    pub fn record_move(&mut self, stock_move: &StockMove) -> Result<(), StoreError> {
        self.moves.put(&stock_move.id.0.to_be_bytes(), stock_move)?;
        self.count(Counter::Moves, 1);
        let quantity = i64::from(stock_move.quantity);
        for (location, change) in [(&stock_move.from, -quantity), (&stock_move.to, quantity)] {
            let key = keys::level(location.as_str(), stock_move.product.0);
            let before = self.levels.get(&key)?;
            let after = before
                .checked_add(change)
                .ok_or(StoreError::Exhausted("a quantity is too large"))?;
            self.levels.set(key, after);
            if self.location_kind(location)? == Some(LocationKind::Amazon) {
                let negative = i64::from(after < 0) - i64::from(before < 0);
                self.count(Counter::NegativeAtAmazon, negative);
            }
        }
        self.changes.moves.push(stock_move.clone());
        Ok(())
    }

    /// Counts anew what is negative at Amazon, after more locations became known as Amazon's.
    pub(super) fn recount_negative(&mut self) -> Result<(), StoreError> {
        let kinds = kinds_in(self.locations.table())?;
        let mut negative = 0;
        for entry in self.levels.table()?.iter()? {
            let (key, value) = entry?;
            let level = Level::of(key.value(), value.value())?;
            negative += i64::from(
                level.quantity < 0 && kinds.get(&level.location) == Some(&LocationKind::Amazon),
            );
        }
        let counted = self.counts()?[Counter::NegativeAtAmazon as usize];
        self.count(Counter::NegativeAtAmazon, negative - counted);
        Ok(())
    }
}

/// Every location with what it is.
pub(super) fn kinds_in(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
) -> Result<BTreeMap<Location, LocationKind>, StoreError> {
    let mut kinds = BTreeMap::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        let name = std::str::from_utf8(key.value())
            .map_err(|_| StoreError::Damaged { table: "locations" })?;
        let kind = codec::decode("locations", key.value(), value.value())?;
        kinds.insert(Location::from(name), kind);
    }
    Ok(kinds)
}

impl Reading<'_> {
    /// A stock move.
    pub fn stock_move(&self, id: MoveId) -> Result<Option<StockMove>, StoreError> {
        let key = id.0.to_be_bytes();
        match self
            .transaction
            .open_table(tables::MOVES)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("moves", &key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }

    /// At most so many stock moves behind this one, in the order of recording.
    pub fn moves_after(
        &self,
        after: Option<MoveId>,
        most: usize,
    ) -> Result<Vec<StockMove>, StoreError> {
        let table = self.transaction.open_table(tables::MOVES)?;
        let key = after.map(|id| id.0.to_be_bytes());
        let from = match &key {
            Some(key) => Bound::Excluded(key.as_slice()),
            None => Bound::Unbounded,
        };
        table
            .range::<&[u8]>((from, Bound::Unbounded))?
            .take(most)
            .map(|entry| {
                let (key, value) = entry?;
                codec::decode("moves", key.value(), value.value())
            })
            .collect()
    }

    /// At most so many stock moves before this one, newest first.
    pub fn moves_before(
        &self,
        before: Option<MoveId>,
        most: usize,
    ) -> Result<Vec<StockMove>, StoreError> {
        let table = self.transaction.open_table(tables::MOVES)?;
        let key = before.map(|id| id.0.to_be_bytes());
        let until = match &key {
            Some(key) => Bound::Excluded(key.as_slice()),
            None => Bound::Unbounded,
        };
        table
            .range::<&[u8]>((Bound::Unbounded, until))?
            .rev()
            .take(most)
            .map(|entry| {
                let (key, value) = entry?;
                codec::decode("moves", key.value(), value.value())
            })
            .collect()
    }

    /// The quantity of a product at a location.
    pub fn level(&self, location: &Location, product: ProductId) -> Result<i64, StoreError> {
        let key = keys::level(location.as_str(), product.0);
        match self
            .transaction
            .open_table(tables::LEVELS)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("levels", &key, bytes.value()),
            None => Ok(0),
        }
    }

    /// All locations.
    pub fn locations(&self) -> Result<Vec<KnownLocation>, StoreError> {
        let kinds = kinds_in(&self.transaction.open_table(tables::LOCATIONS)?)?;
        Ok(kinds
            .into_iter()
            .map(|(location, kind)| KnownLocation { location, kind })
            .collect())
    }

    /// The quantities at a location, or at all of them; where nothing ever moved there is none.
    pub fn levels(&self, location: Option<&Location>) -> Result<Vec<Level>, StoreError> {
        let table = self.transaction.open_table(tables::LEVELS)?;
        let (low, high) = match location {
            Some(place) => (
                Bound::Included(keys::level(place.as_str(), 0)),
                Bound::Included(keys::level(place.as_str(), u32::MAX)),
            ),
            None => (Bound::Unbounded, Bound::Unbounded),
        };
        let (low, high) = (low.as_ref(), high.as_ref());
        table
            .range::<&[u8]>((low.map(Vec::as_slice), high.map(Vec::as_slice)))?
            .map(|entry| {
                let (key, value) = entry?;
                Level::of(key.value(), value.value())
            })
            .collect()
    }

    /// Whether anything ever lay at a location, or was missed there.
    pub fn has_levels(&self, location: &Location) -> Result<bool, StoreError> {
        let (low, high) = (
            keys::level(location.as_str(), 0),
            keys::level(location.as_str(), u32::MAX),
        );
        let table = self.transaction.open_table(tables::LEVELS)?;
        let mut found = table.range::<&[u8]>(low.as_slice()..=high.as_slice())?;
        Ok(found.next().transpose()?.is_some())
    }

    /// Pieces of a product that ready pickings need.
    pub fn reserved_of(&self, product: ProductId) -> Result<i64, StoreError> {
        let key = product.0.to_be_bytes();
        match self
            .transaction
            .open_table(tables::RESERVED)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("reserved", &key, bytes.value()),
            None => Ok(0),
        }
    }

    /// Pieces that ready pickings need, by product.
    pub fn reserved(&self) -> Result<BTreeMap<ProductId, i64>, StoreError> {
        let mut reserved = BTreeMap::new();
        for entry in self.transaction.open_table(tables::RESERVED)?.iter()? {
            let (key, value) = entry?;
            let damaged = || StoreError::Damaged { table: "reserved" };
            let product = key.value().try_into().map_err(|_| damaged())?;
            let pieces: i64 = codec::decode("reserved", key.value(), value.value())?;
            if pieces != 0 {
                reserved.insert(ProductId(u32::from_be_bytes(product)), pieces);
            }
        }
        Ok(reserved)
    }
}
