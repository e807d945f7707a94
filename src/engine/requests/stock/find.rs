//! The product behind a scanned code.

use super::invalid;
use crate::domain::barcode::{Gtin, same_code};
use crate::domain::product::Product;
use crate::domain::text::clean_short;
use crate::engine::core::Core;
use crate::protocol::stock::{FoundProduct, StockReply};
use crate::protocol::{Failure, FailureCode};
use crate::store::{Reading, StoreError};
use std::sync::Arc;

/// The product with this barcode, written in whatever form, or else with this reference.
pub(super) async fn product(core: &Arc<Core>, code: String) -> Result<StockReply, Failure> {
    let code = clean_short(code.trim(), 80);
    let wanted = code.clone();
    let found = core.read(move |reading| of_code(reading, &wanted)).await?;
    match found {
        Some(product) if product.stockable => Ok(StockReply::Product(shown(product, &code))),
        Some(product) => Err(invalid(format!(
            "{} is not kept on stock.",
            product.reference
        ))),
        None => Err(Failure::new(
            FailureCode::NotFound,
            format!("No product has the code {code:?}."),
        )
        .hint("`orderdeck product set` gives a barcode to a product.")),
    }
}

fn of_code(reading: &Reading<'_>, code: &str) -> Result<Option<Product>, StoreError> {
    for form in forms(code) {
        if let Some(id) = reading.product_of_code(&form)? {
            return reading.product(id);
        }
    }
    Ok(None)
}

/// The code as read, then the other lengths of the same article number.
fn forms(code: &str) -> Vec<String> {
    let mut forms = vec![code.to_owned()];
    if let Some(number) = Gtin::parse(code) {
        let digits = number.digits();
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        let lengths = [13, 12, 8, 14].into_iter();
        forms.extend(
            lengths
                .filter(|length| 14 - length <= zeros)
                .filter_map(|length| digits.get(14 - length..).map(str::to_owned)),
        );
    }
    forms
}

fn shown(product: Product, code: &str) -> FoundProduct {
    let barcode = product.barcodes.iter().find(|b| same_code(&b.code, code));
    FoundProduct {
        pieces: barcode.map_or(1, |b| b.pieces.max(1)),
        sku: product.reference,
        name: product.name,
        bin: product.bin,
    }
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[test]
    fn an_article_number_is_looked_up_in_all_its_lengths() {
        assert_eq!(
            forms("036000291452"),
            [
                "036000291452",
                "0036000291452",
                "036000291452",
                "00036000291452"
            ]
        );
        assert_eq!(forms("MUG-1"), ["MUG-1"]);
    }
}
