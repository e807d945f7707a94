//! Goods that come back after Amazon cancelled an order that had left (product rule O8).

use super::amazon_status::Channel;
use super::ids::{Location, MoveId, ProductId};
use super::moment::Moment;
use super::order::{Flags, HistoryEntry, SalesOrder};
use super::stock_move::{MoveKind, StockMove};

/// An order whose goods came back, and the moves that brought them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The order now.
    pub order: SalesOrder,
    /// What came back.
    pub moves: Vec<StockMove>,
}

/// What left for an order and has not come back, by the location that it left.
pub fn still_out(moves: &[StockMove]) -> Vec<(Location, ProductId, u32)> {
    let mut out: Vec<(Location, ProductId, u32)> = Vec::new();
    for gone in moves
        .iter()
        .filter(|m| matches!(m.kind, MoveKind::Delivery | MoveKind::FbaShipment))
    {
        match out
            .iter_mut()
            .find(|(place, product, _)| *place == gone.from && *product == gone.product)
        {
            Some((_, _, pieces)) => *pieces = pieces.saturating_add(gone.quantity),
            None => out.push((gone.from.clone(), gone.product, gone.quantity)),
        }
    }
    for back in moves
        .iter()
        .filter(|m| matches!(m.kind, MoveKind::DeliveryUndone | MoveKind::Return))
    {
        let mut left = back.quantity;
        for (place, product, pieces) in &mut out {
            if *product == back.product && (*place == back.to || back.kind == MoveKind::Return) {
                let taken = left.min(*pieces);
                *pieces -= taken;
                left -= taken;
            }
        }
    }
    out.retain(|(_, _, pieces)| *pieces > 0);
    out
}

/// Takes back everything of an order that is still out: to the warehouse, or to where Amazon took it from. `None` if nothing
/// is out.
pub fn take_back(
    order: &SalesOrder,
    moves: &[StockMove],
    first: MoveId,
    who: &str,
    now: Moment,
) -> Option<Returned> {
    let back: Vec<StockMove> = still_out(moves)
        .into_iter()
        .zip(first.0..)
        .map(|((place, product, quantity), id)| StockMove {
            id: MoveId(id),
            at: now,
            product,
            from: Location::CUSTOMERS.into(),
            to: place,
            quantity,
            reference: Some(order.head.reference),
            order: Some(order.head.number),
            picking: None,
            kind: MoveKind::Return,
            account: Some(order.head.account),
            transfer: None,
            reason: String::new(),
        })
        .collect();
    if back.is_empty() {
        return None;
    }
    let mut order = order.clone();
    order.head.flags = order.head.flags.with(Flags::RETURNED, true);
    order.body.moves.extend(back.iter().map(|m| m.id));
    let where_to = match order.head.channel {
        Channel::Fbm => "in the warehouse",
        Channel::Fba => "at Amazon",
    };
    order.body.history.push(HistoryEntry {
        at: now,
        who: who.to_owned(),
        what: format!("Its goods are back {where_to}."),
    });
    Some(Returned { order, moves: back })
}
