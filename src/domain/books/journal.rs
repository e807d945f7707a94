//! Journals and the numbers of their entries.

use crate::domain::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A journal: entries of one kind, numbered without gaps within a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Journal {
    /// Invoices and credit notes.
    Sales,
    /// Vendor bills.
    Purchases,
    /// Bank statements and what they are matched to.
    Bank,
    /// Payments that Amazon took or made for us.
    AmazonPayments,
    /// Everything else: corrections, closing, opening balances.
    Miscellaneous,
}

impl Journal {
    /// All journals with the word for scripts, the name for people, and the start of their numbers.
    pub const ALL: [(Journal, &'static str, &'static str, &'static str); 5] = [
        (Journal::Sales, "sales", "Sales", "INV"),
        (Journal::Purchases, "purchases", "Purchases", "BILL"),
        (Journal::Bank, "bank", "Bank", "BNK"),
        (
            Journal::AmazonPayments,
            "amazon_payments",
            "Amazon Payments",
            "AMZ",
        ),
        (
            Journal::Miscellaneous,
            "miscellaneous",
            "Miscellaneous",
            "MISC",
        ),
    ];

    fn row(self) -> &'static (Journal, &'static str, &'static str, &'static str) {
        let found = Self::ALL.iter().find(|(journal, ..)| *journal == self);
        found.unwrap_or(&Self::ALL[0])
    }

    /// The word for scripts, such as `amazon_payments`.
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// The name for people, such as `Amazon Payments`.
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// What its numbers begin with, such as `AMZ`.
    pub fn prefix(self) -> &'static str {
        self.row().3
    }

    /// The journal that a person means: by word, name or prefix, in any case; `amazon` is enough.
    pub fn parse(text: &str) -> Option<Journal> {
        let wanted = text.trim().to_lowercase().replace(['-', ' '], "_");
        Self::ALL
            .iter()
            .find(|(_, word, _, prefix)| {
                *word == wanted
                    || prefix.to_lowercase() == wanted
                    || (wanted == "amazon" && *prefix == "AMZ")
                    || (wanted == "misc" && *prefix == "MISC")
            })
            .map(|(journal, ..)| *journal)
    }

    /// Its number in keys of the store; never changes.
    pub fn number(self) -> u8 {
        match self {
            Journal::Sales => 1,
            Journal::Purchases => 2,
            Journal::Bank => 3,
            Journal::AmazonPayments => 4,
            Journal::Miscellaneous => 5,
        }
    }
}

impl fmt::Display for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The number of an entry: without gaps within its journal and year. As text `INV/2026/00001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryNumber {
    /// Its journal.
    pub journal: Journal,
    /// The year of the entry's day.
    pub year: u16,
    /// Counted from 1.
    pub number: u32,
}

impl EntryNumber {
    /// The number after the last one of the journal in the day's year.
    pub fn next(journal: Journal, day: Day, last: u32) -> Option<EntryNumber> {
        Some(EntryNumber {
            journal,
            year: day.year(),
            number: last.checked_add(1)?,
        })
    }

    /// Its key in the store: sorts by journal, year and number.
    pub fn key(self) -> [u8; 7] {
        let (year, number) = (self.year.to_be_bytes(), self.number.to_be_bytes());
        [
            self.journal.number(),
            year[0],
            year[1],
            number[0],
            number[1],
            number[2],
            number[3],
        ]
    }

    /// The number of a key.
    pub fn of_key(key: &[u8]) -> Option<EntryNumber> {
        let [journal, y0, y1, n0, n1, n2, n3] = *key.first_chunk::<7>()?;
        let journal = Journal::ALL.iter().find(|(j, ..)| j.number() == journal)?.0;
        Some(EntryNumber {
            journal,
            year: u16::from_be_bytes([y0, y1]),
            number: u32::from_be_bytes([n0, n1, n2, n3]),
        })
    }
}

impl fmt::Display for EntryNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, year, number) = (self.journal.prefix(), self.year, self.number);
        write!(f, "{prefix}/{year}/{number:05}")
    }
}

impl FromStr for EntryNumber {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.trim().split('/');
        let (Some(prefix), Some(year), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(());
        };
        let prefix = prefix.to_ascii_uppercase();
        let journal = Journal::ALL
            .iter()
            .find(|(.., p)| *p == prefix)
            .map(|(journal, ..)| *journal)
            .ok_or(())?;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !digits(year) || !digits(number) {
            return Err(());
        }
        Ok(EntryNumber {
            journal,
            year: year.parse().map_err(|_| ())?,
            number: number.parse().ok().filter(|n| *n > 0).ok_or(())?,
        })
    }
}

impl Serialize for EntryNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.journal, self.year, self.number).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for EntryNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            text.parse().map_err(|()| {
                serde::de::Error::custom(format!("{text:?} is not a number like INV/2026/00001"))
            })
        } else {
            let (journal, year, number) = Deserialize::deserialize(deserializer)?;
            Ok(EntryNumber {
                journal,
                year,
                number,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_text_and_as_keys() {
        for (journal, ..) in Journal::ALL {
            let number = EntryNumber {
                journal,
                year: 2026,
                number: 123_456,
            };
            assert_eq!(number.to_string().parse(), Ok(number));
            assert_eq!(EntryNumber::of_key(&number.key()), Some(number));
        }
        for text in ["INV/2026/0", "INV/26/00001", "X/2026/00001", "INV/2026", ""] {
            assert_eq!(text.parse::<EntryNumber>(), Err(()), "{text}");
        }
    }
}
