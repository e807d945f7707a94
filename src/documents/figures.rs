//! Amounts as they stand on paper.

use crate::domain::money::{Amount, Currency};
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount with the decimals of its currency and commas between thousands; with more decimals where it has them.
pub(super) fn figure(amount: Amount, currency: Currency) -> String {
    let exact = amount.0.normalize();
    let digits = exact.scale().max(currency.minor_digits());
    let text = format!("{:.*}", digits as usize, exact.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if exact.is_sign_negative() && !exact.is_zero() {
        out.push('-');
    }
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !part.is_empty() {
        out.push('.');
        out.push_str(part);
    }
    out
}

/// What one piece costs, for reading: amounts are sums of lines, so it may have two decimals more than the currency.
/// `None` where there is nothing to divide.
pub(super) fn unit_price(untaxed: Amount, quantity: i64, currency: Currency) -> Option<Amount> {
    let exact = untaxed.0.checked_div(Decimal::from(quantity))?;
    let digits = currency.minor_digits() + 2;
    Some(Amount(exact.round_dp_with_strategy(
        digits,
        RoundingStrategy::MidpointAwayFromZero,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, currency: &str) -> String {
        let currency = Currency::parse(currency).unwrap_or(Currency::NONE);
        figure(text.parse().unwrap_or_default(), currency)
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        assert_eq!(shown("1234567.5", "EUR"), "1,234,567.50");
        assert_eq!(shown("-0.5", "EUR"), "-0.50");
        assert_eq!(shown("0.00", "EUR"), "0.00");
        assert_eq!(shown("-999", "EUR"), "-999.00");
        assert_eq!(shown("17880.00", "JPY"), "17,880");
        assert_eq!(shown("1.2345", "USD"), "1.2345");
    }

    #[test]
    fn a_unit_price_is_rounded_for_reading() {
        let euro = Currency::parse("EUR").unwrap_or(Currency::NONE);
        let unit = |sum: &str, pieces| {
            unit_price(sum.parse().unwrap_or_default(), pieces, euro).map(|a| figure(a, euro))
        };
        assert_eq!(unit("10.00", 4).as_deref(), Some("2.50"));
        assert_eq!(unit("10.00", 3).as_deref(), Some("3.3333"));
        assert_eq!(unit("-10.00", -4).as_deref(), Some("2.50"));
        assert_eq!(unit("10.00", 0), None);
    }
}
