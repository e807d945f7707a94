//! The disk fails under a running engine: it says so, asks Amazon for nothing that it could not keep, and goes on by itself
//! once the disk works again.

use super::disk::Disk;
use super::house::{House, TestClock, shop, who};
use orderdeck::amazon::https::{HttpsTransport, Limits};
use orderdeck::clock::SeededEntropy;
use orderdeck::domain::moment::Span;
use orderdeck::engine::{Engine, EngineSettings};
use orderdeck::protocol::status::Health;
use orderdeck::protocol::{Reply, Request};
use orderdeck::simulator;
use orderdeck::store::Store;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

async fn engine_on(disk: &Disk, folder: &Path, clock: &Arc<TestClock>) -> Engine {
    let store = Store::on_disk(disk.clone(), super::workload::vault()).unwrap();
    let settings = EngineSettings {
        data_dir: folder.to_owned(),
        schedule: false,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(1)),
    };
    let transport = Arc::new(HttpsTransport::new(Limits::default()));
    Engine::start_on(store, transport, settings).await.unwrap()
}

async fn house_on(disk: &Disk) -> House {
    let clock = TestClock::start();
    let simulator = simulator::start(shop(700, &clock)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let engine = engine_on(disk, folder.path(), &clock).await;
    let client = engine.client(who());
    let house = House {
        folder,
        clock,
        simulator,
        engine,
        client,
    };
    house.register("eu").await;
    house
}

fn calls(house: &House) -> u64 {
    house.simulator.shop().tally().calls_of("searchOrders")
}

async fn says_that_it_fails(house: &House) -> bool {
    let status = house.status().await;
    let says = status.problems.iter().any(|p| p.code == "store");
    assert!(!says || status.health == Health::Attention);
    says
}

/// A sync is refused as a whole, or its account says why it failed.
async fn sync_fails(house: &House) -> String {
    let account = Some("eu".to_owned());
    match house.client.call(Request::SyncOrders { account }).await {
        Ok(Reply::Sync(report)) => report.accounts[0].error.clone().unwrap_or_default(),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => failure.to_string(),
    }
}

async fn until_it_can_be_written(house: &House) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while house.client.call(Request::Status).await.is_err() || says_that_it_fails(house).await {
        assert!(Instant::now() < deadline, "it does not go on by itself");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Everything that Amazon has comes in, and all of it is right.
async fn all_comes_in(house: &House) {
    house.verify().await;
    house.clock.advance(Span::minutes(5));
    let report = house.sync("eu").await;
    assert_eq!((report.error, report.throttled_until), (None, None));
    let marketplaces = house.seller("eu").marketplaces;
    let mut shown = 0;
    for order in house.truth() {
        let of_ours = order["salesChannel"]["marketplaceId"]
            .as_str()
            .is_some_and(|m| marketplaces.iter().any(|known| known == m));
        if of_ours {
            shown += 1;
            let reference = order["orderId"].as_str().unwrap();
            assert!(house.why(reference).await.known, "{reference}");
        }
    }
    assert!(shown > 100);
    house.verify().await;
    assert!(!says_that_it_fails(house).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_fails_is_said_and_got_over() {
    let disk = Disk::default();
    let house = house_on(&disk).await;
    // In the middle of the first pages.
    disk.fail_at(60);
    let hurt = house.sync("eu").await;
    assert!(disk.has_failed());
    assert!(hurt.error.unwrap().contains("store"));
    until_it_can_be_written(&house).await;
    all_comes_in(&house).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_disk_stays_broken_amazon_is_not_asked() {
    let disk = Disk::default();
    let house = house_on(&disk).await;
    disk.set_broken(true);
    // The very first call can't be written down.
    let hurt = house.sync("eu").await;
    assert!(hurt.error.unwrap().contains("store"));
    assert_eq!(
        calls(&house),
        0,
        "a call that nobody would know of after a restart"
    );
    for _ in 0..3 {
        assert!(sync_fails(&house).await.contains("store"));
    }
    assert_eq!(calls(&house), 0);
    disk.set_broken(false);
    until_it_can_be_written(&house).await;
    all_comes_in(&house).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_start_gets_over_it_too() {
    let disk = Disk::default();
    let mut house = house_on(&disk).await;
    disk.fail_at(60);
    assert!(house.sync("eu").await.error.is_some());
    disk.set_broken(true);
    drop(house.client);
    house.engine.stop().await;
    let disk = Disk::holding(disk.bytes());
    house.engine = engine_on(&disk, house.folder.path(), &house.clock).await;
    house.client = house.engine.client(who());
    all_comes_in(&house).await;
}
