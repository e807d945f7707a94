//! The line about a list: where the cursor stands, what is marked, the words that are typed to narrow it down.

use super::filtered::{Filtered, Searched};
use crate::screen::overlay::draw_input;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use crate::screen::words::count;
use ratatui::layout::Rect;

/// Draws the words that are typed, and how many rows have them; `false` if none are typed.
pub fn draw_filter<R: Searched>(
    pen: &mut Pen,
    line: Rect,
    list: &Filtered<R>,
    whole: bool,
) -> bool {
    let Some(filter) = &list.line else {
        return false;
    };
    pen.put(line.x, line.y, 1, "/", Role::Key);
    let field = (line.width / 2).max(18).min(line.width.saturating_sub(1));
    draw_input(pen, line.x + 1, line.y, field, &filter.input, false);
    let at = line.x + 1 + width(filter.text()).min(field) + 2;
    let room = line.right().saturating_sub(at + 1);
    let found = format!(
        "{} of {}{}",
        count(list.rows.all().len() as u64),
        count(list.read().len() as u64),
        if whole { "" } else { "+" }
    );
    pen.put(at, line.y, room, &found, Role::Dim);
    true
}

/// Where the cursor stands, what is marked and looked for; `whole` if there are no rows beyond those that are here.
pub fn position<R: Searched>(list: &Filtered<R>, whole: bool) -> Vec<(String, Role)> {
    let rows = &list.rows;
    let at = if rows.all().is_empty() {
        0
    } else {
        rows.index() + 1
    };
    let more = if whole { "" } else { "+" };
    let text = format!(
        "{} of {}{more}",
        count(at as u64),
        count(rows.all().len() as u64)
    );
    let mut left = vec![(text, Role::Text)];
    if list.marked() > 0 {
        left.push((format!("  {} marked", count(list.marked())), Role::Mark));
    }
    if !list.words.is_empty() {
        left.push((format!("  filter \"{}\"", list.words), Role::Accent));
    }
    left
}
