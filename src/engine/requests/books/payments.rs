//! Payments registered, listed, taken back.

use super::payment_views::{self, money_item, paid_item};
use super::{MOST, allowed, closed, conflict, day_or_today, find, invalid, limit_of};
use crate::domain::books::bill::Bill;
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::entry::{Document, NewEntry, credit, debit};
use crate::domain::books::invoice::Invoice;
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::books::open_item::ItemId;
use crate::domain::books::payment::{BatchState, Paid, Payment};
use crate::domain::day::Day;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Money};
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::books::Skipped;
use crate::protocol::books::invoices::InvoiceRef;
use crate::protocol::books::payments::{
    NewPayments, PaymentList, PaymentReply, PaymentsRegistered,
};
use crate::protocol::upkeep::Level;
use crate::store::books::InvoicePlace;
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// How payments are registered.
#[derive(Clone, Copy)]
struct How<'a> {
    journal: Journal,
    day: Day,
    amount: Option<Amount>,
    who: &'a str,
    now: Moment,
}

/// The account where the money of a journal's payments lies.
fn money_account(journal: Journal) -> Option<LedgerAccount> {
    match journal {
        Journal::AmazonPayments => Some(LedgerAccount::AmazonPayments),
        // Until the bank's own statement has it.
        Journal::Bank => Some(LedgerAccount::BankSuspense),
        Journal::Sales | Journal::Purchases | Journal::Miscellaneous => None,
    }
}

/// Registers payments; what can't be paid is passed over.
pub(super) async fn register(
    core: &Arc<Core>,
    who: &Who,
    mut new: NewPayments,
) -> Result<PaymentReply, Failure> {
    if money_account(new.journal).is_none() {
        return Err(
            invalid(format!("The journal {} takes no payments.", new.journal))
                .hint("Take `amazon_payments` or `bank`."),
        );
    }
    let more = new.all_open && open_ones(core, &mut new.invoices).await?;
    let count = new.invoices.len() + new.bills.len();
    if count == 0 && new.all_open {
        return Ok(PaymentReply::Registered(PaymentsRegistered::default()));
    }
    if count == 0 || count > MOST {
        return Err(invalid(format!(
            "Name 1 to {MOST} invoices or bills in one go."
        )));
    }
    if new.amount.is_some_and(|a| a <= Amount::ZERO || count != 1) {
        return Err(invalid(
            "An amount is positive, and is given for a single invoice or bill.",
        ));
    }
    let day = day_or_today(core, new.day)?;
    let (who, now) = (who.name.clone(), core.now());
    let (numbers, skipped) = core
        .writer
        .change(move |writing| {
            let how = How {
                journal: new.journal,
                day,
                amount: new.amount,
                who: &who,
                now,
            };
            let (mut made, mut skipped) = (Vec::new(), Vec::new());
            let mut note = |what: String, paid: Result<EntryNumber, String>| match paid {
                Ok(number) => made.push(number),
                Err(reason) => skipped.push(Skipped {
                    what,
                    amazon_order_ref: None,
                    reason,
                }),
            };
            for named in &new.invoices {
                let paid = match find::invoice(writing, *named)? {
                    Ok(invoice) => pay_invoice(writing, &invoice, how)?,
                    Err(missing) => Err(missing.message),
                };
                note(named.to_string(), paid);
            }
            for number in &new.bills {
                let paid = match find::bill(writing, *number)? {
                    Ok(bill) => pay_bill(writing, &bill, how)?,
                    Err(missing) => Err(missing.message),
                };
                note(number.to_string(), paid);
            }
            if !made.is_empty() {
                let count = made.len();
                let plural = if count == 1 { "" } else { "s" };
                let told = format!("Registered {count} payment{plural} in {}.", new.journal);
                writing.note(entry(now, &who, Level::Info, None, told))?;
            }
            Ok((made, skipped))
        })
        .await?;
    let registered = core
        .read(move |reading| {
            let mut done = PaymentsRegistered {
                skipped,
                more,
                ..PaymentsRegistered::default()
            };
            for number in numbers {
                if let Some(payment) = reading.payment(number)? {
                    add_to(&mut done.totals, payment.amount, payment.currency);
                    done.payments
                        .push(payment_views::payment(reading, &payment)?);
                }
            }
            Ok(done)
        })
        .await?;
    Ok(PaymentReply::Registered(registered))
}

fn add_to(totals: &mut Vec<Money>, amount: Amount, currency: crate::domain::money::Currency) {
    match totals.iter_mut().find(|t| t.currency == currency) {
        Some(total) => total.amount = total.amount.plus(amount).unwrap_or(total.amount),
        None => totals.push(Money { amount, currency }),
    }
}

/// The open invoices and credit notes, as many as fit; says whether there are more.
async fn open_ones(core: &Arc<Core>, wanted: &mut Vec<InvoiceRef>) -> Result<bool, Failure> {
    let mut found = core
        .read(|reading| {
            let mut found = Vec::new();
            reading.walk_invoices(Some(InvoicePlace::Open), None, |invoice| {
                found.extend(invoice.number().map(InvoiceRef::Number));
                found.len() <= MOST
            })?;
            Ok(found)
        })
        .await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    found.reverse();
    *wanted = found;
    Ok(more)
}

/// What is paid of something due, with its sign.
fn part(due: Amount, how: How<'_>) -> Result<Amount, String> {
    if due.is_zero() {
        return Err("nothing of it is open".to_owned());
    }
    let most = Amount(due.0.abs());
    match how.amount {
        Some(amount) if amount > most => Err(format!("only {most} of it are open")),
        Some(amount) if due < Amount::ZERO => Ok(amount.turned()),
        Some(amount) => Ok(amount),
        None => Ok(due),
    }
}

fn pay_invoice(
    writing: &mut Writing<'_>,
    invoice: &Invoice,
    how: How<'_>,
) -> Result<Result<EntryNumber, String>, StoreError> {
    let Some(number) = invoice.number() else {
        return Ok(Err("it is not posted".to_owned()));
    };
    let amount = match part(invoice.due, how) {
        Ok(amount) => amount,
        Err(reason) => return Ok(Err(reason)),
    };
    let text = if amount > Amount::ZERO {
        format!("Payment of {number}, {}", invoice.reference)
    } else {
        format!("Refund of {number}, {}", invoice.reference)
    };
    let entry = payment_entry(
        how,
        invoice.currency,
        Document::Payment(invoice.id),
        text,
        LedgerAccount::Receivable,
        amount,
    )
    .map(|entry| entry.about(invoice.order_number()));
    let entry = match entry {
        Ok(entry) => entry,
        Err(reason) => return Ok(Err(reason)),
    };
    let payment = match post(writing, entry, how, Paid::Invoice(invoice.id), amount)? {
        Ok(payment) => payment,
        Err(reason) => return Ok(Err(reason)),
    };
    let (own, other) = (
        paid_item(&payment),
        ItemId {
            entry: number,
            line: 0,
        },
    );
    let (debit, credit) = if amount > Amount::ZERO {
        (other, own)
    } else {
        (own, other)
    };
    settle_all(writing, debit, credit, how)?;
    Ok(Ok(payment.number))
}

fn pay_bill(
    writing: &mut Writing<'_>,
    bill: &Bill,
    how: How<'_>,
) -> Result<Result<EntryNumber, String>, StoreError> {
    if let Some(by) = bill.reversed {
        return Ok(Err(format!("it was taken back by {by}")));
    }
    let amount = match part(bill.due, how) {
        Ok(amount) => amount.turned(),
        Err(reason) => return Ok(Err(reason)),
    };
    let text = format!("Payment of {}, {}", bill.number, bill.says.reference);
    let document = Document::BillPayment(bill.id);
    let currency = bill.says.currency;
    let entry = payment_entry(
        how,
        currency,
        document,
        text,
        LedgerAccount::Payable,
        amount,
    );
    let entry = match entry {
        Ok(entry) => entry,
        Err(reason) => return Ok(Err(reason)),
    };
    let payment = match post(writing, entry, how, Paid::Bill(bill.id), amount)? {
        Ok(payment) => payment,
        Err(reason) => return Ok(Err(reason)),
    };
    let of_bill = ItemId {
        entry: bill.number,
        line: 0,
    };
    settle_all(writing, paid_item(&payment), of_bill, how)?;
    Ok(Ok(payment.number))
}

fn payment_entry(
    how: How<'_>,
    currency: crate::domain::money::Currency,
    document: Document,
    text: String,
    against: LedgerAccount,
    amount: Amount,
) -> Result<NewEntry, String> {
    let money = money_account(how.journal).unwrap_or(LedgerAccount::AmazonPayments);
    let lines = vec![debit(money, amount), credit(against, amount)];
    NewEntry::new(how.journal, how.day, currency, document, text, lines).map_err(|e| e.to_string())
}

fn post(
    writing: &mut Writing<'_>,
    entry: NewEntry,
    how: How<'_>,
    of: Paid,
    amount: Amount,
) -> Result<Result<Payment, String>, StoreError> {
    let posted = match writing.post(entry, how.now, how.who)? {
        Ok(posted) => posted,
        Err(closed) => return Ok(Err(closed.to_string())),
    };
    let payment = Payment {
        number: posted.number,
        day: how.day,
        of,
        order: posted.order,
        amount,
        currency: posted.currency,
        batch: None,
        undone: None,
    };
    writing.put_payment(&payment)?;
    Ok(Ok(payment))
}

fn settle_all(
    writing: &mut Writing<'_>,
    debit: ItemId,
    credit: ItemId,
    how: How<'_>,
) -> Result<(), StoreError> {
    let settled = writing.match_items(debit, credit, None, how.now)?;
    // What is due of an invoice or a bill is what its item has open, so this can only be a damaged store.
    settled
        .map(|_| ())
        .map_err(|_| StoreError::Damaged { table: "items" })
}

/// Payments, newest numbers first.
pub(super) async fn list(
    core: &Arc<Core>,
    loose: bool,
    limit: u32,
) -> Result<PaymentReply, Failure> {
    let list = core
        .read(move |reading| {
            let limit = limit_of(limit, 1_000);
            let mut found = Vec::new();
            reading.walk_payments(|payment| {
                if !loose || is_loose(&payment) {
                    found.push(payment);
                }
                found.len() < limit
            })?;
            let payments = found
                .iter()
                .map(|payment| payment_views::payment(reading, payment))
                .collect::<Result<_, StoreError>>()?;
            Ok(PaymentList { payments })
        })
        .await?;
    Ok(PaymentReply::List(list))
}

/// Whether a payment came in and belongs to no batch.
pub(super) fn is_loose(payment: &Payment) -> bool {
    payment.batch.is_none() && payment.undone.is_none() && payment.amount > Amount::ZERO
}

/// Takes a payment back.
pub(super) async fn undo(
    core: &Arc<Core>,
    who: &Who,
    number: EntryNumber,
    reason: String,
    day: Option<Day>,
) -> Result<PaymentReply, Failure> {
    let day = day_or_today(core, day)?;
    let reason = clean_short(reason.trim(), 200);
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let payment = allowed!(find::payment(writing, number)?);
            if let Some(batch) = payment.batch
                && writing
                    .batch(batch)?
                    .is_some_and(|b| b.state != BatchState::Undone)
            {
                return Ok(Err(conflict(format!("{number} belongs to {batch}."))
                    .hint("Take the batch payment apart first.")));
            }
            let lost = || StoreError::Damaged { table: "items" };
            let money = writing.item(money_item(&payment))?.ok_or_else(lost)?;
            if money.residual != money.amount {
                return Ok(Err(conflict(format!("{number} is matched."))
                    .hint("Take the match of its bank line back first.")));
            }
            let posted = writing.entry(number)?.ok_or_else(lost)?;
            let back = allowed!(
                posted
                    .reversal(day, &reason)
                    .map_err(|e| invalid(format!("{e}.")))
            );
            allowed!(writing.open_for(day)?.map_err(closed));
            for made in writing.matches_of(paid_item(&payment))? {
                writing.unmatch(&made)?;
            }
            let back = allowed!(
                writing
                    .post_reversal(number, back, now, &who)?
                    .map_err(closed)
            );
            settle_reversal(writing, number, back.number, now)?;
            writing.put_payment(&Payment {
                undone: Some(back.number),
                batch: None,
                ..payment
            })?;
            let told = format!("Took the payment {number} back by {}.", back.number);
            writing.note(entry(now, &who, Level::Warning, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    let list = core
        .read(move |reading| {
            let payment = reading.payment(number)?;
            let payment = payment
                .map(|p| payment_views::payment(reading, &p))
                .transpose()?;
            Ok(PaymentList {
                payments: payment.into_iter().collect(),
            })
        })
        .await?;
    Ok(PaymentReply::List(list))
}

/// An entry and the one that takes it back settle each other, line by line.
pub(super) fn settle_reversal(
    writing: &mut Writing<'_>,
    of: EntryNumber,
    by: EntryNumber,
    now: Moment,
) -> Result<(), StoreError> {
    let lines = writing.entry(of)?.map_or(0, |entry| entry.lines.len());
    for line in (0u16..).take(lines) {
        let own = ItemId { entry: of, line };
        let Some(item) = writing.item(own)? else {
            continue;
        };
        let other = ItemId { entry: by, line };
        let (debit, credit) = if item.is_debit() {
            (own, other)
        } else {
            (other, own)
        };
        // What is settled otherwise stays so; the rest of the reversal is open then.
        let _ = writing.match_items(debit, credit, None, now)?;
    }
    Ok(())
}
