//! Vendor bills: posted, listed, taken back.

use super::payments::settle_reversal;
use super::{allowed, closed, conflict, day_or_today, find, invalid, limit_of};
use crate::domain::account::Account;
use crate::domain::books::bill::{Bill, BillError, BillLine, NewBill};
use crate::domain::books::bill_csv::{CsvBill, read_bills};
use crate::domain::books::entry::NewEntry;
use crate::domain::books::journal::EntryNumber;
use crate::domain::day::Day;
use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use crate::domain::money::Amount;
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::engine::names::AccountNames;
use crate::protocol::books::bills::{
    BillList, BillReply, BillView, BillsImported, TypedBill, TypedBillLine,
};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// Who charges unless somebody else is named.
const AMAZON: &str = "Amazon";

pub(super) fn view(bill: &Bill, names: &AccountNames) -> BillView {
    let says = &bill.says;
    let sum =
        |of: fn(&BillLine) -> Amount| Amount::sum(says.lines.iter().map(of)).unwrap_or_default();
    BillView {
        number: bill.number,
        vendor: says.vendor.clone(),
        reference: says.reference.clone(),
        account: says.account.map(|id| names.of(id)),
        date: says.day,
        currency: says.currency,
        untaxed: sum(|l| l.untaxed),
        tax: sum(|l| l.tax),
        total: bill.total,
        due: bill.due,
        lines: says
            .lines
            .iter()
            .map(|line| TypedBillLine {
                kind: line.kind,
                text: line.text.clone(),
                untaxed: line.untaxed,
                tax: line.tax,
            })
            .collect(),
        reversed: bill.reversed,
    }
}

fn account_named(accounts: &[Account], name: &str) -> Result<AccountId, Failure> {
    let found = accounts.iter().find(|a| a.name == name).map(|a| a.id);
    found.ok_or_else(|| {
        Failure::new(
            FailureCode::NotFound,
            format!("There is no account named {name:?}."),
        )
    })
}

/// Posts one bill. Nothing is written if it can't be posted.
pub(in crate::engine) fn post_bill(
    writing: &mut Writing<'_>,
    says: NewBill,
    now: Moment,
    who: &str,
) -> Result<Result<Bill, Failure>, StoreError> {
    let (total, made) = allowed!(checked(writing, &says)?);
    let bill = allowed!(
        writing
            .post_bill(says, total, made, now, who)?
            .map_err(closed)
    );
    let told = format!(
        "Posted the bill {} of {}, {} {}.",
        bill.number, bill.says.vendor, bill.total, bill.says.currency
    );
    writing.note(entry(now, who, Level::Info, bill.says.account, told))?;
    Ok(Ok(bill))
}

/// The total and the entry of a bill that can be posted.
pub(super) fn checked(
    writing: &mut Writing<'_>,
    says: &NewBill,
) -> Result<Result<(Amount, NewEntry), Failure>, StoreError> {
    let refused = |error: BillError| match error {
        BillError::Entry(_) => invalid(format!("{error}")),
        _ => invalid(error.to_string()),
    };
    if let Some(known) = writing.bill_like(says)? {
        let (vendor, reference) = (&says.vendor, &says.reference);
        return Ok(Err(conflict(format!(
            "The bill {reference} of {vendor} is here already: {}.",
            known.number
        ))));
    }
    allowed!(writing.open_for(says.day)?.map_err(closed));
    let total = allowed!(says.total().map_err(refused));
    let id = writing.next_bill()?;
    let made = allowed!(says.entry(id).map_err(refused));
    Ok(Ok((total, made)))
}

/// Posts a bill as typed.
pub(super) async fn add(
    core: &Arc<Core>,
    who: &Who,
    typed: TypedBill,
) -> Result<BillReply, Failure> {
    let day = day_or_today(core, typed.day)?;
    let accounts = core.read(|r| r.all_accounts()).await?;
    let account = typed
        .account
        .as_deref()
        .map(|name| account_named(&accounts, name));
    let vendor = match clean_short(typed.vendor.trim(), 60) {
        vendor if vendor.is_empty() => AMAZON.to_owned(),
        vendor => vendor,
    };
    let says = NewBill {
        vendor,
        reference: clean_short(typed.reference.trim(), 60),
        account: account.transpose()?,
        day,
        currency: typed.currency,
        lines: typed
            .lines
            .into_iter()
            .map(|line| BillLine {
                kind: line.kind,
                text: clean_short(line.text.trim(), 120),
                untaxed: line.untaxed,
                tax: line.tax,
            })
            .collect(),
    };
    let (who, now, names) = (who.name.clone(), core.now(), core.names.clone());
    let bill = core
        .writer
        .change(move |writing| post_bill(writing, says.clone(), now, &who))
        .await??;
    Ok(BillReply::Bill(Box::new(view(&bill, &names))))
}

fn said(bill: CsvBill, accounts: &[Account]) -> Result<NewBill, Failure> {
    let account = match bill.account.as_str() {
        "" => None,
        name => Some(account_named(accounts, name)?),
    };
    Ok(NewBill {
        vendor: if bill.vendor.is_empty() {
            AMAZON.to_owned()
        } else {
            bill.vendor
        },
        reference: bill.reference,
        account,
        day: bill.day,
        currency: bill.currency,
        lines: bill
            .lines
            .into_iter()
            .map(|(kind, text, untaxed, tax)| BillLine {
                kind,
                text,
                untaxed,
                tax,
            })
            .collect(),
    })
}

/// Posts the bills of a file, all or none; those that are here already are passed over.
pub(super) async fn import(
    core: &Arc<Core>,
    who: &Who,
    text: String,
) -> Result<BillReply, Failure> {
    let bills =
        read_bills(&text).map_err(|e| invalid(format!("The file can't be taken in: {e}.")))?;
    let accounts = core.read(|r| r.all_accounts()).await?;
    let bills: Vec<NewBill> = bills
        .into_iter()
        .map(|bill| said(bill, &accounts))
        .collect::<Result<_, Failure>>()?;
    let (who, now, names) = (who.name.clone(), core.now(), core.names.clone());
    let imported = core
        .writer
        .change(move |writing| {
            let mut done = BillsImported::default();
            let mut new = Vec::new();
            for bill in &bills {
                if writing.bill_like(bill)?.is_some() {
                    done.known.push(bill.reference.clone());
                } else {
                    allowed!(checked(writing, bill)?);
                    new.push(bill.clone());
                }
            }
            for bill in new {
                let bill = allowed!(post_bill(writing, bill, now, &who)?);
                done.bills.push(view(&bill, &names));
            }
            Ok(Ok(done))
        })
        .await??;
    Ok(BillReply::Imported(imported))
}

/// Bills, newest first.
pub(super) async fn list(core: &Arc<Core>, open: bool, limit: u32) -> Result<BillReply, Failure> {
    let names = core.names.clone();
    let bills = core
        .read(move |reading| {
            let limit = limit_of(limit, 500);
            let mut bills = Vec::new();
            reading.walk_bills(|bill| {
                if !open || !bill.due.is_zero() {
                    bills.push(view(&bill, &names));
                }
                bills.len() < limit
            })?;
            Ok(bills)
        })
        .await?;
    Ok(BillReply::List(BillList { bills }))
}

/// One bill.
pub(super) async fn show(core: &Arc<Core>, number: EntryNumber) -> Result<BillReply, Failure> {
    let names = core.names.clone();
    let bill = core
        .read(move |reading| find::bill(reading, number))
        .await??;
    Ok(BillReply::Bill(Box::new(view(&bill, &names))))
}

/// Takes a bill back that is not paid.
pub(super) async fn reverse(
    core: &Arc<Core>,
    who: &Who,
    number: EntryNumber,
    reason: String,
    day: Option<Day>,
) -> Result<BillReply, Failure> {
    let day = day_or_today(core, day)?;
    let reason = clean_short(reason.trim(), 200);
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let bill = allowed!(find::bill(writing, number)?);
            if let Some(by) = bill.reversed {
                return Ok(Err(conflict(format!("{number} was taken back by {by}."))));
            }
            if bill.due != bill.total {
                return Ok(Err(conflict(format!(
                    "{number} is paid, at least in part."
                ))
                .hint("Take the payment back first: `orderdeck payment undo`.")));
            }
            let posted = writing.entry(number)?;
            let posted = posted.ok_or(StoreError::Damaged { table: "entries" })?;
            let back = allowed!(
                posted
                    .reversal(day, &reason)
                    .map_err(|e| invalid(format!("{e}.")))
            );
            let back = allowed!(
                writing
                    .post_reversal(number, back, now, &who)?
                    .map_err(closed)
            );
            settle_reversal(writing, number, back.number, now)?;
            let bill = allowed!(find::bill(writing, number)?);
            writing.put_bill(&Bill {
                reversed: Some(back.number),
                ..bill.clone()
            })?;
            for (account, id) in writing.billed_in(bill.id)? {
                writing.mark_billed(account, &[id], None)?;
            }
            let told = format!("Took the bill {number} back by {}.", back.number);
            writing.note(entry(now, &who, Level::Warning, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    show(core, number).await
}
