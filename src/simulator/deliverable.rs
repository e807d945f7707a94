//! An order as far as its delivery goes: what readers see of it, and what was accepted and is not seen yet.

use serde_json::Value;

use super::clock::parse_iso;
use super::data_sets::DataSets;
use super::deliveries::Effect;
use super::order_json::View;
use super::shipment::Objection;
use super::shop::Shop;

/// What a delivery of the order has to heed.
#[derive(Debug, Clone)]
pub(crate) struct Deliverable {
    pub(crate) order_id: String,
    pub(crate) marketplace: String,
    pub(crate) by_amazon: bool,
    pub(crate) status: String,
    /// Unix milliseconds.
    pub(crate) created: i64,
    pub(crate) items: Vec<DeliverableItem>,
    packages: Vec<Package>,
}

/// One item.
#[derive(Debug, Clone)]
pub(crate) struct DeliverableItem {
    pub(crate) id: String,
    pub(crate) fulfilled: i64,
    /// Units that can still go out.
    pub(crate) open: i64,
}

/// One package that is known.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) reference: String,
    /// Sorted by id.
    pub(crate) items: Vec<(String, i64)>,
}

impl Shop {
    /// The order as its delivery stands, accepted things included that readers do not see yet.
    pub(crate) fn deliverable(&self, index: u32) -> Deliverable {
        let view = View {
            sets: DataSets::ALL,
            restricted_role: false,
            now: 0,
        };
        let mut order = Deliverable::read(&self.render(index, view));
        for package in &mut order.packages {
            let shown = &package.reference;
            if let Some(own) = self.deliveries.sellers_reference(index, shown) {
                package.reference = own.to_owned();
            }
        }
        for effect in self.deliveries.unseen_of(index) {
            order.overlay(effect);
        }
        order
    }
}

impl Deliverable {
    fn read(order: &Value) -> Self {
        let text = |pointer: &str| {
            let value = order.pointer(pointer).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        let list = |name: &str| order[name].as_array().cloned().unwrap_or_default();
        Self {
            order_id: text("/orderId"),
            marketplace: text("/salesChannel/marketplaceId"),
            by_amazon: text("/fulfillment/fulfilledBy") == "AMAZON",
            status: text("/fulfillment/fulfillmentStatus"),
            created: parse_iso(&text("/createdTime")).unwrap_or_default(),
            items: list("orderItems").iter().map(item).collect(),
            packages: list("packages").iter().map(package).collect(),
        }
    }

    fn overlay(&mut self, effect: &Effect) {
        match effect {
            Effect::Package(package) => {
                if self.package(&package.reference).is_some() {
                    return;
                }
                for (id, units) in &package.items {
                    if let Some(item) = self.items.iter_mut().find(|item| item.id == *id) {
                        item.open -= units;
                        item.fulfilled += units;
                    }
                }
                self.packages.push(Package {
                    reference: package.reference.clone(),
                    items: package.items.clone(),
                });
            }
            Effect::Cancellation(cancelled) => {
                for (id, units, _) in cancelled {
                    if let Some(item) = self.items.iter_mut().find(|item| item.id == *id) {
                        item.open -= units;
                    }
                }
                if self
                    .items
                    .iter()
                    .all(|item| item.open == 0 && item.fulfilled == 0)
                {
                    self.status = "CANCELLED".to_owned();
                }
            }
        }
    }

    /// The package of this reference.
    pub(crate) fn package(&self, reference: &str) -> Option<&Package> {
        self.packages
            .iter()
            .find(|package| package.reference == reference)
    }

    /// Ids and units of the items that are told, sorted by id. `known` is for a package that was accepted before,
    /// whose units are open no more.
    pub(crate) fn resolve(
        &self,
        told: &[(String, Option<i64>)],
        known: bool,
    ) -> Result<Vec<(String, i64)>, Objection> {
        let mut items: Vec<(String, i64)> = Vec::new();
        for (id, units) in told {
            let item = self.items.iter().find(|item| item.id == *id);
            let item = item.ok_or_else(|| Objection::UnknownItem(id.clone()))?;
            let units = units.unwrap_or(item.open);
            if !known && item.open == 0 && item.fulfilled == 0 {
                return Err(Objection::CancelledItem(id.clone()));
            }
            let twice = items.iter().any(|named| named.0 == *id);
            if !known && (units > item.open || units == 0 || twice) {
                return Err(Objection::TooMany(id.clone(), units, item.open));
            }
            items.push((id.clone(), units));
        }
        if told.is_empty() {
            let open = self.items.iter().filter(|item| item.open > 0);
            items.extend(open.map(|item| (item.id.clone(), item.open)));
        }
        items.sort();
        Ok(items)
    }
}

fn item(item: &Value) -> DeliverableItem {
    let quantity = |name: &str| item["fulfillment"][name].as_i64();
    let fulfilled = quantity("quantityFulfilled").unwrap_or_default();
    let ordered = item["quantityOrdered"].as_i64().unwrap_or_default();
    DeliverableItem {
        id: item["orderItemId"].as_str().unwrap_or_default().to_owned(),
        fulfilled,
        open: quantity("quantityUnfulfilled").unwrap_or(ordered - fulfilled),
    }
}

fn package(package: &Value) -> Package {
    let items = package["packageItems"].as_array();
    let unit = |item: &Value| {
        let id = item["orderItemId"].as_str().unwrap_or_default();
        (id.to_owned(), item["quantity"].as_i64().unwrap_or_default())
    };
    let mut items: Vec<_> = items.into_iter().flatten().map(unit).collect();
    items.sort();
    Package {
        reference: package["packageReferenceId"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        items,
    }
}
