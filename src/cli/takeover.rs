//! When the engine that a screen is a guest of ends for good, the screen becomes the engine: it survives its engine,
//! and so does everybody else who was attached.

use super::session::{Host, HostSettings};
use crate::client::Client;
use crate::client::place::socket_path;
use crate::clock::SharedClock;
use crate::protocol::Event;
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// A restarted engine is back within this time, and goes before a screen. With as much again by chance, of many screens
/// one is first.
const GRACE: Duration = Duration::from_millis(1_500);

/// Watches the engine of a guest, and hosts one when it is gone. The guest's own client finds it by the socket.
pub struct Guard {
    watching: JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

impl Guard {
    /// Begins to watch.
    pub fn watch(client: &Client, settings: HostSettings, clock: SharedClock) -> Guard {
        let mut events = client.events();
        let (stop, mut stopped) = oneshot::channel();
        let watching = tokio::spawn(async move {
            let mut host = None;
            loop {
                let next = tokio::select! {
                    _ = &mut stopped => break,
                    event = events.recv() => event,
                };
                match next {
                    Ok(Event::Stopping) => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => continue,
                    Err(RecvError::Closed) => break,
                }
                host = tokio::select! {
                    _ = &mut stopped => break,
                    host = succeed(&settings, &clock) => host,
                };
                if host.is_some() {
                    // From here on the engine is ours, and ends with us.
                    let _ = (&mut stopped).await;
                    break;
                }
            }
            if let Some(host) = host {
                Host::stop(host).await;
            }
        });
        Guard { watching, stop }
    }

    /// Ends the engine, if it has become ours.
    pub async fn stop(self) {
        // The task ends by itself when nobody is left to tell it.
        let _ = self.stop.send(());
        let _ = self.watching.await;
    }
}

/// Waits for another engine to come up; if none does, becomes it. `None` when somebody else is there.
async fn succeed(settings: &HostSettings, clock: &SharedClock) -> Option<Host> {
    let path = socket_path(&settings.data_dir);
    loop {
        sleep(GRACE.mul_f64(1.0 + fastrand::f64())).await;
        if UnixStream::connect(&path).await.is_ok() {
            return None;
        }
        match Host::start(settings, clock.clone()).await {
            Ok(host) => {
                tracing::info!("the engine was gone; this screen is the engine now");
                return Some(host);
            }
            Err(failure) => tracing::warn!("the engine is gone and can't be replaced: {failure}"),
        }
    }
}
