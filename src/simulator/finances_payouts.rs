//! What comes into the books by the calendar: fees by month and week, the reserve, and payouts every two weeks.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, TimeZone, Utc};

use super::finances_books::{DAY, Entry, SETTLEMENT, Source, What, code};
use super::finances_trees;
use super::marketplaces::{MARKETPLACES, by_country};
use super::money::share;
use super::sellers::SELLERS;
use super::shop::Shop;

/// So much of what a payout would be is held back until the next one, in 1000.
const RESERVE: i64 = 30;

impl Shop {
    /// What a seller pays by month and week.
    pub(crate) fn fees(&self, seller: usize, now: i64, into: &mut Vec<Entry>) {
        let begin = self.maker.start - self.maker.history;
        let home = SELLERS.get(seller).and_then(|plan| by_country(plan.home));
        let mut put = |what, posted: i64, number: i64| {
            if posted < begin || posted > now {
                return;
            }
            into.push(Entry {
                seller,
                marketplace: home.unwrap_or_default(),
                posted,
                seen: posted,
                key: ((2 << 40) + ((seller as u64) << 32) + number.unsigned_abs()) * 10
                    + code(what),
                source: Source::Account,
                what,
            });
        };
        let (mut year, mut month) = {
            let day = DateTime::from_timestamp(begin, 0).unwrap_or_default();
            (day.year(), day.month())
        };
        loop {
            let first = Utc.with_ymd_and_hms(year, month, 1, 8, 0, 0).single();
            let Some(first) = first.map(|first| first.timestamp()).filter(|at| *at <= now) else {
                break;
            };
            let number = i64::from(year) * 12 + i64::from(month);
            put(What::Subscription, first, number);
            put(What::Storage, first + 9 * DAY + 5 * 3600, number);
            (year, month) = if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            };
        }
        for week in begin.div_euclid(7 * DAY)..=now.div_euclid(7 * DAY) {
            put(What::Advertising, week * 7 * DAY + 4 * DAY + 3 * 3600, week);
        }
    }

    /// Makes the payouts that were due by `now`: what is released and not yet paid out, per currency.
    pub(crate) fn close_until(&mut self, seller: usize, now: i64, entries: &[Entry]) {
        let due = self
            .books
            .closed
            .get(seller)
            .map_or(i64::MAX, |closed| closed.0);
        if due > now {
            return;
        }
        let mut money: Vec<(i64, usize, i64)> = Vec::new();
        for entry in entries.iter().filter(|entry| entry.posted <= now) {
            if !matches!(entry.what, What::Deferred { .. }) {
                let total = finances_trees::total(self, entry);
                money.push((entry.posted, entry.marketplace, total));
            }
        }
        let Some((next, closed)) = self.books.closed.get_mut(seller) else {
            return;
        };
        while *next <= now {
            let close = *next;
            *next += SETTLEMENT;
            // By currency, with the first marketplace of it.
            let mut balances: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
            let made = closed.iter().filter_map(|entry| match entry.what {
                What::Transfer { amount } | What::Reserve { amount } if entry.posted <= close => {
                    Some((entry.posted, entry.marketplace, amount))
                }
                _ => None,
            });
            let all: Vec<_> = money.iter().copied().chain(made).collect();
            for (_, place, amount) in all.into_iter().filter(|m| m.0 <= close) {
                let currency = MARKETPLACES[place].currency;
                balances.entry(currency).or_insert((place, 0)).1 += amount;
            }
            for (number, (place, balance)) in balances.into_values().enumerate() {
                if balance <= 0 {
                    continue;
                }
                let held = share(balance, RESERVE, 1000);
                let key = (3 << 40) + ((seller as u64) << 36) + ((close / DAY) as u64) * 32;
                let key = (key + number as u64) * 10;
                let mut put = |what, posted| {
                    closed.push(Entry {
                        seller,
                        marketplace: place,
                        posted,
                        seen: posted,
                        key: key + code(what),
                        source: Source::Account,
                        what,
                    });
                };
                put(What::Reserve { amount: -held }, close - 60);
                put(What::Reserve { amount: held }, close + SETTLEMENT - 120);
                put(
                    What::Transfer {
                        amount: held - balance,
                    },
                    close,
                );
            }
        }
    }
}
