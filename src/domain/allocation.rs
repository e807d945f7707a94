//! Splitting an amount so that the parts add up to the whole.

use super::money::Amount;
use rust_decimal::Decimal;

/// Splits `whole` in proportion to `weights`, each part rounded to `digits` decimals and the parts adding up to `whole`.
///
/// What rounding leaves goes to the parts that rounding cut most (largest remainder), the first of equals first.
/// Weights count by their size, not their sign; if all are zero the first part takes everything. `None` when there is
/// no weight at all or a figure is too large to be held exactly.
pub fn split(whole: Amount, weights: &[Amount], digits: u32) -> Option<Vec<Amount>> {
    if weights.is_empty() {
        return None;
    }
    let digits = digits.max(whole.0.normalize().scale());
    let total: Decimal = weights
        .iter()
        .try_fold(Decimal::ZERO, |sum, w| sum.checked_add(w.0.abs()))?;
    if total.is_zero() {
        let mut parts = vec![Amount::ZERO; weights.len()];
        parts[0] = whole;
        return Some(parts);
    }
    let unit = Decimal::new(1, digits);
    let mut parts = Vec::with_capacity(weights.len());
    let mut cut = Vec::with_capacity(weights.len());
    let mut given = Decimal::ZERO;
    for (index, weight) in weights.iter().enumerate() {
        let exact = whole.0.checked_mul(weight.0.abs())?.checked_div(total)?;
        let part = exact.trunc_with_scale(digits);
        cut.push(((exact - part).abs(), index));
        given = given.checked_add(part)?;
        parts.push(part);
    }
    let mut left = whole.0.checked_sub(given)?;
    let step = if left.is_sign_negative() { -unit } else { unit };
    cut.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, index) in cut.iter().cycle().take(weights.len().saturating_mul(2)) {
        if left.abs() < unit {
            break;
        }
        parts[*index] += step;
        left -= step;
    }
    Some(parts.into_iter().map(Amount).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amounts(texts: &[&str]) -> Vec<Amount> {
        texts
            .iter()
            .map(|t| t.parse().unwrap_or_default())
            .collect()
    }

    #[test]
    fn thirds_of_ten() {
        let parts = split(Amount(Decimal::new(1000, 2)), &amounts(&["1", "1", "1"]), 2);
        assert_eq!(parts, Some(amounts(&["3.34", "3.33", "3.33"])));
    }

    proptest! {
        #[test]
        fn parts_add_up(whole in -1_000_000i64..1_000_000, weights in prop::collection::vec(0i64..100_000, 1..12), digits in 0u32..4) {
            let whole = Amount(Decimal::new(whole, digits));
            let weights: Vec<Amount> = weights.into_iter().map(|w| Amount(Decimal::new(w, 2))).collect();
            let parts = split(whole, &weights, digits).unwrap_or_default();
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(Amount::sum(parts.iter().copied()), Some(whole));
            for part in parts {
                prop_assert!(part.is_zero() || part.0.is_sign_negative() == whole.0.is_sign_negative());
            }
        }
    }
}
