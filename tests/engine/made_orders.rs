//! Orders made by a test, as Amazon shows them.

use super::house::House;
use orderdeck::clock::Clock;
use orderdeck::domain::moment::Span;
use orderdeck::protocol::upkeep::AccountSync;
use serde_json::{Value, json};

/// An FBM order of two items (2 and 1 pieces), as Amazon shows it, changed so long before now.
pub fn order(house: &House, reference: &str, minutes_ago: i64) -> Value {
    let at = house
        .clock
        .now()
        .minus(Span::minutes(minutes_ago))
        .to_rfc3339();
    let item = |id: &str, sku: &str, ordered: u32, price: &str| {
        json!({
            "orderItemId": id, "quantityOrdered": ordered,
            "product": {"asin": "B000000001", "title": format!("Thing {sku}"), "sellerSku": sku},
            "proceeds": {
                "proceedsTotal": {"amount": price, "currencyCode": "EUR"},
                "breakdowns": [{"type": "ITEM", "subtotal": {"amount": price, "currencyCode": "EUR"}}]
            },
            "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": ordered}
        })
    };
    json!({
        "orderId": reference, "createdTime": at, "lastUpdatedTime": at,
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9", "marketplaceName": "Amazon.de"},
        "buyer": {"buyerName": "Ana Beispiel", "buyerEmail": "abc@marketplace.amazon.de"},
        "recipient": {"deliveryAddress": {"name": "Ana Beispiel", "addressLine1": "Hauptstr. 1", "city": "Berlin", "postalCode": "10115", "countryCode": "DE"}},
        "proceeds": {"grandTotal": {"amount": "30.00", "currencyCode": "EUR"},
            "breakdowns": [{"type": "ITEM", "subtotal": {"amount": "30.00", "currencyCode": "EUR"}}]},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT", "fulfillmentServiceLevel": "STANDARD",
            "shipByWindow": {"latestDateTime": house.clock.now().plus(Span::days(2)).to_rfc3339()}},
        "orderItems": [item("00000000000001", "A-1", 2, "20.00"), item("00000000000002", "B-1", 1, "10.00")]
    })
}

/// The same order, changed now.
pub fn changed(house: &House, mut order: Value, change: impl FnOnce(&mut Value)) -> Value {
    house.clock.advance(Span::minutes(10));
    order["lastUpdatedTime"] = json!(house.clock.now().minus(Span::minutes(5)).to_rfc3339());
    change(&mut order);
    order
}

/// Amazon shows this order, and the account syncs.
pub async fn show(house: &House, order: &Value) -> AccountSync {
    let seller = house.seller("eu").name;
    house
        .simulator
        .shop()
        .put_order(&seller, order.clone())
        .unwrap();
    house.sync("eu").await
}

/// The same, for an order that must be taken in well.
pub async fn put(house: &House, order: &Value) {
    let report = show(house, order).await;
    assert_eq!((report.error.as_deref(), report.failed), (None, 0));
}

pub const REF: &str = "302-1111111-2222222";
