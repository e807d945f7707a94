//! Entries and accounts as shown.

use crate::domain::books::chart::{Chart, LedgerAccount};
use crate::domain::books::entry::JournalEntry;
use crate::domain::books::open_item::ItemId;
use crate::domain::money::{Amount, Currency};
use crate::protocol::books::journal::{
    AccountLine, Accounts, BalanceView, EntryLineView, EntryView,
};
use crate::store::books::Balance;
use crate::store::{Reading, StoreError};

/// An entry as shown.
pub(super) fn entry(
    reading: &Reading<'_>,
    entry: &JournalEntry,
    chart: &Chart,
) -> Result<EntryView, StoreError> {
    let mut lines = Vec::with_capacity(entry.lines.len());
    for (at, line) in (0u16..).zip(&entry.lines) {
        let label = chart.label(line.account);
        let item = match line.account.has_open_items() {
            true => reading.item(ItemId {
                entry: entry.number,
                line: at,
            })?,
            false => None,
        };
        let is_debit = line.amount > Amount::ZERO;
        lines.push(EntryLineView {
            account: label.code,
            name: label.name,
            debit: is_debit.then_some(line.amount),
            credit: (!is_debit).then_some(line.amount.turned()),
            text: line.text.clone(),
            open: item.map(|item| item.residual),
        });
    }
    Ok(EntryView {
        number: entry.number,
        journal: entry.number.journal,
        date: entry.day,
        currency: entry.currency,
        text: entry.text.clone(),
        order: entry.order,
        lines,
        posted_at: entry.posted_at,
        posted_by: entry.posted_by.clone(),
        reversed_by: reading.reversal_of(entry.number)?,
    })
}

/// All accounts with what was posted on them.
pub(super) fn accounts(reading: &Reading<'_>) -> Result<Accounts, StoreError> {
    let settings = reading.books_settings()?;
    let balances = reading.balances()?;
    let of = |account: LedgerAccount| {
        let own = balances.iter().filter(|(a, ..)| *a == account);
        own.map(|(_, currency, balance)| shown(*currency, balance))
            .collect()
    };
    let accounts = settings
        .chart
        .all()
        .into_iter()
        .map(|(account, label)| AccountLine {
            account,
            code: label.code,
            name: label.name,
            kind: account.kind(),
            balances: of(account),
        });
    Ok(Accounts {
        accounts: accounts.collect(),
        closed: settings.closed,
        rounding: settings.rounding,
    })
}

fn shown(currency: Currency, balance: &Balance) -> BalanceView {
    BalanceView {
        currency,
        debit: balance.debit,
        credit: balance.credit,
        balance: balance.net().unwrap_or_default(),
    }
}
