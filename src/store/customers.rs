//! Customers: sealed records, found again by a blind index.

use super::counters::Counter;
use super::writing::Sequence;
use super::{StoreError, Writing, keys_place};
use crate::domain::amazon_order::AmazonOrder;
use crate::domain::customer::{Customer, identity};
use crate::domain::ids::CustomerId;
use crate::domain::moment::Moment;
use crate::domain::text::folded;
use crate::vault::VaultError;

/// A customer that we have a record of.
enum Known {
    Whole(Customer),
    /// Erased on purpose: he can't be known again.
    Gone,
    /// Not readable: the self-check tells, and a backup may bring him back.
    Damaged,
}

impl Writing<'_> {
    /// The customer of an order: found by buyer name and Amazon's anonymised address, else new; a delivery address that
    /// he does not have yet becomes a further one (product rule P3).
    pub fn customer_of(
        &mut self,
        order: &AmazonOrder,
        now: Moment,
    ) -> Result<CustomerId, StoreError> {
        let index = identity(&order.buyer).map(|text| {
            let [a, b, c, d, e, f, g, h, ..] = self.vault.blind_index("customer", &text);
            u64::from_be_bytes([a, b, c, d, e, f, g, h])
        });
        if let Some(index) = index
            && let Some(id) = self.customer_index.get(index)?.map(CustomerId)
        {
            match self.customer(id)? {
                // The index is short: once in a very long time two people may share a place.
                Known::Whole(customer) if folded(&customer.email) != folded(&order.buyer.email) => {
                }
                Known::Whole(mut customer) => {
                    if customer.add_address(&order.buyer.address) {
                        self.put_customer(&customer, now)?;
                    }
                    return Ok(id);
                }
                // He is who he was: a second one would stay when a backup brings the first one back.
                Known::Damaged => return Ok(id),
                Known::Gone => {}
            }
        }
        let id = CustomerId(self.take(Sequence::Customer, 1)? as u32);
        self.put_customer(
            &Customer::from_order(id, &order.buyer, order.reference),
            now,
        )?;
        if let Some(index) = index {
            self.customer_index.put(index, id.0)?;
        }
        self.count(Counter::Customers, 1);
        Ok(id)
    }

    /// A known customer gets the delivery address that his order shows now.
    pub fn add_customer_address(
        &mut self,
        id: CustomerId,
        address: &crate::domain::address::Address,
        now: Moment,
    ) -> Result<(), StoreError> {
        if let Known::Whole(mut customer) = self.customer(id)?
            && customer.add_address(address)
        {
            self.put_customer(&customer, now)?;
        }
        Ok(())
    }

    fn customer(&self, id: CustomerId) -> Result<Known, StoreError> {
        let key = id.0.to_be_bytes();
        let Some(sealed) = self.customers.get_raw(&key)? else {
            return Ok(Known::Damaged);
        };
        let plain = match self.vault.open(&keys_place("customers", &key), &sealed) {
            Err(VaultError::Erased { .. }) => return Ok(Known::Gone),
            Err(VaultError::Damaged | VaultError::NoEpochKey { .. }) => return Ok(Known::Damaged),
            opened => opened?,
        };
        Ok(postcard::from_bytes(&plain).map_or(Known::Damaged, Known::Whole))
    }

    fn put_customer(&mut self, customer: &Customer, now: Moment) -> Result<(), StoreError> {
        let key = customer.id.0.to_be_bytes();
        let plain = postcard::to_stdvec(customer)
            .map_err(|_| StoreError::Damaged { table: "customers" })?;
        let epoch = self.vault.epoch_for(now)?;
        let sealed = self
            .vault
            .seal(&keys_place("customers", &key), epoch, &plain)?;
        self.customers.put_raw(&key, &sealed)
    }
}
