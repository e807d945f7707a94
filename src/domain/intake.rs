//! The effect of an order that Amazon shows and we don't know (product rules O2, O8, O9).

use super::account::Account;
use super::amazon_order::{AmazonItem, AmazonOrder, Package};
use super::amazon_status::{AmazonStatus, Channel};
use super::customer::display_name;
use super::ids::{
    CustomerId, Location, MarketplaceId, MoveId, OrderItemId, OrderNumber, PickingNumber, ProductId,
};
use super::marketplace::Marketplace;
use super::moment::Moment;
use super::order::{
    Delivery, Flags, HistoryEntry, LineKind, OrderBody, OrderHead, OrderPersonal, OrderState,
    SalesOrder,
};
use super::order_lines::OrderMoney;
use super::picking::{Hold, NoticeState, Picking, PickingLine, PickingState};
use super::seen_order::Decision;
use super::stock_move::{MoveKind, StockMove};

/// What is to be done with an order that we don't know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It becomes a sales order.
    Import,
    /// It moves stock, but is no sale.
    MoveStock,
    /// It is remembered only.
    Remember(Decision),
}

/// Why an order can't be processed: Amazon left out what the decision needs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unprocessable {
    /// Neither status nor channel came with it.
    #[error("Amazon did not tell its fulfilment status")]
    NoStatus,
    /// The channel is missing or none that we know.
    #[error("Amazon did not tell who fulfils it")]
    NoChannel,
    /// There is nothing in it.
    #[error("it has no items")]
    NoItems,
}

/// Decides about an order that we don't know. The table of product rule O2.
pub fn effect(order: &AmazonOrder, account: &Account) -> Result<Effect, Unprocessable> {
    if order.sold_on_amazon
        && let Some(id) = &order.marketplace
        && account.marketplace(id).is_none()
    {
        return Ok(Effect::Remember(Decision::MarketplaceNotSynchronised));
    }
    let status = order.status.as_ref().ok_or(Unprocessable::NoStatus)?;
    let decision = match status {
        AmazonStatus::Pending | AmazonStatus::PendingAvailability => Decision::Incoming,
        AmazonStatus::Cancelled => Decision::CancelledBefore,
        AmazonStatus::Unfulfillable => Decision::Unfulfillable,
        AmazonStatus::Other(_) => Decision::UnknownStatus,
        AmazonStatus::Unshipped | AmazonStatus::PartiallyShipped | AmazonStatus::Shipped => {
            let channel = order.channel.ok_or(Unprocessable::NoChannel)?;
            if order.items.is_empty() {
                return Err(Unprocessable::NoItems);
            }
            match (channel, status == &AmazonStatus::Shipped) {
                (Channel::Fba, false) => Decision::NotShippedYet,
                (Channel::Fba, true)
                    if !order.sold_on_amazon && !account.other_channels_are_sales =>
                {
                    return Ok(Effect::MoveStock);
                }
                (Channel::Fbm, true) if !account.import_shipped_elsewhere => {
                    Decision::ShippedElsewhere
                }
                _ => return Ok(Effect::Import),
            }
        }
    };
    Ok(Effect::Remember(decision))
}

/// The marketplace of an order: the one that Amazon named, or the account's first where it named none.
pub fn marketplace_of<'a>(order: &AmazonOrder, account: &'a Account) -> Option<&'a Marketplace> {
    order
        .marketplace
        .as_ref()
        .and_then(|id| account.marketplace(id))
        .or_else(|| account.marketplaces.first())
}

/// What the store gives a new order: numbers, its customer, its products.
#[derive(Clone, Debug)]
pub struct Placing {
    /// Its number.
    pub number: OrderNumber,
    /// Its customer.
    pub customer: CustomerId,
    /// The product of each item, in the order of the items.
    pub products: Vec<ItemProduct>,
    /// The next free picking number.
    pub first_picking: PickingNumber,
    /// The next free move id.
    pub first_move: MoveId,
}

/// The product of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemProduct {
    /// Which.
    pub id: ProductId,
    /// Whether it moves stock.
    pub stockable: bool,
}

/// A new sales order with its pickings and stock moves.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// The order.
    pub order: SalesOrder,
    /// Its pickings.
    pub pickings: Vec<Picking>,
    /// Its stock moves.
    pub moves: Vec<StockMove>,
}

/// Pieces of an item that have left, as far as Amazon tells.
pub fn delivered(item: &AmazonItem, status: Option<&AmazonStatus>) -> u32 {
    match (item.fulfilled, status) {
        (Some(done), _) => done.min(item.ordered),
        (None, Some(AmazonStatus::Shipped)) => item.ordered.saturating_sub(item.cancelled()),
        (None, _) => 0,
    }
}

/// Makes the sales order, its pickings (FBM) and its done stock moves (FBA).
pub fn new_order(
    order: &AmazonOrder,
    account: &Account,
    marketplace: &MarketplaceId,
    money: OrderMoney,
    placing: &Placing,
    now: Moment,
) -> NewOrder {
    let channel = order.channel.unwrap_or(Channel::Fbm);
    let status = order.status.clone().unwrap_or(AmazonStatus::Unshipped);
    let mut lines = money.lines;
    for line in lines.iter_mut().filter(|l| l.kind == LineKind::Product) {
        let at = order
            .items
            .iter()
            .position(|i| Some(&i.id) == line.item.as_ref());
        if let Some((item, product)) =
            at.and_then(|at| order.items.get(at).zip(placing.products.get(at)))
        {
            line.product = Some(product.id);
            line.delivered = delivered(item, Some(&status));
            line.cancelled = item
                .cancelled()
                .min(line.quantity.saturating_sub(line.delivered));
        }
    }
    let mut head = OrderHead {
        number: placing.number,
        reference: order.reference,
        account: account.id,
        marketplace: marketplace.clone(),
        channel,
        state: OrderState::Confirmed,
        amazon_status: status,
        delivery: Delivery::of_lines(&lines),
        purchased: order.created,
        updated: order.updated,
        ship_by: order.ship_by.latest,
        currency: money.currency,
        total: money.total,
        amazon_total: money.amazon_total,
        units: lines
            .iter()
            .filter(|l| l.kind == LineKind::Product)
            .map(|l| l.quantity)
            .fold(0, u32::saturating_add),
        flags: Flags::default(),
        customer: placing.customer,
    };
    let personal = personal_of(order);
    let mut body = OrderBody {
        team: account.team.clone(),
        salesperson: account.salesperson.clone(),
        location: account.location.clone(),
        service_level: order.service_level.clone(),
        programs: order.programs.clone(),
        replaces: order.replaces,
        ship_window: order.ship_by,
        deliver_window: order.deliver_by,
        lines,
        facilitator_tax: money.facilitator_tax,
        packages: order.packages.clone(),
        pickings: Vec::new(),
        moves: Vec::new(),
        notices: Vec::new(),
        history: vec![HistoryEntry {
            at: now,
            who: "engine".to_owned(),
            what: format!("Made from an Amazon order that was {}.", head.amazon_status),
        }],
    };
    head.flags = standing_flags(order, &head, &body, &personal)
        .with(Flags::TAX_SPLIT, money.tax_split)
        .with(
            Flags::SHIPPED_ELSEWHERE,
            channel == Channel::Fbm && body.lines.iter().any(|l| l.delivered > 0),
        );
    let (pickings, moves) = match channel {
        Channel::Fbm => (
            first_pickings(&head, &body, placing.first_picking),
            Vec::new(),
        ),
        Channel::Fba => (
            Vec::new(),
            shipped_moves(order, account, placing, Some(head.number)),
        ),
    };
    body.pickings = pickings.iter().map(|p| p.number).collect();
    body.moves = moves.iter().map(|m| m.id).collect();
    NewOrder {
        order: SalesOrder {
            head,
            body,
            personal,
        },
        pickings,
        moves,
    }
}

/// The done moves of a shipped FBA order: one per item with a stockable product, from the account's Amazon location to
/// the customers (product rule K2).
pub fn shipped_moves(
    order: &AmazonOrder,
    account: &Account,
    placing: &Placing,
    number: Option<OrderNumber>,
) -> Vec<StockMove> {
    let mut moves = Vec::new();
    for (item, product) in order.items.iter().zip(&placing.products) {
        let quantity = delivered(item, order.status.as_ref());
        if quantity == 0 || !product.stockable {
            continue;
        }
        moves.push(StockMove {
            id: MoveId(placing.first_move.0 + moves.len() as u64),
            at: order.updated,
            product: product.id,
            from: account.location.clone(),
            to: Location::CUSTOMERS.into(),
            quantity,
            reference: Some(order.reference),
            order: number,
            picking: None,
            kind: MoveKind::FbaShipment,
            account: Some(account.id),
            transfer: None,
            reason: String::new(),
        });
    }
    moves
}

/// The pickings of an FBM order at first sight: what already left, parcel by parcel, and the rest.
fn first_pickings(head: &OrderHead, body: &OrderBody, first: PickingNumber) -> Vec<Picking> {
    let mut pickings: Vec<Picking> = Vec::new();
    let mut gone: Vec<(&OrderItemId, u32)> = body
        .lines
        .iter()
        .filter(|l| l.delivered > 0)
        .filter_map(|l| Some((l.item.as_ref()?, l.delivered)))
        .collect();
    let unknown = Package {
        reference: String::new(),
        carrier: String::new(),
        tracking: String::new(),
        shipped: None,
        status: String::new(),
        items: gone
            .iter()
            .map(|(item, quantity)| ((*item).clone(), *quantity))
            .collect(),
    };
    for package in body.packages.iter().chain([&unknown]) {
        let mut lines = Vec::new();
        for (item, quantity) in &package.items {
            let Some((_, left)) = gone.iter_mut().find(|(id, _)| *id == item) else {
                continue;
            };
            let taken = (*quantity).min(*left);
            *left -= taken;
            if taken > 0 {
                lines.extend(picking_line(body, item, taken, taken));
            }
        }
        if !lines.is_empty() {
            let number = PickingNumber(first.0 + pickings.len() as u32);
            pickings.push(Picking {
                state: PickingState::Done,
                sync: NoticeState::Synchronized,
                hold: None,
                carrier: package.carrier.clone(),
                tracking: package.tracking.clone(),
                ..empty_picking(head, number, lines)
            });
        }
    }
    let open: Vec<PickingLine> = body
        .lines
        .iter()
        .filter(|l| l.kind == LineKind::Product && l.open() > 0)
        .filter_map(|l| picking_line(body, l.item.as_ref()?, l.open(), 0))
        .collect();
    if !open.is_empty() {
        let number = PickingNumber(first.0 + pickings.len() as u32);
        let backorder_of = pickings.first().map(|p| p.number);
        pickings.push(Picking {
            hold: hold_for(head.flags),
            backorder_of,
            ..empty_picking(head, number, open)
        });
    }
    pickings
}

/// A picking of an order, ready, with these lines.
pub(super) fn empty_picking(
    head: &OrderHead,
    number: PickingNumber,
    lines: Vec<PickingLine>,
) -> Picking {
    Picking {
        number,
        order: head.number,
        purchased: head.purchased,
        reference: head.reference,
        account: head.account,
        state: PickingState::Ready,
        sync: NoticeState::None,
        hold: None,
        carrier: String::new(),
        tracking: String::new(),
        ship_by: head.ship_by,
        backorder_of: None,
        lines,
    }
}

/// A picking's line for an item of the order.
pub(super) fn picking_line(
    body: &OrderBody,
    item: &OrderItemId,
    demand: u32,
    done: u32,
) -> Option<PickingLine> {
    let line = body
        .lines
        .iter()
        .find(|l| l.kind == LineKind::Product && l.item.as_ref() == Some(item))?;
    Some(PickingLine {
        item: item.clone(),
        sku: line.sku.clone(),
        title: line.title.clone(),
        product: line.product.unwrap_or(super::product::Product::PLACEHOLDER),
        demand,
        done,
    })
}

/// Why a picking of an order with these marks must not be confirmed.
pub(super) fn hold_for(flags: Flags) -> Option<Hold> {
    if flags.has(Flags::CANCEL_REQUESTED) {
        Some(Hold::CancelRequested)
    } else if flags.has(Flags::ADDRESS_INCOMPLETE) {
        Some(Hold::AddressIncomplete)
    } else {
        None
    }
}

/// The personal side of an order as Amazon tells it now.
pub(super) fn personal_of(order: &AmazonOrder) -> OrderPersonal {
    let of_items = |text: fn(&AmazonItem) -> &String| {
        order
            .items
            .iter()
            .filter(|i| !text(i).is_empty())
            .map(|i| (i.id.clone(), text(i).clone()))
            .collect()
    };
    OrderPersonal {
        name: display_name(&order.buyer, order.reference),
        email: order.buyer.email.clone(),
        company: order.buyer.company.clone(),
        vat_number: order.buyer.vat_number.clone(),
        po_number: order.buyer.po_number.clone(),
        address: order.buyer.address.clone(),
        gift_messages: of_items(|i| &i.gift_message),
        customization_urls: of_items(|i| &i.customization_url),
    }
}

/// The marks that follow from what Amazon says now, whatever we knew before.
pub(super) fn standing_flags(
    order: &AmazonOrder,
    head: &OrderHead,
    body: &OrderBody,
    personal: &OrderPersonal,
) -> Flags {
    let program = |name: &str| body.programs.iter().any(|p| p == name);
    let wrapped = body.lines.iter().any(|l| l.kind == LineKind::GiftWrap)
        || order.items.iter().any(|i| !i.gift_wrap_level.is_empty());
    let open = matches!(head.delivery, Delivery::ToShip | Delivery::PartlyShipped)
        && head.state == OrderState::Confirmed;
    let fbm = head.channel == Channel::Fbm;
    Flags::default()
        .with(Flags::PRIME, program("PRIME"))
        .with(Flags::PREMIUM, program("PREMIUM"))
        .with(Flags::BUSINESS, program("AMAZON_BUSINESS"))
        .with(Flags::REPLACEMENT, body.replaces.is_some())
        .with(Flags::GIFT, wrapped || !personal.gift_messages.is_empty())
        .with(Flags::OTHER_CHANNEL, !order.sold_on_amazon)
        .with(
            Flags::CANCEL_REQUESTED,
            open && order.items.iter().any(|i| i.cancel_request.is_some()),
        )
        .with(
            Flags::ADDRESS_INCOMPLETE,
            fbm && open && !personal.address.is_complete(),
        )
        .with(Flags::TOTAL_MISMATCH, head.total_mismatch())
}
