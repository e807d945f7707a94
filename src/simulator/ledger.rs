//! The simulator's own truth: every shipment and cancellation that it has accepted, and how often.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::sellers::SELLERS;
use super::shipment::Shipment;

/// A package that was accepted, whether readers see it yet or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedShipment {
    /// Store name.
    pub seller: String,
    /// Amazon's order id.
    pub order_id: String,
    /// The seller's number of the package, or one of Amazon's where the seller gave none.
    pub package_reference: String,
    /// Item ids and units, sorted by id.
    pub items: Vec<(String, i64)>,
    /// Amazon's carrier code.
    pub carrier_code: String,
    /// Name of the carrier, where one was given.
    pub carrier_name: String,
    /// Shipping method, where one was given.
    pub shipping_method: String,
    /// Tracking number, empty for an untracked package.
    pub tracking_number: String,
    /// When the package is said to have gone out.
    pub ship_date: DateTime<Utc>,
    /// How often the package was told and accepted; 1 where the seller told it exactly once.
    pub accepted: u32,
    /// How many of these changed carrier, method, tracking number or date.
    pub changes: u32,
    /// What told it, in order: `confirmShipment`, or `feed 50123 message 4`.
    pub sources: Vec<String>,
    /// When it was accepted first and last.
    pub first: DateTime<Utc>,
    /// When it was accepted last.
    pub last: DateTime<Utc>,
}

/// Units of an item that a seller has cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedCancellation {
    /// Store name.
    pub seller: String,
    /// Amazon's order id.
    pub order_id: String,
    /// Amazon's item id.
    pub item_id: String,
    /// Units that were cancelled.
    pub quantity: i64,
    /// Amazon's cancel reason.
    pub reason: String,
    /// What told it: `feed 50123 message 4`.
    pub source: String,
    /// When it was accepted.
    pub at: DateTime<Utc>,
}

/// One acceptance of a package.
#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    pub(crate) shipment: Shipment,
    pub(crate) seller: usize,
    pub(crate) reference: String,
    pub(crate) items: Vec<(String, i64)>,
    /// Unix milliseconds.
    pub(crate) at: i64,
    pub(crate) source: String,
}

/// Everything that was accepted.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    shipments: Vec<AcceptedShipment>,
    /// Places of the shipments by order and reference.
    by_package: HashMap<(String, String), usize>,
    cancellations: Vec<AcceptedCancellation>,
}

impl Ledger {
    pub(crate) fn shipments(&self) -> &[AcceptedShipment] {
        &self.shipments
    }

    pub(crate) fn cancellations(&self) -> &[AcceptedCancellation] {
        &self.cancellations
    }

    /// How often a package was changed after it was first accepted.
    pub(crate) fn changes(&self, order_id: &str, reference: &str) -> u32 {
        let key = (order_id.to_owned(), reference.to_owned());
        let place = self.by_package.get(&key);
        let known = place.and_then(|place| self.shipments.get(*place));
        known.map_or(0, |entry| entry.changes)
    }

    /// Writes an accepted package down.
    pub(crate) fn enter(&mut self, accepted: &Accepted) {
        let told = &accepted.shipment;
        let fresh = AcceptedShipment {
            seller: name(accepted.seller),
            order_id: told.order_id.clone(),
            package_reference: accepted.reference.clone(),
            items: accepted.items.clone(),
            carrier_code: told.carrier_code.clone(),
            carrier_name: told.carrier_name.clone(),
            shipping_method: told.shipping_method.clone(),
            tracking_number: told.tracking_number.clone(),
            ship_date: time(told.ship_date),
            accepted: 1,
            changes: 0,
            sources: vec![accepted.source.clone()],
            first: time(accepted.at),
            last: time(accepted.at),
        };
        let key = (fresh.order_id.clone(), fresh.package_reference.clone());
        let place = *self.by_package.entry(key).or_insert(self.shipments.len());
        let Some(known) = self.shipments.get_mut(place) else {
            self.shipments.push(fresh);
            return;
        };
        let mut before = std::mem::replace(known, fresh);
        let content = |entry: &AcceptedShipment| {
            let texts = [
                &entry.carrier_code,
                &entry.carrier_name,
                &entry.shipping_method,
                &entry.tracking_number,
            ];
            (texts.map(String::clone), entry.ship_date)
        };
        known.accepted += before.accepted;
        known.changes = before.changes + u32::from(content(&before) != content(known));
        before.sources.append(&mut known.sources);
        known.sources = before.sources;
        known.first = before.first;
    }

    /// Writes cancelled units down.
    pub(crate) fn enter_cancellation(
        &mut self,
        (seller, order_id): (usize, &str),
        (item_id, quantity, reason): (&str, i64, &str),
        source: &str,
        at: i64,
    ) {
        self.cancellations.push(AcceptedCancellation {
            seller: name(seller),
            order_id: order_id.to_owned(),
            item_id: item_id.to_owned(),
            quantity,
            reason: reason.to_owned(),
            source: source.to_owned(),
            at: time(at),
        });
    }
}

fn name(seller: usize) -> String {
    SELLERS
        .get(seller)
        .map(|plan| plan.name.to_owned())
        .unwrap_or_default()
}

/// A time from Unix milliseconds.
pub(crate) fn time(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}
