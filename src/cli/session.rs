//! A command's way to an engine: the one that answers, or its own for as long as it lives.

use super::holder;
use super::output::Trouble;
use super::settings::{ConfigFile, Settings};
use crate::client::Client;
use crate::client::attach::{Attached, attach};
use crate::client::place::socket_path;
use crate::client::socket::Reconnect;
use crate::clock::{SharedClock, SystemEntropy};
use crate::engine::{DeliverySettings, DocumentSettings, Engine, EngineSettings, MailSettings};
use crate::protocol::reports::ReportRequest;
use crate::protocol::{Failure, FailureCode, Reply, Request};
use crate::service::{self, Limits, Listener, peer};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A command that is done lets others finish what they asked its engine for.
const GUESTS_FINISH: Duration = Duration::from_secs(3_600);

/// What every command gets.
#[derive(Clone)]
pub struct Context {
    /// What was meant.
    pub settings: Settings,
    /// How to answer.
    pub output: super::output::Output,
    /// Time.
    pub clock: SharedClock,
}

/// An engine in this process, with its socket.
pub struct Host {
    engine: Arc<Engine>,
    service: Option<(JoinHandle<()>, CancellationToken)>,
}

/// How an engine in this process works.
#[derive(Clone, Debug)]
pub struct HostSettings {
    /// Folder of the store.
    pub data_dir: PathBuf,
    /// Whether it syncs by schedule.
    pub schedule: bool,
    /// When and how Amazon is told of deliveries.
    pub deliveries: DeliverySettings,
    /// How e-mail is delivered.
    pub mail: MailSettings,
    /// How documents look.
    pub documents: DocumentSettings,
    /// Whether it is of no use without its socket.
    pub socket_needed: bool,
    /// How long it lets others finish.
    pub drain: Duration,
}

impl HostSettings {
    /// For a command that asks once.
    pub fn once(data_dir: &Path) -> HostSettings {
        HostSettings {
            data_dir: data_dir.to_owned(),
            schedule: false,
            deliveries: DeliverySettings::default(),
            mail: MailSettings::default(),
            documents: DocumentSettings::default(),
            socket_needed: false,
            drain: GUESTS_FINISH,
        }
    }

    /// For an engine that works by schedule.
    pub fn lasting(data_dir: &Path) -> HostSettings {
        HostSettings {
            data_dir: data_dir.to_owned(),
            schedule: true,
            deliveries: DeliverySettings::default(),
            mail: MailSettings::default(),
            documents: DocumentSettings::default(),
            socket_needed: true,
            drain: Limits::default().drain,
        }
    }

    /// With what the configuration file says.
    pub fn with(self, file: &ConfigFile) -> HostSettings {
        HostSettings {
            deliveries: file.deliveries.settings(),
            mail: file.mail.clone(),
            documents: file.documents.settings(),
            ..self
        }
    }
}

impl Host {
    /// Opens the store, starts the engine and serves its socket.
    pub async fn start(settings: &HostSettings, clock: SharedClock) -> Result<Host, Failure> {
        let engine = Engine::start(EngineSettings {
            data_dir: settings.data_dir.clone(),
            schedule: settings.schedule,
            deliveries: settings.deliveries,
            mail: settings.mail.clone(),
            documents: settings.documents.clone(),
            clock,
            entropy: Arc::new(SystemEntropy),
        })
        .await?;
        let mut host = Host {
            engine: Arc::new(engine),
            service: None,
        };
        match Listener::bind(&socket_path(&settings.data_dir)) {
            Ok(listener) => host.serve(listener, settings),
            Err(failure) if settings.socket_needed => {
                host.stop().await;
                return Err(failure);
            }
            Err(failure) => tracing::warn!("no other terminal can attach: {failure}"),
        }
        Ok(host)
    }

    fn serve(&mut self, listener: Listener, settings: &HostSettings) {
        let engine = self.engine.clone();
        let limits = Limits {
            drain: settings.drain,
            ..Limits::default()
        };
        let stop = CancellationToken::new();
        let sessions: service::Sessions = Arc::new(move |who| engine.client(who));
        let serving = tokio::spawn(service::serve(sessions, listener, limits, stop.clone()));
        self.service = Some((serving, stop));
    }

    /// A session for whoever runs this process.
    pub fn client(&self) -> Client {
        self.engine.client(peer::ourselves())
    }

    /// Lets guests finish, tells them, and closes the store.
    pub async fn stop(self) {
        if let Some((serving, stop)) = self.service {
            stop.cancel();
            let _ = serving.await;
        }
        // The service held the only other share.
        if let Some(engine) = Arc::into_inner(self.engine) {
            engine.stop().await;
        }
    }
}

/// An engine to ask, wherever it is.
pub struct Session {
    /// The handle to it.
    pub client: Client,
    host: Option<Host>,
}

impl Session {
    /// Attaches to the engine that answers, or starts one.
    pub async fn open(
        host: &HostSettings,
        reconnect: Reconnect,
        clock: SharedClock,
    ) -> Result<Session, Failure> {
        let start = || Host::start(host, clock.clone());
        let attached = attach(&socket_path(&host.data_dir), reconnect, start).await;
        match attached.map_err(|failure| holder::named(failure, &host.data_dir))? {
            Attached::Guest(client) => Ok(Session { client, host: None }),
            Attached::Host(host) => Ok(Session {
                client: host.client(),
                host: Some(host),
            }),
        }
    }

    /// Whether the engine is in another process.
    pub fn is_guest(&self) -> bool {
        self.host.is_none()
    }

    /// Ends an engine of our own.
    pub async fn close(self) {
        drop(self.client);
        if let Some(host) = self.host {
            // A signal means: now. Whatever is not finished is finished after the next start.
            tokio::select! {
                () = host.stop() => {}
                () = stop_signal() => {}
            }
        }
    }
}

/// Asks one thing, and stops waiting when the person presses Ctrl-C.
pub async fn ask(context: &Context, request: Request) -> Result<Reply, Trouble> {
    let host = HostSettings::once(&context.settings.data_dir).with(&context.settings.file);
    let mut again = repeatable(&request);
    loop {
        let session = Session::open(&host, Reconnect::No, context.clock.clone()).await?;
        let answer = tokio::select! {
            answer = session.client.call(request.clone()) => answer.map_err(Trouble::Failure),
            () = stop_signal() => Err(Trouble::Interrupted),
        };
        let guest = session.is_guest();
        session.close().await;
        match answer {
            // The engine we were guests of ended before it answered.
            Err(Trouble::Failure(f)) if f.code == FailureCode::Connection && guest && again => {
                again = false;
            }
            answer => return answer,
        }
    }
}

/// Asks several things of the same engine, and stops when the person presses Ctrl-C.
pub async fn with_engine<T>(
    context: &Context,
    work: impl AsyncFnOnce(&Client) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let host = HostSettings::once(&context.settings.data_dir).with(&context.settings.file);
    let session = Session::open(&host, Reconnect::No, context.clock.clone()).await?;
    let done = tokio::select! {
        done = work(&session.client) => done,
        () = stop_signal() => Err(Trouble::Interrupted),
    };
    session.close().await;
    done
}

/// Whether asking twice does what asking once does.
fn repeatable(request: &Request) -> bool {
    matches!(
        request,
        Request::Status
            | Request::AccountList
            | Request::AccountShow { .. }
            | Request::AccountCheck { .. }
            | Request::SyncOrders { .. }
            | Request::SyncStock { .. }
            | Request::OrderPage(_)
            | Request::OrderShow { .. }
            | Request::OrderWhy { .. }
            | Request::OrderRecover { .. }
            | Request::FailedList
            | Request::FailedDismissed
            | Request::PickingShow { .. }
            | Request::FailedNotices
            | Request::CarrierList
            | Request::Verify
            | Request::Doctor
            | Request::Report(
                ReportRequest::Sales(_)
                    | ReportRequest::Orders(_)
                    | ReportRequest::Quality
                    | ReportRequest::Teams
                    | ReportRequest::Favourites
            )
    )
}

/// Ends when the system or the person wants this process to end: SIGINT or SIGTERM. SIGHUP keeps its meaning, so that
/// `nohup` does what it says.
///
/// It listens from the call on, not only once it is awaited: a signal in between does not kill the process.
pub fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::interrupt(), SignalKind::terminate()];
    let signals: Vec<_> = kinds
        .into_iter()
        .filter_map(|kind| signal(kind).ok())
        .collect();
    async move {
        let waiting: Vec<_> = signals
            .into_iter()
            .map(|mut signal| Box::pin(async move { signal.recv().await }))
            .collect();
        if waiting.is_empty() {
            return std::future::pending().await;
        }
        futures_util::future::select_all(waiting).await;
    }
}

/// What an engine of another build might do.
pub fn unexpected() -> Failure {
    Failure::new(
        FailureCode::Internal,
        "The engine answered something else than what was asked.",
    )
}

/// The value of the reply that a request has, or a failure.
macro_rules! reply {
    ($reply:expr, $variant:ident) => {
        match $reply {
            $crate::protocol::Reply::$variant(value) => Ok(value),
            _ => Err($crate::cli::session::unexpected()),
        }
    };
}
pub(crate) use reply;
