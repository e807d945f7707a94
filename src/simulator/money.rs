//! Amounts in minor units (cents; whole yen) and the decimal text that Amazon sends.

use serde_json::{Value, json};

use super::marketplaces::Marketplace;

/// Decimal text of an amount in minor units: `-1234` with two digits is `-12.34`.
pub(crate) fn text(minor: i64, digits: u32) -> String {
    if digits == 0 {
        return minor.to_string();
    }
    let scale = 10u64.pow(digits);
    let sign = if minor < 0 { "-" } else { "" };
    let amount = minor.unsigned_abs();
    let width = digits as usize;
    format!("{sign}{}.{:0width$}", amount / scale, amount % scale)
}

/// Amazon's Money object.
pub(crate) fn json(minor: i64, marketplace: &Marketplace) -> Value {
    json!({"amount": text(minor, marketplace.digits), "currencyCode": marketplace.currency})
}

/// `amount * numerator / denominator`, rounded half away from zero.
pub(crate) fn share(amount: i64, numerator: i64, denominator: i64) -> i64 {
    let product = amount.saturating_mul(numerator);
    let half = denominator / 2;
    if product < 0 {
        (product - half) / denominator
    } else {
        (product + half) / denominator
    }
}
