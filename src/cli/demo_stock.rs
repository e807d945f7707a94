//! The opening of a fresh demo: Amazon's own figures of stock there, a count in the warehouse, and what Amazon paid so far.

use super::session::{reply, unexpected};
use crate::client::Client;
use crate::domain::ids::Location;
use crate::protocol::amazon_stock::{ReconcileApply, ReconcileRequest, Reconciliation};
use crate::protocol::stock::{Count, CountLine, StockReply, StockRequest};
use crate::protocol::upkeep::SyncReport;
use crate::protocol::{Failure, Request};
use std::collections::BTreeSet;
use std::time::Duration;

/// The reason that the moves history tells.
const WHY: &str = "Opening stock";
/// Between two tries where Amazon's limit was reached.
const PAUSE: Duration = Duration::from_secs(2);

/// Fills the shelves of a demo that has none, once its history is read. Afterwards it is a shop like any other.
pub(super) async fn open(client: Client, seed: u64) {
    if let Err(failure) = try_to_open(&client, seed).await {
        tracing::warn!("the demo has no opening stock: {failure}");
    }
    let paid = Request::SyncFinances {
        account: None,
        from: None,
    };
    if let Err(failure) = until_done(&client, &paid).await {
        tracing::warn!("the demo does not know what Amazon paid: {failure}");
    }
}

async fn try_to_open(client: &Client, seed: u64) -> Result<(), Failure> {
    if compare(client)
        .await?
        .accounts
        .iter()
        .all(|of| of.as_of.is_some())
    {
        return Ok(());
    }
    until_done(client, &Request::SyncOrders { account: None }).await?;
    let stock = Request::SyncStock {
        account: None,
        accept: false,
    };
    until_done(client, &stock).await?;
    let all = compare(client).await?;
    let places: BTreeSet<&str> = all.rows.iter().map(|row| row.location.as_str()).collect();
    for location in places {
        let apply = ReconcileApply {
            location: location.to_owned(),
            products: Vec::new(),
            reason: WHY.to_owned(),
        };
        ask(client, StockRequest::ReconcileApply(apply)).await?;
    }
    let known: BTreeSet<&str> = all
        .rows
        .iter()
        .filter(|row| row.known)
        .map(|row| row.sku.as_str())
        .collect();
    if known.is_empty() {
        return Ok(());
    }
    let lines = known.into_iter().map(|sku| CountLine {
        product: sku.to_owned(),
        found: on_the_shelf(sku, seed),
        seen: None,
    });
    let count = Count {
        location: Location::STOCK.to_owned(),
        reason: WHY.to_owned(),
        lines: lines.collect(),
    };
    ask(client, StockRequest::Adjust(count)).await.map(|_| ())
}

/// Asks for a sync until no account has to wait for Amazon any more.
async fn until_done(client: &Client, request: &Request) -> Result<(), Failure> {
    loop {
        let report: SyncReport = reply!(client.call(request.clone()).await?, Sync)?;
        let waits = |account: &crate::protocol::upkeep::AccountSync| {
            account.throttled_until.is_some() || account.error.is_some()
        };
        if !report.accounts.iter().any(waits) {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn compare(client: &Client) -> Result<Reconciliation, Failure> {
    let request = StockRequest::Reconcile(ReconcileRequest::default());
    match ask(client, request).await? {
        StockReply::Reconciliation(all) => Ok(all),
        _ => Err(unexpected()),
    }
}

async fn ask(client: &Client, request: StockRequest) -> Result<StockReply, Failure> {
    reply!(client.call(Request::Stock(request)).await?, Stock)
}

/// Pieces that lie on the shelf: plenty of most, little of some.
fn on_the_shelf(sku: &str, seed: u64) -> u32 {
    let mixed = sku
        .bytes()
        .fold(seed ^ 0xcbf2_9ce4_8422_2325, |mixed, byte| {
            (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let chance = u32::try_from(mixed >> 40).unwrap_or_default();
    match chance % 6 {
        0 => 30 + chance % 25,
        _ => 90 + chance % 260,
    }
}
