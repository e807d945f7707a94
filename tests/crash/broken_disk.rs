//! The disk fails under a running engine: it says so, asks Amazon for nothing that it could not keep, and goes on after a
//! new start.

use super::disk::Disk;
use super::house::{House, TestClock, shop, who};
use orderdeck::amazon::https::{HttpsTransport, Limits};
use orderdeck::clock::SeededEntropy;
use orderdeck::domain::moment::Span;
use orderdeck::engine::{Engine, EngineSettings};
use orderdeck::protocol::status::Health;
use orderdeck::simulator;
use orderdeck::store::Store;
use std::path::Path;
use std::sync::Arc;

async fn engine_on(disk: &Disk, folder: &Path, clock: &Arc<TestClock>) -> Engine {
    let store = Store::on_backend(disk.clone(), super::workload::vault()).unwrap();
    let settings = EngineSettings {
        data_dir: folder.to_owned(),
        schedule: false,
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(1)),
    };
    let transport = Arc::new(HttpsTransport::new(Limits::default()));
    Engine::start_on(store, transport, settings).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_disk_is_said_and_got_over_by_a_new_start() {
    let clock = TestClock::start();
    let simulator = simulator::start(shop(700, &clock)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::default();
    let engine = engine_on(&disk, folder.path(), &clock).await;
    let client = engine.client(who());
    let mut house = House {
        folder,
        clock,
        simulator,
        engine,
        client,
    };
    house.register("eu").await;
    let calls = |house: &House| house.simulator.shop().tally().calls_of("searchOrders");
    // In the middle of the first pages.
    disk.fail_at(60);
    let hurt = house.sync("eu").await;
    assert!(disk.has_failed());
    assert!(hurt.error.unwrap().contains("store"));
    let before = calls(&house);
    let next = house.sync("eu").await.error.unwrap();
    assert!(next.contains("starts again"), "{next}");
    assert_eq!(calls(&house), before, "Amazon is not asked for nothing");
    let status = house.status().await;
    assert_eq!(status.health, Health::Attention);
    assert!(status.problems.iter().any(|p| p.code == "store"));

    drop(house.client);
    house.engine.stop().await;
    let disk = Disk::holding(disk.bytes());
    house.engine = engine_on(&disk, house.folder.path(), &house.clock).await;
    house.client = house.engine.client(who());
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
    assert!(
        !house
            .status()
            .await
            .problems
            .iter()
            .any(|p| p.code == "store")
    );
}
