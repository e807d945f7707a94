//! Drawing a list that is here as a whole.

use super::rows::{Row, Rows};
use super::table::{self, Lead, Spec};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// Draws the titles, the visible rows with the cursor, and the scroll bar. `lead` says whether a row is marked, and whether
/// somebody should look at it.
pub fn rows<'a, R: Row, C: Copy + 'a>(
    pen: &mut Pen,
    area: Rect,
    rows: &Rows<R>,
    specs: impl Iterator<Item = &'a Spec<C>>,
    lead: impl Fn(&R) -> (bool, bool),
    cell: impl Fn(&R, C) -> (String, Role),
) {
    let columns = table::layout(area.width, specs);
    table::heading(pen, area, &columns);
    for (index, row) in rows.visible() {
        let y = area.y + 1 + (index - rows.top()) as u16;
        if y >= area.bottom() {
            break;
        }
        let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
        let (marked, alarm) = lead(row);
        let lead = Lead {
            cursor: (index == rows.index()).then_some(Role::Cursor),
            marked,
            alarm,
        };
        table::row(pen, bar, &columns, lead, |column| cell(row, column));
    }
    if area.width > 0 {
        let height = area.height.saturating_sub(1);
        let (top, all) = (rows.top() as u64, rows.all().len() as u64);
        let x = area.right() - 1;
        pen.scroll_bar(x, area.y + 1, height, top, u64::from(height), all);
    }
}
