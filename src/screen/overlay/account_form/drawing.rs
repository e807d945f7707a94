//! Drawing the account forms.

use super::fields::Value;
use super::{AccountForm, Step};
use crate::screen::overlay::{form_fields, middle};
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// Columns for the labels.
const LABELS: u16 = 24;

impl AccountForm {
    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let title = match &self.step {
            Step::Login => "Register an account".to_owned(),
            Step::Marketplaces { login, .. } => format!("{}: marketplaces", login.name),
            Step::Start { name } => format!("{name}: the first sync"),
            Step::Edit { before } => format!("Change {}", before.name),
        };
        let shown: Vec<usize> = (0..self.fields.len()).filter(|i| self.shown(*i)).collect();
        let room = 68.min(body.width.saturating_sub(4));
        let note = self.note();
        let notes = wrapped(&note.0, room);
        let rows = shown.len() + notes.len() + 1;
        let area = middle(body, room + 4, rows as u16 + 2);
        let inner = pen.boxed(area, &title, Role::LineFocus);
        let x = inner.x + 1;
        let list = inner.height.saturating_sub(notes.len() as u16 + 1).max(1);
        let place = shown.iter().position(|i| *i == self.at).unwrap_or(0);
        let top = crate::screen::overlay::first_visible(place, shown.len(), usize::from(list));
        for (line, index) in shown.iter().skip(top).take(usize::from(list)).enumerate() {
            let y = inner.y + line as u16;
            if y < inner.bottom() {
                self.draw_field(pen, x, y, room, *index);
            }
        }
        let below = inner.y + list.min(shown.len() as u16) + 1;
        for (line, y) in notes.iter().zip(below..inner.bottom()) {
            pen.put(x, y, room, line, note.1);
        }
    }

    fn draw_field(&self, pen: &mut Pen, x: u16, y: u16, room: u16, index: usize) {
        let Some(field) = self.fields.get(index) else {
            return;
        };
        let on = index == self.at;
        let label = if on { Role::Key } else { Role::Dim };
        if let Value::Switch(set) = field.value {
            let sign = if set { pen.signs().good } else { " " };
            let text = format!("[{sign}] {}", field.label);
            let role = if on { Role::Cursor } else { Role::Text };
            pen.put(x, y, room, &text, role);
            return;
        }
        let labels = LABELS.min(room / 2);
        pen.put(x, y, labels.saturating_sub(1), &field.label, label);
        let (at, room) = (x + labels, room.saturating_sub(labels));
        match &field.value {
            Value::Text(input) | Value::Secret(input) => {
                let secret = matches!(field.value, Value::Secret(_));
                let caret = pen.caret;
                form_fields::draw_input(pen, at, y, room, input, secret);
                if !on {
                    pen.caret = caret;
                }
            }
            Value::Pick(..) => {
                let role = if on { Role::Cursor } else { Role::Text };
                let used = pen.put(at, y, room, &field.text(), role);
                if on {
                    let left = room.saturating_sub(used);
                    pen.put(at + used, y, left, "  (Space: another)", Role::Dim);
                }
            }
            Value::Switch(_) => {}
        }
    }

    fn note(&self) -> (String, Role) {
        if let Some(problem) = &self.problem {
            return (problem.clone(), Role::Bad);
        }
        if let Some(busy) = self.busy {
            return (busy.to_owned(), Role::Accent);
        }
        let text = match (&self.step, self.advanced) {
            (Step::Login, _) => {
                "Enter asks Amazon which marketplaces there are; nothing is registered yet."
            }
            (Step::Marketplaces { .. }, _) => {
                "Orders come in from the registration on. Going back says first what it costs."
            }
            (Step::Start { .. }, _) => "",
            (Step::Edit { .. }, false) => {
                "New orders follow the change; orders that are here keep what they have."
            }
            (Step::Edit { .. }, true) => "Credentials left empty stay as they are.",
        };
        (text.to_owned(), Role::Dim)
    }
}
