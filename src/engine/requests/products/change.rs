//! Products are made and changed.

use super::{invalid, no_product, of_another, shown};
use crate::domain::product::{Barcode, Product};
use crate::domain::product_csv::{LONGEST_BIN, LONGEST_CODE, LONGEST_NAME, LONGEST_REFERENCE};
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::products::{ProductChange, ProductReply};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// Most barcodes of a product.
const MOST_BARCODES: usize = 100;

/// Makes a product.
pub(super) async fn add(
    core: &Arc<Core>,
    who: &Who,
    reference: &str,
    change: ProductChange,
) -> Result<ProductReply, Failure> {
    let typed = reference.trim();
    let reference = clean_short(typed, LONGEST_REFERENCE);
    if reference.is_empty() || reference != typed {
        return Err(invalid(format!(
            "A reference has 1 to {LONGEST_REFERENCE} characters, none of them invisible."
        )));
    }
    if change.name.is_none() {
        return Err(invalid("A product needs a name."));
    }
    let change = cleaned(change)?;
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        None,
        format!("Made the product {reference}."),
    );
    let made = core
        .writer
        .change(move |writing| {
            if writing.product_by_reference(&reference)?.is_some() {
                return Ok(Err(Failure::new(
                    FailureCode::Conflict,
                    format!("There is a product {reference} already."),
                )));
            }
            let mut product = Product::from_sku(Product::PLACEHOLDER, &reference, "");
            product.reviewed = true;
            if let Err(refused) = apply(writing, &mut product, &change)? {
                return Ok(Err(refused));
            }
            product.id = writing.next_product()?;
            writing.put_products(std::slice::from_ref(&product))?;
            writing.note(done.clone())?;
            Ok(Ok(product))
        })
        .await??;
    Ok(shown(made))
}

/// Changes a product: all of the change, or nothing.
pub(super) async fn set(
    core: &Arc<Core>,
    who: &Who,
    reference: &str,
    change: ProductChange,
) -> Result<ProductReply, Failure> {
    let change = cleaned(change)?;
    let wanted = reference.trim().to_owned();
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        None,
        format!("Changed the product {wanted}."),
    );
    let changed = core
        .writer
        .change(move |writing| {
            let Some(mut product) = writing.product_by_reference(&wanted)? else {
                return Ok(Err(no_product(&wanted)));
            };
            if product.id == Product::PLACEHOLDER {
                return Ok(Err(invalid(
                    "The product of lines without an SKU stays as it is.",
                )));
            }
            let before = product.clone();
            if let Err(refused) = apply(writing, &mut product, &change)? {
                return Ok(Err(refused));
            }
            if product != before {
                writing.put_products(std::slice::from_ref(&product))?;
                writing.note(done.clone())?;
            }
            Ok(Ok(product))
        })
        .await??;
    Ok(shown(changed))
}

fn cleaned(change: ProductChange) -> Result<ProductChange, Failure> {
    let short = |text: String, most: usize| clean_short(text.trim(), most).trim().to_owned();
    let name = change.name.map(|name| short(name, LONGEST_NAME));
    if name.as_ref().is_some_and(String::is_empty) {
        return Err(invalid("A product needs a name."));
    }
    let mut add_barcodes = Vec::with_capacity(change.add_barcodes.len());
    for barcode in change.add_barcodes {
        let code = short(barcode.code, LONGEST_CODE);
        if code.is_empty() || barcode.pieces == 0 {
            return Err(invalid(
                "A barcode needs a code, and stands for at least one piece.",
            ));
        }
        add_barcodes.push(Barcode { code, ..barcode });
    }
    Ok(ProductChange {
        name,
        bin: change.bin.map(|bin| short(bin, LONGEST_BIN)),
        add_barcodes,
        ..change
    })
}

/// Takes a change over, or refuses it.
fn apply(
    writing: &Writing<'_>,
    product: &mut Product,
    change: &ProductChange,
) -> Result<Result<(), Failure>, StoreError> {
    for code in &change.remove_barcodes {
        let had = product.barcodes.len();
        product.barcodes.retain(|known| known.code != *code);
        if product.barcodes.len() == had {
            return Ok(Err(Failure::new(
                FailureCode::NotFound,
                format!("{} has no barcode {code}.", product.reference),
            )));
        }
    }
    for barcode in &change.add_barcodes {
        let owner = writing.barcode_owner(&barcode.code)?;
        if let Some(other) = owner.filter(|owner| *owner != product.id) {
            let other = writing.product(other)?;
            return Ok(Err(of_another(&barcode.code, other.as_ref())));
        }
        product.barcodes.retain(|known| known.code != barcode.code);
        product.barcodes.push(barcode.clone());
    }
    if product.barcodes.len() > MOST_BARCODES {
        return Ok(Err(invalid(format!(
            "A product has at most {MOST_BARCODES} barcodes."
        ))));
    }
    if let Some(name) = &change.name {
        product.name.clone_from(name);
    }
    if let Some(bin) = &change.bin {
        product.bin.clone_from(bin);
    }
    if let Some(weight) = change.weight {
        product.weight = weight;
    }
    if let Some(reviewed) = change.reviewed {
        product.reviewed = reviewed;
    }
    Ok(Ok(()))
}
