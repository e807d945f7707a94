//! Amazon's figures of what lies there, as they were fetched last.

use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::amazon_stock::{AmazonFigure, Fetched};
use crate::domain::ids::{AccountId, MoveId, ProductId};
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// What one fetch brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockFetch {
    /// When it began: what left later may be in the figures or not.
    pub as_of: Moment,
    /// The last stock move that was recorded then; moves behind it may have happened before or after.
    pub last_move: Option<MoveId>,
    /// The figures, one for a SKU.
    pub figures: Vec<AmazonFigure>,
    /// SKUs that Amazon showed in a way that can't be read.
    pub unreadable: Vec<String>,
}

/// Amazon's stock of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmazonStock {
    /// The figures in force.
    pub applied: Option<StockFetch>,
    /// Figures that came later, with so few rows that nobody trusts them unasked.
    pub held: Option<StockFetch>,
    /// When it was tried last.
    pub last_try: Option<Moment>,
    /// Why the last try brought nothing, as a sentence; none if it did.
    pub problem: Option<String>,
}

impl AmazonStock {
    /// How the fetches went.
    pub fn fetched(&self) -> Fetched {
        let of = |fetch: &Option<StockFetch>| fetch.as_ref().map(|fetch| fetch.as_of);
        Fetched {
            last_good: of(&self.applied).max(of(&self.held)),
            last_try: self.last_try,
        }
    }
}

impl Writing<'_> {
    /// Amazon's stock of an account.
    pub fn amazon_stock(&self, account: AccountId) -> Result<AmazonStock, StoreError> {
        let stock = self.amazon_stock.get(&account.0.to_be_bytes())?;
        Ok(stock.unwrap_or_default())
    }

    /// Writes it.
    pub fn put_amazon_stock(
        &mut self,
        account: AccountId,
        stock: &AmazonStock,
    ) -> Result<(), StoreError> {
        self.changes.stock = true;
        self.amazon_stock.put(&account.0.to_be_bytes(), stock)?;
        Ok(())
    }

    /// Whether stock moved after this move; after the beginning of all, if there was none.
    pub fn moved_since(&self, last: Option<MoveId>) -> Result<bool, StoreError> {
        let key = last.map(|id| id.0.to_be_bytes());
        let key = key.as_ref().map(<[u8; 8]>::as_slice);
        Ok(self.moves.next_raw(key)?.is_some())
    }
}

impl Reading<'_> {
    /// The product that an account sells under a SKU: by its offer, else by its own reference.
    pub fn product_of_sku(
        &self,
        account: AccountId,
        sku: &str,
    ) -> Result<Option<ProductId>, StoreError> {
        let offer = keys::offer(account, sku);
        for (name, table, key) in [
            ("offers", tables::OFFERS, offer.as_slice()),
            (
                "product_references",
                tables::PRODUCT_REFERENCES,
                sku.as_bytes(),
            ),
        ] {
            if let Some(bytes) = self.transaction.open_table(table)?.get(key)? {
                return codec::decode(name, key, bytes.value()).map(Some);
            }
        }
        Ok(None)
    }

    /// Amazon's stock of an account.
    pub fn amazon_stock(&self, account: AccountId) -> Result<AmazonStock, StoreError> {
        let key = account.0.to_be_bytes();
        let table = match self.transaction.open_table(tables::AMAZON_STOCK) {
            Ok(table) => table,
            // A store that was never written since there are such figures.
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(AmazonStock::default()),
            Err(error) => return Err(error.into()),
        };
        match table.get(key.as_slice())? {
            Some(bytes) => codec::decode("amazon_stock", &key, bytes.value()),
            None => Ok(AmazonStock::default()),
        }
    }
}
