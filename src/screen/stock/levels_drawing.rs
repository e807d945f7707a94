//! Drawing quantities, and the details of one.

use super::chart;
use super::kind_word;
use super::levels::Levels;
use crate::domain::moment::Moment;
use crate::protocol::stock::{LevelView, RuleView};
use crate::screen::footer;
use crate::screen::listing::rows::Row;
use crate::screen::listing::table::{self, Lead, Spec};
use crate::screen::overlay::draw_input;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use crate::screen::words::{count, counted};
use ratatui::layout::Rect;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Product,
    Name,
    Location,
    Quantity,
    Reserved,
    Free,
    Incoming,
    Sold,
    Cover,
    Bin,
}

static COLUMNS: [Spec<Column>; 10] = [
    table::words(Column::Product, "Product", 12, 6, 0),
    table::words(Column::Location, "Location", 8, 12, 3),
    table::figures(Column::Quantity, "Pcs", 6, 1),
    table::figures(Column::Reserved, "Resvd", 5, 6),
    table::figures(Column::Free, "Free", 6, 2),
    table::figures(Column::Incoming, "Coming", 6, 5),
    table::figures(Column::Sold, "Sold30", 6, 7),
    table::figures(Column::Cover, "Lasts", 6, 4),
    table::words(Column::Bin, "Bin", 8, 4, 8),
    table::words(Column::Name, "Name", 14, 30, 9),
];

/// Rows of the chart, its days included.
const CHART: u16 = 6;

impl Levels {
    /// Draws the list.
    pub fn draw(&self, pen: &mut Pen, area: Rect) {
        let columns = table::layout(area.width, COLUMNS.iter());
        table::heading(pen, area, &columns);
        let rows = &self.rows;
        if rows.all().is_empty() {
            return self.draw_empty(pen, area);
        }
        for (index, row) in rows.visible() {
            let y = area.y + 1 + (index - rows.top()) as u16;
            if y >= area.bottom() {
                break;
            }
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            let lead = Lead {
                cursor: (index == rows.index()).then_some(Role::Cursor),
                marked: false,
                alarm: row.quantity < 0,
            };
            let dash = pen.signs().dash;
            table::row(pen, bar, &columns, lead, |column| cell(row, column, dash));
        }
        if area.width > 0 {
            let (top, shown) = (rows.top() as u64, u64::from(area.height.saturating_sub(1)));
            let x = area.right() - 1;
            let height = area.height.saturating_sub(1);
            pen.scroll_bar(x, area.y + 1, height, top, shown, rows.all().len() as u64);
        }
    }

    fn draw_empty(&self, pen: &mut Pen, area: Rect) {
        let (title, text) = if !self.rows.is_read() {
            ("Reading the quantities …", "")
        } else if !self.text.is_empty() {
            ("Nothing matches this filter.", "Esc shows everything.")
        } else if self.negative {
            (
                "Nothing is below zero.",
                "Every quantity that we know of is one that can be. Esc shows everything.",
            )
        } else {
            (
                "Nothing lies here yet.",
                "A count says what is there; it asks for nothing but the pieces.",
            )
        };
        table::empty(pen, area, title, text);
    }

    /// Draws the details of the quantity under the cursor.
    pub fn draw_detail(&self, pen: &mut Pen, area: Rect, rules: &[RuleView], now: Moment) {
        let Some(row) = self.rows.current() else {
            return;
        };
        let area = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        let mut y = area.y;
        for (text, role) in head(row, rules) {
            for line in crate::screen::pen::wrapped(&text, area.width) {
                if y < area.bottom() {
                    pen.put(area.x, y, area.width, &line, role);
                    y += 1;
                }
            }
        }
        let detail = self.detail.as_ref().filter(|d| d.key == row.key());
        let rest = area.bottom().saturating_sub(y);
        if let Some(history) = detail.and_then(|d| d.history.as_ref())
            && rest > 3
        {
            let height = CHART.min(rest);
            let place = Rect { y, height, ..area };
            chart::draw(pen, place, &history.days);
            y += height;
        }
        match detail.and_then(|d| d.moves.as_ref()) {
            None => {
                pen.put(area.x, y, area.width, "Reading …", Role::Dim);
            }
            Some(moves) => {
                let below = Rect {
                    y,
                    height: area.bottom().saturating_sub(y),
                    ..area
                };
                let skipped = usize::from(self.scroll).min(moves.len().saturating_sub(1));
                for (row_, y) in moves.iter().skip(skipped).zip(below.y..below.bottom()) {
                    let place = &row.location;
                    let sign = if row_.from == *place { "-" } else { "+" };
                    let other = if row_.from == *place {
                        format!("to {}", row_.to)
                    } else {
                        format!("from {}", row_.from)
                    };
                    let when = pen.look.words.column_time(row_.at, now);
                    let amount = format!("{sign}{}", row_.quantity);
                    let text = format!("{when}  {amount:>6}  {:<9} {other}", kind_word(row_.kind));
                    pen.put(area.x, y, area.width, &text, Role::Text);
                }
            }
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        let found = self.rows.all().len() as u64;
        if let Some(filter) = &self.line {
            pen.put(line.x, line.y, 1, "/", Role::Key);
            let field = (line.width / 2).max(18).min(line.width.saturating_sub(1));
            draw_input(pen, line.x + 1, line.y, field, &filter.input, false);
            let at = line.x + 1 + width(filter.text()).min(field) + 2;
            let room = line.right().saturating_sub(at + 1);
            let text = format!("{} found", count(found));
            pen.put(at, line.y, room, &text, Role::Dim);
            return;
        }
        if !self.rows.is_read() {
            return;
        }
        let dot = pen.signs().dot;
        let at = if found == 0 { 0 } else { self.rows.index() + 1 };
        let mut left = vec![(
            format!("{} of {}", count(at as u64), count(found)),
            Role::Text,
        )];
        if let Some(location) = &self.location {
            left.push((format!(" {dot} at {location}"), Role::Accent));
        }
        if self.negative {
            left.push((format!(" {dot} below zero"), Role::Accent));
        }
        if !self.text.is_empty() {
            left.push((format!(" {dot} filter \"{}\"", self.text), Role::Accent));
        }
        let below = self.rows.all().iter().filter(|r| r.quantity < 0).count();
        if below > 0 && !self.negative {
            let text = format!(" {dot} {} {below} below zero", pen.signs().warn);
            left.push((text, Role::Bad));
        }
        footer::draw_status(pen, line, &left, "");
    }
}

fn cell(row: &LevelView, column: Column, dash: &str) -> (String, Role) {
    let some = |figure: u64| match figure {
        0 => (dash.to_owned(), Role::Dim),
        figure => (figure.to_string(), Role::Text),
    };
    let signed = |figure: i64| match figure {
        below if below < 0 => (below.to_string(), Role::Bad),
        figure => (figure.to_string(), Role::Text),
    };
    match column {
        Column::Product => (row.sku.clone(), Role::Title),
        Column::Name => (row.name.clone(), Role::Dim),
        Column::Location => (row.location.clone(), Role::Text),
        Column::Quantity => signed(row.quantity),
        Column::Reserved => some(u64::try_from(row.reserved).unwrap_or(0)),
        Column::Free => row.free.map_or((dash.to_owned(), Role::Dim), signed),
        Column::Incoming => some(row.incoming),
        Column::Sold => (row.sold_30_days.to_string(), Role::Dim),
        Column::Cover => cover(row, dash),
        Column::Bin => (row.bin.clone(), Role::Dim),
    }
}

fn cover(row: &LevelView, dash: &str) -> (String, Role) {
    match row.cover_days {
        None => (dash.to_owned(), Role::Dim),
        Some(days) if days < 7 => (format!("!{days} d"), Role::Warn),
        Some(days) if days > 999 => (">999 d".to_owned(), Role::Text),
        Some(days) => (format!("{days} d"), Role::Text),
    }
}

/// What there is to say of a quantity before its history.
fn head(row: &LevelView, rules: &[RuleView]) -> Vec<(String, Role)> {
    let mut lines = vec![(format!("{} at {}", row.sku, row.location), Role::Title)];
    if !row.name.is_empty() {
        lines.push((row.name.clone(), Role::Text));
    }
    let mut parts = vec![counted(row.quantity.unsigned_abs(), "piece")];
    if row.quantity < 0 {
        parts = vec![format!("{} pieces: below zero, count it", row.quantity)];
    }
    if row.reserved != 0 {
        parts.push(format!("{} reserved", row.reserved));
    }
    if let Some(free) = row.free {
        parts.push(format!("{free} free"));
    }
    if row.incoming > 0 {
        parts.push(format!("{} coming", row.incoming));
    }
    if !row.bin.is_empty() {
        parts.push(format!("bin {}", row.bin));
    }
    let role = if row.quantity < 0 {
        Role::Bad
    } else {
        Role::Text
    };
    lines.push((parts.join(", "), role));
    let lasts = row
        .cover_days
        .map_or(String::new(), |days| format!(", lasts {days} days"));
    lines.push((
        format!("{} sold in 30 days{lasts}", row.sold_30_days),
        Role::Dim,
    ));
    let rule = rules
        .iter()
        .find(|r| r.sku == row.sku && r.location == row.location);
    let text = match rule {
        Some(rule) => super::rules::in_words(rule),
        None => "No reordering rule.".to_owned(),
    };
    lines.push((text, Role::Accent));
    lines
}
