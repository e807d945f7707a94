//! Which line carries how much of a tax.

use super::super::allocation::split;
use super::super::money::Amount;
use super::stated::Stated;
use super::{Draft, MoneyError, TaxForm};
use rust_decimal::{Decimal, RoundingStrategy};

/// Puts a stated tax on lines, so that it adds up to the tax exactly; says whether some of it had to be shared out.
///
/// What Amazon's details say counts first. The tax of all discounts, which Amazon states as one, is shared out by their
/// size, and what no detail explains by the size of the lines.
pub(super) fn share(
    drafts: &mut [Draft],
    stated: &Stated,
    digits: u32,
) -> Result<bool, MoneyError> {
    let mut left = stated.tax;
    if stated.tax_details.is_empty() && stated.discount_tax.is_zero() {
        return share_undetailed(drafts, left, digits);
    }
    for (part, tax) in &stated.tax_details {
        let line = drafts
            .iter_mut()
            .find(|d| d.part == *part && !d.is_discount());
        if let Some(draft) = line {
            draft.tax = plus(draft.tax, *tax)?;
            draft.detailed = true;
            left = minus(left, *tax)?;
        }
    }
    let mut shared = false;
    if drafts.iter().any(Draft::is_discount) {
        let on_discounts = discount_tax(drafts, stated, left)?;
        shared |= spread(drafts, on_discounts, digits, Draft::is_discount)?;
        left = minus(left, on_discounts)?;
    }
    if left.is_zero() {
        return Ok(shared);
    }
    let undetailed = |d: &Draft| d.is_charge() && !d.detailed && !d.amount.is_zero();
    if drafts.iter().any(undetailed) {
        spread(drafts, left, digits, undetailed)?;
    } else {
        spread(drafts, left, digits, Draft::is_charge)?;
    }
    Ok(true)
}

/// The tax on all discounts together, with its sign: the reading with which the details add up to the tax.
///
/// `left` is what the details of the charges leave of the tax. A discount lowers the tax, so that is the reading when
/// none fits. Without a detail for discounts, a tax that is lower than its details say is lowered by them. No reading
/// may turn a discount into a charge.
fn discount_tax(drafts: &[Draft], stated: &Stated, left: Amount) -> Result<Amount, MoneyError> {
    let lower = stated.discount_tax.negative();
    let most = sum(drafts, Draft::is_discount)?.0.abs();
    let contained = |d: &Draft| d.is_discount() && d.form == TaxForm::Contained;
    let contained = drafts.iter().any(contained);
    let sound = |tax: Amount| {
        let turns_up = tax.0.is_sign_negative() == contained;
        !turns_up || tax.0.abs() <= most
    };
    let reading = if stated.discount_tax.is_zero() {
        let opposite = left.0.is_sign_negative() != stated.tax.0.is_sign_negative();
        if opposite { left } else { Amount::ZERO }
    } else if left == lower || left.is_zero() || left == stated.discount_tax {
        left
    } else {
        lower
    };
    Ok(if sound(reading) {
        reading
    } else {
        Amount::ZERO
    })
}

/// Shares out a tax of which nothing else is known: charges and discounts by the same rate.
fn share_undetailed(drafts: &mut [Draft], tax: Amount, digits: u32) -> Result<bool, MoneyError> {
    if tax.is_zero() {
        return Ok(false);
    }
    let charges = sum(drafts, Draft::is_charge)?;
    let discounts = sum(drafts, Draft::is_discount)?;
    let base = plus(charges, discounts)?;
    // A rate between 0 and 100 % is needed to say what a discount has lowered the tax by.
    let sensible = tax.0 > Decimal::ZERO && tax.0 <= base.0;
    let mut on_discounts = Amount::ZERO;
    if sensible && !discounts.is_zero() {
        let exact = (tax.0.checked_mul(discounts.0))
            .and_then(|product| product.checked_div(base.0))
            .ok_or(MoneyError::TooLarge)?;
        let digits = digits.max(tax.0.normalize().scale());
        let rounding = RoundingStrategy::MidpointAwayFromZero;
        on_discounts = Amount(exact.round_dp_with_strategy(digits, rounding));
    }
    let on_charges = minus(tax, on_discounts)?;
    let split_discounts = spread(drafts, on_discounts, digits, Draft::is_discount)?;
    let split_charges = spread(drafts, on_charges, digits, Draft::is_charge)?;
    Ok(split_discounts || split_charges || !on_discounts.is_zero())
}

/// Adds a tax to the lines that are meant, by their size; says whether more than one of them could have it.
fn spread(
    drafts: &mut [Draft],
    tax: Amount,
    digits: u32,
    meant: impl Fn(&Draft) -> bool,
) -> Result<bool, MoneyError> {
    let mut lines: Vec<&mut Draft> = drafts.iter_mut().filter(|d| meant(d)).collect();
    if tax.is_zero() {
        return Ok(false);
    }
    let weights: Vec<Amount> = lines.iter().map(|d| d.amount).collect();
    let parts = split(tax, &weights, digits).ok_or(MoneyError::TooLarge)?;
    for (line, part) in lines.iter_mut().zip(parts) {
        line.tax = plus(line.tax, part)?;
    }
    Ok(weights.iter().filter(|w| !w.is_zero()).count() > 1)
}

fn sum(drafts: &[Draft], meant: impl Fn(&Draft) -> bool) -> Result<Amount, MoneyError> {
    Amount::sum(drafts.iter().filter(|d| meant(d)).map(|d| d.amount)).ok_or(MoneyError::TooLarge)
}

fn plus(a: Amount, b: Amount) -> Result<Amount, MoneyError> {
    a.plus(b).ok_or(MoneyError::TooLarge)
}

fn minus(a: Amount, b: Amount) -> Result<Amount, MoneyError> {
    a.minus(b).ok_or(MoneyError::TooLarge)
}
