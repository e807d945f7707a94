//! What is measured: one of the figures of a report.

use crate::domain::money::{Amount, Currency};
use crate::domain::sales_report::Figures;
use crate::screen::words;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// One of the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Amount with tax.
    #[default]
    Total,
    /// Amount without tax.
    Untaxed,
    /// Orders.
    Orders,
    /// Pieces.
    Units,
    /// Amount with tax for one order.
    Average,
    /// Pieces delivered.
    Delivered,
    /// Amount on invoices.
    Invoiced,
}

impl Measure {
    /// All of them, in the order of the key.
    pub const ALL: [Measure; 7] = [
        Measure::Total,
        Measure::Untaxed,
        Measure::Orders,
        Measure::Units,
        Measure::Average,
        Measure::Delivered,
        Measure::Invoiced,
    ];

    /// The one after it, round the end.
    pub fn next(self) -> Measure {
        let at = Measure::ALL.iter().position(|m| *m == self).unwrap_or(0);
        let next = (at + 1) % Measure::ALL.len();
        Measure::ALL.get(next).copied().unwrap_or_default()
    }

    /// How it is called.
    pub fn title(self) -> &'static str {
        match self {
            Measure::Total => "Total",
            Measure::Untaxed => "Untaxed",
            Measure::Orders => "Orders",
            Measure::Units => "Units",
            Measure::Average => "Average",
            Measure::Delivered => "Delivered",
            Measure::Invoiced => "Invoiced",
        }
    }

    /// Its figure; none where that is not known.
    pub fn of(self, figures: &Figures) -> Option<Amount> {
        let count = |count: u64| Some(Amount(Decimal::from(count)));
        match self {
            Measure::Total => Some(figures.total),
            Measure::Untaxed => Some(figures.untaxed),
            Measure::Orders => count(figures.orders),
            Measure::Units => count(figures.units),
            Measure::Average => figures.average,
            Measure::Delivered => count(figures.delivered),
            Measure::Invoiced => figures.invoiced,
        }
    }

    /// Whether it is an amount of money.
    fn is_money(self) -> bool {
        matches!(
            self,
            Measure::Total | Measure::Untaxed | Measure::Average | Measure::Invoiced
        )
    }

    /// Its figure in words, thousands apart; a dash where it is not known.
    pub fn text(self, figures: &Figures, currency: Currency, dash: &str) -> String {
        match self.of(figures) {
            None => dash.to_owned(),
            Some(amount) if self.is_money() => grouped(&words::amount(amount, currency)),
            Some(amount) => grouped(&amount.to_string()),
        }
    }

    /// How large its figure is, in thousandths: for pictures only.
    pub fn size(self, figures: &Figures) -> i64 {
        let amount = self.of(figures).unwrap_or_default();
        let thousandths = amount.0.checked_mul(Decimal::ONE_THOUSAND);
        thousandths
            .and_then(|size| size.trunc().to_i64())
            .unwrap_or(if amount.0.is_sign_negative() {
                i64::MIN / 4
            } else {
                i64::MAX / 4
            })
    }
}

/// A plain decimal with its thousands apart: `-12,345.60`.
pub fn grouped(figure: &str) -> String {
    let (sign, rest) = match figure.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", figure),
    };
    let (whole, part) = match rest.split_once('.') {
        Some((whole, part)) => (whole, format!(".{part}")),
        None => (rest, String::new()),
    };
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + &part
}

/// A size in a few letters, for the side of a chart: `950`, `12.3k`, `4.5M`.
pub fn short(size: i64) -> String {
    let (sign, size) = if size < 0 {
        ("-", -(size + 1))
    } else {
        ("", size)
    };
    let whole = size / 1_000;
    let tenths = |unit: i64, letter: &str| {
        let tenths = whole / (unit / 10);
        match tenths % 10 {
            0 => format!("{}{letter}", tenths / 10),
            part => format!("{}.{part}{letter}", tenths / 10),
        }
    };
    let text = match whole {
        0..10_000 => whole.to_string(),
        10_000..1_000_000 => tenths(1_000, "k"),
        1_000_000..1_000_000_000 => tenths(1_000_000, "M"),
        _ => tenths(1_000_000_000, "G"),
    };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_words() {
        assert_eq!(grouped("1234567.80"), "1,234,567.80");
        assert_eq!(grouped("-999"), "-999");
        assert_eq!(grouped("-1000"), "-1,000");
        assert_eq!(short(950_000), "950");
        assert_eq!(short(12_345_000), "12.3k");
        assert_eq!(short(4_500_000_000), "4.5M");
        assert_eq!(short(2_000_000_000_000), "2G");
        assert_eq!(short(0), "0");
    }
}
