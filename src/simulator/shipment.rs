//! Packages that sellers say have gone out: what of it is taken, whatever way it was told.

use super::deliverable::Deliverable;
use super::ledger::Accepted;
use super::shop::Shop;

/// A package can be changed so many times after it was accepted.
const MOST_CHANGES: u32 = 10;

/// One package as a seller tells of it.
#[derive(Debug, Clone)]
pub(crate) struct Shipment {
    pub(crate) order_id: String,
    /// The seller's number of the package; without it Amazon gives one.
    pub(crate) reference: Option<String>,
    pub(crate) carrier_code: String,
    pub(crate) carrier_name: String,
    pub(crate) shipping_method: String,
    pub(crate) tracking_number: String,
    /// Unix milliseconds.
    pub(crate) ship_date: i64,
    /// Ids and units of the items; without units all open ones, and an empty list means the whole order.
    pub(crate) items: Vec<(String, Option<i64>)>,
}

/// Who tells it, how and when.
#[derive(Debug, Clone)]
pub(crate) struct Told<'a> {
    pub(crate) seller: usize,
    /// The marketplaces that it is told for.
    pub(crate) marketplaces: &'a [String],
    /// Operation, or feed and message.
    pub(crate) source: String,
    /// Unix milliseconds.
    pub(crate) now: i64,
    /// Unix milliseconds from which on readers see it.
    pub(crate) visible: i64,
    /// Shown under a reference of Amazon's own.
    pub(crate) own_reference: bool,
}

/// Why a package, or a cancellation, is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Objection {
    UnknownOrder,
    WrongMarketplace,
    /// Amazon sends the order itself.
    ByAmazon,
    /// The order is not paid, or can never be sent.
    NotReady,
    Cancelled,
    UnknownItem(String),
    /// The item was cancelled.
    CancelledItem(String),
    /// More units than are open: item, units told, units open.
    TooMany(String, i64, i64),
    /// Nothing is open any more.
    NothingOpen,
    /// The package is known with other items.
    OtherItems(String),
    TooManyChanges(String),
    /// Before the purchase or in the future.
    ShipDate,
    /// The order does not take this carrier.
    Carrier(String),
    /// What an operator commanded: code and text.
    Commanded(String, String),
}

impl Shop {
    /// Takes a package, or says why not. What is taken stands in the ledger at once and is seen by readers later.
    pub(crate) fn accept_shipment(
        &mut self,
        shipment: &Shipment,
        told: &Told<'_>,
    ) -> Result<(), Objection> {
        let (index, order) = self.to_deliver(&shipment.order_id, told)?;
        if order.status == "CANCELLED" {
            return Err(Objection::Cancelled);
        }
        if shipment.ship_date > told.now || shipment.ship_date < order.created {
            return Err(Objection::ShipDate);
        }
        self.check_carrier(index, shipment)?;
        let known = shipment
            .reference
            .as_deref()
            .and_then(|reference| order.package(reference));
        let (reference, items) = match known {
            Some(package) => {
                let told_items = order.resolve(&shipment.items, true)?;
                if !shipment.items.is_empty() && told_items != package.items {
                    return Err(Objection::OtherItems(package.reference.clone()));
                }
                let changes = self
                    .deliveries
                    .ledger
                    .changes(&order.order_id, &package.reference);
                if changes >= MOST_CHANGES {
                    return Err(Objection::TooManyChanges(package.reference.clone()));
                }
                (package.reference.clone(), package.items.clone())
            }
            None => {
                if order.items.iter().all(|item| item.open == 0) {
                    return Err(Objection::NothingOpen);
                }
                let items = order.resolve(&shipment.items, false)?;
                let reference = shipment.reference.clone();
                let number = self.deliveries.next_own_reference();
                (reference.unwrap_or(number), items)
            }
        };
        let accepted = Accepted {
            shipment: shipment.clone(),
            seller: told.seller,
            reference,
            items,
            at: told.now,
            source: told.source.clone(),
        };
        self.deliveries.take_package(index, accepted, told);
        Ok(())
    }

    /// The order that is told of, if it is one that this seller can deliver.
    pub(crate) fn to_deliver(
        &self,
        order_id: &str,
        told: &Told<'_>,
    ) -> Result<(u32, Deliverable), Objection> {
        let index = self
            .find(order_id)
            .filter(|index| self.owner(*index) == told.seller)
            .ok_or(Objection::UnknownOrder)?;
        let order = self.deliverable(index);
        if !told.marketplaces.contains(&order.marketplace) {
            return Err(Objection::WrongMarketplace);
        }
        if order.by_amazon {
            return Err(Objection::ByAmazon);
        }
        if let Some((code, text)) = self.deliveries.commanded(order_id) {
            return Err(Objection::Commanded(code.to_owned(), text.to_owned()));
        }
        match order.status.as_str() {
            "PENDING" | "PENDING_AVAILABILITY" | "UNFULFILLABLE" => Err(Objection::NotReady),
            _ => Ok((index, order)),
        }
    }

    /// Some orders do not take the carrier that is told first, and any other one.
    fn check_carrier(&mut self, index: u32, shipment: &Shipment) -> Result<(), Objection> {
        let carrier = &shipment.carrier_code;
        match self
            .deliveries
            .refused_carrier(self.maker.seed, index, carrier)
        {
            true => Err(Objection::Carrier(carrier.clone())),
            false => Ok(()),
        }
    }
}
