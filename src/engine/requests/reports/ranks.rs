//! The order of rows: parts of time from the oldest on, everything else from the largest on.

use crate::domain::money::{Amount, Currency};
use crate::domain::sales_report::Figures;
use crate::engine::sales::Axis;
use std::cmp::Reverse;
use std::collections::HashMap;

/// How large a code is: its sum in the currency with most orders, then its orders.
type Size = (Amount, u64);

type Row = ((u32, u32, Currency), (Option<Figures>, Option<Figures>));

/// Sorts rows by their first axis, then by their second.
pub(super) fn sort(rows: &mut [Row], axes: &[Axis], main: Option<Currency>) {
    let mut sizes: [HashMap<u32, Size>; 2] = Default::default();
    for ((first, second, currency), (now, _)) in rows.iter() {
        let figures = now.unwrap_or_default();
        for (sizes, code) in sizes.iter_mut().zip([*first, *second]) {
            let size = sizes.entry(code).or_default();
            if Some(*currency) == main {
                size.0 = size.0.plus(figures.total).unwrap_or(size.0);
            }
            size.1 += figures.orders;
        }
    }
    let rank = |nth: usize, code: u32| {
        let is_time = axes.get(nth).is_none_or(|axis| axis.dimension().is_time());
        let size = match is_time {
            true => Size::default(),
            false => sizes[nth].get(&code).copied().unwrap_or_default(),
        };
        (Reverse(size), code)
    };
    rows.sort_by_cached_key(|((first, second, currency), _)| {
        (rank(0, *first), rank(1, *second), *currency)
    });
}
