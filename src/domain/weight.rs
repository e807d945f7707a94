//! Weights: whole grams, for people in kilograms.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A weight in whole grams. For people and in JSON it is decimal text in kilograms; in the store it is a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight {
    /// Grams.
    pub grams: u32,
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kilos, grams) = (self.grams / 1_000, self.grams % 1_000);
        if grams == 0 {
            return write!(f, "{kilos}");
        }
        let digits = format!("{grams:03}");
        write!(f, "{kilos}.{}", digits.trim_end_matches('0'))
    }
}

impl FromStr for Weight {
    type Err = String;

    /// Reads kilograms with at most three decimals.
    fn from_str(text: &str) -> Result<Weight, String> {
        let wrong = || "not a weight in kilograms, such as 0.35".to_owned();
        let (kilos, grams) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(kilos) || !digits(grams) || grams.len() > 3 {
            return Err(wrong());
        }
        let kilos: u32 = kilos.parse().map_err(|_| wrong())?;
        let grams: u32 = format!("{grams:0<3}").parse().map_err(|_| wrong())?;
        kilos
            .checked_mul(1_000)
            .and_then(|whole| whole.checked_add(grams))
            .map(|grams| Weight { grams })
            .ok_or_else(wrong)
    }
}

impl Serialize for Weight {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u32(self.grams)
        }
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            u32::deserialize(deserializer).map(|grams| Weight { grams })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilograms_are_read_exactly() {
        for (text, grams) in [
            ("0.35", 350),
            ("12", 12_000),
            ("1.005", 1_005),
            ("0.1", 100),
        ] {
            let weight: Result<Weight, String> = text.parse();
            assert_eq!(weight, Ok(Weight { grams }));
            assert_eq!(Weight { grams }.to_string(), text);
        }
        for wrong in ["", ".5", "1.", "-1", "1,5", "0.0001", "4294968", "1e3", "٣"] {
            assert!(wrong.parse::<Weight>().is_err(), "{wrong}");
        }
    }
}
