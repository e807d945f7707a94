//! Turning figures into another currency at rates that a person gives. Nothing is converted unless asked for, and what was
//! converted at which rate is told with the figures.

use crate::domain::money::{Amount, Currency};
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What one unit of a currency is worth in the currency that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The currency that is turned into the other.
    pub currency: Currency,
    /// What one unit of it is worth.
    pub rate: Amount,
    /// From which day of purchase on; from the beginning, if none.
    pub from: Option<NaiveDate>,
}

/// Figures in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// The currency wanted.
    pub to: Currency,
    /// The rates. An order takes the one that holds on its day; one before all of them the earliest.
    pub rates: Vec<Rate>,
}

impl FromStr for Rate {
    type Err = String;

    /// Reads `EUR=1.08` or `EUR=1.08@2026-11-01`.
    fn from_str(text: &str) -> Result<Rate, String> {
        let bad = || format!("{text:?} is no rate; write EUR=1.08 or EUR=1.08@2026-11-01");
        let (currency, rest) = text.split_once('=').ok_or_else(bad)?;
        let (rate, from) = match rest.split_once('@') {
            Some((rate, from)) => {
                let from = from.trim();
                let from = from
                    .parse()
                    .map_err(|_| format!("{from:?} is no day; write 2026-11-01"))?;
                (rate, Some(from))
            }
            None => (rest, None),
        };
        let currency = Currency::parse(currency).ok_or_else(bad)?;
        let rate: Amount = rate.trim().parse().map_err(|_| bad())?;
        if rate.0 <= Decimal::ZERO || rate.0 >= Decimal::from(1_000_000) || rate.0.scale() > 12 {
            return Err(format!(
                "{rate} is no rate: it must be above 0, below 1000000, with at most 12 decimals"
            ));
        }
        Ok(Rate {
            currency,
            rate,
            from,
        })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.currency, self.rate)?;
        match self.from {
            Some(from) => write!(f, "@{from}"),
            None => Ok(()),
        }
    }
}

impl Conversion {
    /// The rates of a currency, the earliest first; none if it stays as it is.
    pub fn rates_of(&self, currency: Currency) -> Vec<Rate> {
        let mut rates: Vec<Rate> = self
            .rates
            .iter()
            .filter(|rate| rate.currency == currency && currency != self.to)
            .copied()
            .collect();
        rates.sort_by_key(|rate| rate.from);
        rates
    }

    /// Why it can't be used, as a sentence.
    pub fn fault(&self) -> Option<String> {
        for (nth, rate) in self.rates.iter().enumerate() {
            if rate.currency == self.to {
                return Some(format!(
                    "{} is the currency that is wanted: it has no rate.",
                    self.to
                ));
            }
            let same = |other: &&Rate| other.currency == rate.currency && other.from == rate.from;
            if self.rates[..nth].iter().any(|other| same(&other)) {
                return Some(format!(
                    "There are two rates of {} for the same day.",
                    rate.currency
                ));
            }
        }
        None
    }
}

/// An amount at a rate, not rounded yet; none when it is too large to be held exactly.
pub fn converted(amount: Amount, rate: Amount) -> Option<Amount> {
    amount.0.checked_mul(rate.0).map(Amount)
}

/// An amount to the smallest unit of its currency, halves away from zero, with all its decimals.
pub fn rounded(amount: Amount, currency: Currency) -> Amount {
    let digits = currency.minor_digits();
    let mut rounded = amount
        .0
        .round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(digits);
    Amount(rounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read() {
        let rate: Result<Rate, String> = "eur=1.08@2026-11-01".parse();
        assert_eq!(
            rate.map(|r| r.to_string()),
            Ok("EUR=1.08@2026-11-01".to_owned())
        );
        for bad in [
            "EUR",
            "EUR=",
            "EUR=0",
            "EUR=-1",
            "EURO=1",
            "EUR=1@soon",
            "EUR=1e3",
            "=1",
        ] {
            assert!(bad.parse::<Rate>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_earliest_rate_comes_first() {
        let rates = ["EUR=1.10@2026-11-01", "GBP=1.3", "EUR=1.05"].map(str::parse);
        let conversion = Conversion {
            to: Currency::parse("USD").unwrap_or(Currency::NONE),
            rates: rates.into_iter().filter_map(Result::ok).collect(),
        };
        let euro = Currency::parse("EUR").unwrap_or(Currency::NONE);
        let told: Vec<String> = conversion
            .rates_of(euro)
            .iter()
            .map(Rate::to_string)
            .collect();
        assert_eq!(told, ["EUR=1.05", "EUR=1.10@2026-11-01"]);
        assert_eq!(conversion.rates_of(conversion.to), []);
        assert_eq!(conversion.fault(), None);
        let twice = Conversion {
            rates: [conversion.rates.clone(), conversion.rates.clone()].concat(),
            ..conversion
        };
        assert!(twice.fault().is_some());
    }

    #[test]
    fn halves_go_up() {
        let round = |text: &str, code: &str| {
            let currency = Currency::parse(code).unwrap_or(Currency::NONE);
            rounded(text.parse().unwrap_or_default(), currency).to_string()
        };
        assert_eq!(round("1.005", "EUR"), "1.01");
        assert_eq!(round("-1.005", "EUR"), "-1.01");
        assert_eq!(round("2", "EUR"), "2.00");
        assert_eq!(round("2.5", "JPY"), "3");
    }
}
