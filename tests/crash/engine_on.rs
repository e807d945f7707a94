//! An engine on a disk that a test can take away.

use super::disk::Disk;
use super::house::TestClock;
use orderdeck::amazon::https::{HttpsTransport, Limits};
use orderdeck::clock::SeededEntropy;
use orderdeck::engine::{Engine, EngineSettings};
use orderdeck::store::Store;
use orderdeck::vault::Vault;
use std::sync::Arc;

/// Starts an engine on what a disk holds.
pub async fn engine_on(
    disk: Disk,
    vault: Vault,
    clock: &Arc<TestClock>,
    house: &std::path::Path,
) -> Engine {
    let store = Store::on_backend(disk, vault).unwrap();
    let settings = EngineSettings {
        data_dir: house.to_owned(),
        schedule: false,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(2)),
    };
    let transport = Arc::new(HttpsTransport::new(Limits::default()));
    Engine::start_on(store, transport, settings).await.unwrap()
}
