//! What keys and the palette do on the Stock moves tab.

use super::levels::LevelKey;
use super::sheet::Of;
use super::views::{VIEWS, View};
use super::wanted::Wanted;
use super::{Stock, asks, rule_asks};
use crate::protocol::Request;
use crate::protocol::stock::{MoveView, StockRequest};
use crate::protocol::upkeep::Level;
use crate::screen::command::Command;
use crate::screen::context::{Hand, Opened};
use crate::screen::desk::Purpose;
use crate::screen::listing::line::Line;
use crate::screen::listing::rows::Row;

impl Stock {
    /// Does what a key or the palette says; what another tab is to open, if anything. `Err` if it means nothing here.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> Result<Option<Opened>, ()> {
        if self.types_filter() {
            return if self.filter_command(command, hand) {
                Ok(None)
            } else {
                Err(())
            };
        }
        if let Some(view) = VIEWS.of(command) {
            self.go(view, hand);
            return Ok(None);
        }
        match command {
            Command::StockNext => self.go(VIEWS.after(self.view), hand),
            Command::StockPrevious => self.go(VIEWS.before(self.view), hand),
            Command::StockOpen if self.view == View::Moves => {
                return Ok(self.open_move(hand));
            }
            command if self.in_view(command, hand) => {}
            command => match VIEWS.home(command) {
                // A verb of another view, from the palette.
                Some(view) if view != self.view => self.go(view, hand),
                _ => return Err(()),
            },
        }
        Ok(None)
    }

    fn filter_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match self.view {
            View::Moves => {
                let accounts = hand.facts.active().map(|a| a.name.clone()).collect();
                let words = self.move_words(accounts);
                self.moves.filter_command(command, &words, hand)
            }
            _ => {
                let detailed = self.detailed();
                self.levels.filter_command(command, detailed, hand)
            }
        }
    }

    fn in_view(&mut self, command: Command, hand: &mut Hand) -> bool {
        match self.view {
            View::Moves => self.moves_command(command, hand),
            View::Levels => self.levels_command(command, hand),
            View::Count => self.sheet_command(command, hand),
            View::Replenish => self.replenish_command(command, hand),
            View::Transfers => self.transfers_command(command, hand),
            View::Rules => self.rules_command(command, hand),
            View::Figures => self.figures_command(command, hand),
        }
    }

    fn moves_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::Filter => self.moves.line = Some(Line::begin(&self.moves.text)),
            Command::Back if !self.moves.text.is_empty() => self.moves.set_filter("", hand),
            command => return self.moves.moved(command, hand),
        }
        true
    }

    /// Opens what is behind the move under the cursor: its transfer, its picking, its order.
    fn open_move(&mut self, hand: &mut Hand) -> Option<Opened> {
        let row: &MoveView = self.moves.window.current()?;
        let opened = row
            .picking
            .map(Opened::Picking)
            .or(row.order.map(Opened::Order));
        match (row.transfer, opened) {
            (Some(transfer), _) => {
                self.show_transfer(transfer, hand);
                None
            }
            (None, Some(opened)) => Some(opened),
            (None, None) => {
                let why = match &row.reason {
                    Some(reason) => format!("No document is behind it: {reason}."),
                    None => "No document of ours is behind it.".to_owned(),
                };
                hand.say(Level::Info, why);
                None
            }
        }
    }

    /// Shows a product at a location among the levels.
    pub(super) fn show_level(&mut self, key: LevelKey, hand: &mut Hand) {
        self.levels.text.clear();
        self.levels.negative = false;
        self.levels.location = Some(key.location.clone());
        self.levels.rows.restart();
        self.levels.rows.go(key);
        self.go(View::Levels, hand);
    }

    fn levels_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let key = self.levels.rows.current().map(Row::key);
        match command {
            Command::StockOpen => {
                if key.is_some() && !self.detailed() {
                    self.levels.open = true;
                    self.levels.ask_detail(hand);
                } else {
                    self.levels.open = false;
                }
            }
            Command::Filter => self.levels.line = Some(Line::begin(&self.levels.text)),
            Command::LevelNegative => {
                self.levels.negative = !self.levels.negative;
                self.levels.restart(hand);
            }
            Command::StockPlace => hand.open(asks::place(false, &self.locations)),
            Command::LevelCount => {
                if let Some(key) = key {
                    let (location, only) = (key.location, Some(key.product));
                    self.begin_sheet(Of::Count { location, only }, hand);
                }
            }
            Command::LevelBring => {
                if let Some(key) = key {
                    hand.open(asks::bring_to(key, &self.locations));
                }
            }
            Command::RuleSet => self.set_rule(key, hand),
            Command::RuleRemove => self.remove_rule(key, hand),
            Command::HalfDown | Command::PageDown if self.levels.open => {
                self.levels.scroll = self.levels.scroll.saturating_add(5);
            }
            Command::HalfUp | Command::PageUp if self.levels.open => {
                self.levels.scroll = self.levels.scroll.saturating_sub(5);
            }
            Command::Back => return self.levels.back(hand),
            command => {
                let detailed = self.detailed();
                return self.levels.moved(command, detailed, hand);
            }
        }
        true
    }

    fn set_rule(&self, key: Option<LevelKey>, hand: &mut Hand) {
        match key {
            Some(key) => hand.open(rule_asks::begin(&key, self.rules.rows.all())),
            None => hand.say(Level::Info, "There is no product here to make a rule for."),
        }
    }

    fn remove_rule(&self, key: Option<LevelKey>, hand: &mut Hand) {
        let known = key.filter(|key| self.rules.rows.all().iter().any(|r| r.key() == *key));
        match known {
            Some(key) => hand.open(rule_asks::remove(key)),
            None => hand.say(Level::Info, "There is no reordering rule to take away."),
        }
    }

    fn replenish_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::ReplenishCreate if self.proposals.rows.all().is_empty() => {
                hand.say(Level::Info, "Nothing is to be replenished.");
            }
            Command::ReplenishCreate if awaited(&Wanted::Replenish, hand) => {}
            Command::ReplenishCreate => {
                let request = StockRequest::Replenish(self.proposals.request());
                ask(Wanted::Replenish, request, hand);
            }
            Command::ReplenishSend => self.send_made(hand),
            Command::StockOpen => {
                if let Some(key) = self.proposals.rows.current().map(Row::key) {
                    self.show_level(key, hand);
                }
            }
            Command::ReplenishWay => self.proposals.transit = !self.proposals.transit,
            Command::Mark => self.proposals.mark(),
            Command::MarkClear => self.proposals.marks.clear(),
            Command::RuleSet | Command::RuleRemove => {
                let key = self.proposals.rows.current().map(Row::key);
                if command == Command::RuleSet {
                    let rules = self.proposals.rows.all().iter().map(|p| p.rule.clone());
                    let rules: Vec<_> = rules.collect();
                    if let Some(key) = key {
                        hand.open(rule_asks::begin(&key, &rules));
                    }
                } else if let Some(key) = key {
                    hand.open(rule_asks::remove(key));
                }
            }
            Command::Back if !self.proposals.marks.is_empty() => self.proposals.marks.clear(),
            command => return self.proposals.rows.moved(command),
        }
        true
    }

    /// Lets go what was made here and has not left.
    fn send_made(&mut self, hand: &mut Hand) {
        let numbers = self.proposals.to_send();
        if numbers.is_empty() {
            let text = "Nothing was made here that has not left. Make the transfers first.";
            hand.say(Level::Info, text);
        }
        for transfer in numbers {
            if awaited(&Wanted::Send(transfer), hand) {
                continue;
            }
            let force = false;
            let request = StockRequest::Send { transfer, force };
            ask(Wanted::Send(transfer), request, hand);
        }
    }

    fn rules_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let key = self.rules.rows.current().map(Row::key);
        match command {
            Command::RuleSet | Command::StockOpen => self.set_rule(key, hand),
            Command::RuleRemove => self.remove_rule(key, hand),
            command => return self.rules.rows.moved(command),
        }
        true
    }
}

/// Whether the engine is at work on this already: the same key again means nothing more.
pub(super) fn awaited(wanted: &Wanted, hand: &Hand) -> bool {
    let purpose = Purpose::Stock(wanted.clone());
    hand.desk.waits_for(&purpose)
}

/// Asks the engine about stock.
pub(super) fn ask(wanted: Wanted, request: StockRequest, hand: &mut Hand) {
    hand.desk.ask(wanted.into(), Request::Stock(request));
}
