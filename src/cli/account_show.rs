//! Accounts for people.

use super::ages::{distance, length, minute, minute_or_dash};
use super::output::Output;
use super::table::{Facts, Set, Table, heading};
use crate::domain::moment::{Moment, Span};
use crate::protocol::accounts::{AccountView, RunView};

/// From this age on the client secret should be rotated: Amazon wants it every 180 days.
const SECRET_WARNING_DAYS: i64 = 150;
/// From this age on the authorisation should be renewed: Amazon wants it every 365 days.
const AUTHORISATION_WARNING_DAYS: i64 = 335;

/// All accounts, one a row.
pub fn account_table(accounts: &[AccountView], now: Moment, output: &Output) -> String {
    if accounts.is_empty() {
        return "There is no account yet. Register one with `orderdeck account add`, or try `orderdeck demo`.\n"
            .to_owned();
    }
    let mut table = Table::new(&[
        ("Account", Set::Cut),
        ("Region", Set::Left),
        ("Marketplaces", Set::Cut),
        ("State", Set::Left),
        ("Orders up to (UTC)", Set::Left),
        ("Last sync", Set::Right),
        ("Team", Set::Cut),
    ]);
    for account in accounts {
        table.row([
            account.name.clone(),
            account.region.to_string(),
            codes(account),
            account.state.as_str().to_owned(),
            minute_or_dash(account.last_order_sync),
            account
                .last_success
                .map_or_else(|| "never".to_owned(), |at| distance(at, now)),
            account.team.clone(),
        ]);
    }
    table.render(output)
}

/// One account whole.
pub fn account_page(account: &AccountView, now: Moment, output: &Output) -> String {
    let mut facts = Facts::new();
    let at = |moment: Moment| format!("{} UTC, {}", minute(moment), distance(moment, now));
    facts
        .add("Account", account.name.as_str())
        .add("Region", account.region.as_str())
        .add("Seller id", account.seller_id.as_str())
        .add("State", account.state.as_str())
        .maybe("Problem", account.problem.as_ref())
        .add("Marketplaces", codes(account))
        .add("Tax", taxes(account))
        .add("Team", account.team.as_str())
        .maybe("Salesperson", account.salesperson.as_ref())
        .add("Location", account.location.as_str())
        .add(
            "Orders up to",
            account.last_order_sync.map_or_else(|| "-".to_owned(), at),
        )
        .add(
            "Last sync",
            account.last_success.map_or_else(|| "never".to_owned(), at),
        )
        .maybe("Next sync", account.next_sync.map(at))
        .add("Interval", interval(account.sync_seconds))
        .add(
            "Shipped elsewhere",
            imported(account.import_shipped_elsewhere),
        )
        .add(
            "Other channels",
            if account.other_channels_are_sales {
                "are sales"
            } else {
                "move stock only"
            },
        )
        .maybe("Endpoint", account.endpoint.as_ref())
        .add(
            "Client secret",
            age(
                account.secret_age_days,
                SECRET_WARNING_DAYS,
                "rotate it by day 180",
            ),
        )
        .add(
            "Authorisation",
            age(
                account.authorisation_age_days,
                AUTHORISATION_WARNING_DAYS,
                "renew it by day 365",
            ),
        );
    let mut page = facts.render(output);
    if let Some(run) = &account.run {
        page.push_str(&heading(output, "Order sync under way"));
        page.push_str(&run_facts(run, now).render(output));
    }
    if !account.budgets.is_empty() {
        page.push_str(&heading(output, "Calls that Amazon allows"));
        page.push_str(&budget_table(account, now).render(output));
    }
    page
}

fn codes(account: &AccountView) -> String {
    let codes: Vec<&str> = account
        .marketplaces
        .iter()
        .map(|m| m.code.as_str())
        .collect();
    codes.join(" ")
}

/// What is taken for granted where Amazon's sums do not tell.
fn taxes(account: &AccountView) -> String {
    let with = |included: bool| -> String {
        let codes = account
            .marketplaces
            .iter()
            .filter(|m| m.tax_included == included)
            .map(|m| m.code.as_str());
        codes.collect::<Vec<_>>().join(" ")
    };
    match (with(true), with(false)) {
        (within, on_top) if on_top.is_empty() => format!("contained in {within}"),
        (within, on_top) if within.is_empty() => format!("on top in {on_top}"),
        (within, on_top) => format!("contained in {within}, on top in {on_top}"),
    }
}

/// The demo's accounts have intervals of seconds, which are no minutes.
fn interval(seconds: u32) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        _ => format!("{} m", seconds / 60),
    }
}

/// How long a call takes to come back: `0.5 s`, `45 s`, `3 m`.
fn every(rate: f64) -> String {
    match 1.0 / rate {
        seconds if !seconds.is_finite() || seconds < 0.0 => "-".to_owned(),
        seconds if seconds < 10.0 => format!("{seconds:.1} s"),
        seconds => length(Span::from_seconds_f64(seconds)),
    }
}

fn imported(yes: bool) -> &'static str {
    if yes { "imported" } else { "ignored" }
}

fn age(days: i64, warn_from: i64, advice: &str) -> String {
    if days >= warn_from {
        format!("{days} days old: {advice}")
    } else {
        format!("{days} days old")
    }
}

fn run_facts(run: &RunView, now: Moment) -> Facts {
    let mut facts = Facts::new();
    let orders = match run.expected {
        Some(expected) => format!("{} of about {expected}", run.fetched),
        None => run.fetched.to_string(),
    };
    facts
        .add("Reads from", format!("{} UTC", minute(run.from)))
        .add("Began", distance(run.started, now))
        .add("Pages", run.pages.to_string())
        .add("Orders", orders)
        .add("Paused", if run.paused { "yes" } else { "" })
        .maybe("Waits for Amazon until", run.waits_until)
        .maybe("May be done", run.done_at.map(|at| distance(at, now)));
    facts
}

fn budget_table(account: &AccountView, now: Moment) -> Table {
    let mut table = Table::new(&[
        ("Operation", Set::Left),
        ("Left", Set::Right),
        ("Burst", Set::Right),
        ("One every", Set::Right),
        ("Next call", Set::Left),
    ]);
    for budget in &account.budgets {
        table.row([
            budget.operation.clone(),
            budget.calls_left.to_string(),
            budget.burst.to_string(),
            every(budget.rate),
            budget
                .next_call
                .map_or_else(|| "now".to_owned(), |at| distance(at, now)),
        ]);
    }
    table
}
