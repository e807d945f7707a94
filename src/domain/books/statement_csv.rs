//! Bank statements from CSV files.

use super::statement::NewStatementLine;
use crate::domain::day::Day;
use crate::domain::money::{Amount, Currency};
use crate::domain::text::clean_short;

/// Columns that a statement has, in any order; reference, text and bank may be missing.
pub const COLUMNS: [&str; 6] = ["date", "amount", "currency", "reference", "text", "bank"];

/// Why a file is no statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// The head is not as it should be.
    #[error(
        "the first line must name the columns date, amount, currency and, if you like, reference, text, bank: {0}"
    )]
    Head(String),
    /// A line can't be read.
    #[error("line {0}: {1}")]
    Line(u64, String),
    /// There is nothing in it.
    #[error("the file has no lines")]
    Empty,
}

/// Where the columns are.
struct Places([Option<usize>; 6]);

impl Places {
    fn of(head: &csv::StringRecord) -> Result<Places, StatementError> {
        let mut places = [None; 6];
        for (at, name) in head.iter().enumerate() {
            let name = name.trim().trim_start_matches('\u{feff}').to_lowercase();
            let column = COLUMNS.iter().position(|c| *c == name);
            let Some(place) = column.and_then(|c| places.get_mut(c)) else {
                return Err(StatementError::Head(format!("{name:?} is none of them")));
            };
            if place.replace(at).is_some() {
                return Err(StatementError::Head(format!("{name:?} stands there twice")));
            }
        }
        for (name, place) in COLUMNS.iter().zip(places).take(3) {
            if place.is_none() {
                return Err(StatementError::Head(format!("{name:?} is missing")));
            }
        }
        Ok(Places(places))
    }

    fn get<'r>(&self, column: usize, row: &'r csv::StringRecord) -> &'r str {
        let place = self.0.get(column).copied().flatten();
        place.and_then(|at| row.get(at)).unwrap_or("").trim()
    }
}

/// The lines of a statement: all of them, or the first that can't be read. `bank` stands where a line names none.
pub fn read_statement(text: &str, bank: &str) -> Result<Vec<NewStatementLine>, StatementError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains(';') && !first.contains(',') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(false)
        .from_reader(text.as_bytes());
    let head = reader
        .headers()
        .map_err(|e| StatementError::Head(e.to_string()))?;
    let places = Places::of(head)?;
    let mut lines = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            StatementError::Line(line, error.to_string())
        })?;
        let number = row.position().map_or(0, csv::Position::line);
        if row.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        lines.push(line_of(&places, &row, bank).map_err(|e| StatementError::Line(number, e))?);
    }
    if lines.is_empty() {
        return Err(StatementError::Empty);
    }
    Ok(lines)
}

fn line_of(
    places: &Places,
    row: &csv::StringRecord,
    bank: &str,
) -> Result<NewStatementLine, String> {
    let [date, amount, currency, reference, text, own_bank] =
        [0, 1, 2, 3, 4, 5].map(|column| places.get(column, row));
    let day: Day = date.parse()?;
    let currency =
        Currency::parse(currency).ok_or_else(|| format!("{currency:?} is no currency like EUR"))?;
    let amount: Amount = amount
        .parse()
        .map_err(|_| format!("{amount:?} is no amount like 1234.56"))?;
    if amount.is_zero() {
        return Err("the amount is nothing".to_owned());
    }
    if amount.0.normalize().scale() > currency.minor_digits() {
        return Err(format!("{amount} has more digits than {currency} has"));
    }
    let bank = if own_bank.is_empty() { bank } else { own_bank };
    Ok(NewStatementLine {
        bank: clean_short(bank, 60),
        day,
        amount,
        currency,
        reference: clean_short(reference, 140),
        text: clean_short(text, 200),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name() {
        let text = "currency;date;amount;text\nEUR;2026-11-30;1234.56;AMAZON PAYOUT\n\nEUR;2026-12-01;-3.00;Fee\n";
        let lines = read_statement(text, "Main").unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].bank, "Main");
        assert_eq!(lines[0].text, "AMAZON PAYOUT");
        assert_eq!(lines[1].amount.to_string(), "-3.00");
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let read = |text: &str| read_statement(text, "Main").unwrap_err().to_string();
        assert_eq!(
            read(""),
            "the first line must name the columns date, amount, currency and, if you like, reference, text, bank: \"date\" is missing"
        );
        assert!(read("date,amount\n").contains("\"currency\" is missing"));
        assert!(read("date,date,amount,currency\n").contains("twice"));
        assert!(read("date,amount,currency,iban\n").contains("\"iban\" is none of them"));
        let head = "date,amount,currency\n";
        assert_eq!(read(head), "the file has no lines");
        let line = |row: &str| read(&format!("{head}2026-11-30,1.00,EUR\n{row}\n"));
        assert_eq!(
            line("30.11.2026,1,EUR"),
            "line 3: \"30.11.2026\" is not a day like 2026-01-31"
        );
        assert_eq!(
            line("2026-11-30,\"1,50\",EUR"),
            "line 3: \"1,50\" is no amount like 1234.56"
        );
        assert_eq!(
            line("2026-11-30,1.505,EUR"),
            "line 3: 1.505 has more digits than EUR has"
        );
        assert_eq!(line("2026-11-30,0.00,EUR"), "line 3: the amount is nothing");
        assert!(line("2026-11-30,1.00").starts_with("line 3:"));
    }
}
