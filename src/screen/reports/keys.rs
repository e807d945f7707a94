//! What keys and the palette do on the Reports tab.

use super::choosing::Shown;
use super::lines::{self, Line};
use super::{Reports, View, Wanted, ask, asks};
use crate::domain::ids::OrderNumber;
use crate::protocol::reports::{FigureOrders, ReportRequest};
use crate::protocol::upkeep::Level;
use crate::screen::command::Command;
use crate::screen::context::Hand;

impl Reports {
    /// Does what a key or the palette says; the order that is to be opened, if any. `Err` if it means nothing here.
    pub fn command(
        &mut self,
        command: Command,
        hand: &mut Hand,
    ) -> Result<Option<OrderNumber>, ()> {
        if self.view == View::Behind {
            match command {
                Command::ReportOrder => return Ok(self.behind.current()),
                Command::Back => {
                    self.view = View::Sales;
                    self.ask_sales(hand);
                    return Ok(None);
                }
                command if self.behind.moved(command, hand) => return Ok(None),
                _ => {}
            }
        }
        let done = match self.view {
            View::Quality => self.quality_command(command, hand),
            _ => self.sales_command(command, hand),
        };
        if done || self.choice_command(command, hand) {
            Ok(None)
        } else {
            Err(())
        }
    }

    fn quality_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::ReportQuality | Command::Back => {
                self.view = View::Sales;
                self.ask_sales(hand);
            }
            Command::Down => self.scroll_by(1),
            Command::Up => self.scroll_by(-1),
            Command::HalfDown | Command::PageDown => self.scroll_by(8),
            Command::HalfUp | Command::PageUp => self.scroll_by(-8),
            Command::First => self.scroll = 0,
            Command::Last => self.scroll_by(i16::MAX),
            _ => return false,
        }
        true
    }

    fn scroll_by(&mut self, rows: i16) {
        let most = self.quality_rows().saturating_sub(self.body().height);
        self.scroll = self.scroll.saturating_add_signed(rows).min(most);
    }

    fn sales_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::ReportOpen => self.open_behind(hand),
            Command::ReportUnfold => self.fold(true, hand),
            Command::ReportFold => self.fold(false, hand),
            command => return self.lines.moved(command),
        }
        true
    }

    /// What means the same whatever is shown.
    fn choice_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::ReportBy => hand.open(asks::by(self.choosing.first)),
            Command::ReportAnd => hand.open(asks::and(self.choosing.first)),
            Command::ReportPeriod => hand.open(asks::days()),
            Command::ReportOnly => hand.open(asks::only(hand.facts)),
            Command::ReportMeasure => {
                self.choosing.measure = self.choosing.measure.next();
                self.arrange();
            }
            Command::ReportChannel => {
                self.choosing.next_channel();
                self.chosen(hand);
            }
            Command::ReportCompare => {
                self.choosing.compare = !self.choosing.compare;
                self.chosen(hand);
            }
            Command::ReportCurrency => self.next_currency(hand),
            Command::ReportExport => hand.open(asks::export()),
            Command::ReportSave => hand.open(asks::save("", None)),
            Command::ReportKept => {
                ask(
                    Wanted::Kept { forget: false },
                    ReportRequest::Favourites,
                    hand,
                );
            }
            Command::ReportForget => {
                ask(
                    Wanted::Kept { forget: true },
                    ReportRequest::Favourites,
                    hand,
                );
            }
            Command::ReportTeams => ask(Wanted::Teams, ReportRequest::Teams, hand),
            Command::ReportQuality => {
                (self.view, self.scroll) = (View::Quality, 0);
                self.reload(hand);
            }
            _ => return false,
        }
        true
    }

    /// All currencies, then each for itself.
    fn next_currency(&mut self, hand: &mut Hand) {
        let Some(main) = &self.main else {
            return;
        };
        let all: Vec<_> = main.totals.iter().map(|total| total.currency).collect();
        if all.len() < 2 {
            return hand.say(Level::Info, "There is only one currency here.");
        }
        self.choosing.shown = match (self.choosing.shown, self.listed.as_slice()) {
            (Shown::Fitting | Shown::One(_), [one]) => {
                let at = all.iter().position(|c| c == one).unwrap_or(0);
                all.get(at + 1).map_or(Shown::All, |next| Shown::One(*next))
            }
            _ => all.first().map_or(Shown::All, |first| Shown::One(*first)),
        };
        self.lines.restart();
        self.arrange();
    }

    /// Shows what lies within the line, or no more.
    fn fold(&mut self, open: bool, hand: &mut Hand) {
        let Some(line) = self.lines.current().cloned() else {
            return;
        };
        match (open, line.unfolded) {
            (true, Some(false)) => self.unfolded.push(line.key),
            (true, None) if !line.within && self.choosing.second.is_none() => {
                return hand.open(asks::and(self.choosing.first));
            }
            (false, Some(true)) => self.unfolded.retain(|key| *key != line.key),
            (false, None) if line.within => {
                // From within, the line around it is folded.
                let first = self.choosing.first;
                let around = self.unfolded.iter().position(|key| {
                    key.currency == line.key.currency
                        && key.of.get(&first) == line.key.of.get(&first)
                });
                if let Some(at) = around {
                    let key = self.unfolded.remove(at);
                    self.lines.go(key);
                }
            }
            _ => return,
        }
        self.arrange();
    }

    /// Shows the orders behind the line under the cursor.
    fn open_behind(&mut self, hand: &mut Hand) {
        let Some(line) = self.lines.current() else {
            return;
        };
        if line.figures.orders == 0 {
            return hand.say(Level::Info, "No order of these days is behind it.");
        }
        let title = self.title_of(line);
        let query = match line.within {
            true => self.choosing.whole(),
            false => self.choosing.main(),
        };
        let wanted = FigureOrders {
            query,
            of: line.key.of.clone(),
            currency: Some(line.key.currency),
            offset: 0,
            limit: 0,
        };
        self.view = View::Behind;
        self.behind.open(title, wanted, hand);
    }

    /// What tells a line apart, as a heading.
    fn title_of(&self, line: &Line) -> String {
        let mut words: Vec<String> = line
            .key
            .of
            .iter()
            .map(|(d, word)| format!("{} {}", d.title(), lines::word(*d, word.as_deref())))
            .collect();
        words.push(line.key.currency.to_string());
        words.join(", ")
    }
}
