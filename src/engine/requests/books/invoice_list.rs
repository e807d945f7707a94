//! Invoices looked at: the list, one whole, and which orders wait for one.

use super::invoice_views::{row, view};
use super::{find, limit_of};
use crate::domain::ids::OrderNumber;
use crate::engine::core::Core;
use crate::engine::views;
use crate::protocol::books::invoices::{
    InvoiceListRequest, InvoicePage, InvoiceRef, InvoiceReply, InvoiceStatus, ToInvoicePage,
};
use crate::protocol::orders::OrderRef;
use crate::protocol::{Failure, FailureCode};
use crate::store::books::InvoicePlace;
use crate::store::counters::{Counter, figure};
use crate::store::{Reading, StoreError};
use std::sync::Arc;

/// Most rows of a part of the list.
const MOST_ROWS: u32 = 500;

fn place(status: InvoiceStatus) -> InvoicePlace {
    match status {
        InvoiceStatus::Draft => InvoicePlace::Draft,
        InvoiceStatus::Open => InvoicePlace::Open,
        InvoiceStatus::Paid => InvoicePlace::Paid,
        InvoiceStatus::Cancelled => InvoicePlace::Cancelled,
    }
}

/// The number of an order that is here.
pub(super) fn number_of(
    reading: &Reading<'_>,
    order: OrderRef,
) -> Result<Option<OrderNumber>, StoreError> {
    Ok(match order {
        OrderRef::Number(number) => reading.key_of_number(number)?.map(|key| key.number),
        OrderRef::Amazon(reference) => {
            let key = reading.seen(reference)?.and_then(|seen| seen.order);
            key.map(|key| key.number)
        }
    })
}

/// A part of the list of invoices.
pub(super) async fn list(
    core: &Arc<Core>,
    wanted: InvoiceListRequest,
) -> Result<InvoiceReply, Failure> {
    let names = core.names.clone();
    let page = core
        .read(move |reading| {
            let limit = limit_of(wanted.limit, MOST_ROWS);
            let mut found = Vec::new();
            if let Some(order) = wanted.order {
                let Some(number) = number_of(reading, order)? else {
                    return Ok(None);
                };
                found = reading.invoices_of(number)?;
                found.reverse();
                if let Some(status) = wanted.status {
                    found.retain(|i| InvoicePlace::of(i) == place(status));
                }
            } else {
                reading.walk_invoices(wanted.status.map(place), wanted.before, |invoice| {
                    found.push(invoice);
                    found.len() <= limit
                })?;
            }
            let more = found.len() > limit;
            found.truncate(limit);
            let counts = reading.counts()?;
            let mut page = InvoicePage {
                next: found.last().filter(|_| more).map(|last| last.id),
                to_invoice: figure(&counts, Counter::OrdersToInvoice),
                drafts: figure(&counts, Counter::InvoiceDrafts),
                open: figure(&counts, Counter::InvoicesOpen),
                invoices: Vec::with_capacity(found.len()),
            };
            for invoice in &found {
                let order = reading.order(invoice.order)?;
                page.invoices.push(row(invoice, order.as_ref(), &names));
            }
            Ok(Some(page))
        })
        .await?;
    page.map(InvoiceReply::Page)
        .ok_or_else(|| Failure::new(FailureCode::NotFound, "There is no such order."))
}

/// The orders with delivered goods that no invoice has.
pub(super) async fn to_invoice(
    core: &Arc<Core>,
    after: Option<OrderNumber>,
    limit: u32,
) -> Result<InvoiceReply, Failure> {
    let names = core.names.clone();
    let page = core
        .read(move |reading| {
            let limit = limit_of(limit, MOST_ROWS);
            let mut numbers = reading.orders_to_invoice(after, limit + 1)?;
            let more = numbers.len() > limit;
            numbers.truncate(limit);
            let mut keys = Vec::with_capacity(numbers.len());
            for number in &numbers {
                keys.extend(reading.key_of_number(*number)?);
            }
            let rows = reading.order_rows(&keys)?;
            Ok(ToInvoicePage {
                orders: rows
                    .into_iter()
                    .map(|listed| views::row(listed, &names))
                    .collect(),
                next: numbers.last().copied().filter(|_| more),
                total: figure(&reading.counts()?, Counter::OrdersToInvoice),
            })
        })
        .await?;
    Ok(InvoiceReply::ToInvoice(page))
}

/// One invoice, whole.
pub(super) async fn show(core: &Arc<Core>, invoice: InvoiceRef) -> Result<InvoiceReply, Failure> {
    let names = core.names.clone();
    let shown = core
        .read(move |reading| {
            Ok(match find::invoice(reading, invoice)? {
                Ok(invoice) => Ok(view(reading, &invoice, &names)?),
                Err(missing) => Err(missing),
            })
        })
        .await??;
    Ok(InvoiceReply::Invoice(Box::new(shown)))
}
