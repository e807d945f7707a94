//! The filter line: what is typed, what it means so far, and how its words go on.

use crate::domain::amazon_status::AmazonStatus;
use crate::domain::order::Flags;
use crate::domain::order_query::{FIELD_WORDS, OrderFilter};
use crate::screen::completion::{self, Words};
use tui_input::Input;

/// A filter while it is typed.
#[derive(Clone, Debug, Default)]
pub struct FilterLine {
    /// The text.
    pub input: Input,
    /// Why it is no filter, as a sentence.
    pub error: Option<String>,
    /// What was in force before.
    before: String,
}

impl FilterLine {
    /// Begins with the filter in force.
    pub fn begin(text: &str) -> FilterLine {
        FilterLine {
            input: Input::new(text.to_owned()),
            error: None,
            before: text.to_owned(),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The text that was in force before.
    pub fn before(&self) -> &str {
        &self.before
    }

    /// What the text means; the reason is kept if it means nothing.
    pub fn read(&mut self) -> Option<OrderFilter> {
        match OrderFilter::parse(self.input.value()) {
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
    pub fn complete(&mut self, accounts: &[String], marketplaces: &[String]) -> bool {
        let words = OrderWords {
            accounts,
            marketplaces,
        };
        let full = completion::completed(self.input.value(), &words);
        let changed = full.is_some();
        if let Some(full) = full {
            self.input = Input::new(full);
        }
        changed
    }

    /// How the last word may go on, for the line below.
    pub fn choices(&self, accounts: &[String], marketplaces: &[String]) -> Vec<String> {
        let words = OrderWords {
            accounts,
            marketplaces,
        };
        completion::choices(self.input.value(), &words)
    }
}

/// The words that a filter of orders may hold.
struct OrderWords<'a> {
    accounts: &'a [String],
    marketplaces: &'a [String],
}

impl Words for OrderWords<'_> {
    fn fields(&self) -> Vec<String> {
        FIELD_WORDS.iter().map(|(f, _)| format!("{f}:")).collect()
    }

    fn values(&self, field: &str) -> Vec<String> {
        let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        match field.to_lowercase().as_str() {
            "status" => AmazonStatus::KNOWN
                .iter()
                .map(|s| s.as_str().to_lowercase())
                .collect(),
            "channel" => own(&["fbm", "fba"]),
            "state" => own(&["confirmed", "cancelled"]),
            "delivery" => own(&["to_ship", "partly_shipped", "shipped", "cancelled"]),
            "is" => Flags::ALL
                .iter()
                .map(|(_, word)| (*word).to_owned())
                .collect(),
            "account" => self.accounts.to_vec(),
            "marketplace" => self.marketplaces.to_vec(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(typed: &str) -> String {
        let mut line = FilterLine::begin(typed);
        line.complete(&["EU shop".to_owned()], &["DE".to_owned()]);
        line.text().to_owned()
    }

    #[test]
    fn words_complete() {
        assert_eq!(completed("st"), "stat");
        assert_eq!(completed("statu"), "status:");
        assert_eq!(completed("müller status:uns"), "müller status:unshipped ");
        assert_eq!(completed("status:p"), "status:p");
        assert_eq!(completed("status:pend"), "status:pending");
        assert_eq!(completed("is:pri"), "is:prime ");
        assert_eq!(completed("marketplace:d"), "marketplace:DE ");
        assert_eq!(completed("xyz"), "xyz");
    }
}
