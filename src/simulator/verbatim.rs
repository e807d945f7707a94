//! Orders that a test puts into the shop exactly as it wrote them.

use serde_json::{Value, json};

use super::clock::{iso, parse_iso};
use super::deliveries::UnseenPackage;
use super::order_ids::is_order_id;
use super::shop::{Facts, TimeFamily};

/// One such order, with all its data sets.
#[derive(Debug, Clone)]
pub(crate) struct Verbatim {
    pub(crate) seller: usize,
    pub(crate) value: Value,
}

impl Verbatim {
    /// Takes an order if it has what the shop needs to file it; otherwise says what is missing.
    pub(crate) fn new(seller: usize, value: Value) -> Result<Self, String> {
        let order = Self { seller, value };
        if !is_order_id(order.order_id()) {
            return Err("orderId is missing or not of the form 3-7-7".to_owned());
        }
        for name in ["createdTime", "lastUpdatedTime"] {
            if order.text(&[name]).and_then(parse_iso).is_none() {
                return Err(format!("{name} is missing or no date-time"));
            }
        }
        if order
            .value
            .get("orderItems")
            .and_then(Value::as_array)
            .is_none()
        {
            return Err("orderItems is missing".to_owned());
        }
        Ok(order)
    }

    pub(crate) fn order_id(&self) -> &str {
        self.text(&["orderId"]).unwrap_or_default()
    }

    /// Unix seconds.
    pub(crate) fn time(&self, family: TimeFamily) -> i64 {
        let name = match family {
            TimeFamily::Created => "createdTime",
            TimeFamily::LastUpdated => "lastUpdatedTime",
        };
        let time = self.text(&[name]).and_then(parse_iso).unwrap_or_default();
        time.div_euclid(1000)
    }

    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            status: self
                .text(&["fulfillment", "fulfillmentStatus"])
                .unwrap_or_default(),
            marketplace: self
                .text(&["salesChannel", "marketplaceId"])
                .unwrap_or_default(),
            fulfilled_by: self
                .text(&["fulfillment", "fulfilledBy"])
                .unwrap_or_default(),
        }
    }

    /// All units go out. Each item's quantities follow.
    pub(crate) fn ship(&mut self, now: i64) {
        self.set_status("SHIPPED", now);
        self.each_item(|item, ordered| {
            item["fulfillment"]["quantityFulfilled"] = json!(ordered);
            item["fulfillment"]["quantityUnfulfilled"] = json!(0);
        });
    }

    /// Nothing goes out any more.
    pub(crate) fn cancel(&mut self, by: &str, why: &str, now: i64) {
        self.set_status("CANCELLED", now);
        self.each_item(|item, _| {
            item["fulfillment"]["quantityUnfulfilled"] = json!(0);
            item["cancellation"]["cancellationExecution"] =
                json!({"cancelledBy": by, "cancelReason": why});
        });
    }

    /// The buyer asks to cancel.
    pub(crate) fn request_cancel(&mut self, why: &str, now: i64) {
        self.value["lastUpdatedTime"] = json!(iso(now));
        self.each_item(|item, _| {
            item["cancellation"]["cancellationRequest"] =
                json!({"requester": "BUYER", "cancelReason": why});
        });
    }

    /// The seller told of a package, or changed what it told of one.
    pub(crate) fn take_package(&mut self, package: &UnseenPackage, now: i64) {
        let unit = |(id, units): &(String, i64)| json!({"orderItemId": id, "quantity": units});
        let shown = json!({
            "packageReferenceId": package.shown,
            "createdTime": iso(package.shipped),
            "packageStatus": {"status": "IN_TRANSIT"},
            "carrier": package.carrier,
            "shipTime": iso(package.shipped),
            "shippingService": package.service,
            "trackingNumber": package.tracking,
            "packageItems": package.items.iter().map(unit).collect::<Vec<_>>(),
        });
        if !self.value["packages"].is_array() {
            self.value["packages"] = json!([]);
        }
        let packages = self.value["packages"].as_array_mut();
        let same = |known: &&mut Value| known["packageReferenceId"] == shown["packageReferenceId"];
        if let Some(packages) = packages {
            if let Some(known) = packages.iter_mut().find(same) {
                *known = shown;
                self.value["lastUpdatedTime"] = json!(iso(now));
                return;
            }
            packages.push(shown);
        }
        self.move_units(&package.items, |fulfillment, units| {
            let sent = fulfillment["quantityFulfilled"].as_i64();
            fulfillment["quantityFulfilled"] = json!(sent.unwrap_or_default() + units);
        });
        self.settle(now);
    }

    /// The seller cancels units of items: ids, units, reasons.
    pub(crate) fn cancel_items(&mut self, items: &[(String, i64, &'static str)], now: i64) {
        for (id, units, reason) in items {
            self.move_units(&[(id.clone(), *units)], |_, _| {});
            self.each_item(|item, _| {
                if item["orderItemId"] == json!(id) {
                    item["cancellation"]["cancellationExecution"] =
                        json!({"cancelledBy": "MERCHANT", "cancelReason": reason});
                }
            });
        }
        self.settle(now);
    }

    /// Takes units of items out of what is open, and into whatever `into` says.
    fn move_units(&mut self, units: &[(String, i64)], into: impl Fn(&mut Value, i64)) {
        self.each_item(|item, ordered| {
            let own = units
                .iter()
                .find(|(id, _)| item["orderItemId"] == json!(id));
            let fulfillment = &mut item["fulfillment"];
            let sent = fulfillment["quantityFulfilled"]
                .as_i64()
                .unwrap_or_default();
            let open = fulfillment["quantityUnfulfilled"].as_i64();
            let open = open.unwrap_or(ordered - sent);
            let moved = own.map_or(0, |unit| unit.1);
            fulfillment["quantityFulfilled"] = json!(sent);
            fulfillment["quantityUnfulfilled"] = json!(open - moved);
            into(fulfillment, moved);
        });
    }

    /// The status follows from what is open and what went out.
    fn settle(&mut self, now: i64) {
        let items = self.value["orderItems"].as_array();
        let sum = |name: &str| -> i64 {
            let items = items.into_iter().flatten();
            items
                .filter_map(|item| item["fulfillment"][name].as_i64())
                .sum()
        };
        let status = match (sum("quantityUnfulfilled"), sum("quantityFulfilled")) {
            (0, 0) => "CANCELLED",
            (0, _) => "SHIPPED",
            (_, 0) => "UNSHIPPED",
            _ => "PARTIALLY_SHIPPED",
        };
        self.set_status(status, now);
    }

    fn set_status(&mut self, status: &str, now: i64) {
        self.value["lastUpdatedTime"] = json!(iso(now));
        self.value["fulfillment"]["fulfillmentStatus"] = json!(status);
    }

    fn each_item(&mut self, change: impl Fn(&mut Value, i64)) {
        let items = self
            .value
            .get_mut("orderItems")
            .and_then(Value::as_array_mut);
        for item in items.into_iter().flatten().filter(|item| item.is_object()) {
            let ordered = item.get("quantityOrdered").and_then(Value::as_i64);
            for part in ["fulfillment", "cancellation"] {
                if item.get(part).is_none_or(|part| !part.is_object()) {
                    item[part] = json!({});
                }
            }
            change(item, ordered.unwrap_or_default());
            if item["cancellation"]
                .as_object()
                .is_some_and(serde_json::Map::is_empty)
                && let Some(fields) = item.as_object_mut()
            {
                fields.remove("cancellation");
            }
        }
    }

    fn text(&self, path: &[&str]) -> Option<&str> {
        let mut value = &self.value;
        for name in path {
            value = value.get(name)?;
        }
        value.as_str()
    }
}
