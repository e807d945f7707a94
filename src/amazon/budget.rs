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
    /// Everything else: leaves a small reserve of what shipment confirmations need.
    Normal,
    /// Shipment confirmations and what they hang on, such as reading an order back: takes all there is.
    High,
}

impl Priority {
    /// Calls of an operation that work of this priority leaves to more urgent work.
    pub fn leaves(self, operation: Operation) -> u32 {
        match (self, operation) {
            (Priority::Low, _) => operation.burst() / 4,
            // An unknown outcome is settled by reading the order back.
            (Priority::Normal, Operation::GetOrder) => operation.burst() / 10,
            (Priority::Normal | Priority::High, _) => 0,
        }
    }
}

/// What an answer tells about a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observation {
    /// The rate in force, calls a second (`x-amzn-RateLimit-Limit`).
    Limit(f64),
    /// Amazon refused the call with 429.
    Throttled,
}

/// Why a call must not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoCall {
    /// The budget is used up until this moment.
    Before(Moment),
    /// That it is sent could not be written down, for this reason.
    NotKept(String),
}

/// Keeps the token buckets of all accounts and operations.
pub trait BudgetKeeper: Send + Sync {
    /// Takes a call out of the budget, for good, before it is sent; otherwise why it must not be sent.
    fn reserve(
        &self,
        account: AccountId,
        operation: Operation,
        priority: Priority,
    ) -> BoxFuture<'_, Result<(), NoCall>>;

    /// Learns from an answer. Returns when the next call is possible, if not at once.
    fn observe(
        &self,
        account: AccountId,
        operation: Operation,
        observation: Observation,
    ) -> BoxFuture<'_, Option<Moment>>;
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
    ) -> BoxFuture<'_, Result<(), NoCall>> {
        let taken = self.with(account, operation, |bucket, now| {
            bucket
                .take_low_priority(now, priority.leaves(operation))
                .map_err(NoCall::Before)
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
