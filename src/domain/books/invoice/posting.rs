//! The entry of an invoice.

use super::{Invoice, InvoiceKind, InvoiceLine};
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::entry::{Document, EntryError, EntryLine, NewEntry, credit, debit};
use crate::domain::books::journal::Journal;
use crate::domain::books::tax_rate::TaxRate;
use crate::domain::day::Day;
use crate::domain::money::Amount;
use crate::domain::order::LineKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What of an invoice has one tax rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxTotal {
    /// The rate, where it can be told.
    pub rate: Option<TaxRate>,
    /// Amount without tax.
    pub untaxed: Amount,
    /// The tax on it.
    pub tax: Amount,
}

/// The amounts of an invoice by tax rate, highest rate first; `None` where a sum can't be held exactly.
pub fn tax_totals(lines: &[InvoiceLine]) -> Option<Vec<TaxTotal>> {
    let mut groups: BTreeMap<Option<TaxRate>, (Amount, Amount)> = BTreeMap::new();
    for line in lines.iter().filter(|l| l.kind != LineKind::Note) {
        let sums = groups.entry(line.rate).or_default();
        sums.0 = sums.0.plus(line.untaxed)?;
        sums.1 = sums.1.plus(line.tax)?;
    }
    let total = |(rate, (untaxed, tax))| TaxTotal { rate, untaxed, tax };
    Some(groups.into_iter().rev().map(total).collect())
}

/// The account that a line is income on.
fn income(kind: LineKind) -> LedgerAccount {
    match kind {
        LineKind::Product | LineKind::Note => LedgerAccount::Sales,
        LineKind::Shipping => LedgerAccount::ShippingIncome,
        LineKind::GiftWrap => LedgerAccount::GiftWrapIncome,
        LineKind::Discount => LedgerAccount::Discounts,
        LineKind::Charge => LedgerAccount::OtherIncome,
    }
}

/// The entry of an invoice or a credit note: what the customer owes against income by kind and tax by rate.
pub fn entry_of(invoice: &Invoice, day: Day) -> Result<NewEntry, EntryError> {
    let mut lines: Vec<EntryLine> = vec![debit(LedgerAccount::Receivable, invoice.total)];
    let mut by_account: BTreeMap<LedgerAccount, Amount> = BTreeMap::new();
    for line in &invoice.lines {
        let sum = by_account.entry(income(line.kind)).or_default();
        *sum = sum.plus(line.untaxed).ok_or(EntryError::TooLarge)?;
    }
    lines.extend(
        by_account
            .into_iter()
            .map(|(account, sum)| credit(account, sum)),
    );
    for total in tax_totals(&invoice.lines).ok_or(EntryError::TooLarge)? {
        lines.push(EntryLine {
            text: match total.rate {
                Some(rate) => format!("VAT {rate}"),
                None => "VAT".to_owned(),
            },
            ..credit(LedgerAccount::VatPayable, total.tax)
        });
    }
    let text = match invoice.kind {
        InvoiceKind::Invoice => format!("Invoice of {}", invoice.reference),
        InvoiceKind::CreditNote(_) => format!("Credit note of {}", invoice.reference),
    };
    let document = Document::Invoice(invoice.id);
    NewEntry::new(Journal::Sales, day, invoice.currency, document, text, lines)
        .map(|entry| entry.about(invoice.order_number()))
}
