//! Writes an order the way the Orders API 2026-01-01 does.

use serde_json::{Map, Value, json};

use super::clock::iso;
use super::data_sets::DataSets;
use super::item_json::item;
use super::marketplaces::Marketplace;
use super::money;
use super::order_life::{OrderState, Parcel};
use super::order_maker::Blueprint;
use super::order_money::{line_moneys, order_money};
use super::order_vitals::{Kind, Status};
use super::ship_windows::{Windows, windows};

/// What decides how much of an order is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    pub(crate) sets: DataSets,
    /// Whether the application has the restricted role for personal data of merchant-fulfilled orders.
    pub(crate) restricted_role: bool,
    /// Unix seconds.
    pub(crate) now: i64,
}

/// The order as JSON.
pub(crate) fn order(order: &Blueprint, state: &OrderState, view: View) -> Value {
    let marketplace = order.marketplace();
    let windows = windows(order);
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    put("orderId", json!(order.order_id));
    put("createdTime", json!(iso(order.vitals.created)));
    put("lastUpdatedTime", json!(iso(state.updated)));
    put("salesChannel", sales_channel(order, marketplace));
    if !order.programs.is_empty() {
        put("programs", json!(order.programs));
    }
    if let Some(alias) = &order.alias {
        put(
            "orderAliases",
            json!([{"aliasId": alias, "aliasType": "SELLER_ORDER_ID"}]),
        );
    }
    if let Some(original) = &order.replaces {
        let link = json!([{"orderId": original, "associationType": "REPLACEMENT_ORIGINAL_ID"}]);
        put("associatedOrders", link);
    }
    if view.sets.has("BUYER") {
        put("buyer", buyer(order, state, view));
    }
    let addressed = !matches!(state.status, Status::Pending | Status::PendingAvailability);
    if view.sets.has("RECIPIENT") && addressed {
        put("recipient", recipient(order, state, view, &windows));
    }
    let moneys = line_moneys(order, state);
    if let Some((total, sums)) = order_money(order, &moneys) {
        if view.sets.has("PROCEEDS") {
            put("proceeds", proceeds(total, &sums, marketplace));
        }
        if view.sets.has("PAYMENT") {
            let method = if order.cash_on_delivery {
                "CashOnDelivery"
            } else {
                "CreditCard"
            };
            let amount = money::json(total, marketplace);
            put(
                "payment",
                json!({"paymentExecutions": [{"paymentMethod": method, "paymentAmount": amount}]}),
            );
        }
    }
    if view.sets.has("FULFILLMENT") {
        put("fulfillment", fulfillment(order, state, &windows));
    }
    if view.sets.has("PACKAGES") && !state.parcels.is_empty() {
        let parcels: Vec<Value> = state.parcels.iter().map(|one| parcel(order, one)).collect();
        put("packages", Value::Array(parcels));
    }
    if view.sets.has("TAX")
        && let Some(number) = &order.vat_number
    {
        put("tax", tax_registration(order, number));
    }
    let items = order.lines.iter().zip(moneys).enumerate();
    let items =
        items.map(|(place, (line, money))| item(order, state, place, line, money.as_ref(), view));
    put("orderItems", Value::Array(items.collect()));
    Value::Object(fields)
}

fn sales_channel(order: &Blueprint, marketplace: &Marketplace) -> Value {
    if order.vitals.kind == Kind::MultiChannel {
        let name = format!("Non-Amazon {}", marketplace.country);
        return json!({"channelName": "NON_AMAZON", "marketplaceId": marketplace.id, "marketplaceName": name});
    }
    json!({"channelName": "AMAZON", "marketplaceId": marketplace.id, "marketplaceName": marketplace.name})
}

fn buyer(order: &Blueprint, state: &OrderState, view: View) -> Value {
    let mut fields = Map::new();
    let merchant = !order.vitals.by_amazon && view.restricted_role;
    if merchant && !matches!(state.status, Status::Pending | Status::PendingAvailability) {
        fields.insert("buyerName".to_owned(), json!(order.buyer.name));
    }
    let contactable = matches!(
        state.status,
        Status::Unshipped | Status::PartiallyShipped | Status::Shipped
    );
    if merchant && contactable {
        let domain = order.marketplace().domain.trim_start_matches("www.");
        let local = format!("{:x}", super::dice::mix(u64::from(order.index)) >> 12);
        fields.insert(
            "buyerEmail".to_owned(),
            json!(format!("{local}@marketplace.{domain}")),
        );
    }
    if merchant && let Some(company) = order.company {
        fields.insert("buyerCompanyName".to_owned(), json!(company));
    }
    if let Some(number) = &order.purchase_order {
        fields.insert("buyerPurchaseOrderNumber".to_owned(), json!(number));
    }
    Value::Object(fields)
}

fn recipient(order: &Blueprint, state: &OrderState, view: View, windows: &Windows) -> Value {
    let person = &order.buyer;
    let mut fields = Map::new();
    let mut put = |key: &str, value: &str| fields.insert(key.to_owned(), json!(value));
    let complete = !person.incomplete;
    put("countryCode", person.country);
    put("stateOrRegion", person.state);
    if complete || order.vitals.by_amazon {
        put("city", person.city);
        put("postalCode", person.postal);
    }
    if !order.vitals.by_amazon && view.restricted_role {
        put("name", &person.name);
        if let Some(company) = order.company {
            put("companyName", company);
        }
        put(
            "addressType",
            if order.company.is_some() {
                "COMMERCIAL"
            } else {
                "RESIDENTIAL"
            },
        );
        match state.address_edition {
            0 if complete => put("addressLine1", &person.line1),
            0 => put("addressLine1", ""),
            edition => put("addressLine1", &format!("{} / {edition}", person.line1)),
        };
        put("addressLine2", person.line2.as_deref().unwrap_or_default());
        put("addressLine3", "");
        let gone = state.status == Status::Shipped && view.now > windows.deliver_by.1;
        if let Some(phone) = person.phone.as_deref().filter(|_| !gone) {
            put("phone", phone);
        }
    }
    json!({"deliveryAddress": fields})
}

fn proceeds(total: i64, sums: &[(&'static str, i64)], marketplace: &Marketplace) -> Value {
    let part = |(kind, sum): &(&'static str, i64)| {
        let mut part = json!({"type": kind, "subtotal": money::json(*sum, marketplace)});
        if *kind == "DELIVERY_TIP" {
            part["status"] = json!("FINALIZED");
        }
        part
    };
    let parts: Vec<Value> = sums.iter().map(part).collect();
    json!({"grandTotal": money::json(total, marketplace), "breakdowns": parts})
}

fn fulfillment(order: &Blueprint, state: &OrderState, windows: &Windows) -> Value {
    let mut fields = json!({
        "fulfillmentStatus": state.status.text(),
        "fulfilledBy": if order.vitals.by_amazon { "AMAZON" } else { "MERCHANT" },
        "fulfillmentServiceLevel": order.service,
    });
    // windows are promised with the payment
    if !matches!(state.status, Status::Pending | Status::PendingAvailability) {
        fields["shipByWindow"] = range(windows.ship_by);
        fields["deliverByWindow"] = range(windows.deliver_by);
    }
    fields
}

/// Amazon's range of two times, from Unix seconds.
pub(crate) fn range((earliest, latest): (i64, i64)) -> Value {
    json!({"earliestDateTime": iso(earliest), "latestDateTime": iso(latest)})
}

fn parcel(order: &Blueprint, parcel: &Parcel) -> Value {
    let unit = |(line, units): &(usize, i64)| {
        let item = order.lines.get(*line).map(|line| line.item_id.as_str());
        json!({"orderItemId": item.unwrap_or_default(), "quantity": units})
    };
    let units: Vec<Value> = parcel.units.iter().map(unit).collect();
    let status = if parcel.delivered {
        "DELIVERED"
    } else {
        "IN_TRANSIT"
    };
    json!({
        "packageReferenceId": parcel.reference,
        "createdTime": iso(parcel.shipped),
        "packageStatus": {"status": status},
        "carrier": parcel.carrier,
        "shipTime": iso(parcel.shipped),
        "shippingService": parcel.service,
        "trackingNumber": parcel.tracking,
        "packageItems": units,
    })
}

fn tax_registration(order: &Blueprint, number: &str) -> Value {
    let name = order.company.unwrap_or_default();
    json!({"taxRegistrations": [{
        "entityType": "BUYER",
        "legalName": name,
        "taxRegistrationType": "VAT",
        "taxRegistrationNumber": number,
    }]})
}
