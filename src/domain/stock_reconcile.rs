//! Our figures of what lies at Amazon beside Amazon's own (product rule K7).

use super::amazon_stock::AmazonUnits;
use super::ids::{AccountId, Location, ProductId};
use super::marketplace::Region;
use super::moment::Moment;
use super::stock_move::{MoveKind, StockMove};
use std::collections::BTreeMap;

/// What a SKU stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Article {
    /// A product of ours.
    Known(ProductId),
    /// A SKU that no product of ours has.
    Unknown(String),
}

/// The figures that an account, a registration of a seller, fetched last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The account.
    pub account: AccountId,
    /// Amazon's seller id and the region: who has the same two has the same stock.
    pub seller: (String, Region),
    /// When they were fetched.
    pub as_of: Moment,
    /// The figures; an article may come under several SKUs.
    pub figures: Vec<(Article, AmazonUnits)>,
}

/// What Amazon says of an article at a location.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmazonSays {
    /// Units.
    pub units: AmazonUnits,
    /// When the oldest part of it was fetched.
    pub as_of: Moment,
}

/// What Amazon says of all that lies at the location of these registrations.
///
/// Sellers and regions add up. Registrations of one seller in one region show the same units, each as far as its marketplaces can
/// sell them: the largest figure counts, and of equal ones the newest.
pub fn amazon_says(registrations: &[Registration]) -> BTreeMap<Article, AmazonSays> {
    let mut says: BTreeMap<Article, AmazonSays> = BTreeMap::new();
    for seller in sellers(registrations) {
        let mut of_seller: BTreeMap<&Article, AmazonSays> = BTreeMap::new();
        for registration in seller {
            let mut own: BTreeMap<&Article, AmazonUnits> = BTreeMap::new();
            for (article, units) in &registration.figures {
                let sum = own.entry(article).or_default();
                *sum = sum.plus(units);
            }
            for (article, units) in own {
                let as_of = registration.as_of;
                let told = AmazonSays { units, as_of };
                let known = of_seller.entry(article).or_insert(told);
                if known.units.comparable() < told.units.comparable() {
                    *known = told;
                }
            }
        }
        for (article, part) in of_seller {
            match says.get_mut(article) {
                Some(sum) => {
                    sum.units = sum.units.plus(&part.units);
                    sum.as_of = sum.as_of.min(part.as_of);
                }
                None => {
                    says.insert(article.clone(), part);
                }
            }
        }
    }
    says
}

/// The registrations by seller and region, each the newest first.
fn sellers(registrations: &[Registration]) -> Vec<Vec<&Registration>> {
    let mut sellers: BTreeMap<&(String, Region), Vec<&Registration>> = BTreeMap::new();
    for registration in registrations {
        sellers
            .entry(&registration.seller)
            .or_default()
            .push(registration);
    }
    let newest_first = |mut of_one: Vec<_>| {
        of_one.sort_by_key(|r: &&Registration| (std::cmp::Reverse(r.as_of), r.account));
        of_one
    };
    sellers.into_values().map(newest_first).collect()
}

/// Up to when Amazon's figures know what happened.
#[derive(Clone, Debug)]
pub struct KnownUntil {
    by_account: BTreeMap<AccountId, Moment>,
    latest: Moment,
}

impl KnownUntil {
    /// As these registrations were fetched.
    pub fn of(registrations: &[Registration]) -> KnownUntil {
        let mut by_account = BTreeMap::new();
        for seller in sellers(registrations) {
            let newest = seller.first().map(|r| r.as_of).unwrap_or_default();
            by_account.extend(seller.iter().map(|r| (r.account, newest)));
        }
        KnownUntil {
            latest: by_account.values().max().copied().unwrap_or_default(),
            by_account,
        }
    }

    /// What a move that is in our figure changed at the location and Amazon's figures can't know of, since it happened
    /// later.
    ///
    /// What we only heard of later but happened before counts on both sides. Counts and corrections are no events at
    /// Amazon's: they mend our figure as it should have been all along.
    pub fn later(&self, stock_move: &StockMove, location: &Location) -> i64 {
        let known = stock_move
            .account
            .and_then(|account| self.by_account.get(&account));
        let until = known.copied().unwrap_or(self.latest);
        if stock_move.kind == MoveKind::Adjustment || stock_move.at <= until {
            return 0;
        }
        let pieces = i64::from(stock_move.quantity);
        let came = if stock_move.to == *location {
            pieces
        } else {
            0
        };
        let went = if stock_move.from == *location {
            pieces
        } else {
            0
        };
        came - went
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::MoveId;

    fn registration(
        account: u16,
        seller: &str,
        region: Region,
        at: i64,
        units: &[(u32, u32)],
    ) -> Registration {
        let figure = |(product, fulfillable): &(u32, u32)| {
            let units = AmazonUnits {
                fulfillable: *fulfillable,
                ..AmazonUnits::default()
            };
            (Article::Known(ProductId(*product)), units)
        };
        Registration {
            account: AccountId(account),
            seller: (seller.to_owned(), region),
            as_of: Moment::from_seconds(at),
            figures: units.iter().map(figure).collect(),
        }
    }

    fn comparable(registrations: &[Registration], product: u32) -> Option<(i64, i64)> {
        let says = amazon_says(registrations);
        let says = says.get(&Article::Known(ProductId(product)))?;
        Some((says.units.comparable(), says.as_of.as_seconds()))
    }

    #[test]
    fn sellers_and_regions_add_up_and_registrations_of_one_do_not() {
        let all = [
            registration(1, "A", Region::Eu, 100, &[(7, 10), (7, 2), (8, 1)]),
            registration(2, "A", Region::Eu, 200, &[(7, 11), (9, 4)]),
            registration(3, "A", Region::Na, 150, &[(7, 100)]),
            registration(4, "B", Region::Eu, 300, &[(7, 1000)]),
        ];
        assert_eq!(comparable(&all, 7), Some((1112, 100)));
        assert_eq!(comparable(&all, 8), Some((1, 100)));
        assert_eq!(comparable(&all, 9), Some((4, 200)));
        assert_eq!(comparable(&all[..1], 7), Some((12, 100)));
        assert_eq!(comparable(&all, 10), None);
    }

    #[test]
    fn what_happened_after_the_fetch_is_not_asked_of_it() {
        let place = Location::from(Location::AMAZON);
        let until = KnownUntil::of(&[
            registration(1, "A", Region::Eu, 100, &[]),
            registration(2, "B", Region::Eu, 200, &[]),
        ]);
        let sale = |account: Option<u16>, at: i64, kind| StockMove {
            id: MoveId(1),
            at: Moment::from_seconds(at),
            product: ProductId(7),
            from: place.clone(),
            to: Location::from(Location::CUSTOMERS),
            quantity: 3,
            reference: None,
            order: None,
            picking: None,
            kind,
            account: account.map(AccountId),
            transfer: None,
            reason: String::new(),
        };
        let later = |account, at, kind| until.later(&sale(account, at, kind), &place);
        assert_eq!(later(Some(1), 100, MoveKind::FbaShipment), 0);
        assert_eq!(later(Some(1), 150, MoveKind::FbaShipment), -3);
        assert_eq!(later(Some(2), 150, MoveKind::FbaShipment), 0);
        assert_eq!(later(None, 150, MoveKind::Transfer), 0);
        assert_eq!(later(None, 201, MoveKind::Transfer), -3);
        assert_eq!(later(None, 999, MoveKind::Adjustment), 0);
        let elsewhere = Location::from("Other");
        assert_eq!(
            until.later(&sale(Some(1), 999, MoveKind::FbaShipment), &elsewhere),
            0
        );
    }
}
