//! Changes that a test or an operator makes to the shop on purpose.

use serde_json::Value;

use super::data_sets::DataSets;
use super::dice::Dice;
use super::fba_stock;
use super::marketplaces::region_of;
use super::order_json::View;
use super::sellers::SELLERS;
use super::shop::Shop;
use super::verbatim::Verbatim;

/// Why a change was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShopError {
    /// No order has this id.
    #[error("no order has the id {0}")]
    UnknownOrder(String),
    /// No seller has this name or id.
    #[error("no seller is called {0}")]
    UnknownSeller(String),
    /// The seller has nothing of this SKU at Amazon.
    #[error("the seller has nothing of {0} at Amazon")]
    UnknownSku(String),
    /// The order that was put in cannot be filed.
    #[error("the order cannot be put into the shop: {0}")]
    BadOrder(String),
}

/// A change of one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Cancel,
    Ship,
    RequestCancel,
}

impl Shop {
    /// Puts an order in as it is. Without a seller it goes to the one whose region its marketplace lies in.
    pub(crate) fn put_order(
        &mut self,
        seller: Option<&str>,
        order: Value,
    ) -> Result<String, ShopError> {
        let place = match seller {
            Some(name) => SELLERS
                .iter()
                .position(|plan| plan.name == name || plan.seller_id == name)
                .ok_or_else(|| ShopError::UnknownSeller(name.to_owned()))?,
            None => {
                let id = order["salesChannel"]["marketplaceId"].as_str();
                let region = id.and_then(region_of).unwrap_or("eu");
                SELLERS
                    .iter()
                    .position(|plan| plan.region == region)
                    .unwrap_or_default()
            }
        };
        let order = Verbatim::new(place, order).map_err(ShopError::BadOrder)?;
        let id = order.order_id().to_owned();
        self.put_verbatim(order);
        Ok(id)
    }

    /// Makes a change at `now` (Unix seconds).
    pub(crate) fn apply(
        &mut self,
        order_id: &str,
        change: Change,
        now: i64,
    ) -> Result<(), ShopError> {
        let unknown = || ShopError::UnknownOrder(order_id.to_owned());
        let index = self.find(order_id).ok_or_else(unknown)?;
        self.reveal_all_of(index, now);
        let leaving = match (self.verbatim(index), change) {
            (Some(order), Change::Ship) => fba_stock::open_units(&order.value),
            _ => Vec::new(),
        };
        let seller = self.owner(index);
        for (sku, units) in leaving {
            self.fba.ship(seller, &sku, units, now);
        }
        let put_in = self.change_verbatim(index, now, |order| match change {
            Change::Cancel => order.cancel("BUYER", "No longer needed", now),
            Change::Ship => order.ship(now),
            Change::RequestCancel => order.request_cancel("Ordered by mistake", now),
        });
        if put_in {
            return Ok(());
        }
        let mut dice = Dice::new(self.maker.seed, u64::from(index), 8);
        self.change(index, |order, state| match change {
            Change::Cancel => state.cancel_all(order, "BUYER", "No longer needed", now),
            Change::Ship => state.ship_rest(order, &mut dice, now),
            Change::RequestCancel => state.wish_to_cancel(&mut dice, now),
        });
        Ok(())
    }

    /// The order refuses a carrier code from now on.
    pub(crate) fn refuse_carrier(
        &mut self,
        order_id: &str,
        carrier: &str,
    ) -> Result<(), ShopError> {
        let unknown = || ShopError::UnknownOrder(order_id.to_owned());
        let index = self.find(order_id).ok_or_else(unknown)?;
        self.deliveries.refuse_carrier(index, carrier);
        Ok(())
    }

    /// The whole order with every data set.
    pub(crate) fn whole(&self, order_id: &str, now: i64) -> Option<Value> {
        let view = View {
            sets: DataSets::ALL,
            restricted_role: true,
            now,
        };
        self.find(order_id).map(|index| self.render(index, view))
    }
}
