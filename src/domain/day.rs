//! Calendar days.

use super::moment::Moment;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A calendar day, as on a document: without a time and without a time zone.
///
/// For people and in JSON it is `YYYY-MM-DD`; in the store it is the count of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// Days that documents may carry; what lies outside is a slip of the pen.
    const YEARS: std::ops::RangeInclusive<i32> = 1990..=2199;

    /// The day on which a moment falls in UTC.
    pub fn of(moment: Moment) -> Day {
        Day(moment.to_utc().date_naive())
    }

    /// Reads `YYYY-MM-DD`; `None` for anything else and for years outside of 1990 to 2199.
    pub fn parse(text: &str) -> Option<Day> {
        let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
        Self::YEARS.contains(&date.year()).then_some(Day(date))
    }

    /// A day by its parts; `None` if there is no such day.
    pub fn from_parts(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day)
            .filter(|date| Self::YEARS.contains(&date.year()))
            .map(Day)
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.0.year().clamp(0, i32::from(u16::MAX)) as u16
    }

    /// The calendar form.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// So many days later.
    pub fn plus_days(self, days: u64) -> Day {
        self.0.checked_add_days(Days::new(days)).map_or(self, Day)
    }

    /// Days since 1970-01-01; sorts as the days do.
    pub fn number(self) -> u32 {
        let since = self.0.signed_duration_since(NaiveDate::default());
        since.num_days().clamp(0, i64::from(u32::MAX)) as u32
    }

    /// The day so many days after 1970-01-01.
    pub fn from_number(number: u32) -> Option<Day> {
        NaiveDate::default()
            .checked_add_days(Days::new(u64::from(number)))
            .map(Day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Day::parse(text).ok_or_else(|| format!("{text:?} is not a day like 2026-01-31"))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u32(self.number())
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            text.parse().map_err(D::Error::custom)
        } else {
            let number = u32::deserialize(deserializer)?;
            Day::from_number(number).ok_or_else(|| D::Error::custom("not a day"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_back_in_both_forms() {
        for text in ["2026-11-27", "2024-02-29", "1990-01-01"] {
            let day = Day::parse(text);
            assert_eq!(day.map(|d| d.to_string()).as_deref(), Some(text));
            assert_eq!(day.and_then(|d| Day::from_number(d.number())), day);
        }
        for text in ["2026-02-30", "27.11.2026", "0026-11-27", "2026-13-01", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
