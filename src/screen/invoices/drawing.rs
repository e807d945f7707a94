//! Drawing the tab: the strip of views, the list, the line about it.

use super::Invoices;
use super::list::status_word;
use super::views::{VIEWS, View};
use crate::domain::marketplace::code_of;
use crate::domain::moment::Moment;
use crate::protocol::books::invoices::{InvoiceRow, InvoiceStatus};
use crate::protocol::orders::OrderRow;
use crate::screen::command::Command;
use crate::screen::footer;
use crate::screen::listing::table::{self, Spec};
use crate::screen::listing::{draw, status};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::{amount, count, counted};
use ratatui::layout::Rect;

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Number,
    State,
    Date,
    Customer,
    Total,
    Due,
    Currency,
    Market,
    Order,
    Reference,
    Account,
}

static COLUMNS: [Spec<Column>; 11] = [
    table::words(Column::Number, "Number", 14, 0, 0),
    table::words(Column::State, "State", 9, 3, 2),
    table::words(Column::Date, "Date", 10, 0, 6),
    table::words(Column::Customer, "Customer", 10, 14, 4),
    table::figures(Column::Total, "Total", 9, 1),
    table::figures(Column::Due, "Due", 9, 5),
    table::words(Column::Currency, "Cur", 3, 0, 3),
    table::words(Column::Market, "Mk", 2, 0, 7),
    table::words(Column::Order, "Order", 7, 0, 8),
    table::words(Column::Reference, "Amazon reference", 19, 0, 9),
    table::words(Column::Account, "Account", 10, 10, 10),
];

/// A column of the orders that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OrderColumn {
    Number,
    Reference,
    Purchased,
    Customer,
    Total,
    Currency,
    Channel,
    Market,
    Account,
}

static ORDER_COLUMNS: [Spec<OrderColumn>; 9] = [
    table::words(OrderColumn::Number, "Order", 8, 0, 0),
    table::words(OrderColumn::Reference, "Amazon reference", 19, 0, 4),
    table::words(OrderColumn::Purchased, "Purchased", 12, 0, 5),
    table::words(OrderColumn::Customer, "Customer", 10, 20, 2),
    table::figures(OrderColumn::Total, "Total", 9, 1),
    table::words(OrderColumn::Currency, "Cur", 3, 0, 3),
    table::words(OrderColumn::Channel, "Ch.", 3, 0, 6),
    table::words(OrderColumn::Market, "Mk", 2, 0, 7),
    table::words(OrderColumn::Account, "Account", 10, 12, 8),
];

impl Invoices {
    /// Draws the tab; `key` says which key does something here.
    pub fn draw(&self, pen: &mut Pen, now: Moment, key: &dyn Fn(Command) -> Option<String>) {
        let body = self.body();
        if body.y > self.area.y {
            let strip = Rect {
                height: 1,
                ..self.area
            };
            VIEWS.draw(pen, strip, self.view, key);
        }
        let split = self.split();
        match self.view {
            View::List if self.list.open && !split.is_beside() => {
                self.list.draw_detail(pen, body, now);
            }
            View::List => {
                split.draw_border(pen);
                self.draw_list(pen, split.list);
                if let Some(detail) = split.detail {
                    self.list.draw_detail(pen, detail, now);
                }
            }
            View::Waiting => self.draw_waiting(pen, split.list, now),
        }
    }

    fn draw_list(&self, pen: &mut Pen, area: Rect) {
        let list = &self.list.list;
        if list.rows.all().is_empty() {
            let (title, text) = match (list.rows.is_read(), list.words.is_empty()) {
                (false, _) => ("Reading the invoices …", ""),
                (true, false) => ("No invoice has these words.", "Esc shows all again."),
                (true, true) if self.list.status.is_some() => {
                    ("There is no such invoice.", "s chooses others.")
                }
                (true, true) => (
                    "There are no invoices yet.",
                    "u shows the orders that wait for one; invoiced is what was delivered.",
                ),
            };
            return table::empty(pen, area, title, text);
        }
        let dash = pen.signs().dash;
        draw::rows(
            pen,
            area,
            &list.rows,
            COLUMNS.iter(),
            |row| {
                let lacks = row.status == InvoiceStatus::Draft && row.vat_number_missing;
                (list.is_marked(row), lacks)
            },
            |row, column| cell(row, column, dash),
        );
    }

    fn draw_waiting(&self, pen: &mut Pen, area: Rect, now: Moment) {
        let list = &self.waiting.list;
        if list.rows.all().is_empty() {
            let (title, text) = match (list.rows.is_read(), list.words.is_empty()) {
                (false, _) => ("Reading the orders …", ""),
                (true, false) => (
                    "No order that waits has these words.",
                    "Esc shows all again.",
                ),
                (true, true) => (
                    "No order waits for an invoice.",
                    "What was delivered and is on no invoice comes here by itself.",
                ),
            };
            return table::empty(pen, area, title, text);
        }
        let words = pen.look.words;
        draw::rows(
            pen,
            area,
            &list.rows,
            ORDER_COLUMNS.iter(),
            |row| (list.is_marked(row), false),
            |row: &OrderRow, column| match column {
                OrderColumn::Number => (row.number.to_string(), Role::Title),
                OrderColumn::Reference => (row.amazon_order_ref.to_string(), Role::Text),
                OrderColumn::Purchased => (words.column_time(row.purchased_at, now), Role::Dim),
                OrderColumn::Customer => (row.customer.clone(), Role::Text),
                OrderColumn::Total => (amount(row.total, row.currency), Role::Text),
                OrderColumn::Currency => (row.currency.to_string(), Role::Dim),
                OrderColumn::Channel => (row.channel.to_string(), Role::Dim),
                OrderColumn::Market => (code_of(&row.marketplace).to_owned(), Role::Dim),
                OrderColumn::Account => (row.account.clone(), Role::Dim),
            },
        );
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect, stop: Option<&str>) {
        if let Some(work) = &self.work {
            return work.batch.draw(pen, line, stop);
        }
        match self.view {
            View::List => {
                let list = &self.list.list;
                if status::draw_filter(pen, line, list, self.list.is_whole())
                    || !list.rows.is_read()
                {
                    return;
                }
                let mut left = status::position(list, self.list.is_whole());
                if let Some(status) = self.list.status {
                    left.push((format!("  only {}", status.as_str()), Role::Accent));
                }
                let counts = self.list.counts;
                let waiting = format!("{} to invoice", count(counts.waiting));
                let right = match line.width < 60 {
                    true => waiting,
                    false => format!(
                        "{}, {} open, {waiting}",
                        counted(counts.drafts, "draft"),
                        count(counts.open)
                    ),
                };
                footer::draw_status(pen, line, &left, &right);
            }
            View::Waiting => {
                let list = &self.waiting.list;
                if status::draw_filter(pen, line, list, self.waiting.is_whole())
                    || !list.rows.is_read()
                {
                    return;
                }
                let left = status::position(list, self.waiting.is_whole());
                let right = format!("{} to invoice", counted(self.waiting.total, "order"));
                footer::draw_status(pen, line, &left, &right);
            }
        }
    }
}

fn cell(row: &InvoiceRow, column: Column, dash: &str) -> (String, Role) {
    match column {
        Column::Number => (row.reference().to_string(), Role::Title),
        Column::State => {
            let role = match row.status {
                InvoiceStatus::Draft => Role::Warn,
                InvoiceStatus::Open => Role::Accent,
                InvoiceStatus::Paid => Role::Good,
                InvoiceStatus::Cancelled => Role::Dim,
            };
            (status_word(row).to_owned(), role)
        }
        Column::Date => match row.date {
            Some(day) => (day.to_string(), Role::Text),
            None => (dash.to_owned(), Role::Dim),
        },
        Column::Customer => (row.customer.clone(), Role::Text),
        Column::Total => (amount(row.total, row.currency), Role::Text),
        Column::Due => match row.status {
            InvoiceStatus::Open => (amount(row.due, row.currency), Role::Text),
            _ => (dash.to_owned(), Role::Dim),
        },
        Column::Currency => (row.currency.to_string(), Role::Dim),
        Column::Market => (code_of(&row.marketplace).to_owned(), Role::Dim),
        Column::Order => (row.order.to_string(), Role::Dim),
        Column::Reference => (row.amazon_order_ref.clone(), Role::Dim),
        Column::Account => (row.account.clone(), Role::Dim),
    }
}
