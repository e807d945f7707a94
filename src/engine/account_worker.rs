//! The worker of an account: runs its order sync at intervals and on request, one run at a time.

use super::account_sync::{Ended, run};
use super::beside_backfill;
use super::core::Core;
use super::finance_sync;
use super::requests::failed_orders;
use super::requests::orders::ask_for_addresses;
use super::stock_sync;
use crate::amazon::operations::Operation;
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::moment::{Moment, Span};
use crate::domain::retry::{self, Trouble};
use crate::protocol::accounts::SyncState;
use crate::protocol::upkeep::AccountSync;
use crate::protocol::{Event, Failure, FailureCode};
use crate::store::accounts::AccountSyncState;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};

/// What a worker is asked for.
enum Order {
    /// One run now; the answer comes when it ended.
    Sync(oneshot::Sender<AccountSync>),
    /// The account changed: look again when the next run is due.
    Changed,
    /// End after the run that goes on.
    Stop(oneshot::Sender<()>),
}

/// What a worker is doing, for whoever asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doing {
    pub syncing: bool,
    pub next_sync: Option<Moment>,
    pub waits_until: Option<Moment>,
}

/// The handle of an account's worker.
#[derive(Clone)]
pub(crate) struct Worker {
    orders: mpsc::Sender<Order>,
    doing: Arc<Mutex<Doing>>,
}

impl Worker {
    /// One run now; returns when it is done or throttled.
    pub(super) async fn sync(&self) -> Result<AccountSync, Failure> {
        let gone = || Failure::new(FailureCode::Connection, "The engine is ending.");
        let (answer, waiting) = oneshot::channel();
        self.orders
            .send(Order::Sync(answer))
            .await
            .map_err(|_| gone())?;
        waiting.await.map_err(|_| gone())
    }

    /// Tells that the account changed.
    pub(super) async fn changed(&self) {
        let _ = self.orders.send(Order::Changed).await;
    }

    /// Ends the worker and waits for it.
    pub(super) async fn stop(&self) {
        let (answer, waiting) = oneshot::channel();
        if self.orders.send(Order::Stop(answer)).await.is_ok() {
            let _ = waiting.await;
        }
    }

    /// What it is doing.
    pub(super) fn doing(&self) -> Doing {
        match self.doing.lock() {
            Ok(doing) => *doing,
            Err(poisoned) => *poisoned.into_inner(),
        }
    }
}

/// Starts the worker of an account.
pub(super) fn start(core: Arc<Core>, id: AccountId) -> Worker {
    let (orders, inbox) = mpsc::channel(64);
    let doing = Arc::new(Mutex::new(Doing {
        syncing: false,
        next_sync: None,
        waits_until: None,
    }));
    tokio::spawn(work(core, id, inbox, doing.clone()));
    Worker { orders, doing }
}

async fn work(
    core: Arc<Core>,
    id: AccountId,
    mut inbox: mpsc::Receiver<Order>,
    doing: Arc<Mutex<Doing>>,
) {
    let tell = |change: &dyn Fn(&mut Doing)| {
        if let Ok(mut doing) = doing.lock() {
            change(&mut doing);
        }
        let _ = core.events.send(Event::Accounts);
    };
    let mut due = first_due(&core, id).await;
    loop {
        tell(&|d| d.next_sync = due);
        let askers = match next_turn(&core, &mut inbox, due).await {
            Turn::Sync(askers) => askers,
            Turn::LookAgain => {
                due = first_due(&core, id).await;
                continue;
            }
            Turn::Stop(done) => {
                if let Some(done) = done {
                    let _ = done.send(());
                }
                return;
            }
        };
        tell(&|d| {
            d.syncing = true;
            d.waits_until = None;
        });
        let scheduled = askers.is_empty();
        let turn = async {
            if scheduled {
                beside_backfill::poll(&core, id, false).await;
            }
            let (report, ended) = run(&core, id, !scheduled).await;
            let next = next_due(&core, id, &ended).await;
            due = core.schedule.then_some(next).flatten();
            tell(&|d| {
                d.syncing = false;
                d.next_sync = due;
                d.waits_until = match ended {
                    Ended::Throttled(until) => Some(until),
                    _ => None,
                };
            });
            for asker in askers {
                let _ = asker.send(report.clone());
            }
            if scheduled {
                stock_sync::by_night(&core, id);
                finance_sync::by_night(&core, id);
                failed_orders::retry_due(&core, id).await;
                ask_for_addresses(&core, id).await;
            }
        };
        // An end does not wait for Amazon. What was handed to the writer is still written, and the rest is as after a
        // crash: the run goes on from the last page that was.
        if core.stopping.run_until_cancelled(turn).await.is_none() {
            core.budgets.put_back(id, Operation::SearchOrders).await;
            due = None;
        }
    }
}

/// What a worker does next.
enum Turn {
    /// One run, for whoever asked; nobody, when it is due by schedule.
    Sync(Vec<oneshot::Sender<AccountSync>>),
    /// The account changed: the next run may be due at another time.
    LookAgain,
    /// The end; with nobody to tell when every handle is gone.
    Stop(Option<oneshot::Sender<()>>),
}

/// Waits until a run is due or asked for. Whoever asks at the same time is served by the same run.
async fn next_turn(core: &Core, inbox: &mut mpsc::Receiver<Order>, due: Option<Moment>) -> Turn {
    let timer = async {
        match due {
            Some(at) => core.clock.sleep(at.since(core.now())).await,
            None => std::future::pending().await,
        }
    };
    let mut askers = Vec::new();
    tokio::select! {
        order = inbox.recv() => match order {
            Some(Order::Sync(asker)) => askers.push(asker),
            Some(Order::Changed) => return Turn::LookAgain,
            Some(Order::Stop(done)) => return Turn::Stop(Some(done)),
            None => return Turn::Stop(None),
        },
        () = timer => {}
    }
    while let Ok(order) = inbox.try_recv() {
        match order {
            Order::Sync(asker) => askers.push(asker),
            Order::Changed => {}
            Order::Stop(done) => return Turn::Stop(Some(done)),
        }
    }
    Turn::Sync(askers)
}

/// What an account's sync stands at: what its worker does, and where that rests, what its records say.
pub(super) fn state(
    account: &Account,
    sync: &AccountSyncState,
    doing: Option<Doing>,
    now: Moment,
) -> SyncState {
    match (resting_state(account, sync), doing) {
        (resting @ SyncState::Archived, _) => resting,
        (_, Some(doing)) if doing.syncing => SyncState::Syncing,
        (SyncState::Idle | SyncState::Failing, Some(doing))
            if doing.waits_until.is_some_and(|until| until > now) =>
        {
            SyncState::Throttled
        }
        (resting, _) => resting,
    }
}

/// What an account that is not syncing right now stands at, from its records.
fn resting_state(account: &Account, state: &AccountSyncState) -> SyncState {
    if account.archived {
        SyncState::Archived
    } else if state.run.as_ref().is_some_and(|r| r.paused) {
        SyncState::Paused
    } else {
        match &state.problem {
            Some(problem) if problem.refused => SyncState::Refused,
            Some(_) => SyncState::Failing,
            None => SyncState::Idle,
        }
    }
}

/// When the first run after a start or a change is due: at once if one is open or the last is long ago.
async fn first_due(core: &Arc<Core>, id: AccountId) -> Option<Moment> {
    if !core.schedule {
        return None;
    }
    let now = core.now();
    let (account, state) = match core.account_and_sync(id).await {
        Ok(known) => known,
        Err(failure) => return Some(look_again(now, &failure)),
    };
    if account.archived {
        return None;
    }
    if state.run.as_ref().is_some_and(|r| r.paused) {
        return beside_backfill::due(&account, &state).map(|due| due.max(now));
    }
    match (&state.run, state.last_success) {
        (Some(_), _) | (_, None) => Some(now),
        (None, Some(last)) => Some(last.plus(core.jittered(account.sync_interval)).max(now)),
    }
}

/// An account that can't be read now is looked at again soon.
fn look_again(now: Moment, failure: &Failure) -> Moment {
    tracing::error!("when the next sync is due can't be told: {failure}");
    now.plus(Span::minutes(1))
}

async fn next_due(core: &Arc<Core>, id: AccountId, ended: &Ended) -> Option<Moment> {
    let now = core.now();
    let (account, state) = match core.account_and_sync(id).await {
        Ok(known) => known,
        Err(failure) => return Some(look_again(now, &failure)),
    };
    if account.archived {
        return None;
    }
    if state.run.as_ref().is_some_and(|r| r.paused) {
        let soon = now.plus(Span::minutes(1));
        return beside_backfill::due(&account, &state).map(|due| due.max(soon));
    }
    Some(match ended {
        Ended::Throttled(until) => (*until).max(now),
        Ended::Done => now.plus(core.jittered(account.sync_interval)),
        Ended::Held => now.plus(Span::minutes(1)),
        Ended::Failed(_) => {
            let problem = state.problem.as_ref();
            let trouble = if problem.is_some_and(|p| p.refused) {
                Trouble::Refused
            } else {
                Trouble::Read
            };
            now.plus(retry::pause(
                trouble,
                problem.map_or(0, |p| p.in_a_row.saturating_sub(1)),
                core.entropy.fraction(),
            ))
        }
    })
}
