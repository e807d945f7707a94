//! The loop: waits for something to happen, takes in everything that has, draws when something shows.

use super::app::App;
use super::keymap::Key;
use super::message::{Effect, Mouse, Msg};
use super::options::Options;
use super::terminal::{Modes, Surface, copy_sequence};
use crate::client::Client;
use crate::clock::SharedClock;
use crate::domain::moment::Span;
use crate::protocol::Event;
use crossterm::event::{Event as Input, EventStream, KeyEventKind, MouseButton, MouseEventKind};
use futures_util::StreamExt;
use std::io::{self, Write};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{broadcast, mpsc};

/// Between two frames on a terminal of this machine: 60 a second.
const FRAME: Duration = Duration::from_millis(16);
/// Between two frames over SSH.
const FRAME_SSH: Duration = Duration::from_millis(33);
/// The longest pause between two frames when the terminal takes them slowly.
const FRAME_SLOW: Duration = Duration::from_millis(130);
/// A frame that takes longer than this to write meets a slow terminal.
const SLOW_WRITE: Duration = Duration::from_millis(25);
/// Largest file that is taken in, in bytes.
const FILE: u64 = 10 * 1024 * 1024;
/// Answers that may wait to be taken in.
const ANSWERS: usize = 256;

/// Shows the screen until the person leaves it, the terminal goes, or the process is told to stop.
pub async fn run(
    client: Client,
    clock: SharedClock,
    options: Options,
) -> Result<(), color_eyre::Report> {
    let size = crossterm::terminal::size().unwrap_or((80, 24));
    let app = App::new(&options, size, clock.now());
    // Before the terminal is taken: no signal may end us without giving it back.
    let mut signals = Signals::new()?;
    let modes = Modes::enter(options.mouse)?;
    let (answer, answers) = mpsc::channel(ANSWERS);
    let mut screen = Screen {
        app,
        modes,
        size,
        surface: Surface::new(),
        events: client.events(),
        client,
        clock,
        answer,
        answers,
        pace: Pace::new(),
        leaving: false,
    };
    // The first frame comes before anything is asked.
    screen.draw()?;
    let effects = screen.app.begin(screen.clock.now());
    let mut input = Some(EventStream::new());
    screen.perform(effects, &mut input)?;
    while !screen.leaving {
        screen.wait(&mut input, &mut signals).await?;
        screen.drain(&mut input).await?;
        if !screen.leaving {
            screen.draw_if_due()?;
        }
    }
    Ok(())
}

/// The screen with all that it is connected to.
struct Screen {
    app: App,
    modes: Modes,
    size: (u16, u16),
    surface: Surface,
    client: Client,
    clock: SharedClock,
    events: broadcast::Receiver<Event>,
    answer: mpsc::Sender<Msg>,
    answers: mpsc::Receiver<Msg>,
    pace: Pace,
    leaving: bool,
}

/// What another process may tell us.
struct Signals {
    stop: Signal,
    hang_up: Signal,
    interrupt: Signal,
    quit: Signal,
    suspend: Signal,
    resume: Signal,
    size: Signal,
}

impl Signals {
    fn new() -> io::Result<Signals> {
        Ok(Signals {
            stop: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            size: signal(SignalKind::window_change())?,
            suspend: signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
            resume: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
        })
    }
}

/// How soon after a frame the next one may come.
struct Pace {
    least: Duration,
    now: Duration,
    last: Instant,
    waiting: bool,
}

impl Pace {
    fn new() -> Pace {
        let far = std::env::var_os("SSH_CONNECTION").is_some();
        let least = if far { FRAME_SSH } else { FRAME };
        Pace {
            least,
            now: least,
            last: Instant::now(),
            waiting: false,
        }
    }

    fn wrote(&mut self, took: Duration) {
        self.last = Instant::now();
        self.waiting = false;
        self.now = if took > SLOW_WRITE {
            (self.now * 2).min(FRAME_SLOW)
        } else {
            self.least
        };
    }

    fn left(&self) -> Duration {
        self.now.saturating_sub(self.last.elapsed())
    }
}

type Stream = Option<EventStream>;

impl Screen {
    /// Waits until something happens and takes it in.
    async fn wait(&mut self, input: &mut Stream, signals: &mut Signals) -> io::Result<()> {
        let now = self.clock.now();
        let due = self.app.next_due(now);
        let clock = self.clock.clone();
        let timer = async {
            match due {
                // Never twice in the same millisecond.
                Some(at) => clock.sleep(at.since(now).max(Span::millis(1))).await,
                None => std::future::pending().await,
            }
        };
        let frame = async {
            if self.pace.waiting {
                tokio::time::sleep(self.pace.left()).await;
            } else {
                std::future::pending().await
            }
        };
        let msg = tokio::select! {
            biased;
            _ = signals.stop.recv() => { self.leaving = true; None }
            _ = signals.hang_up.recv() => { self.leaving = true; None }
            _ = signals.interrupt.recv() => { self.leaving = true; None }
            _ = signals.quit.recv() => { self.leaving = true; None }
            _ = signals.suspend.recv() => { self.suspend(input)?; None }
            _ = signals.resume.recv() => {
                self.modes.renew()?;
                self.surface.forget();
                self.pace.waiting = true;
                None
            }
            _ = signals.size.recv() => self.measure(),
            typed = next_input(input) => match typed {
                Some(typed) => self.read(typed?),
                // The terminal is gone.
                None => { self.leaving = true; None }
            },
            Some(answer) = self.answers.recv() => Some(answer),
            event = self.events.recv() => Some(Msg::Engine(told(event))),
            () = frame => None,
            () = timer => Some(Msg::Due),
        };
        match msg {
            Some(msg) => self.take(msg, input),
            None => Ok(()),
        }
    }

    /// Takes in everything else that has happened by now, so that one frame shows it all.
    async fn drain(&mut self, input: &mut Stream) -> io::Result<()> {
        for _ in 0..ANSWERS {
            if self.leaving {
                return Ok(());
            }
            // Asked with this task's own waker: the stream keeps the first waker that it sees.
            let typed = tokio::select! {
                biased;
                typed = next_input(input) => typed,
                () = std::future::ready(()) => None,
            };
            let msg = if let Some(typed) = typed {
                match self.read(typed?) {
                    Some(msg) => msg,
                    None => continue,
                }
            } else if let Ok(answer) = self.answers.try_recv() {
                answer
            } else {
                match self.events.try_recv() {
                    Ok(event) => Msg::Engine(event),
                    Err(broadcast::error::TryRecvError::Lagged(_)) => Msg::Engine(Event::Lagged),
                    Err(_) => return Ok(()),
                }
            };
            self.take(msg, input)?;
        }
        Ok(())
    }

    fn take(&mut self, msg: Msg, input: &mut Stream) -> io::Result<()> {
        let effects = self.app.update(msg, self.clock.now());
        self.perform(effects, input)
    }

    /// The size of the terminal, once it has changed.
    ///
    /// Asked for at our own signal: the stream of keys forgets a size that comes in the same moment as a key.
    fn measure(&mut self) -> Option<Msg> {
        self.size = crossterm::terminal::size().ok()?;
        Some(Msg::Resize(self.size.0, self.size.1))
    }

    /// What the terminal tells, in our words.
    fn read(&mut self, typed: Input) -> Option<Msg> {
        match typed {
            Input::Key(key) if key.kind != KeyEventKind::Release => {
                Some(Msg::Key(Key::from_event(key)))
            }
            Input::Paste(text) => Some(Msg::Paste(text)),
            Input::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => {
                    Some(Msg::Mouse(Mouse::Press(mouse.column, mouse.row)))
                }
                MouseEventKind::ScrollDown => Some(Msg::Mouse(Mouse::WheelDown)),
                MouseEventKind::ScrollUp => Some(Msg::Mouse(Mouse::WheelUp)),
                _ => None,
            },
            _ => None,
        }
    }

    fn perform(&mut self, effects: Vec<Effect>, input: &mut Stream) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Call { ticket, request } => {
                    let (client, answer) = (self.client.clone(), self.answer.clone());
                    tokio::spawn(async move {
                        let result = Box::new(client.call(*request).await);
                        // Nobody waits any more once the screen is left.
                        let _ = answer.send(Msg::Answer { ticket, result }).await;
                    });
                }
                Effect::Read { path, purpose } => {
                    let answer = self.answer.clone();
                    tokio::task::spawn_blocking(move || {
                        let read = read_file(&path);
                        let _ = answer.blocking_send(Msg::File {
                            purpose,
                            path,
                            read,
                        });
                    });
                }
                Effect::Copy(text) => {
                    let tmux = std::env::var_os("TMUX").is_some();
                    write(&copy_sequence(&text, tmux))?;
                }
                Effect::Mouse(on) => self.modes.set_mouse(on)?,
                Effect::Bell => write(b"\x07")?,
                Effect::Repaint => self.surface.forget(),
                Effect::Suspend => self.suspend(input)?,
                Effect::Quit => self.leaving = true,
            }
        }
        Ok(())
    }

    /// Gives the terminal back and stops until the shell lets us go on.
    fn suspend(&mut self, input: &mut Stream) -> io::Result<()> {
        if !can_be_woken() {
            return Ok(());
        }
        // A stream that is merely not asked still reads what the shell should get.
        *input = None;
        self.modes.pause();
        // Not the signal for which there is a handler by now: it would not stop us.
        rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?;
        self.modes.resume()?;
        *input = Some(EventStream::new());
        self.surface.forget();
        if let Ok((columns, rows)) = crossterm::terminal::size()
            && (columns, rows) != self.size
        {
            self.size = (columns, rows);
            self.take(Msg::Resize(columns, rows), input)?;
        }
        self.pace.waiting = true;
        Ok(())
    }

    fn draw_if_due(&mut self) -> io::Result<()> {
        if self.app.take_dirty() {
            self.pace.waiting = true;
        }
        if self.pace.waiting && self.pace.left().is_zero() {
            self.draw()?;
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let (columns, rows) = self.size;
        let frame = self.surface.frame(columns, rows);
        let caret = self.app.draw(frame, self.clock.now());
        let bytes = self.surface.render(caret);
        let begun = Instant::now();
        if !bytes.is_empty() {
            write(&bytes)?;
        }
        self.pace.wrote(begun.elapsed());
        Ok(())
    }
}

/// Whether a shell watches over us: without one nobody would ever wake us again.
///
/// The shell of a session has a process group of its own, and so has each of its jobs.
fn can_be_woken() -> bool {
    use rustix::process::{getpgrp, getppid, getsid};
    let Ok(session) = getsid(None) else {
        return false;
    };
    getpgrp() != session && getppid().is_some_and(|parent| getsid(Some(parent)) == Ok(session))
}

/// What is typed next; none once the terminal is gone. Asked before each look for keys, since reading from a terminal that
/// was taken away would go on for ever.
async fn next_input(input: &mut Stream) -> Option<io::Result<Input>> {
    match input {
        Some(stream) => {
            std::future::poll_fn(|context| {
                if terminal_is_gone() {
                    return Poll::Ready(None);
                }
                stream.poll_next_unpin(context)
            })
            .await
        }
        None => std::future::pending().await,
    }
}

fn terminal_is_gone() -> bool {
    rustix::termios::tcgetattr(io::stdin()).is_err_and(|error| error == rustix::io::Errno::IO)
}

/// The text of a file that a person named; why there is none, as a sentence.
fn read_file(path: &str) -> Result<String, String> {
    let path = match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => std::path::PathBuf::from(home).join(rest),
        _ => std::path::PathBuf::from(path),
    };
    let shown = path.display();
    let bad = |error: io::Error| format!("{shown} can't be read: {error}.");
    // Anything else may block for ever, or never end.
    let size = std::fs::metadata(&path).map_err(bad)?;
    if !size.is_file() {
        return Err(format!("{shown} is no file."));
    }
    if size.len() > FILE {
        return Err(format!("{shown} is larger than 10 MB."));
    }
    let bytes = std::fs::read(&path).map_err(bad)?;
    String::from_utf8(bytes).map_err(|_| format!("{shown} is no text in UTF-8."))
}

fn told(event: Result<Event, broadcast::error::RecvError>) -> Event {
    match event {
        Ok(event) => event,
        Err(broadcast::error::RecvError::Lagged(_)) => Event::Lagged,
        Err(broadcast::error::RecvError::Closed) => Event::Stopping,
    }
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}
