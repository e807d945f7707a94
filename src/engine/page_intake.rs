//! Taking in a page of orders: everything of the page, the run's place and the watermark in one transaction.

use super::page_reader::ReadPage;
use crate::amazon::orders::ReadOrder;
use crate::amazon::search::SearchPage;
use crate::domain::account::Account;
use crate::domain::moment::{Moment, Span};
use crate::domain::page_run::{OVERLAP, PageRun, RunStep};
use crate::domain::retry;
use crate::store::accounts::{AccountSyncState, Beside};
use crate::store::intake::{IntakeContext, TakenIn};
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// What a page, or a run of pages, did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub fetched: u64,
    pub created: u64,
    pub updated: u64,
    pub cancelled: u64,
    pub unchanged: u64,
    pub ignored: u64,
    pub failed: u64,
}

impl Tally {
    pub(super) fn add(&mut self, other: Tally) {
        self.fetched += other.fetched;
        self.created += other.created;
        self.updated += other.updated;
        self.cancelled += other.cancelled;
        self.unchanged += other.unchanged;
        self.ignored += other.ignored;
        self.failed += other.failed;
    }

    fn count(&mut self, taken: &TakenIn) {
        match taken {
            TakenIn::Created(_) => self.created += 1,
            TakenIn::Updated(_) => self.updated += 1,
            TakenIn::Cancelled(_) => self.cancelled += 1,
            TakenIn::Unchanged(_) => self.unchanged += 1,
            TakenIn::Ignored(_) => self.ignored += 1,
            TakenIn::Failed(_) => self.failed += 1,
        }
    }

    /// Whether any sales order came or changed.
    pub(super) fn changed_anything(&self) -> bool {
        self.created + self.updated + self.cancelled + self.failed > 0
    }
}

/// A page as Amazon sent it, shared between tries of the writer.
pub(super) struct Page {
    pub orders: Arc<[ReadOrder]>,
    pub next_token: Option<String>,
    pub upper: Option<Moment>,
}

impl From<SearchPage> for Page {
    fn from(page: SearchPage) -> Page {
        Page {
            orders: page.orders.into(),
            next_token: page.next_token,
            upper: page.last_updated_before,
        }
    }
}

impl Page {
    /// Takes the page into account in the run that it continues.
    pub(super) fn move_run(&self, run: &mut PageRun, now: Moment) -> RunStep {
        run.after_page(
            self.orders.len() as u64,
            self.upper,
            self.next_token.clone(),
            now,
        )
    }
}

/// Takes in pages of a run that follow each other, up to the first after which the run does not go on.
pub(super) fn take_in_pages(
    writing: &mut Writing<'_>,
    account: &Account,
    pages: &[ReadPage],
) -> Result<Option<(Tally, RunStep, AccountSyncState)>, StoreError> {
    let mut taken: Option<(Tally, RunStep, AccountSyncState)> = None;
    for read in pages {
        let (mut tally, step, state) =
            take_in_page(writing, account, &read.page, &read.run, read.at)?;
        if let Some((before, ..)) = taken {
            tally.add(before);
        }
        let more = step == RunStep::More;
        taken = Some((tally, step, state));
        if !more {
            break;
        }
    }
    Ok(taken)
}

/// Takes in the orders of a page and moves the run, and with its last page the watermark.
fn take_in_page(
    writing: &mut Writing<'_>,
    account: &Account,
    page: &Page,
    run: &PageRun,
    now: Moment,
) -> Result<(Tally, RunStep, AccountSyncState), StoreError> {
    let tally = take_in_orders(writing, account, &page.orders, now)?;
    let mut state = writing.sync_state(account.id)?;
    let (from, asked_with) = (run.from, run.token.clone());
    let mut run = run.clone();
    // A person may have paused it while the page was on its way.
    run.paused = state.run.as_ref().is_some_and(|stored| stored.paused);
    let step = page.move_run(&mut run, now);
    // Moved by hand, or stopped, while the page was on its way: that stands. And a run never moves over a page that was
    // not taken in: the page must be the one that the stored run asks for next.
    let superseded = state.watermark != Some(from)
        || state
            .run
            .as_ref()
            .is_none_or(|stored| stored.started != run.started || stored.token != asked_with);
    if !superseded {
        if run.backfill && state.beside.is_none() {
            state.beside = run.upper.map(|upper| Beside {
                watermark: upper.minus(OVERLAP),
                run: None,
                polled: now,
            });
        }
        match &step {
            RunStep::More => state.run = Some(run),
            RunStep::Done(watermark) => {
                state.orders_per_day = estimate(&state, &run, now);
                state.run = None;
                // What was polled beside a back-fill joins its end.
                let beside = state.beside.take().map(|beside| beside.watermark);
                state.watermark = (*watermark).max(beside).or(state.watermark);
                state.last_success = Some(now);
                state.problem = None;
            }
            RunStep::Looping => {
                state.run = None;
                state.beside = None;
            }
        }
        writing.put_sync_state(account.id, &state)?;
    }
    let step = if superseded && step == RunStep::More {
        RunStep::Done(None)
    } else {
        step
    };
    Ok((tally, step, state))
}

/// Takes in a page of what is polled beside a back-fill.
pub(super) fn take_in_beside(
    writing: &mut Writing<'_>,
    account: &Account,
    page: &Page,
    run: &PageRun,
    now: Moment,
) -> Result<(Tally, RunStep), StoreError> {
    let tally = take_in_orders(writing, account, &page.orders, now)?;
    let mut run = run.clone();
    let step = page.move_run(&mut run, now);
    let mut state = writing.sync_state(account.id)?;
    // The back-fill may have ended, or been stopped, while the page was on its way.
    if let Some(beside) = state
        .beside
        .as_mut()
        .filter(|beside| beside.watermark == run.from)
    {
        beside.polled = now;
        match &step {
            RunStep::More => beside.run = Some(run),
            RunStep::Done(watermark) => {
                beside.run = None;
                beside.watermark = watermark.unwrap_or(beside.watermark);
                state.last_success = Some(now);
            }
            RunStep::Looping => beside.run = None,
        }
        writing.put_sync_state(account.id, &state)?;
    }
    Ok((tally, step))
}

/// Takes in orders, whatever page they came on.
pub(super) fn take_in_orders(
    writing: &mut Writing<'_>,
    account: &Account,
    orders: &[ReadOrder],
    now: Moment,
) -> Result<Tally, StoreError> {
    let context = IntakeContext {
        account,
        now,
        pause: &failed_pause,
    };
    let mut tally = Tally {
        fetched: orders.len() as u64,
        ..Tally::default()
    };
    for order in orders {
        match order {
            Ok(order) => tally.count(&writing.take_in(order, &context)?),
            Err(unreadable) => {
                writing.take_in_unreadable(
                    &unreadable.reference,
                    &unreadable.reason,
                    unreadable.updated,
                    &context,
                )?;
                tally.failed += 1;
            }
        }
    }
    Ok(tally)
}

/// How long an order that failed so many times waits.
pub(super) fn failed_pause(failures: u32) -> Span {
    retry::failed_order_pause(failures.saturating_sub(1), 0.5)
}

/// Orders a day, from what this run read; short runs tell too little and leave what was known.
fn estimate(state: &AccountSyncState, run: &PageRun, now: Moment) -> Option<u32> {
    let hours = now.since(run.from).as_seconds() as f64 / 3_600.0;
    if hours < 6.0 {
        return state.orders_per_day;
    }
    Some((run.fetched as f64 * 24.0 / hours).ceil() as u32)
}
