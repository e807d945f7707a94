//! What Amazon paid in a period beside our orders.

use super::transactions::group_sums;
use super::{asked_for, invalid, too_large};
use crate::domain::account::Account;
use crate::domain::amazon_transaction::Group;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::domain::order::OrderHead;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::settlement::{CurrencySums, Fit, Misfit, Paid, Settlement, TooLarge, compare};
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::finances::{
    FetchedAccount, FinanceReply, MisfitRow, SettlementReport, SettlementRequest, SettlementRow,
};
use crate::store::finances::FinanceSync;
use crate::store::{Reading, StoreError};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Misfits that are listed at most.
const MOST_MISFITS: usize = 500;

/// What Amazon paid beside our orders.
pub(super) async fn report(
    core: &Arc<Core>,
    wanted: SettlementRequest,
) -> Result<FinanceReply, Failure> {
    let to = wanted.to.unwrap_or_else(|| core.now());
    if to <= wanted.from {
        return Err(invalid("The period ends before it begins."));
    }
    let accounts = asked_for(core, wanted.account).await?;
    let period = (wanted.from, to);
    let settled = core
        .read(move |reading| {
            let mut report = SettlementReport::default();
            for account in &accounts {
                match settle(reading, account, period)? {
                    Ok(part) => part.into(&mut report),
                    Err(TooLarge) => return Ok(None),
                }
            }
            Ok(Some(report))
        })
        .await?;
    let mut report = settled.ok_or_else(too_large)?;
    report.misfits.sort_by_key(|row| {
        let differs = row
            .amazon
            .unwrap_or_default()
            .minus(row.ours.unwrap_or_default());
        Reverse(differs.unwrap_or_default().0.abs())
    });
    report.misfitting = report.misfits.len() as u64;
    report.misfits.truncate(MOST_MISFITS);
    Ok(FinanceReply::Settlement(report))
}

/// What one account adds to the report.
struct Part {
    account: String,
    rows: BTreeMap<Currency, (CurrencySums, Compared)>,
    misfits: Vec<MisfitRow>,
    state: FinanceSync,
}

/// Orders of one currency.
#[derive(Default)]
struct Compared {
    fitting: u64,
    total: Amount,
    open: u64,
    left_out: u64,
    misfitting: u64,
}

impl Part {
    fn into(self, report: &mut SettlementReport) {
        report.accounts.push(FetchedAccount {
            account: self.account.clone(),
            from: self.state.fetched_from,
            until: self.state.fetched_until,
            unreadable: self.state.unreadable.len() as u64,
            problem: self.state.problem.map(|problem| problem.message),
        });
        for (currency, (sums, compared)) in self.rows {
            report
                .rows
                .push(row(&self.account, currency, sums, compared));
        }
        report.misfits.extend(self.misfits);
    }
}

fn row(account: &str, currency: Currency, sums: CurrencySums, orders: Compared) -> SettlementRow {
    // Each is a part of sums that could be held.
    let of = |groups: &[Group]| {
        let parts = groups.iter().filter_map(|group| sums.groups.get(group));
        Amount::sum(parts.copied()).unwrap_or_default()
    };
    let fees: Vec<Group> = Group::ALL
        .into_iter()
        .filter(|group| group.is_fee())
        .collect();
    SettlementRow {
        account: account.to_owned(),
        currency,
        transactions: sums.transactions,
        sales: of(&[Group::Principal, Group::Tax]),
        facilitator_tax: of(&[Group::FacilitatorTax]),
        refunds: of(&[Group::Refund]),
        fees: of(&fees),
        transfers: of(&[Group::Transfer]),
        total: of(&Group::ALL),
        held: sums.held,
        reserve: sums.reserve,
        orders_fitting: orders.fitting,
        orders_total: orders.total,
        orders_open: orders.open,
        orders_left_out: orders.left_out,
        orders_misfitting: orders.misfitting,
        groups: group_sums(sums.groups),
    }
}

fn settle(
    reading: &Reading<'_>,
    account: &Account,
    (from, to): (Moment, Moment),
) -> Result<Result<Part, TooLarge>, StoreError> {
    let mut sums = Settlement::of(from, to);
    let mut added = Ok(());
    reading.newest_transactions(account.id, None, None, |kept| {
        added = sums.add(&kept.transaction, kept.counted());
        added.is_ok()
    })?;
    if added.is_err() {
        return Ok(Err(TooLarge));
    }
    let state = reading.finance_sync(account.id)?;
    let mut part = Part {
        account: account.name.clone(),
        rows: BTreeMap::new(),
        misfits: Vec::new(),
        state,
    };
    for (currency, sums) in std::mem::take(&mut sums.currencies) {
        part.rows.entry(currency).or_default().0 = sums;
    }
    let known = part.state.fetched_until.unwrap_or(from);
    for (reference, paid) in &sums.paid {
        if paid.first < from || paid.first >= to {
            continue;
        }
        let seen = reading.seen(*reference)?;
        let key = seen.as_ref().and_then(|seen| seen.order);
        let head = key.map_or(Ok(None), |key| reading.order_head(key))?;
        if seen.is_some() && head.is_none() {
            // Seen and left out on purpose, such as what was shipped elsewhere: `order why` tells.
            part.rows.entry(paid.currency).or_default().1.left_out += 1;
            continue;
        }
        if part
            .judge(*reference, head.as_ref(), Some(paid), known)
            .is_none()
        {
            return Ok(Err(TooLarge));
        }
    }
    // What left and was never paid: as far as transactions of its time are here at all.
    let begun = part.state.fetched_from.map(|begun| begun.max(from));
    for head in left_unpaid(reading, account, begun, to, &sums.paid)? {
        if part
            .judge(head.reference, Some(&head), None, known)
            .is_none()
        {
            return Ok(Err(TooLarge));
        }
    }
    Ok(Ok(part))
}

/// Orders of the period, by purchase, that Amazon has paid nothing for.
fn left_unpaid(
    reading: &Reading<'_>,
    account: &Account,
    from: Option<Moment>,
    to: Moment,
    paid: &BTreeMap<AmazonOrderRef, Paid>,
) -> Result<Vec<OrderHead>, StoreError> {
    let Some(from) = from else {
        return Ok(Vec::new());
    };
    let mut heads = Vec::new();
    reading.walk_heads_between(from, to, |head| {
        if head.account == account.id && !paid.contains_key(&head.reference) {
            heads.push(head);
        }
    })?;
    Ok(heads)
}

impl Part {
    /// Counts an order; none where a sum is too large.
    fn judge(
        &mut self,
        reference: AmazonOrderRef,
        head: Option<&OrderHead>,
        paid: Option<&Paid>,
        known: Moment,
    ) -> Option<()> {
        let fit = match head {
            Some(head) => compare(head, paid, known),
            None => Fit::Misfit(Misfit::UnknownOrder),
        };
        let currency = paid
            .map(|paid| paid.currency)
            .or(head.map(|head| head.currency))?;
        // An order that has not left yet and is not paid is no part of this at all.
        if paid.is_none() && fit == Fit::Open {
            return Some(());
        }
        let compared = &mut self.rows.entry(currency).or_default().1;
        match fit {
            Fit::Open => compared.open += 1,
            Fit::Fits => {
                compared.fitting += 1;
                compared.total = compared
                    .total
                    .plus(paid.map_or(Amount::ZERO, |p| p.sales))?;
            }
            Fit::Misfit(reason) => {
                compared.misfitting += 1;
                self.misfits.push(MisfitRow {
                    account: self.account.clone(),
                    amazon_order_ref: reference,
                    order: head.map(|head| head.number),
                    reason,
                    currency,
                    amazon: paid.map(|paid| paid.sales),
                    ours: head.map(|head| head.total),
                });
            }
        }
        Some(())
    }
}
