//! Token buckets: bursts, refill, headers, and one bucket per seller and operation.

use orderdeck::simulator::UsagePlan;

use crate::world::{EU, NA, ORDERS, World};

const SEARCH: &str = "/orders/2026-01-01/orders?lastUpdatedAfter=2026-11-18T00:00:00Z";

#[tokio::test]
async fn a_burst_empties_the_bucket_and_time_fills_it() {
    let world = World::with(|settings| settings.token_life = chrono::Duration::days(9)).await;
    for call in 1..=20 {
        let answer = world.get(EU, SEARCH).await;
        assert_eq!(
            (answer.status, answer.limit.as_deref()),
            (200, Some("0.0056")),
            "call {call}"
        );
    }
    let refused = world.get(EU, SEARCH).await;
    assert_eq!((refused.status, refused.code()), (429, "QuotaExceeded"));
    assert_eq!(refused.limit, None);
    assert_eq!(refused.body["errors"][0]["details"], "");
    assert!(refused.request_id.is_some());
    assert_eq!(
        world.get(NA, SEARCH).await.status,
        200,
        "another seller has its own bucket"
    );
    assert_eq!(
        world
            .get(EU, &format!("{ORDERS}/111-1111111-1111111"))
            .await
            .status,
        404
    );
    world.step(178);
    assert_eq!(world.get(EU, SEARCH).await.status, 429);
    world.step(1);
    assert_eq!(world.get(EU, SEARCH).await.status, 200);
    assert_eq!(world.get(EU, SEARCH).await.status, 429);
    world.step(3 * 24 * 3600);
    for _ in 0..20 {
        assert_eq!(world.get(EU, SEARCH).await.status, 200);
    }
    assert_eq!(
        world.get(EU, SEARCH).await.status,
        429,
        "the bucket holds no more than its burst"
    );
    let tally = world.sim.shop().tally();
    assert_eq!(tally.throttled_of("searchOrders"), 4);
    assert_eq!(tally.calls_of("searchOrders"), 46);
}

#[tokio::test]
async fn refused_requests_cost_a_token_and_a_bad_token_does_not() {
    let world = World::new().await;
    for _ in 0..20 {
        assert_eq!(world.get(EU, ORDERS).await.status, 400);
    }
    assert_eq!(world.get(EU, SEARCH).await.status, 429);
    let url = format!("{}{SEARCH}", world.sim.base_url());
    for _ in 0..30 {
        assert_eq!(
            world.http.get(&url).send().await.unwrap().status().as_u16(),
            403
        );
    }
}

#[tokio::test]
async fn other_operations_have_their_own_bursts() {
    let world = World::new().await;
    let table = [
        ("/sellers/v1/account", 15),
        ("/sellers/v1/marketplaceParticipations", 15),
        ("/orders/2026-01-01/orders/111-1111111-1111111", 30),
    ];
    for (path, burst) in table {
        for _ in 0..burst {
            assert_ne!(world.get(NA, path).await.status, 429, "{path}");
        }
        assert_eq!(world.get(NA, path).await.status, 429, "{path}");
    }
}

#[tokio::test]
async fn a_dynamic_plan_is_announced() {
    let world = World::with(|settings| settings.usage_plan = UsagePlan::Fast).await;
    for _ in 0..40 {
        let answer = world.get(EU, SEARCH).await;
        assert_eq!((answer.status, answer.limit.as_deref()), (200, Some("1.0")));
    }
    assert_eq!(world.get(EU, SEARCH).await.status, 429);
    world.step(1);
    assert_eq!(world.get(EU, SEARCH).await.status, 200);
}
