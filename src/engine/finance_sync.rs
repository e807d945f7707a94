//! Amazon's financial transactions: fetched on request, and every night by itself. Trouble with them stays with them.

use super::activity::{ENGINE, entry};
use super::core::Core;
use super::views::amazon_failure;
use crate::amazon::access::SellerAccess;
use crate::amazon::budget::Priority;
use crate::amazon::finances::{FinancePage, FinanceSearch};
use crate::amazon::problem::AmazonError;
use crate::domain::account::Account;
use crate::domain::amazon_stock::{Fetched, night_is_due};
use crate::domain::finance_run::{FinanceRun, belongs};
use crate::domain::ids::AccountId;
use crate::domain::moment::{Moment, Span};
use crate::protocol::finances::FinancesSynced;
use crate::protocol::upkeep::{AccountSync, Level};
use crate::protocol::{Failure, FailureCode};
use crate::store::finances::{FinanceProblem, FinanceSync, TransactionPut};
use std::sync::Arc;

/// Pages of one window at most.
const MOST_PAGES: u32 = 20_000;
/// The budget gives a call in two seconds: a wait beyond this is worth telling.
const LONGEST_WAIT: Span = Span::seconds(20);

/// Fetches what is new of an account, or everything since `from`.
pub(super) async fn sync(core: &Arc<Core>, account: Account, from: Option<Moment>) -> AccountSync {
    let turn = core.finance_turns.of(account.id);
    let _mine = turn.lock().await;
    run(core, account, from).await
}

/// Fetches in the background what is due since the last night.
pub(super) fn by_night(core: &Arc<Core>, id: AccountId) {
    let core = core.clone();
    tokio::spawn(async move {
        let turn = core.finance_turns.of(id);
        let Ok(_mine) = turn.try_lock() else {
            return;
        };
        let due = match due(&core, id).await {
            Ok(Some(account)) => account,
            Ok(None) => return,
            Err(failure) => {
                tracing::warn!("whether financial transactions are due can't be told: {failure}");
                return;
            }
        };
        let fetched = run(&core, due, None);
        core.stopping.run_until_cancelled(fetched).await;
    });
}

/// The account, if its transactions of the last night are missing.
async fn due(core: &Arc<Core>, id: AccountId) -> Result<Option<Account>, Failure> {
    let now = core.now();
    core.read(move |reading| {
        let account = reading.all_accounts()?.into_iter().find(|a| a.id == id);
        let Some(account) = account.filter(|account| !account.archived) else {
            return Ok(None);
        };
        let state = reading.finance_sync(id)?;
        let fetched = Fetched {
            last_good: state.last_good,
            last_try: state.last_try,
        };
        let due = night_is_due(fetched, account.registered, id, account.time_zone(), now);
        Ok(due.then_some(account))
    })
    .await
}

async fn run(core: &Arc<Core>, account: Account, from: Option<Moment>) -> AccountSync {
    let id = account.id;
    let calls_before = core.budgets.calls(id);
    let mut report = AccountSync {
        account: account.name.clone(),
        ..AccountSync::default()
    };
    let mut synced = FinancesSynced::default();
    let ended = fetch(core, &account, from, &mut synced).await;
    let calls = core.budgets.calls(id).saturating_sub(calls_before);
    report.calls = calls.try_into().unwrap_or(u32::MAX);
    let problem = match ended {
        Ok(()) => None,
        Err(NotFetched::Throttled(until)) => {
            report.throttled_until = Some(until);
            None
        }
        Err(NotFetched::Failed(failure)) => {
            let message = failure.to_string();
            report.error = Some(message.clone());
            let refused = matches!(
                failure.code,
                FailureCode::AccessDenied | FailureCode::Credentials
            );
            Some(FinanceProblem { message, refused })
        }
    };
    let good = problem.is_none() && report.throttled_until.is_none();
    let until = remember(core, id, problem, good, synced).await;
    synced.until = until;
    report.finances = Some(synced);
    report
}

/// Why no more came.
enum NotFetched {
    Throttled(Moment),
    Failed(Failure),
}

impl From<Failure> for NotFetched {
    fn from(failure: Failure) -> NotFetched {
        NotFetched::Failed(failure)
    }
}

impl From<AmazonError> for NotFetched {
    fn from(error: AmazonError) -> NotFetched {
        match error {
            AmazonError::Throttled { until, .. } => NotFetched::Throttled(until),
            error => NotFetched::Failed(amazon_failure(&error)),
        }
    }
}

/// First what an earlier run left, unless everything since `from` is wanted; then what is due.
async fn fetch(
    core: &Arc<Core>,
    account: &Account,
    from: Option<Moment>,
    synced: &mut FinancesSynced,
) -> Result<(), NotFetched> {
    if core.store.write_failed() {
        // What Amazon shows could not be kept, so it is not asked.
        core.writer.change(|_| Ok(())).await?;
    }
    let access = core.access(account).await?;
    let (id, now) = (account.id, core.now());
    let state = core.read(move |reading| reading.finance_sync(id)).await?;
    if from.is_none()
        && let Some(left) = state.run
    {
        pages(core, account, &access, left, synced).await?;
    }
    let id = account.id;
    let state = core.read(move |reading| reading.finance_sync(id)).await?;
    let due = match from {
        Some(from) => FinanceRun::over(from, now),
        None => FinanceRun::due(account, state.fetched_until, now),
    };
    match due {
        Some(due) => pages(core, account, &access, due, synced).await,
        None => Ok(()),
    }
}

/// Reads a run page by page; each is written down, with the place of the next, before the next is asked for.
async fn pages(
    core: &Arc<Core>,
    account: &Account,
    access: &SellerAccess,
    run: FinanceRun,
    synced: &mut FinancesSynced,
) -> Result<(), NotFetched> {
    let mut open = Some(run);
    let mut anew = true;
    let mut last = Vec::new();
    while let Some(run) = open {
        let search = FinanceSearch {
            posted_after: run.from,
            posted_before: run.to,
            page_token: run.page_token.clone(),
        };
        let page = match page(core, access, &search).await {
            Err(AmazonError::BadRequest {
                page_token: true, ..
            }) if anew => {
                anew = false;
                open = Some(run.begin_window_anew());
                continue;
            }
            page => page?,
        };
        let ids: Vec<_> = page
            .transactions
            .iter()
            .map(|told| told.id.clone())
            .collect();
        let same_page = !ids.is_empty() && ids == last;
        let same_token = page.next_token.is_some() && page.next_token == run.page_token;
        if !ids.is_empty() {
            last = ids;
        }
        if same_page || same_token || run.pages >= MOST_PAGES {
            let why = "Amazon's pages of transactions lead round in a circle";
            return Err(Failure::new(FailureCode::Amazon, format!("{why}.")).into());
        }
        if page.next_token.is_none() {
            anew = true;
        }
        open = take_in(core, account, run, page, synced).await?;
    }
    Ok(())
}

/// A page; waits for the budget while that is worth it.
async fn page(
    core: &Arc<Core>,
    access: &SellerAccess,
    search: &FinanceSearch,
) -> Result<FinancePage, AmazonError> {
    let mut waited = Span::ZERO;
    loop {
        match core
            .amazon
            .transactions(access, search, Priority::Normal)
            .await
        {
            Err(AmazonError::Throttled { operation, until }) => {
                let pause = until.since(core.now()).max(Span::millis(50));
                waited = Span::millis(waited.as_millis().saturating_add(pause.as_millis()));
                if waited > LONGEST_WAIT {
                    return Err(AmazonError::Throttled { operation, until });
                }
                core.clock.sleep(pause).await;
            }
            done => return done,
        }
    }
}

/// Writes a page down with the place of the next; what is here already stays as it is.
async fn take_in(
    core: &Arc<Core>,
    account: &Account,
    run: FinanceRun,
    page: FinancePage,
    synced: &mut FinancesSynced,
) -> Result<Option<FinanceRun>, Failure> {
    let own = account.clone();
    let page = Arc::new(page);
    let (next, done) = core
        .writer
        .change(move |writing| {
            let id = own.id;
            let all = writing.all_accounts()?;
            let mut state = writing.finance_sync(id)?;
            let mut done = FinancesSynced::default();
            for told in page
                .transactions
                .iter()
                .filter(|told| belongs(told, &own, &all))
            {
                done.fetched += 1;
                state.unreadable.retain(|known| known.0 != told.id.as_str());
                match writing.put_transaction(id, told.clone())? {
                    TransactionPut::New => done.created += 1,
                    TransactionPut::Changed => done.updated += 1,
                    TransactionPut::Unchanged => {}
                }
            }
            for unreadable in &page.unreadable {
                done.unreadable += 1;
                state.note_unreadable(&unreadable.id, &unreadable.reason);
            }
            let next = run.clone().after_page(page.next_token.clone());
            if page.next_token.is_none() {
                let from = state
                    .fetched_from
                    .map_or(run.began, |from| from.min(run.began));
                state.fetched_from = Some(from);
                state.fetched_until = Some(state.fetched_until.map_or(run.to, |at| at.max(run.to)));
            }
            state.run = next.clone();
            writing.put_finance_sync(id, &state)?;
            Ok((next, done))
        })
        .await?;
    synced.add(done);
    Ok(next)
}

/// Keeps how a run ended, and tells of it where there is news. Answers up to when transactions are here.
async fn remember(
    core: &Arc<Core>,
    id: AccountId,
    problem: Option<FinanceProblem>,
    good: bool,
    synced: FinancesSynced,
) -> Option<Moment> {
    let now = core.now();
    let kept = core
        .writer
        .change(move |writing| {
            let mut state = writing.finance_sync(id)?;
            state.last_try = Some(now);
            let news = problem.is_some() && state.problem != problem;
            if good {
                state.last_good = Some(now);
                state.problem = None;
            } else if problem.is_some() {
                state.problem = problem.clone();
            }
            writing.put_finance_sync(id, &state)?;
            if let (Some(why), true) = (&problem, news) {
                // An application without the role is told so once, and that is no failure.
                let level = match shows(&state) {
                    true => Level::Error,
                    false => Level::Info,
                };
                let what = format!(
                    "Financial transactions could not be fetched: {}",
                    why.message
                );
                writing.note(entry(now, ENGINE, level, Some(id), what))?;
            }
            if synced.created + synced.updated > 0 {
                let what = format!(
                    "Financial transactions fetched: {} new, {} changed.",
                    synced.created, synced.updated
                );
                writing.note(entry(now, ENGINE, Level::Info, Some(id), what))?;
            }
            if synced.unreadable > 0 {
                let what = format!(
                    "{} financial transactions can't be read.",
                    synced.unreadable
                );
                writing.note(entry(now, ENGINE, Level::Warning, Some(id), what))?;
            }
            Ok(state.fetched_until)
        })
        .await;
    match kept {
        Ok(until) => until,
        Err(failure) => {
            tracing::error!("a run over financial transactions could not be noted: {failure}");
            None
        }
    }
}

/// Whether trouble is to be shown: not where Amazon has never let this application see finances.
fn shows(state: &FinanceSync) -> bool {
    let refused = state
        .problem
        .as_ref()
        .is_some_and(|problem| problem.refused);
    state.fetched_until.is_some() || !refused
}

/// How fetching stands, for whoever checks.
pub(super) fn finding(state: &FinanceSync) -> (Level, String) {
    match (&state.problem, state.fetched_until) {
        (Some(problem), _) => {
            let role = match problem.refused {
                true => " Does the application have the Finance and Accounting role?",
                false => "",
            };
            let level = match shows(state) {
                true => Level::Warning,
                false => Level::Info,
            };
            (level, format!("{}{role}", problem.message))
        }
        (None, None) => (Level::Info, "not fetched yet; comes every night".to_owned()),
        (None, Some(until)) => match state.unreadable.last() {
            None => (Level::Info, format!("fetched up to {until}")),
            Some((id, reason)) => {
                let many = state.unreadable.len();
                let message = format!(
                    "fetched up to {until}; {many} can't be read, the last one {id}: {reason}"
                );
                (Level::Warning, message)
            }
        },
    }
}

/// What of it needs a person: a word for scripts, and a sentence.
pub(super) fn trouble(state: &FinanceSync) -> Option<(&'static str, String)> {
    let problem = state.problem.as_ref().filter(|_| shows(state))?;
    let message = format!(
        "Financial transactions could not be fetched: {}",
        problem.message
    );
    Some(("finance_sync_failed", message))
}
