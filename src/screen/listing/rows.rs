//! A list that is here as a whole: where the cursor stands and what is visible. The cursor follows its row.

use crate::screen::command::Command;
use crate::screen::overlay;

/// Something in a list.
pub trait Row {
    /// What it is known by.
    type Key: Clone + PartialEq;
    /// What it is known by.
    fn key(&self) -> Self::Key;
}

/// The list.
#[derive(Debug)]
pub struct Rows<R: Row> {
    all: Vec<R>,
    read: bool,
    at: Option<R::Key>,
    index: usize,
    top: usize,
    height: usize,
}

impl<R: Row> Default for Rows<R> {
    fn default() -> Self {
        Rows {
            all: Vec::new(),
            read: false,
            at: None,
            index: 0,
            top: 0,
            height: 1,
        }
    }
}

impl<R: Row> Rows<R> {
    /// The rows came, for the first time or again: the cursor stays on its row, or on what took its place, and below the top
    /// on its line of the screen.
    pub fn set(&mut self, all: Vec<R>) {
        let on_screen = self.index.saturating_sub(self.top);
        self.all = all;
        self.read = true;
        self.settle();
        if self.top > 0 {
            self.top = self.index.saturating_sub(on_screen);
            self.scroll();
        }
    }

    /// Whether the cursor comes near the last row that is here.
    pub fn runs_out(&self) -> bool {
        self.index.max(self.top) + 2 * self.height >= self.all.len()
    }

    /// Another list is wanted: from its top.
    pub fn restart(&mut self) {
        self.read = false;
        (self.at, self.index, self.top) = (None, 0, 0);
    }

    /// All rows.
    pub fn all(&self) -> &[R] {
        &self.all
    }

    /// Whether they ever came.
    pub fn is_read(&self) -> bool {
        self.read
    }

    /// The row under the cursor.
    pub fn current(&self) -> Option<&R> {
        self.all.get(self.index)
    }

    /// Index of the row under the cursor.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Index of the first visible row.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The visible rows with their indices.
    pub fn visible(&self) -> impl Iterator<Item = (usize, &R)> {
        let rows = self.all.iter().enumerate();
        rows.skip(self.top).take(self.height)
    }

    /// So many rows fit.
    pub fn set_height(&mut self, rows: u16) {
        self.height = usize::from(rows.max(1));
        self.scroll();
    }

    /// Puts the cursor on this row, now or once it is here.
    pub fn go(&mut self, key: R::Key) {
        let found = self.all.iter().position(|row| row.key() == key);
        self.index = found.unwrap_or(self.index);
        self.at = Some(key);
        self.scroll();
    }

    /// Puts the cursor on a row of the screen.
    pub fn go_visible(&mut self, row: u16) {
        self.go_to(self.top + usize::from(row));
    }

    /// Moves the cursor; `false` if the command is no movement.
    pub fn moved(&mut self, command: Command) -> bool {
        match overlay::moved(self.index, self.all.len(), self.height, command) {
            Some(to) => {
                self.go_to(to);
                true
            }
            None => false,
        }
    }

    fn go_to(&mut self, index: usize) {
        if let Some(row) = self.all.get(index) {
            (self.at, self.index) = (Some(row.key()), index);
            self.scroll();
        }
    }

    fn settle(&mut self) {
        let found = self
            .all
            .iter()
            .position(|row| self.at.as_ref() == Some(&row.key()));
        self.index = found
            .unwrap_or(self.index)
            .min(self.all.len().saturating_sub(1));
        if found.is_some() || self.read {
            self.at = self.all.get(self.index).map(Row::key);
        }
        self.scroll();
    }

    fn scroll(&mut self) {
        if self.index < self.top {
            self.top = self.index;
        } else if self.index >= self.top + self.height {
            self.top = self.index + 1 - self.height;
        }
        self.top = self.top.min(self.all.len().saturating_sub(self.height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Row for u32 {
        type Key = u32;
        fn key(&self) -> u32 {
            *self
        }
    }

    #[test]
    fn below_the_top_the_cursor_keeps_its_line() {
        let mut rows = Rows::default();
        rows.set((0u32..20).collect());
        rows.set_height(5);
        rows.moved(Command::PageDown);
        rows.moved(Command::PageDown);
        rows.moved(Command::Up);
        let line = rows.index() - rows.top();
        let at = rows.current().copied();
        rows.set((0u32..2).map(|n| 100 + n).chain(0..20).collect());
        assert_eq!(
            (rows.current().copied(), rows.index() - rows.top()),
            (at, line)
        );
    }

    #[test]
    fn the_cursor_follows_its_row_or_stays_in_place() {
        let mut rows = Rows::default();
        rows.set(vec![1u32, 2, 3, 4]);
        rows.set_height(2);
        rows.moved(Command::Down);
        rows.moved(Command::Down);
        rows.set(vec![9, 1, 2, 3]);
        assert_eq!((rows.current(), rows.index()), (Some(&3), 3));
        rows.set(vec![9, 1, 2]);
        assert_eq!(rows.current(), Some(&2));
        assert_eq!(rows.visible().count(), 2);
        rows.set(Vec::new());
        assert_eq!(rows.current(), None);
    }
}
