//! The columns of the list, all in the order of purchase.

use super::facets::{self, Wanted};
use super::matches::Matches;
use super::texts::{TextAt, Texts};
use crate::domain::ids::OrderNumber;
use crate::domain::moment::Moment;
use crate::domain::order::{OrderHead, OrderKey};
use crate::domain::order_query::{Sort, SortColumn};
use crate::store::writing::WrittenOrder;

/// A few bytes of every order.
#[derive(Default)]
pub struct Listing {
    purchased: Vec<i64>,
    numbers: Vec<u32>,
    facets: Vec<u32>,
    ship_by: Vec<u32>,
    updated: Vec<u32>,
    totals: Vec<i64>,
    text_at: Vec<TextAt>,
    texts: Texts,
    complete: bool,
    texts_complete: bool,
    /// Counts what changed the places of orders or whether they match.
    version: u64,
}

/// Seconds since the epoch as four bytes; no moment sorts after every moment.
fn seconds(at: Option<Moment>) -> u32 {
    at.map_or(u32::MAX, |at| {
        at.as_seconds().clamp(0, i64::from(u32::MAX) - 1) as u32
    })
}

impl Listing {
    /// Orders in the list.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether every order of the store is in the list.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether the texts of every order are in the list too.
    pub fn texts_complete(&self) -> bool {
        self.texts_complete
    }

    /// Grows with every change after which a filter may find something else, or elsewhere.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// Begins anew, empty.
    pub(in crate::engine) fn forget(&mut self) {
        let version = self.version + 1;
        *self = Listing {
            version,
            ..Listing::default()
        };
    }

    pub(super) fn set_complete(&mut self) {
        self.complete = true;
    }

    pub(super) fn set_texts_complete(&mut self) {
        self.texts_complete = true;
    }

    pub(super) fn reserve(&mut self, orders: usize) {
        self.purchased.reserve(orders);
        self.numbers.reserve(orders);
        self.facets.reserve(orders);
        self.ship_by.reserve(orders);
        self.updated.reserve(orders);
        self.totals.reserve(orders);
        self.text_at.reserve(orders);
    }

    /// The key of the order at a place.
    pub fn key(&self, at: usize) -> Option<OrderKey> {
        Some(OrderKey {
            purchased: Moment::from_millis(*self.purchased.get(at)?),
            number: OrderNumber(*self.numbers.get(at)?),
        })
    }

    /// The place of an order, or where it would stand.
    pub fn place(&self, key: OrderKey) -> Result<usize, usize> {
        let wanted = (key.purchased.as_millis(), key.number.0);
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match (self.purchased[middle], self.numbers[middle]).cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Ok(middle),
            }
        }
        Err(low)
    }

    /// Follows what the writer wrote.
    pub fn follow(&mut self, orders: &[WrittenOrder]) {
        for order in orders {
            match self.place(order.head.key()) {
                Ok(at) => {
                    self.set(at, &order.head);
                    self.set_text(at, &order.text);
                }
                Err(at) => {
                    self.insert(at, &order.head);
                    self.set_text(at, &order.text);
                }
            }
        }
    }

    /// Adds an order as it was read from the store, unless a newer state of it is there already.
    pub(super) fn load_head(&mut self, head: &OrderHead) {
        if let Err(at) = self.place(head.key()) {
            self.insert(at, head);
        }
    }

    /// Adds the text of an order as it was read from the store, unless there is one.
    pub(super) fn load_text(&mut self, key: OrderKey, text: &str) {
        if let Ok(at) = self.place(key)
            && self.text_at[at] == TextAt::default()
        {
            self.version += 1;
            self.text_at[at] = self.texts.add(text);
        }
    }

    fn set(&mut self, at: usize, head: &OrderHead) {
        self.version += 1;
        self.facets[at] = facets::of(head);
        self.ship_by[at] = seconds(head.ship_by);
        self.updated[at] = seconds(Some(head.updated));
        self.totals[at] = head.total.in_minor_units(head.currency);
    }

    fn insert(&mut self, at: usize, head: &OrderHead) {
        self.purchased.insert(at, head.purchased.as_millis());
        self.numbers.insert(at, head.number.0);
        self.facets.insert(at, 0);
        self.ship_by.insert(at, 0);
        self.updated.insert(at, 0);
        self.totals.insert(at, 0);
        self.text_at.insert(at, TextAt::default());
        self.set(at, head);
    }

    fn set_text(&mut self, at: usize, text: &str) {
        let known = self.text_at[at];
        if known == TextAt::default() || !self.texts.is_at(known, text) {
            self.version += 1;
            self.text_at[at] = self.texts.add(text);
        }
    }

    /// The orders that match, in the order asked for.
    pub fn matches(&self, wanted: Wanted, words: &[String], sort: Sort) -> Matches {
        let by_purchase = sort.column == SortColumn::Purchased;
        if by_purchase && wanted == Wanted::default() && words.is_empty() {
            return Matches::all(self.len(), sort.descending);
        }
        let mut bits = self.matching_facets(wanted);
        if !words.is_empty() {
            self.keep_matching_texts(&mut bits, words);
        }
        let matches = Matches::of_bits(bits, sort.descending);
        if by_purchase {
            matches
        } else {
            self.sorted(&matches, sort)
        }
    }

    /// One bit an order: whether its facets fit. Eight comparisons at a time.
    fn matching_facets(&self, wanted: Wanted) -> Vec<u64> {
        let mut words = Vec::with_capacity(self.len().div_ceil(64));
        for chunk in self.facets.chunks(64) {
            let mut fits = [0u8; 64];
            for (fit, facets) in fits.iter_mut().zip(chunk) {
                *fit = u8::from(facets & wanted.mask == wanted.bits);
            }
            let mut word = 0u64;
            for (group, bytes) in fits.as_chunks::<8>().0.iter().enumerate() {
                // Gathers the lowest bit of each of eight bytes into one byte.
                let gathered = u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
                word |= gathered << (group * 8);
            }
            words.push(word);
        }
        words
    }

    fn keep_matching_texts(&self, bits: &mut [u64], words: &[String]) {
        let search = self.texts.search(words);
        for (index, word) in bits.iter_mut().enumerate() {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                let at = self.text_at[index * 64 + bit as usize];
                if !self.texts.fits(at, &search) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    fn sorted(&self, matches: &Matches, sort: Sort) -> Matches {
        let value = |at: usize| match sort.column {
            SortColumn::Purchased => self.purchased[at],
            SortColumn::ShipBy => i64::from(self.ship_by[at]),
            SortColumn::Updated => i64::from(self.updated[at]),
            SortColumn::Total => self.totals[at],
        };
        // What to sort by, over the place: numbers sort several times faster than places that look their values up.
        let mut keys: Vec<(u64, u32)> = Vec::with_capacity(matches.total());
        matches.each(|at| {
            let up = (value(at) as u64) ^ (1 << 63);
            let key = if sort.descending { !up } else { up };
            // Orders without a ship-by moment come last whichever way it is sorted.
            let missing = sort.column == SortColumn::ShipBy && self.ship_by[at] == u32::MAX;
            keys.push((if missing { u64::MAX } else { key }, at as u32));
        });
        if sort.descending {
            keys.sort_unstable_by_key(|(key, at)| (*key, !at));
        } else {
            keys.sort_unstable();
        }
        Matches::of_places(keys.into_iter().map(|(_, at)| at).collect())
    }
}
