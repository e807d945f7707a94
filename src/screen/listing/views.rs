//! The views of a tab, from left to right.

use super::strip::{self, Item};
use crate::screen::command::{Command, Context};
use crate::screen::pen::Pen;
use ratatui::layout::Rect;

/// A view's line of the table.
#[derive(Debug)]
pub struct Entry<V> {
    /// Which.
    pub view: V,
    /// Its name in the strip.
    pub name: &'static str,
    /// The command that goes there.
    pub command: Command,
    /// Where its keys mean something.
    pub context: Context,
}

/// All views of a tab.
#[derive(Debug)]
pub struct Views<V: 'static>(pub &'static [Entry<V>]);

impl<V: Copy + PartialEq> Views<V> {
    fn index(&self, view: V) -> usize {
        self.0.iter().position(|e| e.view == view).unwrap_or(0)
    }

    /// Where the keys of a view mean something.
    pub fn context(&self, view: V) -> Context {
        let entry = self.0.get(self.index(view));
        entry.map_or(Context::Global, |e| e.context)
    }

    /// The view that a command goes to.
    pub fn of(&self, command: Command) -> Option<V> {
        let found = self.0.iter().find(|e| e.command == command);
        found.map(|e| e.view)
    }

    /// The view whose verb this is.
    pub fn home(&self, command: Command) -> Option<V> {
        let context = command.verb()?.context;
        let found = self.0.iter().find(|e| e.context == context);
        found.map(|e| e.view)
    }

    /// The view to the right, round the end.
    pub fn after(&self, view: V) -> V {
        self.beside(view, 1)
    }

    /// The view to the left, round the end.
    pub fn before(&self, view: V) -> V {
        self.beside(view, self.0.len().saturating_sub(1))
    }

    fn beside(&self, view: V, places: usize) -> V {
        let at = (self.index(view) + places) % self.0.len().max(1);
        self.0.get(at).map_or(view, |e| e.view)
    }

    /// Draws the strip: the view that is shown, and the keys to the others.
    pub fn draw(
        &self,
        pen: &mut Pen,
        line: Rect,
        shown: V,
        key: &dyn Fn(Command) -> Option<String>,
    ) {
        let items: Vec<Item> = self
            .0
            .iter()
            .map(|e| Item {
                name: e.name,
                command: e.command,
                shown: e.view == shown,
            })
            .collect();
        strip::draw(pen, line, &items, key);
    }
}
