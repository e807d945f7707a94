//! A report as answered. The field names are the command line's JSON keys.

use super::conversion::Rate;
use super::dimension::{By, Dimension};
use super::period::Period;
use crate::domain::money::{Amount, Currency};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Figures of sales in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Orders that were not cancelled.
    pub orders: u64,
    /// Pieces ordered and not cancelled.
    pub units: u64,
    /// Amount without tax.
    pub untaxed: Amount,
    /// Amount with all taxes, those that Amazon collects included.
    pub total: Amount,
    /// `total` for one order; none without orders.
    pub average: Option<Amount>,
    /// Pieces delivered.
    pub delivered: u64,
    /// Amount without tax on posted invoices, less credit notes; none by product, since invoices are of orders.
    pub invoiced: Option<Amount>,
}

/// The figures of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SalesRow {
    /// Currency of its amounts.
    pub currency: Currency,
    /// Name of the product, where sales are told apart by product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_name: Option<String>,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The figures of the period before, where that is compared with.
    pub before: Option<Figures>,
    /// What tells it apart; none for orders without a salesperson or a known country.
    #[serde(flatten)]
    pub of: BTreeMap<Dimension, Option<String>>,
}

/// The figures of everything in one currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SalesTotal {
    /// Currency of its amounts.
    pub currency: Currency,
    /// The figures; an order counts once, however many products it has.
    #[serde(flatten)]
    pub figures: Figures,
    /// The figures of the period before, where that is compared with.
    pub before: Option<Figures>,
}

/// A report on sales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SalesReport {
    /// What sales are told apart by.
    pub by: By,
    /// The days that were looked at; none if there is no order.
    pub period: Option<Period>,
    /// The days that they are compared with.
    pub before: Option<Period>,
    /// A row for each group with something in it: parts of time from the oldest on, everything else from the largest on.
    pub rows: Vec<SalesRow>,
    /// The sums, one for each currency.
    pub totals: Vec<SalesTotal>,
    /// The currency into which amounts were turned, if that was asked for.
    pub converted_to: Option<Currency>,
    /// The rates that were used for it.
    pub rates: Vec<Rate>,
    /// Groups that are not listed, since there are too many.
    pub left_out: u64,
    /// What is to be known about these figures, as sentences.
    pub notes: Vec<String>,
}

/// How much more or less than before, in percent with one decimal and a sign; none where there was nothing before.
pub fn change(now: Amount, before: Amount) -> Option<String> {
    if before.is_zero() {
        return now.is_zero().then(|| "0.0%".to_owned());
    }
    let share = now.minus(before)?.0.checked_div(before.0.abs())?;
    let mut percent = share
        .checked_mul(Decimal::ONE_HUNDRED)?
        .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    percent.rescale(1);
    let sign = if percent > Decimal::ZERO { "+" } else { "" };
    Some(format!("{sign}{percent}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_a_sign() {
        let change = |now: &str, before: &str| {
            let amount = |text: &str| text.parse().unwrap_or_default();
            change(amount(now), amount(before))
        };
        assert_eq!(change("112.34", "100").as_deref(), Some("+12.3%"));
        assert_eq!(change("50", "100").as_deref(), Some("-50.0%"));
        assert_eq!(change("100", "100.00").as_deref(), Some("0.0%"));
        assert_eq!(change("0", "0").as_deref(), Some("0.0%"));
        assert_eq!(change("-50", "-100").as_deref(), Some("+50.0%"));
        assert_eq!(change("5", "0"), None);
    }
}
