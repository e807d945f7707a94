//! Products.

use super::ids::ProductId;
use super::weight::Weight;
use serde::{Deserialize, Serialize};

/// Something that is sold and, as a rule, kept on stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Our id.
    pub id: ProductId,
    /// Our own reference, unique; for products made from an unknown SKU that SKU.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Whether it moves stock. The placeholder `Amazon Sale` never does.
    pub stockable: bool,
    /// What is printed on it and on its packs.
    pub barcodes: Vec<Barcode>,
    /// Where it lies in the warehouse; empty when nobody said.
    pub bin: String,
    /// Whether a person has looked at it; products made from an unknown SKU start without.
    pub reviewed: bool,
    /// What one piece weighs.
    pub weight: Option<Weight>,
}

/// A barcode of a product.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Barcode {
    /// What a scanner reads.
    pub code: String,
    /// Pieces that one scan stands for: 1, or more for a pack.
    pub pieces: u32,
}

impl Product {
    /// The product of lines without a SKU. It is always there and never moves stock.
    pub const PLACEHOLDER: ProductId = ProductId(0);
    /// Its name.
    pub const PLACEHOLDER_NAME: &'static str = "Amazon Sale";

    /// The product of lines without a SKU.
    pub fn placeholder() -> Product {
        Product {
            id: Product::PLACEHOLDER,
            reference: Product::PLACEHOLDER_NAME.to_owned(),
            name: Product::PLACEHOLDER_NAME.to_owned(),
            stockable: false,
            barcodes: Vec::new(),
            bin: String::new(),
            reviewed: true,
            weight: None,
        }
    }

    /// The product that an unknown SKU makes by itself.
    pub fn from_sku(id: ProductId, sku: &str, title: &str) -> Product {
        Product {
            id,
            reference: sku.to_owned(),
            name: if title.is_empty() { sku } else { title }.to_owned(),
            stockable: true,
            barcodes: Vec::new(),
            bin: String::new(),
            reviewed: false,
            weight: None,
        }
    }
}
