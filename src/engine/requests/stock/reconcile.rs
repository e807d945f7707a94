//! Our figures of what lies at Amazon beside Amazon's own.

use super::no_location;
use crate::domain::account::Account;
use crate::domain::amazon_stock::AmazonUnits;
use crate::domain::ids::{AccountId, Location, MoveId, ProductId};
use crate::domain::location::LocationKind;
use crate::domain::moment::Moment;
use crate::domain::stock_reconcile::{Article, KnownUntil, Registration, amazon_says};
use crate::engine::core::Core;
use crate::engine::stock_views::Products;
use crate::protocol::Failure;
use crate::protocol::amazon_stock::{
    FiguresOf, HeldFigures, ReconcileRequest, ReconcileRow, Reconciliation,
};
use crate::protocol::stock::StockReply;
use crate::store::amazon_stock::AmazonStock;
use crate::store::{Reading, StoreError};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Moves in one look.
const PIECE: usize = 4_096;

/// An account with what it knows of Amazon's stock.
pub(super) type Known = (Account, AmazonStock);

/// A row with its product; none for a SKU that no product has.
pub(super) type Compared = (Option<ProductId>, ReconcileRow);

/// Compares.
pub(super) async fn reconcile(
    core: &Arc<Core>,
    request: ReconcileRequest,
) -> Result<StockReply, Failure> {
    let account = match &request.account {
        Some(name) => Some(core.account_named(name).await?),
        None => None,
    };
    core.read(move |reading| {
        let places = match wanted(reading, account.as_ref(), request.location.as_deref())? {
            Ok(places) => places,
            Err(refused) => return Ok(Err(refused)),
        };
        let mut all = Reconciliation::default();
        for place in places {
            let known = accounts_at(reading, &place)?;
            all.accounts.extend(known.iter().map(figures_of));
            // What is missing of one would look like a loss.
            if known.iter().all(|(_, stock)| stock.applied.is_some()) {
                let rows = compare(reading, &place, &known)?;
                all.rows.extend(rows.into_iter().map(|(_, row)| row));
            }
        }
        all.differing = all.rows.iter().filter(|row| row.difference != 0).count() as u64;
        if request.differences {
            all.rows.retain(|row| row.difference != 0);
        }
        all.rows.sort_by(|a, b| {
            let size = |row: &ReconcileRow| std::cmp::Reverse(row.difference.unsigned_abs());
            (size(a), &a.sku, &a.location).cmp(&(size(b), &b.sku, &b.location))
        });
        Ok(Ok(StockReply::Reconciliation(all)))
    })
    .await?
}

/// The locations at Amazon that are asked for.
pub(super) fn wanted(
    reading: &Reading<'_>,
    account: Option<&Account>,
    location: Option<&str>,
) -> Result<Result<Vec<Location>, Failure>, StoreError> {
    let at_amazon: Vec<Location> = reading
        .locations()?
        .into_iter()
        .filter(|known| known.kind == LocationKind::Amazon)
        .map(|known| known.location)
        .collect();
    if let Some(name) = location {
        let named = Location::from(name.trim());
        return Ok(match at_amazon.contains(&named) {
            true => Ok(vec![named]),
            false => Err(no_place_at_amazon(name)),
        });
    }
    if let Some(account) = account {
        return Ok(Ok(vec![account.location.clone()]));
    }
    let used: BTreeSet<Location> = active(reading)?.into_iter().map(|a| a.location).collect();
    Ok(Ok(at_amazon
        .into_iter()
        .filter(|place| used.contains(place))
        .collect()))
}

pub(super) fn no_place_at_amazon(name: &str) -> Failure {
    let mut failure = no_location(name);
    failure.message = format!("There is no location {name:?} at Amazon.");
    failure
}

fn active(reading: &Reading<'_>) -> Result<Vec<Account>, StoreError> {
    let mut accounts = reading.all_accounts()?;
    accounts.retain(|account| !account.archived);
    Ok(accounts)
}

/// The accounts whose stock lies at a location.
pub(super) fn accounts_at(
    reading: &Reading<'_>,
    place: &Location,
) -> Result<Vec<Known>, StoreError> {
    let mut known = Vec::new();
    for account in active(reading)? {
        if account.location == *place {
            let stock = reading.amazon_stock(account.id)?;
            known.push((account, stock));
        }
    }
    Ok(known)
}

fn figures_of((account, stock): &Known) -> FiguresOf {
    let applied = stock.applied.as_ref();
    FiguresOf {
        account: account.name.clone(),
        location: account.location.0.clone(),
        as_of: applied.map(|fetch| fetch.as_of),
        rows: applied.map_or(0, |fetch| fetch.figures.len() as u64),
        unreadable: applied.map_or_else(Vec::new, |fetch| fetch.unreadable.clone()),
        held: stock.held.as_ref().map(|fetch| HeldFigures {
            as_of: fetch.as_of,
            rows: fetch.figures.len() as u64,
        }),
        problem: stock.problem.clone(),
    }
}

/// Everything that lies at a location by our figures or by Amazon's.
pub(super) fn compare(
    reading: &Reading<'_>,
    place: &Location,
    known: &[Known],
) -> Result<Vec<Compared>, StoreError> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut in_doubt: BTreeSet<Article> = BTreeSet::new();
    let mut registrations = Vec::new();
    for (account, stock) in known {
        let Some(applied) = &stock.applied else {
            continue;
        };
        let mut figures: Vec<(Article, AmazonUnits)> = Vec::new();
        for figure in &applied.figures {
            let article = article(reading, account.id, &figure.sku)?;
            if let Article::Unknown(sku) = &article {
                names.insert(sku.clone(), figure.name.clone());
            }
            figures.push((article, figure.units));
        }
        for sku in &applied.unreadable {
            in_doubt.insert(article(reading, account.id, sku)?);
        }
        registrations.push(Registration {
            account: account.id,
            seller: (account.seller_id.clone(), account.region),
            as_of: applied.as_of,
            figures,
        });
    }
    let says = amazon_says(&registrations);
    let ours = ours(reading, place, known, &KnownUntil::of(&registrations))?;
    let newest = registrations.iter().map(|r| r.as_of).max();
    let articles: BTreeSet<Article> = ours
        .iter()
        .filter(|(_, pieces)| **pieces != 0)
        .map(|(product, _)| Article::Known(*product))
        .chain(says.keys().cloned())
        .filter(|article| !in_doubt.contains(article))
        .collect();
    let mut products = Products::of(reading);
    let mut rows = Vec::new();
    for article in articles {
        let said = says.get(&article).copied();
        let as_of = said.map(|said| said.as_of).or(newest);
        let units = said.map(|said| said.units).unwrap_or_default();
        let (product, sku, name, pieces) = match article {
            Article::Known(id) => {
                let product = products.get(id)?;
                if !product.stockable {
                    continue;
                }
                let pieces = ours.get(&id).copied().unwrap_or(0);
                (
                    Some(id),
                    product.reference.clone(),
                    product.name.clone(),
                    pieces,
                )
            }
            Article::Unknown(sku) => {
                let name = names.remove(&sku).unwrap_or_default();
                (None, sku, name, 0)
            }
        };
        rows.push((
            product,
            row(sku, name, product.is_some(), place, pieces, units, as_of),
        ));
    }
    Ok(rows)
}

fn row(
    sku: String,
    name: String,
    known: bool,
    place: &Location,
    ours: i64,
    units: AmazonUnits,
    as_of: Option<Moment>,
) -> ReconcileRow {
    let amazon = units.comparable();
    ReconcileRow {
        sku,
        name,
        known,
        location: place.0.clone(),
        ours,
        fulfillable: units.fulfillable,
        reserved: units.reserved(),
        inbound: units.inbound,
        unsellable: units.unsellable,
        researching: units.researching,
        amazon,
        difference: amazon.saturating_sub(ours),
        as_of,
    }
}

fn article(reading: &Reading<'_>, account: AccountId, sku: &str) -> Result<Article, StoreError> {
    Ok(match reading.product_of_sku(account, sku)? {
        Some(product) => Article::Known(product),
        None => Article::Unknown(sku.to_owned()),
    })
}

/// Our figures as they were to be when Amazon's were fetched.
fn ours(
    reading: &Reading<'_>,
    place: &Location,
    known: &[Known],
    until: &KnownUntil,
) -> Result<BTreeMap<ProductId, i64>, StoreError> {
    let levels = reading.levels(Some(place))?.into_iter();
    let mut ours: BTreeMap<ProductId, i64> = levels
        .map(|level| (level.product, level.quantity))
        .collect();
    let applied = known.iter().filter_map(|(_, stock)| stock.applied.as_ref());
    // None stands before all.
    let mut after: Option<MoveId> = applied.map(|fetch| fetch.last_move).min().flatten();
    loop {
        let moves = reading.moves_after(after, PIECE)?;
        for later in &moves {
            let change = until.later(later, place);
            if change != 0 {
                *ours.entry(later.product).or_default() -= change;
            }
        }
        match moves.last() {
            Some(last) if moves.len() == PIECE => after = Some(last.id),
            _ => return Ok(ours),
        }
    }
}
