//! Where a list and the details of its row stand.

use crate::screen::pen::{Pen, width, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// From this width on details stand beside the list.
pub const BESIDE: u16 = 110;

/// Where the list and the details stand.
#[derive(Clone, Copy, Debug)]
pub struct Split {
    /// The list.
    pub list: Rect,
    /// The details, beside or below it.
    pub detail: Option<Rect>,
}

/// What the strip of views leaves of an area.
pub fn below_strip(area: Rect) -> Rect {
    let strip = u16::from(area.height > 3);
    Rect {
        y: area.y + strip,
        height: area.height - strip,
        ..area
    }
}

impl Split {
    /// Details beside the list where it is wide, else so many lines of them below it.
    pub fn of(body: Rect, below: u16) -> Split {
        if body.width >= BESIDE {
            let wide = body.width * 3 / 5;
            return Split {
                list: Rect {
                    width: wide,
                    ..body
                },
                detail: Some(Rect {
                    x: body.x + wide + 1,
                    width: body.width - wide - 1,
                    ..body
                }),
            };
        }
        if below == 0 || body.height < 9 {
            return Split {
                list: body,
                detail: None,
            };
        }
        Split {
            list: Rect {
                height: body.height - below - 1,
                ..body
            },
            detail: Some(Rect {
                y: body.bottom() - below,
                height: below,
                ..body
            }),
        }
    }

    /// Whether the details stand beside the list.
    pub fn is_beside(&self) -> bool {
        self.detail.is_some_and(|detail| detail.x > self.list.x)
    }

    /// Draws the line between both.
    pub fn draw_border(&self, pen: &mut Pen) {
        match self.detail {
            Some(detail) if self.is_beside() => {
                pen.post(detail.x - 1, detail.y, detail.height, Role::Line);
            }
            Some(detail) => pen.rule(detail.x, detail.y - 1, detail.width, Role::Line),
            None => {}
        }
    }
}

/// Draws labels with their texts below each other; says how many lines they took.
pub fn draw_fields(pen: &mut Pen, area: Rect, fields: &[(&str, String)]) -> u16 {
    let labels = fields.iter().map(|(l, _)| width(l)).max().unwrap_or(0) + 2;
    let room = area.width.saturating_sub(labels + 2);
    let mut y = area.y;
    for (label, text) in fields {
        for (at, line) in wrapped(text, room).iter().enumerate() {
            if y >= area.bottom() {
                return y - area.y;
            }
            if at == 0 {
                pen.put(area.x + 1, y, labels, label, Role::Label);
            }
            pen.put(area.x + 1 + labels, y, room, line, Role::Text);
            y += 1;
        }
    }
    y - area.y
}

/// A line of details: a text at the left, and a figure at the right.
#[derive(Clone, Debug, Default)]
pub struct DetailLine {
    /// At the left.
    pub text: String,
    /// How the left looks.
    pub role: Option<Role>,
    /// At the right.
    pub figure: String,
}

impl DetailLine {
    /// A line of text.
    pub fn text(text: impl Into<String>, role: Role) -> DetailLine {
        DetailLine {
            text: text.into(),
            role: Some(role),
            figure: String::new(),
        }
    }

    /// A text with its figure.
    pub fn figure(text: impl Into<String>, figure: impl Into<String>) -> DetailLine {
        DetailLine {
            text: text.into(),
            role: None,
            figure: figure.into(),
        }
    }
}

/// Draws lines with their figures, so many of them scrolled away.
pub fn draw_lines(pen: &mut Pen, area: Rect, lines: &[DetailLine], scroll: u16) {
    let room = area.width.saturating_sub(2);
    let mut laid: Vec<(String, Role, &str)> = Vec::new();
    for line in lines {
        let figure = width(&line.figure);
        let left = room
            .saturating_sub(figure + u16::from(figure > 0) * 2)
            .max(8);
        let role = line.role.unwrap_or(Role::Text);
        let texts = wrapped(&line.text, left);
        let last = texts.len().saturating_sub(1);
        for (at, text) in texts.into_iter().enumerate() {
            let figure = if at == last { line.figure.as_str() } else { "" };
            laid.push((text, role, figure));
        }
    }
    let most = laid.len().saturating_sub(usize::from(area.height));
    let top = usize::from(scroll).min(most);
    for ((text, role, figure), y) in laid.iter().skip(top).zip(area.y..area.bottom()) {
        pen.put(area.x + 1, y, room, text, *role);
        if !figure.is_empty() {
            pen.put_right(area.x + 1, y, room, figure, Role::Text);
        }
    }
}
