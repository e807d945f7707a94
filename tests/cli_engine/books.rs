//! The month of a seller by commands alone, and what the books refuse of a script.

use super::warehouse::{Warehouse, refusal};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

fn list<'v>(document: &'v Value, key: &str) -> &'v Vec<Value> {
    document[key]
        .as_array()
        .unwrap_or_else(|| panic!("{key} in {document}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn a_month_by_commands_ends_with_an_account_of_nothing() {
    let warehouse = Warehouse::new();
    let home = &warehouse.home;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();

    let drafts = home.well(&["invoice", "create", "--all-delivered"]);
    let made = list(&drafts, "invoices").len();
    assert!(made > 5, "{drafts}");
    let first = text(&list(&drafts, "invoices")[0]["id"]).to_owned();
    assert_eq!(list(&drafts, "invoices")[0]["number"], Value::Null);
    let listed = home.well(&["invoice", "list", "--state", "draft", "--limit", "2"]);
    assert_eq!(
        (list(&listed, "invoices").len(), &listed["drafts"]),
        (2, &made.into())
    );
    let posted = home.well(&["invoice", "post", "--all-drafts"]);
    assert_eq!(list(&posted, "invoices").len(), made);
    // Numbers follow the order in which the drafts were made.
    let number = text(&list(&posted, "invoices")[0]["number"]).to_owned();
    assert!(number.ends_with("/00001"), "{number}");
    assert_eq!(list(&posted, "invoices")[0]["id"], first.as_str());
    let shown = home.well(&["invoice", "show", &number]);
    assert_eq!(
        (&shown["status"], &shown["due"]),
        (&"open".into(), &shown["total"])
    );
    assert_eq!(shown["lines"][0]["kind"], "product");
    let order = home.well(&["order", "show", text(&shown["order"])]);
    assert_eq!(order["invoices"], serde_json::json!([number]));

    let pdf = path("invoice.pdf");
    home.well(&["invoice", "render", &number, "--pdf", &pdf]);
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF"));
    assert_eq!(
        refusal(home.json(&["invoice", "render", &number, "--pdf", &pdf])),
        "conflict"
    );
    let upload = path("upload");
    let second = text(&list(&posted, "invoices")[1]["number"]).to_owned();
    let written = home.well(&["invoice", "render", &number, &second, "--folder", &upload]);
    assert_eq!(list(&written, "files").len(), 2);
    assert_eq!(fs::read_dir(&upload).unwrap().count(), 2);

    let paid = home.well(&["payment", "register", "--all-open"]);
    assert_eq!(list(&paid, "payments").len(), made);
    let batches = home.well(&["payment", "batch", "create", "--all", "--validate"]);
    assert_eq!(list(&batches, "batches")[0]["state"], "validated");
    let mut due: BTreeMap<String, String> = BTreeMap::new();
    for total in list(&paid, "totals") {
        due.insert(
            text(&total["currency"]).to_owned(),
            text(&total["amount"]).to_owned(),
        );
    }

    let bill = home.well(&[
        "bill",
        "add",
        "--reference",
        "2026-11",
        "--currency",
        "EUR",
        "--line",
        "commission=1.00+0.19",
        "--pay",
    ]);
    assert_eq!((text(&bill["total"]), text(&bill["due"])), ("1.19", "0.00"));

    let file = path("statement.csv");
    let mut rows = String::from("date,amount,currency,reference\n");
    let explained = home.well(&["journal", "explain"]);
    for rest in list(&explained, "currencies") {
        let (currency, balance) = (text(&rest["currency"]), text(&rest["balance"]));
        if currency != "EUR" {
            assert_eq!(due[currency], balance);
        }
        let today = text(&bill["date"]);
        rows.push_str(&format!("{today},{balance},{currency},PAYOUT\n"));
    }
    fs::write(&file, rows).unwrap();
    let lines = home.well(&["statement", "import", &file]);
    assert_eq!(
        home.well(&["statement", "import", &file])["known"],
        list(&lines, "lines").len()
    );
    for line in list(&lines, "lines") {
        let matched = home.well(&["statement", "match", text(&line["line"])]);
        assert_eq!(
            text(&matched["left"]).trim_matches(['0', '.']),
            "",
            "{matched}"
        );
        assert_eq!(matched["rest"], Value::Null, "{matched}");
    }
    assert_eq!(
        list(&home.well(&["journal", "explain"]), "currencies").len(),
        0
    );
    let open = home.well(&["invoice", "list", "--state", "open"]);
    assert_eq!(list(&open, "invoices").len(), 0);

    let exported = home.run(&["journal", "export", "--format", "hledger"]);
    let exported = String::from_utf8(exported.stdout).unwrap();
    assert!(
        exported.contains(&format!("({number}) Invoice of")),
        "{exported}"
    );
    let csv = path("journal.csv");
    home.well(&["journal", "export", "--format", "csv", "--file", &csv]);
    assert!(
        fs::read_to_string(&csv)
            .unwrap()
            .starts_with("date,number,journal,")
    );
    assert_eq!(home.well(&["verify"])["ok"], true);
    // People get tables.
    for command in [
        &["invoice", "list"][..],
        &["payment", "list"],
        &["payment", "batch", "list"],
        &["bill", "list"],
        &["statement", "list"],
        &["journal", "entries"],
        &["journal", "accounts"],
    ] {
        let told = home.run(command);
        assert!(
            told.status.success() && told.stdout.len() > 100,
            "{command:?}: {told:?}"
        );
    }
}

#[test]
fn what_a_script_gets_wrong_is_told_with_a_code() {
    let warehouse = Warehouse::new();
    let home = &warehouse.home;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("in.csv");
    let file = file.to_str().unwrap();
    let cases: [(&[&str], &str); 12] = [
        (&["invoice", "show", "INV/2026/00099"], "not_found"),
        (&["invoice", "create", "S99999"], "conflict"),
        (&["invoice", "list", "--order", "S99999"], "not_found"),
        (&["invoice", "post", "D00099"], "conflict"),
        (&["payment", "register", "--invoice", "D00099"], "conflict"),
        (
            &["payment", "register", "--all-open", "--journal", "sales"],
            "invalid",
        ),
        (&["payment", "batch", "create", "--all"], "conflict"),
        (
            &[
                "bill",
                "add",
                "--reference",
                "A",
                "--currency",
                "EUR",
                "--line",
                "other=0",
            ],
            "invalid",
        ),
        (
            &[
                "bill",
                "add",
                "--reference",
                "A",
                "--currency",
                "EUR",
                "--line",
                "other=0.001",
            ],
            "invalid",
        ),
        (&["statement", "match", "ST00001"], "not_found"),
        (
            &[
                "journal",
                "add",
                "--text",
                "x",
                "--currency",
                "EUR",
                "--line",
                "bank=1",
            ],
            "invalid",
        ),
        (&["journal", "close", "2100-01-01"], "invalid"),
    ];
    for (command, code) in cases {
        assert_eq!(refusal(home.json(command)), code, "{command:?}");
    }
    for usage in [
        &["invoice", "show", "17"][..],
        &["invoice", "create"],
        &[
            "bill",
            "add",
            "--reference",
            "A",
            "--currency",
            "EURO",
            "--line",
            "other=1",
        ],
        &[
            "bill",
            "add",
            "--reference",
            "A",
            "--currency",
            "EUR",
            "--line",
            "gift=1",
        ],
        &["statement", "add", "--amount", "1,50", "--currency", "EUR"],
        &["journal", "entries", "--from", "27.11.2026"],
        &[
            "journal",
            "add",
            "--text",
            "x",
            "--currency",
            "EUR",
            "--line",
            "purse=1",
        ],
    ] {
        assert_eq!(home.run(usage).status.code(), Some(2), "{usage:?}");
    }
    let bad = [
        ("date,amount\n2026-11-27,1\n", "currency"),
        (
            "date,amount,currency\n2026-11-27,1,EUR\n2026-11-27,1.005,EUR\n",
            "line 3",
        ),
        (
            "date,amount,currency\n2026-11-27,1,EUR\n27/11/2026,1,EUR\n",
            "line 3",
        ),
        ("date,amount,currency\n2026-11-27,1,EUR,more\n", "line 2"),
        ("", "first line"),
    ];
    for (content, told) in bad {
        fs::write(file, content).unwrap();
        let (code, document) = home.json(&["statement", "import", file]);
        assert_eq!(code, 1, "{content}");
        assert!(
            text(&document["error"]["message"]).contains(told),
            "{document}"
        );
    }
    fs::write(
        file,
        "reference,date,currency,kind,untaxed\nA,2026-11-27,EUR,other,1\nB,2026-11-27,EUR,gift,1\n",
    )
    .unwrap();
    assert_eq!(refusal(home.json(&["bill", "import", file])), "invalid");
    assert_eq!(list(&home.well(&["bill", "list"]), "bills").len(), 0);
    assert_eq!(list(&home.well(&["statement", "list"]), "lines").len(), 0);
    assert_eq!(
        list(&home.well(&["journal", "entries"]), "entries").len(),
        0
    );
}
