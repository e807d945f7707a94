//! A terminal: keys in, a screen out, and every byte that came. It answers no query.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use vt100::{MouseProtocolMode, Parser, Screen};

/// Everything happens within this time, on a busy machine too.
pub const SOON: Duration = Duration::from_secs(40);
/// Opening a terminal must not make it ours.
const NO_CONTROLLING_TERMINAL: i32 = 0o400;

/// What is to be started in a terminal.
pub struct Start {
    command: CommandBuilder,
    size: (u16, u16),
}

impl Start {
    pub fn new(program: &str, arguments: &[&str], environment: Vec<(String, String)>) -> Start {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in environment {
            command.cwd(if name == "HOME" { &value } else { "/" });
            command.env(name, value);
        }
        Start {
            command,
            size: (80, 24),
        }
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Start {
        self.size = (columns, rows);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Start {
        self.command.env(name, value);
        self
    }

    pub fn spawn(self) -> Pty {
        let (columns, rows) = self.size;
        let pair = native_pty_system()
            .openpty(pty_size(columns, rows))
            .unwrap();
        let tty = OpenOptions::new()
            .read(true)
            .custom_flags(NO_CONTROLLING_TERMINAL)
            .open(pair.master.tty_name().unwrap())
            .unwrap();
        let modes_before = modes(&tty);
        let child = pair.slave.spawn_command(self.command).unwrap();
        drop(pair.slave);
        let seen = Arc::new(Mutex::new(Seen {
            parser: Parser::new(nonzero(rows), nonzero(columns), 0),
            raw: Vec::new(),
            last: Instant::now(),
        }));
        let closing = Arc::new(AtomicBool::new(false));
        let reader = pair.master.try_clone_reader().unwrap();
        read_on(reader, seen.clone(), closing.clone());
        let writer = pair.master.take_writer().unwrap();
        Pty {
            line: Some((pair.master, writer)),
            tty: Some(tty),
            modes_before,
            child,
            seen,
            closing,
            started: Instant::now(),
        }
    }
}

struct Seen {
    parser: Parser,
    raw: Vec<u8>,
    last: Instant,
}

fn read_on(mut reader: Box<dyn Read + Send>, seen: Arc<Mutex<Seen>>, closing: Arc<AtomicBool>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 8_192];
        while !closing.load(Ordering::SeqCst) {
            match reader.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(count) => {
                    let mut seen = seen.lock().unwrap();
                    seen.parser.process(&buffer[..count]);
                    seen.raw.extend_from_slice(&buffer[..count]);
                    seen.last = Instant::now();
                }
            }
        }
    });
}

/// How a process ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    Code(u32),
    Signal(String),
}

/// Our end of the terminal, and the keys to it.
type Line = (Box<dyn MasterPty + Send>, Box<dyn Write + Send>);

/// A program in a terminal; ended with the test.
pub struct Pty {
    line: Option<Line>,
    tty: Option<File>,
    modes_before: String,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Mutex<Seen>>,
    closing: Arc<AtomicBool>,
    started: Instant,
}

impl Pty {
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub fn keys(&mut self, keys: &str) {
        let (_, writer) = self.line.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.pid() as i32).unwrap(), signal).unwrap();
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let mut seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen_mut();
        screen.set_size(nonzero(rows), nonzero(columns));
        drop(seen);
        let (master, _) = self.line.as_ref().unwrap();
        master.resize(pty_size(columns, rows)).unwrap();
    }

    /// Looks at the screen.
    pub fn look<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(self.seen.lock().unwrap().parser.screen())
    }

    pub fn text(&self) -> String {
        self.look(Screen::contents)
    }

    /// Every byte so far.
    pub fn raw(&self) -> Vec<u8> {
        self.seen.lock().unwrap().raw.clone()
    }

    pub fn received(&self) -> usize {
        self.seen.lock().unwrap().raw.len()
    }

    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    pub fn until(&self, what: &str, condition: impl Fn(&Pty) -> bool) {
        let end = Instant::now() + SOON;
        while !condition(self) {
            assert!(
                Instant::now() < end,
                "it never happened: {what}\n{}",
                self.text()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn until_shows(&self, words: &str) {
        self.until(words, |pty| pty.text().contains(words));
    }

    pub fn until_gone(&self, words: &str) {
        self.until(&format!("no {words}"), |pty| !pty.text().contains(words));
    }

    /// Waits until nothing has been written for so long.
    pub fn until_quiet(&self, quiet: Duration) {
        self.until("quiet", |pty| {
            pty.seen.lock().unwrap().last.elapsed() >= quiet
        });
    }

    /// Waits for the end of the process.
    pub fn end(&mut self) -> End {
        let end = Instant::now() + SOON;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return match status.signal() {
                    Some(signal) => End::Signal(signal.to_owned()),
                    None => End::Code(status.exit_code()),
                };
            }
            assert!(Instant::now() < end, "it never ended\n{}", self.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether the terminal is set up as it was before the program came.
    pub fn modes_as_before(&self) -> bool {
        self.tty
            .as_ref()
            .is_some_and(|tty| modes(tty) == self.modes_before)
    }

    /// Waits until the terminal is as it was: with nothing switched on, and echoing what is typed.
    pub fn until_given_back(&self) {
        self.until("the terminal is given back", |pty| {
            pty.modes_as_before() && pty.look(is_clean)
        });
        let raw = self.raw();
        for (on, off) in [("\x1b[?7l", "\x1b[?7h"), ("\x1b[22;2t", "\x1b[23;2t")] {
            assert!(last(&raw, on) <= last(&raw, off), "{on:?}");
        }
        assert!(count(&raw, "\x1b[?2026h") <= count(&raw, "\x1b[?2026l"));
    }

    /// Whether the screen has the terminal.
    pub fn is_taken(&self) -> bool {
        !self.modes_as_before() && self.look(|s| s.alternate_screen() && s.bracketed_paste())
    }

    /// Takes the terminal away, as a window that is closed does.
    pub fn hang_up(&mut self) {
        // The reader leaves with the next bytes that come.
        self.closing.store(true, Ordering::SeqCst);
        let before = self.received();
        self.keys("\x0c");
        self.until("a fresh screen", |pty| pty.received() > before);
        self.until("nobody reads", |pty| Arc::strong_count(&pty.closing) == 1);
        (self.line, self.tty) = (None, None);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn is_clean(screen: &Screen) -> bool {
    !screen.alternate_screen()
        && !screen.hide_cursor()
        && !screen.bracketed_paste()
        && !screen.application_cursor()
        && screen.mouse_protocol_mode() == MouseProtocolMode::None
        && screen.fgcolor() == vt100::Color::Default
        && screen.bgcolor() == vt100::Color::Default
        && !(screen.bold() || screen.inverse() || screen.underline())
}

/// How often a sequence is among bytes.
pub fn count(bytes: &[u8], part: &str) -> usize {
    bytes
        .windows(part.len())
        .filter(|window| *window == part.as_bytes())
        .count()
}

/// What a frame that is painted afresh begins with.
pub const FULL: &str = "\x1b[?2026h\x1b[m\x1b[2J";

/// Where a sequence is among bytes.
pub fn places(bytes: &[u8], part: &str) -> Vec<usize> {
    let windows = bytes.windows(part.len()).enumerate();
    windows
        .filter(|(_, window)| *window == part.as_bytes())
        .map(|(at, _)| at)
        .collect()
}

fn last(bytes: &[u8], part: &str) -> Option<usize> {
    bytes
        .windows(part.len())
        .rposition(|window| window == part.as_bytes())
}

fn modes(tty: &File) -> String {
    let modes = rustix::termios::tcgetattr(tty).unwrap();
    format!(
        "{:?} {:?} {:?} {:?}",
        modes.input_modes, modes.output_modes, modes.control_modes, modes.local_modes
    )
}

fn pty_size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}
