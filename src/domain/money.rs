//! Money: exact decimal amounts that carry their currency.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A currency by its ISO 4217 code, three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// `XXX`, ISO 4217's code for no currency.
    pub const NONE: Currency = Currency(*b"XXX");

    /// Reads a code; `None` unless it is three ASCII letters.
    pub fn parse(text: &str) -> Option<Currency> {
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Currency(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// Digits after the point of the smallest coin or unit of account (ISO 4217): 2 but for a few.
    pub fn minor_digits(&self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" => 0,
            b"BHD" | b"JOD" | b"KWD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.code())
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            Currency::parse(&text).ok_or_else(|| D::Error::custom("not a currency code"))
        } else {
            <[u8; 3]>::deserialize(deserializer).map(Currency)
        }
    }
}

/// A figure without its currency: exact decimal, with as many digits as Amazon wrote.
///
/// In JSON it is text (`"34.99"`); in the store a whole number and its count of decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(Decimal::ZERO);

    /// The sum; `None` when it is too large to be held exactly.
    pub fn plus(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).map(Amount)
    }
    /// The difference; `None` when it is too large to be held exactly.
    pub fn minus(self, other: Amount) -> Option<Amount> {
        self.0.checked_sub(other.0).map(Amount)
    }
    /// The same figure, negative whatever its sign was.
    pub fn negative(self) -> Amount {
        Amount(self.0.abs()).turned()
    }
    /// With the sign turned; nothing has no sign.
    pub fn turned(self) -> Amount {
        if self.is_zero() {
            self
        } else {
            Amount(-self.0)
        }
    }
    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }
    /// The sum of many; `None` when it is too large to be held exactly.
    pub fn sum(amounts: impl IntoIterator<Item = Amount>) -> Option<Amount> {
        amounts.into_iter().try_fold(Amount::ZERO, Amount::plus)
    }
    /// In the smallest unit of the currency (cents), cut off; for sorting, not for sums.
    pub fn in_minor_units(self, currency: Currency) -> i64 {
        use rust_decimal::prelude::ToPrimitive;
        let scale = Decimal::from(10i64.pow(currency.minor_digits()));
        self.0
            .checked_mul(scale)
            .and_then(|v| v.trunc().to_i64())
            .unwrap_or(if self.0.is_sign_negative() {
                i64::MIN
            } else {
                i64::MAX
            })
    }
}

impl FromStr for Amount {
    type Err = rust_decimal::Error;

    /// Reads plain decimal text exactly; more digits than can be held exactly are refused, not rounded.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Decimal::from_str_exact(text.trim()).map(Amount)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&self.0)
        } else {
            (self.0.mantissa(), self.0.scale() as u8).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            text.parse().map_err(D::Error::custom)
        } else {
            let (mantissa, scale) = <(i128, u8)>::deserialize(deserializer)?;
            Decimal::try_from_i128_with_scale(mantissa, u32::from(scale))
                .map(Amount)
                .map_err(D::Error::custom)
        }
    }
}

/// An amount in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_digit() {
        for text in ["34.99", "0.10", "19940", "-3.50", "9007199254740993.01"] {
            assert_eq!(
                text.parse::<Amount>().map(|a| a.to_string()).as_deref(),
                Ok(text)
            );
        }
        assert!("1e5".parse::<Amount>().is_err());
        assert!("12,50".parse::<Amount>().is_err());
        assert!("".parse::<Amount>().is_err());
    }

    #[test]
    fn nothing_has_no_sign() {
        for text in ["0", "0.00"] {
            let nothing: Amount = text.parse().unwrap_or_default();
            assert_eq!(nothing.turned().to_string(), text);
            assert_eq!(nothing.negative().to_string(), text);
        }
    }

    #[test]
    fn store_form_reads_back() {
        for text in ["34.99", "-0.10", "79228162514264337593543950335"] {
            let amount: Amount = text.parse().unwrap_or_default();
            let bytes = postcard::to_stdvec(&amount).unwrap_or_default();
            assert_eq!(postcard::from_bytes::<Amount>(&bytes), Ok(amount));
        }
    }
}
