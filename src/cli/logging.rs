//! Where the program writes what it does: never secrets or personal data, see the callers.

use crate::protocol::{Failure, FailureCode};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use tracing_subscriber::EnvFilter;

const VARIABLE: &str = "ORDERDECK_LOG";
/// A log that has grown larger than this is put aside at the next start.
const LARGEST: u64 = 5 * 1024 * 1024;

/// To standard error: for the engine.
pub fn to_stderr() {
    install(std::io::stderr);
}

/// To standard error, but only if it was asked for: for commands.
pub fn if_wanted() {
    if std::env::var_os(VARIABLE).is_some_and(|level| !level.is_empty()) {
        to_stderr();
    }
}

/// To `orderdeck.log` in this folder: for the screen, which owns the terminal.
pub fn to_file(folder: &Path) -> Result<(), Failure> {
    let file = open(folder).map_err(|error| {
        Failure::new(
            FailureCode::Invalid,
            format!("The log in {} can't be written: {error}.", folder.display()),
        )
    })?;
    install(std::sync::Mutex::new(file));
    Ok(())
}

fn open(folder: &Path) -> std::io::Result<File> {
    std::fs::DirBuilder::new()
        .mode(0o700)
        .recursive(true)
        .create(folder)?;
    let path = folder.join("orderdeck.log");
    if std::fs::metadata(&path).is_ok_and(|meta| meta.len() > LARGEST) {
        std::fs::rename(&path, folder.join("orderdeck.log.1"))?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
}

fn install<W>(writer: W)
where
    W: for<'a> tracing_subscriber::fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    let filter =
        EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new("warn,orderdeck=info"));
    // Fails only when somebody else has installed one; then that one is used.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_target(false)
        .with_writer(writer)
        .try_init();
}
