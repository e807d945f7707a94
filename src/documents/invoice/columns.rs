//! How wide the columns of an invoice are.

use crate::documents::sheet::{Column, Kind, Row};
use unicode_width::UnicodeWidthStr;

/// Columns of the whole table.
const WIDTH: usize = 80;
/// What the description keeps, however wide the figures are.
const LEAST: usize = 16;
/// The figures get the room that they need, the description gets the rest.
pub(super) fn columns(rows: &[Row]) -> Vec<Column> {
    const HEADS: [(&str, Kind); 8] = [
        ("", Kind::Amount),
        ("Description", Kind::Text),
        ("Qty", Kind::Amount),
        ("Unit price", Kind::Amount),
        ("Rate", Kind::Amount),
        ("Net", Kind::Amount),
        ("Tax", Kind::Amount),
        ("Total", Kind::Number),
    ];
    let widest = |at: usize, head: &str| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        let running = rows.iter().map(|row| &row.running).filter(|_| at == 7);
        let wide = cells.chain(running).map(|cell| cell.width()).max();
        wide.unwrap_or(0).max(head.width()) + 2
    };
    let mut columns: Vec<Column> = HEADS
        .iter()
        .enumerate()
        .map(|(at, (head, kind))| Column {
            head,
            share: widest(at, head),
            kind: *kind,
        })
        .collect();
    let figures: usize = columns
        .iter()
        .filter(|c| c.kind != Kind::Text)
        .map(|c| c.share)
        .sum();
    let rest = WIDTH.saturating_sub(figures).max(LEAST);
    for column in &mut columns {
        if column.kind == Kind::Text {
            column.share = rest;
        }
    }
    // Figures beyond all measure break into lines before the table gets wider than the page.
    let mut over = (figures + rest).saturating_sub(WIDTH);
    while over > 0 {
        let Some(widest) = columns
            .iter_mut()
            .filter(|c| c.kind != Kind::Text)
            .max_by_key(|c| c.share)
        else {
            break;
        };
        widest.share -= 1;
        over -= 1;
    }
    columns
}
