//! Invoices as shown.

use crate::domain::books::invoice::{Invoice, InvoiceKind, InvoiceState, tax_totals};
use crate::domain::books::open_item::ItemId;
use crate::domain::order::SalesOrder;
use crate::engine::names::AccountNames;
use crate::engine::views::some;
use crate::protocol::books::invoices::{
    InvoiceLineView, InvoicePayment, InvoiceRef, InvoiceRow, InvoiceStatus, InvoiceView, TaxView,
};
use crate::store::books::InvoicePlace;
use crate::store::{Reading, StoreError};

pub(super) fn status(invoice: &Invoice) -> InvoiceStatus {
    match InvoicePlace::of(invoice) {
        InvoicePlace::Draft => InvoiceStatus::Draft,
        InvoicePlace::Open => InvoiceStatus::Open,
        InvoicePlace::Paid => InvoiceStatus::Paid,
        InvoicePlace::Cancelled => InvoiceStatus::Cancelled,
    }
}

pub(super) fn named(invoice: &Invoice) -> InvoiceRef {
    invoice
        .number()
        .map_or(InvoiceRef::Draft(invoice.id), InvoiceRef::Number)
}

/// Whether a business buyer's VAT number is missing (product rule I2).
pub(super) fn lacks_vat_number(invoice: &Invoice, order: Option<&SalesOrder>) -> bool {
    invoice.business && order.is_none_or(|o| o.personal.vat_number.is_empty())
}

/// An invoice as a row; `order` brings the customer's name.
pub(super) fn row(
    invoice: &Invoice,
    order: Option<&SalesOrder>,
    names: &AccountNames,
) -> InvoiceRow {
    InvoiceRow {
        id: invoice.id,
        number: invoice.number(),
        credit_note: invoice.kind != InvoiceKind::Invoice,
        status: status(invoice),
        date: match invoice.state {
            InvoiceState::Posted { day, .. } => Some(day),
            InvoiceState::Draft | InvoiceState::Cancelled => None,
        },
        order: invoice.order_number(),
        amazon_order_ref: invoice.reference.to_string(),
        account: names.of(invoice.account),
        marketplace: invoice.marketplace.clone(),
        customer: order.map_or_else(String::new, |o| o.personal.name.clone()),
        currency: invoice.currency,
        untaxed: invoice.untaxed,
        tax: invoice.tax,
        total: invoice.total,
        due: invoice.due,
        business: invoice.business,
        vat_number_missing: lacks_vat_number(invoice, order),
    }
}

/// An invoice whole.
pub(super) fn view(
    reading: &Reading<'_>,
    invoice: &Invoice,
    names: &AccountNames,
) -> Result<InvoiceView, StoreError> {
    let order = reading.order(invoice.order)?;
    let siblings = reading.invoices_of(invoice.order_number())?;
    let credits = match invoice.kind {
        InvoiceKind::Invoice => None,
        InvoiceKind::CreditNote(of) => siblings.iter().find(|i| i.id == of).map(named),
    };
    let credited_by = siblings
        .iter()
        .filter(|i| i.stands() && i.kind == InvoiceKind::CreditNote(invoice.id))
        .map(named)
        .collect();
    let mut payments = Vec::new();
    if let Some(entry) = invoice.number() {
        let own = ItemId { entry, line: 0 };
        for made in reading.matches_of(own)? {
            let other = if made.debit == own {
                made.credit
            } else {
                made.debit
            };
            payments.push(InvoicePayment {
                number: other.entry,
                date: reading.item(other)?.map(|item| item.day),
                amount: made.amount,
            });
        }
    }
    let personal = order.as_ref().map(|o| &o.personal);
    Ok(InvoiceView {
        row: row(invoice, order.as_ref(), names),
        credits,
        credited_by,
        reason: some(&invoice.reason),
        company: personal.and_then(|p| some(&p.company)),
        vat_number: personal.and_then(|p| some(&p.vat_number)),
        facilitator_tax: invoice.facilitator_tax,
        lines: invoice
            .lines
            .iter()
            .map(|line| InvoiceLineView {
                kind: line.kind,
                sku: line.sku.as_ref().map(ToString::to_string),
                title: line.title.clone(),
                quantity: line.quantity,
                untaxed: line.untaxed,
                rate: line.rate,
                tax: line.tax,
                facilitator_tax: line.facilitator_tax,
                total: line.total(),
            })
            .collect(),
        taxes: tax_totals(&invoice.lines)
            .unwrap_or_default()
            .into_iter()
            .map(|total| TaxView {
                rate: total.rate,
                untaxed: total.untaxed,
                tax: total.tax,
            })
            .collect(),
        payments,
        made_at: invoice.made_at,
    })
}
