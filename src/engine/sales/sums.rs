//! Adding figures up.

use super::narrow::Kept;
use crate::domain::money::{Amount, Currency};
use rust_decimal::Decimal;

/// What was added up for a group, exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Orders.
    pub orders: u64,
    /// Pieces ordered and not cancelled.
    pub units: u64,
    /// Pieces delivered.
    pub delivered: u64,
    untaxed: i64,
    total: i64,
    invoiced: i64,
    /// Amounts that are no whole number of the smallest unit: of each kind their sum, or none once it is too large.
    exact: Option<Box<[Option<Amount>; 3]>>,
}

/// Amounts without tax, with tax, invoiced; none where the sum is too large to be held exactly.
pub type Added = [Option<Amount>; 3];

impl Sums {
    pub(super) fn add_untaxed(&mut self, amount: Kept) {
        match amount {
            Kept::Minor(minor) => self.untaxed += minor,
            Kept::Exact(amount) => self.add_exact(0, amount),
        }
    }

    pub(super) fn add_total(&mut self, amount: Kept) {
        match amount {
            Kept::Minor(minor) => self.total += minor,
            Kept::Exact(amount) => self.add_exact(1, amount),
        }
    }

    pub(super) fn add_invoiced(&mut self, amount: Kept) {
        match amount {
            Kept::Minor(minor) => self.invoiced += minor,
            Kept::Exact(amount) => self.add_exact(2, amount),
        }
    }

    fn add_exact(&mut self, kind: usize, amount: Amount) {
        let exact = self
            .exact
            .get_or_insert_with(|| Box::new([Some(Amount::ZERO); 3]));
        exact[kind] = exact[kind].and_then(|sum| sum.plus(amount));
    }

    /// The sums of amounts, in their currency.
    pub fn amounts(&self, currency: Currency) -> Added {
        let digits = currency.minor_digits();
        let minor = [self.untaxed, self.total, self.invoiced];
        let mut added = minor.map(|minor| Some(Amount(Decimal::new(minor, digits))));
        if let Some(exact) = &self.exact {
            for (sum, exact) in added.iter_mut().zip(exact.iter()) {
                *sum = sum.zip(*exact).and_then(|(sum, exact)| sum.plus(exact));
            }
        }
        added
    }
}
