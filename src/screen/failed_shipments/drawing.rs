//! Drawing the Failed shipments tab: a line for each, and the one under the cursor in full.

use super::{FailedShipments, Refused};
use crate::domain::moment::Moment;
use crate::screen::footer;
use crate::screen::order_cancel;
use crate::screen::overlay::first_visible;
use crate::screen::pen::{Pen, width, wrapped};
use crate::screen::theme::Role;
use crate::screen::words;
use ratatui::layout::Rect;

/// From this width on the details stand beside the list.
const BESIDE: u16 = 120;

impl FailedShipments {
    /// The list, and the place for details.
    fn parts(&self) -> (Rect, Rect) {
        let area = self.area;
        if area.width >= BESIDE {
            let wide = area.width * 11 / 20;
            let list = Rect {
                width: wide,
                ..area
            };
            let rest = Rect {
                x: area.x + wide + 2,
                width: area.width - wide - 2,
                ..area
            };
            return (list, rest);
        }
        let all = u16::try_from(self.rows().len()).unwrap_or(u16::MAX);
        // Amazon's words and the advice need the room more than the tenth row.
        let rows = all
            .clamp(1, (area.height / 3).max(2))
            .saturating_add(1)
            .min(area.height);
        let list = Rect {
            height: rows,
            ..area
        };
        let below = area.height.saturating_sub(rows + 1);
        let rest = Rect {
            y: area.y + area.height - below,
            height: below,
            ..area
        };
        (list, rest)
    }

    /// Rows of the list that fit.
    pub(super) fn list_rows(&self) -> usize {
        usize::from(self.parts().0.height.saturating_sub(1))
    }

    /// The row at a line of the screen.
    pub(super) fn row_at(&self, y: u16) -> Option<usize> {
        let (list, _) = self.parts();
        let row = usize::from(y.checked_sub(list.y + 1)?);
        let top = first_visible(self.index, self.rows().len(), self.list_rows());
        (row < self.list_rows()).then_some(top + row)
    }

    /// Draws the tab.
    pub fn draw(&self, pen: &mut Pen, now: Moment) {
        let rows = self.rows();
        if rows.is_empty() {
            return self.draw_empty(pen);
        }
        let (list, rest) = self.parts();
        draw_heading(pen, list);
        let top = first_visible(self.index, rows.len(), self.list_rows());
        for (index, refused) in rows.iter().enumerate().skip(top).take(self.list_rows()) {
            let y = list.y + 1 + (index - top) as u16;
            let bar = Rect::new(list.x, y, list.width, 1);
            let on = index == self.index;
            if on {
                pen.tint(bar, Role::Cursor);
            }
            if self.marks.contains(&refused.which()) {
                let role = if on { Role::Cursor } else { Role::Mark };
                pen.put(bar.x, y, 1, pen.signs().mark, role);
            }
            draw_row(pen, bar, *refused, on, now);
        }
        if list.width > 0 {
            let shown = self.list_rows() as u64;
            let (x, rows16) = (list.right() - 1, shown as u16);
            pen.scroll_bar(x, list.y + 1, rows16, top as u64, shown, rows.len() as u64);
        }
        if rest.width < self.area.width {
            pen.post(rest.x - 1, rest.y, rest.height, Role::Line);
        } else if rest.y > list.bottom() {
            pen.rule(rest.x, rest.y - 1, rest.width, Role::Line);
        }
        if let Some(refused) = rows.get(self.index) {
            draw_detail(pen, rest, *refused, self.problem.as_deref(), now);
        }
    }

    fn draw_empty(&self, pen: &mut Pen) {
        let area = self.area;
        let (title, text) = match &self.list {
            None => ("Reading what Amazon refused …", ""),
            Some(_) => (
                "Nothing failed.",
                "Amazon has accepted every shipment and every cancellation that it was told of. What it refuses comes here, with its reason and what to do.",
            ),
        };
        let room = area.width.saturating_sub(4).min(70);
        let x = area.x + 2;
        let y = area.y + area.height / 3;
        if y < area.bottom() {
            let (sign, role) = match &self.list {
                Some(_) => (pen.signs().good, Role::Good),
                None => ("", Role::Dim),
            };
            let used = pen.put(x, y, 2, sign, role);
            let gap = u16::from(used > 0);
            pen.put(x + used + gap, y, room, title, Role::Title);
        }
        for (line, y) in wrapped(text, room).iter().zip(y + 2..area.bottom()) {
            pen.put(x, y, room, line, Role::Dim);
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        let Some(list) = &self.list else {
            return;
        };
        let mut parts = vec![words::counted(list.shipments.len() as u64, "shipment")];
        if !list.cancellations.is_empty() {
            let cancelled = list.cancellations.len() as u64;
            parts.push(words::counted(cancelled, "cancellation"));
        }
        if list.shipments.is_empty() && list.cancellations.is_empty() {
            return;
        }
        let mut left = vec![(format!("{} refused", parts.join(", ")), Role::Text)];
        if !self.marks.is_empty() {
            let dot = pen.signs().dot;
            let marked = words::count(self.marks.len() as u64);
            left.push((format!(" {dot} {marked} marked"), Role::Mark));
        }
        footer::draw_status(pen, line, &left, "");
    }
}

/// Where the columns begin: reference, what, code, age; those beyond the width are left out.
fn places(room: u16) -> [u16; 4] {
    match room {
        0..50 => [2, 23, u16::MAX, u16::MAX],
        50..78 => [2, 23, 50, u16::MAX],
        _ => [2, 23, 50, room.saturating_sub(9)],
    }
}

fn draw_heading(pen: &mut Pen, area: Rect) {
    let titles = ["Order", "Picking, carrier", "Amazon's code", "Since"];
    let places = places(area.width);
    for (at, title) in titles.iter().enumerate() {
        if let Some(x) = places.get(at).filter(|x| **x < area.width) {
            let end = places
                .get(at + 1)
                .copied()
                .unwrap_or(area.width)
                .min(area.width);
            pen.put(area.x + x, area.y, end - x, title, Role::Label);
        }
    }
}

fn age(refused: Refused, now: Moment) -> String {
    let Some(error) = refused.error() else {
        return String::new();
    };
    let seconds = now.since(error.at).as_seconds().max(0);
    match seconds {
        0..3_600 => format!("{} m", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

fn draw_row(pen: &mut Pen, bar: Rect, refused: Refused, on: bool, now: Moment) {
    let role = |role| if on { Role::Cursor } else { role };
    let [reference, what, code, since] = places(bar.width);
    let told = match refused {
        Refused::Shipment(view) => {
            let carrier = view.carrier.as_deref().unwrap_or_default();
            format!("{} {carrier}", view.picking)
        }
        Refused::Cancellation(_) => "Cancellation".to_owned(),
    };
    let mut put = |x: u16, end: u16, text: &str, look: Role| {
        if x < bar.width {
            let room = end.min(bar.width).saturating_sub(x + 1);
            pen.put(bar.x + x, bar.y, room, text, role(look));
        }
    };
    put(
        reference,
        what,
        &refused.reference().to_string(),
        Role::Title,
    );
    put(what, code, &told, Role::Text);
    let said = refused.error().map_or("", |e| e.code.as_str());
    put(code, since, said, Role::Bad);
    put(since, u16::MAX, &age(refused, now), Role::Dim);
}

fn draw_detail(pen: &mut Pen, area: Rect, refused: Refused, problem: Option<&str>, now: Moment) {
    let labels = 10;
    let room = area.width.saturating_sub(2);
    let mut lines: Vec<(String, String, Role)> = Vec::new();
    let mut add = |label: &str, text: &str, role: Role| {
        for (index, line) in wrapped(text, room.saturating_sub(labels))
            .into_iter()
            .enumerate()
        {
            let label = if index == 0 { label } else { "" };
            lines.push((label.to_owned(), line, role));
        }
    };
    if let Some(problem) = problem {
        add("Problem", problem, Role::Bad);
    }
    match refused.error() {
        Some(error) => {
            add("Meaning", &error.meaning, Role::Title);
            add("Advice", &error.advice, Role::Accent);
            let code = match error.code.is_empty() {
                true => String::new(),
                false => format!("{}: ", error.code),
            };
            add("Amazon", &format!("{code}{}", error.message), Role::Bad);
        }
        None => add("Meaning", "Amazon gave no reason.", Role::Title),
    }
    match refused {
        Refused::Shipment(view) => {
            add(
                "State",
                view.sync_note.as_deref().unwrap_or_default(),
                Role::Text,
            );
            add(
                "Carrier",
                view.carrier.as_deref().unwrap_or_default(),
                Role::Text,
            );
            add(
                "Tracking",
                view.tracking.as_deref().unwrap_or_default(),
                Role::Text,
            );
            let goods: Vec<String> = view
                .lines
                .iter()
                .map(|l| {
                    format!(
                        "{} × {}",
                        l.done.max(l.demand),
                        l.sku.as_deref().unwrap_or(&l.title)
                    )
                })
                .collect();
            add("Goods", &goods.join(", "), Role::Text);
            add("Customer", &view.customer, Role::Text);
        }
        Refused::Cancellation(view) => {
            let text = "The order is cancelled here; Amazon still has it open.";
            add("State", text, Role::Text);
            let reason = format!("{} ({})", order_cancel::in_words(view.reason), view.reason);
            add("Reason", &reason, Role::Text);
        }
    }
    let account = match refused {
        Refused::Shipment(view) => &view.account,
        Refused::Cancellation(view) => &view.account,
    };
    let tries = words::counted(u64::from(refused.attempts()), "attempt");
    let last = refused.error().map_or(String::new(), |e| {
        format!(", the last {}", pen.look.words.day_time(e.at, now))
    });
    add("Told", &format!("{tries}{last} ({account})"), Role::Dim);
    for ((label, text, role), y) in lines.iter().zip(area.y..area.bottom()) {
        if width(label) > 0 {
            pen.put(area.x + 1, y, labels, label, Role::Dim);
        }
        pen.put(
            area.x + 1 + labels,
            y,
            room.saturating_sub(labels),
            text,
            *role,
        );
    }
}
