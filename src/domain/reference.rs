//! Amazon's order references.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Amazon's reference of an order, in the form 3-7-7, such as `302-1234567-7654321`.
///
/// All places are digits, but for the first three, which may be capital letters too: orders of other channels that
/// Amazon fulfils begin with `S01` and the like. Parsed once, at the door; packed into eight bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AmazonOrderRef(u64);

/// Why a text is no order reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an Amazon order reference: it must look like 302-1234567-7654321")]
pub struct BadReference(pub String);

const TAIL: u64 = 100_000_000_000_000;

impl AmazonOrderRef {
    /// `000-0000000-0000000`: stands where a reference can't be read.
    pub const UNKNOWN: AmazonOrderRef = AmazonOrderRef(0);

    /// The packed form, in the same order as the text.
    pub const fn packed(self) -> u64 {
        self.0
    }
    /// From the packed form; `None` if no reference packs to this number.
    pub fn from_packed(packed: u64) -> Option<AmazonOrderRef> {
        (packed / TAIL < 36 * 36 * 36).then_some(AmazonOrderRef(packed))
    }
}

impl FromStr for AmazonOrderRef {
    type Err = BadReference;

    fn from_str(text: &str) -> Result<Self, BadReference> {
        let bad = || BadReference(text.chars().take(60).collect());
        let bytes = text.trim().as_bytes();
        if bytes.len() != 19 || bytes[3] != b'-' || bytes[11] != b'-' {
            return Err(bad());
        }
        let mut head = 0u64;
        for &byte in &bytes[..3] {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'A'..=b'Z' => byte - b'A' + 10,
                _ => return Err(bad()),
            };
            head = head * 36 + u64::from(digit);
        }
        let mut tail = 0u64;
        for &byte in bytes[4..11].iter().chain(&bytes[12..]) {
            if !byte.is_ascii_digit() {
                return Err(bad());
            }
            tail = tail * 10 + u64::from(byte - b'0');
        }
        Ok(AmazonOrderRef(head * TAIL + tail))
    }
}

impl fmt::Display for AmazonOrderRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut head = self.0 / TAIL;
        let mut places = [0u8; 3];
        for place in places.iter_mut().rev() {
            let digit = (head % 36) as u8;
            *place = if digit < 10 {
                b'0' + digit
            } else {
                b'A' + digit - 10
            };
            head /= 36;
        }
        let tail = self.0 % TAIL;
        let [a, b, c] = places.map(char::from);
        write!(
            f,
            "{a}{b}{c}-{:07}-{:07}",
            tail / 10_000_000,
            tail % 10_000_000
        )
    }
}

impl fmt::Debug for AmazonOrderRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for AmazonOrderRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for AmazonOrderRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            std::borrow::Cow::<'de, str>::deserialize(deserializer)?
                .parse()
                .map_err(D::Error::custom)
        } else {
            let packed = u64::deserialize(deserializer)?;
            AmazonOrderRef::from_packed(packed)
                .ok_or_else(|| D::Error::custom("damaged order reference"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for text in [
            "302-1234567-7654321",
            "000-0000000-0000000",
            "S01-0000007-9999999",
            "ZZZ-9999999-9999999",
        ] {
            assert_eq!(
                text.parse::<AmazonOrderRef>()
                    .map(|r| r.to_string())
                    .as_deref(),
                Ok(text)
            );
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "3021234567-7654321",
            "302-123456-77654321",
            "302-12345a7-7654321",
            "s01-0000007-9999999",
            "302–1234567–7654321",
            "302-1234567-76543210",
        ] {
            assert!(text.parse::<AmazonOrderRef>().is_err(), "{text}");
        }
    }
}
