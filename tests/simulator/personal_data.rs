//! Who sees what of a buyer.

use serde_json::Value;

use crate::world::{ALL_SETS, EU, World};

fn by(orders: &[Value], who: &str) -> Vec<Value> {
    let own = orders
        .iter()
        .filter(|order| order["fulfillment"]["fulfilledBy"] == who);
    own.cloned().collect()
}

const OPEN: [&str; 3] = ["UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED"];

#[tokio::test]
async fn amazon_keeps_its_own_buyers_to_itself() {
    let world = World::generous().await;
    for order in by(&world.all(EU, ALL_SETS).await, "AMAZON") {
        assert!(order["buyer"].get("buyerEmail").is_none());
        assert!(order["buyer"].get("buyerName").is_none());
        if let Some(address) = order["recipient"].get("deliveryAddress") {
            let mut keys: Vec<&String> = address.as_object().unwrap().keys().collect();
            keys.sort();
            assert_eq!(keys, ["city", "countryCode", "postalCode", "stateOrRegion"]);
        }
        assert!(order.get("packages").is_none());
        assert!(!order.to_string().contains("giftMessage"));
    }
}

#[tokio::test]
async fn the_restricted_role_shows_whom_to_send_to() {
    let world = World::generous().await;
    let orders = by(&world.all(EU, ALL_SETS).await, "MERCHANT");
    for order in &orders {
        let status = order["fulfillment"]["fulfillmentStatus"].as_str().unwrap();
        assert_eq!(
            order["buyer"].get("buyerEmail").is_some(),
            OPEN.contains(&status),
            "{order:#}"
        );
        let address = &order["recipient"]["deliveryAddress"];
        assert_eq!(
            address.get("name").is_some(),
            !status.starts_with("PENDING"),
            "{order:#}"
        );
    }
    assert!(
        orders
            .iter()
            .any(|order| order["buyer"].get("buyerCompanyName").is_some())
    );
    assert!(
        orders
            .iter()
            .any(|order| order["tax"].get("taxRegistrations").is_some())
    );
    assert!(
        world
            .sim
            .shop()
            .set_restricted_role("A2NORDLICHT9EU", false)
    );
    for order in by(&world.all(EU, ALL_SETS).await, "MERCHANT") {
        let address = &order["recipient"]["deliveryAddress"];
        for field in ["name", "addressLine1", "phone", "companyName"] {
            assert!(address.get(field).is_none());
        }
        assert!(
            order["buyer"].get("buyerEmail").is_none() && order["buyer"].get("buyerName").is_none()
        );
    }
}

#[tokio::test]
async fn the_shop_has_texts_that_break_careless_programs() {
    let world = World::with(|settings| {
        settings.orders = 4_000;
        settings.usage_plan = orderdeck::simulator::UsagePlan::Fast;
    })
    .await;
    let text: String = world
        .all(EU, ALL_SETS)
        .await
        .iter()
        .map(Value::to_string)
        .collect();
    let table = [
        ("window title escape", "\\u001b]0;"),
        ("colour escape", "\\u001b[31m"),
        ("bidirectional override", "\u{202e}"),
        ("formula", "\"=SUM(A1:A9)\""),
        ("joined emoji", "👩‍👩‍👧‍👦"),
        ("Arabic", "زجاجية"),
        ("Japanese", "天然木"),
        ("combining marks", "e\u{301}me"),
        ("program unknown to the model", "CLIMATE_PLEDGE_PILOT"),
        ("replacement", "REPLACEMENT_ORIGINAL_ID"),
        ("sold elsewhere", "\"orderId\":\"S01-"),
        ("pre-order", "PREORDER"),
        ("incomplete address", "\"addressLine1\":\"\""),
        (
            "cancelled line with nothing ordered",
            "\"quantityOrdered\":0",
        ),
    ];
    for (what, part) in table {
        assert!(text.contains(part), "{what}");
    }
}
