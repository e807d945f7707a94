//! Customers: contacts with delivery addresses below them.

use super::address::Address;
use super::amazon_order::Buyer;
use super::ids::CustomerId;
use super::reference::AmazonOrderRef;
use super::text::folded;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A contact: who bought, with the addresses that orders went to.
///
/// All of it is personal data: it is stored encrypted and never written by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Our id.
    pub id: CustomerId,
    /// Name; `Amazon Customer # <reference>` where Amazon tells none.
    pub name: String,
    /// Amazon's anonymised e-mail address; empty when not told.
    pub email: String,
    /// Company of a business buyer.
    pub company: String,
    /// VAT number of a business buyer.
    pub vat_number: String,
    /// Delivery addresses, oldest first. Never rewritten, only added to.
    pub addresses: Vec<Address>,
}

impl Customer {
    /// A new customer from an order.
    pub fn from_order(id: CustomerId, buyer: &Buyer, reference: AmazonOrderRef) -> Customer {
        let mut customer = Customer {
            id,
            name: display_name(buyer, reference),
            email: buyer.email.clone(),
            company: buyer.company.clone(),
            vat_number: buyer.vat_number.clone(),
            addresses: Vec::new(),
        };
        customer.add_address(&buyer.address);
        customer
    }

    /// Adds a delivery address unless it is empty or already there; says whether anything changed.
    pub fn add_address(&mut self, address: &Address) -> bool {
        let print = address.fingerprint();
        if address.is_empty()
            || self
                .addresses
                .iter()
                .any(|known| known.fingerprint() == print)
        {
            return false;
        }
        self.addresses.push(address.clone());
        true
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customer({})", self.id.0)
    }
}

/// The name an order is shown under.
pub fn display_name(buyer: &Buyer, reference: AmazonOrderRef) -> String {
    [&buyer.name, &buyer.address.name]
        .into_iter()
        .find(|name| !name.is_empty())
        .cloned()
        .unwrap_or_else(|| format!("Amazon Customer # {reference}"))
}

/// What the same customer is known by: buyer name and anonymised e-mail address. Without that address there is nothing
/// to know him by, and he is always new.
pub fn identity(buyer: &Buyer) -> Option<String> {
    (!buyer.email.is_empty()).then(|| format!("{}\n{}", folded(&buyer.name), folded(&buyer.email)))
}
