//! Journal entries, their numbers, and the balances of the accounts.

use super::super::{Reading, StoreError, Writing, codec, tables};
use super::{record, walk};
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::entry::{JournalEntry, NewEntry};
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::books::open_item::items_of;
use crate::domain::day::Day;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};
use std::ops::Bound;

/// Nothing is posted into a closed period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the period up to {0} is closed")]
pub struct PeriodClosed(pub Day);

/// What was posted on an account in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Sum of the debits.
    pub debit: Amount,
    /// Sum of the credits, not negative.
    pub credit: Amount,
}

impl Balance {
    /// Debits less credits; `None` where it can't be held exactly.
    pub fn net(&self) -> Option<Amount> {
        self.debit.minus(self.credit)
    }

    /// With one more amount posted.
    pub(super) fn with(self, amount: Amount) -> Option<Balance> {
        Some(if amount > Amount::ZERO {
            Balance {
                debit: self.debit.plus(amount)?,
                ..self
            }
        } else {
            Balance {
                credit: self.credit.minus(amount)?,
                ..self
            }
        })
    }
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    /// Of this journal.
    pub journal: Option<Journal>,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to this day.
    pub to: Option<Day>,
    /// With a line on this account.
    pub account: Option<LedgerAccount>,
}

impl EntryFilter {
    fn fits(&self, entry: &JournalEntry) -> bool {
        self.journal.is_none_or(|j| entry.number.journal == j)
            && self
                .account
                .is_none_or(|a| entry.lines.iter().any(|l| l.account == a))
    }
}

const EXHAUSTED: StoreError = StoreError::Exhausted("an amount or number is too large");

fn day_key(day: Day, number: EntryNumber) -> [u8; 11] {
    let mut key = [0; 11];
    let (days, entry) = key.split_at_mut(4);
    days.copy_from_slice(&day.number().to_be_bytes());
    entry.copy_from_slice(&number.key());
    key
}

pub(super) fn balance_key(account: LedgerAccount, currency: Currency) -> [u8; 4] {
    let mut key = [account.number(), 0, 0, 0];
    for (to, from) in key.iter_mut().skip(1).zip(currency.code().bytes()) {
        *to = from;
    }
    key
}

/// Account and currency of a key of balances or open items.
pub(super) fn of_balance_key(key: &[u8]) -> Option<(LedgerAccount, Currency)> {
    let (account, rest) = key.split_first()?;
    let currency = std::str::from_utf8(rest.get(..3)?).ok()?;
    Some((
        LedgerAccount::from_number(*account)?,
        Currency::parse(currency)?,
    ))
}

impl Writing<'_> {
    /// Whether something may be posted on a day.
    pub fn open_for(&self, day: Day) -> Result<Result<(), PeriodClosed>, StoreError> {
        let closed = self
            .books_settings()?
            .closed
            .filter(|closed| day <= *closed);
        Ok(closed.map_or(Ok(()), |closed| Err(PeriodClosed(closed))))
    }

    /// Posts an entry: gives it the next number of its journal and year, adds to the balances, opens its items. Nothing is
    /// written if its period is closed.
    pub fn post(
        &mut self,
        entry: NewEntry,
        now: Moment,
        who: &str,
    ) -> Result<Result<JournalEntry, PeriodClosed>, StoreError> {
        if let Err(closed) = self.open_for(entry.day())? {
            return Ok(Err(closed));
        }
        let (journal, day) = (entry.journal(), entry.day());
        let year = day.year().to_be_bytes();
        let series = [journal.number(), year[0], year[1]];
        let last: u32 = self.entry_numbers.get(&series)?.unwrap_or(0);
        let number = EntryNumber::next(journal, day, last).ok_or(EXHAUSTED)?;
        let entry = entry.posted(number, now, who);
        let mut balances = Vec::with_capacity(entry.lines.len());
        for line in &entry.lines {
            let key = balance_key(line.account, entry.currency);
            let known = balances.iter().rev().find(|(k, _)| *k == key);
            let before: Balance = match known {
                Some((_, balance)) => *balance,
                None => self.balances.get(&key)?.unwrap_or_default(),
            };
            balances.push((key, before.with(line.amount).ok_or(EXHAUSTED)?));
        }
        self.changes.books = true;
        self.entry_numbers.put(&series, &number.number)?;
        if self.entries.put(&number.key(), &entry)? {
            return Err(StoreError::Damaged {
                table: "entry_numbers",
            });
        }
        self.entry_days.put_raw(&day_key(day, number), &[])?;
        for (key, balance) in &balances {
            self.balances.put(key, balance)?;
        }
        for item in items_of(&entry) {
            self.put_item(&item)?;
        }
        Ok(Ok(entry))
    }

    /// Posts the entry that takes another one back, and remembers that it does.
    pub fn post_reversal(
        &mut self,
        of: EntryNumber,
        entry: NewEntry,
        now: Moment,
        who: &str,
    ) -> Result<Result<JournalEntry, PeriodClosed>, StoreError> {
        let posted = self.post(entry, now, who)?;
        if let Ok(posted) = &posted {
            self.reversals.put(&of.key(), &posted.number)?;
        }
        Ok(posted)
    }

    /// A posted entry.
    pub fn entry(&self, number: EntryNumber) -> Result<Option<JournalEntry>, StoreError> {
        self.entries.get(&number.key())
    }

    /// The entry that took this one back.
    pub fn reversal_of(&self, number: EntryNumber) -> Result<Option<EntryNumber>, StoreError> {
        self.reversals.get(&number.key())
    }
}

impl Reading<'_> {
    /// A posted entry.
    pub fn entry(&self, number: EntryNumber) -> Result<Option<JournalEntry>, StoreError> {
        record(self, tables::ENTRIES, "entries", &number.key())
    }

    /// The entry that took this one back.
    pub fn reversal_of(&self, number: EntryNumber) -> Result<Option<EntryNumber>, StoreError> {
        record(self, tables::REVERSALS, "reversals", &number.key())
    }

    /// Entries by day, newest or oldest first, as long as `each` wants more.
    pub fn walk_entries(
        &self,
        filter: &EntryFilter,
        newest_first: bool,
        mut each: impl FnMut(JournalEntry) -> bool,
    ) -> Result<(), StoreError> {
        let days = self.transaction.open_table(tables::ENTRY_DAYS)?;
        let entries = self.transaction.open_table(tables::ENTRIES)?;
        let from = filter.from.map(|day| day.number().to_be_bytes());
        let to = filter
            .to
            .map(|day| day.number().saturating_add(1).to_be_bytes());
        let lower = from
            .as_ref()
            .map_or(Bound::Unbounded, |key| Bound::Included(key.as_slice()));
        let upper = to
            .as_ref()
            .map_or(Bound::Unbounded, |key| Bound::Excluded(key.as_slice()));
        if matches!((filter.from, filter.to), (Some(from), Some(to)) if from > to) {
            return Ok(());
        }
        let range = days.range::<&[u8]>((lower, upper))?;
        let keys: Box<dyn Iterator<Item = _>> = if newest_first {
            Box::new(range.rev())
        } else {
            Box::new(range)
        };
        let damaged = || StoreError::Damaged {
            table: "entry_days",
        };
        for key in keys {
            let (key, _) = key?;
            let number = key.value().get(4..).ok_or_else(damaged)?;
            let bytes = entries.get(number)?.ok_or_else(damaged)?;
            let entry: JournalEntry = codec::decode("entries", number, bytes.value())?;
            if filter.fits(&entry) && !each(entry) {
                break;
            }
        }
        Ok(())
    }

    /// What was posted on each account in each currency.
    pub fn balances(&self) -> Result<Vec<(LedgerAccount, Currency, Balance)>, StoreError> {
        let table = self.transaction.open_table(tables::BALANCES)?;
        let mut all = Vec::new();
        let mut odd = false;
        walk(&table, "balances", |key, balance: Balance| {
            match of_balance_key(key) {
                Some((account, currency)) => all.push((account, currency, balance)),
                None => odd = true,
            }
            true
        })?;
        if odd {
            return Err(StoreError::Damaged { table: "balances" });
        }
        Ok(all)
    }
}
