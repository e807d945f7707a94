//! Tells a barcode scanner from a person: both come as keys, but a scanner types faster than anybody and ends with Enter.
//!
//! A scanner may also be set to send Ctrl-N (SO) first; then nothing has to be guessed. All times are those of the keys.

use super::keymap::Key;
use crate::domain::moment::{Moment, Span};
use crossterm::event::KeyCode;

/// Keys of a scanner follow each other within this span.
const GAP: Span = Span::millis(35);
/// Once so much came so fast, a pause in the line does not make it typing.
const STALL: Span = Span::millis(300);
/// A held key repeats within this span.
const REPEAT: Span = Span::millis(70);
/// So many letters make a burst.
const SHORTEST: usize = 6;
/// No barcode is longer; what is longer is something else.
const LONGEST: usize = 500;

/// What became of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing yet: it may be the beginning of a scan.
    Nothing,
    /// These keys were typed, in this order.
    Typed(Vec<Key>),
    /// A barcode was scanned.
    Scan(String),
    /// Something came as fast as a scan, but no Enter at its end. Its keys are not done.
    Unfinished(String),
}

/// Where bursts are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// Keys are commands or text: only what begins with Ctrl-N is a scan.
    Prefix,
    /// Keys are commands: a burst is a scan.
    Keys,
    /// Keys are text: a burst with Enter is a scan, one without is text.
    Text,
}

/// Listens to the keys.
#[derive(Debug, Default)]
pub struct Scanner {
    held: Vec<Key>,
    last: Option<Moment>,
    prefix: bool,
    repeating: Option<Key>,
    text: bool,
}

impl Scanner {
    /// Takes a key in.
    pub fn key(&mut self, key: Key, listen: Listen, at: Moment) -> Heard {
        let gap = self.last.map(|last| at.since(last));
        let fast = gap.is_some_and(|gap| gap <= GAP);
        let stalled = gap.is_some_and(|gap| gap <= STALL);
        let late = if self.prefix {
            !stalled
        } else {
            !(fast || stalled && self.is_burst())
        };
        let before = if late && self.is_listening() {
            self.give_up()
        } else {
            Heard::Nothing
        };
        let repeats = self.repeating == Some(key) && gap.is_some_and(|gap| gap <= REPEAT);
        if !repeats {
            self.repeating = None;
        }
        self.last = Some(at);
        self.text = listen == Listen::Text;
        let now = if is_prefix(key) {
            self.prefix = true;
            Heard::Nothing
        } else if self.prefix {
            self.prefixed(key)
        } else if listen == Listen::Prefix || repeats {
            Heard::Typed(vec![key])
        } else {
            self.burst(key)
        };
        both(before, now)
    }

    fn prefixed(&mut self, key: Key) -> Heard {
        match scanned(key) {
            Some(_) if self.held.len() < LONGEST => {
                self.held.push(key);
                Heard::Nothing
            }
            None if is_end(key) => self.scan(),
            // Esc and the like: whatever it was, it is over.
            _ => {
                self.prefix = false;
                self.held.clear();
                Heard::Nothing
            }
        }
    }

    fn burst(&mut self, key: Key) -> Heard {
        if scanned(key).is_some() && self.held.len() < LONGEST {
            self.held.push(key);
            let first = self.held.first().copied();
            let same = self.held.iter().all(|k| Some(*k) == first);
            if self.held.len() >= SHORTEST && same {
                // A key that is held down.
                self.repeating = Some(key);
                return Heard::Typed(std::mem::take(&mut self.held));
            }
            return Heard::Nothing;
        }
        if is_end(key) && self.is_burst() {
            return self.scan();
        }
        let mut typed = std::mem::take(&mut self.held);
        typed.push(key);
        Heard::Typed(typed)
    }

    fn scan(&mut self) -> Heard {
        self.prefix = false;
        let held = std::mem::take(&mut self.held);
        let code: String = held.into_iter().filter_map(scanned).collect();
        match code.trim() {
            "" => Heard::Nothing,
            code => Heard::Scan(code.to_owned()),
        }
    }

    fn is_burst(&self) -> bool {
        self.held.len() >= SHORTEST
    }

    fn is_listening(&self) -> bool {
        self.prefix || !self.held.is_empty()
    }

    /// No more keys come: what was held was typed after all, or is a scan without an end.
    fn give_up(&mut self) -> Heard {
        let held = std::mem::take(&mut self.held);
        if std::mem::take(&mut self.prefix) || held.len() >= SHORTEST && !self.text {
            let code: String = held.into_iter().filter_map(scanned).collect();
            return if code.is_empty() {
                Heard::Nothing
            } else {
                Heard::Unfinished(code)
            };
        }
        Heard::Typed(held)
    }

    /// A moment has come: keys that were held back for too long.
    pub fn due(&mut self, now: Moment) -> Heard {
        match self.next_due() {
            Some(due) if due <= now => self.give_up(),
            _ => Heard::Nothing,
        }
    }

    /// When [`Self::due`] is to be called, if no key comes before.
    pub fn next_due(&self) -> Option<Moment> {
        let last = self.last.filter(|_| self.is_listening())?;
        let span = if self.prefix || self.is_burst() {
            STALL
        } else {
            GAP
        };
        // One more, so that a key at the very edge still belongs to it.
        Some(last.plus(span).plus(Span::millis(1)))
    }
}

/// What was held before a key, and the key.
fn both(before: Heard, now: Heard) -> Heard {
    match (before, now) {
        (Heard::Nothing, now) => now,
        (Heard::Typed(mut first), Heard::Typed(then)) => {
            first.extend(then);
            Heard::Typed(first)
        }
        // Late keys never come together with a whole scan: a scan begins after them.
        (before, _) => before,
    }
}

/// The letter that a scanner means by a key. Separators of GS1 codes come as Ctrl-5 (GS) and its neighbours.
fn scanned(key: Key) -> Option<char> {
    match key.code {
        KeyCode::Char('5') if key.ctrl => Some('\u{1d}'),
        KeyCode::Char(_) => key.letter(),
        _ => None,
    }
}

fn is_prefix(key: Key) -> bool {
    key.ctrl && !key.alt && key.code == KeyCode::Char('n')
}

fn is_end(key: Key) -> bool {
    matches!(key.code, KeyCode::Enter | KeyCode::Tab) && !key.ctrl && !key.alt
}

/// What was pasted, where scans are awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// One code.
    Scan(String),
    /// Several lines: to be looked at by a person.
    Several(Vec<String>),
    /// No code.
    Text,
}

/// Reads a paste: some scanners' terminals paste what is scanned.
pub fn pasted(text: &str) -> Pasted {
    let lines: Vec<String> = text
        .split(['\n', '\r', '\t'])
        .map(|line| crate::domain::text::clean_short(line.trim_matches('\u{e}').trim(), LONGEST))
        .filter(|line| !line.is_empty())
        .collect();
    match lines.as_slice() {
        [] => Pasted::Text,
        [code] if code.chars().count() <= 100 => Pasted::Scan(code.clone()),
        [_] => Pasted::Text,
        _ => Pasted::Several(lines),
    }
}

#[cfg(test)]
#[path = "scanner_tests.rs"]
mod tests;
