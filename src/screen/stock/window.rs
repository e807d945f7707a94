//! A window into the moves history, which may be a million rows long and only ever grows at its top.

use crate::protocol::stock::{MovePage, MoveStart, MoveView};

/// Rows asked for at once.
const PAGE: u64 = 128;
/// Rows kept at most.
const KEPT: usize = 4 * PAGE as usize;
/// Rows beyond the visible ones that should be there before they are needed.
const MARGIN: u64 = 32;

/// What the next page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The list from its first row, the cursor on it.
    Top,
    /// What came meanwhile; the cursor stays on its move.
    Same,
    /// More rows of the list as it is.
    More,
}

/// A page to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// Where it begins.
    pub start: MoveStart,
    /// How many rows.
    pub limit: u32,
    /// What it is for.
    pub goal: Goal,
}

/// The window.
#[derive(Debug)]
pub struct Window {
    rows: Vec<MoveView>,
    first: u64,
    total: u64,
    of: u64,
    answered: bool,
    cursor: u64,
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
            answered: false,
            cursor: 0,
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
    /// Moves in all, whatever the filter.
    pub fn of(&self) -> u64 {
        self.of
    }
    /// Whether the engine has answered at all.
    pub fn answered(&self) -> bool {
        self.answered
    }
    /// Index of the cursor's row.
    pub fn cursor(&self) -> u64 {
        self.cursor
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
    fn row(&self, index: u64) -> Option<&MoveView> {
        let at = index.checked_sub(self.first)?;
        self.rows.get(usize::try_from(at).ok()?)
    }
    /// The cursor's row, if it is here.
    pub fn current(&self) -> Option<&MoveView> {
        self.row(self.cursor)
    }
    /// The visible rows: index and row.
    pub fn visible(&self) -> impl Iterator<Item = (u64, Option<&MoveView>)> {
        let end = self.top.saturating_add(self.height).min(self.total);
        (self.top..end).map(|index| (index, self.row(index)))
    }

    /// So many rows are visible now.
    pub fn set_height(&mut self, rows: u16) {
        self.height = u64::from(rows).max(1);
        self.reveal();
    }

    /// Wants the list anew.
    pub fn restart(&mut self, goal: Goal) {
        self.goal = Some(match goal {
            Goal::Same if !self.answered => Goal::Top,
            goal => goal,
        });
        if self.goal == Some(Goal::Top) {
            self.above = 0;
        }
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

    /// Goes to the row with this index.
    pub fn go(&mut self, index: u64) {
        self.cursor = index;
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
        let from = self.top.saturating_sub(MARGIN);
        let want = |start, rows: u64, goal| {
            Some(Want {
                start,
                limit: u32::try_from(rows.min(1_000)).unwrap_or(1_000),
                goal,
            })
        };
        match self.goal {
            Some(Goal::Top) => return want(MoveStart::Newest, PAGE.max(room), Goal::Top),
            Some(Goal::Same) => return want(MoveStart::Row(from), room, Goal::Same),
            _ => {}
        }
        let to = (self.top + self.height + MARGIN).min(self.total);
        let end = self.first + self.rows.len() as u64;
        if self.total == 0 || from >= self.first && to <= end {
            return None;
        }
        let touches = !self.rows.is_empty() && from <= end && to >= self.first;
        if touches && to > end {
            want(MoveStart::Row(end), PAGE, Goal::More)
        } else if touches {
            let start = self.first.saturating_sub(PAGE);
            want(MoveStart::Row(start), self.first - start, Goal::More)
        } else {
            want(MoveStart::Row(from), PAGE.max(room), Goal::More)
        }
    }

    /// Takes a page in.
    pub fn take(&mut self, page: MovePage, goal: Goal) {
        let same = goal != Goal::Top && page.total >= self.total;
        self.goal = None;
        self.answered = true;
        self.of = page.of;
        if same {
            self.shift(page.total - self.total);
            self.total = page.total;
            self.join(page);
        } else {
            if goal == Goal::Top {
                (self.cursor, self.top) = (0, 0);
            }
            self.total = page.total;
            self.first = page.first;
            self.rows = page.moves;
        }
        self.reveal();
    }

    /// So many moves came at the top: the cursor stays on its move and on its line of the screen. At the very top new moves
    /// show up by themselves, and the cursor goes down with its move as long as it can.
    fn shift(&mut self, new: u64) {
        if new == 0 {
            return;
        }
        self.first += new;
        self.cursor += new;
        if self.top > 0 || self.cursor >= self.height {
            self.top += new;
            self.above += new;
        }
    }

    /// Adds rows in front or behind, where they touch those that are here.
    fn join(&mut self, page: MovePage) {
        let end = self.first + self.rows.len() as u64;
        let page_end = page.first + page.moves.len() as u64;
        if self.rows.is_empty() || page.first > end || page_end < self.first {
            self.first = page.first;
            self.rows = page.moves;
            return;
        }
        let lead = usize::try_from(self.first.saturating_sub(page.first)).unwrap_or(0);
        let behind = usize::try_from(end - page.first).unwrap_or(usize::MAX);
        let kept = std::mem::take(&mut self.rows);
        let front = page.moves.iter().take(lead).cloned();
        let back = page.moves.iter().skip(behind).cloned();
        self.rows = front.chain(kept).chain(back).collect();
        self.first = self.first.min(page.first);
        self.trim();
    }

    /// Drops what is farthest from the view.
    fn trim(&mut self) {
        let extra = self.rows.len().saturating_sub(KEPT);
        let middle = self.first + self.rows.len() as u64 / 2;
        if self.top + self.height / 2 > middle {
            self.rows.drain(..extra);
            self.first += extra as u64;
        } else {
            self.rows.truncate(KEPT);
        }
    }
}
