//! confirmShipment: what is taken, when it shows, and every refusal.

use serde_json::{Value, json};

use crate::model::{ORDERS_MODEL, validator};
use crate::parcels::{DE, FIRST, JP, SECOND, US, changed, confirmation, id, order, package};
use crate::world::{ALL_SETS, EU, FE, NA, ORDERS, World};

const V0_MODEL: &str = include_str!("../data/spapi/ordersV0.json");

fn assert_refused(answer: &crate::world::Answer, status: u16, words: &str) {
    let errors = validator(V0_MODEL, "ConfirmShipmentErrorResponse");
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(errors.is_valid(&answer.body), "{}", answer.text);
    let message = answer.body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains(words), "{message:?} has no {words:?}");
}

#[test]
fn what_the_tests_send_fits_the_model() {
    let request = validator(V0_MODEL, "ConfirmShipmentRequest");
    assert!(request.is_valid(&package("1", &[(FIRST, 1)])));
    let mut number = package("1", &[(FIRST, 1)]);
    number["packageDetail"]["packageReferenceId"] = json!(1);
    assert!(!request.is_valid(&number));
}

#[tokio::test]
async fn packages_add_up_and_show_after_a_while() {
    let world = World::new().await;
    world.put(EU, order(1, DE));
    let read = validator(ORDERS_MODEL, "GetOrderResponse");
    let first = world
        .confirm(EU, &id(1), &package("1", &[(FIRST, 2)]))
        .await;
    assert_eq!((first.status, first.text.as_str()), (204, ""));
    assert_eq!(first.limit.as_deref(), Some("2.0"));
    assert!(first.request_id.is_some());
    world.step(179);
    let order = world.shown(&id(1)).await;
    assert_eq!(order["fulfillment"]["fulfillmentStatus"], "UNSHIPPED");
    assert!(order.get("packages").is_none());
    world.step(1);
    let order = world.shown(&id(1)).await;
    assert!(read.is_valid(&json!({"order": order})), "{order:#}");
    assert_eq!(
        order["fulfillment"]["fulfillmentStatus"],
        "PARTIALLY_SHIPPED"
    );
    assert_eq!(order["lastUpdatedTime"], "2026-11-18T12:03:00Z");
    assert_eq!(
        order["packages"],
        json!([{
            "packageReferenceId": "1",
            "createdTime": "2026-11-18T11:30:00Z",
            "packageStatus": {"status": "IN_TRANSIT"},
            "carrier": "DHL-Paket",
            "shipTime": "2026-11-18T11:30:00Z",
            "shippingService": "Standard",
            "trackingNumber": "00340434123456789012",
            "packageItems": [{"orderItemId": FIRST, "quantity": 2}],
        }])
    );
    let mut second = package("2", &[(FIRST, 1), (SECOND, 1)]);
    second["packageDetail"]["carrierCode"] = json!("Other");
    second["packageDetail"]["carrierName"] = json!("Kurier Müller & Söhne");
    assert_eq!(world.confirm(EU, &id(1), &second).await.status, 204);
    world.step(180);
    let order = world.shown(&id(1)).await;
    assert_eq!(order["fulfillment"]["fulfillmentStatus"], "SHIPPED");
    assert_eq!(order["packages"][1]["carrier"], "Kurier Müller & Söhne");
    for item in order["orderItems"].as_array().unwrap() {
        assert_eq!(item["fulfillment"]["quantityUnfulfilled"], 0);
        assert_eq!(
            item["fulfillment"]["quantityFulfilled"],
            item["quantityOrdered"]
        );
    }
    world.step(120);
    let path = format!("{ORDERS}?lastUpdatedAfter=2026-11-18T12:05:59Z&includedData={ALL_SETS}");
    assert_eq!(world.get(EU, &path).await.orders(), [order]);
}

#[tokio::test]
async fn generated_orders_can_be_confirmed_too() {
    let world = World::generous().await;
    let orders = world.all(EU, "FULFILLMENT,PACKAGES").await;
    let open = |order: &&Value| {
        order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
            && order["fulfillment"]["fulfilledBy"] == "MERCHANT"
    };
    let order = orders.iter().find(open).unwrap();
    let order_id = order["orderId"].as_str().unwrap();
    let items: Vec<(&str, i64)> = order["orderItems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let open = item["fulfillment"]["quantityUnfulfilled"].as_i64();
            (item["orderItemId"].as_str().unwrap(), open.unwrap())
        })
        .filter(|item| item.1 > 0)
        .collect();
    let mut body = package("1", &items);
    body["marketplaceId"] = order["salesChannel"]["marketplaceId"].clone();
    let answer = world.confirm(EU, order_id, &body).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    world.step(180);
    let order = world.shown(order_id).await;
    assert_eq!(order["fulfillment"]["fulfillmentStatus"], "SHIPPED");
    assert_eq!(
        order["packages"][0]["trackingNumber"],
        "00340434123456789012"
    );
    let read = validator(ORDERS_MODEL, "GetOrderResponse");
    assert!(read.is_valid(&json!({"order": order})), "{order:#}");
}

#[tokio::test]
async fn the_same_reference_again_changes_the_package() {
    let world = World::new().await;
    world.put(EU, order(1, DE));
    let body = package("7", &[(FIRST, 3), (SECOND, 1)]);
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 204);
    // unseen still, and nothing is open
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 204);
    world.step(180);
    let mut moved = body.clone();
    moved["packageDetail"]["trackingNumber"] = json!("00340434999999999999");
    assert_eq!(world.confirm(EU, &id(1), &moved).await.status, 204);
    world.step(180);
    let order = world.shown(&id(1)).await;
    assert_eq!(order["packages"].as_array().unwrap().len(), 1);
    assert_eq!(
        order["packages"][0]["trackingNumber"],
        "00340434999999999999"
    );
    assert_eq!(order["fulfillment"]["fulfillmentStatus"], "SHIPPED");
    assert_eq!(
        order["orderItems"][0]["fulfillment"]["quantityFulfilled"],
        3
    );
    let ledger = world.sim.shop().shipments();
    assert_eq!(ledger.len(), 1);
    assert_eq!((ledger[0].accepted, ledger[0].changes), (3, 1));
    assert_eq!(ledger[0].tracking_number, "00340434999999999999");
    assert_eq!(ledger[0].items, [(FIRST.into(), 3), (SECOND.into(), 1)]);
    let other_items = package("7", &[(FIRST, 1)]);
    let answer = world.confirm(EU, &id(1), &other_items).await;
    assert_refused(&answer, 400, "PackageToUpdateNotFound");
    for edition in 0..9 {
        world.step(5);
        moved["packageDetail"]["trackingNumber"] = json!(format!("NEW{edition}"));
        assert_eq!(world.confirm(EU, &id(1), &moved).await.status, 204);
    }
    moved["packageDetail"]["trackingNumber"] = json!("ONE TOO MANY");
    let answer = world.confirm(EU, &id(1), &moved).await;
    assert_refused(&answer, 400, "maximum number of allowed updates");
}

#[tokio::test]
async fn more_than_is_open_cannot_be_shipped() {
    let world = World::new().await;
    world.put(EU, order(1, DE));
    let answer = world
        .confirm(EU, &id(1), &package("1", &[(FIRST, 4)]))
        .await;
    assert_refused(&answer, 400, "already fulfilled");
    let body = package("1", &[(FIRST, 2)]);
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 204);
    let answer = world
        .confirm(EU, &id(1), &package("2", &[(FIRST, 2)]))
        .await;
    assert_refused(&answer, 400, "already fulfilled");
    let body = package("2", &[(FIRST, 1), (SECOND, 1)]);
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 204);
    let answer = world
        .confirm(EU, &id(1), &package("3", &[(FIRST, 1)]))
        .await;
    assert_refused(&answer, 400, "GeneralError");
    assert_eq!(
        world.accepted(),
        [(id(1), "1".into(), 1), (id(1), "2".into(), 1)]
    );
}

#[tokio::test]
async fn orders_that_cannot_be_shipped() {
    let world = World::new().await;
    let status = |number, status: &str| {
        changed(number, DE, |order| {
            order["fulfillment"]["fulfillmentStatus"] = json!(status);
        })
    };
    world.put(EU, order(1, DE));
    world.put(EU, status(2, "CANCELLED"));
    world.put(EU, status(3, "PENDING"));
    world.put(
        EU,
        changed(4, DE, |order| {
            order["fulfillment"]["fulfilledBy"] = json!("AMAZON");
        }),
    );
    world.put(
        EU,
        changed(5, DE, |order| {
            order["orderItems"][1]["fulfillment"]["quantityUnfulfilled"] = json!(0);
        }),
    );
    let body = package("1", &[(SECOND, 1)]);
    for (order_id, status, words) in [
        (id(2), 400, "NonexistentOrderItem"),
        (id(3), 400, "not ready"),
        (id(4), 400, "fulfilled by Amazon"),
        (id(5), 400, "NonexistentOrderItem"),
        (id(99), 404, "not found"),
        ("302-1".into(), 400, "OrderItemId is invalid"),
    ] {
        assert_refused(&world.confirm(EU, &order_id, &body).await, status, words);
    }
    let mut american = body.clone();
    american["marketplaceId"] = json!(US);
    let stranger = world.confirm(NA, &id(1), &american).await;
    assert_refused(&stranger, 404, "not found");
    assert!(world.sim.shop().shipments().is_empty());
}

#[tokio::test]
async fn bodies_that_break_a_rule() {
    let world = World::generous().await;
    world.put(EU, order(1, DE));
    let detail = |field: &str, value: Value| {
        let mut body = package("1", &[(FIRST, 1)]);
        body["packageDetail"][field] = value;
        body
    };
    let top = |field: &str, value: Value| {
        let mut body = package("1", &[(FIRST, 1)]);
        body[field] = value;
        body
    };
    let item = |value: Value| detail("orderItems", value);
    let one = |units: Value| item(json!([{"orderItemId": FIRST, "quantity": units}]));
    let table = [
        (top("marketplaceId", Value::Null), "marketplaceId"),
        (top("marketplaceId", json!("NOSUCHPLACE")), "marketplaceId"),
        (
            top("marketplaceId", json!("A13V1IB3VIYZZH")),
            "marketplace of the order",
        ),
        (top("packageDetail", Value::Null), "packageDetail"),
        (
            top("codCollectionMethod", json!("DirectPayment")),
            "CodCollectionMethod",
        ),
        (
            detail("packageReferenceId", Value::Null),
            "packageReferenceId",
        ),
        (detail("packageReferenceId", json!(1)), "positive numeric"),
        (detail("packageReferenceId", json!("0")), "positive numeric"),
        (
            detail("packageReferenceId", json!("-1")),
            "positive numeric",
        ),
        (
            detail("packageReferenceId", json!("PKG-1")),
            "positive numeric",
        ),
        (detail("packageReferenceId", json!("")), "positive numeric"),
        (detail("carrierCode", Value::Null), "carrierCode"),
        (detail("carrierCode", json!("dhl-paket")), "CarrierCode"),
        (
            detail("carrierCode", json!("Bike Messenger")),
            "CarrierCode",
        ),
        (detail("carrierCode", json!("Other")), "CarrierName"),
        (
            detail("carrierCode", json!("UPS")),
            "expected format for the carrier",
        ),
        (detail("carrierName", json!(7)), "carrierName"),
        (detail("trackingNumber", Value::Null), "trackingNumber"),
        (detail("trackingNumber", json!(" ")), "trackingNumber"),
        (detail("shipDate", Value::Null), "shipDate"),
        (
            detail("shipDate", json!("11/18/2026 11:30:00")),
            "Invalid Input",
        ),
        (detail("shipDate", json!("2026-11-18")), "Invalid Input"),
        (
            detail("shipDate", json!("2026-11-18T11:30:00")),
            "Invalid Input",
        ),
        (
            detail("shipDate", json!("2026-11-18T12:01:00Z")),
            "Invalid Input",
        ),
        (
            detail("shipDate", json!("2026-11-17T07:59:59Z")),
            "Invalid Input",
        ),
        (item(Value::Null), "orderItems"),
        (item(json!([])), "OrderItemId is invalid"),
        (
            item(json!({"orderItemId": FIRST, "quantity": 1})),
            "OrderItemId is invalid",
        ),
        (
            item(json!([{"orderItemId": "33333333333333", "quantity": 1}])),
            "OrderItemId 33333333333333 is invalid",
        ),
        (
            item(json!([{"orderItemId": 7, "quantity": 1}])),
            "OrderItemId is invalid",
        ),
        (
            item(
                json!([{"orderItemId": FIRST, "quantity": 1}, {"orderItemId": FIRST, "quantity": 1}]),
            ),
            "is invalid",
        ),
        (one(json!(0)), "Quantity"),
        (one(json!(-1)), "Quantity"),
        (one(json!(1.5)), "Quantity"),
        (one(json!("1")), "Quantity"),
        (one(Value::Null), "Quantity"),
        (
            item(json!([{"orderItemId": FIRST, "quantity": 2, "transparencyCodes": ["AZ:1"]}])),
            "TransparencyCodes",
        ),
    ];
    for (body, words) in table {
        world.step(1);
        let answer = world.confirm(EU, &id(1), &body).await;
        assert_refused(&answer, 400, words);
        assert_eq!(answer.code(), "InvalidInput");
        assert_eq!(answer.limit.as_deref(), Some("10.0"));
    }
    let american = top("marketplaceId", json!(US));
    assert_refused(&world.confirm(EU, &id(1), &american).await, 403, "denied");
    assert!(world.sim.shop().shipments().is_empty());
    assert_eq!(
        world
            .confirm(EU, &id(1), &top("someField", json!(1)))
            .await
            .status,
        204
    );
    let key = ("confirmShipment".to_owned(), "someField".to_owned());
    assert_eq!(world.sim.shop().tally().undeclared.get(&key), Some(&1));
}

#[tokio::test]
async fn cash_on_delivery_is_for_japan() {
    let world = World::new().await;
    world.put(FE, order(1, JP));
    let mut body = package("1", &[(FIRST, 1)]);
    body["marketplaceId"] = json!(JP);
    body["codCollectionMethod"] = json!("Cheque");
    assert_eq!(world.confirm(FE, &id(1), &body).await.status, 400);
    body["codCollectionMethod"] = json!("DirectPayment");
    assert_eq!(world.confirm(FE, &id(1), &body).await.status, 204);
}

#[tokio::test]
async fn bodies_that_are_no_json() {
    let world = World::new().await;
    world.put(EU, order(1, DE));
    let url = format!("{}{}", world.sim.base_url(), confirmation(&id(1)));
    let send = async |kind: &str, body: &str| {
        let request = world.http.post(&url).body(body.to_owned());
        let request = request
            .header("content-type", kind)
            .header("user-agent", "t/1")
            .header("x-amz-access-token", &world.tokens[EU]);
        request.send().await.unwrap().status().as_u16()
    };
    let good = package("1", &[(FIRST, 1)]).to_string();
    assert_eq!(send("text/plain", &good).await, 415);
    assert_eq!(send("application/json", "{\"marketplaceId\"").await, 400);
    assert_eq!(send("application/json", "[]").await, 400);
    let large = format!("{good}{}", " ".repeat(1024 * 1024));
    assert_eq!(send("application/json", &large).await, 413);
    assert_eq!(send("application/json; charset=utf-8", &good).await, 204);
}

#[tokio::test]
async fn the_bucket_holds_ten() {
    let world = World::new().await;
    let body = package("1", &[(FIRST, 1)]);
    for _ in 0..10 {
        assert_eq!(world.confirm(EU, &id(1), &body).await.status, 404);
    }
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 429);
    assert_eq!(world.confirm(FE, &id(1), &body).await.status, 403);
    world.step(1);
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 404);
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 404);
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 429);
}

#[tokio::test]
async fn an_order_refuses_what_an_operator_says() {
    let world = World::new().await;
    world.stock_orders(EU, DE, 2);
    let shop = world.sim.shop();
    let body = package("1", &[(FIRST, 1)]);
    shop.refuse_order(
        &id(1),
        "InvalidPackageVersion",
        "The package was changed meanwhile",
    );
    let answer = world.confirm(EU, &id(1), &body).await;
    assert_refused(&answer, 400, "changed meanwhile (InvalidPackageVersion)");
    shop.allow_order(&id(1));
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 204);
    shop.refuse_carrier(&id(2), "DHL-Paket").unwrap();
    let answer = world.confirm(EU, &id(2), &body).await;
    assert_refused(&answer, 400, "The carrier DHL-Paket does not deliver");
    let mut other = body.clone();
    other["packageDetail"]["carrierCode"] = json!("DPD");
    assert_eq!(world.confirm(EU, &id(2), &other).await.status, 204);
    assert!(shop.refuse_carrier("302-9", "DPD").is_err());
}

#[tokio::test]
async fn life_leaves_accepted_packages_alone() {
    let world = World::with(|settings| {
        settings.events_per_minute = 600;
        settings.usage_plan = orderdeck::simulator::UsagePlan::Fast;
        settings.package_lag = chrono::Duration::minutes(10);
    })
    .await;
    let orders = world.all(EU, "FULFILLMENT").await;
    let open: Vec<&Value> = orders
        .iter()
        .filter(|order| {
            order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
                && order["fulfillment"]["fulfilledBy"] == "MERCHANT"
        })
        .take(20)
        .collect();
    assert!(open.len() > 5);
    for order in &open {
        let item = &order["orderItems"][0];
        let units = item["fulfillment"]["quantityUnfulfilled"].as_i64().unwrap();
        let mut body = package("1", &[(item["orderItemId"].as_str().unwrap(), units)]);
        body["marketplaceId"] = order["salesChannel"]["marketplaceId"].clone();
        let answer = world
            .confirm(EU, order["orderId"].as_str().unwrap(), &body)
            .await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
    world.step(9 * 60);
    for order in &open {
        let now = world.shown(order["orderId"].as_str().unwrap()).await;
        assert_eq!(now["lastUpdatedTime"], order["lastUpdatedTime"]);
    }
    world.step(60);
    for order in &open {
        let now = world.shown(order["orderId"].as_str().unwrap()).await;
        assert_eq!(now["packages"][0]["packageReferenceId"], "1");
    }
}
