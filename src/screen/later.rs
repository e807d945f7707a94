//! Tabs whose lists are still to come: what they will hold, and the figures that are known already.

use super::facts::Facts;
use super::pen::{Pen, wrapped};
use super::theme::Role;
use super::words;
use ratatui::layout::Rect;

const SENTENCE: &str = "Here sales will be added up by marketplace, product, team and time, and compared with the period before.";

fn figures(facts: &Facts) -> Vec<(&'static str, u64)> {
    let Some(status) = &facts.status else {
        return Vec::new();
    };
    let (orders, counts) = (&status.orders, &status.counts);
    vec![
        ("Sales orders", orders.total),
        ("Fulfilled by us (FBM)", counts.orders_fbm),
        ("Fulfilled by Amazon (FBA)", counts.orders_fba),
        ("Customers", counts.customers),
        ("Orders seen at Amazon", counts.seen),
    ]
}

/// Draws the Reports tab.
pub fn draw(pen: &mut Pen, area: Rect, facts: &Facts) {
    let room = area.width.saturating_sub(6).min(64);
    let x = area.x + (area.width - room.min(area.width)) / 2;
    let mut y = area.y + area.height / 6;
    let mut line = |pen: &mut Pen, text: &str, role: Role| {
        if y < area.bottom() {
            pen.put(x, y, room, text, role);
        }
        y += 1;
    };
    line(pen, "Reports", Role::Title);
    line(pen, "", Role::Text);
    for text in wrapped(SENTENCE, room) {
        line(pen, &text, Role::Text);
    }
    line(pen, "It comes with one of the next versions.", Role::Dim);
    line(pen, "", Role::Text);
    for (name, figure) in figures(facts) {
        let text = format!("{name:<26}{:>12}", words::count(figure));
        line(pen, &text, Role::Text);
    }
}
