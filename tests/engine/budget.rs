//! Call budgets: no 429 by our own doing, runs that go on by their token, budgets that survive a restart.

use super::house::{House, TestClock, shop, who};
use futures_util::future::BoxFuture;
use orderdeck::clock::{Clock, SeededEntropy};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::engine::{Engine, EngineSettings};
use orderdeck::protocol::Request;
use orderdeck::protocol::accounts::SyncState;
use orderdeck::protocol::request::SyncAction;
use std::sync::Arc;

/// More pages than the burst of 20 allows.
async fn long_run() -> House {
    let clock = TestClock::start();
    let mut settings = shop(5_600, &clock);
    settings.seed = 11;
    let house = House::with(settings, clock).await;
    house.register("eu").await;
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_25_pages_provokes_no_429_and_goes_on_by_its_token() {
    let mut house = long_run().await;
    let first = house.sync("eu").await;
    assert_eq!(first.fetched, 2_000);
    assert_eq!(first.calls, 20);
    let until = first.throttled_until.expect("the burst is used up");
    let watermark = first.watermark;

    // Asked again too early: answered at once, no call.
    let early = house.sync("eu").await;
    assert_eq!((early.calls, early.fetched), (0, 0));
    assert_eq!(early.throttled_until, Some(until));

    // A restart keeps the run and the budget.
    house = house.restart().await;
    let early = house.sync("eu").await;
    assert_eq!((early.calls, early.throttled_until), (0, Some(until)));
    let mut fetched = first.fetched;
    let mut calls = u64::from(first.calls);
    let began = house.clock.now();
    loop {
        let wait = house.sync("eu").await;
        fetched += wait.fetched;
        calls += u64::from(wait.calls);
        match wait.throttled_until {
            Some(until) => {
                assert_eq!(
                    wait.watermark, watermark,
                    "the watermark moves only at the end"
                );
                house.clock.advance(until.since(house.clock.now()));
            }
            None => {
                assert_eq!(wait.error, None);
                assert!(wait.watermark > watermark);
                break;
            }
        }
    }
    let tally = house.simulator.shop().tally();
    assert!(calls >= 25, "{calls} pages");
    assert_eq!(tally.throttled_of("searchOrders"), 0, "no 429 provoked");
    assert_eq!(
        tally.calls_of("searchOrders"),
        calls,
        "no page was paid for twice"
    );
    assert_eq!(calls, fetched.div_ceil(100));
    // Not slower than 1.02 times what Amazon's bucket allows.
    let allowed = (calls - 20) as f64 / 0.0056;
    let took = house.clock.now().since(began).as_millis() as f64 / 1_000.0;
    assert!(took <= allowed * 1.02, "{took} s, allowed {allowed} s");
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_token_that_grew_too_old_begins_the_run_anew() {
    let house = long_run().await;
    assert!(house.sync("eu").await.throttled_until.is_some());
    house.clock.advance(Span::hours(25));
    let next = house.sync("eu").await;
    assert_eq!(next.error, None);
    assert_eq!(next.calls, 20, "from its first page on: {next:?}");
    assert!(
        next.unchanged > 0,
        "orders of before are read again: {next:?}"
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_back_fill_is_paused_resumed_and_stopped() {
    let house = long_run().await;
    let first = house.sync("eu").await;
    assert!(first.throttled_until.is_some());
    let run = house
        .sync_state("eu")
        .await
        .run
        .expect("a back-fill goes on");
    assert!(run.backfill && run.pages == 20 && run.fetched == 2_000);
    let control = |action| {
        house.client.call(Request::SyncControl {
            account: "eu".into(),
            action,
        })
    };
    control(SyncAction::Pause).await.unwrap();
    house.clock.advance(Span::minutes(8));
    let held = house.sync("eu").await;
    assert_eq!(held.calls, 1, "only what is new is asked for");
    let paused = house.sync_state("eu").await.run.expect("it is kept");
    assert_eq!((paused.pages, paused.paused), (20, true));
    assert_eq!(house.sync_state("eu").await.state, SyncState::Paused);
    control(SyncAction::Resume).await.unwrap();
    assert!(house.sync("eu").await.fetched > 0);
    house.clock.advance(Span::minutes(8));
    control(SyncAction::Pause).await.unwrap();
    control(SyncAction::Stop).await.unwrap();
    let stopped = house.sync_state("eu").await;
    assert_eq!(stopped.run, None);
    assert!(
        stopped.last_order_sync > first.watermark,
        "the past is left alone"
    );
    assert!(
        control(SyncAction::Stop).await.is_err(),
        "there is nothing to stop"
    );
    let calls = house.simulator.shop().tally().calls_of("searchOrders");
    assert_eq!(house.sync("eu").await.error, None);
    assert_eq!(
        house.simulator.shop().tally().calls_of("searchOrders"),
        calls + 1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn new_orders_do_not_wait_for_the_end_of_a_back_fill() {
    let house = long_run().await;
    assert!(house.sync("eu").await.throttled_until.is_some());
    let open = house
        .truth()
        .into_iter()
        .find(|o| {
            o["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
                && o["fulfillment"]["fulfilledBy"] == "MERCHANT"
                && o["salesChannel"]["marketplaceId"] == "A1PA6795UKMFR9"
        })
        .unwrap();
    let mut new = open.clone();
    new["orderId"] = "302-9999999-9999999".into();
    let now = house.clock.now().to_rfc3339();
    new["createdTime"] = now.clone().into();
    new["lastUpdatedTime"] = now.into();
    house
        .simulator
        .shop()
        .put_order(&house.seller("eu").name, new)
        .unwrap();
    house.clock.advance(Span::minutes(10));
    let house = house.by_schedule().await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let mut before_the_end = false;
    loop {
        let there = house.why("302-9999999-9999999").await.known;
        let state = house.sync_state("eu").await;
        before_the_end |= there && state.run.is_some_and(|run| run.backfill);
        if there && house.sync_state("eu").await.run.is_none() {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "it did not come");
        tokio::task::yield_now().await;
    }
    assert!(before_the_end, "it came while the back-fill went on");
    assert_eq!(
        house.simulator.shop().tally().throttled_of("searchOrders"),
        0
    );
    house.verify().await;
}

/// A clock that nobody moves; who sleeps on it sleeps for ever.
#[derive(Debug)]
struct Held(Arc<TestClock>);

impl Clock for Held {
    fn now(&self) -> Moment {
        Clock::now(&*self.0)
    }
    fn sleep(&self, span: Span) -> BoxFuture<'static, ()> {
        if span > Span::ZERO {
            Box::pin(std::future::pending())
        } else {
            Box::pin(std::future::ready(()))
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_back_fill_by_schedule_leaves_calls_to_whoever_asks() {
    let house = long_run().await;
    let calls = |house: &House| house.simulator.shop().tally().calls_of("searchOrders");
    let House {
        folder,
        clock,
        simulator,
        engine,
        client,
    } = house;
    drop(client);
    engine.stop().await;
    let settings = EngineSettings {
        data_dir: folder.path().join("data"),
        schedule: true,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock: Arc::new(Held(clock.clone())),
        entropy: Arc::new(SeededEntropy::new(3)),
    };
    let engine = Engine::start(settings).await.unwrap();
    let client = engine.client(who());
    let house = House {
        folder,
        clock,
        simulator,
        engine,
        client,
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while house.sync_state("eu").await.state != SyncState::Throttled {
        assert!(
            std::time::Instant::now() < deadline,
            "it does not come to rest"
        );
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(calls(&house), 15, "a quarter of the burst is left");
    let asked = house.sync("eu").await;
    assert_eq!(asked.calls, 5, "{asked:?}");
    assert_eq!(calls(&house), 20);
    assert_eq!(
        house.simulator.shop().tally().throttled_of("searchOrders"),
        0
    );
    house.verify().await;
}
