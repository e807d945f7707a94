//! Drawing the products.

use super::products::{ProductList, Row};
use super::{first_visible, form_fields, middle};
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

impl ProductList {
    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let title = match (&self.matching, self.only_unmatched) {
            (Some(sku), _) => format!("Which product is {}?", sku.sku),
            (None, true) => "SKUs that nobody has looked at".to_owned(),
            (None, false) => "Products".to_owned(),
        };
        let inner = pen.boxed(middle(body, 110, body.height), &title, Role::LineFocus);
        let (x, room) = (inner.x + 1, inner.width.saturating_sub(2));
        let mut list = inner;
        if let Some(input) = &self.line {
            pen.put(x, inner.y, 8, "Filter", Role::Dim);
            form_fields::draw_input(pen, x + 8, inner.y, room.saturating_sub(8), input, false);
        } else if !self.text.is_empty() {
            pen.put(
                x,
                inner.y,
                room,
                &format!("Filter: {}", self.text),
                Role::Dim,
            );
        }
        if self.line.is_some() || !self.text.is_empty() {
            list.y += 1;
            list.height = list.height.saturating_sub(1);
        }
        if let Some(problem) = &self.problem {
            let lines = wrapped(problem, room);
            let rows = (lines.len() as u16).min(list.height.saturating_sub(1));
            list.height -= rows;
            for (line, y) in lines.iter().zip(list.bottom()..list.bottom() + rows) {
                pen.put(x, y, room, line, Role::Bad);
            }
        }
        let rows = self.rows();
        let empty = match (&self.products, self.shows_unmatched(), self.text.is_empty()) {
            (None, _, _) => "Reading …",
            (_, true, true) => "Every SKU was looked at.",
            (_, false, true) => "There is no product yet: orders bring them in, or a adds one.",
            _ => "None is called that.",
        };
        if rows.is_empty() {
            pen.put(x, list.y, room, empty, Role::Dim);
            return;
        }
        self.draw_rows(pen, list, &rows);
    }

    fn draw_rows(&self, pen: &mut Pen, list: Rect, rows: &[Row]) {
        let (x, room) = (list.x + 1, list.width.saturating_sub(2));
        let height = usize::from(list.height);
        let at = self.index(rows);
        let top = first_visible(at, rows.len(), height);
        let heads = (room / 3).clamp(8, 28).min(room);
        for (index, row) in rows.iter().enumerate().skip(top).take(height) {
            let y = list.y + (index - top) as u16;
            let on = index == at;
            if on {
                pen.tint(Rect::new(list.x, y, list.width, 1), Role::Cursor);
            }
            let role = |role| if on { Role::Cursor } else { role };
            let sign = if row.new { pen.signs().warn } else { " " };
            pen.put(x, y, 2, sign, role(Role::Warn));
            pen.put(
                x + 2,
                y,
                heads.saturating_sub(3),
                &row.head,
                role(Role::Text),
            );
            let left = room.saturating_sub(heads);
            pen.put(x + heads, y, left, &row.note, role(Role::Dim));
        }
        let (top, shown, all) = (top as u64, height as u64, rows.len() as u64);
        pen.scroll_bar(list.right(), list.y, list.height, top, shown, all);
    }
}
