//! The decision who is the engine: one that answers, or this process.

use super::Client;
use super::socket::{self, Reconnect};
use crate::protocol::{Failure, FailureCode};
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a store may be held by somebody who does not answer, such as an engine that is starting or ending.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// The first pause between attempts.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest pause between attempts.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Where the engine is.
#[derive(Debug)]
pub enum Attached<Own> {
    /// In another process.
    Guest(Client),
    /// In this process.
    Host(Own),
}

/// Attaches to the engine that answers at the socket; otherwise becomes the engine by `start`.
///
/// Health is an answer to the greeting, never a file or a process id. Where the store is held but nobody answers, both
/// are tried again for a while. An engine of another version is never replaced.
pub async fn attach<Own, Starting>(
    path: &Path,
    reconnect: Reconnect,
    start: impl Fn() -> Starting,
) -> Result<Attached<Own>, Failure>
where
    Starting: Future<Output = Result<Own, Failure>>,
{
    let until = Instant::now() + PATIENCE;
    let mut pause = PAUSE;
    loop {
        match socket::connect(path, reconnect).await {
            Ok(client) => return Ok(Attached::Guest(client)),
            // It answered, and the two do not understand each other.
            Err(failure) if failure.hint.is_some() => return Err(failure),
            Err(_) => {}
        }
        match start().await {
            Ok(own) => return Ok(Attached::Host(own)),
            Err(failure) if failure.code == FailureCode::Busy => {
                if Instant::now() + pause > until {
                    return Err(held(path, failure));
                }
            }
            Err(failure) => return Err(failure),
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn held(path: &Path, failure: Failure) -> Failure {
    let message = format!(
        "{} It does not answer at {} either.",
        failure.message,
        path.display()
    );
    let hint = failure.hint.unwrap_or_else(|| {
        "Another orderdeck is starting or hangs; `fuser` on the data folder's files names its process.".to_owned()
    });
    Failure::new(FailureCode::Busy, message).hint(hint)
}
