//! Products, as asked for and answered.

use crate::domain::product::Barcode;
use crate::domain::weight::Weight;
use serde::{Deserialize, Serialize};

/// What to see of products, and what to do with them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum ProductRequest {
    /// Products, by reference. Answer: [`ProductReply::Products`].
    List(ProductPageRequest),
    /// One product. Answer: [`ProductReply::Product`].
    Show {
        /// Its reference, or a barcode.
        product: String,
    },
    /// Makes a product. Answer: [`ProductReply::Product`].
    Add {
        /// Its reference, unique.
        reference: String,
        /// What is known of it; a name at least.
        change: ProductChange,
    },
    /// Changes a product. Answer: [`ProductReply::Product`].
    Set {
        /// Its reference.
        product: String,
        /// What to change.
        change: ProductChange,
    },
    /// Takes in products from CSV: all of them or none. Answer: [`ProductReply::Imported`].
    Import {
        /// The text.
        csv: String,
    },
    /// All products as CSV. Answer: [`ProductReply::Exported`].
    Export,
    /// SKUs that made a product by themselves, and that nobody has looked at. Answer: [`ProductReply::Unmatched`].
    Unmatched,
    /// Lets an SKU mean another product. Answer: [`ProductReply::Matched`].
    Match {
        /// The seller's article number.
        sku: String,
        /// The product by its reference.
        product: String,
        /// Only for this account; otherwise for all.
        account: Option<String>,
        /// Whether open orders with nothing delivered take the other product too. If nobody says and there are some, it is
        /// refused with their number.
        rematch: Option<bool>,
    },
}

/// Answers to [`ProductRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum ProductReply {
    /// Products.
    Products(ProductPage),
    /// One product.
    Product(ProductView),
    /// What an import did.
    Imported(Imported),
    /// All products.
    Exported {
        /// As CSV.
        csv: String,
    },
    /// SKUs to look at.
    Unmatched(Vec<UnmatchedView>),
    /// What a match did.
    Matched(Matched),
}

/// Which products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPageRequest {
    /// Words that must all occur in reference, name, barcode or bin.
    pub text: String,
    /// Only those that nobody has looked at.
    pub unreviewed: bool,
    /// Only behind this reference.
    pub after: Option<String>,
    /// How many at most, 1 to 1000.
    pub limit: u32,
}

/// Products, by reference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductPage {
    /// The products.
    pub products: Vec<ProductView>,
    /// How many match, wherever the page begins.
    pub total: u64,
    /// The reference behind which the next page begins; absent at the end.
    pub next: Option<String>,
}

/// A product as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductView {
    /// Our own reference.
    pub reference: String,
    /// Name.
    pub name: String,
    /// What is printed on it and on its packs.
    pub barcodes: Vec<Barcode>,
    /// Where it lies in the warehouse; empty when nobody said.
    pub bin: String,
    /// What one piece weighs, in kilograms as decimal text.
    pub weight: Option<Weight>,
    /// Whether it moves stock.
    pub stockable: bool,
    /// Whether a person has looked at it.
    pub reviewed: bool,
}

/// What to change of a product; what is not set stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductChange {
    /// Name.
    pub name: Option<String>,
    /// Where it lies; empty for nowhere.
    pub bin: Option<String>,
    /// What one piece weighs; `None` inside for not known.
    #[serde(skip_serializing_if = "Option::is_none", with = "double_option")]
    pub weight: Option<Option<Weight>>,
    /// Barcodes to add, or to change the pieces of.
    pub add_barcodes: Vec<Barcode>,
    /// Barcodes to take away.
    pub remove_barcodes: Vec<String>,
    /// Whether a person has looked at it.
    pub reviewed: Option<bool>,
}

/// A value that may be set to nothing: absent stays, `null` is nothing.
mod double_option {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value
            .as_ref()
            .and_then(Option::as_ref)
            .serialize(serializer)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::<T>::deserialize(deserializer).map(Some)
    }
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Products that are new.
    pub added: u64,
    /// Products that changed.
    pub changed: u64,
    /// Products that were like that already.
    pub unchanged: u64,
}

/// An SKU that made a product by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmatchedView {
    /// The seller's article number.
    pub sku: String,
    /// The account that sells it.
    pub account: String,
    /// The title at Amazon.
    pub title: String,
    /// The product that it made.
    pub product: String,
    /// Open orders of it with nothing delivered.
    pub open_orders: u64,
}

/// What a match did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// The seller's article number.
    pub sku: String,
    /// The product that it means now.
    pub product: String,
    /// Accounts for which it does.
    pub accounts: Vec<String>,
    /// Open orders that took the other product.
    pub rematched: u64,
    /// Whether the product that the SKU had made is sold under no SKU any more; it is off the work list.
    pub merged: bool,
}
