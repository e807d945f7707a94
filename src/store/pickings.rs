//! Pickings.

use super::counters::{Counter, Counts, figure};
use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::ids::{AccountId, PickingNumber};
use crate::domain::moment::Moment;
use crate::domain::picking::{Hold, Picking, PickingState};
use crate::domain::reference::AmazonOrderRef;
use redb::ReadableTable;

/// What a picking adds to the counters.
pub(super) fn count(picking: &Picking, counts: &mut Counts) {
    add(picking, 1, counts);
}

fn add(picking: &Picking, sign: i64, counts: &mut Counts) {
    counts[Counter::Pickings as usize] += sign;
    counts[Counter::PickingsReady as usize] +=
        sign * i64::from(picking.state == PickingState::Ready);
}

impl Writing<'_> {
    /// A picking.
    pub fn picking(&self, number: PickingNumber) -> Result<Option<Picking>, StoreError> {
        self.pickings.get(&number.0.to_be_bytes())
    }

    /// Writes a picking with its place among the open ones.
    pub fn put_picking(&mut self, picking: &Picking) -> Result<(), StoreError> {
        let key = picking.number.0.to_be_bytes();
        if let Some(old) = self.pickings.get::<Picking>(&key)? {
            if old == *picking {
                return Ok(());
            }
            self.recount(|counts| add(&old, -1, counts));
            self.reserve(&old, -1)?;
            if old.state == PickingState::Ready {
                self.open_pickings
                    .remove(&keys::open_picking(old.ship_by, old.number))?;
            }
        }
        self.recount(|counts| add(picking, 1, counts));
        self.reserve(picking, 1)?;
        self.changes.deliveries = true;
        if picking.state == PickingState::Ready {
            self.open_pickings
                .put_raw(&keys::open_picking(picking.ship_by, picking.number), &[])?;
        }
        self.pickings.put(&key, picking).map(|_| ())
    }
}

impl Reading<'_> {
    /// A picking.
    pub fn picking(&self, number: PickingNumber) -> Result<Option<Picking>, StoreError> {
        let key = number.0.to_be_bytes();
        match self
            .transaction
            .open_table(tables::PICKINGS)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("pickings", &key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }

    /// Orders of an account whose ready picking is held for an incomplete address, and that Amazon has not shown since
    /// `shown_before`; the most urgent first, at most `limit`.
    pub fn incomplete_addresses(
        &self,
        account: AccountId,
        shown_before: Moment,
        limit: usize,
    ) -> Result<Vec<AmazonOrderRef>, StoreError> {
        let mut found = Vec::new();
        if figure(&self.counts()?, Counter::AddressIncomplete) == 0 {
            return Ok(found);
        }
        let pickings = self.transaction.open_table(tables::PICKINGS)?;
        for entry in self.transaction.open_table(tables::OPEN_PICKINGS)?.iter()? {
            let (place, _) = entry?;
            let key = place.value().last_chunk::<4>().copied().unwrap_or_default();
            let Some(bytes) = pickings.get(key.as_slice())? else {
                continue;
            };
            let picking: Picking = codec::decode("pickings", &key, bytes.value())?;
            if picking.account != account || picking.hold != Some(Hold::AddressIncomplete) {
                continue;
            }
            if self
                .seen(picking.reference)?
                .is_some_and(|seen| seen.last_seen < shown_before)
            {
                found.push(picking.reference);
                if found.len() >= limit {
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Ready pickings that must leave before `until`, from `from` on (from the beginning of time, if none).
    pub fn pickings_due(&self, from: Option<Moment>, until: Moment) -> Result<u64, StoreError> {
        let table = self.transaction.open_table(tables::OPEN_PICKINGS)?;
        let low = from.map_or([0; 8], keys::moment);
        let high = keys::moment(until);
        let mut due = 0;
        for entry in table.range::<&[u8]>(low.as_slice()..high.as_slice())? {
            entry?;
            due += 1;
        }
        Ok(due)
    }
}
