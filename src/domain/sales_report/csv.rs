//! A report as CSV (RFC 4180).
//!
//! Spreadsheets take a field that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula. A text of that
//! kind gets an apostrophe in front; amounts, which may be negative, stay numbers.

use super::figures::{Figures, SalesReport};
use crate::domain::text::{clean, no_formula};
use ::csv::Writer;

/// The report as CSV with a header, a line for each row. Names and titles are made harmless.
pub fn write(report: &SalesReport) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    let compared = report.before.is_some();
    let named = report.rows.iter().any(|row| row.product_name.is_some());
    let mut header: Vec<String> = report.by.all().map(|d| d.as_str().to_owned()).collect();
    if named {
        header.push("product_name".to_owned());
    }
    header.push("currency".to_owned());
    header.extend(FIGURES.map(str::to_owned));
    if compared {
        header.extend(FIGURES.map(|name| format!("before_{name}")));
    }
    // Writing into memory can't fail.
    let _ = writer.write_record(&header);
    for row in &report.rows {
        let value = |text: Option<&String>| harmless(text.map_or("", String::as_str));
        let mut fields: Vec<String> = report
            .by
            .all()
            .map(|d| value(row.of.get(&d).and_then(Option::as_ref)))
            .collect();
        if named {
            fields.push(value(row.product_name.as_ref()));
        }
        fields.push(row.currency.to_string());
        fields.extend(texts(&row.figures));
        if compared {
            fields.extend(texts(&row.before.unwrap_or_default()));
        }
        let _ = writer.write_record(&fields);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

const FIGURES: [&str; 7] = [
    "orders",
    "units",
    "untaxed",
    "total",
    "average",
    "delivered",
    "invoiced",
];

fn texts(figures: &Figures) -> [String; 7] {
    let some = |amount: Option<crate::domain::money::Amount>| {
        amount.map_or_else(String::new, |amount| amount.to_string())
    };
    [
        figures.orders.to_string(),
        figures.units.to_string(),
        figures.untaxed.to_string(),
        figures.total.to_string(),
        some(figures.average),
        figures.delivered.to_string(),
        some(figures.invoiced),
    ]
}

fn harmless(text: &str) -> String {
    no_formula(&clean(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use crate::domain::sales_report::{By, Dimension, SalesRow};

    #[test]
    fn no_field_is_a_formula() {
        let row = SalesRow {
            currency: Currency::parse("EUR").unwrap_or(Currency::NONE),
            product_name: Some("=cmd|' /C calc'!A0".to_owned()),
            figures: Figures {
                orders: 2,
                untaxed: "-3.50".parse().unwrap_or_default(),
                ..Figures::default()
            },
            before: None,
            of: [(Dimension::Product, Some("+1\u{1b}[2J,\"x\"".to_owned()))].into(),
        };
        let report = SalesReport {
            by: By::one(Dimension::Product),
            period: None,
            before: None,
            rows: vec![row],
            totals: Vec::new(),
            converted_to: None,
            rates: Vec::new(),
            left_out: 0,
            notes: Vec::new(),
        };
        assert_eq!(
            write(&report),
            "product,product_name,currency,orders,units,untaxed,total,average,delivered,invoiced\n\
             \"'+1[2J,\"\"x\"\"\",'=cmd|' /C calc'!A0,EUR,2,0,-3.50,0,,0,\n"
        );
    }
}
