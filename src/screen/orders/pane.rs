//! The details of one order: which, how far scrolled, and whether the keys go there.

use crate::domain::order::OrderKey;
use crate::protocol::orders::OrderView;

/// Whether a person wants the details.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wish {
    /// Nothing was said: they are there where there is room for them.
    #[default]
    None,
    /// Opened.
    Open,
    /// Hidden, although there is room.
    Hidden,
}

/// The details.
#[derive(Debug, Default)]
pub struct Pane {
    wish: Wish,
    focus: bool,
    key: Option<OrderKey>,
    view: Option<Box<OrderView>>,
    problem: Option<String>,
    scroll: u16,
    longest: u16,
    pinned: bool,
}

impl Pane {
    /// Whether they are to be shown, where there is room for them beside the list or not.
    pub fn is_open(&self, room: bool) -> bool {
        match self.wish {
            Wish::None => room,
            Wish::Open => true,
            Wish::Hidden => false,
        }
    }
    /// Whether the keys go there.
    pub fn focus(&self) -> bool {
        self.focus
    }
    /// The order that is shown or on its way.
    pub fn key(&self) -> Option<OrderKey> {
        self.key
    }
    /// Whether there is nothing to show yet.
    pub fn shows_nothing(&self) -> bool {
        self.key.is_none()
    }
    /// The order that is shown.
    pub fn view(&self) -> Option<&OrderView> {
        self.view.as_deref()
    }
    /// Why the order can't be shown.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }
    /// How far it is scrolled.
    pub fn scrolled(&self) -> u16 {
        self.scroll.min(self.longest)
    }

    /// Shows the details.
    pub fn open(&mut self) {
        self.wish = Wish::Open;
    }
    /// Hides the details, even where there is room for them.
    pub fn close(&mut self, room: bool) {
        self.wish = if room { Wish::Hidden } else { Wish::None };
        self.pinned = false;
        self.focus = false;
    }
    /// The keys go there, or back.
    pub fn set_focus(&mut self, on: bool) {
        self.focus = on;
    }
    /// This order was asked for.
    pub fn asked_for(&mut self, key: OrderKey) {
        if self.key != Some(key) {
            self.scroll = 0;
            self.key = Some(key);
            self.pinned = false;
        }
    }
    /// This order came.
    pub fn show(&mut self, view: Box<OrderView>) {
        if self.key.is_none_or(|key| key.number == view.number) {
            self.problem = None;
            self.longest = u16::MAX;
            self.view = Some(view);
        }
    }
    /// It stays until it is closed, although the cursor stands elsewhere.
    pub fn pin(&mut self) {
        self.pinned = true;
    }
    /// It follows the cursor again.
    pub fn unpin(&mut self) {
        self.pinned = false;
    }
    /// Whether it stays although the cursor stands elsewhere.
    pub fn pinned(&self) -> bool {
        self.pinned
    }
    /// The order can't be shown.
    pub fn fail(&mut self, why: String) {
        self.problem = Some(why);
    }
    /// Scrolls by so many rows.
    pub fn scroll(&mut self, rows: i32) {
        let to = i32::from(self.scrolled()).saturating_add(rows);
        self.scroll = u16::try_from(to.max(0))
            .unwrap_or(u16::MAX)
            .min(self.longest);
    }
    /// It can be scrolled by so many rows at most.
    pub fn set_longest(&mut self, rows: u16) {
        self.longest = rows;
        self.scroll = self.scroll.min(rows);
    }
}
