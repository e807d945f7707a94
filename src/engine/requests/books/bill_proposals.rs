//! Bills out of Amazon's fees: proposed month by month, and posted with the transactions that they hold.

use super::bills::{post_bill, view};
use super::{allowed, conflict, invalid};
use crate::domain::account::Account;
use crate::domain::bill_proposal::{BillProposal, Month, Proposer};
use crate::domain::books::bill::{BillLine, NewBill};
use crate::domain::day::Day;
use crate::domain::finance_run::OVERLAP;
use crate::domain::ids::AccountId;
use crate::domain::moment::{Moment, Span};
use crate::domain::settlement::TooLarge;
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::books::bills::{
    BillAcceptance, BillList, BillProposalView, BillProposals, BillReply, TypedBillLine,
};
use crate::store::finances::FinanceSync;
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// Who charges.
const AMAZON: &str = "Amazon";

/// The bills that fees in no bill yet amount to.
pub(super) async fn propose(
    core: &Arc<Core>,
    account: Option<String>,
) -> Result<BillReply, Failure> {
    let accounts = asked_for(core, account).await?;
    let views = core
        .read(move |reading| {
            let mut views = Vec::new();
            for account in &accounts {
                let mut proposer = Proposer::default();
                let mut added = Ok(());
                reading.newest_transactions(account.id, None, None, |kept| {
                    let billed = kept.billed.is_some();
                    added = proposer.add(&kept.transaction, kept.counted(), billed);
                    added.is_ok()
                })?;
                let fetched = reading.finance_sync(account.id)?;
                let Ok(bills) = added.and_then(|()| proposer.bills()) else {
                    return Ok(None);
                };
                views.extend(bills.iter().map(|bill| proposal(account, bill, &fetched)));
            }
            Ok(Some(views))
        })
        .await?;
    let proposals = views.ok_or_else(too_large)?;
    Ok(BillReply::Proposals(BillProposals { proposals }))
}

async fn asked_for(core: &Arc<Core>, name: Option<String>) -> Result<Vec<Account>, Failure> {
    match name {
        Some(name) => Ok(vec![core.account_named(&name).await?]),
        None => core.read(|reading| reading.all_accounts()).await,
    }
}

fn too_large() -> Failure {
    invalid(TooLarge.to_string())
}

fn proposal(account: &Account, bill: &BillProposal, fetched: &FinanceSync) -> BillProposalView {
    BillProposalView {
        account: account.name.clone(),
        month: bill.month,
        currency: bill.currency,
        total: bill.total,
        transactions: bill.transactions.len() as u64,
        complete: is_complete(bill.month, fetched),
        lines: bill.lines.iter().map(typed).collect(),
    }
}

fn typed(line: &BillLine) -> TypedBillLine {
    TypedBillLine {
        kind: line.kind,
        text: line.text.clone(),
        untaxed: line.untaxed,
        tax: line.tax,
    }
}

/// Whether all of a month is here: from its first day on, it is over, and nothing of it can come late any more.
fn is_complete(month: Month, fetched: &FinanceSync) -> bool {
    let begin_of = |day: &str| Moment::parse(&format!("{day}T00:00:00Z"));
    let begin = begin_of(&format!("{month}-01"));
    let last = month.last_day().and_then(|day| begin_of(&day.to_string()));
    let end = last.map(|last| last.plus(Span::days(1)).plus(OVERLAP));
    let begun = begin.zip(fetched.fetched_from);
    let ended = end.zip(fetched.fetched_until);
    begun.is_some_and(|(begin, from)| from <= begin)
        && ended.is_some_and(|(end, until)| until >= end)
}

/// Posts the bills that were proposed for a month, and marks their transactions as billed.
pub(super) async fn accept(
    core: &Arc<Core>,
    who: &Who,
    wanted: BillAcceptance,
) -> Result<BillReply, Failure> {
    let accounts = asked_for(core, wanted.account.clone()).await?;
    let (who, now, names) = (who.name.clone(), core.now(), core.names.clone());
    let bills = core
        .writer
        .change(move |writing| {
            let mut new = Vec::new();
            for account in &accounts {
                let fetched = writing.finance_sync(account.id)?;
                for bill in allowed!(proposed(writing, account.id)?) {
                    let fits = bill.month == wanted.month
                        && wanted.currency.is_none_or(|only| only == bill.currency);
                    if !fits {
                        continue;
                    }
                    if !wanted.early && !is_complete(bill.month, &fetched) {
                        return Ok(Err(conflict(format!(
                            "{} of {} is not complete: its beginning was not fetched, or fees of it can still come.",
                            bill.month, account.name
                        ))
                        .hint("`orderdeck sync finances`, if need be with --from; or take what is there with --early: the rest is proposed later.")));
                    }
                    let says = allowed!(says(writing, account, &bill, now)?);
                    new.push((account.id, says, bill.transactions));
                }
            }
            if new.is_empty() {
                let nothing = format!("No bill is proposed for {}.", wanted.month);
                return Ok(Err(conflict(nothing).hint("`orderdeck bill propose` tells which there are.")));
            }
            // What can be refused of any of them is refused before the first is written.
            for (_, says, _) in &new {
                allowed!(super::bills::checked(writing, says)?);
            }
            let mut posted = Vec::new();
            for (account, says, transactions) in new {
                let bill = allowed!(post_bill(writing, says, now, &who)?);
                if !writing.mark_billed(account, &transactions, Some(bill.id))? {
                    return Err(StoreError::Damaged {
                        table: "transactions",
                    });
                }
                posted.push(view(&bill, &names));
            }
            Ok(Ok(posted))
        })
        .await??;
    Ok(BillReply::List(BillList { bills }))
}

fn proposed(
    writing: &Writing<'_>,
    account: AccountId,
) -> Result<Result<Vec<BillProposal>, Failure>, StoreError> {
    let mut proposer = Proposer::default();
    let mut added = Ok(());
    writing.walk_transactions(account, None, None, |kept| {
        added = proposer.add(&kept.transaction, kept.counted(), kept.billed.is_some());
        added.is_ok()
    })?;
    Ok(added
        .and_then(|()| proposer.bills())
        .map_err(|_| too_large()))
}

/// What a proposed bill says. Its reference is free: a second one of a month has a number behind it.
fn says(
    writing: &Writing<'_>,
    account: &Account,
    bill: &BillProposal,
    now: Moment,
) -> Result<Result<NewBill, Failure>, StoreError> {
    let today = Day::of(now);
    let day = bill.month.last_day().map_or(today, |last| last.min(today));
    let name = clean_short(&account.name, 30);
    let mut says = NewBill {
        vendor: AMAZON.to_owned(),
        reference: String::new(),
        account: Some(account.id),
        day,
        currency: bill.currency,
        lines: bill.lines.clone(),
    };
    for number in 1..=1_000 {
        let again = match number {
            1 => String::new(),
            number => format!(" ({number})"),
        };
        says.reference = format!("{} {} {name}{again}", bill.month, bill.currency);
        if writing.bill_like(&says)?.is_none() {
            return Ok(Ok(says));
        }
    }
    Ok(Err(conflict(format!(
        "There are too many bills of {} already.",
        bill.month
    ))))
}
