//! `orderdeck doctor`: what can be seen from here, and what the engine finds.

use super::args::Global;
use super::output::{Done, Output};
use super::session::{Context, ask, reply};
use super::settings::{self, ConfigFile, Settings};
use super::status::{is_set_up, nothing_yet};
use super::verify;
use crate::clock::{Clock, SystemClock};
use crate::domain::moment::Moment;
use crate::protocol::Request;
use crate::protocol::upkeep::{DoctorReport, Finding, Level};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

/// Below this, syncing will stop soon.
const DISK_LOW: u64 = 1 << 30;
/// Below this, a write may fail at any moment.
const DISK_EMPTY: u64 = 64 << 20;
/// No clock that is right shows a time before this program was written.
const WRITTEN: &str = "2026-11-01T00:00:00Z";
/// When Amazon ends the read operations of Orders API v0.
const ORDERS_V0_END: &str = "2027-03-27";

/// Checks everything that can be checked; exit code 1 if anything is wrong.
pub async fn run(global: Global, output: Output) -> Done {
    let mut findings = Vec::new();
    let file = match settings::config(&global) {
        Ok(file) => {
            let found = settings::config_path(&global).map(|(path, _)| path).ok();
            let path = found.filter(|path| path.exists());
            findings.push(match path {
                Some(path) => well("configuration", format!("{} is in order.", path.display())),
                None => well(
                    "configuration",
                    "There is no configuration file; none is needed.".into(),
                ),
            });
            file
        }
        Err(failure) => {
            findings.push(wrong("configuration", failure.to_string()));
            ConfigFile::default()
        }
    };
    let context = Context {
        settings: Settings::with_file(&global, file)?,
        output,
        clock: Arc::new(SystemClock),
    };
    let data_dir = context.settings.data_dir.clone();
    findings.push(clock(SystemClock.now()));
    findings.push(well(
        "apis",
        format!(
            "Orders are read by Orders API 2026-01-01. The read operations of Orders API v0 end on {ORDERS_V0_END}; \
             orderdeck does not use them."
        ),
    ));
    if data_dir.exists() {
        findings.push(folder(&data_dir));
        findings.extend(files(&data_dir));
        findings.push(disk(&data_dir));
    }
    findings.extend(from_engine(&data_dir, &context).await);
    let report = DoctorReport {
        ok: findings.iter().all(|finding| finding.level != Level::Error),
        findings,
    };
    output.answer(&report, || verify::findings(&report.findings, &output))?;
    Ok(u8::from(!report.ok))
}

/// What only the engine can see. Where nothing is set up, none is started: it would make a store.
async fn from_engine(data_dir: &Path, context: &Context) -> Vec<Finding> {
    if !is_set_up(data_dir) {
        return vec![finding(
            "store",
            Level::Warning,
            nothing_yet(data_dir).to_string(),
        )];
    }
    let answer = ask(context, Request::Doctor).await;
    match answer.map(|answer| reply!(answer, Doctor)) {
        Ok(Ok(report)) => report.findings,
        Ok(Err(failure)) | Err(super::output::Trouble::Failure(failure)) => {
            vec![wrong("engine", failure.to_string())]
        }
        Err(_) => vec![wrong(
            "engine",
            "The engine was not asked to the end.".to_owned(),
        )],
    }
}

fn clock(now: Moment) -> Finding {
    match Moment::parse(WRITTEN) {
        Some(written) if now < written => wrong(
            "clock",
            format!(
                "This machine's clock says {now}, which is long past. Amazon refuses calls with a wrong time."
            ),
        ),
        _ => well("clock", format!("This machine's clock says {now}.")),
    }
}

fn folder(data_dir: &Path) -> Finding {
    let shown = data_dir.display();
    match std::fs::metadata(data_dir) {
        Ok(meta) if !meta.is_dir() => wrong("folder", format!("{shown} is no folder.")),
        Ok(meta) if meta.permissions().mode() & 0o022 != 0 => wrong(
            "folder",
            format!("{shown} can be written to by others. chmod 700 {shown}"),
        ),
        Ok(meta) if meta.permissions().mode() & 0o055 != 0 => finding(
            "folder",
            Level::Warning,
            format!(
                "{shown} can be looked into by others, though not into its files. chmod 700 {shown}"
            ),
        ),
        Ok(_) => well("folder", format!("{shown} is closed to others.")),
        Err(error) => wrong("folder", format!("{shown} can't be looked at: {error}.")),
    }
}

/// Every file in the data folder that others may read or write.
fn files(data_dir: &Path) -> Vec<Finding> {
    let entries = std::fs::read_dir(data_dir).into_iter().flatten().flatten();
    let open = entries.filter_map(|entry| {
        let meta = entry.metadata().ok().filter(|meta| !meta.is_dir())?;
        let mode = meta.permissions().mode() & 0o777;
        let message = || {
            let path = entry.path();
            let shown = path.display();
            format!("{shown} has mode {mode:04o}; it must be closed to others. chmod 600 {shown}")
        };
        (mode & 0o077 != 0).then(|| wrong("files", message()))
    });
    let mut found: Vec<Finding> = open.collect();
    if found.is_empty() {
        found.push(well(
            "files",
            "All files in the data folder are closed to others.".to_owned(),
        ));
    }
    found
}

fn disk(data_dir: &Path) -> Finding {
    let free = match rustix::fs::statvfs(data_dir) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(error) => return wrong("disk", format!("Its free space can't be told: {error}.")),
    };
    let message = format!("{} MB are free for the store.", free >> 20);
    let level = match free {
        0..DISK_EMPTY => Level::Error,
        DISK_EMPTY..DISK_LOW => Level::Warning,
        _ => Level::Info,
    };
    finding("disk", level, message)
}

fn finding(check: &str, level: Level, message: String) -> Finding {
    Finding {
        check: check.to_owned(),
        level,
        message,
    }
}

fn well(check: &str, message: String) -> Finding {
    finding(check, Level::Info, message)
}

fn wrong(check: &str, message: String) -> Finding {
    finding(check, Level::Error, message)
}
