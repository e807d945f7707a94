//! A line of text that is being typed.

use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use tui_input::Input;

/// Draws a typed text in so many columns, the caret always in view; a secret as dots.
pub fn draw_input(pen: &mut Pen, x: u16, y: u16, room: u16, input: &Input, secret: bool) {
    if room == 0 {
        return;
    }
    let text = if secret {
        "*".repeat(input.value().chars().count())
    } else {
        input.value().to_owned()
    };
    let before: String = text.chars().take(input.cursor()).collect();
    // The text is moved to the left until the caret fits.
    let mut shown = text.as_str();
    let mut caret = width(&before);
    while caret >= room && !shown.is_empty() {
        let next = shown.chars().next().map_or(1, char::len_utf8);
        let cut = width(shown.get(..next).unwrap_or(""));
        shown = shown.get(next..).unwrap_or("");
        caret = caret.saturating_sub(cut);
        if cut == 0 && shown.is_empty() {
            break;
        }
    }
    pen.put(x, y, room, shown, Role::Input);
    pen.caret = Some((x + caret.min(room - 1), y));
}
