//! Stock: moves, quantities, counts, transfers, reordering rules, locations.

mod count;
mod find;
mod levels;
mod locations;
mod moves;
mod reconcile;
mod reconcile_apply;
mod rules;
mod transfers;

pub(in crate::engine) use locations::amazon_location;
pub(in crate::engine) use rules::{How, proposals, put_proposed};

use super::allowed;
use crate::domain::ids::Location;
use crate::domain::location::LocationKind;
use crate::domain::product::Product;
use crate::engine::Who;
use crate::engine::core::Core;
use crate::protocol::stock::StockRequest;
use crate::protocol::{Failure, FailureCode, Reply};
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// Answers what was asked of stock.
pub(in crate::engine) async fn answer(
    core: &Arc<Core>,
    who: &Who,
    request: StockRequest,
) -> Result<Reply, Failure> {
    let reply = match request {
        StockRequest::Moves(page) => moves::page(core, page).await,
        StockRequest::Levels(wanted) => levels::levels(core, wanted).await,
        StockRequest::History {
            product,
            location,
            days,
        } => moves::history(core, &product, location, days).await,
        StockRequest::Adjust(count) => count::adjust(core, who, count).await,
        StockRequest::Transfers { open, limit } => transfers::list(core, open, limit).await,
        StockRequest::Transfer(new) => transfers::create(core, who, new).await,
        StockRequest::Send { transfer, force } => transfers::send(core, who, transfer, force).await,
        StockRequest::Receive {
            transfer,
            arrived,
            rest,
        } => transfers::receive(core, who, transfer, arrived, rest).await,
        StockRequest::CancelTransfer { transfer } => transfers::cancel(core, who, transfer).await,
        StockRequest::Rules => rules::list(core).await,
        StockRequest::SetRule(new) => rules::set(core, who, new).await,
        StockRequest::RemoveRule { product, location } => {
            rules::remove(core, who, &product, &location).await
        }
        StockRequest::Proposals => rules::proposed(core).await,
        StockRequest::Replenish(wanted) => rules::replenish(core, who, wanted).await,
        StockRequest::FindProduct { code } => find::product(core, code).await,
        StockRequest::Locations => locations::list(core).await,
        StockRequest::AddLocation { name, kind } => locations::add(core, who, &name, kind).await,
        StockRequest::Reconcile(wanted) => reconcile::reconcile(core, wanted).await,
        StockRequest::ReconcileApply(wanted) => reconcile_apply::apply(core, who, wanted).await,
        StockRequest::AcceptHeld { account } => {
            reconcile_apply::accept_held(core, who, account).await
        }
    };
    reply.map(Reply::Stock)
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(FailureCode::Invalid, message)
}

fn no_product(reference: &str) -> Failure {
    Failure::new(
        FailureCode::NotFound,
        format!("There is no product {reference:?}."),
    )
    .hint("`orderdeck product list` tells which there are.")
}

fn no_location(name: &str) -> Failure {
    Failure::new(
        FailureCode::NotFound,
        format!("There is no location {name:?}."),
    )
    .hint("`orderdeck stock locations` tells which there are.")
}

/// A product that a person named and that can lie somewhere.
fn stocked(writing: &Writing<'_>, reference: &str) -> Result<Result<Product, Failure>, StoreError> {
    let named = writing.product_by_reference(reference.trim())?;
    Ok(match named {
        Some(product) if product.stockable => Ok(product),
        Some(product) => Err(invalid(format!(
            "{} is not kept on stock.",
            product.reference
        ))),
        None => Err(no_product(reference)),
    })
}

/// A location that a person named, with what it is.
fn place(
    writing: &mut Writing<'_>,
    name: &str,
) -> Result<Result<(Location, LocationKind), Failure>, StoreError> {
    let location = Location::from(name.trim());
    let kind = writing.location_kind(&location)?;
    Ok(kind
        .map(|kind| (location, kind))
        .ok_or_else(|| no_location(name)))
}
