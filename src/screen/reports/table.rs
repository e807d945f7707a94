//! The list of figures: columns, rows with a picture in each, and the sums below.

use super::Reports;
use super::chart;
use super::lines::Line;
use super::measure::Measure;
use crate::domain::money::Currency;
use crate::domain::sales_report::figures::change;
use crate::domain::sales_report::{Figures, SalesTotal};
use crate::screen::listing::table::{self, Lead, Placed, Spec};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Label,
    Figure(Measure),
    Currency,
    Before,
    Change,
    Picture,
}

/// So many sums are shown below the list at most.
const MOST_TOTALS: u16 = 3;
/// And as many on a high screen.
const MOST_TOTALS_HIGH: u16 = 9;

impl Reports {
    /// Rows that the sums take.
    pub(super) fn total_rows(&self) -> u16 {
        let all = self.listed.len() as u16;
        let room = self.split().list.height;
        match room {
            0..6 => 0,
            6..12 => all.min(1),
            12..30 => all.min(MOST_TOTALS),
            _ => all.min(MOST_TOTALS_HIGH),
        }
    }

    fn columns(&self, narrow: bool) -> Vec<Spec<Column>> {
        let Some(main) = &self.main else {
            return Vec::new();
        };
        let several = self.listed.len() > 1;
        let compared = main.before.is_some();
        let measure = self.choosing.measure;
        let mut columns = vec![table::words(
            Column::Label,
            main.by.first().title(),
            if narrow { 10 } else { 12 },
            16,
            0,
        )];
        for (nth, shown) in [
            Measure::Orders,
            Measure::Units,
            Measure::Untaxed,
            Measure::Total,
            Measure::Average,
            Measure::Delivered,
            Measure::Invoiced,
        ]
        .into_iter()
        .enumerate()
        {
            let wide = match shown {
                Measure::Orders | Measure::Units => 7,
                Measure::Average | Measure::Delivered => 10,
                _ => 13,
            };
            let rank = match shown {
                _ if shown == measure => 1,
                Measure::Total => 5,
                Measure::Orders => 6,
                _ => 7 + nth as u8,
            };
            columns.push(table::figures(
                Column::Figure(shown),
                shown.title(),
                wide,
                rank,
            ));
        }
        if several {
            columns.push(table::words(Column::Currency, "Cur", 3, 0, 2));
        }
        if compared {
            columns.push(table::figures(Column::Before, "Before", 13, 7));
            columns.push(table::figures(Column::Change, "Change", 8, 3));
        }
        columns.push(table::words(Column::Picture, "", 12, 30, 4));
        columns
    }

    /// Draws the list with its sums.
    pub(super) fn draw_list(&self, pen: &mut Pen, area: Rect) {
        if self.lines.all().is_empty() || self.refused.is_some() {
            return self.draw_empty(pen, area);
        }
        let specs = self.columns(area.width < 60);
        let columns = table::layout(area.width, specs.iter());
        table::heading(pen, area, &columns);
        let totals = self.total_rows();
        let rows = area.height.saturating_sub(1 + totals);
        for (index, line) in self.lines.visible() {
            let y = area.y + 1 + (index - self.lines.top()) as u16;
            if y > area.y + rows {
                break;
            }
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            let lead = Lead {
                cursor: (index == self.lines.index()).then_some(Role::Cursor),
                ..Lead::default()
            };
            self.draw_line(pen, bar, &columns, lead, line);
        }
        let (top, shown) = (self.lines.top() as u64, u64::from(rows));
        let x = area.right().saturating_sub(1);
        pen.scroll_bar(
            x,
            area.y + 1,
            rows,
            top,
            shown,
            self.lines.all().len() as u64,
        );
        self.draw_totals(pen, area, &columns, totals);
    }

    fn draw_line(
        &self,
        pen: &mut Pen,
        bar: Rect,
        columns: &[Placed<Column>],
        lead: Lead,
        line: &Line,
    ) {
        let measure = self.choosing.measure;
        let room = columns
            .iter()
            .find(|placed| placed.column() == Column::Picture)
            .map_or(0, |placed| usize::from(placed.width()));
        let picture = match line.course.is_empty() {
            false => chart::spark(pen, &line.course, room),
            true => chart::bar(pen, measure.size(&line.figures), line.roof, room),
        };
        let dash = pen.signs().dash;
        table::row(pen, bar, columns, lead, |column| match column {
            Column::Label if line.within => (format!("  {}", line.label), Role::Dim),
            Column::Label => (line.label.clone(), Role::Text),
            Column::Picture if line.within => (picture.clone(), Role::Dim),
            Column::Picture => (picture.clone(), Role::Gauge),
            column => figure(
                column,
                (&line.figures, line.before.as_ref()),
                line.key.currency,
                measure,
                dash,
            ),
        });
        let fold = match line.unfolded {
            Some(true) => "-",
            Some(false) => "+",
            None => "",
        };
        let role = lead.cursor.unwrap_or(Role::Key);
        pen.put(bar.x + 1, bar.y, 1, fold, role);
    }

    fn draw_totals(&self, pen: &mut Pen, area: Rect, columns: &[Placed<Column>], rows: u16) {
        let Some(main) = &self.main else {
            return;
        };
        let listed = &self.listed;
        let totals: Vec<&SalesTotal> = main
            .totals
            .iter()
            .filter(|total| listed.contains(&total.currency))
            .collect();
        let dash = pen.signs().dash;
        for (total, nth) in totals.iter().zip(0..rows) {
            let y = area.bottom() - rows + nth;
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            table::row(pen, bar, columns, Lead::default(), |column| match column {
                Column::Label => ("Total".to_owned(), Role::Title),
                Column::Picture => (String::new(), Role::Text),
                column => {
                    let both = (&total.figures, total.before.as_ref());
                    let (text, role) =
                        figure(column, both, total.currency, self.choosing.measure, dash);
                    let role = if role == Role::Text {
                        Role::Title
                    } else {
                        role
                    };
                    (text, role)
                }
            });
        }
    }

    fn draw_empty(&self, pen: &mut Pen, area: Rect) {
        let (title, text) = match (&self.refused, &self.main) {
            (Some(why), _) => ("There is no report.", why.as_str()),
            (None, None) => (
                "Adding up the sales …",
                "Right after a start the engine reads its orders first.",
            ),
            (None, Some(_)) => (
                "Nothing was sold in these days.",
                "Choose other days with p, or fewer conditions.",
            ),
        };
        table::empty(pen, area, title, text);
    }
}

fn figure(
    column: Column,
    (now, before): (&Figures, Option<&Figures>),
    currency: Currency,
    measure: Measure,
    dash: &str,
) -> (String, Role) {
    match column {
        Column::Figure(shown) => {
            let role = if shown == measure {
                Role::Text
            } else {
                Role::Dim
            };
            (shown.text(now, currency, dash), role)
        }
        Column::Currency => (currency.to_string(), Role::Dim),
        Column::Before => {
            let text = before.map_or_else(String::new, |b| measure.text(b, currency, dash));
            (text, Role::Dim)
        }
        Column::Change => {
            let both = measure.of(now).zip(before.and_then(|b| measure.of(b)));
            let Some((now, before)) = both else {
                return (dash.to_owned(), Role::Dim);
            };
            let text = match change(now, before) {
                // More than that is no comparison any more.
                Some(text) if text.len() > 7 => ">999%".to_owned(),
                Some(text) => text,
                None => "new".to_owned(),
            };
            let role = match now.cmp(&before) {
                std::cmp::Ordering::Less => Role::Warn,
                std::cmp::Ordering::Greater => Role::Good,
                std::cmp::Ordering::Equal => Role::Dim,
            };
            (text, role)
        }
        Column::Label | Column::Picture => (String::new(), Role::Text),
    }
}
