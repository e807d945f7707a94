//! The journal as text for hledger and ledger, and as CSV.
//!
//! The text declares its accounts and commodities and is in the order of days, so that it passes hledger's strict checks
//! (hledger manual, `check`). Amounts are exact, with the currency's code in front.

use super::chart::{Chart, LedgerAccount};
use super::entry::JournalEntry;
use crate::domain::money::{Amount, Currency};
use crate::domain::text::no_formula;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The name of an account in plain text accounting, such as `assets:1200 Receivable`.
pub fn account_name(chart: &Chart, account: LedgerAccount) -> String {
    let label = chart.label(account);
    format!("{}:{} {}", account.kind().top(), label.code, label.name)
}

/// A text that does not end a field or begin a comment.
fn plain(text: &str) -> String {
    let odd = |c: char| c.is_control() || matches!(c, ';' | '|');
    let kept: String = text.chars().map(|c| if odd(c) { ' ' } else { c }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn with_digits(amount: Amount, currency: Currency) -> String {
    let mut value = amount.0;
    value.rescale(currency.minor_digits().max(amount.0.normalize().scale()));
    value.to_string()
}

/// Entries as text for hledger and ledger. They are sorted by day; each has its number as the code of the transaction.
pub fn hledger(entries: &[JournalEntry], chart: &Chart) -> String {
    let mut text = String::new();
    let mut sorted: Vec<&JournalEntry> = entries.iter().collect();
    sorted.sort_by_key(|entry| (entry.day, entry.number));
    let currencies: BTreeSet<Currency> = sorted.iter().map(|e| e.currency).collect();
    for currency in &currencies {
        let example = with_digits(Amount(rust_decimal::Decimal::ONE_THOUSAND), *currency);
        // hledger wants a decimal mark in a declared format even where there are no decimals.
        let mark = if currency.minor_digits() == 0 {
            "."
        } else {
            ""
        };
        let _ = writeln!(text, "commodity {currency} {example}{mark}");
    }
    for (account, _) in chart.all() {
        let _ = writeln!(text, "account {}", account_name(chart, account));
    }
    for entry in sorted {
        let _ = writeln!(
            text,
            "\n{} ({}) {}",
            entry.day,
            entry.number,
            plain(&entry.text)
        );
        for line in &entry.lines {
            let name = account_name(chart, line.account);
            let amount = with_digits(line.amount, entry.currency);
            let _ = write!(text, "    {name:<40}  {} {amount:>12}", entry.currency);
            match plain(&line.text) {
                note if note.is_empty() => text.push('\n'),
                note => {
                    let _ = writeln!(text, "  ; {note}");
                }
            }
        }
    }
    text
}

/// The head of the CSV form.
pub const CSV_HEAD: [&str; 10] = [
    "date",
    "number",
    "journal",
    "text",
    "account",
    "name",
    "debit",
    "credit",
    "currency",
    "line_text",
];

/// Entries as rows of a CSV, one for each of their lines, in the order of days.
pub fn csv_rows(entries: &[JournalEntry], chart: &Chart) -> Vec<[String; 10]> {
    let mut sorted: Vec<&JournalEntry> = entries.iter().collect();
    sorted.sort_by_key(|entry| (entry.day, entry.number));
    let row = |entry: &JournalEntry, line: &super::entry::EntryLine| {
        let label = chart.label(line.account);
        let amount = with_digits(Amount(line.amount.0.abs()), entry.currency);
        let (debit, credit) = if line.amount > Amount::ZERO {
            (amount, String::new())
        } else {
            (String::new(), amount)
        };
        [
            entry.day.to_string(),
            entry.number.to_string(),
            entry.number.journal.as_str().to_owned(),
            no_formula(&plain(&entry.text)),
            label.code,
            no_formula(&label.name),
            debit,
            credit,
            entry.currency.to_string(),
            no_formula(&plain(&line.text)),
        ]
    };
    sorted
        .into_iter()
        .flat_map(|entry| entry.lines.iter().map(move |line| row(entry, line)))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::books::entry::{Document, EntryLine, NewEntry, credit, debit};
    use crate::domain::books::journal::{EntryNumber, Journal};
    use crate::domain::day::Day;
    use crate::domain::moment::Moment;

    /// Texts of bills and banks come from outside.
    #[test]
    fn no_text_breaks_out_of_its_place() {
        let day = Day::from_parts(2026, 11, 1).unwrap();
        let amount: Amount = "5".parse().unwrap();
        let odd = "=1+1 ; x | y\n    assets:1000 Bank  EUR 1";
        let lines = vec![
            EntryLine {
                text: odd.to_owned(),
                ..debit(LedgerAccount::Commission, amount)
            },
            credit(LedgerAccount::Payable, amount),
        ];
        let currency = Currency::parse("EUR").unwrap();
        let entry = NewEntry::new(
            Journal::Purchases,
            day,
            currency,
            Document::Manual,
            odd,
            lines,
        );
        let number = EntryNumber::next(Journal::Purchases, day, 0).unwrap();
        let entries = [entry.unwrap().posted(number, Moment::default(), "anna")];
        let chart = Chart::default();
        let text = hledger(&entries, &chart);
        let postings = text.lines().filter(|line| line.starts_with("    ")).count();
        assert_eq!(postings, 2, "{text}");
        assert!(
            text.contains("EUR         5.00  ; =1+1 x y assets:1000 Bank EUR 1"),
            "{text}"
        );
        for field in csv_rows(&entries, &chart).concat() {
            assert!(!field.starts_with(['=', '+', '-', '@']), "{field}");
        }
    }
}
