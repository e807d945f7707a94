//! What the terminal shows and what it is to show: the difference, as bytes.

use super::encode::Encoder;
use super::shift;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Two frames: the one on the terminal and the next one.
#[derive(Debug)]
pub struct Surface {
    shown: Buffer,
    next: Buffer,
    /// Whether the terminal shows what we think it does.
    known: bool,
    caret: Option<Position>,
    synchronized: bool,
}

impl Surface {
    /// For a terminal of which nothing is known yet.
    pub fn new() -> Surface {
        Surface {
            shown: Buffer::empty(Rect::ZERO),
            next: Buffer::empty(Rect::ZERO),
            known: false,
            caret: None,
            synchronized: true,
        }
    }

    /// An empty frame of this size to draw into.
    pub fn frame(&mut self, columns: u16, rows: u16) -> &mut Buffer {
        let area = Rect::new(0, 0, columns, rows);
        if self.next.area != area {
            self.next = Buffer::empty(area);
            self.shown = Buffer::empty(area);
            self.known = false;
        } else {
            self.next.reset();
        }
        &mut self.next
    }

    /// Whatever the terminal shows, it is to be drawn afresh.
    pub fn forget(&mut self) {
        self.known = false;
    }

    /// The bytes that make the drawn frame visible; none when it is there already.
    pub fn render(&mut self, caret: Option<Position>) -> Vec<u8> {
        let mut out = Vec::with_capacity(512);
        let mut encoder = Encoder::new(&mut out);
        if self.known {
            if let Some(shift) = shift::find(&self.shown, &self.next) {
                encoder.scroll(shift.top, shift.bottom, shift.rows);
                shift::apply(&mut self.shown, shift);
            }
        } else {
            self.shown.reset();
        }
        for (x, y, cell) in self.shown.diff_iter(&self.next) {
            encoder.cell(x, y, cell);
        }
        encoder.finish();
        let same_caret = self.known && self.caret == caret;
        if out.is_empty() && same_caret {
            return out;
        }
        let mut bytes = Vec::with_capacity(out.len() + 48);
        if self.synchronized {
            bytes.extend_from_slice(b"\x1b[?2026h");
        }
        if self.known && self.caret.is_some() {
            bytes.extend_from_slice(b"\x1b[?25l");
        }
        if !self.known {
            bytes.extend_from_slice(b"\x1b[m\x1b[2J\x1b[?25l");
        }
        bytes.append(&mut out);
        if let Some(Position { x, y }) = caret {
            bytes.extend_from_slice(format!("\x1b[{};{}H\x1b[?25h", y + 1, x + 1).as_bytes());
        }
        if self.synchronized {
            bytes.extend_from_slice(b"\x1b[?2026l");
        }
        self.caret = caret;
        self.known = true;
        std::mem::swap(&mut self.shown, &mut self.next);
        bytes
    }
}

impl Default for Surface {
    fn default() -> Self {
        Surface::new()
    }
}
