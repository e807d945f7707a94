//! Products, and the offers under which accounts sell them.

use super::counters::Counter;
use super::writing::Sequence;
use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::ids::{AccountId, ProductId};
use crate::domain::intake::ItemProduct;
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

    /// Writes a product that is known, with its barcodes. Another product's barcode is refused: `false`, and nothing is
    /// written.
    pub fn put_product(&mut self, product: &Product) -> Result<bool, StoreError> {
        let key = product.id.0.to_be_bytes();
        for barcode in &product.barcodes {
            let owner = self.barcodes.get::<ProductId>(barcode.code.as_bytes())?;
            if owner.is_some_and(|owner| owner != product.id) {
                return Ok(false);
            }
        }
        if let Some(before) = self.products.get::<Product>(&key)? {
            for gone in &before.barcodes {
                self.barcodes.remove(gone.code.as_bytes())?;
            }
            self.count(
                Counter::ProductsUnreviewed,
                i64::from(!product.reviewed) - i64::from(!before.reviewed),
            );
        }
        for barcode in &product.barcodes {
            self.barcodes.put(barcode.code.as_bytes(), &product.id)?;
        }
        self.changes.deliveries = true;
        self.products.put(&key, product)?;
        Ok(true)
    }
}

impl Reading<'_> {
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
