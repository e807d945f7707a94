//! The moves history with all moves in the store: it opens and filters as fast as the order list (W2, W3).

use super::Plan;
use super::list::engine;
use super::stock;
use super::table::{Samples, Table, memory};
use orderdeck::client::Client;
use orderdeck::domain::stock_query::MoveFilter;
use orderdeck::protocol::stock::{
    LevelsRequest, MovePage, MovePageRequest, MoveStart, StockReply, StockRequest,
};
use orderdeck::protocol::{Reply, Request};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const W2: Duration = Duration::from_micros(500);
const W3: Duration = Duration::from_millis(150);
const TIMES: usize = 60;

async fn ask(client: &Client, request: StockRequest) -> StockReply {
    match client.call(Request::Stock(request)).await.unwrap() {
        Reply::Stock(reply) => reply,
        other => panic!("{other:?}"),
    }
}

async fn page(client: &Client, typed: &str, start: MoveStart) -> MovePage {
    let request = MovePageRequest {
        filter: MoveFilter::parse(typed).unwrap(),
        start,
        limit: 100,
    };
    match ask(client, StockRequest::Moves(request)).await {
        StockReply::Moves(page) => page,
        other => panic!("{other:?}"),
    }
}

/// Runs all of it.
pub fn run(plan: &Plan) -> Table {
    let kept = stock::kept(plan);
    let mut table = Table::default();
    let runtime = stock::runtime();
    let _inside = runtime.enter();
    let engine = runtime.block_on(engine(&kept));
    let client = engine.client(stock::who());
    let begun = Instant::now();
    let first = runtime.block_on(page(&client, "", MoveStart::Newest));
    table.time(
        "newest 100, right after the start",
        begun.elapsed(),
        None,
        Some(W3),
    );
    let begun = Instant::now();
    // A filter waits until the history is in memory.
    let all = runtime.block_on(page(&client, "kind:fba_shipment", MoveStart::Newest));
    table.time("history in memory after", begun.elapsed(), None, None);
    table.at_least("moves", all.of as f64, None, None);
    pages(&mut table, &runtime, &client, &first, all.of);
    table.at_most(
        "MiB resident (W12)",
        memory("VmRSS") / 1_048_576.0,
        None,
        Some(256.0),
    );
    drop(client);
    runtime.block_on(engine.stop());
    table
}

fn pages(table: &mut Table, runtime: &Runtime, client: &Client, first: &MovePage, of: u64) {
    let sample = first.moves.first().expect("there are moves");
    let (sku, place, order) = (
        &sample.sku,
        sample.from.replace(' ', "_"),
        &sample.reference,
    );
    let places = [
        ("newest 100", MoveStart::Newest),
        ("last 100", MoveStart::Row(of.saturating_sub(100))),
        ("middle 100", MoveStart::Row(of / 2)),
    ];
    for (name, start) in places {
        let took = Samples::of(TIMES, || drop(runtime.block_on(page(client, "", start))));
        table.time(name, took.p50(), None, Some(W2));
    }
    let filters = [
        ("a kind", "kind:fba_shipment".to_owned()),
        ("a product", format!("product:{sku}")),
        ("a location", format!("location:{place}")),
        (
            "a product and a location, balanced",
            format!("product:{sku} location:{place}"),
        ),
        ("an order", format!("document:{order}")),
        (
            "an account",
            format!("account:{}", sample.account.as_deref().unwrap_or("bench")),
        ),
        ("a period", "from:2026-01-01 to:2026-06-30".to_owned()),
    ];
    for (name, typed) in filters {
        // Another filter between, so that nothing is remembered.
        let mut spans = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            runtime.block_on(page(client, "kind:return", MoveStart::Newest));
            let begun = Instant::now();
            let found = runtime.block_on(page(client, &typed, MoveStart::Newest));
            spans.push(begun.elapsed());
            drop(found);
        }
        let first_use = Samples::sorted(spans).p50();
        table.time(&format!("{name}, first use"), first_use, None, Some(W3));
        let again = Samples::of(TIMES, || {
            drop(runtime.block_on(page(client, &typed, MoveStart::Newest)));
        });
        table.time(&format!("{name}, again"), again.p50(), None, Some(W2));
    }
    let levels = StockRequest::Levels(LevelsRequest::default());
    let took = Samples::of(TIMES / 4, || {
        drop(runtime.block_on(ask(client, levels.clone())))
    });
    table.time("quantities with days of cover", took.p50(), None, Some(W3));
    let history = StockRequest::History {
        product: sku.clone(),
        location: sample.from.clone(),
        days: 60,
    };
    let took = Samples::of(TIMES / 4, || {
        drop(runtime.block_on(ask(client, history.clone())))
    });
    table.time("60 days of a product", took.p50(), None, Some(W3));
}
