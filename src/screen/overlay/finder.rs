//! Help and the palette: commands with their keys, narrowed down by typing.

use super::{After, first_visible, middle, moved};
use crate::screen::command::Command;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

/// A command as listed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The command; a heading has none.
    pub command: Option<Command>,
    /// Its keys, for people.
    pub keys: String,
    /// What it does, or the heading.
    pub text: String,
    /// Why it can't be done now.
    pub reason: Option<String>,
}

/// The list.
#[derive(Debug)]
pub struct Finder {
    title: &'static str,
    entries: Vec<Entry>,
    input: Input,
    at: usize,
    runs: bool,
}

impl Finder {
    /// The keys that work here, under their headings.
    pub fn help(entries: Vec<Entry>) -> Finder {
        Finder {
            title: "Keys that work here",
            entries,
            input: Input::default(),
            at: 0,
            runs: false,
        }
    }

    /// All commands.
    pub fn palette(entries: Vec<Entry>) -> Finder {
        Finder {
            title: "Commands",
            entries,
            input: Input::default(),
            at: 0,
            runs: true,
        }
    }

    /// The entries that fit what was typed, the best first.
    fn found(&self) -> Vec<&Entry> {
        let typed = self.input.value().trim().to_lowercase();
        if typed.is_empty() {
            return self.entries.iter().collect();
        }
        let mut found: Vec<(u32, &Entry)> = self
            .entries
            .iter()
            .filter(|e| e.command.is_some())
            .filter_map(|e| Some((score(e, &typed)?, e)))
            .collect();
        found.sort_by_key(|(score, _)| *score);
        found.into_iter().map(|(_, e)| e).collect()
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command) -> After {
        let len = self.found().len();
        if let Some(at) = moved(self.at, len, 10, command) {
            self.at = at;
            return After::Stay;
        }
        match command {
            Command::Cancel => After::Close,
            Command::Accept if self.runs => match self.found().get(self.at) {
                Some(Entry {
                    command: Some(command),
                    reason: None,
                    ..
                }) => After::Run(*command),
                _ => After::Stay,
            },
            Command::Accept => After::Close,
            _ => After::Ignored,
        }
    }

    /// Text is typed.
    pub fn edit(&mut self, request: InputRequest) {
        self.input.handle(request);
        self.at = 0;
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let found = self.found();
        let rows = (found.len() as u16).clamp(6, body.height.saturating_sub(4).max(6));
        let area = middle(body, 78, rows.saturating_add(4));
        let inner = pen.boxed(area, self.title, Role::LineFocus);
        let lead = if self.runs { ": " } else { "/ " };
        let x = inner.x + 1;
        let used = pen.put(x, inner.y, 2, lead, Role::Key);
        let room = inner.width.saturating_sub(4);
        super::form_fields::draw_input(pen, x + used, inner.y, room, &self.input, false);
        if self.input.value().is_empty() {
            let text = "type to find";
            pen.put(x + used + 1, inner.y, room, text, Role::Dim);
        }
        let rows = usize::from(inner.height.saturating_sub(2));
        let top = first_visible(self.at, found.len(), rows);
        let list = inner.y + 2;
        if found.is_empty() && rows > 0 {
            pen.put(x, list, room, "Nothing is called that.", Role::Dim);
        }
        let keys_wide = 14.min(inner.width / 3);
        for (index, entry) in found.iter().enumerate().skip(top).take(rows) {
            let y = list + (index - top) as u16;
            let on = index == self.at;
            let bar = Rect::new(inner.x, y, inner.width, 1);
            if on {
                pen.tint(bar, Role::Cursor);
            }
            let role = |role| if on { Role::Cursor } else { role };
            if entry.command.is_none() {
                pen.put(x, y, room, &entry.text, role(Role::Title));
                continue;
            }
            pen.put(x, y, keys_wide - 1, &entry.keys, role(Role::Key));
            let at = x + keys_wide;
            let room = inner.right().saturating_sub(at + 1);
            let brief = entry.command.and_then(Command::verb).map(|v| v.short);
            let text = match brief {
                Some(brief) if width(&entry.text) > room => brief,
                _ => &entry.text,
            };
            match &entry.reason {
                Some(reason) => {
                    let used = pen.put(at, y, room, text, role(Role::Dim));
                    let reason = format!("  {reason}");
                    let left = room.saturating_sub(used);
                    pen.put(
                        at + used,
                        y,
                        left.min(width(&reason)),
                        &reason,
                        role(Role::Warn),
                    );
                }
                None => {
                    pen.put(at, y, room, text, role(Role::Text));
                }
            }
        }
        if area.width > 0 && rows > 0 {
            let (top, all) = (top as u64, found.len() as u64);
            pen.scroll_bar(area.right() - 1, list, rows as u16, top, rows as u64, all);
        }
    }
}

/// How well an entry fits: words at their beginnings first, then anywhere, then the letters in this order.
fn score(entry: &Entry, typed: &str) -> Option<u32> {
    let id = entry.command.and_then(Command::verb).map_or("", |v| v.id);
    let text = format!("{} {id}", entry.text).to_lowercase();
    if text.starts_with(typed) {
        return Some(0);
    }
    if typed.split_whitespace().all(|word| {
        text.split([' ', '.', ',', '-'])
            .any(|t| t.starts_with(word))
    }) {
        return Some(1);
    }
    if text.contains(typed) {
        return Some(2);
    }
    let mut letters = id.chars();
    let spread = typed
        .chars()
        .filter(|c| *c != ' ')
        .all(|wanted| letters.any(|c| c == wanted));
    (spread && typed.len() > 1).then_some(3)
}
