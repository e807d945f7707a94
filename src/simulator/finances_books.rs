//! The sellers' books: which transactions there are, when they were posted, and since when readers see them.

use std::sync::Arc;

use serde_json::Value;

use super::dice::Dice;
use super::finances_sale::{self, Progress, Sold};
use super::order_life::OrderState;
use super::order_maker::Blueprint;
use super::order_vitals::Status;
use super::sellers::SELLERS;
use super::shop::Shop;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;
/// Seconds between two payouts of a seller.
pub(crate) const SETTLEMENT: i64 = 14 * DAY;

/// Where a transaction takes its order from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// An order that had left before the start, made again when it is needed.
    History(u32),
    /// Units that left since, by their place in the books.
    Live(usize),
    /// None.
    Account,
}

/// What a transaction is. Amounts in minor units, times in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Money for what left, at once.
    Paid,
    /// Money for what left, held until `release`.
    Deferred {
        release: i64,
    },
    /// The money that was held.
    Release,
    /// Money back to the buyer.
    Refund,
    Subscription,
    Storage,
    Advertising,
    /// Held back, or given back.
    Reserve {
        amount: i64,
    },
    /// Sent to the seller's bank.
    Transfer {
        amount: i64,
    },
}

/// One transaction of a seller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) seller: usize,
    /// Marketplace by its place; it decides the currency.
    pub(crate) marketplace: usize,
    pub(crate) posted: i64,
    pub(crate) seen: i64,
    /// What tells it from all others; the sale, its release and its refund differ in the last digit.
    pub(crate) key: u64,
    pub(crate) source: Source,
    pub(crate) what: What,
}

impl Entry {
    /// The key of the transaction of the same sale that is `what`.
    pub(crate) fn sibling(&self, what: What) -> u64 {
        self.key - self.key % 10 + code(what)
    }
}

pub(crate) fn code(what: What) -> u64 {
    match what {
        What::Paid | What::Deferred { .. } => 0,
        What::Release => 1,
        What::Refund => 2,
        What::Subscription => 3,
        What::Storage => 4,
        What::Advertising => 5,
        What::Reserve { amount } if amount < 0 => 6,
        What::Reserve { .. } => 7,
        What::Transfer { .. } => 8,
    }
}

/// All sellers' books.
#[derive(Debug)]
pub(crate) struct Books {
    /// Transactions of orders that had left before the start, once somebody asked.
    history: Vec<Option<Arc<[Entry]>>>,
    live: Vec<Entry>,
    sales: Vec<Arc<Sold>>,
    /// What became of each payout, and how far payouts have come.
    pub(crate) closed: Vec<(i64, Vec<Entry>)>,
    /// Seconds until the last transaction of a moment is seen.
    lag: i64,
}

impl Books {
    pub(crate) fn new(start: i64, history: i64) -> Self {
        let first = |seller: usize| first_close(seller, start - history);
        Self {
            history: vec![None; SELLERS.len()],
            live: Vec::new(),
            sales: Vec::new(),
            closed: (0..SELLERS.len()).map(|s| (first(s), Vec::new())).collect(),
            lag: 0,
        }
    }

    /// How long a transaction stays unseen at most, in seconds.
    pub(crate) fn set_lag(&mut self, lag: i64) {
        self.lag = lag.max(0);
    }

    pub(crate) fn sale(&self, place: usize) -> Option<Arc<Sold>> {
        self.sales.get(place).cloned()
    }

    /// Units left at `at`, Unix seconds.
    pub(crate) fn enter(&mut self, seed: u64, seller: usize, sold: Sold, at: i64) {
        let place = self.sales.len();
        let key = (1 << 40) + place as u64;
        entries_of_sale(
            seed,
            (seller, key, Source::Live(place)),
            (&sold, at),
            self.lag,
            &mut self.live,
        );
        self.sales.push(Arc::new(sold));
    }

    /// The buyer gets the money for a sale's first item back.
    fn refund(&mut self, sold: Sold, seller: usize, at: i64) {
        let place = self.sales.len();
        self.live.push(Entry {
            seller,
            marketplace: sold.marketplace,
            posted: at,
            seen: at,
            key: ((1 << 40) + place as u64) * 10 + code(What::Refund),
            source: Source::Live(place),
            what: What::Refund,
        });
        self.sales.push(Arc::new(sold));
    }

    /// The last sale that was entered for an order.
    pub(crate) fn last_sale(&self, order_id: &str) -> Option<Sold> {
        let mut sales = self.sales.iter().rev();
        sales
            .find(|sold| sold.order_id == order_id)
            .map(|sold| (**sold).clone())
    }
}

/// The first payout of a seller after `moment`.
fn first_close(seller: usize, moment: i64) -> i64 {
    let offset = (seller as i64 * 5 + 2) * DAY + 43_200;
    offset + ((moment - offset).div_euclid(SETTLEMENT) + 1) * SETTLEMENT
}

/// The payout that a transaction of this moment belongs to.
pub(crate) fn close_of(seller: usize, posted: i64) -> i64 {
    first_close(seller, posted - 1)
}

/// Everything that follows from one sale.
fn entries_of_sale(
    seed: u64,
    (seller, key, source): (usize, u64, Source),
    (sold, at): (&Sold, i64),
    lag: i64,
    into: &mut Vec<Entry>,
) {
    let mut dice = Dice::new(seed, key, 50);
    let late = if dice.chance(300) {
        dice.between(0, lag)
    } else {
        0
    };
    let held = match sold.business {
        true if dice.chance(500) => Some(30 * DAY),
        false if dice.chance(120) => Some(7 * DAY),
        _ => None,
    };
    let refunded = dice
        .chance(60)
        .then(|| at + dice.between(3 * DAY, 12 * DAY));
    let mut put = |what, posted: i64, seen| {
        into.push(Entry {
            seller,
            marketplace: sold.marketplace,
            posted,
            seen,
            key: key * 10 + code(what),
            source,
            what,
        });
    };
    match held {
        Some(held) => {
            let release = at + held;
            put(What::Deferred { release }, at, at + late);
            put(What::Release, release, release);
        }
        None => put(What::Paid, at, at + late),
    }
    if let Some(at) = refunded {
        put(What::Refund, at, at + late);
    }
}

impl Shop {
    /// Units of an order left since: enters them.
    pub(crate) fn enter_sale(&mut self, order: &Blueprint, state: &OrderState, moved: &[Progress]) {
        if let Some(sold) = finances_sale::of_order(order, state, moved) {
            let seller = order.vitals.seller;
            self.books
                .enter(self.maker.seed, seller, sold, state.updated);
        }
    }

    /// The same for an order that was put in as it is; `before` are the units that had left.
    pub(crate) fn enter_verbatim(&mut self, seller: usize, order: &Value, before: &[i64], at: i64) {
        if let Some(sold) = finances_sale::of_verbatim(order, before) {
            self.books.enter(self.maker.seed, seller, sold, at);
        }
    }

    /// The buyer of an order gets the money for its first item back. False if nothing of it was ever paid.
    pub(crate) fn refund(&mut self, order_id: &str, now: i64) -> bool {
        let Some(index) = self.find(order_id) else {
            return false;
        };
        let entered = self.books.last_sale(order_id);
        let Some(sold) = entered.or_else(|| self.sale_of_history(index)) else {
            return false;
        };
        let seller = self.owner(index);
        self.books.refund(sold, seller, now);
        true
    }

    /// What left of an order before the start.
    pub(crate) fn sale_of_history(&self, index: u32) -> Option<Sold> {
        if self.verbatim(index).is_some() || index >= self.maker.count {
            return None;
        }
        let order = self.blueprint(index);
        let state = OrderState::at_start(&order, self.maker.seed);
        let moved = state.lines.iter().map(|line| Progress {
            before: 0,
            after: line.fulfilled,
        });
        finances_sale::of_order(&order, &state, &moved.collect::<Vec<_>>())
    }

    /// All transactions of a seller up to `now` (Unix seconds) and those to come of what left, oldest first.
    pub(crate) fn transactions(&mut self, seller: usize, now: i64) -> Vec<Entry> {
        let mut entries = self.entries(seller, now);
        self.close_until(seller, now, &entries);
        if let Some((_, closed)) = self.books.closed.get(seller) {
            entries.extend_from_slice(closed);
        }
        entries.sort_unstable_by_key(|entry| (entry.posted, entry.key));
        entries
    }

    fn entries(&mut self, seller: usize, now: i64) -> Vec<Entry> {
        let known = self.books.history.get(seller).cloned().flatten();
        let history = known.unwrap_or_else(|| {
            let made: Arc<[Entry]> = self.history_of(seller).into();
            if let Some(place) = self.books.history.get_mut(seller) {
                *place = Some(Arc::clone(&made));
            }
            made
        });
        let live = self
            .books
            .live
            .iter()
            .filter(|entry| entry.seller == seller);
        let mut entries: Vec<Entry> = history.iter().chain(live).copied().collect();
        self.fees(seller, now, &mut entries);
        entries
    }

    fn history_of(&self, seller: usize) -> Vec<Entry> {
        let mut entries = Vec::new();
        let orders = self.by_creation(seller);
        for index in orders.iter().copied() {
            let vitals = self.vitals(index);
            if !matches!(vitals.status, Status::Shipped | Status::PartiallyShipped) {
                continue;
            }
            let Some(sold) = self.sale_of_history(index) else {
                continue;
            };
            let order = self.blueprint(index);
            let state = OrderState::at_start(&order, self.maker.seed);
            let at = state
                .parcels
                .first()
                .map_or(vitals.updated, |parcel| parcel.shipped);
            let named = (seller, u64::from(index), Source::History(index));
            entries_of_sale(
                self.maker.seed,
                named,
                (&sold, at),
                self.books.lag,
                &mut entries,
            );
        }
        entries
    }
}
