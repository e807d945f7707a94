//! `orderdeck scan --plain`: packing by a line mode, for handhelds, dumb terminals and screen readers. One line in is one
//! scan or one word; one line out is the answer. Nothing in it moves a cursor.

use super::args_warehouse::ScanArguments;
use super::output::{Done, Trouble};
use super::scan_desk::Desk;
use super::scan_line::Said;
use super::session::{Context, HostSettings, Session, stop_signal};
use super::takeover::Guard;
use crate::client::socket::Reconnect;
use crate::domain::packing::Echo;
use crate::domain::text::clean;
use std::io::{BufReader, IsTerminal, Read};
use tokio::sync::mpsc;

/// Nothing that a scanner reads is longer, in bytes.
const LONGEST: usize = 1_000;

/// An answer to one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// What to say.
    pub(super) text: String,
    /// Whether something was refused.
    pub(super) loud: bool,
}

impl Answer {
    /// It went well.
    pub(super) fn calm(text: impl Into<String>) -> Answer {
        Answer {
            text: text.into(),
            loud: false,
        }
    }

    /// It was refused.
    pub(super) fn loud(text: impl Into<String>) -> Answer {
        Answer {
            text: text.into(),
            loud: true,
        }
    }
}

/// Answers line after line until the input ends. Without an engine elsewhere it works by schedule itself, like the screen.
pub async fn run(arguments: ScanArguments, context: &Context) -> Done {
    if !arguments.plain {
        return Err(Trouble::Usage(
            "The screen takes scans on its Pickings tab; the line mode is `orderdeck scan --plain`."
                .to_owned(),
        ));
    }
    if context.output.json {
        return Err(Trouble::Usage(
            "scan answers in words, line by line; --json has no meaning there.".to_owned(),
        ));
    }
    let host = HostSettings::lasting(&context.settings.data_dir).with(&context.settings.file);
    let session = Session::open(&host, Reconnect::Yes, context.clock.clone()).await?;
    let guard = session
        .is_guest()
        .then(|| Guard::watch(&session.client, host, context.clock.clone()));
    let desk = Desk::new(
        session.client.clone(),
        context.clock.clone(),
        arguments.account,
    );
    let done = tokio::select! {
        done = converse(desk, arguments.bell, context) => done,
        () = stop_signal() => Err(Trouble::Interrupted),
    };
    session.close().await;
    if let Some(guard) = guard {
        guard.stop().await;
    }
    done
}

async fn converse(mut desk: Desk, bell: bool, context: &Context) -> Done {
    // What comes through a pipe was not read by a scanner just now, so nothing of it is an echo.
    let mut echo = std::io::stdin().is_terminal().then(Echo::default);
    let mut lines = lines_of(std::io::stdin());
    let say = |answer: &Answer| {
        let ring = if bell && answer.loud { "\x07" } else { "" };
        context
            .output
            .text(&format!("{ring}{}\n", clean(&answer.text)))
    };
    say(&Answer::calm(
        "Scan a picking, an order or a product. Say next for the most urgent picking, help for more.",
    ))?;
    while let Some(line) = lines.recv().await {
        let answer = match line {
            Err(TooLong) => Answer::loud("MISREAD: that is too long to be a barcode."),
            Ok(line) => match Said::read(&line) {
                None => continue,
                Some(Said::Quit) => break,
                Some(Said::Code(code))
                    if echo
                        .as_mut()
                        .is_some_and(|echo| echo.is_echo(&code, context.clock.now())) =>
                {
                    Answer::calm("The same scan twice within a moment: counted once.")
                }
                Some(said) => desk.hear(said).await?,
            },
        };
        say(&answer)?;
    }
    if let Some(lost) = desk.lost() {
        say(&lost)?;
    }
    Ok(0)
}

/// A line that is longer than anything that a scanner reads.
#[derive(Debug, PartialEq, Eq)]
struct TooLong;

/// The lines of a reader, ended by either line break. Reading blocks, so it has a thread of its own, which ends with the
/// input or the process.
fn lines_of(reader: impl Read + Send + 'static) -> mpsc::Receiver<Result<String, TooLong>> {
    let (sender, lines) = mpsc::channel(64);
    std::thread::spawn(move || {
        let mut line = Vec::new();
        let mut whole = true;
        let told = |line: &mut Vec<u8>, whole: &mut bool| {
            let text = String::from_utf8_lossy(line).into_owned();
            line.clear();
            let told = if *whole { Ok(text) } else { Err(TooLong) };
            *whole = true;
            sender.blocking_send(told).is_ok()
        };
        for byte in BufReader::new(reader).bytes().map_while(Result::ok) {
            match byte {
                b'\n' | b'\r' => {
                    if !told(&mut line, &mut whole) {
                        return;
                    }
                }
                _ if line.len() == LONGEST => whole = false,
                byte => line.push(byte),
            }
        }
        if !line.is_empty() {
            told(&mut line, &mut whole);
        }
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_end_as_scanners_end_them() {
        let long = "x".repeat(LONGEST + 1);
        let input = format!("one\rtwo\r\n{long}\nü\nlast");
        let mut lines = lines_of(std::io::Cursor::new(input.into_bytes()));
        let mut read = Vec::new();
        while let Some(line) = lines.recv().await {
            read.push(line.unwrap_or_else(|TooLong| "too long".to_owned()));
        }
        assert_eq!(read, ["one", "two", "", "too long", "ü", "last"]);
    }
}
