//! Single orders: show, recover, why, failed.

use crate::amazon::budget::Priority;
use crate::amazon::problem::AmazonError;
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::moment::Span;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::seen_order::Decision;
use crate::engine::activity::{about, entry};
use crate::engine::core::Core;
use crate::engine::page_intake::{failed_pause, take_in_orders};
use crate::engine::{Who, views};
use crate::protocol::orders::{FailedList, OrderRef, OrderWhy};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use std::sync::Arc;

/// Failed orders that are tried again in one turn of an account.
const RETRIES_A_TURN: usize = 5;

fn parsed(text: &str) -> Result<AmazonOrderRef, Failure> {
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
    let names = core.names.clone();
    let found = core
        .read(move |reading| {
            let key = match order {
                OrderRef::Number(number) => reading.key_of_number(number)?,
                OrderRef::Amazon(reference) => reading.seen(reference)?.and_then(|s| s.order),
            };
            let Some(order) = key.map(|key| reading.order(key)).transpose()?.flatten() else {
                return Ok(None);
            };
            let mut pickings = Vec::new();
            for number in &order.body.pickings {
                pickings.extend(reading.picking(*number)?);
            }
            let mut moves = Vec::new();
            for id in &order.body.moves {
                if let Some(stock_move) = reading.stock_move(*id)? {
                    let product = reading.product(stock_move.product)?;
                    moves.push((stock_move, product));
                }
            }
            Ok(Some(views::order(&order, pickings, moves, &names)))
        })
        .await?;
    found
        .map(|view| Reply::Order(Box::new(view)))
        .ok_or_else(|| not_here(order))
}

/// Why an order is here or not.
pub(in crate::engine) async fn why(core: &Arc<Core>, text: &str) -> Result<Reply, Failure> {
    let asked = OrderRef::parse(text);
    let reference = match asked {
        Some(OrderRef::Number(number)) => {
            let head = core
                .read(move |r| {
                    r.key_of_number(number)?
                        .map_or(Ok(None), |key| r.order_head(key))
                })
                .await?;
            head.map(|h| h.reference)
                .ok_or_else(|| not_here(OrderRef::Number(number)))?
        }
        _ => parsed(text)?,
    };
    let (seen, failed) = core
        .read(move |r| {
            let failed = r
                .failed_orders()?
                .into_iter()
                .find(|f| f.reference == reference.to_string());
            Ok((r.seen(reference)?, failed))
        })
        .await?;
    let mut answer = match seen {
        Some(seen) => views::why(&seen),
        None => OrderWhy {
            amazon_order_ref: reference,
            known: false,
            amazon_status: None,
            channel: None,
            marketplace: None,
            decision: None,
            reason: "Amazon has not shown it to any account here since the accounts were registered. Recover it to fetch it now.".to_owned(),
            last_seen: None,
            number: None,
        },
    };
    if let Some(failed) = failed {
        answer.reason = format!(
            "{} It failed last because {}.",
            answer.reason, failed.reason
        );
    }
    Ok(Reply::Why(answer))
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
    fetch(core, &account, reference).await?;
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
            let failed = core
                .read(move |r| Ok(r.failed_orders()?.into_iter().find(|f| f.reference == text)))
                .await?;
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
async fn fetch(
    core: &Arc<Core>,
    account: &Account,
    reference: AmazonOrderRef,
) -> Result<(), Failure> {
    let access = core.access(account).await?;
    let fetched = match core
        .amazon
        .get_order(&access, reference, Priority::Normal)
        .await
    {
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

/// The orders that could not be processed.
pub(in crate::engine) async fn failed(core: &Arc<Core>) -> Result<Reply, Failure> {
    let failed = core.read(|r| r.failed_orders()).await?;
    Ok(Reply::Failed(FailedList {
        failed: failed
            .into_iter()
            .map(|f| views::failed(f, &core.names))
            .collect(),
    }))
}

async fn failed_account(core: &Arc<Core>, reference: &str) -> Result<AccountId, Failure> {
    let wanted = reference.trim().to_owned();
    let found = core
        .read(move |r| {
            Ok(r.failed_orders()?
                .into_iter()
                .find(|f| f.reference == wanted))
        })
        .await?;
    found.map(|f| f.account).ok_or_else(|| {
        Failure::new(
            FailureCode::NotFound,
            format!("{reference} is not among the failed orders."),
        )
    })
}

/// Tries a failed order again now, by reading it anew.
pub(in crate::engine) async fn retry_failed(
    core: &Arc<Core>,
    who: &Who,
    text: &str,
) -> Result<Reply, Failure> {
    let id = failed_account(core, text).await?;
    let reference = parsed(text).map_err(|f| {
        f.hint("Amazon can't be asked for it; dismiss it, or wait until Amazon shows it again.")
    })?;
    let account = core
        .read(move |r| Ok(r.all_accounts()?.into_iter().find(|a| a.id == id)))
        .await?;
    let account =
        account.ok_or_else(|| Failure::new(FailureCode::NotFound, "Its account is gone."))?;
    fetch(core, &account, reference).await?;
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        Some(id),
        "Tried a failed order again.",
    );
    core.writer
        .change(move |w| w.note(about(done.clone(), reference)))
        .await?;
    failed(core).await
}

/// Dismisses a failed order.
pub(in crate::engine) async fn dismiss_failed(
    core: &Arc<Core>,
    who: &Who,
    reference: &str,
    why: &str,
) -> Result<Reply, Failure> {
    let why = crate::domain::text::clean_short(why, 300);
    if why.is_empty() {
        return Err(Failure::new(
            FailureCode::Invalid,
            "A failed order is only dismissed with a reason.",
        ));
    }
    let id = failed_account(core, reference).await?;
    let reference = reference.trim().to_owned();
    let done = about(
        entry(
            core.now(),
            &who.name,
            Level::Warning,
            Some(id),
            format!("Dismissed a failed order: {why}"),
        ),
        &reference,
    );
    core.writer
        .change(move |writing| {
            writing.dismiss_failed(&reference, &why)?;
            writing.note(done.clone())
        })
        .await?;
    failed(core).await
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
        match fetch(core, &account, reference).await {
            Err(failure) if failure.code == FailureCode::Throttled => return,
            Err(failure) => tracing::info!("{reference} could not be read again: {failure}"),
            Ok(()) => {}
        }
    }
}

/// Tries the failed orders of an account whose pause is over.
pub(in crate::engine) async fn retry_due_failed(core: &Arc<Core>, id: AccountId) {
    let now = core.now();
    let due = core
        .read(move |r| {
            let due = r
                .failed_orders()?
                .into_iter()
                .filter(|f| f.account == id && f.next_try.is_some_and(|at| at <= now));
            let account = r
                .all_accounts()?
                .into_iter()
                .find(|a| a.id == id && !a.archived);
            Ok(account.zip(Some(due.take(RETRIES_A_TURN).collect::<Vec<_>>())))
        })
        .await;
    let Ok(Some((account, due))) = due else {
        return;
    };
    for failed in due {
        let tried = match failed.reference.parse() {
            Ok(reference) => fetch(core, &account, reference).await,
            Err(_) => Err(Failure::new(FailureCode::BadReference, "")),
        };
        match tried {
            Ok(()) => {}
            // Amazon's limit is no failure of the order.
            Err(failure) if failure.code == FailureCode::Throttled => return,
            Err(_) => {
                let kept = core
                    .writer
                    .change(move |w| w.postpone_failed(&failed.reference, &failed_pause, now))
                    .await;
                if let Err(failure) = kept {
                    tracing::error!("a failed order could not be kept: {failure}");
                }
            }
        }
    }
}
