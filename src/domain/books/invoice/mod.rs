//! Invoices and credit notes of sales orders.

mod credit;
mod draft;
mod portion;
mod posting;
mod to_invoice;

pub use crate::domain::ids::InvoiceId;
pub use credit::credit_note;
pub use draft::{NotInvoiceable, draft};
pub use portion::{Portion, Rounding, portions};
pub use posting::{TaxTotal, entry_of, tax_totals};
pub use to_invoice::{Invoiced, delivered_pieces, invoiced_by, waits_for_invoice};

use super::journal::EntryNumber;
use super::tax_rate::TaxRate;
use crate::domain::day::Day;
use crate::domain::ids::{AccountId, MarketplaceId, OrderItemId, OrderNumber, Sku};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::domain::order::{LineKind, OrderKey, OrderLine};
use crate::domain::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};

/// Which line of its order a line of an invoice is: the same, however often Amazon changes the order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OrderLineRef {
    /// The Amazon item; none for what belongs to the whole order.
    pub item: Option<OrderItemId>,
    /// What kind of line, as a word.
    kind: u8,
    /// Which of several of that kind.
    nth: u8,
}

impl OrderLineRef {
    /// The references of an order's lines, in their order.
    pub fn of_lines(lines: &[OrderLine]) -> Vec<OrderLineRef> {
        let mut refs: Vec<OrderLineRef> = Vec::with_capacity(lines.len());
        for line in lines {
            let kind = match line.kind {
                LineKind::Product => 0,
                LineKind::Shipping => 1,
                LineKind::GiftWrap => 2,
                LineKind::Discount => 3,
                LineKind::Charge => 4,
                LineKind::Note => 5,
            };
            let same = |r: &&OrderLineRef| r.kind == kind && r.item == line.item;
            let nth = refs.iter().filter(same).count().min(255) as u8;
            refs.push(OrderLineRef {
                item: line.item.clone(),
                kind,
                nth,
            });
        }
        refs
    }
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// The line of the order.
    pub line: OrderLineRef,
    /// What it is.
    pub kind: LineKind,
    /// The seller's article number, for goods.
    pub sku: Option<Sku>,
    /// Title of the product, or what the charge is.
    pub title: String,
    /// Pieces; 1 for charges, negative on a credit note.
    pub quantity: i64,
    /// Amount without tax.
    pub untaxed: Amount,
    /// Tax that we owe to the tax office.
    pub tax: Amount,
    /// Its rate, where that can be told.
    pub rate: Option<TaxRate>,
    /// Tax that Amazon collects and pays itself: no revenue of ours, and nothing that the buyer owes us.
    pub facilitator_tax: Amount,
}

impl InvoiceLine {
    /// What the buyer owes us for it: without Amazon's own tax. Nothing where it can't be held.
    pub fn total(&self) -> Amount {
        self.untaxed.plus(self.tax).unwrap_or(Amount::ZERO)
    }

    /// Whether there is nothing on it.
    fn is_empty(&self) -> bool {
        self.quantity == 0
            && self.untaxed.is_zero()
            && self.tax.is_zero()
            && self.facilitator_tax.is_zero()
    }
}

/// An invoice, or what takes one back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// An invoice.
    Invoice,
    /// A credit note for this invoice. Its amounts are negative.
    CreditNote(InvoiceId),
}

/// How far an invoice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceState {
    /// It may still be dropped; it has no number.
    Draft,
    /// It is in the books.
    Posted {
        /// Its number, that of its entry.
        number: EntryNumber,
        /// Its day.
        day: Day,
    },
    /// A draft that was dropped.
    Cancelled,
}

/// An invoice or credit note. Whom it goes to is personal and stays with the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its identity, and its number as long as it is a draft.
    pub id: InvoiceId,
    /// Invoice or credit note.
    pub kind: InvoiceKind,
    /// How far it is.
    pub state: InvoiceState,
    /// The order.
    pub order: OrderKey,
    /// Amazon's reference of it.
    pub reference: AmazonOrderRef,
    /// The registration of the seller.
    pub account: AccountId,
    /// The marketplace.
    pub marketplace: MarketplaceId,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// Sum without tax.
    pub untaxed: Amount,
    /// Sum of the tax that we owe.
    pub tax: Amount,
    /// Sum of the tax that Amazon collects itself.
    pub facilitator_tax: Amount,
    /// What is owed to us: untaxed + tax. Negative on a credit note.
    pub total: Amount,
    /// What of it is not settled, once it is posted; with the sign of `total`.
    pub due: Amount,
    /// Whether it goes to a business.
    pub business: bool,
    /// Why a credit note was made; empty on invoices.
    pub reason: String,
    /// When it was made.
    pub made_at: Moment,
}

impl Invoice {
    /// The order's number.
    pub fn order_number(&self) -> OrderNumber {
        self.order.number
    }

    /// Its number in the books, once it is posted.
    pub fn number(&self) -> Option<EntryNumber> {
        match self.state {
            InvoiceState::Posted { number, .. } => Some(number),
            InvoiceState::Draft | InvoiceState::Cancelled => None,
        }
    }

    /// Whether it counts: it is not a draft that was dropped.
    pub fn stands(&self) -> bool {
        self.state != InvoiceState::Cancelled
    }

    /// How it is called: by its number, or as a draft.
    pub fn name(&self) -> String {
        self.number()
            .map_or_else(|| self.id.to_string(), |number| number.to_string())
    }

    /// Adds up its lines; `None` where a sum can't be held exactly.
    pub fn added_up(mut self) -> Option<Invoice> {
        let sum = |of: fn(&InvoiceLine) -> Amount| Amount::sum(self.lines.iter().map(of));
        self.untaxed = sum(|l| l.untaxed)?;
        self.tax = sum(|l| l.tax)?;
        self.facilitator_tax = sum(|l| l.facilitator_tax)?;
        self.total = self.untaxed.plus(self.tax)?;
        Some(self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
