//! Failed orders: listed, tried again, dismissed.

use super::orders::{fetch, parsed};
use crate::amazon::budget::Priority;
use crate::domain::failed_order::FailedOrder;
use crate::domain::ids::AccountId;
use crate::engine::activity::{about, entry};
use crate::engine::core::Core;
use crate::engine::page_intake::failed_pause;
use crate::engine::{Who, views};
use crate::protocol::orders::FailedList;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use std::sync::Arc;

/// Failed orders that are tried again in one turn of an account.
const RETRIES_A_TURN: usize = 5;

/// The orders that could not be processed and wait for their next try.
pub(in crate::engine) async fn list(core: &Arc<Core>) -> Result<Reply, Failure> {
    Ok(shown(core, core.read(|r| r.failed_orders()).await?))
}

/// The failed orders that a person dismissed.
pub(in crate::engine) async fn dismissed(core: &Arc<Core>) -> Result<Reply, Failure> {
    Ok(shown(core, core.read(|r| r.dismissed_orders()).await?))
}

fn shown(core: &Arc<Core>, failed: Vec<FailedOrder>) -> Reply {
    let view = |f| views::failed(f, &core.names);
    Reply::Failed(FailedList {
        failed: failed.into_iter().map(view).collect(),
    })
}

async fn known(core: &Arc<Core>, reference: &str) -> Result<FailedOrder, Failure> {
    let wanted = reference.trim().to_owned();
    let found = core.read(move |r| r.failed_order(&wanted)).await?;
    found.ok_or_else(|| {
        Failure::new(
            FailureCode::NotFound,
            format!("{reference} is not among the failed orders."),
        )
    })
}

/// Tries a failed order again now, by reading it anew. One that was dismissed is visible again if it fails again.
pub(in crate::engine) async fn retry(
    core: &Arc<Core>,
    who: &Who,
    text: &str,
) -> Result<Reply, Failure> {
    let failed = known(core, text).await?;
    let id = failed.account;
    let reference = parsed(text).map_err(|f| {
        f.hint("Amazon can't be asked for it; dismiss it, or wait until Amazon shows it again.")
    })?;
    let account = core
        .read(move |r| Ok(r.all_accounts()?.into_iter().find(|a| a.id == id)))
        .await?;
    let account =
        account.ok_or_else(|| Failure::new(FailureCode::NotFound, "Its account is gone."))?;
    let now = core.now();
    if failed.dismissed.is_some() {
        core.writer
            .change(move |w| w.reopen_failed(&failed.reference, now))
            .await?;
    }
    fetch(core, &account, reference, Priority::Normal).await?;
    let done = entry(
        now,
        &who.name,
        Level::Info,
        Some(id),
        "Tried a failed order again.",
    );
    core.writer
        .change(move |w| w.note(about(done.clone(), reference)))
        .await?;
    list(core).await
}

/// Dismisses a failed order.
pub(in crate::engine) async fn dismiss(
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
    let failed = known(core, reference).await?;
    let done = about(
        entry(
            core.now(),
            &who.name,
            Level::Warning,
            Some(failed.account),
            format!("Dismissed a failed order: {why}"),
        ),
        &failed.reference,
    );
    core.writer
        .change(move |writing| {
            writing.dismiss_failed(&failed.reference, &why)?;
            writing.note(done.clone())
        })
        .await?;
    list(core).await
}

/// Tries the failed orders of an account whose pause is over.
pub(in crate::engine) async fn retry_due(core: &Arc<Core>, id: AccountId) {
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
            Ok(reference) => fetch(core, &account, reference, Priority::Low).await,
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
