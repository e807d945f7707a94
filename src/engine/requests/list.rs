//! Pages of the order list.

use crate::domain::order::OrderKey;
use crate::domain::order_query::{OrderFilter, SortColumn};
use crate::engine::core::Core;
use crate::engine::listing::{Listing, Matches, Wanted};
use crate::engine::{blocking, views, writer};
use crate::protocol::orders::{OrderPage, OrderPageRequest, PageStart};
use crate::protocol::{Failure, Reply};
use crate::store::counters::{Counter, figure};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Most rows in a page.
const MOST_ROWS: u32 = 1_000;

/// While the list is filled, a page looks at no more orders than this: nobody waits long, and no look at the store lasts.
const MOST_LOOKED_AT: usize = 50_000;
/// The same for a search in texts, for which each order is read whole.
const MOST_TEXTS_LOOKED_AT: usize = 5_000;

/// A page of the order list: from the list in memory, or straight from the store as long as that is not filled.
pub(in crate::engine) async fn page(
    core: &Arc<Core>,
    request: OrderPageRequest,
) -> Result<Reply, Failure> {
    if let Some(name) = &request.filter.account {
        // A name that nobody has is a mistake, not an empty list.
        core.account_named(name).await?;
    }
    let core = core.clone();
    blocking(move || {
        let ready = core
            .listing
            .read(|l| l.is_complete() && (request.filter.words.is_empty() || l.texts_complete()));
        let page = if ready {
            from_listing(&core, &request)
        } else {
            from_store(&core, &request)
        };
        page.map(Reply::OrderPage)
    })
    .await
}

fn rows_wanted(request: &OrderPageRequest) -> usize {
    request.limit.clamp(1, MOST_ROWS) as usize
}

fn wanted(core: &Core, filter: &OrderFilter) -> Option<Wanted> {
    Wanted::of(filter, |name| core.names.id_of(name))
}

fn from_listing(core: &Core, request: &OrderPageRequest) -> Result<OrderPage, Failure> {
    let revision = core.revision.load(Ordering::Relaxed);
    let (keys, first, total, of) = core.listing.read(|listing| {
        let Some(wanted) = wanted(core, &request.filter) else {
            return (Vec::new(), 0, 0, listing.len());
        };
        let matches = core
            .listing
            .matches(listing, wanted, &request.filter.words, request.sort);
        let first = first_row(listing, &matches, request);
        let end = (first + rows_wanted(request)).min(matches.total());
        let keys: Vec<OrderKey> = (first..end)
            .filter_map(|nth| listing.key(matches.nth(nth)?))
            .collect();
        (keys, first, matches.total(), listing.len())
    });
    let rows = core
        .store
        .read(|r| r.order_rows(&keys))
        .map_err(|e| writer::store_failure(&e))?;
    Ok(OrderPage {
        rows: rows
            .into_iter()
            .map(|listed| views::row(listed, &core.names))
            .collect(),
        first: first as u64,
        total: total as u64,
        of: of as u64,
        complete: true,
        revision,
    })
}

fn first_row(listing: &Listing, matches: &Matches, request: &OrderPageRequest) -> usize {
    let last_page = matches.total().saturating_sub(rows_wanted(request));
    match request.start {
        PageStart::Top => 0,
        PageStart::Bottom => last_page,
        PageStart::Row(row) => usize::try_from(row).unwrap_or(usize::MAX).min(last_page),
        PageStart::Around { key, before } => matches
            .rank(listing.place(key))
            .saturating_sub(before as usize)
            .min(last_page),
        PageStart::After(key) => {
            let place = listing.place(key);
            let rank = matches.rank(place);
            let is_there = place.is_ok_and(|at| matches.nth(rank) == Some(at));
            (rank + usize::from(is_there)).min(matches.total())
        }
    }
}

/// While the list is not filled, and for one-shot commands: a walk over the store by purchase.
fn from_store(core: &Core, request: &OrderPageRequest) -> Result<OrderPage, Failure> {
    let revision = core.revision.load(Ordering::Relaxed);
    let of = core
        .store
        .read(|r| Ok(figure(&r.counts()?, Counter::Orders)))
        .map_err(|e| writer::store_failure(&e))?;
    let mut page = OrderPage {
        of,
        revision,
        ..OrderPage::default()
    };
    let Some(wanted) = wanted(core, &request.filter) else {
        return Ok(page);
    };
    let newest_first = request.sort.descending || request.sort.column != SortColumn::Purchased;
    let backwards = matches!(request.start, PageStart::Bottom);
    let after = match request.start {
        PageStart::After(key) => Some(key),
        _ => None,
    };
    let limit = rows_wanted(request);
    let words = &request.filter.words;
    let looked_at = match (core.schedule, words.is_empty()) {
        (false, _) => usize::MAX,
        (true, true) => MOST_LOOKED_AT,
        (true, false) => MOST_TEXTS_LOOKED_AT,
    };
    let found = core
        .store
        .read(|reading| {
            reading.walk_orders(after, newest_first != backwards, limit, looked_at, |head| {
                wanted.fits_head(head)
                    && (words.is_empty() || {
                        let text = reading
                            .order(head.key())
                            .ok()
                            .flatten()
                            .map(|o| crate::store::orders::search_text(&o));
                        text.is_some_and(|text| {
                            words.iter().all(|word| text.contains(word.as_str()))
                        })
                    })
            })
        })
        .map_err(|e| writer::store_failure(&e))?;
    page.rows = found
        .into_iter()
        .map(|listed| views::row(listed, &core.names))
        .collect();
    if backwards {
        page.rows.reverse();
    }
    let unfiltered = request.filter.is_empty() && after.is_none();
    page.total = if unfiltered {
        of
    } else {
        page.rows.len() as u64
    };
    page.first = if unfiltered && backwards {
        of.saturating_sub(page.rows.len() as u64)
    } else {
        0
    };
    page.complete = !core.schedule && request.sort.column == SortColumn::Purchased;
    Ok(page)
}
