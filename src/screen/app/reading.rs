//! What there is to read: messages so far, what needs attention.

use super::App;
use crate::protocol::accounts::AccountCheck;
use crate::screen::footer::level_sign;
use crate::screen::overlay::{Overlay, Reader};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl App {
    pub(super) fn show_messages(&mut self) {
        let mut frame = Buffer::empty(Rect::ZERO);
        let pen = Pen::new(&mut frame, &self.look);
        let lines = self
            .toasts
            .history()
            .iter()
            .rev()
            .map(|toast| {
                let (sign, role) = level_sign(&pen, toast.level);
                let role = if role == Role::Good { Role::Text } else { role };
                let time = self.look.words.time(toast.at);
                (format!("{time} {sign} {}", toast.text), role)
            })
            .collect::<Vec<_>>();
        let lines = if lines.is_empty() {
            vec![("No messages yet.".to_owned(), Role::Dim)]
        } else {
            lines
        };
        self.toasts.dismiss();
        self.overlays
            .push(Overlay::Reader(Reader::new("Messages", lines)));
    }

    pub(super) fn show_problems(&mut self) {
        let mut lines: Vec<(String, Role)> = Vec::new();
        let warn = self.look.signs.warn;
        if let Some(status) = &self.facts.status {
            let problems = status.problems.iter();
            lines.extend(problems.map(|p| (format!("{warn} {}", p.message), Role::Warn)));
        }
        for account in self.facts.active() {
            if let Some(problem) = &account.problem {
                lines.push((format!("{warn} {}: {problem}", account.name), Role::Bad));
            }
        }
        if lines.is_empty() {
            lines.push(("Nothing needs attention.".to_owned(), Role::Good));
        }
        self.overlays
            .push(Overlay::Reader(Reader::new("What needs attention", lines)));
    }

    pub(super) fn show_check(&mut self, check: &AccountCheck) {
        self.dirty = true;
        let mut frame = Buffer::empty(Rect::ZERO);
        let pen = Pen::new(&mut frame, &self.look);
        let mut lines: Vec<(String, Role)> = check
            .findings
            .iter()
            .map(|finding| {
                let (sign, role) = level_sign(&pen, finding.level);
                (
                    format!("{sign} {}: {}", finding.check, finding.message),
                    role,
                )
            })
            .collect();
        if lines.is_empty() {
            lines.push(("Nothing was found.".to_owned(), Role::Dim));
        }
        let verdict = if check.ok { "all well" } else { "not well" };
        let title = format!("{}: {verdict}", check.name);
        self.overlays
            .push(Overlay::Reader(Reader::new(title, lines)));
    }
}
