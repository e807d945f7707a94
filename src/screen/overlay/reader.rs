//! Something to read, in a box that scrolls.

use super::{After, middle, moved};
use crate::screen::command::Command;
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// The text.
#[derive(Debug)]
pub struct Reader {
    title: String,
    lines: Vec<(String, Role)>,
    top: usize,
}

impl Reader {
    /// A text of paragraphs with their looks.
    pub fn new(title: impl Into<String>, lines: Vec<(String, Role)>) -> Reader {
        Reader {
            title: title.into(),
            lines,
            top: 0,
        }
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command) -> After {
        // Wrapped lines are at most a few times the paragraphs; drawing stops at the end.
        if let Some(top) = moved(self.top, self.lines.len() * 4, 10, command) {
            self.top = top.min(self.lines.len().saturating_sub(1));
            return After::Stay;
        }
        match command {
            Command::Cancel | Command::Accept => After::Close,
            _ => After::Ignored,
        }
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let width = 76.min(body.width);
        let room = width.saturating_sub(4);
        let fresh = |lines: &[(String, Role)]| -> Vec<(String, Role)> {
            lines
                .iter()
                .flat_map(|(text, role)| wrapped(text, room).into_iter().map(|l| (l, *role)))
                .collect()
        };
        let all = fresh(&self.lines);
        let height = u16::try_from(all.len() + 2).unwrap_or(u16::MAX).max(5);
        let area = middle(body, width, height);
        let inner = pen.boxed(area, &self.title, Role::LineFocus);
        let shown = usize::from(inner.height);
        let top = fresh(self.lines.get(..self.top).unwrap_or(&[]))
            .len()
            .min(all.len().saturating_sub(shown));
        for ((text, role), y) in all.iter().skip(top).zip(inner.y..inner.bottom()) {
            pen.put(inner.x + 1, y, room, text, *role);
        }
        if area.width > 0 {
            let (top, shown, all) = (top as u64, shown as u64, all.len() as u64);
            pen.scroll_bar(area.right() - 1, inner.y, inner.height, top, shown, all);
        }
    }
}
