//! Vendor bills from CSV files: a row for each line of a bill, rows of one vendor's number make one bill.

use super::bill::FeeKind;
use crate::domain::day::Day;
use crate::domain::money::{Amount, Currency};
use crate::domain::text::clean_short;

/// Columns of the file, in any order; the last four may be missing.
pub const COLUMNS: [&str; 9] = [
    "reference",
    "date",
    "currency",
    "kind",
    "untaxed",
    "tax",
    "text",
    "vendor",
    "account",
];

/// A bill as a file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvBill {
    /// The vendor; empty for Amazon.
    pub vendor: String,
    /// The vendor's own number.
    pub reference: String,
    /// Name of the account; empty for none.
    pub account: String,
    /// Its day.
    pub day: Day,
    /// Its currency.
    pub currency: Currency,
    /// What it charges: kind, text, untaxed, tax.
    pub lines: Vec<(FeeKind, String, Amount, Amount)>,
}

/// Why a file holds no bills.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BillCsvError {
    /// The head is not as it should be.
    #[error(
        "the first line must name the columns reference, date, currency, kind, untaxed and, if you like, tax, text, vendor, account: {0}"
    )]
    Head(String),
    /// A line can't be read.
    #[error("line {0}: {1}")]
    Line(u64, String),
    /// There is nothing in it.
    #[error("the file has no lines")]
    Empty,
}

/// The bills of a file: all of them, or the first line that can't be read.
pub fn read_bills(text: &str) -> Result<Vec<CsvBill>, BillCsvError> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let head = reader
        .headers()
        .map_err(|e| BillCsvError::Head(e.to_string()))?;
    let mut places = [None; 9];
    for (at, name) in head.iter().enumerate() {
        let name = name.trim().trim_start_matches('\u{feff}').to_lowercase();
        let column = COLUMNS.iter().position(|c| *c == name);
        let place = column.and_then(|c| places.get_mut(c));
        let place = place.ok_or_else(|| BillCsvError::Head(format!("{name:?} is none of them")))?;
        *place = Some(at);
    }
    for (name, place) in COLUMNS.iter().zip(places).take(5) {
        if place.is_none() {
            return Err(BillCsvError::Head(format!("{name:?} is missing")));
        }
    }
    let mut bills: Vec<CsvBill> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            BillCsvError::Line(line, error.to_string())
        })?;
        let number = row.position().map_or(0, csv::Position::line);
        let field = |column: usize| {
            let place = places.get(column).copied().flatten();
            place.and_then(|at| row.get(at)).unwrap_or("").trim()
        };
        let bill = bill_of(&field).map_err(|e| BillCsvError::Line(number, e))?;
        let same = |b: &&mut CsvBill| {
            b.reference.eq_ignore_ascii_case(&bill.reference)
                && b.vendor.eq_ignore_ascii_case(&bill.vendor)
        };
        match bills.iter_mut().find(same) {
            None => bills.push(bill),
            Some(first)
                if (first.day, first.currency, &first.account)
                    == (bill.day, bill.currency, &bill.account) =>
            {
                first.lines.extend(bill.lines);
            }
            Some(first) => {
                let why = format!(
                    "{} has another date, currency or account above",
                    first.reference
                );
                return Err(BillCsvError::Line(number, why));
            }
        }
    }
    if bills.is_empty() {
        return Err(BillCsvError::Empty);
    }
    Ok(bills)
}

fn bill_of<'f>(field: &impl Fn(usize) -> &'f str) -> Result<CsvBill, String> {
    let amount = |column: usize, currency: Currency| -> Result<Amount, String> {
        let text = field(column);
        if text.is_empty() {
            return Ok(Amount::ZERO);
        }
        let read: Amount = text
            .parse()
            .map_err(|_| format!("{text:?} is no amount like 1234.56"))?;
        if read.0.normalize().scale() > currency.minor_digits() {
            return Err(format!("{read} has more digits than {currency} has"));
        }
        Ok(read)
    };
    let reference = clean_short(field(0), 60);
    if reference.is_empty() {
        return Err("the vendor's own number (reference) is missing".to_owned());
    }
    let currency = Currency::parse(field(2))
        .ok_or_else(|| format!("{:?} is no currency like EUR", field(2)))?;
    let kind = FeeKind::parse(field(3)).ok_or_else(|| {
        format!(
            "{:?} is no kind: commission, fulfilment, advertising or other",
            field(3)
        )
    })?;
    Ok(CsvBill {
        vendor: clean_short(field(7), 60),
        reference,
        account: field(8).to_owned(),
        day: field(1).parse()?,
        currency,
        lines: vec![(
            kind,
            clean_short(field(6), 120),
            amount(4, currency)?,
            amount(5, currency)?,
        )],
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_number_make_one_bill() {
        let text = "reference,date,currency,kind,untaxed,tax\nA-1,2026-11-30,EUR,commission,100.00,19.00\nA-1,2026-11-30,EUR,fulfillment,20.00,3.80\nA-2,2026-11-30,EUR,other,39.00,\n";
        let bills = read_bills(text).unwrap();
        assert_eq!(bills.len(), 2);
        assert_eq!(bills[0].lines.len(), 2);
        assert_eq!(bills[1].lines[0].3, Amount::ZERO);
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let read = |rows: &str| {
            let text = format!("reference,date,currency,kind,untaxed\n{rows}\n");
            read_bills(&text).unwrap_err().to_string()
        };
        assert_eq!(read(""), "the file has no lines");
        assert!(read("A,2026-11-30,EUR,gift,1").contains("line 2: \"gift\" is no kind"));
        assert!(read(",2026-11-30,EUR,other,1").contains("reference"));
        assert!(read("A,2026-11-30,EUR,other,1.001").contains("more digits"));
        let twice = "A,2026-11-30,EUR,other,1\nA,2026-12-30,EUR,other,1";
        assert!(read(twice).starts_with("line 3: A has another date"));
    }
}
