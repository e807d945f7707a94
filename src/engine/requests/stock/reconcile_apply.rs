//! Taking Amazon's figures over.

use super::count::put_counted;
use super::reconcile::{accounts_at, compare, no_place_at_amazon, reconcile, wanted};
use super::{invalid, no_product};
use crate::domain::ids::{AccountId, Location, MoveId, ProductId};
use crate::domain::moment::Moment;
use crate::domain::stock_count::Counted;
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::amazon_stock::{ReconcileApply, ReconcileRequest};
use crate::protocol::stock::{Adjusted, StockReply};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::{Reading, StoreError, Writing};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Tries to take figures over while moves keep coming.
const TRIES: u32 = 8;

/// What figures are to be taken over, and what the store looked like then.
struct Plan {
    counted: Vec<(String, ProductId, i64)>,
    unchanged: u64,
    newest: Option<MoveId>,
    fetched: Vec<(AccountId, Option<Moment>)>,
}

/// Sets our figures to Amazon's: by the difference as it was at the fetch, so that what was sold since is not lost.
pub(super) async fn apply(
    core: &Arc<Core>,
    who: &Who,
    request: ReconcileApply,
) -> Result<StockReply, Failure> {
    let reason = clean_short(request.reason.trim(), 120);
    if reason.is_empty() {
        return Err(invalid(
            "Taking over Amazon's figures needs a reason, such as \"damaged at Amazon\".",
        ));
    }
    for _ in 0..TRIES {
        let (name, products) = (request.location.clone(), request.products.clone());
        let plan = core
            .read(move |reading| plan(reading, &name, &products))
            .await??;
        let (who, reason, now) = (who.name.clone(), reason.clone(), core.now());
        let location = Location::from(request.location.trim());
        let done = core
            .writer
            .change(move |writing| take_over(writing, &location, &plan, &reason, &who, now))
            .await?;
        if let Some(adjusted) = done {
            return adjusted.map(StockReply::Adjusted);
        }
    }
    Err(Failure::new(
        FailureCode::Conflict,
        "Goods move too fast to take over figures right now.",
    )
    .hint("Try again."))
}

fn plan(
    reading: &Reading<'_>,
    name: &str,
    products: &[String],
) -> Result<Result<Plan, Failure>, StoreError> {
    let place = match wanted(reading, None, Some(name))? {
        Ok(places) => places,
        Err(refused) => return Ok(Err(refused)),
    };
    let Some(place) = place.into_iter().next() else {
        return Ok(Err(no_place_at_amazon(name)));
    };
    let known = accounts_at(reading, &place)?;
    let missing = known.iter().find(|(_, stock)| stock.applied.is_none());
    let missing = match missing {
        Some((account, _)) => Some(account.name.as_str()),
        None if known.is_empty() => Some("any account there"),
        None => None,
    };
    if let Some(whose) = missing {
        let what = format!("Amazon's figures of {whose} were never fetched.");
        return Ok(Err(Failure::new(FailureCode::Conflict, what)
            .hint("Fetch them with `orderdeck sync stock`.")));
    }
    let mut plan = Plan {
        counted: Vec::new(),
        unchanged: 0,
        newest: reading
            .moves_before(None, 1)?
            .first()
            .map(|newest| newest.id),
        fetched: known
            .iter()
            .map(|(account, stock)| (account.id, stock.applied.as_ref().map(|f| f.as_of)))
            .collect(),
    };
    let mut wanted: BTreeSet<&str> = products.iter().map(|product| product.trim()).collect();
    for (product, row) in compare(reading, &place, &known)? {
        let named = wanted.remove(row.sku.as_str());
        if !named && !products.is_empty() {
            continue;
        }
        let Some(product) = product else {
            if named {
                return Ok(Err(no_product(&row.sku)));
            }
            continue;
        };
        match row.difference {
            0 => plan.unchanged += 1,
            difference => plan.counted.push((row.sku, product, difference)),
        }
    }
    // What neither Amazon nor we have is as it should be.
    for named in wanted {
        if reading.product_by_reference(named)?.is_none() {
            return Ok(Err(no_product(named)));
        }
        plan.unchanged += 1;
    }
    Ok(Ok(plan))
}

/// Nothing is done, and none returned, if the store is another one than the plan was made for.
fn take_over(
    writing: &mut Writing<'_>,
    location: &Location,
    plan: &Plan,
    reason: &str,
    who: &str,
    now: Moment,
) -> Result<Option<Result<Adjusted, Failure>>, StoreError> {
    if writing.moved_since(plan.newest)? {
        return Ok(None);
    }
    for (account, as_of) in &plan.fetched {
        let applied = writing.amazon_stock(*account)?.applied;
        if applied.map(|fetch| fetch.as_of) != *as_of {
            return Ok(None);
        }
    }
    let mut counted = Vec::new();
    for (reference, product, difference) in &plan.counted {
        let before = writing.level(location, *product)?;
        let line = Counted {
            product: *product,
            found: before.saturating_add(*difference),
            seen: None,
        };
        counted.push((reference.clone(), line));
    }
    let adjusted = match put_counted(writing, location, &counted, reason, now)? {
        Ok(mut adjusted) => {
            adjusted.unchanged += plan.unchanged;
            adjusted
        }
        Err(refused) => return Ok(Some(Err(refused))),
    };
    let many = adjusted.adjusted.len();
    let what = format!("Took over Amazon's figures at {location}, {many} differed: {reason}.");
    writing.note(entry(now, who, Level::Info, None, what))?;
    Ok(Some(Ok(adjusted)))
}

/// Puts figures in force that were held for their few rows.
pub(super) async fn accept_held(
    core: &Arc<Core>,
    who: &Who,
    account: Option<String>,
) -> Result<StockReply, Failure> {
    let named = match &account {
        Some(name) => Some(core.account_named(name).await?.id),
        None => None,
    };
    let (who, now) = (who.name.clone(), core.now());
    let accepted = core
        .writer
        .change(move |writing| {
            let mut accepted = 0;
            for account in writing.all_accounts()? {
                if account.archived || named.is_some_and(|named| named != account.id) {
                    continue;
                }
                let mut stock = writing.amazon_stock(account.id)?;
                let Some(held) = stock.held.take() else {
                    continue;
                };
                let what = format!("Accepted Amazon's stock of {} SKUs.", held.figures.len());
                stock.applied = Some(held);
                writing.put_amazon_stock(account.id, &stock)?;
                writing.note(entry(now, &who, Level::Info, Some(account.id), what))?;
                accepted += 1;
            }
            Ok(accepted)
        })
        .await?;
    if accepted == 0 {
        return Err(Failure::new(
            FailureCode::Conflict,
            "No figures of Amazon's are held.",
        ));
    }
    let request = ReconcileRequest {
        account,
        ..ReconcileRequest::default()
    };
    reconcile(core, request).await
}
