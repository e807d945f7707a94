//! Charts of signs: columns for a few parts of time, a line for many, small ones inside a row.

use super::measure::short;
use super::series::Series;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// Draws a series: the largest figure at the left, the first and the last part below, the part under the cursor named.
pub fn draw(pen: &mut Pen, area: Rect, series: &Series) {
    let highest = series.now.iter().chain(&series.before).copied().max();
    let Some(roof) = highest.map(|roof| roof.max(1)) else {
        return;
    };
    if area.height < 4 || area.width < 16 {
        return;
    }
    pen.put(area.x, area.y, area.width, &series.title, Role::Label);
    if !series.before.is_empty() {
        let key = format!("{} before", pen.signs().dash);
        pen.put_right(area.x, area.y, area.width, &key, Role::Dim);
    }
    let top = short(roof);
    let labels = width(&top).max(2) + 1;
    let plot = Rect {
        x: area.x + labels,
        y: area.y + 1,
        width: area.width - labels,
        height: area.height - 2,
    };
    pen.put_right(area.x, plot.y, labels - 1, &top, Role::Dim);
    pen.put_right(area.x, plot.bottom() - 1, labels - 1, "0", Role::Dim);
    let places = if series.now.len() <= usize::from(plot.width) {
        columns(pen, plot, series, roof)
    } else {
        line(pen, plot, series, roof)
    };
    name_parts(pen, plot, series, &places);
}

/// A column for each part; returns where each stands and how wide it is.
fn columns(pen: &mut Pen, plot: Rect, series: &Series, roof: i64) -> Vec<(u16, u16)> {
    let many = series.now.len().max(1) as u16;
    let each = (plot.width / many).clamp(1, 8);
    let wide = if each > 1 { each - 1 } else { 1 };
    let mut places = Vec::with_capacity(series.now.len());
    for (nth, figure) in series.now.iter().enumerate() {
        let x = plot.x + nth as u16 * each;
        let role = if series.at == Some(nth) {
            Role::Mark
        } else {
            Role::Gauge
        };
        column(pen, (x, wide), plot, (*figure, roof), role);
        if let Some(before) = series.before.get(nth) {
            mark(pen, (x, wide), plot, (*before, *figure, roof));
        }
        places.push((x, wide));
    }
    places
}

/// So many steps of `rows` rows with so many steps each; something is more than nothing.
fn reach(figure: i64, roof: i64, steps: u64) -> u64 {
    let figure = figure.max(0).unsigned_abs();
    let full = u128::from(figure) * u128::from(steps) / u128::from(roof.max(1).unsigned_abs());
    let full = u64::try_from(full).unwrap_or(steps).min(steps);
    full.max(u64::from(figure > 0 && steps > 0))
}

fn column(
    pen: &mut Pen,
    (x, wide): (u16, u16),
    plot: Rect,
    (figure, roof): (i64, i64),
    role: Role,
) {
    let bars = pen.signs().bars;
    let steps = bars.len() as u64;
    let full = reach(figure, roof, u64::from(plot.height) * steps);
    for row in 0..plot.height {
        let piece = full.saturating_sub(u64::from(row) * steps).min(steps);
        let sign = piece.checked_sub(1).and_then(|at| bars.get(at as usize));
        if let Some(sign) = sign {
            for at in x..x + wide {
                pen.put(at, plot.bottom() - 1 - row, 1, sign, role);
            }
        }
    }
}

/// Where the figure before lay, as far as the column does not cover it.
fn mark(pen: &mut Pen, (x, wide): (u16, u16), plot: Rect, (before, figure, roof): (i64, i64, i64)) {
    let rows = u64::from(plot.height);
    let row = reach(before, roof, rows);
    let covered = reach(figure, roof, rows * pen.signs().bars.len() as u64)
        .div_ceil(pen.signs().bars.len() as u64);
    if row == 0 || row <= covered {
        return;
    }
    let dash = pen.signs().dash;
    for at in x..x + wide {
        pen.put(at, plot.bottom() - row as u16, 1, dash, Role::Dim);
    }
}

/// A line of dots, two parts or more in each column of the terminal; returns where each part stands.
fn line(pen: &mut Pen, plot: Rect, series: &Series, roof: i64) -> Vec<(u16, u16)> {
    let many = series.now.len() as u64;
    let place = |nth: usize| plot.x + (nth as u64 * u64::from(plot.width) / many.max(1)) as u16;
    let before = Dots::of(&series.before, plot, roof);
    let now = Dots::of(&series.now, plot, roof);
    for y in 0..plot.height {
        for x in 0..plot.width {
            let (own, other) = (now.cell(x, y), before.cell(x, y));
            let (bits, role) = match (own, other) {
                (0, 0) => continue,
                (0, other) => (other, Role::Dim),
                (own, _) => (own, Role::Gauge),
            };
            let on = series.at.is_some_and(|at| place(at) == plot.x + x);
            let role = if on && own > 0 { Role::Mark } else { role };
            let sign = dots(pen, bits);
            pen.put(plot.x + x, plot.y + y, 1, &sign, role);
        }
    }
    (0..series.now.len()).map(|nth| (place(nth), 1)).collect()
}

/// Braille dots (Unicode 2800), or an asterisk on a terminal of plain ASCII.
fn dots(pen: &Pen, bits: u8) -> String {
    let plain = pen.signs().mark.is_ascii();
    let braille = char::from_u32(0x2800 + u32::from(bits));
    match braille {
        Some(sign) if !plain => sign.to_string(),
        _ => "*".to_owned(),
    }
}

/// A line of figures in a grid of two by four dots a cell.
struct Dots {
    wide: u16,
    cells: Vec<u8>,
}

impl Dots {
    fn of(figures: &[i64], plot: Rect, roof: i64) -> Dots {
        let mut dots = Dots {
            wide: plot.width,
            cells: vec![0; usize::from(plot.width) * usize::from(plot.height)],
        };
        let (across, up) = (u64::from(plot.width) * 2, u64::from(plot.height) * 4);
        let many = figures.len() as u64;
        let mut last: Option<u64> = None;
        for x in 0..across {
            // The mean of the figures that fall together.
            let from = (x * many / across) as usize;
            let to = (((x + 1) * many).div_ceil(across) as usize).min(figures.len());
            let Some(group) = figures
                .get(from..to.max(from + 1))
                .filter(|g| !g.is_empty())
            else {
                continue;
            };
            let sum: i128 = group.iter().map(|f| i128::from(*f)).sum();
            let mean = i64::try_from(sum / group.len() as i128).unwrap_or(roof);
            let height = reach(mean, roof, up - 1);
            // Steps are joined, so that the line does not fall apart.
            let (low, high) = match last {
                Some(before) => (before.min(height), before.max(height)),
                None => (height, height),
            };
            for y in low..=high {
                dots.set(x, up - 1 - y);
            }
            last = Some(height);
        }
        dots
    }

    fn set(&mut self, x: u64, y: u64) {
        const BITS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
        let at = (y / 4) as usize * usize::from(self.wide) + (x / 2) as usize;
        let bit = BITS[(x % 2) as usize][(y % 4) as usize];
        if let Some(cell) = self.cells.get_mut(at) {
            *cell |= bit;
        }
    }

    fn cell(&self, x: u16, y: u16) -> u8 {
        let at = usize::from(y) * usize::from(self.wide) + usize::from(x);
        self.cells.get(at).copied().unwrap_or(0)
    }
}

/// The first and the last part below the chart, and the one under the cursor, which comes first where they would touch.
fn name_parts(pen: &mut Pen, plot: Rect, series: &Series, places: &[(u16, u16)]) {
    let y = plot.bottom();
    let end = places.last().map_or(plot.x, |(x, wide)| x + wide);
    let span = |nth: usize| -> Option<(u16, u16, &String)> {
        let (word, (x, wide)) = (series.words.get(nth)?, places.get(nth)?);
        let taken = width(word);
        let middle = x + wide / 2;
        let last = end.max(plot.x + taken).min(plot.right());
        let from = middle
            .saturating_sub(taken / 2)
            .min(last.saturating_sub(taken))
            .max(plot.x);
        Some((from, from + taken, word))
    };
    let cursor = series.at.and_then(span);
    if let Some((from, to, word)) = cursor {
        pen.put(from, y, to - from, word, Role::Mark);
    }
    let apart = |from: u16, to: u16| cursor.is_none_or(|(a, b, _)| to < a || from > b);
    let first = span(0).filter(|(from, to, _)| apart(*from, *to));
    if let Some((from, to, word)) = first {
        pen.put(from, y, to - from, word, Role::Dim);
    }
    let last = span(series.words.len().saturating_sub(1));
    if let Some((from, to, word)) = last
        && apart(from, to)
        && first.is_none_or(|(_, end, _)| from > end)
    {
        pen.put(from, y, to - from, word, Role::Dim);
    }
}

/// A course in one row: a sign for each figure, the largest of several that fall together.
pub fn spark(pen: &Pen, figures: &[i64], room: usize) -> String {
    let roof = figures.iter().copied().max().unwrap_or(0).max(1);
    let many = figures.len().min(room);
    let bars = pen.signs().bars;
    let mut out = String::new();
    for nth in 0..many {
        let from = nth * figures.len() / many;
        let to = ((nth + 1) * figures.len() / many).max(from + 1);
        let figure = figures.get(from..to).and_then(|g| g.iter().max()).copied();
        let step = reach(figure.unwrap_or(0), roof, bars.len() as u64);
        let sign = step.checked_sub(1).and_then(|at| bars.get(at as usize));
        out.push_str(sign.copied().unwrap_or(" "));
    }
    out
}

/// A bar in a row, as long as its share of the largest figure.
pub fn bar(pen: &Pen, figure: i64, roof: i64, room: usize) -> String {
    let [full, _] = pen.signs().gauge;
    full.repeat(reach(figure, roof, room as u64) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_more_than_nothing() {
        assert_eq!(reach(0, 100, 8), 0);
        assert_eq!(reach(-5, 100, 8), 0);
        assert_eq!(reach(1, 1_000_000, 8), 1);
        assert_eq!(reach(100, 100, 8), 8);
        assert_eq!(reach(i64::MAX, i64::MAX, 8), 8);
    }

    #[test]
    fn a_line_is_joined_and_stays_inside() {
        let plot = Rect::new(0, 0, 10, 3);
        let figures: Vec<i64> = (0..365).map(|n| (n * 37) % 101).collect();
        let dots = Dots::of(&figures, plot, 100);
        assert_eq!(dots.cells.len(), 30);
        for x in 0..10 {
            assert!((0..3).any(|y| dots.cell(x, y) > 0), "column {x} is empty");
        }
        assert!(Dots::of(&[], plot, 1).cells.iter().all(|c| *c == 0));
    }
}
