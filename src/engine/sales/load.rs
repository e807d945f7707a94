//! Filling the sales, when they are needed before the order list has brought them.

use super::SharedSales;
use crate::domain::sales_report::Sale;
use crate::store::counters::{Counter, figure};
use crate::store::orders::WalkedOrder;
use crate::store::{Store, StoreError};
use tokio_util::sync::CancellationToken;

/// Orders that are read in one short look at the store.
const SLICE: usize = 1_024;

/// Reads every order of the store into the sales, unless they are there; says whether they are. Ends early when `stop` is
/// cancelled.
pub fn load(
    store: &Store,
    sales: &SharedSales,
    stop: &CancellationToken,
) -> Result<bool, StoreError> {
    let _one_at_a_time = sales.filling();
    if sales.read(super::Sales::is_complete) {
        return Ok(true);
    }
    let mut began = begin(store, sales)?;
    let mut after = None;
    loop {
        if stop.is_cancelled() {
            return Ok(false);
        }
        let mut slice = Vec::with_capacity(SLICE);
        after = store.read(|reading| {
            reading.walk_whole(after, SLICE, |walked| slice.push(sale_of(&walked)))
        })?;
        take_in(sales, &slice);
        if after.is_none() {
            if finish(store, sales, began)? {
                return Ok(true);
            }
            began = begin(store, sales)?;
        }
    }
}

/// Makes room for what is to come; returns what [`super::Sales::finish`] wants to know.
pub(in crate::engine) fn begin(store: &Store, sales: &SharedSales) -> Result<u64, StoreError> {
    let of = store.read(|reading| Ok(figure(&reading.counts()?, Counter::Orders)))?;
    Ok(sales.write(|sales| {
        sales.reserve(usize::try_from(of).unwrap_or(0).saturating_add(1));
        sales.forgotten()
    }))
}

/// Reads what is invoiced, and says that every order is in, unless everything was forgotten since the filling began.
pub(in crate::engine) fn finish(
    store: &Store,
    sales: &SharedSales,
    began: u64,
) -> Result<bool, StoreError> {
    let mut invoiced = Vec::new();
    store
        .read(|reading| reading.walk_invoiced(|number, amount| invoiced.push((number, amount))))?;
    Ok(sales.write(|sales| sales.finish(began, &invoiced)))
}

/// What an order of a walk adds; none if it can't be read.
pub(in crate::engine) fn sale_of(walked: &WalkedOrder) -> Option<Sale> {
    walked
        .order
        .as_ref()
        .filter(|_| !walked.head_damaged)
        .map(Sale::of)
}

/// Takes in a slice of a walk.
pub(in crate::engine) fn take_in(shared: &SharedSales, slice: &[Option<Sale>]) {
    shared.write(|sales| {
        for sale in slice {
            match sale {
                Some(sale) => sales.load(sale),
                None => sales.note_unreadable(),
            }
        }
    });
}
