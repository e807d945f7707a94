//! Cancelling an order here, and telling Amazon.

use super::orders::{place_of, show};
use crate::domain::order_cancel::{Cancel, NotCancelled, cancel};
use crate::domain::picking::Picking;
use crate::domain::picking_confirm::Act;
use crate::engine::Who;
use crate::engine::activity::{about, entry};
use crate::engine::core::Core;
use crate::protocol::orders::OrderRef;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use crate::store::deliveries::DeliveryChange;
use std::sync::Arc;

/// Cancels what is open of an order; Amazon is told after the grace.
pub(in crate::engine) async fn cancel_order(
    core: &Arc<Core>,
    who: &Who,
    order: OrderRef,
    wanted: Cancel,
) -> Result<Reply, Failure> {
    let key = place_of(core, order).await?;
    let (who, now, grace) = (who.name.clone(), core.now(), core.deliveries.grace);
    let done = core
        .writer
        .change(move |writing| {
            let (known, pickings, notices) = writing.known_order(key)?;
            let id = writing.delivery_numbers()?.first_notice;
            let act = Act {
                who: &who,
                now,
                grace,
            };
            let cancelled = match cancel(&known, &pickings, &notices, wanted, id, act) {
                Ok(cancelled) => cancelled,
                Err(refused) => return Ok(Err(refused)),
            };
            let changed: Vec<&Picking> = cancelled.pickings.iter().collect();
            let change = DeliveryChange {
                before: &known,
                order: &cancelled.order,
                pickings: &changed,
                moves: &[],
                notices: std::slice::from_ref(&cancelled.notice),
            };
            writing.write_delivery(&change, now)?;
            let what = match wanted.only_here {
                true => "Cancelled an order here, without telling Amazon",
                false => "Cancelled an order",
            };
            writing.note(about(
                entry(
                    now,
                    &who,
                    Level::Info,
                    Some(known.head.account),
                    format!("{what}: {}.", wanted.reason),
                ),
                known.head.reference,
            ))?;
            Ok(Ok(known.head.account))
        })
        .await?;
    let account = done.map_err(|refused| not_cancelled(&refused))?;
    core.notice_worker(account).changed().await;
    show(core, order).await
}

fn not_cancelled(refused: &NotCancelled) -> Failure {
    let failure = Failure::new(
        FailureCode::Conflict,
        format!("The order was not cancelled: {refused}."),
    );
    match refused {
        NotCancelled::ConfirmationWaits => failure.hint("Take the confirmation back first."),
        NotCancelled::FulfilledByAmazon => failure.hint("Try it all the same with --force."),
        NotCancelled::Already | NotCancelled::Shipped => failure,
    }
}
