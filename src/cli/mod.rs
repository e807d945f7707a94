//! The command line: parses what was typed, asks the engine, and prints for people and for scripts.

pub mod account;
pub mod account_show;
pub mod ages;
pub mod args;
pub mod args_finance;
pub mod args_product;
pub mod args_report;
pub mod args_stock;
pub mod args_warehouse;
pub mod backup;
mod books;
pub mod carrier;
pub mod completions;
pub mod credentials;
pub mod demo;
mod demo_stock;
pub mod doctor;
pub mod engine;
mod files;
pub mod finance;
pub mod holder;
pub mod logging;
pub mod mail;
pub mod order;
pub mod order_list;
pub mod order_show;
pub mod output;
pub mod paths;
pub mod picking;
pub mod picking_confirm;
pub mod picking_failed;
pub mod picking_list;
pub mod print;
pub mod product;
pub mod report;
mod report_tables;
pub mod scan;
mod scan_desk;
mod scan_line;
mod scan_open;
mod scan_words;
pub mod screen;
pub mod session;
pub mod settings;
pub mod simulator;
pub mod status;
pub mod status_text;
pub mod status_watch;
pub mod stock;
mod stock_count;
mod stock_moves;
pub mod stock_reconcile;
mod stock_tables;
pub mod sync;
pub mod table;
pub mod takeover;
pub mod team;
pub mod values;
pub mod values_report;
pub mod values_stock;
pub mod values_warehouse;
pub mod verify;

use crate::clock::SystemClock;
use crate::protocol::{Failure, FailureCode};
use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use output::{Done, Output, Trouble};
use session::Context;
use settings::Settings;
use std::io::{ErrorKind, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;

/// Wrong usage, or it can't be told.
pub const USAGE: u8 = 2;

/// Runs the program: the whole of it but for the hooks around.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(wrong) => {
            // A reader that has left takes no help; that is no failure.
            let _ = wrong.print();
            return ExitCode::from(u8::try_from(wrong.exit_code()).unwrap_or(USAGE));
        }
    };
    let output = Output::detect(arguments.wants_json(), arguments.global.no_color);
    let done = dispatch(arguments, output);
    ExitCode::from(exit_code(done, &output))
}

fn exit_code(done: Done, output: &Output) -> u8 {
    let told = match done {
        Ok(code) => return code,
        Err(Trouble::Failure(failure)) => output::tell_failure(output, &failure).map(|()| 1),
        Err(Trouble::Usage(message)) => {
            output.note(&format!("error: {message}"));
            Ok(USAGE)
        }
        Err(Trouble::Interrupted) => Ok(130),
        Err(Trouble::Output(error)) => Err(error),
    };
    match told {
        Ok(code) => code,
        // `orderdeck order list | head -1`: whoever reads has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => 0,
        Err(error) => {
            output.note(&format!("error: The answer can't be written: {error}."));
            1
        }
    }
}

fn dispatch(arguments: Arguments, output: Output) -> Done {
    let Arguments { global, command } = arguments;
    // What needs neither settings nor an engine comes first: it works on a machine where nothing is set up.
    match command {
        None if !can_show_a_screen() => return no_screen(&output),
        Some(Command::Completions { shell }) => return completions::run(shell, &output),
        Some(Command::Man) => return completions::man(&output),
        Some(Command::Doctor) => return on_runtime(doctor::run(global, output)),
        _ => {}
    }
    let context = Context {
        settings: Settings::load(&global)?,
        output,
        clock: Arc::new(SystemClock),
    };
    match command {
        Some(Command::Status(arguments)) => status::run(arguments, &context),
        command => on_runtime(run_command(command, context)),
    }
}

async fn run_command(command: Option<Command>, context: Context) -> Done {
    // The screen and the demo decide for themselves: there the terminal is not free.
    if !matches!(command, None | Some(Command::Demo(_))) {
        logging::if_wanted();
    }
    match command {
        None => screen::run(&context).await,
        Some(Command::Demo(arguments)) => demo::run(arguments, &context).await,
        Some(Command::Simulator(arguments)) => simulator::run(arguments, &context).await,
        Some(Command::Engine) => engine::run(&context).await,
        Some(Command::Account(command)) => account::run(command, &context).await,
        Some(Command::Sync(arguments)) => sync::run(arguments, &context).await,
        Some(Command::Order(command)) => order::run(command, &context).await,
        Some(Command::Picking(command)) => picking::run(command, &context).await,
        Some(Command::Scan(arguments)) => scan::run(arguments, &context).await,
        Some(Command::Carrier(command)) => carrier::run(command, &context).await,
        Some(Command::Product(command)) => product::run(command, &context).await,
        Some(Command::Stock(command)) => stock::run(command, &context).await,
        Some(Command::Invoice(command)) => books::invoice::run(command, &context).await,
        Some(Command::Payment(command)) => books::payment::run(command, &context).await,
        Some(Command::Bill(command)) => books::bill::run(command, &context).await,
        Some(Command::Statement(command)) => books::statement::run(command, &context).await,
        Some(Command::Journal(command)) => books::journal::run(command, &context).await,
        Some(Command::Report(command)) => report::run(command, &context).await,
        Some(Command::Team(command)) => team::run(command, &context).await,
        Some(Command::Finance(command)) => finance::run(command, &context).await,
        Some(Command::Print(command)) => print::run(command, &context).await,
        Some(Command::Mail(command)) => mail::run(command, &context).await,
        Some(Command::Verify) => verify::run(&context).await,
        Some(Command::Backup { file }) => backup::run(&file, &context).await,
        // Done already, without a runtime.
        Some(Command::Status(_) | Command::Doctor | Command::Completions { .. } | Command::Man) => {
            Ok(0)
        }
    }
}

fn on_runtime(work: impl Future<Output = Done>) -> Done {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::new(
                FailureCode::Internal,
                format!("The program can't start its threads: {error}."),
            )
        })?;
    runtime.block_on(work)
}

fn can_show_a_screen() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// A script or a pipe gets a command to use, never a screen.
fn no_screen(output: &Output) -> Done {
    let usage = Arguments::command().render_usage();
    output.note(&format!(
        "The screen needs a terminal. For figures in a script use `orderdeck status`, or `orderdeck --json status`:\n\
         exit code 0 all well, 1 something needs attention, 2 cannot tell.\n\n{usage}\n\n\
         `orderdeck --help` lists all commands."
    ));
    Ok(USAGE)
}
