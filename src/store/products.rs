//! Products, and the offers under which accounts sell them.

use super::counters::Counter;
use super::writing::Sequence;
use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::ids::{AccountId, ProductId};
use crate::domain::intake::ItemProduct;
use crate::domain::picking::Picking;
use crate::domain::product::Product;
use crate::domain::text::folded;
use redb::ReadableTable;

impl Writing<'_> {
    /// The product of an order line: by the account's offer, then by its own reference; an unknown SKU makes one, a
    /// line without a SKU takes the placeholder (product rule P1).
    pub fn product_of_line(
        &mut self,
        account: AccountId,
        sku: Option<&str>,
        title: &str,
    ) -> Result<ItemProduct, StoreError> {
        let Some(sku) = sku.filter(|sku| !sku.is_empty()) else {
            return Ok(ItemProduct {
                id: Product::PLACEHOLDER,
                stockable: false,
            });
        };
        let offer = keys::offer(account, sku);
        let known = match self.offers.get::<ProductId>(&offer)? {
            Some(id) => Some(id),
            None => self.product_references.get::<ProductId>(sku.as_bytes())?,
        };
        if let Some(id) = known {
            let product: Option<Product> = self.products.get(&id.0.to_be_bytes())?;
            return match product {
                Some(product) => Ok(ItemProduct {
                    id,
                    stockable: product.stockable,
                }),
                None => Err(StoreError::Damaged { table: "products" }),
            };
        }
        let id = ProductId(self.take(Sequence::Product, 1)? as u32);
        let product = Product::from_sku(id, sku, title);
        self.products.put(&id.0.to_be_bytes(), &product)?;
        self.product_references.put(sku.as_bytes(), &id)?;
        self.offers.put(&offer, &id)?;
        self.count(Counter::Products, 1);
        self.count(Counter::ProductsUnreviewed, 1);
        self.changes.products = true;
        Ok(ItemProduct {
            id,
            stockable: true,
        })
    }
}

impl Writing<'_> {
    /// A product.
    pub fn product(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.products.get(&id.0.to_be_bytes())
    }

    /// A product by its own reference.
    pub fn product_by_reference(&self, reference: &str) -> Result<Option<Product>, StoreError> {
        match self
            .product_references
            .get::<ProductId>(reference.as_bytes())?
        {
            Some(id) => self.products.get(&id.0.to_be_bytes()),
            None => Ok(None),
        }
    }

    /// The product that a barcode belongs to.
    pub fn barcode_owner(&self, code: &str) -> Result<Option<ProductId>, StoreError> {
        self.barcodes.get(code.as_bytes())
    }

    /// The number for a new product, taken.
    pub fn next_product(&mut self) -> Result<ProductId, StoreError> {
        Ok(ProductId(self.take(Sequence::Product, 1)? as u32))
    }

    /// Writes products with their references and barcodes; whoever calls has made sure that none belongs to another product.
    /// Barcodes may wander between these products.
    pub fn put_products(&mut self, products: &[Product]) -> Result<(), StoreError> {
        for product in products {
            let key = product.id.0.to_be_bytes();
            let reviewed = match self.products.get::<Product>(&key)? {
                Some(before) => {
                    for gone in &before.barcodes {
                        self.barcodes.remove(gone.code.as_bytes())?;
                    }
                    i64::from(!before.reviewed)
                }
                None => {
                    self.count(Counter::Products, 1);
                    self.product_references
                        .put(product.reference.as_bytes(), &product.id)?;
                    0
                }
            };
            self.count(
                Counter::ProductsUnreviewed,
                i64::from(!product.reviewed) - reviewed,
            );
            self.products.put(&key, product)?;
        }
        for product in products {
            for barcode in &product.barcodes {
                self.barcodes.put(barcode.code.as_bytes(), &product.id)?;
            }
        }
        self.changes.products = true;
        // What lies where, and what a scan means, is part of what pickings show.
        self.changes.deliveries = true;
        Ok(())
    }

    /// The product that an account sells under an SKU, as far as that was said.
    pub fn offer(&self, account: AccountId, sku: &str) -> Result<Option<ProductId>, StoreError> {
        self.offers.get(&keys::offer(account, sku))
    }

    /// Lets an account's SKU mean a product.
    pub fn put_offer(
        &mut self,
        account: AccountId,
        sku: &str,
        product: ProductId,
    ) -> Result<(), StoreError> {
        self.changes.products = true;
        self.offers
            .put(&keys::offer(account, sku), &product)
            .map(|_| ())
    }

    /// Every SKU of every account with the product that it means.
    pub fn offers(&self) -> Result<Vec<Offer>, StoreError> {
        offers_in(self.offers.table())
    }

    /// The ready pickings with something of a product in them.
    pub fn ready_pickings_of(&self, product: ProductId) -> Result<Vec<Picking>, StoreError> {
        let mut found = Vec::new();
        for entry in self.open_pickings.table().iter()? {
            let (place, _) = entry?;
            let key = place.value().last_chunk::<4>().copied().unwrap_or_default();
            let picking: Option<Picking> = self.pickings.get(&key)?;
            found.extend(picking.filter(|p| p.lines.iter().any(|l| l.product == product)));
        }
        Ok(found)
    }
}

/// An SKU under which an account sells a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The account.
    pub account: AccountId,
    /// The seller's article number.
    pub sku: String,
    /// The product.
    pub product: ProductId,
}

fn offers_in(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
) -> Result<Vec<Offer>, StoreError> {
    let damaged = || StoreError::Damaged { table: "offers" };
    table
        .iter()?
        .map(|entry| {
            let (key, value) = entry?;
            let (account, sku) = key.value().split_first_chunk::<2>().ok_or_else(damaged)?;
            Ok(Offer {
                account: AccountId(u16::from_be_bytes(*account)),
                sku: String::from_utf8_lossy(sku).into_owned(),
                product: codec::decode("offers", key.value(), value.value())?,
            })
        })
        .collect()
}

impl Reading<'_> {
    /// Every SKU of every account with the product that it means.
    pub fn offers(&self) -> Result<Vec<Offer>, StoreError> {
        offers_in(&self.transaction.open_table(tables::OFFERS)?)
    }

    /// All products by reference, as long as `each` wants more.
    pub fn products_by_reference(
        &self,
        mut each: impl FnMut(Product) -> bool,
    ) -> Result<(), StoreError> {
        let products = self.transaction.open_table(tables::PRODUCTS)?;
        for entry in self
            .transaction
            .open_table(tables::PRODUCT_REFERENCES)?
            .iter()?
        {
            let (key, value) = entry?;
            let id: ProductId = codec::decode("product_references", key.value(), value.value())?;
            let place = id.0.to_be_bytes();
            let damaged = || StoreError::Damaged { table: "products" };
            let bytes = products.get(place.as_slice())?.ok_or_else(damaged)?;
            if !each(codec::decode("products", &place, bytes.value())?) {
                break;
            }
        }
        Ok(())
    }

    /// A product by its own reference.
    pub fn product_by_reference(&self, reference: &str) -> Result<Option<Product>, StoreError> {
        let id = match self
            .transaction
            .open_table(tables::PRODUCT_REFERENCES)?
            .get(reference.as_bytes())?
        {
            Some(bytes) => {
                codec::decode("product_references", reference.as_bytes(), bytes.value())?
            }
            None => return Ok(None),
        };
        self.product(id)
    }

    /// The products that a typed text means: the one with that reference or barcode, else those that have it in reference
    /// or name. In the order of their numbers.
    pub fn products_like(&self, typed: &str) -> Result<Vec<ProductId>, StoreError> {
        if let Some(id) = self.product_of_code(typed.trim())? {
            return Ok(vec![id]);
        }
        let wanted = folded(typed.trim());
        let mut found = Vec::new();
        for entry in self.transaction.open_table(tables::PRODUCTS)?.iter()? {
            let (key, value) = entry?;
            let product: Product = codec::decode("products", key.value(), value.value())?;
            if folded(&product.reference).contains(&wanted)
                || folded(&product.name).contains(&wanted)
            {
                found.push(product.id);
            }
        }
        Ok(found)
    }

    /// The product that a scanned code means: by barcode, else by its own reference.
    pub fn product_of_code(&self, code: &str) -> Result<Option<ProductId>, StoreError> {
        for (name, table) in [
            ("barcodes", tables::BARCODES),
            ("product_references", tables::PRODUCT_REFERENCES),
        ] {
            if let Some(bytes) = self.transaction.open_table(table)?.get(code.as_bytes())? {
                return codec::decode(name, code.as_bytes(), bytes.value()).map(Some);
            }
        }
        Ok(None)
    }

    /// A product.
    pub fn product(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        let key = id.0.to_be_bytes();
        match self
            .transaction
            .open_table(tables::PRODUCTS)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("products", &key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }
}
