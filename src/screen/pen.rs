//! Writing into a frame: cut to width, harmless, and never outside of it.

use super::theme::{Role, Signs, Theme};
use super::words::Words;
use crate::domain::text::clean;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Left-to-right mark: keeps a terminal that turns right-to-left text from turning its neighbours too.
const FENCE: char = '\u{200e}';

/// What all drawing needs to know.
#[derive(Clone, Debug)]
pub struct Look {
    /// Styles by role.
    pub theme: Theme,
    /// Signs.
    pub signs: Signs,
    /// Times and figures in words.
    pub words: Words,
}

/// Writes into one frame.
pub struct Pen<'a> {
    /// The frame.
    pub frame: &'a mut Buffer,
    /// How it looks.
    pub look: &'a Look,
    /// Where the terminal's cursor belongs, if anywhere.
    pub caret: Option<(u16, u16)>,
}

/// Columns that this text takes once it is cleaned.
pub fn width(text: &str) -> u16 {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return u16::try_from(text.len()).unwrap_or(u16::MAX);
    }
    let columns: usize = signs(&harmless(text)).map(UnicodeWidthStr::width).sum();
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// The signs of a text, each as wide on one terminal as on another, and at most two columns wide.
///
/// What is joined from several emoji, or told to be one, is as wide as the terminal's age: of that only the first is
/// shown. What is wider than two columns is shown in pieces.
fn signs(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true).flat_map(|cluster| {
        let columns = cluster.width();
        let apart: usize = cluster.chars().map(|c| c.width().unwrap_or(0)).sum();
        let first = cluster.chars().next().map_or(0, char::len_utf8);
        let (whole, pieces) = if columns != apart {
            (cluster.get(..first), "")
        } else if columns > 2 {
            (None, cluster)
        } else {
            (Some(cluster), "")
        };
        let pieces = pieces.split_inclusive(|_: char| true);
        whole.into_iter().chain(pieces)
    })
}

fn harmless(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        Cow::Borrowed(text)
    } else {
        // Blanks at the end are ours: they keep pieces of a line apart.
        let blanks = text.len() - text.trim_end_matches(' ').len();
        Cow::Owned(clean(text) + &" ".repeat(blanks))
    }
}

fn is_right_to_left(text: &str) -> bool {
    text.chars().any(
        |c| matches!(c as u32, 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF),
    )
}

impl<'a> Pen<'a> {
    /// A pen for this frame.
    pub fn new(frame: &'a mut Buffer, look: &'a Look) -> Pen<'a> {
        Pen {
            frame,
            look,
            caret: None,
        }
    }

    /// The signs.
    pub fn signs(&self) -> &'a Signs {
        &self.look.signs
    }

    /// Writes text at a place, cut to `width` columns; says how many it took.
    pub fn put(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let area = self.frame.area;
        if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
            return 0;
        }
        let room = usize::from(width.min(area.right() - x));
        let style = self.look.theme.style(role);
        if text.len() <= room && text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            let mut at = x;
            for index in 0..text.len() {
                if let (Some(cell), Some(letter)) =
                    (self.frame.cell_mut((at, y)), text.get(index..=index))
                {
                    cell.set_symbol(letter).set_style(style);
                }
                at += 1;
            }
            return at - x;
        }
        let mut text = harmless(text);
        for (sign, stand_in) in self.look.signs.stand_ins {
            if text.contains(*sign) {
                text = Cow::Owned(text.replace(*sign, stand_in));
            }
        }
        self.put_any(x, y, room, &text, role)
    }

    fn put_any(&mut self, x: u16, y: u16, room: usize, text: &str, role: Role) -> u16 {
        let style = self.look.theme.style(role);
        let pieces: Vec<(&str, usize)> = signs(text)
            .map(|sign| (sign, sign.width()))
            .filter(|(_, w)| *w > 0)
            .collect();
        let full: usize = pieces.iter().map(|(_, w)| w).sum();
        let keep = if full <= room {
            room
        } else {
            room.saturating_sub(1)
        };
        let fenced = is_right_to_left(text);
        let mut used = 0;
        let mut last = None;
        for (piece, columns) in pieces {
            if used + columns > keep {
                break;
            }
            let at = x + used as u16;
            if let Some(cell) = self.frame.cell_mut((at, y)) {
                cell.set_symbol(piece).set_style(style);
            }
            if columns == 2
                && let Some(cell) = self.frame.cell_mut((at + 1, y))
            {
                cell.set_symbol(" ").set_style(style);
            }
            last = Some(at);
            used += columns;
        }
        if let (true, Some(at)) = (fenced, last)
            && let Some(cell) = self.frame.cell_mut((at, y))
        {
            let closed = format!("{}{FENCE}", cell.symbol());
            cell.set_symbol(&closed);
        }
        if full > room && used < room {
            if let Some(cell) = self.frame.cell_mut((x + used as u16, y)) {
                cell.set_symbol(self.look.signs.cut).set_style(style);
            }
            used += 1;
        }
        used as u16
    }

    /// Writes text so that it ends at the right edge of its room.
    pub fn put_right(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) {
        let taken = width(text).min(room);
        self.put(x + (room - taken), y, taken, text, role);
    }

    /// Writes several pieces one after the other; says how many columns they took.
    pub fn run(&mut self, x: u16, y: u16, room: u16, pieces: &[(&str, Role)]) -> u16 {
        let mut used = 0;
        for (text, role) in pieces {
            if used >= room {
                break;
            }
            used += self.put(x + used, y, room - used, text, *role);
        }
        used
    }

    /// Blanks an area.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.frame.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.frame.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// Gives an area the look of a role, keeping its text.
    pub fn tint(&mut self, area: Rect, role: Role) {
        let style = self.look.theme.style(role);
        self.frame
            .set_style(area.intersection(self.frame.area), style);
    }

    /// A line across.
    pub fn rule(&mut self, x: u16, y: u16, columns: u16, role: Role) {
        let sign = self.look.signs.frame[0];
        for at in x..x.saturating_add(columns) {
            self.put(at, y, 1, sign, role);
        }
    }

    /// A line down.
    pub fn post(&mut self, x: u16, y: u16, rows: u16, role: Role) {
        let sign = self.look.signs.frame[1];
        for at in y..y.saturating_add(rows) {
            self.put(x, at, 1, sign, role);
        }
    }

    /// An empty framed box with a title; says where its inside is.
    pub fn boxed(&mut self, area: Rect, title: &str, role: Role) -> Rect {
        let area = area.intersection(self.frame.area);
        self.clear(area);
        if area.width < 2 || area.height < 2 {
            return Rect::new(area.x, area.y, 0, 0);
        }
        let signs = self.look.signs.frame;
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        self.rule(area.x + 1, area.y, area.width - 2, role);
        self.rule(area.x + 1, bottom, area.width - 2, role);
        self.post(area.x, area.y + 1, area.height - 2, role);
        self.post(right, area.y + 1, area.height - 2, role);
        self.put(area.x, area.y, 1, signs[2], role);
        self.put(right, area.y, 1, signs[3], role);
        self.put(right, bottom, 1, signs[4], role);
        self.put(area.x, bottom, 1, signs[5], role);
        if !title.is_empty() && area.width > 6 {
            let room = area.width - 6;
            let taken = self.put(area.x + 3, area.y, room, title, Role::Title);
            self.put(area.x + 2, area.y, 1, " ", role);
            self.put(area.x + 3 + taken, area.y, 1, " ", role);
        }
        Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
    }

    /// A scroll bar at the right of a list: where `shown` rows from `first` on lie among `total`.
    pub fn scroll_bar(&mut self, x: u16, y: u16, rows: u16, first: u64, shown: u64, total: u64) {
        if total <= shown || rows == 0 {
            return;
        }
        let rows64 = u64::from(rows);
        let thumb = (rows64 * shown / total).clamp(1, rows64);
        let room = rows64 - thumb;
        let at = (room * first / (total - shown).max(1)).min(room);
        // No track: the terminal moves it with the rows, and it would have to be mended at every step.
        for row in at..at + thumb {
            self.put(x, y + row as u16, 1, self.look.signs.thumb, Role::Dim);
        }
    }

    /// A gauge of so many columns, full up to `part` (0 to 1).
    pub fn gauge(&mut self, x: u16, y: u16, columns: u16, part: f64) {
        let full = (f64::from(columns) * part.clamp(0.0, 1.0)).round() as u16;
        let [on, off] = self.look.signs.gauge;
        for at in 0..columns {
            let (sign, role) = if at < full {
                (on, Role::Gauge)
            } else {
                (off, Role::GaugeOff)
            };
            self.put(x + at, y, 1, sign, role);
        }
    }
}

/// Breaks text into lines of at most `room` columns, at blanks where it can.
pub fn wrapped(text: &str, room: u16) -> Vec<String> {
    let room = usize::from(room.max(1));
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in clean(paragraph).split(' ') {
            let long = usize::from(width(word));
            if used > 0 && used + 1 + long > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            for piece in signs(word) {
                let columns = piece.width();
                if used + columns > room {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push_str(piece);
                used += columns;
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_every_word() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("東京都", 4), ["東京", "都"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn every_terminal_agrees_about_the_width_of_what_is_shown() {
        fn shown(text: &str) -> Vec<&str> {
            signs(text).collect()
        }
        assert_eq!(shown("👩‍👩‍👧 R"), ["👩", " ", "R"]);
        assert_eq!(shown("❤\u{fe0f}!"), ["❤", "!"]);
        assert_eq!(shown("👍🏽"), ["👍"]);
        assert_eq!(shown("e\u{301}山"), ["e\u{301}", "山"]);
        assert_eq!(shown("\u{1100}\u{1100}"), ["\u{1100}", "\u{1100}"]);
        assert_eq!(width("👩‍👩‍👧 R"), 4);
    }
}
