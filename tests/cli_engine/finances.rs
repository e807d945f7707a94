//! Amazon's payments by command: fetched, listed, compared, billed.

use super::Home;
use serde_json::Value;

#[test]
fn payments_are_fetched_listed_compared_and_billed() {
    let home = Home::new();
    let (_simulator, line) = home.lasting(&["simulator", "--json", "--orders", "400"]);
    let told: Value = serde_json::from_str(&line).unwrap();
    let add = home.add(&told, "EU");
    home.well(&add.iter().map(String::as_str).collect::<Vec<_>>());
    home.well(&["account", "set", "EU", "--last-order-sync", "31d"]);
    home.well(&["sync", "orders"]);

    let nothing = home.run(&["finance", "transactions"]);
    let nothing = String::from_utf8(nothing.stdout).unwrap();
    assert!(nothing.contains("orderdeck sync finances"), "{nothing}");
    let synced = home.well(&["sync", "finances"]);
    let finances = &synced["accounts"][0]["finances"];
    assert!(finances["created"].as_u64().unwrap() > 50, "{synced}");
    let again = home.well(&["sync", "finances", "--from", "20d"]);
    assert_eq!(again["accounts"][0]["finances"]["created"], 0);

    let list = home.well(&["finance", "transactions", "--limit", "10000"]);
    let rows = list["transactions"].as_array().unwrap();
    assert_eq!(rows.len() as u64, finances["created"].as_u64().unwrap());
    let sale = rows.iter().find(|row| row["kind"] == "Shipment").unwrap();
    assert!(sale["total"].is_string() && sale["posted"].as_str().unwrap().ends_with('Z'));
    let order = sale["amazon_order_ref"].as_str().unwrap();
    let own = home.well(&["finance", "transactions", "--order", order]);
    assert!(
        own["transactions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["amazon_order_ref"] == order)
    );
    let shown = home.run(&["finance", "transactions", "--kind", "Transfer"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("transfer -"), "{shown}");

    let from = chrono::Utc::now() - chrono::Duration::days(45);
    let from = from.format("%Y-%m-%d").to_string();
    let settled = home.well(&["finance", "settlement", "--from", &from]);
    let row = &settled["rows"][0];
    for key in [
        "sales",
        "fees",
        "refunds",
        "transfers",
        "held",
        "reserve",
        "total",
    ] {
        assert!(row[key].is_string(), "{key}: {row}");
    }
    let shown = home.run(&["finance", "settlement", "--from", &from]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(
        shown.contains("EU EUR") && shown.contains("fulfilment fee"),
        "{shown}"
    );
    let (code, refused) = home.json(&[
        "finance",
        "settlement",
        "--from",
        "2026-01-02",
        "--to",
        "2025-01-01",
    ]);
    assert_eq!(
        (code, &refused["error"]["code"]),
        (1, &Value::from("invalid"))
    );

    let proposed = home.well(&["bill", "propose"]);
    let first = proposed["proposals"][0].clone();
    let month = first["month"].as_str().unwrap();
    let currency = first["currency"].as_str().unwrap();
    let posted = home.well(&["bill", "accept", month, "--currency", currency, "--early"]);
    assert_eq!(posted["bills"][0]["total"], first["total"]);
    let left = home.well(&["bill", "propose"]);
    assert!(!left["proposals"].as_array().unwrap().contains(&first));
    let (code, _) = home.json(&["bill", "accept", month, "--currency", currency, "--early"]);
    assert_eq!(code, 1, "it is billed");
    let misplaced = home.run(&["sync", "orders", "--from", "3d"]);
    assert_eq!(misplaced.status.code(), Some(2));
    home.well(&["verify"]);
}
