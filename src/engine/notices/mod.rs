//! Telling Amazon: the worker of an account that sends its notices, follows its feeds and settles unknown outcomes.
//!
//! It runs beside the order sync, so that no back-fill holds up a confirmation.

mod feeds;
mod reads;
mod run;
mod shipments;

pub(super) use run::NoticeRun;

use super::core::Core;
use crate::domain::ids::AccountId;
use crate::domain::moment::{Moment, Span};
use crate::domain::notice::{Place, Rules, Wish, plan};
use crate::protocol::{Failure, FailureCode};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// What can be set about telling Amazon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliverySettings {
    /// How long a confirmation can be taken back before Amazon is told.
    pub grace: Span,
    /// When shipments go by feed.
    pub rules: Rules,
}

impl Default for DeliverySettings {
    fn default() -> DeliverySettings {
        DeliverySettings {
            grace: Span::seconds(30),
            rules: Rules::default(),
        }
    }
}

/// After a failure that is nobody's fault the next try waits so long.
const AFTER_TROUBLE: Span = Span::minutes(1);

/// What the worker is asked for.
enum Ask {
    /// One run now; the answer comes when it ended.
    Run(Wish, oneshot::Sender<NoticeRun>),
    /// There is something new to send.
    Changed,
    /// End after the call that is under way.
    Stop(oneshot::Sender<()>),
}

/// The handle of an account's notice worker.
#[derive(Clone)]
pub(crate) struct NoticeWorker {
    asks: mpsc::Sender<Ask>,
}

impl NoticeWorker {
    /// One run now, as wished for; returns when there is nothing more to do or it must wait.
    pub(super) async fn run(&self, wish: Wish) -> Result<NoticeRun, Failure> {
        let gone = || Failure::new(FailureCode::Internal, "The account's worker has ended.");
        let (answer, waiting) = oneshot::channel();
        self.asks
            .send(Ask::Run(wish, answer))
            .await
            .map_err(|_| gone())?;
        waiting.await.map_err(|_| gone())
    }

    /// Tells that there is something new to send.
    pub(super) async fn changed(&self) {
        let _ = self.asks.send(Ask::Changed).await;
    }

    /// Ends the worker and waits for it.
    pub(super) async fn stop(&self) {
        let (answer, waiting) = oneshot::channel();
        if self.asks.send(Ask::Stop(answer)).await.is_ok() {
            let _ = waiting.await;
        }
    }
}

/// Starts the notice worker of an account.
pub(super) fn start(core: Arc<Core>, id: AccountId) -> NoticeWorker {
    let (asks, inbox) = mpsc::channel(64);
    tokio::spawn(work(core, id, inbox));
    NoticeWorker { asks }
}

async fn work(core: Arc<Core>, id: AccountId, mut inbox: mpsc::Receiver<Ask>) {
    let mut due = match run::after_restart(&core, id).await {
        Ok(()) => next_due(&core, id).await,
        Err(failure) => {
            tracing::error!("what was being sent can't be told: {failure}");
            Some(core.now().plus(AFTER_TROUBLE))
        }
    };
    loop {
        let timer = async {
            match due.filter(|_| core.schedule) {
                Some(at) => core.clock.sleep(at.since(core.now())).await,
                None => std::future::pending().await,
            }
        };
        let (wish, answer) = tokio::select! {
            ask = inbox.recv() => match ask {
                Some(Ask::Run(wish, answer)) => (wish, Some(answer)),
                Some(Ask::Changed) => {
                    due = next_due(&core, id).await;
                    continue;
                }
                Some(Ask::Stop(done)) => {
                    let _ = done.send(());
                    return;
                }
                None => return,
            },
            () = timer => (Wish::default(), None),
        };
        // A call that is broken off may have acted: its notice says so, and is settled after the next start.
        let ran = tokio::select! {
            ran = run::run(&core, id, wish) => ran,
            () = core.stopping.cancelled() => return,
        };
        due = match ran.wait_until {
            Some(until) => Some(until),
            None => next_due(&core, id).await,
        };
        if let Some(answer) = answer {
            let _ = answer.send(ran);
        }
    }
}

/// When there is something to do next by itself.
async fn next_due(core: &Arc<Core>, id: AccountId) -> Option<Moment> {
    if !core.schedule {
        return None;
    }
    let (now, rules) = (core.now(), core.deliveries.rules);
    let planned = core
        .read(move |r| {
            let archived = r
                .all_accounts()?
                .into_iter()
                .find(|a| a.id == id)
                .is_none_or(|a| a.archived);
            if archived {
                return Ok(None);
            }
            let open = r.notices_at(Place::Open, id)?;
            let attempts = r.feed_attempts(id)?;
            Ok(Some(plan(&open, &attempts, Wish::default(), rules, now)))
        })
        .await;
    match planned {
        Ok(Some(plan)) if plan.is_idle() => plan.next,
        Ok(Some(_)) => Some(now),
        Ok(None) => None,
        Err(failure) => {
            tracing::error!("what is to be sent can't be read: {failure}");
            Some(now.plus(AFTER_TROUBLE))
        }
    }
}
