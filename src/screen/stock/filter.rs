//! The filter lines of the stock views: what is typed, what it means so far, how its words go on.

use crate::domain::stock_move::MoveKind;
use crate::domain::stock_query::{MOVE_FIELD_WORDS, MoveFilter};
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

    /// The moves that it means; the reason is kept if it means none.
    pub fn read_moves(&mut self) -> Option<MoveFilter> {
        match MoveFilter::parse(self.input.value()) {
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
    pub fn complete(&mut self, words: &MoveWords) -> bool {
        let full = completion::completed(self.input.value(), words);
        let changed = full.is_some();
        if let Some(full) = full {
            self.input = Input::new(full);
        }
        changed
    }
}

/// The words that a filter of moves may hold.
#[derive(Debug)]
pub struct MoveWords {
    /// Names of the locations.
    pub locations: Vec<String>,
    /// Names of the accounts.
    pub accounts: Vec<String>,
}

impl Words for MoveWords {
    fn fields(&self) -> Vec<String> {
        let fields = MOVE_FIELD_WORDS.iter();
        fields.map(|(field, _)| format!("{field}:")).collect()
    }

    fn values(&self, field: &str) -> Vec<String> {
        let names = |names: &[String]| names.iter().map(|n| n.replace(' ', "_")).collect();
        match field {
            "kind" => MoveKind::ALL.map(|k| k.as_str().to_owned()).to_vec(),
            "location" => names(&self.locations),
            "account" => names(&self.accounts),
            _ => Vec::new(),
        }
    }
}
