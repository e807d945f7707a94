//! Quantities by location and product.

use super::no_location;
use crate::domain::ids::{Location, ProductId};
use crate::domain::location::LocationKind;
use crate::domain::moment::Span;
use crate::domain::text::folded;
use crate::engine::core::Core;
use crate::engine::requests::products::list::has_words;
use crate::engine::stock_views::Products;
use crate::engine::{blocking, writer};
use crate::protocol::Failure;
use crate::protocol::stock::{LevelView, Levels, LevelsRequest, StockReply};
use crate::store::{Reading, StoreError};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Days that demand is taken from.
const DEMAND_DAYS: i64 = 30;

/// Pieces that customers took lately, by place and product.
type Demand = HashMap<(Location, ProductId), i64>;

pub(super) async fn levels(
    core: &Arc<Core>,
    request: LevelsRequest,
) -> Result<StockReply, Failure> {
    let core = core.clone();
    blocking(move || {
        core.fill_moves()?;
        let since = core.now().minus(Span::days(DEMAND_DAYS));
        let demand: Demand = core.moves.read(|history| {
            let demand = history.demand_since(since).into_iter();
            demand
                .map(|((place, product), n)| ((place.clone(), product), n))
                .collect()
        });
        let found = core
            .store
            .read(|reading| read(reading, &request, &demand))
            .map_err(|e| writer::store_failure(&e))?;
        match (found, request.location) {
            (Some(levels), _) => Ok(StockReply::Levels(Levels { levels })),
            (None, location) => Err(no_location(&location.unwrap_or_default())),
        }
    })
    .await
}

fn read(
    reading: &Reading<'_>,
    request: &LevelsRequest,
    demand: &Demand,
) -> Result<Option<Vec<LevelView>>, StoreError> {
    let kinds: BTreeMap<Location, LocationKind> = reading
        .locations()?
        .into_iter()
        .map(|known| (known.location, known.kind))
        .collect();
    let only = request
        .location
        .as_deref()
        .map(|l| Location::from(l.trim()));
    if only
        .as_ref()
        .is_some_and(|place| !kinds.contains_key(place))
    {
        return Ok(None);
    }
    let reserved = reading.reserved()?;
    let incoming = incoming(reading)?;
    let words: Vec<String> = request.text.split_whitespace().map(folded).collect();
    let mut products = Products::of(reading);
    let mut views = Vec::new();
    for level in reading.levels(only.as_ref())? {
        let kind = kinds.get(&level.location).copied();
        let Some(kind) =
            kind.filter(|kind| only.is_some() || kind.is_stock() || *kind == LocationKind::Transit)
        else {
            continue;
        };
        if request.negative && level.quantity >= 0 {
            continue;
        }
        let product = products.get(level.product)?;
        if !has_words(product, &words) {
            continue;
        }
        let at_shelf = level.location.as_str() == Location::STOCK;
        let needed = reserved.get(&level.product).copied().filter(|_| at_shelf);
        let place = (level.location, level.product);
        let sold = demand.get(&place).copied().unwrap_or(0);
        let coming = incoming.get(&place).copied().unwrap_or(0);
        // Where nothing lies, came from or went to lately, there is nothing to see.
        if only.is_none() && level.quantity == 0 && sold == 0 && coming == 0 && needed.is_none() {
            continue;
        }
        let needed = needed.unwrap_or(0);
        views.push(LevelView {
            sku: product.reference.clone(),
            name: product.name.clone(),
            bin: product.bin.clone(),
            location: place.0.0,
            kind,
            quantity: level.quantity,
            reserved: needed,
            free: (kind == LocationKind::Warehouse).then_some(level.quantity - needed),
            incoming: coming,
            sold_30_days: sold,
            cover_days: cover(level.quantity, sold),
        });
    }
    views.sort_by(|a, b| (&a.location, &a.sku).cmp(&(&b.location, &b.sku)));
    Ok(Some(views))
}

/// Days that a quantity lasts at the pace of the last thirty.
fn cover(quantity: i64, sold: i64) -> Option<u64> {
    let sold = u64::try_from(sold).ok().filter(|sold| *sold > 0)?;
    let days = u64::try_from(quantity.max(0)).unwrap_or(0);
    Some(days.saturating_mul(DEMAND_DAYS.unsigned_abs()) / sold)
}

/// Pieces that open transfers bring, by where they go and product.
fn incoming(reading: &Reading<'_>) -> Result<HashMap<(Location, ProductId), u64>, StoreError> {
    let mut incoming = HashMap::new();
    for transfer in reading.open_transfers()? {
        for line in &transfer.lines {
            let place = (transfer.to.clone(), line.product);
            *incoming.entry(place).or_default() += u64::from(line.open());
        }
    }
    Ok(incoming)
}

#[cfg(test)]
mod tests {
    use super::cover;

    #[test]
    fn days_of_cover() {
        assert_eq!(cover(60, 30), Some(60));
        assert_eq!(cover(7, 90), Some(2));
        assert_eq!(cover(-3, 30), Some(0));
        assert_eq!(cover(60, 0), None);
        assert_eq!(cover(60, -2), None);
    }
}
