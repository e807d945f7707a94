//! The deliveries of a known order follow Amazon: pickings of FBM orders, stock moves of FBA orders (product rules O8, S5, K2).

use super::amazon_order::AmazonOrder;
use super::ids::{Location, MoveId, OrderItemId, PickingNumber};
use super::intake::{empty_picking, hold_for, picking_line};
use super::moment::Moment;
use super::notice::shown_by;
use super::order::{Flags, LineKind, OrderLine, SalesOrder};
use super::order_update::{Numbers, Update};
use super::picking::{NoticeState, Picking, PickingLine, PickingState};
use super::product::Product;
use super::stock_move::{MoveKind, StockMove};

/// What Amazon shipped more than we knew moves stock too (product rule K2).
pub(super) fn follow_fba_shipment(
    known: &SalesOrder,
    update: &mut Update,
    amazon: &AmazonOrder,
    numbers: Numbers,
) {
    let order = &mut update.order;
    for line in order
        .body
        .lines
        .iter()
        .filter(|l| l.kind == LineKind::Product)
    {
        let before = known
            .body
            .lines
            .iter()
            .find(|k| k.kind == LineKind::Product && k.item == line.item);
        let more = line
            .delivered
            .saturating_sub(before.map_or(0, |k| k.delivered));
        let Some(product) = line
            .product
            .filter(|p| more > 0 && *p != Product::PLACEHOLDER)
        else {
            continue;
        };
        update.moves.push(StockMove {
            id: MoveId(numbers.first_move.0 + update.moves.len() as u64),
            at: amazon.updated,
            product,
            from: order.body.location.clone(),
            to: Location::CUSTOMERS.into(),
            quantity: more,
            reference: Some(order.head.reference),
            order: Some(order.head.number),
            picking: None,
            kind: MoveKind::FbaShipment,
            account: Some(order.head.account),
            transfer: None,
            reason: String::new(),
        });
    }
    order.body.moves.extend(update.moves.iter().map(|m| m.id));
}

/// Brings the pickings in line with the order: what left by other means, what was cancelled, what is held, what Amazon
/// has confirmed.
pub(super) fn follow_pickings(
    update: &mut Update,
    amazon: &AmazonOrder,
    numbers: Numbers,
    now: Moment,
) {
    follow_notices(update, amazon, now);
    let order = &mut update.order;
    let mut elsewhere: Vec<PickingLine> = Vec::new();
    for line in order
        .body
        .lines
        .iter()
        .filter(|l| l.kind == LineKind::Product)
    {
        let Some(item) = &line.item else { continue };
        let ours: u32 = update
            .pickings
            .iter()
            .filter(|p| p.state == PickingState::Done)
            .flat_map(|p| &p.lines)
            .filter(|l| l.item == *item)
            .map(|l| l.done)
            .sum();
        if line.delivered > ours {
            elsewhere.extend(picking_line(
                &order.body,
                item,
                line.delivered - ours,
                line.delivered - ours,
            ));
        }
    }
    let open = |item: &OrderItemId, order: &SalesOrder| {
        order
            .body
            .lines
            .iter()
            .find(|l| l.kind == LineKind::Product && l.item.as_ref() == Some(item))
            .map_or(0, OrderLine::open)
    };
    let package = amazon.packages.iter().rev().find(|p| {
        !update
            .pickings
            .iter()
            .any(|k| k.tracking == p.tracking && !p.tracking.is_empty())
    });
    let (carrier, tracking) = package
        .map(|p| (p.carrier.clone(), p.tracking.clone()))
        .unwrap_or_default();
    let ready = update
        .pickings
        .iter_mut()
        .find(|p| p.state == PickingState::Ready);
    let whole = ready.as_ref().is_some_and(|p| {
        !elsewhere.is_empty() && p.lines.iter().all(|l| open(&l.item, order) == 0)
    });
    if !elsewhere.is_empty() {
        order.head.flags = order.head.flags.with(Flags::SHIPPED_ELSEWHERE, true);
    }
    let mut made = None;
    match ready {
        Some(picking) if whole => {
            picking.lines = elsewhere.clone();
            picking.state = PickingState::Done;
            picking.sync = NoticeState::Synchronized;
            picking.hold = None;
            (picking.carrier, picking.tracking) = (carrier, tracking);
            made = Some(picking.number);
        }
        _ if !elsewhere.is_empty() => {
            let picking = Picking {
                state: PickingState::Done,
                sync: NoticeState::Synchronized,
                carrier,
                tracking,
                ..empty_picking(&order.head, numbers.first_picking, elsewhere.clone())
            };
            made = Some(picking.number);
            order.body.pickings.push(picking.number);
            update.pickings.push(picking);
        }
        _ => {}
    }
    if let Some(number) = made {
        for line in elsewhere
            .iter()
            .filter(|l| l.product != Product::PLACEHOLDER)
        {
            let id = MoveId(numbers.first_move.0 + update.moves.len() as u64);
            update.moves.push(StockMove {
                id,
                at: amazon.updated,
                product: line.product,
                from: Location::STOCK.into(),
                to: Location::CUSTOMERS.into(),
                quantity: line.done,
                reference: Some(order.head.reference),
                order: Some(order.head.number),
                picking: Some(number),
                kind: MoveKind::Delivery,
                account: Some(order.head.account),
                transfer: None,
                reason: String::new(),
            });
            order.body.moves.push(id);
        }
    }
    pick_what_is_open(update, numbers);
}

/// Lets the ready pickings ask for what is open and nothing else: less where pieces left or were cancelled, more where
/// Amazon added some.
fn pick_what_is_open(update: &mut Update, numbers: Numbers) {
    let order = &mut update.order;
    let hold = hold_for(order.head.flags);
    let mut open: Vec<(OrderItemId, u32)> = order
        .body
        .lines
        .iter()
        .filter(|l| l.kind == LineKind::Product)
        .filter_map(|l| Some((l.item.clone()?, l.open())))
        .collect();
    let ready = |p: &&mut Picking| p.state == PickingState::Ready;
    for picking in update.pickings.iter_mut().filter(ready) {
        for line in &mut picking.lines {
            let left = open.iter_mut().find(|(item, _)| *item == line.item);
            line.demand = left.map_or(0, |(_, left)| {
                let taken = line.demand.min(*left);
                *left -= taken;
                taken
            });
        }
    }
    open.retain(|(_, left)| *left > 0);
    let more: Vec<PickingLine> = open
        .iter()
        .filter_map(|(item, left)| picking_line(&order.body, item, *left, 0))
        .collect();
    match update.pickings.iter_mut().find(ready) {
        Some(picking) => {
            for line in more {
                match picking.lines.iter_mut().find(|l| l.item == line.item) {
                    Some(known) => known.demand = known.demand.saturating_add(line.demand),
                    None => picking.lines.push(line),
                }
            }
        }
        None if !more.is_empty() => {
            let new = |p: &&Picking| p.number >= numbers.first_picking;
            let made = update.pickings.iter().filter(new).count();
            let number = PickingNumber(numbers.first_picking.0 + made as u32);
            order.body.pickings.push(number);
            update.pickings.push(Picking {
                backorder_of: update.pickings.first().map(|p| p.number),
                ..empty_picking(&order.head, number, more)
            });
        }
        None => {}
    }
    for picking in update.pickings.iter_mut().filter(ready) {
        picking.lines.retain(|l| l.demand > 0);
        picking.ship_by = order.head.ship_by;
        picking.hold = hold;
        if picking.lines.is_empty() {
            picking.state = PickingState::Cancelled;
            picking.hold = None;
        }
    }
}

/// What Amazon shows needs no further notice; what it cancelled before it was told can't be told any more.
pub(super) fn follow_notices(update: &mut Update, amazon: &AmazonOrder, now: Moment) {
    for notice in &mut update.notices {
        notice.after_sync(shown_by(&notice.content, amazon), now);
        let of_notice = |p: &&mut Picking| Some(p.number) == notice.picking();
        if let Some(picking) = update.pickings.iter_mut().find(of_notice)
            && picking.state == PickingState::Done
        {
            picking.sync = notice.state();
        }
    }
}
