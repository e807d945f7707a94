//! The operators' figures, and the rates of each account beside Amazon's thresholds.

use super::Reports;
use crate::protocol::reports::{QualityKind, QualityRate, QualityReport};
use crate::protocol::upkeep::Level;
use crate::screen::footer::level_sign;
use crate::screen::listing::table;
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::count;
use ratatui::layout::Rect;

/// Lines above the rates of the first account.
const HEAD: u16 = 6;

impl Reports {
    /// How many lines there are.
    pub(super) fn quality_rows(&self) -> u16 {
        let rates = self.quality.iter().flat_map(|quality| &quality.accounts);
        let rows: usize = rates.map(|account| account.rates.len() + 2).sum();
        HEAD + u16::try_from(rows).unwrap_or(u16::MAX - HEAD - 3) + 3
    }

    /// Draws the figures.
    pub(super) fn draw_quality(&self, pen: &mut Pen, area: Rect) {
        let Some(quality) = &self.quality else {
            return table::empty(pen, area, "Reading the figures …", "");
        };
        let mut lines = Lines {
            area,
            skip: self.scroll,
            y: area.y,
        };
        head(pen, &mut lines, quality);
        for account in &quality.accounts {
            if let Some(y) = lines.next() {
                pen.put(area.x + 1, y, area.width, &account.account, Role::Title);
            }
            for rate in &account.rates {
                if let Some(y) = lines.next() {
                    draw_rate(pen, area, y, rate);
                }
            }
            lines.next();
        }
        for text in [
            "From our records of FBM orders; what had left before it was known here is not",
            "among them. Amazon measures by what it was told, and when: its own figures, on",
            "the account health page, may differ.",
        ] {
            if let Some(y) = lines.next() {
                let room = area.width.saturating_sub(2);
                pen.put(area.x + 1, y, room, text, Role::Dim);
            }
        }
        let (top, shown) = (u64::from(self.scroll), u64::from(area.height));
        let x = area.right().saturating_sub(1);
        pen.scroll_bar(
            x,
            area.y,
            area.height,
            top,
            shown,
            u64::from(self.quality_rows()),
        );
    }
}

/// Lines below each other, of which the first ones may be out of sight.
struct Lines {
    area: Rect,
    skip: u16,
    y: u16,
}

impl Lines {
    /// The row of the next line; none if it is out of sight.
    fn next(&mut self) -> Option<u16> {
        if self.skip > 0 {
            self.skip -= 1;
            return None;
        }
        let y = self.y;
        self.y = self.y.saturating_add(1);
        (y < self.area.bottom()).then_some(y)
    }
}

fn head(pen: &mut Pen, lines: &mut Lines, quality: &QualityReport) {
    let area = lines.area;
    let alarm = |figure: u64, role: Role| if figure > 0 { role } else { Role::Text };
    let figures = [
        ("To ship", quality.to_ship, Role::Text),
        ("Late", quality.late, alarm(quality.late, Role::Bad)),
        (
            "Due today",
            quality.due_today,
            alarm(quality.due_today, Role::Warn),
        ),
        (
            "Refused by Amazon",
            quality.failed,
            alarm(quality.failed, Role::Bad),
        ),
    ];
    for (label, figure, role) in figures {
        if let Some(y) = lines.next() {
            pen.put(area.x + 1, y, 18, label, Role::Label);
            pen.put_right(
                area.x + 19,
                y,
                9.min(area.width.saturating_sub(20)),
                &count(figure),
                role,
            );
        }
    }
    lines.next();
    if let Some(y) = lines.next() {
        rate_line(
            pen,
            area,
            y,
            [
                ("FBM orders", Role::Label),
                ("Percent", Role::Label),
                ("Orders", Role::Label),
                ("Amazon wants", Role::Label),
            ],
        );
    }
}

/// How a rate is called.
fn name(rate: &QualityRate, brief: bool) -> String {
    let what = match rate.kind {
        QualityKind::LateShipment => "Shipped late",
        QualityKind::OnTime => "Shipped in time",
        QualityKind::Cancelled => "Cancelled by us",
    };
    let days = if brief { "d" } else { "days" };
    format!("{what}, {} {days}", rate.days)
}

fn draw_rate(pen: &mut Pen, area: Rect, y: u16, rate: &QualityRate) {
    let judged = rate.threshold.is_some();
    let level = if rate.well { Level::Info } else { Level::Error };
    let (sign, role) = level_sign(pen, level);
    let percent = rate.percent.as_ref().map_or_else(
        || pen.signs().dash.to_owned(),
        |percent| format!("{percent} %"),
    );
    let orders = format!("{} of {}", count(rate.counted), count(rate.orders));
    let wants = match &rate.threshold {
        Some(threshold) => format!("{sign} under {threshold} %"),
        None => String::new(),
    };
    let role = if judged { role } else { Role::Text };
    rate_line(
        pen,
        area,
        y,
        [
            (&name(rate, area.width < 60), Role::Text),
            (&percent, role),
            (&orders, Role::Dim),
            (&wants, role),
        ],
    );
}

/// Name, percent, orders, what Amazon wants; on a handheld the orders are left out.
fn rate_line(pen: &mut Pen, area: Rect, y: u16, cells: [(&str, Role); 4]) {
    let [name, percent, orders, wants] = cells;
    let wide = area.width >= 60;
    let right = area.right().saturating_sub(1);
    let room = |x: u16, most: u16| most.min(right.saturating_sub(x));
    let mut x = area.x + 1;
    pen.put(x, y, room(x, if wide { 26 } else { 22 }), name.0, name.1);
    x += if wide { 26 } else { 22 };
    pen.put_right(x, y, room(x, 8), percent.0, percent.1);
    x += 10;
    if wide {
        pen.put_right(x, y, room(x, 16), orders.0, orders.1);
        x += 18;
    }
    if !wide {
        // The sign alone says it where there is no room.
        let sign: String = wants.0.chars().take(1).collect();
        let sign = if sign == "A" { "" } else { sign.as_str() };
        pen.put(x, y, room(x, 2), sign, wants.1);
        return;
    }
    pen.put(x, y, room(x, 20), wants.0, wants.1);
}
