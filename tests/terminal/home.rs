//! A home folder of its own, the commands in it, and a shop to register there.

use crate::pty::{Pty, SOON, Start};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_orderdeck");

/// A home folder that goes with the test.
pub struct Home(TempDir);

impl Home {
    pub fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// What every process of this home gets.
    pub fn environment(&self) -> Vec<(String, String)> {
        let here = self.path().display().to_string();
        [
            ("HOME", here.as_str()),
            ("TMPDIR", here.as_str()),
            ("LANG", "C.UTF-8"),
            ("TERM", "xterm-256color"),
            ("PATH", "/usr/bin:/bin"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(arguments)
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::null());
        command
    }

    /// A command that must be done well, and its document.
    pub fn well(&self, arguments: &[&str]) -> Value {
        let arguments = [&["--json"], arguments].concat();
        let output = self.command(&arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The screen over this home's own store.
    pub fn screen(&self) -> Start {
        Start::new(PROGRAM, &[], self.environment())
    }

    /// A demo of 300 orders.
    pub fn demo(&self) -> Start {
        let arguments = ["demo", "--orders", "300", "--seed", "3"];
        Start::new(PROGRAM, &arguments, self.environment())
    }

    /// Something that lasts without a terminal, with the first line it says.
    pub fn lasting(&self, arguments: &[&str]) -> (Lasting, String) {
        let mut child = self
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        if arguments[0] == "simulator" {
            let mut lines = BufReader::new(child.stdout.take().unwrap());
            lines.read_line(&mut line).unwrap();
        }
        (Lasting(child), line)
    }

    /// An engine alone, once it answers.
    pub fn engine(&self) -> Lasting {
        let (engine, _) = self.lasting(&["engine"]);
        let socket = self.path().join(".local/share/orderdeck/engine.sock");
        until("an engine", || {
            std::os::unix::net::UnixStream::connect(&socket).is_ok()
        });
        engine
    }

    /// A shop in which nothing happens by itself.
    pub fn shop(&self, orders: &str) -> Shop {
        let (process, line) = self.lasting(&["simulator", "--json", "--orders", orders]);
        Shop {
            told: serde_json::from_str(&line).unwrap(),
            _process: process,
        }
    }

    /// The account `EU` at this shop, which takes in orders from now on.
    pub fn add(&self, shop: &Shop) {
        let seller = &shop.told["sellers"][0];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let file: PathBuf = self.path().join("eu.toml");
        let keys = ["client_id", "client_secret", "refresh_token"];
        let lines: String = keys
            .iter()
            .map(|key| format!("{key} = {}\n", seller[*key]))
            .collect();
        fs::write(&file, lines).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        self.well(&[
            "account",
            "add",
            "EU",
            "--region",
            &text(&seller["region"]),
            "--seller-id",
            &text(&seller["seller_id"]),
            "--credentials",
            file.to_str().unwrap(),
            "--endpoint",
            &text(&shop.told["simulator"]),
            "--lwa-endpoint",
            &text(&shop.told["token_url"]),
        ]);
    }

    /// The account `EU` at this shop with its orders of the last month.
    pub fn fill(&self, shop: &Shop) {
        self.add(shop);
        self.well(&["account", "set", "EU", "--last-order-sync", "31d"]);
        self.well(&["sync", "orders"]);
    }

    /// The Amazon references of the newest orders.
    pub fn references(&self) -> Vec<String> {
        let orders = self.orders().into_iter();
        orders.map(|[reference, _]| reference).collect()
    }

    /// The Amazon references and the numbers of the orders, the newest first.
    pub fn orders(&self) -> Vec<[String; 2]> {
        let list = self.well(&["order", "list", "--limit", "1000"]);
        let orders = list["orders"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let names = |order: &Value| [&order["amazon_order_ref"], &order["number"]].map(text);
        orders.iter().map(names).collect()
    }

    /// Waits for a screen of this home over a frozen shop, with its first order on it.
    pub fn open(&self, start: Start) -> Pty {
        let first = self.references().swap_remove(0);
        let pty = start.spawn();
        pty.until_shows(&first);
        pty
    }
}

/// A simulated shop that does not live.
pub struct Shop {
    told: Value,
    _process: Lasting,
}

/// A process that lasts; ended with the test.
pub struct Lasting(Child);

impl Lasting {
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until something is so.
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + SOON;
    while !condition() {
        assert!(Instant::now() < end, "it never happened: {what}");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}
