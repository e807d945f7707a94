//! Quantities by location and product, and the details of one.

use super::wanted::Wanted;
use crate::domain::moment::Span;
use crate::domain::stock_query::MoveFilter;
use crate::protocol::Request;
use crate::protocol::stock::{
    LevelView, LevelsRequest, MovePageRequest, MoveStart, MoveView, StockHistory, StockRequest,
};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Soon;
use crate::screen::listing::line::Line;
use crate::screen::listing::rows::{Row, Rows};
use tui_input::InputRequest;

/// Days of the history that is drawn.
const DAYS: u32 = 60;
/// Moves shown with a quantity.
const LAST_MOVES: u32 = 20;

/// A product at a location.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LevelKey {
    /// The product's reference.
    pub product: String,
    /// The location's name.
    pub location: String,
}

impl Row for LevelView {
    type Key = LevelKey;
    fn key(&self) -> LevelKey {
        LevelKey {
            product: self.sku.clone(),
            location: self.location.clone(),
        }
    }
}

/// What is known of the quantity under the cursor.
#[derive(Debug)]
pub struct Detail {
    /// Which quantity.
    pub key: LevelKey,
    /// How it went.
    pub history: Option<StockHistory>,
    /// Its last moves.
    pub moves: Option<Vec<MoveView>>,
}

/// The quantities.
#[derive(Debug)]
pub struct Levels {
    /// The rows.
    pub rows: Rows<LevelView>,
    /// Only this location.
    pub location: Option<String>,
    /// Only what is below zero.
    pub negative: bool,
    /// Only what has these words.
    pub text: String,
    /// The words while they are typed.
    pub line: Option<Line>,
    /// The details that were asked for.
    pub detail: Option<Detail>,
    /// The details fill the screen.
    pub open: bool,
    /// How far they are scrolled.
    pub scroll: u16,
    follow: Soon,
}

impl Default for Levels {
    fn default() -> Self {
        Levels {
            rows: Rows::default(),
            location: None,
            negative: false,
            text: String::new(),
            line: None,
            detail: None,
            open: false,
            scroll: 0,
            follow: Soon::every(Span::millis(180)),
        }
    }
}

impl Levels {
    /// Asks for the quantities.
    pub fn ask(&self, hand: &mut Hand) {
        let request = LevelsRequest {
            location: self.location.clone(),
            text: self.text.clone(),
            negative: self.negative,
        };
        let request = Request::Stock(StockRequest::Levels(request));
        hand.desk.ask(Wanted::Levels.into(), request);
    }

    /// Shows other quantities, from their top.
    pub fn restart(&mut self, hand: &mut Hand) {
        self.rows.restart();
        self.ask(hand);
    }

    /// The quantities came; the details follow where they are shown.
    pub fn take(&mut self, levels: Vec<LevelView>, detailed: bool, hand: &mut Hand) {
        self.rows.set(levels);
        if detailed {
            self.ask_detail(hand);
        }
    }

    /// Asks for the details of the quantity under the cursor.
    pub fn ask_detail(&mut self, hand: &mut Hand) {
        self.follow.drop_it();
        let Some(key) = self.rows.current().map(Row::key) else {
            self.detail = None;
            return;
        };
        if self.detail.as_ref().is_none_or(|d| d.key != key) {
            self.scroll = 0;
            self.detail = Some(Detail {
                key: key.clone(),
                history: None,
                moves: None,
            });
        }
        let history = StockRequest::History {
            product: key.product.clone(),
            location: key.location.clone(),
            days: DAYS,
        };
        hand.desk
            .ask(Wanted::History(key.clone()).into(), Request::Stock(history));
        let moves = MovePageRequest {
            filter: MoveFilter {
                product: Some(key.product.clone()),
                location: Some(key.location.clone()),
                ..MoveFilter::default()
            },
            start: MoveStart::Newest,
            limit: LAST_MOVES,
        };
        hand.desk.ask(
            Wanted::LastMoves(key).into(),
            Request::Stock(StockRequest::Moves(moves)),
        );
    }

    /// The cursor moved: the details follow a moment later.
    pub fn moved(&mut self, command: Command, detailed: bool, hand: &mut Hand) -> bool {
        let before = self.rows.index();
        if !self.rows.moved(command) {
            return false;
        }
        if detailed && self.rows.index() != before {
            self.follow.want_after_rest(hand.now);
        }
        true
    }

    /// When the details are to follow.
    pub fn due(&self) -> Option<crate::domain::moment::Moment> {
        self.follow.due()
    }

    /// A moment has come.
    pub fn follow(&mut self, hand: &mut Hand) {
        if self.follow.take(hand.now) {
            self.ask_detail(hand);
        }
    }

    /// Text goes into the filter line.
    pub fn edit(&mut self, request: InputRequest, hand: &mut Hand) {
        if let Some(line) = &mut self.line {
            line.input.handle(request);
            let text = line.text().trim().to_owned();
            if text != self.text {
                self.text = text;
                self.restart(hand);
            }
        }
    }

    /// A key while the filter is typed.
    pub fn filter_command(&mut self, command: Command, detailed: bool, hand: &mut Hand) -> bool {
        match command {
            Command::Accept => self.line = None,
            Command::Cancel => {
                if let Some(line) = self.line.take()
                    && line.before != self.text
                {
                    self.text = line.before;
                    self.restart(hand);
                }
            }
            command => return self.moved(command, detailed, hand),
        }
        true
    }

    /// One step back: details, words, what else narrows the list down.
    pub fn back(&mut self, hand: &mut Hand) -> bool {
        if self.open {
            self.open = false;
            return true;
        }
        if !self.text.is_empty() {
            self.text.clear();
        } else if self.negative || self.location.is_some() {
            self.negative = false;
            self.location = None;
        } else {
            return false;
        }
        self.restart(hand);
        true
    }
}
