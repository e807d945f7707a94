//! Tables: columns by rank, a heading, a row.

use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// Columns for the mark and the sign of alarm, with a blank behind them.
const SIGNS: u16 = 3;

/// How a column is laid out.
#[derive(Debug)]
pub struct Spec<C> {
    /// Which.
    pub column: C,
    /// Heading.
    pub title: &'static str,
    /// Columns of the terminal that it takes at least.
    pub width: u16,
    /// How much it may grow where there is room.
    pub grow: u16,
    /// Figures stand at the right.
    pub right: bool,
    /// The smallest stay when room is short.
    pub rank: u8,
}

/// A column with words.
pub const fn words<C>(column: C, title: &'static str, width: u16, grow: u16, rank: u8) -> Spec<C> {
    Spec {
        column,
        title,
        width,
        grow,
        right: false,
        rank,
    }
}

/// A column with figures.
pub const fn figures<C>(column: C, title: &'static str, width: u16, rank: u8) -> Spec<C> {
    Spec {
        column,
        title,
        width,
        grow: 0,
        right: true,
        rank,
    }
}

/// A column at its place.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a, C> {
    spec: &'a Spec<C>,
    x: u16,
    width: u16,
}

impl<C: Copy> Placed<'_, C> {
    /// Which column it is.
    pub fn column(&self) -> C {
        self.spec.column
    }

    /// Columns of the terminal that it has.
    pub fn width(&self) -> u16 {
        self.width
    }
}

/// Which columns fit into a list of this width, and where they stand. The one of the first rank is always there.
pub fn layout<'a, C>(width: u16, specs: impl Iterator<Item = &'a Spec<C>>) -> Vec<Placed<'a, C>> {
    // The last column belongs to the scroll bar.
    let room = width.saturating_sub(SIGNS + 1);
    let mut ranked: Vec<(usize, &Spec<C>)> = specs.enumerate().collect();
    ranked.sort_by_key(|(_, spec)| spec.rank);
    let mut used = 0;
    let mut chosen = Vec::new();
    for (place, spec) in ranked {
        let needed = spec.width + u16::from(used > 0);
        if used + needed <= room || chosen.is_empty() {
            used += needed;
            chosen.push((place, spec));
        }
    }
    chosen.sort_by_key(|(place, _)| *place);
    let mut spare = room.saturating_sub(used);
    let mut x = 0;
    let mut placed = Vec::new();
    for (_, spec) in chosen {
        let grown = spare.min(spec.grow);
        spare -= grown;
        let width = spec.width + grown;
        placed.push(Placed { spec, x, width });
        x += width + 1;
    }
    placed
}

/// Draws the titles.
pub fn heading<C>(pen: &mut Pen, area: Rect, columns: &[Placed<C>]) {
    for placed in columns {
        let x = area.x + SIGNS + placed.x;
        let room = placed.width.min(area.right().saturating_sub(x));
        if placed.spec.right {
            pen.put_right(x, area.y, room, placed.spec.title, Role::Label);
        } else {
            pen.put(x, area.y, room, placed.spec.title, Role::Label);
        }
    }
}

/// What stands before a row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lead {
    /// The look of the whole row, if it is the cursor's.
    pub cursor: Option<Role>,
    /// It is marked.
    pub marked: bool,
    /// Somebody should look.
    pub alarm: bool,
}

/// Draws a row.
pub fn row<C: Copy>(
    pen: &mut Pen,
    bar: Rect,
    columns: &[Placed<C>],
    lead: Lead,
    cell: impl Fn(C) -> (String, Role),
) {
    if let Some(role) = lead.cursor {
        pen.tint(bar, role);
    }
    let look = |role| lead.cursor.unwrap_or(role);
    if lead.marked {
        let sign = pen.signs().mark;
        pen.put(bar.x, bar.y, 1, sign, look(Role::Mark));
    }
    if lead.alarm {
        let sign = pen.signs().warn;
        pen.put(bar.x + 1, bar.y, 1, sign, look(Role::Bad));
    }
    for placed in columns {
        let (text, role) = cell(placed.spec.column);
        let x = bar.x + SIGNS + placed.x;
        let room = placed.width.min(bar.right().saturating_sub(x));
        if placed.spec.right {
            pen.put_right(x, bar.y, room, &text, look(role));
        } else {
            pen.put(x, bar.y, room, &text, look(role));
        }
    }
}

/// Draws a title and a sentence into an empty list.
pub fn empty(pen: &mut Pen, area: Rect, title: &str, text: &str) {
    let room = area.width.saturating_sub(4).min(70);
    let mut y = area.y + area.height / 3;
    if y < area.bottom() {
        pen.put(area.x + 2, y, room, title, Role::Title);
    }
    y += 1;
    for (line, y) in crate::screen::pen::wrapped(text, room)
        .iter()
        .zip(y..area.bottom())
    {
        pen.put(area.x + 2, y, room, line, Role::Dim);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_overlap_and_the_first_rank_stays() {
        let specs = [
            words('a', "A", 12, 4, 2),
            figures('b', "B", 5, 1),
            words('c', "C", 20, 10, 3),
        ];
        for width in 0..80 {
            let placed = layout(width, specs.iter());
            assert!(placed.iter().any(|p| p.spec.column == 'b'));
            let mut next = 0;
            for column in &placed {
                assert!(column.x >= next);
                next = column.x + column.width + 1;
            }
            assert!(placed.len() == 1 || next <= width.saturating_sub(SIGNS));
        }
    }
}
