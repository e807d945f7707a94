//! Products: listed, made, changed, taken in from CSV, matched to SKUs.

mod change;
mod csv;
pub(in crate::engine) mod list;
mod matching;

use crate::domain::product::Product;
use crate::engine::Who;
use crate::engine::core::Core;
use crate::protocol::products::{ProductReply, ProductRequest, ProductView};
use crate::protocol::{Failure, FailureCode, Reply};
use std::sync::Arc;

/// Answers what was asked of products.
pub(in crate::engine) async fn answer(
    core: &Arc<Core>,
    who: &Who,
    request: ProductRequest,
) -> Result<Reply, Failure> {
    let reply = match request {
        ProductRequest::List(page) => list::page(core, page).await,
        ProductRequest::Show { product } => list::show(core, product).await,
        ProductRequest::Add { reference, change } => {
            change::add(core, who, &reference, change).await
        }
        ProductRequest::Set { product, change } => change::set(core, who, &product, change).await,
        ProductRequest::Import { csv } => csv::import(core, who, csv).await,
        ProductRequest::Export => csv::export(core).await,
        ProductRequest::Unmatched => matching::unmatched(core).await,
        ProductRequest::Match {
            sku,
            product,
            account,
            rematch,
        } => matching::match_sku(core, who, sku, product, account, rematch).await,
    };
    reply.map(Reply::Product)
}

fn view(product: Product) -> ProductView {
    ProductView {
        reference: product.reference,
        name: product.name,
        barcodes: product.barcodes,
        bin: product.bin,
        weight: product.weight,
        stockable: product.stockable,
        reviewed: product.reviewed,
    }
}

fn shown(product: Product) -> ProductReply {
    ProductReply::Product(view(product))
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

fn of_another(code: &str, owner: Option<&Product>) -> Failure {
    let whose = owner.map_or("another product", |p| p.reference.as_str());
    Failure::new(
        FailureCode::Conflict,
        format!("The barcode {code} belongs to {whose}."),
    )
}
