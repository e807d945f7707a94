//! Tabs whose lists are still to come: what they will hold, and the figures that are known already.

use super::facts::Facts;
use super::pen::{Pen, wrapped};
use super::tabs::Tab;
use super::theme::Role;
use super::words;
use crate::protocol::status::StatusReport;
use ratatui::layout::Rect;

/// What is said of a tab that is still to come.
struct Coming {
    title: &'static str,
    sentence: &'static str,
    figures: fn(&StatusReport) -> Vec<(&'static str, u64)>,
}

/// Whether a tab has nothing of its own yet.
pub fn is_to_come(tab: Tab) -> bool {
    coming(tab).is_some()
}

fn coming(tab: Tab) -> Option<Coming> {
    match tab {
        Tab::Money => Some(Coming {
            title: "Money",
            sentence: "Here journals, payments, Amazon's bills and the bank will stand, and what Amazon still owes.",
            figures: |status| vec![("Sales orders", status.orders.total)],
        }),
        _ => None,
    }
}

/// Draws a tab that is still to come.
pub fn draw(pen: &mut Pen, area: Rect, tab: Tab, facts: &Facts) {
    let Some(coming) = coming(tab) else {
        return;
    };
    let room = area.width.saturating_sub(6).min(64);
    let x = area.x + (area.width - room.min(area.width)) / 2;
    let mut y = area.y + area.height / 6;
    let mut line = |pen: &mut Pen, text: &str, role: Role| {
        if y < area.bottom() {
            pen.put(x, y, room, text, role);
        }
        y += 1;
    };
    line(pen, coming.title, Role::Title);
    line(pen, "", Role::Text);
    for text in wrapped(coming.sentence, room) {
        line(pen, &text, Role::Text);
    }
    line(pen, "It comes with one of the next versions.", Role::Dim);
    line(pen, "", Role::Text);
    let figures = facts.status.as_ref().map(coming.figures);
    for (name, figure) in figures.unwrap_or_default() {
        let text = format!("{name:<26}{:>12}", words::count(figure));
        line(pen, &text, Role::Text);
    }
}
