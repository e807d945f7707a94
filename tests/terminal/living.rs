//! The demo: orders come by themselves, every tab and overlay opens, and no size breaks anything.

use crate::home::Home;
use crate::pty::{End, FULL, Pty, places};
use std::num::NonZeroU16;
use vt100::Parser;

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
        ("2", "Pcs"),
        ("3", "z Amazon"),
        ("4", "Nothing failed."),
        ("5", "Total EUR"),
        ("8", "archived"),
        ("9", "Registered the account"),
    ] {
        pty.keys(key);
        if key == "8" {
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
    pty.until_gone("─ Commands ─");
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

/// Paints everything, and waits until that has come.
fn paint_afresh(pty: &mut Pty) {
    let before = places(&pty.raw(), FULL).len();
    pty.keys("\x0c");
    pty.until("a whole fresh screen", |pty| {
        let raw = pty.raw();
        let frames = places(&raw, FULL);
        frames.len() > before
            && frames
                .last()
                .is_some_and(|at| !places(&raw[*at..], "\x1b[?2026l").is_empty())
    });
}

/// The text that these bytes make on an empty screen.
fn painted(bytes: &[u8], (columns, rows): (u16, u16)) -> String {
    let size = |n| NonZeroU16::new(n).unwrap();
    let mut parser = Parser::new(size(rows), size(columns), 0);
    parser.process(b"\x1b[?7l");
    parser.process(bytes);
    let text = parser.screen().contents();
    // A blank that was written looks like one that never was.
    text.lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

/// Moves about in the list between two fresh paintings: what was changed bit by bit is what painting afresh gives.
///
/// Judged by the bytes themselves, so it does not matter how late they come.
fn moves_paint_the_same(
    pty: &mut Pty,
    size: (u16, u16),
    orders: &[[String; 2]],
) -> Result<(), String> {
    let shows = |pty: &Pty, nth: usize| {
        let text = pty.text();
        orders[nth].iter().any(|name| text.contains(name))
    };
    let last = orders.len() - 1;
    let far = last.saturating_sub(usize::from(size.1) + 3);
    paint_afresh(pty);
    pty.keys("G");
    pty.until("the last order", |pty| shows(pty, last));
    pty.keys(&"k".repeat(last - far));
    pty.until("an order farther up", |pty| shows(pty, far));
    pty.keys(&"j".repeat(last - far));
    pty.until("the last order again", |pty| shows(pty, last));
    pty.keys("gg");
    pty.until("the first order", |pty| shows(pty, 0));
    paint_afresh(pty);
    let raw = pty.raw();
    let frames = places(&raw, FULL);
    let [.., before, fresh] = frames.as_slice() else {
        panic!("two fresh screens");
    };
    let moved = painted(&raw[*before..*fresh], size);
    let afresh = painted(&raw[*fresh..], size);
    (moved == afresh)
        .then_some(())
        .ok_or_else(|| format!("{size:?}:\n{moved}\n--- is not\n{afresh}"))
}

#[test]
fn any_size_shows_what_belongs_there() {
    let home = Home::new();
    let shop = home.shop("400");
    home.fill(&shop);
    let orders = home.orders();
    let mut pty = home.open(home.screen());
    for size in [(40, 20), (200, 60), (20, 5), (80, 24), (120, 40), (80, 24)] {
        // There and back, so that the screen may hear of the last size only.
        pty.resize(100, 30);
        pty.resize(size.0, size.1);
        let belongs = match size {
            (20, 5) => "1 Orders",
            (40, 20) => "Enter details",
            (80, 24) => "9 Log",
            _ => "9 Activity",
        };
        // A word for a time may change between the two, but not twice.
        moves_paint_the_same(&mut pty, size, &orders)
            .or_else(|_| moves_paint_the_same(&mut pty, size, &orders))
            .unwrap_or_else(|wrong| panic!("{wrong}"));
        pty.until_shows(belongs);
    }
    pty.keys("q");
    assert_eq!(pty.end(), End::Code(0));
    pty.until_given_back();
}
