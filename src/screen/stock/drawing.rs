//! Drawing the tab: the strip of views, the list, the details beside or below it.

use super::Stock;
use super::views::{VIEWS, View};
use crate::domain::moment::Moment;
use crate::screen::command::Command;
use crate::screen::facts::Facts;
use crate::screen::listing::split::{Split, below_strip};
use crate::screen::listing::table;
use crate::screen::pen::Pen;
use ratatui::layout::Rect;

impl Stock {
    /// What the strip of views leaves.
    pub(super) fn body(&self) -> Rect {
        below_strip(self.area)
    }

    pub(super) fn split(&self) -> Split {
        let body = self.body();
        let whole = Split {
            list: body,
            detail: None,
        };
        if self.view == View::Count {
            return whole;
        }
        let below = match self.view {
            View::Moves if body.width < 60 => 4,
            View::Moves => 3,
            View::Transfers => (body.height / 3).min(7),
            View::Figures => 2,
            _ => 0,
        };
        Split::of(body, below)
    }

    /// Draws the tab; `key` says which key does something here.
    pub fn draw(&self, pen: &mut Pen, now: Moment, key: &dyn Fn(Command) -> Option<String>) {
        let body = self.body();
        if body.y > self.area.y {
            let strip = Rect {
                height: 1,
                ..self.area
            };
            VIEWS.draw(pen, strip, self.view, key);
        }
        let split = self.split();
        split.draw_border(pen);
        let list = split.list;
        match self.view {
            View::Moves => {
                self.moves.draw(pen, list, now);
                match split.detail {
                    Some(detail) if detail.x > body.x => self.moves.draw_detail(pen, detail),
                    Some(detail) => self.moves.draw_brief(pen, detail),
                    None => {}
                }
            }
            View::Levels if self.levels.open && split.detail.is_none() => {
                self.levels
                    .draw_detail(pen, body, self.rules.rows.all(), now);
            }
            View::Levels => {
                self.levels.draw(pen, list);
                if let Some(detail) = split.detail {
                    let rules = self.rules.rows.all();
                    self.levels.draw_detail(pen, detail, rules, now);
                }
            }
            View::Count => match self.sheet() {
                Some(sheet) => sheet.draw(pen, body),
                None => table::empty(
                    pen,
                    body,
                    "Nothing is being counted.",
                    "Choose a location, and type or scan what is there. Our figures can be hidden.",
                ),
            },
            View::Replenish => {
                self.proposals.draw(pen, list);
                if let Some(detail) = split.detail {
                    self.proposals.draw_detail(pen, detail);
                }
            }
            View::Transfers => {
                self.transfers.draw(pen, list, now);
                if let Some(detail) = split.detail {
                    self.transfers.draw_detail(pen, detail);
                }
            }
            View::Figures => {
                self.figures.draw(pen, list);
                match split.detail {
                    Some(detail) if detail.x > body.x => {
                        self.figures.draw_detail(pen, detail, now);
                    }
                    Some(detail) => self.figures.draw_brief(pen, detail, now),
                    None => {}
                }
            }
            View::Rules => {
                self.rules.draw(pen, list);
                if let Some(detail) = split.detail {
                    self.rules.draw_detail(pen, detail);
                }
            }
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect, facts: &Facts) {
        match self.view {
            View::Moves => {
                let accounts = facts.active().map(|a| a.name.clone()).collect();
                let words = self.move_words(accounts);
                self.moves.draw_status(pen, line, &words);
            }
            View::Levels => self.levels.draw_status(pen, line),
            View::Count => {
                if let Some(sheet) = self.sheet() {
                    sheet.draw_status(pen, line);
                }
            }
            View::Replenish => self.proposals.draw_status(pen, line),
            View::Transfers => self.transfers.draw_status(pen, line),
            View::Rules => self.rules.draw_status(pen, line),
            View::Figures => self.figures.draw_status(pen, line),
        }
    }
}
