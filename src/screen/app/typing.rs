//! Keys and pastes: commands, or text that is being typed.

use super::App;
use crate::domain::moment::Moment;
use crate::screen::command::Context;
use crate::screen::keymap::{Found, Key};
use crate::screen::tabs::Tab;
use crossterm::event::KeyCode;
use tui_input::InputRequest;

impl App {
    pub(super) fn takes_text(&self) -> bool {
        match self.overlays.last() {
            Some(overlay) => overlay.takes_text(),
            None => self.tab_contexts() == [Context::Text],
        }
    }

    /// Whether digits are figures now and no commands.
    fn takes_figures(&self) -> bool {
        self.overlays.is_empty() && self.tab == Tab::Moves && self.stock.takes_figures()
    }

    pub(super) fn key(&mut self, key: Key, now: Moment) {
        self.dirty = true;
        let figure = self.takes_figures() && is_figure(key);
        if figure || self.takes_text() && key.letter().is_some() {
            self.typed.clear();
            return self.edit(key, now);
        }
        self.typed.push(key);
        match self.keymap.find(&self.contexts(), &self.typed) {
            Found::Command(command) => {
                self.typed.clear();
                self.run(command, now);
            }
            Found::Prefix => {}
            Found::Nothing => {
                self.typed.clear();
                if self.takes_text() {
                    self.edit(key, now);
                } else if let (Some(letter), Some(overlay)) =
                    (key.letter(), self.overlays.last_mut())
                {
                    let after = overlay.letter(letter);
                    self.after(after, now);
                }
            }
        }
    }

    /// A key that is typed into a line.
    fn edit(&mut self, key: Key, now: Moment) {
        if let Some(request) = edit_request(key) {
            self.edit_with(request, now);
        }
    }

    fn edit_with(&mut self, request: InputRequest, now: Moment) {
        match self.overlays.last_mut() {
            Some(overlay) => overlay.edit(request),
            None => {
                let tab = self.tab;
                self.with_hand(now, |app, hand| match tab {
                    Tab::Pickings => app.pickings.edit(request, hand),
                    Tab::Moves => app.stock.edit(request, hand),
                    Tab::Invoices => app.invoices.edit(request, hand),
                    Tab::Money => app.money.edit(request, hand),
                    _ => app.orders.edit(request, hand),
                });
            }
        }
    }

    /// Pasted text goes into a line that is being typed, and is never taken for keys.
    pub(super) fn paste(&mut self, text: &str, now: Moment) {
        self.dirty = true;
        if !self.paste_as_scan(text, now) && self.takes_text() {
            self.type_in(text, now);
        }
    }

    /// Types a text into the line that takes text.
    pub(super) fn type_in(&mut self, text: &str, now: Moment) {
        let line = crate::domain::text::clean_short(text.trim(), 500);
        for letter in line.chars() {
            self.edit_with(InputRequest::InsertChar(letter), now);
        }
    }
}

/// Whether a key belongs to a figure: a digit, or rubbing one out.
fn is_figure(key: Key) -> bool {
    let digit = key.letter().is_some_and(|letter| letter.is_ascii_digit());
    digit || (key.code == KeyCode::Backspace && !key.ctrl)
}

/// What a key does to a line of text.
fn edit_request(key: Key) -> Option<InputRequest> {
    if let Some(letter) = key.letter() {
        return Some(InputRequest::InsertChar(letter));
    }
    match (key.code, key.ctrl) {
        (KeyCode::Backspace, false) => Some(InputRequest::DeletePrevChar),
        (KeyCode::Char('h'), true) => Some(InputRequest::DeletePrevChar),
        (KeyCode::Backspace, true) | (KeyCode::Char('w'), true) => {
            Some(InputRequest::DeletePrevWord)
        }
        (KeyCode::Delete, false) => Some(InputRequest::DeleteNextChar),
        (KeyCode::Left, false) => Some(InputRequest::GoToPrevChar),
        (KeyCode::Right, false) => Some(InputRequest::GoToNextChar),
        (KeyCode::Left, true) => Some(InputRequest::GoToPrevWord),
        (KeyCode::Right, true) => Some(InputRequest::GoToNextWord),
        (KeyCode::Home, _) | (KeyCode::Char('a'), true) => Some(InputRequest::GoToStart),
        (KeyCode::End, _) | (KeyCode::Char('e'), true) => Some(InputRequest::GoToEnd),
        (KeyCode::Char('u'), true) => Some(InputRequest::DeleteLine),
        (KeyCode::Char('k'), true) => Some(InputRequest::DeleteTillEnd),
        _ => None,
    }
}
