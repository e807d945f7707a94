//! Drawing the order list.

use super::columns::{self, Column, FLAGS, Placed};
use super::{Orders, delivery_word, status_word};
use crate::domain::amazon_status::AmazonStatus;
use crate::domain::marketplace;
use crate::domain::moment::Moment;
use crate::domain::order::{Delivery, OrderState};
use crate::protocol::orders::OrderRow;
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::{self, Urgency};
use ratatui::layout::Rect;

/// Lines above the rows.
pub const HEADING: u16 = 1;
/// Columns for the mark and the sign of alarm, with a blank behind them.
const SIGNS: u16 = 3;

/// Whether something of it is still to be shipped by us.
pub fn is_open(row: &OrderRow) -> bool {
    row.state == OrderState::Confirmed
        && row.channel == crate::domain::amazon_status::Channel::Fbm
        && matches!(row.delivery, Delivery::ToShip | Delivery::PartlyShipped)
}

impl Orders {
    /// Draws the tab.
    pub fn draw(&self, pen: &mut Pen, now: Moment) {
        let split = self.split();
        if split.detail != Some(split.list) {
            self.draw_list(pen, split.list, now);
        }
        if let Some(area) = split.detail {
            if area != split.list {
                let role = if self.pane.focus() {
                    Role::LineFocus
                } else {
                    Role::Line
                };
                pen.post(area.x - 1, area.y, area.height, role);
            }
            self.draw_detail(pen, area, now);
        }
    }

    fn draw_list(&self, pen: &mut Pen, area: Rect, now: Moment) {
        // The last column belongs to the scroll bar.
        let room = area.width.saturating_sub(SIGNS + 1);
        let columns = columns::layout(room, self.sort.column);
        self.draw_heading(pen, area, &columns);
        let rows = area.height.saturating_sub(HEADING);
        let w = &self.window;
        if w.total() == 0 {
            self.draw_empty(pen, area);
            return;
        }
        for (line, (index, row)) in w.visible().take(usize::from(rows)).enumerate() {
            let y = area.y + HEADING + line as u16;
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            let cursor = (index == w.cursor()).then_some(if self.pane.focus() {
                Role::CursorIdle
            } else {
                Role::Cursor
            });
            match row {
                Some(row) => self.draw_row(pen, bar, &columns, row, cursor, now),
                None => draw_missing(pen, bar, &columns, cursor),
            }
        }
        let shown = u64::from(rows);
        if area.width > 0 {
            pen.scroll_bar(
                area.right() - 1,
                area.y + HEADING,
                rows,
                w.top(),
                shown,
                w.total(),
            );
        }
    }

    fn draw_heading(&self, pen: &mut Pen, area: Rect, columns: &[Placed]) {
        for placed in columns {
            let sorted = placed.spec.sort == Some(self.sort.column);
            let arrow = match (sorted, self.sort.descending) {
                (false, _) => "",
                (true, true) => pen.signs().down,
                (true, false) => pen.signs().up,
            };
            let title = match (arrow, placed.spec.right) {
                ("", _) => placed.spec.title.to_owned(),
                (arrow, true) => format!("{arrow} {}", placed.spec.title),
                (arrow, false) => format!("{} {arrow}", placed.spec.title),
            };
            let role = if sorted { Role::Accent } else { Role::Label };
            let x = area.x + SIGNS + placed.x;
            if placed.spec.column == Column::Total {
                // Over the figures, not over the currency behind them.
                pen.put_right(x, area.y, placed.width.saturating_sub(4), &title, role);
            } else if placed.spec.right {
                pen.put_right(x, area.y, placed.width, &title, role);
            } else {
                pen.put(x, area.y, placed.width, &title, role);
            }
        }
    }

    fn draw_empty(&self, pen: &mut Pen, area: Rect) {
        let (first, second) = if !self.window.answered() {
            ("Reading the orders …", "")
        } else if !self.window.complete() {
            ("Still reading the orders …", "")
        } else if !self.filter_text.is_empty() {
            ("No order matches this filter.", "Esc shows all orders.")
        } else {
            (
                "There are no orders yet.",
                "6 then a adds an account. R syncs now.",
            )
        };
        let y = area.y + HEADING + area.height.saturating_sub(HEADING) / 3;
        for (line, text) in [first, second].iter().enumerate() {
            let role = if line == 0 { Role::Title } else { Role::Dim };
            let x = area.x + area.width.saturating_sub(crate::screen::pen::width(text)) / 2;
            let y = y + line as u16;
            if y < area.bottom() {
                pen.put(x, y, area.width, text, role);
            }
        }
    }

    fn draw_row(
        &self,
        pen: &mut Pen,
        bar: Rect,
        columns: &[Placed],
        row: &OrderRow,
        cursor: Option<Role>,
        now: Moment,
    ) {
        if let Some(role) = cursor {
            pen.tint(bar, role);
        }
        let base = if self.changed.contains(&row.key) {
            Role::Changed
        } else {
            Role::Text
        };
        let role = |role: Role| match (cursor, role) {
            // One look for the whole row under the cursor: it reads well and costs few bytes.
            (Some(cursor), _) => cursor,
            (None, Role::Text) => base,
            (None, role) => role,
        };
        let marked = self.marks.contains_key(&row.key);
        let in_range = self.range == Some(row.key);
        if marked || in_range {
            let sign = pen.signs().mark;
            pen.put(bar.x, bar.y, 1, sign, role(Role::Mark));
        }
        if FLAGS.iter().any(|f| f.pressing && row.flags.has(f.flag)) {
            let sign = pen.signs().warn;
            pen.put(bar.x + 1, bar.y, 1, sign, role(Role::Warn));
        }
        for placed in columns {
            let x = bar.x + SIGNS + placed.x;
            let (text, what) = cell(pen, placed.spec.column, row, now);
            let what = role(what);
            if placed.spec.column == Column::Total {
                draw_total(pen, x, bar.y, placed.width, row, what);
            } else if placed.spec.right {
                pen.put_right(x, bar.y, placed.width, &text, what);
            } else {
                pen.put(x, bar.y, placed.width, &text, what);
            }
        }
    }
}

/// The figure with its point under the others', the currency behind it.
fn draw_total(pen: &mut Pen, x: u16, y: u16, width: u16, row: &OrderRow, role: Role) {
    let figure = words::amount(row.total, row.currency);
    let digits = figure.split_once('.').map_or(0, |(_, d)| d.len() + 1);
    let pad = 3usize.saturating_sub(digits);
    let text = format!("{figure}{:pad$} {}", "", row.currency.code());
    pen.put_right(x, y, width, &text, role);
}

fn cell(pen: &Pen, column: Column, row: &OrderRow, now: Moment) -> (String, Role) {
    let words = pen.look.words;
    match column {
        Column::Number => (row.number.to_string(), Role::Text),
        Column::Reference => (row.amazon_order_ref.to_string(), Role::Text),
        Column::Purchased => (words.column_time(row.purchased_at, now), Role::Dim),
        Column::Updated => (words.column_time(row.updated_at, now), Role::Dim),
        Column::Customer => (row.customer.clone(), Role::Text),
        Column::Units => (row.units.to_string(), Role::Text),
        Column::Total => (String::new(), Role::Text),
        Column::Channel => (row.channel.as_str().to_owned(), Role::Dim),
        Column::Market => (marketplace::code_of(&row.marketplace).to_owned(), Role::Dim),
        Column::Account => (row.account.clone(), Role::Dim),
        Column::Status => {
            let role = match row.amazon_status {
                AmazonStatus::Unshipped | AmazonStatus::PartiallyShipped => Role::Accent,
                AmazonStatus::Shipped => Role::Good,
                AmazonStatus::Unfulfillable | AmazonStatus::Other(_) => Role::Warn,
                _ => Role::Dim,
            };
            (status_word(&row.amazon_status), role)
        }
        Column::Delivery => {
            let role = match row.delivery {
                Delivery::ToShip | Delivery::PartlyShipped => Role::Text,
                Delivery::Shipped => Role::Good,
                Delivery::Cancelled => Role::Dim,
            };
            (delivery_word(row.delivery).to_owned(), role)
        }
        Column::ShipBy => ship_by(pen, row, now),
        Column::Flags => flags(row),
    }
}

fn ship_by(pen: &Pen, row: &OrderRow, now: Moment) -> (String, Role) {
    let Some(at) = row.ship_by else {
        return (String::new(), Role::Dim);
    };
    if !is_open(row) {
        let done = match row.delivery {
            Delivery::Shipped => pen.signs().good,
            _ => pen.signs().dash,
        };
        return (done.to_owned(), Role::Dim);
    }
    let phrase = pen.look.words.due(at, now);
    match phrase.urgency {
        Urgency::Late => (format!("{} {}", pen.signs().bad, phrase.text), Role::Bad),
        Urgency::Due => (format!("{} {}", pen.signs().warn, phrase.text), Role::Warn),
        Urgency::Later => (format!("  {}", phrase.text), Role::Text),
    }
}

fn flags(row: &OrderRow) -> (String, Role) {
    let set = || FLAGS.iter().filter(|f| row.flags.has(f.flag));
    let pressing = set().any(|f| f.pressing);
    let words: Vec<&str> = set().map(|f| f.short).collect();
    let role = if pressing { Role::Warn } else { Role::Dim };
    (words.join(" "), role)
}

fn draw_missing(pen: &mut Pen, bar: Rect, columns: &[Placed], cursor: Option<Role>) {
    if let Some(role) = cursor {
        pen.tint(bar, role);
    }
    let sign = pen.signs().missing;
    for placed in columns {
        let x = bar.x + SIGNS + placed.x;
        pen.put(x, bar.y, 1, sign, cursor.unwrap_or(Role::Dim));
    }
}
