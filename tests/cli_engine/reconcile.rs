//! Amazon's own figures by command: fetched, compared, taken over.

use super::Home;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

fn drift(address: &str, body: &Value) {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /simulator/stock HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

fn of<'a>(all: &'a Value, sku: &str) -> &'a Value {
    let rows = all["rows"].as_array().unwrap();
    rows.iter().find(|row| row["sku"] == sku).unwrap()
}

#[test]
fn figures_are_fetched_compared_and_taken_over() {
    let home = Home::new();
    let (_simulator, line) = home.lasting(&["simulator", "--json", "--orders", "400"]);
    let told: Value = serde_json::from_str(&line).unwrap();
    let add = home.add(&told, "EU");
    home.well(&add.iter().map(String::as_str).collect::<Vec<_>>());
    home.well(&["account", "set", "EU", "--last-order-sync", "31d"]);
    home.well(&["sync", "orders"]);

    let (code, early) = home.json(&["stock", "reconcile", "--apply", "--reason", "Opening stock"]);
    assert_eq!(code, 1, "never fetched: {early}");
    let synced = home.well(&["sync", "stock"]);
    assert_eq!(synced["accounts"][0]["stock"]["rows"], 34);
    let all = home.well(&["stock", "reconcile"]);
    assert!(all["differing"].as_u64().unwrap() > 20);
    assert!(of(&all, "GIFTBOX-2019")["known"] == false);
    let without_reason = home.run(&["stock", "reconcile", "--apply"]);
    assert_eq!(without_reason.status.code(), Some(2));
    let done = home.well(&["stock", "reconcile", "--apply", "--reason", "Opening stock"]);
    assert!(done["adjusted"].as_array().unwrap().len() > 20);

    let address = told["simulator"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://");
    let lost = json!({"seller": told["sellers"][0]["name"], "sku": "SECATEURS", "what": "lost", "units": 4});
    drift(address, &lost);
    home.well(&["sync", "all"]);
    let all = home.well(&["stock", "reconcile", "--account", "EU", "--differences"]);
    assert_eq!(of(&all, "SECATEURS")["difference"], -4);
    let shown = home.run(&["stock", "reconcile"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("GIFTBOX-2019 (unknown here)"), "{shown}");
    let one = [
        "stock",
        "reconcile",
        "--apply",
        "SECATEURS",
        "--reason",
        "lost at Amazon",
    ];
    assert_eq!(home.well(&one)["adjusted"][0]["difference"], -4);
    let (code, held) = home.json(&["stock", "reconcile", "--accept"]);
    assert_eq!(code, 1, "nothing is held: {held}");
    let misplaced = home.run(&["sync", "orders", "--accept"]);
    assert_eq!(misplaced.status.code(), Some(2));
    home.well(&["verify"]);
}
