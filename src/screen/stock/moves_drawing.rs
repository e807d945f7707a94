//! Drawing the moves history.

use super::kind_word;
use super::moves::Moves;
use crate::domain::moment::Moment;
use crate::protocol::stock::MoveView;
use crate::screen::completion;
use crate::screen::footer;
use crate::screen::listing::split::draw_fields;
use crate::screen::listing::table::{self, Lead, Spec};
use crate::screen::overlay::draw_input;
use crate::screen::pen::{Pen, width};
use crate::screen::stock::filter::MoveWords;
use crate::screen::theme::Role;
use crate::screen::words::count;
use ratatui::layout::Rect;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Time,
    Kind,
    Product,
    Quantity,
    Places,
    Document,
    Account,
    Balance,
}

static COLUMNS: [Spec<Column>; 8] = [
    table::words(Column::Time, "When", 12, 0, 3),
    table::words(Column::Kind, "What", 8, 0, 4),
    table::words(Column::Product, "Product", 12, 10, 0),
    table::figures(Column::Quantity, "Pcs", 6, 1),
    table::figures(Column::Balance, "Left", 6, 2),
    table::words(Column::Places, "From, to", 19, 16, 5),
    table::words(Column::Document, "Document", 12, 9, 6),
    table::words(Column::Account, "Account", 10, 10, 7),
];

impl Moves {
    /// Draws the list.
    pub fn draw(&self, pen: &mut Pen, area: Rect, now: Moment) {
        let balance = self.has_balance();
        let wanted = COLUMNS
            .iter()
            .filter(|s| balance || s.column != Column::Balance);
        let columns = table::layout(area.width, wanted);
        table::heading(pen, area, &columns);
        let rows = area.height.saturating_sub(1);
        let w = &self.window;
        if w.total() == 0 {
            return self.draw_empty(pen, area);
        }
        for (line, (index, row)) in w.visible().take(usize::from(rows)).enumerate() {
            let y = area.y + 1 + line as u16;
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            let lead = Lead {
                cursor: (index == w.cursor()).then_some(Role::Cursor),
                ..Lead::default()
            };
            let missing = pen.signs().missing;
            let (signs, words) = (pen.signs(), pen.look.words);
            table::row(pen, bar, &columns, lead, |column| match row {
                None => (missing.to_owned(), Role::Dim),
                Some(row) => match column {
                    Column::Time => (words.column_time(row.at, now), Role::Dim),
                    Column::Kind => (kind_word(row.kind).to_owned(), Role::Text),
                    Column::Product => (row.sku.clone(), Role::Title),
                    Column::Quantity => self.quantity(row),
                    Column::Places => (format!("{} {} {}", row.from, "->", row.to), Role::Text),
                    Column::Document => (document(row).unwrap_or(signs.dash.to_owned()), Role::Dim),
                    Column::Account => (row.account.clone().unwrap_or_default(), Role::Dim),
                    Column::Balance => balance_cell(row),
                },
            });
        }
        if area.width > 0 {
            let x = area.right() - 1;
            pen.scroll_bar(x, area.y + 1, rows, w.top(), u64::from(rows), w.total());
        }
    }

    fn quantity(&self, row: &MoveView) -> (String, Role) {
        match self.signed(row) {
            Some(n) => (format!("{n:+}"), Role::Text),
            None => (row.quantity.to_string(), Role::Text),
        }
    }

    fn draw_empty(&self, pen: &mut Pen, area: Rect) {
        let (title, text) = if !self.window.answered() {
            ("Reading the moves …", "")
        } else if !self.text.is_empty() {
            ("No move matches this filter.", "Esc shows all moves.")
        } else {
            (
                "Nothing has moved yet.",
                "What Amazon delivers, what the warehouse sends, transfers and counts come here by themselves.",
            )
        };
        table::empty(pen, area, title, text);
    }

    /// Draws the move under the cursor in full.
    pub fn draw_detail(&self, pen: &mut Pen, area: Rect) {
        let Some(row) = self.window.current() else {
            return;
        };
        let mut fields = vec![
            ("Product", format!("{} {}", row.sku, row.name)),
            ("When", pen.look.words.full(row.at)),
            ("What", crate::screen::words::plain(row.kind.as_str())),
            ("Pieces", self.quantity(row).0),
            ("From", row.from.clone()),
            ("To", row.to.clone()),
        ];
        let mut add = |label, value: Option<String>| {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                fields.push((label, value));
            }
        };
        add("Left", row.balance.map(|n| n.to_string()));
        add("Transfer", row.transfer.map(|n| n.to_string()));
        add("Picking", row.picking.map(|n| n.to_string()));
        add("Order", row.order.map(|n| n.to_string()));
        add("Amazon", row.amazon_order_ref.map(|r| r.to_string()));
        add("Account", row.account.clone());
        add("Reason", row.reason.clone());
        draw_fields(pen, area, &fields);
    }

    /// Draws the rest of what there is to say of the move under the cursor in a few lines.
    pub fn draw_brief(&self, pen: &mut Pen, area: Rect) {
        let Some(row) = self.window.current() else {
            return;
        };
        let dot = pen.signs().dot;
        let room = area.width.saturating_sub(2);
        let first = format!("{} {dot} {}", row.sku, row.name);
        pen.put(area.x + 1, area.y, room, &first, Role::Text);
        let places = format!("{} {} -> {}", kind_word(row.kind), row.from, row.to);
        let mut parts = vec![places];
        parts.extend(document(row));
        parts.extend(row.order.map(|n| n.to_string()));
        parts.extend(row.amazon_order_ref.map(|r| r.to_string()));
        parts.extend(row.account.clone());
        parts.extend(row.reason.clone());
        parts.dedup();
        let rest = parts.join(&format!(" {dot} "));
        let lines = crate::screen::pen::wrapped(&rest, room);
        for (line, y) in lines.iter().zip(area.y + 1..area.bottom()) {
            pen.put(area.x + 1, y, room, line, Role::Dim);
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect, words: &MoveWords) {
        if self.line.is_some() {
            return self.draw_filter(pen, line, words);
        }
        let dot = pen.signs().dot;
        let w = &self.window;
        if !w.answered() {
            return;
        }
        let at = if w.total() == 0 { 0 } else { w.cursor() + 1 };
        let text = format!("{} of {}", count(at), count(w.total()));
        let mut left = vec![(text, Role::Text)];
        if !self.text.is_empty() {
            left.push((format!(" {dot} filter \"{}\"", self.text), Role::Accent));
            left.push((format!(" of {}", count(w.of())), Role::Dim));
        }
        let right = match w.new_above() {
            0 => String::new(),
            new => format!("{} {} new above", pen.signs().up, count(new)),
        };
        footer::draw_status(pen, line, &left, &right);
    }

    fn draw_filter(&self, pen: &mut Pen, line: Rect, words: &MoveWords) {
        let Some(filter) = &self.line else {
            return;
        };
        pen.put(line.x, line.y, 1, "/", Role::Key);
        let field = (line.width / 2).max(18).min(line.width.saturating_sub(1));
        draw_input(pen, line.x + 1, line.y, field, &filter.input, false);
        let at = line.x + 1 + width(filter.text()).min(field) + 2;
        let room = line.right().saturating_sub(at + 1);
        let (text, role) = match &filter.error {
            Some(error) => (error.clone(), Role::Bad),
            None => {
                let found = format!(
                    "{} of {}",
                    count(self.window.total()),
                    count(self.window.of())
                );
                let more = completion::choices(filter.text(), words).join(" ");
                (format!("{found}   {more}"), Role::Dim)
            }
        };
        pen.put(at, line.y, room, &text, role);
    }
}

fn balance_cell(row: &MoveView) -> (String, Role) {
    match row.balance {
        Some(left) if left < 0 => (left.to_string(), Role::Bad),
        Some(left) => (left.to_string(), Role::Text),
        None => (String::new(), Role::Dim),
    }
}

/// What a move belongs to.
fn document(row: &MoveView) -> Option<String> {
    row.transfer
        .map(|n| n.to_string())
        .or_else(|| row.picking.map(|n| n.to_string()))
        .or_else(|| row.order.map(|n| n.to_string()))
        .or_else(|| row.amazon_order_ref.map(|r| r.to_string()))
}
