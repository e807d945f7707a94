//! What an operator can see and command of deliveries over HTTP, and what a lively shop shows by itself.

use std::sync::Arc;

use orderdeck::simulator::{Settings, SteppedClock};
use serde_json::{Value, json};

use crate::feed_caller::{ACKNOWLEDGEMENT, FULFILMENT, cancelling, envelope, shipping};
use crate::parcels::{FIRST, SECOND, id, package};
use crate::world::{Answer, EU, World, noon};

async fn command(world: &World, path: &str, body: Value) -> Answer {
    let url = format!("{}/simulator{path}", world.sim.base_url());
    let request = world.http.post(url).body(body.to_string());
    Answer::read(request.send().await.unwrap()).await
}

async fn ask(world: &World, path: &str) -> Value {
    let url = format!("{}/simulator{path}", world.sim.base_url());
    Answer::read(world.http.get(url).send().await.unwrap())
        .await
        .body
}

#[tokio::test]
async fn the_ledger_can_be_read() {
    let world = World::new().await;
    world.german_orders(3);
    let body = package("4", &[(FIRST, 2)]);
    for _ in 0..2 {
        assert_eq!(world.confirm(EU, &id(1), &body).await.status, 204);
    }
    world
        .run_feed(
            FULFILMENT,
            &shipping(2).replace("<MessageID>1<", "<MessageID>9<"),
        )
        .await;
    let cancelled = cancelling(1, &id(3), "NoInventory", &[SECOND]);
    world
        .run_feed(
            ACKNOWLEDGEMENT,
            &envelope("OrderAcknowledgement", &cancelled),
        )
        .await;
    let all = ask(&world, "/shipments").await;
    assert_eq!(all["shipments"].as_array().unwrap().len(), 2);
    let one = ask(&world, &format!("/shipments?order={}", id(1))).await;
    assert_eq!(
        one["shipments"],
        json!([{
            "seller": "Nordlicht Handel",
            "orderId": id(1),
            "packageReference": "4",
            "items": [[FIRST, 2]],
            "carrierCode": "DHL-Paket",
            "carrierName": "",
            "shippingMethod": "Standard",
            "trackingNumber": "00340434123456789012",
            "shipDate": "2026-11-18T11:30:00Z",
            "accepted": 2,
            "changes": 0,
            "sources": ["confirmShipment", "confirmShipment"],
            "first": "2026-11-18T12:00:00Z",
            "last": "2026-11-18T12:00:00Z",
        }])
    );
    let cancelled = ask(&world, "/cancellations").await;
    assert_eq!(cancelled["cancellations"][0]["itemId"], SECOND);
    let none = ask(&world, &format!("/cancellations?order={}", id(1))).await;
    assert_eq!(none["cancellations"], json!([]));
    let feeds = ask(&world, "/feeds").await;
    assert_eq!(feeds["feeds"][0]["status"], "DONE");
    assert!(
        feeds["feeds"][0]["document"]
            .as_str()
            .unwrap()
            .starts_with("<?xml")
    );
}

#[tokio::test]
async fn orders_refuse_on_command() {
    let world = World::new().await;
    world.german_orders(2);
    let body = package("1", &[(FIRST, 1)]);
    let path = format!("/orders/{}", id(1));
    let refusal = json!({"code": "InvalidPackageVersion", "text": "changed meanwhile"});
    assert_eq!(
        command(&world, &format!("{path}/refuse"), refusal)
            .await
            .status,
        200
    );
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 400);
    let (_, report) = world.run_feed(FULFILMENT, &shipping(1)).await;
    assert_eq!(report.counts, [1, 0, 1, 0]);
    assert_eq!(
        command(&world, &format!("{path}/allow"), json!({}))
            .await
            .status,
        200
    );
    let carrier = json!({"carrier": "DHL-Paket"});
    assert_eq!(
        command(&world, &format!("{path}/refuse-carrier"), carrier.clone())
            .await
            .status,
        200
    );
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 400);
    let mut other = body.clone();
    other["packageDetail"]["carrierCode"] = json!("GLS");
    assert_eq!(world.confirm(EU, &id(1), &other).await.status, 204);
    assert_eq!(
        command(&world, &format!("{path}/refuse"), json!({"code": "1"}))
            .await
            .status,
        400
    );
    assert_eq!(
        command(&world, &format!("{path}/refuse-carrier"), json!({}))
            .await
            .status,
        400
    );
    assert_eq!(
        command(&world, "/orders/302-9/refuse-carrier", carrier)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn faults_are_scripted_and_taken_back() {
    let world = World::new().await;
    world.german_orders(2);
    let script = json!({"operation": "confirmShipment", "call": 1, "fault": "500-after"});
    assert_eq!(command(&world, "/faults", script.clone()).await.status, 200);
    let body = package("1", &[(FIRST, 1)]);
    assert_eq!(world.confirm(EU, &id(1), &body).await.status, 500);
    assert_eq!(world.accepted().len(), 1);
    assert_eq!(command(&world, "/faults", script).await.status, 200);
    let stuck = json!({"operation": "createFeed", "fault": "feed-stuck:90s"});
    assert_eq!(command(&world, "/faults", stuck).await.status, 200);
    let url = format!("{}/simulator/faults", world.sim.base_url());
    assert_eq!(
        world
            .http
            .delete(url)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16(),
        200
    );
    assert_eq!(world.confirm(EU, &id(2), &body).await.status, 204);
    let (status, _) = world.run_feed(FULFILMENT, &shipping(2)).await;
    assert_eq!(status, "DONE");
}

/// Minutes from noon until the order has to be sent.
fn minutes_left(order: &Value) -> Option<i64> {
    let latest = &order["fulfillment"]["shipByWindow"]["latestDateTime"];
    let latest: chrono::DateTime<chrono::Utc> = latest.as_str()?.parse().ok()?;
    Some((latest - noon()).num_minutes())
}

#[tokio::test]
async fn a_lively_shop_has_work_for_everyone() {
    let clock = Arc::new(SteppedClock::at(noon()));
    let world = World::with(|settings| {
        *settings = Settings {
            clock: clock.clone(),
            ..Settings::demo()
        }
    })
    .await;
    world
        .sim
        .shop()
        .set_faults(orderdeck::simulator::Faults::none());
    let mut open = Vec::new();
    for seller in 0..3 {
        let orders = world.all(seller, "FULFILLMENT,PROMOTION,PACKAGES").await;
        open.extend(orders.into_iter().filter(|order| {
            let fulfillment = &order["fulfillment"];
            fulfillment["fulfilledBy"] == "MERCHANT"
                && fulfillment["fulfillmentStatus"] == "UNSHIPPED"
        }));
    }
    let count = |fits: &dyn Fn(&&Value) -> bool| open.iter().filter(fits).count();
    let program = |order: &&Value, name: &str| {
        let programs = order["programs"].as_array();
        programs.is_some_and(|programs| programs.iter().any(|program| program == name))
    };
    assert!(count(&|_| true) > 40);
    assert!(count(&|order| program(order, "PRIME")) >= 2);
    assert!(count(&|order| program(order, "AMAZON_BUSINESS")) >= 2);
    assert!(count(&|order| order.to_string().contains("giftOption")) >= 2);
    assert!(
        count(&|order| minutes_left(order).is_some_and(|left| (0..12 * 60).contains(&left))) >= 3
    );
    assert!(count(&|order| minutes_left(order).is_some_and(|left| left < 0)) >= 1);
}

#[tokio::test]
async fn some_orders_of_a_lively_shop_refuse_the_first_carrier() {
    let world = World::with(|settings| settings.choosy_orders_per_mille = 300).await;
    world.german_orders(40);
    let mut refused = Vec::new();
    for number in 1..=40 {
        world.step(1);
        let answer = world
            .confirm(EU, &id(number), &package("1", &[(FIRST, 1)]))
            .await;
        if answer.status == 400 {
            assert!(answer.text.contains("does not deliver"), "{}", answer.text);
            refused.push(number);
        }
    }
    assert!((4..25).contains(&refused.len()), "{refused:?}");
    let mut other = package("1", &[(FIRST, 1)]);
    for number in refused {
        world.step(1);
        let again = world
            .confirm(EU, &id(number), &package("1", &[(FIRST, 1)]))
            .await;
        assert_eq!(again.status, 400);
        other["packageDetail"]["carrierCode"] = json!("GLS");
        assert_eq!(world.confirm(EU, &id(number), &other).await.status, 204);
    }
}
