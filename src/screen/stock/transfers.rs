//! Transfers: what is planned, under way, over.

use super::wanted::Wanted;
use crate::domain::ids::TransferNumber;
use crate::domain::moment::Moment;
use crate::domain::transfer::TransferState;
use crate::protocol::Request;
use crate::protocol::stock::{StockRequest, TransferView};
use crate::screen::context::Hand;
use crate::screen::footer;
use crate::screen::listing::rows::{Row, Rows};
use crate::screen::listing::table::{self, Lead, Spec};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::{counted, plain};
use ratatui::layout::Rect;

/// Transfers asked for at most.
const LIMIT: u32 = 500;

impl Row for TransferView {
    type Key = TransferNumber;
    fn key(&self) -> TransferNumber {
        self.transfer
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Number,
    State,
    From,
    To,
    Products,
    Pieces,
    Arrived,
    Way,
    Created,
    By,
}

static COLUMNS: [Spec<Column>; 10] = [
    table::words(Column::Number, "Transfer", 8, 2, 0),
    table::words(Column::State, "State", 10, 0, 1),
    table::words(Column::From, "From", 9, 10, 4),
    table::words(Column::To, "To", 9, 10, 3),
    table::figures(Column::Products, "Goods", 5, 6),
    table::figures(Column::Pieces, "Pcs", 6, 2),
    table::figures(Column::Arrived, "Came", 6, 5),
    table::words(Column::Way, "Way", 7, 0, 7),
    table::words(Column::Created, "Planned", 12, 0, 8),
    table::words(Column::By, "By", 8, 10, 9),
];

/// The transfers.
#[derive(Debug, Default)]
pub struct Transfers {
    /// The rows.
    pub rows: Rows<TransferView>,
    /// Also those that are over.
    pub all: bool,
}

/// Whether nothing of it has left.
pub fn is_planned(transfer: &TransferView) -> bool {
    transfer.state == TransferState::Planned
}

impl Transfers {
    /// Asks for them.
    pub fn ask(&self, hand: &mut Hand) {
        let request = StockRequest::Transfers {
            open: !self.all,
            limit: LIMIT,
        };
        hand.desk
            .ask(Wanted::Transfers.into(), Request::Stock(request));
    }

    /// Draws the list.
    pub fn draw(&self, pen: &mut Pen, area: Rect, now: Moment) {
        let columns = table::layout(area.width, COLUMNS.iter());
        if self.rows.all().is_empty() {
            let (title, text) = match (self.rows.is_read(), self.all) {
                (false, _) => ("Reading the transfers …", ""),
                (_, true) => (
                    "There were no transfers yet.",
                    "Reordering rules propose them; a quantity can be brought elsewhere by hand too.",
                ),
                (_, false) => (
                    "No transfer is open.",
                    "Nothing is planned and nothing is under way.",
                ),
            };
            return table::empty(pen, area, title, text);
        }
        table::heading(pen, area, &columns);
        for (index, row) in self.rows.visible() {
            let y = area.y + 1 + (index - self.rows.top()) as u16;
            if y >= area.bottom() {
                break;
            }
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            let lead = Lead {
                cursor: (index == self.rows.index()).then_some(Role::Cursor),
                ..Lead::default()
            };
            let words = pen.look.words;
            table::row(pen, bar, &columns, lead, |column| match column {
                Column::Created => (words.column_time(row.created_at, now), Role::Dim),
                column => cell(row, column),
            });
        }
        let rows = area.height.saturating_sub(1);
        let (top, all) = (self.rows.top() as u64, self.rows.all().len() as u64);
        let x = area.right().saturating_sub(1);
        pen.scroll_bar(x, area.y + 1, rows, top, u64::from(rows), all);
    }

    /// Draws the goods of the transfer under the cursor.
    pub fn draw_detail(&self, pen: &mut Pen, area: Rect) {
        let Some(row) = self.rows.current() else {
            return;
        };
        let room = area.width.saturating_sub(2);
        let through = row
            .through
            .as_deref()
            .map_or(String::new(), |place| format!(" through {place}"));
        let head = format!("{}: {} -> {}{through}", row.transfer, row.from, row.to);
        let mut y = area.y;
        for line in crate::screen::pen::wrapped(&head, room) {
            if y < area.bottom() {
                pen.put(area.x + 1, y, room, &line, Role::Title);
                y += 1;
            }
        }
        for (line, y) in row.lines.iter().zip(y..area.bottom()) {
            let mut parts = vec![format!("{:>6}  {}", line.quantity, line.sku)];
            if line.received > 0 {
                parts.push(format!("{} came", line.received));
            }
            if line.short > 0 {
                parts.push(format!("{} will not come", line.short));
            }
            if row.state == TransferState::InTransit && line.open > 0 {
                parts.push(format!("{} under way", line.open));
            }
            if is_planned(row) && !line.bin.is_empty() {
                parts.push(format!("bin {}", line.bin));
            }
            let text = parts.join(", ");
            let role = if line.short > 0 {
                Role::Warn
            } else {
                Role::Text
            };
            let used = pen.put(area.x + 1, y, room, &text, role);
            if used + 3 < room {
                let name = format!("  {}", line.name);
                pen.put(area.x + 1 + used, y, room - used, &name, Role::Dim);
            }
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        if !self.rows.is_read() {
            return;
        }
        let what = if self.all {
            "transfer"
        } else {
            "open transfer"
        };
        let left = vec![(counted(self.rows.all().len() as u64, what), Role::Text)];
        footer::draw_status(pen, line, &left, "");
    }
}

fn cell(row: &TransferView, column: Column) -> (String, Role) {
    let sum = |of: fn(&crate::protocol::stock::TransferLineView) -> u32| -> u64 {
        row.lines.iter().map(|line| u64::from(of(line))).sum()
    };
    match column {
        Column::Number => (row.transfer.to_string(), Role::Title),
        Column::State => {
            let role = match row.state {
                TransferState::Planned | TransferState::InTransit => Role::Accent,
                TransferState::Done => Role::Good,
                TransferState::Cancelled => Role::Dim,
            };
            (plain(row.state.as_str()), role)
        }
        Column::From => (row.from.clone(), Role::Text),
        Column::To => (row.to.clone(), Role::Text),
        Column::Products => (row.lines.len().to_string(), Role::Dim),
        Column::Pieces => (sum(|l| l.quantity).to_string(), Role::Text),
        Column::Arrived => (sum(|l| l.received).to_string(), Role::Text),
        Column::Way => {
            let way = if row.through.is_some() {
                "transit"
            } else {
                "direct"
            };
            (way.to_owned(), Role::Dim)
        }
        Column::Created => (String::new(), Role::Dim),
        Column::By => (row.by.clone(), Role::Dim),
    }
}
