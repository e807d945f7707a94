//! Amazon's figures of what lies there: fetched on request, and every night by itself. Trouble with them stays with them.

use super::activity::{ENGINE, entry};
use super::core::Core;
use super::views::amazon_failure;
use crate::amazon::budget::Priority;
use crate::amazon::problem::AmazonError;
use crate::domain::account::Account;
use crate::domain::amazon_stock::{collapsed, night_is_due, of_account, of_marketplace};
use crate::domain::ids::AccountId;
use crate::protocol::Failure;
use crate::protocol::amazon_stock::StockSynced;
use crate::protocol::upkeep::{AccountSync, Level};
use crate::store::amazon_stock::{AmazonStock, StockFetch};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Fetches the figures of an account; with `accept` they are in force however few they are.
pub(super) async fn sync(core: &Arc<Core>, account: Account, accept: bool) -> AccountSync {
    let turn = core.stock_turns.of(account.id);
    let _mine = turn.lock().await;
    run(core, account, accept).await
}

/// Fetches in the background what is due since the last night.
pub(super) fn by_night(core: &Arc<Core>, id: AccountId) {
    let core = core.clone();
    tokio::spawn(async move {
        let turn = core.stock_turns.of(id);
        let Ok(_mine) = turn.try_lock() else {
            return;
        };
        let due = match due(&core, id).await {
            Ok(Some(account)) => account,
            Ok(None) => return,
            Err(failure) => {
                tracing::warn!("whether stock at Amazon is due can't be told: {failure}");
                return;
            }
        };
        let fetched = run(&core, due, false);
        core.stopping.run_until_cancelled(fetched).await;
    });
}

/// The account, if its figures of the last night are missing.
async fn due(core: &Arc<Core>, id: AccountId) -> Result<Option<Account>, Failure> {
    let now = core.now();
    core.read(move |reading| {
        let account = reading.all_accounts()?.into_iter().find(|a| a.id == id);
        let Some(account) = account.filter(|account| !account.archived) else {
            return Ok(None);
        };
        let fetched = reading.amazon_stock(id)?.fetched();
        if !night_is_due(fetched, account.registered, id, account.time_zone(), now) {
            return Ok(None);
        }
        // Who has nothing at Amazon may lack the role to ask for it, and is not to be told so every night.
        let fulfilled = fetched.last_good.is_some() || reading.has_levels(&account.location)?;
        Ok(fulfilled.then_some(account))
    })
    .await
}

async fn run(core: &Arc<Core>, account: Account, accept: bool) -> AccountSync {
    let id = account.id;
    let calls_before = core.budgets.calls(id);
    let mut report = AccountSync {
        account: account.name.clone(),
        ..AccountSync::default()
    };
    let ended = match fetch(core, &account).await {
        Ok(fetched) => take_in(core, id, fetched, accept).await,
        Err(trouble) => Err(trouble),
    };
    let calls = core.budgets.calls(id).saturating_sub(calls_before);
    report.calls = calls.try_into().unwrap_or(u32::MAX);
    match ended {
        Ok(synced) => report.stock = Some(synced),
        Err(NotFetched::Throttled(until)) => {
            report.throttled_until = Some(until);
            remember(core, id, None).await;
        }
        Err(NotFetched::Failed(failure)) => {
            let message = failure.to_string();
            report.error = Some(message.clone());
            remember(core, id, Some(message)).await;
        }
    }
    report
}

/// Why nothing came.
enum NotFetched {
    Throttled(crate::domain::moment::Moment),
    Failed(Failure),
}

impl From<Failure> for NotFetched {
    fn from(failure: Failure) -> NotFetched {
        NotFetched::Failed(failure)
    }
}

/// All marketplaces of an account, or nothing.
async fn fetch(core: &Arc<Core>, account: &Account) -> Result<StockFetch, NotFetched> {
    if core.store.write_failed() {
        // What Amazon shows could not be kept, so it is not asked.
        core.writer.change(|_| Ok(())).await?;
    }
    let access = core.access(account).await?;
    let as_of = core.now();
    let newest = core.read(|reading| reading.moves_before(None, 1)).await?;
    let mut places = Vec::new();
    let mut unreadable = BTreeSet::new();
    for place in &account.marketplaces {
        let shown = core.amazon.stock(&access, &place.id, Priority::Low).await;
        let shown = shown.map_err(|error| match error {
            AmazonError::Throttled { until, .. } => NotFetched::Throttled(until),
            error => NotFetched::Failed(amazon_failure(&error)),
        })?;
        let mut figures = of_marketplace(shown.rows);
        for sku in shown.unreadable {
            figures.remove(&sku);
            unreadable.insert(sku);
        }
        places.push(figures);
    }
    let figures = of_account(places);
    let shown: BTreeSet<&str> = figures.iter().map(|figure| figure.sku.as_str()).collect();
    unreadable.retain(|sku| !shown.contains(sku.as_str()));
    let unreadable = unreadable.into_iter().collect();
    Ok(StockFetch {
        as_of,
        last_move: newest.first().map(|newest| newest.id),
        figures,
        unreadable,
    })
}

/// Puts the figures in force, or aside.
async fn take_in(
    core: &Arc<Core>,
    id: AccountId,
    fetched: StockFetch,
    accept: bool,
) -> Result<StockSynced, NotFetched> {
    let now = core.now();
    let synced = core
        .writer
        .change(move |writing| {
            let mut stock = writing.amazon_stock(id)?;
            let rows = fetched.figures.len();
            let before = stock.applied.as_ref().map(|applied| applied.figures.len());
            let held = !accept && collapsed(rows, before);
            let news = stock.held.is_none() || stock.problem.is_some();
            stock.last_try = Some(now);
            stock.problem = None;
            let (level, what) = if held {
                stock.held = Some(fetched.clone());
                let before = before.unwrap_or(0);
                let what = format!(
                    "Amazon showed stock of {rows} SKUs only, after {before} the last time: the figures are held until somebody accepts them."
                );
                (Level::Warning, what)
            } else {
                stock.applied = Some(fetched.clone());
                stock.held = None;
                (Level::Info, format!("Stock at Amazon fetched: {rows} SKUs."))
            };
            writing.put_amazon_stock(id, &stock)?;
            // The same doubt again is no news.
            if !held || news {
                writing.note(entry(now, ENGINE, level, Some(id), what))?;
            }
            Ok(StockSynced {
                as_of: fetched.as_of,
                rows: rows as u64,
                held,
            })
        })
        .await?;
    Ok(synced)
}

/// Keeps that a fetch brought nothing, and why, unless it was only Amazon's limit.
async fn remember(core: &Arc<Core>, id: AccountId, problem: Option<String>) {
    let now = core.now();
    let kept = core
        .writer
        .change(move |writing| {
            let mut stock = writing.amazon_stock(id)?;
            stock.last_try = Some(now);
            let news = problem.is_some() && stock.problem != problem;
            if problem.is_some() {
                stock.problem = problem.clone();
            }
            writing.put_amazon_stock(id, &stock)?;
            match &problem {
                Some(why) if news => {
                    let what = format!("Stock at Amazon could not be fetched: {why}");
                    writing.note(entry(now, ENGINE, Level::Error, Some(id), what))
                }
                _ => Ok(()),
            }
        })
        .await;
    if let Err(failure) = kept {
        tracing::error!("a failed fetch of stock could not be noted: {failure}");
    }
}

/// How the fetches of an account stand, for whoever checks.
pub(super) fn finding(stock: &AmazonStock) -> (Level, String) {
    if let Some(trouble) = trouble(stock) {
        return (Level::Warning, trouble.1);
    }
    match &stock.applied {
        Some(applied) => {
            let message = format!("{} SKUs as of {}", applied.figures.len(), applied.as_of);
            (Level::Info, message)
        }
        None => (Level::Info, "not fetched yet; comes every night".to_owned()),
    }
}

/// What of it needs a person: a word for scripts, and a sentence.
pub(super) fn trouble(stock: &AmazonStock) -> Option<(&'static str, String)> {
    if let Some(problem) = &stock.problem {
        let message = format!("Stock at Amazon could not be fetched: {problem}");
        return Some(("stock_sync_failed", message));
    }
    let held = stock.held.as_ref()?;
    let message = format!(
        "Amazon showed stock of {} SKUs only, so the figures are held: see `orderdeck stock reconcile`.",
        held.figures.len()
    );
    Some(("stock_held", message))
}
