//! Points in time.

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z.
///
/// For people and in JSON it is RFC 3339 in UTC with `Z`; in the store it is a plain number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A length of time in milliseconds; may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// A span of so many milliseconds.
    pub const fn millis(n: i64) -> Span {
        Span(n)
    }
    /// A span of so many seconds.
    pub const fn seconds(n: i64) -> Span {
        Span(n.saturating_mul(1_000))
    }
    /// A span of so many minutes.
    pub const fn minutes(n: i64) -> Span {
        Span(n.saturating_mul(60_000))
    }
    /// A span of so many hours.
    pub const fn hours(n: i64) -> Span {
        Span(n.saturating_mul(3_600_000))
    }
    /// A span of so many days of 24 hours.
    pub const fn days(n: i64) -> Span {
        Span(n.saturating_mul(86_400_000))
    }
    /// A span of so many seconds with a fraction, rounded up to the next millisecond.
    pub fn from_seconds_f64(seconds: f64) -> Span {
        Span((seconds * 1_000.0).ceil() as i64)
    }
    /// The span in milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
    /// The span in whole seconds, cut off.
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1_000
    }
    /// The span for a timer: never negative.
    pub fn to_std(self) -> core::time::Duration {
        core::time::Duration::from_millis(self.0.max(0) as u64)
    }
}

impl Moment {
    /// The moment so many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Moment {
        Moment(millis)
    }
    /// The moment so many seconds after the epoch.
    pub const fn from_seconds(seconds: i64) -> Moment {
        Moment(seconds.saturating_mul(1_000))
    }
    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
    /// Whole seconds since the epoch, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }
    /// Reads RFC 3339 text with any offset.
    pub fn parse(text: &str) -> Option<Moment> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|at| Moment(at.timestamp_millis()))
    }
    /// This moment and so much later (earlier, if the span is negative).
    pub const fn plus(self, span: Span) -> Moment {
        Moment(self.0.saturating_add(span.0))
    }
    /// This moment and so much earlier.
    pub const fn minus(self, span: Span) -> Moment {
        Moment(self.0.saturating_sub(span.0))
    }
    /// How long after `earlier` this is; negative if it lies before.
    pub const fn since(self, earlier: Moment) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
    /// The last whole second before or at this moment.
    pub const fn whole_second(self) -> Moment {
        Moment(self.0 - self.0.rem_euclid(1_000))
    }
    /// The calendar form, for display and for the rules of days and weeks.
    pub fn to_utc(self) -> DateTime<Utc> {
        match Utc.timestamp_millis_opt(self.0) {
            chrono::LocalResult::Single(at) => at,
            _ if self.0 < 0 => DateTime::<Utc>::MIN_UTC,
            _ => DateTime::<Utc>::MAX_UTC,
        }
    }
    /// RFC 3339 text in UTC with `Z`, to the second where there is no fraction.
    pub fn to_rfc3339(self) -> String {
        let format = if self.0.rem_euclid(1_000) == 0 {
            SecondsFormat::Secs
        } else {
            SecondsFormat::Millis
        };
        self.to_utc().to_rfc3339_opts(format, true)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&self.to_rfc3339())
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            Moment::parse(&text)
                .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a date and time")))
        } else {
            i64::deserialize(deserializer).map(Moment)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_any_offset_and_writes_utc() {
        let at = Moment::parse("2026-11-22T11:00:00+01:00").map(Moment::to_rfc3339);
        assert_eq!(at.as_deref(), Some("2026-11-22T10:00:00Z"));
        let at = Moment::parse("2026-11-22T10:00:00.25Z").map(Moment::to_rfc3339);
        assert_eq!(at.as_deref(), Some("2026-11-22T10:00:00.250Z"));
        assert_eq!(Moment::parse("22.11.2026"), None);
    }
}
