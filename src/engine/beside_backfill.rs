//! Polling for new orders while a back-fill reads the past (product rule O11): the back-fill is what waits.

use super::account_sync::{note, search};
use super::core::Core;
use super::page_intake::{Page, Tally, take_in_beside};
use crate::amazon::budget::Priority;
use crate::amazon::operations::Operation;
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use crate::domain::page_run::{PageRun, RunStep};
use crate::protocol::Failure;
use crate::protocol::upkeep::Level;
use crate::store::accounts::AccountSyncState;
use std::sync::Arc;

/// When the next poll beside a back-fill is due; `None` where no back-fill goes on.
pub(super) fn due(account: &Account, state: &AccountSyncState) -> Option<Moment> {
    let beside = state.beside.as_ref().filter(|_| state.run.is_some())?;
    Some(beside.polled.plus(account.sync_interval))
}

/// Polls, if a poll is due, or if somebody asks and the calls suffice for both. Trouble is left to the back-fill to
/// tell: it speaks to the same Amazon next.
pub(super) async fn poll(core: &Arc<Core>, id: AccountId, asked: bool) -> Tally {
    let mut all = Tally::default();
    loop {
        if core.stopping.is_cancelled() {
            return all;
        }
        match page(core, id, asked && all == Tally::default()).await {
            Ok(Some((tally, step))) => {
                all.add(tally);
                if step != RunStep::More {
                    return all;
                }
            }
            Ok(None) => return all,
            Err(failure) => {
                tracing::warn!("polling beside a back-fill: {failure}");
                return all;
            }
        }
    }
}

async fn page(
    core: &Arc<Core>,
    id: AccountId,
    asked: bool,
) -> Result<Option<(Tally, RunStep)>, Failure> {
    let (account, state) = core.account_and_sync(id).await?;
    let now = core.now();
    let (Some(due), Some(beside)) = (due(&account, &state), &state.beside) else {
        return Ok(None);
    };
    let paused = state.run.as_ref().is_some_and(|run| run.paused);
    let calls = core
        .budgets
        .bucket(id, Operation::SearchOrders)
        .available(now);
    let wanted = if asked {
        paused || calls > 1
    } else {
        due <= now
    };
    if account.archived || (beside.run.is_none() && !wanted) {
        return Ok(None);
    }
    let marketplaces: Vec<_> = account.marketplaces.iter().map(|m| m.id.clone()).collect();
    let run = beside
        .run
        .clone()
        .filter(|run| run.can_go_on(beside.watermark, &marketplaces, now))
        .unwrap_or_else(|| PageRun::begin(beside.watermark, marketplaces, now, None));
    let access = core.access(&account).await?;
    let found = search(core, &access, &run, Priority::Normal)
        .await
        .map_err(|error| super::views::amazon_failure(&error))?;
    let (page, now) = (Page::from(found), core.now());
    let (tally, step) = core
        .writer
        .change(move |writing| take_in_beside(writing, &account, &page, &run, now))
        .await?;
    if tally.created > 0 {
        note(
            core,
            id,
            Level::Info,
            format!("{} new orders came beside the back-fill.", tally.created),
        )
        .await;
    }
    Ok(Some((tally, step)))
}
