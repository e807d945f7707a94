//! Seeded chance: the same seed, subject and topic always fall the same way.

/// Chance for one subject (an order, an event) and one topic of it.
#[derive(Debug)]
pub(crate) struct Dice(fastrand::Rng);

impl Dice {
    /// `topic` keeps independent questions about the same subject apart, so that asking one more question of one
    /// topic does not change the answers of another.
    pub(crate) fn new(seed: u64, subject: u64, topic: u64) -> Self {
        Self(fastrand::Rng::with_seed(mix(seed
            ^ mix(subject)
            ^ mix(topic.wrapping_add(0x5151)))))
    }

    /// A number from 0 up to but without `limit`; 0 when `limit` is 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.0.u64(0..limit) }
    }

    /// A whole number between both ends, which both can occur.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            low
        } else {
            self.0.i64(low..=high)
        }
    }

    /// True in `per_mille` of 1000 cases.
    pub(crate) fn chance(&mut self, per_mille: u64) -> bool {
        self.0.u64(0..1000) < per_mille
    }

    /// A number from 0 up to but without 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.0.f64()
    }

    /// One entry of a list that has at least one.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.0.usize(0..list.len().max(1))]
    }

    /// Text of `length` characters out of `alphabet`.
    pub(crate) fn text(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| *self.pick(&letters)).collect()
    }
}

/// Spreads a number over all 64 bits (the finaliser of SplitMix64).
pub(crate) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
