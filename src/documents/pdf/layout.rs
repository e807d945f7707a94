//! How a sheet looks on paper.

use super::super::sheet::{Block, Code, Fact, Sheet};
use super::pages::{Pages, QUIET, Style};
use super::table::{table, totals};
use crate::domain::text::{clean, clean_lines};

const TITLE: Style = Style::bold(20.0);
const SUBJECT: Style = Style::plain(12.0).grey();
const LABEL: Style = Style::plain(8.0).grey();
pub(super) const BODY: Style = Style::plain(10.0);
const STRONG: Style = Style::bold(10.0);
const BARCODE_HEIGHT: f32 = 42.0;

/// Adds a sheet to the pages.
pub(super) fn sheet(sheet: &Sheet, pages: &mut Pages<'_>) {
    let title = clean(&sheet.title);
    let subject = clean(&sheet.subject);
    let imprint: Vec<String> = sheet.imprint.iter().map(|line| clean(line)).collect();
    pages.begin(
        &format!("{title}   {subject}"),
        sheet.stamp.as_deref().map(clean),
        &imprint,
    );
    head(sheet, &title, &subject, pages);
    for block in &sheet.blocks {
        match block {
            Block::Sides {
                label,
                lines,
                facts,
            } => sides(label, lines, facts, pages),
            Block::Table(of) => table(of, pages),
            Block::Totals(sums) => totals(sums, pages),
            Block::Remark { label, text } => remark(label, text, pages),
            Block::Codes(each) => codes(each, pages),
        }
        pages.y += 14.0;
    }
    pages.end(&clean(&sheet.foot));
}

fn head(sheet: &Sheet, title: &str, subject: &str, pages: &mut Pages<'_>) {
    let (left, right) = pages.edges();
    let top = pages.y;
    let half = (right - left) / 2.0;
    let mut under_code = top;
    if let Some(code) = &sheet.barcode
        && let Some(width) = pages.barcode_width(code, half)
    {
        // The blank beside the bars may lie in the margin.
        let right = right + QUIET;
        pages.barcode(right - width, top, half, BARCODE_HEIGHT, code);
        pages.y = top + BARCODE_HEIGHT + 3.0;
        let style = Style::plain(8.0);
        let middle = right - width / 2.0 + pages.width(code, style) / 2.0;
        pages.line_to(middle, code, style);
        under_code = pages.y + style.leading();
    }
    pages.y = top;
    for (n, line) in sheet.sender.iter().enumerate() {
        let style = match n {
            0 => Style::bold(9.5),
            _ => Style::plain(8.0).grey(),
        };
        for line in pages.wrapped(&clean(line), half, style) {
            pages.line(left, &line, style);
            pages.y += style.leading();
        }
    }
    if !sheet.sender.is_empty() {
        pages.y += 12.0;
    }
    pages.line(left, title, TITLE);
    pages.y += TITLE.leading();
    for line in pages.wrapped(subject, half, SUBJECT) {
        pages.line(left, &line, SUBJECT);
        pages.y += SUBJECT.leading();
    }
    pages.y = pages.y.max(under_code) + 8.0;
    pages.rule(1.2, 0.0);
    pages.y += 14.0;
}

fn sides(label: &str, lines: &[String], facts: &[Fact], pages: &mut Pages<'_>) {
    let (left, right) = pages.edges();
    let alone = lines.is_empty();
    let side = if alone {
        left
    } else {
        left + (right - left) * 0.52
    };
    let mut told: Vec<String> = Vec::new();
    for line in lines {
        told.extend(pages.wrapped(&clean(line), side - left - 14.0, BODY));
    }
    let name = facts
        .iter()
        .map(|fact| pages.width(&fact.label, LABEL))
        .fold(0.0, f32::max)
        + 12.0;
    let facts: Vec<(&str, Vec<String>)> = facts
        .iter()
        .map(|fact| {
            let value = pages.wrapped(&clean(&fact.value), right - side - name, BODY);
            (fact.label.as_str(), value)
        })
        .collect();
    let rows = facts.iter().map(|(_, value)| value.len()).sum::<usize>();
    let height = rows.max(told.len() + 1) as f32 * BODY.leading();
    pages.need(height);

    let top = pages.y;
    if !alone {
        pages.line(left, label, LABEL);
        pages.y += BODY.leading();
    }
    for line in &told {
        pages.need(BODY.leading());
        pages.line(left, line, BODY);
        pages.y += BODY.leading();
    }
    let under = pages.y;
    if pages.y >= top {
        pages.y = top;
    }
    for (label, value) in facts {
        for (n, line) in value.iter().enumerate() {
            pages.need(BODY.leading());
            if n == 0 {
                pages.y += 1.5;
                pages.line(side, label, LABEL);
                pages.y -= 1.5;
            }
            pages.line(side + name, line, BODY);
            pages.y += BODY.leading();
        }
    }
    pages.y = pages.y.max(under);
}

/// A remark with a bar on its left.
fn remark(label: &str, text: &str, pages: &mut Pages<'_>) {
    let (left, right) = pages.edges();
    let inner = left + 12.0;
    let lines = pages.wrapped(&clean_lines(text), right - inner, BODY);
    pages.need((lines.len() + 1) as f32 * BODY.leading());
    let mut line = |line: &str, style: Style| {
        pages.need(BODY.leading());
        pages.fill(left, pages.y, 2.5, BODY.leading() + 0.2, 0.6);
        pages.line(inner, line, style);
        pages.y += BODY.leading();
    };
    line(&clean(label), STRONG);
    for text in lines {
        line(&text, BODY);
    }
}

/// Barcodes in two columns, far enough from each other that a scanner takes the one that is meant.
fn codes(codes: &[Code], pages: &mut Pages<'_>) {
    let (left, right) = pages.edges();
    let column = (right - left) / 2.0;
    let most = column - 16.0;
    for pair in codes.chunks(2) {
        let labels: Vec<Vec<String>> = pair
            .iter()
            .map(|code| pages.wrapped(&clean(&code.label), most, Style::bold(13.0)))
            .collect();
        let high = labels.iter().map(Vec::len).max().unwrap_or(1) as f32;
        let head = high * Style::bold(13.0).leading();
        pages.need(head + 90.0);
        let top = pages.y;
        for (n, (code, label)) in pair.iter().zip(&labels).enumerate() {
            let x = left + n as f32 * column;
            pages.y = top;
            for line in label {
                pages.line(x, line, Style::bold(13.0));
                pages.y += Style::bold(13.0).leading();
            }
            pages.y = top + head + 2.0;
            if pages.barcode_width(&code.code, most).is_some() {
                // The blank beside the bars stands out to the left, so that bars and label begin together.
                pages.barcode(x - QUIET, pages.y, most, 50.0, &code.code);
                pages.y += 53.0;
            }
            pages.line(x, &clean(&code.code), LABEL);
        }
        pages.y = top + head + 90.0;
    }
}
