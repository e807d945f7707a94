//! Tax rates, told from amounts: Amazon states taxes, not rates.

use crate::domain::money::{Amount, Currency};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A tax rate in thousandths: 190 is 19 %. Told from amounts that were rounded, so it names a group; it is not for reckoning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxRate(pub u32);

impl TaxRate {
    /// The rate that amount and tax suggest: the nearest whole percent that gives the tax but for one smallest unit, else
    /// rounded to a tenth of a percent. `None` where there is nothing to tell it from.
    pub fn of(untaxed: Amount, tax: Amount, currency: Currency) -> Option<TaxRate> {
        if tax.is_zero() {
            return (!untaxed.is_zero()).then_some(TaxRate(0));
        }
        let share = tax.0.checked_div(untaxed.0)?;
        let thousandths = share.checked_mul(Decimal::from(1000))?;
        if thousandths.is_sign_negative() {
            return None;
        }
        let round = |value: Decimal, digits| {
            value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
        };
        let percent = round(thousandths.checked_div(Decimal::TEN)?, 0);
        use rust_decimal::prelude::ToPrimitive;
        let whole = TaxRate(percent.checked_mul(Decimal::TEN)?.to_u32()?);
        if whole.gives(untaxed, tax, currency) {
            return Some(whole);
        }
        round(thousandths, 0).to_u32().map(TaxRate)
    }

    /// Whether the rate gives this tax, but for one smallest unit.
    fn gives(self, untaxed: Amount, tax: Amount, currency: Currency) -> bool {
        let unit = Decimal::new(1, currency.minor_digits());
        let rate = Decimal::new(i64::from(self.0), 3);
        let given = untaxed.0.checked_mul(rate);
        given.is_some_and(|given| (given - tax.0).abs() <= unit)
    }
}

/// The rates of amounts that belong together. Rounding blurs the rate of a small amount, so it has that of a larger one, if
/// that gives its tax but for one smallest unit.
pub fn rates(amounts: &[(Amount, Amount)], currency: Currency) -> Vec<Option<TaxRate>> {
    let mut by_size: Vec<usize> = (0..amounts.len()).collect();
    let size = |at: &usize| amounts.get(*at).map(|(untaxed, _)| untaxed.0.abs());
    by_size.sort_by_key(|at| std::cmp::Reverse(size(at)));
    let mut rates = vec![None; amounts.len()];
    let mut found: Vec<TaxRate> = Vec::new();
    for at in by_size {
        let (Some((untaxed, tax)), Some(slot)) = (amounts.get(at), rates.get_mut(at)) else {
            continue;
        };
        // An amount without tax is free of it, however small it is.
        let known = found
            .iter()
            .find(|rate| !tax.is_zero() && rate.gives(*untaxed, *tax, currency));
        let rate = known
            .copied()
            .or_else(|| TaxRate::of(*untaxed, *tax, currency));
        found.extend(rate.filter(|rate| rate.0 != 0 && !found.contains(rate)));
        *slot = rate;
    }
    rates
}

impl fmt::Display for TaxRate {
    /// `19 %`, or `8.9 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 10, self.0 % 10) {
            (percent, 0) => write!(f, "{percent} %"),
            (percent, tenth) => write!(f, "{percent}.{tenth} %"),
        }
    }
}

impl Serialize for TaxRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&Decimal::new(i64::from(self.0), 1).normalize())
        } else {
            serializer.serialize_u32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for TaxRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use rust_decimal::prelude::ToPrimitive;
        use serde::de::Error;
        if !deserializer.is_human_readable() {
            return u32::deserialize(deserializer).map(TaxRate);
        }
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let percent: Decimal = text.parse().map_err(D::Error::custom)?;
        percent
            .checked_mul(Decimal::TEN)
            .and_then(|t| t.to_u32())
            .map(TaxRate)
            .ok_or_else(|| D::Error::custom("not a tax rate"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(untaxed: &str, tax: &str) -> Option<String> {
        let read = |text: &str| text.parse().unwrap_or_default();
        let euro = Currency::parse("EUR").unwrap_or(Currency::NONE);
        TaxRate::of(read(untaxed), read(tax), euro).map(|r| r.to_string())
    }

    #[test]
    fn rates_are_told_from_rounded_amounts() {
        assert_eq!(rate("10.00", "1.90").as_deref(), Some("19 %"));
        assert_eq!(rate("0.83", "0.16").as_deref(), Some("19 %"));
        assert_eq!(rate("100.00", "8.88").as_deref(), Some("8.9 %"));
        assert_eq!(rate("-5.00", "-0.35").as_deref(), Some("7 %"));
        assert_eq!(rate("5.00", "0").as_deref(), Some("0 %"));
        assert_eq!(rate("0", "0"), None);
        assert_eq!(rate("0", "1.00"), None);
        assert_eq!(rate("5.00", "-1.00"), None);
    }

    #[test]
    fn a_small_amount_has_the_rate_of_a_larger_one() {
        let read = |text: &str| text.parse().unwrap_or_default();
        let euro = Currency::parse("EUR").unwrap_or(Currency::NONE);
        let amounts = [
            ("0.42", "0.07"),
            ("30.00", "5.70"),
            ("-1.21", "-0.22"),
            ("9.00", "0.63"),
            ("3.00", "0"),
        ];
        let amounts: Vec<_> = amounts.iter().map(|(u, t)| (read(u), read(t))).collect();
        let told: Vec<String> = rates(&amounts, euro)
            .into_iter()
            .flatten()
            .map(|r| r.to_string())
            .collect();
        assert_eq!(told, ["19 %", "19 %", "19 %", "7 %", "0 %"]);
    }
}
