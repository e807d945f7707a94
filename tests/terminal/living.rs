//! The demo: orders come by themselves, every tab and overlay opens, and no size breaks anything.

use crate::home::Home;
use crate::pty::{End, Pty};
use std::time::Duration;

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

#[test]
fn any_size_shows_what_belongs_there() {
    let home = Home::new();
    let shop = home.shop("150");
    home.fill(&shop);
    let mut pty = home.open(home.screen());
    let sizes = [
        (40, 20),
        (80, 24),
        (200, 60),
        (20, 5),
        (1, 1),
        (300, 90),
        (80, 24),
    ];
    for key in ["1", "\r", "6", "a", "\x1b", "7", "?"] {
        pty.keys(key);
        for (columns, rows) in sizes {
            pty.resize(columns, rows);
        }
        // Now one after the other, each drawn in full.
        for (columns, rows) in [(40, 20), (200, 60), (20, 5), (80, 24)] {
            pty.resize(columns, rows);
            pty.until_quiet(Duration::from_millis(150));
            repaints_the_same(&mut pty, (columns, rows));
        }
    }
    // While it draws: sizes and keys at once.
    pty.keys("\x1b");
    pty.until_gone("Keys that work here");
    pty.keys("1");
    pty.until_shows("Sold on");
    pty.keys("\x1b");
    pty.until_shows("Enter details");
    for step in 0..60 {
        pty.keys(["j", "G", "gg", "\x06", "\x02"][step % 5]);
        let (columns, rows) = sizes[step % sizes.len()];
        pty.resize(columns, rows);
    }
    pty.resize(120, 40);
    pty.until("the last size is drawn", |pty| {
        pty.text().contains("7 Activity") && rows(pty).len() > 20
    });
    pty.until_quiet(Duration::from_millis(150));
    repaints_the_same(&mut pty, (120, 40));
    pty.keys("q");
    assert_eq!(pty.end(), End::Code(0));
    pty.until_given_back();
}

/// What was changed bit by bit is what drawing everything afresh gives.
fn repaints_the_same(pty: &mut Pty, size: (u16, u16)) {
    // A word for a time may change in between; then what is drawn afresh is right the next time.
    for _ in 0..3 {
        let shown = pty.text();
        let before = pty.received();
        pty.keys("\x0c");
        pty.until("a fresh screen", |pty| pty.received() > before);
        pty.until_quiet(Duration::from_millis(100));
        if pty.text() == shown {
            return;
        }
    }
    panic!("{size:?} is not drawn as it should be:\n{}", pty.text());
}
