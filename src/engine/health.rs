//! The figures at a glance, with or without a running engine.

use super::account_worker::{self, Doing};
use super::budgets::full;
use super::core::Core;
use super::finance_sync;
use super::stock_sync;
use super::stuck::stuck;
use super::views::{self, secret_warning};
use super::writer::store_failure;
use crate::amazon::operations::Operation;
use crate::clock::{SharedClock, SystemEntropy};
use crate::domain::account::Account;
use crate::domain::moment::Moment;
use crate::domain::rate_bucket::RateBucket;
use crate::protocol::Failure;
use crate::protocol::status::{
    AccountStatus, DeliveryFigures, Health, NoticeFigures, OrderFigures, Problem, RecordCounts,
    RunFigures, StatusReport,
};
use crate::store::counters::{Counter, Counts, figure};
use crate::store::{Reading, StoreError, StorePlace, glance};
use chrono::{Days, Local, NaiveTime, TimeZone};
use std::path::Path;
use std::sync::Arc;

/// What only a running engine knows of an account.
struct Live {
    doing: Doing,
    bucket: RateBucket,
}

/// The figures of a store that no engine has open.
pub fn read_status(data_dir: &Path, clock: &SharedClock) -> Result<StatusReport, Failure> {
    let now = clock.now();
    glance(
        &StorePlace::of(data_dir),
        now,
        Arc::new(SystemEntropy),
        |reading| report(reading, now, &|_| None),
    )
    .map_err(|e| store_failure(&e))
}

/// The figures of a running engine.
pub(super) async fn status(core: &Arc<Core>) -> Result<StatusReport, Failure> {
    let now = core.now();
    let of = core.clone();
    let mut status = core
        .read(move |reading| {
            report(reading, now, &|account| {
                Some(Live {
                    doing: of.worker_doing(account.id),
                    bucket: of.budgets.bucket(account.id, Operation::SearchOrders),
                })
            })
        })
        .await?;
    if let Some(trouble) = core.mail_trouble() {
        status.health = Health::Attention;
        status.problems.push(Problem {
            code: "mail".to_owned(),
            count: 1,
            message: trouble,
        });
    }
    if core.store.write_failed() {
        status.health = Health::Attention;
        status.problems.insert(
            0,
            Problem {
                code: "store".to_owned(),
                count: 1,
                message:
                    "The store can't be written: look at the disk. It is tried again by itself."
                        .to_owned(),
            },
        );
    }
    Ok(status)
}

fn report(
    reading: &Reading<'_>,
    now: Moment,
    live: &dyn Fn(&Account) -> Option<Live>,
) -> Result<StatusReport, StoreError> {
    let counts = reading.counts()?;
    let count = |counter| figure(&counts, counter);
    let late = reading.pickings_due(None, now)?;
    let due_today = reading.pickings_due(Some(now), end_of_day(now))?;
    let mut accounts = Vec::new();
    let mut problems = Vec::new();
    for account in reading.all_accounts()? {
        let (status, trouble) = account_status(reading, &account, now, live(&account))?;
        accounts.push(status);
        problems.extend(trouble);
    }
    problems.extend(figures_that_need_attention(&counts, late));
    problems.extend(stuck(reading, now)?.problems());
    Ok(StatusReport {
        as_of: now,
        health: if problems.is_empty() {
            Health::Ok
        } else {
            Health::Attention
        },
        accounts,
        orders: OrderFigures {
            to_ship: count(Counter::OrdersToShip),
            late,
            due_today,
            incoming: count(Counter::Incoming),
            unknown_status: count(Counter::UnknownStatus),
            unfulfillable: count(Counter::Unfulfillable),
            cancel_requested: count(Counter::CancelRequested),
            address_incomplete: count(Counter::AddressIncomplete),
            total: count(Counter::Orders),
        },
        deliveries: DeliveryFigures {
            ready: count(Counter::PickingsReady),
            pending: count(Counter::ShipmentsPending),
            processing: count(Counter::ShipmentsProcessing),
            failed: count(Counter::ShipmentsFailed),
        },
        cancellations: NoticeFigures {
            pending: count(Counter::CancellationsPending),
            processing: count(Counter::CancellationsProcessing),
            failed: count(Counter::CancellationsFailed),
        },
        failed_orders: count(Counter::Failed),
        problems,
        counts: RecordCounts {
            customers: count(Counter::Customers),
            products: count(Counter::Products),
            products_unreviewed: count(Counter::ProductsUnreviewed),
            pickings: count(Counter::Pickings),
            stock_moves: count(Counter::Moves),
            seen: count(Counter::Seen),
            orders_fbm: count(Counter::OrdersFbm),
            orders_fba: count(Counter::OrdersFba),
        },
    })
}

fn account_status(
    reading: &Reading<'_>,
    account: &Account,
    now: Moment,
    live: Option<Live>,
) -> Result<(AccountStatus, Vec<Problem>), StoreError> {
    let state = reading.sync_state(account.id)?;
    let doing = live.as_ref().map(|l| l.doing);
    let bucket = match live {
        Some(live) => live.bucket,
        None => reading
            .account_budgets(account.id)?
            .into_iter()
            .find(|(operation, _)| operation == Operation::SearchOrders.name())
            .map_or_else(|| full(Operation::SearchOrders, now), |(_, bucket)| bucket),
    };
    let mut problems = Vec::new();
    let mut problem = |code: &str, message: String| {
        problems.push(Problem {
            code: code.to_owned(),
            count: 1,
            message,
        })
    };
    if !account.archived {
        let since = state.last_success.unwrap_or(account.registered);
        if now.since(since) > account.stale_after() {
            problem(
                "stale",
                format!(
                    "The orders of {} were last synced {} minutes ago.",
                    account.name,
                    now.since(since).as_seconds() / 60
                ),
            );
        }
        if let Some(trouble) = &state.problem {
            problem(
                "sync_failed",
                format!("{}: {}", account.name, trouble.message),
            );
        }
        if let Some((code, trouble)) = stock_sync::trouble(&reading.amazon_stock(account.id)?) {
            problem(code, format!("{}: {trouble}", account.name));
        }
        if let Some((code, trouble)) = finance_sync::trouble(&reading.finance_sync(account.id)?) {
            problem(code, format!("{}: {trouble}", account.name));
        }
        if let Some(warning) = secret_warning(account, now) {
            problem("secret_age", warning);
        }
    }
    let status = AccountStatus {
        name: account.name.clone(),
        active: !account.archived,
        last_order_sync: state.watermark,
        age_seconds: state
            .last_success
            .map(|at| now.since(at).as_seconds().max(0)),
        next_sync: doing.and_then(|d| d.next_sync),
        state: account_worker::state(account, &state, doing, now),
        calls_left: bucket.available(now),
        problem: state.problem.map(|p| p.message),
        run: state.run.map(|r| RunFigures {
            pages: r.pages,
            fetched: r.fetched,
            expected: r.expected,
        }),
    };
    Ok((status, problems))
}

fn figures_that_need_attention(counts: &Counts, late: u64) -> Vec<Problem> {
    let plural = |count: u64, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    [
        (
            "late",
            late,
            plural(late, "delivery is late.", "deliveries are late."),
        ),
        (
            "delivery_failed",
            figure(counts, Counter::ShipmentsFailed),
            {
                let count = figure(counts, Counter::ShipmentsFailed);
                plural(
                    count,
                    "shipment was not accepted by Amazon.",
                    "shipments were not accepted by Amazon.",
                )
            },
        ),
        (
            "cancellation_failed",
            figure(counts, Counter::CancellationsFailed),
            {
                let count = figure(counts, Counter::CancellationsFailed);
                plural(
                    count,
                    "cancellation was not accepted by Amazon.",
                    "cancellations were not accepted by Amazon.",
                )
            },
        ),
        ("failed_orders", figure(counts, Counter::Failed), {
            let count = figure(counts, Counter::Failed);
            plural(
                count,
                "order could not be processed.",
                "orders could not be processed.",
            )
        }),
        ("total_mismatch", figure(counts, Counter::TotalMismatch), {
            let count = figure(counts, Counter::TotalMismatch);
            plural(
                count,
                "order's total differs from Amazon's.",
                "orders' totals differ from Amazon's.",
            )
        }),
        (
            "negative_stock",
            figure(counts, Counter::NegativeAtAmazon),
            {
                let count = figure(counts, Counter::NegativeAtAmazon);
                plural(
                    count,
                    "product has a negative quantity at Amazon.",
                    "products have a negative quantity at Amazon.",
                )
            },
        ),
        (
            "cancelled_after_shipment",
            figure(counts, Counter::CancelledAfterShipment),
            {
                let count = figure(counts, Counter::CancelledAfterShipment);
                plural(
                    count,
                    "order was cancelled after goods had left.",
                    "orders were cancelled after goods had left.",
                )
            },
        ),
    ]
    .into_iter()
    .filter(|(_, count, _)| *count > 0)
    .map(|(code, count, message)| Problem {
        code: code.to_owned(),
        count,
        message,
    })
    .collect()
}

/// The end of today where this program runs.
pub(super) fn end_of_day(now: Moment) -> Moment {
    let local = now.to_utc().with_timezone(&Local);
    local
        .date_naive()
        .checked_add_days(Days::new(1))
        .and_then(|tomorrow| {
            Local
                .from_local_datetime(&tomorrow.and_time(NaiveTime::MIN))
                .earliest()
        })
        .map_or(now, |end| Moment::from_millis(end.timestamp_millis()))
}

/// Whole days since the secrets of an account were entered: client secret, authorisation.
pub(super) fn secret_ages(account: &Account, now: Moment) -> (i64, i64) {
    (
        views::days_between(account.secret_entered, now),
        views::days_between(account.authorised, now),
    )
}
