//! Cells as bytes: the cursor moved only where it must be, attributes told only where they change.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// The attributes that text has on the terminal now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Look = Look {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

/// Attributes that show on a blank.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED);

const MODIFIERS: [(Modifier, &str); 5] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
];

/// Writes cells into bytes.
pub struct Encoder<'a> {
    out: &'a mut Vec<u8>,
    look: Look,
    at: Option<(u16, u16)>,
}

impl<'a> Encoder<'a> {
    /// Begins with plain attributes and an unknown cursor.
    pub fn new(out: &'a mut Vec<u8>) -> Encoder<'a> {
        Encoder {
            out,
            look: PLAIN,
            at: None,
        }
    }

    /// Writes a cell at its place.
    pub fn cell(&mut self, x: u16, y: u16, cell: &Cell) {
        self.go(x, y);
        let symbol = cell.symbol();
        let look = Look {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        };
        // A blank looks the same in any colour of text.
        let seen = self.look.modifier.union(look.modifier) & SEEN_ON_BLANK;
        if symbol != " " || look.bg != self.look.bg || !seen.is_empty() {
            self.dress(look);
        }
        self.out.extend_from_slice(symbol.as_bytes());
        // Terminals disagree about the width of what is not plain: there the place is told anew.
        self.at = if symbol.len() == 1 || symbol.chars().count() == 1 && symbol.width() == 1 {
            Some((x + 1, y))
        } else {
            None
        };
    }

    fn go(&mut self, x: u16, y: u16) {
        match self.at {
            Some(at) if at == (x, y) => {}
            Some((ax, ay)) if ay == y && x > ax => {
                let ahead = x - ax;
                self.write(format_args!("\x1b[{}C", OneOr(ahead)));
            }
            _ if x == 0 && y == 0 => self.write(format_args!("\x1b[H")),
            _ if x == 0 => self.write(format_args!("\x1b[{}H", y + 1)),
            _ => self.write(format_args!("\x1b[{};{}H", y + 1, x + 1)),
        }
    }

    fn dress(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let mut codes: Vec<String> = Vec::new();
        let lost = self.look.modifier - look.modifier;
        let mut from = self.look;
        if !lost.is_empty() || look == PLAIN {
            // A lone reset is the empty sequence; with more behind it, a zero.
            codes.push(if look == PLAIN {
                String::new()
            } else {
                "0".to_owned()
            });
            from = PLAIN;
        }
        for (modifier, code) in MODIFIERS {
            if (look.modifier - from.modifier).contains(modifier) {
                codes.push(code.to_owned());
            }
        }
        if look.fg != from.fg {
            codes.push(colour(look.fg, 30));
        }
        if look.bg != from.bg {
            codes.push(colour(look.bg, 40));
        }
        self.look = look;
        self.write(format_args!("\x1b[{}m", codes.join(";")));
    }

    /// Scrolls the rows from `top` to before `bottom` by so many rows, up or down; fresh rows are blank.
    pub fn scroll(&mut self, top: u16, bottom: u16, rows: i32) {
        self.dress(PLAIN);
        self.write(format_args!("\x1b[{};{}r", top + 1, bottom));
        let count = rows.unsigned_abs() as usize;
        if rows > 0 {
            // A line feed on the last row of a region moves the region up, everywhere.
            self.write(format_args!("\x1b[{bottom}H"));
            self.out.extend(std::iter::repeat_n(b'\n', count));
        } else {
            self.write(format_args!("\x1b[{}H", top + 1));
            for _ in 0..count {
                self.out.extend_from_slice(b"\x1bM");
            }
        }
        self.out.extend_from_slice(b"\x1b[r");
        self.at = None;
    }

    /// Leaves plain attributes behind.
    pub fn finish(&mut self) {
        self.dress(PLAIN);
    }

    fn write(&mut self, args: std::fmt::Arguments) {
        // Writing into memory can't fail.
        let _ = self.out.write_fmt(args);
    }
}

/// A figure that is left out when it is one.
struct OneOr(u16);

impl std::fmt::Display for OneOr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 == 1 {
            Ok(())
        } else {
            write!(f, "{}", self.0)
        }
    }
}

fn colour(colour: Color, base: u8) -> String {
    let plain = |n: u8| (base + n).to_string();
    let bright = |n: u8| (base + 60 + n).to_string();
    match colour {
        Color::Reset => plain(9),
        Color::Black => plain(0),
        Color::Red => plain(1),
        Color::Green => plain(2),
        Color::Yellow => plain(3),
        Color::Blue => plain(4),
        Color::Magenta => plain(5),
        Color::Cyan => plain(6),
        Color::Gray => plain(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}
