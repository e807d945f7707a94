//! Products as lists.

use super::{no_product, shown, view};
use crate::domain::product::Product;
use crate::domain::text::folded;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::products::{ProductPage, ProductPageRequest, ProductReply};
use std::sync::Arc;

/// Most rows in a page.
const MOST_ROWS: u32 = 1_000;

/// Products by reference.
pub(super) async fn page(
    core: &Arc<Core>,
    request: ProductPageRequest,
) -> Result<ProductReply, Failure> {
    let limit = request.limit.clamp(1, MOST_ROWS) as usize;
    let words: Vec<String> = request.text.split_whitespace().map(folded).collect();
    let page = core
        .read(move |reading| {
            let mut page = ProductPage::default();
            reading.products_by_reference(|product| {
                if product.id == Product::PLACEHOLDER
                    || (request.unreviewed && product.reviewed)
                    || !has_words(&product, &words)
                {
                    return true;
                }
                page.total += 1;
                let behind = request
                    .after
                    .as_ref()
                    .is_none_or(|after| product.reference > *after);
                if behind && page.products.len() == limit {
                    page.next = page.products.last().map(|last| last.reference.clone());
                } else if behind {
                    page.products.push(view(product));
                }
                true
            })?;
            Ok(page)
        })
        .await?;
    Ok(ProductReply::Products(page))
}

/// Whether all words occur in what people know a product by.
pub(in crate::engine) fn has_words(product: &Product, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let codes: Vec<&str> = product.barcodes.iter().map(|b| b.code.as_str()).collect();
    let text = folded(&format!(
        "{} {} {} {}",
        product.reference,
        product.name,
        product.bin,
        codes.join(" ")
    ));
    words.iter().all(|word| text.contains(word.as_str()))
}

/// One product, by its reference or a barcode.
pub(super) async fn show(core: &Arc<Core>, product: String) -> Result<ProductReply, Failure> {
    let wanted = product.trim().to_owned();
    let found = core
        .read(move |reading| {
            if let Some(product) = reading.product_by_reference(&wanted)? {
                return Ok(Some(product));
            }
            match reading.product_of_code(&wanted)? {
                Some(id) => reading.product(id),
                None => Ok(None),
            }
        })
        .await?;
    found.map(shown).ok_or_else(|| no_product(&product))
}
