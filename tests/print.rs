//! `orderdeck print` and `orderdeck mail` as scripts see them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};
use tempfile::TempDir;

fn run(home: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_orderdeck"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("LANG", "C.UTF-8")
        .current_dir(home.path())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_document_is_a_new_file_that_nobody_else_can_read() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("codes.pdf");
    let print = [
        "print",
        "control-codes",
        "--format",
        "pdf",
        "--out",
        "codes.pdf",
    ];
    let first = run(&home, &print);
    assert!(first.status.success(), "{}", said(&first));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(fs::read(&file).unwrap().starts_with(b"%PDF-"));
    fs::write(&file, "mine").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let second = run(&home, &print);
    assert_eq!(second.status.code(), Some(1));
    assert!(
        said(&second).contains("exists already"),
        "{}",
        said(&second)
    );
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    let forced = run(&home, &[&print[..], &["--force"]].concat());
    assert!(forced.status.success(), "{}", said(&forced));
    assert!(fs::read(&file).unwrap().starts_with(b"%PDF-"));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let piped = run(
        &home,
        &["print", "control-codes", "--format", "pdf", "--out", "-"],
    );
    assert!(piped.stdout.starts_with(b"%PDF-"));
    let text = run(&home, &["print", "control-codes", "--carrier", "ups"]);
    assert!(said(&text).contains("OD:CARRIER:UPS"), "{}", said(&text));
}

#[test]
fn what_is_missing_is_told() {
    let home = tempfile::tempdir().unwrap();
    for (arguments, code, part) in [
        (vec!["print", "pick-list"], 2, "--ready"),
        (
            vec!["print", "pick-list", "--ready"],
            1,
            "No picking is ready",
        ),
        (vec!["print", "packing-slip", "P1"], 1, "is not a picking"),
        (
            vec!["print", "packing-slip", "WH/OUT/00001"],
            1,
            "no picking WH/OUT/00001",
        ),
        (
            vec!["print", "control-codes", "--out", "no/such/folder.txt"],
            1,
            "can't be written",
        ),
    ] {
        let output = run(&home, &arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            said(&output)
        );
        assert!(
            said(&output).contains(part),
            "{arguments:?}: {}",
            said(&output)
        );
    }
}

#[test]
fn a_test_e_mail_without_a_server_lies_in_the_outbox() {
    let home = tempfile::tempdir().unwrap();
    let output = run(&home, &["--json", "mail", "test"]);
    assert!(output.status.success(), "{}", said(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = fs::read_to_string(answer["file"].as_str().unwrap()).unwrap();
    assert!(text.contains("Subject: orderdeck: test"), "{text}");
    let doctor = run(&home, &["doctor"]);
    assert!(said(&doctor).contains("outbox folder"), "{}", said(&doctor));
}

#[test]
fn a_mistake_in_the_mail_settings_names_its_line() {
    let home = tempfile::tempdir().unwrap();
    fs::write(
        home.path().join("c.toml"),
        "mouse = true\n[mail]\nto = [\"nobody\"]\n",
    )
    .unwrap();
    let output = run(&home, &["--config", "c.toml", "mail", "test"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("\"nobody\" is no e-mail address"),
        "{}",
        said(&output)
    );
}
