//! Epochs: the weeks by which personal data is erased.

use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;

const WEEK_SECONDS: i64 = 7 * 86_400;
/// 1970-01-01 was a Thursday; the Monday before it began week 0.
const MONDAY_BEFORE: i64 = 3 * 86_400;

/// A week, Monday to Sunday in UTC, counted from that of 1970-01-01. Each has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u32);

impl Epoch {
    /// The week in which a moment lies. Moments before 1970 count as week 0.
    pub fn of(at: Moment) -> Epoch {
        let week = at
            .as_seconds()
            .saturating_add(MONDAY_BEFORE)
            .div_euclid(WEEK_SECONDS);
        Epoch(u32::try_from(week.max(0)).unwrap_or(u32::MAX))
    }

    /// The first moment after this week: from then on nothing new belongs to it.
    pub fn ends(self) -> Moment {
        let weeks = i64::from(self.0).saturating_add(1);
        Moment::from_seconds(weeks.saturating_mul(WEEK_SECONDS) - MONDAY_BEFORE)
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
