//! The rules of intake under random sequences of what Amazon may show (product sections 3 and 16).

use orderdeck::domain::account::Account;
use orderdeck::domain::amazon_order::{
    AmazonItem, AmazonOrder, Breakdown, BreakdownKind, Buyer, Package, Window,
};
use orderdeck::domain::amazon_status::{AmazonStatus, Channel};
use orderdeck::domain::ids::{CustomerId, MoveId, OrderNumber, PickingNumber, ProductId};
use orderdeck::domain::intake::{Effect, ItemProduct, Placing, Unprocessable, effect, new_order};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::domain::money::{Amount, Currency, Money};
use orderdeck::domain::order::{LineKind, SalesOrder};
use orderdeck::domain::order_lines::{OrderMoney, order_lines};
use orderdeck::domain::order_update::{Followed, Known, Numbers, Update, follow};
use orderdeck::domain::picking::{Picking, PickingState};
use orderdeck::domain::seen_order::Decision;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}

/// What Amazon may show of an order at one time.
#[derive(Clone, Debug)]
struct Shown {
    minute: i64,
    status: usize,
    items: Vec<ShownItem>,
    with_packages: bool,
    with_money: bool,
}

#[derive(Clone, Debug)]
struct ShownItem {
    there: bool,
    ordered: u32,
    counts: Option<(u32, u32)>,
    cancel_request: bool,
}

fn shown_item() -> impl Strategy<Value = ShownItem> {
    (
        prop::bool::weighted(0.93),
        prop_oneof![6 => Just(3u32), 1 => 0..6u32],
        prop::option::weighted(0.85, (0..6u32, 0..6u32)),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(there, ordered, counts, cancel_request)| ShownItem {
            there,
            ordered,
            counts,
            cancel_request,
        })
}

fn shown() -> impl Strategy<Value = Shown> {
    (
        0..20i64,
        prop_oneof![4 => 2..5usize, 1 => 0..8usize],
        prop::collection::vec(shown_item(), 3),
        any::<bool>(),
        prop::bool::weighted(0.9),
    )
        .prop_map(|(minute, status, items, with_packages, with_money)| Shown {
            minute,
            status,
            items,
            with_packages,
            with_money,
        })
}

fn status(place: usize) -> AmazonStatus {
    AmazonStatus::KNOWN
        .get(place)
        .cloned()
        .unwrap_or(AmazonStatus::Other("NEW".into()))
}

fn amazon_order(shown: &Shown, channel: Channel) -> AmazonOrder {
    let money = |cents: i64| Money {
        amount: Amount(Decimal::new(cents, 2)),
        currency: euro(),
    };
    let items: Vec<AmazonItem> = shown
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.there)
        .map(|(place, item)| AmazonItem {
            id: format!("item{place}").as_str().into(),
            sku: Some(format!("SKU-{place}").as_str().into()),
            asin: "B0".into(),
            title: "Thing".into(),
            ordered: item.ordered,
            fulfilled: item.counts.map(|c| c.0),
            unfulfilled: item.counts.map(|c| c.1),
            proceeds_total: shown.with_money.then(|| money(1_000)),
            breakdowns: vec![Breakdown {
                kind: BreakdownKind::Item,
                subtotal: money(1_000),
                details: Vec::new(),
            }],
            facilitator_tax: false,
            gift_message: String::new(),
            gift_wrap_level: String::new(),
            customization_url: String::new(),
            cancel_request: item.cancel_request.then(String::new),
            cancelled_by: None,
        })
        .collect();
    let package = Package {
        reference: "1".into(),
        carrier: "DHL".into(),
        tracking: format!("JJD{}", shown.minute),
        shipped: None,
        status: String::new(),
        items: items
            .iter()
            .map(|i| (i.id.clone(), i.fulfilled.unwrap_or(1)))
            .collect(),
    };
    AmazonOrder {
        reference: "302-1111111-1111111".parse().unwrap(),
        created: Moment::from_seconds(1_000),
        updated: Moment::from_seconds(2_000).plus(Span::minutes(shown.minute)),
        status: Some(status(shown.status)),
        channel: Some(channel),
        marketplace: Some("A1PA6795UKMFR9".into()),
        sold_on_amazon: true,
        programs: Vec::new(),
        replaces: None,
        service_level: None,
        ship_by: Window::default(),
        deliver_by: Window::default(),
        buyer: Buyer::default(),
        grand_total: shown.with_money.then(|| money(1_000 * items.len() as i64)),
        breakdowns: Vec::new(),
        packages: if shown.with_packages {
            vec![package]
        } else {
            Vec::new()
        },
        items,
    }
}

fn money_of(order: &AmazonOrder) -> OrderMoney {
    order_lines(order, true, euro()).unwrap()
}

fn account() -> Account {
    super::workload::account()
}

const NUMBERS: Numbers = Numbers {
    first_picking: PickingNumber(1_000),
    first_move: MoveId(1_000),
};

fn first_seen(shown: &Shown, channel: Channel) -> (SalesOrder, Vec<Picking>) {
    let order = amazon_order(shown, channel);
    let placing = Placing {
        number: OrderNumber(1),
        customer: CustomerId(1),
        products: (1..=order.items.len() as u32)
            .map(|n| ItemProduct {
                id: ProductId(n),
                stockable: true,
            })
            .collect(),
        first_picking: PickingNumber(1),
        first_move: MoveId(1),
    };
    let made = new_order(
        &order,
        &account(),
        &"A1PA6795UKMFR9".into(),
        money_of(&order),
        &placing,
        order.updated,
    );
    (made.order, made.pickings)
}

fn done_of(
    pickings: &[Picking],
    state: PickingState,
    item: &str,
    count: fn(&Picking) -> Vec<(String, u32)>,
) -> u32 {
    pickings
        .iter()
        .filter(|p| p.state == state)
        .flat_map(count)
        .filter(|(id, _)| id == item)
        .map(|(_, quantity)| quantity)
        .sum()
}

fn in_balance(order: &SalesOrder, pickings: &[Picking]) -> Result<(), TestCaseError> {
    for line in order
        .body
        .lines
        .iter()
        .filter(|l| l.kind == LineKind::Product)
    {
        prop_assert_eq!(
            line.delivered + line.open() + line.cancelled,
            line.quantity,
            "{:?}",
            line
        );
        prop_assert_eq!(line.untaxed.plus(line.tax), Some(line.total));
        if order.head.channel == Channel::Fba {
            prop_assert!(pickings.is_empty());
            continue;
        }
        let item = line.item.as_ref().unwrap().as_str();
        let ready = done_of(pickings, PickingState::Ready, item, |p| {
            p.lines
                .iter()
                .map(|l| (l.item.0.clone(), l.demand))
                .collect()
        });
        prop_assert_eq!(
            ready,
            line.open(),
            "to pack of {}: {:?} {:#?}",
            item,
            line,
            pickings
        );
        let done = done_of(pickings, PickingState::Done, item, |p| {
            p.lines.iter().map(|l| (l.item.0.clone(), l.done)).collect()
        });
        prop_assert_eq!(done, line.delivered, "packed of {}", item);
    }
    let numbers: Vec<_> = pickings.iter().map(|p| p.number).collect();
    prop_assert_eq!(&numbers, &order.body.pickings);
    Ok(())
}

fn nothing_done_is_undone(
    known: &SalesOrder,
    before: &[Picking],
    update: &Update,
) -> Result<(), TestCaseError> {
    for old in before.iter().filter(|p| p.state == PickingState::Done) {
        let new = update.pickings.iter().find(|p| p.number == old.number);
        prop_assert_eq!(Some(&old.lines), new.map(|p| &p.lines));
        prop_assert_eq!(Some(PickingState::Done), new.map(|p| p.state));
    }
    // What newly left is what newly moved, but for lines whose product nobody knows.
    let delivered = |order: &SalesOrder, of: fn(Option<ProductId>) -> bool| -> u64 {
        let lines = order.body.lines.iter();
        lines
            .filter(|l| l.kind == LineKind::Product && of(l.product))
            .map(|l| u64::from(l.delivered))
            .sum()
    };
    let moved: u64 = update.moves.iter().map(|m| u64::from(m.quantity)).sum();
    let newly = delivered(&update.order, |_| true) - delivered(known, |_| true);
    let unmapped = delivered(&update.order, |product| product == Some(ProductId(0)));
    prop_assert!(
        moved <= newly && newly <= moved + unmapped,
        "{} {} {}",
        moved,
        newly,
        unmapped
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn a_known_order_stays_in_balance_whatever_amazon_shows(
        first in shown(),
        later in prop::collection::vec(shown(), 1..8),
        fbm in any::<bool>(),
    ) {
        let channel = if fbm { Channel::Fbm } else { Channel::Fba };
        let (mut order, mut pickings) = first_seen(&first, channel);
        in_balance(&order, &pickings)?;
        for shown in later {
            let amazon = amazon_order(&shown, channel);
            let money = Some(money_of(&amazon));
            let numbers = Numbers {
                first_picking: PickingNumber(NUMBERS.first_picking.0 + pickings.len() as u32),
                ..NUMBERS
            };
            let known = Known { order: &order, pickings: &pickings, notices: &[] };
            let update = follow(known, &amazon, money.clone(), numbers, amazon.updated);
            if amazon.updated < order.head.updated {
                prop_assert_eq!(update.followed, Followed::Unchanged);
                prop_assert!(update.order == order && update.pickings == pickings && update.moves.is_empty());
                continue;
            }
            in_balance(&update.order, &update.pickings)?;
            nothing_done_is_undone(&order, &pickings, &update)?;
            let known = Known { order: &update.order, pickings: &update.pickings, notices: &[] };
            let again = follow(known, &amazon, money, numbers, amazon.updated);
            prop_assert_eq!(again.followed, Followed::Unchanged);
            prop_assert!(again.order == update.order && again.pickings == update.pickings);
            prop_assert!(again.moves.is_empty());
            (order, pickings) = (update.order, update.pickings);
        }
    }
}

/// The table of product rule O2, for orders that we don't know.
#[test]
fn every_status_and_channel_has_its_effect() {
    let shown = Shown {
        minute: 0,
        status: 0,
        items: vec![ShownItem {
            there: true,
            ordered: 1,
            counts: None,
            cancel_request: false,
        }],
        with_packages: false,
        with_money: true,
    };
    for bits in 0..64u32 {
        let on = |bit: u32| bits & (1 << bit) != 0;
        for place in 0..=8 {
            for channel in [Some(Channel::Fbm), Some(Channel::Fba), None] {
                let mut order = amazon_order(&shown, Channel::Fbm);
                order.status = (place < 8).then(|| status(place));
                order.channel = channel;
                order.sold_on_amazon = on(0);
                order.marketplace = match (on(1), on(2)) {
                    (true, true) => Some("A1PA6795UKMFR9".into()),
                    (true, false) => Some("ELSEWHERE".into()),
                    _ => None,
                };
                if on(3) {
                    order.items.clear();
                }
                let mut account = account();
                account.import_shipped_elsewhere = on(4);
                account.other_channels_are_sales = on(5);
                let foreign = on(0) && on(1) && !on(2);
                let decided = effect(&order, &account);
                let wanted = match (place, channel) {
                    _ if foreign => Ok(Effect::Remember(Decision::MarketplaceNotSynchronised)),
                    (8, _) => Err(Unprocessable::NoStatus),
                    (0 | 1, _) => Ok(Effect::Remember(Decision::Incoming)),
                    (5, _) => Ok(Effect::Remember(Decision::CancelledBefore)),
                    (6, _) => Ok(Effect::Remember(Decision::Unfulfillable)),
                    (7, _) => Ok(Effect::Remember(Decision::UnknownStatus)),
                    (_, None) => Err(Unprocessable::NoChannel),
                    _ if on(3) => Err(Unprocessable::NoItems),
                    (2 | 3, Some(Channel::Fbm)) => Ok(Effect::Import),
                    (2 | 3, Some(Channel::Fba)) => Ok(Effect::Remember(Decision::NotShippedYet)),
                    (_, Some(Channel::Fbm)) if on(4) => Ok(Effect::Import),
                    (_, Some(Channel::Fbm)) => Ok(Effect::Remember(Decision::ShippedElsewhere)),
                    (_, Some(Channel::Fba)) if !on(0) && !on(5) => Ok(Effect::MoveStock),
                    (_, Some(Channel::Fba)) => Ok(Effect::Import),
                };
                assert_eq!(
                    decided, wanted,
                    "status {place}, {channel:?}, bits {bits:06b}"
                );
            }
        }
    }
}
