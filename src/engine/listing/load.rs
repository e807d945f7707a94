//! Filling the list after a start, beside the running engine: first what filters and sorts need, then the texts.

use super::SharedListing;
use crate::protocol::Event;
use crate::store::counters::{Counter, figure};
use crate::store::{Store, StoreError};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// Orders that are read in one short look at the store.
const SLICE: usize = 4_096;

/// Reads every order of the store into the list. Ends early when `stop` is cancelled.
pub fn load(
    store: &Store,
    listing: &SharedListing,
    events: &broadcast::Sender<Event>,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    let of = store.read(|reading| Ok(figure(&reading.counts()?, Counter::Orders)))?;
    listing.write(|l| l.reserve(of as usize));
    if walk(store, listing, false, stop, |read| {
        let _ = events.send(Event::Listing { read, of });
    })? {
        listing.write(super::Listing::set_complete);
        let _ = events.send(Event::Listing { read: of, of });
        if walk(store, listing, true, stop, |_| {})? {
            listing.write(super::Listing::set_texts_complete);
        }
    }
    Ok(())
}

fn walk(
    store: &Store,
    listing: &SharedListing,
    with_text: bool,
    stop: &CancellationToken,
    mut tell: impl FnMut(u64),
) -> Result<bool, StoreError> {
    let mut after = None;
    let mut read = 0u64;
    loop {
        if stop.is_cancelled() {
            return Ok(false);
        }
        let mut slice = Vec::with_capacity(SLICE);
        after = store.read(|reading| {
            reading.walk_search_texts(
                after,
                SLICE,
                |head, text| slice.push((head, text)),
                with_text,
            )
        })?;
        read += slice.len() as u64;
        listing.write(|listing| {
            for (head, text) in &slice {
                match text {
                    Some(text) => listing.load_text(head.key(), text),
                    None => listing.load_head(head),
                }
            }
        });
        if after.is_none() {
            return Ok(true);
        }
        if read.is_multiple_of(64 * SLICE as u64) {
            tell(read);
        }
    }
}
