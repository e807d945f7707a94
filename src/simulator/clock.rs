//! Where the simulator takes the time from.

use std::fmt::Debug;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

/// A source of the present time, in UTC.
pub trait SimClock: Debug + Send + Sync {
    /// The present time.
    fn now(&self) -> DateTime<Utc>;
}

/// The computer's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl SimClock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct SteppedClock {
    milliseconds: AtomicI64,
}

impl SteppedClock {
    /// A clock standing at `start`.
    pub fn at(start: DateTime<Utc>) -> Self {
        Self {
            milliseconds: AtomicI64::new(start.timestamp_millis()),
        }
    }

    /// Moves the clock forward by `step`.
    pub fn advance(&self, step: Duration) {
        let step = i64::try_from(step.as_millis()).unwrap_or(i64::MAX);
        self.milliseconds.fetch_add(step, Ordering::SeqCst);
    }
}

impl SimClock for SteppedClock {
    fn now(&self) -> DateTime<Utc> {
        from_millis(self.milliseconds.load(Ordering::SeqCst))
    }
}

fn from_millis(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

/// Writes Unix seconds the way Amazon writes times: whole seconds, `Z`.
pub(crate) fn iso(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Reads a date-time of RFC 3339 (the profile of ISO 8601 that the model names); milliseconds since 1970.
pub(crate) fn parse_iso(text: &str) -> Option<i64> {
    // chrono also takes a blank in place of the `T`; Amazon does not
    if text.as_bytes().get(10) != Some(&b'T') {
        return None;
    }
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|time| time.timestamp_millis())
}
