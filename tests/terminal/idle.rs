//! A screen that nobody touches over a shop in which nothing happens: no byte, and no work.

use crate::home::Home;
use crate::pty::{End, Pty};
use std::fs;
use std::time::Duration;

const WINDOW: Duration = Duration::from_secs(3);

/// CPU time in ticks of 10 ms, and how often its threads were woken.
fn work(pid: u32) -> (u64, u64) {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after_name = &stat[stat.rfind(')').unwrap() + 1..];
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |place: usize| fields[place].parse::<u64>().unwrap();
    let mut woken = 0;
    for thread in fs::read_dir(format!("/proc/{pid}/task")).unwrap() {
        let status = fs::read_to_string(thread.unwrap().path().join("status")).unwrap_or_default();
        let line = status
            .lines()
            .find(|l| l.starts_with("voluntary_ctxt_switches"));
        let count = line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok());
        woken += count.unwrap_or(0);
    }
    (ticks(11) + ticks(12), woken)
}

/// Looks at several stretches of time: scheduled work may fall into one, never into all.
fn is_idle(pty: &Pty) {
    pty.until_quiet(Duration::from_secs(1));
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (bytes, (ticks, woken)) = (pty.received(), work(pty.pid()));
        std::thread::sleep(WINDOW);
        let (ticks_after, woken_after) = work(pty.pid());
        let stretch = (
            pty.received() - bytes,
            ticks_after - ticks,
            woken_after.abs_diff(woken),
        );
        if stretch.0 == 0 && stretch.1 <= 2 && stretch.2 <= 20 {
            return;
        }
        seen.push(stretch);
    }
    panic!(
        "never idle; bytes, ticks and wake-ups: {seen:?}\n{}",
        pty.text()
    );
}

#[test]
fn an_untouched_screen_costs_nothing() {
    let home = Home::new();
    let shop = home.shop("60");
    home.fill(&shop);
    for size in [(80, 24), (200, 60)] {
        let mut pty = home.open(home.screen().size(size.0, size.1));
        is_idle(&pty);
        pty.keys("9");
        pty.until_shows("Orders synced");
        is_idle(&pty);
        pty.keys("q");
        assert_eq!(pty.end(), End::Code(0));
    }
}

#[test]
fn a_guest_costs_nothing_either() {
    let home = Home::new();
    let shop = home.shop("60");
    home.fill(&shop);
    let engine = home.engine();
    let pty = home.open(home.screen());
    is_idle(&pty);
    drop(engine);
    drop(shop);
}
