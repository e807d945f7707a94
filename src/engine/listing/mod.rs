//! The order list in memory: a few bytes of every order, sorted by purchase, so that any filter, sort and place in a
//! million orders takes a moment. The rows themselves are read from the store, a page at a time.

mod columns;
mod facets;
mod found;
mod load;
mod matches;
mod texts;

pub use columns::Listing;
pub use facets::Wanted;
pub use load::load;
pub use matches::Matches;

use crate::domain::order_query::Sort;
use found::Found;
use std::sync::{Arc, RwLock};

/// The list, shared between the writer that keeps it up to date and the sessions that read it.
#[derive(Clone, Default)]
pub struct SharedListing {
    list: Arc<RwLock<Listing>>,
    found: Arc<Found>,
}

impl SharedListing {
    /// Looks at the list.
    pub fn read<T>(&self, work: impl FnOnce(&Listing) -> T) -> T {
        match self.list.read() {
            Ok(listing) => work(&listing),
            Err(poisoned) => work(&poisoned.into_inner()),
        }
    }

    /// Changes the list.
    pub fn write<T>(&self, work: impl FnOnce(&mut Listing) -> T) -> T {
        match self.list.write() {
            Ok(mut listing) => work(&mut listing),
            Err(poisoned) => work(&mut poisoned.into_inner()),
        }
    }

    /// The orders of the list that match, in the order asked for; remembered until the list changes.
    pub fn matches(
        &self,
        listing: &Listing,
        wanted: Wanted,
        words: &[String],
        sort: Sort,
    ) -> Arc<Matches> {
        self.found.matches(listing, wanted, words, sort)
    }
}
