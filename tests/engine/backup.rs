//! Backups: taken while the engine works, restored by putting the file in place, refused where they would overwrite.

use super::house::{House, start_engine, who};
use orderdeck::protocol::{FailureCode, Reply, Request};
use std::os::unix::fs::PermissionsExt;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_under_load_restores() {
    let house = House::with_orders(1_500).await;
    house.register("eu").await;
    let target = house.folder.path().join("copy.redb");
    let file = target.to_str().unwrap().to_owned();
    let sync = house.sync("eu");
    let backup = house.client.call(Request::Backup { file: file.clone() });
    let (report, backup) = tokio::join!(sync, backup);
    assert_eq!(report.error, None);
    let Reply::Backup(copied) = backup.unwrap() else {
        panic!()
    };
    assert_eq!(
        std::fs::metadata(&target).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let refused = house
        .client
        .call(Request::Backup { file })
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);

    // Restore: the copy and the key file in a new folder.
    let restored = house.folder.path().join("restored");
    std::fs::create_dir(&restored).unwrap();
    std::fs::rename(&target, restored.join("store.redb")).unwrap();
    std::fs::copy(
        house.folder.path().join("data/store.key"),
        restored.join("store.key"),
    )
    .unwrap();
    let engine = start_engine(restored, &house.clock).await;
    let client = engine.client(who());
    let Reply::Verify(report) = client.call(Request::Verify).await.unwrap() else {
        panic!()
    };
    assert!(report.ok, "{:#?}", report.findings);
    let Reply::Status(status) = client.call(Request::Status).await.unwrap() else {
        panic!()
    };
    assert_eq!(status.orders.total, copied.orders);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_without_its_key_is_refused_and_no_new_key_is_made() {
    let house = House::with_orders(50).await;
    house.register("eu").await;
    let House {
        folder,
        clock,
        engine,
        client,
        ..
    } = house;
    drop(client);
    engine.stop().await;
    let data = folder.path().join("data");
    std::fs::remove_file(data.join("store.key")).unwrap();
    let settings = orderdeck::engine::EngineSettings {
        data_dir: data.clone(),
        schedule: false,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock: clock.clone(),
        entropy: std::sync::Arc::new(orderdeck::clock::SystemEntropy),
    };
    let refused = orderdeck::engine::Engine::start(settings)
        .await
        .err()
        .unwrap();
    assert_eq!(refused.code, FailureCode::Store);
    assert!(refused.message.contains("key"), "{refused}");
    assert!(!data.join("store.key").exists());
}
