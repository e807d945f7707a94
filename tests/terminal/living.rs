//! The demo: orders come by themselves, every tab and overlay opens, and no size breaks anything.

use crate::home::Home;
use crate::pty::{End, Pty};

/// What the header always shows.
const HEADER: &str = "Orders";

/// The lines with an order on them.
fn rows(pty: &Pty) -> Vec<String> {
    let is_reference = |word: &str| {
        let dashes: Vec<usize> = word.match_indices('-').map(|(at, _)| at).collect();
        word.len() == 19 && dashes == [3, 11]
    };
    let text = pty.text();
    let lines = text.lines();
    let orders = lines.filter(|line| line.split_whitespace().any(is_reference));
    orders.map(str::to_owned).collect()
}

#[test]
fn a_demo_lives_and_every_place_opens() {
    let home = Home::new();
    let mut pty = home.demo().size(120, 40).spawn();
    pty.until_shows(HEADER);
    pty.until_shows("demo");
    pty.until("many orders", |pty| rows(pty).len() > 20);
    let before = rows(&pty);
    pty.until("something happens by itself", |pty| rows(pty) != before);

    for (key, words) in [
        ("2", "Ready to pack"),
        ("3", "Here every movement of"),
        ("4", "Here shipments that"),
        ("5", "It comes with"),
        ("6", "archived"),
        ("7", "Registered the account"),
    ] {
        pty.keys(key);
        if key == "6" {
            pty.until_shows("accounts");
        } else {
            pty.until_shows(words);
        }
    }
    pty.keys("1");
    pty.until("the list is back", |pty| rows(pty).len() > 20);
    pty.keys("?");
    pty.until_shows("Keys that work here");
    pty.keys("\x1b");
    pty.until_gone("Keys that work here");
    pty.keys(":sync");
    pty.until_shows("Syncs");
    pty.keys("\x1b");
    pty.until_gone("Syncs all");
    pty.keys("/status:nosuch");
    pty.until_shows("/status:nosuch");
    pty.keys("\x1b");
    pty.until_gone("/status:nosuch");
    pty.keys("/channel:fba\r");
    pty.until_shows("filter \"channel:fba\"");
    pty.keys("\x1b");
    pty.until_gone("filter \"channel:fba\"");
    pty.keys("\r");
    pty.until_shows("Sold on");
    pty.keys("\x1b");
    pty.until_gone("Sold on");

    pty.keys("q");
    assert_eq!(pty.end(), End::Code(0));
    pty.until_given_back();
    let left: Vec<_> = std::fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with("orderdeck-demo"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
