//! Call budgets that survive a restart: each token is taken off in the store before the call is sent.

use super::writer::{Writer, store_failure};
use crate::amazon::budget::{BudgetKeeper, NoCall, Observation, Priority};
use crate::amazon::operations::Operation;
use crate::clock::{SharedClock, SharedEntropy};
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use crate::domain::rate_bucket::RateBucket;
use crate::protocol::Failure;
use crate::store::Store;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock};
use tokio::sync::Notify;

type Key = (AccountId, String);

/// Token buckets by account and operation.
pub(crate) struct StoredBudgets {
    buckets: Mutex<HashMap<Key, RateBucket>>,
    ahead: Mutex<HashMap<Key, Ahead>>,
    /// Told when tokens that were taken ahead may be used, or are back in their bucket.
    ahead_moved: Notify,
    calls: Mutex<HashMap<AccountId, u64>>,
    owners: RwLock<HashMap<AccountId, AccountId>>,
    writer: Writer,
    clock: SharedClock,
    entropy: SharedEntropy,
}

/// Tokens that were taken for the next calls of a run, to be stored with the pages before them: a commit less a page.
#[derive(Clone, Copy, Default)]
struct Ahead {
    /// Those that may be used.
    stored: u32,
    /// Those that may not be used before the bucket without them is durable.
    unstored: u32,
    /// The bucket was stored without credit for the time that follows.
    without_credit: bool,
}

impl Ahead {
    fn held(self) -> u32 {
        self.stored + self.unstored
    }

    /// The bucket as it is to be stored.
    fn write_down(&mut self, bucket: &RateBucket) -> RateBucket {
        self.without_credit = self.held() > 0;
        if self.without_credit {
            bucket.without_credit()
        } else {
            bucket.clone()
        }
    }
}

/// Tokens that [`StoredBudgets::take_ahead`] took, with the bucket that must be stored before they are used.
pub(super) struct TakenAhead {
    /// The bucket.
    pub bucket: RateBucket,
    many: u32,
}

/// The account that calls are booked on while an account is not registered yet; not stored.
pub(crate) const UNREGISTERED: AccountId = AccountId(0);

/// The bucket of an operation that was never called.
pub(super) fn full(operation: Operation, now: Moment) -> RateBucket {
    RateBucket::full(operation.rate(), operation.burst(), now)
}

/// The buckets of the store. Those that a process left behind in the middle of a run fill up from now on.
pub(super) fn read(
    store: &Store,
    accounts: &[Account],
    now: Moment,
) -> Result<HashMap<(AccountId, String), RateBucket>, Failure> {
    let failed = |error| store_failure(&error);
    let mut buckets = HashMap::new();
    for account in accounts {
        let stored = store.read(|r| r.account_budgets(account.id));
        for (operation, mut bucket) in stored.map_err(failed)? {
            if bucket.begin_credit(now) {
                let put = store.write(|w| w.put_budget(account.id, &operation, &bucket));
                put.map_err(failed)?;
            }
            buckets.insert((account.id, operation), bucket);
        }
    }
    Ok(buckets)
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
            ahead_moved: Notify::new(),
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

    /// Takes tokens for the calls to come, until so many are held or the budget has no more.
    pub(super) fn take_ahead(
        &self,
        account: AccountId,
        operation: Operation,
        priority: Priority,
        most: u32,
    ) -> Option<TakenAhead> {
        let now = self.clock.now();
        self.aheads(self.owner(account), operation, |ahead, bucket| {
            let before = ahead.unstored;
            let reserve = priority.leaves(operation);
            while ahead.held() < most && bucket.take_beside(ahead.held(), reserve, now).is_ok() {
                ahead.unstored += 1;
            }
            let many = ahead.unstored - before;
            (many > 0).then(|| TakenAhead {
                bucket: ahead.write_down(bucket),
                many,
            })
        })
    }

    /// What [`Self::take_ahead`] gave is durable.
    pub(super) fn is_stored(&self, account: AccountId, operation: Operation, taken: &TakenAhead) {
        self.aheads(self.owner(account), operation, |ahead, _| {
            let many = taken.many.min(ahead.unstored);
            ahead.unstored -= many;
            ahead.stored += many;
        });
        self.ahead_moved.notify_waiters();
    }

    /// A run ended: gives back what was taken ahead, and stores the bucket as it really is.
    pub(super) async fn put_back(&self, account: AccountId, operation: Operation) {
        let now = self.clock.now();
        let account = self.owner(account);
        let bucket = self.aheads(account, operation, |ahead, bucket| {
            bucket.fill_beside(ahead.held(), now);
            (0..ahead.held()).for_each(|_| bucket.give_back());
            std::mem::take(ahead).without_credit.then(|| bucket.clone())
        });
        self.ahead_moved.notify_waiters();
        if let Some(bucket) = bucket {
            self.store(account, operation, bucket).await;
        }
    }

    /// What is held of a budget, and the bucket.
    fn aheads<T>(
        &self,
        account: AccountId,
        operation: Operation,
        work: impl FnOnce(&mut Ahead, &mut RateBucket) -> T,
    ) -> T {
        let mut all = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let ahead = all.entry(key(account, operation)).or_default();
        self.with(account, operation, |bucket| work(ahead, bucket))
    }

    async fn store(&self, account: AccountId, operation: Operation, bucket: RateBucket) {
        if let Err(failure) = self.keep(account, operation, bucket).await {
            tracing::warn!("a call budget could not be stored: {failure}");
        }
    }

    async fn keep(
        &self,
        account: AccountId,
        operation: Operation,
        bucket: RateBucket,
    ) -> Result<(), Failure> {
        if account == UNREGISTERED {
            return Ok(());
        }
        self.writer
            .change(move |writing| writing.put_budget(account, operation.name(), &bucket))
            .await
    }
}

impl BudgetKeeper for StoredBudgets {
    fn reserve(
        &self,
        account: AccountId,
        operation: Operation,
        priority: Priority,
    ) -> BoxFuture<'_, Result<(), NoCall>> {
        Box::pin(async move {
            let caller = account;
            let account = self.owner(account);
            // The bucket is to be stored, unless that was done when the token was taken.
            let stored = loop {
                let moved = self.ahead_moved.notified();
                let now = self.clock.now();
                let taken = self.aheads(account, operation, |ahead, bucket| {
                    if ahead.stored > 0 {
                        bucket.use_held(ahead.held(), now);
                        ahead.stored -= 1;
                        return Ok(None);
                    }
                    match bucket.take_beside(ahead.held(), priority.leaves(operation), now) {
                        Ok(()) => Ok(Some(ahead.write_down(bucket))),
                        Err(until) => Err((until, ahead.unstored > 0)),
                    }
                });
                match taken {
                    Ok(bucket) => break bucket,
                    // The budget is not used up: the commit that makes these usable is under way.
                    Err((_, true)) => moved.await,
                    Err((until, false)) => return Err(NoCall::Before(until)),
                }
            };
            if let Some(bucket) = stored
                && let Err(failure) = self.keep(account, operation, bucket).await
            {
                // After a restart nobody would know of the call.
                self.aheads(account, operation, |_, bucket| bucket.give_back());
                return Err(NoCall::NotKept(failure.to_string()));
            }
            self.count_call(caller);
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
            let (changed, next_call) = self.aheads(account, operation, |ahead, bucket| {
                bucket.fill_beside(ahead.held(), now);
                let before = bucket.clone();
                match observation {
                    Observation::Limit(rate) => bucket.limit_header(rate, now),
                    Observation::Throttled => {
                        bucket.on_throttled(now, jitter);
                        // Amazon's bucket is empty: what was taken ahead is gone with it.
                        *ahead = Ahead::default();
                    }
                }
                let changed = *bucket != before;
                (
                    changed.then(|| ahead.write_down(bucket)),
                    bucket.next_call(now),
                )
            });
            self.ahead_moved.notify_waiters();
            if let Some(bucket) = changed {
                self.store(account, operation, bucket).await;
            }
            next_call
        })
    }
}
