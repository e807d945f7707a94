//! What happens in the shop by itself.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::{EU, FE, NA, ORDERS, World};

async fn lively() -> World {
    World::with(|settings| {
        settings.events_per_minute = 30;
        settings.visibility_lag = chrono::Duration::seconds(1);
        settings.usage_plan = orderdeck::simulator::UsagePlan::Fast;
    })
    .await
}

async fn changes(world: &World, since: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for seller in [EU, NA, FE] {
        let path =
            format!("{ORDERS}?lastUpdatedAfter={since}&includedData=FULFILLMENT,CANCELLATION");
        found.extend_from_slice(world.get(seller, &path).await.orders());
    }
    found
}

#[tokio::test]
async fn something_happens_within_seconds() {
    let world = lively().await;
    let before = world.sim.shop().order_count();
    assert_eq!(before, 500);
    world.step(10);
    assert!(!changes(&world, "2026-11-18T12:00:00Z").await.is_empty());
    world.step(20 * 60);
    let after = world.sim.shop().order_count();
    assert!((600..800).contains(&after), "{after}");
    let seen = changes(&world, "2026-11-18T12:00:01Z").await;
    let statuses: BTreeSet<&str> = seen
        .iter()
        .map(|order| order["fulfillment"]["fulfillmentStatus"].as_str().unwrap())
        .collect();
    for status in ["PENDING", "UNSHIPPED", "SHIPPED", "CANCELLED"] {
        assert!(statuses.contains(status), "{statuses:?}");
    }
    assert!(
        seen.iter()
            .any(|order| order.to_string().contains("cancellationRequest"))
    );
}

#[tokio::test]
async fn life_does_not_depend_on_who_looks_when() {
    let (one, two) = (lively().await, lively().await);
    for _ in 0..30 {
        one.step(20);
        one.get(
            EU,
            &format!("{ORDERS}?lastUpdatedAfter=2026-11-18T12:00:00Z"),
        )
        .await;
    }
    two.step(600);
    let since = "2026-11-18T12:00:00Z";
    assert_eq!(changes(&one, since).await, changes(&two, since).await);
}

#[tokio::test]
async fn a_frozen_shop_stays_as_it_is() {
    let world = World::new().await;
    world.step(40 * 60);
    assert_eq!(world.sim.shop().order_count(), 500);
    assert!(changes(&world, "2026-11-18T12:00:01Z").await.is_empty());
}

#[tokio::test]
async fn new_orders_can_be_read_by_their_id() {
    let world = lively().await;
    world.step(600);
    let seen = changes(&world, "2026-11-18T12:00:00Z").await;
    let new = |order: &&Value| order["createdTime"].as_str().unwrap() > "2026-11-18T12:00:00Z";
    let order = seen.iter().find(new).unwrap();
    let id = order["orderId"].as_str().unwrap();
    assert_eq!(
        world.sim.shop().order_json(id).unwrap()["createdTime"],
        order["createdTime"]
    );
}
