//! How pressing a picking is, in words that change with the minute and never more often.

use crate::domain::moment::{Moment, Span};
use crate::screen::theme::Role;
use crate::screen::words::{Urgency, Words};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn this_minute(now: Moment) -> Moment {
    Moment::from_millis(now.as_millis() - now.as_millis().rem_euclid(MINUTE))
}

/// The time left: `late 2 h`, `40 m`, `3 h 20`, later the day. All words of a list change in the same moment.
pub fn left(at: Moment, now: Moment, words: Words) -> (String, Urgency) {
    let now = this_minute(now);
    let ahead = at.since(now).as_millis();
    if !(0..DAY).contains(&ahead) {
        let phrase = words.due(at, now);
        return (phrase.text, phrase.urgency);
    }
    let text = match ahead / MINUTE {
        minutes @ 0..60 => format!("{minutes} m"),
        minutes => format!("{} h {:02}", minutes / 60, minutes % 60),
    };
    (text, Urgency::Due)
}

/// When those words may change next.
pub fn changes_at(at: Moment, now: Moment) -> Option<Moment> {
    // Beyond the longest time told in minutes the words change by the hour at most; a look each minute is cheap enough.
    (at.since(now).as_millis() < 7 * DAY).then(|| this_minute(now).plus(Span::minutes(1)))
}

/// How it looks.
pub fn role(urgency: Urgency) -> Role {
    match urgency {
        Urgency::Late => Role::Bad,
        Urgency::Due => Role::Warn,
        Urgency::Later => Role::Dim,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::screen::options::Zone;

    #[test]
    fn minutes_count_down_together() {
        let words = Words { zone: Zone::Utc };
        let at = Moment::parse("2026-11-22T23:59:59Z").unwrap();
        for (now, text) in [
            ("2026-11-22T18:45:00Z", "5 h 14"),
            ("2026-11-22T18:45:59Z", "5 h 14"),
            ("2026-11-22T18:46:00Z", "5 h 13"),
            ("2026-11-22T23:30:10Z", "29 m"),
            ("2026-11-22T23:59:30Z", "0 m"),
            ("2026-11-23T00:01:00Z", "late 1 m"),
            ("2026-11-23T05:00:00Z", "late 5 h"),
            ("2026-11-20T10:00:00Z", "Sun 22"),
        ] {
            let now = Moment::parse(now).unwrap();
            assert_eq!(left(at, now, words).0, text);
            let next = changes_at(at, now).unwrap();
            assert!(next > now && next.since(now) <= Span::minutes(1));
        }
    }
}
