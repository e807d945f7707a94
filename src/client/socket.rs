//! A client whose engine is in another process, at the far end of a Unix socket.

use super::hello::{broken, understood};
use super::lines::{Line, Lines, line_of};
use super::place::is_trusted;
use super::{Call, Client};
use crate::protocol::frame::{Ask, Hello, LONGEST_REPLY, LONGEST_REQUEST, Tell};
use crate::protocol::{Event, Failure, FailureCode, Reply, Request};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout};

/// Events that are kept for a slow reader before the oldest are lost.
pub const EVENTS_KEPT: usize = 256;
/// How long the other end may take for its greeting.
const GREETING: Duration = Duration::from_secs(5);
/// The first and the longest pause between attempts to reach the engine again.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));
/// Requests on their way to the socket.
const OUTGOING: usize = 64;

/// What to do when the connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconnect {
    /// Reach the engine again, for as long as the client lives.
    Yes,
    /// Give up: for a command that asks once.
    No,
}

/// Connects to the engine at this socket.
///
/// When the connection breaks, what waits for an answer fails with [`FailureCode::Connection`], and [`Event::Stopping`]
/// is told. With [`Reconnect::Yes`], calls then fail at once until the engine is back, which [`Event::Lagged`] tells.
pub async fn connect(path: &Path, reconnect: Reconnect) -> Result<Client, Failure> {
    let link = Link::open(path).await?;
    let (calls, asked) = mpsc::channel(OUTGOING);
    let (events, _) = broadcast::channel(EVENTS_KEPT);
    let pump = Pump {
        path: path.to_owned(),
        calls: asked,
        events: events.clone(),
        ticket: 0,
    };
    tokio::spawn(pump.run(link, reconnect));
    Ok(Client::new(calls, events))
}

/// A connection after the greetings.
struct Link {
    lines: Lines<OwnedReadHalf>,
    writer: OwnedWriteHalf,
}

impl Link {
    async fn open(path: &Path) -> Result<Link, Failure> {
        if !is_trusted(path) {
            return Err(broken(format!(
                "The folder of {} is not closed to others.",
                path.display()
            )));
        }
        let stream = UnixStream::connect(path).await.map_err(|error| {
            broken(format!("No engine answers at {}: {error}.", path.display()))
        })?;
        let (reader, mut writer) = stream.into_split();
        let mut lines = Lines::new(reader, LONGEST_REPLY);
        let greeting = line_of(&Hello::ours()).unwrap_or_default();
        let greet = async {
            // An engine that turns us away may have closed already; what it said first tells why.
            let _ = writer.write_all(&greeting).await;
            lines.next().await
        };
        match timeout(GREETING, greet).await {
            Ok(Line::Whole(line)) => understood(&line)?,
            Ok(_) => return Err(broken("The engine closed the connection.")),
            Err(_) => return Err(broken("The engine does not answer.")),
        };
        Ok(Link { lines, writer })
    }
}

type Waiting = HashMap<u64, oneshot::Sender<Result<Reply, Failure>>>;

/// Why a connection ended.
enum Ended {
    /// Nobody holds the client any more.
    Unused,
    /// The engine is gone, for this reason.
    Lost(Failure),
}

struct Pump {
    path: PathBuf,
    calls: mpsc::Receiver<Call>,
    events: broadcast::Sender<Event>,
    ticket: u64,
}

impl Pump {
    async fn run(mut self, mut link: Link, reconnect: Reconnect) {
        loop {
            match self.serve(link).await {
                Ended::Unused => return,
                Ended::Lost(_) if reconnect == Reconnect::Yes => {}
                Ended::Lost(why) => return self.refuse_rest(&why),
            }
            link = match self.reach_again().await {
                Some(link) => link,
                None => return,
            };
            // Whatever happened in between is unknown: everything shown must be asked for again.
            let _ = self.events.send(Event::Lagged);
        }
    }

    /// Carries calls and answers until the connection ends.
    async fn serve(&mut self, link: Link) -> Ended {
        let Link { mut lines, writer } = link;
        let (out, outgoing) = mpsc::channel(OUTGOING);
        let writing = tokio::spawn(write(writer, outgoing));
        let mut waiting = Waiting::new();
        let mut told_stopping = false;
        let ended = loop {
            tokio::select! {
                next = next_call(&mut self.calls, &out) => match next {
                    Ok((place, (request, answer))) => {
                        self.ticket += 1;
                        match framed(self.ticket, request) {
                            Ok(line) => {
                                waiting.insert(self.ticket, answer);
                                place.send(line);
                            }
                            Err(failure) => drop(answer.send(Err(failure))),
                        }
                    }
                    Err(ended) => break ended,
                },
                line = lines.next() => match line {
                    Line::Whole(line) => match serde_json::from_slice(&line) {
                        Ok(Tell::Answer { ticket: 0, result }) => {
                            let why = result.err();
                            break Ended::Lost(why.unwrap_or_else(|| broken("The engine closed the connection.")));
                        }
                        Ok(Tell::Answer { ticket, result }) => {
                            if let Some(answer) = waiting.remove(&ticket) {
                                // Whoever asked may have stopped waiting.
                                let _ = answer.send(result);
                            }
                        }
                        Ok(Tell::Event(event)) => {
                            told_stopping |= event == Event::Stopping;
                            let _ = self.events.send(event);
                        }
                        Err(_) => break Ended::Lost(broken("The engine's answer can't be read.")),
                    },
                    Line::TooLong => break Ended::Lost(broken("The engine's answer is too long.")),
                    Line::End => break Ended::Lost(broken("The engine is gone.")),
                },
            }
        };
        writing.abort();
        if let Ended::Lost(why) = &ended {
            for (_, answer) in waiting {
                let _ = answer.send(Err(why.clone()));
            }
            if !told_stopping {
                let _ = self.events.send(Event::Stopping);
            }
        }
        ended
    }

    /// Tries until the engine answers; calls fail at once meanwhile. `None` when nobody holds the client any more.
    async fn reach_again(&mut self) -> Option<Link> {
        let mut pause = PAUSES.0;
        let mut why =
            broken("There is no engine at the moment; orderdeck keeps trying to reach one.");
        loop {
            let next = Instant::now() + pause.mul_f64(0.5 + fraction());
            loop {
                tokio::select! {
                    () = sleep_until(next) => break,
                    call = self.calls.recv() => drop(call?.1.send(Err(why.clone()))),
                }
            }
            // `min`: however long it was away, it is back on the screen within seconds.
            pause = (pause * 2).min(PAUSES.1);
            match Link::open(&self.path).await {
                Ok(link) => return Some(link),
                // Another version came up in its place: that sentence helps more than ours.
                Err(failure) if failure.hint.is_some() => why = failure,
                Err(_) => {}
            }
        }
    }

    fn refuse_rest(mut self, why: &Failure) {
        self.calls.close();
        while let Ok((_, answer)) = self.calls.try_recv() {
            let _ = answer.send(Err(why.clone()));
        }
    }
}

/// The next call, once there is a place for it on the way out. May be given up without losing a call.
async fn next_call<'a>(
    calls: &mut mpsc::Receiver<Call>,
    out: &'a mpsc::Sender<Vec<u8>>,
) -> Result<(mpsc::Permit<'a, Vec<u8>>, Call), Ended> {
    let place = out.reserve().await;
    let place = place.map_err(|_| Ended::Lost(broken("The engine is gone.")))?;
    let call = calls.recv().await.ok_or(Ended::Unused)?;
    Ok((place, call))
}

fn framed(ticket: u64, request: Request) -> Result<Vec<u8>, Failure> {
    let line = line_of(&Ask { ticket, request })
        .ok_or_else(|| Failure::new(FailureCode::Internal, "The request can't be written."))?;
    if line.len() > LONGEST_REQUEST {
        return Err(Failure::new(
            FailureCode::Invalid,
            "The request is longer than an engine takes.",
        ));
    }
    Ok(line)
}

/// Writes apart from reading, so that neither end waits for the other to make room.
async fn write(mut writer: OwnedWriteHalf, mut outgoing: mpsc::Receiver<Vec<u8>>) {
    while let Some(line) = outgoing.recv().await {
        if writer.write_all(&line).await.is_err() {
            return;
        }
    }
}

/// A number in `0.0..1.0`, so that many screens do not come back in the same moment.
fn fraction() -> f64 {
    fastrand::f64()
}
