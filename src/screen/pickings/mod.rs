//! The Pickings tab: what the warehouse packs, with keys or with the scanner alone.

mod answers;
mod asks;
mod feedback;
mod keys;
mod list;
mod open;
mod opening;
mod printing;
mod scans;
mod sheet;
mod table;
mod urgency;

pub use asks::{AboutPicking, carrier_choices};

use super::command::{Command, Context};
use super::context::Hand;
use super::desk::Purpose;
use crate::domain::ids::PickingNumber;
use crate::domain::moment::{Moment, Span};
use crate::domain::packing::{Echo, Packing};
use crate::protocol::Request;
use crate::protocol::pickings::CarrierView;
use feedback::Feedback;
use list::List;
use open::Open;
use ratatui::layout::Rect;
use std::collections::VecDeque;
use tui_input::InputRequest;

/// From this width on an open picking stands beside the list.
const BESIDE: u16 = 110;
/// Pickings that were laid aside half packed and are remembered.
const SHELF: usize = 50;
/// The words for the time left to take a confirmation back change so often.
const UNDO_STEP: Span = Span::seconds(5);

/// What the last confirmation was, for taking it back.
#[derive(Clone, Debug)]
struct Last {
    packing: Packing,
    until: Option<Moment>,
}

/// What was asked and must be known before the next scan means anything.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Awaited {
    Nothing,
    Found,
    Confirmed,
    Undone,
}

/// The Pickings tab.
#[derive(Debug)]
pub struct Pickings {
    list: List,
    open: Option<Open>,
    feedback: Feedback,
    echo: Echo,
    awaited: Awaited,
    waiting: VecDeque<String>,
    shelf: Vec<Packing>,
    last: Option<Last>,
    skipped: Vec<PickingNumber>,
    carriers: Vec<CarrierView>,
    used: Vec<String>,
    shown: bool,
    area: Rect,
}

impl Default for Pickings {
    fn default() -> Self {
        Pickings {
            list: List::default(),
            open: None,
            feedback: Feedback::default(),
            echo: Echo::default(),
            awaited: Awaited::Nothing,
            waiting: VecDeque::new(),
            shelf: Vec::new(),
            last: None,
            skipped: Vec::new(),
            carriers: Vec::new(),
            used: Vec::new(),
            shown: false,
            area: Rect::default(),
        }
    }
}

/// Where the parts of the tab stand.
#[derive(Clone, Copy, Debug)]
struct Parts {
    list: Option<Rect>,
    sheet: Option<Rect>,
    banner: Option<Rect>,
}

impl Pickings {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.list.line.is_some() {
            vec![Context::Text]
        } else if self.open.is_some() {
            vec![Context::Packing, Context::List, Context::Global]
        } else {
            vec![Context::Pickings, Context::List, Context::Global]
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        if self.list.line.is_some() {
            &[Command::Accept, Command::Cancel]
        } else if self.open.is_some() {
            &[
                Command::PackMore,
                Command::PackAll,
                Command::PackConfirm,
                Command::PackCarrier,
                Command::PackTracking,
                Command::PickingUndo,
                Command::Help,
            ]
        } else {
            &[
                Command::PickingOpen,
                Command::Filter,
                Command::PickingShown,
                Command::Mark,
                Command::PickingPrint,
                Command::SyncDeliveries,
                Command::Help,
            ]
        }
    }

    /// The area that the tab fills.
    pub fn set_area(&mut self, area: Rect) {
        self.area = area;
        let list = self.parts().list.map_or(1, |l| l.height);
        self.list.set_height(list.saturating_sub(table::HEADING));
    }

    fn parts(&self) -> Parts {
        let mut area = self.area;
        let mut banner = None;
        if self.feedback.banner().is_some() && area.height > 3 {
            let rows = feedback::banner_rows(area.height);
            area.height -= rows;
            banner = Some(Rect::new(area.x, area.bottom(), area.width, rows));
        }
        let (list, sheet) = match &self.open {
            None => (Some(area), None),
            Some(_) if area.width < BESIDE => (None, Some(area)),
            Some(_) => {
                let wide = area.width * 2 / 5;
                let list = Rect {
                    width: wide,
                    ..area
                };
                let sheet = Rect {
                    x: area.x + wide + 1,
                    width: area.width - wide - 1,
                    ..area
                };
                (Some(list), Some(sheet))
            }
        };
        Parts {
            list,
            sheet,
            banner,
        }
    }

    /// The tab is shown, or no longer.
    pub fn show(&mut self, hand: &mut Hand) {
        self.shown = true;
        self.list.ask(hand);
        if self.carriers.is_empty() {
            hand.desk.ask(Purpose::Carriers, Request::CarrierList);
        }
    }

    /// Pickings changed at the engine.
    pub fn outdated(&mut self, now: Moment) {
        if self.shown {
            self.list.outdated(now);
        }
    }

    /// The engine is gone: what was asked of it will never be answered.
    pub fn lost(&mut self) {
        self.awaited = Awaited::Nothing;
        self.waiting.clear();
        if let Some(open) = &mut self.open {
            open.confirming = false;
            open.claim = open::Claim::Asked;
        }
    }

    /// The engine is back, and knows nothing of who has which picking open.
    pub fn found(&mut self, hand: &mut Hand) {
        self.outdated(hand.now);
        if let Some(open) = &self.open {
            self.take(open.view.picking, false, hand);
        }
    }

    /// A moment has come.
    pub fn due(&mut self, hand: &mut Hand) {
        if self.list.take_due(hand.now) {
            self.list.ask(hand);
            if let Some(open) = self.open.as_ref().filter(|o| !o.confirming) {
                let picking = open.view.picking;
                hand.desk
                    .ask(Purpose::Picking(picking), Request::PickingShow { picking });
            }
        }
    }

    /// When something is to be done, or a time in words changes.
    pub fn next_due(&self, now: Moment) -> Option<Moment> {
        let listed = self.list.visible().map(|(_, row)| row.ship_by);
        let opened = self.open.iter().map(|o| o.view.ship_by);
        let words = listed
            .chain(opened)
            .flatten()
            .filter_map(|at| urgency::changes_at(at, now));
        let undo = self
            .last
            .as_ref()
            .and_then(|last| Some(undo_left(last.until?, now)?.1));
        words.chain(undo).chain(self.list.due()).min()
    }

    /// Text goes into the filter line.
    pub fn edit(&mut self, request: InputRequest, hand: &mut Hand) {
        if let Some((input, _)) = &mut self.list.line {
            input.handle(request);
            let text = input.value().trim().to_owned();
            if text != self.list.text {
                self.list.text = text;
                self.list.restart(hand);
            }
        }
    }

    /// A press of the mouse inside the tab.
    pub fn press(&mut self, x: u16, y: u16) {
        let parts = self.parts();
        let inside = |area: Option<Rect>| area.filter(|a| a.contains((x, y).into()));
        if let Some(sheet) = inside(parts.sheet) {
            if let Some(open) = &mut self.open
                && let Some(line) = sheet::line_at(open, sheet, y)
            {
                open.at = line;
            }
        } else if let Some(list) = inside(parts.list)
            && self.open.is_none()
            && y >= list.y + table::HEADING
        {
            self.list.go_visible(y - list.y - table::HEADING);
        }
    }

    /// What the banner leaves free, for messages.
    pub fn beside_banner(&self) -> Rect {
        let banner = self.parts().banner.map_or(0, |b| b.height);
        Rect {
            height: self.area.height - banner,
            ..self.area
        }
    }

    /// Takes a picking for this terminal.
    fn take(&self, picking: PickingNumber, force: bool, hand: &mut Hand) {
        hand.desk.ask(
            Purpose::PickingTake(picking),
            Request::PickingTake { picking, force },
        );
    }

    /// The carriers there are now.
    pub fn know_carriers(&mut self, carriers: &[CarrierView]) {
        self.carriers = carriers.to_vec();
    }

    /// Names of the carriers made here.
    fn own_carriers(&self) -> Vec<String> {
        let own = self.carriers.iter().filter(|c| c.own);
        own.map(|c| c.name.clone()).collect()
    }
}

/// The seconds left to take a confirmation back, in steps, and when they change.
fn undo_left(until: Moment, now: Moment) -> Option<(i64, Moment)> {
    let left = until.since(now).as_millis();
    if left <= 0 {
        return None;
    }
    let step = UNDO_STEP.as_millis();
    let shown = (left + step - 1) / step * step;
    let change = until.minus(Span::millis(shown - step));
    Some((shown / 1_000, change.max(now.plus(Span::millis(1)))))
}
