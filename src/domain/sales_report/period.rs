//! Days: which day a purchase belongs to, and periods of days with what lies in them.

use super::dimension::Dimension;
use crate::domain::ids::MarketplaceId;
use crate::domain::marketplace;
use crate::domain::moment::Moment;
use chrono::{Datelike, Days as DayCount, Months, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The day on which something happened, as the marketplace counts days: in its own time zone, summer time included. Where
/// the marketplace is not known, in UTC.
pub fn day_of(at: Moment, marketplace: &MarketplaceId) -> NaiveDate {
    let zone = marketplace::by_id(marketplace.as_str())
        .and_then(|known| known.time_zone.parse().ok())
        .unwrap_or(Tz::UTC);
    at.to_utc().with_timezone(&zone).date_naive()
}

/// Days that belong together, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// From one day to another; none if the last lies before the first.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Period> {
        (from <= to).then_some(Period { from, to })
    }

    /// How many days it has.
    pub fn day_count(self) -> u64 {
        (self.to - self.from).num_days().unsigned_abs() + 1
    }

    /// The period before: for whole months as many months before, so that a month stands against a month and a year against
    /// a year; otherwise as many days as it has itself.
    pub fn before(self) -> Option<Period> {
        if let Some(months) = self.whole_months() {
            let from = self.from.checked_sub_months(Months::new(months))?;
            return Period::new(from, self.from.pred_opt()?);
        }
        let from = self
            .from
            .checked_sub_days(DayCount::new(self.day_count()))?;
        Period::new(from, self.from.pred_opt()?)
    }

    fn whole_months(self) -> Option<u32> {
        let next = self.to.succ_opt()?;
        if self.from.day() != 1 || next.day() != 1 {
            return None;
        }
        let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        u32::try_from(months(next) - months(self.from)).ok()
    }

    /// The days, weeks, months, quarters or years that lie in it, oldest first, as their words (`2026-11-27`, `2026-W48`,
    /// `2026-11`, `2026-Q4`, `2026`), and for each day which of them it belongs to.
    pub fn parts(self, dimension: Dimension) -> (Vec<String>, Vec<u32>) {
        let mut words: Vec<String> = Vec::new();
        let mut of_day = Vec::new();
        let mut before = None;
        for day in self.from.iter_days().take_while(|day| *day <= self.to) {
            let part = part_of(day, dimension);
            if before != Some(part) {
                words.push(word_of(day, dimension));
                before = Some(part);
            }
            of_day.push(words.len().saturating_sub(1) as u32);
        }
        (words, of_day)
    }
}

/// What is equal for days of the same part.
fn part_of(day: NaiveDate, dimension: Dimension) -> (i32, u32) {
    match dimension {
        Dimension::Week => (day.iso_week().year(), day.iso_week().week()),
        Dimension::Month => (day.year(), day.month0()),
        Dimension::Quarter => (day.year(), day.month0() / 3),
        Dimension::Year => (day.year(), 0),
        _ => (day.year(), day.ordinal0()),
    }
}

fn word_of(day: NaiveDate, dimension: Dimension) -> String {
    let (year, nth) = part_of(day, dimension);
    match dimension {
        Dimension::Week => format!("{year:04}-W{nth:02}"),
        Dimension::Month => format!("{year:04}-{:02}", nth + 1),
        Dimension::Quarter => format!("{year:04}-Q{}", nth + 1),
        Dimension::Year => format!("{year:04}"),
        _ => day.format("%Y-%m-%d").to_string(),
    }
}

/// Which days a report looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// From one day to another; an end that is not named is open.
    Between {
        /// The first day.
        from: Option<NaiveDate>,
        /// The last day.
        to: Option<NaiveDate>,
    },
    /// A period that moves with today.
    Preset(Preset),
}

impl Default for Days {
    fn default() -> Self {
        Days::Between {
            from: None,
            to: None,
        }
    }
}

/// Periods that move with today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Today.
    Today,
    /// Yesterday.
    Yesterday,
    /// The seven days that end today.
    Last7Days,
    /// The thirty days that end today.
    Last30Days,
    /// This month until today.
    ThisMonth,
    /// The month before this one.
    LastMonth,
    /// This quarter until today.
    ThisQuarter,
    /// Twelve months that end with this one.
    Last12Months,
    /// This year until today.
    ThisYear,
    /// The year before this one.
    LastYear,
}

impl Preset {
    /// All of them, the shortest first.
    pub const ALL: [Preset; 10] = [
        Preset::Today,
        Preset::Yesterday,
        Preset::Last7Days,
        Preset::Last30Days,
        Preset::ThisMonth,
        Preset::LastMonth,
        Preset::ThisQuarter,
        Preset::Last12Months,
        Preset::ThisYear,
        Preset::LastYear,
    ];

    /// Its word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Preset::Today => "today",
            Preset::Yesterday => "yesterday",
            Preset::Last7Days => "last-7-days",
            Preset::Last30Days => "last-30-days",
            Preset::ThisMonth => "this-month",
            Preset::LastMonth => "last-month",
            Preset::ThisQuarter => "this-quarter",
            Preset::Last12Months => "last-12-months",
            Preset::ThisYear => "this-year",
            Preset::LastYear => "last-year",
        }
    }

    /// How it reads.
    pub fn title(self) -> String {
        self.as_str().replace('-', " ")
    }

    /// Its days.
    pub fn period(self, today: NaiveDate) -> Option<Period> {
        let days_ago = |days| today.checked_sub_days(DayCount::new(days));
        let month = today.with_day(1)?;
        let year = month.with_month(1)?;
        let months_before = |day: NaiveDate, months| day.checked_sub_months(Months::new(months));
        let (from, to) = match self {
            Preset::Today => (today, today),
            Preset::Yesterday => (days_ago(1)?, days_ago(1)?),
            Preset::Last7Days => (days_ago(6)?, today),
            Preset::Last30Days => (days_ago(29)?, today),
            Preset::ThisMonth => (month, today),
            Preset::LastMonth => (months_before(month, 1)?, month.pred_opt()?),
            Preset::ThisQuarter => (months_before(month, month.month0() % 3)?, today),
            Preset::Last12Months => (months_before(month, 11)?, today),
            Preset::ThisYear => (year, today),
            Preset::LastYear => (months_before(year, 12)?, year.pred_opt()?),
        };
        Period::new(from, to)
    }

    /// What its days are compared with: a month until today with the month before until that day, and so on.
    pub fn before(self, today: NaiveDate) -> Option<Period> {
        let period = self.period(today)?;
        let months = match self {
            Preset::ThisMonth => 1,
            Preset::ThisQuarter => 3,
            Preset::ThisYear | Preset::Last12Months => 12,
            _ => return period.before(),
        };
        let earlier = |day: NaiveDate| day.checked_sub_months(Months::new(months));
        Period::new(earlier(period.from)?, earlier(period.to)?)
    }
}

impl FromStr for Days {
    type Err = String;

    /// Reads what a person types: one or two days, months or years (`2026-10-01 2026-12-31`, `2026-10`, `2025 2026`), or
    /// nothing for all days. A month or a year is meant whole.
    fn from_str(text: &str) -> Result<Days, String> {
        let words: Vec<&str> = text
            .split([' ', ','])
            .filter(|word| !word.is_empty() && *word != "to")
            .collect();
        let span = |word: &str| {
            span_of(word).ok_or_else(|| {
                format!("{word:?} is no day; write 2026-11-01, 2026-11 or 2026, or two of them")
            })
        };
        match words.as_slice() {
            [] => Ok(Days::default()),
            [one] => span(one).map(Days::from),
            [first, last] => {
                let (first, last) = (span(first)?, span(last)?);
                let both = Period::new(first.from, last.to);
                both.map(Days::from)
                    .ok_or_else(|| format!("{} is before {}.", last.to, first.from))
            }
            _ => Err("Name one day or two.".to_owned()),
        }
    }
}

impl From<Period> for Days {
    fn from(period: Period) -> Days {
        Days::Between {
            from: Some(period.from),
            to: Some(period.to),
        }
    }
}

/// The days of a word: a day, a month, a year.
fn span_of(word: &str) -> Option<Period> {
    let parse = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let months = |first: NaiveDate, months| {
        let next = first.checked_add_months(Months::new(months))?;
        Period::new(first, next.pred_opt()?)
    };
    match word.split('-').count() {
        3 => parse(word).and_then(|day| Period::new(day, day)),
        2 => months(parse(&format!("{word}-01"))?, 1),
        _ if word.len() == 4 => months(parse(&format!("{word}-01-01"))?, 12),
        _ => None,
    }
}

impl fmt::Display for Days {
    /// As it reads: `this month`, `2026-11-01 to 2026-11-30`, `all days`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Days::Preset(preset) => f.write_str(&preset.title()),
            Days::Between {
                from: None,
                to: None,
            } => f.write_str("all days"),
            Days::Between {
                from: Some(from),
                to: None,
            } => write!(f, "from {from}"),
            Days::Between {
                from: None,
                to: Some(to),
            } => write!(f, "until {to}"),
            Days::Between {
                from: Some(from),
                to: Some(to),
            } => write!(f, "{from} to {to}"),
        }
    }
}

impl Days {
    /// The period, as far as its ends are named.
    pub fn ends(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Days::Between { from, to } => (from, to),
            Days::Preset(preset) => match preset.period(today) {
                Some(period) => (Some(period.from), Some(period.to)),
                None => (None, None),
            },
        }
    }

    /// The period before; `period` is what these days are. None where the beginning is open.
    pub fn before(self, period: Period, today: NaiveDate) -> Option<Period> {
        match self {
            Days::Between { from: None, .. } => None,
            Days::Between { .. } => period.before(),
            Days::Preset(preset) => preset.before(today),
        }
    }
}

#[cfg(test)]
#[path = "period_tests.rs"]
mod tests;
