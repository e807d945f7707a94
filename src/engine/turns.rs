//! Turns: of what an account fetches, one at a time.

use crate::domain::ids::AccountId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One fetch of a kind and an account at a time.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// The turn of an account, to be locked as long as the fetch goes on.
    pub(super) fn of(&self, id: AccountId) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.entry(id).or_default().clone()
    }
}
