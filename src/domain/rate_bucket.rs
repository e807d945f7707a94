//! Amazon's call limits: a token bucket per account and operation, never more generous than Amazon's own.
//!
//! Amazon lets a bucket of `burst` tokens fill up at `rate` tokens a second and takes one for each call (Usage Plans
//! and Rate Limits in the developer documentation). The bucket here errs to the late side by a few milliseconds, so
//! that neither rounding nor the way to Amazon turns a permitted call into a refused one.

use super::moment::{Moment, Span};
use serde::{Deserialize, Serialize};

/// How much later than we send a call Amazon may see it, at most, for the count to be right.
const TRAVEL: Span = Span::millis(500);
/// The part of Amazon's rate that is counted on: one hour of refill comes 36 ms late.
const TRUST: f64 = 0.999_99;
/// Added to every computed moment of a next call.
const MARGIN: Span = Span::millis(2);
/// Rates beyond these are nonsense: more than a thousand calls a second, less than one in 28 hours.
const SANE_RATES: std::ops::RangeInclusive<f64> = 0.000_01..=1_000.0;

/// A token bucket as it is stored between two calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateBucket {
    rate: f64,
    burst: u32,
    tokens: f64,
    updated: Moment,
    blocked_until: Option<Moment>,
}

impl RateBucket {
    /// A full bucket of `burst` calls that come back at `rate` calls a second.
    ///
    /// A rate that makes no sense is taken as one call a minute, a burst of nothing as one.
    pub fn full(rate: f64, burst: u32, now: Moment) -> RateBucket {
        let rate = if SANE_RATES.contains(&rate) {
            rate
        } else {
            1.0 / 60.0
        };
        let burst = burst.max(1);
        RateBucket {
            rate,
            burst,
            tokens: f64::from(burst),
            updated: now,
            blocked_until: None,
        }
    }

    /// Calls a second that come back.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Calls that are possible at once at best.
    pub fn burst(&self) -> u32 {
        self.burst
    }

    /// Takes a token for a call now; otherwise the moment from which on a call is possible.
    pub fn take(&mut self, now: Moment) -> Result<(), Moment> {
        self.take_low_priority(now, 0)
    }

    /// As [`Self::take`], for work that can wait: it leaves `reserve` tokens to others (at most all but one).
    pub fn take_low_priority(&mut self, now: Moment, reserve: u32) -> Result<(), Moment> {
        self.take_beside(0, reserve, now)
    }

    /// As [`Self::take_low_priority`], while `held` tokens are taken for calls that are not sent yet.
    pub fn take_beside(&mut self, held: u32, reserve: u32, now: Moment) -> Result<(), Moment> {
        self.fill_beside(held, now);
        if let Some(until) = self.wait_for(self.needed(reserve), now) {
            return Err(until);
        }
        self.wait_for_arrival(self.tokens + f64::from(held), now);
        self.tokens = (self.tokens - 1.0).max(0.0);
        Ok(())
    }

    /// Puts back a token that was taken for a call that was not sent.
    pub fn give_back(&mut self) {
        self.tokens = (self.tokens + 1.0).min(f64::from(self.burst));
    }

    /// The rate that Amazon answered (`x-amzn-RateLimit-Limit`) replaces the known one, up or down; nonsense is ignored.
    pub fn limit_header(&mut self, rate: f64, now: Moment) {
        if SANE_RATES.contains(&rate) && rate != self.rate {
            self.refill(now);
            self.rate = rate;
        }
    }

    /// Amazon answered 429: the bucket is empty, and blocked for the time of one token and a jitter of `fraction`
    /// (0 to 1) of a fifth of that time and a second. Returns when the next call is possible.
    pub fn on_throttled(&mut self, now: Moment, fraction: f64) -> Moment {
        let fraction = if fraction.is_finite() {
            fraction.clamp(0.0, 1.0)
        } else {
            1.0
        };
        let refill = 1.0 / (self.rate * TRUST);
        let pause = refill + fraction * (refill / 5.0 + 1.0);
        let until = now.plus(Span::from_seconds_f64(pause)).plus(MARGIN);
        self.tokens = 0.0;
        self.updated = now;
        self.blocked_until = Some(until);
        until
    }

    /// Calls that are possible at once now.
    pub fn available(&self, now: Moment) -> u32 {
        let mut then = self.clone();
        then.refill(now);
        match then.blocked_until {
            Some(_) => 0,
            None => then.tokens as u32,
        }
    }

    /// When the next call is possible, if not now.
    pub fn next_call(&self, now: Moment) -> Option<Moment> {
        let mut then = self.clone();
        then.refill(now);
        then.wait_for(1.0, now)
    }

    /// Brings the bucket up to `now` while `held` tokens are taken for calls that are not sent yet: at Amazon those still
    /// lie in the bucket, and nothing flows into a full one. To be called before anything else while tokens are held.
    pub fn fill_beside(&mut self, held: u32, now: Moment) {
        self.refill(now);
        let room = f64::from(self.burst.saturating_sub(held));
        self.tokens = self.tokens.min(room);
    }

    /// One of `held` tokens is used for a call now.
    pub fn use_held(&mut self, held: u32, now: Moment) {
        self.fill_beside(held, now);
        self.wait_for_arrival(self.tokens + f64::from(held), now);
    }

    /// The bucket as it is to be stored while tokens are held: whoever reads it later, after a crash, does not know when
    /// they were used, so for the time between nothing has flown in.
    pub fn without_credit(&self) -> RateBucket {
        RateBucket {
            updated: Moment::from_millis(i64::MAX),
            ..self.clone()
        }
    }

    /// Lets a bucket that was stored [without credit](Self::without_credit) fill up from now on; says whether it was one. It is to
    /// be stored then: each process that finds it would begin anew otherwise, and one that ends soon never comes to a call.
    pub fn begin_credit(&mut self, now: Moment) -> bool {
        let without = self.updated.since(now) > TRAVEL;
        if without {
            self.refill(now);
        }
        without
    }

    /// Amazon's bucket may be full until the call arrives, and nothing flows into a full bucket.
    fn wait_for_arrival(&mut self, tokens: f64, now: Moment) {
        let in_flight = self.rate * TRAVEL.as_millis() as f64 / 1_000.0;
        if tokens + in_flight >= f64::from(self.burst) {
            self.updated = self.updated.max(now.plus(TRAVEL));
        }
    }

    fn needed(&self, reserve: u32) -> f64 {
        1.0 + f64::from(reserve.min(self.burst - 1))
    }

    fn wait_for(&self, needed: f64, now: Moment) -> Option<Moment> {
        let filled = (self.tokens < needed).then(|| {
            let missing = (needed - self.tokens) / (self.rate * TRUST);
            self.updated
                .max(now)
                .plus(Span::from_seconds_f64(missing))
                .plus(MARGIN)
        });
        filled.max(self.blocked_until)
    }

    /// Brings the bucket up to `now`. A clock that was set back never takes time away twice, nor blocks for longer
    /// than a fresh refusal would.
    fn refill(&mut self, now: Moment) {
        if let Some(until) = self.blocked_until {
            let longest = Span::from_seconds_f64(1.2 / (self.rate * TRUST) + 1.0 + 0.002);
            if until <= now {
                self.blocked_until = None;
            } else if until.since(now) > longest {
                self.blocked_until = Some(now.plus(longest));
            }
        }
        let full = f64::from(self.burst);
        if self.updated.since(now) > TRAVEL {
            self.updated = now.plus(TRAVEL);
        }
        if self.tokens < full && now > self.updated {
            let elapsed = now.since(self.updated).as_millis() as f64 / 1_000.0;
            self.tokens = (self.tokens + elapsed * self.rate * TRUST).min(full);
            self.updated = now;
        }
        if self.tokens >= full {
            self.updated = self.updated.max(now);
        }
    }
}

#[cfg(test)]
#[path = "rate_bucket_tests.rs"]
mod tests;
