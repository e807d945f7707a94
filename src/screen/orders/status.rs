//! The line below the order list: where one is, what is shown of how much, what is new.

use super::Orders;
use crate::screen::facts::Facts;
use crate::screen::footer;
use crate::screen::overlay::draw_input;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use crate::screen::words::{count, counted};
use ratatui::layout::Rect;

impl Orders {
    /// Draws the line.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect, facts: &Facts) {
        if self.line.is_some() {
            return self.draw_filter(pen, line, facts);
        }
        let dot = pen.signs().dot;
        let w = &self.window;
        let mut left: Vec<(String, Role)> = Vec::new();
        if w.answered() {
            let at = if w.total() == 0 { 0 } else { w.cursor() + 1 };
            let text = format!("{} of {}", count(at), count(w.total()));
            left.push((text, Role::Text));
        }
        if !self.filter_text.is_empty() {
            let text = format!(" {dot} filter \"{}\"", self.filter_text);
            left.push((text, Role::Accent));
            let text = format!(" of {}", counted(w.of(), "order"));
            left.push((text, Role::Dim));
        }
        if !self.marks.is_empty() {
            let text = format!(" {dot} {} marked", count(self.marks.len() as u64));
            left.push((text, Role::Mark));
        }
        if self.range.is_some() {
            left.push((format!(" {dot} marking a range"), Role::Mark));
        }
        if let Some((read, of)) = facts.listing {
            let percent = read.saturating_mul(100) / of.max(1);
            left.push((format!(" {dot} reading the list, {percent} %"), Role::Dim));
        } else if w.answered() && !w.complete() {
            left.push((format!(" {dot} still counting"), Role::Dim));
        }
        let right = match w.new_above() {
            0 => {
                let arrow = if self.sort.descending {
                    pen.signs().down
                } else {
                    pen.signs().up
                };
                let text = format!("by {} {arrow}", self.sort.column.title());
                let taken: u16 = left.iter().map(|(t, _)| width(t)).sum();
                if taken + width(&text) + 4 < line.width {
                    let room = line.width.saturating_sub(1);
                    pen.put_right(line.x, line.y, room, &text, Role::Dim);
                }
                String::new()
            }
            new => format!("{} {} new, press .", pen.signs().up, count(new)),
        };
        footer::draw_status(pen, line, &left, &right);
    }

    fn draw_filter(&self, pen: &mut Pen, line: Rect, facts: &Facts) {
        let Some(filter) = &self.line else {
            return;
        };
        pen.put(line.x, line.y, 1, "/", Role::Key);
        let x = line.x + 1;
        let field = (line.width / 2).max(18).min(line.width.saturating_sub(1));
        draw_input(pen, x, line.y, field, &filter.input, false);
        let typed = width(filter.text()).min(field);
        let at = x + typed + 2;
        let room = line.right().saturating_sub(at + 1);
        let (text, role) = match &filter.error {
            Some(error) => (error.clone(), Role::Bad),
            None => {
                let names: Vec<String> = facts.active().map(|a| a.name.clone()).collect();
                let words = filter.choices(&names, &[]);
                let found = format!(
                    "{} of {}",
                    count(self.window.total()),
                    count(self.window.of())
                );
                (format!("{found}   {}", words.join(" ")), Role::Dim)
            }
        };
        pen.put(at, line.y, room, &text, role);
    }
}
