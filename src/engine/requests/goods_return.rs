//! Goods that came back after their order was cancelled.

use super::orders::{place_of, show};
use crate::domain::goods_return::take_back;
use crate::domain::ids::MoveId;
use crate::domain::order::Flags;
use crate::engine::Who;
use crate::engine::activity::{about, entry};
use crate::engine::core::Core;
use crate::protocol::orders::OrderRef;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use crate::store::deliveries::DeliveryChange;
use crate::store::writing::Sequence;
use std::sync::Arc;

/// Takes back what is out of an order that was cancelled after it had left (product rule O8).
pub(in crate::engine) async fn goods_return(
    core: &Arc<Core>,
    who: &Who,
    order: OrderRef,
) -> Result<Reply, Failure> {
    let key = place_of(core, order).await?;
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let (known, _, _) = writing.known_order(key)?;
            let flags = known.head.flags;
            if !flags.has(Flags::CANCELLED_AFTER_SHIPMENT) {
                return Ok(Err(Failure::new(
                    FailureCode::Conflict,
                    "The order was not cancelled after it had left, so nothing is to come back.",
                )));
            }
            let moves = writing.moves_of(&known)?;
            let first = MoveId(writing.peek(Sequence::Move)?);
            let Some(returned) = take_back(&known, &moves, first, &who, now) else {
                return Ok(Err(Failure::new(
                    FailureCode::Conflict,
                    "Nothing of the order is out: its goods are back already, or never moved stock.",
                )));
            };
            let change = DeliveryChange {
                before: &known,
                order: &returned.order,
                pickings: &[],
                moves: &returned.moves,
                notices: &[],
            };
            writing.write_delivery(&change, now)?;
            writing.note(about(
                entry(
                    now,
                    &who,
                    Level::Info,
                    Some(known.head.account),
                    "The goods of a cancelled order came back.".to_owned(),
                ),
                known.head.reference,
            ))?;
            Ok(Ok(()))
        })
        .await??;
    show(core, order).await
}
