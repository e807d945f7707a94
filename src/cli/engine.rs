//! `orderdeck engine`: the engine alone.

use super::output::Done;
use super::session::{Context, Host, HostSettings, stop_signal};
use super::{holder, logging};
use crate::client::place::socket_path;
use crate::protocol::{Failure, FailureCode};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A command that holds the store right now is done within this time, as a rule.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs until SIGTERM or Ctrl-C.
pub async fn run(context: &Context) -> Done {
    logging::to_stderr();
    let settings = HostSettings::lasting(&context.settings.data_dir).with(&context.settings.file);
    let stopping = stop_signal();
    let host = start(&settings, context).await?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        "the engine serves {}",
        socket_path(&settings.data_dir).display()
    );
    stopping.await;
    tracing::info!("the engine stops");
    // A second signal means: now. What is not finished is finished after the next start.
    tokio::select! {
        () = host.stop() => tracing::info!("the engine has stopped"),
        () = stop_signal() => tracing::warn!("the engine was stopped at once"),
    }
    Ok(0)
}

async fn start(settings: &HostSettings, context: &Context) -> Result<Host, Failure> {
    let until = Instant::now() + PATIENCE;
    loop {
        match Host::start(settings, context.clock.clone()).await {
            Err(failure) if failure.code == FailureCode::Busy && Instant::now() < until => {
                sleep(Duration::from_millis(200)).await;
            }
            result => return result.map_err(|failure| holder::named(failure, &settings.data_dir)),
        }
    }
}
