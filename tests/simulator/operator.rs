//! The control paths, over HTTP and in process.

use serde_json::{Value, json};

use crate::world::{ALL_SETS, Answer, EU, NA, ORDERS, World};

fn sample() -> Value {
    let model: Value = serde_json::from_str(crate::model::ORDERS_MODEL).unwrap();
    let responses = &model["paths"][ORDERS]["get"]["responses"];
    responses["200"]["examples"]["application/json"]["orders"][0].clone()
}

async fn post(world: &World, path: &str, body: Value) -> Answer {
    let request = world
        .http
        .post(format!("{}{path}", world.sim.base_url()))
        .body(body.to_string());
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn amazons_own_sample_goes_in_and_comes_out_unchanged() {
    let world = World::new().await;
    let answer = post(&world, "/simulator/orders", sample()).await;
    assert_eq!(
        (answer.status, &answer.body["orderId"]),
        (201, &json!("123-4567890-1234567")),
        "{}",
        answer.text
    );
    let path = format!("{ORDERS}/123-4567890-1234567");
    let read = world
        .get(NA, &format!("{path}?includedData={ALL_SETS}"))
        .await;
    assert_eq!(read.body["order"], sample());
    let bare = world.get(NA, &path).await;
    for field in [
        "buyer",
        "recipient",
        "proceeds",
        "fulfillment",
        "packages",
        "fulfillmentOrders",
    ] {
        assert!(bare.body["order"].get(field).is_none(), "{field}");
    }
    assert_eq!(world.get(EU, &path).await.status, 404);
    let found = world.get(NA, &format!("{ORDERS}?lastUpdatedAfter=2024-12-25T14:45:00Z&lastUpdatedBefore=2024-12-25T14:45:00Z")).await;
    assert_eq!(found.orders().len(), 1);
    for (change, field, value) in [
        (
            "request-cancel",
            "/orderItems/1/cancellation/cancellationRequest/requester",
            json!("BUYER"),
        ),
        ("ship", "/fulfillment/fulfillmentStatus", json!("SHIPPED")),
        (
            "cancel",
            "/fulfillment/fulfillmentStatus",
            json!("CANCELLED"),
        ),
    ] {
        let done = post(
            &world,
            &format!("/simulator/orders/123-4567890-1234567/{change}"),
            json!({}),
        )
        .await;
        assert_eq!(done.status, 200);
        let order = world.sim.shop().order_json("123-4567890-1234567").unwrap();
        assert_eq!(order.pointer(field), Some(&value));
        assert_eq!(order["lastUpdatedTime"], "2026-11-18T12:00:00Z");
    }
}

#[tokio::test]
async fn generated_orders_can_be_changed() {
    let world = World::new().await;
    let orders = world.all(EU, "FULFILLMENT").await;
    let open = |order: &&Value| {
        order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
            && order["fulfillment"]["fulfilledBy"] == "MERCHANT"
    };
    let id = orders.iter().find(open).unwrap()["orderId"]
        .as_str()
        .unwrap();
    let shop = world.sim.shop();
    shop.request_cancel(id).unwrap();
    assert!(
        shop.order_json(id).unwrap()["orderItems"][0]["cancellation"]["cancellationRequest"]
            .is_object()
    );
    shop.ship(id).unwrap();
    assert_eq!(
        shop.order_json(id).unwrap()["packages"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    shop.cancel_order(id).unwrap();
    assert_eq!(
        shop.order_json(id).unwrap()["fulfillment"]["fulfillmentStatus"],
        "CANCELLED"
    );
    assert!(shop.cancel_order("999-0000000-0000000").is_err());
    assert_eq!(
        post(
            &world,
            "/simulator/orders/999-0000000-0000000/ship",
            json!({})
        )
        .await
        .status,
        404
    );
    assert_eq!(
        post(&world, "/simulator/orders", json!({"orderId": "1"}))
            .await
            .status,
        400
    );
    assert!(shop.put_order("nobody", sample()).is_err());
}

#[tokio::test]
async fn the_tally_counts_calls_but_not_itself() {
    let world = World::new().await;
    world.get(EU, "/sellers/v1/account?colour=red").await;
    let url = format!("{}/simulator/tally", world.sim.base_url());
    for _ in 0..2 {
        let tally = Answer::read(world.http.get(&url).send().await.unwrap())
            .await
            .body;
        assert_eq!(
            tally["calls"],
            json!({"getAccount": {"Nordlicht Handel": 1}, "token": {"-": 3}})
        );
        assert_eq!(
            tally["undeclaredParameters"],
            json!({"getAccount": {"colour": 1}})
        );
        assert_eq!(tally["orders"], 500);
    }
}

#[tokio::test]
async fn faults_can_be_set_over_http() {
    let world = World::new().await;
    let body = json!({"operation": "getAccount", "call": 2, "fault": "503"});
    assert_eq!(post(&world, "/simulator/faults", body).await.status, 200);
    assert_eq!(world.get(EU, "/sellers/v1/account").await.status, 200);
    assert_eq!(world.get(EU, "/sellers/v1/account").await.status, 503);
    assert_eq!(world.get(EU, "/sellers/v1/account").await.status, 200);
    assert_eq!(
        post(&world, "/simulator/faults", json!({"faults": "500=1"}))
            .await
            .status,
        200
    );
    assert_eq!(world.get(EU, "/sellers/v1/account").await.status, 500);
    let wrong = post(&world, "/simulator/faults", json!({"faults": "fire=1"})).await;
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.body["error"]
            .as_str()
            .unwrap()
            .starts_with("there is no fault \"fire\"")
    );
}
