//! Telling Amazon of single parcels (Orders API v0, `confirmShipment`).

use super::access::SellerAccess;
use super::budget::Priority;
use super::client::AmazonClient;
use super::exchange::Call;
use super::header;
use super::notice::Outcome;
use super::operations::Operation;
use super::sendable;
use crate::domain::ids::MarketplaceId;
use crate::domain::shipment::Shipment;
use serde_json::{Value, json};

/// Amazon has a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Amazon's id of the request.
    pub request_id: Option<String>,
}

impl AmazonClient {
    /// Tells Amazon of one parcel. The same package reference again edits that parcel.
    pub async fn confirm_shipment(
        &self,
        access: &SellerAccess,
        marketplace: &MarketplaceId,
        shipment: &Shipment,
    ) -> Outcome<Confirmed> {
        let call = Call::post(
            access,
            Operation::ConfirmShipment,
            Priority::High,
            format!("/orders/v0/orders/{}/shipmentConfirmation", shipment.order),
            &body(marketplace, shipment),
        );
        self.once(&call, |response| match response.status {
            204 => Ok(Confirmed {
                request_id: header::request_id(response),
            }),
            status => Err(format!(
                "Amazon answered the confirmation in a way that is not understood (HTTP {status})"
            )),
        })
        .await
    }
}

fn body(marketplace: &MarketplaceId, shipment: &Shipment) -> Value {
    let items: Vec<Value> = shipment
        .items
        .iter()
        .map(|item| json!({"orderItemId": item.item, "quantity": item.quantity}))
        .collect();
    let mut package = json!({
        "packageReferenceId": shipment.package.to_string(),
        "carrierCode": shipment.carrier.code(),
        "trackingNumber": sendable::line(&shipment.tracking),
        "shipDate": shipment.shipped,
        "orderItems": items,
    });
    if let Some(name) = shipment.carrier.own_name() {
        package["carrierName"] = json!(sendable::short_line(name));
    }
    let method = sendable::short_line(&shipment.shipping_method);
    if !method.is_empty() {
        package["shippingMethod"] = json!(method);
    }
    json!({"marketplaceId": marketplace, "packageDetail": package})
}
