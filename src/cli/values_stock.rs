//! Values about stock as people type them.

use crate::domain::ids::TransferNumber;
use crate::domain::location::LocationKind;
use crate::domain::moment::{Moment, Span};
use crate::domain::stock_move::MoveKind;
use crate::domain::transfer::Rest;
use crate::protocol::stock::Goods;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::str::FromStr;

/// Pieces of a product as typed: `SKU=N`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodsText(pub Goods);

impl FromStr for GoodsText {
    type Err = String;

    fn from_str(text: &str) -> Result<GoodsText, String> {
        // An SKU may have a = in it, a number can't.
        let (product, quantity) = text.rsplit_once('=').unwrap_or_default();
        match (product.trim(), quantity.trim().parse()) {
            (product, Ok(quantity)) if !product.is_empty() => Ok(GoodsText(Goods {
                product: product.to_owned(),
                quantity,
            })),
            _ => Err("not a quantity; write SKU=2".to_owned()),
        }
    }
}

/// Reads the number of a transfer.
pub fn transfer(text: &str) -> Result<TransferNumber, String> {
    text.parse()
        .map_err(|()| "not a transfer; write TR00001".to_owned())
}

/// Reads a day, as the moment when it begins in UTC.
pub fn day(text: &str) -> Result<Moment, String> {
    Moment::parse(&format!("{}T00:00:00Z", text.trim()))
        .ok_or_else(|| "not a day; write 2026-11-01".to_owned())
}

/// Reads a day, as the moment when it is over in UTC.
pub fn last_day(text: &str) -> Result<Moment, String> {
    day(text).map(|begin| begin.plus(Span::days(1)))
}

/// Reads the kind of a stock move.
pub fn kind() -> impl TypedValueParser<Value = MoveKind> {
    PossibleValuesParser::new(MoveKind::ALL.map(MoveKind::as_str)).try_map(|word| {
        MoveKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or("not a kind of stock move")
    })
}

/// Reads what becomes of goods that did not arrive.
pub fn rest() -> impl TypedValueParser<Value = Rest> {
    PossibleValuesParser::new(["expected", "lost", "back"]).map(|word| match word.as_str() {
        "lost" => Rest::Lost,
        "back" => Rest::Back,
        _ => Rest::Expected,
    })
}

/// Reads what a new location is.
pub fn location_kind() -> impl TypedValueParser<Value = LocationKind> {
    PossibleValuesParser::new(["warehouse", "amazon"]).map(|word| match word.as_str() {
        "amazon" => LocationKind::Amazon,
        _ => LocationKind::Warehouse,
    })
}
