//! The moves history in memory: a few bytes of every stock move in the order of recording, so that filters, balances and
//! demand over a million moves take a moment. The rows themselves are read from the store, a page at a time.

mod columns;
mod load;
mod wanted;

pub use columns::MoveHistory;
pub use load::load;
pub use wanted::Wanted;

use crate::domain::stock_move::StockMove;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The last filter with the moves that matched it, among so many.
type Matched = (Wanted, usize, Arc<Vec<u32>>);

/// The history, shared between the writer that keeps it up to date and the sessions that read it.
#[derive(Clone, Default)]
pub struct SharedMoves {
    history: Arc<RwLock<MoveHistory>>,
    matched: Arc<Mutex<Option<Matched>>>,
    loading: Arc<Mutex<()>>,
}

impl SharedMoves {
    /// Looks at the history.
    pub fn read<T>(&self, work: impl FnOnce(&MoveHistory) -> T) -> T {
        work(&self.history.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the history.
    fn write<T>(&self, work: impl FnOnce(&mut MoveHistory) -> T) -> T {
        work(&mut self.history.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in moves that were just recorded.
    pub fn follow(&self, moves: &[StockMove]) {
        self.write(|history| history.follow(moves));
    }

    /// Forgets everything: it is read anew when it is needed next.
    pub fn forget(&self) {
        self.write(|history| *history = MoveHistory::default());
        *self.matched.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The places of the moves that match, oldest first. The last answer is kept, so that paging through it and a few
    /// moves more cost nothing.
    pub fn matches(&self, history: &MoveHistory, wanted: &Wanted) -> Arc<Vec<u32>> {
        let mut last = self.matched.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut places, from) = match last.take() {
            Some((known, len, places)) if known == *wanted && len <= history.len() => (places, len),
            _ => (Arc::default(), 0),
        };
        if from < history.len() {
            history.find(wanted, from, Arc::make_mut(&mut places));
        }
        *last = Some((wanted.clone(), history.len(), places.clone()));
        places
    }
}
