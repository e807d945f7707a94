//! Filling the list after a start, beside the running engine: first what filters and sorts need, then the texts, and with
//! them the sales, which need the same records.

use super::SharedListing;
use crate::domain::sales_report::Sale;
use crate::engine::sales::load as sales_load;
use crate::engine::sales::{Sales, SharedSales};
use crate::protocol::Event;
use crate::store::counters::{Counter, figure};
use crate::store::orders::search_text;
use crate::store::{Store, StoreError};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// Orders that are read in one short look at the store.
const SLICE: usize = 4_096;
/// The same of orders as a whole, which take more room.
const WHOLE_SLICE: usize = 1_024;

/// Reads every order of the store into the list and into the sales. Ends early when `stop` is cancelled.
pub fn load(
    store: &Store,
    listing: &SharedListing,
    sales: &SharedSales,
    events: &broadcast::Sender<Event>,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    let of = store.read(|reading| Ok(figure(&reading.counts()?, Counter::Orders)))?;
    listing.write(|l| l.reserve(of as usize));
    let heads = walk_heads(store, listing, stop, |read| {
        let _ = events.send(Event::Listing { read, of });
    })?;
    if heads {
        listing.write(super::Listing::set_complete);
        let _ = events.send(Event::Listing { read: of, of });
        if walk_whole(store, listing, sales, stop)? {
            listing.write(super::Listing::set_texts_complete);
            let _ = events.send(Event::Reports);
        }
    }
    Ok(())
}

fn walk_heads(
    store: &Store,
    listing: &SharedListing,
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
        after = store.read(|reading| reading.walk_heads(after, SLICE, |head| slice.push(head)))?;
        read += slice.len() as u64;
        listing.write(|listing| {
            for head in &slice {
                listing.load_head(head);
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

fn walk_whole(
    store: &Store,
    listing: &SharedListing,
    shared: &SharedSales,
    stop: &CancellationToken,
) -> Result<bool, StoreError> {
    let _one_at_a_time = shared.filling();
    // Whoever needed the sales before may have brought them.
    let known = shared.read(Sales::is_complete);
    let began = match known {
        true => shared.read(Sales::forgotten),
        false => sales_load::begin(store, shared)?,
    };
    let mut after = None;
    loop {
        if stop.is_cancelled() {
            return Ok(false);
        }
        let mut texts = Vec::with_capacity(WHOLE_SLICE);
        let mut sales: Vec<Option<Sale>> = Vec::with_capacity(WHOLE_SLICE);
        after = store.read(|reading| {
            reading.walk_whole(after, WHOLE_SLICE, |walked| {
                if !known {
                    sales.push(sales_load::sale_of(&walked));
                }
                let text = walked.order.as_ref().map(search_text).unwrap_or_default();
                texts.push((walked.key, text));
            })
        })?;
        listing.write(|listing| {
            for (key, text) in &texts {
                listing.load_text(*key, text);
            }
        });
        sales_load::take_in(shared, &sales);
        if after.is_none() {
            if !known {
                sales_load::finish(store, shared, began)?;
            }
            return Ok(true);
        }
    }
}
