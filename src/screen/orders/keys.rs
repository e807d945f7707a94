//! What keys do on the Orders tab.

use super::filter::FilterLine;
use super::window::Goal;
use super::{BESIDE, Orders};
use crate::domain::amazon_status::Channel;
use crate::domain::ids::OrderNumber;
use crate::domain::order::{Flags, OrderKey};
use crate::domain::order_query::{OrderFilter, Sort};
use crate::protocol::upkeep::Level;
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::goods_return::{self, AboutReturn};
use crate::screen::message::Effect;
use crate::screen::order_cancel::{self, Cancelled};

impl Orders {
    /// Does what a key or the palette says; `false` if it means nothing here.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> bool {
        if self.line.is_some() {
            return self.filter_command(command, hand);
        }
        if self.pane.focus() && self.detail_command(command) {
            return true;
        }
        let page = self.window.height() as i64;
        let half = (page / 2).max(1);
        match command {
            Command::Down => self.window.step(1),
            Command::Up => self.window.step(-1),
            Command::HalfDown => self.window.leap(half),
            Command::HalfUp => self.window.leap(-half),
            Command::PageDown => self.window.leap(page),
            Command::PageUp => self.window.leap(-page),
            Command::First => self.window.go_first(),
            Command::Last => self.window.go_last(),
            Command::ShowNew => {
                self.sort = Sort::default();
                self.restart(Goal::Top);
            }
            Command::OpenOrder | Command::FocusDetail => {
                self.pane.open();
                self.pane.set_focus(true);
            }
            Command::CloseDetail => self.pane.close(self.has_room()),
            Command::Filter => self.line = Some(FilterLine::begin(&self.filter_text)),
            Command::SortReverse => {
                self.sort.descending = !self.sort.descending;
                self.restart(Goal::Top);
            }
            Command::Mark => self.mark(),
            Command::MarkRange => self.mark_range(hand),
            Command::MarkClear => self.clear_marks(),
            Command::CopyRefs => self.copy(hand),
            Command::OrderCancel => self.cancel_order(hand),
            Command::OrderReturn => self.goods_return(hand),
            Command::Back => {
                if !self.back() {
                    return false;
                }
            }
            _ => return false,
        }
        if !self.pane.focus() {
            self.pane.unpin();
        }
        self.moved(hand);
        true
    }

    fn detail_command(&mut self, command: Command) -> bool {
        let rows = self
            .split()
            .detail
            .map_or(1, |d| d.height.saturating_sub(2)) as i32;
        match command {
            Command::Down => self.pane.scroll(1),
            Command::Up => self.pane.scroll(-1),
            Command::HalfDown => self.pane.scroll(rows / 2),
            Command::HalfUp => self.pane.scroll(-rows / 2),
            Command::PageDown => self.pane.scroll(rows),
            Command::PageUp => self.pane.scroll(-rows),
            Command::First => self.pane.scroll(i32::MIN / 2),
            Command::Last => self.pane.scroll(i32::MAX / 2),
            Command::FocusList if self.area.width >= BESIDE => self.pane.set_focus(false),
            Command::Back if self.has_room() => self.pane.set_focus(false),
            Command::FocusList | Command::CloseDetail | Command::Back => {
                self.pane.close(self.has_room());
            }
            _ => return false,
        }
        true
    }

    fn filter_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let Some(line) = &mut self.line else {
            return false;
        };
        match command {
            Command::Accept if line.error.is_some() => {}
            Command::Accept => self.line = None,
            Command::Cancel => {
                let before = line.before().to_owned();
                let unchanged = before == self.filter_text;
                self.line = None;
                if !unchanged {
                    self.set_filter(&before, hand);
                }
            }
            Command::Complete => {
                let (accounts, marketplaces) = filter_values(hand);
                if line.complete(&accounts, &marketplaces) {
                    self.typed(hand);
                }
            }
            Command::NextLine => self.window.step(1),
            Command::PreviousLine => self.window.step(-1),
            Command::NextPage => self.window.leap(self.window.height() as i64),
            Command::PreviousPage => self.window.leap(-(self.window.height() as i64)),
            _ => return false,
        }
        self.moved(hand);
        true
    }

    /// One step back: what it undoes, from the nearest to the farthest.
    fn back(&mut self) -> bool {
        if self.range.is_some() {
            self.range = None;
        } else if self.pane.is_open(false) && !self.has_room() {
            self.pane.close(false);
        } else if !self.filter_text.is_empty() {
            self.filter_text.clear();
            self.filter = OrderFilter::default();
            self.restart(Goal::Top);
        } else if !self.marks.is_empty() {
            self.clear_marks();
        } else if self.pane.is_open(self.has_room()) {
            self.pane.close(true);
        } else {
            return false;
        }
        true
    }

    fn mark(&mut self) {
        if let Some(row) = self.window.current() {
            let key = row.key;
            let name = row.amazon_order_ref.to_string();
            if self.marks.remove(&key).is_none() {
                self.marks.insert(key, name);
            }
            self.window.step(1);
        }
    }

    fn mark_range(&mut self, hand: &mut Hand) {
        let Some(here) = self.window.key() else {
            return;
        };
        let Some(from) = self.range.take() else {
            self.range = Some(here);
            return;
        };
        let rows = self.window.rows();
        let place = |key| rows.iter().position(|r| r.key == key);
        let (Some(a), Some(b)) = (place(from), place(here)) else {
            hand.say(
                Level::Warning,
                "The beginning of the range is too far away.",
            );
            return;
        };
        let found: Vec<(OrderKey, String)> = rows[a.min(b)..=a.max(b)]
            .iter()
            .map(|r| (r.key, r.amazon_order_ref.to_string()))
            .collect();
        self.marks.extend(found);
    }

    fn clear_marks(&mut self) {
        self.marks.clear();
        self.range = None;
    }

    fn cancel_order(&self, hand: &mut Hand) {
        let fba = |channel| channel == Channel::Fba;
        let row = self.window.current().map(|row| Cancelled {
            order: row.number,
            reference: row.amazon_order_ref,
            fba: fba(row.channel),
        });
        let shown = self.pane.view().filter(|_| self.pane.focus());
        let shown = shown.map(|view| Cancelled {
            order: view.number,
            reference: view.amazon_order_ref,
            fba: fba(view.channel),
        });
        if let Some(order) = shown.or(row) {
            hand.open(order_cancel::ask_reason(order));
        }
    }

    fn goods_return(&self, hand: &mut Hand) {
        let row = self.window.current();
        let row = row.map(|row| (row.number, row.amazon_order_ref, row.flags));
        let shown = self.pane.view().filter(|_| self.pane.focus());
        let shown = shown.map(|view| (view.number, view.amazon_order_ref, view.flags));
        let Some((order, reference, flags)) = shown.or(row) else {
            return;
        };
        if flags.has(Flags::CANCELLED_AFTER_SHIPMENT) {
            hand.open(goods_return::ask(AboutReturn { order, reference }));
        } else {
            let text = format!(
                "{reference} was not cancelled after its goods had left, so nothing is to come back."
            );
            hand.say(Level::Info, text);
        }
    }

    /// The orders that are marked, or else the one that is shown or under the cursor.
    pub fn chosen(&self) -> Vec<OrderNumber> {
        if !self.marks.is_empty() {
            return self.marks.keys().map(|key| key.number).collect();
        }
        let shown = self.pane.view().filter(|_| self.pane.focus());
        let shown = shown.map(|view| view.number);
        let row = self.window.current().map(|row| row.number);
        shown.or(row).into_iter().collect()
    }

    fn copy(&mut self, hand: &mut Hand) {
        let mut names: Vec<String> = self.marks.values().cloned().collect();
        if names.is_empty() {
            names.extend(
                self.window
                    .current()
                    .map(|r| r.amazon_order_ref.to_string()),
            );
        }
        if let Some(first) = names.first() {
            let said = match names.len() {
                1 => format!("Sent {first} to the clipboard."),
                n => format!("Sent {n} references to the clipboard."),
            };
            hand.desk.want(Effect::Copy(names.join("\n")));
            hand.say(Level::Info, said);
        }
    }
}

/// Account names and marketplace codes, for completing filter words.
fn filter_values(hand: &Hand) -> (Vec<String>, Vec<String>) {
    let accounts = hand.facts.active().map(|a| a.name.clone()).collect();
    let mut codes: Vec<String> = hand
        .facts
        .active()
        .flat_map(|a| a.marketplaces.iter().map(|m| m.code.clone()))
        .collect();
    codes.sort();
    codes.dedup();
    (accounts, codes)
}
