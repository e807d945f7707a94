//! What Amazon says in the body of an error.

use super::redact;
use serde::Deserialize;

/// Errors of one answer that are read; Amazon may name one for each item.
const MOST_ERRORS: usize = 5;

/// What an error body says, in whatever form it came. The texts are as Amazon sent them: not to be shown before they
/// went through [`redact`].
#[derive(Default)]
pub(super) struct Told {
    /// Amazon's code; empty when there was none.
    pub code: String,
    text: String,
    details: String,
    /// The body is neither empty nor JSON: a page of something between Amazon's API and us.
    pub is_foreign: bool,
}

#[derive(Deserialize)]
struct ErrorList {
    #[serde(default)]
    errors: Option<Vec<ErrorEntry>>,
    #[serde(default, alias = "Message")]
    message: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ErrorEntry {
    code: Option<String>,
    message: Option<String>,
    details: Option<String>,
}

impl Told {
    pub fn read(body: &[u8]) -> Told {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Told::default();
        }
        let Ok(list) = serde_json::from_slice::<ErrorList>(body) else {
            let is_foreign = serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err();
            return Told {
                is_foreign,
                ..Told::default()
            };
        };
        let entries = list.errors.unwrap_or_default();
        let code = entries.first().and_then(|entry| entry.code.as_deref());
        let text = joined(entries.iter().map(|entry| &entry.message));
        Told {
            code: redact::identifier(code.unwrap_or_default()),
            text: match text.is_empty() {
                true => list.message.unwrap_or_default(),
                false => text,
            },
            details: joined(entries.iter().map(|entry| &entry.details)),
            is_foreign: false,
        }
    }

    /// One sentence, without the full stop.
    pub fn message(&self, status: u16) -> String {
        let parts = [
            redact::sentence(&self.text),
            redact::sentence(&self.details),
        ];
        let parts: Vec<&str> = parts
            .iter()
            .map(|part| part.trim_end_matches('.'))
            .filter(|part| !part.is_empty())
            .collect();
        match parts.is_empty() {
            true => format!("HTTP {status} without an explanation"),
            false => parts.join("; "),
        }
    }

    /// Message and details at length, fit to be shown.
    pub fn explanation(&self) -> (String, String) {
        (
            redact::explanation(&self.text),
            redact::explanation(&self.details),
        )
    }

    /// `, CODE` where there is one.
    pub fn code_text(&self) -> String {
        match self.code.is_empty() {
            true => String::new(),
            false => format!(", {}", self.code),
        }
    }

    fn mentions(&self, words: &[&str]) -> bool {
        let all = format!("{} {} {}", self.code, self.text, self.details).to_lowercase();
        words.iter().any(|word| all.contains(word))
    }

    pub fn is_about_the_token(&self) -> bool {
        self.mentions(&["token"])
            && self.mentions(&["expired", "missing", "revoked", "malformed", "invalid"])
    }

    pub fn is_about_the_page(&self) -> bool {
        self.mentions(&["token", "pagination", "nextpage"])
    }
}

fn joined<'a>(texts: impl Iterator<Item = &'a Option<String>>) -> String {
    let mut texts: Vec<&str> = texts
        .take(MOST_ERRORS)
        .flatten()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    texts.dedup();
    texts.join("; ")
}
