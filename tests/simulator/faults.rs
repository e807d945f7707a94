//! Faults strike as asked.

use std::time::{Duration, Instant};

use orderdeck::simulator::{Fault, Faults};

use crate::world::{EU, ORDERS, World, escape};

const SEARCH: &str =
    "/orders/2026-01-01/orders?lastUpdatedAfter=2026-11-01T00:00:00Z&includedData=FULFILLMENT";

#[test]
fn fault_lists_are_read_or_refused_with_a_clear_sentence() {
    let good = "429=0.05,500=0.02,503=0.1,html=0.01,truncate=0.01,slow=0.05:800ms,drop=0.01,malformed-order=0.002,\
                unknown-status=0.002,wrong-marketplace=0.001,repeat-page-token=0.1,token-expires=0.1,redirect=0.1,seed=7";
    assert!(Faults::parse(good).is_ok());
    assert_eq!(Faults::parse(""), Ok(Faults::none()));
    for (list, words) in [
        ("503", "\"503\" is not of the form name=chance"),
        ("506=0.1", "there is no fault \"506\""),
        (
            "503=often",
            "the chance \"often\" is not a number between 0 and 1",
        ),
        ("503=1.5", "the chance \"1.5\""),
        (
            "slow=0.1:5",
            "the duration \"5\" is not of the form 800ms or 2s",
        ),
        ("drop=0.1:5s", "\"drop\" takes no duration"),
        ("seed=x", "the seed \"x\" is not a whole number"),
    ] {
        let error = Faults::parse(list).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[tokio::test]
async fn scripted_faults_strike_the_named_call() {
    let world = World::generous().await;
    let shop = world.sim.shop();
    for (fault, status, code) in [
        (Fault::Throttled, 429, "QuotaExceeded"),
        (Fault::BadRequest, 400, "InvalidInput"),
        (Fault::Denied, 403, "AccessDeniedException"),
        (Fault::Internal, 500, "InternalFailure"),
        (Fault::Unavailable, 503, "ServiceUnavailable"),
        (Fault::Html, 502, ""),
        (Fault::Empty, 200, ""),
        (Fault::Redirect, 302, ""),
    ] {
        assert!(shop.script_fault("searchOrders", 2, fault));
        assert_eq!(world.get(EU, SEARCH).await.status, 200);
        let answer = world.get(EU, SEARCH).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{fault:?}");
        assert_eq!(world.get(EU, SEARCH).await.status, 200);
    }
    assert!(!shop.script_fault("makeCoffee", 1, Fault::Drop));
}

#[tokio::test]
async fn connections_break() {
    let world = World::generous().await;
    let url = format!("{}{SEARCH}", world.sim.base_url());
    let send = || {
        world
            .http
            .get(&url)
            .header("user-agent", "t/1")
            .header("x-amz-access-token", &world.tokens[EU])
            .send()
    };
    world
        .sim
        .shop()
        .script_fault("searchOrders", 1, Fault::Drop);
    assert!(send().await.is_err());
    world
        .sim
        .shop()
        .script_fault("searchOrders", 1, Fault::Truncate);
    let cut = send().await.unwrap();
    assert_eq!(cut.status().as_u16(), 200);
    assert!(cut.text().await.is_err());
    assert!(send().await.unwrap().text().await.is_ok());
    world
        .sim
        .shop()
        .script_fault("searchOrders", 1, Fault::Slow(Duration::from_millis(300)));
    let begun = Instant::now();
    assert_eq!(send().await.unwrap().status().as_u16(), 200);
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn single_orders_go_bad() {
    let world = World::generous().await;
    let shop = world.sim.shop();
    let good = world.get(EU, SEARCH).await;
    let spoilt = |orders: &[serde_json::Value]| {
        orders
            .iter()
            .zip(good.orders())
            .filter(|(now, then)| now != then)
            .count()
    };
    for fault in [
        Fault::MalformedOrder,
        Fault::UnknownStatus,
        Fault::WrongMarketplace,
    ] {
        shop.script_fault("searchOrders", 1, fault);
        assert_eq!(spoilt(world.get(EU, SEARCH).await.orders()), 1, "{fault:?}");
    }
    shop.set_faults(Faults::parse("unknown-status=0.1,seed=3").unwrap());
    let page = world.get(EU, SEARCH).await;
    let odd = page.text.matches("AWAITING_DRONE").count();
    assert!((2..30).contains(&odd), "{odd}");
}

#[tokio::test]
async fn tokens_go_bad() {
    let world = World::generous().await;
    let shop = world.sim.shop();
    let first = world
        .get(EU, &format!("{SEARCH}&maxResultsPerPage=5"))
        .await;
    let second = format!(
        "{SEARCH}&maxResultsPerPage=5&paginationToken={}",
        escape(first.next().unwrap())
    );
    shop.script_fault("searchOrders", 1, Fault::RepeatPageToken);
    let page = world.get(EU, &second).await;
    assert_eq!(page.next(), first.next());
    shop.script_fault("searchOrders", 1, Fault::PageTokenExpires);
    assert_eq!(world.get(EU, &second).await.status, 400);
    assert_eq!(world.get(EU, &second).await.status, 200);
    shop.script_fault("searchOrders", 1, Fault::TokenExpires);
    for _ in 0..2 {
        let answer = world.get(EU, ORDERS).await;
        assert_eq!(answer.status, 403);
        assert!(answer.text.contains("expired"));
    }
}

#[tokio::test]
async fn chance_is_seeded() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let world = World::generous().await;
        world
            .sim
            .shop()
            .set_faults(Faults::parse("503=0.3,429=0.2,seed=11").unwrap());
        let mut statuses = Vec::new();
        for _ in 0..30 {
            statuses.push(world.get(EU, SEARCH).await.status);
        }
        assert!(
            statuses.contains(&503) && statuses.contains(&429) && statuses.contains(&200),
            "{statuses:?}"
        );
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
}
