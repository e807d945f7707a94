use super::super::amazon_order::Window;
use super::super::amazon_status::{AmazonStatus, Channel};
use super::super::carrier::CarrierCode;
use super::super::ids::{AccountId, CustomerId, OrderNumber, ProductId};
use super::super::money::{Amount, Currency};
use super::super::order::{Flags, OrderBody, OrderHead, OrderLine, OrderPersonal};
use super::super::order_cancel::{Cancel, cancel};
use super::super::picking_undo::{OfOrder, undo};
use super::*;
use proptest::prelude::*;

const NOW: Moment = Moment::from_millis(1_700_000_000_000);
const ACT: Act<'static> = Act {
    who: "anna",
    now: NOW,
    grace: Span::seconds(30),
};

/// An order with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
struct Whole {
    order: SalesOrder,
    pickings: Vec<Picking>,
    notices: Vec<Notice>,
    moves: Vec<StockMove>,
}

fn item(index: usize) -> OrderItemId {
    OrderItemId(format!("{index:014}"))
}

fn whole(quantities: &[u32]) -> Whole {
    let lines: Vec<OrderLine> = quantities
        .iter()
        .enumerate()
        .map(|(index, quantity)| OrderLine {
            kind: LineKind::Product,
            item: Some(item(index)),
            sku: Some(format!("SKU-{index}").as_str().into()),
            asin: String::new(),
            title: format!("Thing {index}"),
            product: Some(ProductId(index as u32 + 1)),
            quantity: *quantity,
            delivered: 0,
            cancelled: 0,
            untaxed: Amount::ZERO,
            tax: Amount::ZERO,
            total: Amount::ZERO,
        })
        .collect();
    let head = OrderHead {
        number: OrderNumber(1),
        reference: "123-1234567-1234567"
            .parse()
            .unwrap_or_else(|_| unreachable!()),
        account: AccountId(1),
        marketplace: "A1PA6795UKMFR9".into(),
        channel: Channel::Fbm,
        state: OrderState::Confirmed,
        amazon_status: AmazonStatus::Unshipped,
        delivery: Delivery::ToShip,
        purchased: NOW,
        updated: NOW,
        ship_by: Some(NOW.plus(Span::days(1))),
        currency: Currency::parse("EUR").unwrap_or_else(|| unreachable!()),
        total: Amount::ZERO,
        amazon_total: None,
        units: quantities.iter().sum(),
        flags: Flags::default(),
        customer: CustomerId(1),
    };
    let picking_lines = quantities
        .iter()
        .enumerate()
        .map(|(index, quantity)| PickingLine {
            item: item(index),
            sku: Some(format!("SKU-{index}").as_str().into()),
            title: format!("Thing {index}"),
            product: ProductId(index as u32 + 1),
            demand: *quantity,
            done: 0,
        })
        .collect();
    let picking = empty_picking(&head, PickingNumber(1), picking_lines);
    let body = OrderBody {
        team: "Amazon".to_owned(),
        salesperson: None,
        location: "Amazon".into(),
        service_level: None,
        programs: Vec::new(),
        replaces: None,
        ship_window: Window::default(),
        deliver_window: Window::default(),
        lines,
        facilitator_tax: Amount::ZERO,
        packages: Vec::new(),
        pickings: vec![picking.number],
        moves: Vec::new(),
        notices: Vec::new(),
        history: Vec::new(),
    };
    Whole {
        order: SalesOrder {
            head,
            body,
            personal: OrderPersonal::default(),
        },
        pickings: vec![picking],
        notices: Vec::new(),
        moves: Vec::new(),
    }
}

fn packed(quantities: Option<Vec<(OrderItemId, u32)>>, rest: Option<Rest>) -> Packed {
    Packed {
        quantities,
        carrier: Carrier::Listed(CarrierCode::SELF_DELIVERY),
        tracking: "77".to_owned(),
        rest,
        force: false,
    }
}

impl Whole {
    fn numbers(&self) -> Numbers {
        Numbers {
            picking: PickingNumber(self.pickings.len() as u32 + 1),
            first_move: MoveId(self.moves.len() as u64 + 1),
            first_notice: NoticeId(self.notices.len() as u64 + 1),
        }
    }

    fn put_picking(&mut self, picking: Picking) {
        match self
            .pickings
            .iter_mut()
            .find(|p| p.number == picking.number)
        {
            Some(known) => *known = picking,
            None => self.pickings.push(picking),
        }
    }

    fn put_notice(&mut self, notice: Notice) {
        match self.notices.iter_mut().find(|n| n.id == notice.id) {
            Some(known) => *known = notice,
            None => self.notices.push(notice),
        }
    }

    fn confirm(&mut self, at: usize, packed: &Packed) -> Result<(), NotConfirmed> {
        let package = next_package(&self.order, &self.notices).unwrap_or_else(|| unreachable!());
        let done = confirm(
            &self.order,
            &self.pickings[at],
            packed,
            package,
            self.numbers(),
            ACT,
        )?;
        self.order = done.order;
        self.put_picking(done.picking);
        done.backorder.into_iter().for_each(|p| self.put_picking(p));
        done.notices.into_iter().for_each(|n| self.put_notice(n));
        self.moves.extend(done.moves);
        Ok(())
    }

    fn undo(&mut self, at: usize) -> Result<(), super::super::picking_undo::NotUndone> {
        let known = OfOrder {
            order: &self.order,
            pickings: &self.pickings,
            notices: &self.notices,
            moves: &self.moves,
        };
        let first_move = self.numbers().first_move;
        let undone = undo(known, &self.pickings[at], first_move, "anna", NOW)?;
        self.order = undone.order;
        self.put_picking(undone.picking);
        undone
            .backorder
            .into_iter()
            .for_each(|p| self.put_picking(p));
        undone.notices.into_iter().for_each(|n| self.put_notice(n));
        self.moves.extend(undone.moves);
        Ok(())
    }

    /// What must hold at every moment: delivered + open + cancelled = ordered per line, the ready pickings ask for what is
    /// open, the done ones have what was delivered, and so much has left the shelf.
    fn check(&self) -> Result<(), TestCaseError> {
        for line in &self.order.body.lines {
            prop_assert_eq!(line.delivered + line.open() + line.cancelled, line.quantity);
            let of = |state: PickingState, pieces: fn(&PickingLine) -> u32| -> u32 {
                let pickings = self.pickings.iter().filter(|p| p.state == state);
                let lines = pickings.flat_map(|p| &p.lines);
                lines
                    .filter(|l| Some(&l.item) == line.item.as_ref())
                    .map(pieces)
                    .sum()
            };
            prop_assert_eq!(of(PickingState::Ready, |l| l.demand), line.open());
            prop_assert_eq!(of(PickingState::Done, |l| l.done), line.delivered);
            let gone: i64 = self
                .moves
                .iter()
                .filter(|m| Some(m.product) == line.product)
                .map(|m| match m.from.as_str() {
                    Location::STOCK => i64::from(m.quantity),
                    _ => -i64::from(m.quantity),
                })
                .sum();
            prop_assert_eq!(gone, i64::from(line.delivered));
            let told: u32 = self
                .notices
                .iter()
                .filter(|n| !matches!(n.step, Step::Withdrawn { .. }))
                .filter_map(Notice::shipment)
                .flat_map(|s| &s.items)
                .filter(|i| Some(&i.item) == line.item.as_ref())
                .map(|i| i.quantity.get())
                .sum();
            prop_assert_eq!(told, line.delivered);
        }
        let mut packages: Vec<u32> = self
            .notices
            .iter()
            .filter_map(|n| Some(n.shipment()?.package.get()))
            .collect();
        let all = packages.len();
        packages.sort_unstable();
        packages.dedup();
        prop_assert_eq!(packages.len(), all, "a parcel's number is never used twice");
        Ok(())
    }
}

#[test]
fn a_rest_needs_a_word_and_gets_a_backorder() {
    let mut whole = whole(&[3, 1]);
    let some = Some(vec![(item(0), 2)]);
    assert_eq!(
        whole.confirm(0, &packed(some.clone(), None)),
        Err(NotConfirmed::RestUndecided(2))
    );
    assert_eq!(
        whole.confirm(0, &packed(some, Some(Rest::Backorder))),
        Ok(())
    );
    let rest: Vec<u32> = whole.pickings[1].lines.iter().map(|l| l.demand).collect();
    assert_eq!(rest, [1, 1]);
    assert_eq!(whole.pickings[1].backorder_of, Some(PickingNumber(1)));
    assert_eq!(whole.order.head.delivery, Delivery::PartlyShipped);
}

#[test]
fn no_backorder_cancels_the_rest_at_amazon_too() {
    let mut whole = whole(&[3]);
    let rest = Some(Rest::Cancel(CancelReason::NoInventory));
    assert_eq!(
        whole.confirm(0, &packed(Some(vec![(item(0), 2)]), rest)),
        Ok(())
    );
    assert_eq!(whole.pickings.len(), 1);
    assert_eq!(whole.order.body.lines[0].cancelled, 1);
    let Content::Cancellation {
        cancellation,
        in_all,
        whole: all,
    } = &whole.notices[1].content
    else {
        unreachable!("no cancellation")
    };
    assert!(!all);
    assert_eq!(in_all, &[(item(0), 1)]);
    assert_eq!(cancellation.items[0].quantity.map(NonZeroU32::get), Some(1));
}

#[test]
fn what_must_not_be_confirmed_is_refused() {
    let mut held = whole(&[1]);
    held.pickings[0].hold = Some(Hold::CancelRequested);
    assert_eq!(
        held.confirm(0, &packed(None, None)),
        Err(NotConfirmed::Held(Hold::CancelRequested))
    );
    let force = Packed {
        force: true,
        ..packed(None, None)
    };
    assert_eq!(held.confirm(0, &force), Ok(()));
    assert_eq!(
        held.confirm(0, &force),
        Err(NotConfirmed::NotReady(PickingState::Done))
    );
    let cases = [
        (
            packed(Some(vec![(item(0), 2)]), None),
            NotConfirmed::TooMany {
                item: "SKU-0".to_owned(),
                most: 1,
            },
        ),
        (
            packed(Some(vec![(item(5), 1)]), None),
            NotConfirmed::NotInIt(item(5).to_string()),
        ),
        (
            packed(Some(vec![(item(0), 0)]), Some(Rest::Backorder)),
            NotConfirmed::Nothing,
        ),
        (
            packed(Some(vec![(item(0), u32::MAX), (item(0), u32::MAX)]), None),
            NotConfirmed::TooMany {
                item: "SKU-0".to_owned(),
                most: 1,
            },
        ),
        (
            Packed {
                tracking: "  ".to_owned(),
                ..packed(None, None)
            },
            NotConfirmed::NoTracking,
        ),
    ];
    for (wrong, refused) in cases {
        let mut whole = whole(&[1]);
        let before = whole.clone();
        assert_eq!(whole.confirm(0, &wrong), Err(refused));
        assert_eq!(whole, before);
    }
}

#[test]
fn undo_gives_everything_back() {
    for rest in [Rest::Backorder, Rest::Cancel(CancelReason::NoInventory)] {
        let mut whole = whole(&[3, 2]);
        let before: Vec<u32> = whole.pickings[0].lines.iter().map(|l| l.demand).collect();
        assert_eq!(
            whole.confirm(0, &packed(Some(vec![(item(0), 1)]), Some(rest))),
            Ok(())
        );
        assert_eq!(whole.undo(0), Ok(()));
        let mut now: Vec<(OrderItemId, u32)> = whole.pickings[0]
            .lines
            .iter()
            .map(|l| (l.item.clone(), l.demand))
            .collect();
        now.sort();
        assert_eq!(now.iter().map(|(_, n)| *n).collect::<Vec<_>>(), before);
        assert_eq!(whole.order.head.delivery, Delivery::ToShip);
        assert!(
            whole
                .notices
                .iter()
                .all(|n| matches!(n.step, Step::Withdrawn { .. }))
        );
        assert!(whole.check().is_ok());
    }
}

#[test]
fn what_left_can_not_be_undone() {
    let mut whole = whole(&[1]);
    assert_eq!(whole.confirm(0, &packed(None, None)), Ok(()));
    whole.notices[0].sending(NOW);
    assert_eq!(
        whole.undo(0),
        Err(super::super::picking_undo::NotUndone::Left)
    );
}

proptest! {
    /// Packing in parts, with and without backorders, taking back and cancelling, in any order.
    #[test]
    fn lines_stay_in_balance(
        quantities in prop::collection::vec(1u32..6, 1..4),
        steps in prop::collection::vec((0usize..4, 0usize..6, prop::collection::vec(0u32..6, 4), prop::bool::ANY), 1..14),
    ) {
        let mut whole = whole(&quantities);
        for (what, which, pieces, backorder) in steps {
            let at = which % whole.pickings.len();
            match what {
                0 | 1 => {
                    let told: Vec<(OrderItemId, u32)> = whole.pickings[at]
                        .lines
                        .iter()
                        .zip(pieces)
                        .map(|(line, n)| (line.item.clone(), n))
                        .collect();
                    let rest = if backorder { Rest::Backorder } else { Rest::Cancel(CancelReason::NoInventory) };
                    let before = whole.clone();
                    if whole.confirm(at, &packed(Some(told), Some(rest))).is_err() {
                        prop_assert!(whole == before);
                    }
                }
                2 => {
                    let _ = whole.undo(at);
                }
                _ => {
                    let wanted = Cancel { reason: CancelReason::NoInventory, only_here: backorder, force: false };
                    let id = whole.numbers().first_notice;
                    if let Ok(done) = cancel(&whole.order, &whole.pickings, &whole.notices, wanted, id, ACT) {
                        whole.order = done.order;
                        done.pickings.into_iter().for_each(|p| whole.put_picking(p));
                        whole.put_notice(done.notice);
                    }
                }
            }
            whole.check()?;
        }
    }
}
