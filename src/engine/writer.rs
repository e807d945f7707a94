//! The one writer of the store: a thread that takes changes in turn and commits them in groups.

use super::listing::SharedListing;
use super::move_history::SharedMoves;
use super::sales::SharedSales;
use crate::protocol::{Event, Failure, FailureCode};
use crate::store::{Changes, Store, StoreError, Writing};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, broadcast, oneshot};

/// At most so many changes share one commit.
const GROUP: usize = 128;
/// After a failed write the store is opened again after this pause, and then each time after twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// But at least this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

type Work = Box<dyn FnMut(&mut Writing<'_>) -> Result<(), StoreError> + Send>;
type Done = Box<dyn FnOnce(Result<(), Failure>) + Send>;

enum Message {
    Change { work: Work, done: Done },
    Between(Box<dyn FnOnce(&Store) + Send>),
    Stop,
}

/// The handle through which everything that is written goes.
#[derive(Clone)]
pub struct Writer {
    queue: Sender<Message>,
}

/// What the writer tells after each commit.
#[derive(Clone)]
pub struct Announcer {
    /// The order list that follows the store.
    pub listing: SharedListing,
    /// The moves history that follows the store.
    pub moves: SharedMoves,
    /// The sales that follow the store.
    pub sales: SharedSales,
    /// Where events go.
    pub events: broadcast::Sender<Event>,
    /// Counts commits that changed orders.
    pub revision: Arc<AtomicU64>,
    /// Makes an activity entry fit for showing.
    pub accounts: Arc<super::names::AccountNames>,
    /// Told when the store was opened again after a failed write: what is kept in memory may be behind.
    pub reopened: Arc<Notify>,
}

impl Writer {
    /// Starts the writer's thread. It ends with [`Writer::stop`].
    pub fn start(
        store: Arc<Store>,
        announcer: Announcer,
    ) -> Result<(Writer, std::thread::JoinHandle<()>), Failure> {
        let (queue, messages) = channel();
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || run(&store, &messages, &announcer))
            .map_err(|error| {
                Failure::new(
                    FailureCode::Internal,
                    format!("The writer could not start: {error}."),
                )
            })?;
        Ok((Writer { queue }, thread))
    }

    /// Makes a change and returns once it is durable. Changes that wait at the same time share a commit.
    ///
    /// `work` reads and decides first and writes last; it may run a second time, alone, when another change of its group
    /// failed. An error of it leaves no trace.
    pub async fn change<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let (answer, waiting) = oneshot::channel();
        let slot = Arc::new(Mutex::new(None));
        let filled = Arc::clone(&slot);
        let message = Message::Change {
            work: Box::new(move |writing| {
                let value = work(writing)?;
                if let Ok(mut slot) = filled.lock() {
                    *slot = Some(value);
                }
                Ok(())
            }),
            done: Box::new(move |result| {
                let value = slot.lock().ok().and_then(|mut slot| slot.take());
                let _ = answer.send(result.and_then(|()| value.ok_or_else(gone)));
            }),
        };
        self.queue.send(message).map_err(|_| gone())?;
        waiting.await.map_err(|_| gone())?
    }

    /// Does something with the store while nothing is being written.
    pub async fn between<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (answer, waiting) = oneshot::channel();
        let work = Box::new(move |store: &Store| {
            let _ = answer.send(work(store));
        });
        self.queue
            .send(Message::Between(work))
            .map_err(|_| gone())?;
        waiting.await.map_err(|_| gone())
    }

    /// Lets the thread end after what was handed in before.
    pub fn stop(&self) {
        let _ = self.queue.send(Message::Stop);
    }
}

fn gone() -> Failure {
    Failure::new(FailureCode::Store, "The store is closed.")
}

/// A store's error as a refusal with a hint.
pub fn store_failure(error: &StoreError) -> Failure {
    let failure = |code| Failure::new(code, format!("{}.", capitalised(&error.to_string())));
    match error {
        StoreError::InUse => {
            failure(FailureCode::Busy).hint("Stop it, or use it through its socket.")
        }
        StoreError::Absent => failure(FailureCode::Store)
            .hint("Register an account with `orderdeck account add`, or try `orderdeck demo`."),
        StoreError::Damaged { .. } => failure(FailureCode::Store)
            .hint("Run `orderdeck verify`, and restore the newest backup."),
        StoreError::Broken => {
            failure(FailureCode::Store).hint("Stop orderdeck, and restore the newest backup.")
        }
        StoreError::Unopenable { .. } => failure(FailureCode::Store)
            .hint("Nothing was changed. Put the newest backup in its place."),
        StoreError::Missing { .. } => failure(FailureCode::Store).hint(
            "Put the store back from a backup. To begin with an empty one, move the key file away.",
        ),
        StoreError::Exposed { .. } => failure(FailureCode::Store).hint(
            "Name another folder with --data-dir, or have its owner give it to you with mode 0700.",
        ),
        StoreError::TooNew { .. } => failure(FailureCode::Store).hint("Use the newer orderdeck."),
        StoreError::Vault(_) | StoreError::Exhausted(_) | StoreError::Closed => {
            failure(FailureCode::Store)
        }
        StoreError::Stopped => failure(FailureCode::Store)
            .hint("Look at the disk: is it full, or read-only? It is tried again by itself."),
        StoreError::Disk(_) => {
            failure(FailureCode::Store).hint("Look at the disk: is it full, or read-only?")
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn run(store: &Store, messages: &Receiver<Message>, announcer: &Announcer) {
    let mut mending = None;
    while let Some(first) = next_message(store, messages, announcer, &mut mending) {
        let mut group = Vec::new();
        let mut next = Some(first);
        let mut between = None;
        let mut stop = false;
        while let Some(message) = next.take() {
            match message {
                Message::Change { work, done } => group.push((work, done)),
                Message::Between(work) => between = Some(work),
                Message::Stop => stop = true,
            }
            if between.is_none() && !stop && group.len() < GROUP {
                next = messages.try_recv().ok();
            }
        }
        commit(store, group, announcer);
        if let Some(work) = between {
            work(store);
        }
        if stop {
            return;
        }
    }
}

/// The next message; meanwhile a store whose last write failed is opened again, with growing pauses.
fn next_message(
    store: &Store,
    messages: &Receiver<Message>,
    announcer: &Announcer,
    mending: &mut Option<Mending>,
) -> Option<Message> {
    loop {
        if !store.write_failed() {
            *mending = None;
            return messages.recv().ok();
        }
        let mend = mending.get_or_insert_with(Mending::begin);
        let wait = mend.next.saturating_duration_since(Instant::now());
        if wait > Duration::ZERO {
            match messages.recv_timeout(wait) {
                Ok(message) => return Some(message),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        match store.reopen() {
            Ok(()) => {
                tracing::info!("the store could be opened and written again");
                announcer.reopened.notify_one();
            }
            Err(error) => {
                mend.wait_longer();
                tracing::error!("the store can't be opened again: {error}");
            }
        }
    }
}

/// When a store whose last write failed is opened again.
struct Mending {
    pause: Duration,
    next: Instant,
}

impl Mending {
    fn begin() -> Mending {
        Mending {
            pause: FIRST_PAUSE,
            next: Instant::now() + FIRST_PAUSE,
        }
    }

    fn wait_longer(&mut self) {
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        self.next = Instant::now() + self.pause;
    }
}

fn commit(store: &Store, mut group: Vec<(Work, Done)>, announcer: &Announcer) {
    if group.is_empty() {
        return;
    }
    let together = store.write(|writing| group.iter_mut().try_for_each(|(work, _)| work(writing)));
    match together {
        Ok(((), changes)) => {
            announcer.announce(changes);
            for (_, done) in group {
                done(Ok(()));
            }
        }
        Err(error) if group.len() == 1 => {
            for (_, done) in group {
                done(Err(store_failure(&error)));
            }
        }
        // One of them failed and took the others with it: each for itself now.
        Err(_) => {
            for (mut work, done) in group {
                match store.write(|writing| work(writing)) {
                    Ok(((), changes)) => {
                        announcer.announce(changes);
                        done(Ok(()));
                    }
                    Err(error) => done(Err(store_failure(&error))),
                }
            }
        }
    }
}

impl Announcer {
    fn announce(&self, changes: Changes) {
        if !changes.orders.is_empty() {
            let created = changes.orders.iter().filter(|o| o.created).count() as u64;
            self.listing
                .write(|listing| listing.follow(&changes.orders));
            self.sales.follow(&changes.orders);
            let revision = self.revision.fetch_add(1, Ordering::Relaxed) + 1;
            let _ = self.events.send(Event::Orders { revision, created });
        }
        if !changes.invoiced.is_empty() {
            self.sales.follow_invoiced(&changes.invoiced);
        }
        if !changes.moves.is_empty() {
            self.moves.follow(&changes.moves);
        }
        if changes.stock || !changes.moves.is_empty() {
            let _ = self.events.send(Event::Stock);
        }
        if changes.books {
            let _ = self.events.send(Event::Books);
        }
        if changes.products {
            let _ = self.events.send(Event::Products);
        }
        if changes.deliveries {
            let _ = self.events.send(Event::Deliveries);
        }
        if changes.reports {
            let _ = self.events.send(Event::Reports);
        }
        if changes.failed {
            let _ = self.events.send(Event::Failed);
        }
        for entry in changes.activity {
            let _ = self.events.send(Event::Activity(super::views::activity(
                entry,
                &self.accounts,
            )));
        }
        if changes.accounts {
            let _ = self.events.send(Event::Accounts);
        }
    }
}
