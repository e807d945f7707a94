//! The Invoices tab: invoices and credit notes, and the orders that wait for one.

mod answers;
mod asks;
mod detail;
mod drawing;
mod hints;
mod keys;
mod list;
mod views;
mod waiting;
mod wanted;
mod work;

pub use asks::AboutInvoice;
pub use wanted::Wanted;

use super::batch::LeftOut;
use super::context::Hand;
use super::desk::Soon;
use super::listing::split::{BESIDE, Split, below_strip};
use crate::domain::moment::{Moment, Span};
use list::InvoiceList;
use ratatui::layout::Rect;
use tui_input::InputRequest;
use views::View;
use waiting::Waiting;
use work::Work;

/// The Invoices tab.
#[derive(Debug)]
pub struct Invoices {
    view: View,
    list: InvoiceList,
    waiting: Waiting,
    /// What goes to the engine piece by piece.
    work: Option<Work>,
    /// What the last work left out, and what it said besides.
    left_out: Vec<LeftOut>,
    /// Where documents were written last.
    folder: String,
    refresh: Soon,
    area: Rect,
}

impl Default for Invoices {
    fn default() -> Self {
        Invoices {
            view: View::default(),
            list: InvoiceList::default(),
            waiting: Waiting::default(),
            work: None,
            left_out: Vec::new(),
            folder: String::new(),
            refresh: Soon::every(Span::millis(400)),
            area: Rect::default(),
        }
    }
}

impl Invoices {
    /// The area that the tab fills.
    pub fn set_area(&mut self, area: Rect) {
        self.area = area;
        let rows = self.split().list.height.saturating_sub(1);
        self.list.list.rows.set_height(rows);
        self.waiting.list.rows.set_height(rows);
    }

    fn body(&self) -> Rect {
        below_strip(self.area)
    }

    fn split(&self) -> Split {
        match self.view {
            View::List => Split::of(self.body(), 0),
            View::Waiting => Split {
                list: self.body(),
                detail: None,
            },
        }
    }

    /// Whether the details of an invoice are shown.
    fn detailed(&self) -> bool {
        self.area.width >= BESIDE || self.list.open
    }

    /// The tab is shown.
    pub fn show(&mut self, hand: &mut Hand) {
        self.reload(hand);
    }

    /// Asks again for what the view shows.
    fn reload(&mut self, hand: &mut Hand) {
        match self.view {
            View::List => self.list.ask(hand),
            View::Waiting => self.waiting.ask(hand),
        }
    }

    fn go(&mut self, view: View, hand: &mut Hand) {
        self.view = view;
        self.list.open = false;
        self.reload(hand);
    }

    /// The books changed at the engine.
    pub fn outdated(&mut self, now: Moment) {
        self.refresh.want(now);
    }

    /// A moment has come.
    pub fn due(&mut self, hand: &mut Hand) {
        if self.refresh.take(hand.now) {
            self.reload(hand);
        }
        self.list.come(hand);
    }

    /// When something is to be done.
    pub fn next_due(&self) -> Option<Moment> {
        [self.refresh.due(), self.list.due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Text goes into a filter.
    pub fn edit(&mut self, request: InputRequest, hand: &mut Hand) {
        match self.view {
            View::List => {
                self.list.list.edit(request);
                self.list.ask_more(hand);
                if self.detailed() {
                    self.list.follows(None, hand);
                }
            }
            View::Waiting => {
                self.waiting.list.edit(request);
                self.waiting.ask_more(hand);
            }
        }
    }

    /// A press of the mouse inside the tab.
    pub fn press(&mut self, x: u16, y: u16, hand: &mut Hand) {
        let list = self.split().list;
        let inside = list.contains((x, y).into()) && !self.list.open;
        let Some(row) = y.checked_sub(list.y + 1).filter(|_| inside) else {
            return;
        };
        match self.view {
            View::List => {
                self.list.list.rows.go_visible(row);
                if self.detailed() {
                    self.list.ask_detail(hand);
                }
            }
            View::Waiting => self.waiting.list.rows.go_visible(row),
        }
    }
}
