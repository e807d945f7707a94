//! The figures at a glance: a page, one line, metrics.

use super::ages::{distance, length};
use super::output::Output;
use super::table::{Facts, Set, Table, heading};
use crate::domain::moment::{Moment, Span};
use crate::domain::text::{clean, clean_short};
use crate::protocol::Failure;
use crate::protocol::accounts::SyncState;
use crate::protocol::status::{AccountStatus, Health, OrderFigures, StatusReport};
use crate::protocol::upkeep::Level;
use std::fmt::Write;

/// One screen of figures.
pub fn page(report: &StatusReport, now: Moment, output: &Output) -> String {
    let (level, words) = match report.health {
        Health::Ok => (Level::Info, "All is well."),
        Health::Attention => (Level::Error, "Something needs attention."),
        Health::Unknown => (Level::Warning, "It can't be told."),
    };
    let mut page = format!("{} {words}\n", output.mark(level));
    for problem in &report.problems {
        page.push_str(&format!("  {}\n", clean(&problem.message)));
    }
    page.push('\n');
    page.push_str(&figures(report).render(output));
    if !report.accounts.is_empty() {
        page.push_str(&heading(output, "Accounts"));
        page.push_str(&accounts(report, now).render(output));
    }
    page
}

fn figures(report: &StatusReport) -> Facts {
    let mut facts = Facts::new();
    let orders = &report.orders;
    let deliveries = &report.deliveries;
    let cancellations = &report.cancellations;
    facts
        .add(
            "To ship",
            format!(
                "{}, {} late, {} due today",
                orders.to_ship, orders.late, orders.due_today
            ),
        )
        .add("Incoming", orders.incoming.to_string())
        .maybe("Kept as seen", kept_as_seen(orders))
        .maybe("On hold", on_hold(orders))
        .add(
            "Deliveries",
            format!(
                "{} ready, {} pending, {} processing, {} failed",
                deliveries.ready, deliveries.pending, deliveries.processing, deliveries.failed
            ),
        )
        .add(
            "Cancellations",
            format!(
                "{} pending, {} processing, {} failed",
                cancellations.pending, cancellations.processing, cancellations.failed
            ),
        )
        .add("Failed orders", report.failed_orders.to_string())
        .add("Orders in all", orders.total.to_string());
    facts
}

/// What Amazon showed and what became no sales order for an unusual reason.
fn kept_as_seen(orders: &OrderFigures) -> Option<String> {
    some_of(&[
        (orders.unfulfillable, "unfulfillable"),
        (orders.unknown_status, "with an unknown status"),
    ])
}

/// What must not be packed now.
fn on_hold(orders: &OrderFigures) -> Option<String> {
    some_of(&[
        (orders.cancel_requested, "with a cancel request"),
        (orders.address_incomplete, "with an incomplete address"),
    ])
}

/// Those counts that are not zero.
fn some_of(counts: &[(u64, &str)]) -> Option<String> {
    let counts: Vec<String> = counts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{n} {what}"))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

fn accounts(report: &StatusReport, now: Moment) -> Table {
    let mut table = Table::new(&[
        ("Account", Set::Cut),
        ("State", Set::Left),
        ("Last sync", Set::Right),
        ("Next sync", Set::Right),
        ("Calls left", Set::Right),
        ("", Set::Cut),
    ]);
    for account in &report.accounts {
        table.row([
            account.name.clone(),
            account.state.as_str().to_owned(),
            age(account).map_or_else(|| "never".to_owned(), |age| format!("{age} ago")),
            account
                .next_sync
                .map_or_else(|| "-".to_owned(), |at| distance(at, now)),
            account.calls_left.to_string(),
            // What is wrong with it stands among the problems.
            progress(account),
        ]);
    }
    table
}

fn age(account: &AccountStatus) -> Option<String> {
    account
        .age_seconds
        .map(|seconds| length(Span::seconds(seconds)))
}

fn progress(account: &AccountStatus) -> String {
    match account.run {
        Some(run) => match run.expected {
            Some(expected) => format!("{} of about {expected} orders read", run.fetched),
            None => format!("{} orders read", run.fetched),
        },
        None => String::new(),
    }
}

/// One line for a prompt or a status bar: what is to do first, then how fresh it is.
pub fn line(report: &StatusReport, output: &Output) -> String {
    let between = if output.utf8 { " · " } else { ", " };
    let mut parts = vec![format!("{} to ship", report.orders.to_ship)];
    let counts = [
        (report.orders.late, "late"),
        (report.orders.due_today, "due today"),
        (
            report.failed_orders + report.deliveries.failed + report.cancellations.failed,
            "failed",
        ),
        (
            report.deliveries.pending + report.cancellations.pending,
            "pending",
        ),
        (
            report.deliveries.processing + report.cancellations.processing,
            "processing",
        ),
    ];
    let counts = counts.iter().filter(|(n, _)| *n > 0);
    parts.extend(counts.map(|(n, what)| format!("{n} {what}")));
    parts.extend(further(report));
    for account in report.accounts.iter().filter(|account| account.active) {
        let name = clean_short(&account.name, 20);
        let state = match account.state {
            SyncState::Failing | SyncState::Refused | SyncState::Paused => {
                format!(" ({})", account.state.as_str())
            }
            _ => String::new(),
        };
        parts.push(match age(account) {
            Some(age) => format!("{name} {age} ago{state}"),
            None => format!("{name} never{state}"),
        });
    }
    format!("orderdeck: {}\n", parts.join(between))
}

/// What needs attention beyond what the line counts anyway, each kind of trouble once.
fn further(report: &StatusReport) -> Vec<String> {
    const COUNTED: [&str; 4] = [
        "late",
        "failed_orders",
        "delivery_failed",
        "cancellation_failed",
    ];
    let mut kinds: Vec<(&str, u64)> = Vec::new();
    for problem in &report.problems {
        let code = problem.code.as_str();
        if COUNTED.contains(&code) {
            continue;
        }
        match kinds.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += problem.count,
            None => kinds.push((code, problem.count)),
        }
    }
    let words = |(code, count): (&str, u64)| match code {
        "negative_stock" => format!("{count} negative at Amazon"),
        "total_mismatch" if count == 1 => "1 total differs".to_owned(),
        "total_mismatch" => format!("{count} totals differ"),
        "cancelled_after_shipment" => format!("{count} cancelled after shipment"),
        "secret_age" => "secrets to renew".to_owned(),
        "stale" => "sync stale".to_owned(),
        "sync_failed" => "sync failed".to_owned(),
        "store" => "store not writable".to_owned(),
        other => format!("{count} {}", clean_short(other, 30).replace('_', " ")),
    };
    kinds.into_iter().map(words).collect()
}

/// Metrics in Prometheus' text format. Accounts are the only labels: there is nothing personal in them.
pub fn prometheus(found: &Result<StatusReport, Failure>) -> String {
    let mut text = String::new();
    let mut metric = |name: &str, help: &str, values: &[(String, i64)]| {
        // Writing to a text can't fail.
        let _ = writeln!(
            text,
            "# HELP orderdeck_{name} {help}\n# TYPE orderdeck_{name} gauge"
        );
        for (labels, value) in values {
            let _ = writeln!(text, "orderdeck_{name}{labels} {value}");
        }
    };
    let report = match found {
        Ok(report) => report,
        Err(_) => {
            metric(
                "up",
                "Whether the figures can be told.",
                &[(String::new(), 0)],
            );
            return text;
        }
    };
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let one = |n: u64| vec![(String::new(), count(n))];
    let by = |label: &str, values: &[(&str, u64)]| -> Vec<(String, i64)> {
        let line = |(word, n): &(&str, u64)| (format!("{{{label}=\"{word}\"}}"), count(*n));
        values.iter().map(line).collect()
    };
    let each = |value: &dyn Fn(&AccountStatus) -> Option<i64>| -> Vec<(String, i64)> {
        let line =
            |a: &AccountStatus| Some((format!("{{account=\"{}\"}}", label(&a.name)), value(a)?));
        report.accounts.iter().filter_map(line).collect()
    };
    let (orders, deliveries) = (&report.orders, &report.deliveries);
    let cancellations = &report.cancellations;
    let known = report.health != Health::Unknown;
    metric(
        "up",
        "Whether the figures can be told.",
        &one(u64::from(known)),
    );
    metric(
        "healthy",
        "Whether nothing needs attention.",
        &one(u64::from(report.health == Health::Ok)),
    );
    metric(
        "orders_to_ship",
        "FBM orders with something to ship.",
        &one(orders.to_ship),
    );
    metric(
        "orders_late",
        "Orders past their ship-by moment.",
        &one(orders.late),
    );
    metric(
        "orders_due_today",
        "Orders due before the end of today.",
        &one(orders.due_today),
    );
    metric(
        "orders_incoming",
        "Orders whose payment is not authorised yet.",
        &one(orders.incoming),
    );
    metric(
        "orders_kept_as_seen",
        "Orders that Amazon showed and that became no sales order for an unusual reason.",
        &by(
            "why",
            &[
                ("unfulfillable", orders.unfulfillable),
                ("unknown_status", orders.unknown_status),
            ],
        ),
    );
    metric(
        "orders_on_hold",
        "Sales orders that must not be packed now.",
        &by(
            "why",
            &[
                ("cancel_requested", orders.cancel_requested),
                ("address_incomplete", orders.address_incomplete),
            ],
        ),
    );
    metric("orders", "Sales orders in all.", &one(orders.total));
    metric(
        "orders_failed",
        "Orders that could not be processed.",
        &one(report.failed_orders),
    );
    metric(
        "deliveries",
        "Deliveries by what Amazon knows of them.",
        &by(
            "state",
            &[
                ("ready", deliveries.ready),
                ("pending", deliveries.pending),
                ("processing", deliveries.processing),
                ("failed", deliveries.failed),
            ],
        ),
    );
    metric(
        "cancellations",
        "Cancellations by what Amazon knows of them.",
        &by(
            "state",
            &[
                ("pending", cancellations.pending),
                ("processing", cancellations.processing),
                ("failed", cancellations.failed),
            ],
        ),
    );
    let problems: Vec<(String, i64)> = report
        .problems
        .iter()
        .map(|p| (format!("{{code=\"{}\"}}", label(&p.code)), count(p.count)))
        .collect();
    metric(
        "problems",
        "Things that need attention, by kind.",
        &problems,
    );
    metric(
        "account_active",
        "Whether the account is not archived.",
        &each(&|a| Some(i64::from(a.active))),
    );
    metric(
        "account_sync_age_seconds",
        "Seconds since an order sync went well last.",
        &each(&|a| a.age_seconds),
    );
    metric(
        "account_last_order_sync_timestamp_seconds",
        "Everything that Amazon changed up to here has come in.",
        &each(&|a| a.last_order_sync.map(Moment::as_seconds)),
    );
    metric(
        "account_calls_left",
        "Order searches that are possible at once.",
        &each(&|a| Some(i64::from(a.calls_left))),
    );
    text
}

/// A label's value, as the format wants it.
fn label(text: &str) -> String {
    clean(text).replace('\\', "\\\\").replace('"', "\\\"")
}
