//! Call budgets that survive a restart: each token is taken off in the store before the call is sent.

use super::writer::Writer;
use crate::amazon::budget::{BudgetKeeper, Observation, Priority};
use crate::amazon::operations::Operation;
use crate::clock::{SharedClock, SharedEntropy};
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::moment::{Moment, Span};
use crate::domain::rate_bucket::RateBucket;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::sync::{Mutex, RwLock};

type Key = (AccountId, String);

/// A token that was taken ahead is used within this time, or put back: meanwhile Amazon's bucket may have filled up.
const AHEAD_LASTS: Span = Span::millis(500);

/// Token buckets by account and operation.
pub(crate) struct StoredBudgets {
    buckets: Mutex<HashMap<Key, RateBucket>>,
    ahead: Mutex<HashMap<Key, Ahead>>,
    calls: Mutex<HashMap<AccountId, u64>>,
    owners: RwLock<HashMap<AccountId, AccountId>>,
    writer: Writer,
    clock: SharedClock,
    entropy: SharedEntropy,
}

/// A token that was taken for the next call of a run, to be stored with the page before it: one commit less a page.
#[derive(Clone, Copy)]
struct Ahead {
    taken: Moment,
    stored: bool,
}

/// The account that calls are booked on while an account is not registered yet; not stored.
pub(crate) const UNREGISTERED: AccountId = AccountId(0);

/// The bucket of an operation that was never called.
pub(super) fn full(operation: Operation, now: Moment) -> RateBucket {
    RateBucket::full(operation.rate(), operation.burst(), now)
}

fn key(account: AccountId, operation: Operation) -> Key {
    (account, operation.name().to_owned())
}

impl StoredBudgets {
    pub(super) fn new(
        buckets: HashMap<Key, RateBucket>,
        writer: Writer,
        clock: SharedClock,
        entropy: SharedEntropy,
    ) -> StoredBudgets {
        StoredBudgets {
            buckets: Mutex::new(buckets),
            ahead: Mutex::default(),
            calls: Mutex::default(),
            owners: RwLock::default(),
            writer,
            clock,
            entropy,
        }
    }

    /// Amazon counts calls by seller, not by our registrations: all registrations of a seller in a region share the
    /// budget of the first.
    pub(super) fn follow(&self, accounts: &[Account]) {
        let same = |a: &Account, b: &Account| a.region == b.region && a.seller_id == b.seller_id;
        let first = |account: &Account| {
            accounts
                .iter()
                .filter(|a| same(a, account))
                .map(|a| a.id)
                .min()
        };
        if let Ok(mut owners) = self.owners.write() {
            *owners = accounts
                .iter()
                .filter_map(|a| Some((a.id, first(a)?)))
                .collect();
        }
    }

    /// The registration whose budget an account uses.
    pub(super) fn owner(&self, account: AccountId) -> AccountId {
        let owners = self.owners.read();
        owners
            .ok()
            .and_then(|owners| owners.get(&account).copied())
            .unwrap_or(account)
    }

    /// Calls made for an account since the start.
    pub(super) fn calls(&self, account: AccountId) -> u64 {
        self.calls
            .lock()
            .ok()
            .and_then(|calls| calls.get(&account).copied())
            .unwrap_or(0)
    }

    fn count_call(&self, account: AccountId) {
        if let Ok(mut calls) = self.calls.lock() {
            *calls.entry(account).or_default() += 1;
        }
    }

    /// The bucket of an operation, full if it was never used.
    pub(super) fn bucket(&self, account: AccountId, operation: Operation) -> RateBucket {
        self.with(self.owner(account), operation, |bucket| bucket.clone())
    }

    fn with<T>(
        &self,
        account: AccountId,
        operation: Operation,
        work: impl FnOnce(&mut RateBucket) -> T,
    ) -> T {
        let mut buckets = match self.buckets.lock() {
            Ok(buckets) => buckets,
            Err(poisoned) => poisoned.into_inner(),
        };
        let bucket = buckets
            .entry(key(account, operation))
            .or_insert_with(|| full(operation, self.clock.now()));
        work(bucket)
    }

    /// Takes a token for the call after this one. The bucket must be stored; then [`Self::is_stored`] is to be told.
    pub(super) fn take_ahead(
        &self,
        account: AccountId,
        operation: Operation,
    ) -> Option<RateBucket> {
        let now = self.clock.now();
        let account = self.owner(account);
        self.put_back(account, operation);
        let bucket = self.with(account, operation, |bucket| {
            bucket.take(now).ok().map(|()| bucket.clone())
        })?;
        let ahead = Ahead {
            taken: now,
            stored: false,
        };
        self.aheads(|all| all.insert(key(account, operation), ahead));
        Some(bucket)
    }

    /// The bucket that [`Self::take_ahead`] gave is durable.
    pub(super) fn is_stored(&self, account: AccountId, operation: Operation) {
        let account = self.owner(account);
        self.aheads(|all| {
            if let Some(ahead) = all.get_mut(&key(account, operation)) {
                ahead.stored = true;
            }
        });
    }

    /// Whether a token that was taken ahead serves a call now. One that does not is put back.
    fn serve_ahead(&self, account: AccountId, operation: Operation, now: Moment) -> bool {
        let ahead = self.aheads(|all| all.get(&key(account, operation)).copied());
        let serves = ahead.is_some_and(|ahead| {
            ahead.stored && (Span::ZERO..=AHEAD_LASTS).contains(&now.since(ahead.taken))
        });
        if serves {
            self.aheads(|all| all.remove(&key(account, operation)));
        } else {
            self.put_back(account, operation);
        }
        serves
    }

    fn put_back(&self, account: AccountId, operation: Operation) {
        if self
            .aheads(|all| all.remove(&key(account, operation)))
            .is_some()
        {
            self.with(account, operation, RateBucket::give_back);
        }
    }

    fn aheads<T>(&self, work: impl FnOnce(&mut HashMap<Key, Ahead>) -> T) -> T {
        match self.ahead.lock() {
            Ok(mut all) => work(&mut all),
            Err(poisoned) => work(&mut poisoned.into_inner()),
        }
    }

    async fn store(&self, account: AccountId, operation: Operation, bucket: RateBucket) {
        if account == UNREGISTERED {
            return;
        }
        let stored = self
            .writer
            .change(move |writing| writing.put_budget(account, operation.name(), &bucket))
            .await;
        if let Err(failure) = stored {
            tracing::warn!("a call budget could not be stored: {failure}");
        }
    }
}

impl BudgetKeeper for StoredBudgets {
    fn reserve(
        &self,
        account: AccountId,
        operation: Operation,
        priority: Priority,
    ) -> BoxFuture<'_, Result<(), Moment>> {
        Box::pin(async move {
            let now = self.clock.now();
            let caller = account;
            let account = self.owner(account);
            if self.serve_ahead(account, operation, now) {
                self.count_call(caller);
                return Ok(());
            }
            let bucket = self.with(account, operation, |bucket| {
                bucket
                    .take_low_priority(now, priority.leaves(operation))
                    .map(|()| bucket.clone())
            })?;
            self.count_call(caller);
            self.store(account, operation, bucket).await;
            Ok(())
        })
    }

    fn observe(
        &self,
        account: AccountId,
        operation: Operation,
        observation: Observation,
    ) -> BoxFuture<'_, Option<Moment>> {
        Box::pin(async move {
            let now = self.clock.now();
            let account = self.owner(account);
            let jitter = self.entropy.fraction();
            let (changed, bucket) = self.with(account, operation, |bucket| {
                let before = bucket.clone();
                match observation {
                    Observation::Limit(rate) => bucket.limit_header(rate, now),
                    Observation::Throttled => {
                        bucket.on_throttled(now, jitter);
                    }
                }
                (*bucket != before, bucket.clone())
            });
            if matches!(observation, Observation::Throttled) {
                // Amazon's bucket is empty: what was taken ahead is gone with it.
                self.aheads(|all| all.remove(&key(account, operation)));
            }
            if changed {
                self.store(account, operation, bucket.clone()).await;
            }
            bucket.next_call(now)
        })
    }
}
