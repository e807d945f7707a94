//! The carrier codes that Amazon takes, in confirmations and in feeds alike.

use super::key;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Amazon's enumeration of 2021, the newest published one; where a carrier has several spellings, ours comes first.
const CODES: &str = include_str!("codes.txt");

/// Values that stand for a carrier outside the list; the first one is Amazon's own word for it.
const FREE: [&str; 4] = [CarrierCode::OTHER, "Otro", "Sonstige", "Andere"];

/// In the enumeration as published, but no carrier.
const NO_CARRIER: [&str; 1] = ["HS code"];

/// A carrier of Amazon's list, exactly as Amazon spells it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CarrierCode(&'static str);

impl CarrierCode {
    /// What is told for a carrier that the list does not have.
    pub const OTHER: &'static str = "Other";

    /// For goods that the seller brings.
    pub const SELF_DELIVERY: CarrierCode = CarrierCode("Self Delivery");

    /// Amazon's spelling.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The code of exactly this spelling.
    pub fn exact(text: &str) -> Option<CarrierCode> {
        all().find(|code| code.0 == text)
    }

    /// All carriers in the order of Amazon's list, each once, in the spelling that we prefer.
    pub fn carriers() -> Vec<CarrierCode> {
        let mut seen = std::collections::HashSet::new();
        all().filter(|code| seen.insert(key(code.0))).collect()
    }
}

/// All spellings of all carriers.
pub(super) fn all() -> impl Iterator<Item = CarrierCode> {
    CODES
        .lines()
        .filter(|line| !FREE.contains(line) && !NO_CARRIER.contains(line))
        .map(CarrierCode)
}

/// Whether this is a word for "a carrier outside the list".
pub(super) fn is_free(text: &str) -> bool {
    let wanted = key(text);
    FREE.iter().any(|free| key(free) == wanted)
}

impl fmt::Display for CarrierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for CarrierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for CarrierCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for CarrierCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        CarrierCode::exact(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("{text:?} is no carrier code of Amazon"))
        })
    }
}
