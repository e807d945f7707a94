//! A report is one scan over the columns.

use super::axis::Axis;
use super::columns::{Sales, Wanted};
use super::money_classes::MoneyClasses;
use super::sums::Sums;
use crate::domain::ids::OrderNumber;
use crate::domain::money::Currency;
use crate::domain::sales_report::Dimension;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Up to so many groups are found by their place, more by looking them up.
const DENSE: u64 = 4 << 20;

/// A group: its code on each axis, and its class of money.
pub type GroupKey = (u32, u32, u32);

/// The figures of a scan.
#[derive(Default)]
pub struct Groups {
    /// Those of each group with something in it.
    pub of: Vec<(GroupKey, Sums)>,
    /// Those of everything in a class of money; an order counts once.
    pub totals: Vec<Sums>,
}

/// Numbers are spread by a multiplication: they are ours, nobody chooses them.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0 ^ n)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29);
    }
}

/// Where each group stands.
enum Slots {
    Dense(Vec<u32>),
    Sparse(HashMap<u64, u32, BuildHasherDefault<Spread>>),
}

/// No group yet.
const FREE: u32 = u32::MAX;

struct Collected {
    seconds: u64,
    classes: u64,
    slots: Slots,
    of: Vec<(GroupKey, Sums)>,
}

impl Collected {
    fn new(first: u64, second: u64, classes: u64) -> Collected {
        let all = first.saturating_mul(second).saturating_mul(classes);
        Collected {
            seconds: second,
            classes,
            slots: if all <= DENSE {
                Slots::Dense(vec![FREE; all as usize])
            } else {
                Slots::Sparse(HashMap::default())
            },
            of: Vec::new(),
        }
    }

    fn place(&mut self, key: GroupKey) -> usize {
        let (first, second, class) = key;
        let place =
            (u64::from(first) * self.seconds + u64::from(second)) * self.classes + u64::from(class);
        let next = self.of.len() as u32;
        let slot = match &mut self.slots {
            Slots::Dense(slots) => &mut slots[place as usize],
            Slots::Sparse(slots) => slots.entry(place).or_insert(FREE),
        };
        if *slot == FREE {
            *slot = next;
            self.of.push((key, Sums::default()));
        }
        *slot as usize
    }
}

/// Adds up all orders that are wanted, by one axis or two.
pub fn groups(
    sales: &Sales,
    wanted: &Wanted,
    first: &Axis,
    second: Option<&Axis>,
    classes: &MoneyClasses,
) -> Groups {
    let by_product = is_product(first) || second.is_some_and(is_product);
    let seconds = second.map_or(1, Axis::codes).max(1) as u64;
    let mut collected = Collected::new(first.codes() as u64, seconds, classes.len() as u64);
    let mut totals = vec![Sums::default(); classes.len()];
    let second_code = |at, line| second.map_or(0, |axis| axis.code(sales, at, line));
    let mut places: Vec<usize> = Vec::new();
    for at in 0..sales.len() {
        if !sales.fits(at, wanted) {
            continue;
        }
        let class = classes.of_order(sales, at);
        let total = &mut totals[class as usize];
        if by_product {
            places.clear();
            for line in sales.lines(at) {
                let key = (first.code(sales, at, line), second_code(at, line), class);
                let place = collected.place(key);
                let sums = &mut collected.of[place].1;
                add_line(sales, line, sums);
                add_line(sales, line, total);
                // An order counts once for each group, however many lines it has there.
                if !places.contains(&place) {
                    sums.orders += 1;
                    places.push(place);
                }
            }
            total.orders += u64::from(!places.is_empty());
        } else {
            let key = (first.code(sales, at, 0), second_code(at, 0), class);
            let place = collected.place(key);
            add_order(sales, at, &mut collected.of[place].1);
            add_order(sales, at, total);
        }
    }
    Groups {
        of: collected.of,
        totals,
    }
}

fn is_product(axis: &Axis) -> bool {
    axis.dimension() == Dimension::Product
}

fn add_order(sales: &Sales, at: usize, sums: &mut Sums) {
    sums.orders += 1;
    for line in sales.lines(at) {
        sums.units += u64::from(sales.pieces(line));
        sums.delivered += u64::from(sales.delivered(line));
    }
    sums.add_untaxed(sales.untaxed(at));
    sums.add_total(sales.total(at));
    sums.add_invoiced(sales.invoiced(at));
}

fn add_line(sales: &Sales, line: usize, sums: &mut Sums) {
    sums.units += u64::from(sales.pieces(line));
    sums.delivered += u64::from(sales.delivered(line));
    sums.add_untaxed(sales.line_untaxed(line));
    sums.add_total(sales.line_total(line));
}

/// The orders behind a group, or behind all of them: the newest first. `codes` are those that an order must have on each
/// axis; `currencies` those that it may be in, any if none. With `goods` it must have a line of goods.
pub fn numbers_of(
    sales: &Sales,
    wanted: &Wanted,
    codes: &[(&Axis, u32)],
    currencies: Option<&[Currency]>,
    goods: bool,
) -> Vec<OrderNumber> {
    let on_axes = |at: usize, line: usize| {
        codes
            .iter()
            .all(|(axis, code)| axis.code(sales, at, line) == *code)
    };
    let may_be: Vec<bool> = sales
        .currencies
        .all()
        .iter()
        .map(|currency| currencies.is_none_or(|wanted| wanted.contains(currency)))
        .collect();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for at in 0..sales.len() {
        let fits = sales.fits(at, wanted)
            && may_be[usize::from(sales.profile(at).currency)]
            && if goods {
                sales.lines(at).any(|line| on_axes(at, line))
            } else {
                on_axes(at, 0)
            };
        if fits {
            found.push((sales.second(at), at as u32));
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
        .into_iter()
        .map(|(_, number)| OrderNumber(number))
        .collect()
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
