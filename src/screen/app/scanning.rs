//! Keys and pastes that come from a barcode scanner, and where they go.

use super::App;
use crate::domain::control_code::ControlCode;
use crate::domain::moment::Moment;
use crate::protocol::upkeep::Level;
use crate::screen::keymap::Key;
use crate::screen::overlay::{About, Overlay};
use crate::screen::pickings::{AboutPicking, Pickings};
use crate::screen::scanner::{Heard, Listen, Pasted, pasted};
use crate::screen::tabs::Tab;

impl App {
    /// A key, from a person or from a scanner.
    pub(super) fn heard_key(&mut self, key: Key, now: Moment) {
        let heard = self.scanner.key(key, self.listens(), now);
        self.heard(heard, now);
    }

    /// What the scanner's ear made of the keys.
    pub(super) fn heard(&mut self, heard: Heard, now: Moment) {
        match heard {
            Heard::Nothing => {}
            Heard::Typed(keys) => keys.into_iter().for_each(|key| self.key(key, now)),
            Heard::Scan(code) => self.scan(&code, now),
            Heard::Unfinished(code) => {
                self.dirty = true;
                match self.tab {
                    Tab::Pickings => {
                        self.with_hand(now, |parts, hand| parts.pickings.unfinished(&code, hand));
                    }
                    Tab::Moves => {
                        self.with_hand(now, |parts, hand| parts.stock.unfinished(&code, hand));
                    }
                    _ => {}
                }
            }
        }
    }

    /// On the Stock moves tab bursts of keys are scans of products. On the Pickings tab bursts of keys are scans, except where
    /// something is typed or chosen that has nothing to do with pickings.
    fn listens(&self) -> Listen {
        let foreign = matches!(
            self.overlays.last(),
            Some(
                Overlay::Prompt(_)
                    | Overlay::Account(_)
                    | Overlay::Carriers(_)
                    | Overlay::Carrier(_)
                    | Overlay::Products(_)
                    | Overlay::Product(_)
            )
        );
        match (self.tab, foreign) {
            (Tab::Pickings, false) if self.takes_text() && !self.types_a_figure() => Listen::Text,
            (Tab::Pickings, false) => Listen::Keys,
            (Tab::Moves, _) if self.overlays.is_empty() && !self.takes_text() => Listen::Keys,
            _ => Listen::Prefix,
        }
    }

    /// Whether a number of pieces is typed: nothing scanned may ever get there.
    fn types_a_figure(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Ask(ask))
            if matches!(ask.about(), About::Picking(AboutPicking::Quantity(_) | AboutPicking::AssignPieces(..))))
    }

    /// A barcode was scanned.
    fn scan(&mut self, code: &str, now: Moment) {
        self.dirty = true;
        self.typed.clear();
        if self.listens() == Listen::Prefix {
            if self.takes_text() {
                self.type_in(code, now);
            } else {
                let text = format!(
                    "{code} was scanned: scans are taken on the Pickings tab and on the Stock moves tab."
                );
                self.toasts.say(Level::Info, text, now);
            }
            return;
        }
        if self.tab == Tab::Moves {
            return self.with_hand(now, |parts, hand| parts.stock.scan(code, hand));
        }
        if let Some(Overlay::Ask(ask)) = self.overlays.last()
            && let About::Picking(about) = ask.about()
        {
            if let Some(answer) = Pickings::scan_answers(about, code) {
                let about = About::Picking(about.clone());
                self.overlays.pop();
                return self.told(about, &answer, now);
            }
            // A question stays until it is answered or left; goods are no answer to it.
            if ControlCode::parse(code) != Some(ControlCode::Back)
                && matches!(about, AboutPicking::Rest | AboutPicking::RestReason)
            {
                return self.with_hand(now, |parts, hand| parts.pickings.not_now(code, hand));
            }
        }
        let left = !self.overlays.is_empty();
        self.overlays.clear();
        if !(left && ControlCode::parse(code) == Some(ControlCode::Back)) {
            self.with_hand(now, |parts, hand| parts.pickings.scan(code, hand));
        }
    }

    /// A paste where scans are awaited; `false` if it is text like any other.
    pub(super) fn paste_as_scan(&mut self, text: &str, now: Moment) -> bool {
        let as_text = self.takes_text() && !self.types_a_figure();
        if self.listens() == Listen::Prefix || as_text {
            return false;
        }
        match pasted(text) {
            Pasted::Scan(code) => self.scan(&code, now),
            Pasted::Several(codes) if self.tab == Tab::Moves => {
                codes.iter().for_each(|code| self.scan(code, now));
            }
            Pasted::Several(codes) => {
                self.overlays.clear();
                self.with_hand(now, |parts, hand| parts.pickings.paste_several(codes, hand));
            }
            Pasted::Text => {}
        }
        true
    }
}
