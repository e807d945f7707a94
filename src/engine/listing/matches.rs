//! Which orders match a filter, with the n-th and the rank of each at hand.

/// Words of 64 orders between two running totals.
const STRIDE: usize = 64;

/// The orders that match, as places in the list by purchase.
#[derive(Clone, Debug)]
pub struct Matches {
    kind: Kind,
    total: usize,
    descending: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    All,
    Bits { words: Vec<u64>, before: Vec<usize> },
    Places(Vec<u32>),
}

impl Matches {
    /// Every order.
    pub(super) fn all(total: usize, descending: bool) -> Matches {
        Matches {
            kind: Kind::All,
            total,
            descending,
        }
    }

    /// The orders whose bit is set.
    pub(super) fn of_bits(words: Vec<u64>, descending: bool) -> Matches {
        let mut before = Vec::with_capacity(words.len() / STRIDE + 1);
        let mut total = 0;
        for stride in words.chunks(STRIDE) {
            before.push(total);
            total += stride
                .iter()
                .map(|w| w.count_ones() as usize)
                .sum::<usize>();
        }
        Matches {
            kind: Kind::Bits { words, before },
            total,
            descending,
        }
    }

    /// These orders in this order.
    pub(super) fn of_places(places: Vec<u32>) -> Matches {
        Matches {
            total: places.len(),
            kind: Kind::Places(places),
            descending: false,
        }
    }

    /// How many.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Every place, in the order of purchase.
    pub(super) fn each(&self, mut work: impl FnMut(usize)) {
        match &self.kind {
            Kind::All => (0..self.total).for_each(work),
            Kind::Places(places) => places.iter().for_each(|at| work(*at as usize)),
            Kind::Bits { words, .. } => {
                for (index, word) in words.iter().enumerate() {
                    let mut left = *word;
                    while left != 0 {
                        work(index * 64 + left.trailing_zeros() as usize);
                        left &= left - 1;
                    }
                }
            }
        }
    }

    /// The place of the n-th, counted from 0.
    pub fn nth(&self, nth: usize) -> Option<usize> {
        if nth >= self.total {
            return None;
        }
        let nth = if self.descending {
            self.total - 1 - nth
        } else {
            nth
        };
        match &self.kind {
            Kind::All => Some(nth),
            Kind::Places(places) => places.get(nth).map(|at| *at as usize),
            Kind::Bits { words, before } => {
                let stride = before.partition_point(|b| *b <= nth).saturating_sub(1);
                let mut left = nth - before.get(stride)?;
                for (index, word) in words.iter().enumerate().skip(stride * STRIDE) {
                    let ones = word.count_ones() as usize;
                    if left < ones {
                        let mut word = *word;
                        for _ in 0..left {
                            word &= word - 1;
                        }
                        return Some(index * 64 + word.trailing_zeros() as usize);
                    }
                    left -= ones;
                }
                None
            }
        }
    }

    /// How many stand before this place of the list: the index of the order there, or where it would be.
    pub fn rank(&self, place: Result<usize, usize>) -> usize {
        let at = match place {
            Ok(at) | Err(at) => at,
        };
        let there = place.is_ok();
        let rank = match &self.kind {
            Kind::All => at.min(self.total),
            Kind::Places(places) => {
                return places
                    .iter()
                    .position(|p| there && *p as usize == at)
                    .unwrap_or(0);
            }
            Kind::Bits { words, before } => {
                let word = at / 64;
                let stride = word / STRIDE;
                let whole = words
                    .iter()
                    .take(word)
                    .skip(stride * STRIDE)
                    .map(|w| w.count_ones() as usize)
                    .sum::<usize>();
                let part = words
                    .get(word)
                    .map_or(0, |w| (w & ((1u64 << (at % 64)) - 1)).count_ones() as usize);
                before.get(stride).map_or(self.total, |b| b + whole + part)
            }
        };
        if self.descending {
            let is_match = there && self.is_match(at);
            self.total - rank - usize::from(is_match)
        } else {
            rank
        }
    }

    fn is_match(&self, at: usize) -> bool {
        match &self.kind {
            Kind::All => at < self.total,
            Kind::Bits { words, .. } => words.get(at / 64).is_some_and(|w| w >> (at % 64) & 1 == 1),
            Kind::Places(places) => places.contains(&(at as u32)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nth_and_rank_agree_with_counting(set in prop::collection::vec(any::<bool>(), 0..20_000), descending in any::<bool>(), probe in 0usize..20_000) {
            let mut words = vec![0u64; set.len().div_ceil(64)];
            for (at, on) in set.iter().enumerate() {
                words[at / 64] |= u64::from(*on) << (at % 64);
            }
            let mut places: Vec<usize> = set.iter().enumerate().filter(|(_, on)| **on).map(|(at, _)| at).collect();
            if descending {
                places.reverse();
            }
            let matches = Matches::of_bits(words, descending);
            prop_assert_eq!(matches.total(), places.len());
            for (nth, at) in places.iter().enumerate().step_by(97) {
                prop_assert_eq!(matches.nth(nth), Some(*at));
                prop_assert_eq!(matches.rank(Ok(*at)), nth);
            }
            prop_assert_eq!(matches.nth(places.len()), None);
            if probe < set.len() {
                let before = places.iter().filter(|at| if descending { **at > probe } else { **at < probe }).count();
                prop_assert_eq!(matches.rank(Ok(probe)), before);
            }
        }
    }
}
