//! The program itself in a folder of its own, and a shop beside it in this process.

use orderdeck::simulator::{self, Seller, Settings, Simulator};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub const SOON: Duration = Duration::from_secs(40);

/// A shop that answers over HTTP as long as this lives.
pub struct Shop {
    pub simulator: Simulator,
    _runtime: Runtime,
}

impl Shop {
    pub fn open(settings: Settings) -> Shop {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let simulator = runtime.block_on(simulator::start(settings)).unwrap();
        Shop {
            simulator,
            _runtime: runtime,
        }
    }

    pub fn seller(&self) -> Seller {
        let mut sellers = self.simulator.sellers().into_iter();
        sellers.find(|s| s.region == "eu").unwrap()
    }

    pub fn calls(&self) -> u64 {
        self.simulator.shop().tally().calls_of("searchOrders")
    }
}

/// A home folder for the program.
pub struct Home(pub TempDir);

impl Home {
    pub fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.path().join(".local/share/orderdeck")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_orderdeck"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.path())
            .env("TMPDIR", self.path())
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs with `--json`: the exit code and the document.
    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let output = self.run(&[&["--json"], arguments].concat());
        let document = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{arguments:?}: {output:?}"));
        let code = output.status.code();
        (
            code.unwrap_or_else(|| panic!("{arguments:?}: {output:?}")),
            document,
        )
    }

    /// Runs with `--json`, must be done well.
    pub fn well(&self, arguments: &[&str]) -> Value {
        let (code, document) = self.json(arguments);
        assert_eq!(code, 0, "{arguments:?}: {document}");
        document
    }

    /// Starts it without waiting; nobody reads what it writes.
    pub fn start(&self, arguments: &[&str]) -> Lasting {
        Lasting(
            self.command(arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        )
    }

    /// The arguments that register the shop's European seller as `EU`.
    pub fn adding(&self, shop: &Shop) -> Vec<String> {
        let seller = shop.seller();
        let file = self.path().join("eu.toml");
        let text = format!(
            "client_id = {:?}\nclient_secret = {:?}\nrefresh_token = {:?}\n",
            seller.client_id, seller.client_secret, seller.refresh_token
        );
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        [
            "account",
            "add",
            "EU",
            "--region",
            "eu",
            "--seller-id",
            &seller.seller_id,
            "--credentials",
            file.to_str().unwrap(),
            "--endpoint",
            &shop.simulator.base_url(),
            "--lwa-endpoint",
            &shop.simulator.lwa_url(),
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// Registers the seller, and lets its orders of the last month come with the next sync.
    pub fn add(&self, shop: &Shop) {
        let arguments = self.adding(shop);
        self.well(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        self.well(&["account", "set", "EU", "--last-order-sync", "32d"]);
    }

    /// Syncs until nothing is left, however often it is throttled.
    pub fn sync_to_the_end(&self) {
        let end = Instant::now() + SOON;
        loop {
            let report = self.well(&["sync", "orders"]);
            let account = &report["accounts"][0];
            assert_eq!(account["error"], Value::Null, "{account}");
            if account["throttled_until"].is_null() {
                return;
            }
            assert!(Instant::now() < end, "{account}");
            std::thread::sleep(Duration::from_millis(300));
        }
    }
}

/// A process that is running; killed with the test.
pub struct Lasting(pub Child);

impl Lasting {
    /// As if the power went, for this process: it gets no chance to do anything.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    pub fn ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn until(mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + SOON;
    while !condition() {
        assert!(Instant::now() < end, "it never happened");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Every reference that must be a sales order by the table of effects, read from Amazon's JSON alone.
pub fn to_import(shop: &Shop) -> std::collections::BTreeSet<String> {
    let marketplaces = shop.seller().marketplaces;
    let handle = shop.simulator.shop();
    let imported = |order: &Value| {
        let elsewhere = order["salesChannel"]["channelName"] == "NON_AMAZON";
        let ours = order["salesChannel"]["marketplaceId"]
            .as_str()
            .is_some_and(|id| marketplaces.iter().any(|m| m == id));
        let status = order["fulfillment"]["fulfillmentStatus"].as_str().unwrap();
        let fba = order["fulfillment"]["fulfilledBy"] == "AMAZON";
        ours && !elsewhere
            && match status {
                "UNSHIPPED" | "PARTIALLY_SHIPPED" => !fba,
                "SHIPPED" => fba,
                _ => false,
            }
    };
    handle
        .order_ids()
        .iter()
        .filter_map(|id| handle.order_json(id))
        .filter(imported)
        .map(|order| order["orderId"].as_str().unwrap().to_owned())
        .collect()
}
