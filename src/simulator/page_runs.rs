//! Page runs: which orders a search found, and the tokens that lead to its further pages.

use std::collections::VecDeque;

use ring::hmac;

/// Page tokens are good for a day, in milliseconds.
const LIFE: i64 = 24 * 3_600_000;
/// Order numbers kept for all runs together (4 bytes each); the oldest runs give way.
const NUMBERS_KEPT: usize = 16_000_000;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The fixed facts of one search.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    number: u64,
    pub(crate) seller: usize,
    /// All bound parameters in one text.
    pub(crate) parameters: String,
    /// The upper bound that is answered, Unix seconds.
    pub(crate) until: i64,
    orders: std::sync::Arc<[u32]>,
    /// Unix milliseconds.
    begun: i64,
}

impl Run {
    /// Orders of one page. The sequence steps through the found orders by a stride that shares no divisor with
    /// their number: every order comes once, and neighbours in time do not stay neighbours.
    pub(crate) fn page(&self, offset: usize, size: usize) -> Vec<u32> {
        let count = self.orders.len();
        let end = offset.saturating_add(size).min(count);
        let stride = stride(count) as u128;
        let place = |step: usize| {
            usize::try_from(step as u128 * stride % count as u128).unwrap_or_default()
        };
        (offset..end)
            .filter_map(|step| self.orders.get(place(step)).copied())
            .collect()
    }

    /// How many orders the whole run has.
    pub(crate) fn len(&self) -> usize {
        self.orders.len()
    }
}

/// All runs that tokens may still lead to.
#[derive(Debug)]
pub(crate) struct PageRuns {
    key: hmac::Key,
    next: u64,
    runs: VecDeque<Run>,
}

impl PageRuns {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &seed.to_be_bytes()),
            next: 0,
            runs: VecDeque::new(),
        }
    }

    /// Begins a run. `now` in Unix milliseconds.
    pub(crate) fn begin(
        &mut self,
        seller: usize,
        parameters: String,
        until: i64,
        orders: Vec<u32>,
        now: i64,
    ) -> Run {
        self.next += 1;
        Run {
            number: self.next,
            seller,
            parameters,
            until,
            orders: orders.into(),
            begun: now,
        }
    }

    /// Keeps a run that has further pages.
    pub(crate) fn keep(&mut self, run: &Run) {
        if self.runs.iter().any(|kept| kept.number == run.number) {
            return;
        }
        self.runs.push_back(run.clone());
        let mut kept: usize = self.runs.iter().map(Run::len).sum();
        while kept > NUMBERS_KEPT && self.runs.len() > 1 {
            kept -= self.runs.pop_front().map_or(0, |run| run.len());
        }
    }

    /// The token that leads to the page at `offset`.
    pub(crate) fn token(&self, run: &Run, offset: usize) -> String {
        let mut bytes = run.number.to_be_bytes().to_vec();
        bytes.extend((offset as u64).to_be_bytes());
        // a veil makes the token opaque; the seal keeps anyone from making one up
        let seal = hmac::sign(&self.key, &bytes);
        let veil = seal.as_ref().iter().skip(16).cycle();
        let veiled: Vec<u8> = bytes
            .iter()
            .zip(veil)
            .map(|(byte, veil)| byte ^ veil)
            .collect();
        let mut raw = seal.as_ref().to_vec();
        raw.extend(veiled);
        encode(&raw)
    }

    /// The run and the offset that a token stands for, while it is good.
    pub(crate) fn open(&mut self, token: &str, now: i64) -> Option<(Run, usize)> {
        while self.runs.front().is_some_and(|run| now - run.begun > LIFE) {
            self.runs.pop_front();
        }
        let raw = decode(token)?;
        let (seal, veiled) = raw.split_at_checked(32)?;
        let veil = seal.iter().skip(16).cycle();
        let bytes: Vec<u8> = veiled
            .iter()
            .zip(veil)
            .map(|(byte, veil)| byte ^ veil)
            .collect();
        hmac::verify(&self.key, &bytes, seal).ok()?;
        let (number, offset) = bytes.split_at_checked(8)?;
        let number = u64::from_be_bytes(number.try_into().ok()?);
        let offset = u64::from_be_bytes(offset.try_into().ok()?);
        let run = self.runs.iter().find(|run| run.number == number)?;
        Some((run.clone(), usize::try_from(offset).ok()?))
    }
}

fn stride(count: usize) -> usize {
    let mut stride = (count as u64 * 618 / 1000).max(1);
    while gcd(stride, count as u64) > 1 {
        stride += 1;
    }
    usize::try_from(stride).unwrap_or(1)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Base64 with padding: like Amazon's tokens it has `+`, `/` and `=`, which callers have to escape.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0u32, |word, byte| (word << 8) | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = ALPHABET[(word >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= chunk.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut word, mut bits) = (0u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        word = (word << 6) | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((word >> bits) & 0xff).ok()?);
        }
        word &= 0xffff;
    }
    Some(bytes)
}
