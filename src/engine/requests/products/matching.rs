//! What SKUs mean: those that made a product by themselves, and their match to another one.

use super::{invalid, no_product};
use crate::domain::ids::{AccountId, ProductId, Sku};
use crate::domain::product::Product;
use crate::domain::rematch::{may_rematch, rematch};
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::products::{Matched, ProductReply, UnmatchedView};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::deliveries::DeliveryChange;
use crate::store::{StoreError, Writing, keys};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// SKUs that made a product by themselves and that nobody has looked at, the ones with most open orders first.
pub(super) async fn unmatched(core: &Arc<Core>) -> Result<ProductReply, Failure> {
    let names = core.names.clone();
    let mut views = core
        .read(move |reading| {
            let mut open: HashMap<(AccountId, String), HashSet<u32>> = HashMap::new();
            reading.ready_pickings(|picking| {
                for line in &picking.lines {
                    if let Some(sku) = &line.sku {
                        let offer = (picking.account, sku.0.clone());
                        open.entry(offer).or_default().insert(picking.order.0);
                    }
                }
                Ok(true)
            })?;
            let mut views = Vec::new();
            for offer in reading.offers()? {
                let Some(product) = reading.product(offer.product)?.filter(|p| !p.reviewed) else {
                    continue;
                };
                let place = (offer.account, offer.sku);
                let open_orders = open.get(&place).map_or(0, |orders| orders.len() as u64);
                views.push(UnmatchedView {
                    sku: place.1,
                    account: names.of(place.0),
                    title: product.name,
                    product: product.reference,
                    open_orders,
                });
            }
            Ok(views)
        })
        .await?;
    views.sort_by(|a, b| {
        (b.open_orders, &a.sku, &a.account).cmp(&(a.open_orders, &b.sku, &b.account))
    });
    Ok(ProductReply::Unmatched(views))
}

/// Lets an SKU mean another product, and open orders take it if that is wanted.
pub(super) async fn match_sku(
    core: &Arc<Core>,
    who: &Who,
    sku: String,
    product: String,
    account: Option<String>,
    wanted: Option<bool>,
) -> Result<ProductReply, Failure> {
    let sku = Sku(sku.trim().to_owned());
    if sku.as_str().is_empty() {
        return Err(invalid("Which SKU?"));
    }
    let only = match &account {
        Some(name) => Some(core.account_named(name).await?.id),
        None => None,
    };
    let (who, now, names) = (who.name.clone(), core.now(), core.names.clone());
    let matched = core
        .writer
        .change(move |writing| {
            let Some(target) = writing.product_by_reference(product.trim())? else {
                return Ok(Err(no_product(&product)));
            };
            if target.id == Product::PLACEHOLDER {
                return Ok(Err(invalid(format!(
                    "{} is the product of lines without an SKU.",
                    target.reference
                ))));
            }
            let accounts: Vec<AccountId> = match only {
                Some(id) => vec![id],
                None => writing.all_accounts()?.iter().map(|a| a.id).collect(),
            };
            let old = meant_before(writing, &accounts, &sku)?;
            if old.is_empty() {
                return Ok(Err(Failure::new(
                    FailureCode::NotFound,
                    format!("No order came with the SKU {sku}."),
                )));
            }
            let open = open_orders(writing, &accounts, &old, &sku, target.id)?;
            if !open.is_empty() && wanted.is_none() {
                let many = open.len();
                return Ok(Err(Failure::new(
                    FailureCode::Conflict,
                    format!("There are {many} open orders of {sku} with nothing delivered."),
                )
                .hint(
                    "Say whether they take the other product too: --rematch or --no-rematch.",
                )));
            }
            for account in &accounts {
                writing.put_offer(*account, sku.as_str(), target.id)?;
            }
            let mut rematched = 0;
            for key in open.into_iter().filter(|_| wanted == Some(true)) {
                let (known, pickings, _) = writing.known_order(key)?;
                let reference = &target.reference;
                let Some(now_is) =
                    rematch(&known, &pickings, &sku, target.id, reference, &who, now)
                else {
                    continue;
                };
                let changed: Vec<_> = now_is.pickings.iter().collect();
                let change = DeliveryChange {
                    before: &known,
                    order: &now_is.order,
                    pickings: &changed,
                    moves: &[],
                    notices: &[],
                };
                writing.write_delivery(&change, now)?;
                rematched += 1;
            }
            let merged = settle_old(writing, &old, target.id)?;
            let told = format!(
                "{sku} means the product {} now; {rematched} open orders took it.",
                target.reference
            );
            writing.note(entry(now, &who, Level::Info, only, told))?;
            Ok(Ok(Matched {
                sku: sku.0.clone(),
                product: target.reference,
                accounts: accounts.iter().map(|id| names.of(*id)).collect(),
                rematched,
                merged,
            }))
        })
        .await??;
    Ok(ProductReply::Matched(matched))
}

/// The products that the SKU meant for these accounts.
fn meant_before(
    writing: &Writing<'_>,
    accounts: &[AccountId],
    sku: &Sku,
) -> Result<BTreeSet<ProductId>, StoreError> {
    let mut old = BTreeSet::new();
    for account in accounts {
        old.extend(writing.offer(*account, sku.as_str())?);
    }
    let own = writing.product_by_reference(sku.as_str())?;
    old.extend(own.map(|product| product.id));
    Ok(old)
}

/// Orders of these accounts that could take the other product.
fn open_orders(
    writing: &Writing<'_>,
    accounts: &[AccountId],
    old: &BTreeSet<ProductId>,
    sku: &Sku,
    target: ProductId,
) -> Result<BTreeSet<crate::domain::order::OrderKey>, StoreError> {
    let mut open = BTreeSet::new();
    for product in old.iter().filter(|id| **id != target) {
        for picking in writing.ready_pickings_of(*product)? {
            let of_sku = picking
                .lines
                .iter()
                .any(|l| l.sku.as_ref() == Some(sku) && l.product != target);
            if !of_sku || !accounts.contains(&picking.account) {
                continue;
            }
            let key = keys::of_picking(&picking);
            let (order, pickings, _) = writing.known_order(key)?;
            if may_rematch(&order, &pickings) {
                open.insert(key);
            }
        }
    }
    Ok(open)
}

/// Products that made themselves and are sold under no SKU any more leave the work list, and what is printed on them means the
/// other one. They stay, since orders and stock moves of the past name them.
fn settle_old(
    writing: &mut Writing<'_>,
    old: &BTreeSet<ProductId>,
    target: ProductId,
) -> Result<bool, StoreError> {
    let offers = writing.offers()?;
    let mut merged = false;
    for id in old.iter().filter(|id| **id != target) {
        if offers.iter().any(|offer| offer.product == *id) {
            continue;
        }
        if let Some(product) = writing.product(*id)?.filter(|p| !p.reviewed) {
            let Some(mut heir) = writing.product(target)? else {
                continue;
            };
            heir.barcodes.extend(product.barcodes.iter().cloned());
            let product = Product {
                reviewed: true,
                barcodes: Vec::new(),
                ..product
            };
            writing.put_products(&[product, heir])?;
            merged = true;
        }
    }
    Ok(merged)
}
