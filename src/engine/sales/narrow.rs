//! Columns of small numbers; what does not fit lies beside them.

use crate::domain::money::{Amount, Currency};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::HashMap;

/// Says that a value lies beside the column.
const WIDE_AMOUNT: i32 = i32::MIN;
const WIDE_PIECES: u16 = u16::MAX;

/// Amounts in the smallest unit of their currency, four bytes each; those with finer digits or too large lie beside, exact.
#[derive(Default)]
pub(super) struct Amounts {
    narrow: Vec<i32>,
    wide: HashMap<u32, Amount>,
}

/// An amount as it lies in a column.
#[derive(Clone, Copy)]
pub(super) enum Kept {
    /// In the smallest unit of its currency.
    Minor(i64),
    /// As it is.
    Exact(Amount),
}

impl Amounts {
    pub(super) fn reserve(&mut self, more: usize) {
        self.narrow.reserve_exact(more);
    }

    pub(super) fn resize(&mut self, len: usize) {
        self.narrow.resize(len, 0);
    }

    pub(super) fn len(&self) -> usize {
        self.narrow.len()
    }

    pub(super) fn get(&self, at: usize) -> Kept {
        match self.narrow[at] {
            WIDE_AMOUNT => Kept::Exact(self.wide.get(&(at as u32)).copied().unwrap_or_default()),
            minor => Kept::Minor(i64::from(minor)),
        }
    }

    pub(super) fn set(&mut self, at: usize, amount: Amount, currency: Currency) {
        if self.narrow[at] == WIDE_AMOUNT {
            self.wide.remove(&(at as u32));
        }
        self.narrow[at] = in_minor_units(amount, currency).unwrap_or_else(|| {
            self.wide.insert(at as u32, amount);
            WIDE_AMOUNT
        });
    }
}

fn in_minor_units(amount: Amount, currency: Currency) -> Option<i32> {
    let scale = Decimal::from(10i64.pow(currency.minor_digits()));
    let minor = amount.0.checked_mul(scale)?;
    let whole = minor.is_integer().then(|| minor.to_i32()).flatten()?;
    (whole != WIDE_AMOUNT).then_some(whole)
}

/// Counts of pieces, two bytes each; large ones lie beside.
#[derive(Default)]
pub(super) struct Pieces {
    narrow: Vec<u16>,
    wide: HashMap<u32, u32>,
}

impl Pieces {
    pub(super) fn reserve(&mut self, more: usize) {
        self.narrow.reserve_exact(more);
    }

    pub(super) fn resize(&mut self, len: usize) {
        self.narrow.resize(len, 0);
    }

    pub(super) fn get(&self, at: usize) -> u32 {
        match self.narrow[at] {
            WIDE_PIECES => self.wide.get(&(at as u32)).copied().unwrap_or_default(),
            pieces => u32::from(pieces),
        }
    }

    pub(super) fn set(&mut self, at: usize, pieces: u32) {
        if self.narrow[at] == WIDE_PIECES {
            self.wide.remove(&(at as u32));
        }
        self.narrow[at] = match u16::try_from(pieces) {
            Ok(narrow) if narrow != WIDE_PIECES => narrow,
            _ => {
                self.wide.insert(at as u32, pieces);
                WIDE_PIECES
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_kept_exactly() {
        let euro = Currency::parse("EUR").unwrap_or(Currency::NONE);
        let mut amounts = Amounts::default();
        amounts.resize(1);
        for text in [
            "34.99",
            "-0.10",
            "34.995",
            "99999999999.99",
            "-21474836.48",
            "0",
        ] {
            let amount: Amount = text.parse().unwrap_or_default();
            amounts.set(0, amount, euro);
            let back = match amounts.get(0) {
                Kept::Minor(minor) => Amount(Decimal::new(minor, 2)),
                Kept::Exact(amount) => amount,
            };
            assert_eq!(back, amount);
        }
        assert!(amounts.wide.is_empty());
        let mut pieces = Pieces::default();
        pieces.resize(1);
        for count in [0, 65_534, 65_535, 4_000_000_000, 1] {
            pieces.set(0, count);
            assert_eq!(pieces.get(0), count);
        }
        assert!(pieces.wide.is_empty());
    }
}
