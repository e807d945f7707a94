//! The bottom of the screen: messages, a line about what is shown, a line of hints.

use super::pen::{Pen, width, wrapped};
use super::theme::Role;
use super::toasts::Toast;
use crate::protocol::upkeep::Level;
use ratatui::layout::Rect;

/// Lines that one message may take.
const MESSAGE_LINES: usize = 3;

/// The sign and the look of a level.
pub fn level_sign(pen: &Pen, level: Level) -> (&'static str, Role) {
    match level {
        Level::Info => (pen.signs().good, Role::Good),
        Level::Warning => (pen.signs().warn, Role::Warn),
        Level::Error => (pen.signs().bad, Role::Bad),
    }
}

/// Draws the messages upwards from the bottom of an area.
pub fn draw_toasts(pen: &mut Pen, area: Rect, toasts: &[Toast], dismiss: Option<&str>) {
    let mut bottom = area.bottom();
    for toast in toasts.iter().rev() {
        let (sign, role) = level_sign(pen, toast.level);
        let mut text = toast.text.clone();
        if let (None, Some(key)) = (toast.until, dismiss) {
            text = format!("{text}  ({key} takes this away)");
        }
        let mut lines = wrapped(&text, area.width.saturating_sub(4));
        lines.truncate(MESSAGE_LINES);
        let rows = (lines.len() as u16).min(bottom.saturating_sub(area.y));
        bottom -= rows;
        let row = Rect::new(area.x, bottom, area.width, rows);
        pen.clear(row);
        pen.tint(row, Role::CursorIdle);
        for (index, line) in lines.iter().take(usize::from(rows)).enumerate() {
            let y = bottom + index as u16;
            if index == 0 {
                pen.put(area.x + 1, y, 1, sign, role);
            }
            pen.put(
                area.x + 3,
                y,
                area.width.saturating_sub(4),
                line,
                Role::CursorIdle,
            );
        }
        if bottom <= area.y {
            break;
        }
    }
}

/// Draws hints: keys and what they do, as many as fit.
pub fn draw_hints(pen: &mut Pen, line: Rect, hints: &[(String, String)]) {
    let mut x = line.x + 1;
    for (key, text) in hints {
        let needed = width(key) + 1 + width(text);
        if x + needed > line.right() {
            break;
        }
        x += pen.put(x, line.y, line.right() - x, key, Role::Key) + 1;
        x += pen.put(x, line.y, line.right() - x, text, Role::Hint) + 2;
    }
}

/// Draws pieces from the left and one text at the right.
pub fn draw_status(pen: &mut Pen, line: Rect, left: &[(String, Role)], right: &str) {
    let taken = if right.is_empty() {
        0
    } else {
        width(right) + 2
    };
    let room = line.width.saturating_sub(taken + 1);
    let pieces: Vec<(&str, Role)> = left.iter().map(|(t, r)| (t.as_str(), *r)).collect();
    pen.run(line.x + 1, line.y, room, &pieces);
    if !right.is_empty() {
        pen.put_right(
            line.x,
            line.y,
            line.width.saturating_sub(1),
            right,
            Role::Accent,
        );
    }
}
