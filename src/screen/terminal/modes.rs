//! What is switched on in the terminal while the screen is there, and switched off again, however it ends.

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::termios::{LocalModes, tcgetattr};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::{self, ThreadId};

const ENTER: &str = concat!(
    "\x1b[?1049h", // alternate screen
    "\x1b[?25l",   // no cursor
    "\x1b[?7l",    // no wrapping at the right edge
    "\x1b[?2004h", // pastes are told apart from typing
);
// The title is pushed on the terminal's own stack first: it can't be asked for.
const TITLE: &str = "\x1b[22;2t\x1b]2;orderdeck\x07";
const LEAVE: &str = concat!(
    "\x1b[?1006l\x1b[?1002l\x1b[?1000l",
    "\x1b[?2004l",
    "\x1b[?2026l", // a frame that was cut off
    "\x1b[r\x1b[m",
    "\x1b[?7h",
    "\x1b[?25h",
    "\x1b[23;2t",
    "\x1b[?1049l",
);
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Whether the terminal is ours now; the panic hook must know it without any other state.
static OURS: AtomicBool = AtomicBool::new(false);
/// The thread that draws.
static OWNER: Mutex<Option<ThreadId>> = Mutex::new(None);
static HOOK: Once = Once::new();

/// From now on a panic of the thread that draws gives the terminal back before anything is said about it. A panic of
/// another thread leaves the screen as it is, and is told in the log: words would tear the picture.
///
/// To be called before hooks that keep panics to themselves; otherwise it is done with the first screen.
pub fn guard_panics() {
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if OURS.load(Ordering::SeqCst) && *owner() != Some(thread::current().id()) {
                let place = info.location().map(ToString::to_string);
                tracing::error!("a panic at {}", place.unwrap_or_default());
            } else {
                give_back();
                before(info);
            }
        }));
    });
}

fn owner() -> std::sync::MutexGuard<'static, Option<ThreadId>> {
    OWNER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Modes {
    mouse: bool,
}

impl Modes {
    /// Takes the terminal.
    pub fn enter(mouse: bool) -> io::Result<Modes> {
        guard_panics();
        let modes = Modes { mouse };
        modes.resume()?;
        Ok(modes)
    }

    /// Takes the terminal again after it was given back for a while.
    pub fn resume(&self) -> io::Result<()> {
        enable_raw_mode()?;
        *owner() = Some(thread::current().id());
        OURS.store(true, Ordering::SeqCst);
        write(ENTER)?;
        write(TITLE)?;
        self.take_mouse()
    }

    /// Takes the terminal again if somebody else has used it while this process was stopped without a warning.
    pub fn renew(&self) -> io::Result<()> {
        let modes = tcgetattr(io::stdin())?;
        if !modes.local_modes.contains(LocalModes::ICANON) {
            return Ok(());
        }
        // It believes that it is on.
        disable_raw_mode()?;
        enable_raw_mode()?;
        write(ENTER)?;
        self.take_mouse()
    }

    fn take_mouse(&self) -> io::Result<()> {
        if self.mouse { write(MOUSE_ON) } else { Ok(()) }
    }

    /// Gives the terminal back for a while.
    pub fn pause(&self) {
        give_back();
    }

    /// Takes the mouse, or leaves it.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        write(if on { MOUSE_ON } else { MOUSE_OFF })
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    if OURS.swap(false, Ordering::SeqCst) {
        // There is nothing left to do about a terminal that is gone.
        let _ = write(LEAVE);
        let _ = disable_raw_mode();
    }
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
