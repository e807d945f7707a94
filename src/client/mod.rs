//! The one handle through which the screen and the command line talk to an engine, in process or over the socket.

pub mod attach;
pub mod blocking;
pub mod hello;
pub mod lines;
pub mod place;
pub mod socket;

use crate::protocol::{Event, Failure, FailureCode, Reply, Request};
use tokio::sync::{broadcast, mpsc, oneshot};

/// A request on its way, with the place for its answer.
pub type Call = (Request, oneshot::Sender<Result<Reply, Failure>>);

/// A handle to an engine. Cheap to clone; what is behind it (this process or a socket) makes no difference.
#[derive(Clone, Debug)]
pub struct Client {
    calls: mpsc::Sender<Call>,
    events: broadcast::Sender<Event>,
}

impl Client {
    /// A handle over a channel of calls and a channel of events, whoever serves them.
    pub fn new(calls: mpsc::Sender<Call>, events: broadcast::Sender<Event>) -> Client {
        Client { calls, events }
    }

    /// Asks, and waits for the answer.
    pub async fn call(&self, request: Request) -> Result<Reply, Failure> {
        let gone = || Failure::new(FailureCode::Connection, "The engine is gone.");
        let (answer, waiting) = oneshot::channel();
        self.calls
            .send((request, answer))
            .await
            .map_err(|_| gone())?;
        waiting.await.map_err(|_| gone())?
    }

    /// What happens from now on. A reader that is too slow loses the oldest events and is told so.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }
}
