//! The filter of moves: how its words go on.

use crate::domain::stock_move::MoveKind;
use crate::domain::stock_query::MOVE_FIELD_WORDS;
use crate::screen::completion::Words;

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
