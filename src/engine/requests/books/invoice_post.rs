//! Invoices posted, dropped, credited; the buyer's VAT number typed in.

use super::invoice_list::show;
use super::invoice_views::{lacks_vat_number, named, row};
use super::{allowed, closed, conflict, day_or_today, find, invalid, sized};
use crate::domain::books::invoice::{Invoice, InvoiceKind, InvoiceState, credit_note, entry_of};
use crate::domain::day::Day;
use crate::domain::ids::InvoiceId;
use crate::domain::moment::Moment;
use crate::domain::order::{HistoryEntry, SalesOrder};
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::{about, entry};
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::books::Skipped;
use crate::protocol::books::invoices::{InvoiceRef, InvoiceReply, InvoicesMade};
use crate::protocol::upkeep::Level;
use crate::store::writing::Sequence;
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// What a person should look at before an invoice goes out.
pub(super) fn warning(invoice: &Invoice, order: &SalesOrder) -> Option<String> {
    lacks_vat_number(invoice, Some(order)).then(|| {
        format!(
            "{} goes to a business without a VAT number: look it up in Seller Central and type it in.",
            invoice.name()
        )
    })
}

/// Posts a draft that may have been written or not. Nothing is written if it can't be posted.
pub(super) fn post_now(
    writing: &mut Writing<'_>,
    invoice: &Invoice,
    day: Day,
    who: &str,
    now: Moment,
) -> Result<Result<Invoice, String>, StoreError> {
    let entry = match entry_of(invoice, day) {
        Ok(entry) => entry,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let posted = writing.post_invoice(invoice, entry, now, who)?;
    Ok(posted.map_err(|closed| closed.to_string()))
}

/// Posts drafts; what can't be posted is passed over.
pub(super) async fn post(
    core: &Arc<Core>,
    who: &Who,
    invoices: Vec<InvoiceRef>,
    day: Option<Day>,
) -> Result<InvoiceReply, Failure> {
    sized(&invoices, "invoices")?;
    let day = day_or_today(core, day)?;
    let (who, now, names) = (who.name.clone(), core.now(), core.names.clone());
    let made = core
        .writer
        .change(move |writing| {
            let mut made = InvoicesMade::default();
            for named in &invoices {
                let skipped = |reason: String, reference: Option<String>| Skipped {
                    what: named.to_string(),
                    amazon_order_ref: reference,
                    reason,
                };
                let invoice = match find::invoice(writing, *named)? {
                    Ok(invoice) => invoice,
                    Err(missing) => {
                        made.skipped.push(skipped(missing.message, None));
                        continue;
                    }
                };
                let reference = Some(invoice.reference.to_string());
                let posted = match invoice.state {
                    InvoiceState::Draft => post_now(writing, &invoice, day, &who, now)?,
                    InvoiceState::Posted { .. } => Err("it is posted already".to_owned()),
                    InvoiceState::Cancelled => Err("it was dropped".to_owned()),
                };
                match posted {
                    Ok(invoice) => {
                        let order = writing.order(invoice.order)?;
                        made.warnings
                            .extend(order.as_ref().and_then(|order| warning(&invoice, order)));
                        made.invoices.push(row(&invoice, order.as_ref(), &names));
                    }
                    Err(reason) => made.skipped.push(skipped(reason, reference)),
                }
            }
            if !made.invoices.is_empty() {
                let count = made.invoices.len();
                let plural = if count == 1 { "" } else { "s" };
                let told = format!("Posted {count} invoice{plural}.");
                writing.note(entry(now, &who, Level::Info, None, told))?;
            }
            Ok(made)
        })
        .await?;
    Ok(InvoiceReply::Made(made))
}

/// Drops a draft.
pub(super) async fn cancel(
    core: &Arc<Core>,
    who: &Who,
    invoice: InvoiceRef,
) -> Result<InvoiceReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let found = allowed!(find::invoice(writing, invoice)?);
            if found.state != InvoiceState::Draft {
                return Ok(Err(conflict(format!("{} is no draft.", found.name()))
                    .hint("What is posted is taken back by a credit note.")));
            }
            let told = format!("Dropped the draft {}.", found.id);
            writing.put_invoice(&Invoice {
                state: InvoiceState::Cancelled,
                ..found
            })?;
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    show(core, invoice).await
}

/// Takes a posted invoice back by a credit note.
pub(super) async fn credit(
    core: &Arc<Core>,
    who: &Who,
    invoice: InvoiceRef,
    reason: String,
    day: Option<Day>,
) -> Result<InvoiceReply, Failure> {
    let reason = clean_short(reason.trim(), 200);
    if reason.is_empty() {
        return Err(invalid("A credit note needs a reason: it stands on it."));
    }
    let day = day_or_today(core, day)?;
    let (who, now) = (who.name.clone(), core.now());
    let note = core
        .writer
        .change(move |writing| {
            let found = allowed!(find::invoice(writing, invoice)?);
            if found.number().is_none() || found.kind != InvoiceKind::Invoice {
                return Ok(Err(conflict(format!(
                    "{} is no posted invoice.",
                    found.name()
                ))
                .hint("A draft is dropped with `orderdeck invoice cancel`.")));
            }
            let others = writing.invoices_of(found.order_number())?;
            let taken_back = others
                .iter()
                .find(|i| i.stands() && i.kind == InvoiceKind::CreditNote(found.id));
            if let Some(note) = taken_back {
                return Ok(Err(conflict(format!(
                    "{} is taken back by {} already.",
                    found.name(),
                    note.name()
                ))));
            }
            allowed!(writing.open_for(day)?.map_err(closed));
            let id = InvoiceId(writing.peek(Sequence::Invoice)? as u32);
            let note = credit_note(&found, id, &reason, now);
            let entry_made = allowed!(entry_of(&note, day).map_err(|e| invalid(format!("{e}."))));
            writing.take(Sequence::Invoice, 1)?;
            let posted = allowed!(
                writing
                    .post_invoice(&note, entry_made, now, &who)?
                    .map_err(closed)
            );
            let told = format!("{} takes back {}.", posted.name(), found.name());
            writing.note(entry(now, &who, Level::Info, Some(found.account), told))?;
            Ok(Ok(named(&posted)))
        })
        .await??;
    show(core, note).await
}

/// Types in the VAT number of the buyer; it stands on all invoices of the order.
pub(super) async fn vat_number(
    core: &Arc<Core>,
    who: &Who,
    invoice: InvoiceRef,
    number: &str,
) -> Result<InvoiceReply, Failure> {
    let number: String = clean_short(number, 40)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_uppercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
    if !number.chars().all(fits) || (!number.is_empty() && number.len() < 4) {
        return Err(invalid(format!("{number:?} is no VAT number."))
            .hint("It has at least four letters and digits, such as DE123456789."));
    }
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let found = allowed!(find::invoice(writing, invoice)?);
            let Some(before) = writing.order(found.order)? else {
                return Err(StoreError::Damaged { table: "orders" });
            };
            let mut order = before.clone();
            order.personal.vat_number = number.clone();
            order.body.history.push(HistoryEntry {
                at: now,
                who: who.clone(),
                what: "The buyer's VAT number was typed in.".to_owned(),
            });
            writing.put_order(&order, Some(&before), now)?;
            let told = format!("Typed in the VAT number of {}.", order.head.number);
            let told = entry(now, &who, Level::Info, Some(found.account), told);
            writing.note(about(told, order.head.reference))?;
            Ok(Ok(()))
        })
        .await??;
    show(core, invoice).await
}
