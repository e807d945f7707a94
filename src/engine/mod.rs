//! The sync engine: owns the store, speaks to Amazon, answers requests.

mod account_sync;
mod account_worker;
mod activity;
mod beside_backfill;
mod budgets;
mod core;
mod failure_mail;
mod finance_sync;
mod health;
mod listing;
mod move_history;
mod names;
mod notices;
mod page_intake;
mod page_reader;
mod picking_views;
mod replenisher;
mod requests;
mod sales;
mod session;
mod stock_sync;
mod stock_views;
mod stuck;
mod taken;
mod turns;
mod views;
mod writer;

pub use crate::mail::MailSettings;
pub use health::read_status;
pub use listing::{Listing, Wanted};
pub use notices::DeliverySettings;
pub use requests::documents::DocumentSettings;

use self::core::Core;
use crate::amazon::https::{HttpsTransport, Limits};
use crate::amazon::transport::Transport;
use crate::client::Client;
use crate::clock::{SharedClock, SharedEntropy};
use crate::protocol::{Event, Failure, FailureCode};
use crate::store::{Store, StorePlace};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// What an engine needs to start.
pub struct EngineSettings {
    /// Folder of the store, the key file and the socket. Made with mode 0700 if it is not there.
    pub data_dir: PathBuf,
    /// Whether it syncs at intervals by itself. A one-shot command does not.
    pub schedule: bool,
    /// When and how Amazon is told of deliveries.
    pub deliveries: DeliverySettings,
    /// How e-mail is delivered.
    pub mail: MailSettings,
    /// How documents look.
    pub documents: DocumentSettings,
    /// Time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
}

/// Who is at the other end of a session, for the activity log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// User name, from the system.
    pub name: String,
}

/// A running engine.
pub struct Engine {
    core: Arc<Core>,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
    loader: Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Engine {
    /// Opens (or makes) the store and starts. Fails with [`FailureCode::Busy`] if another process owns the store.
    pub async fn start(settings: EngineSettings) -> Result<Engine, Failure> {
        let place = StorePlace::of(&settings.data_dir);
        let (clock, entropy) = (settings.clock.clone(), settings.entropy.clone());
        let store = blocking(move || {
            Store::open(place, clock.now(), entropy).map_err(|e| writer::store_failure(&e))
        })
        .await?;
        Engine::start_on(
            store,
            Arc::new(HttpsTransport::new(Limits::default())),
            settings,
        )
        .await
    }

    /// Starts on an open store and with any transport: for simulations.
    pub async fn start_on(
        store: Store,
        transport: Arc<dyn Transport>,
        settings: EngineSettings,
    ) -> Result<Engine, Failure> {
        let (core, writer) = Core::start(store, transport, settings)?;
        let loader = core
            .schedule
            .then(|| core.clone().load_listing())
            .transpose()?;
        Core::start_workers(&core)?;
        Ok(Engine {
            core,
            writer: Mutex::new(Some(writer)),
            loader: Mutex::new(loader),
        })
    }

    /// A session for this person; the handle may be cloned.
    pub fn client(&self, who: Who) -> Client {
        session::open(&self.core, who)
    }

    /// Finishes what is being written, closes the store, and tells all clients. Once this returns another engine can open
    /// the store, whoever still holds a session.
    pub async fn stop(self) {
        let _ = self.core.events.send(Event::Stopping);
        self.core.stopping.cancel();
        self.core.stop_workers().await;
        self.core.writer.stop();
        let threads = [self.writer.lock(), self.loader.lock()]
            .map(|slot| slot.ok().and_then(|mut s| s.take()));
        let store = self.core.store.clone();
        let _ = tokio::task::spawn_blocking(move || {
            for thread in threads.into_iter().flatten() {
                let _ = thread.join();
            }
            if let Err(error) = store.close() {
                tracing::error!("the store was not closed well: {error}");
            }
        })
        .await;
    }
}

/// Does something that blocks, such as reading the store, beside the asynchronous work.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Failure::new(FailureCode::Internal, "A piece of work broke off."))?
}
