//! Invoices and credit notes, as a company sends them.

mod columns;
mod data;
mod remarks;

pub use data::{
    BuyerDetails, InvoiceDocument, InvoiceDocumentLine, InvoiceSort, RateTotal, SellerDetails,
};

use super::address::address_lines;
use super::figures::{figure, unit_price};
use super::sheet::{Block, Fact, Row, Sheet, Table, Total};
use crate::domain::money::Amount;
use crate::domain::text::{clean, clean_short};
use columns::columns;

/// Longest text of a line, in characters.
const TEXT: usize = 300;
/// The invoice or credit note.
pub fn invoice(of: &InvoiceDocument) -> Sheet {
    let paper = Paper { of };
    let (title, draft) = match (&of.kind, &of.number) {
        (InvoiceSort::Invoice, Some(_)) => ("Invoice", false),
        (InvoiceSort::Invoice, None) => ("Draft invoice", true),
        (InvoiceSort::CreditNote { .. }, Some(_)) => ("Credit note", false),
        (InvoiceSort::CreditNote { .. }, None) => ("Draft credit note", true),
    };
    let mut sender = vec![of.seller.name.clone()];
    sender.extend(of.seller.lines.iter().cloned());
    sender.extend(of.seller.tax_numbers.iter().cloned());
    sender.retain(|line| !clean(line).is_empty());
    let mut blocks = vec![
        Block::Sides {
            label: match of.kind {
                InvoiceSort::Invoice => "Bill to",
                InvoiceSort::CreditNote { .. } => "Credit to",
            }
            .to_owned(),
            lines: paper.buyer(),
            facts: paper.facts(),
        },
        Block::Table(paper.table()),
        Block::Totals(paper.totals()),
    ];
    blocks.extend(paper.remarks());
    Sheet {
        title: title.to_owned(),
        subject: of.number.clone().unwrap_or_default(),
        sender,
        blocks,
        stamp: draft.then(|| "DRAFT".to_owned()),
        imprint: of.seller.foot.clone(),
        foot: match &of.number {
            Some(number) => format!("{title} {number}"),
            None => format!("{title}: it is not posted and may change"),
        },
        ..Sheet::default()
    }
}

struct Paper<'a> {
    of: &'a InvoiceDocument,
}

impl Paper<'_> {
    fn credits(&self) -> bool {
        matches!(self.of.kind, InvoiceSort::CreditNote { .. })
    }

    /// An amount of the books as it stands here.
    fn amount(&self, amount: Amount) -> String {
        let shown = if self.credits() {
            amount.turned()
        } else {
            amount
        };
        figure(shown, self.of.currency)
    }

    fn buyer(&self) -> Vec<String> {
        let buyer = &self.of.buyer;
        let address = address_lines(&buyer.address);
        let mut lines: Vec<String> = Vec::new();
        for line in [&buyer.company, &buyer.name] {
            let line = clean(line);
            if !line.is_empty() && !address.contains(&line) && !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines.extend(address);
        if lines.is_empty() {
            lines.push("(not known)".to_owned());
        }
        lines
    }

    fn facts(&self) -> Vec<Fact> {
        let of = self.of;
        let (number, day) = match of.kind {
            InvoiceSort::Invoice => ("Invoice number", "Invoice date"),
            InvoiceSort::CreditNote { .. } => ("Credit note", "Date"),
        };
        let mut facts = Vec::new();
        let mut maybe = |label: &str, value: Option<String>| {
            if let Some(value) = value.map(|v| clean(&v)).filter(|v| !v.is_empty()) {
                facts.push(Fact::new(label, value));
            }
        };
        let draft = || "(draft)".to_owned();
        maybe(number, Some(of.number.clone().unwrap_or_else(draft)));
        maybe(day, of.day.map(|day| day.to_string()));
        if let InvoiceSort::CreditNote { corrects } = &of.kind {
            maybe("Corrects invoice", Some(corrects.clone()));
        }
        maybe("Order date", Some(of.ordered.to_string()));
        maybe("Delivery date", of.delivered.map(|day| day.to_string()));
        maybe("Order", Some(of.order.to_string()));
        maybe("Amazon order", Some(of.reference.to_string()));
        maybe("Marketplace", Some(of.marketplace.clone()));
        maybe("Your PO number", of.buyer.po_number.clone());
        maybe("Your VAT number", of.buyer.vat_number.clone());
        facts
    }

    fn table(&self) -> Table {
        let mut running = Amount::ZERO;
        let rows: Vec<Row> = self
            .of
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                // Where a sum can't be held, nothing is carried over rather than something wrong.
                let sum = running.plus(line.total);
                running = sum.unwrap_or(running);
                Row {
                    cells: self.cells(at + 1, line),
                    below: line
                        .sku
                        .as_deref()
                        .map(|sku| clean_short(sku, TEXT))
                        .filter(|sku| !sku.is_empty())
                        .map_or_else(String::new, |sku| format!("SKU {sku}")),
                    running: sum.map_or_else(String::new, |sum| self.amount(sum)),
                }
            })
            .collect();
        Table {
            columns: columns(&rows),
            rows,
        }
    }

    fn cells(&self, number: usize, line: &InvoiceDocumentLine) -> Vec<String> {
        let turned = if self.credits() { -1 } else { 1 };
        let unit = unit_price(line.untaxed, line.quantity, self.of.currency);
        vec![
            number.to_string(),
            clean_short(&line.text, TEXT),
            match line.quantity {
                0 => String::new(),
                pieces => pieces.saturating_mul(turned).to_string(),
            },
            unit.map_or_else(String::new, |unit| figure(unit, self.of.currency)),
            line.rate
                .map_or_else(String::new, |rate| rate.to_string().replace(' ', "")),
            self.amount(line.untaxed),
            self.amount(line.tax),
            self.amount(line.total),
        ]
    }

    fn totals(&self) -> Vec<Total> {
        let of = self.of;
        let mut totals = vec![Total::new("Total without tax", self.amount(of.untaxed))];
        for tax in &of.taxes {
            let label = match tax.rate {
                Some(rate) => format!("Tax {rate} on {}", self.amount(tax.untaxed)),
                None => format!("Tax on {}", self.amount(tax.untaxed)),
            };
            totals.push(Total::new(label, self.amount(tax.tax)));
        }
        let (total, paid) = if self.credits() {
            ("Total credited", "Total with Amazon's tax")
        } else {
            ("Total", "Paid by the buyer")
        };
        totals.push(Total::strong(
            format!("{total} {}", of.currency),
            self.amount(of.total),
        ));
        if !of.facilitator_tax.is_zero()
            && let Some(sum) = of.total.plus(of.facilitator_tax)
        {
            totals.push(Total::new(
                "Tax collected by Amazon",
                self.amount(of.facilitator_tax),
            ));
            totals.push(Total::new(
                format!("{paid} {}", of.currency),
                self.amount(sum),
            ));
        }
        totals
    }
}
