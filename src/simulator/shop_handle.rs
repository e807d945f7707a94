//! The shop in the hands of a test in the same process.

use std::sync::Arc;

use serde_json::Value;

use super::fault::Fault;
use super::faults::Faults;
use super::fba_stock::Drift;
use super::feed_desk::FeedRecord;
use super::finances_json;
use super::house::{House, lock};
use super::ledger::{AcceptedCancellation, AcceptedShipment};
use super::rate_bucket::Operation;
use super::shop_changes::{Change, ShopError};
use super::tally::Tally;

/// Looks at and changes the simulated shop, past all of Amazon's rules.
#[derive(Debug, Clone)]
pub struct ShopHandle {
    house: Arc<House>,
}

impl ShopHandle {
    pub(crate) fn new(house: Arc<House>) -> Self {
        Self { house }
    }

    /// Puts an order in exactly as it is (all data sets; searches and reads leave out what is not asked for). It
    /// replaces an order of the same id that was put in before. `seller` is a store name or merchant token.
    ///
    /// # Errors
    /// The seller is unknown, or the order lacks what the shop files it by.
    pub fn put_order(&self, seller: &str, order: Value) -> Result<String, ShopError> {
        lock(&self.house.shop).put_order(Some(seller), order)
    }

    /// Amazon cancels the order, whatever its state.
    ///
    /// # Errors
    /// No order has this id.
    pub fn cancel_order(&self, order_id: &str) -> Result<(), ShopError> {
        self.apply(order_id, Change::Cancel)
    }

    /// Everything that is open goes out.
    ///
    /// # Errors
    /// No order has this id.
    pub fn ship(&self, order_id: &str) -> Result<(), ShopError> {
        self.apply(order_id, Change::Ship)
    }

    /// The buyer asks to cancel; the status stays.
    ///
    /// # Errors
    /// No order has this id.
    pub fn request_cancel(&self, order_id: &str) -> Result<(), ShopError> {
        self.apply(order_id, Change::RequestCancel)
    }

    /// Orders of all sellers, now.
    pub fn order_count(&self) -> usize {
        self.live();
        lock(&self.house.shop).order_count()
    }

    /// The ids of all orders of all sellers, now.
    pub fn order_ids(&self) -> Vec<String> {
        self.live();
        lock(&self.house.shop).order_ids()
    }

    /// The whole order with every data set, or `None` if there is none of this id.
    pub fn order_json(&self, order_id: &str) -> Option<Value> {
        self.live();
        let now = self.house.now().div_euclid(1000);
        lock(&self.house.shop).whole(order_id, now)
    }

    /// The `call`-th call of `operation` from now (1 is the next) meets `fault`. Operations have Amazon's names;
    /// `token` is Login with Amazon. False if there is no such operation.
    pub fn script_fault(&self, operation: &str, call: u64, fault: Fault) -> bool {
        let operation = Operation::parse(operation);
        if let Some(operation) = operation {
            lock(&self.house.faults).script(operation, call, fault);
        }
        operation.is_some()
    }

    /// Takes back every scripted fault that has not struck.
    pub fn clear_script(&self) {
        lock(&self.house.faults).clear_script();
    }

    /// Replaces the faults by chance.
    pub fn set_faults(&self, faults: Faults) {
        lock(&self.house.faults).replace(faults);
    }

    /// Gives or takes the restricted role (direct-to-consumer shipping) of a seller's application. Without it
    /// personal fields are missing. False if there is no such seller.
    pub fn set_restricted_role(&self, seller: &str, granted: bool) -> bool {
        let place = self.house.seller_place(seller);
        if let Some(place) = place {
            self.house.set_restricted_role(place, granted);
        }
        place.is_some()
    }

    /// The seller takes the authorisation back: its tokens are worth nothing any more. False if there is no such
    /// seller.
    pub fn revoke(&self, seller: &str) -> bool {
        let place = self.house.seller_place(seller);
        if let Some(place) = place {
            lock(&self.house.grants).revoke(place);
        }
        place.is_some()
    }

    /// Every package that was accepted, in the order of its first acceptance, whether readers see it yet or not.
    pub fn shipments(&self) -> Vec<AcceptedShipment> {
        self.live();
        let shop = lock(&self.house.shop);
        shop.deliveries.ledger.shipments().to_vec()
    }

    /// Every item that a seller has cancelled, in order.
    pub fn cancellations(&self) -> Vec<AcceptedCancellation> {
        self.live();
        let shop = lock(&self.house.shop);
        shop.deliveries.ledger.cancellations().to_vec()
    }

    /// Every feed that was created, in order.
    pub fn feeds(&self) -> Vec<FeedRecord> {
        self.live();
        lock(&self.house.feeds).records(&self.house)
    }

    /// From now on the order refuses every package and cancellation, with this code and text, by whatever way it is
    /// told.
    pub fn refuse_order(&self, order_id: &str, code: &str, text: &str) {
        let refusal = Some((code.to_owned(), text.to_owned()));
        let mut shop = lock(&self.house.shop);
        shop.deliveries.command(order_id, refusal);
    }

    /// Takes [`ShopHandle::refuse_order`] back.
    pub fn allow_order(&self, order_id: &str) {
        lock(&self.house.shop).deliveries.command(order_id, None);
    }

    /// From now on the order refuses this carrier code, and takes any other.
    ///
    /// # Errors
    /// No order has this id.
    pub fn refuse_carrier(&self, order_id: &str, carrier: &str) -> Result<(), ShopError> {
        self.live();
        lock(&self.house.shop).refuse_carrier(order_id, carrier)
    }

    /// Something happens to goods of a seller at Amazon.
    ///
    /// # Errors
    /// The seller, or the SKU among its stock, is unknown; goods that come in may be of a new SKU.
    pub fn drift(&self, seller: &str, sku: &str, drift: Drift) -> Result<(), ShopError> {
        self.live();
        let now = self.house.now();
        let place = self.house.seller_place(seller);
        let place = place.ok_or_else(|| ShopError::UnknownSeller(seller.to_owned()))?;
        let known = lock(&self.house.shop).fba.command(place, sku, drift, now);
        known
            .then_some(())
            .ok_or_else(|| ShopError::UnknownSku(sku.to_owned()))
    }

    /// Amazon shows a SKU of a seller no more. False if it showed none.
    pub fn close_sku(&self, seller: &str, sku: &str) -> bool {
        let place = self.house.seller_place(seller);
        place.is_some_and(|place| lock(&self.house.shop).fba.close(place, sku))
    }

    /// What a seller has at Amazon, by SKU: units that can be or will be sold, units that are looked for, and units
    /// that can't be sold.
    pub fn fba_stock(&self, seller: &str) -> Vec<(String, [i64; 3])> {
        self.live();
        let Some(place) = self.house.seller_place(seller) else {
            return Vec::new();
        };
        let shop = lock(&self.house.shop);
        let rows = shop.fba.of(place);
        rows.map(|(sku, s)| (sku.to_owned(), [s.good, s.researching, s.damaged]))
            .collect()
    }

    /// The buyer of an order gets the money for its first item back. False if nothing of it was ever paid.
    pub fn refund(&self, order_id: &str) -> bool {
        self.live();
        let now = self.house.now().div_euclid(1000);
        lock(&self.house.shop).refund(order_id, now)
    }

    /// All financial transactions of a seller that are posted, oldest first, whether readers see them yet or not.
    pub fn transactions(&self, seller: &str) -> Vec<Value> {
        self.live();
        let Some(place) = self.house.seller_place(seller) else {
            return Vec::new();
        };
        let now = self.house.now().div_euclid(1000);
        let mut shop = lock(&self.house.shop);
        let entries = shop.transactions(place, now);
        let posted = entries.iter().filter(|entry| entry.posted <= now);
        posted
            .map(|entry| finances_json::transaction(&shop, entry, now))
            .collect()
    }

    /// What callers have done so far.
    pub fn tally(&self) -> Tally {
        lock(&self.house.tally).clone()
    }

    fn apply(&self, order_id: &str, change: Change) -> Result<(), ShopError> {
        self.live();
        let now = self.house.now().div_euclid(1000);
        lock(&self.house.shop).apply(order_id, change, now)
    }

    fn live(&self) {
        self.house.live();
    }
}
