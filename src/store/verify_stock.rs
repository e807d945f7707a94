//! The self-check of stock: quantities are the sums of their moves, reserved is what pickings need, transfers lie where they
//! should.

use super::stock::{Level, kinds_in};
use super::verify::{Findings, PIECE};
use super::{Reading, Store, StoreError, codec, keys, tables};
use crate::domain::ids::{Location, TransferNumber};
use crate::domain::location::LocationKind;
use crate::domain::picking::{Picking, PickingState};
use crate::domain::product::Product;
use crate::domain::stock_move::StockMove;
use crate::domain::transfer::Transfer;
use std::collections::BTreeMap;

impl Store {
    pub(super) fn verify_stock(&self) -> Result<Vec<String>, StoreError> {
        let mut sums: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
        let mut after = None;
        loop {
            let compared = self.read(|reading| {
                let mut add = |_: &Reading<'_>, key: &[u8], bytes: &[u8]| {
                    let stock_move: StockMove = codec::decode("moves", key, bytes)?;
                    let product = stock_move.product.0;
                    let quantity = i64::from(stock_move.quantity);
                    let from = keys::level(stock_move.from.as_str(), product);
                    let to = keys::level(stock_move.to.as_str(), product);
                    *sums.entry(from).or_default() -= quantity;
                    *sums.entry(to).or_default() += quantity;
                    Ok(())
                };
                after = reading.piece(tables::MOVES, after.as_deref(), PIECE, &mut add)?;
                // The last look at the moves is also the one at the quantities.
                match after {
                    Some(_) => Ok(None),
                    None => reading.compare_levels(&sums).map(Some),
                }
            })?;
            if let Some(wrong) = compared {
                return Ok(wrong);
            }
        }
    }

    /// Both are compared at one moment, since each picking that comes changes both.
    pub(super) fn verify_reserved(&self) -> Result<Vec<String>, StoreError> {
        self.read(|reading| {
            let mut needed = BTreeMap::new();
            reading.ready_pickings(|picking| {
                add_needed(&picking, &mut needed);
                Ok(true)
            })?;
            needed.retain(|_, pieces| *pieces != 0);
            let kept = reading.reserved()?;
            let mut wrong = Findings::new();
            for product in needed.keys().chain(kept.keys()) {
                let (needed, kept) = (needed.get(product), kept.get(product));
                if needed != kept {
                    wrong.add(|| {
                        format!(
                            "of product {} pickings need {} and {} are kept as reserved",
                            product.0,
                            needed.unwrap_or(&0),
                            kept.unwrap_or(&0)
                        )
                    });
                }
            }
            Ok(wrong.done())
        })
    }

    pub(super) fn verify_transfers(&self) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        self.walk(tables::TRANSFERS, &mut |reading, key, bytes| {
            let transfer: Transfer = codec::decode("transfers", key, bytes)?;
            let open = reading.transaction.open_table(tables::OPEN_TRANSFERS)?;
            let listed = open.get(key)?.is_some();
            if listed != transfer.state.is_open() {
                wrong.add(|| {
                    format!(
                        "{} is not where it should be among the open ones",
                        transfer.number
                    )
                });
            }
            Ok(())
        })?;
        self.walk(tables::OPEN_TRANSFERS, &mut |reading, key, _| {
            let number = key
                .try_into()
                .map(|n| TransferNumber(u32::from_be_bytes(n)));
            let transfer = number.ok().map(|n| reading.transfer(n)).transpose()?;
            if !transfer.flatten().is_some_and(|t| t.state.is_open()) {
                wrong.add(|| "an open transfer is listed and is none".to_owned());
            }
            Ok(())
        })?;
        Ok(wrong.done())
    }
}

fn add_needed(picking: &Picking, needed: &mut BTreeMap<crate::domain::ids::ProductId, i64>) {
    for line in &picking.lines {
        if picking.state == PickingState::Ready && line.product != Product::PLACEHOLDER {
            *needed.entry(line.product).or_default() += i64::from(line.demand);
        }
    }
}

impl Reading<'_> {
    /// Every location with what it is.
    pub(super) fn location_kinds(&self) -> Result<BTreeMap<Location, LocationKind>, StoreError> {
        kinds_in(&self.transaction.open_table(tables::LOCATIONS)?)
    }

    fn compare_levels(&self, sums: &BTreeMap<Vec<u8>, i64>) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        let mut levels = 0;
        self.piece(tables::LEVELS, None, usize::MAX, &mut |_, key, bytes| {
            levels += 1;
            let Level {
                location, quantity, ..
            } = Level::of(key, bytes)?;
            let sum = sums.get(key).copied();
            if sum != Some(quantity) {
                wrong.add(|| {
                    format!(
                        "a quantity at {location} is kept as {quantity} and its moves add up to {}",
                        sum.unwrap_or(0)
                    )
                });
            }
            Ok(())
        })?;
        if levels != sums.len() {
            wrong.add(|| format!("{levels} quantities are kept and {} moved", sums.len()));
        }
        Ok(wrong.done())
    }
}
