//! Filters and sort orders of the order list, as typed by people.

use super::amazon_status::{AmazonStatus, Channel};
use super::order::{Delivery, Flags, OrderState};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which orders a list shows: every part that is set must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderFilter {
    /// Amazon's status.
    pub status: Option<String>,
    /// Channel.
    pub channel: Option<Channel>,
    /// Marketplace by code or id.
    pub marketplace: Option<String>,
    /// Account by name.
    pub account: Option<String>,
    /// Our state.
    pub state: Option<OrderState>,
    /// How far the delivery is.
    pub delivery: Option<Delivery>,
    /// A mark, by its word (`prime`, `cancel_requested`, ...).
    pub flag: Option<String>,
    /// Words that must all occur in the reference, number, customer, SKU or title; folded case.
    pub words: Vec<String>,
}

/// What an order list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortColumn {
    /// When the buyer placed it, with our number deciding between equals.
    #[default]
    Purchased,
    /// When it must be shipped; orders without such a time come last.
    ShipBy,
    /// When Amazon changed it last.
    Updated,
    /// The total in minor units, whatever the currency.
    Total,
}

impl SortColumn {
    /// All columns that a list can be sorted by.
    pub const ALL: [SortColumn; 4] = [
        SortColumn::Purchased,
        SortColumn::ShipBy,
        SortColumn::Updated,
        SortColumn::Total,
    ];

    /// The column's heading.
    pub fn title(self) -> &'static str {
        match self {
            SortColumn::Purchased => "Purchased",
            SortColumn::ShipBy => "Ship by",
            SortColumn::Updated => "Updated",
            SortColumn::Total => "Total",
        }
    }
}

/// What an order list is sorted by, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// The column.
    pub column: SortColumn,
    /// Largest or newest first.
    pub descending: bool,
}

impl Default for Sort {
    /// Newest first.
    fn default() -> Self {
        Sort {
            column: SortColumn::Purchased,
            descending: true,
        }
    }
}

/// Why typed filter words make no filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// A word such as `status:` with a value that does not exist.
    #[error("{value:?} is no {word}; try {allowed}")]
    Value {
        /// The field word.
        word: &'static str,
        /// What was typed.
        value: String,
        /// What may be typed.
        allowed: String,
    },
}

/// The field words that a filter understands, for help and completion.
pub const FIELD_WORDS: &[(&str, &str)] = &[
    (
        "status",
        "Amazon's status: pending, unshipped, partially_shipped, shipped, cancelled",
    ),
    ("channel", "fbm or fba"),
    ("marketplace", "country code or marketplace id"),
    ("account", "account name"),
    ("state", "confirmed or cancelled"),
    ("delivery", "to_ship, partly_shipped, shipped or cancelled"),
    (
        "is",
        "a mark: prime, premium, business, gift, cancel_requested, address_incomplete, total_mismatch, ...",
    ),
];

impl OrderFilter {
    /// Reads what was typed: `status:unshipped channel:fbm müller`. Words without a field are searched in the text.
    ///
    /// A field word that is not finished yet (`status:`) is ignored, so that filtering can follow the typing.
    pub fn parse(typed: &str) -> Result<OrderFilter, BadFilter> {
        let mut filter = OrderFilter::default();
        for word in typed.split_whitespace() {
            let Some((field, value)) = word.split_once(':') else {
                filter.words.push(super::text::folded(word));
                continue;
            };
            let lower = value.to_lowercase().replace('-', "_");
            let bad = |word: &'static str, allowed: String| BadFilter::Value {
                word,
                value: value.to_owned(),
                allowed,
            };
            match field.to_lowercase().as_str() {
                "status" | "channel" | "marketplace" | "account" | "state" | "delivery" | "is"
                    if value.is_empty() => {}
                "status" => {
                    filter.status =
                        Some(status_named(&lower).ok_or_else(|| bad("status", statuses()))?)
                }
                "channel" => {
                    filter.channel = Some(
                        Channel::parse(&lower).ok_or_else(|| bad("channel", "fbm, fba".into()))?,
                    )
                }
                "marketplace" => filter.marketplace = Some(value.to_uppercase()),
                "account" => filter.account = Some(value.to_owned()),
                "state" => {
                    filter.state = Some(
                        one_of(
                            &lower,
                            &[OrderState::Confirmed, OrderState::Cancelled],
                            |s| s.as_str(),
                        )
                        .ok_or_else(|| bad("state", "confirmed, cancelled".into()))?,
                    );
                }
                "delivery" => {
                    let all = [
                        Delivery::ToShip,
                        Delivery::PartlyShipped,
                        Delivery::Shipped,
                        Delivery::Cancelled,
                    ];
                    filter.delivery =
                        Some(one_of(&lower, &all, |d| d.as_str()).ok_or_else(|| {
                            bad("delivery", all.map(Delivery::as_str).join(", "))
                        })?);
                }
                "is" => {
                    let all: Vec<&str> = Flags::ALL.iter().map(|(_, w)| *w).collect();
                    filter.flag = Some(
                        one_of(&lower, &all, |w| w)
                            .ok_or_else(|| bad("mark", all.join(", ")))?
                            .to_owned(),
                    );
                }
                _ => filter.words.push(super::text::folded(word)),
            }
        }
        Ok(filter)
    }

    /// Whether every order matches.
    pub fn is_empty(&self) -> bool {
        *self == OrderFilter::default()
    }
}

impl fmt::Display for OrderFilter {
    /// As it would be typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        if let Some(status) = &self.status {
            words.push(format!("status:{}", status.to_lowercase()));
        }
        if let Some(channel) = self.channel {
            words.push(format!("channel:{}", channel.as_str().to_lowercase()));
        }
        if let Some(marketplace) = &self.marketplace {
            words.push(format!("marketplace:{marketplace}"));
        }
        if let Some(account) = &self.account {
            words.push(format!("account:{account}"));
        }
        if let Some(state) = self.state {
            words.push(format!("state:{}", state.as_str()));
        }
        if let Some(delivery) = self.delivery {
            words.push(format!("delivery:{}", delivery.as_str()));
        }
        if let Some(flag) = &self.flag {
            words.push(format!("is:{flag}"));
        }
        words.extend(self.words.iter().cloned());
        f.write_str(&words.join(" "))
    }
}

/// The value whose word begins with what was typed; a full match wins.
fn one_of<T: Copy>(typed: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Option<T> {
    all.iter()
        .find(|v| word(**v) == typed)
        .or_else(|| all.iter().find(|v| word(**v).starts_with(typed)))
        .copied()
}

fn status_named(typed: &str) -> Option<String> {
    let typed = typed.to_uppercase();
    let names = || AmazonStatus::KNOWN.iter().map(AmazonStatus::as_str);
    names()
        .find(|name| *name == typed)
        .or_else(|| names().find(|name| name.starts_with(&typed)))
        .map(str::to_owned)
}

fn statuses() -> String {
    AmazonStatus::KNOWN
        .iter()
        .map(|s| s.as_str().to_lowercase())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_filter_and_back() {
        let typed = "status:unshipped channel:fbm marketplace:DE state:confirmed is:prime müller";
        let filter = OrderFilter::parse(typed).unwrap_or_default();
        assert_eq!(filter.to_string(), typed);
        assert_eq!(filter.words, ["müller"]);
    }

    #[test]
    fn unfinished_and_unknown_words() {
        assert_eq!(OrderFilter::parse("status:"), Ok(OrderFilter::default()));
        assert_eq!(
            OrderFilter::parse("status:uns").map(|f| f.status),
            Ok(Some("UNSHIPPED".to_owned()))
        );
        assert!(OrderFilter::parse("status:lost").is_err());
        assert_eq!(
            OrderFilter::parse("a:b").map(|f| f.words),
            Ok(vec!["a:b".to_owned()])
        );
    }
}
