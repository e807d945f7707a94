//! The orders behind a figure: a window into a list that may be long.

use super::{Wanted, ask};
use crate::domain::ids::OrderNumber;
use crate::domain::marketplace::code_of;
use crate::domain::moment::Moment;
use crate::protocol::orders::OrderRow;
use crate::protocol::reports::{FigureOrders, FigureOrdersPage, ReportRequest};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::listing::table::{self, Lead, Spec};
use crate::screen::overlay;
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::{amount, count};
use ratatui::layout::Rect;

/// Rows asked for at once.
const PAGE: u32 = 300;

/// The orders behind a figure.
#[derive(Debug, Default)]
pub struct Behind {
    title: String,
    wanted: Option<FigureOrders>,
    rows: Vec<OrderRow>,
    first: usize,
    total: usize,
    answered: bool,
    cursor: usize,
    top: usize,
    height: usize,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Reference,
    Purchased,
    Customer,
    Units,
    Total,
    Currency,
    Channel,
    Marketplace,
    Delivery,
}

static COLUMNS: [Spec<Column>; 9] = [
    table::words(Column::Reference, "Amazon reference", 19, 0, 0),
    table::words(Column::Purchased, "Purchased", 12, 0, 2),
    table::words(Column::Customer, "Customer", 12, 20, 4),
    table::figures(Column::Units, "Units", 5, 7),
    table::figures(Column::Total, "Total", 10, 1),
    table::words(Column::Currency, "Cur", 3, 0, 3),
    table::words(Column::Channel, "Ch.", 3, 0, 6),
    table::words(Column::Marketplace, "Mk", 2, 0, 5),
    table::words(Column::Delivery, "Delivery", 13, 0, 8),
];

impl Behind {
    /// Shows the orders behind another figure.
    pub fn open(&mut self, title: String, wanted: FigureOrders, hand: &mut Hand) {
        let height = self.height;
        *self = Behind {
            title,
            wanted: Some(wanted),
            height,
            ..Behind::default()
        };
        self.ask_from(0, hand);
    }

    fn ask_from(&self, offset: usize, hand: &mut Hand) {
        if let Some(wanted) = &self.wanted {
            let wanted = FigureOrders {
                offset: offset as u64,
                limit: PAGE,
                ..wanted.clone()
            };
            ask(Wanted::Behind, ReportRequest::Orders(wanted), hand);
        }
    }

    /// Asks again for what is shown.
    pub fn ask_again(&self, hand: &mut Hand) {
        self.ask_from(self.first, hand);
    }

    /// Rows came. The cursor stays on its order where it can.
    pub fn take(&mut self, page: &FigureOrdersPage, hand: &mut Hand) {
        let under = self.row(self.cursor).map(|row| row.key);
        self.rows = page.orders.clone();
        self.first = usize::try_from(page.first).unwrap_or(usize::MAX);
        self.total = usize::try_from(page.total).unwrap_or(usize::MAX);
        self.answered = true;
        let place = |key| self.rows.iter().position(|row| row.key == key);
        if let Some(at) = under.and_then(place) {
            self.cursor = self.first + at;
        }
        self.reveal();
        self.fetch(hand);
    }

    fn row(&self, index: usize) -> Option<&OrderRow> {
        self.rows.get(index.checked_sub(self.first)?)
    }

    /// The order under the cursor.
    pub fn current(&self) -> Option<OrderNumber> {
        self.row(self.cursor).map(|row| row.number)
    }

    /// So many rows fit.
    pub fn set_height(&mut self, rows: u16) {
        self.height = usize::from(rows.max(1));
        self.reveal();
    }

    /// Moves the cursor; `false` if the command is no movement.
    pub fn moved(&mut self, command: Command, hand: &mut Hand) -> bool {
        let to = overlay::moved(self.cursor, self.total, self.height, command);
        if let Some(to) = to {
            self.cursor = to;
            self.reveal();
            self.fetch(hand);
        }
        to.is_some()
    }

    /// Puts the cursor on a row of the screen.
    pub fn go_visible(&mut self, row: u16, hand: &mut Hand) {
        let index = self.top + usize::from(row);
        if index < self.total {
            self.cursor = index;
            self.fetch(hand);
        }
    }

    fn reveal(&mut self) {
        self.cursor = self.cursor.min(self.total.saturating_sub(1));
        self.top = self
            .top
            .min(self.cursor)
            .max((self.cursor + 1).saturating_sub(self.height))
            .min(self.total.saturating_sub(self.height));
    }

    /// Asks for rows that are visible and not here.
    fn fetch(&self, hand: &mut Hand) {
        let end = (self.top + self.height).min(self.total);
        let here = self.first <= self.top && end <= self.first + self.rows.len();
        if !here && !hand.desk.waits_for(&Wanted::Behind.into()) {
            self.ask_from(self.top.saturating_sub(PAGE as usize / 3), hand);
        }
    }

    /// Draws the list.
    pub fn draw(&self, pen: &mut Pen, area: Rect, now: Moment) {
        let columns = table::layout(area.width, COLUMNS.iter());
        table::heading(pen, area, &columns);
        if self.answered && self.total == 0 {
            let text = "They were cancelled, or changed, since the figure was told.";
            return table::empty(pen, area, "No order is behind it any more.", text);
        }
        let end = (self.top + self.height).min(self.total);
        for index in self.top..end {
            let y = area.y + 1 + (index - self.top) as u16;
            if y >= area.bottom() {
                break;
            }
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            let lead = Lead {
                cursor: (index == self.cursor).then_some(Role::Cursor),
                ..Lead::default()
            };
            let words = pen.look.words;
            match self.row(index) {
                Some(row) => table::row(pen, bar, &columns, lead, |column| match column {
                    Column::Purchased => (words.column_time(row.purchased_at, now), Role::Text),
                    column => cell(row, column),
                }),
                None => {
                    let missing = pen.signs().missing;
                    pen.put(bar.x + 3, y, 1, missing, Role::Dim);
                }
            }
        }
        let (top, shown, all) = (self.top as u64, self.height as u64, self.total as u64);
        let height = area.height.saturating_sub(1);
        let x = area.right().saturating_sub(1);
        pen.scroll_bar(x, area.y + 1, height, top, shown, all);
    }

    /// What is shown, and where the cursor stands.
    pub fn status(&self) -> (String, String) {
        let at = (self.cursor + 1).min(self.total) as u64;
        let place = format!("{} of {}", count(at), count(self.total as u64));
        (place, self.title.clone())
    }
}

fn cell(row: &OrderRow, column: Column) -> (String, Role) {
    match column {
        Column::Reference => (row.amazon_order_ref.to_string(), Role::Text),
        Column::Customer => (row.customer.clone(), Role::Text),
        Column::Units => (row.units.to_string(), Role::Text),
        Column::Total => (amount(row.total, row.currency), Role::Text),
        Column::Currency => (row.currency.to_string(), Role::Dim),
        Column::Channel => (row.channel.to_string(), Role::Dim),
        Column::Marketplace => (code_of(&row.marketplace).to_owned(), Role::Dim),
        Column::Delivery => (row.delivery.as_str().replace('_', " "), Role::Dim),
        Column::Purchased => (String::new(), Role::Text),
    }
}
