//! A terminal that only shows: what all bytes so far have made of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::num::NonZeroU16;
use vt100::{Cell, Parser};

pub struct Terminal(Parser);

/// What a person sees of a cell.
#[derive(PartialEq)]
struct Seen {
    text: String,
    looks: String,
}

impl Terminal {
    /// As our own modes leave it: it does not wrap.
    pub fn new(size: (u16, u16)) -> Terminal {
        let mut parser = Parser::new(nonzero(size.1), nonzero(size.0), 0);
        parser.process(b"\x1b[?1049h\x1b[?25l\x1b[?7l");
        Terminal(parser)
    }

    pub fn take(&mut self, bytes: &[u8]) {
        self.0.process(bytes);
    }

    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        let screen = self.0.screen_mut();
        screen.set_size(nonzero(rows), nonzero(columns));
    }

    fn seen(&self, x: u16, y: u16) -> Seen {
        let cell = self.0.screen().cell(y, x).unwrap();
        let text = cell.contents().trim_end().to_owned();
        // Of a blank only its ground shows.
        let mut looks = format!(
            "{:?} {} {}",
            cell.bgcolor(),
            cell.inverse(),
            cell.underline()
        );
        if !text.is_empty() {
            let (bold, dim, italic) = (cell.bold(), cell.dim(), cell.italic());
            looks += &format!(" {:?} {bold} {dim} {italic}", cell.fgcolor());
        } else if cell.inverse() || cell.underline() {
            looks += &format!(" {:?}", cell.fgcolor());
        }
        Seen { text, looks }
    }

    /// The first place that looks otherwise on another terminal of this size.
    pub fn differs_from(&self, other: &Terminal) -> Option<String> {
        let (rows, columns) = self.0.screen().size();
        for y in 0..rows.get() {
            for x in 0..columns.get() {
                let (a, b) = (self.seen(x, y), other.seen(x, y));
                if a != b {
                    return Some(format!(
                        "{x},{y}: {:?} ({}) is not {:?} ({})\n{}\n---\n{}",
                        a.text,
                        a.looks,
                        b.text,
                        b.looks,
                        self.row(y),
                        other.row(y)
                    ));
                }
            }
        }
        let place = |t: &Terminal| {
            let screen = t.0.screen();
            (!screen.hide_cursor()).then(|| screen.cursor_position())
        };
        (place(self) != place(other))
            .then(|| format!("cursor {:?} is not {:?}", place(self), place(other)))
    }

    /// Where the text of a cell is not what a frame holds.
    pub fn misses(&self, frame: &Buffer) -> Option<String> {
        let Rect { width, height, .. } = frame.area;
        for y in 0..height {
            for x in 0..width {
                let wanted = frame.cell((x, y)).unwrap().symbol().trim_end();
                let seen = self.seen(x, y).text;
                if wanted != seen {
                    return Some(format!(
                        "{x},{y}: {seen:?} is not {wanted:?}\n{}",
                        self.row(y)
                    ));
                }
            }
        }
        None
    }

    fn row(&self, y: u16) -> String {
        let columns = self.0.screen().size().1.get();
        let cell = |x| self.0.screen().cell(y, x).map(Cell::contents);
        (0..columns)
            .map(|x| cell(x).filter(|c| !c.is_empty()).unwrap_or(" "))
            .collect()
    }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n.max(1)).unwrap()
}
