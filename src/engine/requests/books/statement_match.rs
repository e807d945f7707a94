//! Lines of bank statements matched: to the intermediary account, to a batch payment, to an open item.

use super::payments::settle_reversal;
use super::{allowed, closed, conflict, day_or_today, find, invalid, payment_views, statements};
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::explain::explain;
use crate::domain::books::journal::EntryNumber;
use crate::domain::books::open_item::{ItemId, Match, OpenItem};
use crate::domain::books::payment::BatchState;
use crate::domain::books::statement::{Matching, StatementLine};
use crate::domain::day::Day;
use crate::domain::ids::{BatchNumber, StatementLineNumber};
use crate::domain::moment::Moment;
use crate::domain::money::Amount;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::books::statements::{
    MatchTarget, StatementMatch, StatementMatched, StatementReply,
};
use crate::protocol::upkeep::Level;
use crate::store::{StoreError, Writing};
use std::sync::Arc;

const LOST: StoreError = StoreError::Damaged { table: "items" };

/// What a line is matched to, looked up.
struct Target {
    account: LedgerAccount,
    /// What it settles, oldest first.
    items: Vec<OpenItem>,
    /// Whether fees and refunds on the account are taken off, too, as Amazon does before it pays.
    with_fees: bool,
    text: String,
}

/// Matches a line, or a part of it.
pub(super) async fn match_line(
    core: &Arc<Core>,
    who: &Who,
    wanted: StatementMatch,
) -> Result<StatementReply, Failure> {
    let (number, to) = (wanted.line, wanted.to.clone());
    let today = Day::of(core.now());
    let (who, now) = (who.name.clone(), core.now());
    let (made, settled) = core
        .writer
        .change(move |writing| {
            let line = allowed!(find::line(writing, wanted.line)?);
            let open = writing.item(line.item())?.ok_or(LOST)?;
            let most = Amount(open.residual.0.abs());
            let amount = wanted.amount.unwrap_or(most);
            if most.is_zero() || line.reversed.is_some() {
                return Ok(Err(conflict(format!("{} is matched already.", line.id))
                    .hint("`orderdeck statement unmatch` takes that back.")));
            }
            if amount <= Amount::ZERO || amount > most {
                return Ok(Err(invalid(format!(
                    "Only {most} {} of {} are open.",
                    line.says.currency, line.id
                ))));
            }
            let until = wanted.until.unwrap_or(line.says.day);
            let target = allowed!(target(writing, &line, &wanted.to, until)?);
            // A line of a closed period is matched today: what was posted stays as it is.
            let day = match writing.open_for(line.says.day)? {
                Ok(()) => line.says.day,
                Err(_) => today,
            };
            let new = line.matching(target.account, amount, day, &target.text);
            let new = allowed!(new.map_err(|e| invalid(format!("{e}."))));
            let posted = allowed!(writing.post(new, now, &who)?.map_err(closed));
            let done = settle(writing, &line, &target, posted.number, now)?;
            let told = format!(
                "Matched {amount} {} of {} to {}.",
                line.says.currency, line.id, target.text
            );
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok((posted.number, done)))
        })
        .await??;
    tracing::debug!("{number} matched to {to:?} by {made}");
    shown(core, number, Some(made), settled).await
}

fn target(
    writing: &Writing<'_>,
    line: &StatementLine,
    to: &MatchTarget,
    until: Day,
) -> Result<Result<Target, Failure>, StoreError> {
    match to {
        MatchTarget::Account(account) => of_account(writing, line, *account, until),
        MatchTarget::Batch(batch) => of_batch(writing, line, *batch),
        MatchTarget::Entry(entry) => of_entry(writing, line, *entry),
    }
}

/// Whether an item is of the side that this line settles: money that came in settles debits.
fn fits(line: &StatementLine, item: &OpenItem) -> bool {
    item.is_open() && item.is_debit() == (line.says.amount > Amount::ZERO)
}

fn of_account(
    writing: &Writing<'_>,
    line: &StatementLine,
    account: LedgerAccount,
    until: Day,
) -> Result<Result<Target, Failure>, StoreError> {
    if matches!(account, LedgerAccount::Bank | LedgerAccount::BankSuspense) {
        return Ok(Err(invalid("A line can't be matched to the bank itself.")
            .hint("As a rule it is matched to the account amazon_payments.")));
    }
    let mut items = Vec::new();
    // Only the intermediary account is settled oldest first; an invoice or bill is settled by its own number.
    if account == LedgerAccount::AmazonPayments {
        items = writing.open_items(account, line.says.currency)?;
        items.retain(|item| fits(line, item) && item.day <= until);
        items.sort_by_key(|item| (item.day, item.id));
    }
    let text = writing.books_settings()?.chart.label(account).name;
    Ok(Ok(Target {
        account,
        items,
        with_fees: account == LedgerAccount::AmazonPayments,
        text,
    }))
}

fn of_batch(
    writing: &Writing<'_>,
    line: &StatementLine,
    number: BatchNumber,
) -> Result<Result<Target, Failure>, StoreError> {
    let batch = allowed!(find::batch(writing, number)?);
    if batch.state != BatchState::Validated {
        let state = batch.state.as_str();
        return Ok(Err(conflict(format!("{number} is {state}."))
            .hint("Only validated batch payments are matched.")));
    }
    if batch.currency != line.says.currency {
        return Ok(Err(conflict(format!(
            "{number} is in {}, {} in {}.",
            batch.currency, line.id, line.says.currency
        ))));
    }
    let mut items = Vec::with_capacity(batch.payments.len());
    let mut account = LedgerAccount::AmazonPayments;
    for payment in &batch.payments {
        let payment = allowed!(find::payment(writing, *payment)?);
        let item = writing.item(payment_views::money_item(&payment))?;
        let item = item.ok_or(LOST)?;
        account = item.account;
        if fits(line, &item) {
            items.push(item);
        }
    }
    if items.is_empty() {
        return Ok(Err(conflict(format!(
            "Nothing of {number} is open on the side of {}.",
            line.id
        ))));
    }
    Ok(Ok(Target {
        account,
        items,
        with_fees: account == LedgerAccount::AmazonPayments,
        text: number.to_string(),
    }))
}

fn of_entry(
    writing: &Writing<'_>,
    line: &StatementLine,
    number: EntryNumber,
) -> Result<Result<Target, Failure>, StoreError> {
    let posted = allowed!(find::entry(writing, number)?);
    if posted.currency != line.says.currency {
        return Ok(Err(conflict(format!(
            "{number} is in {}, {} in {}.",
            posted.currency, line.id, line.says.currency
        ))));
    }
    for at in (0u16..).take(posted.lines.len()) {
        let id = ItemId {
            entry: number,
            line: at,
        };
        if let Some(item) = writing.item(id)?
            && fits(line, &item)
        {
            return Ok(Ok(Target {
                account: item.account,
                items: vec![item],
                with_fees: false,
                text: number.to_string(),
            }));
        }
    }
    Ok(Err(conflict(format!(
        "Nothing of {number} is open on the side of {}.",
        line.id
    ))))
}

/// Settles what was matched: the line on bank suspense, the items of the target, and what Amazon took off beside. Says how
/// many items it was.
fn settle(
    writing: &mut Writing<'_>,
    line: &StatementLine,
    target: &Target,
    entry: EntryNumber,
    now: Moment,
) -> Result<u64, StoreError> {
    let came_in = line.says.amount > Amount::ZERO;
    let sides = |own: ItemId, other: ItemId| if came_in { (other, own) } else { (own, other) };
    let mut matching = Matching {
        entry,
        beside: Vec::new(),
    };
    let (debit, credit) = if came_in {
        (matching.suspense(), line.item())
    } else {
        (line.item(), matching.suspense())
    };
    let _ = writing.match_items(debit, credit, None, now)?;
    let mut settled = 0;
    for item in &target.items {
        let (debit, credit) = sides(matching.item(), item.id);
        match writing.match_items(debit, credit, None, now)? {
            Ok(_) => settled += 1,
            Err(_) => break,
        }
    }
    if target.with_fees && came_in {
        let (beside, more) = settle_fees(writing, line, target, matching.item(), now)?;
        matching.beside = beside;
        settled += more;
    }
    let mut line = line.clone();
    line.matchings.push(matching);
    writing.put_statement_line(&line)?;
    Ok(settled)
}

/// Settles fees and refunds that lie on the account against what the payout left: first those of an order against its own
/// payment, then oldest first.
fn settle_fees(
    writing: &mut Writing<'_>,
    line: &StatementLine,
    target: &Target,
    payout: ItemId,
    now: Moment,
) -> Result<(Vec<Match>, u64), StoreError> {
    let mut debits: Vec<OpenItem> = Vec::new();
    for item in &target.items {
        debits.extend(writing.item(item.id)?.filter(OpenItem::is_open));
    }
    let until = target.items.iter().map(|item| item.day).max();
    let until = until.unwrap_or(line.says.day).max(line.says.day);
    let mut credits = writing.open_items(target.account, line.says.currency)?;
    credits.retain(|item| !item.is_debit() && item.day <= until && item.id != payout);
    credits.sort_by_key(|item| (item.day, item.id));
    let (mut beside, mut settled) = (Vec::new(), 0);
    for credit in credits {
        let own = |debit: &&OpenItem| credit.order.is_some() && debit.order == credit.order;
        let first = debits.iter().filter(own);
        let rest = debits.iter().filter(|debit| !own(debit));
        let mut touched = false;
        for debit in first.chain(rest) {
            if let Ok(amount) = writing.match_items(debit.id, credit.id, None, now)? {
                touched = true;
                beside.push(Match {
                    debit: debit.id,
                    credit: credit.id,
                    amount,
                    at: now,
                });
            }
        }
        settled += u64::from(touched);
    }
    Ok((beside, settled))
}

/// Takes all matches of a line back.
pub(super) async fn unmatch(
    core: &Arc<Core>,
    who: &Who,
    number: StatementLineNumber,
    day: Option<Day>,
) -> Result<StatementReply, Failure> {
    let day = day_or_today(core, day)?;
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let mut line = allowed!(find::line(writing, number)?);
            if line.matchings.is_empty() {
                return Ok(Err(conflict(format!("{number} is not matched."))));
            }
            allowed!(writing.open_for(day)?.map_err(closed));
            let mut back = Vec::with_capacity(line.matchings.len());
            for matching in &line.matchings {
                let posted = writing.entry(matching.entry)?;
                let posted = posted.ok_or(StoreError::Damaged { table: "entries" })?;
                let reversal = posted.reversal(day, &format!("{number} is not matched any more"));
                back.push(allowed!(reversal.map_err(|e| invalid(format!("{e}.")))));
            }
            for (matching, reversal) in std::mem::take(&mut line.matchings).iter().zip(back) {
                for made in &matching.beside {
                    writing.unmatch(made)?;
                }
                for item in [matching.suspense(), matching.item()] {
                    for made in writing.matches_of(item)? {
                        writing.unmatch(&made)?;
                    }
                }
                let posted = writing.post_reversal(matching.entry, reversal, now, &who)?;
                let posted = allowed!(posted.map_err(closed));
                settle_reversal(writing, matching.entry, posted.number, now)?;
            }
            writing.put_statement_line(&line)?;
            let told = format!("Took the matches of {number} back.");
            writing.note(entry(now, &who, Level::Warning, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    shown(core, number, None, 0).await
}

async fn shown(
    core: &Arc<Core>,
    number: StatementLineNumber,
    made: Option<EntryNumber>,
    settled: u64,
) -> Result<StatementReply, Failure> {
    let matched = core
        .read(move |reading| {
            let line = match find::line(reading, number)? {
                Ok(line) => line,
                Err(missing) => return Ok(Err(missing)),
            };
            let currency = line.says.currency;
            let item = made
                .map(|entry| reading.item(ItemId { entry, line: 1 }))
                .transpose()?;
            let left = item.flatten().map(|item| Amount(item.residual.0.abs()));
            let open = reading.open_items(LedgerAccount::AmazonPayments, Some(currency))?;
            Ok(Ok(StatementMatched {
                line: statements::view(reading, &line)?,
                entry: made,
                settled,
                left: left.unwrap_or_default(),
                rest: explain(&open).and_then(|mut all| all.pop()),
            }))
        })
        .await??;
    Ok(StatementReply::Matched(Box::new(matched)))
}
