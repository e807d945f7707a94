//! Sheets as text of 80 columns. All that people wrote stays in it, in any script.

use super::sheet::{Block, Column, Kind, Row, Sheet, Table, Total};
use super::wrap::wrap;
use crate::domain::text::{clean, clean_lines};
use unicode_width::UnicodeWidthStr;

/// Columns of the text.
const WIDTH: usize = 80;
/// Where facts begin beside an address.
const SIDE: usize = 40;

/// These sheets as text.
pub fn render(sheets: &[Sheet]) -> String {
    let each: Vec<String> = sheets.iter().map(sheet).collect();
    each.join("\n\n")
}

fn sheet(sheet: &Sheet) -> String {
    let mut lines: Vec<String> = Vec::new();
    for sender in &sheet.sender {
        lines.extend(wrapped(&clean(sender), WIDTH));
    }
    if !sheet.sender.is_empty() {
        lines.push(String::new());
    }
    let title = clean(&sheet.title).to_uppercase();
    let subject = clean(&sheet.subject);
    let gap = WIDTH.saturating_sub(title.width() + subject.width()).max(2);
    lines.push(format!("{title}{}{subject}", " ".repeat(gap)));
    lines.push("=".repeat(WIDTH));
    if let Some(stamp) = &sheet.stamp {
        let stamp = format!("*** {} ***", clean(stamp));
        let before = WIDTH.saturating_sub(stamp.width()) / 2;
        lines.push(format!("{}{stamp}", " ".repeat(before)));
    }
    for block in &sheet.blocks {
        match block {
            Block::Sides {
                label,
                lines: left,
                facts,
            } => {
                let facts: Vec<(String, String)> = facts
                    .iter()
                    .map(|f| (clean(&f.label), clean(&f.value)))
                    .collect();
                sides(label, left, &facts, &mut lines);
            }
            Block::Table(table) => rows(table, &mut lines),
            Block::Totals(sums) => totals(sums, &mut lines),
            Block::Remark { label, text } => {
                lines.push(String::new());
                lines.push(clean(label));
                let text = wrapped(&clean_lines(text), WIDTH - 2);
                lines.extend(text.into_iter().map(|line| format!("| {line}")));
            }
            Block::Codes(codes) => {
                for code in codes {
                    lines.push(String::new());
                    lines.extend(wrapped(&clean(&code.label), WIDTH));
                    let text = wrapped(&clean(&code.code), WIDTH - 4);
                    lines.extend(text.into_iter().map(|line| format!("    {line}")));
                }
            }
        }
    }
    lines.push("-".repeat(WIDTH));
    for line in &sheet.imprint {
        lines.extend(wrapped(&clean(line), WIDTH));
    }
    lines.extend(wrapped(&clean(&sheet.foot), WIDTH));
    let mut text = String::new();
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn wrapped(text: &str, columns: usize) -> Vec<String> {
    wrap(text, columns as f32, |piece| piece.width() as f32)
}

fn sides(label: &str, left: &[String], facts: &[(String, String)], lines: &mut Vec<String>) {
    let mut beside: Vec<String> = Vec::new();
    if !label.is_empty() {
        beside.push(label.to_owned());
    }
    for line in left {
        beside.extend(wrapped(&clean(line), SIDE - 2));
    }
    let indent = if beside.is_empty() { 0 } else { SIDE };
    let name = facts.iter().map(|(l, _)| l.width()).max().unwrap_or(0) + 2;
    let mut told: Vec<String> = Vec::new();
    for (label, value) in facts {
        let room = WIDTH.saturating_sub(indent + name).max(8);
        for (n, line) in wrapped(value, room).into_iter().enumerate() {
            let label = if n == 0 { label.as_str() } else { "" };
            told.push(padded(label, name) + &line);
        }
    }
    for n in 0..beside.len().max(told.len()) {
        let left = beside.get(n).map_or("", String::as_str);
        let right = told.get(n).map_or("", String::as_str);
        lines.push(padded(left, indent) + right);
    }
}

fn rows(table: &Table, lines: &mut Vec<String>) {
    lines.push("-".repeat(WIDTH));
    let heads: Vec<String> = table.columns.iter().map(|c| c.head.to_owned()).collect();
    lines.extend(row(&table.columns, &heads, false));
    lines.push("-".repeat(WIDTH));
    for Row { cells, below, .. } in &table.rows {
        lines.extend(row(&table.columns, cells, true));
        if !below.is_empty() {
            let indent = table.columns.first().map_or(0, |c| c.share);
            let below = wrapped(&clean(below), WIDTH - indent);
            lines.extend(below.into_iter().map(|line| " ".repeat(indent) + &line));
        }
    }
}

fn row(columns: &[Column], cells: &[String], boxes: bool) -> Vec<String> {
    let cells: Vec<Vec<String>> = columns
        .iter()
        .enumerate()
        .map(|(n, column)| match (column.kind, cells.get(n)) {
            (Kind::Box, _) if boxes => vec!["[ ]".to_owned()],
            (_, Some(cell)) => wrapped(&clean(cell), column.share.saturating_sub(2).max(1)),
            (_, None) => Vec::new(),
        })
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|n| {
            let mut line = String::new();
            for (column, cell) in columns.iter().zip(&cells) {
                let text = cell.get(n).map_or("", String::as_str);
                if column.kind.is_right() {
                    line.push_str(
                        &" ".repeat(column.share.saturating_sub(2).saturating_sub(text.width())),
                    );
                    line.push_str(text);
                    line.push_str("  ");
                } else {
                    line.push_str(&padded(text, column.share));
                }
            }
            line
        })
        .collect()
}

/// Sums below the table, their figures where its last column ends.
fn totals(totals: &[Total], lines: &mut Vec<String>) {
    const RIGHT: usize = WIDTH - 2;
    lines.push("-".repeat(WIDTH));
    for Total {
        label,
        value,
        strong,
    } in totals
    {
        if *strong {
            lines.push(format!("{}{}", " ".repeat(SIDE), "-".repeat(RIGHT - SIDE)));
        }
        let value = clean(value);
        let mut label = wrapped(&clean(label), RIGHT - SIDE);
        let last = label.pop().unwrap_or_default();
        lines.extend(label.into_iter().map(|l| " ".repeat(SIDE) + &l));
        if SIDE + last.width() + 1 + value.width() > RIGHT {
            lines.push(" ".repeat(SIDE) + &last);
            let gap = RIGHT.saturating_sub(value.width());
            lines.push(" ".repeat(gap) + &value);
        } else {
            let gap = RIGHT - SIDE - last.width() - value.width();
            lines.push(format!(
                "{}{last}{}{value}",
                " ".repeat(SIDE),
                " ".repeat(gap)
            ));
        }
        if *strong {
            lines.push(format!("{}{}", " ".repeat(SIDE), "=".repeat(RIGHT - SIDE)));
        }
    }
}

fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}
