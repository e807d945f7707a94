//! Products from and to files, as scripts do it.

use super::warehouse::{Warehouse, refusal};
use serde_json::json;
use std::fs;

const HEADER: &str = "reference,name,barcodes,bin,weight\n";

#[test]
fn a_bad_file_is_refused_with_its_line_and_changes_nothing() {
    let warehouse = Warehouse::new();
    let home = &warehouse.home;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("in.csv");
    let file = file.to_str().unwrap();
    home.well(&["product", "add", "OLD", "--name", "Old", "--barcode", "777"]);
    let before = home.well(&["product", "export", "-"]);
    let good = "NEW-1,New,111,,\n";
    let lines: [(&str, &str, &str); 7] = [
        ("wrong header", "sku,name\nA,B\n", "line 1"),
        ("fields missing", "NEW-2,New\n", "line 3"),
        ("no name", "NEW-2,,,,\n", "line 3"),
        ("no weight", "NEW-2,New,,,heavy\n", "line 3"),
        ("no barcode", "NEW-2,New,1*0,,\n", "line 3"),
        ("twice", "NEW-1,Again,,,\n", "line 3"),
        ("barcode of another", "NEW-2,New,777,,\n", "line 3"),
    ];
    for (what, bad, line) in lines {
        let text = match line {
            "line 1" => bad.to_owned(),
            _ => format!("{HEADER}{good}{bad}"),
        };
        fs::write(file, text).unwrap();
        let (code, document) = home.json(&["product", "import", file]);
        let message = document["error"]["message"].as_str().unwrap();
        assert_eq!(code, 1, "{what}: {document}");
        assert!(message.contains(line), "{what}: {message}");
    }
    fs::write(file, b"reference,name,barcodes,bin,weight\nA,\xff,,,\n").unwrap();
    assert_eq!(refusal(home.json(&["product", "import", file])), "invalid");
    fs::write(file, vec![b'a'; (10 << 20) + 1]).unwrap();
    assert_eq!(refusal(home.json(&["product", "import", file])), "invalid");
    assert_eq!(home.well(&["product", "export", "-"]), before);
}

#[test]
fn a_file_of_a_spreadsheet_is_taken_in_and_comes_out_the_same() {
    let warehouse = Warehouse::new();
    let home = &warehouse.home;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (from, to) = (path("in.csv"), path("out.csv"));
    let text = "\u{feff}reference,name,barcodes,bin,weight\r\nNEW,'=1+1,111 222*6,B-1,0.25\r\n";
    fs::write(&from, text).unwrap();
    let counts = |added, unchanged| json!({"added": added, "changed": 0, "unchanged": unchanged});
    assert_eq!(home.well(&["product", "import", &from]), counts(1, 0));
    assert_eq!(home.well(&["product", "import", &from]), counts(0, 1));
    let new = home.well(&["product", "show", "NEW"]);
    assert_eq!(new["name"], "=1+1");
    assert_eq!(new["weight"], "0.25");
    assert_eq!(new["barcodes"][1], json!({"code": "222", "pieces": 6}));
    home.well(&["product", "export", &to]);
    let written = fs::read_to_string(&to).unwrap();
    assert!(
        written.contains("NEW,'=1+1,111 222*6,B-1,0.25\n"),
        "{written}"
    );
    let refused = home.json(&["product", "export", &to]);
    assert_eq!(refusal(refused), "conflict");
    home.well(&["product", "export", &to, "--force"]);
    let again = home.well(&["product", "import", &to]);
    assert_eq!((&again["added"], &again["changed"]), (&json!(0), &json!(0)));
}
