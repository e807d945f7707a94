//! Reports and sales teams, as scripts use them.

use super::warehouse::{Warehouse, refusal};
use serde_json::Value;

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn sales_equal_the_orders_that_are_listed() {
    let warehouse = Warehouse::new();
    let home = &warehouse.home;
    let report = home.well(&["report", "sales", "--by", "marketplace,channel"]);
    let list = home.well(&["order", "list", "--limit", "1000"]);
    let rows = report["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let of_row = |order: &&Value| {
            order["state"] == "confirmed"
                && ["marketplace", "channel", "currency"]
                    .iter()
                    .all(|key| order[*key] == row[*key])
        };
        let orders: Vec<&Value> = list["orders"]
            .as_array()
            .unwrap()
            .iter()
            .filter(of_row)
            .collect();
        assert_eq!(row["orders"], orders.len(), "{row}");
        let total: f64 = orders.iter().map(|order| number(&order["total"])).sum();
        assert!((total - number(&row["total"])).abs() < 0.005, "{row}");
    }
    for total in report["totals"].as_array().unwrap() {
        for key in ["currency", "orders", "units", "untaxed", "total"] {
            assert!(!total[key].is_null(), "{key}: {total}");
        }
    }
    // Another way to say the same, and a table for people.
    let same = home.run(&[
        "report",
        "sales",
        "--by",
        "marketplace,channel",
        "--format",
        "json",
    ]);
    assert_eq!(
        serde_json::from_slice::<Value>(&same.stdout).unwrap(),
        report
    );
    let csv = home.run(&[
        "report",
        "sales",
        "--by",
        "marketplace,channel",
        "--format",
        "csv",
    ]);
    let csv = String::from_utf8(csv.stdout).unwrap();
    assert!(
        csv.starts_with("marketplace,channel,currency,orders,units,untaxed,total,"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), rows.len() + 1);
    let table = home.run(&[
        "report",
        "sales",
        "--by",
        "day",
        "--period",
        "last-30-days",
        "--compare",
    ]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(
        table.contains("compared with") && table.contains("Total"),
        "{table}"
    );
    // The orders behind the first row.
    let row = &rows[0];
    let (marketplace, channel) = (
        format!("marketplace={}", row["marketplace"].as_str().unwrap()),
        format!("channel={}", row["channel"].as_str().unwrap()),
    );
    let currency = row["currency"].as_str().unwrap();
    let behind = home.well(&[
        "report",
        "orders",
        "--of",
        &marketplace,
        "--of",
        &channel,
        "--currency",
        currency,
        "--limit",
        "1000",
    ]);
    assert_eq!(behind["total"], row["orders"]);
    assert_eq!(
        behind["orders"].as_array().unwrap().len() as u64,
        behind["total"]
    );
    assert_eq!(behind["orders"][0]["channel"], row["channel"]);
    let quality = home.well(&["report", "quality"]);
    assert_eq!(quality["accounts"][0]["rates"][0]["threshold"], "4.00");
}

#[test]
fn what_makes_no_report_is_refused() {
    let warehouse = Warehouse::new();
    let home = &warehouse.home;
    let wrong: [&[&str]; 12] = [
        &["report", "sales"],
        &["report", "sales", "--by", "colour"],
        &["report", "sales", "--by", "day,week,month"],
        &["report", "sales", "--by", "day,day"],
        &["report", "sales", "--by", "day", "--from", "yesterday"],
        &["report", "sales", "--by", "day", "--channel", "mail"],
        &["report", "sales", "--by", "day", "--rate", "EUR=1.1"],
        &[
            "report", "sales", "--by", "day", "--in", "USD", "--rate", "EUR=-1",
        ],
        &[
            "report",
            "sales",
            "--by",
            "day",
            "--period",
            "this-month",
            "--from",
            "2026-01-01",
        ],
        &["report", "sales", "--by", "day", "--format", "xml"],
        &["report", "orders", "--of", "month"],
        &["team", "set", "Amazon"],
    ];
    for arguments in wrong {
        let output = home.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
    let both = home.run(&[
        "--json", "report", "sales", "--by", "day", "--format", "csv",
    ]);
    assert_eq!(both.status.code(), Some(2));
    let refused: [(&[&str], &str); 8] = [
        (
            &["report", "sales", "--by", "day", "--account", "nobody"],
            "not_found",
        ),
        (
            &["report", "sales", "--by", "day", "--marketplace", "XX"],
            "invalid",
        ),
        (
            &[
                "report",
                "sales",
                "--by",
                "day",
                "--from",
                "2026-02-01",
                "--to",
                "2026-01-01",
            ],
            "invalid",
        ),
        (
            &[
                "report", "sales", "--by", "day", "--in", "EUR", "--rate", "EUR=1",
            ],
            "invalid",
        ),
        (&["report", "favourite", "run", "nothing"], "not_found"),
        (&["report", "favourite", "remove", "nothing"], "not_found"),
        (&["team", "remove", "nobody"], "not_found"),
        (&["team", "add", ""], "invalid"),
    ];
    for (arguments, code) in refused {
        assert_eq!(refusal(home.json(arguments)), code, "{arguments:?}");
    }
    let told = home.run(&[
        "report",
        "sales",
        "--by",
        "day",
        "--account",
        "nobody",
        "--format",
        "json",
    ]);
    assert_eq!(told.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(told["error"]["code"], "not_found");
}

#[test]
fn a_report_is_kept_under_a_name_and_teams_are_managed() {
    let warehouse = Warehouse::new();
    let home = &warehouse.home;
    let report = home.well(&[
        "report",
        "sales",
        "--by",
        "team,month",
        "--channel",
        "fbm",
        "--save",
        "FBM",
    ]);
    let list = home.well(&["report", "favourite", "list"]);
    assert_eq!(list["favourites"][0]["name"], "FBM");
    assert_eq!(list["favourites"][0]["query"]["by"], "team,month");
    assert_eq!(home.well(&["report", "favourite", "run", "FBM"]), report);
    let empty = home.well(&["report", "favourite", "remove", "FBM"]);
    assert_eq!(empty["favourites"], Value::Array(Vec::new()));
    home.well(&["team", "add", "Nord", "--salesperson", "Ana"]);
    let account = home.well(&["account", "list"])["accounts"][0]["name"]
        .as_str()
        .unwrap()
        .to_owned();
    home.well(&["account", "set", &account, "--team", "Nord"]);
    let teams = home.well(&[
        "team",
        "set",
        "Nord",
        "--rename",
        "North",
        "--add-salesperson",
        "Bo",
    ]);
    let north = &teams["teams"][1];
    assert_eq!(north["name"], "North");
    assert_eq!(north["accounts"][0], account);
    assert_eq!(north["salespersons"][1], "Bo");
    assert_eq!(refusal(home.json(&["team", "remove", "North"])), "conflict");
    assert_eq!(home.well(&["account", "show", &account])["team"], "North");
}
