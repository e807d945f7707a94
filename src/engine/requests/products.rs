//! Products, as far as packing needs them: where they lie, what is printed on them.

use crate::domain::product::Barcode;
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use std::sync::Arc;

/// What became of a change.
enum Changed {
    Done,
    NoSuchProduct,
    BarcodeOfAnother,
}

/// Sets where a product lies, or a barcode of it.
pub(in crate::engine) async fn set(
    core: &Arc<Core>,
    who: &Who,
    reference: &str,
    bin: Option<String>,
    barcode: Option<Barcode>,
) -> Result<Reply, Failure> {
    let barcode = barcode.map(|barcode| Barcode {
        code: clean_short(&barcode.code, 80).trim().to_owned(),
        ..barcode
    });
    if let Some(barcode) = &barcode
        && (barcode.code.is_empty() || barcode.pieces == 0)
    {
        return Err(Failure::new(
            FailureCode::Invalid,
            "A barcode needs a code, and stands for at least one piece.",
        ));
    }
    let (wanted, told) = (reference.trim().to_owned(), barcode.clone());
    let bin = bin.map(|bin| clean_short(&bin, 40).trim().to_owned());
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
                return Ok(Changed::NoSuchProduct);
            };
            if let Some(bin) = &bin {
                product.bin = bin.clone();
            }
            if let Some(barcode) = &barcode {
                product.barcodes.retain(|known| known.code != barcode.code);
                product.barcodes.push(barcode.clone());
            }
            if !writing.put_product(&product)? {
                return Ok(Changed::BarcodeOfAnother);
            }
            writing.note(done.clone())?;
            Ok(Changed::Done)
        })
        .await?;
    match changed {
        Changed::Done => Ok(Reply::Done),
        Changed::NoSuchProduct => Err(Failure::new(
            FailureCode::NotFound,
            format!("There is no product {reference:?}."),
        )),
        Changed::BarcodeOfAnother => Err(Failure::new(
            FailureCode::Conflict,
            format!(
                "The barcode {} belongs to another product.",
                told.map(|b| b.code).unwrap_or_default()
            ),
        )),
    }
}
