//! `orderdeck sync`.

use super::ages::{distance, minute_or_dash};
use super::args::{SyncArguments, SyncWhat};
use super::finance;
use super::output::{Done, Output, Trouble};
use super::session::{Context, reply, with_engine};
use super::stock_reconcile;
use super::table::{Set, Table};
use crate::domain::moment::Moment;
use crate::domain::text::clean;
use crate::protocol::Request;
use crate::protocol::pickings::NoticeSync;
use crate::protocol::upkeep::{Level, NoticeReport, SyncReport};

const NO_ACCOUNT: &str = "There is no active account. Register one with `orderdeck account add`.\n";

/// Synchronises now; exit code 1 if the run of an account failed. Being throttled is no failure.
pub async fn run(arguments: SyncArguments, context: &Context) -> Done {
    let what = arguments.what;
    let requests = requests(arguments, context.clock.now())?;
    let report = with_engine(context, async |client| {
        let mut report = SyncReport::default();
        for request in requests {
            report = together(report, reply!(client.call(request).await?, Sync)?);
        }
        Ok(report)
    })
    .await?;
    let now = context.clock.now();
    context.output.answer(&report, || match what {
        SyncWhat::Orders => orders_text(&report, now, &context.output),
        SyncWhat::All => {
            orders_text(&report, now, &context.output)
                + &notices_line(&report)
                + &stock_reconcile::synced(&report, &context.output)
        }
        SyncWhat::Finances => finances_text(&report, now, &context.output),
        SyncWhat::Stock => stock_text(&report, now, &context.output),
        _ => notices_text(&report, now, &context.output),
    })?;
    Ok(exit_code(&report))
}

/// What to ask for, one after the other.
fn requests(arguments: SyncArguments, now: Moment) -> Result<Vec<Request>, Trouble> {
    let SyncArguments {
        what,
        account,
        bulk,
        accept,
        from,
        wait,
    } = arguments;
    if from.is_some() && what != SyncWhat::Finances {
        return Err(Trouble::Usage(
            "--from is about finances: use it with finances.".to_owned(),
        ));
    }
    if bulk && !matches!(what, SyncWhat::Deliveries | SyncWhat::All) {
        return Err(Trouble::Usage(
            "--bulk is about shipments: use it with deliveries or all.".to_owned(),
        ));
    }
    let with_stock = matches!(what, SyncWhat::Stock | SyncWhat::All);
    if accept && !with_stock {
        return Err(Trouble::Usage(
            "--accept is about stock at Amazon: use it with stock or all.".to_owned(),
        ));
    }
    let notices = match what {
        SyncWhat::Orders | SyncWhat::Stock | SyncWhat::Finances => None,
        SyncWhat::Deliveries => Some(NoticeSync::Deliveries { bulk }),
        SyncWhat::Cancellations => Some(NoticeSync::Cancellations),
        SyncWhat::Feeds => Some(NoticeSync::Feeds),
        SyncWhat::All => Some(NoticeSync::All { bulk }),
    };
    let orders = matches!(what, SyncWhat::Orders | SyncWhat::All).then(|| Request::SyncOrders {
        account: account.clone(),
    });
    let notices = notices.map(|what| Request::SyncNotices {
        account: account.clone(),
        what,
        wait,
    });
    let stock = with_stock.then(|| Request::SyncStock {
        account: account.clone(),
        accept,
    });
    let finances = (what == SyncWhat::Finances).then(|| Request::SyncFinances {
        account,
        from: from.map(|from| from.resolve(now)),
    });
    let before = orders.into_iter().chain(notices);
    Ok(before.chain(stock).chain(finances).collect())
}

/// The exit code for what a sync did.
pub fn exit_code(report: &SyncReport) -> u8 {
    u8::from(
        report
            .accounts
            .iter()
            .any(|account| account.error.is_some()),
    )
}

/// Two syncs, one after the other, as one: counts add up, and where notices stand is what the later one says.
pub fn together(first: SyncReport, then: SyncReport) -> SyncReport {
    let mut report = first;
    for later in then.accounts {
        let known = report
            .accounts
            .iter_mut()
            .find(|account| account.account == later.account);
        let Some(known) = known else {
            report.accounts.push(later);
            continue;
        };
        known.calls = known.calls.saturating_add(later.calls);
        known.throttled_until = known.throttled_until.max(later.throttled_until);
        known.watermark = known.watermark.max(later.watermark);
        known.stock = later.stock.or(known.stock);
        known.finances = later.finances.or(known.finances);
        known.error = match (known.error.take(), later.error) {
            (Some(first), Some(then)) if first != then => Some(format!("{first} {then}")),
            (first, then) => first.or(then),
        };
    }
    report.notices = NoticeReport {
        sent: report.notices.sent + then.notices.sent,
        synchronized: report.notices.synchronized + then.notices.synchronized,
        waiting: then.notices.waiting,
    };
    report
}

/// What became of notices, for people.
pub fn notices_text(report: &SyncReport, now: Moment, output: &Output) -> String {
    if report.accounts.is_empty() {
        return NO_ACCOUNT.to_owned();
    }
    notices_line(report) + &remarks(report, now, output)
}

fn stock_text(report: &SyncReport, now: Moment, output: &Output) -> String {
    if report.accounts.is_empty() {
        return NO_ACCOUNT.to_owned();
    }
    stock_reconcile::synced(report, output) + &remarks(report, now, output)
}

fn finances_text(report: &SyncReport, now: Moment, output: &Output) -> String {
    if report.accounts.is_empty() {
        return NO_ACCOUNT.to_owned();
    }
    finance::synced(report, output) + &remarks(report, now, output)
}

fn notices_line(report: &SyncReport) -> String {
    let notices = &report.notices;
    let waiting = &notices.waiting;
    let failed = match waiting.failed {
        0 => "",
        _ => "\nWhat failed and what to do: orderdeck picking failed",
    };
    format!(
        "Notices to Amazon: {} sent, {} synchronized, {} processing, {} pending, {} failed.{failed}\n",
        notices.sent, notices.synchronized, waiting.processing, waiting.pending, waiting.failed
    )
}

fn orders_text(report: &SyncReport, now: Moment, output: &Output) -> String {
    if report.accounts.is_empty() {
        return NO_ACCOUNT.to_owned();
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
    table.render(output) + &remarks(report, now, output)
}

/// What went wrong, and where Amazon's limit is reached.
fn remarks(report: &SyncReport, now: Moment, output: &Output) -> String {
    let mut text = String::new();
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
