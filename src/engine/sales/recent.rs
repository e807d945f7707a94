//! How the latest orders were sent that the seller sends himself, for his figures at Amazon.

use crate::domain::ids::{AccountId, OrderNumber};
use crate::domain::moment::{Moment, Span};
use crate::domain::sales_report::Sale;
use crate::domain::sales_report::sale::Outcome;
use std::collections::HashMap;

/// Amazon looks back 30 days at most; what had to leave before that was bought some weeks before at the earliest.
const KEPT: Span = Span::days(45);

/// No such second.
const NEVER: u32 = u32::MAX;

/// An order that the seller sends himself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The account.
    pub account: AccountId,
    /// When the buyer placed it.
    pub purchased: Moment,
    /// When it had to leave at the latest.
    pub ship_by: Option<Moment>,
    /// What became of it.
    pub outcome: Outcome,
}

/// The same in a few bytes, to the second.
#[derive(Clone, Copy)]
struct Packed {
    account: AccountId,
    purchased: u32,
    ship_by: u32,
    left: u32,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    Open,
    Left,
    Cancelled,
    CancelledByBuyer,
}

/// The latest orders that the seller sends himself.
#[derive(Default)]
pub struct Recent {
    orders: HashMap<OrderNumber, Packed>,
    newest: u32,
    /// As many were left when old ones were last taken away.
    left: usize,
}

fn second(at: Option<Moment>) -> u32 {
    at.map_or(NEVER, |at| {
        at.as_seconds().clamp(0, i64::from(NEVER) - 1) as u32
    })
}

fn moment(second: u32) -> Option<Moment> {
    (second != NEVER).then(|| Moment::from_seconds(i64::from(second)))
}

impl Recent {
    pub(super) fn put(&mut self, sale: &Sale) {
        let Some(sending) = sale.sending else {
            return;
        };
        let (left, state) = match sending.outcome {
            Outcome::Open => (None, State::Open),
            Outcome::Left(at) => (at, State::Left),
            Outcome::Cancelled { by_buyer: false } => (None, State::Cancelled),
            Outcome::Cancelled { by_buyer: true } => (None, State::CancelledByBuyer),
        };
        let packed = Packed {
            account: sale.account,
            purchased: second(Some(sale.purchased)),
            ship_by: second(sending.ship_by),
            left: second(left),
            state,
        };
        self.newest = self.newest.max(packed.purchased);
        let newest = self.newest;
        if packed.is_old(newest) {
            self.orders.remove(&sale.number);
            return;
        }
        self.orders.insert(sale.number, packed);
        if self.orders.len() > self.left + self.left / 4 + 4_096 {
            self.orders.retain(|_, packed| !packed.is_old(newest));
            self.left = self.orders.len();
        }
    }

    /// The orders, in no order.
    pub fn orders(&self) -> impl Iterator<Item = (OrderNumber, Sent)> {
        self.orders
            .iter()
            .map(|(number, packed)| (*number, packed.unpacked()))
    }
}

impl Packed {
    fn is_old(&self, newest: u32) -> bool {
        let last = match self.ship_by {
            NEVER => self.purchased,
            ship_by => ship_by.max(self.purchased),
        };
        i64::from(last) < i64::from(newest) - KEPT.as_seconds()
    }

    fn unpacked(&self) -> Sent {
        Sent {
            account: self.account,
            purchased: Moment::from_seconds(i64::from(self.purchased)),
            ship_by: moment(self.ship_by),
            outcome: match self.state {
                State::Open => Outcome::Open,
                State::Left => Outcome::Left(moment(self.left)),
                State::Cancelled => Outcome::Cancelled { by_buyer: false },
                State::CancelledByBuyer => Outcome::Cancelled { by_buyer: true },
            },
        }
    }
}
