//! Invoices made of what was delivered.

use super::invoice_post::{post_now, warning};
use super::invoice_views::row;
use super::{MOST, day_or_today, limit_of, sized};
use crate::domain::books::invoice::{Invoice, NotInvoiceable, draft};
use crate::domain::day::Day;
use crate::domain::ids::{InvoiceId, OrderNumber};
use crate::domain::moment::Moment;
use crate::domain::order::{OrderKey, SalesOrder};
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::books::Skipped;
use crate::protocol::books::invoices::{InvoiceReply, InvoicedOrders, InvoicesMade, NewInvoices};
use crate::protocol::orders::OrderRef;
use crate::protocol::upkeep::Level;
use crate::store::writing::Sequence;
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// How invoices are made.
#[derive(Clone, Copy)]
struct How<'a> {
    post: Option<Day>,
    force: bool,
    who: &'a str,
    now: Moment,
}

/// Makes invoices, and posts them if that is wanted; what can't be invoiced is passed over.
pub(super) async fn create(
    core: &Arc<Core>,
    who: &Who,
    new: NewInvoices,
) -> Result<InvoiceReply, Failure> {
    if let InvoicedOrders::Orders(orders) = &new.of {
        sized(orders, "orders")?;
    }
    let day = day_or_today(core, new.day)?;
    let (who, now, names) = (who.name.clone(), core.now(), core.names.clone());
    let made = core
        .writer
        .change(move |writing| {
            let how = How {
                post: new.post.then_some(day),
                force: new.force,
                who: &who,
                now,
            };
            let (orders, next) = orders_of(writing, &new.of)?;
            let mut made = InvoicesMade {
                next,
                ..InvoicesMade::default()
            };
            for (named, key) in orders {
                let known = key.map(|key| writing.known_order(key)).transpose()?;
                let Some((order, _, notices)) = known else {
                    made.skipped.push(Skipped {
                        what: named.clone(),
                        amazon_order_ref: None,
                        reason: "there is no such order here".to_owned(),
                    });
                    continue;
                };
                match make(writing, &order, &notices, how)? {
                    Ok(invoice) => {
                        made.warnings.extend(warning(&invoice, &order));
                        made.invoices.push(row(&invoice, Some(&order), &names));
                    }
                    Err(reason) => made.skipped.push(Skipped {
                        what: order.head.number.to_string(),
                        amazon_order_ref: Some(order.head.reference.to_string()),
                        reason,
                    }),
                }
            }
            if !made.invoices.is_empty() {
                let count = made.invoices.len();
                let done = if new.post { "Posted" } else { "Drafted" };
                let plural = if count == 1 { "" } else { "s" };
                let told = format!("{done} {count} invoice{plural}.");
                writing.note(entry(now, &who, Level::Info, None, told))?;
            }
            Ok(made)
        })
        .await?;
    Ok(InvoiceReply::Made(made))
}

type Named = (String, Option<OrderKey>);

fn orders_of(
    writing: &Writing<'_>,
    of: &InvoicedOrders,
) -> Result<(Vec<Named>, Option<OrderNumber>), StoreError> {
    match of {
        InvoicedOrders::Orders(orders) => {
            let mut found: Vec<Named> = Vec::with_capacity(orders.len());
            for order in orders {
                found.push(match order {
                    OrderRef::Number(number) => (number.to_string(), writing.key_of(*number)?),
                    OrderRef::Amazon(reference) => {
                        let key = writing.seen(*reference)?.and_then(|seen| seen.order);
                        (reference.to_string(), key)
                    }
                });
            }
            Ok((found, None))
        }
        InvoicedOrders::AllDelivered { after, limit } => {
            let limit = limit_of(*limit, MOST as u32);
            let mut numbers = writing.orders_to_invoice(*after, limit + 1)?;
            let more = numbers.len() > limit;
            numbers.truncate(limit);
            let next = numbers.last().copied().filter(|_| more);
            let mut found = Vec::with_capacity(numbers.len());
            for number in numbers {
                found.push((number.to_string(), writing.key_of(number)?));
            }
            Ok((found, next))
        }
    }
}

fn make(
    writing: &mut Writing<'_>,
    order: &SalesOrder,
    notices: &[crate::domain::notice::Notice],
    how: How<'_>,
) -> Result<Result<Invoice, String>, StoreError> {
    if let Some(day) = how.post
        && let Err(closed) = writing.open_for(day)?
    {
        return Ok(Err(closed.to_string()));
    }
    let before = writing.invoices_of(order.head.number)?;
    let rounding = writing.books_settings()?.rounding;
    let id = InvoiceId(writing.peek(Sequence::Invoice)? as u32);
    let drafted = draft(order, notices, &before, id, rounding, how.force, how.now);
    let invoice = match drafted {
        Ok(invoice) => invoice,
        Err(NotInvoiceable::AllInvoiced) => {
            let by: Vec<String> = before
                .iter()
                .filter(|i| i.stands())
                .map(Invoice::name)
                .collect();
            let reason = NotInvoiceable::AllInvoiced;
            return Ok(Err(format!("{reason}: {}", by.join(", "))));
        }
        Err(reason) => return Ok(Err(reason.to_string())),
    };
    writing.take(Sequence::Invoice, 1)?;
    match how.post {
        None => {
            writing.put_invoice(&invoice)?;
            Ok(Ok(invoice))
        }
        Some(day) => post_now(writing, &invoice, day, how.who, how.now),
    }
}
