//! A known order follows Amazon (product rules O7, O8, S5).

use super::address::Address;
use super::amazon_order::{AmazonItem, AmazonOrder, Window};
use super::amazon_status::{AmazonStatus, Channel};
use super::delivery_update::{follow_fba_shipment, follow_notices, follow_pickings};
use super::ids::{MoveId, OrderItemId, PickingNumber};
use super::intake::{delivered, personal_of, standing_flags};
use super::moment::Moment;
use super::notice::{Content, Notice, Step};
use super::order::{
    Delivery, Flags, HistoryEntry, LineKind, OrderLine, OrderPersonal, OrderState, SalesOrder,
};
use super::order_lines::OrderMoney;
use super::picking::Picking;
use super::product::Product;
use super::stock_move::StockMove;

/// What following Amazon did to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// Nothing but the time of the last change.
    Unchanged,
    /// Something of it changed.
    Updated,
    /// It was cancelled now.
    Cancelled,
}

/// A known order after following Amazon.
#[derive(Clone, Debug)]
pub struct Update {
    /// What it did.
    pub followed: Followed,
    /// The order as it is now.
    pub order: SalesOrder,
    /// All its pickings as they are now, new ones last.
    pub pickings: Vec<Picking>,
    /// New stock moves.
    pub moves: Vec<StockMove>,
    /// All its notices as they are now.
    pub notices: Vec<Notice>,
}

/// What we know of an order.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The order.
    pub order: &'a SalesOrder,
    /// All its pickings.
    pub pickings: &'a [Picking],
    /// All its notices.
    pub notices: &'a [Notice],
}

/// Numbers for what the update makes.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// The next free picking number.
    pub first_picking: PickingNumber,
    /// The next free move id.
    pub first_move: MoveId,
}

/// Follows Amazon. `money` are the lines of Amazon's amounts now; `None` when they could not be read, then the known
/// amounts stay. An order older than what we know changes nothing.
pub fn follow(
    known: Known<'_>,
    amazon: &AmazonOrder,
    money: Option<OrderMoney>,
    numbers: Numbers,
    now: Moment,
) -> Update {
    let Known {
        order: known,
        pickings,
        notices,
    } = known;
    let mut update = Update {
        followed: Followed::Unchanged,
        order: known.clone(),
        pickings: pickings.to_vec(),
        moves: Vec::new(),
        notices: notices.to_vec(),
    };
    if amazon.updated < known.head.updated {
        return update;
    }
    let order = &mut update.order;
    order.head.updated = amazon.updated;
    if let Some(status) = &amazon.status {
        order.head.amazon_status = status.clone();
    }
    follow_windows(order, amazon);
    let cancelled_now = order.head.amazon_status == AmazonStatus::Cancelled;
    if !cancelled_now && let Some(money) = money {
        follow_amounts(order, money);
    }
    let after_leaving = follow_quantities(order, notices, amazon, cancelled_now);
    order.personal = merged_personal(&known.personal, amazon);
    if !amazon.packages.is_empty() {
        order.body.packages = amazon.packages.clone();
    }
    order.head.delivery = Delivery::of_lines(&order.body.lines);
    let left = order.body.lines.iter().any(|l| l.delivered > 0);
    if cancelled_now && !left {
        order.head.state = OrderState::Cancelled;
    }
    let lasting = known.head.flags;
    order.head.flags = standing_flags(amazon, &order.head, &order.body, &order.personal)
        .with(Flags::TAX_SPLIT, order.head.flags.has(Flags::TAX_SPLIT))
        .with(
            Flags::SHIPPED_ELSEWHERE,
            lasting.has(Flags::SHIPPED_ELSEWHERE),
        )
        .with(Flags::RETURNED, lasting.has(Flags::RETURNED))
        .with(
            Flags::BUYER_CANCELLED,
            lasting.has(Flags::BUYER_CANCELLED) || (cancelled_now && buyer_cancelled(amazon)),
        )
        .with(
            Flags::CANCELLED_AFTER_SHIPMENT,
            lasting.has(Flags::CANCELLED_AFTER_SHIPMENT)
                || (left && (cancelled_now || after_leaving)),
        );
    match order.head.channel {
        Channel::Fbm => follow_pickings(&mut update, amazon, numbers, now),
        Channel::Fba => {
            follow_notices(&mut update, amazon, now);
            follow_fba_shipment(known, &mut update, amazon, numbers);
        }
    }
    tell_history(known, &mut update.order, now);
    update.followed = verdict(known, pickings, notices, &update);
    update
}

/// Whether the buyer wanted the cancellation, or made it.
fn buyer_cancelled(amazon: &AmazonOrder) -> bool {
    amazon
        .items
        .iter()
        .any(|item| item.cancel_request.is_some() || item.cancelled_by.as_deref() == Some("BUYER"))
}

fn verdict(
    known: &SalesOrder,
    pickings: &[Picking],
    notices: &[Notice],
    update: &Update,
) -> Followed {
    if known.head.state == OrderState::Confirmed && update.order.head.state == OrderState::Cancelled
    {
        return Followed::Cancelled;
    }
    let mut same_time = update.order.clone();
    same_time.head.updated = known.head.updated;
    if same_time == *known && update.pickings == pickings && update.notices == notices {
        Followed::Unchanged
    } else {
        Followed::Updated
    }
}

fn follow_windows(order: &mut SalesOrder, amazon: &AmazonOrder) {
    fn newer(known: Window, told: Window) -> Window {
        Window {
            earliest: told.earliest.or(known.earliest),
            latest: told.latest.or(known.latest),
        }
    }
    order.body.ship_window = newer(order.body.ship_window, amazon.ship_by);
    order.body.deliver_window = newer(order.body.deliver_window, amazon.deliver_by);
    order.head.ship_by = order.body.ship_window.latest;
    if amazon.service_level.is_some() {
        order.body.service_level = amazon.service_level.clone();
    }
    if !amazon.programs.is_empty() {
        order.body.programs = amazon.programs.clone();
    }
}

/// Takes over Amazon's amounts; products, deliveries and cancellations of known lines stay.
fn follow_amounts(order: &mut SalesOrder, money: OrderMoney) {
    if money.amazon_total.is_none() && order.head.amazon_total.is_some() {
        return;
    }
    // What Amazon says of the whole counts, even where its lines can't be matched: then the difference shows.
    order.head.amazon_total = money.amazon_total;
    let mut lines = money.lines;
    for line in lines.iter_mut().filter(|l| l.kind == LineKind::Product) {
        match order
            .body
            .lines
            .iter()
            .find(|k| k.kind == LineKind::Product && k.item == line.item)
        {
            Some(known) => {
                line.product = known.product;
                line.delivered = known.delivered;
                line.cancelled = known.cancelled;
                // A cancelled line may come back with nothing ordered; what was ordered stays.
                line.quantity = line.quantity.max(known.quantity);
            }
            None => line.product = line.product.or(Some(Product::PLACEHOLDER)),
        }
    }
    let gone = |line: &&OrderLine| {
        line.kind == LineKind::Product
            && !lines
                .iter()
                .any(|l| l.kind == LineKind::Product && l.item == line.item)
    };
    if order.body.lines.iter().any(|line| gone(&line)) {
        return;
    }
    keep_notes(&order.body.lines, &mut lines);
    order.body.lines = lines;
    order.body.facilitator_tax = money.facilitator_tax;
    order.head.total = money.total;
    order.head.currency = money.currency;
    order.head.flags = order.head.flags.with(Flags::TAX_SPLIT, money.tax_split);
    order.head.units = order
        .body
        .lines
        .iter()
        .filter(|l| l.kind == LineKind::Product)
        .map(|l| l.quantity)
        .fold(0, u32::saturating_add);
}

/// Notes that Amazon does not tell again stay: the message is still there.
fn keep_notes(known: &[OrderLine], lines: &mut Vec<OrderLine>) {
    for note in known.iter().filter(|l| l.kind == LineKind::Note) {
        if !lines
            .iter()
            .any(|l| l.kind == LineKind::Note && l.item == note.item)
        {
            let after = lines.iter().rposition(|l| l.item == note.item);
            lines.insert(after.map_or(lines.len(), |at| at + 1), note.clone());
        }
    }
}

/// Pieces of a line that Amazon says are cancelled; `None` when it does not say.
///
/// Ordered is what we know, or what Amazon says if that is more: it may tell a cancelled line with nothing ordered.
fn told_cancelled(line: &OrderLine, item: &AmazonItem) -> Option<u32> {
    let ordered = line.quantity.max(item.ordered);
    let accounted = match (item.fulfilled, item.unfulfilled) {
        (Some(done), Some(open)) => done.saturating_add(open),
        _ if item.ordered < line.quantity => item.ordered,
        _ => return None,
    };
    Some(ordered.saturating_sub(accounted))
}

/// Takes over what was shipped and cancelled per item. Says whether Amazon cancelled pieces that had left already.
fn follow_quantities(
    order: &mut SalesOrder,
    notices: &[Notice],
    amazon: &AmazonOrder,
    cancelled_now: bool,
) -> bool {
    let mut after_leaving = false;
    // What was cancelled as a whole stays so, whatever Amazon adds to it.
    let gone = order.head.state == OrderState::Cancelled;
    for line in order
        .body
        .lines
        .iter_mut()
        .filter(|l| l.kind == LineKind::Product)
    {
        let item = amazon
            .items
            .iter()
            .find(|i| Some(&i.id) == line.item.as_ref());
        if let Some(item) = item {
            if !cancelled_now {
                line.delivered = line
                    .delivered
                    .max(delivered(item, amazon.status.as_ref()))
                    .min(line.quantity);
            }
            let room = line.quantity.saturating_sub(line.delivered);
            let told = told_cancelled(line, item);
            after_leaving |= told.is_some_and(|told| told > room);
            // What we cancelled stays so, though Amazon does not know or show it yet.
            let ours = cancelled_by_us(notices, &item.id);
            line.cancelled = told.unwrap_or(line.cancelled).max(ours).min(room);
        }
        if cancelled_now || gone {
            line.cancelled = line.quantity.saturating_sub(line.delivered);
        }
    }
    after_leaving
}

/// Pieces of an item that are cancelled in all by what we told Amazon, or kept from it on purpose.
fn cancelled_by_us(notices: &[Notice], item: &OrderItemId) -> u32 {
    let of_notice = |notice: &Notice| match &notice.content {
        Content::Cancellation { in_all, .. } if !matches!(notice.step, Step::Withdrawn { .. }) => {
            let told = in_all.iter().find(|(id, _)| id == item);
            told.map(|(_, pieces)| *pieces)
        }
        _ => None,
    };
    notices.iter().filter_map(of_notice).max().unwrap_or(0)
}

fn merged_personal(known: &OrderPersonal, amazon: &AmazonOrder) -> OrderPersonal {
    fn filled(known: &str, told: &str) -> String {
        if told.is_empty() { known } else { told }.to_owned()
    }
    let told = personal_of(amazon);
    let named = !amazon.buyer.name.is_empty() || !amazon.buyer.address.name.is_empty();
    let or_known = |told: Vec<(OrderItemId, String)>, known: &Vec<(OrderItemId, String)>| {
        if told.is_empty() { known.clone() } else { told }
    };
    OrderPersonal {
        name: if named { told.name } else { known.name.clone() },
        email: filled(&known.email, &told.email),
        company: filled(&known.company, &told.company),
        vat_number: filled(&known.vat_number, &told.vat_number),
        po_number: filled(&known.po_number, &told.po_number),
        address: Address::updated_by(&known.address, &told.address),
        gift_messages: or_known(told.gift_messages, &known.gift_messages),
        customization_urls: or_known(told.customization_urls, &known.customization_urls),
    }
}

fn tell_history(known: &SalesOrder, order: &mut SalesOrder, now: Moment) {
    let mut tell = Vec::new();
    let (old, new) = (&known.head, &order.head);
    if old.amazon_status != new.amazon_status {
        tell.push((
            "Amazon",
            format!("{} became {}.", old.amazon_status, new.amazon_status),
        ));
    }
    let mut mark = |flag: Flags, what: &str| {
        if new.flags.has(flag) && !old.flags.has(flag) {
            tell.push(("engine", what.to_owned()));
        }
    };
    mark(
        Flags::CANCEL_REQUESTED,
        "The buyer asked to cancel; the picking is held.",
    );
    mark(
        Flags::CANCELLED_AFTER_SHIPMENT,
        "Cancelled at Amazon after goods had left. A return is proposed.",
    );
    mark(
        Flags::SHIPPED_ELSEWHERE,
        "Shipped by other means than orderdeck.",
    );
    mark(Flags::TOTAL_MISMATCH, "Our total and Amazon's differ.");
    if old.flags.has(Flags::ADDRESS_INCOMPLETE)
        && !new.flags.has(Flags::ADDRESS_INCOMPLETE)
        && order.personal.address.is_complete()
    {
        tell.push(("Amazon", "The address is complete now.".to_owned()));
    }
    if old.state != new.state {
        tell.push(("engine", "Cancelled, as Amazon cancelled it.".to_owned()));
    }
    let cancelled = |order: &SalesOrder| {
        order
            .body
            .lines
            .iter()
            .map(|l| u64::from(l.cancelled))
            .sum::<u64>()
    };
    let (before, after) = (cancelled(known), cancelled(order));
    if after > before && old.state == new.state {
        tell.push(("Amazon", format!("{} more cancelled.", after - before)));
    }
    order
        .body
        .history
        .extend(tell.into_iter().map(|(who, what)| HistoryEntry {
            at: now,
            who: who.to_owned(),
            what,
        }));
}
