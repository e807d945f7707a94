//! What the chart shows: a measure over parts of time, beside that of the period before.

use super::lines::{Line, LineKey};
use super::measure::Measure;
use crate::domain::money::Currency;
use crate::domain::sales_report::{SalesReport, SalesRow};
use crate::screen::listing::rows::Row;

/// Figures over parts of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// What they are of.
    pub title: String,
    /// The words of the parts.
    pub words: Vec<String>,
    /// The figures.
    pub now: Vec<i64>,
    /// Those of the period before, part against part; none if not compared.
    pub before: Vec<i64>,
    /// The part under the cursor.
    pub at: Option<usize>,
}

/// The series of the list itself, where its first dimension is time: in the currency of the line under the cursor.
pub fn of_list(main: &SalesReport, current: Option<&Line>, measure: Measure) -> Option<Series> {
    let time = main.by.first();
    let period = main.period.filter(|_| time.is_time())?;
    let currency = current
        .map(|line| line.key.currency)
        .or(main.totals.first().map(|total| total.currency))?;
    let (words, _) = period.parts(time);
    let rows: Vec<&SalesRow> = main
        .rows
        .iter()
        .filter(|r| r.currency == currency)
        .collect();
    let at = current
        .and_then(|line| line.key.of.get(&time).cloned().flatten())
        .and_then(|word| words.iter().position(|w| *w == word));
    let figures = figures(&words, &rows, time, main, measure);
    Some(Series {
        title: title(measure, currency, None),
        words,
        at,
        ..figures
    })
}

/// The series within a line, where the second dimension is time.
pub fn of_line(parts: &SalesReport, line: &Line, measure: Measure) -> Option<Series> {
    let time = parts.by.second().filter(|second| second.is_time())?;
    let period = parts.period?;
    let first = parts.by.first();
    let LineKey { of, currency } = line.key();
    let rows: Vec<&SalesRow> = parts
        .rows
        .iter()
        .filter(|r| r.currency == currency && r.of.get(&first) == of.get(&first))
        .collect();
    let (words, _) = period.parts(time);
    let at = of
        .get(&time)
        .cloned()
        .flatten()
        .and_then(|word| words.iter().position(|w| *w == word));
    let name = super::lines::word(first, of.get(&first).and_then(Option::as_deref));
    let figures = figures(&words, &rows, time, parts, measure);
    Some(Series {
        title: title(measure, currency, Some(name)),
        words,
        at,
        ..figures
    })
}

fn title(measure: Measure, currency: Currency, name: Option<String>) -> String {
    let of = name.map_or_else(String::new, |name| format!(", {name}"));
    format!("{} {currency}{of}", measure.title())
}

fn figures(
    words: &[String],
    rows: &[&SalesRow],
    time: crate::domain::sales_report::Dimension,
    report: &SalesReport,
    measure: Measure,
) -> Series {
    let row_of = |word: &String| {
        rows.iter()
            .find(|row| row.of.get(&time).and_then(Option::as_ref) == Some(word))
    };
    let now = |word| row_of(word).map_or(0, |row| measure.size(&row.figures));
    let before = |word| {
        let before = row_of(word).and_then(|row| row.before);
        before.map_or(0, |figures| measure.size(&figures))
    };
    Series {
        now: words.iter().map(now).collect(),
        before: match report.before {
            Some(_) => words.iter().map(before).collect(),
            None => Vec::new(),
        },
        ..Series::default()
    }
}
