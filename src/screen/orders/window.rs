//! A window into a list that may be a million rows long: a few pages around a cursor that follows its order.

use crate::domain::order::OrderKey;
use crate::protocol::orders::{OrderPage, OrderRow, PageStart};

/// Rows asked for at once.
const PAGE: u64 = 128;
/// Rows kept at most.
const KEPT: usize = 3 * PAGE as usize;
/// Rows beyond the visible ones that should be there before they are needed.
const MARGIN: u64 = 32;

/// What the next page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The list from its first row, the cursor on it.
    Top,
    /// The same place again, the cursor on the same order.
    Same,
    /// More rows of the list as it is.
    More,
}

/// A page to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// Where it begins.
    pub start: PageStart,
    /// How many rows.
    pub limit: u32,
    /// What it is for.
    pub goal: Goal,
}

/// The window.
#[derive(Debug)]
pub struct Window {
    rows: Vec<OrderRow>,
    first: u64,
    total: u64,
    of: u64,
    complete: bool,
    revision: u64,
    answered: bool,
    cursor: u64,
    key: Option<OrderKey>,
    top: u64,
    height: u64,
    goal: Option<Goal>,
    above: u64,
}

impl Default for Window {
    fn default() -> Self {
        Window {
            rows: Vec::new(),
            first: 0,
            total: 0,
            of: 0,
            complete: true,
            revision: 0,
            answered: false,
            cursor: 0,
            key: None,
            top: 0,
            height: 1,
            goal: Some(Goal::Top),
            above: 0,
        }
    }
}

impl Window {
    /// Rows in the whole list.
    pub fn total(&self) -> u64 {
        self.total
    }
    /// Orders in all, whatever the filter.
    pub fn of(&self) -> u64 {
        self.of
    }
    /// Whether every order was looked at.
    pub fn complete(&self) -> bool {
        self.complete
    }
    /// Whether the engine has answered at all.
    pub fn answered(&self) -> bool {
        self.answered
    }
    /// Index of the cursor's row.
    pub fn cursor(&self) -> u64 {
        self.cursor
    }
    /// The order under the cursor, once its row is here.
    pub fn key(&self) -> Option<OrderKey> {
        self.key
    }
    /// Index of the first visible row.
    pub fn top(&self) -> u64 {
        self.top
    }
    /// Visible rows.
    pub fn height(&self) -> u64 {
        self.height
    }
    /// New rows above the first visible one that nobody has looked at.
    pub fn new_above(&self) -> u64 {
        self.above.min(self.top)
    }
    /// The row at an index, if it is here.
    pub fn row(&self, index: u64) -> Option<&OrderRow> {
        let at = index.checked_sub(self.first)?;
        self.rows.get(usize::try_from(at).ok()?)
    }
    /// The cursor's row, if it is here.
    pub fn current(&self) -> Option<&OrderRow> {
        self.row(self.cursor)
    }
    /// The visible rows: index and row.
    pub fn visible(&self) -> impl Iterator<Item = (u64, Option<&OrderRow>)> {
        let end = self.top.saturating_add(self.height).min(self.total);
        (self.top..end).map(|index| (index, self.row(index)))
    }
    /// All rows that are here.
    pub fn rows(&self) -> &[OrderRow] {
        &self.rows
    }

    /// So many rows are visible now.
    pub fn set_height(&mut self, rows: u16) {
        self.height = u64::from(rows).max(1);
        self.reveal();
    }

    /// Wants the list anew.
    pub fn restart(&mut self, goal: Goal) {
        let goal = match goal {
            Goal::Same if self.key.is_none() && !self.answered => Goal::Top,
            goal => goal,
        };
        if goal == Goal::Top {
            self.above = 0;
        }
        self.goal = Some(goal);
    }

    /// Moves the cursor by so many rows.
    pub fn step(&mut self, rows: i64) {
        self.go(self.cursor.saturating_add_signed(rows));
    }

    /// Moves cursor and view by so many rows.
    pub fn leap(&mut self, rows: i64) {
        self.top = self
            .top
            .saturating_add_signed(rows)
            .min(self.total.saturating_sub(self.height));
        self.step(rows);
    }

    /// Goes to the first row, and to what came above it meanwhile.
    pub fn go_first(&mut self) {
        self.above = 0;
        self.go(0);
    }

    /// Goes to the last row.
    pub fn go_last(&mut self) {
        self.go(u64::MAX);
    }

    /// Goes to the row with this index.
    pub fn go(&mut self, index: u64) {
        self.cursor = index.min(self.total.saturating_sub(1));
        self.key = self.current().map(|row| row.key);
        self.reveal();
    }

    /// Goes to a row on the screen, counted from the first visible one.
    pub fn go_visible(&mut self, row: u16) {
        let index = self.top + u64::from(row);
        if index < self.total {
            self.go(index);
        }
    }

    fn reveal(&mut self) {
        self.cursor = self.cursor.min(self.total.saturating_sub(1));
        self.top = self
            .top
            .min(self.cursor)
            .max((self.cursor + 1).saturating_sub(self.height))
            .min(self.total.saturating_sub(self.height));
        if self.top == 0 {
            self.above = 0;
        }
    }

    /// The page to ask for next, if any is needed.
    pub fn wants(&self) -> Option<Want> {
        let room = self.height + 2 * MARGIN;
        let limit = |rows: u64| u32::try_from(rows.min(1_000)).unwrap_or(1_000);
        let want = |start, rows, goal| {
            Some(Want {
                start,
                limit: limit(rows),
                goal,
            })
        };
        match self.goal {
            Some(Goal::Top) => return want(PageStart::Top, PAGE.max(room), Goal::Top),
            Some(Goal::Same) => {
                let start = match self.key {
                    Some(key) => PageStart::Around {
                        key,
                        before: limit(self.before()),
                    },
                    None => PageStart::Row(self.top.saturating_sub(MARGIN)),
                };
                return want(start, room, Goal::Same);
            }
            _ => {}
        }
        let from = self.top.saturating_sub(MARGIN);
        let to = (self.top + self.height + MARGIN).min(self.total);
        let end = self.first + self.rows.len() as u64;
        if from >= self.first && to <= end || self.total == 0 {
            return None;
        }
        let touches = !self.rows.is_empty() && from <= end && to >= self.first;
        if touches && to > end {
            want(PageStart::Row(end), PAGE, Goal::More)
        } else if touches {
            let start = self.first.saturating_sub(PAGE);
            want(PageStart::Row(start), self.first - start, Goal::More)
        } else {
            want(PageStart::Row(from), PAGE.max(room), Goal::More)
        }
    }

    /// Rows before the cursor's row that a fresh page of the same place holds.
    fn before(&self) -> u64 {
        (self.cursor - self.top.min(self.cursor)) + MARGIN
    }

    /// Takes a page in.
    pub fn take(&mut self, page: OrderPage, goal: Goal) {
        self.answered = true;
        (self.total, self.of, self.complete) = (page.total, page.of, page.complete);
        let fresh = page.revision != self.revision;
        self.revision = page.revision;
        self.goal = None;
        match goal {
            Goal::Top => self.replace(page),
            Goal::Same => self.take_same(page),
            Goal::More if fresh || !self.join(&page) => {
                self.key = None;
                self.first = page.first;
                self.rows = page.rows;
            }
            Goal::More => {}
        }
        if self.key.is_none() {
            self.key = self.current().map(|row| row.key);
        }
        self.reveal();
    }

    fn replace(&mut self, page: OrderPage) {
        self.first = page.first;
        self.rows = page.rows;
        self.cursor = 0;
        self.top = 0;
        self.key = None;
    }

    /// The same place again: the cursor stays on its order, and on its line of the screen.
    ///
    /// At the very top new orders show up by themselves, and the cursor goes down with its order as long as it can.
    fn take_same(&mut self, page: OrderPage) {
        let at_top = self.top == 0;
        let on_screen = self.cursor.saturating_sub(self.top);
        let old = self.cursor;
        let before = self.before();
        let found = page.rows.iter().position(|r| Some(r.key) == self.key);
        self.first = page.first;
        self.rows = page.rows;
        self.cursor = match found {
            Some(at) => self.first + at as u64,
            // The order is no longer in the list: what took its place has the cursor.
            None if self.first > 0 => self.first + before,
            None => old,
        };
        if found.is_none() {
            self.key = None;
        }
        self.above += self.cursor.saturating_sub(old);
        self.top = if at_top && self.cursor < self.height {
            0
        } else {
            self.cursor.saturating_sub(on_screen)
        };
    }

    /// Adds rows in front or behind; says whether they fit.
    fn join(&mut self, page: &OrderPage) -> bool {
        let end = self.first + self.rows.len() as u64;
        let page_end = page.first + page.rows.len() as u64;
        if self.rows.is_empty() {
            return false;
        }
        if page.first == end {
            self.rows.extend(page.rows.iter().cloned());
            let extra = self.rows.len().saturating_sub(KEPT);
            self.rows.drain(..extra);
            self.first += extra as u64;
        } else if page_end == self.first {
            let kept = std::mem::take(&mut self.rows);
            self.rows = page.rows.iter().cloned().chain(kept).take(KEPT).collect();
            self.first = page.first;
        } else {
            return false;
        }
        true
    }
}
