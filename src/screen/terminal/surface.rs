//! What the terminal shows and what it is to show: the difference, as bytes.

use super::{encode, shift, strokes};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Changes of so many bytes arrive in one piece; longer ones are bracketed, so that no terminal shows half of one.
const PACKET: usize = 512;

/// Two frames: the one on the terminal and the next one.
#[derive(Debug)]
pub struct Surface {
    shown: Buffer,
    next: Buffer,
    /// Whether the terminal shows what we think it does.
    known: bool,
    caret: Option<Position>,
}

impl Surface {
    /// For a terminal of which nothing is known yet.
    pub fn new() -> Surface {
        Surface {
            shown: Buffer::empty(Rect::ZERO),
            next: Buffer::empty(Rect::ZERO),
            known: false,
            caret: None,
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
        let mut out = if self.known {
            self.change()
        } else {
            self.shown.reset();
            encode::shortest(None, &strokes::between(&self.shown, &self.next))
        };
        let same_caret = self.known && self.caret == caret;
        if out.is_empty() && same_caret {
            return out;
        }
        let mut bytes = Vec::with_capacity(out.len() + 48);
        let synchronized = !self.known || out.len() > PACKET;
        if synchronized {
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
        if synchronized {
            bytes.extend_from_slice(b"\x1b[?2026l");
        }
        self.caret = caret;
        self.known = true;
        std::mem::swap(&mut self.shown, &mut self.next);
        bytes
    }

    /// The bytes from what is shown to what is next: with rows that the terminal moves by itself where that is shorter.
    fn change(&self) -> Vec<u8> {
        let shifts = match shift::find(&self.shown, &self.next) {
            Some(shift) => vec![Some(shift), shift.without_its_end()],
            None => vec![None],
        };
        let ways = shifts.into_iter().map(|shift| {
            let Some(shift) = shift else {
                return encode::shortest(None, &strokes::between(&self.shown, &self.next));
            };
            let mut moved = self.shown.clone();
            shift::apply(&mut moved, shift);
            encode::shortest(Some(shift), &strokes::between(&moved, &self.next))
        });
        ways.min_by_key(Vec::len).unwrap_or_default()
    }
}

impl Default for Surface {
    fn default() -> Self {
        Surface::new()
    }
}
