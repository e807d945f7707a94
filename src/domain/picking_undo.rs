//! Taking back a confirmation that has not left (product rule D4).

use super::ids::{MoveId, PickingNumber};
use super::moment::Moment;
use super::notice::{Content, Notice, NoticeKind, Step};
use super::order::{Delivery, HistoryEntry, LineKind, SalesOrder};
use super::picking::{NoticeState, Picking, PickingState};
use super::stock_move::{MoveKind, StockMove};
use std::fmt;

/// A picking after its confirmation was taken back, and all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The order now.
    pub order: SalesOrder,
    /// The picking, to be packed again.
    pub picking: Picking,
    /// The picking of the rest, which is asked for by the first one again.
    pub backorder: Option<Picking>,
    /// The goods that come back on the shelf.
    pub moves: Vec<StockMove>,
    /// The notices, taken back.
    pub notices: Vec<Notice>,
}

/// Why a confirmation can't be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotUndone {
    /// The picking is not confirmed.
    NotConfirmed,
    /// Amazon has been told, or may have been.
    Left,
    /// The rest was packed meanwhile.
    RestPacked,
    /// What was delivered is invoiced.
    Invoiced,
}

impl fmt::Display for NotUndone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotUndone::NotConfirmed => "the picking is not confirmed",
            NotUndone::Left => "Amazon has been told of it already",
            NotUndone::RestPacked => "its backorder was packed meanwhile",
            NotUndone::Invoiced => "it is invoiced: credit the invoice, or drop its draft",
        })
    }
}

/// An order with all that belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct OfOrder<'a> {
    /// The order.
    pub order: &'a SalesOrder,
    /// All its pickings.
    pub pickings: &'a [Picking],
    /// All its notices.
    pub notices: &'a [Notice],
    /// All its stock moves.
    pub moves: &'a [StockMove],
}

/// Takes a confirmation back.
pub fn undo(
    known: OfOrder<'_>,
    picking: &Picking,
    first_move: MoveId,
    who: &str,
    now: Moment,
) -> Result<Undone, NotUndone> {
    let OfOrder {
        order,
        pickings,
        notices,
        moves,
    } = known;
    if picking.state != PickingState::Done {
        return Err(NotUndone::NotConfirmed);
    }
    let told = notices
        .iter()
        .filter(|n| n.picking() == Some(picking.number))
        .find(|n| !matches!(n.step, Step::Withdrawn { .. }))
        .ok_or(NotUndone::Left)?;
    if !told.can_be_withdrawn() {
        return Err(NotUndone::Left);
    }
    // Written down in the same breath: the cancellation of what was not packed.
    let rest_cancelled = notices.iter().find(|n| {
        n.kind() == NoticeKind::Cancellation
            && n.id.0 == told.id.0 + 1
            && n.queued == told.queued
            && !matches!(n.step, Step::Withdrawn { .. })
    });
    if rest_cancelled.is_some_and(|n| !n.can_be_withdrawn()) {
        return Err(NotUndone::Left);
    }
    let backorder = pickings
        .iter()
        .find(|p| p.backorder_of == Some(picking.number));
    if backorder.is_some_and(|b| b.state == PickingState::Done) {
        return Err(NotUndone::RestPacked);
    }

    let mut order = order.clone();
    let mut ready = picking.clone();
    ready.state = PickingState::Ready;
    ready.sync = NoticeState::None;
    ready.ship_by = order.head.ship_by;
    ready.hold = super::intake::hold_for(order.head.flags);
    for line in &mut ready.lines {
        let of_item = |l: &&mut super::order::OrderLine| {
            l.kind == LineKind::Product && l.item.as_ref() == Some(&line.item)
        };
        if let Some(of_order) = order.body.lines.iter_mut().find(of_item) {
            of_order.delivered = of_order.delivered.saturating_sub(line.done);
        }
        line.done = 0;
    }
    let mut back_again = backorder
        .filter(|b| b.state == PickingState::Ready)
        .cloned();
    if let Some(rest) = &mut back_again {
        for line in rest.lines.drain(..) {
            match ready.lines.iter_mut().find(|l| l.item == line.item) {
                Some(known) => known.demand = known.demand.saturating_add(line.demand),
                None => ready.lines.push(line),
            }
        }
        rest.state = PickingState::Cancelled;
        rest.hold = None;
    }
    if let Some(Content::Cancellation { cancellation, .. }) = rest_cancelled.map(|n| &n.content) {
        for cancelled in &cancellation.items {
            let (item, pieces) = (&cancelled.item, cancelled.quantity.map_or(0, |n| n.get()));
            let of_item = |l: &&mut super::order::OrderLine| {
                l.kind == LineKind::Product && l.item.as_ref() == Some(item)
            };
            if let Some(of_order) = order.body.lines.iter_mut().find(of_item) {
                of_order.cancelled = of_order.cancelled.saturating_sub(pieces);
            }
            match ready.lines.iter_mut().find(|l| l.item == *item) {
                Some(known) => known.demand = known.demand.saturating_add(pieces),
                None => {
                    ready
                        .lines
                        .extend(super::intake::picking_line(&order.body, item, pieces, 0))
                }
            }
        }
    }
    let back = moves_back(moves, picking.number, first_move, now);
    order.body.moves.extend(back.iter().map(|m| m.id));
    order.head.delivery = Delivery::of_lines(&order.body.lines);
    order.body.history.push(HistoryEntry {
        at: now,
        who: who.to_owned(),
        what: format!(
            "{} is to be packed again: its confirmation was taken back.",
            picking.number
        ),
    });
    let notices = [Some(told), rest_cancelled]
        .into_iter()
        .flatten()
        .cloned()
        .map(|mut notice| {
            notice.step = Step::Withdrawn { at: now };
            notice
        })
        .collect();
    Ok(Undone {
        order,
        picking: ready,
        backorder: back_again,
        moves: back,
        notices,
    })
}

/// What a picking took from the shelf and did not bring back yet comes back.
fn moves_back(
    moves: &[StockMove],
    picking: PickingNumber,
    first: MoveId,
    now: Moment,
) -> Vec<StockMove> {
    let mut back: Vec<StockMove> = Vec::new();
    for gone in moves
        .iter()
        .filter(|m| m.picking == Some(picking) && m.kind == MoveKind::Delivery)
    {
        match back.iter_mut().find(|m| m.product == gone.product) {
            Some(known) => known.quantity = known.quantity.saturating_add(gone.quantity),
            None => back.push(StockMove {
                at: now,
                from: gone.to.clone(),
                to: gone.from.clone(),
                kind: MoveKind::DeliveryUndone,
                ..gone.clone()
            }),
        }
    }
    for undone in moves
        .iter()
        .filter(|m| m.picking == Some(picking) && m.kind == MoveKind::DeliveryUndone)
    {
        if let Some(known) = back.iter_mut().find(|m| m.product == undone.product) {
            known.quantity = known.quantity.saturating_sub(undone.quantity);
        }
    }
    back.retain(|m| m.quantity > 0);
    for (stock_move, id) in back.iter_mut().zip(first.0..) {
        stock_move.id = MoveId(id);
    }
    back
}
