//! The program as scripts see it, with an engine and the simulator behind it: only the binary, nothing from inside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "cli_engine/books.rs"]
mod books;
#[path = "cli_engine/finances.rs"]
mod finances;
#[path = "cli_engine/products.rs"]
mod products;
#[path = "cli_engine/reconcile.rs"]
mod reconcile;
#[path = "cli_engine/reports.rs"]
mod reports;
#[path = "cli_engine/warehouse.rs"]
mod warehouse;

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SOON: Duration = Duration::from_secs(30);

struct Home(TempDir);

impl Home {
    fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_orderdeck"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.0.path())
            .env("TMPDIR", self.0.path())
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs with `--json` and gives the exit code and the document.
    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let output = self.run(&[&["--json"], arguments].concat());
        let document = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
            panic!("{arguments:?}: {output:?}");
        });
        (output.status.code().unwrap(), document)
    }

    /// Runs with `--json`, must be done well.
    fn well(&self, arguments: &[&str]) -> Value {
        let (code, document) = self.json(arguments);
        assert_eq!(code, 0, "{arguments:?}: {document}");
        document
    }

    fn data_dir(&self) -> PathBuf {
        self.0.path().join(".local/share/orderdeck")
    }

    fn socket(&self) -> PathBuf {
        self.data_dir().join("engine.sock")
    }

    /// Starts something that lasts, and gives its first line.
    fn lasting(&self, arguments: &[&str]) -> (Lasting, String) {
        let mut child = self
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        if arguments[0] != "engine" {
            lines.read_line(&mut line).unwrap();
        }
        (Lasting(child), line)
    }

    fn engine(&self) -> Lasting {
        let (engine, _) = self.lasting(&["engine"]);
        until(|| std::os::unix::net::UnixStream::connect(self.socket()).is_ok());
        engine
    }

    /// A simulator, and an account `EU` at it whose orders of the last month are to come.
    fn with_account(&self) -> Lasting {
        let (simulator, line) = self.lasting(&["simulator", "--json", "--orders", "400"]);
        let told: Value = serde_json::from_str(&line).unwrap();
        let added = self.well(
            &self
                .add(&told, "EU")
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        );
        assert_eq!(added["name"], "EU");
        simulator
    }

    fn add(&self, told: &Value, name: &str) -> Vec<String> {
        let seller = &told["sellers"][0];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let file = self.0.path().join("eu.toml");
        let keys = ["client_id", "client_secret", "refresh_token"];
        let lines: String = keys
            .iter()
            .map(|key| format!("{key} = {}\n", seller[*key]))
            .collect();
        fs::write(&file, lines).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        [
            "account",
            "add",
            name,
            "--region",
            &text(&seller["region"]),
            "--seller-id",
            &text(&seller["seller_id"]),
            "--credentials",
            file.to_str().unwrap(),
            "--marketplace",
            "DE",
            "--marketplace",
            "fr",
            "--endpoint",
            &text(&told["simulator"]),
            "--lwa-endpoint",
            &text(&told["token_url"]),
        ]
        .map(str::to_owned)
        .to_vec()
    }
}

/// A process that lasts; ended with the test.
struct Lasting(Child);

impl Lasting {
    fn signal(&self, name: &str) {
        let pid = self.0.id().to_string();
        let status = Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(status.success());
    }

    fn stop(mut self) -> i32 {
        self.signal("-TERM");
        let mut code = None;
        until(|| {
            code = self.0.try_wait().unwrap();
            code.is_some()
        });
        code.unwrap().code().unwrap()
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn until(mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + SOON;
    while !condition() {
        assert!(Instant::now() < end, "it never happened");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_month_of_orders_by_commands_alone() {
    let home = Home::new();
    let simulator = home.with_account();

    let listed = home.well(&["account", "list"]);
    assert_eq!(listed["accounts"][0]["name"], "EU");
    assert_eq!(
        listed["accounts"][0]["marketplaces"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert!(!listed.to_string().contains("amzn1.oa2-cs"), "no secrets");
    let (code, none) = home.json(&["account", "show", "nobody"]);
    assert_eq!(
        (code, none["error"]["code"].as_str()),
        (1, Some("not_found"))
    );

    // The cost is told, never asked.
    let set = home.run(&[
        "account",
        "set",
        "EU",
        "--last-order-sync",
        "31d",
        "--team",
        "Europe",
    ]);
    assert_eq!(set.status.code(), Some(0));
    let told = String::from_utf8(set.stderr).unwrap();
    assert!(told.contains("day") && told.contains("call"), "{told}");

    let report = home.well(&["sync", "orders"]);
    let account = &report["accounts"][0];
    assert_eq!(account["throttled_until"], Value::Null);
    assert!(account["created"].as_u64().unwrap() > 50, "{account}");
    let again = home.well(&["sync", "all", "--account", "EU", "--wait"]);
    assert_eq!(again["accounts"][0]["created"], 0);

    // Pages one after the other give every order once, newest first.
    let whole = home.well(&["order", "list", "--limit", "100000"]);
    let all = whole["orders"].as_array().unwrap().clone();
    assert_eq!(
        (whole["count"].as_u64().unwrap() as usize, &whole["next"]),
        (all.len(), &Value::Null)
    );
    let mut pages: Vec<Value> = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut arguments = vec!["order", "list", "--limit", "17"];
        if let Some(cursor) = &after {
            arguments.extend(["--after", cursor]);
        }
        let page = home.well(&arguments);
        assert!(page["count"].as_u64().unwrap() <= 17);
        pages.extend(page["orders"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = Some(next.to_owned()),
            None => break,
        }
    }
    let names = |orders: &[Value]| -> Vec<String> {
        let name = |order: &Value| order["number"].as_str().unwrap().to_owned();
        orders.iter().map(name).collect()
    };
    assert_eq!(names(&pages), names(&all));
    assert!(pages == all);
    let when = |order: &Value| order["purchased_at"].as_str().unwrap().to_owned();
    assert!(all.windows(2).all(|pair| when(&pair[0]) >= when(&pair[1])));

    // Filters are parts of the whole.
    let count = |arguments: &[&str]| {
        let arguments = [&["order", "list", "--limit", "100000"], arguments].concat();
        home.well(&arguments)["count"].as_u64().unwrap() as usize
    };
    assert_eq!(
        count(&["--channel", "fbm"]) + count(&["--channel", "fba"]),
        all.len()
    );
    assert_eq!(
        count(&["--marketplace", "DE"]) + count(&["--marketplace", "A13V1IB3VIYZZH"]),
        all.len()
    );
    assert_eq!(
        count(&["--state", "confirmed"]) + count(&["--state", "cancelled"]),
        all.len()
    );
    assert!(count(&["--state", "unshipped"]) <= count(&["--channel", "fbm"]));
    let first = &all[0];
    let reference = first["amazon_order_ref"].as_str().unwrap();
    assert_eq!(count(&["--text", reference]), 1);

    // One order by either name.
    let by_reference = home.well(&["order", "show", reference]);
    let by_number = home.well(&["order", "show", first["number"].as_str().unwrap()]);
    assert_eq!(by_reference, by_number);
    for key in [
        "number",
        "amazon_order_ref",
        "account",
        "marketplace",
        "channel",
        "state",
        "amazon_status",
        "purchased_at",
        "updated_at",
        "ship_by",
        "currency",
        "total",
        "amazon_total",
        "team",
        "salesperson",
        "customer",
        "delivery_address",
        "lines",
        "gift_message",
        "flags",
        "pickings",
        "moves",
        "invoices",
        "history",
        "cancellation",
    ] {
        assert!(by_reference.get(key).is_some(), "{key}");
    }
    assert_eq!(by_reference["team"], "Europe");
    assert!(
        by_reference["total"].is_string()
            && by_reference["purchased_at"]
                .as_str()
                .unwrap()
                .ends_with('Z')
    );
    let why = home.well(&["order", "why", reference]);
    assert_eq!(
        (why["known"].as_bool(), why["amazon_order_ref"].as_str()),
        (Some(true), Some(reference))
    );
    let unknown = home.well(&["order", "why", "302-0000000-0000001"]);
    assert_eq!(unknown["known"], false);
    let no_such = home.well(&["order", "why", "S99999"]);
    assert_eq!(
        (&no_such["known"], &no_such["amazon_order_ref"]),
        (&Value::Bool(false), &Value::Null)
    );
    let (code, gone) = home.json(&["order", "recover", "302-0000000-0000001", "--account", "EU"]);
    assert_eq!(
        (code, gone["error"]["code"].as_str()),
        (1, Some("unknown_to_amazon"))
    );
    assert!(home.well(&["order", "failed"])["failed"].is_array());
    assert!(home.well(&["order", "failed", "--dismissed"])["failed"].is_array());
    let taxes = home.well(&[
        "account",
        "set",
        "EU",
        "--tax-included",
        "de=no",
        "--tax-included",
        "FR=yes",
    ]);
    let flags: Vec<&Value> = taxes["account"]["marketplaces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["tax_included"])
        .collect();
    assert_eq!(flags, [&Value::Bool(false), &Value::Bool(true)]);

    // Figures without an engine, checks, a copy.
    let (code, status) = home.json(&["status"]);
    assert!([0, 1].contains(&code));
    assert_eq!(status["accounts"][0]["name"], "EU");
    assert_eq!(home.well(&["verify"])["ok"], true);
    assert_eq!(home.well(&["account", "check", "EU"])["ok"], true);
    let copy = home.0.path().join("copy");
    let done = home
        .command(&["backup", "copy", "--json"])
        .current_dir(home.0.path())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    assert_eq!(mode(&copy), 0o600);
    assert_eq!(
        home.json(&["backup", copy.to_str().unwrap()]).0,
        1,
        "nothing is overwritten"
    );
    assert_eq!(
        (mode(&home.data_dir()), home.socket().exists()),
        (0o700, false)
    );
    assert_eq!(simulator.stop(), 0);
    let (code, failed) = home.json(&["sync", "orders"]);
    assert_eq!(code, 1);
    assert!(failed["accounts"][0]["error"].is_string());
}

#[test]
fn commands_at_the_same_time_share_one_engine() {
    let home = Home::new();
    let _simulator = home.with_account();
    home.well(&["account", "set", "EU", "--last-order-sync", "31d"]);
    let running: Vec<Child> = (0..6)
        .map(|n| {
            let arguments: &[&str] = match n % 3 {
                0 => &["sync", "orders", "--json"],
                1 => &["order", "list", "--json"],
                _ => &["account", "list", "--json"],
            };
            let mut command = home.command(arguments);
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in running {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    let list = home.well(&["order", "list", "--limit", "100000"]);
    let orders = list["orders"].as_array().unwrap();
    let numbers: BTreeSet<&str> = orders
        .iter()
        .filter_map(|o| o["amazon_order_ref"].as_str())
        .collect();
    assert!(!orders.is_empty());
    assert_eq!(numbers.len(), orders.len(), "none exists twice");
    assert_eq!(home.well(&["verify"])["ok"], true);
}

#[test]
fn an_engine_serves_until_it_is_told_to_stop() {
    let home = Home::new();
    let engine = home.engine();
    assert_eq!(mode(&home.socket()), 0o600);
    assert!(
        home.well(&["account", "list"])["accounts"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let (code, second) = home.json(&["engine"]);
    assert_eq!((code, second["error"]["code"].as_str()), (1, Some("busy")));
    let holder = format!("Process {} ", engine.0.id());
    assert!(
        second["error"]["hint"].as_str().unwrap().contains(&holder),
        "{second}"
    );
    assert_eq!(engine.stop(), 0);
    assert!(!home.socket().exists());
}

#[test]
fn an_engine_that_was_killed_is_followed_by_another() {
    let home = Home::new();
    let mut engine = home.engine();
    engine.0.kill().unwrap();
    engine.0.wait().unwrap();
    assert!(home.socket().exists(), "it could not tidy up");
    assert_eq!(
        home.json(&["status"]).0,
        0,
        "the store can be read without an engine"
    );
    assert!(
        home.well(&["order", "list"])["orders"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert!(!home.socket().exists());
    assert_eq!(home.engine().stop(), 0);
}

#[test]
fn a_watch_goes_on_whatever_the_engine_does() {
    let home = Home::new();
    let mut watch = {
        let mut command = home.command(&["status", "--watch", "--line"]);
        Lasting(
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        )
    };
    let mut lines = BufReader::new(watch.0.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "orderdeck: cannot tell");
    let engine = home.engine();
    until(|| lines.next().unwrap().unwrap() == "orderdeck: 0 to ship");
    assert_eq!(engine.stop(), 0);
    assert_eq!(lines.next().unwrap().unwrap(), "orderdeck: 0 to ship");
    watch.signal("-INT");
    until(|| watch.0.try_wait().unwrap().is_some());
}

#[test]
fn a_demo_is_a_living_shop_and_leaves_nothing() {
    let home = Home::new();
    let (demo, line) = home.lasting(&["demo", "--headless", "--orders", "200"]);
    let told: Value = serde_json::from_str(&line).unwrap();
    let data_dir = PathBuf::from(told["data_dir"].as_str().unwrap());
    assert!(
        told["simulator"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    assert_eq!(told["accounts"].as_array().unwrap().len(), 3);
    let here = ["--data-dir", data_dir.to_str().unwrap()];
    until(|| {
        let (_, status) = home.json(&[&here[..], &["status"]].concat());
        status["orders"]["total"].as_u64().unwrap() > 20
    });
    assert_eq!(home.well(&[&here[..], &["verify"]].concat())["ok"], true);
    assert_eq!(demo.stop(), 0);
    assert!(!data_dir.exists());
    assert!(!home.data_dir().exists(), "real orders would be there");
}

#[test]
fn a_demo_goes_on_where_it_was() {
    let home = Home::new();
    let folder = home.0.path().join("demo");
    let here = ["--data-dir", folder.to_str().unwrap()];
    let begin = [&["demo", "--headless", "--orders", "200"], &here[..]].concat();
    let (demo, first) = home.lasting(&begin);
    let told: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(demo.stop(), 0);
    let (again, second) = home.lasting(&[&["demo", "--headless"], &here[..]].concat());
    let same: Value = serde_json::from_str(&second).unwrap();
    assert_eq!(told, same, "the accounts find their Amazon where it was");
    assert_eq!(again.stop(), 0);
}

#[test]
fn a_simulator_tells_people_how_to_use_it() {
    let home = Home::new();
    let mut command = home.command(&["simulator", "--orders", "10"]);
    let mut simulator = Lasting(command.stdout(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(simulator.0.stdout.take().unwrap()).lines();
    let mut text = String::new();
    for line in lines.map_while(Result::ok) {
        text.push_str(&line);
        text.push('\n');
        if line.contains("Ctrl-C") {
            break;
        }
    }
    // What it says is a script that works.
    let first = text
        .split("\n\n")
        .find(|part| part.starts_with("(umask"))
        .unwrap();
    let script = first.replace(
        "orderdeck account",
        &format!("{} account", env!("CARGO_BIN_EXE_orderdeck")),
    );
    let done = Command::new("sh")
        .args(["-c", &script])
        .env("HOME", home.0.path())
        .current_dir(home.0.path())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(0), "{script}\n{done:?}");
    assert_eq!(
        home.well(&["account", "list"])["accounts"][0]["name"],
        "seller1"
    );
    let (code, wrong) = home.json(&["simulator", "--faults", "nonsense"]);
    assert_eq!(
        (code, wrong["error"]["code"].as_str()),
        (1, Some("invalid"))
    );
}
