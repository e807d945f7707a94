//! What a filter of the history wants, looked up: products, places and accounts by their numbers.

use crate::domain::ids::{AccountId, ProductId};
use crate::domain::stock_move::MoveKind;

/// What a filter wants of a stock move: every part that is set must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// One of these products; sorted.
    pub products: Option<Vec<ProductId>>,
    /// From or to one of these places.
    pub places: Option<Vec<u16>>,
    /// Of this kind.
    pub kind: Option<MoveKind>,
    /// Of one of these accounts.
    pub accounts: Option<Vec<AccountId>>,
    /// Of this document, as [`super::MoveHistory::document`] tells it.
    pub document: Option<u32>,
    /// Not before this second.
    pub from: Option<u32>,
    /// Before this second.
    pub until: Option<u32>,
}

impl Wanted {
    /// Whether every move matches.
    pub fn is_everything(&self) -> bool {
        *self == Wanted::default()
    }
}
