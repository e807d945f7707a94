//! What all parts of a running engine share.

use super::account_worker::{self, Worker};
use super::budgets::{self, StoredBudgets};
use super::failure_mail::MailWorker;
use super::listing::{self, Listing, SharedListing};
use super::move_history::{self, SharedMoves};
use super::names::AccountNames;
use super::notices::{self, DeliverySettings, NoticeWorker};
use super::replenisher;
use super::requests::documents::DocumentSettings;
use super::requests::printing;
use super::sales::{self, SharedSales};
use super::taken::{SessionId, Taken};
use super::turns::Turns;
use super::writer::{Announcer, Writer, store_failure};
use super::{EngineSettings, blocking};
use crate::amazon::access::{Credentials, SellerAccess};
use crate::amazon::client::AmazonClient;
use crate::amazon::transport::Transport;
use crate::clock::{SharedClock, SharedEntropy};
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::moment::{Moment, Span};
use crate::mail::MailSettings;
use crate::protocol::{Event, Failure, FailureCode};
use crate::store::accounts::AccountSyncState;
use crate::store::{Reading, Store, StoreError};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

/// Events that a slow reader may lag behind before it loses some.
const EVENTS: usize = 256;

/// What all parts of a running engine share.
pub(crate) struct Core {
    pub(super) store: Arc<Store>,
    pub(super) writer: Writer,
    pub(super) listing: SharedListing,
    pub(super) moves: SharedMoves,
    pub(super) sales: SharedSales,
    pub(super) names: Arc<AccountNames>,
    pub(super) clock: SharedClock,
    pub(super) entropy: SharedEntropy,
    pub(super) amazon: AmazonClient,
    pub(super) budgets: Arc<StoredBudgets>,
    pub(super) events: broadcast::Sender<Event>,
    pub(super) revision: Arc<AtomicU64>,
    pub(super) schedule: bool,
    /// Cancelled when the engine is to end.
    pub(super) stopping: CancellationToken,
    pub(super) data_dir: PathBuf,
    pub(super) deliveries: DeliverySettings,
    pub(super) mail: MailSettings,
    pub(super) mail_trouble: Mutex<Option<String>>,
    pub(super) documents: DocumentSettings,
    pub(super) taken: Taken,
    pub(super) stock_turns: Turns,
    pub(super) finance_turns: Turns,
    sessions: AtomicU64,
    workers: Mutex<HashMap<AccountId, Worker>>,
    notice_workers: Mutex<HashMap<AccountId, NoticeWorker>>,
    mail_worker: Mutex<Option<MailWorker>>,
    skews: Mutex<HashMap<AccountId, Span>>,
}

impl Core {
    pub(super) fn start(
        store: Store,
        transport: Arc<dyn Transport>,
        settings: EngineSettings,
    ) -> Result<(Arc<Core>, JoinHandle<()>), Failure> {
        let store = Arc::new(store);
        let (events, _) = broadcast::channel(EVENTS);
        let listing = SharedListing::default();
        let moves = SharedMoves::default();
        let sales = SharedSales::default();
        let revision = Arc::new(AtomicU64::new(0));
        let names = Arc::new(AccountNames::default());
        let reopened = Arc::new(Notify::new());
        let accounts = store
            .read(|r| r.all_accounts())
            .map_err(|e| store_failure(&e))?;
        names.follow(&accounts);
        let announcer = Announcer {
            listing: listing.clone(),
            moves: moves.clone(),
            sales: sales.clone(),
            events: events.clone(),
            revision: revision.clone(),
            accounts: names.clone(),
            reopened: reopened.clone(),
        };
        let (writer, thread) = Writer::start(store.clone(), announcer)?;
        let buckets = budgets::read(&store, &accounts, settings.clock.now())?;
        let budgets = Arc::new(StoredBudgets::new(
            buckets,
            writer.clone(),
            settings.clock.clone(),
            settings.entropy.clone(),
        ));
        budgets.follow(&accounts);
        let amazon = AmazonClient::new(
            transport,
            settings.clock.clone(),
            settings.entropy.clone(),
            budgets.clone(),
        );
        let core = Core {
            store,
            writer,
            listing,
            moves,
            sales,
            names,
            clock: settings.clock,
            entropy: settings.entropy,
            amazon,
            budgets,
            events,
            revision,
            schedule: settings.schedule,
            stopping: CancellationToken::new(),
            data_dir: settings.data_dir,
            deliveries: settings.deliveries,
            mail: settings.mail,
            mail_trouble: Mutex::default(),
            documents: settings.documents,
            taken: Taken::default(),
            stock_turns: Turns::default(),
            finance_turns: Turns::default(),
            sessions: AtomicU64::new(0),
            workers: Mutex::default(),
            notice_workers: Mutex::default(),
            mail_worker: Mutex::default(),
            skews: Mutex::default(),
        };
        let core = Arc::new(core);
        tokio::spawn(follow_reopening(core.clone(), reopened));
        Ok((core, thread))
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A short look at the store, beside the asynchronous work.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Core>,
        work: impl FnOnce(&Reading<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = self.store.clone();
        blocking(move || store.read(work).map_err(|e| store_failure(&e))).await
    }

    /// Fills the order list and the moves history in a thread of its own.
    pub(super) fn load_listing(self: Arc<Core>) -> Result<JoinHandle<()>, Failure> {
        std::thread::Builder::new()
            .name("listing".to_owned())
            .spawn(move || {
                if let Err(error) = listing::load(
                    &self.store,
                    &self.listing,
                    &self.sales,
                    &self.events,
                    &self.stopping,
                ) {
                    tracing::error!("the order list could not be read: {error}");
                }
                if let Err(failure) = self.fill_moves() {
                    tracing::error!("the moves history could not be read: {failure}");
                }
            })
            .map_err(|error| {
                Failure::new(
                    FailureCode::Internal,
                    format!("The order list could not be read: {error}."),
                )
            })
    }

    /// Sees to it that the moves history is in memory; blocks as long as it is read.
    pub(super) fn fill_moves(&self) -> Result<(), Failure> {
        match move_history::load(&self.store, &self.moves, &self.stopping) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Failure::new(FailureCode::Store, "The engine stops.")),
            Err(error) => Err(store_failure(&error)),
        }
    }

    /// Sees to it that the sales are in memory; blocks as long as they are read.
    pub(super) fn fill_sales(&self) -> Result<(), Failure> {
        match sales::load(&self.store, &self.sales, &self.stopping) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Failure::new(FailureCode::Store, "The engine stops.")),
            Err(error) => Err(store_failure(&error)),
        }
    }

    pub(super) fn start_workers(core: &Arc<Core>) -> Result<(), Failure> {
        let accounts = core
            .store
            .read(|r| r.all_accounts())
            .map_err(|e| store_failure(&e))?;
        for account in accounts {
            core.worker(account.id);
            core.notice_worker(account.id);
        }
        if core.schedule {
            tokio::spawn(replenisher::follow_stock(core.clone()));
            tokio::spawn(printing::remove_kept(core.clone()));
        }
        if core.schedule
            && let Ok(mut slot) = core.mail_worker.lock()
        {
            *slot = Some(MailWorker::start(core.clone()));
        }
        Ok(())
    }

    /// An identity for a session.
    pub(super) fn next_session(&self) -> SessionId {
        SessionId(self.sessions.fetch_add(1, Ordering::Relaxed))
    }

    /// The worker of an account; started if it does not run yet.
    pub(super) fn worker(self: &Arc<Core>, id: AccountId) -> Worker {
        let mut workers = match self.workers.lock() {
            Ok(workers) => workers,
            Err(poisoned) => poisoned.into_inner(),
        };
        workers
            .entry(id)
            .or_insert_with(|| account_worker::start(self.clone(), id))
            .clone()
    }

    /// The notice worker of an account; started if it does not run yet.
    pub(super) fn notice_worker(self: &Arc<Core>, id: AccountId) -> NoticeWorker {
        let mut workers = match self.notice_workers.lock() {
            Ok(workers) => workers,
            Err(poisoned) => poisoned.into_inner(),
        };
        workers
            .entry(id)
            .or_insert_with(|| notices::start(self.clone(), id))
            .clone()
    }

    /// How far this clock is ahead of Amazon's, as an account's last search told.
    pub(super) fn clock_skew(&self, id: AccountId) -> Option<Span> {
        self.skews.lock().ok()?.get(&id).copied()
    }

    /// Keeps Amazon's time of an answer that came just now.
    pub(super) fn note_amazon_time(&self, id: AccountId, amazon: Option<Moment>) {
        if let (Some(amazon), Ok(mut skews)) = (amazon, self.skews.lock()) {
            skews.insert(id, self.now().since(amazon));
        }
    }

    /// What the worker of an account is doing.
    pub(super) fn worker_doing(self: &Arc<Core>, id: AccountId) -> super::account_worker::Doing {
        self.worker(id).doing()
    }

    pub(super) async fn stop_workers(&self) {
        let mail_worker = self.mail_worker.lock().ok().and_then(|mut w| w.take());
        if let Some(worker) = mail_worker {
            worker.stop().await;
        }
        let workers: Vec<Worker> = self
            .workers
            .lock()
            .map(|mut w| w.drain().map(|(_, w)| w).collect())
            .unwrap_or_default();
        for worker in workers {
            worker.stop().await;
        }
        let notice_workers: Vec<NoticeWorker> = self
            .notice_workers
            .lock()
            .map(|mut w| w.drain().map(|(_, w)| w).collect())
            .unwrap_or_default();
        for worker in notice_workers {
            worker.stop().await;
        }
    }

    /// The account with this name.
    pub(super) async fn account_named(self: &Arc<Core>, name: &str) -> Result<Account, Failure> {
        let wanted = name.to_owned();
        let all = self.read(|r| r.all_accounts()).await?;
        let names: Vec<&str> = all.iter().map(|a| a.name.as_str()).collect();
        let hint = match names.as_slice() {
            [] => "There is none yet: register one with `orderdeck account add`.".to_owned(),
            names => format!("There are: {}.", names.join(", ")),
        };
        all.iter()
            .find(|a| a.name == wanted)
            .cloned()
            .ok_or_else(|| {
                Failure::new(
                    FailureCode::NotFound,
                    format!("There is no account named {wanted:?}."),
                )
                .hint(hint)
            })
    }

    /// An account, and how its order sync stands.
    pub(super) async fn account_and_sync(
        self: &Arc<Core>,
        id: AccountId,
    ) -> Result<(Account, AccountSyncState), Failure> {
        self.read(move |reading| {
            let account = reading.all_accounts()?.into_iter().find(|a| a.id == id);
            Ok(account.zip(Some(reading.sync_state(id)?)))
        })
        .await?
        .ok_or_else(|| Failure::new(FailureCode::NotFound, "The account is gone."))
    }

    /// What is needed to speak to Amazon for an account.
    pub(super) async fn access(
        self: &Arc<Core>,
        account: &Account,
    ) -> Result<SellerAccess, Failure> {
        let id = account.id;
        let secrets = self.read(move |r| r.secrets(id)).await?;
        let secrets = secrets.ok_or_else(|| {
            Failure::new(
                FailureCode::Credentials,
                format!("The account {} has no credentials.", account.name),
            )
            .hint("Enter them with `orderdeck account set NAME --credentials FILE`.")
        })?;
        Ok(SellerAccess {
            account: id,
            region: account.region,
            seller_id: account.seller_id.clone(),
            credentials: Credentials {
                client_id: secrets.client_id,
                client_secret: secrets.client_secret.into(),
                refresh_token: secrets.refresh_token.into(),
            },
            endpoint: account.endpoint.clone(),
            lwa_endpoint: account.lwa_endpoint.clone(),
        })
    }

    /// An interval with up to a tenth more or less, so that accounts do not call all at once.
    pub(super) fn jittered(&self, span: Span) -> Span {
        let millis = span.as_millis() as f64;
        Span::millis((millis * (0.9 + 0.2 * self.entropy.fraction())) as i64)
    }
}

/// A failed write may have reached the disk all the same. Once the store was opened again, what is kept in memory is read
/// anew.
async fn follow_reopening(core: Arc<Core>, reopened: Arc<Notify>) {
    while core
        .stopping
        .run_until_cancelled(reopened.notified())
        .await
        .is_some()
    {
        core.listing.write(Listing::forget);
        core.moves.forget();
        core.sales.forget();
        if core.schedule
            && let Err(failure) = core.clone().load_listing()
        {
            tracing::error!("{failure}");
        }
        match core.read(|reading| reading.all_accounts()).await {
            Ok(accounts) => {
                core.names.follow(&accounts);
                core.budgets.follow(&accounts);
                for account in accounts {
                    core.worker(account.id).changed().await;
                }
            }
            Err(failure) => tracing::error!("{failure}"),
        }
        let revision = core.revision.fetch_add(1, Ordering::Relaxed) + 1;
        let created = 0;
        let _ = core.events.send(Event::Orders { revision, created });
        let _ = core.events.send(Event::Stock);
        let _ = core.events.send(Event::Books);
        let _ = core.events.send(Event::Reports);
        let _ = core.events.send(Event::Accounts);
    }
}
