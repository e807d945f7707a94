//! What the order list is sorted by.

use super::{After, middle, moved};
use crate::domain::order_query::{Sort, SortColumn};
use crate::screen::command::Command;
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// The choice.
#[derive(Debug)]
pub struct SortChoice {
    now: Sort,
    at: usize,
}

impl SortChoice {
    /// Begins on what the list is sorted by now.
    pub fn new(now: Sort) -> SortChoice {
        let at = SortColumn::ALL.iter().position(|c| *c == now.column);
        SortChoice {
            now,
            at: at.unwrap_or(0),
        }
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command) -> After {
        if let Some(at) = moved(self.at, SortColumn::ALL.len(), 4, command) {
            self.at = at;
            return After::Stay;
        }
        match command {
            Command::Accept | Command::Toggle => SortColumn::ALL
                .get(self.at)
                .map_or(After::Close, |column| After::Sort(*column)),
            Command::Cancel => After::Close,
            _ => After::Ignored,
        }
    }

    /// A column by its first letter.
    pub fn letter(&mut self, letter: char) -> After {
        SortColumn::ALL
            .into_iter()
            .find(|c| c.title().to_lowercase().starts_with(letter))
            .map_or(After::Ignored, After::Sort)
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let inner = pen.boxed(middle(body, 34, 7), "Sort by", Role::LineFocus);
        for (index, column) in SortColumn::ALL.iter().enumerate() {
            let y = inner.y + index as u16;
            if y >= inner.bottom() {
                break;
            }
            let current = *column == self.now.column;
            let arrow = match (current, self.now.descending) {
                (false, _) => " ",
                (true, true) => pen.signs().down,
                (true, false) => pen.signs().up,
            };
            let title = column.title();
            let letter = title.get(..1).unwrap_or("").to_lowercase();
            let role = if index == self.at {
                pen.tint(Rect::new(inner.x, y, inner.width, 1), Role::Cursor);
                Role::Cursor
            } else {
                Role::Text
            };
            let key = if index == self.at { role } else { Role::Key };
            pen.put(inner.x + 1, y, 1, &letter, key);
            pen.put(inner.x + 4, y, inner.width.saturating_sub(4), title, role);
            pen.put(inner.x + 16, y, 1, arrow, role);
        }
        let last = inner.bottom().saturating_sub(1);
        if inner.height > 4 {
            let text = "the same again reverses";
            pen.put(
                inner.x + 1,
                last,
                inner.width.saturating_sub(2),
                text,
                Role::Dim,
            );
        }
    }
}
