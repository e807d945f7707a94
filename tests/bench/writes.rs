//! Small durable changes through the engine, alone and by twenty at the same time, against one commit of redb.

use super::table::{Samples, Table};
use super::{Plan, stock};
use orderdeck::client::Client;
use orderdeck::protocol::Request;
use orderdeck::protocol::accounts::AccountChange;
use redb::{Database, TableDefinition};
use std::sync::Arc;
use std::time::{Duration, Instant};

const TERMINALS: usize = 20;
const EACH: usize = 25;

/// Changes the sales team of the account, over and over: a record, an activity entry, an answer once it is durable.
pub fn run(plan: &Plan) -> Table {
    let kept = stock::kept(plan);
    let runtime = stock::runtime();
    let floor = floor(plan);
    let mut table = Table::default();
    runtime.block_on(async {
        let engine = stock::engine(&kept.folder, Arc::new(stock::Still(kept.now))).await;
        let client = engine.client(stock::who());
        let mut alone = Vec::new();
        for nth in 0..100 {
            alone.push(change(&client, nth).await);
        }
        let alone = Samples::sorted(alone);
        table.time(
            "one change, alone, p50",
            alone.p50(),
            Some(floor.p50()),
            None,
        );
        table.time(
            "one change, alone, p99",
            alone.at(0.99),
            Some(floor.at(0.99)),
            None,
        );
        let begun = Instant::now();
        let all: Vec<_> = (0..TERMINALS)
            .map(|terminal| {
                let client = engine.client(stock::who());
                tokio::spawn(async move {
                    let mut spans = Vec::new();
                    for nth in 0..EACH {
                        spans.push(change(&client, terminal * 1_000 + nth).await);
                    }
                    spans
                })
            })
            .collect();
        let mut spans = Vec::new();
        for one in all {
            spans.extend(one.await.unwrap());
        }
        let rate = (TERMINALS * EACH) as f64 / begun.elapsed().as_secs_f64();
        let together = Samples::sorted(spans);
        table.time(
            "one change of 20 terminals', p50 (W8)",
            together.p50(),
            Some(floor.p50()),
            Some(Duration::from_millis(15)),
        );
        table.time(
            "one change of 20 terminals', p99 (W8)",
            together.at(0.99),
            Some(floor.at(0.99)),
            Some(Duration::from_millis(40)),
        );
        let floor_rate = 1.0 / floor.p50().as_secs_f64();
        table.at_least(
            "changes/s of 20 terminals (W8)",
            rate,
            Some(floor_rate),
            Some(1_000.0),
        );
        drop(client);
        engine.stop().await;
    });
    table
}

async fn change(client: &Client, nth: usize) -> Duration {
    let begun = Instant::now();
    let change = AccountChange {
        team: Some(format!("Team {nth}")),
        ..AccountChange::default()
    };
    client
        .call(Request::AccountSet {
            name: "eu".to_owned(),
            change,
        })
        .await
        .unwrap();
    begun.elapsed()
}

/// One record a commit, with quick repair, in a file of its own.
fn floor(plan: &Plan) -> Samples {
    const RECORDS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("records");
    let scratch = stock::scratch("writes-floor");
    let database = Database::create(scratch.join("floor.redb")).unwrap();
    let write = |from: u64, to: u64| {
        let mut transaction = database.begin_write().unwrap();
        transaction.set_quick_repair(true);
        let mut records = transaction.open_table(RECORDS).unwrap();
        for nth in from..to {
            records.insert(nth, [7u8; 200].as_slice()).unwrap();
        }
        drop(records);
        transaction.commit().unwrap();
    };
    write(0, plan.orders as u64);
    let mut nth = plan.orders as u64;
    let samples = Samples::of(100, || {
        nth += 1;
        write(nth, nth + 1);
    });
    drop(database);
    let _ = std::fs::remove_dir_all(&scratch);
    samples
}
