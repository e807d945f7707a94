//! Reordering rules that work by themselves (product rule K6): after every change of stock the engine plans the transfers
//! that they propose. What is planned counts, so nothing is planned twice, whenever the engine ends.

use super::activity::ENGINE;
use super::core::Core;
use super::requests::stock::{How, proposals, put_proposed};
use crate::domain::moment::Span;
use crate::protocol::{Event, Failure};
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Stock changes in bursts: between two looks at the rules at least so long.
const LOOK: Span = Span::seconds(2);

/// Follows stock until the engine ends.
pub(super) async fn follow_stock(core: Arc<Core>) {
    let mut events = core.events.subscribe();
    loop {
        if let Err(failure) = replenish(&core).await {
            tracing::error!("the reordering rules could not be followed: {failure}");
        }
        let changed = async {
            loop {
                match events.recv().await {
                    Ok(Event::Stock) | Err(RecvError::Lagged(_)) => return true,
                    Ok(_) => {}
                    Err(RecvError::Closed) => return false,
                }
            }
        };
        match core.stopping.run_until_cancelled(changed).await {
            Some(true) => {}
            _ => return,
        }
        let pause = core.clock.sleep(LOOK);
        if core.stopping.run_until_cancelled(pause).await.is_none() {
            return;
        }
        // What came during the pause is looked at now.
        events = events.resubscribe();
    }
}

/// Plans what the automatic rules propose.
async fn replenish(core: &Arc<Core>) -> Result<(), Failure> {
    let automatic = core
        .read(|reading| Ok(reading.rules()?.iter().any(|rule| rule.automatic)))
        .await?;
    if !automatic {
        return Ok(());
    }
    let now = core.now();
    core.writer
        .change(move |writing| {
            let mut proposals = proposals(writing)?;
            proposals.retain(|proposal| proposal.rule.automatic);
            put_proposed(writing, &proposals, ENGINE, How::default(), now).map(|_| ())
        })
        .await
}
