//! `orderdeck status --watch`: again whenever something changes.

use super::args::StatusArguments;
use super::output::Done;
use super::session::{Context, stop_signal};
use super::status::{exit_code, look, shown};
use crate::client::Client;
use crate::client::place::socket_path;
use crate::client::socket::{Reconnect, connect};
use crate::protocol::{Event, Failure, FailureCode};
use std::time::Duration;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{sleep, timeout};

/// Without an engine nobody tells of changes.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// With one, ages still grow.
const AGES_GROW: Duration = Duration::from_secs(30);
/// At most four times a second, however much changes.
const AT_MOST: Duration = Duration::from_millis(250);

/// Shows the figures until stopped; the exit code is that of the last ones.
pub fn run(arguments: StatusArguments, context: &Context) -> Done {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(FailureCode::Internal, error.to_string()))?;
    runtime.block_on(watch(arguments, context))
}

async fn watch(arguments: StatusArguments, context: &Context) -> Done {
    let path = socket_path(&context.settings.data_dir);
    let mut engine: Option<(Client, broadcast::Receiver<Event>)> = None;
    let mut stop = std::pin::pin!(stop_signal());
    loop {
        if engine.is_none() {
            // Subscribed before looking: no change falls in between.
            let client = connect(&path, Reconnect::No).await.ok();
            engine = client.map(|client| (client.clone(), client.events()));
        }
        let code = show(arguments, context)?;
        let gone = tokio::select! {
            () = &mut stop => return Ok(code),
            gone = wait(engine.as_mut().map(|(_, events)| events)) => gone,
        };
        if gone {
            engine = None;
        }
    }
}

/// Shows the figures once.
fn show(arguments: StatusArguments, context: &Context) -> Done {
    let found = look(&context.settings.data_dir, &context.clock);
    let mut text = shown(&found, arguments, context.clock.now(), &context.output);
    if let (true, Err(failure)) = (text.is_empty(), &found) {
        text = format!("{}\n", crate::domain::text::clean(&failure.to_string()));
    }
    if context.output.terminal && !context.output.json {
        // Over what stood there before, line by line, so that nothing flickers.
        let lines = text.replace('\n', "\x1b[K\n");
        text = format!("\x1b[H{lines}\x1b[J");
    } else if !context.output.json && !arguments.line {
        text.push('\n');
    }
    context.output.text(&text)?;
    Ok(exit_code(&found))
}

/// Until something changed or it is time to look again; says whether the engine is gone.
async fn wait(events: Option<&mut broadcast::Receiver<Event>>) -> bool {
    let Some(events) = events else {
        sleep(LOOK_EVERY).await;
        return false;
    };
    match timeout(AGES_GROW, events.recv()).await {
        Ok(Ok(Event::Stopping) | Err(RecvError::Closed)) => true,
        Ok(Ok(_) | Err(RecvError::Lagged(_))) => {
            sleep(AT_MOST).await;
            // What came meanwhile is in the next figures.
            loop {
                match events.try_recv() {
                    Ok(Event::Stopping) | Err(broadcast::error::TryRecvError::Closed) => {
                        return true;
                    }
                    Err(broadcast::error::TryRecvError::Empty) => return false,
                    Ok(_) | Err(broadcast::error::TryRecvError::Lagged(_)) => {}
                }
            }
        }
        Err(_) => false,
    }
}
