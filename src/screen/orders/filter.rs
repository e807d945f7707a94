//! The filter line: what is typed, what it means so far, and how its words go on.

use crate::domain::amazon_status::AmazonStatus;
use crate::domain::order::Flags;
use crate::domain::order_query::{FIELD_WORDS, OrderFilter};
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
        let text = self.input.value();
        let start = text.rfind(' ').map_or(0, |at| at + 1);
        let Some(word) = text.get(start..).filter(|w| !w.is_empty()) else {
            return false;
        };
        let (lead, typed, choices) = match word.split_once(':') {
            None => {
                let fields = FIELD_WORDS.iter().map(|(f, _)| format!("{f}:")).collect();
                (String::new(), word, fields)
            }
            Some((field, value)) => (
                format!("{field}:"),
                value,
                values_of(field, accounts, marketplaces),
            ),
        };
        let lower = typed.to_lowercase();
        let fitting: Vec<&String> = choices
            .iter()
            .filter(|c| c.to_lowercase().starts_with(&lower))
            .collect();
        let Some(common) = common_start(&fitting) else {
            return false;
        };
        let only = fitting.len() == 1 && !common.ends_with(':');
        if common.len() <= typed.len() && !only {
            return false;
        }
        let end = if only { " " } else { "" };
        let full = format!("{}{lead}{common}{end}", text.get(..start).unwrap_or(""));
        self.input = Input::new(full);
        true
    }

    /// How the last word may go on, for the line below.
    pub fn choices(&self, accounts: &[String], marketplaces: &[String]) -> Vec<String> {
        let word = self.input.value().rsplit(' ').next().unwrap_or("");
        match word.split_once(':') {
            None => FIELD_WORDS
                .iter()
                .map(|(field, _)| format!("{field}:"))
                .filter(|field| field.starts_with(&word.to_lowercase()))
                .collect(),
            Some((field, value)) => values_of(field, accounts, marketplaces)
                .into_iter()
                .filter(|v| v.to_lowercase().starts_with(&value.to_lowercase()))
                .collect(),
        }
    }
}

fn values_of(field: &str, accounts: &[String], marketplaces: &[String]) -> Vec<String> {
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
        "account" => accounts.to_vec(),
        "marketplace" => marketplaces.to_vec(),
        _ => Vec::new(),
    }
}

fn common_start(words: &[&String]) -> Option<String> {
    let first = words.first()?;
    let mut end = first.len();
    for word in words {
        let same = first
            .char_indices()
            .zip(word.chars())
            .find(|((_, a), b)| a != b)
            .map_or(first.len().min(word.len()), |((at, _), _)| at);
        end = end.min(same);
    }
    first.get(..end).map(str::to_owned)
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
