//! Values as people type them.

use crate::domain::amazon_status::{AmazonStatus, Channel};
use crate::domain::ids::OrderNumber;
use crate::domain::marketplace::{self, Region};
use crate::domain::moment::{Moment, Span};
use crate::domain::order::{OrderKey, OrderState};
use crate::domain::paper::Paper;
use crate::protocol::documents::DocumentFormat;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::fmt;
use std::str::FromStr;

/// A moment as typed: fixed, or so long before now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeText {
    /// This moment.
    At(Moment),
    /// So long before now.
    Ago(Span),
}

impl TimeText {
    /// The moment that is meant.
    pub fn resolve(self, now: Moment) -> Moment {
        match self {
            TimeText::At(at) => at,
            TimeText::Ago(span) => now.minus(span),
        }
    }
}

impl FromStr for TimeText {
    type Err = String;

    fn from_str(text: &str) -> Result<TimeText, String> {
        let text = text.trim();
        let utc = |at: NaiveDateTime| Moment::from_millis(at.and_utc().timestamp_millis());
        let fixed = || {
            if let Some(at) = Moment::parse(text) {
                return Some(at);
            }
            if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                return Some(utc(day.and_time(NaiveTime::MIN)));
            }
            [
                "%Y-%m-%d %H:%M",
                "%Y-%m-%d %H:%M:%S",
                "%Y-%m-%dT%H:%M",
                "%Y-%m-%dT%H:%M:%S",
            ]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
            .map(utc)
        };
        if text == "now" {
            return Ok(TimeText::Ago(Span::ZERO));
        }
        fixed()
            .map(TimeText::At)
            .or_else(|| ago(text).map(TimeText::Ago))
            .ok_or_else(|| {
                "not a time; write 2026-11-01, \"2026-11-01 10:00\" (UTC), 2026-11-01T10:00:00Z or 30d (30 days ago)"
                    .to_owned()
            })
    }
}

/// `30d`, `12h`, `45m`, `2w`.
fn ago(text: &str) -> Option<Span> {
    let unit = text.chars().last().filter(char::is_ascii_alphabetic)?;
    let digits = &text[..text.len() - 1];
    let few = !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let n: i64 = digits.parse().ok().filter(|_| few)?;
    match unit {
        'm' => Some(Span::minutes(n)),
        'h' => Some(Span::hours(n)),
        'd' => Some(Span::days(n)),
        'w' => Some(Span::days(n * 7)),
        _ => None,
    }
}

/// The place behind the last row of a page, as an opaque text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub OrderKey);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "o{:x}.{:x}",
            self.0.purchased.as_millis() as u64,
            self.0.number.0
        )
    }
}

impl FromStr for Cursor {
    type Err = String;

    fn from_str(text: &str) -> Result<Cursor, String> {
        let parts = || {
            let (purchased, number) = text.strip_prefix('o')?.split_once('.')?;
            Some(Cursor(OrderKey {
                purchased: Moment::from_millis(u64::from_str_radix(purchased, 16).ok()? as i64),
                number: OrderNumber(u32::from_str_radix(number, 16).ok()?),
            }))
        };
        parts().ok_or_else(|| "not a cursor; use the \"next\" of an earlier answer".to_owned())
    }
}

/// What `--state` means: our state or Amazon's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateWord {
    /// Ours.
    Ours(OrderState),
    /// Amazon's.
    Amazon(String),
}

/// Reads `--state`; `cancelled` is ours, since every order that Amazon cancelled is cancelled here too.
pub fn shown_state(text: &str) -> Result<StateWord, String> {
    let word = text.trim().to_lowercase().replace(['-', ' '], "_");
    if let Some(state) = [OrderState::Confirmed, OrderState::Cancelled]
        .into_iter()
        .find(|s| s.as_str() == word)
    {
        return Ok(StateWord::Ours(state));
    }
    let status = AmazonStatus::parse(&word.to_uppercase());
    match status {
        AmazonStatus::Other(_) => {
            let words: Vec<String> = AmazonStatus::KNOWN
                .iter()
                .map(|s| s.as_str().to_lowercase())
                .collect();
            Err(format!("not a state; use confirmed, {}", words.join(", ")))
        }
        known => Ok(StateWord::Amazon(known.as_str().to_owned())),
    }
}

/// A marketplace for a filter, as its id where we know it.
pub fn marketplace(text: &str) -> Result<String, String> {
    if let Some(known) = marketplace::by_code(text) {
        return Ok(known.id.to_owned());
    }
    let text = text.trim().to_ascii_uppercase();
    // Amazon's ids have 12 to 14 places; one that we don't know yet may still be in the store.
    if text.len() >= 10 && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(text);
    }
    Err("not a marketplace; use a country code such as DE, or Amazon's id".to_owned())
}

/// Reads whether the amounts of a marketplace contain the tax: `DE=yes`. The marketplace is left as typed: an account
/// knows its own.
pub fn tax_included(text: &str) -> Result<(String, bool), String> {
    let parts = text.split_once('=').map(|(code, word)| {
        let included = match word.trim().to_ascii_lowercase().as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => None,
        };
        (code.trim(), included)
    });
    match parts {
        Some((code, Some(included))) if !code.is_empty() => Ok((code.to_owned(), included)),
        _ => Err("write the marketplace and yes or no, such as DE=yes".to_owned()),
    }
}

/// Reads a region.
pub fn region() -> impl TypedValueParser<Value = Region> {
    PossibleValuesParser::new(["na", "eu", "fe"])
        .try_map(|word| Region::parse(&word).ok_or("not a region"))
}

/// Reads a channel.
pub fn channel() -> impl TypedValueParser<Value = Channel> {
    PossibleValuesParser::new(["fbm", "fba"])
        .try_map(|word| Channel::parse(&word).ok_or("not a channel"))
}

/// Reads the form of a document.
pub fn document_format() -> impl TypedValueParser<Value = DocumentFormat> {
    PossibleValuesParser::new(["text", "pdf"]).map(|word| match word.as_str() {
        "pdf" => DocumentFormat::Pdf,
        _ => DocumentFormat::Text,
    })
}

/// Reads a size of paper.
pub fn paper() -> impl TypedValueParser<Value = Paper> {
    PossibleValuesParser::new(["a4", "letter"]).map(|word| match word.as_str() {
        "letter" => Paper::Letter,
        _ => Paper::A4,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<String> {
        let now = Moment::parse("2026-11-22T12:00:00Z")?;
        let time: TimeText = text.parse().ok()?;
        Some(time.resolve(now).to_rfc3339())
    }

    #[test]
    fn times_in_every_form() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(at("2026-11-01"), some("2026-11-01T00:00:00Z"));
        assert_eq!(at("2026-11-01 10:00"), some("2026-11-01T10:00:00Z"));
        assert_eq!(
            at("2026-11-01T10:00:00+01:00"),
            some("2026-11-01T09:00:00Z")
        );
        assert_eq!(at("30d"), some("2026-10-23T12:00:00Z"));
        assert_eq!(at("2h"), some("2026-11-22T10:00:00Z"));
        assert_eq!(at("now"), some("2026-11-22T12:00:00Z"));
        for wrong in [
            "",
            "d",
            "-3d",
            "3x",
            "yesterday",
            "2026-13-01",
            "9999999d",
            "é",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn cursors_read_back() {
        for millis in [0, -5, 1_795_000_000_123] {
            let cursor = Cursor(OrderKey {
                purchased: Moment::from_millis(millis),
                number: OrderNumber(77),
            });
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        assert!("".parse::<Cursor>().is_err());
        assert!("o12".parse::<Cursor>().is_err());
    }

    #[test]
    fn tax_by_marketplace() {
        assert_eq!(tax_included("DE=yes"), Ok(("DE".to_owned(), true)));
        assert_eq!(tax_included(" us = No "), Ok(("us".to_owned(), false)));
        for wrong in ["", "DE", "=yes", "DE=", "DE=maybe"] {
            assert!(tax_included(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn states_are_ours_or_amazons() {
        assert_eq!(
            shown_state("Cancelled"),
            Ok(StateWord::Ours(OrderState::Cancelled))
        );
        assert_eq!(
            shown_state("partially-shipped"),
            Ok(StateWord::Amazon("PARTIALLY_SHIPPED".to_owned()))
        );
        assert!(shown_state("lost").is_err());
    }

    #[test]
    fn marketplaces_by_code_or_id() {
        assert_eq!(marketplace("uk").as_deref(), Ok("A1F83G8C2ARO7P"));
        assert_eq!(
            marketplace("A1PA6795UKMFR9").as_deref(),
            Ok("A1PA6795UKMFR9")
        );
        assert!(marketplace("Germany").is_err());
    }
}
