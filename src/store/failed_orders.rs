//! Failed orders: kept, tried again, dismissed.

use super::counters::Counter;
use super::{Reading, StoreError, Writing, codec, tables};
use crate::domain::failed_order::FailedOrder;
use crate::domain::ids::AccountId;
use crate::domain::moment::{Moment, Span};
use redb::ReadableTable;

/// References longer than this are cut when they are used as a key.
const LONGEST_REFERENCE: usize = 64;

/// The key of a failed order: its reference as text, cut to a sensible length.
fn key_of(reference: &str) -> &[u8] {
    let end = reference
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= LONGEST_REFERENCE)
        .last();
    &reference.as_bytes()[..end.unwrap_or(0)]
}

impl Writing<'_> {
    /// A failed order by its reference.
    pub fn failed_order(&self, reference: &str) -> Result<Option<FailedOrder>, StoreError> {
        self.failed.get(key_of(reference))
    }

    /// Keeps an order that could not be processed; a further failure counts up and waits longer. `newer` says whether
    /// Amazon changed the order since it was shown before.
    pub fn keep_failed(
        &mut self,
        reference: &str,
        account: AccountId,
        reason: &str,
        newer: bool,
        pause: &dyn Fn(u32) -> Span,
        now: Moment,
    ) -> Result<(), StoreError> {
        let known = self.failed_order(reference)?;
        // Somebody looked at just this and dismissed it; only another trouble, or another state of the order, is news.
        if known
            .as_ref()
            .is_some_and(|k| k.dismissed.is_some() && k.reason == reason && !newer)
        {
            return Ok(());
        }
        let attempts = known.as_ref().map_or(0, |k| k.attempts).saturating_add(1);
        let waiting = known.as_ref().is_some_and(|k| k.dismissed.is_none());
        let failed = FailedOrder {
            reference: reference.to_owned(),
            account,
            reason: reason.to_owned(),
            attempts,
            first_failed: known.as_ref().map_or(now, |k| k.first_failed),
            next_try: Some(now.plus(pause(attempts))),
            dismissed: None,
        };
        if !waiting {
            self.count(Counter::Failed, 1);
        }
        self.changes.failed = true;
        self.failed.put(key_of(reference), &failed).map(|_| ())
    }

    /// A try that brought nothing: the order waits longer, for the reason it failed for. Nothing, if it was processed or
    /// dismissed meanwhile.
    pub fn postpone_failed(
        &mut self,
        reference: &str,
        pause: &dyn Fn(u32) -> Span,
        now: Moment,
    ) -> Result<(), StoreError> {
        let Some(mut known) = self
            .failed_order(reference)?
            .filter(|k| k.dismissed.is_none())
        else {
            return Ok(());
        };
        known.attempts = known.attempts.saturating_add(1);
        known.next_try = Some(now.plus(pause(known.attempts)));
        self.changes.failed = true;
        self.failed.put(key_of(reference), &known).map(|_| ())
    }

    /// Takes an order that was dismissed back among those that wait for their next try, which is due now.
    pub fn reopen_failed(&mut self, reference: &str, now: Moment) -> Result<(), StoreError> {
        let Some(mut known) = self
            .failed_order(reference)?
            .filter(|k| k.dismissed.is_some())
        else {
            return Ok(());
        };
        known.dismissed = None;
        known.next_try = Some(now);
        self.count(Counter::Failed, 1);
        self.changes.failed = true;
        self.failed.put(key_of(reference), &known).map(|_| ())
    }

    /// Takes an order off the failed ones, since it was processed; says whether it was one.
    pub fn forget_failed(&mut self, reference: &str) -> Result<bool, StoreError> {
        let Some(known) = self.failed_order(reference)? else {
            return Ok(false);
        };
        if known.dismissed.is_none() {
            self.count(Counter::Failed, -1);
        }
        self.changes.failed = true;
        self.failed.remove(key_of(reference))
    }

    /// Dismisses a failed order: it is not tried again by itself. Says whether there was one.
    pub fn dismiss_failed(&mut self, reference: &str, why: &str) -> Result<bool, StoreError> {
        let Some(mut known) = self.failed_order(reference)? else {
            return Ok(false);
        };
        if known.dismissed.is_none() {
            self.count(Counter::Failed, -1);
        }
        known.dismissed = Some(why.to_owned());
        known.next_try = None;
        self.changes.failed = true;
        self.failed.put(key_of(reference), &known)?;
        Ok(true)
    }
}

impl Reading<'_> {
    /// A failed order by its reference, dismissed or not.
    pub fn failed_order(&self, reference: &str) -> Result<Option<FailedOrder>, StoreError> {
        let key = key_of(reference);
        match self.transaction.open_table(tables::FAILED)?.get(key)? {
            Some(bytes) => codec::decode("failed", key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }

    /// All failed orders that wait for their next try.
    pub fn failed_orders(&self) -> Result<Vec<FailedOrder>, StoreError> {
        self.failed_that(|failed| failed.dismissed.is_none())
    }

    /// All failed orders that a person dismissed.
    pub fn dismissed_orders(&self) -> Result<Vec<FailedOrder>, StoreError> {
        self.failed_that(|failed| failed.dismissed.is_some())
    }

    fn failed_that(
        &self,
        wanted: impl Fn(&FailedOrder) -> bool,
    ) -> Result<Vec<FailedOrder>, StoreError> {
        let mut all = Vec::new();
        for entry in self.transaction.open_table(tables::FAILED)?.iter()? {
            let (key, value) = entry?;
            let failed: FailedOrder = codec::decode("failed", key.value(), value.value())?;
            if wanted(&failed) {
                all.push(failed);
            }
        }
        Ok(all)
    }
}
