//! Where the call limits are kept. The engine keeps them in its store; here is the seam, and a keeper in memory.

use super::operations::Operation;
use crate::clock::{SharedClock, SharedEntropy};
use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use crate::domain::rate_bucket::RateBucket;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Who is first when calls are scarce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Work that can wait, such as a back-fill: leaves a reserve to the rest.
    Low,
    /// Everything else.
    Normal,
}

/// What an answer tells about a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observation {
    /// The rate in force, calls a second (`x-amzn-RateLimit-Limit`).
    Limit(f64),
    /// Amazon refused the call with 429.
    Throttled,
}

/// Keeps the token buckets of all accounts and operations.
pub trait BudgetKeeper: Send + Sync {
    /// Takes a call out of the budget, for good, before it is sent; otherwise the moment from which on one is possible.
    fn reserve(
        &self,
        account: AccountId,
        operation: Operation,
        priority: Priority,
    ) -> BoxFuture<'_, Result<(), Moment>>;

    /// Learns from an answer. Returns when the next call is possible, if not at once.
    fn observe(
        &self,
        account: AccountId,
        operation: Operation,
        observation: Observation,
    ) -> BoxFuture<'_, Option<Moment>>;
}

/// Calls that low priority leaves in the bucket: a quarter of it.
pub fn reserve_of(operation: Operation) -> u32 {
    operation.burst() / 4
}

/// Budgets that are forgotten with the process.
pub struct MemoryBudgets {
    clock: SharedClock,
    entropy: SharedEntropy,
    buckets: Mutex<HashMap<(AccountId, Operation), RateBucket>>,
}

impl MemoryBudgets {
    /// Budgets that all begin full.
    pub fn new(clock: SharedClock, entropy: SharedEntropy) -> MemoryBudgets {
        MemoryBudgets {
            clock,
            entropy,
            buckets: Mutex::default(),
        }
    }

    /// The bucket as it is now.
    pub fn bucket(&self, account: AccountId, operation: Operation) -> RateBucket {
        self.with(account, operation, |bucket, _| bucket.clone())
    }

    fn with<T>(
        &self,
        account: AccountId,
        operation: Operation,
        act: impl FnOnce(&mut RateBucket, Moment) -> T,
    ) -> T {
        let now = self.clock.now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets
            .entry((account, operation))
            .or_insert_with(|| RateBucket::full(operation.rate(), operation.burst(), now));
        act(bucket, now)
    }
}

impl BudgetKeeper for MemoryBudgets {
    fn reserve(
        &self,
        account: AccountId,
        operation: Operation,
        priority: Priority,
    ) -> BoxFuture<'_, Result<(), Moment>> {
        let reserve = match priority {
            Priority::Low => reserve_of(operation),
            Priority::Normal => 0,
        };
        let taken = self.with(account, operation, |bucket, now| {
            bucket.take_low_priority(now, reserve)
        });
        Box::pin(std::future::ready(taken))
    }

    fn observe(
        &self,
        account: AccountId,
        operation: Operation,
        observation: Observation,
    ) -> BoxFuture<'_, Option<Moment>> {
        let next = self.with(account, operation, |bucket, now| match observation {
            Observation::Limit(rate) => {
                bucket.limit_header(rate, now);
                bucket.next_call(now)
            }
            Observation::Throttled => Some(bucket.on_throttled(now, self.entropy.fraction())),
        });
        Box::pin(std::future::ready(next))
    }
}
