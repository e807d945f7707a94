//! Single orders: shown, fetched from Amazon.

use crate::amazon::budget::Priority;
use crate::amazon::problem::AmazonError;
use crate::domain::account::Account;
use crate::domain::books::invoice::Invoice;
use crate::domain::ids::AccountId;
use crate::domain::moment::Span;
use crate::domain::order::OrderKey;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::seen_order::Decision;
use crate::engine::activity::{about, entry};
use crate::engine::core::Core;
use crate::engine::page_intake::take_in_orders;
use crate::engine::picking_views::PickingViews;
use crate::engine::{Who, views};
use crate::protocol::orders::OrderRef;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use std::sync::Arc;

pub(super) fn parsed(text: &str) -> Result<AmazonOrderRef, Failure> {
    text.parse()
        .map_err(|e: crate::domain::reference::BadReference| {
            Failure::new(FailureCode::BadReference, format!("{e}."))
        })
}

fn not_here(order: OrderRef) -> Failure {
    match order {
        OrderRef::Number(number) => Failure::new(
            FailureCode::NotFound,
            format!("There is no order {number}."),
        ),
        OrderRef::Amazon(reference) => Failure::new(
            FailureCode::NotFound,
            format!("{reference} is no sales order here."),
        )
        .hint(format!(
            "`orderdeck order why {reference}` tells the reason."
        )),
    }
}

/// An order whole.
pub(in crate::engine) async fn show(core: &Arc<Core>, order: OrderRef) -> Result<Reply, Failure> {
    let of_core = core.clone();
    let found = core
        .read(move |reading| {
            let key = match order {
                OrderRef::Number(number) => reading.key_of_number(number)?,
                OrderRef::Amazon(reference) => reading.seen(reference)?.and_then(|s| s.order),
            };
            let Some(order) = key.map(|key| reading.order(key)).transpose()?.flatten() else {
                return Ok(None);
            };
            let mut views_of = PickingViews::new(reading, &of_core.names, &of_core.taken);
            let mut pickings = Vec::new();
            for number in &order.body.pickings {
                if let Some(picking) = reading.picking(*number)? {
                    pickings.push(views_of.of_order(picking, Some(&order))?);
                }
            }
            let cancellation = views_of.cancellation(&order)?;
            let mut moves = Vec::new();
            for id in &order.body.moves {
                if let Some(stock_move) = reading.stock_move(*id)? {
                    let product = reading.product(stock_move.product)?;
                    moves.push((stock_move, product));
                }
            }
            let invoices = reading.invoices_of(order.head.number)?;
            let stand = invoices.iter().filter(|invoice| invoice.stands());
            let mut view = views::order(&order, pickings, cancellation, moves, &of_core.names);
            view.invoices = stand.map(Invoice::name).collect();
            Ok(Some(view))
        })
        .await?;
    found
        .map(|view| Reply::Order(Box::new(view)))
        .ok_or_else(|| not_here(order))
}

/// The place of an order.
pub(super) async fn place_of(core: &Arc<Core>, order: OrderRef) -> Result<OrderKey, Failure> {
    core.read(move |reading| match order {
        OrderRef::Number(number) => reading.key_of_number(number),
        OrderRef::Amazon(reference) => Ok(reading.seen(reference)?.and_then(|s| s.order)),
    })
    .await?
    .ok_or_else(|| not_here(order))
}

/// Fetches one order from Amazon now and processes it like any other.
pub(in crate::engine) async fn recover(
    core: &Arc<Core>,
    who: &Who,
    account: &str,
    text: &str,
) -> Result<Reply, Failure> {
    let reference = parsed(text)?;
    let account = core.account_named(account).await?;
    if account.archived {
        return Err(Failure::new(
            FailureCode::Conflict,
            format!(
                "The account {} is archived: it fetches nothing.",
                account.name
            ),
        ));
    }
    fetch(core, &account, reference, Priority::Normal).await?;
    let seen = core.read(move |r| r.seen(reference)).await?;
    let said = |code, what: &str| Failure::new(code, format!("{reference}: {what}"));
    let decision = seen.as_ref().map(|s| s.decision);
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        Some(account.id),
        format!("Recovered {reference}."),
    );
    match decision {
        Some(Decision::Imported) => {
            core.writer
                .change(move |w| w.note(about(done.clone(), reference)))
                .await?;
            show(core, OrderRef::Amazon(reference)).await
        }
        Some(decision @ Decision::MarketplaceNotSynchronised) => Err(said(
            FailureCode::MarketplaceNotSynchronised,
            decision.reason(),
        )),
        Some(Decision::Failed) | None => {
            let text = reference.to_string();
            let failed = core.read(move |r| r.failed_order(&text)).await?;
            let reason = failed.map_or_else(String::new, |f| format!(" because {}", f.reason));
            Err(said(
                FailureCode::NotEligible,
                &format!("It could not be processed{reason}."),
            )
            .hint("It is kept among the failed orders and tried again."))
        }
        Some(decision) => {
            let status = seen
                .and_then(|s| s.status)
                .map_or_else(String::new, |s| format!(" Amazon calls it {s}."));
            Err(said(
                FailureCode::NotEligible,
                &format!("{}{status}", decision.reason()),
            ))
        }
    }
}

/// Fetches an order and takes it in.
pub(super) async fn fetch(
    core: &Arc<Core>,
    account: &Account,
    reference: AmazonOrderRef,
    priority: Priority,
) -> Result<(), Failure> {
    let access = core.access(account).await?;
    let fetched = match core.amazon.get_order(&access, reference, priority).await {
        Ok(fetched) => fetched,
        Err(AmazonError::NotFound { .. }) => {
            return Err(Failure::new(
                FailureCode::UnknownToAmazon,
                format!(
                    "Amazon does not know {reference} for the account {}.",
                    account.name
                ),
            )
            .hint(
                "Is it an order of another seller, of another region, or older than two years?",
            ));
        }
        Err(error) => return Err(views::amazon_failure(&error)),
    };
    let (orders, account, now) = (Arc::new([fetched]), account.clone(), core.now());
    core.writer
        .change(move |writing| take_in_orders(writing, &account, orders.as_slice(), now))
        .await
        .map(|_| ())
}

/// An incomplete address is asked for again after so long.
const ASK_FOR_ADDRESS: Span = Span::hours(4);
/// Incomplete addresses that are asked for in one turn of an account.
const ADDRESSES_A_TURN: usize = 3;

/// Reads orders again whose address is too incomplete to ship to (product rule P4): it may have come meanwhile.
pub(in crate::engine) async fn ask_for_addresses(core: &Arc<Core>, id: AccountId) {
    let shown_before = core.now().minus(ASK_FOR_ADDRESS);
    let found = core
        .read(move |r| {
            let account = r
                .all_accounts()?
                .into_iter()
                .find(|a| a.id == id && !a.archived);
            Ok(account.zip(Some(r.incomplete_addresses(id, shown_before, 50)?)))
        })
        .await;
    let Ok(Some((account, incomplete))) = found else {
        return;
    };
    // Some of them by chance, so that one that always fails does not keep the others from being asked for.
    let mut incomplete = incomplete;
    while incomplete.len() > ADDRESSES_A_TURN {
        let at = (core.entropy.fraction() * incomplete.len() as f64) as usize;
        incomplete.swap_remove(at.min(incomplete.len() - 1));
    }
    for reference in incomplete {
        match fetch(core, &account, reference, Priority::Low).await {
            Err(failure) if failure.code == FailureCode::Throttled => return,
            Err(failure) => tracing::info!("{reference} could not be read again: {failure}"),
            Ok(()) => {}
        }
    }
}
