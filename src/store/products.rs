//! Products, and the offers under which accounts sell them.

use super::counters::Counter;
use super::writing::Sequence;
use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::ids::{AccountId, ProductId};
use crate::domain::intake::ItemProduct;
use crate::domain::product::Product;

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

impl Reading<'_> {
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
