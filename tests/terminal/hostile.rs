//! Names and messages that would control a terminal arrive as harmless words.

use crate::home::Home;
use crate::pty::{End, count};
use std::time::Duration;

/// Sequences that only the shop's texts have.
const THEIRS: [&str; 8] = [
    "\x1b]0;",
    "\x1b]8;",
    "\x1b[31m",
    "\x1b[2J\x1b[31m",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "owned\u{7}",
];

/// The first sequence that we never write ourselves.
fn foreign(raw: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(raw);
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(|c: char| c.is_control()) {
        let here = &rest[at..];
        let known = if let Some(inside) = here.strip_prefix("\x1b[") {
            inside
                .find(|c: char| !c.is_ascii_digit() && c != ';' && c != '?')
                .filter(|end| {
                    inside[*end..].starts_with(['m', 'H', 'C', 'G', 'X', 'J', 'r', 'h', 'l', 't'])
                })
                .map(|end| 2 + end + 1)
        } else if here.starts_with("\x1b]2;orderdeck\x07") {
            Some("\x1b]2;orderdeck\x07".len())
        } else if here.starts_with("\x1bM") {
            Some(2)
        } else {
            here.starts_with('\n').then_some(1)
        };
        match known {
            Some(length) => rest = &here[length..],
            None => return Some(here.chars().take(30).collect()),
        }
    }
    None
}

#[test]
fn no_text_of_the_shop_steers_the_terminal() {
    let home = Home::new();
    let mut pty = home.demo().size(160, 45).spawn();
    // A buyer whose name turns the direction of writing round, among others.
    pty.until_shows("nevetS");
    pty.keys("\r");
    pty.until_shows("Sold on");
    pty.keys("h");
    for _ in 0..60 {
        pty.keys("j");
        pty.until_quiet(Duration::from_millis(15));
    }
    pty.keys("G");
    pty.until_quiet(Duration::from_millis(60));
    pty.keys("9");
    pty.until_quiet(Duration::from_millis(200));
    pty.keys("q");
    assert_eq!(pty.end(), End::Code(0));
    let raw = pty.raw();
    for theirs in THEIRS {
        assert_eq!(count(&raw, theirs), 0, "{theirs:?}");
    }
    assert_eq!(foreign(&raw), None);
    pty.until_given_back();
}
