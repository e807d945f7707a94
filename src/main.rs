//! The `orderdeck` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Fails only when hooks are installed already; then those are used.
    let _ = color_eyre::install();
    // The store keeps some panics to itself: those never reach the terminal.
    orderdeck::screen::guard_panics();
    orderdeck::store::quiet_panics();
    orderdeck::cli::run()
}
