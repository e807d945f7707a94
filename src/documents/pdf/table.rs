//! Tables and their sums on paper.

use super::super::font::Weight;
use super::super::sheet::{Column, Kind, Row, Table, Total};
use super::layout::BODY;
use super::pages::{Pages, Style};
use crate::domain::text::clean;

const HEAD: Style = Style::bold(8.0);
const BELOW: Style = Style::plain(8.0).grey();
const LABEL: Style = Style::plain(8.0).grey();
const STRONG: Style = Style::bold(10.0);
const SUM: Style = Style::bold(11.0);
/// Blank inside the cells of a table.
const PAD: f32 = 4.0;
/// What a sum between two pages needs.
const CARRIED: f32 = 24.0;

/// Left edge and width of each column.
fn places(columns: &[Column], pages: &Pages<'_>) -> Vec<(f32, f32)> {
    let (left, right) = pages.edges();
    let shares: usize = columns.iter().map(|c| c.share).sum();
    let share = (right - left) / shares.max(1) as f32;
    let mut x = left;
    let mut places = Vec::new();
    for column in columns {
        let width = column.share as f32 * share;
        places.push((x, width));
        x += width;
    }
    places
}

fn style(kind: Kind) -> Style {
    Style {
        weight: match kind {
            Kind::Strong | Kind::Number => Weight::Bold,
            Kind::Text | Kind::Amount | Kind::Box => Weight::Regular,
        },
        ..BODY
    }
}

pub(super) fn table(table: &Table, pages: &mut Pages<'_>) {
    let places = places(&table.columns, pages);
    let first = 2.0 * HEAD.leading() + 2.0 * BODY.leading();
    pages.need(first);
    table_head(&table.columns, &places, pages);
    let mut before = "";
    for (at, row) in table.rows.iter().enumerate() {
        let last = at + 1 == table.rows.len();
        let row = TableRow::new(&table.columns, &places, row, pages);
        let carries = !before.is_empty();
        // Below the last row of a page stands what is carried over.
        let spare = if carries && !last { CARRIED } else { 0.0 };
        if !pages.fits(row.height() + spare) {
            if carries {
                carried("Carried over", before, pages);
            }
            pages.need(row.height() + spare);
            table_head(&table.columns, &places, pages);
            if carries {
                carried("Brought forward", before, pages);
            }
        }
        row.draw(pages);
        before = &row.row.running;
    }
}

fn table_head(columns: &[Column], places: &[(f32, f32)], pages: &mut Pages<'_>) {
    let (left, right) = pages.edges();
    let height = HEAD.leading() + 2.0 * PAD;
    pages.fill(left, pages.y, right - left, height, 0.92);
    pages.y += PAD + 1.0;
    for (column, (x, width)) in columns.iter().zip(places) {
        match column.kind.is_right() {
            true => pages.line_to(x + width - edge(column.kind), column.head, HEAD),
            false => pages.line(x + PAD, column.head, HEAD),
        }
    }
    pages.y += height - PAD - 1.0;
}

/// A row whose texts are broken into lines.
struct TableRow<'a> {
    columns: &'a [Column],
    places: &'a [(f32, f32)],
    row: &'a Row,
    cells: Vec<Vec<String>>,
    below: Vec<String>,
    /// Where the remark below begins.
    indent: f32,
}

impl<'a> TableRow<'a> {
    fn new(
        columns: &'a [Column],
        places: &'a [(f32, f32)],
        row: &'a Row,
        pages: &Pages<'_>,
    ) -> TableRow<'a> {
        let (_, right) = pages.edges();
        let cells = columns
            .iter()
            .zip(places)
            .enumerate()
            .map(|(n, (column, (_, width)))| match row.cells.get(n) {
                Some(cell) if column.kind != Kind::Box => {
                    pages.wrapped(&clean(cell), width - 2.0 * PAD, style(column.kind))
                }
                _ => Vec::new(),
            })
            .collect();
        let indent = places.get(1).map_or(0.0, |(x, _)| x + PAD);
        let below = match row.below.is_empty() {
            true => Vec::new(),
            false => pages.wrapped(&clean(&row.below), right - PAD - indent, BELOW),
        };
        TableRow {
            columns,
            places,
            row,
            cells,
            below,
            indent,
        }
    }

    fn lines(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(0)
    }

    fn height(&self) -> f32 {
        self.lines() as f32 * BODY.leading()
            + self.below.len() as f32 * BELOW.leading()
            + 2.0 * PAD
            + 1.0
    }

    /// A row that is higher than a page goes on where the next one begins.
    fn go_on(&self, style: Style, pages: &mut Pages<'_>) {
        if pages.need(style.leading() + PAD) {
            table_head(self.columns, self.places, pages);
            pages.y += PAD;
        }
    }

    fn draw(&self, pages: &mut Pages<'_>) {
        pages.y += PAD;
        for n in 0..self.lines() {
            self.go_on(BODY, pages);
            for ((column, (x, width)), cell) in
                self.columns.iter().zip(self.places).zip(&self.cells)
            {
                if column.kind == Kind::Box && n == 0 {
                    pages.tick_box(x + PAD, pages.y + 0.5, BODY.size);
                }
                let Some(line) = cell.get(n) else {
                    continue;
                };
                let style = style(column.kind);
                match column.kind.is_right() {
                    true => pages.line_to(x + width - edge(column.kind), line, style),
                    false => pages.line(x + PAD, line, style),
                }
            }
            pages.y += BODY.leading();
        }
        for line in &self.below {
            self.go_on(BELOW, pages);
            pages.line(self.indent, line, BELOW);
            pages.y += BELOW.leading();
        }
        pages.y += PAD;
        pages.rule(0.5, 0.78);
        pages.y += 0.5;
    }
}

/// How far from the right edge of its column a figure ends.
fn edge(kind: Kind) -> f32 {
    match kind {
        Kind::Amount => PAD,
        _ => 2.0 * PAD,
    }
}

/// A sum between two pages.
fn carried(label: &str, sum: &str, pages: &mut Pages<'_>) {
    let (_, right) = pages.edges();
    pages.y += PAD;
    let end = right - edge(Kind::Number);
    pages.line_to(end - pages.width(sum, STRONG) - 24.0, label, LABEL);
    pages.line_to(end, sum, STRONG);
    pages.y += BODY.leading() + PAD;
}

/// Sums below a table, their figures where its last column ends.
pub(super) fn totals(totals: &[Total], pages: &mut Pages<'_>) {
    let (left, right) = pages.edges();
    let end = right - edge(Kind::Number);
    let begin = left + (right - left) * 0.5;
    pages.y -= 8.0;
    let height = totals.len() as f32 * BODY.leading() + 4.0 * PAD;
    pages.need(height);
    for total in totals {
        let style = if total.strong { SUM } else { BODY };
        let value = clean(&total.value);
        let room = end - begin - pages.width(&value, style) - 12.0;
        if total.strong {
            pages.y += PAD;
            pages.fill(begin, pages.y, right - begin, 0.8, 0.0);
            pages.y += PAD;
        }
        let label = pages.wrapped(&clean(&total.label), room.max(60.0), style);
        for (n, line) in label.iter().enumerate() {
            pages.need(style.leading());
            pages.line(begin, line, style);
            if n + 1 == label.len() {
                pages.line_to(end, &value, style);
            }
            pages.y += style.leading();
        }
        if total.strong {
            pages.y += PAD * 1.5;
        }
    }
}
