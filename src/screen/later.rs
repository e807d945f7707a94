//! Tabs whose lists are still to come: what they will hold, and the figures that are known already.

use super::facts::Facts;
use super::pen::{Pen, wrapped};
use super::tabs::Tab;
use super::theme::Role;
use super::words;
use ratatui::layout::Rect;

fn sentence(tab: Tab) -> &'static str {
    match tab {
        Tab::Moves => {
            "Here every movement of stock will be listed: what Amazon delivered, what the warehouse sent, transfers and counts."
        }
        _ => {
            "Here sales will be added up by marketplace, product, team and time, and compared with the period before."
        }
    }
}

fn figures(tab: Tab, facts: &Facts) -> Vec<(&'static str, u64)> {
    let Some(status) = &facts.status else {
        return Vec::new();
    };
    let (orders, counts) = (&status.orders, &status.counts);
    match tab {
        Tab::Moves => vec![
            ("Stock moves", counts.stock_moves),
            ("Products", counts.products),
            ("Not yet reviewed", counts.products_unreviewed),
        ],
        _ => vec![
            ("Sales orders", orders.total),
            ("Fulfilled by us (FBM)", counts.orders_fbm),
            ("Fulfilled by Amazon (FBA)", counts.orders_fba),
            ("Customers", counts.customers),
            ("Orders seen at Amazon", counts.seen),
        ],
    }
}

/// Draws such a tab.
pub fn draw(pen: &mut Pen, area: Rect, tab: Tab, facts: &Facts) {
    let room = area.width.saturating_sub(6).min(64);
    let x = area.x + (area.width - room.min(area.width)) / 2;
    let mut y = area.y + area.height / 6;
    let mut line = |pen: &mut Pen, text: &str, role: Role| {
        if y < area.bottom() {
            pen.put(x, y, room, text, role);
        }
        y += 1;
    };
    let title = Tab::ALL.get(tab.index()).map_or("", |(_, long, ..)| long);
    line(pen, title, Role::Title);
    line(pen, "", Role::Text);
    for text in wrapped(sentence(tab), room) {
        line(pen, &text, Role::Text);
    }
    line(pen, "It comes with one of the next versions.", Role::Dim);
    line(pen, "", Role::Text);
    for (name, figure) in figures(tab, facts) {
        let text = format!("{name:<26}{:>12}", words::count(figure));
        line(pen, &text, Role::Text);
    }
}
