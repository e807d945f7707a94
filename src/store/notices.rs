//! Notices to Amazon, their places in the lists of work, and the feeds that carry many of them.

use super::counters::{Counter, Counts};
use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::feed::FeedId;
use crate::domain::ids::{AccountId, FeedAttemptId, NoticeId};
use crate::domain::notice::{FeedAttempt, Notice, NoticeKind, Place};
use crate::domain::order::SalesOrder;
use crate::domain::picking::{NoticeState, PickingState};
use redb::ReadableTable;

/// So many of an account's latest feeds are told from those that nobody knows.
const KNOWN_FEEDS: usize = 5_000;

/// What a notice adds to the counters.
pub(super) fn count(notice: &Notice, sign: i64, counts: &mut Counts) {
    let counter = match (notice.kind(), notice.state()) {
        (NoticeKind::Shipment, NoticeState::Pending) => Counter::ShipmentsPending,
        (NoticeKind::Shipment, NoticeState::Processing) => Counter::ShipmentsProcessing,
        (NoticeKind::Shipment, NoticeState::Failed) => Counter::ShipmentsFailed,
        (NoticeKind::Cancellation, NoticeState::Pending) => Counter::CancellationsPending,
        (NoticeKind::Cancellation, NoticeState::Processing) => Counter::CancellationsProcessing,
        (NoticeKind::Cancellation, NoticeState::Failed) => Counter::CancellationsFailed,
        (_, NoticeState::None | NoticeState::Synchronized) => return,
    };
    counts[counter as usize] += sign;
}

/// Where a notice is listed; nowhere once nothing is left to do.
pub(super) fn place_key(notice: &Notice) -> Option<[u8; 11]> {
    match notice.place() {
        Place::Closed => None,
        place => Some(keys::notice_place(place, notice.account, notice.id)),
    }
}

/// The notice ids of an account in a list of work, oldest first.
fn listed(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    place: Place,
    account: AccountId,
) -> Result<Vec<NoticeId>, StoreError> {
    let first = keys::notice_place(place, account, NoticeId(0));
    let last = keys::notice_place(place, account, NoticeId(u64::MAX));
    let mut found = Vec::new();
    for entry in table.range::<&[u8]>(first.as_slice()..=last.as_slice())? {
        let (key, _) = entry?;
        let id = key.value().last_chunk::<8>().copied().unwrap_or_default();
        found.push(NoticeId(u64::from_be_bytes(id)));
    }
    Ok(found)
}

fn attempts(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    account: AccountId,
) -> Result<Vec<FeedAttempt>, StoreError> {
    let mut found = Vec::new();
    for kind in [NoticeKind::Shipment, NoticeKind::Cancellation] {
        let first = keys::feed_attempt(account, kind, FeedAttemptId(0));
        let last = keys::feed_attempt(account, kind, FeedAttemptId(u64::MAX));
        if let Some(entry) = table
            .range::<&[u8]>(first.as_slice()..=last.as_slice())?
            .next_back()
        {
            let (key, value) = entry?;
            found.push(codec::decode("feed_attempts", key.value(), value.value())?);
        }
    }
    Ok(found)
}

impl Writing<'_> {
    /// A notice.
    pub fn notice(&self, id: NoticeId) -> Result<Option<Notice>, StoreError> {
        self.notices.get(&id.0.to_be_bytes())
    }

    /// All notices of an order.
    pub fn notices_of(&self, order: &SalesOrder) -> Result<Vec<Notice>, StoreError> {
        let damaged = || StoreError::Damaged { table: "notices" };
        order
            .body
            .notices
            .iter()
            .map(|id| self.notice(*id)?.ok_or_else(damaged))
            .collect()
    }

    /// An account's notices in a list of work, oldest first.
    pub fn notices_at(&self, place: Place, account: AccountId) -> Result<Vec<Notice>, StoreError> {
        let damaged = || StoreError::Damaged { table: "notices" };
        listed(self.notice_places.table(), place, account)?
            .into_iter()
            .map(|id| self.notice(id)?.ok_or_else(damaged))
            .collect()
    }

    /// Writes a notice, its place in the lists of work, and what its picking shows of it.
    pub fn put_notice(&mut self, notice: &Notice) -> Result<(), StoreError> {
        let key = notice.id.0.to_be_bytes();
        if let Some(old) = self.notices.get::<Notice>(&key)? {
            if old == *notice {
                return Ok(());
            }
            self.recount(|counts| count(&old, -1, counts));
            if let Some(place) = place_key(&old) {
                self.notice_places.remove(&place)?;
            }
        }
        self.recount(|counts| count(notice, 1, counts));
        if let Some(place) = place_key(notice) {
            self.notice_places.put_raw(&place, &[])?;
        }
        self.changes.deliveries = true;
        self.notices.put(&key, notice)?;
        let Some(picking) = notice.picking() else {
            return Ok(());
        };
        match self.picking(picking)? {
            Some(mut picking)
                if picking.state == PickingState::Done && picking.sync != notice.state() =>
            {
                picking.sync = notice.state();
                self.put_picking(&picking)
            }
            _ => Ok(()),
        }
    }

    /// An account's open or last try to hand in a feed, of each kind.
    pub fn feed_attempts(&self, account: AccountId) -> Result<Vec<FeedAttempt>, StoreError> {
        attempts(self.feed_attempts.table(), account)
    }

    /// Writes a try to hand in a feed.
    pub fn put_feed_attempt(&mut self, attempt: &FeedAttempt) -> Result<(), StoreError> {
        self.changes.deliveries = true;
        let key = keys::feed_attempt(attempt.account, attempt.kind, attempt.id);
        self.feed_attempts.put(&key, attempt).map(|_| ())
    }
}

impl Reading<'_> {
    /// A notice.
    pub fn notice(&self, id: NoticeId) -> Result<Option<Notice>, StoreError> {
        let key = id.0.to_be_bytes();
        match self
            .transaction
            .open_table(tables::NOTICES)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("notices", &key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }

    /// An account's notices in a list of work, oldest first.
    pub fn notices_at(&self, place: Place, account: AccountId) -> Result<Vec<Notice>, StoreError> {
        let table = self.transaction.open_table(tables::NOTICE_PLACES)?;
        let damaged = || StoreError::Damaged { table: "notices" };
        listed(&table, place, account)?
            .into_iter()
            .map(|id| self.notice(id)?.ok_or_else(damaged))
            .collect()
    }

    /// An account's notices in a list of work, oldest first, as long as `each` wants more.
    pub fn oldest_notices_at(
        &self,
        place: Place,
        account: AccountId,
        mut each: impl FnMut(Notice) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let table = self.transaction.open_table(tables::NOTICE_PLACES)?;
        let first = keys::notice_place(place, account, NoticeId(0));
        let last = keys::notice_place(place, account, NoticeId(u64::MAX));
        for entry in table.range::<&[u8]>(first.as_slice()..=last.as_slice())? {
            let (key, _) = entry?;
            let id = key.value().last_chunk::<8>().copied().unwrap_or_default();
            let notice = self.notice(NoticeId(u64::from_be_bytes(id)))?;
            let notice = notice.ok_or(StoreError::Damaged { table: "notices" })?;
            if !each(notice)? {
                break;
            }
        }
        Ok(())
    }

    /// Amazon's ids of an account's latest feeds of a kind.
    pub fn feed_ids(
        &self,
        account: AccountId,
        kind: NoticeKind,
    ) -> Result<Vec<FeedId>, StoreError> {
        let table = self.transaction.open_table(tables::FEED_ATTEMPTS)?;
        let first = keys::feed_attempt(account, kind, FeedAttemptId(0));
        let last = keys::feed_attempt(account, kind, FeedAttemptId(u64::MAX));
        let mut found = Vec::new();
        let newest = table
            .range::<&[u8]>(first.as_slice()..=last.as_slice())?
            .rev();
        for entry in newest.take(KNOWN_FEEDS) {
            let (key, value) = entry?;
            let attempt: FeedAttempt = codec::decode("feed_attempts", key.value(), value.value())?;
            found.extend(attempt.feed_id().cloned());
        }
        Ok(found)
    }

    /// An account's open or last try to hand in a feed, of each kind.
    pub fn feed_attempts(&self, account: AccountId) -> Result<Vec<FeedAttempt>, StoreError> {
        attempts(
            &self.transaction.open_table(tables::FEED_ATTEMPTS)?,
            account,
        )
    }
}
