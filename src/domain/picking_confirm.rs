//! Confirming a picking: what was packed leaves, the rest waits or is cancelled, and Amazon must be told (product rules D2 to D4).

use super::cancellation::{CancelReason, Cancellation, CancelledItem};
use super::carrier::Carrier;
use super::ids::{Location, MoveId, NoticeId, OrderItemId, PickingNumber};
use super::intake::{empty_picking, hold_for};
use super::moment::{Moment, Span};
use super::notice::{Content, Notice, Step, send_from};
use super::order::{Delivery, HistoryEntry, LineKind, OrderState, SalesOrder};
use super::picking::{Hold, NoticeState, Picking, PickingLine, PickingState};
use super::product::Product;
use super::shipment::{PackageReference, Shipment, ShippedItem};
use super::stock_move::{MoveKind, StockMove};
use std::fmt;
use std::num::NonZeroU32;

/// What a person confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Pieces that are really in the parcel; all that is asked for, if none.
    pub quantities: Option<Vec<(OrderItemId, u32)>>,
    /// Who carries it.
    pub carrier: Carrier,
    /// Tracking reference.
    pub tracking: String,
    /// What becomes of the rest; nothing chosen is refused when there is a rest.
    pub rest: Option<Rest>,
    /// In spite of an incomplete address or a buyer's wish to cancel.
    pub force: bool,
}

/// What becomes of pieces that were not packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// They get a picking of their own.
    Backorder,
    /// They are cancelled, here and at Amazon.
    Cancel(CancelReason),
}

/// What confirming needs beside the picking and the order.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// The next free picking number.
    pub picking: PickingNumber,
    /// The next free move id.
    pub first_move: MoveId,
    /// The next free notice id.
    pub first_notice: NoticeId,
}

/// A picking after it was confirmed, and all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The order now.
    pub order: SalesOrder,
    /// The picking now.
    pub picking: Picking,
    /// The picking of the rest.
    pub backorder: Option<Picking>,
    /// The goods that left.
    pub moves: Vec<StockMove>,
    /// What Amazon must be told.
    pub notices: Vec<Notice>,
}

/// Why a picking can't be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotConfirmed {
    /// It was packed before, or cancelled.
    NotReady(PickingState),
    /// The order was cancelled.
    OrderCancelled,
    /// It is held.
    Held(Hold),
    /// There is no tracking reference.
    NoTracking,
    /// More of an item than is asked for.
    TooMany {
        /// How the item is known to people.
        item: String,
        /// Pieces asked for.
        most: u32,
    },
    /// An item that is not in it.
    NotInIt(String),
    /// Nothing is packed.
    Nothing,
    /// So many pieces are left, and nobody said what becomes of them.
    RestUndecided(u32),
}

impl fmt::Display for NotConfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotConfirmed::NotReady(PickingState::Cancelled) => {
                f.write_str("the picking is cancelled")
            }
            NotConfirmed::NotReady(_) => f.write_str("the picking is confirmed already"),
            NotConfirmed::OrderCancelled => f.write_str("its order is cancelled"),
            NotConfirmed::Held(Hold::CancelRequested) => f.write_str("the buyer asked to cancel"),
            NotConfirmed::Held(Hold::AddressIncomplete) => {
                f.write_str("the address is too incomplete to ship to")
            }
            NotConfirmed::NoTracking => f.write_str("it has no tracking reference"),
            NotConfirmed::TooMany { item, most } => {
                write!(f, "of {item} only {most} are asked for")
            }
            NotConfirmed::NotInIt(item) => write!(f, "{item} is not in it"),
            NotConfirmed::Nothing => f.write_str("nothing is packed"),
            NotConfirmed::RestUndecided(1) => f.write_str("1 piece is left over"),
            NotConfirmed::RestUndecided(rest) => write!(f, "{rest} pieces are left over"),
        }
    }
}

/// Whether a picking can be confirmed at all, told before anything is packed.
pub fn can_be_packed(
    picking: &Picking,
    order_state: OrderState,
    force: bool,
) -> Result<(), NotConfirmed> {
    if picking.state != PickingState::Ready {
        return Err(NotConfirmed::NotReady(picking.state));
    }
    if order_state == OrderState::Cancelled {
        return Err(NotConfirmed::OrderCancelled);
    }
    match picking.hold {
        Some(hold) if !force => Err(NotConfirmed::Held(hold)),
        _ => Ok(()),
    }
}

/// What is asked for, by the one who confirms it.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Who.
    pub who: &'a str,
    /// When.
    pub now: Moment,
    /// How long it can be taken back.
    pub grace: Span,
}

/// Confirms a picking. `package` is the number of the parcel within its order, never used before.
pub fn confirm(
    order: &SalesOrder,
    picking: &Picking,
    packed: &Packed,
    package: PackageReference,
    numbers: Numbers,
    act: Act<'_>,
) -> Result<Confirmed, NotConfirmed> {
    can_be_packed(picking, order.head.state, packed.force)?;
    let quantities = quantities(picking, packed)?;
    let rest: u32 = picking
        .lines
        .iter()
        .zip(&quantities)
        .map(|(line, done)| line.demand - done)
        .fold(0, u32::saturating_add);
    if quantities.iter().all(|q| *q == 0) {
        return Err(NotConfirmed::Nothing);
    }
    if rest > 0 && packed.rest.is_none() {
        return Err(NotConfirmed::RestUndecided(rest));
    }
    let tracking = packed.tracking.trim();
    if tracking.is_empty() {
        return Err(NotConfirmed::NoTracking);
    }

    let mut order = order.clone();
    let mut done = picking.clone();
    done.state = PickingState::Done;
    done.hold = None;
    done.carrier = packed.carrier.to_string();
    done.tracking = tracking.to_owned();
    done.sync = NoticeState::Pending;
    let mut left = Vec::new();
    for (line, quantity) in done.lines.iter_mut().zip(&quantities) {
        let open = line.demand - quantity;
        if open > 0 {
            left.push(PickingLine {
                demand: open,
                done: 0,
                ..line.clone()
            });
        }
        line.demand = *quantity;
        line.done = *quantity;
    }
    done.lines.retain(|l| l.demand > 0);
    deliver(&mut order, &done.lines);
    let moves = moves_of(&order, &done, numbers.first_move, act.now);
    order.body.moves.extend(moves.iter().map(|m| m.id));

    let mut notices = vec![notice(
        &order,
        numbers.first_notice,
        Content::Shipment {
            picking: done.number,
            shipment: Shipment {
                order: order.head.reference,
                package,
                carrier: packed.carrier.clone(),
                shipping_method: String::new(),
                tracking: tracking.to_owned(),
                shipped: act.now,
                items: done.lines.iter().filter_map(shipped_item).collect(),
            },
        },
        act,
    )];
    let mut backorder = None;
    match packed.rest.filter(|_| !left.is_empty()) {
        Some(Rest::Backorder) => {
            order.body.pickings.push(numbers.picking);
            backorder = Some(Picking {
                hold: hold_for(order.head.flags),
                backorder_of: Some(done.number),
                ..empty_picking(&order.head, numbers.picking, left)
            });
        }
        Some(Rest::Cancel(reason)) => {
            let items: Vec<(OrderItemId, u32)> =
                left.iter().map(|l| (l.item.clone(), l.demand)).collect();
            cancel_pieces(&mut order, &items);
            let id = NoticeId(numbers.first_notice.0 + 1);
            notices.push(notice(
                &order,
                id,
                cancellation(&order, reason, items, false),
                act,
            ));
        }
        None => {}
    }
    order.body.notices.extend(notices.iter().map(|n| n.id));
    order.head.delivery = Delivery::of_lines(&order.body.lines);
    order.body.history.push(HistoryEntry {
        at: act.now,
        who: act.who.to_owned(),
        what: told(&done, backorder.as_ref(), rest),
    });
    Ok(Confirmed {
        order,
        picking: done,
        backorder,
        moves,
        notices,
    })
}

fn told(done: &Picking, backorder: Option<&Picking>, rest: u32) -> String {
    let rest = match backorder {
        Some(backorder) => format!(" The rest is {}.", backorder.number),
        None if rest > 0 => format!(" {rest} not delivered and cancelled."),
        None => String::new(),
    };
    format!("{} confirmed with {}.{rest}", done.number, done.carrier)
}

fn quantities(picking: &Picking, packed: &Packed) -> Result<Vec<u32>, NotConfirmed> {
    let Some(told) = &packed.quantities else {
        return Ok(picking.lines.iter().map(|l| l.demand).collect());
    };
    if let Some((item, _)) = told
        .iter()
        .find(|(item, _)| !picking.lines.iter().any(|l| l.item == *item))
    {
        return Err(NotConfirmed::NotInIt(item.to_string()));
    }
    picking
        .lines
        .iter()
        .map(|line| {
            let quantity: u64 = told
                .iter()
                .filter(|(item, _)| *item == line.item)
                .map(|(_, n)| u64::from(*n))
                .sum();
            match u32::try_from(quantity) {
                Ok(quantity) if quantity <= line.demand => Ok(quantity),
                _ => Err(NotConfirmed::TooMany {
                    item: line.known_as().to_owned(),
                    most: line.demand,
                }),
            }
        })
        .collect()
}

fn deliver(order: &mut SalesOrder, lines: &[PickingLine]) {
    for packed in lines {
        let of_item = |l: &&mut super::order::OrderLine| {
            l.kind == LineKind::Product && l.item.as_ref() == Some(&packed.item)
        };
        if let Some(line) = order.body.lines.iter_mut().find(of_item) {
            line.delivered = line
                .delivered
                .saturating_add(packed.done)
                .min(line.quantity.saturating_sub(line.cancelled));
        }
    }
}

/// Cancels open pieces of an order's lines, no more than are open.
pub(super) fn cancel_pieces(order: &mut SalesOrder, items: &[(OrderItemId, u32)]) {
    for (item, pieces) in items {
        let of_item = |l: &&mut super::order::OrderLine| {
            l.kind == LineKind::Product && l.item.as_ref() == Some(item)
        };
        if let Some(line) = order.body.lines.iter_mut().find(of_item) {
            line.cancelled = line.cancelled.saturating_add((*pieces).min(line.open()));
        }
    }
}

/// The cancellation of these pieces, which are cancelled in the order already.
pub(super) fn cancellation(
    order: &SalesOrder,
    reason: CancelReason,
    items: Vec<(OrderItemId, u32)>,
    whole: bool,
) -> Content {
    let in_all = items
        .iter()
        .map(|(item, pieces)| {
            let line = order
                .body
                .lines
                .iter()
                .find(|l| l.kind == LineKind::Product && l.item.as_ref() == Some(item));
            (item.clone(), line.map_or(*pieces, |l| l.cancelled))
        })
        .collect();
    Content::Cancellation {
        cancellation: Cancellation {
            order: order.head.reference,
            reason,
            items: items
                .into_iter()
                .map(|(item, pieces)| CancelledItem {
                    item,
                    // Amazon takes an item without a quantity for all of it.
                    quantity: NonZeroU32::new(pieces).filter(|_| !whole),
                })
                .collect(),
        },
        in_all,
        whole,
    }
}

fn shipped_item(line: &PickingLine) -> Option<ShippedItem> {
    Some(ShippedItem {
        item: line.item.clone(),
        quantity: NonZeroU32::new(line.done)?,
    })
}

/// A notice of an order, to be sent after the grace.
pub(super) fn notice(order: &SalesOrder, id: NoticeId, content: Content, act: Act<'_>) -> Notice {
    Notice {
        id,
        account: order.head.account,
        order: order.head.key(),
        reference: order.head.reference,
        content,
        step: Step::Pending,
        queued: act.now,
        send_from: send_from(act.now, act.grace, order.head.ship_by),
        attempts: 0,
        generation: 0,
        refusal: None,
        mailed: false,
    }
}

/// The goods of a done picking leave the warehouse. The placeholder product never moves stock.
fn moves_of(order: &SalesOrder, picking: &Picking, first: MoveId, now: Moment) -> Vec<StockMove> {
    let mut moves = Vec::new();
    for line in picking
        .lines
        .iter()
        .filter(|l| l.product != Product::PLACEHOLDER)
    {
        moves.push(StockMove {
            id: MoveId(first.0 + moves.len() as u64),
            at: now,
            product: line.product,
            from: Location::STOCK.into(),
            to: Location::CUSTOMERS.into(),
            quantity: line.done,
            reference: Some(order.head.reference),
            order: Some(order.head.number),
            picking: Some(picking.number),
            kind: MoveKind::Delivery,
            account: Some(order.head.account),
            transfer: None,
            reason: String::new(),
        });
    }
    moves
}

/// The number for the next parcel of an order: higher than any that we or Amazon used. `None` if there is none left.
pub fn next_package(order: &SalesOrder, notices: &[Notice]) -> Option<PackageReference> {
    let ours = notices.iter().filter_map(|n| Some(n.shipment()?.package));
    let amazons = order
        .body
        .packages
        .iter()
        .filter_map(|p| PackageReference::parse(p.reference.trim()));
    let last = ours.chain(amazons).map(PackageReference::get).max();
    PackageReference::new(last.unwrap_or(0).checked_add(1)?)
}

#[cfg(test)]
#[path = "picking_confirm_tests.rs"]
mod tests;
