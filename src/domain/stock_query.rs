//! Filters of the moves history.

use super::moment::Moment;
use super::stock_move::MoveKind;
use serde::{Deserialize, Serialize};

/// Which stock moves a list shows: every part that is set must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct MoveFilter {
    /// Product by its reference.
    pub product: Option<String>,
    /// Location by name: goods went from or to it.
    pub location: Option<String>,
    /// Kind.
    pub kind: Option<MoveKind>,
    /// Account by name.
    pub account: Option<String>,
    /// Our number of an order, Amazon's reference, or the number of a picking or transfer.
    pub document: Option<String>,
    /// Not before this moment.
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
}

/// Why typed filter words make no filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is no {word}; try {allowed}")]
pub struct BadMoveFilter {
    /// The field word.
    pub word: &'static str,
    /// What was typed.
    pub value: String,
    /// What may be typed.
    pub allowed: String,
}

/// The field words that a filter understands, for help and completion.
pub const MOVE_FIELD_WORDS: &[(&str, &str)] = &[
    ("product", "product reference; a word without a field too"),
    ("location", "location, such as Amazon; _ stands for a blank"),
    ("kind", "fba_shipment, delivery, return, adjustment, ..."),
    ("account", "account name; _ stands for a blank"),
    (
        "document",
        "number of an order, picking or transfer, or Amazon's reference",
    ),
    ("from", "first day, such as 2026-11-01"),
    ("to", "last day"),
];

impl MoveFilter {
    /// Reads what was typed: `kind:return location:WH/Stock MUG-1`. A word without a field is a document if it looks like
    /// one, else a product. Days are taken in UTC.
    ///
    /// A field word that is not finished yet (`kind:`) is ignored, so that filtering can follow the typing.
    pub fn parse(typed: &str) -> Result<MoveFilter, BadMoveFilter> {
        let mut filter = MoveFilter::default();
        for word in typed.split_whitespace() {
            let (field, value) = word
                .split_once(':')
                .filter(|(field, _)| MOVE_FIELD_WORDS.iter().any(|(known, _)| known == field))
                .unwrap_or(("", word));
            let named = || Some(value.replace('_', " "));
            let day = |word: &'static str| {
                Moment::parse(&format!("{value}T00:00:00Z")).ok_or_else(|| BadMoveFilter {
                    word,
                    value: value.to_owned(),
                    allowed: "a day such as 2026-11-01".to_owned(),
                })
            };
            match field {
                _ if value.is_empty() => {}
                "product" => filter.product = Some(value.to_owned()),
                "location" => filter.location = named(),
                "account" => filter.account = named(),
                "document" => filter.document = Some(value.to_owned()),
                "kind" => filter.kind = Some(kind_named(value)?),
                "from" => filter.from = Some(day("first day")?),
                "to" => filter.until = Some(day("last day")?.plus(super::moment::Span::days(1))),
                _ if looks_like_a_document(value) => filter.document = Some(value.to_owned()),
                _ => filter.product = Some(value.to_owned()),
            }
        }
        Ok(filter)
    }

    /// Whether every move matches.
    pub fn is_empty(&self) -> bool {
        *self == MoveFilter::default()
    }
}

fn kind_named(typed: &str) -> Result<MoveKind, BadMoveFilter> {
    let lower = typed.to_lowercase().replace('-', "_");
    let words = || MoveKind::ALL.into_iter();
    words()
        .find(|kind| kind.as_str() == lower)
        .or_else(|| words().find(|kind| kind.as_str().starts_with(&lower)))
        .ok_or_else(|| BadMoveFilter {
            word: "kind",
            value: typed.to_owned(),
            allowed: MoveKind::ALL.map(MoveKind::as_str).join(", "),
        })
}

fn looks_like_a_document(word: &str) -> bool {
    word.parse::<super::ids::OrderNumber>().is_ok()
        || word.parse::<super::ids::PickingNumber>().is_ok()
        || word.parse::<super::ids::TransferNumber>().is_ok()
        || word.parse::<super::reference::AmazonOrderRef>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_filter() {
        let filter = MoveFilter::parse(
            "MUG-1 kind:ret location:In_transit_to_Amazon from:2026-11-01 to:2026-11-01",
        );
        let wanted = MoveFilter {
            product: Some("MUG-1".to_owned()),
            kind: Some(MoveKind::Return),
            location: Some("In transit to Amazon".to_owned()),
            from: Moment::parse("2026-11-01T00:00:00Z"),
            until: Moment::parse("2026-11-02T00:00:00Z"),
            ..MoveFilter::default()
        };
        assert_eq!(filter, Ok(wanted));
    }

    #[test]
    fn a_document_is_known_by_its_looks() {
        let of = |typed: &str| MoveFilter::parse(typed).map(|f| (f.document, f.product));
        for document in ["S00012", "WH/OUT/00003", "TR00001", "302-1111111-1111111"] {
            assert_eq!(of(document), Ok((Some(document.to_owned()), None)));
        }
        assert_eq!(of("S12"), Ok((None, Some("S12".to_owned()))));
    }

    #[test]
    fn unfinished_words_are_no_filter_and_wrong_ones_are_told() {
        assert_eq!(MoveFilter::parse("kind:"), Ok(MoveFilter::default()));
        assert!(MoveFilter::parse("kind:lost").is_err());
        assert!(MoveFilter::parse("from:yesterday").is_err());
    }
}
