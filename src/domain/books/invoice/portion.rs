//! Portions of amounts: what of a line belongs to the pieces that were delivered.

use super::super::tax_rate::{TaxRate, rates};
use crate::domain::money::{Amount, Currency};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the tax of a part of an order is rounded. What is invoiced as a whole has exactly Amazon's tax in either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Once per document and tax rate; the lines share the sum.
    #[default]
    Document,
    /// Each line by itself.
    Line,
}

impl Rounding {
    /// The word for scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Rounding::Document => "document",
            Rounding::Line => "line",
        }
    }
}

/// So many of so many pieces of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portion {
    /// Amount of all pieces, without tax.
    pub untaxed: Amount,
    /// Tax of all pieces.
    pub tax: Amount,
    /// Pieces wanted.
    pub pieces: u32,
    /// All pieces.
    pub of: u32,
}

impl Portion {
    fn exact(&self, amount: Amount) -> Option<Decimal> {
        if self.pieces >= self.of {
            return Some(amount.0);
        }
        amount
            .0
            .checked_mul(Decimal::from(self.pieces))?
            .checked_div(Decimal::from(self.of))
    }
}

fn rounded(value: Decimal, currency: Currency) -> Amount {
    let digits = currency.minor_digits();
    Amount(value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
}

/// Untaxed amount and tax of each portion; `None` where an amount is too large.
pub fn portions(
    all: &[Portion],
    currency: Currency,
    rounding: Rounding,
) -> Option<Vec<(Amount, Amount)>> {
    let mut made = Vec::with_capacity(all.len());
    let mut exact = Vec::with_capacity(all.len());
    for portion in all {
        let tax = portion.exact(portion.tax)?;
        exact.push(tax);
        let untaxed = portion.exact(portion.untaxed)?;
        made.push((
            whole(portion, untaxed, currency),
            whole(portion, tax, currency),
        ));
    }
    if rounding == Rounding::Document {
        let mut groups: BTreeMap<Option<TaxRate>, Vec<usize>> = BTreeMap::new();
        let amounts: Vec<_> = all.iter().map(|p| (p.untaxed, p.tax)).collect();
        for (at, rate) in rates(&amounts, currency).into_iter().enumerate() {
            groups.entry(rate).or_default().push(at);
        }
        for places in groups.values() {
            share_rounding(places, all, &exact, &mut made, currency)?;
        }
    }
    Some(made)
}

/// A whole line is never rounded: it is what Amazon stated.
fn whole(portion: &Portion, value: Decimal, currency: Currency) -> Amount {
    if portion.pieces >= portion.of {
        Amount(value)
    } else {
        rounded(value, currency)
    }
}

/// Makes the taxes of a group add up to their exact sum rounded once: the lines whose rounding was furthest off give or take
/// a smallest unit.
fn share_rounding(
    places: &[usize],
    all: &[Portion],
    exact: &[Decimal],
    made: &mut [(Amount, Amount)],
    currency: Currency,
) -> Option<()> {
    let unit = Decimal::new(1, currency.minor_digits());
    let part = |at: &&usize| {
        all.get(**at)
            .is_some_and(|p| p.pieces < p.of && p.pieces > 0)
    };
    let mut parts: Vec<usize> = places.iter().filter(part).copied().collect();
    let mut sum = Decimal::ZERO;
    let mut so_far = Decimal::ZERO;
    for at in places {
        sum = sum.checked_add(*exact.get(*at)?)?;
        so_far = so_far.checked_add(made.get(*at)?.1.0)?;
    }
    let mut missing = rounded(sum, currency).0.checked_sub(so_far)?;
    let off = |at: usize, made: &[(Amount, Amount)]| {
        exact.get(at).zip(made.get(at)).map(|(e, (_, m))| *e - m.0)
    };
    while missing.abs() >= unit && !parts.is_empty() {
        let up = missing.is_sign_positive();
        parts.sort_by_key(|at| off(*at, made).map(|off| if up { -off } else { off }));
        let at = *parts.first()?;
        let step = if up { unit } else { -unit };
        let tax = &mut made.get_mut(at)?.1;
        *tax = tax.plus(Amount(step))?;
        missing = missing.checked_sub(step)?;
    }
    Some(())
}
