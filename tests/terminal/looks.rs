//! Terminals that can do less, and places that are no terminal.

use crate::home::{Home, PROGRAM};
use crate::pty::{End, Pty, SOON, Start, count};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Every code that sets looks.
fn looks(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let mut codes = Vec::new();
    for part in text.split("\x1b[").skip(1) {
        let Some(end) = part.find(|c: char| !c.is_ascii_digit() && c != ';') else {
            continue;
        };
        if part[end..].starts_with('m') {
            codes.extend(part[..end].split(';').map(str::to_owned));
        }
    }
    codes
}

fn colourless(pty: &Pty) {
    for code in looks(&pty.raw()) {
        assert!(
            ["", "0", "1", "2", "4", "7"].contains(&code.as_str()),
            "{code}"
        );
    }
}

/// The rows of which the whole list part is reversed.
fn reversed_rows(pty: &Pty) -> Vec<u16> {
    pty.look(|screen| {
        let rows = screen.size().0.get();
        (0..rows)
            .filter(|row| (8..28).all(|x| screen.cell(*row, x).is_some_and(vt100::Cell::inverse)))
            .collect()
    })
}

#[test]
fn without_colours_the_cursor_is_seen() {
    let home = Home::new();
    let shop = home.shop("60");
    home.fill(&shop);
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb"), ("TERM", "vt100")] {
        let mut pty = home.open(home.screen().env(name, value));
        pty.until("a reversed row", |pty| reversed_rows(pty).len() == 1);
        let first = reversed_rows(&pty)[0];
        pty.keys("jj");
        pty.until("it moved", |pty| reversed_rows(pty) == [first + 2]);
        colourless(&pty);
        pty.keys("q");
        assert_eq!(pty.end(), End::Code(0), "{name}={value}");
        pty.until_given_back();
    }
}

#[test]
fn colours_as_many_as_the_terminal_has() {
    let home = Home::new();
    let shop = home.shop("60");
    home.fill(&shop);
    for (term, colorterm, with) in [
        ("xterm", "", None),
        ("xterm-256color", "", Some("5")),
        ("xterm-256color", "truecolor", Some("2")),
    ] {
        let start = home.screen().env("TERM", term).env("COLORTERM", colorterm);
        let pty = home.open(start);
        let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
        let (indexed, direct) = (raw.contains("8;5;"), raw.contains("8;2;"));
        assert_eq!(
            (indexed, direct),
            (with == Some("5"), with == Some("2")),
            "{term}"
        );
    }
}

#[test]
fn nobody_waits_for_a_terminal_that_answers_nothing() {
    let home = Home::new();
    let mut fastest = SOON;
    for _ in 0..5 {
        let pty = home.screen().spawn();
        pty.until("the first screen", |pty| pty.text().contains("1 Orders"));
        fastest = fastest.min(pty.age());
        pty.until_shows("There are no orders yet");
        // What a terminal would have to answer is never asked.
        for query in [
            "\x1b[6n",
            "\x1b[c",
            "\x1b[?u",
            "\x1b]11;?",
            "\x1bP+q",
            "\x1b[>",
        ] {
            assert_eq!(count(&pty.raw(), query), 0, "{query:?}");
        }
    }
    assert!(fastest < Duration::from_secs(1), "{fastest:?}");
}

#[test]
fn what_is_no_terminal_gets_words_and_no_screen() {
    let home = Home::new();
    for arguments in [&[][..], &["demo"][..]] {
        let output = Command::new(PROGRAM)
            .args(arguments)
            .env_clear()
            .envs(home.environment())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("needs a terminal"), "{told}");
        assert!(!told.contains('\x1b'));
    }
    // A terminal at one end alone is not enough: `orderdeck | less`, `orderdeck < file`.
    for line in [" | cat", " < /dev/null"] {
        let script = format!("{PROGRAM}{line}; exit 9");
        let mut pty = Start::new("/bin/sh", &["-c", &script], home.environment()).spawn();
        assert_eq!(pty.end(), End::Code(9));
        pty.until_shows("needs a terminal");
        assert_eq!(count(&pty.raw(), "\x1b"), 0);
    }
}

#[test]
fn scrolling_by_a_row_is_cheap() {
    let home = Home::new();
    let shop = home.shop("400");
    home.fill(&shop);
    // A row of two hundred columns in full colours takes a little more.
    for (columns, rows, most) in [(80, 24, 400), (120, 40, 400), (200, 60, 430)] {
        let mut pty = home.open(
            home.screen()
                .size(columns, rows)
                .env("COLORTERM", "truecolor"),
        );
        if columns >= 160 {
            // The list alone.
            pty.until_shows("Sold on");
            pty.keys("\x1b");
            pty.until_gone("Sold on");
        }
        for _ in 0..rows {
            pty.keys("j");
        }
        pty.until_quiet(Duration::from_millis(600));
        let mut costs = Vec::new();
        for _ in 0..7 {
            let (before, begun) = (pty.received(), Instant::now());
            pty.keys("j");
            pty.until("a scroll", |pty| pty.received() > before);
            pty.until_quiet(Duration::from_millis(400));
            assert!(begun.elapsed() < SOON);
            costs.push(pty.received() - before);
        }
        costs.sort_unstable();
        assert!(costs[3] <= most, "{columns}x{rows}: {costs:?}");
    }
}
