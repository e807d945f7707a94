//! The strip above a list that says which view of the tab is shown, and the keys to the others.

use crate::screen::command::Command;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// A view as the strip shows it.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Its name.
    pub name: &'static str,
    /// The command that goes there.
    pub command: Command,
    /// Whether it is shown.
    pub shown: bool,
}

/// Draws the strip; where there is no room for all names, only the keys to the others.
pub fn draw(pen: &mut Pen, line: Rect, items: &[Item], key: &dyn Fn(Command) -> Option<String>) {
    let keys: Vec<String> = items
        .iter()
        .map(|item| key(item.command).unwrap_or_default())
        .collect();
    let full: u16 = items
        .iter()
        .zip(&keys)
        .map(|(item, key)| width(item.name) + width(key) + 3)
        .sum();
    let brief = full > line.width;
    let mut x = line.x + 1;
    for (item, key) in items.iter().zip(&keys) {
        let room = line.right().saturating_sub(x);
        if item.shown {
            let text = format!(" {} ", item.name);
            x += pen.put(x, line.y, room, &text, Role::TabOn);
            x += 1;
            continue;
        }
        if !key.is_empty() {
            x += pen.put(x, line.y, room, key, Role::Key) + 1;
        }
        if !brief || key.is_empty() {
            let room = line.right().saturating_sub(x);
            x += pen.put(x, line.y, room, item.name, Role::TabOff) + 1;
        }
        x += 1;
    }
}
