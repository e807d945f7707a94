//! Orders to deliver, and a caller that delivers them.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::world::{ALL_SETS, Answer, EU, ORDERS, World};

pub const DE: &str = "A1PA6795UKMFR9";
pub const US: &str = "ATVPDKIKX0DER";
pub const JP: &str = "A1VC38T7YXB528";
pub const FIRST: &str = "11111111111111";
pub const SECOND: &str = "22222222222222";
pub const SELLERS: [&str; 3] = ["Nordlicht Handel", "Juniper & Oak", "Kawasemi Trading"];

/// The id of test order number `number`.
pub fn id(number: u32) -> String {
    format!("302-0000000-{number:07}")
}

/// An order that the merchant ships: three units of one item and one of another.
pub fn order(number: u32, marketplace: &str) -> Value {
    let item = |id: &str, quantity: i64| {
        json!({
            "orderItemId": id,
            "quantityOrdered": quantity,
            "product": {"asin": "B0C1MUG350", "title": "Mug", "sellerSku": "MUG-STONE-350"},
            "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": quantity},
        })
    };
    json!({
        "orderId": id(number),
        "createdTime": "2026-11-17T08:00:00Z",
        "lastUpdatedTime": "2026-11-17T08:10:00Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": marketplace, "marketplaceName": "Amazon"},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [item(FIRST, 3), item(SECOND, 1)],
    })
}

/// Order number `number` after `change`.
pub fn changed(number: u32, marketplace: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut order = order(number, marketplace);
    change(&mut order);
    order
}

/// The body that confirms a package with these items.
pub fn package(reference: &str, items: &[(&str, i64)]) -> Value {
    let item = |(id, units): &(&str, i64)| json!({"orderItemId": id, "quantity": units});
    json!({
        "marketplaceId": DE,
        "packageDetail": {
            "packageReferenceId": reference,
            "carrierCode": "DHL-Paket",
            "shippingMethod": "Standard",
            "trackingNumber": "00340434123456789012",
            "shipDate": "2026-11-18T11:30:00.000Z",
            "orderItems": items.iter().map(item).collect::<Vec<_>>(),
        },
    })
}

pub fn confirmation(order_id: &str) -> String {
    format!("/orders/v0/orders/{order_id}/shipmentConfirmation")
}

impl World {
    pub async fn send(
        &self,
        seller: usize,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> reqwest::Result<Response> {
        let url = format!("{}{path}", self.sim.base_url());
        let mut request = self
            .http
            .request(method, url)
            .header("x-amz-access-token", &self.tokens[seller])
            .header("user-agent", "Test/1.0 (Language=Rust)");
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        request.send().await
    }

    pub async fn post(&self, seller: usize, path: &str, body: &Value) -> Answer {
        let sent = self.send(seller, Method::POST, path, Some(body)).await;
        Answer::read(sent.unwrap()).await
    }

    pub async fn delete(&self, seller: usize, path: &str) -> Answer {
        let sent = self.send(seller, Method::DELETE, path, None).await;
        Answer::read(sent.unwrap()).await
    }

    pub async fn confirm(&self, seller: usize, order_id: &str, body: &Value) -> Answer {
        self.post(seller, &confirmation(order_id), body).await
    }

    /// Puts test orders 1 to `count` of the marketplace into the shop.
    pub fn stock_orders(&self, seller: usize, marketplace: &str, count: u32) {
        for number in 1..=count {
            self.put(seller, order(number, marketplace));
        }
    }

    pub fn put(&self, seller: usize, order: Value) {
        self.sim.shop().put_order(SELLERS[seller], order).unwrap();
    }

    /// What Amazon shows of an order of the first seller.
    pub async fn shown(&self, order_id: &str) -> Value {
        let path = format!("{ORDERS}/{order_id}?includedData={ALL_SETS}");
        let answer = self.get(EU, &path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body["order"].clone()
    }

    /// How often each package was accepted: order, reference, times.
    pub fn accepted(&self) -> Vec<(String, String, u32)> {
        let shipments = self.sim.shop().shipments().into_iter();
        shipments
            .map(|one| (one.order_id, one.package_reference, one.accepted))
            .collect()
    }
}
