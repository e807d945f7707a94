//! By what sales are told apart.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What sales are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The sales team that the order was created with.
    Team,
    /// The account that brought it in.
    Account,
    /// The marketplace that it was sold on.
    Marketplace,
    /// Who fulfils it.
    Channel,
    /// The salesperson that it was created with.
    Salesperson,
    /// The product of its lines of goods.
    Product,
    /// The country that it goes to.
    Country,
    /// The day of purchase, as the marketplace counts days.
    Day,
    /// The week of purchase, Monday to Sunday (ISO 8601).
    Week,
    /// The month of purchase.
    Month,
    /// The quarter of purchase.
    Quarter,
    /// The year of purchase.
    Year,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Dimension; 12] = [
        Dimension::Team,
        Dimension::Account,
        Dimension::Marketplace,
        Dimension::Channel,
        Dimension::Salesperson,
        Dimension::Product,
        Dimension::Country,
        Dimension::Day,
        Dimension::Week,
        Dimension::Month,
        Dimension::Quarter,
        Dimension::Year,
    ];

    /// Its word: `team`, `month`, ...
    pub fn as_str(self) -> &'static str {
        match self {
            Dimension::Team => "team",
            Dimension::Account => "account",
            Dimension::Marketplace => "marketplace",
            Dimension::Channel => "channel",
            Dimension::Salesperson => "salesperson",
            Dimension::Product => "product",
            Dimension::Country => "country",
            Dimension::Day => "day",
            Dimension::Week => "week",
            Dimension::Month => "month",
            Dimension::Quarter => "quarter",
            Dimension::Year => "year",
        }
    }

    /// How it is called over a column.
    pub fn title(self) -> &'static str {
        match self {
            Dimension::Team => "Team",
            Dimension::Account => "Account",
            Dimension::Marketplace => "Marketplace",
            Dimension::Channel => "Channel",
            Dimension::Salesperson => "Salesperson",
            Dimension::Product => "Product",
            Dimension::Country => "Country",
            Dimension::Day => "Day",
            Dimension::Week => "Week",
            Dimension::Month => "Month",
            Dimension::Quarter => "Quarter",
            Dimension::Year => "Year",
        }
    }

    /// Whether it is a part of time.
    pub fn is_time(self) -> bool {
        matches!(
            self,
            Dimension::Day
                | Dimension::Week
                | Dimension::Month
                | Dimension::Quarter
                | Dimension::Year
        )
    }
}

/// Why a text names no dimensions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDimension {
    /// There is no such dimension.
    #[error("there is no dimension {0:?}; use {all}", all = all_words())]
    Unknown(String),
    /// The same one twice.
    #[error("{0} is named twice")]
    Twice(&'static str),
    /// More than two.
    #[error("at most two dimensions, as in team,month")]
    TooMany,
}

fn all_words() -> String {
    Dimension::ALL.map(Dimension::as_str).join(", ")
}

impl FromStr for Dimension {
    type Err = BadDimension;

    fn from_str(text: &str) -> Result<Dimension, BadDimension> {
        let word = text.trim().to_lowercase();
        Dimension::ALL
            .into_iter()
            .find(|dimension| dimension.as_str() == word)
            .ok_or_else(|| BadDimension::Unknown(text.trim().to_owned()))
    }
}

/// One dimension or two different ones. In JSON and in the store a text such as `team,month`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct By {
    first: Dimension,
    second: Option<Dimension>,
}

impl By {
    /// One dimension.
    pub fn one(first: Dimension) -> By {
        By {
            first,
            second: None,
        }
    }

    /// Two dimensions; one if they are the same.
    pub fn two(first: Dimension, second: Dimension) -> By {
        By {
            first,
            second: Some(second).filter(|second| *second != first),
        }
    }

    /// The first.
    pub fn first(self) -> Dimension {
        self.first
    }

    /// The second, if there is one.
    pub fn second(self) -> Option<Dimension> {
        self.second
    }

    /// Both, in their order.
    pub fn all(self) -> impl Iterator<Item = Dimension> {
        [Some(self.first), self.second].into_iter().flatten()
    }

    /// Whether this one is among them.
    pub fn has(self, dimension: Dimension) -> bool {
        self.all().any(|d| d == dimension)
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.first.as_str())?;
        match self.second {
            Some(second) => write!(f, ",{}", second.as_str()),
            None => Ok(()),
        }
    }
}

impl FromStr for By {
    type Err = BadDimension;

    fn from_str(text: &str) -> Result<By, BadDimension> {
        let mut words = text.split(',');
        let first: Dimension = words.next().unwrap_or_default().parse()?;
        let second: Option<Dimension> = words.next().map(str::parse).transpose()?;
        if words.next().is_some() {
            return Err(BadDimension::TooMany);
        }
        if second == Some(first) {
            return Err(BadDimension::Twice(first.as_str()));
        }
        Ok(By { first, second })
    }
}

impl TryFrom<String> for By {
    type Error = BadDimension;

    fn try_from(text: String) -> Result<By, BadDimension> {
        text.parse()
    }
}

impl From<By> for String {
    fn from(by: By) -> String {
        by.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_or_two() {
        assert_eq!("month".parse(), Ok(By::one(Dimension::Month)));
        assert_eq!(
            "Team, month".parse(),
            Ok(By::two(Dimension::Team, Dimension::Month))
        );
        assert_eq!(
            "team,month".parse::<By>().map(|by| by.to_string()),
            Ok("team,month".to_owned())
        );
    }

    #[test]
    fn refuses_what_is_none() {
        let message = |text: &str| text.parse::<By>().map_err(|bad| bad.to_string());
        assert!(
            message("colour").is_err_and(|m| m.contains("\"colour\"") && m.contains("quarter"))
        );
        assert_eq!(message("day,day"), Err("day is named twice".to_owned()));
        assert!(message("day,team,account").is_err());
        assert!(message("").is_err());
        assert!(message("team,").is_err());
    }
}
