//! What of an order is invoiced, and whether something of it waits to be.

use super::{Invoice, OrderLineRef};
use crate::domain::money::Amount;
use crate::domain::order::{Flags, LineKind, OrderBody, OrderHead, OrderState};
use std::collections::BTreeMap;

/// What of a line of an order is invoiced: posted or drafted, less what was credited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invoiced {
    /// Pieces.
    pub quantity: i64,
    /// Amount without tax.
    pub untaxed: Amount,
    /// Tax that we owe.
    pub tax: Amount,
    /// Tax that Amazon collects itself.
    pub facilitator_tax: Amount,
}

/// What of each line the invoices of an order hold; `None` where a sum can't be held exactly.
pub fn invoiced_by(invoices: &[Invoice]) -> Option<BTreeMap<OrderLineRef, Invoiced>> {
    let mut all: BTreeMap<OrderLineRef, Invoiced> = BTreeMap::new();
    for line in invoices
        .iter()
        .filter(|i| i.stands())
        .flat_map(|i| &i.lines)
    {
        let sum = all.entry(line.line.clone()).or_default();
        sum.quantity += line.quantity;
        sum.untaxed = sum.untaxed.plus(line.untaxed)?;
        sum.tax = sum.tax.plus(line.tax)?;
        sum.facilitator_tax = sum.facilitator_tax.plus(line.facilitator_tax)?;
    }
    Some(all)
}

/// Whether goods of an order have left that no invoice has; `pieces` is how many of its goods invoices have.
pub fn waits_for_invoice(head: &OrderHead, body: &OrderBody, pieces: i64) -> bool {
    head.state == OrderState::Confirmed
        && !head.flags.has(Flags::CANCELLED_AFTER_SHIPMENT)
        && !head.flags.has(Flags::REPLACEMENT)
        && !head.total.is_zero()
        && delivered_pieces(body) > pieces
}

/// Pieces of goods that have left.
pub fn delivered_pieces(body: &OrderBody) -> i64 {
    let goods = body.lines.iter().filter(|l| l.kind == LineKind::Product);
    goods.map(|l| i64::from(l.delivered)).sum()
}
