//! One terminal: its greeting, its requests, its answers and events.

use super::{Limits, Sessions, peer};
use crate::client::Client;
use crate::client::hello::understood;
use crate::client::lines::{Line, Lines, line_of};
use crate::protocol::frame::{Hello, LONGEST_REQUEST, Tell};
use crate::protocol::{Event, Failure, FailureCode, Request};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::time::Duration;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How long a terminal that was greeted may still ask when the service stops: a command asks at once.
const LAST_QUESTION: Duration = Duration::from_millis(250);

/// A request whose ticket can be answered even if the rest is not understood.
#[derive(Deserialize)]
struct Envelope<'a> {
    ticket: u64,
    #[serde(borrow)]
    request: &'a RawValue,
}

/// Carries one terminal until it leaves or the service stops.
pub async fn carry(
    stream: UnixStream,
    sessions: &Sessions,
    limits: Limits,
    stop: CancellationToken,
) {
    let who = peer::who(&stream);
    let (reader, mut writer) = stream.into_split();
    let mut lines = Lines::new(reader, LONGEST_REQUEST);
    if let Err(refusal) = greet(&mut lines, &mut writer, limits).await {
        // Who only looks whether somebody answers leaves without a word.
        if refusal != gone() {
            tracing::info!(who = %who.name, "a terminal was turned away: {refusal}");
        }
        return;
    }
    tracing::debug!(who = %who.name, "a terminal attached");
    let client = sessions(who);
    // Answers wait here while the terminal takes what came before; with as many places as requests under way, none is
    // lost and a terminal that does not read can't pile them up.
    let (answers, answered) = mpsc::channel(limits.in_flight);
    let events = client.events();
    let hang_up = CancellationToken::new();
    let writing = tokio::spawn(tell(writer, answered, events, limits, hang_up.clone()));
    listen(lines, client, answers, limits, stop, &hang_up).await;
    // The writer ends when the last answer is out; a terminal that takes nothing is left after the time for that.
    let _ = writing.await;
}

/// Greets, and lets nobody ask who would not understand the answers.
async fn greet(
    lines: &mut Lines<OwnedReadHalf>,
    writer: &mut OwnedWriteHalf,
    limits: Limits,
) -> Result<Hello, Failure> {
    send(writer, &line_of(&Hello::ours()).unwrap_or_default(), limits).await?;
    let said = match timeout(limits.greeting, lines.next()).await {
        Ok(Line::Whole(line)) => understood(&line),
        Ok(Line::TooLong) => Err(too_long()),
        Ok(Line::End) => return Err(gone()),
        Err(_) => Err(Failure::new(
            FailureCode::Connection,
            "There was no greeting.",
        )),
    };
    if let Err(refusal) = &said {
        let line = line_of(&farewell(refusal.clone())).unwrap_or_default();
        send(writer, &line, limits).await?;
    }
    said
}

/// Tells a terminal that there are too many.
pub async fn turn_away(stream: UnixStream, limits: Limits) {
    let (_reader, mut writer) = stream.into_split();
    let refusal = Failure::new(
        FailureCode::Busy,
        format!(
            "The engine already serves {} terminals.",
            limits.connections
        ),
    );
    let mut words = line_of(&Hello::ours()).unwrap_or_default();
    words.extend(line_of(&farewell(refusal)).unwrap_or_default());
    let _ = send(&mut writer, &words, limits).await;
}

/// Takes requests until the terminal leaves, breaks the rules, or the service stops and nothing is under way.
async fn listen(
    mut lines: Lines<OwnedReadHalf>,
    client: Client,
    answers: mpsc::Sender<Tell>,
    limits: Limits,
    stop: CancellationToken,
    hang_up: &CancellationToken,
) {
    let mut under_way = JoinSet::new();
    let last = loop {
        let full = under_way.len() >= limits.in_flight;
        tokio::select! {
            Some(_) = under_way.join_next(), if full => {}
            line = lines.next(), if !full => match line {
                Line::Whole(line) => match understand(&line) {
                    Ok((ticket, request)) => {
                        under_way.spawn(answer(client.clone(), ticket, request, answers.clone()));
                    }
                    Err(refusal) => break Some(farewell(refusal)),
                },
                Line::TooLong => break Some(farewell(too_long())),
                // Gone, and with it everybody who would read an answer.
                Line::End => {
                    hang_up.cancel();
                    break None;
                }
            },
            () = hang_up.cancelled() => break None,
            () = stop.cancelled() => {
                drain(&mut lines, &client, &answers, &mut under_way, limits).await;
                break Some(Tell::Event(Event::Stopping));
            }
        }
        while under_way.try_join_next().is_some() {}
    };
    if let Some(last) = last {
        // The writer hangs up by itself if this terminal takes nothing.
        let _ = answers.send(last).await;
    }
}

/// Lets a terminal that is being left finish: what is under way, and what it asks within a moment.
async fn drain(
    lines: &mut Lines<OwnedReadHalf>,
    client: &Client,
    answers: &mpsc::Sender<Tell>,
    under_way: &mut JoinSet<()>,
    limits: Limits,
) {
    let finish = async {
        loop {
            tokio::select! {
                Some(_) = under_way.join_next() => {}
                line = lines.next() => match line {
                    Line::Whole(line) if under_way.len() < limits.in_flight => {
                        if let Ok((ticket, request)) = understand(&line) {
                            under_way.spawn(answer(client.clone(), ticket, request, answers.clone()));
                        }
                    }
                    Line::Whole(_) => {}
                    Line::TooLong | Line::End => return,
                },
                () = sleep(LAST_QUESTION), if under_way.is_empty() => return,
            }
        }
    };
    let _ = timeout(limits.drain, finish).await;
}

/// A request and its ticket, or why the connection ends.
///
/// The words of the JSON reader are not passed on: they quote what they stumble over, and that may be a secret.
fn understand(line: &[u8]) -> Result<(u64, Result<Request, Failure>), Failure> {
    let not_understood = |what: &str| Failure::new(FailureCode::Connection, what);
    let envelope: Envelope<'_> =
        serde_json::from_slice(line).map_err(|_| not_understood("The line is no request."))?;
    let request = serde_json::from_str(envelope.request.get()).map_err(|_| {
        not_understood("The engine does not know this request.").hint(
            "If the engine was started by an older version of orderdeck, start it again with this one.",
        )
    });
    Ok((envelope.ticket, request))
}

async fn answer(
    client: Client,
    ticket: u64,
    request: Result<Request, Failure>,
    answers: mpsc::Sender<Tell>,
) {
    let result = match request {
        Ok(request) => client.call(request).await,
        Err(failure) => Err(failure),
    };
    // Fails only when the terminal is gone.
    let _ = answers.send(Tell::Answer { ticket, result }).await;
}

/// Writes answers and events until all senders are gone, or the terminal takes nothing for too long.
async fn tell(
    mut writer: OwnedWriteHalf,
    mut answered: mpsc::Receiver<Tell>,
    mut events: broadcast::Receiver<Event>,
    limits: Limits,
    hang_up: CancellationToken,
) {
    let mut more_events = true;
    loop {
        let next = tokio::select! {
            biased;
            () = hang_up.cancelled() => return,
            answer = answered.recv() => match answer {
                Some(tell) => tell,
                None => return,
            },
            event = events.recv(), if more_events => match event {
                Ok(event) => Tell::Event(event),
                Err(RecvError::Lagged(_)) => Tell::Event(Event::Lagged),
                Err(RecvError::Closed) => {
                    more_events = false;
                    continue;
                }
            },
        };
        let Some(line) = line_of(&next) else { continue };
        if let Err(failure) = send(&mut writer, &line, limits).await {
            tracing::info!("a terminal was left: {failure}");
            hang_up.cancel();
            return;
        }
    }
}

/// Writes, or finds that the other end has taken nothing for too long.
async fn send(
    writer: &mut (impl AsyncWrite + Unpin),
    bytes: &[u8],
    limits: Limits,
) -> Result<(), Failure> {
    match timeout(limits.blocked, writer.write_all(bytes)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(gone()),
        Err(_) => Err(Failure::new(
            FailureCode::Connection,
            "The terminal takes nothing any more.",
        )),
    }
}

/// The last words on a connection: an answer to no ticket.
fn farewell(failure: Failure) -> Tell {
    Tell::Answer {
        ticket: 0,
        result: Err(failure),
    }
}

fn too_long() -> Failure {
    Failure::new(
        FailureCode::Invalid,
        format!("A request may have {LONGEST_REQUEST} bytes."),
    )
}

fn gone() -> Failure {
    Failure::new(FailureCode::Connection, "The terminal is gone.")
}
