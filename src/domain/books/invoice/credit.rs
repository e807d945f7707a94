//! Credit notes: what takes an invoice back.

use super::{Invoice, InvoiceKind, InvoiceLine, InvoiceState};
use crate::domain::ids::InvoiceId;
use crate::domain::moment::Moment;
use crate::domain::money::Amount;

/// The credit note that takes back a whole invoice; the entry of it is made when it is posted.
pub fn credit_note(invoice: &Invoice, id: InvoiceId, reason: &str, now: Moment) -> Invoice {
    let lines = invoice
        .lines
        .iter()
        .map(|line| InvoiceLine {
            quantity: -line.quantity,
            untaxed: line.untaxed.turned(),
            tax: line.tax.turned(),
            facilitator_tax: line.facilitator_tax.turned(),
            ..line.clone()
        })
        .collect();
    Invoice {
        id,
        kind: InvoiceKind::CreditNote(invoice.id),
        state: InvoiceState::Draft,
        lines,
        untaxed: invoice.untaxed.turned(),
        tax: invoice.tax.turned(),
        facilitator_tax: invoice.facilitator_tax.turned(),
        total: invoice.total.turned(),
        due: Amount::ZERO,
        reason: reason.to_owned(),
        made_at: now,
        ..invoice.clone()
    }
}
