//! Strokes as bytes: the cursor moved only where it must be, attributes told only where they change.

use super::shift::Shift;
use super::strokes::{Ink, Look, Stroke};
use ratatui::style::{Color, Modifier};
use std::io::Write;

/// More strokes than this are written in their natural order: another would hardly be shorter.
const FEW: usize = 600;

const MODIFIERS: [(Modifier, &str); 5] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
];

/// The bytes of a step from one frame to the next, in the order of strokes that takes fewest.
///
/// A colour may take twenty bytes and a move of the cursor five, so that it may pay to do what looks alike together.
pub fn shortest(shift: Option<Shift>, strokes: &[Stroke]) -> Vec<u8> {
    let natural = encoded(shift, strokes);
    if strokes.len() > FEW {
        return natural;
    }
    // Plain text comes first: nothing must be told for it.
    let mut looks = vec![Look::PLAIN];
    for stroke in strokes {
        if !looks.contains(&stroke.look) {
            looks.push(stroke.look);
        }
    }
    let rank = |look: Look| looks.iter().position(|l| *l == look);
    let mut by_row = strokes.to_vec();
    by_row.sort_by_key(|s| (s.y, rank(s.look)));
    let mut by_look = strokes.to_vec();
    by_look.sort_by_key(|s| rank(s.look));
    let mut best = natural;
    for order in [by_row, by_look] {
        let bytes = encoded(shift, &order);
        if bytes.len() < best.len() {
            best = bytes;
        }
    }
    best
}

fn encoded(shift: Option<Shift>, strokes: &[Stroke]) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    let mut encoder = Encoder {
        out: &mut out,
        look: Look::PLAIN,
        at: None,
    };
    if let Some(shift) = shift {
        encoder.scroll(shift);
    }
    for stroke in strokes {
        encoder.stroke(stroke);
    }
    encoder.dress(Look::PLAIN);
    if shift.is_some() {
        // Last, because it takes the cursor away.
        encoder.write(format_args!("\x1b[r"));
    }
    out
}

/// Writes strokes into bytes.
struct Encoder<'a> {
    out: &'a mut Vec<u8>,
    look: Look,
    at: Option<(u16, u16)>,
}

impl Encoder<'_> {
    fn stroke(&mut self, stroke: &Stroke) {
        let Stroke { x, y, columns, .. } = *stroke;
        self.go(x, y);
        if !(stroke.is_blank() && stroke.look.same_ground(self.look)) {
            self.dress(stroke.look);
        }
        match &stroke.ink {
            Ink::Text(text) => {
                self.out.extend_from_slice(text.as_bytes());
                self.at = stroke.sure.then_some((x + columns, y));
            }
            // Terminals differ in the ground that an erasure leaves, unless it is their own. The cursor stays.
            Ink::Blank => self.write(format_args!("\x1b[{}X", OneOr(columns))),
        }
    }

    fn go(&mut self, x: u16, y: u16) {
        match self.at {
            Some(at) if at == (x, y) => {}
            Some((ax, ay)) if ay == y && x > ax && digits(x - ax) <= digits(x + 1) => {
                self.write(format_args!("\x1b[{}C", OneOr(x - ax)));
            }
            Some((_, ay)) if ay == y => self.write(format_args!("\x1b[{}G", OneOr(x + 1))),
            _ if x == 0 => self.write(format_args!("\x1b[{}H", OneOr(y + 1))),
            _ => self.write(format_args!("\x1b[{};{}H", y + 1, x + 1)),
        }
        self.at = Some((x, y));
    }

    fn dress(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let mut codes: Vec<String> = Vec::new();
        let lost = self.look.modifier - look.modifier;
        let mut from = self.look;
        if !lost.is_empty() || look == Look::PLAIN {
            // A lone reset is the empty sequence; with more behind it, a zero.
            codes.push(if look == Look::PLAIN {
                String::new()
            } else {
                "0".to_owned()
            });
            from = Look::PLAIN;
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

    /// Lets the terminal move rows; fresh rows are blank.
    fn scroll(&mut self, Shift { top, bottom, rows }: Shift) {
        self.write(format_args!("\x1b[{};{}r", top + 1, bottom));
        let count = rows.unsigned_abs() as usize;
        let edge = if rows > 0 { bottom - 1 } else { top };
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
        self.at = Some((0, edge));
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

fn digits(n: u16) -> u32 {
    n.checked_ilog10().unwrap_or(0)
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
