//! Keys and the mouse, and what is never shown.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use crate::{SCREENS, SIZES};
use orderdeck::domain::moment::Span;
use orderdeck::screen::{Mouse, Msg};

fn press(h: &mut Harness, x: u16, y: u16) {
    h.happens(Msg::Mouse(Mouse::Press(x, y)));
}

fn row_of(h: &Harness, words: &str) -> u16 {
    let screen = h.screen();
    let row = screen.lines().position(|line| line.contains(words));
    row.unwrap() as u16
}

#[test]
fn tabs_in_both_directions() {
    let mut h = Harness::new((80, 24));
    for words in ["of 9 ready", "of 400,000", "cancellation refused"] {
        h.keys("<tab>");
        assert!(h.screen().contains(words), "{}", h.screen());
    }
    h.keys("<s-tab> <s-tab>");
    assert!(h.screen().contains("of 9 ready"), "{}", h.screen());
    h.keys("<s-tab> <s-tab>");
    let last = h.screen();
    assert!(last.contains("orders read, 3 new"), "round the end: {last}");
    h.keys("<s-tab>");
    assert!(h.screen().contains("4 accounts"), "{}", h.screen());
}

#[test]
fn what_needs_attention_in_words() {
    let mut h = Harness::new((80, 24));
    h.keys("@");
    let screen = h.screen();
    assert!(screen.contains("What needs attention"), "{screen}");
    assert!(screen.contains("! Japan:"), "{screen}");
    h.keys("<esc>");
    assert!(!h.screen().contains("What needs attention"));
}

#[test]
fn the_mouse_is_taken_and_left() {
    let mut h = Harness::new((80, 24));
    h.keys("%");
    assert_eq!(h.mouse, [true]);
    assert!(h.screen().contains("The mouse works here now"));
    h.keys("%");
    assert_eq!(h.mouse, [true, false]);
}

#[test]
fn the_mouse_chooses_rows_tabs_and_details() {
    let mut h = Harness::new((200, 60));
    let row = row_of(&h, "302-8944567-0999993");
    press(&mut h, 30, row);
    assert!(h.screen().contains("8 of 1,000,000"), "{}", h.screen());
    h.happens(Msg::Mouse(Mouse::WheelDown));
    assert!(h.screen().contains("11 of 1,000,000"));
    h.happens(Msg::Mouse(Mouse::WheelUp));
    assert!(h.screen().contains("8 of 1,000,000"));
    // Below the rows, on the lines at the bottom and far outside nothing happens.
    press(&mut h, 30, 59);
    press(&mut h, 999, 999);
    assert!(h.screen().contains("8 of 1,000,000"));
    press(&mut h, 150, 20);
    assert!(h.screen().contains("h to list"), "{}", h.screen());
    press(&mut h, 30, row);
    assert!(h.screen().contains("Enter details"));
    let tab = h.screen().find("8 Accounts").unwrap() as u16;
    press(&mut h, tab, 0);
    assert!(h.screen().contains("4 accounts"), "{}", h.screen());
    let japan = row_of(&h, "Japan FE");
    press(&mut h, 5, japan);
    assert!(h.screen().contains("JP JPY"), "{}", h.screen());
    h.keys("?");
    press(&mut h, 5, 0);
    assert!(h.screen().contains("Keys that work here"), "it is in front");
}

#[test]
fn wide_screens_show_the_details_beside_the_list() {
    let mut h = Harness::new((200, 60));
    let reference = |h: &Harness| {
        let screen = h.screen();
        let line = screen.lines().nth(2).unwrap();
        line.split_whitespace().rev().nth(2).unwrap().to_owned()
    };
    assert!(h.screen().contains("Sold on"), "{}", h.screen());
    let before = h.screen();
    assert!(before.contains("S1000000  302-9000000-1000000"));
    // While the cursor moves on they rest; they follow when it has come to rest.
    for _ in 0..5 {
        h.keys("j");
        h.wait(Span::millis(60));
        assert!(h.screen().contains("S1000000  302-9000000-1000000"));
    }
    h.wait(Span::millis(300));
    assert!(
        h.screen().contains("S999995  302-8960405-0999995"),
        "{}",
        reference(&h)
    );
    // Esc goes back step by step, and hides them last.
    h.keys("<enter> <esc>");
    assert!(h.screen().contains("Sold on"));
    h.keys("<esc>");
    assert!(!h.screen().contains("Sold on"));
    h.keys("<enter>");
    assert!(h.screen().contains("Sold on"));
    // Not where there is no room, and not beside nothing.
    h.keys("<esc>").resize(120, 40);
    assert!(h.screen().contains("Sold on"), "opened by hand");
    h.keys("<esc>");
    assert!(!h.screen().contains("Sold on"));
    h.resize(160, 40);
    assert!(h.screen().contains("Sold on"));
    h.keys("/ zzzz <enter>");
    assert!(!h.screen().contains("Sold on"), "{}", h.screen());
}

#[test]
fn names_that_would_steer_a_terminal_are_shown_as_letters() {
    for size in SIZES {
        let mut h = Harness::new(size);
        h.keys("j j j j j j");
        h.wait(Span::seconds(1));
        let shown = h.screen();
        let mut bytes = h.bytes();
        h.keys("<enter>");
        h.wait(Span::seconds(1));
        let details = h.screen();
        bytes.extend(h.bytes());
        let bytes = String::from_utf8(bytes).unwrap();
        assert!(shown.contains("Evil]0;own"), "{shown}");
        for theirs in ["\u{1b}]", "\u{7}", "\u{9b}", "\u{202e}", "\u{1b}[31m"] {
            assert!(!bytes.contains(theirs), "{theirs:?}");
            assert!(!shown.contains(theirs) && !details.contains(theirs));
        }
        assert_eq!(bytes.matches("\u{1b}[2J").count(), 1, "our own");
    }
}

#[test]
fn with_ascii_borders_all_signs_of_ours_are_ascii() {
    let mut options = options();
    options.ascii_borders = true;
    for (name, keys) in SCREENS {
        let mut h = Harness::with((120, 40), Shop::new(1_000_000, noon()), &options);
        h.keys(keys);
        let screen = h.screen();
        let ours = screen.find(|c: char| {
            matches!(c, '\u{a0}'..='\u{bf}' | '×' | '\u{2000}'..='\u{200d}' | '\u{2010}'..='\u{2bff}')
        });
        assert_eq!(ours.map(|at| &screen[at..]), None, "{name}");
    }
}
