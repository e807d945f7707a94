//! What is secret or personal stays where it belongs, and text from outside never steers a terminal (product section 15).

use super::program::{Home, Shop, until};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::protocol::Request;
use orderdeck::protocol::frame::{Ask, Hello};
use orderdeck::simulator::{Settings, UsagePlan};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

const REFERENCE: &str = "302-4242424-4242424";
/// Found in each personal field, with another ending.
const CANARY: &str = "Zqcanary";

fn shop(orders: usize) -> Shop {
    Shop::open(Settings {
        orders,
        seed: 31,
        usage_plan: UsagePlan::Fast,
        ..Settings::standard()
    })
}

fn ago(minutes: i64) -> String {
    let now = Moment::from_millis(chrono::Utc::now().timestamp_millis());
    now.minus(Span::minutes(minutes)).to_rfc3339()
}

/// An order with a canary in each personal field.
fn order_of_canaries(reference: &str) -> Value {
    let canary = |what: &str| format!("{CANARY}{what}");
    let money = |amount: &str| json!({"amount": amount, "currencyCode": "EUR"});
    json!({
        "orderId": reference, "createdTime": ago(60), "lastUpdatedTime": ago(30),
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9", "marketplaceName": "Amazon.de"},
        "buyer": {"buyerName": canary("Name"), "buyerEmail": format!("{}@marketplace.amazon.de", canary("mail")),
            "buyerCompanyName": canary("Company"), "buyerPurchaseOrderNumber": canary("Po")},
        "recipient": {"deliveryAddress": {"name": canary("Recipient"), "companyName": canary("Firm"),
            "addressLine1": canary("Street"), "addressLine2": canary("Floor"), "city": canary("City"),
            "stateOrRegion": canary("State"), "postalCode": canary("Post"), "countryCode": "DE", "phone": canary("Phone")}},
        "taxRegistrations": [{"entityType": "BUYER", "legalName": canary("Legal"), "taxRegistrationType": "VAT",
            "taxRegistrationNumber": canary("Vat")}],
        "proceeds": {"grandTotal": money("10.00"), "breakdowns": [{"type": "ITEM", "subtotal": money("10.00")}]},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT", "fulfillmentServiceLevel": "STANDARD"},
        "orderItems": [{"orderItemId": "1", "quantityOrdered": 1,
            "product": {"asin": "B000000001", "title": "Thing", "sellerSku": "A-1",
                "customization": {"customizedUrl": format!("https://zme.invalid/{}", canary("Url"))}},
            "proceeds": {"proceedsTotal": money("10.00"), "breakdowns": [{"type": "ITEM", "subtotal": money("10.00")}]},
            "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 1,
                "packing": {"giftOption": {"giftMessage": canary("Gift"), "giftWrapLevel": "PREMIUM"}}}}]
    })
}

/// The same, and it can't be read: in several places stands what must not stand there, and it is personal.
fn broken_orders() -> Vec<Value> {
    let broken = |number: u32, change: &dyn Fn(&mut Value)| {
        let mut order = order_of_canaries(&format!("302-5555555-{number:07}"));
        change(&mut order);
        order
    };
    let text = json!(format!("{CANARY}Wrong"));
    vec![
        broken(1, &|o| {
            o["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"] = text.clone();
        }),
        broken(2, &|o| o["orderItems"][0]["quantityOrdered"] = text.clone()),
        broken(3, &|o| o["recipient"] = text.clone()),
        broken(4, &|o| o["buyer"] = json!([text.clone()])),
        broken(5, &|o| o["fulfillment"] = text.clone()),
        broken(6, &|o| {
            o["proceeds"]["grandTotal"]["currencyCode"] = text.clone();
        }),
        broken(7, &|o| {
            o["recipient"]["deliveryAddress"]["phone"] = json!({"a": text.clone()})
        }),
        broken(8, &|o| {
            o["orderItems"][0]["fulfillment"]["packing"]["giftOption"] = text.clone();
        }),
    ]
}

fn contains(bytes: &[u8], wanted: &str) -> bool {
    memchr::memmem::find(bytes, wanted.as_bytes()).is_some()
}

/// All files below a folder.
fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            files(&entry.path(), found);
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
}

#[test]
fn nothing_personal_and_no_secret_is_where_it_does_not_belong() {
    let shop = shop(60);
    let seller = shop.seller();
    let put = |order: Value| {
        let handle = shop.simulator.shop();
        handle.put_order(&seller.name, order).unwrap();
    };
    put(order_of_canaries(REFERENCE));
    broken_orders().into_iter().for_each(put);
    let home = Home::new();
    let log_path = home.path().join("engine.log");
    let tracing = |arguments: &[&str]| {
        let mut command = home.command(arguments);
        command.env("ORDERDECK_LOG", "trace");
        command
    };
    let mut said: Vec<(String, Vec<u8>)> = Vec::new();
    let mut note = |what: &[&str], output: &Output, with_stdout: bool| {
        said.push((format!("{what:?}, errors"), output.stderr.clone()));
        if with_stdout {
            said.push((format!("{what:?}, answer"), output.stdout.clone()));
        }
    };
    // Set up alone, with the log of everything; then an engine with the log of everything.
    let adding = home.adding(&shop);
    let adding: Vec<&str> = adding.iter().map(String::as_str).collect();
    let added = tracing(&adding).output().unwrap();
    assert!(added.status.success(), "{added:?}");
    note(&["account", "add"], &added, true);
    let mut engine = tracing(&["engine"])
        .stdout(Stdio::null())
        .stderr(File::create(&log_path).unwrap())
        .spawn()
        .unwrap();
    let socket = home.data_dir().join("engine.sock");
    until(|| UnixStream::connect(&socket).is_ok());
    home.well(&["account", "set", "EU", "--last-order-sync", "32d"]);
    home.sync_to_the_end();
    let backup = home.path().join("copy.redb");
    let show = ["order", "show", REFERENCE];
    let shown = tracing(&show).output().unwrap();
    assert!(
        contains(&shown.stdout, CANARY),
        "it is shown where it is asked for"
    );
    note(&show, &shown, false);
    let failed = home.well(&["order", "failed"]);
    assert!(failed["failed"].as_array().unwrap().len() >= 4, "{failed}");
    for arguments in [
        &["sync", "orders"][..],
        &["order", "failed"],
        &["order", "why", REFERENCE],
        &["order", "why", "302-5555555-0000001"],
        &["order", "failed", "retry", "302-5555555-0000001"],
        &["order", "recover", "302-5555555-0000002", "--account", "EU"],
        &["order", "show", "302-5555555-0000001"],
        &["order", "show", "S99999"],
        &["account", "list"],
        &["account", "show", "EU"],
        &["account", "check", "EU"],
        &["status"],
        &["doctor"],
        &["verify"],
        &["backup", backup.to_str().unwrap()],
        &["backup", backup.to_str().unwrap()],
    ] {
        for json in [true, false] {
            let arguments = if json {
                [&["--json"], arguments].concat()
            } else {
                arguments.to_vec()
            };
            note(&arguments, &tracing(&arguments).output().unwrap(), true);
        }
    }
    // Credentials that Amazon refuses, and after a withdrawn authorisation.
    shop.simulator.shop().revoke(&seller.name);
    for arguments in [
        &["--json", "account", "check", "EU"][..],
        &["sync", "orders"],
    ] {
        note(arguments, &tracing(arguments).output().unwrap(), true);
    }
    let mut bad = adding.clone();
    bad[2] = "OTHER";
    note(&["account", "add"], &tracing(&bad).output().unwrap(), true);
    // What goes over the socket for a status.
    let stream = UnixStream::connect(&socket).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let ask = Ask {
        ticket: 1,
        request: Request::Status,
    };
    for line in [
        serde_json::to_string(&Hello::ours()).unwrap(),
        serde_json::to_string(&ask).unwrap(),
    ] {
        writeln!(&stream, "{line}").unwrap();
    }
    let mut lines = BufReader::new(&stream);
    let mut heard = String::new();
    while !heard.contains("\"ticket\":1") {
        assert_ne!(lines.read_line(&mut heard).unwrap(), 0, "{heard}");
    }
    said.push(("the socket".to_owned(), heard.into_bytes()));
    let arguments = fs::read(format!("/proc/{}/cmdline", engine.id())).unwrap();
    said.push(("the arguments".to_owned(), arguments));
    engine.kill().unwrap();
    engine.wait().unwrap();

    // Everything that lies on the disk, but for the file that the person wrote.
    let mut on_disk = Vec::new();
    files(home.path(), &mut on_disk);
    for path in on_disk.iter().filter(|path| !path.ends_with("eu.toml")) {
        said.push((path.display().to_string(), fs::read(path).unwrap()));
    }
    assert!(on_disk.iter().any(|p| p.ends_with("copy.redb")));
    assert!(fs::metadata(&log_path).unwrap().len() > 0);
    let secrets = [
        CANARY,
        &seller.refresh_token[5..40],
        &seller.client_secret[20..50],
        "Atza|",
        "Atzr|",
        "x-amz-access-token: ",
    ];
    for (place, bytes) in &said {
        for secret in secrets {
            assert!(
                !contains(bytes, secret),
                "{secret:?} is in {place}:\n{}",
                lines_with(bytes, secret)
            );
        }
    }
}

fn lines_with(bytes: &[u8], wanted: &str) -> String {
    String::from_utf8_lossy(bytes)
        .lines()
        .filter(|line| line.contains(wanted))
        .take(5)
        .map(|line| line.chars().take(600).collect::<String>() + "\n")
        .collect()
}

/// What may not be in an answer: it could steer a terminal, hide, or turn the direction of what stands beside it.
fn steers(c: char) -> bool {
    matches!(c as u32,
        0..=9 | 0xB..=0x1F | 0x7F..=0x9F | 0x200B | 0x200E | 0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF
        | 0xE0000..=0xE0FFF)
}

const NASTY: &str =
    "A\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}b\u{2066}c\r\nd\te\u{7f}\u{e0041}\u{feff}\u{0}f";

fn order_of_nasty_text() -> Value {
    let mut order = order_of_canaries("302-6666666-6666666");
    let nasty = json!(NASTY);
    for path in [
        "/buyer/buyerName",
        "/buyer/buyerEmail",
        "/buyer/buyerCompanyName",
        "/buyer/buyerPurchaseOrderNumber",
        "/recipient/deliveryAddress/name",
        "/recipient/deliveryAddress/addressLine1",
        "/recipient/deliveryAddress/city",
        "/recipient/deliveryAddress/postalCode",
        "/recipient/deliveryAddress/stateOrRegion",
        "/recipient/deliveryAddress/countryCode",
        "/recipient/deliveryAddress/phone",
        "/salesChannel/marketplaceName",
        "/fulfillment/fulfillmentServiceLevel",
        "/orderItems/0/orderItemId",
        "/orderItems/0/product/asin",
        "/orderItems/0/product/title",
        "/orderItems/0/product/sellerSku",
        "/orderItems/0/fulfillment/packing/giftOption/giftMessage",
        "/orderItems/0/fulfillment/packing/giftOption/giftWrapLevel",
    ] {
        *order.pointer_mut(path).unwrap() = nasty.clone();
    }
    order["programs"] = json!([NASTY]);
    order["packages"] = json!([{"packageReferenceId": NASTY, "carrier": NASTY, "trackingNumber": NASTY,
        "packageStatus": {"status": NASTY}, "packageItems": [{"orderItemId": NASTY, "quantity": 1}]}]);
    order
}

#[test]
fn text_from_outside_never_steers_a_terminal() {
    let shop = shop(500);
    let seller = shop.seller();
    let handle = shop.simulator.shop();
    handle
        .put_order(&seller.name, order_of_nasty_text())
        .unwrap();
    let mut unknown = order_of_canaries("302-7777777-7777777");
    unknown["fulfillment"]["fulfillmentStatus"] = json!(NASTY);
    handle.put_order(&seller.name, unknown).unwrap();
    let mut broken = order_of_canaries("302-8888888-8888888");
    broken["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"] = json!(NASTY);
    handle.put_order(&seller.name, broken).unwrap();
    let home = Home::new();
    home.add(&shop);
    let named = home.run(&[
        "account",
        "set",
        "EU",
        "--team",
        "Te\u{1b}[31mam",
        "--location",
        "L\u{9b}1m",
    ]);
    let _engine = home.start(&["engine"]);
    let socket = home.data_dir().join("engine.sock");
    until(|| UnixStream::connect(&socket).is_ok());
    home.sync_to_the_end();
    let list = home.well(&["order", "list", "--limit", "100000"]);
    let mut asked: Vec<Vec<String>> = [
        "302-6666666-6666666",
        "302-7777777-7777777",
        "302-8888888-8888888",
    ]
    .iter()
    .flat_map(|r| [vec!["order", "show", r], vec!["order", "why", r]])
    .map(|words| words.into_iter().map(str::to_owned).collect())
    .collect();
    for order in list["orders"].as_array().unwrap().iter().take(25) {
        let reference = order["amazon_order_ref"].as_str().unwrap().to_owned();
        asked.push(vec!["order".into(), "show".into(), reference]);
    }
    for words in [
        &["order", "list", "--limit", "100000"][..],
        &["order", "failed"],
        &["account", "list"],
        &["account", "show", "EU"],
        &["status"],
        &["status", "--line"],
        &["status", "--prometheus"],
        &["doctor"],
        &["verify"],
        &["order", "show", "\u{1b}[31m302"],
        &["account", "show", "\u{1b}]0;x\u{7}"],
        &["order", "list", "--account", "\u{9b}31m"],
    ] {
        asked.push(words.iter().map(|w| (*w).to_owned()).collect());
    }
    check("account set", &named);
    for words in asked {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        check(&format!("{words:?}"), &home.run(&words));
        let document = home.run(&[&["--json"], words.as_slice()].concat());
        if let Ok(value) = serde_json::from_slice::<Value>(&document.stdout) {
            texts(&value, &mut |text| {
                let steering = text.chars().find(|c| steers(*c));
                assert_eq!(steering, None, "{words:?}: {text:?}");
            });
        }
    }
    let nasty = home.well(&["order", "show", "302-6666666-6666666"]);
    assert!(
        nasty.to_string().contains("owned"),
        "what is harmless stays: {nasty}"
    );
}

fn check(what: &str, output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8(bytes.clone()).unwrap();
        // Tables put left-to-right marks of their own around a cell that runs the other way.
        let ours = |c: char| c == '\u{200e}';
        let steering = text
            .lines()
            .find(|line| line.chars().any(|c| steers(c) && !ours(c)));
        assert_eq!(steering, None, "{what}");
    }
}

fn texts(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(values) => values.iter().for_each(|v| texts(v, each)),
        Value::Object(fields) => fields.values().for_each(|v| texts(v, each)),
        _ => {}
    }
}
