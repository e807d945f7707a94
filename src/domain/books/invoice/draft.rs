//! Drafts of invoices: from what was delivered and is not invoiced (product rule I1).

use super::portion::{Portion, Rounding, portions};
use super::to_invoice::{Invoiced, invoiced_by};
use super::{Invoice, InvoiceKind, InvoiceLine, InvoiceState, OrderLineRef};
use crate::domain::books::tax_rate::{TaxRate, rates};
use crate::domain::ids::{InvoiceId, OrderItemId};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::domain::notice::{Content, Notice, Step};
use crate::domain::order::{Flags, LineKind, OrderLine, OrderState, SalesOrder};
use rust_decimal::{Decimal, RoundingStrategy};

/// Why an order makes no invoice now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInvoiceable {
    /// It was cancelled.
    #[error("it is cancelled")]
    Cancelled,
    /// It was cancelled after it had left.
    #[error("it was cancelled after it had left")]
    CancelledAfterShipment,
    /// It carries no money.
    #[error("it carries no money")]
    NoMoney,
    /// Nothing has left.
    #[error("nothing of it is delivered yet")]
    NothingDelivered,
    /// Everything that has left is invoiced.
    #[error("everything delivered is invoiced already")]
    AllInvoiced,
    /// What was invoiced is more than what Amazon states now.
    #[error("Amazon lowered its amounts after they were invoiced: make a credit note first")]
    AmountsLowered,
    /// Our total and Amazon's differ.
    #[error("our total and Amazon's differ; it is invoiced only if that is wanted")]
    TotalMismatch,
    /// Pieces were cancelled, and Amazon's amounts may still be for all.
    #[error("Amazon has not yet stated its amounts without the cancelled pieces")]
    CancellationOpen,
    /// A sum can't be held exactly.
    #[error("its amounts are too large")]
    TooLarge,
}

/// A draft of what was delivered and is on none of the order's other invoices. With `force` also where our total and
/// Amazon's differ.
pub fn draft(
    order: &SalesOrder,
    notices: &[Notice],
    invoices: &[Invoice],
    id: InvoiceId,
    rounding: Rounding,
    force: bool,
    now: Moment,
) -> Result<Invoice, NotInvoiceable> {
    refuse(order, notices, force)?;
    let invoiced = invoiced_by(invoices).ok_or(NotInvoiceable::TooLarge)?;
    let lines = &order.body.lines;
    let refs = OrderLineRef::of_lines(lines);
    let own_tax = own_taxes(order).ok_or(NotInvoiceable::TooLarge)?;
    let all: Vec<Portion> = lines
        .iter()
        .zip(&own_tax)
        .map(|(line, tax)| {
            let (pieces, of) = progress(line, lines, notices);
            Portion {
                untaxed: line.untaxed,
                tax: *tax,
                pieces,
                of,
            }
        })
        .collect();
    let currency = order.head.currency;
    let own = portions(&all, currency, rounding).ok_or(NotInvoiceable::TooLarge)?;
    let amounts: Vec<_> = all.iter().map(|p| (p.untaxed, p.tax)).collect();
    let told = rates(&amounts, currency);
    let mut made = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let (Some(portion), Some((untaxed, tax)), Some(line_ref), Some(ours)) =
            (all.get(at), own.get(at), refs.get(at), own_tax.get(at))
        else {
            continue;
        };
        let amazons = line.tax.minus(*ours).ok_or(NotInvoiceable::TooLarge)?;
        let amazons = share(amazons, portion, currency).ok_or(NotInvoiceable::TooLarge)?;
        let before = invoiced.get(line_ref).copied().unwrap_or_default();
        let due = Invoiced {
            quantity: quantity(line, portion),
            untaxed: *untaxed,
            tax: *tax,
            facilitator_tax: amazons,
        };
        let rate = told.get(at).copied().flatten();
        let new = line_of(line, line_ref, due, before, rate).ok_or(NotInvoiceable::TooLarge)?;
        if !new.is_empty() {
            made.push(new);
        }
    }
    if !made
        .iter()
        .any(|l| l.kind == LineKind::Product && l.quantity > 0)
    {
        let sum = Amount::sum(made.iter().map(InvoiceLine::total));
        return Err(match sum {
            Some(sum) if sum < Amount::ZERO => NotInvoiceable::AmountsLowered,
            _ => NotInvoiceable::AllInvoiced,
        });
    }
    let invoice = Invoice {
        id,
        kind: InvoiceKind::Invoice,
        state: InvoiceState::Draft,
        order: order.head.key(),
        reference: order.head.reference,
        account: order.head.account,
        marketplace: order.head.marketplace.clone(),
        currency,
        lines: made,
        untaxed: Amount::ZERO,
        tax: Amount::ZERO,
        facilitator_tax: Amount::ZERO,
        total: Amount::ZERO,
        due: Amount::ZERO,
        business: order.head.flags.has(Flags::BUSINESS),
        reason: String::new(),
        made_at: now,
    };
    let invoice = invoice.added_up().ok_or(NotInvoiceable::TooLarge)?;
    match invoice.total {
        total if total < Amount::ZERO => Err(NotInvoiceable::AmountsLowered),
        total if total.is_zero() => Err(NotInvoiceable::NoMoney),
        _ => Ok(invoice),
    }
}

fn refuse(order: &SalesOrder, notices: &[Notice], force: bool) -> Result<(), NotInvoiceable> {
    let head = &order.head;
    if head.state == OrderState::Cancelled {
        return Err(NotInvoiceable::Cancelled);
    }
    if head.flags.has(Flags::CANCELLED_AFTER_SHIPMENT) {
        return Err(NotInvoiceable::CancelledAfterShipment);
    }
    if head.flags.has(Flags::REPLACEMENT) || head.total.is_zero() {
        return Err(NotInvoiceable::NoMoney);
    }
    let goods = |l: &&OrderLine| l.kind == LineKind::Product;
    if order
        .body
        .lines
        .iter()
        .filter(goods)
        .all(|l| l.delivered == 0)
    {
        return Err(NotInvoiceable::NothingDelivered);
    }
    if head.total_mismatch() && !force {
        return Err(NotInvoiceable::TotalMismatch);
    }
    let open = |n: &Notice| {
        matches!(n.content, Content::Cancellation { .. })
            && match n.step {
                Step::Synchronized { .. } => head.updated < n.queued,
                Step::Solved { .. } | Step::Withdrawn { .. } => false,
                _ => true,
            }
    };
    if notices.iter().any(open) {
        return Err(NotInvoiceable::CancellationOpen);
    }
    Ok(())
}

/// How many pieces of a line are delivered, and for how many Amazon states its amount. Charges and discounts of an item go
/// with its goods; those of the whole order go with the first delivery.
fn progress(line: &OrderLine, lines: &[OrderLine], notices: &[Notice]) -> (u32, u32) {
    let goods = |l: &&OrderLine| l.kind == LineKind::Product;
    if line.kind == LineKind::Note {
        return (0, 1);
    }
    if line.item.is_none() {
        let any = lines.iter().filter(goods).any(|l| l.delivered > 0);
        return (u32::from(any), 1);
    }
    let mut pieces = (0u32, 0u32);
    for goods in lines.iter().filter(goods).filter(|l| l.item == line.item) {
        let kept = goods
            .item
            .as_ref()
            .map_or(0, |i| kept_from_amazon(notices, i));
        let gone = goods.cancelled.saturating_sub(kept);
        pieces.0 = pieces.0.saturating_add(goods.delivered);
        pieces.1 = pieces.1.saturating_add(goods.quantity.saturating_sub(gone));
    }
    (pieces.0, pieces.1.max(1))
}

/// Pieces of an item that were cancelled here without telling Amazon, so that its amounts are still for all.
fn kept_from_amazon(notices: &[Notice], item: &OrderItemId) -> u32 {
    let kept = |notice: &Notice| match &notice.content {
        Content::Cancellation { in_all, .. }
            if matches!(notice.step, Step::Solved { .. })
                && notice.attempts == 0
                && notice.refusal.is_none() =>
        {
            let here = in_all.iter().find(|(id, _)| id == item);
            here.map(|(_, pieces)| *pieces)
        }
        _ => None,
    };
    notices.iter().filter_map(kept).max().unwrap_or(0)
}

/// Of each line's tax, what we owe ourselves: Amazon's own is spread over the taxed lines by their tax, as Amazon collects
/// for all lines or for none but in odd cases.
fn own_taxes(order: &SalesOrder) -> Option<Vec<Amount>> {
    let lines = &order.body.lines;
    let amazons = order.body.facilitator_tax;
    let all = Amount::sum(lines.iter().map(|l| l.tax))?;
    if amazons.is_zero() {
        return Some(lines.iter().map(|l| l.tax).collect());
    }
    if amazons == all || all.is_zero() {
        return Some(vec![Amount::ZERO; lines.len()]);
    }
    let digits = order.head.currency.minor_digits();
    let mut left = amazons;
    let mut own = Vec::with_capacity(lines.len());
    let last = lines.iter().rposition(|l| !l.tax.is_zero());
    for (at, line) in lines.iter().enumerate() {
        let part = if Some(at) == last {
            left
        } else {
            let exact = line.tax.0.checked_mul(amazons.0)?.checked_div(all.0)?;
            Amount(exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
        };
        left = left.minus(part)?;
        own.push(line.tax.minus(part)?);
    }
    Some(own)
}

fn share(amount: Amount, portion: &Portion, currency: Currency) -> Option<Amount> {
    if portion.pieces >= portion.of {
        return Some(amount);
    }
    let exact = amount.0.checked_mul(Decimal::from(portion.pieces))?;
    let exact = exact.checked_div(Decimal::from(portion.of))?;
    let digits = currency.minor_digits();
    Some(Amount(exact.round_dp_with_strategy(
        digits,
        RoundingStrategy::MidpointAwayFromZero,
    )))
}

fn quantity(line: &OrderLine, portion: &Portion) -> i64 {
    match line.kind {
        LineKind::Product => i64::from(line.delivered),
        LineKind::Note => 0,
        _ => i64::from(portion.pieces > 0),
    }
}

fn line_of(
    line: &OrderLine,
    line_ref: &OrderLineRef,
    due: Invoiced,
    before: Invoiced,
    rate: Option<TaxRate>,
) -> Option<InvoiceLine> {
    let untaxed = due.untaxed.minus(before.untaxed)?;
    let tax = due.tax.minus(before.tax)?;
    Some(InvoiceLine {
        line: line_ref.clone(),
        kind: line.kind,
        sku: line.sku.clone(),
        title: line.title.clone(),
        quantity: due.quantity - before.quantity,
        untaxed,
        tax,
        rate,
        facilitator_tax: due.facilitator_tax.minus(before.facilitator_tax)?,
    })
}
