//! Durable changes through the engine against one commit of redb: a small one alone, and the confirmations of twenty
//! terminals at the same time, each taken back again, so that the store stays as it is.

use super::table::{Samples, Table};
use super::{Plan, stock};
use orderdeck::client::Client;
use orderdeck::domain::ids::PickingNumber;
use orderdeck::domain::picking::PickingState;
use orderdeck::protocol::accounts::AccountChange;
use orderdeck::protocol::pickings::{PickingConfirm, PickingPageRequest};
use orderdeck::protocol::{Reply, Request};
use redb::{Database, TableDefinition};
use std::sync::Arc;
use std::time::{Duration, Instant};

const TERMINALS: usize = 20;
const EACH: usize = 25;

/// Measures both.
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
        let shares = shares(&client).await;
        let begun = Instant::now();
        let all: Vec<_> = shares
            .into_iter()
            .map(|share| {
                let client = engine.client(stock::who());
                tokio::spawn(async move {
                    let mut spans = Vec::new();
                    for picking in share.iter().cycle().take(EACH) {
                        spans.push(confirm(&client, *picking).await);
                        spans.push(undo(&client, *picking).await);
                    }
                    spans
                })
            })
            .collect();
        let mut spans = Vec::new();
        for one in all {
            spans.extend(one.await.unwrap());
        }
        let rate = spans.len() as f64 / begun.elapsed().as_secs_f64();
        let together = Samples::sorted(spans);
        table.time(
            "confirmation or undo, 20 terminals, p50 (W8)",
            together.p50(),
            Some(floor.p50()),
            Some(Duration::from_millis(15)),
        );
        table.time(
            "confirmation or undo, 20 terminals, p99 (W8)",
            together.at(0.99),
            Some(floor.at(0.99)),
            Some(Duration::from_millis(40)),
        );
        let floor_rate = 1.0 / floor.p50().as_secs_f64();
        table.at_least(
            "confirmations and undos/s, 20 terminals (W8)",
            rate,
            Some(floor_rate),
            Some(1_000.0),
        );
        drop(client);
        engine.stop().await;
    });
    table
}

/// The ready pickings, shared out among the terminals.
async fn shares(client: &Client) -> Vec<Vec<PickingNumber>> {
    let request = PickingPageRequest {
        state: Some(PickingState::Ready),
        limit: 1_000,
        ..PickingPageRequest::default()
    };
    let Ok(Reply::Pickings(page)) = client.call(Request::PickingPage(request)).await else {
        panic!("no pickings");
    };
    assert!(page.pickings.len() >= TERMINALS, "too few to confirm");
    let mut shares = vec![Vec::new(); TERMINALS];
    for (nth, view) in page.pickings.iter().enumerate() {
        shares[nth % TERMINALS].push(view.picking);
    }
    shares
}

/// Confirms a picking: until it is durable.
async fn confirm(client: &Client, picking: PickingNumber) -> Duration {
    let begun = Instant::now();
    let confirm = PickingConfirm {
        quantities: None,
        carrier: "Self Delivery".to_owned(),
        tracking: "OWN-1".to_owned(),
        rest: None,
        force: true,
    };
    let request = Request::PickingConfirm { picking, confirm };
    client.call(request).await.unwrap();
    begun.elapsed()
}

/// Takes a confirmation back: until that is durable.
async fn undo(client: &Client, picking: PickingNumber) -> Duration {
    let begun = Instant::now();
    client.call(Request::PickingUndo { picking }).await.unwrap();
    begun.elapsed()
}

/// Changes the sales team of the account: a record, an activity entry, an answer once it is durable.
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
