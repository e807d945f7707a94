//! Short messages at the bottom, and all messages so far.

use crate::domain::moment::{Moment, Span};
use crate::protocol::Failure;
use crate::protocol::upkeep::Level;

/// Messages kept for reading again.
const KEPT: usize = 200;
/// Messages shown at once.
const SHOWN: usize = 3;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// When it came.
    pub at: Moment,
    /// How it went.
    pub level: Level,
    /// What it says.
    pub text: String,
    /// When it goes by itself; an error stays.
    pub until: Option<Moment>,
}

/// The messages.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Vec<Toast>,
    history: Vec<Toast>,
}

impl Toasts {
    /// Says something.
    pub fn say(&mut self, level: Level, text: impl Into<String>, now: Moment) {
        let until = match level {
            Level::Info => Some(now.plus(Span::seconds(4))),
            Level::Warning => Some(now.plus(Span::seconds(8))),
            Level::Error => None,
        };
        let toast = Toast {
            at: now,
            level,
            text: text.into(),
            until,
        };
        self.shown
            .retain(|t| t.text != toast.text || t.level != toast.level);
        self.shown.push(toast.clone());
        if self.shown.len() > SHOWN {
            self.shown.remove(0);
        }
        self.history.push(toast);
        if self.history.len() > KEPT {
            self.history.remove(0);
        }
    }

    /// Says why something was not done.
    pub fn fail(&mut self, failure: &Failure, now: Moment) {
        self.say(Level::Error, failure.to_string(), now);
    }

    /// Lets go what has been shown long enough; says whether anything went.
    pub fn expire(&mut self, now: Moment) -> bool {
        let before = self.shown.len();
        self.shown.retain(|t| t.until.is_none_or(|u| u > now));
        self.shown.len() != before
    }

    /// Takes the messages off the screen; says whether there were any.
    pub fn dismiss(&mut self) -> bool {
        let any = !self.shown.is_empty();
        self.shown.clear();
        any
    }

    /// When the next one goes.
    pub fn due(&self) -> Option<Moment> {
        self.shown.iter().filter_map(|t| t.until).min()
    }

    /// What is shown now, oldest first.
    pub fn shown(&self) -> &[Toast] {
        &self.shown
    }

    /// Everything so far, oldest first.
    pub fn history(&self) -> &[Toast] {
        &self.history
    }
}
