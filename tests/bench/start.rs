//! W4, W7, W9: what a person waits for: the first frame, a status line, an engine after a crash. Whole processes.

use super::Plan;
use super::amazon::{self, Offer};
use super::pages::Pages;
use super::stock::{self, Kept};
use super::table::{Samples, Table, memory_of};
use chrono::Utc;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_orderdeck");
const W4: Duration = Duration::from_millis(30);
const W7: Duration = Duration::from_millis(5);

/// Runs all of it.
pub fn run(plan: &Plan) -> Table {
    let kept = stock::kept(plan);
    let mut table = Table::default();
    let floor = Samples::of(40, || {
        assert!(Command::new("/bin/true").status().unwrap().success())
    })
    .p50();
    table.time("floor: /bin/true as a process", floor, None, None);
    let hello = Samples::of(40, || assert!(quiet(&["--version"], &kept.folder) <= 2)).p50();
    table.time("orderdeck --version", hello, Some(floor), None);
    let alone = Samples::of(40, || {
        assert!(quiet(&["status", "--line"], &kept.folder) <= 2)
    })
    .p50();
    table.time(
        "orderdeck status, no engine (W7)",
        alone,
        Some(floor),
        Some(W7),
    );
    let pty_floor = Samples::sorted(
        (0..10)
            .map(|_| in_pty(CommandBuilder::new("/bin/echo"), &kept, b"\n", false).first)
            .collect(),
    );
    screens(&mut table, &kept, "embedded", pty_floor.p50());

    let engine = Running::start(&kept);
    let attached = Samples::of(40, || {
        assert!(quiet(&["status", "--line"], &kept.folder) <= 2)
    })
    .p50();
    table.time(
        "orderdeck status, engine running (W7)",
        attached,
        Some(floor),
        Some(W7),
    );
    screens(&mut table, &kept, "attached", pty_floor.p50());
    table.at_most(
        "MiB resident, engine process (W12)",
        memory_of(&engine.child.id().to_string(), "VmRSS") / 1_048_576.0,
        None,
        Some(256.0),
    );
    engine.stop();
    after_kill(&mut table, plan, &kept);
    table
}

fn quiet(arguments: &[&str], folder: &Path) -> i32 {
    let mut command = Command::new(BINARY);
    command
        .args(["--data-dir".as_ref(), folder.as_os_str()])
        .args(arguments);
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    status.code().unwrap_or(-1)
}

/// An engine in a process of its own.
struct Running {
    child: Child,
}

impl Running {
    fn start(kept: &Kept) -> Running {
        let (running, _) = Running::timed(&kept.folder);
        running
    }

    /// Starts it; how long until it answered a status.
    fn timed(folder: &Path) -> (Running, Duration) {
        let begun = Instant::now();
        let mut command = Command::new(BINARY);
        command.args(["--data-dir".as_ref(), folder.as_os_str(), "engine".as_ref()]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let running = Running {
            child: command.spawn().unwrap(),
        };
        let socket = orderdeck::client::place::socket_path(folder);
        let patience = Duration::from_secs(20);
        loop {
            let asked = orderdeck::client::blocking::ask(
                &socket,
                orderdeck::protocol::Request::Status,
                patience,
            );
            if matches!(asked, Some(Ok(_))) {
                return (running, begun.elapsed());
            }
            assert!(begun.elapsed() < patience, "the engine does not answer");
            std::thread::sleep(Duration::from_micros(500));
        }
    }

    fn stop(mut self) {
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        self.child.wait().unwrap();
    }
}

/// What a screen in a pty did.
struct Seen {
    /// Until the first frame was complete.
    first: Duration,
    /// Until it showed orders.
    rows: Option<Duration>,
    /// Bytes of the first frame.
    bytes: usize,
    /// Bytes in three seconds without a key.
    idle: usize,
    /// Resident memory.
    resident: f64,
}

fn screens(table: &mut Table, kept: &Kept, how: &str, floor: Duration) {
    let seen: Vec<Seen> = (0..7).map(|nth| screen(kept, nth == 6)).collect();
    let firsts = Samples::sorted(seen.iter().map(|s| s.first).collect());
    table.time(
        &format!("first frame, engine {how} (W4)"),
        firsts.p50(),
        Some(floor),
        Some(W4),
    );
    let rows = Samples::sorted(seen.iter().filter_map(|s| s.rows).collect());
    table.time(
        &format!("orders on the screen, engine {how}"),
        rows.p50(),
        Some(floor),
        None,
    );
    let last = &seen[6];
    table.at_most(
        "bytes of the first frame, 80x24",
        last.bytes as f64,
        None,
        None,
    );
    table.at_most(
        "bytes in 3 s without a key (W6)",
        last.idle as f64,
        None,
        Some(0.0),
    );
    table.at_most(
        "MiB resident, the screen's process",
        last.resident / 1_048_576.0,
        None,
        if how == "attached" {
            Some(20.0)
        } else {
            Some(256.0)
        },
    );
}

fn screen(kept: &Kept, idle: bool) -> Seen {
    let mut command = CommandBuilder::new(BINARY);
    command.args(["--data-dir".as_ref(), kept.folder.as_os_str()]);
    in_pty(command, kept, b"\x1b[?2026l", idle)
}

fn in_pty(mut command: CommandBuilder, kept: &Kept, end: &[u8], idle: bool) -> Seen {
    let state = kept.folder.join("state");
    command.env("XDG_STATE_HOME", &state);
    command.env("XDG_CONFIG_HOME", &state);
    command.env("TERM", "xterm-256color");
    let pty = native_pty_system()
        .openpty(PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        })
        .unwrap();
    let mut reader = pty.master.try_clone_reader().unwrap();
    let (told, arrived) = mpsc::channel();
    let begun = Instant::now();
    let mut child = pty.slave.spawn_command(command).unwrap();
    std::thread::spawn(move || {
        let mut buffer = [0u8; 65_536];
        while let Ok(n) = reader.read(&mut buffer) {
            if n == 0 || told.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                return;
            }
        }
    });
    let mut seen = Seen {
        first: Duration::ZERO,
        rows: None,
        bytes: 0,
        idle: 0,
        resident: 0.0,
    };
    let mut all: Vec<u8> = Vec::new();
    // Until nothing has come for a while.
    while let Ok((at, bytes)) = arrived.recv_timeout(Duration::from_millis(250)) {
        all.extend_from_slice(&bytes);
        if seen.bytes == 0 && find(&all, end) {
            seen.first = at - begun;
            seen.bytes = all.len();
        }
        if seen.rows.is_none() && has_reference(&all) {
            seen.rows = Some(at - begun);
        }
        if begun.elapsed() > Duration::from_secs(20) {
            break;
        }
    }
    if idle {
        // What a start leaves behind (the list that fills) is no idling: wait until it is over.
        let quiet = Instant::now();
        while quiet.elapsed() < Duration::from_secs(60) {
            if arrived.recv_timeout(Duration::from_secs(2)).is_err() {
                break;
            }
        }
        let until = Instant::now() + Duration::from_secs(3);
        while let Ok((_, bytes)) =
            arrived.recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            seen.idle += bytes.len();
        }
        seen.resident = child
            .process_id()
            .map_or(0.0, |id| memory_of(&id.to_string(), "VmRSS"));
    }
    let _ = child.kill();
    let _ = child.wait();
    seen
}

fn find(all: &[u8], wanted: &[u8]) -> bool {
    all.windows(wanted.len()).any(|w| w == wanted)
}

/// Whether something like an Amazon reference is on the screen.
fn has_reference(all: &[u8]) -> bool {
    all.windows(19).any(|w| {
        w[3] == b'-' && w[11] == b'-' && w.iter().filter(|b| b.is_ascii_digit()).count() >= 14
    })
}

/// Kills an engine in the middle of a sync and starts another one, on a copy of the store.
fn after_kill(table: &mut Table, plan: &Plan, kept: &Kept) {
    let folder = stock::scratch("killed");
    for file in ["store.redb", "store.key"] {
        std::fs::copy(kept.folder.join(file), folder.join(file)).unwrap();
        // Else the first engine pays for writing the copy.
        std::fs::File::open(folder.join(file))
            .unwrap()
            .sync_all()
            .unwrap();
    }
    let end = Utc::now();
    let more = plan.orders + 100_000;
    let pages = Pages::make(more, end);
    let (first, last) = (plan.orders / super::pages::PAGE, pages.count());
    let offer = Arc::new(Offer {
        pages,
        range: (first, last),
        until: end,
        served: AtomicUsize::new(0),
    });
    amazon::serve(offer.clone());
    let mut spans = Vec::new();
    let mut floor = None;
    for _ in 0..4 {
        let before = offer.served.load(Ordering::Relaxed);
        let (mut running, took) = Running::timed(&folder);
        match floor {
            // The first start is one after an orderly end.
            None => floor = Some(took),
            Some(_) => spans.push(took),
        }
        let begun = Instant::now();
        while offer.served.load(Ordering::Relaxed) < before + 3
            && begun.elapsed() < Duration::from_secs(5)
        {
            std::thread::sleep(Duration::from_micros(700));
        }
        running.child.kill().unwrap();
        running.child.wait().unwrap();
    }
    let spans = Samples::sorted(spans);
    table.time(
        "engine answers after kill -9 (W9), p50",
        spans.p50(),
        floor,
        Some(Duration::from_millis(100)),
    );
    table.time(
        "engine answers after kill -9 (W9), longest",
        spans.at(1.0),
        floor,
        Some(Duration::from_millis(100)),
    );
    let _ = std::fs::remove_dir_all(&folder);
}
