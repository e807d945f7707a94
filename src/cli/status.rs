//! `orderdeck status`: quick enough for a prompt. No runtime is started, and no engine.

use super::args::StatusArguments;
use super::output::{Done, Output, Trouble};
use super::session::{Context, reply};
use super::{status_text, status_watch};
use crate::client::blocking;
use crate::client::place::socket_path;
use crate::clock::SharedClock;
use crate::domain::moment::Moment;
use crate::protocol::status::{
    DeliveryFigures, Health, NoticeFigures, OrderFigures, Problem, RecordCounts, StatusReport,
};
use crate::protocol::{Failure, FailureCode, Request};
use serde::Serialize;
use std::path::Path;
use std::time::Duration;

/// An engine that says nothing for so long can't be told to be well.
const PATIENCE: Duration = Duration::from_secs(3);

/// How often, and after what pause, an engine that is starting or ending is looked for again.
const BETWEEN: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// Tells the figures; exit code 0 all well, 1 something needs attention, 2 cannot tell.
pub fn run(arguments: StatusArguments, context: &Context) -> Done {
    if context.output.json && (arguments.line || arguments.prometheus) {
        return Err(Trouble::Usage(
            "--json, --line and --prometheus can't be used together.".to_owned(),
        ));
    }
    if arguments.watch {
        return status_watch::run(arguments, context);
    }
    let found = look(&context.settings.data_dir, &context.clock);
    let now = context.clock.now();
    let text = shown(&found, arguments, now, &context.output);
    context.output.text(&text)?;
    if let (Err(failure), false) = (&found, context.output.json) {
        context.output.note(&format!("error: {failure}"));
    }
    Ok(exit_code(&found))
}

/// The figures of the engine that answers; else those in the store.
pub fn look(data_dir: &Path, clock: &SharedClock) -> Result<StatusReport, Failure> {
    let mut tries = 0;
    loop {
        let found = look_once(data_dir, clock);
        let again = found.as_ref().is_err_and(between_engines);
        if !again || tries == BETWEEN {
            return found;
        }
        tries += 1;
        std::thread::sleep(PAUSE);
    }
}

fn look_once(data_dir: &Path, clock: &SharedClock) -> Result<StatusReport, Failure> {
    match blocking::ask(&socket_path(data_dir), Request::Status, PATIENCE) {
        Some(answer) => Ok(*reply!(answer?, Status)?),
        None if !is_set_up(data_dir) => Err(nothing_yet(data_dir)),
        None => crate::engine::read_status(data_dir, clock),
    }
}

/// The store is held but nobody answers: an engine that is starting or ending.
fn between_engines(failure: &Failure) -> bool {
    failure.code == FailureCode::Busy
}

/// Whether there is anything in the data folder but what a socket leaves behind.
pub fn is_set_up(data_dir: &Path) -> bool {
    std::fs::read_dir(data_dir).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            !name.as_encoded_bytes().starts_with(b"engine.sock")
        })
    })
}

/// There is no store yet.
pub fn nothing_yet(data_dir: &Path) -> Failure {
    Failure::new(
        FailureCode::NotFound,
        format!(
            "Nothing is set up yet: there is no store in {}.",
            data_dir.display()
        ),
    )
    .hint("Register an account with `orderdeck account add`, or try `orderdeck demo`.")
}

/// The exit code for what was found.
pub fn exit_code(found: &Result<StatusReport, Failure>) -> u8 {
    match found.as_ref().map(|report| report.health) {
        Ok(Health::Ok) => 0,
        Ok(Health::Attention) => 1,
        Ok(Health::Unknown) | Err(_) => super::USAGE,
    }
}

/// What was found, in the form that is wanted.
pub fn shown(
    found: &Result<StatusReport, Failure>,
    arguments: StatusArguments,
    now: Moment,
    output: &Output,
) -> String {
    if output.json {
        return json(found, now, output);
    }
    match (found, arguments) {
        (
            found,
            StatusArguments {
                prometheus: true, ..
            },
        ) => status_text::prometheus(found),
        (Ok(report), StatusArguments { line: true, .. }) => status_text::line(report, output),
        (Err(_), StatusArguments { line: true, .. }) => "orderdeck: cannot tell\n".to_owned(),
        (Ok(report), _) => status_text::page(report, now, output),
        (Err(_), _) => String::new(),
    }
}

/// With the reason beside the figures when there are none: a script finds its keys either way.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    report: &'a StatusReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Failure>,
}

fn json(found: &Result<StatusReport, Failure>, now: Moment, output: &Output) -> String {
    let told = match found {
        Ok(report) => output.json_line(&Told {
            report,
            error: None,
        }),
        Err(failure) => output.json_line(&Told {
            report: &unknown(failure, now),
            error: Some(failure),
        }),
    };
    // Nothing in a report can fail to be written as JSON.
    told.unwrap_or_default()
}

fn unknown(failure: &Failure, now: Moment) -> StatusReport {
    StatusReport {
        as_of: now,
        health: Health::Unknown,
        accounts: Vec::new(),
        orders: OrderFigures::default(),
        deliveries: DeliveryFigures::default(),
        cancellations: NoticeFigures::default(),
        failed_orders: 0,
        problems: vec![Problem {
            code: failure.code.as_str().to_owned(),
            count: 1,
            message: failure.message.clone(),
        }],
        counts: RecordCounts::default(),
    }
}
