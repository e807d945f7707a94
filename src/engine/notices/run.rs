//! One run of an account's notices: settle what is unknown, look at feeds, send what waits, until nothing is left to do now.

use super::super::activity::{ENGINE, entry};
use super::super::core::Core;
use super::AFTER_TROUBLE;
use crate::amazon::access::SellerAccess;
use crate::amazon::problem::AmazonError;
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use crate::domain::notice::{Place, Plan, Wish, plan};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::retry;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use std::collections::HashSet;
use std::sync::Arc;

/// Rounds of one run at most: each does something, but none of them for ever.
const ROUNDS: usize = 64;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoticeRun {
    /// Notices that were sent.
    pub sent: u64,
    /// Notices that Amazon accepted or showed.
    pub synchronized: u64,
    /// Calls to Amazon.
    pub calls: u64,
    /// Not before this moment, when Amazon's limit or trouble stopped it.
    pub wait_until: Option<Moment>,
    /// Whether that was Amazon's limit.
    pub throttled: bool,
    /// Why it could not go on, as a sentence.
    pub error: Option<String>,
    /// When there is more to do, if nothing happens before.
    pub next: Option<Moment>,
}

/// What all steps of a run share.
pub(super) struct Running<'a> {
    pub core: &'a Arc<Core>,
    pub account: Account,
    pub access: SellerAccess,
    pub done: NoticeRun,
}

impl Running<'_> {
    /// Amazon's limit or trouble ends the run; it goes on later.
    pub(super) fn stop_for(&mut self, error: &AmazonError) {
        match error {
            AmazonError::Throttled { until, .. } => self.throttled(*until),
            error => {
                let pause = match error {
                    AmazonError::Credentials { .. } | AmazonError::AccessDenied { .. } => {
                        retry::REFUSED_PAUSE
                    }
                    _ => AFTER_TROUBLE,
                };
                self.done.error = Some(error.to_string());
                self.done.wait_until = Some(self.core.now().plus(pause));
            }
        }
    }

    /// As [`Self::stop_for`]: the step is over, and so is the run.
    pub(super) fn stopped(&mut self, error: &AmazonError) -> Result<(), Failure> {
        self.stop_for(error);
        Ok(())
    }

    pub(super) fn throttled(&mut self, until: Moment) {
        self.done.wait_until = Some(until);
        self.done.throttled = true;
    }

    pub(super) fn must_end(&self) -> bool {
        self.done.wait_until.is_some() || self.core.stopping.is_cancelled()
    }
}

/// Calls that were under way when the engine ended have an unknown outcome.
pub(super) async fn after_restart(core: &Arc<Core>, id: AccountId) -> Result<(), Failure> {
    let now = core.now();
    let in_doubt = core
        .read(move |r| {
            let open = r.notices_at(Place::Open, id)?;
            let attempts = r.feed_attempts(id)?;
            let mut after = open.clone();
            after
                .iter_mut()
                .for_each(|notice| notice.after_restart(now));
            let mut tried = attempts.clone();
            tried
                .iter_mut()
                .for_each(|attempt| attempt.after_restart(now));
            Ok(after != open || tried != attempts)
        })
        .await?;
    if !in_doubt {
        return Ok(());
    }
    core.writer
        .change(move |writing| {
            for mut notice in writing.notices_at(Place::Open, id)? {
                notice.after_restart(now);
                writing.put_notice(&notice)?;
            }
            for mut attempt in writing.feed_attempts(id)? {
                attempt.after_restart(now);
                writing.put_feed_attempt(&attempt)?;
            }
            Ok(())
        })
        .await
}

/// Runs an account's notices until there is nothing to do now, or it must wait.
pub(super) async fn run(core: &Arc<Core>, id: AccountId, wish: Wish) -> NoticeRun {
    match begin(core, id).await {
        Ok(Some((account, access))) => {
            let calls = core.budgets.calls(id);
            let mut running = Running {
                core,
                account,
                access,
                done: NoticeRun::default(),
            };
            if let Err(failure) = rounds(&mut running, wish).await {
                tracing::error!("notices could not be sent: {failure}");
                running.done.error = Some(failure.to_string());
                running.done.wait_until = Some(core.now().plus(AFTER_TROUBLE));
            }
            running.done.calls = core.budgets.calls(id).saturating_sub(calls);
            running.done
        }
        Ok(None) => NoticeRun::default(),
        Err(failure) => NoticeRun {
            error: Some(failure.to_string()),
            wait_until: Some(core.now().plus(AFTER_TROUBLE)),
            ..NoticeRun::default()
        },
    }
}

/// An archived account sends nothing (product rule A6), and one with nothing to send needs no access.
async fn begin(
    core: &Arc<Core>,
    id: AccountId,
) -> Result<Option<(Account, SellerAccess)>, Failure> {
    // What is still marked as under way now, between two runs, was broken off.
    after_restart(core, id).await?;
    let (account, _) = core.account_and_sync(id).await?;
    let (open, attempts) = core
        .read(move |r| Ok((r.notices_at(Place::Open, id)?, r.feed_attempts(id)?)))
        .await?;
    if account.archived || (open.is_empty() && !attempts.iter().any(|a| a.is_open())) {
        return Ok(None);
    }
    if core.store.write_failed() {
        return Err(Failure::new(
            FailureCode::Store,
            "What is sent could not be written down, so nothing is sent.",
        ));
    }
    let access = core.access(&account).await?;
    Ok(Some((account, access)))
}

async fn rounds(running: &mut Running<'_>, wish: Wish) -> Result<(), Failure> {
    let mut read: HashSet<AmazonOrderRef> = HashSet::new();
    let mut looked = HashSet::new();
    for _ in 0..ROUNDS {
        if running.must_end() {
            return Ok(());
        }
        let mut next = planned(running, wish).await?;
        next.read.retain(|order| read.insert(*order));
        next.look.retain(|attempt| looked.insert(*attempt));
        running.done.next = next.next;
        if next.is_idle() {
            return Ok(());
        }
        let Plan {
            read: to_read,
            look,
            confirm,
            feeds,
            ..
        } = next;
        for order in to_read {
            if running.must_end() {
                return Ok(());
            }
            running.read_order(order).await?;
        }
        for attempt in look {
            if running.must_end() {
                return Ok(());
            }
            running.look_at_feed(attempt).await?;
        }
        for batch in feeds {
            if running.must_end() {
                return Ok(());
            }
            running.hand_in(batch).await?;
        }
        for notice in confirm {
            if running.must_end() {
                return Ok(());
            }
            running.confirm(notice).await?;
        }
    }
    Ok(())
}

async fn planned(running: &Running<'_>, wish: Wish) -> Result<Plan, Failure> {
    let (id, now) = (running.account.id, running.core.now());
    let rules = running.core.deliveries.rules;
    running
        .core
        .read(move |r| {
            let open = r.notices_at(Place::Open, id)?;
            let attempts = r.feed_attempts(id)?;
            Ok(plan(&open, &attempts, wish, rules, now))
        })
        .await
}

/// Adds a line to the activity log.
pub(super) async fn note(
    core: &Arc<Core>,
    id: AccountId,
    level: Level,
    what: String,
) -> Result<(), Failure> {
    let written = entry(core.now(), ENGINE, level, Some(id), what);
    core.writer
        .change(move |writing| writing.note(written.clone()))
        .await
}
