//! Drawing the tab: what is chosen, the chart, the list.

use super::series::{self, Series};
use super::{Reports, View, chart};
use crate::domain::moment::Moment;
use crate::domain::money::Currency;
use crate::domain::sales_report::{SalesReport, SalesTotal};
use crate::screen::command::Command;
use crate::screen::footer;
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// From this width on the chart stands beside the list.
const BESIDE: u16 = 132;
/// From this height on it stands above it.
const ABOVE: u16 = 15;

/// Where the chart and the list stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Split {
    /// The list.
    pub list: Rect,
    /// The chart.
    pub chart: Option<Rect>,
}

impl Reports {
    /// What the line above leaves.
    pub(super) fn body(&self) -> Rect {
        let strip = u16::from(self.area.height > 3);
        Rect {
            y: self.area.y + strip,
            height: self.area.height - strip,
            ..self.area
        }
    }

    /// What the chart shows, if anything here is told over time.
    fn series(&self) -> Option<Series> {
        let main = self.main.as_ref().filter(|_| self.refused.is_none())?;
        let measure = self.choosing.measure;
        let current = self.lines.current();
        if main.by.first().is_time() {
            return series::of_list(main, current, measure);
        }
        let parts = self.parts.as_ref()?;
        series::of_line(parts, current?, measure)
    }

    /// Whether there is a chart; what is chosen says that before the figures are here, so that nothing jumps.
    fn has_chart(&self) -> bool {
        let chosen = [Some(self.choosing.first), self.choosing.second];
        chosen.into_iter().flatten().any(|d| d.is_time())
    }

    pub(super) fn split(&self) -> Split {
        let body = self.body();
        let whole = Split {
            list: body,
            chart: None,
        };
        if !self.has_chart() {
            return whole;
        }
        if body.width >= BESIDE {
            let wide = body.width * 11 / 20;
            let chart = Rect {
                x: body.x + wide + 2,
                width: body.width - wide - 4,
                height: body.height.min(24),
                ..body
            };
            return Split {
                list: Rect {
                    width: wide,
                    ..body
                },
                chart: Some(chart),
            };
        }
        if body.height < ABOVE {
            return whole;
        }
        let high = (body.height * 2 / 5).clamp(6, 14);
        Split {
            list: Rect {
                y: body.y + high,
                height: body.height - high,
                ..body
            },
            chart: Some(Rect {
                x: body.x + 1,
                width: body.width.saturating_sub(2),
                height: high,
                ..body
            }),
        }
    }

    /// Draws the tab; `key` says which key does something here.
    pub fn draw(&self, pen: &mut Pen, now: Moment, key: &dyn Fn(Command) -> Option<String>) {
        let body = self.body();
        if body.y > self.area.y {
            let strip = Rect {
                height: 1,
                ..self.area
            };
            match self.view {
                View::Sales => self.draw_strip(pen, strip, key),
                View::Behind => {
                    let (_, title) = self.behind.status();
                    let text = format!("Orders behind {title}");
                    pen.put(strip.x + 1, strip.y, strip.width - 1, &text, Role::Title);
                }
                View::Quality => {
                    let text = "How deliveries stand, and how Amazon judges them";
                    pen.put(strip.x + 1, strip.y, strip.width - 1, text, Role::Title);
                }
            }
        }
        match self.view {
            View::Sales => {
                let split = self.split();
                if let (Some(area), Some(series)) = (split.chart, self.series()) {
                    chart::draw(pen, area, &series);
                }
                self.draw_list(pen, split.list);
            }
            View::Behind => self.behind.draw(pen, body, now),
            View::Quality => self.draw_quality(pen, body),
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        let dot = pen.signs().dot;
        match self.view {
            View::Behind => {
                let (place, _) = self.behind.status();
                footer::draw_status(pen, line, &[(place, Role::Text)], "");
            }
            View::Quality => {}
            View::Sales => {
                let Some(main) = &self.main else {
                    return;
                };
                let mut left = Vec::new();
                if let Some(period) = main.period {
                    let days = match period.from == period.to {
                        true => period.from.to_string(),
                        false => format!("{} {} {}", period.from, pen.signs().dash, period.to),
                    };
                    left.push((days, Role::Text));
                }
                if let [one] = self.listed.as_slice() {
                    left.push((format!(" {dot} {one}"), Role::Accent));
                }
                left.extend(self.others(main, line.width, dot, pen.signs().dash));
                let note = self.parts.as_ref().unwrap_or(main).notes.first().cloned();
                if let Some(note) = note.filter(|_| line.width >= 80) {
                    left.push((format!(" {dot} {note}"), Role::Dim));
                }
                footer::draw_status(pen, line, &left, "");
            }
        }
    }
}

impl Reports {
    /// The sums in currencies that are not listed; how many there are where there is no room.
    fn others(
        &self,
        main: &SalesReport,
        width: u16,
        dot: &str,
        dash: &str,
    ) -> Option<(String, Role)> {
        // What is listed has its sum below the list, as far as there is room.
        let told = self.listed.iter().take(usize::from(self.total_rows()));
        let told: Vec<Currency> = told.copied().collect();
        let is_other = |total: &&SalesTotal| !told.contains(&total.currency);
        let others: Vec<&SalesTotal> = main.totals.iter().filter(is_other).collect();
        if others.is_empty() {
            return None;
        }
        let measure = self.choosing.measure;
        let sum = |total: &&SalesTotal| {
            let figure = measure.text(&total.figures, total.currency, dash);
            format!("{} {figure}", total.currency)
        };
        let sums: Vec<String> = others.iter().map(sum).collect();
        let text = format!(" {dot} $ {}", sums.join(&format!(" {dot} ")));
        let fits = text.chars().count() + 40 < usize::from(width);
        let many = others.len();
        let brief = format!(" {dot} $ {many} more {}", currency_word(many));
        Some((if fits { text } else { brief }, Role::Dim))
    }
}

fn currency_word(many: usize) -> &'static str {
    if many == 1 { "currency" } else { "currencies" }
}
