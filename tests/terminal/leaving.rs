//! However the screen ends, the terminal is as it was before.

use crate::home::{Home, until};
use crate::pty::{End, Pty, count};
use rustix::process::Signal;
use std::time::Duration;

const EMPTY: &str = "There are no orders yet";

fn opened(home: &Home) -> Pty {
    let pty = home.screen().spawn();
    pty.until_shows(EMPTY);
    pty.until("the terminal is taken", Pty::is_taken);
    pty
}

#[test]
fn by_keys_and_by_signals() {
    let home = Home::new();
    for key in ["q", "\x03", "?\x03", "/x\x03"] {
        let mut pty = opened(&home);
        pty.keys(key);
        assert_eq!(pty.end(), End::Code(0), "{key:?}");
        pty.until_given_back();
        assert_eq!(pty.text().trim(), "", "{key:?}");
    }
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let mut pty = opened(&home);
        pty.signal(signal);
        assert_eq!(pty.end(), End::Code(0), "{signal:?}");
        pty.until_given_back();
    }
    assert_eq!(home.well(&["verify"])["ok"], true);
}

#[test]
fn with_the_mouse_on() {
    let home = Home::new();
    let mut pty = opened(&home);
    pty.keys("%");
    pty.until("the mouse is taken", |pty| {
        count(&pty.raw(), "\x1b[?1000h") == 1
    });
    pty.signal(Signal::TERM);
    assert_eq!(pty.end(), End::Code(0));
    pty.until_given_back();
}

#[test]
fn in_the_middle_of_a_demo() {
    let home = Home::new();
    for signal in [Signal::TERM, Signal::INT] {
        let mut pty = home.demo().spawn();
        pty.until("the first screen", Pty::is_taken);
        pty.signal(signal);
        assert_eq!(pty.end(), End::Code(0));
        pty.until_given_back();
    }
    // Before there is a screen at all.
    let mut pty = home.demo().spawn();
    std::thread::sleep(Duration::from_millis(30));
    pty.signal(Signal::TERM);
    pty.end();
    pty.until_given_back();
}

#[test]
fn when_the_terminal_is_taken_away() {
    let home = Home::new();
    let mut pty = opened(&home);
    let pid = pty.pid();
    pty.hang_up();
    let end = pty.end();
    assert!(matches!(end, End::Code(_)), "it ends by itself: {end:?}");
    until("the process is gone", || {
        !std::path::Path::new(&format!("/proc/{pid}")).exists()
    });
    // It has closed its store, and nobody holds it.
    assert!(
        !home
            .path()
            .join(".local/share/orderdeck/engine.sock")
            .exists()
    );
    assert_eq!(home.well(&["verify"])["ok"], true);
    // In a demo too, where much is written at any time.
    let mut demo = home.demo().spawn();
    demo.until_shows("-0");
    demo.hang_up();
    assert!(matches!(demo.end(), End::Code(_)));
    let left = std::fs::read_dir(home.path()).unwrap();
    let demos = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("orderdeck-demo")
    });
    assert_eq!(demos.count(), 0);
}

#[test]
fn a_screen_that_cannot_begin_leaves_the_terminal_alone() {
    let home = Home::new();
    let folder = home.path().join(".config/orderdeck");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "theme = \"pink\"\n").unwrap();
    let mut pty = home.screen().spawn();
    let end = pty.end();
    assert_eq!(end, End::Code(1));
    pty.until_shows("pink");
    pty.until_given_back();
    assert_eq!(count(&pty.raw(), "\x1b"), 0);
}
