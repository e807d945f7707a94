//! `orderdeck sync`.

use super::ages::{distance, minute_or_dash};
use super::args::{SyncArguments, SyncWhat};
use super::output::{Done, Output};
use super::session::{Context, ask, reply};
use super::table::{Set, Table};
use crate::domain::moment::Moment;
use crate::domain::text::clean;
use crate::protocol::Request;
use crate::protocol::upkeep::{Level, SyncReport};

/// Synchronises now; exit code 1 if the run of an account failed.
pub async fn run(arguments: SyncArguments, context: &Context) -> Done {
    // Orders are all there is to synchronise so far: with their run nothing is left to wait for.
    let (SyncWhat::Orders | SyncWhat::All) = arguments.what;
    let request = Request::SyncOrders {
        account: arguments.account,
    };
    let report = reply!(ask(context, request).await?, Sync)?;
    let now = context.clock.now();
    context
        .output
        .answer(&report, || text(&report, now, &context.output))?;
    Ok(u8::from(report.accounts.iter().any(|a| a.error.is_some())))
}

fn text(report: &SyncReport, now: Moment, output: &Output) -> String {
    if report.accounts.is_empty() {
        return "There is no active account. Register one with `orderdeck account add`.\n"
            .to_owned();
    }
    let mut table = Table::new(&[
        ("Account", Set::Cut),
        ("Calls", Set::Right),
        ("Fetched", Set::Right),
        ("Created", Set::Right),
        ("Updated", Set::Right),
        ("Cancelled", Set::Right),
        ("Unchanged", Set::Right),
        ("Ignored", Set::Right),
        ("Failed", Set::Right),
        ("Orders up to (UTC)", Set::Left),
    ]);
    for account in &report.accounts {
        let counts = [
            u64::from(account.calls),
            account.fetched,
            account.created,
            account.updated,
            account.cancelled,
            account.unchanged,
            account.ignored,
            account.failed,
        ];
        let counts = counts.into_iter().map(|n| n.to_string());
        table.row(
            std::iter::once(account.account.clone())
                .chain(counts)
                .chain([minute_or_dash(account.watermark)]),
        );
    }
    let mut text = table.render(output);
    for account in &report.accounts {
        let name = clean(&account.account);
        if let Some(error) = &account.error {
            let mark = output.mark(Level::Error);
            text.push_str(&format!("{mark} {name}: {}\n", clean(error)));
        }
        if let Some(until) = account.throttled_until {
            let mark = output.mark(Level::Warning);
            text.push_str(&format!(
                "{mark} {name}: Amazon's limit is reached; the next call is possible at {until} ({}).\n",
                distance(until, now)
            ));
        }
    }
    text
}
