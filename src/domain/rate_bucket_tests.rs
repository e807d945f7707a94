//! The bucket against a strict stand-in of Amazon's.

use super::*;
use proptest::prelude::*;

/// Amazon's bucket, to the letter, in exact numbers: tokens in millionths of a millionth.
struct Strict {
    rate_micro: i128,
    burst: i128,
    tokens: i128,
    at: i64,
}

const TOKEN: i128 = 1_000_000_000_000;

impl Strict {
    fn new(rate: f64, burst: u32, now: i64) -> Strict {
        let burst = i128::from(burst) * TOKEN;
        Strict {
            rate_micro: Self::micro(rate),
            burst,
            tokens: burst,
            at: now,
        }
    }
    fn micro(rate: f64) -> i128 {
        (rate * 1e6).round() as i128
    }
    fn refill(&mut self, now: i64) {
        // rate in millionths a second = rate_micro * 1e-6 tokens/s = rate_micro * 1e-9 tokens/ms.
        let gained = i128::from(now - self.at) * self.rate_micro * (TOKEN / 1_000_000_000);
        self.tokens = (self.tokens + gained).min(self.burst);
        self.at = now;
    }
    fn call(&mut self, now: i64) -> bool {
        self.refill(now);
        let ok = self.tokens >= TOKEN;
        if ok {
            self.tokens -= TOKEN;
        }
        ok
    }
}

fn at(millis: i64) -> Moment {
    Moment::from_millis(1_700_000_000_000 + millis)
}

fn stored(bucket: &RateBucket) -> RateBucket {
    let bytes = postcard::to_stdvec(bucket).unwrap_or_default();
    postcard::from_bytes(&bytes).unwrap_or_else(|_| RateBucket::full(1.0, 1, at(0)))
}

#[derive(Clone, Debug)]
enum Step {
    Wait(i64),
    Call {
        low: bool,
        travel: i64,
    },
    CallWhenTold,
    Restart,
    Limit(f64),
    /// Takes so many tokens for later calls.
    Hold(u32),
    UseHeld {
        travel: i64,
    },
    PutBack,
    /// What was not stored is lost, and nobody knows what became of the held tokens.
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0i64..400_000).prop_map(Step::Wait),
        2 => (0i64..2_000).prop_map(Step::Wait),
        6 => (any::<bool>(), 0i64..500).prop_map(|(low, travel)| Step::Call { low, travel }),
        4 => Just(Step::CallWhenTold),
        1 => Just(Step::Restart),
        2 => (1u32..6).prop_map(Step::Hold),
        6 => (0i64..500).prop_map(|travel| Step::UseHeld { travel }),
        1 => Just(Step::PutBack),
        1 => Just(Step::Crash),
        1 => prop_oneof![Just(0.0056), Just(0.0112), Just(0.5), Just(2.0), Just(0.001)].prop_map(Step::Limit),
    ]
}

proptest! {
    /// Whatever happens, a call that the bucket permits is one that Amazon permits, up to half a second later.
    #[test]
    fn never_more_than_amazon(
        rate in prop_oneof![Just(0.0056), Just(0.5), Just(2.0), Just(0.016), Just(0.0083)],
        burst in 1u32..31,
        steps in proptest::collection::vec(step(), 1..200),
    ) {
        let mut ours = RateBucket::full(rate, burst, at(0));
        let mut amazon = Strict::new(rate, burst, 0);
        let mut now = 0i64;
        let mut held = 0u32;
        let mut durable = ours.clone();
        for step in steps {
            ours.fill_beside(held, at(now));
            match step {
                Step::Wait(millis) => now += millis,
                Step::Call { low, travel } => {
                    let reserve = if low { burst / 4 } else { 0 };
                    if ours.take_beside(held, reserve, at(now)).is_ok() {
                        now += travel;
                        prop_assert!(amazon.call(now), "refused at {now}");
                    }
                }
                Step::CallWhenTold => {
                    if let Some(next) = ours.next_call(at(now)).filter(|_| held == 0) {
                        prop_assert!(next > at(now));
                        now += next.since(at(now)).as_millis();
                    }
                    let taken = ours.take_beside(held, 0, at(now));
                    prop_assert!(held > 0 || taken.is_ok());
                    prop_assert!(taken.is_err() || amazon.call(now), "refused at {now}");
                }
                Step::Restart if held == 0 => ours = stored(&ours),
                Step::Restart => {}
                Step::Hold(many) => {
                    for _ in 0..many {
                        held += u32::from(ours.take_beside(held, 0, at(now)).is_ok());
                    }
                }Step::UseHeld { travel } if held > 0 => {
                    ours.use_held(held, at(now));
                    held -= 1;
                    now += travel;
                    prop_assert!(amazon.call(now), "refused at {now}");
                    // The token was stored as taken when it was taken.
                    continue;
                }
                Step::UseHeld { .. } => {}
                Step::PutBack => (0..std::mem::take(&mut held)).for_each(|_| ours.give_back()),
                Step::Crash => {
                    ours = stored(&durable);
                    held = 0;
                }
                Step::Limit(rate) => {
                    amazon.refill(now);
                    amazon.rate_micro = Strict::micro(rate);
                    ours.limit_header(rate, at(now));
                }
            }
            prop_assert!(ours.available(at(now)) <= burst);
            durable = if held > 0 { ours.without_credit() } else { ours.clone() };
        }
    }

    /// Told when, a caller loses less than a second and a thousandth of the time against Amazon's own pace.
    #[test]
    fn hardly_less_than_amazon(calls in 1u32..200) {
        let mut ours = RateBucket::full(0.0056, 20, at(0));
        let mut now = at(0);
        for _ in 0..20 + calls {
            if let Some(next) = ours.next_call(now) {
                now = next;
            }
            prop_assert_eq!(ours.take(now), Ok(()));
        }
        let ideal = f64::from(calls) / 0.0056 * 1_000.0;
        let took = now.since(at(0)).as_millis() as f64;
        prop_assert!(took >= ideal && took <= ideal * 1.001 + 1_000.0, "{took} for {ideal}");
    }

    /// A clock that jumps gives never more than a full bucket, and blocks never longer than a refusal does.
    #[test]
    fn jumping_clocks(jumps in proptest::collection::vec(-100_000_000i64..100_000_000, 1..50)) {
        let mut ours = RateBucket::full(0.0056, 20, at(0));
        let mut now = 0;
        for (n, jump) in jumps.into_iter().enumerate() {
            now += jump;
            if n % 7 == 3 {
                ours.on_throttled(at(now), 0.5);
            }
            prop_assert!(ours.available(at(now)) <= 20);
            let _ = ours.take(at(now));
            if let Some(next) = ours.next_call(at(now)) {
                prop_assert!(next > at(now) && next.since(at(now)).as_millis() <= 217_000);
            }
        }
    }
}

#[test]
fn a_refusal_empties_and_blocks() {
    let mut bucket = RateBucket::full(0.0056, 20, at(0));
    let until = bucket.on_throttled(at(1_000), 0.0);
    let pause = until.since(at(1_000)).as_millis();
    assert!((178_571..178_600).contains(&pause), "{pause}");
    assert_eq!(bucket.available(at(100_000)), 0);
    assert_eq!(bucket.next_call(at(100_000)), Some(until));
    assert_eq!(bucket.take(at(100_000)), Err(until));
    assert_eq!(bucket.take(until), Ok(()));
    assert_eq!(bucket.available(until), 0);
    let late = RateBucket::full(0.0056, 20, at(0)).on_throttled(at(1_000), f64::NAN);
    assert!(late > until);
}

#[test]
fn low_priority_leaves_a_reserve() {
    let mut bucket = RateBucket::full(0.0056, 20, at(0));
    let low = (0..30)
        .filter(|_| bucket.take_low_priority(at(0), 5).is_ok())
        .count();
    let rest = (0..30).filter(|_| bucket.take(at(0)).is_ok()).count();
    assert_eq!((low, rest), (15, 5));
}

#[test]
fn nonsense_rates_are_ignored() {
    let mut bucket = RateBucket::full(0.0056, 20, at(0));
    for nonsense in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9, 1e-9] {
        bucket.limit_header(nonsense, at(0));
        assert_eq!(bucket.rate(), 0.0056);
    }
    bucket.limit_header(0.01, at(0));
    assert_eq!(bucket.rate(), 0.01);
}

/// One process after another finds what a killed one left behind, and none lives long enough to fill it up by itself.
#[test]
fn short_lives_come_to_a_call_too() {
    let mut dying = RateBucket::full(1.0, 2, at(0));
    assert_eq!(dying.take(at(0)), Ok(()));
    assert_eq!(dying.take(at(0)), Ok(()));
    let mut stored = dying.without_credit();
    let mut called = Vec::new();
    for second in 1..6 {
        let now = at(second * 1_000);
        let mut found = stored.clone();
        if found.begin_credit(now) {
            stored = found.clone();
        }
        if found.take(now).is_ok() {
            stored = found;
            called.push(second);
        }
    }
    assert_eq!(
        called,
        [3, 4, 5],
        "after the call's travel and a token's time"
    );
}
