//! Searching: pages, snapshots, bounds, filters, data sets, determinism.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::{ALL_SETS, EU, FE, NA, ORDERS, World, escape};

fn ids(orders: &[Value]) -> Vec<String> {
    orders
        .iter()
        .map(|order| order["orderId"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn pages_hold_every_order_once() {
    let world = World::generous().await;
    let base = format!("{ORDERS}?lastUpdatedAfter=2020-01-01T00:00:00Z");
    let mut found = Vec::new();
    let mut path = format!("{base}&maxResultsPerPage=17");
    let mut size = 17;
    loop {
        let page = world.get(EU, &path).await;
        assert_eq!(
            page.body["lastUpdatedBefore"], "2026-11-18T11:58:00Z",
            "the bound holds for the whole run"
        );
        found.extend(ids(page.orders()));
        let Some(token) = page.next() else {
            assert!(page.body.get("pagination").is_none());
            break;
        };
        assert_eq!(page.orders().len(), size);
        size = if size == 17 { 30 } else { 17 };
        path = format!(
            "{base}&maxResultsPerPage={size}&paginationToken={}",
            escape(token)
        );
        world.step(1);
    }
    let unique: BTreeSet<&String> = found.iter().collect();
    assert_eq!(unique.len(), found.len());
    let other = ids(&world.all(EU, "").await);
    assert_eq!(unique, other.iter().collect());
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes() {
    let (one, two) = (World::generous().await, World::generous().await);
    let other = World::with(|settings| settings.seed = 2).await;
    let path = format!("{ORDERS}?lastUpdatedAfter=2026-01-01T00:00:00Z&includedData={ALL_SETS}");
    for seller in [EU, NA, FE] {
        let page = one.get(seller, &path).await;
        assert_eq!(page.text, two.get(seller, &path).await.text);
        assert_ne!(page.text, other.get(seller, &path).await.text);
    }
}

#[tokio::test]
async fn orders_do_not_come_sorted_by_time() {
    let world = World::generous().await;
    let times: Vec<String> = world
        .all(EU, "")
        .await
        .iter()
        .map(|order| order["lastUpdatedTime"].to_string())
        .collect();
    assert!(!times.is_sorted());
}

#[tokio::test]
async fn bounds_are_inclusive() {
    let world = World::generous().await;
    let order = world.all(NA, "").await[3].clone();
    let (id, at) = (
        order["orderId"].as_str().unwrap(),
        order["lastUpdatedTime"].as_str().unwrap(),
    );
    let exact = world
        .get(
            NA,
            &format!("{ORDERS}?lastUpdatedAfter={at}&lastUpdatedBefore={at}"),
        )
        .await;
    assert!(ids(exact.orders()).contains(&id.to_owned()));
    assert!(
        exact
            .orders()
            .iter()
            .all(|order| order["lastUpdatedTime"] == at)
    );
    let after = world
        .get(
            NA,
            &format!(
                "{ORDERS}?lastUpdatedAfter={}&lastUpdatedBefore=2026-11-18T11:58:00Z",
                at.replace('Z', ".001Z")
            ),
        )
        .await;
    assert!(!ids(after.orders()).contains(&id.to_owned()));
    let created = order["createdTime"].as_str().unwrap();
    let exact = world
        .get(
            NA,
            &format!("{ORDERS}?createdAfter={created}&createdBefore={created}"),
        )
        .await;
    assert!(ids(exact.orders()).contains(&id.to_owned()));
    assert_eq!(exact.body["createdBefore"], created);
}

#[tokio::test]
async fn filters_select() {
    let world = World::generous().await;
    let all = world.all(EU, "FULFILLMENT").await;
    let table = [
        (
            "fulfillmentStatuses=UNSHIPPED,CANCELLED",
            "/fulfillment/fulfillmentStatus",
            vec!["UNSHIPPED", "CANCELLED"],
        ),
        (
            "fulfilledBy=MERCHANT",
            "/fulfillment/fulfilledBy",
            vec!["MERCHANT"],
        ),
        (
            "marketplaceIds=A1C3SOZRARQ6R3,A2NODRKZP88ZB9",
            "/salesChannel/marketplaceId",
            vec!["A1C3SOZRARQ6R3", "A2NODRKZP88ZB9"],
        ),
    ];
    for (filter, field, values) in table {
        let fits =
            |order: &&Value| values.contains(&order.pointer(field).unwrap().as_str().unwrap());
        let expected: BTreeSet<String> = ids(&all.iter().filter(fits).cloned().collect::<Vec<_>>())
            .into_iter()
            .collect();
        assert!(!expected.is_empty());
        for family in ["lastUpdatedAfter", "createdAfter"] {
            let mut found = BTreeSet::new();
            let base = format!("{ORDERS}?{family}=2020-01-01T00:00:00Z&{filter}");
            let mut path = base.clone();
            loop {
                let page = world.get(EU, &path).await;
                found.extend(ids(page.orders()));
                let Some(token) = page.next() else { break };
                path = format!("{base}&paginationToken={}", escape(token));
            }
            assert_eq!(found, expected, "{filter}");
        }
    }
}

#[tokio::test]
async fn data_sets_are_opt_in() {
    let world = World::generous().await;
    let fields = |orders: &[Value]| {
        let mut names = BTreeSet::new();
        for order in orders {
            names.extend(order.as_object().unwrap().keys().cloned());
            for item in order["orderItems"].as_array().unwrap() {
                names.extend(
                    item.as_object()
                        .unwrap()
                        .keys()
                        .map(|key| format!("item.{key}")),
                );
            }
        }
        names
    };
    let plain = fields(&world.all(FE, "").await);
    let table: &[(&str, &[&str])] = &[
        ("BUYER", &["buyer"]),
        ("RECIPIENT", &["recipient"]),
        ("PROCEEDS", &["proceeds", "item.proceeds"]),
        ("EXPENSE", &["item.expense"]),
        ("PROMOTION", &["item.promotion"]),
        ("CANCELLATION", &["item.cancellation"]),
        ("FULFILLMENT", &["fulfillment", "item.fulfillment"]),
        ("PACKAGES", &["packages"]),
        ("TAX", &["tax", "item.tax"]),
        ("PAYMENT", &["payment"]),
    ];
    for (set, names) in table {
        assert!(names.iter().all(|name| !plain.contains(*name)), "{set}");
        let more = fields(&world.all(FE, set).await);
        let added: BTreeSet<&str> = more.difference(&plain).map(String::as_str).collect();
        assert_eq!(added, names.iter().copied().collect(), "{set}");
    }
}

#[tokio::test]
async fn a_run_keeps_its_orders_and_shows_them_as_they_are() {
    let world = World::generous().await;
    let base = format!("{ORDERS}?lastUpdatedAfter=2020-01-01T00:00:00Z&includedData=FULFILLMENT");
    let before = world.all(EU, "FULFILLMENT").await;
    let first = world.get(EU, &format!("{base}&maxResultsPerPage=1")).await;
    let path = format!("{base}&paginationToken={}", escape(first.next().unwrap()));
    let page = world.get(EU, &path).await;
    let open = page
        .orders()
        .iter()
        .find(|order| order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED")
        .unwrap();
    let id = open["orderId"].as_str().unwrap();
    world.step(60);
    world.sim.shop().ship(id).unwrap();
    let again = world.get(EU, &path).await;
    assert_eq!(ids(again.orders()), ids(page.orders()));
    let shipped = again
        .orders()
        .iter()
        .find(|order| order["orderId"] == id)
        .unwrap();
    assert_eq!(shipped["fulfillment"]["fulfillmentStatus"], "SHIPPED");
    assert_eq!(shipped["lastUpdatedTime"], "2026-11-18T12:01:00Z");
    let fresh = world.all(EU, "").await;
    assert_eq!(
        fresh.len() + 1,
        before.len() + hidden(&world).await,
        "a new search does not see it yet"
    );
    world.step(120);
    let seen = world
        .get(
            EU,
            &format!("{ORDERS}?lastUpdatedAfter=2026-11-18T12:00:59Z"),
        )
        .await;
    assert_eq!(ids(seen.orders()), [id]);
}

/// Orders of the history that have become visible since the start.
async fn hidden(world: &World) -> usize {
    let path = format!("{ORDERS}?lastUpdatedAfter=2026-11-18T11:58:01Z");
    world.get(EU, &path).await.orders().len()
}
