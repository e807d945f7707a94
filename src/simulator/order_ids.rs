//! Amazon order ids (3-7-7) that hide the order's number and give it back.

use super::dice::mix;

const SPACE: u64 = 100_000_000_000_000; // 14 digits behind the prefix
const STEP: u64 = 61_803_398_874_989; // odd and no multiple of 5, so it has an inverse within SPACE

/// How numbers are scrambled for one seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderIds {
    shift: u64,
    inverse: u64,
}

impl OrderIds {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            shift: mix(seed) % SPACE,
            inverse: inverse_of_step(),
        }
    }

    /// The id of order number `index` with the given first three characters.
    pub(crate) fn order_id(self, prefix: &str, index: u32) -> String {
        let digits = self.scramble(u64::from(index));
        let (middle, end) = (digits / 10_000_000, digits % 10_000_000);
        format!("{prefix}-{middle:07}-{end:07}")
    }

    /// The order number that an id would have, whatever its prefix.
    pub(crate) fn index(self, order_id: &str) -> Option<u32> {
        let digits: u64 = order_id.get(4..)?.replace('-', "").parse().ok()?;
        let moved = (digits + SPACE - self.shift) % SPACE;
        u32::try_from(times(moved, self.inverse)).ok()
    }

    /// The 14 digits of an item of an order.
    pub(crate) fn item_id(self, index: u32, line: usize) -> String {
        let number = 1 + u64::from(index) * 32 + line as u64 % 32;
        format!("{:014}", self.scramble(SPACE / 2 + number))
    }

    fn scramble(self, number: u64) -> u64 {
        (times(number, STEP) + self.shift) % SPACE
    }
}

/// Whether `text` has the 3-7-7 form.
pub(crate) fn is_order_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 19
        && bytes.iter().enumerate().all(|(place, byte)| match place {
            0..=2 => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            3 | 11 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn times(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) % u128::from(SPACE);
    u64::try_from(product).unwrap_or_default()
}

/// The inverse of STEP by Euler: its power to (order of the group - 1).
fn inverse_of_step() -> u64 {
    let mut exponent = SPACE / 5 * 2 - 1; // phi(10^14) = 4 * 10^13
    let (mut result, mut base) = (1, STEP);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent /= 2;
    }
    result
}
