//! The lines of the list: the rows of the first dimension, and below those that are unfolded the rows of the second.

use super::choosing::{Choosing, Shown};
use super::measure::Measure;
use crate::domain::ids::MarketplaceId;
use crate::domain::marketplace::code_of;
use crate::domain::money::Currency;
use crate::domain::sales_report::{Dimension, Figures, SalesReport, SalesRow};
use crate::screen::listing::rows::Row;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashSet};

/// What a line is known by: what tells its row apart, and its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineKey {
    /// The words of the row.
    pub of: BTreeMap<Dimension, Option<String>>,
    /// Its currency.
    pub currency: Currency,
}

/// A line.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is known by.
    pub key: LineKey,
    /// How it reads.
    pub label: String,
    /// Its figures.
    pub figures: Figures,
    /// Those of the period before.
    pub before: Option<Figures>,
    /// Whether it lies within another one.
    pub within: bool,
    /// Whether lines can lie within it, and whether they are shown.
    pub unfolded: Option<bool>,
    /// How its measure went over the parts of time within it.
    pub course: Vec<i64>,
    /// The size of the measure that fills a bar: the largest in its currency, or around it.
    pub roof: i64,
}

impl Row for Line {
    type Key = LineKey;

    fn key(&self) -> LineKey {
        self.key.clone()
    }
}

/// How a word of a report reads.
pub fn word(dimension: Dimension, word: Option<&str>) -> String {
    match (dimension, word) {
        (Dimension::Marketplace, Some(id)) => code_of(&MarketplaceId::from(id)).to_owned(),
        (_, Some(word)) => word.to_owned(),
        (Dimension::Country, None) => "unknown".to_owned(),
        (_, None) => "none".to_owned(),
    }
}

fn label(row: &SalesRow, dimension: Dimension) -> String {
    let own = row.of.get(&dimension).and_then(Option::as_deref);
    let word = word(dimension, own);
    match word.parse::<NaiveDate>() {
        Ok(day) if dimension == Dimension::Day => day.format("%Y-%m-%d %a").to_string(),
        _ => word,
    }
}

/// The currencies that are listed, of a report.
pub fn currencies(report: &SalesReport, choosing: &Choosing) -> Vec<Currency> {
    let all = || report.totals.iter().map(|total| total.currency);
    let is_there = |currency: Currency| all().any(|c| c == currency);
    match choosing.shown {
        Shown::One(currency) if is_there(currency) => vec![currency],
        Shown::Fitting if repeats(report) => all().take(1).collect(),
        _ => all().collect(),
    }
}

/// Whether the same word stands in rows of several currencies.
fn repeats(report: &SalesReport) -> bool {
    let first = report.by.first();
    let mut words = HashSet::with_capacity(report.rows.len());
    let word = |row: &SalesRow| row.of.get(&first).cloned().flatten();
    !report.rows.iter().all(|row| words.insert(word(row)))
}

/// All lines, in the currencies that are listed. `unfolded` are the keys of those whose lines within are shown.
pub fn lines(
    main: &SalesReport,
    parts: Option<&SalesReport>,
    choosing: &Choosing,
    listed: &[Currency],
    unfolded: &[LineKey],
) -> Vec<Line> {
    let first = main.by.first();
    // What does not belong to this list, or to these days, is of an older choice.
    let parts = parts.filter(|parts| parts.by.first() == first && parts.period == main.period);
    let mut rows: Vec<&SalesRow> = main
        .rows
        .iter()
        .filter(|row| listed.contains(&row.currency))
        .collect();
    if first.is_time() {
        // What is newest is wanted most.
        rows.reverse();
    } else if listed.len() == 1 {
        let size = |row: &&SalesRow| std::cmp::Reverse(choosing.measure.size(&row.figures));
        rows.sort_by_key(size);
    }
    let size = |row: &&SalesRow| choosing.measure.size(&row.figures);
    let roof = |currency: Currency| {
        let same = rows.iter().filter(|row| row.currency == currency);
        same.map(size).max().unwrap_or(0)
    };
    let roofs: Vec<(Currency, i64)> = listed.iter().map(|c| (*c, roof(*c))).collect();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let key = LineKey {
            of: row.of.clone(),
            currency: row.currency,
        };
        let open = unfolded.contains(&key);
        let within: Vec<&SalesRow> = parts
            .map(|parts| {
                let is_within = |part: &&SalesRow| {
                    part.currency == row.currency && part.of.get(&first) == row.of.get(&first)
                };
                parts.rows.iter().filter(is_within).collect()
            })
            .unwrap_or_default();
        lines.push(Line {
            label: label(row, first),
            figures: row.figures,
            before: row.before,
            within: false,
            unfolded: parts.map(|_| open),
            course: parts.map_or_else(Vec::new, |p| course(p, &within, choosing.measure)),
            roof: roofs
                .iter()
                .find(|(c, _)| *c == row.currency)
                .map_or(0, |(_, roof)| *roof),
            key,
        });
        if let (true, Some(second)) = (open, parts.and_then(|p| p.by.second())) {
            let roof = within.iter().map(size).max().unwrap_or(0);
            lines.extend(within.into_iter().map(|part| Line {
                key: LineKey {
                    of: part.of.clone(),
                    currency: part.currency,
                },
                label: label(part, second),
                figures: part.figures,
                before: part.before,
                within: true,
                unfolded: None,
                course: Vec::new(),
                roof,
            }));
        }
    }
    lines
}

/// How a measure went over the parts of time, those without orders included; nothing where the second dimension is no
/// time.
fn course(parts: &SalesReport, within: &[&SalesRow], measure: Measure) -> Vec<i64> {
    let time = parts.by.second().filter(|second| second.is_time());
    let (Some(time), Some(period)) = (time, parts.period) else {
        return Vec::new();
    };
    let (words, _) = period.parts(time);
    words
        .iter()
        .map(|word| {
            let row = within
                .iter()
                .find(|part| part.of.get(&time).and_then(Option::as_ref) == Some(word));
            row.map_or(0, |row| measure.size(&row.figures))
        })
        .collect()
}
