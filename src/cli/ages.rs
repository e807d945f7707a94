//! Times and ages for people.

use crate::domain::moment::{Moment, Span};

/// A moment to the minute, in UTC.
pub fn minute(at: Moment) -> String {
    at.to_utc().format("%Y-%m-%d %H:%M").to_string()
}

/// A moment that may be unknown.
pub fn minute_or_dash(at: Option<Moment>) -> String {
    at.map_or_else(|| "-".to_owned(), minute)
}

/// How long, in its largest unit: `40 s`, `2 m`, `5 h`, `3 d`.
pub fn length(span: Span) -> String {
    let seconds = span.as_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} m", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// How long ago, or in how long.
pub fn distance(at: Moment, now: Moment) -> String {
    let span = now.since(at);
    if span >= Span::ZERO {
        format!("{} ago", length(span))
    } else {
        format!("in {}", length(at.since(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_their_largest_unit() {
        let text = |seconds| length(Span::seconds(seconds));
        assert_eq!(text(59), "59 s");
        assert_eq!(text(60), "1 m");
        assert_eq!(text(7_200), "2 h");
        assert_eq!(text(172_800), "2 d");
        assert_eq!(text(-5), "0 s");
        let now = Moment::from_seconds(1_000);
        assert_eq!(distance(Moment::from_seconds(880), now), "2 m ago");
        assert_eq!(distance(Moment::from_seconds(1_030), now), "in 30 s");
    }
}
