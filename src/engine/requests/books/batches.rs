//! Batch payments (batch deposit): made, validated, taken apart.

use super::payments::is_loose;
use super::{allowed, conflict, day_or_today, find, invalid, limit_of, payment_views};
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::books::payment::{Batch, BatchState, Payment, batch_of};
use crate::domain::day::Day;
use crate::domain::ids::BatchNumber;
use crate::domain::money::Currency;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::books::payments::{BatchList, PaymentReply};
use crate::protocol::upkeep::Level;
use crate::store::StoreError;
use crate::store::writing::Sequence;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Payments that one batch may have.
const LARGEST: usize = 20_000;

/// Makes batch payments: one of the named payments, or one for each currency of all loose ones.
pub(super) async fn create(
    core: &Arc<Core>,
    who: &Who,
    payments: Vec<EntryNumber>,
    journal: Journal,
    day: Option<Day>,
    validate: bool,
) -> Result<PaymentReply, Failure> {
    if payments.len() > LARGEST {
        return Err(invalid(format!(
            "A batch payment has at most {LARGEST} payments."
        )));
    }
    let day = day_or_today(core, day)?;
    let groups = if payments.is_empty() {
        loose(core, journal).await?
    } else {
        vec![payments]
    };
    if groups.is_empty() {
        return Err(conflict("There are no payments without a batch.")
            .hint("Register payments first: `orderdeck payment register`."));
    }
    let (who, now) = (who.name.clone(), core.now());
    let made = core
        .writer
        .change(move |writing| {
            let mut batches: Vec<Batch> = Vec::with_capacity(groups.len());
            let mut all: Vec<Payment> = Vec::new();
            let first = writing.peek(Sequence::Batch)? as u32;
            for (number, group) in (first..).map(BatchNumber).zip(&groups) {
                let mut payments = Vec::with_capacity(group.len());
                for number in group {
                    payments.push(allowed!(find::payment(writing, *number)?));
                }
                let batch = batch_of(number, day, &payments, now);
                let mut batch = allowed!(batch.map_err(|e| conflict(e.to_string())));
                if validate {
                    batch.state = BatchState::Validated;
                }
                all.extend(payments.into_iter().map(|payment| Payment {
                    batch: Some(number),
                    ..payment
                }));
                batches.push(batch);
            }
            writing.take(Sequence::Batch, batches.len() as u64)?;
            for payment in &all {
                writing.put_payment(payment)?;
            }
            for batch in &batches {
                writing.put_batch(batch)?;
                let told = format!(
                    "Batch payment {} of {} payments, {} {}.",
                    batch.number,
                    batch.payments.len(),
                    batch.total,
                    batch.currency
                );
                writing.note(entry(now, &who, Level::Info, None, told))?;
            }
            Ok(Ok(batches.iter().map(|b| b.number).collect::<Vec<_>>()))
        })
        .await??;
    let batches = core
        .read(move |reading| {
            let mut batches = Vec::with_capacity(made.len());
            for number in made {
                if let Some(batch) = reading.batch(number)? {
                    batches.push(payment_views::batch(reading, &batch, false)?);
                }
            }
            Ok(BatchList { batches })
        })
        .await?;
    Ok(PaymentReply::Batches(batches))
}

/// The loose payments of a journal, by currency, oldest first.
async fn loose(core: &Arc<Core>, journal: Journal) -> Result<Vec<Vec<EntryNumber>>, Failure> {
    core.read(move |reading| {
        let mut groups: BTreeMap<Currency, Vec<EntryNumber>> = BTreeMap::new();
        reading.walk_payments(|payment| {
            let group = groups.entry(payment.currency).or_default();
            if is_loose(&payment) && payment.number.journal == journal && group.len() < LARGEST {
                group.push(payment.number);
            }
            true
        })?;
        groups.retain(|_, group| !group.is_empty());
        for group in groups.values_mut() {
            group.reverse();
        }
        Ok(groups.into_values().collect())
    })
    .await
}

/// Batch payments, newest first.
pub(super) async fn list(core: &Arc<Core>, limit: u32) -> Result<PaymentReply, Failure> {
    let list = core
        .read(move |reading| {
            let limit = limit_of(limit, 500);
            let mut found = Vec::new();
            reading.walk_batches(|batch| {
                found.push(batch);
                found.len() < limit
            })?;
            let batches = found
                .iter()
                .map(|batch| payment_views::batch(reading, batch, false))
                .collect::<Result<_, StoreError>>()?;
            Ok(BatchList { batches })
        })
        .await?;
    Ok(PaymentReply::Batches(list))
}

/// One batch payment with its payments.
pub(super) async fn show(core: &Arc<Core>, number: BatchNumber) -> Result<PaymentReply, Failure> {
    let shown = core
        .read(move |reading| {
            Ok(match find::batch(reading, number)? {
                Ok(batch) => Ok(payment_views::batch(reading, &batch, true)?),
                Err(missing) => Err(missing),
            })
        })
        .await??;
    Ok(PaymentReply::Batch(Box::new(shown)))
}

/// Validates a draft: its payments stand from now on.
pub(super) async fn validate(
    core: &Arc<Core>,
    who: &Who,
    number: BatchNumber,
) -> Result<PaymentReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let batch = allowed!(find::batch(writing, number)?);
            if batch.state != BatchState::Draft {
                let state = batch.state.as_str();
                return Ok(Err(conflict(format!("{number} is {state} already."))));
            }
            writing.put_batch(&Batch {
                state: BatchState::Validated,
                ..batch
            })?;
            let told = format!("Validated the batch payment {number}.");
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    show(core, number).await
}

/// Takes a batch payment apart as a whole, as long as nothing of it is settled.
pub(super) async fn undo(
    core: &Arc<Core>,
    who: &Who,
    number: BatchNumber,
) -> Result<PaymentReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let batch = allowed!(find::batch(writing, number)?);
            if batch.state == BatchState::Undone {
                return Ok(Err(conflict(format!("{number} was taken apart already."))));
            }
            let mut freed = Vec::with_capacity(batch.payments.len());
            for payment in &batch.payments {
                let payment = allowed!(find::payment(writing, *payment)?);
                let item = writing.item(payment_views::money_item(&payment))?;
                if item.is_none_or(|item| item.residual != item.amount) {
                    return Ok(Err(conflict(format!(
                        "{} of {number} is matched.",
                        payment.number
                    ))
                    .hint("Take the match of its bank line back first.")));
                }
                freed.push(Payment {
                    batch: None,
                    ..payment
                });
            }
            for payment in &freed {
                writing.put_payment(payment)?;
            }
            writing.put_batch(&Batch {
                state: BatchState::Undone,
                ..batch
            })?;
            let told = format!("Took the batch payment {number} apart.");
            writing.note(entry(now, &who, Level::Warning, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    show(core, number).await
}
