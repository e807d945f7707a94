//! Ctrl-Z: the shell gets its terminal back, and the screen comes back with `fg`.

use crate::home::{Home, PROGRAM};
use crate::pty::{End, Pty, Start};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::time::Duration;

const PROMPT: &str = "shell>";
const EMPTY: &str = "There are no orders yet";

fn shell(home: &Home) -> Start {
    Start::new("/bin/sh", &["-i"], home.environment()).env("PS1", &format!("{PROMPT} "))
}

/// The state and the parent of a process.
fn state_of(pid: u32) -> Option<(char, u32)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut rest = stat[stat.rfind(')')? + 1..].split_whitespace();
    Some((rest.next()?.chars().next()?, rest.next()?.parse().ok()?))
}

fn child_of(parent: u32) -> Option<u32> {
    let processes = fs::read_dir("/proc").unwrap();
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.into_iter()
        .find(|pid| state_of(*pid).is_some_and(|(_, of)| of == parent))
}

fn is_stopped(pid: u32) -> bool {
    state_of(pid).is_some_and(|(state, _)| state == 'T')
}

#[test]
fn the_shell_has_the_terminal_while_the_screen_is_stopped() {
    let home = Home::new();
    let mut pty = shell(&home).spawn();
    pty.until_shows(PROMPT);
    pty.keys(&format!("{PROGRAM}\r"));
    pty.until_shows(EMPTY);
    let pid = child_of(pty.pid()).unwrap();
    for round in 0..3 {
        pty.keys("\x1a");
        pty.until("the screen is stopped", |_| is_stopped(pid));
        pty.until("the shell's screen", |pty| {
            pty.look(|s| !s.alternate_screen() && !s.bracketed_paste() && !s.hide_cursor())
        });
        // The shell reads every key; the stopped screen none.
        pty.keys(&format!("echo round-$(({round} + 40))\r"));
        pty.until_shows(&format!("round-{}", round + 40));
        // Another size while it was away.
        let columns = if round == 1 { 120 } else { 80 };
        pty.resize(columns, 24);
        pty.keys("fg\r");
        pty.until_shows(EMPTY);
        pty.until("the terminal is taken", Pty::is_taken);
        pty.keys("?");
        pty.until_shows("Keys that work here");
        pty.keys("\x1b");
        pty.until_gone("Keys that work here");
    }
    pty.keys("q");
    pty.until("the shell is back", |pty| {
        pty.look(|s| !s.alternate_screen() && !s.hide_cursor())
    });
    pty.keys("exit 7\r");
    assert_eq!(pty.end(), End::Code(7));
    pty.until_given_back();
}

#[test]
fn told_to_stop_by_another_process_it_gives_the_terminal_back_first() {
    let home = Home::new();
    let mut pty = shell(&home).spawn();
    pty.until_shows(PROMPT);
    pty.keys(&format!("{PROGRAM}\r"));
    pty.until_shows(EMPTY);
    let pid = child_of(pty.pid()).unwrap();
    kill_process(Pid::from_raw(pid as i32).unwrap(), Signal::TSTP).unwrap();
    pty.until("the screen is stopped", |_| is_stopped(pid));
    pty.until("the shell's screen", |pty| {
        pty.look(|s| !s.alternate_screen() && !s.bracketed_paste() && !s.hide_cursor())
    });
    pty.keys("echo round-$((40 + 2))\r");
    pty.until_shows("round-42");
    pty.keys("fg\r");
    pty.until_shows(EMPTY);
    pty.until("the terminal is taken", Pty::is_taken);
    pty.keys("q");
    pty.until("the shell is back", |pty| {
        pty.look(|s| !s.alternate_screen() && !s.hide_cursor())
    });
    pty.keys("exit\r");
    assert_eq!(pty.end(), End::Code(0));
    pty.until_given_back();
}

#[test]
fn whatever_happened_to_the_terminal_meanwhile_it_is_taken_again() {
    let home = Home::new();
    let mut pty = shell(&home).spawn();
    pty.until_shows(PROMPT);
    pty.keys(&format!("{PROGRAM}\r"));
    pty.until_shows(EMPTY);
    let pid = child_of(pty.pid()).unwrap();
    // Nobody can prepare for this one: the shell finds the terminal as it is, and sets it right.
    kill_process(Pid::from_raw(pid as i32).unwrap(), Signal::STOP).unwrap();
    pty.until("the screen is stopped", |_| is_stopped(pid));
    pty.keys("stty sane; printf '\\033[?1049l\\033[?25h\\033[?2004lsa%s\\n' ne\n");
    pty.until("the shell's screen", |pty| {
        pty.look(|s| !s.alternate_screen())
    });
    pty.until_shows("sane");
    pty.keys("fg\n");
    pty.until_shows(EMPTY);
    pty.until("the terminal is taken", Pty::is_taken);
    pty.keys("?");
    pty.until_shows("Keys that work here");
    pty.keys("\x03");
    pty.until("the shell is back", |pty| {
        pty.look(|s| !s.alternate_screen() && !s.hide_cursor() && !s.bracketed_paste())
    });
    pty.keys("exit\r");
    assert_eq!(pty.end(), End::Code(0));
    pty.until_given_back();
}

#[test]
fn without_a_shell_to_wake_it_the_screen_stays() {
    let home = Home::new();
    let mut pty = home.screen().spawn();
    pty.until_shows(EMPTY);
    pty.keys("\x1a");
    // What is typed while the terminal changes hands may be lost.
    for _ in 0..50 {
        pty.keys("?");
        pty.until_quiet(Duration::from_millis(200));
        if pty.text().contains("Keys that work here") {
            break;
        }
    }
    pty.until_shows("Keys that work here");
    pty.until("the terminal is taken", Pty::is_taken);
    pty.keys("\x03");
    assert_eq!(pty.end(), End::Code(0));
    pty.until_given_back();
}
