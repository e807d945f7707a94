//! How long to wait before something that failed is tried again.

use super::moment::Span;

/// What went wrong, as far as waiting is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A read within one request of ours: a blip that is gone in a moment.
    Blip,
    /// A read that failed as a whole: network, 5xx, an answer that can't be read.
    Read,
    /// Login with Amazon does not answer or has trouble.
    Login,
    /// Amazon refused for good: credentials, access. Only a person helps, and we look again rarely.
    Refused,
}

/// Tries of one read before it counts as failed.
pub const READ_TRIES: u32 = 3;

/// Pause after a permanent refusal, unless the credentials change.
pub const REFUSED_PAUSE: Span = Span::minutes(5);

/// The pause after the try `attempt` (0 for the first) failed; `fraction` (0 to 1) spreads it over its last half.
///
/// Doubles with each try and never passes five minutes: 500 ms to 4 s for blips, from 5 s on for reads, from 2 s on
/// for the login. A refusal always waits [`REFUSED_PAUSE`].
pub fn pause(trouble: Trouble, attempt: u32, fraction: f64) -> Span {
    let (first, longest) = match trouble {
        Trouble::Blip => (500, 4_000),
        Trouble::Read => (5_000, 300_000),
        Trouble::Login => (2_000, 300_000),
        Trouble::Refused => return REFUSED_PAUSE,
    };
    let whole = (first << attempt.min(16)).min(longest);
    spread(whole, fraction)
}

/// The pause before a failed order is tried again after `attempt` tries (0 for the first): 5 min, 15 min, 1 h, 4 h, 12 h,
/// then a day each time; `fraction` (0 to 1) adds up to a tenth, so that many do not come back together.
pub fn failed_order_pause(attempt: u32, fraction: f64) -> Span {
    const MINUTES: [i64; 6] = [5, 15, 60, 240, 720, 1_440];
    let at = (attempt as usize).min(MINUTES.len() - 1);
    let whole = MINUTES[at] * 60_000;
    Span::millis(whole + (whole as f64 / 10.0 * sane(fraction)) as i64)
}

fn spread(whole: i64, fraction: f64) -> Span {
    let half = whole / 2;
    Span::millis(half + ((whole - half) as f64 * sane(fraction)) as i64)
}

fn sane(fraction: f64) -> f64 {
    if fraction.is_finite() {
        fraction.clamp(0.0, 1.0)
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_five_minutes() {
        let at = |n| pause(Trouble::Read, n, 1.0).as_seconds();
        assert_eq!(
            [at(0), at(1), at(2), at(5), at(6), at(99)],
            [5, 10, 20, 160, 300, 300]
        );
        assert_eq!(pause(Trouble::Read, 99, 0.0), Span::seconds(150));
        assert_eq!(pause(Trouble::Blip, 0, 0.0), Span::millis(250));
        assert_eq!(pause(Trouble::Refused, 3, 0.5), Span::minutes(5));
        assert_eq!(pause(Trouble::Login, u32::MAX, f64::NAN), Span::minutes(5));
    }

    #[test]
    fn failed_orders_end_at_once_a_day() {
        let at = |n| failed_order_pause(n, 0.0).as_seconds() / 60;
        assert_eq!(
            [at(0), at(1), at(2), at(3), at(4), at(5), at(500)],
            [5, 15, 60, 240, 720, 1440, 1440]
        );
        assert_eq!(failed_order_pause(0, 1.0), Span::millis(330_000));
    }
}
