//! One question to an engine, without a runtime: for a status line that must be quick.

use super::hello::{broken, understood};
use super::lines::line_of;
use super::place::is_trusted;
use crate::protocol::frame::{Ask, Hello, LONGEST_REPLY, Tell};
use crate::protocol::{Failure, Reply, Request};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

const TICKET: u64 = 1;

/// Asks the engine at this socket. `None` if nobody listens there.
///
/// An engine that stays silent for longer than `patience` is a failure.
pub fn ask(path: &Path, request: Request, patience: Duration) -> Option<Result<Reply, Failure>> {
    let stream = UnixStream::connect(path)
        .ok()
        .filter(|_| is_trusted(path))?;
    Some(talk(&stream, request, patience))
}

/// Who answers at this socket.
pub fn greeting(path: &Path) -> Option<Hello> {
    let stream = UnixStream::connect(path).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    let mut line = Vec::new();
    let mut reader = BufReader::new(stream.take(1_000));
    reader.read_until(b'\n', &mut line).ok()?;
    serde_json::from_slice(&line).ok()
}

fn talk(stream: &UnixStream, request: Request, patience: Duration) -> Result<Reply, Failure> {
    let silent = |_| broken("The engine does not answer.");
    stream.set_read_timeout(Some(patience)).map_err(silent)?;
    stream.set_write_timeout(Some(patience)).map_err(silent)?;
    let ask = Ask {
        ticket: TICKET,
        request,
    };
    let mut out = line_of(&Hello::ours()).unwrap_or_default();
    out.extend(line_of(&ask).unwrap_or_default());
    let mut writer = stream;
    writer.write_all(&out).map_err(silent)?;

    let mut reader = BufReader::new(stream.take(LONGEST_REPLY as u64));
    let mut line = Vec::new();
    let mut next = |line: &mut Vec<u8>| {
        line.clear();
        match reader.read_until(b'\n', line) {
            Ok(n) if n > 0 => Ok(()),
            Ok(_) => Err(broken("The engine is gone.")),
            Err(error) => Err(silent(error)),
        }
    };
    next(&mut line)?;
    understood(&line)?;
    loop {
        next(&mut line)?;
        match serde_json::from_slice(&line) {
            Ok(Tell::Answer {
                ticket: 0 | TICKET,
                result,
            }) => return result,
            Ok(_) => {}
            Err(_) => return Err(broken("The engine's answer can't be read.")),
        }
    }
}
