//! The data sets of `includedData`: what a caller does not ask for stays out of the answer.

use serde_json::Value;

/// Names of all data sets, in the order of their bits.
pub(crate) const NAMES: [&str; 11] = [
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "TAX",
    "PAYMENT",
    "FULFILLMENT_ORDERS",
];

/// Fields of an order and of its items by data set.
const FIELDS: [(&[&str], &[&str]); 11] = [
    (&["buyer"], &[]),
    (&["recipient"], &[]),
    (&["proceeds"], &["proceeds"]),
    (&[], &["expense"]),
    (&[], &["promotion"]),
    (&[], &["cancellation"]),
    (&["fulfillment"], &["fulfillment"]),
    (&["packages"], &[]),
    (&["tax"], &["tax"]),
    (&["payment"], &[]),
    (&["fulfillmentOrders"], &[]),
];

/// A choice of data sets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DataSets(u16);

impl DataSets {
    pub(crate) const ALL: Self = Self(0x7ff);

    /// Reads names; the first unknown one is the error.
    pub(crate) fn parse(names: &[String]) -> Result<Self, String> {
        let mut bits = 0;
        for name in names {
            match NAMES.iter().position(|known| known == name) {
                Some(place) => bits |= 1 << place,
                None => return Err(name.clone()),
            }
        }
        Ok(Self(bits))
    }

    /// Whether the set of this name was asked for.
    pub(crate) fn has(self, name: &str) -> bool {
        let place = NAMES.iter().position(|known| *known == name);
        place.is_some_and(|place| self.0 & (1 << place) != 0)
    }

    /// Takes everything out of a whole order that was not asked for.
    pub(crate) fn strip(self, order: &mut Value) {
        for (place, (of_order, of_item)) in FIELDS.iter().enumerate() {
            if self.0 & (1 << place) != 0 {
                continue;
            }
            if let Some(fields) = order.as_object_mut() {
                fields.retain(|key, _| !of_order.contains(&key.as_str()));
            }
            let items = order.get_mut("orderItems").and_then(Value::as_array_mut);
            for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
                item.retain(|key, _| !of_item.contains(&key.as_str()));
            }
        }
    }
}
