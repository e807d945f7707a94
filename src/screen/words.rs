//! Times, amounts and figures as people read them.

use super::options::Zone;
use crate::domain::moment::{Moment, Span};
use crate::domain::money::{Amount, Currency};
use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveTime, TimeZone, Utc};

/// Puts things into words, in one time zone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words {
    /// The time zone.
    pub zone: Zone,
}

/// How pressing a moment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// It has passed.
    Late,
    /// It comes within a day.
    Due,
    /// It comes later.
    Later,
}

/// A time in words, and when those words stop being right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The words.
    pub text: String,
    /// How pressing it is.
    pub urgency: Urgency,
    /// When the words change next.
    pub until: Option<Moment>,
}

impl Words {
    fn local(self, at: Moment) -> DateTime<FixedOffset> {
        match self.zone {
            Zone::Utc => at.to_utc().fixed_offset(),
            Zone::Local => at.to_utc().with_timezone(&Local).fixed_offset(),
        }
    }

    /// The time of day: `18:42`.
    pub fn time(self, at: Moment) -> String {
        self.local(at).format("%H:%M").to_string()
    }

    /// Day and time: `18:42` today, `22 Nov 18:42` within a year, `22 Nov 2025` else.
    pub fn day_time(self, at: Moment, now: Moment) -> String {
        let (at, now) = (self.local(at), self.local(now));
        if at.date_naive() == now.date_naive() {
            at.format("today %H:%M").to_string()
        } else if (now - at).num_days().abs() < 300 {
            at.format("%-d %b %H:%M").to_string()
        } else {
            at.format("%-d %b %Y").to_string()
        }
    }

    /// Day and time for a column of eleven: `22 Nov 18:42`, `22 Nov 2025`.
    pub fn column_time(self, at: Moment, now: Moment) -> String {
        let (at, now) = (self.local(at), self.local(now));
        if (now - at).num_days().abs() < 300 {
            at.format("%d %b %H:%M").to_string()
        } else {
            at.format("%d %b  %Y").to_string()
        }
    }

    /// The full date and time: `Sun 22 Nov 2026 18:42`.
    pub fn full(self, at: Moment) -> String {
        self.local(at).format("%a %-d %b %Y %H:%M").to_string()
    }

    /// The date as it is typed: `2026-11-22 18:42`.
    pub fn typed(self, at: Moment) -> String {
        self.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    /// Reads a date (`2026-11-22`), a date and time (`2026-11-22 18:42`), days back (`30d`), or RFC 3339.
    pub fn parse_moment(self, typed: &str, now: Moment) -> Option<Moment> {
        let typed = typed.trim();
        if let Some(at) = Moment::parse(typed) {
            return Some(at);
        }
        if let Some(days) = typed.strip_suffix(['d', 'D']) {
            let days: u32 = days.trim().parse().ok()?;
            return Some(now.minus(Span::days(i64::from(days))));
        }
        let (date, time) = typed.split_once([' ', 'T']).unwrap_or((typed, "00:00"));
        let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
        let time = NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?;
        let at = date.and_time(time);
        let millis = match self.zone {
            Zone::Utc => Utc.from_utc_datetime(&at).timestamp_millis(),
            Zone::Local => Local
                .from_local_datetime(&at)
                .earliest()?
                .timestamp_millis(),
        };
        Some(Moment::from_millis(millis))
    }

    /// A moment by which something must be done: `late 2 h`, `due 40 m`, `due 3 h`, `Tue 24`, `3 Dec`.
    pub fn due(self, at: Moment, now: Moment) -> Phrase {
        const MINUTE: i64 = 60_000;
        const HOUR: i64 = 60 * MINUTE;
        const DAY: i64 = 24 * HOUR;
        let ahead = at.since(now).as_millis();
        let (urgency, distance) = if ahead < 0 {
            (Urgency::Late, -ahead)
        } else if ahead < DAY {
            (Urgency::Due, ahead)
        } else {
            (Urgency::Later, ahead)
        };
        if urgency == Urgency::Later {
            let day = self.local(at);
            let form = if ahead < 6 * DAY { "%a %-d" } else { "%-d %b" };
            let edge = if ahead < 6 * DAY { DAY } else { 6 * DAY };
            return Phrase {
                text: day.format(form).to_string(),
                urgency,
                until: Some(at.minus(Span::millis(edge - 1))),
            };
        }
        let (unit, word) = match distance {
            d if d < HOUR => (MINUTE, "m"),
            d if d < 2 * DAY => (HOUR, "h"),
            _ => (DAY, "d"),
        };
        let count = distance / unit;
        let (lead, until) = match urgency {
            Urgency::Late => ("late", at.plus(Span::millis((count + 1) * unit))),
            _ => ("due", at.minus(Span::millis(count * unit - 1))),
        };
        Phrase {
            text: format!("{lead} {count} {word}"),
            urgency,
            until: Some(until.max(now.plus(Span::seconds(1)))),
        }
    }
}

/// A figure with its thousands apart: `1,000,000`.
pub fn count(figure: u64) -> String {
    let digits = figure.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A figure with the word for the thing, in the singular or the plural: `1 order`, `2 orders`.
pub fn counted(figure: u64, thing: &str) -> String {
    let plural = if figure == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", count(figure))
}

/// An amount with the digits of its currency, or more where it has more: never rounded.
pub fn amount(amount: Amount, currency: Currency) -> String {
    let mut figure = amount.0.normalize();
    if figure.scale() < currency.minor_digits() {
        figure.rescale(currency.minor_digits());
    }
    figure.to_string()
}

/// An amount with its currency.
pub fn money(value: Amount, currency: Currency) -> String {
    format!("{} {currency}", amount(value, currency))
}

/// A word of a protocol as people read it: `PARTIALLY_SHIPPED` becomes `partially shipped`.
pub fn plain(word: &str) -> String {
    word.to_lowercase().replace('_', " ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(count(12), "12");
        assert_eq!(counted(1, "order"), "1 order");
        let yen = Currency::parse("JPY").unwrap();
        let euro = Currency::parse("EUR").unwrap();
        assert_eq!(money("19940.00".parse().unwrap(), yen), "19940 JPY");
        assert_eq!(money("5".parse().unwrap(), euro), "5.00 EUR");
        assert_eq!(money("5.125".parse().unwrap(), euro), "5.125 EUR");
    }

    #[test]
    fn due_words_say_when_they_change() {
        let words = Words { zone: Zone::Utc };
        let now = Moment::parse("2026-11-22T10:00:00Z").unwrap();
        for minutes in -5_000i64..20_000 {
            let at = now.plus(Span::minutes(minutes)).plus(Span::seconds(17));
            let phrase = words.due(at, now);
            let until = phrase.until.unwrap();
            assert!(until > now, "{minutes} {phrase:?}");
            let before = words.due(at, until.minus(Span::seconds(1)).max(now));
            assert_eq!(before.text, phrase.text, "{minutes}");
        }
        assert_eq!(words.due(now.plus(Span::hours(3)), now).text, "due 3 h");
        assert_eq!(words.due(now.minus(Span::hours(3)), now).text, "late 3 h");
        assert_eq!(words.due(now.plus(Span::days(2)), now).text, "Tue 24");
    }

    #[test]
    fn typed_moments() {
        let words = Words { zone: Zone::Utc };
        let now = Moment::parse("2026-11-22T10:00:00Z").unwrap();
        let read = |t: &str| words.parse_moment(t, now).map(Moment::to_rfc3339);
        assert_eq!(read("2026-11-01").as_deref(), Some("2026-11-01T00:00:00Z"));
        assert_eq!(
            read("2026-11-01 08:30").as_deref(),
            Some("2026-11-01T08:30:00Z")
        );
        assert_eq!(read("2d").as_deref(), Some("2026-11-20T10:00:00Z"));
        assert_eq!(read("soon"), None);
    }
}
