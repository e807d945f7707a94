//! One run of an account's order sync: page by page, resumable at every page.

use super::activity::{ENGINE, entry};
use super::beside_backfill;
use super::core::Core;
use super::page_intake::{Tally, take_in_pages};
use super::page_reader::{NoPage, PAGES_A_COMMIT, PageReader};
use super::views;
use crate::amazon::access::SellerAccess;
use crate::amazon::budget::Priority;
use crate::amazon::operations::Operation;
use crate::amazon::problem::AmazonError;
use crate::amazon::search::{SearchPage, SearchParams};
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use crate::domain::page_run::{PageRun, RunStep};
use crate::protocol::upkeep::{AccountSync, Level};
use crate::protocol::{Event, Failure, FailureCode};
use crate::store::accounts::{AccountSyncState, SyncProblem};
use std::sync::Arc;

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ended {
    /// All pages are done.
    Done,
    /// Amazon's limit stopped it; it goes on from this moment.
    Throttled(Moment),
    /// A person paused or stopped it.
    Held,
    /// It failed; the watermark stays.
    Failed(Failure),
}

/// Runs the order sync of an account until it is done, throttled, held or failed. `asked` is set when a person waits.
pub(super) async fn run(core: &Arc<Core>, id: AccountId, asked: bool) -> (AccountSync, Ended) {
    let mut report = AccountSync {
        account: core.names.of(id),
        ..AccountSync::default()
    };
    let calls_before = core.budgets.calls(id);
    let mut tally = Tally::default();
    if asked {
        // Whoever asks wants what is new, whatever the past is doing.
        tally.add(beside_backfill::poll(core, id, true).await);
    }
    let ended = match pages(core, id, asked, &mut tally).await {
        Ok(ended) => ended,
        Err(failure) => Ended::Failed(failure),
    };
    report.calls = core
        .budgets
        .calls(id)
        .saturating_sub(calls_before)
        .try_into()
        .unwrap_or(u32::MAX);
    (report.fetched, report.created, report.updated) =
        (tally.fetched, tally.created, tally.updated);
    (
        report.cancelled,
        report.unchanged,
        report.ignored,
        report.failed,
    ) = (
        tally.cancelled,
        tally.unchanged,
        tally.ignored,
        tally.failed,
    );
    match &ended {
        Ended::Throttled(until) => report.throttled_until = Some(*until),
        Ended::Failed(failure) => {
            report.error = Some(failure.to_string());
            remember_problem(core, id, failure).await;
        }
        Ended::Done | Ended::Held => {}
    }
    if ended == Ended::Done && tally.changed_anything() {
        note(core, id, Level::Info, summary(&tally)).await;
    }
    let state = core
        .read(move |r| r.sync_state(id))
        .await
        .unwrap_or_default();
    report.watermark = state.watermark;
    let _ = core.events.send(Event::Accounts);
    (report, ended)
}

fn summary(tally: &Tally) -> String {
    let mut parts = Vec::new();
    for (count, what) in [
        (tally.created, "new"),
        (tally.updated, "changed"),
        (tally.cancelled, "cancelled"),
        (tally.failed, "failed"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    format!("Orders synced: {}.", parts.join(", "))
}

async fn pages(
    core: &Arc<Core>,
    id: AccountId,
    asked: bool,
    tally: &mut Tally,
) -> Result<Ended, Failure> {
    let (account, state) = core.account_and_sync(id).await?;
    if account.archived {
        return Ok(Ended::Held);
    }
    if core.store.write_failed() {
        // What Amazon shows could not be kept, so it is not asked.
        core.writer.change(|_| Ok(())).await?;
    }
    let access = core.access(&account).await?;
    let (account, run) = match begin(core, account, state).await? {
        Some(begun) => begun,
        None => return Ok(Ended::Held),
    };
    // Whoever asks is not kept waiting by what can wait.
    let priority = if run.backfill && !asked {
        Priority::Low
    } else {
        Priority::Normal
    };
    let mut reader = PageReader::start(core.clone(), access, run, priority);
    let ended = take_in_all(core, id, account, &mut reader, priority, tally).await;
    core.budgets.put_back(id, Operation::SearchOrders).await;
    ended
}

/// Takes in what is read until the run ends.
async fn take_in_all(
    core: &Arc<Core>,
    id: AccountId,
    mut account: Account,
    reader: &mut PageReader,
    priority: Priority,
    tally: &mut Tally,
) -> Result<Ended, Failure> {
    loop {
        let pages = match reader.next().await {
            Ok(pages) => pages,
            Err(NoPage {
                error: AmazonError::Throttled { until, .. },
                ..
            }) => return Ok(Ended::Throttled(until)),
            Err(NoPage {
                error:
                    error @ AmazonError::BadRequest {
                        page_token: true, ..
                    },
                by_token: true,
            }) => {
                drop_run(core, id).await?;
                note(core, id, Level::Warning, "Amazon no longer takes the page token: the run begins anew from the unchanged watermark.").await;
                return Err(views::amazon_failure(&error));
            }
            Err(NoPage { error, .. }) => return Err(views::amazon_failure(&error)),
        };
        let Some(last) = pages.last() else {
            return Ok(Ended::Held);
        };
        core.note_amazon_time(id, last.amazon_time);
        // The calls for the next pages are booked in the same commit.
        let next_calls = last.page.next_token.as_ref().and_then(|_| {
            let most = PAGES_A_COMMIT as u32 + 1;
            core.budgets
                .take_ahead(id, Operation::SearchOrders, priority, most)
        });
        let bucket = next_calls.as_ref().map(|taken| taken.bucket.clone());
        let (budget, of_account, now) = (core.budgets.owner(id), account.clone(), last.at);
        let taken = core
            .writer
            .change(move |writing| {
                if let Some(bucket) = &bucket {
                    writing.put_budget(budget, Operation::SearchOrders.name(), bucket)?;
                }
                take_in_pages(writing, &of_account, &pages)
            })
            .await?;
        if let Some(taken) = &next_calls {
            core.budgets.is_stored(id, Operation::SearchOrders, taken);
        }
        let Some((page_tally, step, state)) = taken else {
            return Ok(Ended::Held);
        };
        tally.add(page_tally);
        let shown = state.run.as_ref().map(|run| {
            views::run(
                run,
                None,
                core.budgets.bucket(id, Operation::SearchOrders).rate(),
                now,
            )
        });
        let _ = core.events.send(Event::Run {
            account: account.name.clone(),
            run: shown,
        });
        match step {
            RunStep::Done(_) => return Ok(Ended::Done),
            RunStep::Looping => {
                return Err(Failure::new(
                    FailureCode::Amazon,
                    "Amazon repeated a page token; the run begins anew from the unchanged watermark.",
                ));
            }
            RunStep::More => {}
        }
        let (now_account, now_state) = core.account_and_sync(id).await?;
        account = now_account;
        if account.archived || now_state.run.is_none_or(|run| run.paused) {
            return Ok(Ended::Held);
        }
    }
}

/// The stored run, if it can go on, or a new one from the watermark. `None` when it is paused.
async fn begin(
    core: &Arc<Core>,
    account: Account,
    state: AccountSyncState,
) -> Result<Option<(Account, PageRun)>, Failure> {
    let now = core.now();
    let watermark = state.watermark.unwrap_or(account.registered);
    let marketplaces: Vec<_> = account.marketplaces.iter().map(|m| m.id.clone()).collect();
    if marketplaces.is_empty() {
        return Err(Failure::new(
            FailureCode::Invalid,
            format!("The account {} synchronises no marketplace.", account.name),
        )
        .hint("Choose some with `orderdeck account set NAME --marketplace CODE`."));
    }
    let known_run = state.run.as_ref().map(|run| run.started);
    if let Some(run) = state.run {
        if run.paused {
            return Ok(None);
        }
        if run.can_go_on(watermark, &marketplaces, now) {
            return Ok(Some((account, run)));
        }
    }
    let days = now.since(watermark).as_seconds() as f64 / 86_400.0;
    let expected = state
        .orders_per_day
        .map(|per_day| (f64::from(per_day) * days).ceil() as u64);
    let run = PageRun::begin(watermark, marketplaces, now, expected);
    let (id, stored) = (account.id, run.clone());
    let (known_watermark, known_run) = (state.watermark, known_run);
    let begun = core
        .writer
        .change(move |writing| {
            let mut state = writing.sync_state(id)?;
            // Moved or stopped by a person since it was read: that stands.
            if state.watermark != known_watermark
                || state.run.as_ref().map(|run| run.started) != known_run
            {
                return Ok(false);
            }
            state.watermark = Some(watermark);
            state.run = Some(stored.clone());
            state.beside = None;
            writing.put_sync_state(id, &state)?;
            Ok(true)
        })
        .await?;
    if !begun {
        return Err(Failure::new(
            FailureCode::Conflict,
            "The account was changed while its sync began; it begins again.",
        ));
    }
    Ok(Some((account, run)))
}

pub(super) async fn search(
    core: &Arc<Core>,
    access: &SellerAccess,
    run: &PageRun,
    priority: Priority,
) -> Result<SearchPage, AmazonError> {
    let params = SearchParams {
        last_updated_after: run.from,
        last_updated_before: None,
        marketplace_ids: run.marketplaces.clone(),
        page_token: run.token.clone(),
    };
    core.amazon.search_orders(access, &params, priority).await
}

async fn drop_run(core: &Arc<Core>, id: AccountId) -> Result<(), Failure> {
    core.writer
        .change(move |writing| {
            let mut state = writing.sync_state(id)?;
            state.run = None;
            state.beside = None;
            writing.put_sync_state(id, &state)
        })
        .await
}

async fn remember_problem(core: &Arc<Core>, id: AccountId, failure: &Failure) {
    let now = core.now();
    let message = failure.to_string();
    let refused = matches!(
        failure.code,
        FailureCode::Credentials | FailureCode::AccessDenied | FailureCode::Invalid
    );
    let what = format!("Order sync failed: {message}");
    let kept = core
        .writer
        .change(move |writing| {
            let mut state = writing.sync_state(id)?;
            let in_a_row = state
                .problem
                .as_ref()
                .map_or(0, |p| p.in_a_row)
                .saturating_add(1);
            let repeated = state.problem.as_ref().is_some_and(|p| p.message == message);
            state.problem = Some(SyncProblem {
                at: now,
                message: message.clone(),
                refused,
                in_a_row,
            });
            writing.put_sync_state(id, &state)?;
            // The same trouble again is no news.
            if repeated {
                Ok(())
            } else {
                writing.note(entry(now, ENGINE, Level::Error, Some(id), what.clone()))
            }
        })
        .await;
    if let Err(failure) = kept {
        tracing::error!("a failed sync could not be noted: {failure}");
    }
}

/// Adds a line to the activity log.
pub(super) async fn note(core: &Arc<Core>, id: AccountId, level: Level, what: impl Into<String>) {
    let written = entry(core.now(), ENGINE, level, Some(id), what);
    if let Err(failure) = core
        .writer
        .change(move |writing| writing.note(written.clone()))
        .await
    {
        tracing::error!("the activity log could not be written: {failure}");
    }
}
