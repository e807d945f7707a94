//! What is to be written so that one frame becomes another: stretches of cells that look alike.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// The attributes of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Colour of the text.
    pub fg: Color,
    /// Colour of its ground.
    pub bg: Color,
    /// Bold, underlined and so on.
    pub modifier: Modifier,
}

/// Attributes that show on a blank.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED);
/// Unchanged cells in a row that are written again rather than stepped over: a step takes as many bytes.
const BRIDGE: u16 = 3;
/// Blanks that are worth an erasure of their own with a step behind it.
const ERASED_INSIDE: u16 = 10;
/// As [`ERASED_INSIDE`], where nothing follows.
const ERASED_AT_END: u16 = 6;

impl Look {
    /// No attributes at all.
    pub const PLAIN: Look = Look {
        fg: Color::Reset,
        bg: Color::Reset,
        modifier: Modifier::empty(),
    };

    fn of(cell: &Cell) -> Look {
        Look {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Whether a blank looks the same in both: it does in any colour of text.
    pub fn same_ground(self, other: Look) -> bool {
        let seen = self.modifier.union(other.modifier) & SEEN_ON_BLANK;
        self == other || self.bg == other.bg && seen.is_empty()
    }
}

/// What a stroke puts there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    Text(String),
    /// Nothing, in the terminal's own ground.
    Blank,
}

/// A stretch of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// Its first column.
    pub x: u16,
    /// Its row.
    pub y: u16,
    /// How many columns it takes.
    pub columns: u16,
    /// How it looks.
    pub look: Look,
    /// What it puts there.
    pub ink: Ink,
    /// Whether every terminal agrees about its width, so that the place behind it is known.
    pub sure: bool,
}

impl Stroke {
    /// Whether it is nothing but blanks, to which the colour of text does not matter.
    pub fn is_blank(&self) -> bool {
        match &self.ink {
            Ink::Text(text) => text.bytes().all(|b| b == b' '),
            Ink::Blank => true,
        }
    }

    fn end(&self) -> u16 {
        self.x + self.columns
    }
}

/// The strokes that turn one frame into another of the same size, row by row from the left.
pub fn between(last: &Buffer, next: &Buffer) -> Vec<Stroke> {
    let mut strokes = Vec::new();
    for y in next.area.top()..next.area.bottom() {
        let begin = strokes.len();
        row(last, next, y, &mut strokes);
        if strokes.len() > begin {
            let whole = strokes.split_off(begin);
            erase_blanks(whole, &mut strokes);
        }
    }
    strokes
}

fn row(last: &Buffer, next: &Buffer, y: u16, strokes: &mut Vec<Stroke>) {
    let begin = strokes.len();
    let mut x = next.area.left();
    // Where half of a wide sign is overwritten, the terminal takes the other half away too.
    let mut spoiled = 0;
    while let Some(cell) = next.cell((x, y)) {
        let taken = columns(cell);
        let before = last.cell((x, y)).unwrap_or(&Cell::EMPTY);
        if x < spoiled || !same(before, cell) {
            for column in x..x + taken {
                spoiled = spoiled.max(column + last.cell((column, y)).map_or(1, columns));
            }
            let joined = strokes.get_mut(begin..).and_then(<[Stroke]>::last_mut);
            if !joined.is_some_and(|stroke| join(stroke, next, x, cell)) {
                strokes.push(stroke(x, y, cell));
            }
        }
        x += taken;
    }
}

/// Columns that a cell's sign takes.
fn columns(cell: &Cell) -> u16 {
    match cell.symbol() {
        symbol if symbol.len() == 1 => 1,
        symbol => u16::try_from(symbol.width()).unwrap_or(1).max(1),
    }
}

fn same(a: &Cell, b: &Cell) -> bool {
    a == b || a.symbol() == " " && b.symbol() == " " && Look::of(a).same_ground(Look::of(b))
}

/// Whether terminals agree about the width of a sign: where they may not, the place behind it is told anew. They do
/// about the letters of East Asia, not about pictures.
fn is_sure(symbol: &str) -> bool {
    let mut signs = symbol.chars();
    match (signs.next(), signs.next()) {
        (Some('\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'), None) => true,
        (Some(_), None) => symbol.width() == 1,
        _ => false,
    }
}

fn stroke(x: u16, y: u16, cell: &Cell) -> Stroke {
    Stroke {
        x,
        y,
        columns: columns(cell),
        look: Look::of(cell),
        ink: Ink::Text(cell.symbol().to_owned()),
        sure: is_sure(cell.symbol()),
    }
}

/// Adds a cell to the stroke before it, with the few cells between them; says whether it could.
fn join(stroke: &mut Stroke, next: &Buffer, x: u16, cell: &Cell) -> bool {
    if !stroke.sure || x < stroke.end() || x - stroke.end() > BRIDGE {
        return false;
    }
    let y = stroke.y;
    let mut look = stroke.look;
    let mut blank = stroke.is_blank();
    let mut added = String::new();
    for column in stroke.end()..=x {
        let Some(here) = next.cell((column, y)) else {
            return false;
        };
        if column < x && here.symbol().len() != 1 {
            return false;
        }
        let own = Look::of(here);
        let is_blank = here.symbol() == " ";
        if own != look {
            if !own.same_ground(look) || !is_blank && !blank {
                return false;
            }
            if !is_blank {
                look = own;
            }
        }
        blank &= is_blank;
        added.push_str(here.symbol());
    }
    let Ink::Text(text) = &mut stroke.ink else {
        return false;
    };
    text.push_str(&added);
    stroke.look = look;
    stroke.columns = x + columns(cell) - stroke.x;
    stroke.sure = is_sure(cell.symbol());
    true
}

/// Takes long stretches of blanks out of the strokes of a row.
fn erase_blanks(whole: Vec<Stroke>, out: &mut Vec<Stroke>) {
    let starts: Vec<u16> = whole.iter().map(|s| s.x).collect();
    for (index, stroke) in whole.into_iter().enumerate() {
        let goes_on = starts.get(index + 1) == Some(&stroke.end());
        let (Ink::Text(text), true) = (&stroke.ink, stroke.look.same_ground(Look::PLAIN)) else {
            out.push(stroke);
            continue;
        };
        let mut rest = text.as_str();
        let mut x = stroke.x;
        while !rest.is_empty() {
            let (from, blanks) = blank_run(rest, goes_on);
            let (text, after) = rest.split_at(from);
            let signs = after.get(blanks..).unwrap_or("");
            if !text.is_empty() {
                let columns = if signs.is_empty() && blanks == 0 {
                    stroke.end() - x
                } else {
                    text.width() as u16
                };
                out.push(Stroke {
                    x,
                    columns,
                    ink: Ink::Text(text.to_owned()),
                    sure: stroke.sure || blanks > 0,
                    ..stroke
                });
                x += columns;
            }
            if blanks > 0 {
                out.push(Stroke {
                    x,
                    columns: blanks as u16,
                    ink: Ink::Blank,
                    look: Look::PLAIN,
                    sure: true,
                    ..stroke
                });
                x += blanks as u16;
            }
            rest = signs;
        }
    }
}

/// The first stretch of blanks that is worth erasing: where it begins (else the end), and how long it is.
fn blank_run(text: &str, goes_on: bool) -> (usize, usize) {
    let mut begin = 0;
    while let Some(at) = text.get(begin..).and_then(|rest| rest.find(' ')) {
        let from = begin + at;
        let rest = text.get(from..).unwrap_or("");
        let long = rest.len() - rest.trim_start_matches(' ').len();
        let at_end = from + long == text.len() && !goes_on;
        let least = if at_end { ERASED_AT_END } else { ERASED_INSIDE };
        if long >= usize::from(least) {
            return (from, long);
        }
        begin = from + long;
    }
    (text.len(), 0)
}
