//! What was found lately: whoever pages through a filtered or sorted list asks the same again and again.

use super::{Listing, Matches, Wanted};
use crate::domain::order_query::Sort;
use std::sync::{Arc, Mutex, PoisonError};

/// Searches that are remembered; each takes up to four bytes an order.
const KEPT: usize = 4;

/// The latest searches with what they found.
#[derive(Default)]
pub(super) struct Found(Mutex<Vec<Search>>);

struct Search {
    version: u64,
    wanted: Wanted,
    words: Vec<String>,
    sort: Sort,
    matches: Arc<Matches>,
}

impl Found {
    /// What matches in this state of the list.
    pub(super) fn matches(
        &self,
        listing: &Listing,
        wanted: Wanted,
        words: &[String],
        sort: Sort,
    ) -> Arc<Matches> {
        let version = listing.version();
        let asked = |search: &Search| {
            search.wanted == wanted && search.words == words && search.sort == sort
        };
        {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // What was found in another state of the list is of no use any more.
            kept.retain(|search| search.version == version);
            if let Some(at) = kept.iter().position(asked) {
                let search = kept.remove(at);
                let matches = search.matches.clone();
                kept.push(search);
                return matches;
            }
        }
        let matches = Arc::new(listing.matches(wanted, words, sort));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Search {
            version,
            wanted,
            words: words.to_vec(),
            sort,
            matches: matches.clone(),
        });
        matches
    }
}
