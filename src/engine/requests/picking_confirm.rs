//! Confirming a picking and taking the confirmation back. Neither waits for Amazon.

use super::carriers::carrier_named;
use super::pickings::{no_such, taken_by, view};
use crate::domain::books::invoice::delivered_pieces;
use crate::domain::carrier::tracking;
use crate::domain::ids::{OrderItemId, PickingNumber};
use crate::domain::order::OrderKey;
use crate::domain::picking::{Picking, PickingLine};
use crate::domain::picking_confirm::{
    Act, Confirmed, NotConfirmed, Packed, Rest, confirm, next_package,
};
use crate::domain::picking_undo::{NotUndone, OfOrder, undo};
use crate::engine::Who;
use crate::engine::activity::{about, entry};
use crate::engine::core::Core;
use crate::engine::taken::SessionId;
use crate::protocol::pickings::{PackedPieces, PickingConfirm, PickingConfirmed, RestOf};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use crate::store::StoreError;
use crate::store::deliveries::DeliveryChange;
use std::sync::Arc;

/// Confirms a picking: what was packed leaves, and Amazon is told after the grace.
pub(in crate::engine) async fn confirm_picking(
    core: &Arc<Core>,
    who: &Who,
    session: SessionId,
    number: PickingNumber,
    wanted: PickingConfirm,
) -> Result<Reply, Failure> {
    if !wanted.force
        && let Some(holder) = core.taken.other_holder(number, session)
    {
        return Err(
            taken_by(number, &holder).hint("Ask them, or confirm it all the same with --force.")
        );
    }
    let (carrier, own_format) = carrier_named(core, &wanted.carrier).await?;
    let picking = core
        .read(move |r| r.picking(number))
        .await?
        .ok_or_else(|| no_such(number))?;
    let packed = Packed {
        quantities: wanted
            .quantities
            .as_deref()
            .map(|pieces| by_item(&picking, pieces))
            .transpose()?,
        carrier: carrier.clone(),
        tracking: crate::domain::text::clean(&wanted.tracking)
            .trim()
            .to_owned(),
        rest: wanted.rest.map(|rest| match rest {
            RestOf::Backorder => Rest::Backorder,
            RestOf::NoBackorder(reason) => Rest::Cancel(reason),
        }),
        force: wanted.force,
    };
    let mut warnings = Vec::new();
    match own_format {
        Some(format) if !format.is_match(&packed.tracking) => warnings.push(format!(
            "{} does not look like a tracking reference of {}.",
            packed.tracking, wanted.carrier
        )),
        Some(_) => {}
        None => warnings
            .extend(tracking::doubt(&carrier, &packed.tracking).map(|doubt| doubt.to_string())),
    }
    let (who, now, grace) = (who.name.clone(), core.now(), core.deliveries.grace);
    let done = core
        .writer
        .change(move |writing| {
            let missing = || StoreError::Damaged { table: "pickings" };
            // Read anew: what was shown may have changed meanwhile.
            let picking = writing.picking(number)?.ok_or_else(missing)?;
            let (order, _, notices) = writing.known_order(key_of(&picking))?;
            let package = next_package(&order, &notices)
                .ok_or(StoreError::Exhausted("there are no parcel numbers left"))?;
            let numbers = writing.delivery_numbers()?;
            let act = Act {
                who: &who,
                now,
                grace,
            };
            let confirmed = match confirm(&order, &picking, &packed, package, numbers, act) {
                Ok(confirmed) => confirmed,
                Err(refused) => return Ok(Err(refused)),
            };
            let pickings: Vec<&Picking> = [Some(&confirmed.picking), confirmed.backorder.as_ref()]
                .into_iter()
                .flatten()
                .collect();
            let change = DeliveryChange {
                before: &order,
                order: &confirmed.order,
                pickings: &pickings,
                moves: &confirmed.moves,
                notices: &confirmed.notices,
            };
            writing.write_delivery(&change, now)?;
            writing.note(about(
                entry(
                    now,
                    &who,
                    Level::Info,
                    Some(order.head.account),
                    format!("Confirmed {number} with {}.", packed.carrier),
                ),
                order.head.reference,
            ))?;
            Ok(Ok(confirmed))
        })
        .await?;
    let Confirmed {
        picking, backorder, ..
    } = done.map_err(|refused| not_confirmed(number, &refused))?;
    core.taken.release(number, session);
    core.notice_worker(picking.account).changed().await;
    let backorder = match backorder {
        Some(backorder) => Some(view(core, backorder.number).await?),
        None => None,
    };
    Ok(Reply::PickingConfirmed(Box::new(PickingConfirmed {
        picking: view(core, number).await?,
        backorder,
        warnings,
    })))
}

fn key_of(picking: &Picking) -> OrderKey {
    OrderKey {
        purchased: picking.purchased,
        number: picking.order,
    }
}

/// Pieces as typed, by item: with several lines of an SKU each takes as much as it asks for, the last one the rest.
fn by_item(picking: &Picking, pieces: &[PackedPieces]) -> Result<Vec<(OrderItemId, u32)>, Failure> {
    let mut found: Vec<(OrderItemId, u32)> = Vec::new();
    for packed in pieces {
        let named = |l: &&PickingLine| {
            l.item.as_str() == packed.item
                || l.sku
                    .as_ref()
                    .is_some_and(|sku| sku.as_str() == packed.item)
        };
        let lines: Vec<&PickingLine> = picking.lines.iter().filter(named).collect();
        let Some((last, others)) = lines.split_last() else {
            return Err(not_confirmed(
                picking.number,
                &NotConfirmed::NotInIt(packed.item.clone()),
            ));
        };
        let mut left = packed.pieces;
        for line in others {
            let taken = left.min(line.demand);
            found.push((line.item.clone(), taken));
            left -= taken;
        }
        found.push((last.item.clone(), left));
    }
    Ok(found)
}

fn not_confirmed(number: PickingNumber, refused: &NotConfirmed) -> Failure {
    let code = match refused {
        NotConfirmed::NotReady(_) | NotConfirmed::OrderCancelled | NotConfirmed::Held(_) => {
            FailureCode::Held
        }
        NotConfirmed::RestUndecided(_) => FailureCode::RestUndecided,
        _ => FailureCode::Invalid,
    };
    let failure = Failure::new(code, format!("{number} was not confirmed: {refused}."));
    match refused {
        NotConfirmed::Held(_) => failure.hint("Confirm it all the same with --force."),
        NotConfirmed::RestUndecided(_) => failure
            .hint("Choose --backorder to deliver the rest later, or --no-backorder to cancel it."),
        NotConfirmed::NoTracking => {
            failure.hint("Self Delivery needs a reference too: any number of your own.")
        }
        _ => failure,
    }
}

/// Takes a confirmation back that has not left.
pub(in crate::engine) async fn undo_picking(
    core: &Arc<Core>,
    who: &Who,
    number: PickingNumber,
) -> Result<Reply, Failure> {
    if core.read(move |r| r.picking(number)).await?.is_none() {
        return Err(no_such(number));
    }
    let (who, now) = (who.name.clone(), core.now());
    let undone = core
        .writer
        .change(move |writing| {
            let missing = || StoreError::Damaged { table: "pickings" };
            let picking = writing.picking(number)?.ok_or_else(missing)?;
            let (order, pickings, notices) = writing.known_order(key_of(&picking))?;
            let moves = writing.moves_of(&order)?;
            let known = OfOrder {
                order: &order,
                pickings: &pickings,
                notices: &notices,
                moves: &moves,
            };
            let first_move = writing.delivery_numbers()?.first_move;
            let undone = match undo(known, &picking, first_move, &who, now) {
                Ok(undone) => undone,
                Err(refused) => return Ok(Err(refused)),
            };
            let invoiced = writing.pieces_invoiced(order.head.number)?;
            if invoiced > delivered_pieces(&undone.order.body) {
                return Ok(Err(NotUndone::Invoiced));
            }
            let changed: Vec<&Picking> = [Some(&undone.picking), undone.backorder.as_ref()]
                .into_iter()
                .flatten()
                .collect();
            let change = DeliveryChange {
                before: &order,
                order: &undone.order,
                pickings: &changed,
                moves: &undone.moves,
                notices: &undone.notices,
            };
            writing.write_delivery(&change, now)?;
            writing.note(about(
                entry(
                    now,
                    &who,
                    Level::Info,
                    Some(order.head.account),
                    format!("Took the confirmation of {number} back."),
                ),
                order.head.reference,
            ))?;
            Ok(Ok(()))
        })
        .await?;
    undone.map_err(|refused| {
        Failure::new(
            FailureCode::Conflict,
            format!("The confirmation of {number} can't be taken back: {refused}."),
        )
    })?;
    super::pickings::show(core, number).await
}
