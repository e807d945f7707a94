//! The list of pickings: which are shown, where the cursor stands, what is marked.

use crate::domain::ids::PickingNumber;
use crate::domain::moment::{Moment, Span};
use crate::domain::picking::{NoticeState, PickingState};
use crate::protocol::Request;
use crate::protocol::pickings::{PickingPage, PickingPageRequest, PickingView};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::{Purpose, Soon};
use crate::screen::overlay;
use std::collections::BTreeMap;
use tui_input::Input;

/// Rows asked for at once.
const PAGE: u32 = 200;
/// Rows asked for at most when the list is read again.
const MOST: u32 = 1_000;

/// Which pickings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Those to be packed, by urgency.
    #[default]
    Ready,
    /// Confirmed; Amazon will be told.
    Waiting,
    /// Told; Amazon has not accepted yet.
    Processing,
    /// Refused by Amazon.
    Refused,
    /// All confirmed ones.
    Done,
    /// Cancelled ones.
    Cancelled,
}

impl Shown {
    /// All, with their words.
    pub const ALL: [(Shown, &'static str, &'static str); 6] = [
        (Shown::Ready, "ready", "to be packed, the most urgent first"),
        (Shown::Waiting, "pending", "confirmed, Amazon will be told"),
        (
            Shown::Processing,
            "processing",
            "Amazon was told and has not accepted yet",
        ),
        (Shown::Refused, "failed", "Amazon refused the shipment"),
        (Shown::Done, "done", "confirmed, the newest first"),
        (Shown::Cancelled, "cancelled", "nothing of them leaves"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(shown, ..)| *shown == self);
        found.map_or("", |(_, word, _)| word)
    }

    /// What the engine is asked for.
    fn asked(self) -> (Option<PickingState>, Option<NoticeState>) {
        match self {
            Shown::Ready => (Some(PickingState::Ready), None),
            Shown::Waiting => (None, Some(NoticeState::Pending)),
            Shown::Processing => (None, Some(NoticeState::Processing)),
            Shown::Refused => (None, Some(NoticeState::Failed)),
            Shown::Done => (Some(PickingState::Done), None),
            Shown::Cancelled => (Some(PickingState::Cancelled), None),
        }
    }
}

/// The list.
#[derive(Debug)]
pub struct List {
    /// Rows from the first on, as far as read.
    pub rows: Vec<PickingView>,
    /// Rows in all.
    pub total: u64,
    /// Whether they are all counted.
    pub complete: bool,
    /// Whether it was ever read.
    pub read: bool,
    /// Which are shown.
    pub shown: Shown,
    /// Only those with these words.
    pub text: String,
    /// The words while they are typed, and those in force before.
    pub line: Option<(Input, String)>,
    /// The marked ones and their references.
    pub marks: BTreeMap<PickingNumber, String>,
    at: Option<PickingNumber>,
    index: usize,
    top: usize,
    height: usize,
    refresh: Soon,
}

impl Default for List {
    fn default() -> Self {
        List {
            rows: Vec::new(),
            total: 0,
            complete: true,
            read: false,
            shown: Shown::default(),
            text: String::new(),
            line: None,
            marks: BTreeMap::new(),
            at: None,
            index: 0,
            top: 0,
            height: 1,
            refresh: Soon::every(Span::millis(400)),
        }
    }
}

impl List {
    fn request(&self, start: u64, limit: u32) -> Request {
        let (state, sync) = self.shown.asked();
        Request::PickingPage(PickingPageRequest {
            state,
            sync,
            account: None,
            text: self.text.clone(),
            start,
            limit,
        })
    }

    /// Asks for the rows from the first on, as many as are here.
    pub fn ask(&self, hand: &mut Hand) {
        let have = u32::try_from(self.rows.len()).unwrap_or(MOST);
        let limit = have.clamp(PAGE, MOST);
        let request = self.request(0, limit);
        hand.desk.ask(Purpose::PickingPage, request);
    }

    /// Shows another list, from its top.
    pub fn restart(&mut self, hand: &mut Hand) {
        self.rows.clear();
        self.read = false;
        (self.at, self.index, self.top) = (None, 0, 0);
        self.ask(hand);
    }

    /// Rows came: all again, or further ones. The cursor stays on its picking, or on what took its place.
    pub fn page(&mut self, page: PickingPage, more: bool) {
        if more && page.first == self.rows.len() as u64 {
            self.rows.extend(page.pickings);
        } else if !more {
            self.rows = page.pickings;
        }
        self.total = page.total;
        self.complete = page.complete;
        self.read = true;
        self.settle();
    }

    fn settle(&mut self) {
        let found = self.rows.iter().position(|r| Some(r.picking) == self.at);
        self.index = found
            .unwrap_or(self.index)
            .min(self.rows.len().saturating_sub(1));
        self.at = self.rows.get(self.index).map(|r| r.picking);
        self.scroll();
    }

    fn scroll(&mut self) {
        let height = self.height.max(1);
        if self.index < self.top {
            self.top = self.index;
        } else if self.index >= self.top + height {
            self.top = self.index + 1 - height;
        }
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }

    /// So many rows fit.
    pub fn set_height(&mut self, rows: u16) {
        self.height = usize::from(rows);
        self.scroll();
    }

    /// Index of the first visible row, and of the row under the cursor.
    pub fn view(&self) -> (usize, usize) {
        (self.top, self.index)
    }

    /// The rows that are visible.
    pub fn visible(&self) -> impl Iterator<Item = (usize, &PickingView)> {
        let rows = self.rows.iter().enumerate();
        rows.skip(self.top).take(self.height)
    }

    /// The picking under the cursor.
    pub fn current(&self) -> Option<&PickingView> {
        self.rows.get(self.index)
    }

    /// Puts the cursor on a picking.
    pub fn go(&mut self, picking: PickingNumber) {
        self.at = Some(picking);
        self.settle();
    }

    /// Puts the cursor on a visible row.
    pub fn go_visible(&mut self, row: u16) {
        let index = self.top + usize::from(row);
        if index < self.rows.len() {
            self.index = index;
            self.at = self.rows.get(index).map(|r| r.picking);
        }
    }

    /// Moves the cursor; `false` if the command is no movement.
    pub fn moved(&mut self, command: Command, hand: &mut Hand) -> bool {
        let Some(to) = overlay::moved(self.index, self.rows.len(), self.height, command) else {
            return false;
        };
        self.index = to;
        self.at = self.rows.get(to).map(|r| r.picking);
        self.scroll();
        let near_end = to + 2 * self.height >= self.rows.len();
        let have = self.rows.len() as u64;
        if near_end && have < self.total && !hand.desk.waits_for(&Purpose::PickingMore) {
            hand.desk
                .ask(Purpose::PickingMore, self.request(have, PAGE));
        }
        true
    }

    /// A picking is no longer to be packed: it goes before the engine says so.
    pub fn remove(&mut self, picking: PickingNumber) {
        let before = self.rows.len();
        self.rows.retain(|r| r.picking != picking);
        self.total -= (before - self.rows.len()) as u64;
        self.marks.remove(&picking);
        self.settle();
    }

    /// The next picking that can be packed after this one, in the order of the list, from the top again at its end.
    pub fn next_after(&self, picking: Option<PickingNumber>) -> Option<&PickingView> {
        let here = self.rows.iter().position(|r| Some(r.picking) == picking);
        let from = here.map_or(0, |at| at + 1);
        let rows = self
            .rows
            .iter()
            .skip(from)
            .chain(self.rows.iter().take(from));
        rows.filter(|r| Some(r.picking) != picking)
            .find(|r| can_be_packed(r))
    }

    /// The most urgent picking that can be packed; those that were skipped only when nothing else is left.
    pub fn most_urgent(&self, skipped: &[PickingNumber]) -> Option<&PickingView> {
        let free = || self.rows.iter().filter(|r| can_be_packed(r));
        free()
            .find(|r| !skipped.contains(&r.picking))
            .or_else(|| free().next())
    }

    /// Marks the picking under the cursor, or unmarks it.
    pub fn mark(&mut self, hand: &mut Hand) {
        if let Some(row) = self.current() {
            let (picking, reference) = (row.picking, row.amazon_order_ref.to_string());
            if self.marks.remove(&picking).is_none() {
                self.marks.insert(picking, reference);
            }
            self.moved(Command::Down, hand);
        }
    }

    /// Pickings changed at the engine.
    pub fn outdated(&mut self, now: Moment) {
        self.refresh.want(now);
    }

    /// Whether it is time to read again.
    pub fn take_due(&mut self, now: Moment) -> bool {
        self.refresh.take(now)
    }

    /// When it is to be read again.
    pub fn due(&self) -> Option<Moment> {
        self.refresh.due()
    }
}

fn can_be_packed(row: &PickingView) -> bool {
    row.state == PickingState::Ready && row.hold.is_none() && row.held_by.is_none()
}
