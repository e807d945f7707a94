//! What a scan or a key led to: a banner across the screen, the last scans, and codes that nobody knew.

use crate::screen::pen::{Pen, width, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;
use std::collections::VecDeque;

/// Scans that stay listed.
const LISTED: usize = 5;
/// Unknown codes that are kept for being assigned.
const KEPT: usize = 20;

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Accepted.
    Good,
    /// Done, but worth a look.
    Warn,
    /// Refused.
    Bad,
    /// Still under way.
    Note,
}

/// The banner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// How it went.
    pub tone: Tone,
    /// In a few words.
    pub head: String,
    /// As a sentence.
    pub detail: String,
}

/// A scan and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// How it went.
    pub tone: Tone,
    /// The code.
    pub code: String,
    /// What it meant.
    pub meant: String,
}

/// All of it.
#[derive(Debug, Default)]
pub struct Feedback {
    banner: Option<Banner>,
    recent: VecDeque<Recent>,
    unknown: Vec<String>,
}

impl Feedback {
    /// The banner now.
    pub fn banner(&self) -> Option<&Banner> {
        self.banner.as_ref()
    }

    /// Shows a banner.
    pub fn show(&mut self, tone: Tone, head: impl Into<String>, detail: impl Into<String>) {
        self.banner = Some(Banner {
            tone,
            head: head.into(),
            detail: detail.into(),
        });
    }

    /// Adds a sentence to the banner.
    pub fn add(&mut self, more: &str) {
        if let Some(banner) = &mut self.banner {
            if !banner.detail.is_empty() {
                banner.detail.push(' ');
            }
            banner.detail.push_str(more);
        }
    }

    /// Takes the banner away; says whether there was one.
    pub fn dismiss(&mut self) -> bool {
        self.banner.take().is_some()
    }

    /// Lists a scan.
    pub fn list(&mut self, tone: Tone, code: &str, meant: impl Into<String>) {
        self.recent.push_front(Recent {
            tone,
            code: code.to_owned(),
            meant: meant.into(),
        });
        self.recent.truncate(LISTED);
    }

    /// The last scans, the newest first.
    pub fn recent(&self) -> impl Iterator<Item = &Recent> {
        self.recent.iter()
    }

    /// Keeps a code that nobody knew.
    pub fn keep_unknown(&mut self, code: &str) {
        self.unknown.retain(|known| known != code);
        self.unknown.push(code.to_owned());
        if self.unknown.len() > KEPT {
            self.unknown.remove(0);
        }
    }

    /// Codes that nobody knew, the newest first.
    pub fn unknown(&self) -> impl Iterator<Item = &String> {
        self.unknown.iter().rev()
    }

    /// A code is known now.
    pub fn forget_unknown(&mut self, code: &str) {
        self.unknown.retain(|known| known != code);
    }
}

/// The sign and the look of a tone.
pub fn sign(pen: &Pen, tone: Tone) -> (&'static str, Role) {
    match tone {
        Tone::Good => (pen.signs().good, Role::Good),
        Tone::Warn => (pen.signs().warn, Role::Warn),
        Tone::Bad => (pen.signs().bad, Role::Bad),
        Tone::Note => (pen.signs().work, Role::Dim),
    }
}

/// Rows that the banner takes in a body of this height.
pub fn banner_rows(height: u16) -> u16 {
    match height {
        0..8 => 1,
        8..14 => 2,
        14..30 => 3,
        _ => 4,
    }
}

/// Draws the banner over a whole area: the sign, a few words, and below them the sentence.
pub fn draw_banner(pen: &mut Pen, area: Rect, banner: &Banner) {
    let role = match banner.tone {
        Tone::Good => Role::Accepted,
        Tone::Warn => Role::Banner,
        Tone::Bad => Role::Refused,
        Tone::Note => Role::CursorIdle,
    };
    pen.clear(area);
    pen.tint(area, role);
    let (sign, _) = sign(pen, banner.tone);
    let room = area.width.saturating_sub(2);
    let (head, detail) = (&banner.head, &banner.detail);
    if area.height == 1 {
        let text = format!("{sign} {head}  {detail}");
        pen.put(area.x + 1, area.y, room, &text, role);
        return;
    }
    let mut below = wrapped(detail, room);
    below.truncate(usize::from(area.height - 1));
    let rows = 1 + below.len() as u16;
    let top = area.y + (area.height - rows) / 2;
    let head = format!("{sign}  {head}");
    for (text, y) in std::iter::once(&head).chain(&below).zip(top..) {
        let x = area.x + 1 + room.saturating_sub(width(text)) / 2;
        pen.put(x, y, room, text, role);
    }
}
