//! A quantity over time, as columns of signs: upwards from the line of zero, or downwards where pieces are missing.

use crate::protocol::stock::StockDay;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// Draws the quantity at the end of each day: the highest and the lowest figure at the left, first and last day below.
pub fn draw(pen: &mut Pen, area: Rect, days: &[StockDay]) {
    let figures: Vec<i64> = days.iter().map(|d| d.quantity).collect();
    let (Some(lowest), Some(highest)) = (figures.iter().min(), figures.iter().max()) else {
        return;
    };
    let (floor, roof) = ((*lowest).min(0), (*highest).max(0));
    let (top, bottom) = (roof.to_string(), floor.to_string());
    let labels = width(&top).max(width(&bottom)) + 1;
    let rows = area.height.saturating_sub(1);
    let room = area.width.saturating_sub(labels);
    if rows == 0 || room < 4 {
        return;
    }
    pen.put_right(area.x, area.y, labels - 1, &top, Role::Dim);
    if rows > 1 {
        pen.put_right(area.x, area.y + rows - 1, labels - 1, &bottom, Role::Dim);
    }
    let shown = squeezed(&figures, usize::from(room));
    let below = rows_below(floor, roof, rows);
    for (at, figure) in shown.iter().enumerate() {
        let x = area.x + labels + at as u16;
        let zero = area.y + rows - below;
        if *figure < 0 {
            let reach = part(
                figure.unsigned_abs(),
                floor.unsigned_abs(),
                u64::from(below),
            );
            for row in 0..reach as u16 {
                let full = pen.signs().bars.last().copied().unwrap_or_default();
                pen.put(x, zero + row, 1, full, Role::Bad);
            }
        } else {
            draw_column(pen, (x, zero), figure.unsigned_abs(), roof, rows - below);
        }
    }
    let words = pen.look.words;
    let day = |day: &StockDay| words.typed(day.day).chars().take(10).collect::<String>();
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        let y = area.y + rows;
        let wide = (shown.len() as u16).max(22).min(room);
        let x = area.x + labels;
        pen.put(x, y, wide, &day(first), Role::Dim);
        if wide >= 22 {
            pen.put_right(x, y, wide, &day(last), Role::Dim);
        }
    }
}

/// A column upwards from the line of zero, the last piece of it as high as it comes.
fn draw_column(pen: &mut Pen, (x, zero): (u16, u16), figure: u64, roof: i64, rows: u16) {
    let bars = pen.signs().bars;
    let steps = bars.len() as u64;
    let full = part(figure, roof.unsigned_abs(), u64::from(rows) * steps);
    for row in 0..rows {
        let piece = full.saturating_sub(u64::from(row) * steps).min(steps);
        let sign = piece.checked_sub(1).and_then(|at| bars.get(at as usize));
        if let Some(sign) = sign {
            pen.put(x, zero - 1 - row, 1, sign, Role::Gauge);
        }
    }
}

/// How much of `room` a figure fills where `all` fills it: something is more than nothing.
fn part(figure: u64, all: u64, room: u64) -> u64 {
    let full = u128::from(figure) * u128::from(room) / u128::from(all.max(1));
    let full = u64::try_from(full).unwrap_or(room).min(room);
    full.max(u64::from(figure > 0 && room > 0))
}

/// Rows below the line of zero: their share, at least one of each where there is something.
fn rows_below(floor: i64, roof: i64, rows: u16) -> u16 {
    if floor == 0 {
        return 0;
    }
    if roof == 0 || rows < 2 {
        return rows;
    }
    let (below, span) = (i128::from(-floor), i128::from(roof) - i128::from(floor));
    let share = (below * i128::from(rows) + span / 2) / span;
    u16::try_from(share).unwrap_or(rows).clamp(1, rows - 1)
}

/// As many figures as there is room for: of several days the last counts.
fn squeezed(figures: &[i64], room: usize) -> Vec<i64> {
    let many = figures.len().min(room).max(1);
    (1..=many)
        .filter_map(|at| figures.get((at * figures.len() / many).saturating_sub(1)))
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{rows_below, squeezed};

    #[test]
    fn what_is_missing_has_rows_of_its_own() {
        assert_eq!(rows_below(0, 40, 5), 0);
        assert_eq!(rows_below(-1, 400, 5), 1);
        assert_eq!(rows_below(-50, 50, 4), 2);
        assert_eq!(rows_below(-400, 1, 5), 4);
        assert_eq!(rows_below(-9, 0, 5), 5);
        assert_eq!(rows_below(-9, 9, 1), 1);
    }

    #[test]
    fn the_last_day_is_always_shown() {
        let figures: Vec<i64> = (1..=60).collect();
        for room in 1..80 {
            let shown = squeezed(&figures, room);
            assert_eq!(shown.len(), room.min(60));
            assert_eq!(shown.last(), Some(&60));
        }
        assert!(squeezed(&[], 5).is_empty());
    }
}
