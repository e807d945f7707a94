//! Pick lists: what to take from which bin, for one or many pickings in one walk.

use super::delivery::{Delivery, minute};
use super::sheet::{Block, Column, Fact, Kind, Row, Sheet, Table};
use crate::domain::ids::{PickingNumber, ProductId};
use crate::domain::moment::Moment;
use crate::domain::text::clean_short;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Longest bin that is printed, in characters.
const BIN: usize = 60;

const COLUMNS: [Column; 5] = [
    Column {
        head: "",
        share: 4,
        kind: Kind::Box,
    },
    Column {
        head: "Bin",
        share: 13,
        kind: Kind::Strong,
    },
    Column {
        head: "Qty",
        share: 7,
        kind: Kind::Number,
    },
    Column {
        head: "SKU",
        share: 20,
        kind: Kind::Strong,
    },
    Column {
        head: "Article",
        share: 36,
        kind: Kind::Text,
    },
];

/// The pick list of these pickings: by bin, then SKU; the pieces of an article added up, with the pickings they are for.
pub fn pick_list(deliveries: &[Delivery], printed: Moment) -> Sheet {
    let articles = articles(deliveries);
    let pieces = articles.values().map(|a| a.pieces).sum::<u64>();
    let first = deliveries.iter().filter_map(|d| d.ship_by).min();
    let mut facts = vec![
        Fact::new("Deliveries", deliveries.len()),
        Fact::new("Articles", articles.len()),
        Fact::new("Pieces", pieces),
    ];
    facts.extend(first.map(|by| Fact::new("First must leave by", minute(by))));
    let one = match deliveries {
        [one] => Some(one.picking.to_string()),
        _ => None,
    };
    let rows = articles
        .into_iter()
        .map(|(place, article)| Row {
            cells: vec![
                String::new(),
                match place.bin.is_empty() {
                    true => "no bin".to_owned(),
                    false => place.bin,
                },
                article.pieces.to_string(),
                place.sku,
                article.title.clone(),
            ],
            below: match one {
                Some(_) => String::new(),
                None => article.shared_out(),
            },
            ..Row::default()
        })
        .collect();
    Sheet {
        title: "Pick list".to_owned(),
        subject: one
            .clone()
            .unwrap_or_else(|| format!("{} deliveries", deliveries.len())),
        barcode: one,
        blocks: vec![
            Block::Sides {
                label: String::new(),
                lines: Vec::new(),
                facts,
            },
            Block::Table(Table {
                columns: COLUMNS.to_vec(),
                rows,
            }),
        ],
        foot: format!("Printed {}", minute(printed)),
        ..Sheet::default()
    }
}

/// Where an article lies, and which it is. Its title is another one in each marketplace, so it tells articles apart only
/// where there is no SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    bin: String,
    sku: String,
    product: ProductId,
    untold: String,
}

impl Ord for Place {
    /// The way through the warehouse; what has no bin comes last.
    fn cmp(&self, other: &Place) -> Ordering {
        self.bin
            .is_empty()
            .cmp(&other.bin.is_empty())
            .then_with(|| by_number(&self.bin, &other.bin))
            .then_with(|| by_number(&self.sku, &other.sku))
            .then_with(|| self.untold.cmp(&other.untold))
            .then_with(|| self.product.cmp(&other.product))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(Clone, Debug, Default)]
struct Article {
    title: String,
    pieces: u64,
    pickings: Vec<(PickingNumber, u64)>,
}

impl Article {
    /// How many of the pieces are for which picking.
    fn shared_out(&self) -> String {
        let each: Vec<String> = self
            .pickings
            .iter()
            .map(|(picking, pieces)| format!("{pieces} for {picking}"))
            .collect();
        each.join(", ")
    }
}

fn articles(deliveries: &[Delivery]) -> BTreeMap<Place, Article> {
    let mut articles: BTreeMap<Place, Article> = BTreeMap::new();
    for delivery in deliveries {
        for line in &delivery.lines {
            let (sku, title) = (line.shown_sku(), line.shown_title());
            let untold = match sku.is_empty() {
                true => title.clone(),
                false => String::new(),
            };
            let place = Place {
                bin: clean_short(&line.bin, BIN),
                sku,
                product: line.product,
                untold,
            };
            let article = articles.entry(place).or_insert_with(|| Article {
                title,
                ..Article::default()
            });
            let pieces = u64::from(line.pieces);
            article.pieces += pieces;
            match article.pickings.last_mut() {
                Some((picking, sum)) if *picking == delivery.picking => *sum += pieces,
                _ => article.pickings.push((delivery.picking, pieces)),
            }
        }
    }
    articles
}

/// Compares texts so that numbers in them count as numbers: `A-2` comes before `A-10`. Texts that differ never compare
/// as equal.
fn by_number(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (pieces_of(a), pieces_of(b));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => {
                let order = match (number(x), number(y)) {
                    (Some(x), Some(y)) => x.cmp(&y),
                    _ => x.to_lowercase().cmp(&y.to_lowercase()),
                };
                if order != Ordering::Equal {
                    return order;
                }
            }
        }
    }
}

/// A run of digits of any length, so that it compares by value.
fn number(piece: &str) -> Option<(usize, &str)> {
    let digits = piece.bytes().all(|b| b.is_ascii_digit());
    let value = piece.trim_start_matches('0');
    digits.then_some((value.len(), value))
}

/// A text as runs of digits and of everything else.
fn pieces_of(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let digits = rest.chars().next()?.is_ascii_digit();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != digits)
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bins_stand_in_the_order_of_the_shelves() {
        let mut bins = ["B-1", "A-10", "a-3", "A-2", "A-2-9", "A-02", "A"];
        bins.sort_by(|a, b| by_number(a, b));
        assert_eq!(bins, ["A", "A-02", "A-2", "A-2-9", "a-3", "A-10", "B-1"]);
    }

    proptest! {
        #[test]
        fn the_order_is_one(a in "[aA0-9-]{0,6}", b in "[aA0-9-]{0,6}", c in "[aA0-9-]{0,6}") {
            prop_assert_eq!(by_number(&a, &b), by_number(&b, &a).reverse());
            prop_assert_eq!(by_number(&a, &b) == Ordering::Equal, a == b);
            if by_number(&a, &b) != Ordering::Greater && by_number(&b, &c) != Ordering::Greater {
                prop_assert_ne!(by_number(&a, &c), Ordering::Greater);
            }
        }
    }
}
