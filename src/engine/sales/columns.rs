//! The columns: a place for each order number.

use super::narrow::{Amounts, Kept, Pieces};
use super::recent::Recent;
use super::words::Words;
use crate::domain::amazon_status::Channel;
use crate::domain::ids::{AccountId, MarketplaceId, OrderNumber};
use crate::domain::money::{Amount, Currency};
use crate::domain::sales_report::{Sale, SaleLine};
use chrono::NaiveDate;
use std::collections::HashMap;

/// The order is there.
const PRESENT: u8 = 1;
/// It was cancelled.
const CANCELLED: u8 = 1 << 1;
/// Amazon fulfils it.
const FBA: u8 = 1 << 2;

/// Numbers that are given at most that far ahead of the largest one known: a hole in them costs memory.
const LARGEST_STEP: usize = 16 << 20;

/// What an order has in common with many others, each as the number of its word. There are few such sets, so that two
/// bytes of an order tell all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Profile {
    pub(super) account: u16,
    pub(super) marketplace: u16,
    pub(super) team: u16,
    pub(super) salesperson: u16,
    pub(super) currency: u16,
}

/// A few bytes of every order and of each of its lines of goods.
#[derive(Default)]
pub struct Sales {
    flags: Vec<u8>,
    seconds: Vec<u32>,
    days: Vec<u16>,
    profile_of: Vec<u16>,
    pub(super) country_of: Vec<u16>,
    untaxed: Amounts,
    total: Amounts,
    invoiced: Amounts,
    first_line: Vec<u32>,
    line_count: Vec<u16>,
    pub(super) line_product: Vec<u32>,
    line_pieces: Pieces,
    line_delivered: Pieces,
    line_untaxed: Amounts,
    line_total: Amounts,
    profiles: Words<Profile>,
    pub(super) accounts: Words<AccountId>,
    pub(super) marketplaces: Words<MarketplaceId>,
    pub(super) teams: Words<String>,
    pub(super) salespersons: Words<Option<String>>,
    pub(super) countries: Words<Option<String>>,
    pub(super) currencies: Words<Currency>,
    recent: Recent,
    /// What was told of invoices before all orders were in.
    told: HashMap<OrderNumber, Amount>,
    unreadable: u64,
    complete: bool,
    /// Counts how often everything was forgotten, so that a filling that began before does not end well.
    forgotten: u64,
}

/// Which orders count: every part that is set must match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of this channel.
    pub channel: Option<Channel>,
    /// Of this account.
    pub account: Option<u16>,
    /// Of this marketplace.
    pub marketplace: Option<u16>,
    /// Not before this day.
    pub from: u16,
    /// Not after this day.
    pub to: u16,
}

/// A day in two bytes: days since 1970, which last until 2149.
pub(super) fn day_number(day: NaiveDate) -> u16 {
    let days = day.signed_duration_since(NaiveDate::default()).num_days();
    days.clamp(0, i64::from(u16::MAX)) as u16
}

/// The day of a number.
pub(super) fn day_of_number(number: u16) -> NaiveDate {
    NaiveDate::default() + chrono::Days::new(u64::from(number))
}

impl Sales {
    /// How many places there are: one more than the largest order number.
    pub fn len(&self) -> usize {
        self.flags.len()
    }

    /// Whether every order is in.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Begins anew, empty.
    pub(super) fn forget(&mut self) {
        *self = Sales {
            forgotten: self.forgotten + 1,
            ..Sales::default()
        };
    }

    /// Grows each time everything is forgotten.
    pub(in crate::engine) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Says that every order is in, unless everything was forgotten since the filling began. `invoiced` is what was read of
    /// invoices, in which what was told meanwhile may be missing.
    pub(in crate::engine) fn finish(
        &mut self,
        began: u64,
        invoiced: &[(OrderNumber, Amount)],
    ) -> bool {
        if self.forgotten != began {
            return false;
        }
        let told = std::mem::take(&mut self.told);
        for (number, amount) in invoiced {
            self.set_invoiced(*number, *amount);
        }
        for (number, amount) in told {
            self.set_invoiced(number, amount);
        }
        self.complete = true;
        true
    }

    /// Orders whose records are damaged, so that they are in no figure.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    pub(super) fn note_unreadable(&mut self) {
        self.unreadable += 1;
    }

    /// How the latest orders were sent.
    pub fn recent(&self) -> &Recent {
        &self.recent
    }

    /// Makes room for so many orders.
    pub(super) fn reserve(&mut self, orders: usize) {
        let more = orders.saturating_sub(self.len());
        self.flags.reserve_exact(more);
        self.seconds.reserve_exact(more);
        self.days.reserve_exact(more);
        for column in [
            &mut self.profile_of,
            &mut self.country_of,
            &mut self.line_count,
        ] {
            column.reserve_exact(more);
        }
        for column in [&mut self.untaxed, &mut self.total] {
            column.reserve(more);
        }
        self.first_line.reserve_exact(more);
        // Most orders have one line or two. Room that is not used costs nothing, growing copies everything.
        let lines = more + more / 2;
        self.line_product.reserve_exact(lines);
        self.line_pieces.reserve(lines);
        self.line_delivered.reserve(lines);
        self.line_untaxed.reserve(lines);
        self.line_total.reserve(lines);
    }

    fn resize(&mut self, len: usize) {
        self.flags.resize(len, 0);
        self.seconds.resize(len, 0);
        self.days.resize(len, 0);
        for column in [
            &mut self.profile_of,
            &mut self.country_of,
            &mut self.line_count,
        ] {
            column.resize(len, 0);
        }
        for column in [&mut self.untaxed, &mut self.total] {
            column.resize(len);
        }
        self.first_line.resize(len, 0);
    }

    /// Takes in an order as it was read from the store, unless a newer state of it is there already.
    pub(super) fn load(&mut self, sale: &Sale) {
        let known = self.flags.get(sale.number.0 as usize);
        if known.is_none_or(|flags| flags & PRESENT == 0) {
            self.put(sale);
        }
    }

    /// Takes in an order as it is now.
    pub(super) fn put(&mut self, sale: &Sale) {
        let at = sale.number.0 as usize;
        if at >= self.len() + LARGEST_STEP {
            self.unreadable += 1;
            return;
        }
        if at >= self.len() {
            self.resize(at + 1);
        }
        self.flags[at] = PRESENT
            | if sale.stands { 0 } else { CANCELLED }
            | if sale.channel == Channel::Fba { FBA } else { 0 };
        self.seconds[at] = u32::try_from(sale.purchased.as_seconds().max(0)).unwrap_or(u32::MAX);
        self.days[at] = day_number(sale.day);
        let profile = Profile {
            account: self.accounts.number_of(&sale.account),
            marketplace: self.marketplaces.number_of(&sale.marketplace),
            team: self.teams.number_of(&sale.team),
            salesperson: self.salespersons.number_of(&sale.salesperson),
            currency: self.currencies.number_of(&sale.currency),
        };
        self.profile_of[at] = self.profiles.number_of(&profile);
        self.country_of[at] = self.countries.number_of(&sale.country);
        self.untaxed.set(at, sale.untaxed, sale.currency);
        self.total.set(at, sale.total, sale.currency);
        self.put_lines(at, &sale.lines, sale.currency);
        self.recent.put(sale);
    }

    /// Lines stay where they are as long as there are not more of them.
    fn put_lines(&mut self, at: usize, lines: &[SaleLine], currency: Currency) {
        let count = lines.len().min(usize::from(u16::MAX));
        if count > usize::from(self.line_count[at]) {
            let first = self.line_product.len();
            self.first_line[at] = first as u32;
            let len = first + count;
            self.line_product.resize(len, 0);
            self.line_pieces.resize(len);
            self.line_delivered.resize(len);
            self.line_untaxed.resize(len);
            self.line_total.resize(len);
        }
        self.line_count[at] = count as u16;
        let first = self.first_line[at] as usize;
        for (nth, line) in lines.iter().take(count).enumerate() {
            let to = first + nth;
            self.line_product[to] = line.product.0;
            self.line_pieces.set(to, line.pieces);
            self.line_delivered.set(to, line.delivered);
            self.line_untaxed.set(to, line.untaxed, currency);
            self.line_total.set(to, line.total, currency);
        }
    }

    /// Follows what posted invoices of an order amount to without tax, less its credit notes.
    pub(super) fn follow_invoiced(&mut self, number: OrderNumber, amount: Amount) {
        if self.complete {
            self.set_invoiced(number, amount);
        } else {
            self.told.insert(number, amount);
        }
    }

    fn set_invoiced(&mut self, number: OrderNumber, amount: Amount) {
        let at = number.0 as usize;
        if self.flags.get(at).is_some_and(|flags| flags & PRESENT != 0) {
            let currency = self.currencies.all()[usize::from(self.profile(at).currency)];
            // A shop without invoices has no column of them.
            if self.invoiced.len() <= at {
                self.invoiced.resize(self.flags.len());
            }
            self.invoiced.set(at, amount, currency);
        }
    }

    /// Whether this order counts.
    pub(super) fn fits(&self, at: usize, wanted: &Wanted) -> bool {
        let flags = self.flags[at];
        flags & (PRESENT | CANCELLED) == PRESENT
            && (wanted.from..=wanted.to).contains(&self.days[at])
            && wanted
                .channel
                .is_none_or(|channel| (channel == Channel::Fba) == (flags & FBA != 0))
            && wanted.account.is_none_or(|a| self.profile(at).account == a)
            && wanted
                .marketplace
                .is_none_or(|m| self.profile(at).marketplace == m)
    }

    /// What an order has in common with many others.
    pub(super) fn profile(&self, at: usize) -> &Profile {
        &self.profiles.all()[usize::from(self.profile_of[at])]
    }

    pub(super) fn is_fba(&self, at: usize) -> bool {
        self.flags[at] & FBA != 0
    }

    pub(super) fn day(&self, at: usize) -> u16 {
        self.days[at]
    }

    pub(super) fn second(&self, at: usize) -> u32 {
        self.seconds[at]
    }

    pub(super) fn untaxed(&self, at: usize) -> Kept {
        self.untaxed.get(at)
    }

    pub(super) fn total(&self, at: usize) -> Kept {
        self.total.get(at)
    }

    pub(super) fn invoiced(&self, at: usize) -> Kept {
        match at < self.invoiced.len() {
            true => self.invoiced.get(at),
            false => Kept::Minor(0),
        }
    }

    /// The places of an order's lines of goods.
    pub(super) fn lines(&self, at: usize) -> std::ops::Range<usize> {
        let first = self.first_line[at] as usize;
        first..first + usize::from(self.line_count[at])
    }

    pub(super) fn pieces(&self, line: usize) -> u32 {
        self.line_pieces.get(line)
    }

    pub(super) fn delivered(&self, line: usize) -> u32 {
        self.line_delivered.get(line)
    }

    pub(super) fn line_untaxed(&self, line: usize) -> Kept {
        self.line_untaxed.get(line)
    }

    pub(super) fn line_total(&self, line: usize) -> Kept {
        self.line_total.get(line)
    }

    /// One more than the largest product number.
    pub(super) fn products(&self) -> usize {
        self.line_product
            .iter()
            .max()
            .map_or(0, |p| *p as usize + 1)
    }

    /// The number of an account; none if it has no order.
    pub fn account(&self, id: AccountId) -> Option<u16> {
        self.accounts.known(&id)
    }

    /// The number of a marketplace; none if it has no order.
    pub fn marketplace(&self, id: &MarketplaceId) -> Option<u16> {
        self.marketplaces.known(id)
    }

    /// The marketplace with most orders.
    pub fn busiest_marketplace(&self) -> Option<&MarketplaceId> {
        let mut counts = vec![0u64; self.marketplaces.all().len()];
        for at in 0..self.len() {
            if self.flags[at] & PRESENT != 0 {
                counts[usize::from(self.profile(at).marketplace)] += 1;
            }
        }
        let (busiest, _) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
        self.marketplaces.all().get(busiest)
    }

    /// The first and the last day on which something was bought that counts, within those that are wanted.
    pub fn ends(&self, wanted: &Wanted) -> Option<(NaiveDate, NaiveDate)> {
        let mut ends: Option<(u16, u16)> = None;
        for at in 0..self.len() {
            if self.fits(at, wanted) {
                let day = self.days[at];
                ends = Some(ends.map_or((day, day), |(a, b)| (a.min(day), b.max(day))));
            }
        }
        ends.map(|(first, last)| (day_of_number(first), day_of_number(last)))
    }
}

impl Wanted {
    /// On these days.
    pub fn on(self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Wanted {
        Wanted {
            from: from.map_or(0, day_number),
            to: to.map_or(u16::MAX, day_number),
            ..self
        }
    }
}
