//! How the latest orders were sent that the seller sends himself, for his figures at Amazon.

use crate::domain::ids::{AccountId, OrderNumber};
use crate::domain::moment::{Moment, Span};
use crate::domain::sales_report::Sale;
use crate::domain::sales_report::sale::Outcome;
use std::collections::HashMap;

/// Amazon looks back 30 days at most; what had to leave before that was bought some weeks before at the earliest.
const KEPT: Span = Span::days(60);

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

/// The latest orders that the seller sends himself.
#[derive(Default)]
pub struct Recent {
    orders: HashMap<OrderNumber, Sent>,
    newest: Moment,
    /// As many were left when old ones were last taken away.
    left: usize,
}

impl Recent {
    pub(super) fn put(&mut self, sale: &Sale) {
        let Some(sending) = sale.sending else {
            return;
        };
        self.newest = self.newest.max(sale.purchased);
        let sent = Sent {
            account: sale.account,
            purchased: sale.purchased,
            ship_by: sending.ship_by,
            outcome: sending.outcome,
        };
        if self.is_old(&sent) {
            self.orders.remove(&sale.number);
            return;
        }
        self.orders.insert(sale.number, sent);
        if self.orders.len() > 2 * self.left + 4_096 {
            let newest = self.newest;
            self.orders.retain(|_, sent| !is_older(sent, newest));
            self.left = self.orders.len();
        }
    }

    fn is_old(&self, sent: &Sent) -> bool {
        is_older(sent, self.newest)
    }

    /// The orders, in no order.
    pub fn orders(&self) -> impl Iterator<Item = (OrderNumber, &Sent)> {
        self.orders.iter().map(|(number, sent)| (*number, sent))
    }
}

fn is_older(sent: &Sent, newest: Moment) -> bool {
    sent.ship_by.unwrap_or(sent.purchased).max(sent.purchased) < newest.minus(KEPT)
}
