//! The moves history.

use super::{no_location, no_product};
use crate::domain::ids::{Location, MoveId, OrderNumber, PickingNumber, ProductId, TransferNumber};
use crate::domain::moment::{Moment, Span};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::stock_move::StockMove;
use crate::domain::stock_query::MoveFilter;
use crate::domain::text::folded;
use crate::engine::core::Core;
use crate::engine::move_history::{MoveHistory, Wanted};
use crate::engine::stock_views::{self, Products};
use crate::engine::{blocking, writer};
use crate::protocol::Failure;
use crate::protocol::stock::{
    MovePage, MovePageRequest, MoveStart, StockDay, StockHistory, StockReply,
};
use crate::store::counters::{Counter, figure};
use crate::store::{Reading, StoreError};
use std::sync::Arc;

/// Most rows in a page.
const MOST_ROWS: u32 = 1_000;
const MOST_DAYS: u32 = 366;

/// What the words of a filter mean in this store.
struct Meaning {
    products: Option<Vec<ProductId>>,
    /// The only product and the only location that are meant, for a balance.
    reference: Option<AmazonOrderRef>,
    picking: Option<PickingNumber>,
    transfer: Option<TransferNumber>,
    order: Option<OrderNumber>,
    /// A document was named that does not exist.
    nothing: bool,
}

fn meaning(reading: &Reading<'_>, filter: &MoveFilter) -> Result<Meaning, StoreError> {
    let mut meaning = Meaning {
        products: None,
        reference: None,
        picking: None,
        transfer: None,
        order: None,
        nothing: false,
    };
    if let Some(typed) = &filter.product {
        meaning.products = Some(reading.products_like(typed)?);
    }
    if let Some(document) = filter.document.as_deref().map(str::trim) {
        if let Ok(reference) = document.parse::<AmazonOrderRef>() {
            meaning.reference = Some(reference);
        } else if let Ok(number) = document.parse::<OrderNumber>() {
            meaning.order = Some(number);
            meaning.reference = match reading.key_of_number(number)? {
                Some(key) => reading.order_head(key)?.map(|head| head.reference),
                None => None,
            };
        } else if let Ok(number) = document.parse::<PickingNumber>() {
            meaning.picking = Some(number);
            meaning.reference = reading.picking(number)?.map(|p| p.reference);
        } else if let Ok(number) = document.parse::<TransferNumber>() {
            meaning.transfer = Some(number);
        }
        meaning.nothing = meaning.reference.is_none() && meaning.transfer.is_none();
    }
    Ok(meaning)
}

impl Meaning {
    fn wanted(&self, filter: &MoveFilter, history: &MoveHistory, core: &Core) -> Option<Wanted> {
        let seconds = |at: Moment| u32::try_from(at.as_seconds().max(0)).unwrap_or(u32::MAX);
        (!self.nothing).then(|| Wanted {
            products: self.products.clone(),
            places: filter.location.as_deref().map(|name| places(history, name)),
            kind: filter.kind,
            accounts: filter.account.as_deref().map(|name| core.names.like(name)),
            document: MoveHistory::document(self.reference, self.transfer),
            from: filter.from.map(seconds),
            until: filter.until.map(seconds),
        })
    }

    /// Whether a move is of the document that was named: four bytes of it may be those of another one's too.
    fn is_of_document(&self, stock_move: &StockMove) -> bool {
        self.reference
            .is_none_or(|r| stock_move.reference == Some(r))
            && self.transfer.is_none_or(|t| stock_move.transfer == Some(t))
            && self.picking.is_none_or(|p| stock_move.picking == Some(p))
    }
}

/// The places that a typed name means: the one of that name, else those that have it in theirs.
fn places(history: &MoveHistory, name: &str) -> Vec<u16> {
    let exact = history.places(|place| place.as_str() == name);
    if exact.is_empty() {
        let wanted = folded(name);
        return history.places(|place| folded(place.as_str()).contains(wanted.trim()));
    }
    exact
}

/// A part of the history.
pub(super) async fn page(
    core: &Arc<Core>,
    request: MovePageRequest,
) -> Result<StockReply, Failure> {
    let core = core.clone();
    blocking(move || {
        let plain = request.filter.is_empty() && !core.moves.read(MoveHistory::is_complete);
        if plain && let Some(page) = newest_from_store(&core, &request)? {
            return Ok(StockReply::Moves(page));
        }
        core.fill_moves()?;
        from_history(&core, &request).map(StockReply::Moves)
    })
    .await
}

fn rows_wanted(request: &MovePageRequest) -> usize {
    request.limit.clamp(1, MOST_ROWS) as usize
}

/// The newest moves, straight from the store as long as the history is not in memory.
fn newest_from_store(core: &Core, request: &MovePageRequest) -> Result<Option<MovePage>, Failure> {
    let before = match request.start {
        MoveStart::Newest | MoveStart::Row(0) => None,
        MoveStart::Before(id) => Some(MoveId(id)),
        MoveStart::Row(_) => return Ok(None),
    };
    let limit = rows_wanted(request);
    core.store
        .read(|reading| {
            let of = figure(&reading.counts()?, Counter::Moves);
            let rows = reading.moves_before(before, limit)?;
            let next = rows.last().filter(|_| rows.len() == limit).map(|m| m.id);
            let mut products = Products::of(reading);
            let mut moves = Vec::with_capacity(rows.len());
            for row in rows {
                let product = products.get(row.product)?;
                moves.push(stock_views::stock_move(
                    row,
                    Some(product),
                    &core.names,
                    None,
                ));
            }
            Ok(Some(MovePage {
                first: 0,
                total: of,
                of,
                next: next.map(|id| id.0.to_string()),
                moves,
            }))
        })
        .map_err(|e| writer::store_failure(&e))
}

fn from_history(core: &Core, request: &MovePageRequest) -> Result<MovePage, Failure> {
    let filter = &request.filter;
    let meaning = core
        .store
        .read(|reading| meaning(reading, filter))
        .map_err(|e| writer::store_failure(&e))?;
    let part = core.moves.read(|history| {
        meaning
            .wanted(filter, history, core)
            .map(|wanted| part_of(core, history, &wanted, request))
    });
    let Some(part) = part else {
        return Ok(MovePage::default());
    };
    core.store
        .read(|reading| {
            let mut products = Products::of(reading);
            let mut moves = Vec::with_capacity(part.ids.len());
            for (nth, id) in part.ids.iter().enumerate() {
                let Some(row) = reading.stock_move(*id)? else {
                    continue;
                };
                if meaning.is_of_document(&row) {
                    let product = products.get(row.product)?;
                    let balance = part.balances.get(nth).copied();
                    moves.push(stock_views::stock_move(
                        row,
                        Some(product),
                        &core.names,
                        balance,
                    ));
                }
            }
            Ok(MovePage {
                moves,
                first: part.first as u64,
                total: part.total as u64,
                of: part.of as u64,
                next: part.next.map(|id| id.0.to_string()),
            })
        })
        .map_err(|e| writer::store_failure(&e))
}

/// A part of what matches, newest first.
struct Part {
    ids: Vec<MoveId>,
    balances: Vec<i64>,
    first: usize,
    total: usize,
    of: usize,
    next: Option<MoveId>,
}

fn part_of(core: &Core, history: &MoveHistory, wanted: &Wanted, request: &MovePageRequest) -> Part {
    let all = wanted.is_everything();
    let matches = (!all).then(|| core.moves.matches(history, wanted));
    let total = matches.as_ref().map_or(history.len(), |m| m.len());
    // The n-th oldest that matches.
    let nth = |n: usize| match &matches {
        Some(matches) => matches.get(n).copied(),
        None => u32::try_from(n).ok(),
    };
    let end = match request.start {
        MoveStart::Newest => total,
        MoveStart::Row(row) => total.saturating_sub(usize::try_from(row).unwrap_or(total)),
        MoveStart::Before(id) => {
            let place = history.place_of(MoveId(id));
            match &matches {
                Some(matches) => matches.partition_point(|at| (*at as usize) < place),
                None => place,
            }
        }
    };
    let begin = end.saturating_sub(rows_wanted(request));
    let places: Vec<u32> = (begin..end).filter_map(nth).collect();
    let mut balances = match (wanted.products.as_deref(), wanted.places.as_deref()) {
        (Some([product]), Some([place])) => history.balances(*product, *place, &places),
        _ => Vec::new(),
    };
    balances.reverse();
    let ids: Vec<MoveId> = places
        .iter()
        .rev()
        .filter_map(|at| history.id(*at))
        .collect();
    Part {
        next: ids.last().copied().filter(|_| begin > 0),
        ids,
        balances,
        first: total - end,
        total,
        of: history.len(),
    }
}

/// How the quantity of a product at a location went, day by day.
pub(super) async fn history(
    core: &Arc<Core>,
    product: &str,
    location: String,
    days: u32,
) -> Result<StockReply, Failure> {
    let reference = product.trim().to_owned();
    let place = Location(location.trim().to_owned());
    let wanted = (reference.clone(), place.clone());
    let (product, known, level) = core
        .read(move |reading| {
            let (reference, place) = wanted;
            let product = reading.product_by_reference(&reference)?;
            let known = reading.locations()?.iter().any(|l| l.location == place);
            let level = match &product {
                Some(product) => reading.level(&place, product.id)?,
                None => 0,
            };
            Ok((product, known, level))
        })
        .await?;
    let product = product.ok_or_else(|| no_product(&reference))?;
    if !known {
        return Err(no_location(place.as_str()));
    }
    let core = core.clone();
    let days = days.clamp(1, MOST_DAYS) as usize;
    let today = midnight(core.now());
    let first = today.minus(Span::days(days as i64 - 1));
    let mut seen = vec![(0u64, 0u64); days];
    let seen = blocking(move || {
        core.fill_moves()?;
        core.moves.read(|history| {
            let Some(place) = history.places(|p| *p == place).first().copied() else {
                return;
            };
            let bucket = |at: Moment| {
                (at >= first)
                    .then(|| at.since(first).as_seconds() / 86_400)
                    .and_then(|day| usize::try_from(day).ok())
                    .map(|day| day.min(days - 1))
            };
            history.came_and_went(product.id, place, bucket, |day, change| {
                if let Some((came, went)) = seen.get_mut(day) {
                    *came += change.max(0).unsigned_abs();
                    *went += change.min(0).unsigned_abs();
                }
            });
        });
        Ok(seen)
    })
    .await?;
    Ok(StockReply::History(StockHistory {
        sku: reference,
        location,
        days: backwards(first, &seen, level),
    }))
}

/// The days with the quantity at the end of each, reckoned back from what is there now.
fn backwards(first: Moment, seen: &[(u64, u64)], now: i64) -> Vec<StockDay> {
    let mut quantity = now;
    let mut days: Vec<StockDay> = Vec::with_capacity(seen.len());
    for (nth, (came, went)) in seen.iter().enumerate().rev() {
        days.push(StockDay {
            day: first.plus(Span::days(nth as i64)),
            came: *came,
            went: *went,
            quantity,
        });
        quantity = quantity
            .saturating_sub_unsigned(*came)
            .saturating_add_unsigned(*went);
    }
    days.reverse();
    days
}

fn midnight(at: Moment) -> Moment {
    let seconds = at.as_seconds();
    Moment::from_seconds(seconds - seconds.rem_euclid(86_400))
}
