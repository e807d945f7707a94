//! Drawing the tab: the strip of views, the list, the details, the line about it.

use super::Money;
use super::views::{VIEWS, View};
use crate::screen::command::Command;
use crate::screen::footer;
use crate::screen::listing::filtered::{Filtered, Searched};
use crate::screen::listing::status;
use crate::screen::pen::Pen;
use crate::screen::words::money;
use ratatui::layout::Rect;

impl Money {
    /// Draws the tab; `key` says which key does something here.
    pub fn draw(&self, pen: &mut Pen, key: &dyn Fn(Command) -> Option<String>) {
        let body = self.body();
        if body.y > self.area.y {
            let strip = Rect {
                height: 1,
                ..self.area
            };
            VIEWS.draw(pen, strip, self.view, key);
        }
        if self.whole && !self.split().is_beside() {
            return self.draw_detail(pen, body);
        }
        let split = self.split();
        split.draw_border(pen);
        let list = split.list;
        match self.view {
            View::Entries => self.draw_entries(pen, list),
            View::Balances => self.draw_balances(pen, list),
            View::Open => self.draw_open(pen, list),
            View::Payments => self.draw_payments(pen, list),
            View::Batches => self.draw_batches(pen, list),
            View::Bills => self.draw_bills(pen, list),
            View::Bank => self.draw_bank(pen, list),
        }
        if let Some(detail) = split.detail {
            self.draw_detail(pen, detail);
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        match self.view {
            View::Entries => {
                let mut note = String::new();
                if let Some(journal) = self.journal {
                    note = format!("only {journal}");
                }
                if let Some((_, name)) = &self.account {
                    note = format!("on {name}");
                }
                status_line(pen, line, &self.entries, self.more, &note);
            }
            View::Balances => status_line(pen, line, &self.balances, false, ""),
            View::Open => {
                let row = self.open.rows.current();
                let of = self.explained.iter();
                let here = of
                    .clone()
                    .find(|of| row.is_some_and(|r| r.currency == of.currency));
                let sum = here.map(|of| format!("open {}", money(of.balance, of.currency)));
                let others = of.count().saturating_sub(1);
                let others = match others {
                    0 => String::new(),
                    _ if line.width < 60 => " …".to_owned(),
                    1 => " and another currency".to_owned(),
                    n => format!(" and {n} other currencies"),
                };
                let note = sum.map_or_else(String::new, |sum| format!("{sum}{others}"));
                status_line(pen, line, &self.open, false, &note);
            }
            View::Payments => {
                let note = if self.loose { "only loose ones" } else { "" };
                status_line(pen, line, &self.payments, false, note);
            }
            View::Batches => status_line(pen, line, &self.batches, false, ""),
            View::Bills => status_line(pen, line, &self.bills, false, ""),
            View::Bank => {
                let note = if self.all_lines { "" } else { "not matched" };
                status_line(pen, line, &self.bank, false, note);
            }
        }
    }
}

fn status_line<R: Searched>(pen: &mut Pen, line: Rect, list: &Filtered<R>, more: bool, note: &str) {
    if !status::draw_filter(pen, line, list, !more) && list.rows.is_read() {
        footer::draw_status(pen, line, &status::position(list, !more), note);
    }
}
