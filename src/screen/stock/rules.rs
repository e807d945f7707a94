//! Reordering rules: what a location is to hold of a product.

use super::levels::LevelKey;
use crate::protocol::stock::{NewRule, RuleView};
use crate::screen::footer;
use crate::screen::listing::rows::{Row, Rows};
use crate::screen::listing::table::{self, Lead, Spec};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::counted;
use ratatui::layout::Rect;

impl Row for RuleView {
    type Key = LevelKey;
    fn key(&self) -> LevelKey {
        LevelKey {
            product: self.sku.clone(),
            location: self.location.clone(),
        }
    }
}

/// A rule as a sentence.
pub fn in_words(rule: &RuleView) -> String {
    let packs = match rule.multiple {
        0 | 1 => String::new(),
        many => format!(" in packs of {many}"),
    };
    let by_itself = if rule.automatic { ", by itself" } else { "" };
    format!(
        "Below {} up to {}{packs} from {}{by_itself}.",
        rule.minimum, rule.maximum, rule.source
    )
}

/// A rule to begin with: the one that is there, or one that says nothing yet.
pub fn draft(key: &LevelKey, rules: &[RuleView]) -> NewRule {
    let known = rules.iter().find(|rule| rule.key() == *key);
    NewRule {
        product: key.product.clone(),
        location: key.location.clone(),
        minimum: known.map_or(0, |rule| rule.minimum),
        maximum: known.map_or(0, |rule| rule.maximum),
        multiple: known.map_or(1, |rule| rule.multiple.max(1)),
        source: known.map(|rule| rule.source.clone()),
        automatic: known.is_some_and(|rule| rule.automatic),
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Product,
    Location,
    Minimum,
    Maximum,
    Multiple,
    OnHand,
    Planned,
    Source,
    Automatic,
    Name,
}

static COLUMNS: [Spec<Column>; 10] = [
    table::words(Column::Product, "Product", 12, 10, 0),
    table::words(Column::Location, "At", 8, 10, 3),
    table::figures(Column::Minimum, "Min", 5, 1),
    table::figures(Column::Maximum, "Max", 5, 2),
    table::figures(Column::Multiple, "Packs", 5, 6),
    table::figures(Column::OnHand, "There", 6, 4),
    table::figures(Column::Planned, "Coming", 6, 7),
    table::words(Column::Source, "From", 8, 10, 5),
    table::words(Column::Automatic, "Itself", 6, 0, 8),
    table::words(Column::Name, "Name", 14, 30, 9),
];

/// The rules.
#[derive(Debug, Default)]
pub struct Rules {
    /// The rows.
    pub rows: Rows<RuleView>,
}

impl Rules {
    /// Draws the list.
    pub fn draw(&self, pen: &mut Pen, area: Rect) {
        if self.rows.all().is_empty() {
            let (title, text) = if self.rows.is_read() {
                (
                    "There is no reordering rule yet.",
                    "A rule says how much a location is to hold of a product. Make one on the levels, with r.",
                )
            } else {
                ("Reading the rules …", "")
            };
            return table::empty(pen, area, title, text);
        }
        let columns = table::layout(area.width, COLUMNS.iter());
        table::heading(pen, area, &columns);
        for (index, row) in self.rows.visible() {
            let y = area.y + 1 + (index - self.rows.top()) as u16;
            if y >= area.bottom() {
                break;
            }
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            let lead = Lead {
                cursor: (index == self.rows.index()).then_some(Role::Cursor),
                marked: false,
                alarm: row.on_hand + row.planned < i64::from(row.minimum),
            };
            table::row(pen, bar, &columns, lead, |column| cell(row, column));
        }
        let rows = area.height.saturating_sub(1);
        let (top, all) = (self.rows.top() as u64, self.rows.all().len() as u64);
        let x = area.right().saturating_sub(1);
        pen.scroll_bar(x, area.y + 1, rows, top, u64::from(rows), all);
    }

    /// Draws the rule under the cursor in full.
    pub fn draw_detail(&self, pen: &mut Pen, area: Rect) {
        if let Some(row) = self.rows.current() {
            let fields = [
                ("Product", format!("{} {}", row.sku, row.name)),
                ("At", row.location.clone()),
                ("Rule", in_words(row)),
                ("There", format!("{}, {} coming", row.on_hand, row.planned)),
            ];
            crate::screen::listing::split::draw_fields(pen, area, &fields);
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        if self.rows.is_read() {
            let all = self.rows.all().len() as u64;
            let left = vec![(counted(all, "rule"), Role::Text)];
            footer::draw_status(pen, line, &left, "");
        }
    }
}

fn cell(row: &RuleView, column: Column) -> (String, Role) {
    let below = row.on_hand < i64::from(row.minimum);
    match column {
        Column::Product => (row.sku.clone(), Role::Title),
        Column::Name => (row.name.clone(), Role::Dim),
        Column::Location => (row.location.clone(), Role::Text),
        Column::Minimum => (row.minimum.to_string(), Role::Text),
        Column::Maximum => (row.maximum.to_string(), Role::Text),
        Column::Multiple => (row.multiple.to_string(), Role::Dim),
        Column::OnHand if below => (row.on_hand.to_string(), Role::Warn),
        Column::OnHand => (row.on_hand.to_string(), Role::Text),
        Column::Planned => (row.planned.to_string(), Role::Dim),
        Column::Source => (row.source.clone(), Role::Dim),
        Column::Automatic => {
            let text = if row.automatic { "yes" } else { "no" };
            (text.to_owned(), Role::Dim)
        }
    }
}
