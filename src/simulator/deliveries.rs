//! What was accepted and is not seen yet, and what operators have commanded for single orders.

use std::collections::{BTreeMap, HashMap};

use super::dice::Dice;
use super::ledger::{Accepted, Ledger};
use super::order_life::Parcel;
use super::shipment::Told;
use super::shop::Shop;

/// Something accepted that readers see later.
#[derive(Debug, Clone)]
pub(crate) enum Effect {
    Package(Box<UnseenPackage>),
    /// Item ids, units and reasons.
    Cancellation(Vec<(String, i64, &'static str)>),
}

/// A package that readers see later.
#[derive(Debug, Clone)]
pub(crate) struct UnseenPackage {
    /// The seller's reference.
    pub(crate) reference: String,
    /// The reference under which it is shown.
    pub(crate) shown: String,
    pub(crate) items: Vec<(String, i64)>,
    pub(crate) carrier: String,
    pub(crate) service: String,
    pub(crate) tracking: String,
    /// Unix seconds.
    pub(crate) shipped: i64,
}

/// The books of deliveries beside the orders themselves.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    pub(crate) ledger: Ledger,
    /// By the time at which it is seen (Unix milliseconds) and a running number.
    unseen: BTreeMap<(i64, u64), (u32, Effect)>,
    taken: u64,
    /// Code and text with which an order refuses everything.
    commanded: HashMap<String, (String, String)>,
    /// The carrier that an order refuses.
    refused_carriers: HashMap<u32, String>,
    /// References of Amazon's own, by order and the seller's reference.
    own_references: HashMap<(u32, String), String>,
    /// How many orders in 1000 refuse the carrier that is told first.
    pub(crate) choosy_per_mille: u64,
    /// Ids that sellers gave to orders and items by acknowledging them, by seller.
    pub(crate) merchant_ids: HashMap<(usize, String), String>,
}

impl Deliveries {
    /// Books a package.
    pub(crate) fn take_package(&mut self, index: u32, accepted: Accepted, told: &Told<'_>) {
        self.ledger.enter(&accepted);
        let key = (index, accepted.reference.clone());
        if told.own_reference && !self.own_references.contains_key(&key) {
            let shown = format!("AMZ-PKG-{}", self.taken + 1);
            self.own_references.insert(key.clone(), shown);
        }
        let shown = self.own_references.get(&key);
        let shipment = accepted.shipment;
        let named = shipment.carrier_name;
        let package = UnseenPackage {
            shown: shown.unwrap_or(&accepted.reference).clone(),
            reference: accepted.reference,
            items: accepted.items,
            carrier: match named.is_empty() {
                true => shipment.carrier_code,
                false => named,
            },
            service: shipment.shipping_method,
            tracking: shipment.tracking_number,
            shipped: shipment.ship_date.div_euclid(1000),
        };
        self.put_off(index, Effect::Package(Box::new(package)), told.visible);
    }

    /// Keeps an effect until it is seen. Effects of one order are seen in the order of their acceptance.
    pub(crate) fn put_off(&mut self, index: u32, effect: Effect, visible: i64) {
        let own = self.unseen.iter().filter(|entry| entry.1.0 == index);
        let latest = own.map(|entry| entry.0.0).max();
        self.taken += 1;
        let at = latest.map_or(visible, |latest| latest.max(visible));
        self.unseen.insert((at, self.taken), (index, effect));
    }

    /// The seller's reference of a package that is shown under another.
    pub(crate) fn sellers_reference(&self, index: u32, shown: &str) -> Option<&str> {
        let mut all = self.own_references.iter();
        let found = all.find(|entry| entry.0.0 == index && entry.1 == shown);
        found.map(|entry| entry.0.1.as_str())
    }

    /// A number for a package that its seller gave none.
    pub(crate) fn next_own_reference(&self) -> String {
        (700_000_000 + self.taken).to_string()
    }

    /// What is accepted for an order and not seen yet.
    pub(crate) fn unseen_of(&self, index: u32) -> impl Iterator<Item = &Effect> {
        let own = self.unseen.values().filter(move |entry| entry.0 == index);
        own.map(|entry| &entry.1)
    }

    /// Unix milliseconds at which the next effect is seen.
    pub(crate) fn next_seen(&self) -> Option<i64> {
        self.unseen.first_key_value().map(|entry| entry.0.0)
    }

    /// From now on the order refuses everything with this code and text; with `None` no more.
    pub(crate) fn command(&mut self, order_id: &str, refusal: Option<(String, String)>) {
        match refusal {
            Some(refusal) => self.commanded.insert(order_id.to_owned(), refusal),
            None => self.commanded.remove(order_id),
        };
    }

    pub(crate) fn commanded(&self, order_id: &str) -> Option<(&str, &str)> {
        let found = self.commanded.get(order_id)?;
        Some((&found.0, &found.1))
    }

    /// From now on the order refuses this carrier.
    pub(crate) fn refuse_carrier(&mut self, index: u32, carrier: &str) {
        self.refused_carriers.insert(index, carrier.to_owned());
    }

    /// Whether the order refuses this carrier. A choosy order refuses the one that it hears of first.
    pub(crate) fn refused_carrier(&mut self, seed: u64, index: u32, carrier: &str) -> bool {
        if let Some(refused) = self.refused_carriers.get(&index) {
            return refused == carrier;
        }
        let choosy = Dice::new(seed, u64::from(index), 9).chance(self.choosy_per_mille);
        if choosy {
            self.refuse_carrier(index, carrier);
        }
        choosy
    }
}

impl Shop {
    /// Lets readers see the next effect that was put off.
    pub(crate) fn reveal_next(&mut self) {
        if let Some(((at, _), (index, effect))) = self.deliveries.unseen.pop_first() {
            self.reveal(index, effect, at.div_euclid(1000));
        }
    }

    /// Lets readers see all that was accepted for an order, before something else happens to it.
    pub(crate) fn reveal_all_of(&mut self, index: u32, now: i64) {
        let own = self.deliveries.unseen.iter();
        let own = own.filter(|entry| entry.1.0 == index);
        let keys: Vec<_> = own.map(|entry| *entry.0).collect();
        for key in keys {
            if let Some((index, effect)) = self.deliveries.unseen.remove(&key) {
                self.reveal(index, effect, now);
            }
        }
    }

    /// `now` in Unix seconds.
    fn reveal(&mut self, index: u32, effect: Effect, now: i64) {
        let put_in = self.change_verbatim(index, now, |order| match &effect {
            Effect::Package(package) => order.take_package(package, now),
            Effect::Cancellation(items) => order.cancel_items(items, now),
        });
        if put_in {
            return;
        }
        self.change(index, |order, state| {
            let place = |id: &str| order.lines.iter().position(|line| line.item_id == id);
            match effect {
                Effect::Package(package) => {
                    let units = package.items.iter();
                    let units = units.filter_map(|(id, units)| Some((place(id)?, *units)));
                    let units = units.collect();
                    state.take_parcel(order, package.parcel(units), now);
                }
                Effect::Cancellation(items) => {
                    for (id, units, reason) in items {
                        if let Some(line) = place(&id) {
                            state.cancel_units(order, line, units, reason, now);
                        }
                    }
                }
            }
        });
    }
}

impl UnseenPackage {
    fn parcel(self, units: Vec<(usize, i64)>) -> Parcel {
        Parcel {
            reference: self.shown,
            carrier: self.carrier,
            service: self.service,
            tracking: self.tracking,
            shipped: self.shipped,
            delivered: false,
            units,
        }
    }
}
