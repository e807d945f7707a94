//! What the reordering rules propose, and the transfers that come of it.

use super::levels::LevelKey;
use crate::domain::ids::TransferNumber;
use crate::protocol::stock::{ProposalView, Replenish, TransferView};
use crate::screen::footer;
use crate::screen::listing::rows::{Row, Rows};
use crate::screen::listing::table::{self, Lead, Spec};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::{count, counted};
use ratatui::layout::Rect;
use std::collections::BTreeSet;

impl Row for ProposalView {
    type Key = LevelKey;
    fn key(&self) -> LevelKey {
        LevelKey {
            product: self.rule.sku.clone(),
            location: self.rule.location.clone(),
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Product,
    To,
    OnHand,
    Planned,
    Wanted,
    Bring,
    Short,
    From,
    Name,
}

static COLUMNS: [Spec<Column>; 9] = [
    table::words(Column::Product, "Product", 12, 10, 0),
    table::words(Column::To, "To", 8, 10, 3),
    table::figures(Column::OnHand, "There", 6, 2),
    table::figures(Column::Planned, "Coming", 6, 6),
    table::figures(Column::Wanted, "Wanted", 6, 5),
    table::figures(Column::Bring, "Bring", 6, 1),
    table::figures(Column::Short, "Short", 6, 4),
    table::words(Column::From, "From", 8, 8, 7),
    table::words(Column::Name, "Name", 14, 30, 8),
];

/// The proposals.
#[derive(Debug, Default)]
pub struct Proposals {
    /// The rows.
    pub rows: Rows<ProposalView>,
    /// The marked ones.
    pub marks: BTreeSet<LevelKey>,
    /// Goods go through transit, with a receipt.
    pub transit: bool,
    /// Transfers made here that have not left.
    pub made: Vec<TransferView>,
}

impl Proposals {
    /// The proposals came; marks of what is proposed no longer go.
    pub fn take(&mut self, all: Vec<ProposalView>) {
        self.rows.set(all);
        let keys: BTreeSet<LevelKey> = self.rows.all().iter().map(Row::key).collect();
        self.marks.retain(|key| keys.contains(key));
    }

    /// Open transfers came: of those made here, what left or was given up is over.
    pub fn know(&mut self, transfers: &[TransferView]) {
        self.made.retain_mut(|made| {
            let now = transfers.iter().find(|t| t.transfer == made.transfer);
            if let Some(now) = now {
                *made = now.clone();
            }
            now.is_some_and(super::transfers::is_planned)
        });
    }

    /// What the engine is asked to make: the marked ones, or all.
    pub fn request(&self) -> Replenish {
        let marked = self.marks.iter();
        Replenish {
            which: marked
                .map(|key| (key.product.clone(), key.location.clone()))
                .collect(),
            through_transit: self.transit,
            send: false,
        }
    }

    /// Transfers made here that have not left.
    pub fn to_send(&self) -> Vec<TransferNumber> {
        self.made.iter().map(|t| t.transfer).collect()
    }

    /// Marks or unmarks the one under the cursor.
    pub fn mark(&mut self) {
        if let Some(key) = self.rows.current().map(Row::key) {
            if !self.marks.remove(&key) {
                self.marks.insert(key);
            }
            self.rows.moved(crate::screen::command::Command::Down);
        }
    }

    /// Draws the list, and below it what was made and has not left.
    pub fn draw(&self, pen: &mut Pen, area: Rect) {
        let made = self.made_line();
        let below = u16::from(made.is_some() && area.height > 3);
        let list = Rect {
            height: area.height - below,
            ..area
        };
        if let (Some(text), 1) = (made, below) {
            let text = format!("{} {text}", pen.signs().work);
            pen.put(
                area.x + 1,
                list.bottom(),
                area.width - 1,
                &text,
                Role::Accent,
            );
        }
        let columns = table::layout(list.width, COLUMNS.iter());
        if self.rows.all().is_empty() {
            return self.draw_empty(pen, list);
        }
        table::heading(pen, list, &columns);
        for (index, row) in self.rows.visible() {
            let y = list.y + 1 + (index - self.rows.top()) as u16;
            if y >= list.bottom() {
                break;
            }
            let bar = Rect::new(list.x, y, list.width.saturating_sub(1), 1);
            let lead = Lead {
                cursor: (index == self.rows.index()).then_some(Role::Cursor),
                marked: self.marks.contains(&row.key()),
                alarm: row.shortfall > 0,
            };
            let dash = pen.signs().dash;
            table::row(pen, bar, &columns, lead, |column| cell(row, column, dash));
        }
        let rows = list.height.saturating_sub(1);
        let (top, all) = (self.rows.top() as u64, self.rows.all().len() as u64);
        let x = list.right().saturating_sub(1);
        pen.scroll_bar(x, list.y + 1, rows, top, u64::from(rows), all);
    }

    /// Whether a line below the list is needed.
    pub fn made_rows(&self) -> u16 {
        u16::from(!self.made.is_empty())
    }

    fn made_line(&self) -> Option<String> {
        let numbers: Vec<String> = self.made.iter().map(|t| t.transfer.to_string()).collect();
        let pieces: u64 = self
            .made
            .iter()
            .flat_map(|t| &t.lines)
            .map(|l| u64::from(l.quantity))
            .sum();
        let (first, last) = (numbers.first()?, numbers.last()?);
        let named = if first == last {
            first.clone()
        } else {
            format!("{} transfers, {first} to {last}", numbers.len())
        };
        Some(format!(
            "{named} planned: {}. s lets go.",
            counted(pieces, "piece")
        ))
    }

    fn draw_empty(&self, pen: &mut Pen, area: Rect) {
        let (title, text) = if self.rows.is_read() {
            (
                "Nothing is to be replenished.",
                "Every location with a reordering rule holds its minimum, with what is on its way. Rules say what to hold where.",
            )
        } else {
            ("Reading what the rules propose …", "")
        };
        table::empty(pen, area, title, text);
    }

    /// Draws the proposal under the cursor in full.
    pub fn draw_detail(&self, pen: &mut Pen, area: Rect) {
        let Some(row) = self.rows.current() else {
            return;
        };
        let mut fields = vec![
            ("Product", format!("{} {}", row.rule.sku, row.rule.name)),
            ("To", row.rule.location.clone()),
            ("From", row.rule.source.clone()),
            (
                "There",
                format!("{}, {} coming", row.rule.on_hand, row.rule.planned),
            ),
            ("Wanted", row.wanted.to_string()),
            ("Bring", row.quantity.to_string()),
            ("Rule", super::rules::in_words(&row.rule)),
        ];
        if row.shortfall > 0 {
            let text = format!("{} pieces: {} has no more", row.shortfall, row.rule.source);
            fields.push(("Short", text));
        }
        crate::screen::listing::split::draw_fields(pen, area, &fields);
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        if !self.rows.is_read() {
            return;
        }
        let dot = pen.signs().dot;
        let all = self.rows.all().len() as u64;
        let mut left = vec![(counted(all, "proposal"), Role::Text)];
        if !self.marks.is_empty() {
            let text = format!(" {dot} {} marked", count(self.marks.len() as u64));
            left.push((text, Role::Mark));
        }
        let short = self.rows.all().iter().filter(|r| r.shortfall > 0).count();
        if short > 0 {
            let text = format!(" {dot} {} {short} short", pen.signs().warn);
            left.push((text, Role::Warn));
        }
        let way = if self.transit {
            "through transit"
        } else {
            "direct"
        };
        footer::draw_status(pen, line, &left, way);
    }
}

fn cell(row: &ProposalView, column: Column, dash: &str) -> (String, Role) {
    let rule = &row.rule;
    match column {
        Column::Product => (rule.sku.clone(), Role::Title),
        Column::Name => (rule.name.clone(), Role::Dim),
        Column::To => (rule.location.clone(), Role::Text),
        Column::From => (rule.source.clone(), Role::Dim),
        Column::OnHand if rule.on_hand < 0 => (rule.on_hand.to_string(), Role::Bad),
        Column::OnHand => (rule.on_hand.to_string(), Role::Text),
        Column::Planned if rule.planned == 0 => (dash.to_owned(), Role::Dim),
        Column::Planned => (rule.planned.to_string(), Role::Text),
        Column::Wanted => (row.wanted.to_string(), Role::Text),
        Column::Bring => (row.quantity.to_string(), Role::Accent),
        Column::Short if row.shortfall == 0 => (dash.to_owned(), Role::Dim),
        Column::Short => (row.shortfall.to_string(), Role::Warn),
    }
}
