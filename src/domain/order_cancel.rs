//! Cancelling an order here, and telling Amazon (product rule S8).

use super::amazon_status::Channel;
use super::cancellation::CancelReason;
use super::ids::{NoticeId, OrderItemId};
use super::notice::{Notice, Step};
use super::order::{Delivery, HistoryEntry, LineKind, OrderState, SalesOrder};
use super::picking::{Picking, PickingState};
use super::picking_confirm::{Act, cancel_pieces, cancellation, notice};
use std::fmt;

/// An order after it was cancelled, and all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// The order now.
    pub order: SalesOrder,
    /// Its pickings that changed.
    pub pickings: Vec<Picking>,
    /// The cancellation, as Amazon is to be told of it, or kept back on purpose.
    pub notice: Notice,
}

/// How an order is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancel {
    /// Why.
    pub reason: CancelReason,
    /// Amazon is not to be told.
    pub only_here: bool,
    /// Though Amazon usually refuses it.
    pub force: bool,
}

/// Why an order can't be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCancelled {
    /// It is cancelled.
    Already,
    /// Everything of it has left.
    Shipped,
    /// A confirmation of everything waits to be sent, and could be taken back.
    ConfirmationWaits,
    /// Amazon fulfils it, and usually refuses.
    FulfilledByAmazon,
}

impl fmt::Display for NotCancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotCancelled::Already => "it is cancelled already",
            NotCancelled::Shipped => "everything of it has left",
            NotCancelled::ConfirmationWaits => {
                "its shipment is confirmed, and Amazon is about to be told"
            }
            NotCancelled::FulfilledByAmazon => {
                "Amazon fulfils it, and usually refuses to cancel such orders"
            }
        })
    }
}

/// Cancels what is open of an order: all of it, or the rest after some of it left.
pub fn cancel(
    order: &SalesOrder,
    pickings: &[Picking],
    notices: &[Notice],
    wanted: Cancel,
    id: NoticeId,
    act: Act<'_>,
) -> Result<Cancelled, NotCancelled> {
    if order.head.state == OrderState::Cancelled {
        return Err(NotCancelled::Already);
    }
    let fba = order.head.channel == Channel::Fba;
    if fba && !wanted.force {
        return Err(NotCancelled::FulfilledByAmazon);
    }
    let goods = || {
        order
            .body
            .lines
            .iter()
            .filter(|l| l.kind == LineKind::Product)
    };
    let items: Vec<(OrderItemId, u32)> = goods()
        .filter_map(|l| Some((l.item.clone()?, if fba { l.quantity } else { l.open() })))
        .filter(|(_, pieces)| *pieces > 0)
        .collect();
    if items.is_empty() {
        let waits = notices
            .iter()
            .any(|n| n.shipment().is_some() && n.can_be_withdrawn());
        return Err(if waits {
            NotCancelled::ConfirmationWaits
        } else {
            NotCancelled::Shipped
        });
    }
    let whole = fba || goods().all(|l| l.delivered == 0);
    let mut order = order.clone();
    // What Amazon fulfils stays as it is until Amazon agrees.
    if !fba {
        cancel_pieces(&mut order, &items);
        if whole {
            order.head.state = OrderState::Cancelled;
        }
        order.head.delivery = Delivery::of_lines(&order.body.lines);
    }
    let content = cancellation(&order, wanted.reason, items, whole);
    let mut told = notice(&order, id, content, act);
    if wanted.only_here {
        told.step = Step::Solved { at: act.now };
    }
    order.body.notices.push(told.id);
    let what = if whole { "Cancelled" } else { "Rest cancelled" };
    let here = if wanted.only_here {
        " Amazon is not told."
    } else {
        ""
    };
    order.body.history.push(HistoryEntry {
        at: act.now,
        who: act.who.to_owned(),
        what: format!("{what}: {}.{here}", wanted.reason),
    });
    let pickings = pickings
        .iter()
        .filter(|p| p.state == PickingState::Ready && !fba)
        .cloned()
        .map(|mut picking| {
            picking.state = PickingState::Cancelled;
            picking.hold = None;
            picking
        })
        .collect();
    Ok(Cancelled {
        order,
        pickings,
        notice: told,
    })
}
