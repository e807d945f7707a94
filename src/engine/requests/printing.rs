//! Documents that the engine writes, and hands to a printer if there is one: a terminal far away has neither disk nor
//! printer of ours.

use super::documents::{self, document};
use crate::domain::moment::{Moment, Span};
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::engine::{Who, blocking};
use crate::protocol::documents::{Document, DocumentKind, DocumentRequest, Printed};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// A printer's command that takes longer is given up.
const LONGEST: Duration = Duration::from_secs(20);
/// Between two looks at what was kept long enough.
const BETWEEN_LOOKS: Duration = Duration::from_secs(6 * 3_600);
/// Documents of one second that get names of their own.
const OF_A_SECOND: u32 = 100;

/// Makes a document, writes it into the folder for documents, and hands it to the printer's command if there is one.
pub(in crate::engine) async fn print(
    core: &Arc<Core>,
    who: &Who,
    asked: DocumentRequest,
) -> Result<Reply, Failure> {
    let (kind, many) = (asked.kind, asked.pickings.len());
    let Reply::Document(made) = document(core, asked).await? else {
        return Err(Failure::new(FailureCode::Internal, "No document was made."));
    };
    let file = keep(core, made).await?;
    let handed_over = match core.documents.print_command.split_first() {
        Some((program, arguments)) => hand_over(program, arguments, &file, LONGEST)
            .await
            .map(|()| true),
        None => Ok(false),
    };
    // The file is there even if the printer failed, so it is told of either way.
    let what = of_how_many(kind, many);
    let (level, what) = match &handed_over {
        Ok(_) => (Level::Info, format!("Printed {what}.")),
        Err(_) => (
            Level::Warning,
            format!("Wrote {what}; the printer's command failed."),
        ),
    };
    let done = entry(core.now(), &who.name, level, None, what);
    core.writer
        .change(move |writing| writing.note(done.clone()))
        .await?;
    Ok(Reply::Printed(Printed {
        file: file.display().to_string(),
        printed: handed_over?,
    }))
}

/// Writes something into the folder for documents, and returns the file's whole path.
pub(super) async fn keep(core: &Core, made: Document) -> Result<PathBuf, Failure> {
    let folder = folder_of(core);
    let before = kept_since(core);
    blocking(move || {
        remove_old(&folder, before);
        write(&folder, &made)
    })
    .await
}

fn of_how_many(kind: DocumentKind, pickings: usize) -> String {
    match (kind.title(), pickings) {
        (title, 0) => title.to_owned(),
        (title, 1) => format!("{title} of 1 picking"),
        (title, many) => format!("{title} of {many} pickings"),
    }
}

/// Where documents are written.
fn folder_of(core: &Core) -> PathBuf {
    match &core.documents.folder {
        Some(folder) => folder.clone(),
        None => core.data_dir.join("documents"),
    }
}

/// Takes away the documents that were kept long enough, now and again until the engine ends: packing slips tell names and
/// addresses (product rule Z1).
pub(in crate::engine) async fn remove_kept(core: Arc<Core>) {
    let mut looks = tokio::time::interval(BETWEEN_LOOKS);
    while core
        .stopping
        .run_until_cancelled(looks.tick())
        .await
        .is_some()
    {
        let (folder, before) = (folder_of(&core), kept_since(&core));
        let removed = blocking(move || {
            remove_old(&folder, before);
            Ok(())
        });
        if let Err(failure) = removed.await {
            tracing::error!("old documents could not be removed: {failure}");
        }
    }
}

/// What was written before is taken away.
fn kept_since(core: &Core) -> Moment {
    let days = i64::from(core.documents.keep_days);
    core.now().minus(Span::days(days))
}

/// Only files that have the look of a document of ours are removed: the folder may be somebody else's, too.
fn remove_old(folder: &Path, before: Moment) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !name
            .to_str()
            .is_some_and(crate::protocol::documents::is_ours)
        {
            continue;
        }
        let written = entry.metadata().and_then(|m| m.modified()).ok();
        let written = written
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
            .and_then(|since| i64::try_from(since.as_secs()).ok());
        if written.is_some_and(|seconds| seconds < before.as_seconds())
            && let Err(error) = std::fs::remove_file(entry.path())
        {
            tracing::warn!("an old document could not be removed: {error}");
        }
    }
}

fn write(folder: &Path, made: &Document) -> Result<PathBuf, Failure> {
    let unwritable = |error: std::io::Error| documents::unwritable(folder, &error);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(unwritable)?;
    let (stem, end) = made.name.rsplit_once('.').unwrap_or((&made.name, "txt"));
    for nth in 1..=OF_A_SECOND {
        let name = match nth {
            1 => made.name.clone(),
            nth => format!("{stem}-{nth}.{end}"),
        };
        let file = folder.join(name);
        let opened = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&file);
        let mut open = match opened {
            Ok(open) => open,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(unwritable(error)),
        };
        if let Err(error) = open.write_all(&made.bytes.0).and_then(|()| open.sync_all()) {
            let _ = std::fs::remove_file(&file);
            return Err(unwritable(error));
        }
        return Ok(std::path::absolute(&file).unwrap_or(file));
    }
    Err(unwritable(ErrorKind::AlreadyExists.into()))
}

/// Runs the printer's command with the file behind its arguments, without a shell.
async fn hand_over(
    program: &str,
    arguments: &[String],
    file: &Path,
    longest: Duration,
) -> Result<(), Failure> {
    let failed = |why: String| {
        Failure::new(
            FailureCode::Printer,
            format!("The document is not printed: {program} {why}."),
        )
        .hint(format!(
            "It lies in {}; see [documents] print_command.",
            file.display()
        ))
    };
    let running = tokio::process::Command::new(program)
        .args(arguments)
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output();
    match tokio::time::timeout(longest, running).await {
        Err(_) => Err(failed(format!(
            "was not done within {} seconds",
            longest.as_secs()
        ))),
        Ok(Err(error)) => Err(failed(format!("could not be run: {error}"))),
        Ok(Ok(done)) if done.status.success() => Ok(()),
        Ok(Ok(done)) => {
            let said = String::from_utf8_lossy(&done.stderr);
            let said = crate::domain::text::clean_short(said.trim(), 200);
            Err(failed(match said.is_empty() {
                true => format!("ended with {}", done.status),
                false => format!("says: {}", said.trim_end_matches('.')),
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_printers_command_that_hangs_is_given_up() {
        let begun = std::time::Instant::now();
        // `sleep` takes the sum of its arguments, so the file must be a number.
        let arguments = ["600".to_owned()];
        let failed = hand_over("sleep", &arguments, Path::new("1"), Duration::from_secs(1)).await;
        let failed = failed.map_err(|failure| (failure.code, failure.message));
        let said = "The document is not printed: sleep was not done within 1 seconds.";
        assert_eq!(failed, Err((FailureCode::Printer, said.to_owned())));
        assert!(begun.elapsed() < Duration::from_secs(300));
    }
}
