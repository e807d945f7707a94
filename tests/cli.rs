//! The program as scripts see it: what works without an engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A home folder of its own for every test.
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
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn file(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    fn data_dir(&self) -> PathBuf {
        self.0.path().join(".local/share/orderdeck")
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("not one JSON document: {}", stdout(output)))
}

#[test]
fn wrong_usage_is_exit_code_two() {
    let home = Home::new();
    for arguments in [
        &["nonsense"][..],
        &["order"],
        &["order", "list", "--limit", "0"],
        &["order", "list", "--state", "lost"],
        &["order", "list", "--channel", "fbx"],
        &["order", "list", "--after", "nonsense"],
        &["order", "list", "--marketplace", "Germany"],
        &["order", "recover", "302-1234567-7654321"],
        &["order", "failed", "dismiss", "302-1234567-7654321"],
        &["account", "add", "EU"],
        &[
            "account",
            "add",
            "EU",
            "--region",
            "mars",
            "--seller-id",
            "A",
            "--credentials",
            "f",
        ],
        &["account", "set", "EU"],
        &["account", "set", "EU", "--last-order-sync", "yesterday"],
        &["account", "set", "EU", "--sync-minutes", "1"],
        &["account", "set", "EU", "--tax-included", "DE=maybe"],
        &[
            "order",
            "failed",
            "--dismissed",
            "retry",
            "302-1234567-7654321",
        ],
        &["sync", "feed"],
        &["sync", "orders", "--bulk"],
        &["sync", "feeds", "--bulk"],
        &["scan"],
        &["scan", "--plain", "--json"],
        &["order", "cancel", "S00001"],
        &["order", "cancel", "S00001", "--reason", "Nothing"],
        &["picking"],
        &["picking", "list", "--state", "lost"],
        &["picking", "list", "--sync", "told"],
        &["picking", "list", "--limit", "0"],
        &["picking", "confirm", "WH/OUT/00001", "--carrier", "DHL"],
        &[
            "picking",
            "confirm",
            "WH/OUT/00001",
            "--carrier",
            "DHL",
            "--tracking",
            "1",
            "--quantity",
            "A",
        ],
        &[
            "picking",
            "confirm",
            "WH/OUT/00001",
            "--carrier",
            "DHL",
            "--tracking",
            "1",
            "--quantity",
            "A=1",
            "--quantity",
            "A=2",
        ],
        &[
            "picking",
            "confirm",
            "WH/OUT/00001",
            "--carrier",
            "DHL",
            "--tracking",
            "1",
            "--backorder",
            "--no-backorder",
        ],
        &[
            "picking",
            "confirm",
            "WH/OUT/00001",
            "--carrier",
            "DHL",
            "--tracking",
            "1",
            "--reason",
            "NoInventory",
        ],
        &["picking", "retry"],
        &["picking", "retry", "WH/OUT/00001", "--all"],
        &["picking", "retry", "--all", "--tracking", "1"],
        &[
            "picking",
            "retry",
            "WH/OUT/00001",
            "WH/OUT/00002",
            "--tracking",
            "1",
        ],
        &["picking", "retry", "S00001", "--carrier", "DHL"],
        &["picking", "solve", "WH/OUT/00001"],
        &["picking", "solve", "--why", "done"],
        &["carrier"],
        &["carrier", "add"],
        &["product", "set", "A-1"],
        &["product", "set", "A-1", "--barcode", "400*0"],
        &["completions", "tcsh"],
        &["status", "--line", "--prometheus"],
        &["status", "--line", "--json"],
        &["--json"],
    ] {
        let output = home.run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(stdout(&output).is_empty(), "{arguments:?}");
        assert!(!stderr(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_wrong_reason_lists_amazons() {
    let home = Home::new();
    let output = home.run(&["order", "cancel", "S00001", "--reason", "Nothing"]);
    assert_eq!(code(&output), 2);
    for reason in ["NoInventory", "BuyerCanceled", "WeatherDelay"] {
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let home = Home::new();
    for arguments in [
        &["--help"][..],
        &["order", "list", "--help"],
        &["help", "account"],
    ] {
        let output = home.run(arguments);
        assert_eq!(code(&output), 0, "{arguments:?}");
        assert!(stdout(&output).contains("Usage:"), "{arguments:?}");
    }
    let version = stdout(&home.run(&["--version"]));
    assert!(version.starts_with("orderdeck "), "{version}");
    assert!(version.contains(&format!("protocol {}", orderdeck::protocol::PROTOCOL)));
}

#[test]
fn definitions_are_sound() {
    use clap::CommandFactory;
    orderdeck::cli::args::Arguments::command().debug_assert();
}

#[test]
fn without_a_terminal_there_is_no_screen() {
    let home = Home::new();
    let output = home.run(&[]);
    assert_eq!(code(&output), 2);
    assert!(stdout(&output).is_empty());
    assert!(stderr(&output).contains("orderdeck status"));
    let demo = home.run(&["demo"]);
    assert_eq!(code(&demo), 2);
    assert!(stderr(&demo).contains("--headless"));
    assert!(!home.data_dir().exists());
}

#[test]
fn completions_for_every_shell() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = home.run(&["completions", shell]);
        assert_eq!(code(&output), 0, "{shell}");
        let text = stdout(&output);
        assert!(text.contains("last-order-sync"), "{shell}");
    }
}

#[test]
fn the_man_page_names_every_command() {
    let home = Home::new();
    let output = home.run(&["man"]);
    assert_eq!(code(&output), 0);
    let page = stdout(&output);
    assert!(page.contains(".TH"));
    for command in [
        "ORDERDECK DEMO",
        "ORDERDECK ACCOUNT ADD",
        "ORDERDECK ORDER FAILED",
        "ORDERDECK ORDER FAILED RETRY",
        "ORDERDECK STATUS",
        "ORDERDECK PICKING CONFIRM",
        "ORDERDECK CARRIER ADD",
        "ORDERDECK PRODUCT SET",
    ] {
        assert!(page.contains(&format!(".SH {command}\n")), "{command}");
    }
    assert!(page.contains("ORDERDECK_DATA_DIR"));
}

#[test]
fn a_bad_reference_is_refused_before_anything_else() {
    let home = Home::new();
    for arguments in [
        &["--json", "order", "why", "nonsense"][..],
        &["order", "show", "302-1234567-765432", "--json"],
        &["order", "recover", "S00001", "--account", "EU", "--json"],
        &["order", "why", "--json", "\u{1b}]0;x\u{7}"],
        &[
            "order",
            "cancel",
            "nonsense",
            "--reason",
            "NoInventory",
            "--json",
        ],
        &["picking", "show", "S00001", "--json"],
        &["picking", "undo", "WH/OUT/1", "--json"],
        &["picking", "retry", "nonsense", "--json"],
        &["picking", "solve", "nonsense", "--why", "x", "--json"],
    ] {
        let output = home.run(arguments);
        assert_eq!(code(&output), 1, "{arguments:?}");
        assert_eq!(json(&output)["error"]["code"], "bad_reference");
        assert!(json(&output)["error"]["message"].is_string());
        assert!(stderr(&output).is_empty(), "{arguments:?}");
    }
    let people = home.run(&["order", "why", "nonsense"]);
    assert_eq!(code(&people), 1);
    assert!(stdout(&people).is_empty());
    assert!(stderr(&people).contains("not an Amazon order reference"));
    assert!(!home.data_dir().exists(), "no engine was started");
}

fn add<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "--json",
        "account",
        "add",
        "EU",
        "--region",
        "eu",
        "--seller-id",
        "A1",
        "--credentials",
        file,
    ];
    arguments.extend(more);
    arguments
}

#[test]
fn credentials_that_others_can_read_are_refused() {
    let home = Home::new();
    let good = "client_id = \"i\"\nclient_secret = \"hunter2\"\nrefresh_token = \"hunter2\"\n";
    for mode in [0o644, 0o640, 0o604, 0o620, 0o700] {
        let file = home.file("c.toml", good, mode);
        let output = home.run(&add(file.to_str().unwrap(), &[]));
        assert_eq!(code(&output), 1);
        let error = &json(&output)["error"];
        assert_eq!(error["code"], "invalid");
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .contains(&format!("{mode:04o}"))
        );
        assert!(error["hint"].as_str().unwrap().contains("chmod 600"));
    }
    assert!(!home.data_dir().exists(), "no engine was started");
}

#[test]
fn credentials_that_are_wrong_are_refused_without_repeating_them() {
    let home = Home::new();
    let whole = "client_id = \"i\"\nclient_secret = \"hunter2\"\nrefresh_token = \"r\"\n";
    for (text, part) in [
        (
            "client_id = \"i\"\nclient_secret = hunter2\n".to_owned(),
            "line 2",
        ),
        (
            "client_id = \"i\"\nclient_secret = \"hunter2\"\n".to_owned(),
            "refresh_token is missing",
        ),
        (format!("{whole}password = \"hunter2\"\n"), "line 4"),
        (whole.replace("\"r\"", "\" \""), "refresh_token is empty"),
        (whole.replace("\"i\"", "7"), "must be a text"),
    ] {
        let file = home.file("c.toml", &text, 0o600);
        let output = home.run(&add(file.to_str().unwrap(), &[]));
        assert_eq!(code(&output), 1);
        let message = json(&output)["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(message.contains(part), "{message}");
        assert!(!stdout(&output).contains("hunter2") && !stderr(&output).contains("hunter2"));
    }
    let missing = home.run(&add("/nowhere/c.toml", &[]));
    assert_eq!(code(&missing), 1);
}

#[test]
fn secrets_do_not_leave_the_machine_unencrypted() {
    let home = Home::new();
    let good = "client_id = \"i\"\nclient_secret = \"s\"\nrefresh_token = \"r\"\n";
    let file = home.file("c.toml", good, 0o600);
    for option in ["--endpoint", "--lwa-endpoint"] {
        let output = home.run(&add(
            file.to_str().unwrap(),
            &[option, "http://api.example.com"],
        ));
        assert_eq!(code(&output), 1);
        assert_eq!(json(&output)["error"]["code"], "invalid");
    }
    assert!(!home.data_dir().exists(), "no engine was started");
}

#[test]
fn a_wrong_configuration_names_its_line() {
    let home = Home::new();
    let config = home.file("c.toml", "theme = \"dark\"\ncolour = 1\n", 0o600);
    let output = home.run(&[
        "--config",
        config.to_str().unwrap(),
        "order",
        "list",
        "--json",
    ]);
    assert_eq!(code(&output), 1);
    let message = json(&output)["error"]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        message.contains("line 2") && message.contains("colour"),
        "{message}"
    );
    let missing = home.run(&["--config", "/nowhere.toml", "status"]);
    assert_eq!(code(&missing), 1);
    // The doctor is who you ask about it, so it has to live through it.
    let doctor = home.run(&["--config", config.to_str().unwrap(), "doctor", "--json"]);
    assert_eq!(code(&doctor), 1);
    let findings = json(&doctor)["findings"].clone();
    assert_eq!(findings[0]["check"], "configuration");
    assert_eq!(findings[0]["level"], "error");
}

#[test]
fn status_where_nothing_is_set_up_cannot_tell() {
    let home = Home::new();
    let people = home.run(&["status"]);
    assert_eq!(code(&people), 2);
    assert!(stderr(&people).contains("orderdeck account add"));
    assert!(stderr(&people).contains("orderdeck demo"));
    let script = home.run(&["status", "--json"]);
    assert_eq!(code(&script), 2);
    let report = json(&script);
    assert_eq!(report["health"], "unknown");
    assert!(report["accounts"].as_array().unwrap().is_empty());
    assert!(report["orders"]["to_ship"].is_number());
    assert_eq!(report["error"]["code"], "not_found");
    let line = home.run(&["status", "--line"]);
    assert_eq!(
        (code(&line), stdout(&line).as_str()),
        (2, "orderdeck: cannot tell\n")
    );
    let metrics = home.run(&["status", "--prometheus"]);
    assert_eq!(code(&metrics), 2);
    assert!(stdout(&metrics).contains("\norderdeck_up 0\n"));
    assert!(!home.data_dir().exists(), "looking makes nothing");
}

#[test]
fn a_folder_and_a_store_that_others_could_look_into_are_closed_to_them() {
    let home = Home::new();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let open = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let folder = home.data_dir();
    let store = folder.join("store.redb");
    fs::create_dir_all(&folder).unwrap();
    open(&folder, 0o755);
    assert_eq!(code(&home.run(&["verify"])), 0);
    assert_eq!((mode(&folder), mode(&store)), (0o700, 0o600));
    open(&folder, 0o750);
    open(&store, 0o644);
    assert_eq!(code(&home.run(&["verify"])), 0);
    assert_eq!((mode(&folder), mode(&store)), (0o700, 0o600));
    // What others may have read is no secret any more: that is for a person to judge.
    open(&folder.join("store.key"), 0o640);
    let refused = home.run(&["verify"]);
    assert_eq!(code(&refused), 1);
    assert!(stderr(&refused).contains("chmod 600"));
    open(&folder.join("store.key"), 0o600);
    // Only who may give files away can tell this: a folder that is not ours is not ours to change.
    if std::os::unix::fs::chown(&folder, Some(65_534), None).is_ok() {
        open(&folder, 0o755);
        let refused = home.run(&["verify"]);
        assert_eq!(code(&refused), 1);
        assert!(stderr(&refused).contains("belongs to another user"));
        assert_eq!(mode(&folder), 0o755);
    }
}

#[test]
fn doctor_makes_no_store() {
    let home = Home::new();
    let output = home.run(&["doctor", "--json"]);
    assert_eq!(code(&output), 0);
    assert!(!home.data_dir().exists());
    fs::create_dir_all(home.data_dir()).unwrap();
    fs::set_permissions(home.data_dir(), fs::Permissions::from_mode(0o777)).unwrap();
    let output = home.run(&["doctor"]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("chmod 700"));
}

#[test]
fn a_demo_never_runs_among_real_orders() {
    let home = Home::new();
    let real = home.0.path().join("real");
    fs::create_dir(&real).unwrap();
    fs::write(real.join("orders.redb"), "x").unwrap();
    let output = home.run(&[
        "demo",
        "--headless",
        "--json",
        "--data-dir",
        real.to_str().unwrap(),
    ]);
    assert_eq!(code(&output), 1);
    assert_eq!(json(&output)["error"]["code"], "conflict");
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let home = Home::new();
    for arguments in [&["man"][..], &["completions", "zsh"], &["--help"]] {
        let mut child = home
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), 0, "{arguments:?}");
        assert!(
            output.stderr.is_empty(),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn a_disk_that_is_full_is_a_failure() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        return;
    };
    let home = Home::new();
    let status = home
        .command(&["man"])
        .stdout(full)
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(1));
}

/// Where the environment says the store is, unless the option says otherwise.
#[test]
fn options_go_before_the_environment() {
    let home = Home::new();
    let told = |command: &mut Command| {
        let output = command.output().unwrap();
        json(&output)["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let by_environment = told(
        home.command(&["status", "--json"])
            .env("ORDERDECK_DATA_DIR", "/tmp/a-none"),
    );
    assert!(by_environment.contains("/tmp/a-none"), "{by_environment}");
    let by_option = told(
        home.command(&["status", "--json", "--data-dir", "/tmp/b-none"])
            .env("ORDERDECK_DATA_DIR", "/tmp/a-none"),
    );
    assert!(by_option.contains("/tmp/b-none"), "{by_option}");
    let by_xdg = told(
        home.command(&["status", "--json"])
            .env("XDG_DATA_HOME", "/tmp/c-none"),
    );
    assert!(by_xdg.contains("/tmp/c-none/orderdeck"), "{by_xdg}");
    let config = home.file("c.toml", "data_dir = \"/tmp/d-none\"\n", 0o600);
    let by_file = told(
        home.command(&["status", "--json"])
            .env("ORDERDECK_CONFIG", config),
    );
    assert!(by_file.contains("/tmp/d-none"), "{by_file}");
}

/// A stand-in for an engine: greets, and answers the first request with this line.
fn one_answer(data_dir: &Path, answer: &'static str) -> std::thread::JoinHandle<String> {
    fs::create_dir_all(data_dir).unwrap();
    let listener = std::os::unix::net::UnixListener::bind(data_dir.join("engine.sock")).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let hello = serde_json::to_string(&orderdeck::protocol::frame::Hello::ours()).unwrap();
        writeln!(stream, "{hello}\n{answer}").unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        said
    })
}

const REPORT: &str = concat!(
    r#"{"answer":{"ticket":1,"result":{"Ok":{"is":"status","value":{"as_of":"2026-11-22T10:00:00Z","health":"attention","#,
    r#""accounts":[{"name":"E\u001bU","active":true,"last_order_sync":"2026-11-22T09:58:00Z","age_seconds":130,"#,
    r#""next_sync":null,"state":"idle","calls_left":20,"problem":null,"run":null}],"#,
    r#""orders":{"to_ship":12,"late":3,"due_today":0,"incoming":1,"unknown_status":2,"unfulfillable":0,"cancel_requested":4,"address_incomplete":0,"total":500},"#,
    r#""deliveries":{"ready":12,"pending":0,"processing":0,"failed":0},"#,
    r#""cancellations":{"pending":0,"processing":0,"failed":0},"failed_orders":1,"#,
    r#""problems":[{"code":"late","count":3,"message":"3 orders are late."},"#,
    r#"{"code":"negative_stock","count":2,"message":"2 products have a negative quantity at Amazon."},"#,
    r#"{"code":"secret_age","count":1,"message":"The client secret of EU must be renewed within 9 days."},"#,
    r#"{"code":"secret_age","count":1,"message":"The client secret of US must be renewed within 9 days."}],"#,
    r#""counts":{"customers":1,"products":1,"products_unreviewed":0,"pickings":12,"stock_moves":0,"seen":600,"orders_fbm":400,"orders_fba":100}}}}}}"#
);

#[test]
fn status_asks_the_engine_that_answers() {
    for (arguments, part) in [
        (&["status"][..], "12, 3 late, 0 due today"),
        (&["status"], "2 with an unknown status\n"),
        (&["status"], "4 with a cancel request\n"),
        (
            &["status", "--line"],
            "orderdeck: 12 to ship · 3 late · 1 failed · 2 negative at Amazon · secrets to renew · EU 2 m ago\n",
        ),
        (
            &["status", "--prometheus"],
            "orderdeck_account_sync_age_seconds{account=\"EU\"} 130\n",
        ),
        (&["status", "--json"], "\"to_ship\":12"),
    ] {
        let home = Home::new();
        let engine = one_answer(&home.data_dir(), REPORT);
        let output = home.run(arguments);
        assert_eq!(code(&output), 1, "{}", stderr(&output));
        assert!(stdout(&output).contains(part), "{}", stdout(&output));
        assert!(!stdout(&output).contains('\u{1b}'));
        assert!(engine.join().unwrap().contains("\"status\""));
    }
}

#[test]
fn metrics_have_help_and_type_once_each() {
    let home = Home::new();
    let engine = one_answer(&home.data_dir(), REPORT);
    let text = stdout(&home.run(&["status", "--prometheus"]));
    engine.join().unwrap();
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    for name in &names {
        assert_eq!(names.iter().filter(|n| n == &name).count(), 1, "{name}");
        assert!(text.contains(&format!("# HELP {name} ")), "{name}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap();
        assert!(names.contains(&name), "{line}");
        assert!(
            line.rsplit(' ').next().unwrap().parse::<i64>().is_ok(),
            "{line}"
        );
    }
}

#[test]
fn an_engine_of_another_version_is_named() {
    let home = Home::new();
    fs::create_dir_all(home.data_dir()).unwrap();
    let listener =
        std::os::unix::net::UnixListener::bind(home.data_dir().join("engine.sock")).unwrap();
    let engine = std::thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let hello = r#"{"product":"orderdeck","version":"9.9.9","protocol":99,"pid":4242}"#;
            writeln!(stream, "{hello}").unwrap();
            let mut said = Vec::new();
            let _ = stream.read_to_end(&mut said);
        }
    });
    for arguments in [&["status", "--json"][..], &["order", "list", "--json"]] {
        let output = home.run(arguments);
        let error = json(&output)["error"].clone();
        assert_eq!(error["code"], "connection");
        assert!(
            error["message"].as_str().unwrap().contains("9.9.9"),
            "{error}"
        );
        assert!(error["hint"].as_str().unwrap().contains("4242"), "{error}");
    }
    engine.join().unwrap();
}
