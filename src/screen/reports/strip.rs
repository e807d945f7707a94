//! The line above the list that says what is chosen, with the keys that change it.

use super::Reports;
use crate::screen::command::Command;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

impl Reports {
    /// Draws the line; `key` says which key does something here.
    pub(super) fn draw_strip(
        &self,
        pen: &mut Pen,
        line: Rect,
        key: &dyn Fn(Command) -> Option<String>,
    ) {
        let chosen = &self.choosing;
        // What is not chosen says what could be.
        let or = |text: Option<String>, name: &str| match text {
            Some(text) => (text, true),
            None => (name.to_owned(), false),
        };
        let pieces = [
            (
                Command::ReportBy,
                (format!("by {}", chosen.first.title()), true),
            ),
            (
                Command::ReportAnd,
                or(
                    chosen.second.map(|d| format!("and {}", d.title())),
                    "and by",
                ),
            ),
            (Command::ReportPeriod, (chosen.days.to_string(), true)),
            (
                Command::ReportMeasure,
                (chosen.measure.title().to_owned(), true),
            ),
            (
                Command::ReportChannel,
                or(chosen.channel.map(|c| c.to_string()), "channel"),
            ),
            (Command::ReportOnly, or(chosen.only(), "only")),
            (
                Command::ReportCompare,
                or(chosen.compare.then(|| "compared".to_owned()), "compare"),
            ),
        ];
        let keys: Vec<String> = pieces
            .iter()
            .map(|(command, _)| key(*command).unwrap_or_default())
            .collect();
        let full: u16 = pieces
            .iter()
            .zip(&keys)
            .map(|((_, (text, _)), key)| width(text) + width(key) + 3)
            .sum();
        // Where there is no room, what is not chosen is left out, and then the keys.
        let brief = full > line.width;
        let set: u16 = pieces
            .iter()
            .zip(&keys)
            .filter(|((_, (_, on)), _)| *on)
            .map(|((_, (text, _)), key)| width(text) + width(key) + 3)
            .sum();
        let keyless = set > line.width;
        let mut x = line.x + 1;
        for ((_, (text, on)), key) in pieces.iter().zip(&keys) {
            if brief && !on {
                continue;
            }
            if !keyless && !key.is_empty() {
                let room = line.right().saturating_sub(x);
                x += pen.put(x, line.y, room, key, Role::Key) + 1;
            }
            let room = line.right().saturating_sub(x);
            let role = if *on { Role::Text } else { Role::Dim };
            x += pen.put(x, line.y, room, text, role) + 2;
        }
    }
}
