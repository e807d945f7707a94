//! The list of Amazon's transactions.

use super::{asked_for, invalid, too_large};
use crate::domain::amazon_transaction::{Group, TransactionKind};
use crate::domain::ids::OrderNumber;
use crate::domain::money::Amount;
use crate::domain::reference::AmazonOrderRef;
use crate::engine::core::Core;
use crate::protocol::finances::{
    FinanceReply, GroupSum, TransactionList, TransactionView, TransactionsRequest,
};
use crate::protocol::orders::OrderRef;
use crate::protocol::{Failure, FailureCode};
use crate::store::finances::KeptTransaction;
use crate::store::{Reading, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Transactions in one answer at most.
const MOST: u32 = 10_000;

/// Transactions, newest first.
pub(super) async fn list(
    core: &Arc<Core>,
    wanted: TransactionsRequest,
) -> Result<FinanceReply, Failure> {
    if !(1..=MOST).contains(&wanted.limit) {
        return Err(invalid(format!("The limit is 1 to {MOST}.")));
    }
    let accounts = asked_for(core, wanted.account).await?;
    let order = match &wanted.order {
        Some(text) => Some(reference(core, text).await?),
        None => None,
    };
    let kind = wanted
        .kind
        .as_deref()
        .map(|word| TransactionKind::parse(word.trim()));
    let limit = wanted.limit as usize;
    let (from, to) = (wanted.from, wanted.to);
    let shown = core
        .read(move |reading| {
            let mut found: Vec<(String, KeptTransaction)> = Vec::new();
            for account in &accounts {
                let mut own = 0;
                reading.newest_transactions(account.id, from, to, |kept| {
                    let told = &kept.transaction;
                    let fits = order.is_none_or(|order| told.order == Some(order))
                        && kind.as_ref().is_none_or(|kind| told.kind == *kind);
                    if fits {
                        own += 1;
                        found.push((account.name.clone(), kept));
                    }
                    own <= limit
                })?;
            }
            found.sort_by_key(|(_, kept)| std::cmp::Reverse(kept.transaction.posted));
            let more = found.len() > limit;
            found.truncate(limit);
            let mut views = Vec::with_capacity(found.len());
            for (account, kept) in found {
                views.push(view(reading, account, kept)?);
            }
            Ok((views, more))
        })
        .await?;
    let (views, more) = shown;
    let views: Option<Vec<TransactionView>> = views.into_iter().collect();
    let transactions = views.ok_or_else(too_large)?;
    Ok(FinanceReply::Transactions(TransactionList {
        transactions,
        more,
    }))
}

/// Amazon's reference of an order that a person named.
async fn reference(core: &Arc<Core>, text: &str) -> Result<AmazonOrderRef, Failure> {
    let bad = || {
        Failure::new(
            FailureCode::BadReference,
            format!("{text:?} is neither Amazon's reference of an order nor a number of ours."),
        )
    };
    let number = match OrderRef::parse(text.trim()).ok_or_else(bad)? {
        OrderRef::Amazon(reference) => return Ok(reference),
        OrderRef::Number(number) => number,
    };
    let found = core
        .read(move |reading| {
            let key = reading.key_of_number(number)?;
            key.map_or(Ok(None), |key| reading.order_head(key))
        })
        .await?;
    found.map(|head| head.reference).ok_or_else(|| {
        Failure::new(
            FailureCode::NotFound,
            format!("There is no order {number}."),
        )
    })
}

/// None where its sums are too large.
fn view(
    reading: &Reading<'_>,
    account: String,
    kept: KeptTransaction,
) -> Result<Option<TransactionView>, StoreError> {
    let counted = kept.counted();
    let bill = kept.billed.map(|bill| reading.bill(bill)).transpose()?;
    let told = kept.transaction;
    let Some(groups) = told.by_group() else {
        return Ok(None);
    };
    Ok(Some(TransactionView {
        account,
        posted: told.posted,
        kind: told.kind.as_str().to_owned(),
        status: told.status,
        counted,
        order: match told.order {
            Some(reference) => number_of(reading, reference)?,
            None => None,
        },
        amazon_order_ref: told.order,
        marketplace: told.marketplace,
        currency: told.currency,
        total: told.total,
        groups: group_sums(groups),
        description: told.description,
        held_until: told.deferral.and_then(|deferral| deferral.matures),
        releases: told.releases,
        released_by: kept.superseded_by.or(told.released_by),
        bill: bill.flatten().map(|bill| bill.number.to_string()),
        id: told.id,
    }))
}

/// Our number of an order.
pub(super) fn number_of(
    reading: &Reading<'_>,
    reference: AmazonOrderRef,
) -> Result<Option<OrderNumber>, StoreError> {
    let seen = reading.seen(reference)?;
    Ok(seen.and_then(|seen| seen.order).map(|key| key.number))
}

pub(super) fn group_sums(groups: BTreeMap<Group, Amount>) -> Vec<GroupSum> {
    let sums = groups.into_iter();
    sums.map(|(group, amount)| GroupSum { group, amount })
        .collect()
}
