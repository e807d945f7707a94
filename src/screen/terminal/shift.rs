//! Finding out that a list has moved by some rows, so that the terminal can move it by itself.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Rows that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// First row of the region.
    pub top: u16,
    /// Row behind the region.
    pub bottom: u16,
    /// By how many rows it moved up (down, if negative).
    pub rows: i32,
}

impl Shift {
    /// The same without the row to which it brings something new: the bar of a cursor that stands there stays, and only
    /// the text on it is exchanged.
    pub fn without_its_end(self) -> Option<Shift> {
        let reach = u16::try_from(self.rows.unsigned_abs()).ok()?;
        let shorter = if self.rows > 0 {
            Shift {
                bottom: self.bottom.checked_sub(1)?,
                ..self
            }
        } else {
            Shift {
                top: self.top + 1,
                ..self
            }
        };
        (shorter.top + reach < shorter.bottom).then_some(shorter)
    }
}

/// Columns at the left that tell rows apart: lists stand at the left.
const LEFT: u16 = 48;
/// Cells that must be saved for a shift to be worth its own bytes.
const WORTH: usize = 80;

/// The shift between two frames that saves most cells, if one is worth it.
pub fn find(last: &Buffer, next: &Buffer) -> Option<Shift> {
    let area = next.area;
    if last.area != area || area.height < 6 {
        return None;
    }
    let prints = |frame: &Buffer| -> Vec<Option<u64>> {
        (0..area.height).map(|y| print(frame, y)).collect()
    };
    let (old, new) = (prints(last), prints(next));
    let mut places: HashMap<u64, i32> = HashMap::new();
    for (y, print) in old.iter().enumerate() {
        if let Some(print) = print {
            places.insert(*print, y as i32);
        }
    }
    let mut votes: HashMap<i32, (usize, u16, u16)> = HashMap::new();
    for (y, print) in new.iter().enumerate() {
        let Some(from) = print.and_then(|p| places.get(&p)) else {
            continue;
        };
        let y = y as u16;
        let vote = votes.entry(from - i32::from(y)).or_insert((0, y, y));
        vote.0 += 1;
        vote.2 = y;
    }
    let (rows, (_, first, end)) = votes
        .into_iter()
        .filter(|(rows, (count, ..))| *rows != 0 && *count >= 3)
        .max_by_key(|(rows, (count, ..))| (*count, -rows.abs()))?;
    // The region holds the rows where they were and where they are.
    let reach = u16::try_from(rows.unsigned_abs()).ok()?;
    let (top, bottom) = if rows > 0 {
        (first, end + 1 + reach)
    } else {
        (first.checked_sub(reach)?, end + 1)
    };
    let shift = Shift {
        top,
        bottom: bottom.min(area.height),
        rows,
    };
    let plain = differing(last, next, &shift, 0);
    let shifted = differing(last, next, &shift, rows);
    (shifted + WORTH < plain).then_some(shift)
}

/// What stands at the left of a row, without its looks; nothing for a blank row.
fn print(frame: &Buffer, y: u16) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    let mut blank = true;
    for x in 0..LEFT.min(frame.area.width.saturating_sub(1)) {
        let symbol = frame.cell((x, y)).map_or(" ", Cell::symbol);
        blank &= symbol == " ";
        symbol.hash(&mut hasher);
    }
    (!blank).then(|| hasher.finish())
}

/// Cells of the region that must be written when it has moved by so many rows.
fn differing(last: &Buffer, next: &Buffer, shift: &Shift, rows: i32) -> usize {
    let mut count = 0;
    for y in shift.top..shift.bottom {
        let from = i32::from(y) + rows;
        let inside = from >= i32::from(shift.top) && from < i32::from(shift.bottom);
        for x in 0..next.area.width {
            let old = inside
                .then(|| last.cell((x, u16::try_from(from).unwrap_or(0))))
                .flatten();
            let blank = Cell::EMPTY;
            if next.cell((x, y)) != Some(old.unwrap_or(&blank)) {
                count += 1;
            }
        }
    }
    count
}

/// What the terminal shows after a shift.
pub fn apply(frame: &mut Buffer, shift: Shift) {
    let width = frame.area.width;
    let rows: Vec<u16> = if shift.rows > 0 {
        (shift.top..shift.bottom).collect()
    } else {
        (shift.top..shift.bottom).rev().collect()
    };
    for y in rows {
        let from = i32::from(y) + shift.rows;
        let inside = from >= i32::from(shift.top) && from < i32::from(shift.bottom);
        for x in 0..width {
            let cell = inside
                .then(|| frame.cell((x, u16::try_from(from).unwrap_or(0))).cloned())
                .flatten()
                .unwrap_or(Cell::EMPTY);
            if let Some(place) = frame.cell_mut((x, y)) {
                *place = cell;
            }
        }
    }
    debug_assert!(shift.bottom <= frame.area.bottom() || frame.area == Rect::ZERO);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(from: usize) -> Buffer {
        let lines: Vec<String> = (from..from + 12)
            .map(|n| {
                format!(
                    "{n:04} {}",
                    char::from(b'a' + (n % 26) as u8).to_string().repeat(40)
                )
            })
            .collect();
        Buffer::with_lines(lines.iter().map(String::as_str))
    }

    #[test]
    fn a_moved_list_is_found_and_followed() {
        for (from, to, by) in [(10, 11, 1), (10, 9, -1), (10, 15, 5)] {
            let (mut last, next) = (rows(from), rows(to));
            let shift = find(&last, &next);
            assert_eq!(shift.map(|s| s.rows), Some(by));
            if let Some(shift) = shift {
                apply(&mut last, shift);
            }
            let fresh: std::collections::HashSet<u16> =
                last.diff(&next).iter().map(|(_, y, _)| *y).collect();
            assert_eq!(fresh.len(), by.unsigned_abs() as usize);
        }
        assert_eq!(find(&rows(1), &rows(1)), None);
        assert_eq!(find(&rows(1), &rows(400)), None);
    }
}
