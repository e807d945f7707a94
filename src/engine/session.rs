//! A session: one client's requests, each answered by itself, in process and over the socket alike.

use super::core::Core;
use super::{Who, requests};
use crate::client::{Call, Client};
use crate::protocol::Event;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};

/// Requests that wait to be taken up.
const WAITING: usize = 64;
/// Requests of one session that are worked on at the same time.
const AT_ONCE: usize = 16;

/// Opens a session. It ends when the last clone of the client is gone.
pub(super) fn open(core: &Arc<Core>, who: Who) -> Client {
    let (calls, inbox) = mpsc::channel(WAITING);
    tokio::spawn(serve(core.clone(), who, inbox));
    Client::new(calls, core.events.clone())
}

async fn serve(core: Arc<Core>, who: Who, mut inbox: mpsc::Receiver<Call>) {
    let session = core.next_session();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    while let Some((request, answer)) = inbox.recv().await {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        let (core, who) = (core.clone(), who.clone());
        tokio::spawn(async move {
            let result = requests::answer(&core, &who, session, request).await;
            let _ = answer.send(result);
            drop(place);
        });
    }
    if core.taken.release_all(session) {
        let _ = core.events.send(Event::Deliveries);
    }
}
