//! The orders with delivered goods that no invoice has.

use super::wanted::Wanted;
use crate::domain::ids::OrderNumber;
use crate::protocol::Request;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::invoices::{InvoiceRequest, ToInvoicePage};
use crate::protocol::orders::OrderRow;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::listing::filtered::{Filtered, Searched};
use crate::screen::listing::rows::Row;

/// Rows asked for at once.
const PAGE: u32 = 200;
/// Rows read at most while words are looked for, or all are to be marked.
const MOST: usize = 10_000;

impl Row for OrderRow {
    type Key = OrderNumber;
    fn key(&self) -> OrderNumber {
        self.number
    }
}

impl Searched for OrderRow {
    fn text(&self) -> String {
        format!(
            "{} {} {} {} {} {} {}",
            self.number,
            self.amazon_order_ref,
            self.customer,
            self.account,
            crate::domain::marketplace::code_of(&self.marketplace),
            self.currency,
            self.channel,
        )
    }
}

/// The orders.
#[derive(Debug, Default)]
pub struct Waiting {
    /// The rows.
    pub list: Filtered<OrderRow>,
    /// How many wait in all.
    pub total: u64,
    next: Option<OrderNumber>,
    /// All that wait are to be marked, once they are read.
    marking: bool,
}

fn request(after: Option<OrderNumber>) -> Request {
    let limit = PAGE;
    Request::Books(BooksRequest::Invoice(InvoiceRequest::ToInvoice {
        after,
        limit,
    }))
}

impl Waiting {
    /// Asks for the oldest of them.
    pub fn ask(&self, hand: &mut Hand) {
        hand.desk.ask(Wanted::Waiting.into(), request(None));
    }

    /// Asks for further ones: where the cursor comes near the last row, and all of them where words are looked for.
    pub fn ask_more(&self, hand: &mut Hand) {
        let asked = [Wanted::Waiting, Wanted::WaitingMore].map(Purpose::from);
        let busy = asked.iter().any(|p| hand.desk.waits_for(p));
        let wanted = self.marking || !self.list.words.is_empty();
        let looks = wanted && self.list.read().len() < MOST;
        if self.next.is_some() && (looks || self.list.rows.runs_out()) && !busy {
            hand.desk
                .ask(Wanted::WaitingMore.into(), request(self.next));
        }
    }

    /// The oldest came.
    pub fn page(&mut self, page: ToInvoicePage, hand: &mut Hand) {
        self.total = page.total;
        let last = page.orders.last().map(|row| row.number);
        let deeper = self.list.read().len() > page.orders.len();
        match (last, page.next) {
            (Some(last), Some(_)) if deeper => {
                self.list.renew(page.orders, |row| row.number > last);
            }
            (_, next) => {
                self.next = next;
                self.list.set(page.orders);
            }
        }
        self.go_on(hand);
    }

    /// Reads on, or marks what was read.
    fn go_on(&mut self, hand: &mut Hand) {
        if self.marking && (self.next.is_none() || self.list.read().len() >= MOST) {
            self.marking = false;
            self.list.mark_all();
        }
        self.ask_more(hand);
    }

    /// Marks all that wait, read or not, as far as that is sensible.
    pub fn mark_all(&mut self, hand: &mut Hand) {
        self.marking = true;
        self.go_on(hand);
    }

    /// Further ones came.
    pub fn more(&mut self, page: ToInvoicePage, hand: &mut Hand) {
        self.total = page.total;
        self.next = page.next;
        self.list.add(page.orders);
        self.go_on(hand);
    }

    /// Whether further ones are on their way because words are looked for.
    pub fn is_reading(&self) -> bool {
        self.next.is_some() && self.list.read().len() < MOST
    }

    /// Whether all of them were read.
    pub fn is_whole(&self) -> bool {
        self.next.is_none()
    }

    /// These orders have their invoices.
    pub fn invoiced(&mut self, orders: &[OrderNumber]) {
        self.list.change(&[], |row| !orders.contains(&row.number));
        self.total = self.total.saturating_sub(orders.len() as u64);
    }
}
