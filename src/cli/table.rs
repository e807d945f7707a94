//! Tables and pages of facts for people. Every cell is cleaned here, whatever it holds.

use super::output::Output;
use crate::domain::text::clean;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that stay of a column that is cut.
const NARROWEST: usize = 8;

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// To the left, never cut.
    Left,
    /// To the right: numbers, never cut.
    Right,
    /// To the left, and cut when the terminal is too narrow.
    Cut,
}

/// Rows under headings.
#[derive(Debug)]
pub struct Table {
    columns: Vec<(&'static str, Set)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(columns: &[(&'static str, Set)]) -> Table {
        Table {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut row: Vec<String> = cells.into_iter().map(|cell| clean(&cell)).collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }

    /// The table as text, each line ended.
    pub fn render(&self, output: &Output) -> String {
        let widths = self.widths(output.width);
        let heading: Vec<String> = self
            .columns
            .iter()
            .map(|(title, _)| (*title).into())
            .collect();
        let mut text = output.paint("1", self.line(&heading, &widths, output).trim_end());
        text.push('\n');
        for row in &self.rows {
            text.push_str(self.line(row, &widths, output).trim_end());
            text.push('\n');
        }
        text
    }

    fn line(&self, row: &[String], widths: &[usize], output: &Output) -> String {
        let mut line = String::new();
        for ((cell, (_, set)), width) in row.iter().zip(&self.columns).zip(widths) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            let cell = cut(cell, *width, output.utf8);
            let blanks = " ".repeat(width.saturating_sub(cell.width()));
            let cell = fenced(cell, output.utf8);
            match set {
                Set::Right => line.extend([blanks.as_str(), cell.as_str()]),
                Set::Left | Set::Cut => line.extend([cell.as_str(), blanks.as_str()]),
            }
        }
        line
    }

    /// The width of each column: what it needs, the widest of those that may be cut giving way first.
    fn widths(&self, room: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.columns.len())
            .map(|i| {
                let cells = self.rows.iter().map(|row| row[i].width());
                cells.chain([self.columns[i].0.width()]).max().unwrap_or(0)
            })
            .collect();
        let Some(room) = room else { return widths };
        let gaps = 2 * self.columns.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > room {
            let widest = (0..widths.len())
                .filter(|i| self.columns[*i].1 == Set::Cut && widths[*i] > NARROWEST)
                .max_by_key(|i| widths[*i]);
            match widest {
                Some(i) => widths[i] -= 1,
                None => break,
            }
        }
        widths
    }
}

/// A page of named facts with headings between them.
#[derive(Debug, Default)]
pub struct Facts {
    facts: Vec<(&'static str, String)>,
}

impl Facts {
    /// An empty page.
    pub fn new() -> Facts {
        Facts::default()
    }

    /// Adds a fact; an empty one is left out.
    pub fn add(&mut self, name: &'static str, value: impl Into<String>) -> &mut Facts {
        let value = clean(&value.into());
        if !value.is_empty() {
            self.facts.push((name, value));
        }
        self
    }

    /// Adds a fact if there is one.
    pub fn maybe(&mut self, name: &'static str, value: Option<impl ToString>) -> &mut Facts {
        match value {
            Some(value) => self.add(name, value.to_string()),
            None => self,
        }
    }

    /// The page as text, each line ended.
    pub fn render(&self, output: &Output) -> String {
        let width = self
            .facts
            .iter()
            .map(|(name, _)| name.width())
            .max()
            .unwrap_or(0);
        let mut text = String::new();
        for (name, value) in &self.facts {
            let blanks = " ".repeat(width.saturating_sub(name.width()));
            text.push_str(&format!(
                "{}{blanks}  {}\n",
                output.paint("2", name),
                fenced(value.clone(), output.utf8)
            ));
        }
        text
    }
}

/// A heading over a part of a page.
pub fn heading(output: &Output, title: &str) -> String {
    format!("\n{}\n", output.paint("1", &clean(title)))
}

/// At most so many cells of a text, with a mark where something is missing.
fn cut(text: &str, width: usize, utf8: bool) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mark = if utf8 { "…" } else { "..." };
    let room = width.saturating_sub(mark.width());
    let mut out = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        used += cluster.width();
        if used > room {
            break;
        }
        out.push_str(cluster);
    }
    out + mark
}

/// Text that runs from right to left, kept from turning what stands beside it.
fn fenced(text: String, utf8: bool) -> String {
    let turns = |c: char| matches!(c as u32, 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE);
    if utf8 && text.contains(turns) {
        format!("\u{200e}{text}\u{200e}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(width: Option<usize>) -> Output {
        Output {
            json: false,
            color: false,
            utf8: true,
            terminal: false,
            width,
        }
    }

    #[test]
    fn columns_stand_under_each_other() {
        let mut table = Table::new(&[("Name", Set::Cut), ("Total", Set::Right)]);
        table.row(["東京 太郎".to_owned(), "7.00".to_owned()]);
        table.row(["Ana\u{1b}[2J".to_owned(), "1234.50".to_owned()]);
        let text = table.render(&plain(None));
        assert_eq!(
            text,
            "Name         Total\n東京 太郎     7.00\nAna[2J     1234.50\n"
        );
    }

    #[test]
    fn a_narrow_terminal_cuts_what_may_be_cut() {
        let mut table = Table::new(&[("Ref", Set::Left), ("Name", Set::Cut)]);
        table.row([
            "302-1234567-7654321".to_owned(),
            "A very long name indeed".to_owned(),
        ]);
        let text = table.render(&plain(Some(32)));
        assert!(text.lines().all(|line| line.width() <= 32), "{text}");
        assert!(text.contains("302-1234567-7654321  A very lon…"), "{text}");
    }
}
