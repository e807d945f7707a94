//! The engine's side of the socket: listens, greets, and carries requests, answers and events of many terminals.

pub mod connection;
pub mod listener;
pub mod peer;

use crate::client::Client;
use crate::engine::Who;
pub use listener::Listener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Opens a session with the engine for the person at the other end.
pub type Sessions = Arc<dyn Fn(Who) -> Client + Send + Sync>;

/// What one service allows.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Terminals at the same time.
    pub connections: usize,
    /// Requests of one terminal that are worked on at the same time.
    pub in_flight: usize,
    /// How long a terminal may refuse to take what is sent to it.
    pub blocked: Duration,
    /// How long a terminal may take for its greeting.
    pub greeting: Duration,
    /// How long requests under way may still take when the service stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 200,
            in_flight: 32,
            blocked: Duration::from_secs(10),
            greeting: Duration::from_secs(5),
            drain: Duration::from_secs(5),
        }
    }
}

/// Serves terminals until told to stop; then finishes what is under way, tells everybody, and removes the socket.
pub async fn serve(
    sessions: Sessions,
    listener: Listener,
    limits: Limits,
    stop: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut terminals = JoinSet::new();
    loop {
        let stream = tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = terminals.join_next() => continue,
            accepted = listener.accept() => match accepted {
                Ok(stream) => stream,
                Err(error) => {
                    // Out of file descriptors, as a rule: it passes when somebody leaves.
                    tracing::warn!(%error, "a terminal could not be let in");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        match places.clone().try_acquire_owned() {
            Ok(place) => {
                let (sessions, stop) = (sessions.clone(), stop.clone());
                terminals.spawn(async move {
                    connection::carry(stream, &sessions, limits, stop).await;
                    drop(place);
                });
            }
            Err(_) => {
                terminals.spawn(connection::turn_away(stream, limits));
            }
        }
    }
    // Nobody new is let in from here on: who comes now looks for an engine elsewhere, or becomes it.
    listener.close();
    while terminals.join_next().await.is_some() {}
}
