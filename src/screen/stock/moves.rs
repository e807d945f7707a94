//! The moves history: filtered as one types, read page by page.

use super::filter::MoveWords;
use super::wanted::Wanted;
use super::window::{Goal, Window};
use crate::domain::stock_query::MoveFilter;
use crate::protocol::Request;
use crate::protocol::stock::{MovePage, MovePageRequest, MoveView, StockRequest};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::listing::line::Line;
use tui_input::InputRequest;

/// The moves.
#[derive(Debug, Default)]
pub struct Moves {
    /// The rows.
    pub window: Window,
    /// The filter in force.
    pub filter: MoveFilter,
    /// As it was typed.
    pub text: String,
    /// While it is typed.
    pub line: Option<Line>,
    goal: Option<Goal>,
}

impl Moves {
    /// Asks for what the view lacks.
    pub fn ask(&mut self, hand: &mut Hand) {
        let Some(want) = self.window.wants() else {
            return;
        };
        let asked = hand.desk.waits_for(&Purpose::Stock(Wanted::Moves));
        if hand.facts.link.is_lost() || (asked && self.goal == Some(want.goal)) {
            return;
        }
        self.goal = Some(want.goal);
        let page = MovePageRequest {
            filter: self.filter.clone(),
            start: want.start,
            limit: want.limit,
        };
        let request = Request::Stock(StockRequest::Moves(page));
        hand.desk.ask(Wanted::Moves.into(), request);
    }

    /// Asks for what came meanwhile.
    pub fn reload(&mut self, hand: &mut Hand) {
        self.restart(Goal::Same);
        self.ask(hand);
    }

    fn restart(&mut self, goal: Goal) {
        self.window.restart(goal);
        // Whatever is on its way belongs to the list as it was.
        self.goal = None;
    }

    /// Rows came.
    pub fn page(&mut self, page: MovePage, hand: &mut Hand) {
        if let Some(goal) = self.goal.take() {
            self.window.take(page, goal);
        }
        self.ask(hand);
    }

    /// Shows the moves that match this text.
    pub fn set_filter(&mut self, text: &str, hand: &mut Hand) {
        if let Ok(filter) = MoveFilter::parse(text) {
            self.text = text.trim().to_owned();
            self.filter = filter;
            self.restart(Goal::Top);
            self.ask(hand);
        }
    }

    /// Text goes into the filter line.
    pub fn edit(&mut self, request: InputRequest, hand: &mut Hand) {
        if let Some(line) = &mut self.line {
            line.input.handle(request);
            self.typed(hand);
        }
    }

    fn typed(&mut self, hand: &mut Hand) {
        let Some(line) = &mut self.line else {
            return;
        };
        let Some(filter) = line.read(MoveFilter::parse) else {
            return;
        };
        self.text = line.text().trim().to_owned();
        if filter != self.filter {
            self.filter = filter;
            self.restart(Goal::Top);
            self.ask(hand);
        }
    }

    /// A key while the filter is typed.
    pub fn filter_command(&mut self, command: Command, words: &MoveWords, hand: &mut Hand) -> bool {
        let Some(line) = &mut self.line else {
            return false;
        };
        match command {
            Command::Accept if line.error.is_some() => {}
            Command::Accept => self.line = None,
            Command::Cancel => {
                let before = line.before.clone();
                self.line = None;
                if before != self.text {
                    self.set_filter(&before, hand);
                }
            }
            Command::Complete => {
                if line.complete(words) {
                    self.typed(hand);
                }
            }
            Command::NextLine => self.window.step(1),
            Command::PreviousLine => self.window.step(-1),
            Command::NextPage => self.window.leap(self.window.height() as i64),
            Command::PreviousPage => self.window.leap(-(self.window.height() as i64)),
            _ => return false,
        }
        self.ask(hand);
        true
    }

    /// Moves the cursor; `false` if the command is no movement.
    pub fn moved(&mut self, command: Command, hand: &mut Hand) -> bool {
        let page = self.window.height() as i64;
        let half = (page / 2).max(1);
        match command {
            Command::Down => self.window.step(1),
            Command::Up => self.window.step(-1),
            Command::HalfDown => self.window.leap(half),
            Command::HalfUp => self.window.leap(-half),
            Command::PageDown => self.window.leap(page),
            Command::PageUp => self.window.leap(-page),
            Command::First => self.window.go(0),
            Command::Last => self.window.go(u64::MAX),
            _ => return false,
        }
        self.ask(hand);
        true
    }

    /// Whether a balance is shown: only of one product at one location there is one.
    pub fn has_balance(&self) -> bool {
        self.filter.product.is_some() && self.filter.location.is_some()
    }

    /// How a move changed the location that the filter names; nothing if it names none, or both ends of the move.
    pub fn signed(&self, row: &MoveView) -> Option<i64> {
        let named = self.filter.location.as_deref()?;
        let lower = named.trim().to_lowercase();
        let exact = row.from == named || row.to == named;
        let is = |place: &str| match exact {
            true => place == named,
            false => place.to_lowercase().contains(&lower),
        };
        match (is(&row.from), is(&row.to)) {
            (true, false) => Some(-i64::from(row.quantity)),
            (false, true) => Some(i64::from(row.quantity)),
            _ => None,
        }
    }
}
