//! The Stock moves tab: moves, quantities, counts, what is to be replenished, transfers, reordering rules.

mod answers;
mod asks;
mod chart;
mod counting;
mod drawing;
mod filter;
mod hints;
mod keys;
mod levels;
mod levels_drawing;
mod moves;
mod moves_drawing;
mod reconcile;
mod replenish;
mod rule_asks;
mod rules;
mod sheet;
mod sheet_drawing;
mod transfer_keys;
mod transfers;
mod views;
mod wanted;
mod window;

pub use asks::AboutStock;
pub use wanted::Wanted;

use super::context::Hand;
use super::desk::Soon;
use super::listing::split::BESIDE;
use crate::domain::moment::{Moment, Span};
use crate::domain::stock_move::MoveKind;
use crate::protocol::Request;
use crate::protocol::stock::{LocationView, StockRequest};
use filter::MoveWords;
use levels::Levels;
use moves::Moves;
use ratatui::layout::Rect;
use reconcile::Figures;
use replenish::Proposals;
use rules::Rules;
use sheet::{Of, Sheet};
use transfers::Transfers;
use tui_input::InputRequest;
use views::View;

/// The Stock moves tab.
#[derive(Debug)]
pub struct Stock {
    view: View,
    moves: Moves,
    levels: Levels,
    sheets: Vec<Sheet>,
    /// Which of the sheets is shown.
    sheet: usize,
    proposals: Proposals,
    transfers: Transfers,
    rules: Rules,
    figures: Figures,
    locations: Vec<LocationView>,
    /// Why figures differ, as it was said last.
    reason: String,
    refresh: Soon,
    area: Rect,
}

impl Default for Stock {
    fn default() -> Self {
        Stock {
            view: View::default(),
            moves: Moves::default(),
            levels: Levels::default(),
            sheets: Vec::new(),
            sheet: 0,
            proposals: Proposals::default(),
            transfers: Transfers::default(),
            rules: Rules::default(),
            figures: Figures::default(),
            locations: Vec::new(),
            reason: "Count".to_owned(),
            refresh: Soon::every(Span::millis(400)),
            area: Rect::default(),
        }
    }
}

impl Stock {
    /// The area that the tab fills.
    pub fn set_area(&mut self, area: Rect) {
        self.area = area;
        let list = self.split().list;
        let rows = list.height.saturating_sub(1);
        self.moves.window.set_height(rows);
        self.levels.rows.set_height(rows);
        self.transfers.rows.set_height(rows);
        self.rules.rows.set_height(rows);
        self.figures.rows.set_height(rows);
        let made = self.proposals.made_rows();
        self.proposals.rows.set_height(rows.saturating_sub(made));
        let body = self.body();
        if let Some(sheet) = self.sheets.get_mut(self.sheet) {
            let lead = sheet.lead(body);
            sheet.set_height(body.height.saturating_sub(lead));
        }
    }

    /// The tab is shown.
    pub fn show(&mut self, hand: &mut Hand) {
        hand.desk.ask(
            Wanted::Locations.into(),
            Request::Stock(StockRequest::Locations),
        );
        self.reload(hand);
    }

    /// Asks again for what the view shows.
    fn reload(&mut self, hand: &mut Hand) {
        let ask = |wanted: Wanted, request, hand: &mut Hand| {
            hand.desk.ask(wanted.into(), Request::Stock(request));
        };
        match self.view {
            View::Moves => self.moves.reload(hand),
            View::Levels => {
                self.levels.ask(hand);
                ask(Wanted::Rules, StockRequest::Rules, hand);
            }
            View::Count => self.ask_sheet(hand),
            View::Replenish => {
                ask(Wanted::Proposals, StockRequest::Proposals, hand);
                self.transfers.ask(hand);
            }
            View::Transfers => self.transfers.ask(hand),
            View::Rules => ask(Wanted::Rules, StockRequest::Rules, hand),
            View::Figures => self.figures.ask(hand),
        }
    }

    /// Goes to a view.
    fn go(&mut self, view: View, hand: &mut Hand) {
        self.view = view;
        self.levels.open = false;
        if view == View::Count && self.sheet().is_none() {
            return hand.open(asks::place(true, &self.locations));
        }
        self.reload(hand);
    }

    /// Stock changed at the engine.
    pub fn outdated(&mut self, now: Moment) {
        self.refresh.want(now);
    }

    /// A moment has come.
    pub fn due(&mut self, hand: &mut Hand) {
        if self.refresh.take(hand.now) {
            self.reload(hand);
        }
        self.levels.follow(hand);
    }

    /// When something is to be done.
    pub fn next_due(&self) -> Option<Moment> {
        [self.refresh.due(), self.levels.due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Text goes into a filter, or a figure onto the sheet.
    pub fn edit(&mut self, request: InputRequest, hand: &mut Hand) {
        match (self.view, request) {
            (View::Moves, request) => self.moves.edit(request, hand),
            (View::Levels, request) => self.levels.edit(request, hand),
            (View::Count, InputRequest::InsertChar(digit)) if digit.is_ascii_digit() => {
                if let Some(sheet) = self.sheet_mut() {
                    sheet.digit(digit);
                }
            }
            (View::Count, InputRequest::DeletePrevChar) => {
                if let Some(sheet) = self.sheet_mut() {
                    sheet.rub_out();
                }
            }
            _ => {}
        }
    }

    /// A press of the mouse inside the tab.
    pub fn press(&mut self, x: u16, y: u16, hand: &mut Hand) {
        let list = self.split().list;
        let body = self.body();
        if let Some(sheet) = self.sheets.get_mut(self.sheet)
            && self.view == View::Count
        {
            if let Some(row) = y.checked_sub(body.y + sheet.lead(body)) {
                sheet.go_visible(row);
            }
            return;
        }
        let inside = list.contains((x, y).into()) && !self.levels.open;
        let Some(row) = y.checked_sub(list.y + 1).filter(|_| inside) else {
            return;
        };
        match self.view {
            View::Moves => {
                self.moves.window.go_visible(row);
                self.moves.ask(hand);
            }
            View::Levels => {
                self.levels.rows.go_visible(row);
                if self.detailed() {
                    self.levels.ask_detail(hand);
                }
            }
            View::Count => {}
            View::Replenish => self.proposals.rows.go_visible(row),
            View::Transfers => self.transfers.rows.go_visible(row),
            View::Rules => self.rules.rows.go_visible(row),
            View::Figures => self.figures.rows.go_visible(row),
        }
    }

    fn sheet(&self) -> Option<&Sheet> {
        self.sheets.get(self.sheet)
    }

    fn sheet_mut(&mut self) -> Option<&mut Sheet> {
        self.sheets.get_mut(self.sheet)
    }

    fn sheet_of(&mut self, of: &Of) -> Option<&mut Sheet> {
        self.sheets.iter_mut().find(|sheet| sheet.of == *of)
    }

    /// Whether the details of a quantity are shown.
    fn detailed(&self) -> bool {
        self.area.width >= BESIDE || self.levels.open
    }

    fn move_words(&self, hand_accounts: Vec<String>) -> MoveWords {
        MoveWords {
            locations: self.locations.iter().map(|l| l.location.clone()).collect(),
            accounts: hand_accounts,
        }
    }
}

/// The kind of a move in nine letters.
fn kind_word(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::FbaShipment => "FBA",
        MoveKind::Delivery => "delivery",
        MoveKind::DeliveryUndone => "undone",
        MoveKind::Return => "return",
        MoveKind::Adjustment => "count",
        MoveKind::Transfer => "transfer",
        MoveKind::Receipt => "receipt",
        MoveKind::ReceiptShort => "short",
    }
}
