//! Filling the history, beside the running engine or when it is needed first.

use super::SharedMoves;
use crate::store::{Store, StoreError};
use std::sync::PoisonError;
use tokio_util::sync::CancellationToken;

/// Moves that are read in one short look at the store.
const SLICE: usize = 8_192;

/// Reads every stock move of the store into the history, unless they are there; says whether they are. Ends early when
/// `stop` is cancelled.
pub fn load(
    store: &Store,
    moves: &SharedMoves,
    stop: &CancellationToken,
) -> Result<bool, StoreError> {
    let _one_at_a_time = moves.loading.lock().unwrap_or_else(PoisonError::into_inner);
    while !moves.read(super::MoveHistory::is_complete) {
        if stop.is_cancelled() {
            return Ok(false);
        }
        let last = moves.read(super::MoveHistory::last);
        let slice = store.read(|reading| reading.moves_after(last, SLICE))?;
        moves.write(|history| {
            history.add(&slice);
            if slice.is_empty() {
                history.finish();
            }
        });
    }
    Ok(true)
}
