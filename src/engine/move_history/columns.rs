//! The columns of the history.

use super::Wanted;
use crate::domain::ids::{AccountId, Location, MoveId, ProductId, TransferNumber};
use crate::domain::moment::Moment;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::stock_move::{MoveKind, StockMove};
use std::collections::HashMap;

/// A move that belongs to no account.
const NO_ACCOUNT: u16 = u16::MAX;

/// Every stock move in the order of recording, column by column: 25 bytes a move.
#[derive(Default)]
pub struct MoveHistory {
    ids: Vec<u64>,
    seconds: Vec<u32>,
    products: Vec<u32>,
    quantities: Vec<u32>,
    from: Vec<u16>,
    to: Vec<u16>,
    kinds: Vec<MoveKind>,
    accounts: Vec<u16>,
    documents: Vec<u32>,
    places: Vec<Location>,
    numbers: HashMap<Location, u16>,
    complete: bool,
    newest_told: u64,
}

impl MoveHistory {
    /// How many moves it holds.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it holds all of them.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The last move that it holds.
    pub(super) fn last(&self) -> Option<MoveId> {
        self.ids.last().map(|id| MoveId(*id))
    }

    /// Says that all moves are in, unless one was told meanwhile that is not.
    pub(super) fn finish(&mut self) -> bool {
        self.complete = self.newest_told <= self.ids.last().copied().unwrap_or(0);
        self.complete
    }

    /// Takes in moves that were just recorded; until all older ones are in, they are left to the loading.
    pub(super) fn follow(&mut self, moves: &[StockMove]) {
        if let Some(newest) = moves.last() {
            self.newest_told = self.newest_told.max(newest.id.0);
        }
        if self.complete {
            self.add(moves);
        }
    }

    pub(super) fn add(&mut self, moves: &[StockMove]) {
        for stock_move in moves {
            if self.ids.last().is_some_and(|last| *last >= stock_move.id.0) {
                continue;
            }
            let (from, to) = (
                self.number_of(&stock_move.from),
                self.number_of(&stock_move.to),
            );
            self.ids.push(stock_move.id.0);
            self.seconds.push(second(stock_move.at));
            self.products.push(stock_move.product.0);
            self.quantities.push(stock_move.quantity);
            self.from.push(from);
            self.to.push(to);
            self.kinds.push(stock_move.kind);
            self.accounts
                .push(stock_move.account.map_or(NO_ACCOUNT, |a| a.0));
            self.documents.push(
                Self::document(stock_move.reference, stock_move.transfer).unwrap_or_default(),
            );
        }
    }

    fn number_of(&mut self, location: &Location) -> u16 {
        if let Some(number) = self.numbers.get(location) {
            return *number;
        }
        let number = u16::try_from(self.places.len()).unwrap_or(u16::MAX);
        self.places.push(location.clone());
        self.numbers.insert(location.clone(), number);
        number
    }

    /// The numbers of the places whose name fits.
    pub fn places(&self, fits: impl Fn(&Location) -> bool) -> Vec<u16> {
        self.places
            .iter()
            .zip(0..)
            .filter(|(place, _)| fits(place))
            .map(|(_, number)| number)
            .collect()
    }

    /// A document in four bytes. Two orders may share them: whoever finds moves by them looks at the rows again.
    pub fn document(
        reference: Option<AmazonOrderRef>,
        transfer: Option<TransferNumber>,
    ) -> Option<u32> {
        let packed = match (reference, transfer) {
            (Some(reference), _) => reference.packed(),
            (None, Some(transfer)) => u64::from(transfer.0) << 20,
            (None, None) => return None,
        };
        let folded = (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32;
        Some(folded.max(1))
    }

    /// The id of the move at this place.
    pub fn id(&self, place: u32) -> Option<MoveId> {
        self.ids.get(place as usize).map(|id| MoveId(*id))
    }

    /// Where the first move stands that is not older than this one.
    pub fn place_of(&self, id: MoveId) -> usize {
        self.ids.partition_point(|known| *known < id.0)
    }

    /// Adds the places of the moves that match, from this place on.
    pub(super) fn find(&self, wanted: &Wanted, from: usize, places: &mut Vec<u32>) {
        for place in from..self.len() {
            if self.fits(wanted, place) {
                places.push(place as u32);
            }
        }
    }

    fn fits(&self, wanted: &Wanted, at: usize) -> bool {
        wanted.kind.is_none_or(|kind| self.kinds[at] == kind)
            && wanted.document.is_none_or(|d| self.documents[at] == d)
            && wanted.from.is_none_or(|from| self.seconds[at] >= from)
            && wanted.until.is_none_or(|until| self.seconds[at] < until)
            && wanted.products.as_ref().is_none_or(|products| {
                products
                    .binary_search(&ProductId(self.products[at]))
                    .is_ok()
            })
            && wanted.places.as_ref().is_none_or(|places| {
                places.contains(&self.from[at]) || places.contains(&self.to[at])
            })
            && wanted
                .accounts
                .as_ref()
                .is_none_or(|accounts| accounts.contains(&AccountId(self.accounts[at])))
    }

    /// The quantity of a product at a place after each of these moves, which are sorted.
    pub fn balances(&self, product: ProductId, place: u16, after: &[u32]) -> Vec<i64> {
        let mut balances = Vec::with_capacity(after.len());
        let mut balance = 0;
        let mut next = 0;
        for wanted in after {
            while next <= *wanted as usize && next < self.len() {
                balance += self.change(product, place, next);
                next += 1;
            }
            balances.push(balance);
        }
        balances
    }

    /// What a move does to the quantity of a product at a place.
    fn change(&self, product: ProductId, place: u16, at: usize) -> i64 {
        if self.products[at] != product.0 {
            return 0;
        }
        let pieces = i64::from(self.quantities[at]);
        pieces * (i64::from(self.to[at] == place) - i64::from(self.from[at] == place))
    }

    /// What customers took from each place since a moment, less what came back, by place and product.
    pub fn demand_since(&self, since: Moment) -> HashMap<(&Location, ProductId), i64> {
        let since = second(since);
        let mut demand: HashMap<(u16, u32), i64> = HashMap::new();
        for at in 0..self.len() {
            if self.seconds[at] < since || !self.kinds[at].is_demand() {
                continue;
            }
            let pieces = i64::from(self.quantities[at]);
            let (place, pieces) = if self.kinds[at] == MoveKind::DeliveryUndone {
                (self.to[at], -pieces)
            } else {
                (self.from[at], pieces)
            };
            *demand.entry((place, self.products[at])).or_default() += pieces;
        }
        demand
            .into_iter()
            .filter_map(|((place, product), pieces)| {
                let place = self.places.get(usize::from(place))?;
                Some(((place, ProductId(product)), pieces))
            })
            .collect()
    }

    /// What came and went of a product at a place, by a bucket of its moment; none for moves that are of no interest.
    pub fn came_and_went(
        &self,
        product: ProductId,
        place: u16,
        bucket: impl Fn(Moment) -> Option<usize>,
        mut tell: impl FnMut(usize, i64),
    ) {
        for at in 0..self.len() {
            let change = self.change(product, place, at);
            if change == 0 {
                continue;
            }
            let moment = Moment::from_seconds(i64::from(self.seconds[at]));
            if let Some(bucket) = bucket(moment) {
                tell(bucket, change);
            }
        }
    }
}

/// A moment in whole seconds since 1970, as far as they fit.
pub(super) fn second(at: Moment) -> u32 {
    u32::try_from(at.as_seconds().max(0)).unwrap_or(u32::MAX)
}
