//! W10, W12: sales reports with all orders in the store.

use super::Plan;
use super::list::{engine, filled};
use super::stock;
use super::table::{Samples, Table, memory};
use orderdeck::client::Client;
use orderdeck::domain::sales_report::{Days, Preset, SalesQuery, SalesReport};
use orderdeck::protocol::reports::{FigureOrders, ReportReply, ReportRequest};
use orderdeck::protocol::{Reply, Request};
use std::hint::black_box;
use std::time::{Duration, Instant};

const W10: Duration = Duration::from_millis(100);
const TIMES: usize = 15;

async fn ask(client: &Client, request: ReportRequest) -> ReportReply {
    match client.call(Request::Report(request)).await.unwrap() {
        Reply::Report(reply) => reply,
        other => panic!("{other:?}"),
    }
}

async fn report(client: &Client, query: SalesQuery) -> SalesReport {
    match ask(client, ReportRequest::Sales(query)).await {
        ReportReply::Sales(report) => *report,
        other => panic!("{other:?}"),
    }
}

/// A year, by these dimensions.
fn year(by: &str) -> SalesQuery {
    SalesQuery {
        days: Days::Preset(Preset::Last12Months),
        ..SalesQuery::by(by.parse().unwrap())
    }
}

/// Runs all of it.
pub fn run(plan: &Plan) -> Table {
    let kept = stock::kept(plan);
    let floor = floor(plan.orders);
    let mut table = Table::default();
    let runtime = stock::runtime();
    let _inside = runtime.enter();
    let begun = Instant::now();
    let engine = runtime.block_on(engine(&kept));
    let client = engine.client(stock::who());
    // A report waits until the sales are in memory.
    let first = runtime.block_on(report(&client, SalesQuery::by("team".parse().unwrap())));
    table.time("first report after a start", begun.elapsed(), None, None);
    let orders: u64 = first.totals.iter().map(|total| total.figures.orders).sum();
    table.at_least("orders in it", orders as f64, None, None);
    runtime.block_on(filled(&client));
    table.at_most(
        "MiB resident, list and sales filled (W12)",
        memory("VmRSS") / 1_048_576.0,
        None,
        Some(256.0),
    );
    for by in [
        "team,month",
        "marketplace,day",
        "account,channel",
        "product,month",
        "product,day",
        "country,week",
        "salesperson,quarter",
        "day",
    ] {
        let rows = runtime.block_on(report(&client, year(by))).rows.len();
        let took = Samples::of(TIMES, || {
            drop(runtime.block_on(report(&client, year(by))));
        });
        let name = format!("a year by {by} ({rows} rows)");
        table.time(&name, took.p50(), Some(floor), Some(W10));
    }
    let compared = || SalesQuery {
        compare: true,
        ..year("team,month")
    };
    let took = Samples::of(TIMES, || {
        drop(runtime.block_on(report(&client, compared())));
    });
    table.time("the same compared", took.p50(), Some(floor), Some(W10));
    let found = runtime.block_on(report(&client, year("marketplace,month")));
    let row = found.rows.first().expect("there are orders");
    let behind = || {
        ReportRequest::Orders(FigureOrders {
            query: year("marketplace,month"),
            of: row.of.clone(),
            currency: Some(row.currency),
            offset: 0,
            limit: 100,
        })
    };
    let took = Samples::of(TIMES, || drop(runtime.block_on(ask(&client, behind()))));
    table.time(
        "the orders behind a figure",
        took.p50(),
        Some(floor),
        Some(W10),
    );
    let took = Samples::of(TIMES, || {
        drop(runtime.block_on(ask(&client, ReportRequest::Quality)));
    });
    table.time("the operators' figures", took.p50(), None, Some(W10));
    drop(client);
    runtime.block_on(engine.stop());
    table
}

/// One pass over as many orders as four columns of numbers, added up by month: what no report can be faster than.
fn floor(orders: usize) -> Duration {
    let days: Vec<u16> = (0..orders).map(|n| (n * 7919 % 365) as u16).collect();
    let teams: Vec<u16> = (0..orders).map(|n| (n % 5) as u16).collect();
    let untaxed: Vec<i32> = (0..orders).map(|n| (n % 9_973) as i32).collect();
    let totals: Vec<i32> = untaxed.iter().map(|n| n + n / 5).collect();
    Samples::of(TIMES, || {
        let mut sums = [(0u64, 0i64, 0i64); 5 * 13];
        for at in 0..orders {
            let sum = &mut sums[usize::from(teams[at]) * 13 + usize::from(days[at] / 30)];
            sum.0 += 1;
            sum.1 += i64::from(untaxed[at]);
            sum.2 += i64::from(totals[at]);
        }
        black_box(sums);
    })
    .p50()
}
