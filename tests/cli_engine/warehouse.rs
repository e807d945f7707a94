//! Pickings, what Amazon is told of them, carriers, and packing by lines.

use super::{Home, Lasting};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A home with a month of orders, and the simulator that they come from.
pub(super) struct Warehouse {
    pub(super) home: Home,
    _simulator: Lasting,
    /// Where the simulator listens.
    address: String,
    /// Pickings that can be packed, most urgent first.
    pickings: Vec<Value>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl Warehouse {
    pub(super) fn new() -> Warehouse {
        let home = Home::new();
        let (simulator, line) = home.lasting(&["simulator", "--json", "--orders", "3000"]);
        let told: Value = serde_json::from_str(&line).unwrap();
        let add = home.add(&told, "EU");
        home.well(&add.iter().map(String::as_str).collect::<Vec<_>>());
        home.well(&["account", "set", "EU", "--last-order-sync", "31d"]);
        home.well(&["sync", "orders"]);
        let list = home.well(&["picking", "list", "--limit", "1000"]);
        let mut pickings = list["pickings"].as_array().unwrap().clone();
        pickings.retain(|picking| {
            let flags = picking["flags"].as_array().unwrap();
            picking["hold"].is_null() && !flags.contains(&json!("shipped_elsewhere"))
        });
        assert!(pickings.len() > 5, "{} can be packed", pickings.len());
        Warehouse {
            home,
            _simulator: simulator,
            address: text(&told["simulator"])
                .trim_start_matches("http://")
                .to_owned(),
            pickings,
        }
    }

    /// Takes one that can be packed out of the list.
    fn take(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let at = self.pickings.iter().position(wanted).unwrap();
        self.pickings.remove(at)
    }

    fn any(&mut self) -> Value {
        self.take(|_| true)
    }

    fn of_several(&mut self) -> Value {
        self.take(|picking| {
            picking["lines"].as_array().unwrap().len() == 1
                && picking["units"].as_u64().unwrap() > 1
                && picking["lines"][0]["sku"].is_string()
        })
    }

    fn confirm(&self, picking: &Value, more: &[&str]) -> (i32, Value) {
        let number = text(&picking["picking"]);
        let confirm = ["picking", "confirm", &number];
        let parcel = ["--carrier", "self delivery", "--tracking", "OWN-1"];
        self.home.json(&[&confirm[..], &parcel[..], more].concat())
    }

    fn show(&self, picking: &Value) -> Value {
        self.home
            .well(&["picking", "show", &text(&picking["picking"])])
    }

    /// Tells the simulator something about an order.
    fn operate(&self, order: &Value, what: &str, body: &Value) {
        let address = &self.address;
        let body = body.to_string();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST /simulator/orders/{}/{what} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            text(order),
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// Packs by lines, through a pipe; gives the answers, the greeting left out.
    fn scan(&self, lines: &[&str]) -> Vec<String> {
        let mut scan = Terminal::open(&self.home, &["--account", "EU"]);
        let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let mut stdin = scan.input.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        let mut answers = String::new();
        scan.output.read_to_string(&mut answers).unwrap();
        assert!(scan.process.wait().unwrap().success());
        assert!(
            !answers.contains(['\u{1b}', '\u{7}', '\r']),
            "only words: {answers:?}"
        );
        answers.lines().map(str::to_owned).collect()
    }
}

/// A line mode that is open, its greeting read.
struct Terminal {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Terminal {
    fn open(home: &Home, more: &[&str]) -> Terminal {
        let mut command = home.command(&[&["scan", "--plain"], more].concat());
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut terminal = Terminal {
            input: process.stdin.take(),
            output: BufReader::new(process.stdout.take().unwrap()),
            process,
        };
        assert!(terminal.answer().starts_with("Scan a picking"));
        terminal
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }

    fn say(&mut self, line: &str) -> String {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
        self.answer()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(super) fn refusal((code, document): (i32, Value)) -> String {
    assert_eq!(code, 1, "{document}");
    assert!(document["error"]["message"].is_string());
    text(&document["error"]["code"])
}

fn hint(document: &Value) -> String {
    text(&document["error"]["hint"])
}

#[test]
fn pickings_are_listed_by_urgency() {
    let warehouse = Warehouse::new();
    let home = &warehouse.home;
    let list = home.well(&["picking", "list", "--limit", "1000"]);
    let all = list["pickings"].as_array().unwrap();
    let due = |p: &Value| p["ship_by"].as_str().map(str::to_owned);
    assert!(all.windows(2).all(|pair| due(&pair[0]) <= due(&pair[1])));
    let first = &all[0];
    for key in [
        "picking",
        "order",
        "amazon_order_ref",
        "account",
        "state",
        "sync",
        "carrier",
        "tracking",
        "ship_by",
        "backorder_of",
        "held_by",
        "error",
        "attempts",
        "lines",
    ] {
        assert!(first.get(key).is_some(), "{key}");
    }
    for key in ["sku", "title", "demand", "done"] {
        assert!(first["lines"][0].get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&first["state"], &first["sync"]),
        (&json!("ready"), &json!("none"))
    );
    let shown = warehouse.show(first);
    assert_eq!(shown["lines"], first["lines"]);
    assert!(shown["delivery_address"].is_object());

    let count = |arguments: &[&str]| {
        let list = home.well(&[&["picking", "list"], arguments].concat());
        list["pickings"].as_array().unwrap().len()
    };
    assert_eq!(count(&["--limit", "3"]), 3);
    assert_eq!(count(&["--state", "ready", "--limit", "1000"]), all.len());
    assert_eq!(count(&["--text", &text(&first["amazon_order_ref"])]), 1);
    assert_eq!(count(&["--sync", "failed"]), 0);
    assert_eq!(count(&["--account", "EU", "--limit", "1000"]), all.len());
    let unknown = home.json(&["picking", "list", "--account", "nobody"]);
    assert_eq!(refusal(unknown), "not_found");
    let nothing = home.json(&["picking", "show", "WH/OUT/99999"]);
    assert_eq!(refusal(nothing), "not_found");

    let people = home.run(&["picking", "list", "--limit", "1000"]);
    let table = String::from_utf8(people.stdout).unwrap();
    assert!(table.lines().next().unwrap().contains("Ship by"), "{table}");
    assert!(table.contains(&text(&first["picking"])));
    assert!(
        table.contains(" min left") || table.contains("late, "),
        "{table}"
    );
}

#[test]
fn a_picking_is_confirmed_undone_and_told() {
    let mut warehouse = Warehouse::new();
    let picking = warehouse.of_several();
    let sku = text(&picking["lines"][0]["sku"]);
    let one = format!("{sku}=1");
    let many = format!("{sku}=1000");

    // Every refusal, and nothing has happened.
    for (more, code) in [
        (&["--quantity", &one][..], "rest_undecided"),
        (&["--quantity", &many], "invalid"),
        (&["--quantity", "nothing-like-it=1"], "invalid"),
        (&["--quantity", &format!("{sku}=0")], "invalid"),
    ] {
        assert_eq!(refusal(warehouse.confirm(&picking, more)), code, "{more:?}");
    }
    let number = text(&picking["picking"]);
    let parcel = |carrier: &str, tracking: &str| {
        warehouse.home.json(&[
            "picking",
            "confirm",
            &number,
            "--carrier",
            carrier,
            "--tracking",
            tracking,
        ])
    };
    let unknown = parcel("Colisimo", "1");
    assert!(
        hint(&unknown.1).contains("Did you mean Coli"),
        "{unknown:?}"
    );
    assert_eq!(refusal(unknown), "unknown_carrier");
    assert_eq!(refusal(parcel("", "1")), "invalid");
    assert_eq!(refusal(parcel("DHL", " ")), "invalid");
    let undone = warehouse.home.json(&["picking", "undo", &number]);
    assert_eq!(refusal(undone), "conflict");
    assert_eq!(warehouse.show(&picking)["state"], "ready");

    // A part, and the rest as a backorder.
    let (code, confirmed) = warehouse.confirm(&picking, &["--quantity", &one, "--backorder"]);
    assert_eq!(code, 0, "{confirmed}");
    assert_eq!(confirmed["picking"]["state"], "done");
    assert_eq!(confirmed["picking"]["sync"], "pending");
    assert_eq!(confirmed["picking"]["carrier"], "Self Delivery");
    assert_eq!(confirmed["backorder"]["backorder_of"], number.as_str());
    assert_eq!(refusal(warehouse.confirm(&picking, &[])), "held");
    let order = warehouse
        .home
        .well(&["order", "show", &text(&picking["order"])]);
    assert_eq!(order["pickings"].as_array().unwrap().len(), 2);
    let page = warehouse
        .home
        .run(&["order", "show", &text(&picking["order"])]);
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("Waits to be sent to Amazon."), "{page}");
    let (_, status) = warehouse.home.json(&["status"]);
    assert_eq!(status["deliveries"]["pending"], 1);

    // Taken back, all of it leaves; then it can't be taken back any more.
    let back = warehouse.home.well(&["picking", "undo", &number]);
    assert_eq!(
        (&back["state"], &back["sync"]),
        (&json!("ready"), &json!("none"))
    );
    assert_eq!(back["units"], picking["units"]);
    let output = warehouse.home.run(&[
        "picking",
        "confirm",
        &number.to_lowercase(),
        "--carrier",
        "selfdelivery",
        "--tracking",
        "OWN-2",
    ]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with(&format!("Confirmed {number}: ")), "{said}");
    assert!(
        said.contains("picking undo") && said.contains("sync deliveries"),
        "{said}"
    );
    let report = warehouse
        .home
        .well(&["sync", "deliveries", "--account", "EU"]);
    assert_eq!(report["accounts"][0]["account"], "EU");
    for (key, n) in [
        ("sent", 1),
        ("synchronized", 1),
        ("failed", 0),
        ("processing", 0),
        ("pending", 0),
    ] {
        assert_eq!(report["notices"][key], n, "{key}: {report}");
    }
    let done = warehouse.show(&picking);
    assert_eq!(
        (&done["sync"], &done["attempts"]),
        (&json!("synchronized"), &json!(1))
    );
    let late = warehouse.home.json(&["picking", "undo", &number]);
    assert_eq!(refusal(late), "conflict");
    let listed = warehouse
        .home
        .well(&["picking", "list", "--sync", "synchronized"]);
    assert!(listed["pickings"].as_array().unwrap().contains(&{
        let mut row = done.clone();
        for key in ["delivery_address", "gift_message", "po_number"] {
            row[key] = Value::Null;
        }
        row
    }));
    let people = warehouse.home.run(&["picking", "list", "--state", "done"]);
    assert!(String::from_utf8(people.stdout).unwrap().contains("OWN-2"));
    let archived = warehouse
        .home
        .json(&["sync", "deliveries", "--account", "nobody"]);
    assert_eq!(refusal(archived), "not_found");
    assert_eq!(warehouse.home.well(&["verify"])["ok"], true);
}

#[test]
fn what_amazon_refuses_can_be_put_right() {
    let mut warehouse = Warehouse::new();
    let (first, second) = (warehouse.any(), warehouse.any());
    let refused = json!({"code": "InvalidInput", "text": "The ship date is in the future."});
    for picking in [&first, &second] {
        warehouse.operate(&picking["amazon_order_ref"], "refuse", &refused);
        assert_eq!(warehouse.confirm(picking, &[]).0, 0);
    }
    let home = &warehouse.home;
    let nothing = home.json(&["picking", "retry", &text(&first["picking"])]);
    assert_eq!(refusal(nothing), "conflict");
    // The run is well, whatever becomes of single notices.
    let report = home.well(&["sync", "deliveries"]);
    assert_eq!(report["notices"]["failed"], 2, "{report}");
    let failed = home.well(&["picking", "failed"]);
    assert_eq!(failed["shipments"].as_array().unwrap().len(), 2);
    let error = &failed["shipments"][0]["error"];
    for key in ["code", "message", "meaning", "advice"] {
        assert!(!text(&error[key]).is_empty(), "{key}");
    }
    assert!(
        text(&error["message"]).contains("ship date is in the future"),
        "{error}"
    );
    let page = home.run(&["picking", "failed"]);
    let page = String::from_utf8(page.stdout).unwrap();
    for part in [
        &text(&error["message"]),
        &text(&error["advice"]),
        "OWN-1",
        "picking retry",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (code, status) = home.json(&["status"]);
    assert_eq!((code, &status["deliveries"]["failed"]), (1, &json!(2)));
    let problems = status["problems"].as_array().unwrap();
    let problem = problems
        .iter()
        .find(|p| p["code"] == "delivery_failed")
        .unwrap();
    assert_eq!(problem["count"], 2);
    let doctor = home.run(&["doctor"]);
    assert!(
        String::from_utf8(doctor.stdout)
            .unwrap()
            .contains("2 failed")
    );

    // Put right, with another carrier and number. What Amazon refuses again may have arrived before: it is in doubt.
    let number = text(&first["picking"]);
    warehouse.operate(&first["amazon_order_ref"], "allow", &json!({}));
    let unknown = ["picking", "retry", &number, "--carrier", "Colisimo"];
    assert_eq!(refusal(home.json(&unknown)), "unknown_carrier");
    let put_right = [
        "picking",
        "retry",
        &number,
        "--carrier",
        "DHL",
        "--tracking",
        "JJD0001",
    ];
    let retried = home.well(&put_right);
    assert_eq!(
        retried["refused_again"],
        json!({"pickings": [], "cancellations": []})
    );
    assert_eq!(retried["notices"]["synchronized"], 1);
    let shown = warehouse.show(&first);
    assert_eq!(
        (&shown["sync"], &shown["carrier"], &shown["tracking"]),
        (&json!("synchronized"), &json!("DHL"), &json!("JJD0001"))
    );

    // Settled elsewhere.
    let other = text(&second["picking"]);
    let blank = home.json(&["picking", "solve", &other, "--why", " "]);
    assert_eq!(refusal(blank), "invalid");
    let left = home.well(&[
        "picking",
        "solve",
        &other,
        "--why",
        "told in Seller Central",
    ]);
    assert_eq!(left, json!({"shipments": [], "cancellations": []}));
    let solved = home.json(&["picking", "solve", &other, "--why", "again"]);
    assert_eq!(refusal(solved), "conflict");
    let all = home.well(&["picking", "retry", "--all"]);
    assert_eq!(all["notices"]["sent"], 0);
    let people = home.run(&["picking", "failed"]);
    assert!(
        String::from_utf8(people.stdout)
            .unwrap()
            .starts_with("Amazon has refused nothing")
    );
}

#[test]
fn orders_are_cancelled_with_a_reason() {
    let mut warehouse = Warehouse::new();
    let (told, here, gone) = (warehouse.any(), warehouse.any(), warehouse.any());
    let part = warehouse.of_several();
    let home = &warehouse.home;
    let cancel = |picking: &Value, more: &[&str]| {
        let reference = text(&picking["amazon_order_ref"]);
        home.json(
            &[
                &["order", "cancel", &reference, "--reason", "noinventory"],
                more,
            ]
            .concat(),
        )
    };
    let (code, order) = cancel(&told, &[]);
    assert_eq!((code, &order["state"]), (0, &json!("cancelled")), "{order}");
    assert_eq!(
        (
            &order["cancellation"]["reason"],
            &order["cancellation"]["sync"]
        ),
        (&json!("NoInventory"), &json!("pending"))
    );
    assert_eq!(refusal(cancel(&told, &[])), "conflict");
    assert_eq!(refusal(warehouse.confirm(&told, &[])), "held");
    let page = home.run(&["order", "show", &text(&told["order"])]);
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("NoInventory, to be told"), "{page}");

    let (code, order) = cancel(&here, &["--local-only"]);
    assert_eq!((code, &order["state"]), (0, &json!("cancelled")));
    let (_, status) = home.json(&["status"]);
    assert_eq!(
        status["cancellations"]["pending"], 1,
        "only one is to be told"
    );

    // What has left can't be cancelled; while it can be taken back, the refusal says so.
    assert_eq!(warehouse.confirm(&gone, &[]).0, 0);
    let refused = cancel(&gone, &[]);
    assert!(hint(&refused.1).contains("back"), "{refused:?}");
    assert_eq!(refusal(refused), "conflict");

    // The rest after "no backorder" is a cancellation too.
    let one = format!("{}=1", text(&part["lines"][0]["sku"]));
    let rest = [
        "--quantity",
        &one,
        "--no-backorder",
        "--reason",
        "GeneralAdjustment",
    ];
    let (code, confirmed) = warehouse.confirm(&part, &rest);
    assert_eq!(
        (code, &confirmed["backorder"]),
        (0, &Value::Null),
        "{confirmed}"
    );
    let order = home.well(&["order", "show", &text(&part["order"])]);
    assert_eq!(order["cancellation"]["reason"], "GeneralAdjustment");

    let fba = home.well(&["order", "list", "--channel", "fba", "--state", "confirmed"]);
    let fba = json!({"amazon_order_ref": fba["orders"][0]["amazon_order_ref"]});
    let refused = cancel(&fba, &[]);
    assert!(hint(&refused.1).contains("--force"), "{refused:?}");
    assert_eq!(refusal(refused), "conflict");
    let unknown = json!({"amazon_order_ref": "302-0000000-0000001"});
    assert_eq!(refusal(cancel(&unknown, &[])), "not_found");

    let report = home.well(&["sync", "cancellations"]);
    assert_eq!(report["notices"]["sent"], 1, "{report}");
    assert_eq!(report["notices"]["processing"], 1, "{report}");
    let feeds = home.well(&["sync", "feeds"]);
    assert_eq!(feeds["accounts"][0]["error"], Value::Null);
    let all = home.well(&["sync", "all"]);
    assert_eq!(all["accounts"].as_array().unwrap().len(), 1, "{all}");
    assert!(all["accounts"][0]["watermark"].is_string(), "{all}");
    assert_eq!(warehouse.show(&gone)["sync"], "synchronized");
    assert_eq!(home.well(&["verify"])["ok"], true);
}

#[test]
fn carriers_are_made_on_purpose() {
    let mut warehouse = Warehouse::new();
    let picking = warehouse.any();
    let home = &warehouse.home;
    let known = home.well(&["carrier", "list"])["carriers"]
        .as_array()
        .unwrap()
        .len();
    let dhl = home.well(&["carrier", "list", "--text", "dhl"]);
    let names = dhl["carriers"].as_array().unwrap();
    assert!(names.iter().any(|c| c["name"] == "DHL") && names.len() < known);

    assert_eq!(refusal(home.json(&["carrier", "add", "dhl"])), "conflict");
    assert_eq!(refusal(home.json(&["carrier", "add", "Other"])), "invalid");
    assert_eq!(refusal(home.json(&["carrier", "add", " "])), "invalid");
    let format = home.json(&["carrier", "add", "Mario Kurier", "--tracking-format", "("]);
    assert_eq!(refusal(format), "invalid");
    let code = home.json(&["carrier", "add", "Mario Kurier", "--code", "Colisimo"]);
    assert!(hint(&code.1).contains("Did you mean Coli"), "{code:?}");
    assert_eq!(refusal(code), "invalid");
    let made = [
        "carrier",
        "add",
        "Mario Kurier",
        "--tracking-format",
        r"^MK\d{4}$",
    ];
    let made = home.well(&made);
    assert_eq!(
        made["carriers"],
        json!([{"name": "Mario Kurier", "code": "Other", "own": true, "tracking_format": r"^MK\d{4}$"}])
    );
    let twin = home.json(&["carrier", "add", "mario-kurier"]);
    assert!(
        twin.1.to_string().contains("Mario Kurier was made here"),
        "{twin:?}"
    );
    assert_eq!(refusal(twin), "conflict");
    let confirmed = home.well(&[
        "picking",
        "confirm",
        &text(&picking["picking"]),
        "--carrier",
        "mario-kurier",
        "--tracking",
        "MK1",
    ]);
    assert_eq!(confirmed["picking"]["carrier"], "Mario Kurier");
    assert_eq!(
        confirmed["warnings"].as_array().unwrap().len(),
        1,
        "{confirmed}"
    );
    let gone = home.json(&["carrier", "remove", "Mario Kuriers"]);
    assert!(hint(&gone.1).contains("Mario Kurier?"), "{gone:?}");
    assert_eq!(refusal(gone), "not_found");
    home.well(&["carrier", "remove", "Mario Kurier"]);
    let left = home.well(&["carrier", "list"])["carriers"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(left, known);
}

#[test]
fn products_lie_in_bins_and_have_barcodes() {
    let mut warehouse = Warehouse::new();
    let sku_of = |picking: &Value| picking["lines"][0]["sku"].as_str().map(str::to_owned);
    let picking = warehouse.take(|p| sku_of(p).is_some());
    let sku = sku_of(&picking).unwrap();
    let other = warehouse.take(|p| sku_of(p).is_some_and(|other| other != sku));
    let home = &warehouse.home;
    let set = [
        "product",
        "set",
        &sku,
        "--bin",
        "A-01",
        "--barcode",
        "4006381333931",
        "--barcode",
        "PACK*6",
    ];
    let set = home.well(&set);
    assert_eq!(
        set["barcodes"],
        json!([{"code": "4006381333931", "pieces": 1}, {"code": "PACK", "pieces": 6}])
    );
    let line = &warehouse.show(&picking)["lines"][0];
    assert_eq!(
        (&line["bin"], &line["barcodes"]),
        (&json!("A-01"), &set["barcodes"])
    );
    let taken = [
        "product",
        "set",
        &sku_of(&other).unwrap(),
        "--barcode",
        "PACK",
    ];
    assert_eq!(refusal(home.json(&taken)), "conflict");
    let unknown = home.json(&["product", "set", "no such thing", "--bin", "B"]);
    assert_eq!(refusal(unknown), "not_found");
}

/// Codes that put everything of a picking into the parcel.
fn codes(picking: &Value) -> Vec<String> {
    let lines = picking["lines"].as_array().unwrap().iter();
    lines
        .flat_map(|line| {
            let pieces = line["demand"].as_u64().unwrap() as usize;
            std::iter::repeat_n(text(&line["sku"]), pieces)
        })
        .collect()
}

#[test]
fn a_parcel_is_packed_line_by_line_through_a_pipe() {
    let mut warehouse = Warehouse::new();
    let with_skus = |picking: &Value| {
        let lines = picking["lines"].as_array().unwrap();
        lines.iter().all(|line| line["sku"].is_string())
    };
    let picking = warehouse.take(with_skus);
    let number = text(&picking["picking"]);
    let codes = codes(&picking);
    let mut lines = vec![number.as_str(), "4006381333931", "4006381333932", "confirm"];
    lines.extend(codes.iter().map(String::as_str));
    let complete = lines.len() - 1;
    lines.extend([
        codes[0].as_str(),
        "Colisimo",
        "self delivery",
        "OWN-7",
        "undo",
        "all",
        "OD:CARRIER:Self Delivery",
        "OWN-8",
        "quantity x",
        "od:fly",
        "help",
        "",
        "back",
        "undo-nothing",
    ]);
    let answers = warehouse.scan(&lines);
    assert_eq!(
        answers.len(),
        lines.len() - 1,
        "one each, none for an empty line: {answers:#?}"
    );
    let starts = |at: usize, with: &str| {
        assert!(
            answers[at].starts_with(with),
            "{}: {}",
            lines[at],
            answers[at]
        );
    };
    starts(0, &number);
    starts(1, "WRONG ITEM: 4006381333931");
    starts(2, "MISREAD: ");
    starts(3, "NOT CONFIRMED: ");
    assert!(
        answers[complete].contains("Now the carrier."),
        "{}",
        answers[complete]
    );
    starts(complete + 1, "TOO MANY: ");
    starts(complete + 2, "UNKNOWN CARRIER: Colisimo. Did you mean");
    starts(
        complete + 3,
        "Carrier Self Delivery. Now the tracking label.",
    );
    let confirmed = &answers[complete + 4];
    let begins = format!("CONFIRMED {number} with Self Delivery OWN-7. NEXT: WH/OUT/");
    assert!(confirmed.starts_with(&begins), "{confirmed}");
    starts(complete + 5, "The confirmation is taken back. ");
    starts(complete + 7, "Carrier Self Delivery.");
    starts(
        complete + 8,
        &format!("CONFIRMED {number} with Self Delivery OWN-8. NEXT: "),
    );
    starts(complete + 9, "NOT UNDERSTOOD: ");
    starts(complete + 10, "UNKNOWN CODE: ");
    starts(complete + 11, "Scan a picking");
    assert_eq!(answers[complete + 12], "Nothing is open now.");
    assert!(
        answers[complete + 13].starts_with("NOT FOUND: "),
        "{answers:#?}"
    );

    let shown = warehouse.show(&picking);
    assert_eq!(
        (&shown["state"], &shown["tracking"]),
        (&json!("done"), &json!("OWN-8"))
    );
    let again = warehouse.scan(&[&number]);
    assert!(again[0].starts_with("NOT OPEN: "), "{again:?}");
}

#[test]
fn the_rest_is_sent_later_or_cancelled_line_by_line() {
    let mut warehouse = Warehouse::new();
    let (later, cancelled) = (warehouse.of_several(), warehouse.of_several());
    let sku = text(&later["lines"][0]["sku"]);
    let quantity = format!("quantity {sku} 1");
    let answers = warehouse.scan(&[
        &text(&later["amazon_order_ref"]),
        "backorder",
        &quantity,
        "quantity 1000",
        "OD:BACKORDER",
        "carrier Self Delivery",
        "tracking OWN-9",
    ]);
    assert!(
        answers[1].starts_with("Nothing is counted yet"),
        "{answers:#?}"
    );
    assert!(
        answers[2].starts_with(&format!("{sku}: 1 of ")),
        "{answers:#?}"
    );
    assert!(answers[3].starts_with("TOO MANY: "), "{answers:#?}");
    assert!(
        answers[4].starts_with("The rest goes later."),
        "{answers:#?}"
    );
    assert!(
        answers[6].contains("OWN-9. The rest is WH/OUT/"),
        "{answers:#?}"
    );
    let (_, status) = warehouse.home.json(&["status"]);
    assert_eq!(status["cancellations"]["pending"], 0);

    let answers = warehouse.scan(&[
        &text(&cancelled["picking"]),
        &text(&cancelled["lines"][0]["sku"]),
        "no backorder because",
        "no backorder PricingError",
        "undo",
        "no backorder BuyerCanceled",
        "Self Delivery",
        "OWN-10",
        "back",
    ]);
    assert!(answers[2].contains("NoInventory, "), "{answers:#?}");
    assert!(
        answers[3].starts_with("The rest is cancelled: PricingError."),
        "{answers:#?}"
    );
    assert!(
        answers[4].starts_with("Taken back: what becomes of the rest."),
        "{answers:#?}"
    );
    assert!(answers[7].starts_with("CONFIRMED "), "{answers:#?}");
    let order = warehouse
        .home
        .well(&["order", "show", &text(&cancelled["order"])]);
    assert_eq!(order["cancellation"]["reason"], "BuyerCanceled");
}

#[test]
fn a_picking_is_at_one_terminal() {
    let mut warehouse = Warehouse::new();
    let picking = warehouse.any();
    let number = text(&picking["picking"]);
    let mut first = Terminal::open(&warehouse.home, &[]);
    let mut second = Terminal::open(&warehouse.home, &["--bell"]);
    assert!(first.say(&number).starts_with(&number));
    let taken = second.say(&number);
    assert!(
        taken.starts_with("\u{7}TAKEN: ") && taken.contains(&number),
        "{taken}"
    );
    assert!(!second.say("show").contains(&number));
    assert!(warehouse.show(&picking)["held_by"].is_string());
    assert_eq!(refusal(warehouse.confirm(&picking, &[])), "held");

    // What the first has is not the second's next; it leaves what is begun only when it is said twice.
    let next = second.say("next");
    assert!(
        !next.contains(&number) && next.starts_with("WH/OUT/"),
        "{next}"
    );
    first.say("all");
    assert!(first.say("skip").starts_with("BEGUN: "));
    assert!(first.say("skip").starts_with("WH/OUT/"));
    assert!(second.say(&number).starts_with(&number));
    second.say("all");
    drop(second.input.take());
    assert!(second.answer().contains("NOT CONFIRMED: "));
    assert_eq!(second.answer(), "");

    // Free again, and confirmed once.
    super::until(|| warehouse.show(&picking)["held_by"].is_null());
    assert_eq!(warehouse.confirm(&picking, &[]).0, 0);
    assert_eq!(refusal(warehouse.confirm(&picking, &[])), "held");
}
