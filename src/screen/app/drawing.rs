//! Drawing the screen.

use super::{App, Areas};
use crate::domain::moment::Moment;
use crate::screen::command::Command;
use crate::screen::footer;
use crate::screen::header::Header;
use crate::screen::pen::{Pen, width};
use crate::screen::tabs::Tab;
use crate::screen::theme::Role;
use crate::screen::words;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Below this size nothing useful fits.
const SMALLEST: (u16, u16) = (20, 5);

impl App {
    pub(super) fn areas(&self) -> Areas {
        let (width, height) = self.size;
        let header = if height >= 12 { 2 } else { 1 };
        let hints = u16::from(height >= 8);
        let status = u16::from(height >= 6);
        let body = height.saturating_sub(header + hints + status);
        let row = |y: u16, rows: u16| Rect::new(0, y.min(height), width, rows.min(height));
        Areas {
            header: row(0, header),
            body: row(header, body),
            status: row(header + body, status),
            hints: row(header + body + status, hints),
        }
    }

    /// Tells every part how much room it has.
    pub(super) fn lay_out(&mut self, now: Moment) {
        let body = self.areas().body;
        self.orders.set_area(body);
        self.orders.measure(&self.look, now);
        self.activity.set_height(body.height);
        self.pickings.set_area(body);
        self.failed.set_area(body);
        self.stock.set_area(body);
        self.reports.set_area(body);
        self.invoices.set_area(body);
        self.money.set_area(body);
    }

    /// Draws the whole screen; where the terminal's cursor belongs, if anywhere.
    pub fn draw(&self, frame: &mut Buffer, now: Moment) -> Option<Position> {
        let (width, height) = self.size;
        let mut pen = Pen::new(frame, &self.look);
        if width < SMALLEST.0 || height < SMALLEST.1 {
            draw_too_small(&mut pen, self.size);
            return None;
        }
        let areas = self.areas();
        let header = Header {
            tab: self.tab,
            facts: &self.facts,
            demo: self.demo.as_deref(),
            now,
        };
        header.draw(&mut pen, areas.header);
        match self.tab {
            Tab::Orders => self.orders.draw(&mut pen, now),
            Tab::Pickings => self.pickings.draw(&mut pen, &self.facts, now),
            Tab::Failed => self.failed.draw(&mut pen, now),
            Tab::Moves => {
                let contexts = self.tab_contexts();
                let key = |command| self.keymap.hint(&contexts, command);
                self.stock.draw(&mut pen, now, &key);
            }
            Tab::Reports => {
                let contexts = self.tab_contexts();
                let key = |command| self.keymap.hint(&contexts, command);
                self.reports.draw(&mut pen, now, &key);
            }
            Tab::Invoices => {
                let contexts = self.tab_contexts();
                let key = |command| self.keymap.hint(&contexts, command);
                self.invoices.draw(&mut pen, now, &key);
            }
            Tab::Money => {
                let contexts = self.tab_contexts();
                let key = |command| self.keymap.hint(&contexts, command);
                self.money.draw(&mut pen, &key);
            }
            Tab::Accounts => self.accounts.draw(&mut pen, areas.body, &self.facts, now),
            Tab::Activity => self.activity.draw(&mut pen, areas.body, &self.facts, now),
        }
        if areas.status.height > 0 {
            self.draw_status(&mut pen, areas.status, now);
        }
        let contexts = self.contexts();
        let dismiss = self.keymap.hint(&contexts, Command::Back);
        for overlay in &self.overlays {
            pen.caret = None;
            overlay.draw(&mut pen, areas.body, now);
        }
        footer::draw_toasts(
            &mut pen,
            self.toast_area(areas),
            self.toasts.shown(),
            dismiss.as_deref(),
        );
        if areas.hints.height > 0 {
            footer::draw_hints(&mut pen, areas.hints, &self.hints());
        }
        pen.caret.map(|(x, y)| Position { x, y })
    }

    fn draw_status(&self, pen: &mut Pen, line: Rect, now: Moment) {
        match self.tab {
            Tab::Orders => self.orders.draw_status(pen, line, &self.facts),
            Tab::Accounts => {
                let all = self.facts.accounts.as_ref().map_or(0, Vec::len) as u64;
                let archived = all - self.facts.active().count() as u64;
                let mut left = vec![(words::counted(all, "account"), Role::Text)];
                if archived > 0 {
                    let dot = pen.signs().dot;
                    left.push((format!(" {dot} {archived} archived"), Role::Dim));
                }
                footer::draw_status(pen, line, &left, "");
            }
            Tab::Pickings => self.pickings.draw_status(pen, line, now),
            Tab::Failed => self.failed.draw_status(pen, line),
            Tab::Moves => self.stock.draw_status(pen, line, &self.facts),
            Tab::Reports => self.reports.draw_status(pen, line),
            Tab::Invoices => {
                let stop = self.keymap.hint(&self.tab_contexts(), Command::WorkStop);
                self.invoices.draw_status(pen, line, stop.as_deref());
            }
            Tab::Money => self.money.draw_status(pen, line),
            Tab::Activity => self.activity.draw_status(pen, line),
        }
    }

    /// Messages stand right above the line about what is shown.
    fn toast_area(&self, areas: Areas) -> Rect {
        if self.tab == Tab::Pickings {
            self.pickings.beside_banner()
        } else {
            areas.body
        }
    }
}

fn draw_too_small(pen: &mut Pen, (columns, rows): (u16, u16)) {
    let text = format!("too small ({columns}x{rows})");
    let taken = width(&text).min(columns);
    pen.put((columns - taken) / 2, rows / 2, columns, &text, Role::Text);
}
