//! Files that people name: texts to take in, documents to write.

use super::output::{Done, Output};
use crate::domain::text::clean;
use crate::protocol::documents::Document;
use crate::protocol::{Failure, FailureCode};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Larger files are no lists that people write, in bytes.
const LARGEST: u64 = 10 << 20;

/// The text of a file that a person named, or of standard input.
pub fn text_of(file: &Path) -> Result<String, Failure> {
    let failed = |what: &str| {
        Failure::new(
            FailureCode::Invalid,
            format!("{} can't be read: {what}.", file.display()),
        )
    };
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|f| f.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| failed(&error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(failed("it is larger than 10 MB"));
    }
    String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8 text"))
}

/// Writes a new file that only its owner can read. It may hold addresses, so what was begun and not finished goes away.
pub fn write(file: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    let shown = file.display();
    if force {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(unwritable(&shown, &error));
            }
            _ => {}
        }
    }
    let mut open = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                Failure::new(FailureCode::Conflict, format!("{shown} exists already."))
                    .hint("--force replaces it.")
            }
            _ => unwritable(&shown, &error),
        })?;
    let written = open.write_all(bytes).and_then(|()| open.sync_all());
    written.map_err(|error| {
        let _ = std::fs::remove_file(file);
        unwritable(&shown, &error)
    })
}

fn unwritable(file: &impl std::fmt::Display, error: &std::io::Error) -> Failure {
    Failure::new(
        FailureCode::Invalid,
        format!("{file} can't be written: {error}."),
    )
}

/// Writes a document into a new file, or onto standard output where the file is `-`; with `--json` a document on standard
/// output is JSON with its bytes in Base64.
pub fn hand_out(document: &Document, file: &Path, force: bool, output: &Output) -> Done {
    let bytes = &document.bytes.0;
    if file == Path::new("-") {
        if output.json {
            output.document(document)?;
        } else {
            let mut out = std::io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()?;
        }
        return Ok(0);
    }
    write(file, bytes, force)?;
    let shown = file.display().to_string();
    let written = json!({ "file": shown, "bytes": bytes.len() });
    output.answer(&written, || {
        format!("{}, {} bytes.\n", clean(&shown), bytes.len())
    })?;
    Ok(0)
}
