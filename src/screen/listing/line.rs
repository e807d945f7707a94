//! A filter while it is typed.

use crate::screen::completion::{self, Words};
use tui_input::Input;

/// A filter while it is typed.
#[derive(Clone, Debug)]
pub struct Line {
    /// The text.
    pub input: Input,
    /// Why it is no filter, as a sentence.
    pub error: Option<String>,
    /// What was in force before.
    pub before: String,
}

impl Line {
    /// Begins with the filter in force.
    pub fn begin(text: &str) -> Line {
        Line {
            input: Input::new(text.to_owned()),
            error: None,
            before: text.to_owned(),
        }
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// What it means as `parse` reads it; the reason is kept if it means nothing.
    pub fn read<F, E: ToString>(&mut self, parse: impl Fn(&str) -> Result<F, E>) -> Option<F> {
        match parse(self.input.value()) {
            Ok(filter) => {
                self.error = None;
                Some(filter)
            }
            Err(bad) => {
                self.error = Some(bad.to_string());
                None
            }
        }
    }

    /// Completes the last word as far as it is clear; says whether the text changed.
    pub fn complete(&mut self, words: &impl Words) -> bool {
        let full = completion::completed(self.input.value(), words);
        let changed = full.is_some();
        if let Some(full) = full {
            self.input = Input::new(full);
        }
        changed
    }
}
