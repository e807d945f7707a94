//! `POST /orders/v0/orders/{orderId}/shipmentConfirmation`: confirmShipment.

use serde_json::Value;

use super::answers::Reply;
use super::api_call::Call;
use super::carrier_codes::{is_listed, needs_name, tracking_fits};
use super::clock::parse_iso;
use super::house::lock;
use super::marketplaces::{MARKETPLACES, region_of};
use super::order_ids::is_order_id;
use super::refusal::Refusal;
use super::shipment::{Objection, Shipment};

const FIELDS: &[&str] = &["marketplaceId", "codCollectionMethod", "packageDetail"];
const PACKAGE_FIELDS: &[&str] = &[
    "packageReferenceId",
    "carrierCode",
    "carrierName",
    "shippingMethod",
    "trackingNumber",
    "shipDate",
    "shipFromSupplySourceId",
    "orderItems",
];
const LONGEST_REFERENCE: usize = 20;

/// Confirms one package.
pub(crate) fn answer(call: &Call<'_>, order_id: &str) -> Result<Reply, Refusal> {
    let body = call.json(FIELDS)?;
    let marketplace = marketplace(call, &body)?;
    if !is_order_id(order_id) {
        return Err(bad_item(""));
    }
    let shipment = read(call, order_id, &body)?;
    let house = call.house;
    let marketplaces = [marketplace];
    let source = "confirmShipment".to_owned();
    let told = house.told(call.seller, &marketplaces, source, call.faults, house.now());
    lock(&house.shop)
        .accept_shipment(&shipment, &told)
        .map_err(|objection| refusal(&objection))?;
    Ok(Reply::empty(204))
}

fn marketplace(call: &Call<'_>, body: &Value) -> Result<String, Refusal> {
    let id = text(body, "marketplaceId")?;
    let own = call
        .house
        .sellers
        .get(call.seller)
        .map_or("", |seller| &seller.region);
    match region_of(id) {
        None => return Err(Refusal::invalid(&format!("Invalid marketplaceId: {id}"))),
        Some(region) if region != own => return Err(Refusal::unauthorized("")),
        Some(_) => {}
    }
    let japan = MARKETPLACES
        .iter()
        .any(|known| known.id == id && known.country == "JP");
    match &body["codCollectionMethod"] {
        Value::Null => {}
        Value::String(method) if method == "DirectPayment" && japan => {}
        _ => return Err(Refusal::invalid("CodCollectionMethod is invalid.")),
    }
    Ok(id.to_owned())
}

fn read(call: &Call<'_>, order_id: &str, body: &Value) -> Result<Shipment, Refusal> {
    let package = &body["packageDetail"];
    let fields = package
        .as_object()
        .ok_or_else(|| missing("packageDetail"))?;
    for name in fields
        .keys()
        .filter(|name| !PACKAGE_FIELDS.contains(&name.as_str()))
    {
        lock(&call.house.tally).note_undeclared(call.operation.name(), name);
    }
    let reference = reference(package)?;
    let carrier = text(package, "carrierCode")?;
    if !is_listed(carrier) {
        let message = format!("CarrierCode: {} is invalid.", short(carrier));
        return Err(Refusal::invalid(&message));
    }
    let name = optional(package, "carrierName")?;
    if needs_name(carrier) && name.trim().is_empty() {
        let message = format!("CarrierName is required when CarrierCode is {carrier}.");
        return Err(Refusal::invalid(&message));
    }
    let tracking = text(package, "trackingNumber")?;
    if tracking.trim().is_empty() {
        return Err(missing("trackingNumber"));
    }
    if !tracking_fits(carrier, tracking) {
        let message = tracking_message(carrier, tracking);
        return Err(Refusal::invalid(&message));
    }
    let date = parse_iso(text(package, "shipDate")?);
    optional(package, "shipFromSupplySourceId")?;
    Ok(Shipment {
        order_id: order_id.to_owned(),
        reference: Some(reference),
        carrier_code: carrier.to_owned(),
        carrier_name: name.to_owned(),
        shipping_method: optional(package, "shippingMethod")?.to_owned(),
        tracking_number: tracking.to_owned(),
        ship_date: date.ok_or_else(|| Refusal::invalid("Invalid Input"))?,
        items: items(package)?,
    })
}

fn reference(package: &Value) -> Result<String, Refusal> {
    let value = &package["packageReferenceId"];
    if value.is_null() {
        return Err(missing("packageReferenceId"));
    }
    let number = value.as_str().filter(|text| {
        text.len() <= LONGEST_REFERENCE
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.bytes().any(|byte| byte != b'0')
    });
    number.map(str::to_owned).ok_or_else(|| {
        let shown = short(&value.to_string());
        Refusal::invalid(&format!(
            "PackageReferenceId: {shown} is invalid. It must be a positive numeric value."
        ))
    })
}

fn items(package: &Value) -> Result<Vec<(String, Option<i64>)>, Refusal> {
    let value = &package["orderItems"];
    if value.is_null() {
        return Err(missing("orderItems"));
    }
    let list = value.as_array().filter(|list| !list.is_empty());
    let mut items: Vec<(String, Option<i64>)> = Vec::new();
    for item in list.ok_or_else(|| bad_item(""))? {
        let id = item["orderItemId"].as_str().ok_or_else(|| bad_item(""))?;
        if items.iter().any(|known| known.0 == id) {
            return Err(bad_item(id));
        }
        let units = item["quantity"].as_i64().filter(|units| *units > 0);
        let units = units.ok_or_else(|| {
            Refusal::invalid(&format!(
                "Quantity of OrderItemId {} is invalid.",
                short(id)
            ))
        })?;
        let codes = match &item["transparencyCodes"] {
            Value::Null => None,
            Value::Array(codes) if codes.iter().all(Value::is_string) => Some(codes.len()),
            _ => return Err(Refusal::invalid("TransparencyCodes are invalid.")),
        };
        if codes.is_some_and(|count| i64::try_from(count) != Ok(units)) {
            let message = "TransparencyCodes: one code is required for each unit.";
            return Err(Refusal::invalid(message));
        }
        items.push((id.to_owned(), Some(units)));
    }
    Ok(items)
}

fn text<'a>(object: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    match &object[name] {
        Value::Null => Err(missing(name)),
        Value::String(text) => Ok(text),
        _ => Err(Refusal::invalid(&format!("{name} is invalid."))),
    }
}

fn optional<'a>(object: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    match &object[name] {
        Value::Null => Ok(""),
        _ => text(object, name),
    }
}

fn missing(name: &str) -> Refusal {
    Refusal::invalid(&format!("Missing required field: {name}."))
}

fn bad_item(id: &str) -> Refusal {
    Refusal::invalid(&format!(
        "OrderItemId {}is invalid. Obtain it through getOrderItems or from Manage Orders.",
        match id {
            "" => String::new(),
            id => format!("{} ", short(id)),
        }
    ))
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

/// What Amazon says of a tracking number that cannot be one of the carrier.
pub(crate) fn tracking_message(carrier: &str, tracking: &str) -> String {
    format!(
        "The tracking ID {} does not match the expected format for the carrier {carrier}. Check the tracking ID and the carrier.",
        short(tracking)
    )
}

fn refusal(objection: &Objection) -> Refusal {
    let fulfilled = "Failed to create package. Not finding a matching package, or the order is already fulfilled. \
                     errorCode=GeneralError";
    match objection {
        Objection::UnknownOrder => Refusal::not_found("The requested order was not found."),
        Objection::WrongMarketplace => {
            Refusal::invalid("The marketplaceId is not the marketplace of the order.")
        }
        Objection::ByAmazon => Refusal::invalid(
            "Shipments of orders that are fulfilled by Amazon cannot be confirmed.",
        ),
        Objection::NotReady => Refusal::invalid("The order is not ready to be shipped."),
        Objection::Cancelled | Objection::CancelledItem(_) => Refusal::invalid(
            "ErrorCode: NonexistentOrderItem. Failed to find order item list by order ID.",
        ),
        Objection::UnknownItem(id) => bad_item(id),
        Objection::TooMany(id, told, open) => Refusal::invalid(&format!(
            "{fulfilled}: {told} units of OrderItemId {} were sent, {open} are not shipped yet.",
            short(id)
        )),
        Objection::NothingOpen => Refusal::invalid(fulfilled),
        Objection::OtherItems(reference) => Refusal::invalid(&format!(
            "Unable to find package to update for order. PackageReferenceId {reference} holds other items. \
             errorCode=PackageToUpdateNotFound"
        )),
        Objection::TooManyChanges(reference) => Refusal::invalid(&format!(
            "PackageReferenceId {reference} has reached the maximum number of allowed updates."
        )),
        Objection::ShipDate => Refusal::invalid("Invalid Input"),
        Objection::Carrier(carrier) => Refusal::invalid(&format!(
            "The data you submitted is incomplete or invalid. The carrier {carrier} does not deliver to the address of \
             this order."
        )),
        Objection::Commanded(code, text) => Refusal::invalid(&format!("{text} ({code})")),
    }
}
