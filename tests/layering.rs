//! The house keeps its layers: who may use whom is written here, and an edge that is not written fails.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with what it may use. The same picture is in `docs/architecture.md`.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("vault", &["domain", "clock"]),
    ("store", &["domain", "clock", "vault"]),
    ("amazon", &["domain", "clock"]),
    ("protocol", &["domain"]),
    ("documents", &["domain"]),
    ("mail", &["domain"]),
    ("client", &["domain", "protocol"]),
    (
        "engine",
        &[
            "domain",
            "clock",
            "vault",
            "store",
            "amazon",
            "protocol",
            "documents",
            "mail",
            "client",
        ],
    ),
    ("service", &["domain", "protocol", "client", "engine"]),
    ("screen", &["domain", "clock", "protocol", "client"]),
    ("simulator", &[]),
    (
        "cli",
        &[
            "domain",
            "clock",
            "protocol",
            "client",
            "engine",
            "service",
            "screen",
            "simulator",
        ],
    ),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found
}

/// The layer of a file: its first folder below `src`, or its own name.
fn layer_of(path: &Path) -> String {
    let below = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let first = below
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// What a text uses of this crate: every `crate::x`, and every `crate::{x, y}`, outside comments.
fn used(text: &str) -> BTreeSet<String> {
    let mut layers = BTreeSet::new();
    for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
        for piece in line.split("crate::").skip(1) {
            let names = match piece.strip_prefix('{') {
                Some(group) => group.split('}').next().unwrap_or_default(),
                None => piece,
            };
            for name in names.split(',') {
                let name: String = name
                    .trim()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if name.starts_with(|c: char| c.is_lowercase()) {
                    layers.insert(name);
                }
            }
        }
    }
    layers
}

#[test]
fn no_layer_uses_what_it_may_not() {
    let mut wrong = Vec::new();
    for path in all_sources() {
        let layer = layer_of(&path);
        if layer == "lib" || layer == "main" {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            wrong.push(format!("{} belongs to no layer", path.display()));
            continue;
        };
        for other in used(&fs::read_to_string(&path).unwrap()) {
            let known = LAYERS.iter().any(|(name, _)| *name == other);
            if known && other != layer && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{} uses {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_itself_sees_an_edge() {
    let text = "use crate::{store, engine::Engine};\nfn f() { crate::amazon::client::x() }\n// crate::vault\n";
    let seen: Vec<String> = used(text).into_iter().collect();
    assert_eq!(seen, ["amazon", "engine", "store"]);
}

#[test]
fn business_rules_know_no_clock_no_disk_no_network() {
    const BANNED: &[&str] = &[
        "std::fs",
        "std::net",
        "std::time",
        "tokio",
        "Utc::now",
        "Local::now",
        "async fn",
        "fastrand",
        "SystemTime",
        "Instant",
    ];
    let mut wrong = Vec::new();
    for path in all_sources().iter().filter(|p| layer_of(p) == "domain") {
        let text = fs::read_to_string(path).unwrap();
        let rules = text.split("#[cfg(test)]").next().unwrap();
        for banned in BANNED.iter().filter(|b| {
            rules
                .lines()
                .any(|l| !l.trim_start().starts_with("//") && l.contains(**b))
        }) {
            wrong.push(format!("{} uses {banned}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_one_helper_opens_a_write_transaction() {
    for path in all_sources() {
        let text = fs::read_to_string(&path).unwrap();
        let opens = text.matches("begin_write").count();
        let allowed = usize::from(path.ends_with("src/store/mod.rs"));
        assert_eq!(
            opens,
            allowed,
            "{} opens {opens} write transactions",
            path.display()
        );
    }
}
