//! Values about the books as people type them.

use crate::domain::books::bill::FeeKind;
use crate::domain::books::chart::{Chart, LedgerAccount};
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::ids::{BatchNumber, StatementLineNumber};
use crate::domain::money::{Amount, Currency};
use crate::protocol::books::bills::TypedBillLine;
use crate::protocol::books::invoices::InvoiceRef;
use crate::protocol::orders::OrderRef;
use std::str::FromStr;

/// Reads an invoice or credit note by either of its numbers.
pub fn invoice(text: &str) -> Result<InvoiceRef, String> {
    InvoiceRef::parse(text)
        .ok_or_else(|| "not an invoice; write INV/2026/00001 or D00001".to_owned())
}

/// Reads an order by either of its names.
pub fn order(text: &str) -> Result<OrderRef, String> {
    OrderRef::parse(text)
        .ok_or_else(|| "not an order; write 303-1234567-1234567 or S00001".to_owned())
}

/// Reads the number of an entry.
pub fn entry(text: &str) -> Result<EntryNumber, String> {
    text.parse()
        .map_err(|()| "not a number of the books; write AMZ/2026/00001".to_owned())
}

/// Reads the number of a batch payment.
pub fn batch(text: &str) -> Result<BatchNumber, String> {
    let upper = text.to_ascii_uppercase();
    upper
        .parse()
        .map_err(|()| "not a batch payment; write BATCH00001".to_owned())
}

/// Reads the number of a line of a bank statement.
pub fn line(text: &str) -> Result<StatementLineNumber, String> {
    let upper = text.to_ascii_uppercase();
    upper
        .parse()
        .map_err(|()| "not a statement line; write ST00001".to_owned())
}

/// Reads a journal.
pub fn journal(text: &str) -> Result<Journal, String> {
    Journal::parse(text).ok_or_else(|| {
        let words: Vec<&str> = Journal::ALL.iter().map(|(_, word, ..)| *word).collect();
        format!("no journal; one of {}", words.join(", "))
    })
}

/// Reads a currency.
pub fn currency(text: &str) -> Result<Currency, String> {
    Currency::parse(text).ok_or_else(|| "no currency; write EUR".to_owned())
}

/// Reads an exact amount.
pub fn amount(text: &str) -> Result<Amount, String> {
    text.parse()
        .map_err(|_| "no amount; write 1234.56, with a point".to_owned())
}

/// Reads an account of the ledger by its word; codes and names can be changed, words stay.
pub fn account(text: &str) -> Result<LedgerAccount, String> {
    Chart::default().find(text).ok_or_else(|| {
        let words: Vec<&str> = LedgerAccount::ALL
            .iter()
            .map(|(_, word, ..)| *word)
            .collect();
        format!("no account; one of {}", words.join(", "))
    })
}

/// A line of a bill as typed: `KIND=UNTAXED` or `KIND=UNTAXED+TAX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillLineText(pub TypedBillLine);

impl FromStr for BillLineText {
    type Err = String;

    fn from_str(text: &str) -> Result<BillLineText, String> {
        let (kind, amounts) = text
            .split_once('=')
            .ok_or("not a line; write commission=100.00+19.00")?;
        let kind =
            FeeKind::parse(kind).ok_or("no kind; commission, fulfilment, advertising or other")?;
        let (untaxed, tax) = amounts.split_once('+').unwrap_or((amounts, "0"));
        Ok(BillLineText(TypedBillLine {
            kind,
            text: String::new(),
            untaxed: amount(untaxed)?,
            tax: amount(tax)?,
        }))
    }
}

/// A line of an entry as typed: `ACCOUNT=AMOUNT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryLineText(pub LedgerAccount, pub Amount);

impl FromStr for EntryLineText {
    type Err = String;

    fn from_str(text: &str) -> Result<EntryLineText, String> {
        let (name, value) = text
            .split_once('=')
            .ok_or("not a line; write rounding_difference=0.03")?;
        Ok(EntryLineText(account(name)?, amount(value)?))
    }
}
