//! Drawing a sheet: what we think, what was counted, what differs.

use super::sheet::{Of, Sheet, SheetRow};
use crate::screen::footer;
use crate::screen::listing::table::{self, Lead, Spec};
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Bin,
    Product,
    Name,
    Ours,
    Found,
    Difference,
}

const fn columns(ours: &'static str, found: &'static str) -> [Spec<Column>; 6] {
    [
        table::words(Column::Bin, "Bin", 8, 4, 4),
        table::words(Column::Product, "Product", 12, 12, 0),
        table::words(Column::Name, "Name", 12, 30, 5),
        Spec {
            grow: 6,
            ..table::figures(Column::Ours, ours, 7, 3)
        },
        table::figures(Column::Found, found, 7, 1),
        table::figures(Column::Difference, "Diff", 6, 2),
    ]
}

static COUNT: [Spec<Column>; 6] = columns("Ours", "Counted");
static RECEIPT: [Spec<Column>; 6] = columns("On way", "Came");

impl Sheet {
    /// What it is of, for people.
    pub fn title(&self) -> String {
        match &self.of {
            Of::Count {
                location,
                only: Some(only),
            } => format!("{only} at {location}"),
            Of::Count { location, .. } => format!("Count at {location}"),
            Of::Receipt(number) => format!("Receipt of {number}"),
        }
    }

    /// Lines above the rows.
    pub fn lead(&self, area: Rect) -> u16 {
        2 + (self.notes(area.width).len() as u16).min(area.height / 3)
    }

    /// What stands between title and rows: what keeps it from being applied, what the last scan did.
    fn notes(&self, width: u16) -> Vec<(String, Role)> {
        let room = width.saturating_sub(2);
        let mut notes = Vec::new();
        if let Some(problem) = &self.problem {
            notes.extend(wrapped(problem, room).into_iter().map(|l| (l, Role::Bad)));
        }
        if let Some(scanned) = &self.scanned {
            notes.push((scanned.clone(), Role::Good));
        }
        notes
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, area: Rect) {
        let room = area.width.saturating_sub(2);
        pen.put(area.x + 1, area.y, room, &self.title(), Role::Title);
        let lead = self.lead(area);
        let notes = self.notes(area.width);
        for ((text, role), y) in notes.iter().zip(area.y + 1..area.y + lead - 1) {
            if y < area.bottom() {
                pen.put(area.x + 1, y, room, text, *role);
            }
        }
        let list = Rect {
            y: area.y + lead - 1,
            height: area.height.saturating_sub(lead - 1),
            ..area
        };
        if self.rows.is_empty() {
            let (title, text) = match (self.read, &self.of) {
                (false, _) => ("Reading our figures …", ""),
                (_, Of::Count { .. }) => (
                    "Nothing is known to lie here.",
                    "Scan what is there: each scan counts its pieces.",
                ),
                (_, Of::Receipt(_)) => ("Nothing of it is under way.", ""),
            };
            return table::empty(pen, list, title, text);
        }
        self.draw_rows(pen, list);
    }

    fn draw_rows(&self, pen: &mut Pen, list: Rect) {
        let specs = match self.of {
            Of::Count { .. } => &COUNT,
            Of::Receipt(_) => &RECEIPT,
        };
        let hidden = self.hidden;
        let shown = specs
            .iter()
            .filter(|s| !hidden || !matches!(s.column, Column::Ours | Column::Difference));
        let columns = table::layout(list.width, shown);
        table::heading(pen, list, &columns);
        let (index, top) = self.view();
        let height = list.height.saturating_sub(1);
        for (at, row) in self.rows.iter().enumerate().skip(top) {
            let y = list.y + 1 + (at - top) as u16;
            if y >= list.bottom() {
                break;
            }
            let bar = Rect::new(list.x, y, list.width.saturating_sub(1), 1);
            let moved = matches!(self.of, Of::Count { .. }) && row.moved().is_some();
            let lead = Lead {
                cursor: (at == index).then_some(Role::Cursor),
                marked: row.typed.is_some(),
                alarm: moved,
            };
            table::row(pen, bar, &columns, lead, |column| cell(row, column, moved));
        }
        let x = list.right().saturating_sub(1);
        let all = self.rows.len() as u64;
        pen.scroll_bar(x, list.y + 1, height, top as u64, u64::from(height), all);
    }

    /// Draws the line about what is counted.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        let dot = pen.signs().dot;
        let what = match self.of {
            Of::Count { .. } => "counted",
            Of::Receipt(_) => "with a figure",
        };
        let text = format!("{} of {} {what}", self.counted(), self.rows.len());
        let mut left = vec![(text, Role::Text)];
        if self.busy {
            left.push((format!(" {dot} being applied"), Role::Dim));
        }
        if self.hidden {
            left.push((format!(" {dot} our figures hidden"), Role::Dim));
        }
        let moved = self.out_of_date();
        if moved > 0 {
            let text = format!(" {dot} {} {moved} moved meanwhile", pen.signs().warn);
            left.push((text, Role::Bad));
        }
        footer::draw_status(pen, line, &left, "");
    }
}

fn cell(row: &SheetRow, column: Column, moved: bool) -> (String, Role) {
    match column {
        Column::Bin => (row.bin.clone(), Role::Dim),
        Column::Product => (row.sku.clone(), Role::Title),
        Column::Name => (row.name.clone(), Role::Dim),
        Column::Ours => match row.moved().filter(|_| moved) {
            Some(seen) => (format!("{seen}->{}", row.ours), Role::Bad),
            None => (row.ours.to_string(), Role::Text),
        },
        Column::Found => match &row.typed {
            Some(typed) => (typed.text.clone(), Role::Accent),
            None => ("_".to_owned(), Role::Dim),
        },
        Column::Difference => match row.found().map(|n| i64::from(n) - row.ours) {
            None => (String::new(), Role::Dim),
            Some(0) => ("=".to_owned(), Role::Good),
            Some(difference) => (format!("{difference:+}"), Role::Warn),
        },
    }
}
