//! What is put onto a page: lines of text, rules, boxes, barcodes.

use super::{Pages, Style};
use crate::documents::code128;
use crate::documents::font::{Face, Glyph};
use crate::documents::pdf::embed::Used;
use pdf_writer::{Content, Name, Str, TextStr};

/// The narrowest bar of a barcode, in points: 0.3 mm, which every scanner reads; smaller ones down to 0.2 mm where there is
/// no room.
const MODULE: f32 = 0.85;
const LEAST_MODULE: f32 = 0.57;

impl Pages<'_> {
    /// A line that ends at `right`, at the current height.
    pub fn line_to(&mut self, right: f32, line: &str, style: Style) {
        let x = right - self.width(line, style);
        self.line(x, line, style);
    }

    /// A line that begins at `x`, its upper edge at the current height.
    pub fn line(&mut self, x: f32, line: &str, style: Style) {
        let y = self.size.1 - self.y - style.size;
        self.text([1.0, 0.0, 0.0, 1.0, x, y], line, style);
    }

    /// Large and pale letters that climb across the page.
    pub(super) fn stamp(&mut self, text: &str) {
        const CLIMB: f32 = 0.9;
        let style = Style {
            grey: 0.92,
            ..Style::bold(120.0)
        };
        let (sin, cos) = CLIMB.sin_cos();
        let half = self.width(text, style) / 2.0;
        let x = self.size.0 / 2.0 - half * cos + style.size * 0.35 * sin;
        let y = self.size.1 / 2.0 - half * sin - style.size * 0.35 * cos;
        self.text([cos, sin, -sin, cos, x, y], text, style);
    }

    /// A line of text whose place and direction a matrix tells.
    fn text(&mut self, matrix: [f32; 6], line: &str, style: Style) {
        let glyphs = self.faces.set(line, style.weight);
        let Some(page) = self.sheet.last_mut() else {
            return;
        };
        page.begin_text();
        page.set_fill_gray(style.grey);
        page.set_text_matrix(matrix);
        for run in glyphs.chunk_by(|a, b| {
            a.face == b.face && a.shift.1 == b.shift.1 && !a.stands_in && !b.stands_in
        }) {
            let (Some(first), Some(of)) = (run.first(), run.first().map(|g| g.face)) else {
                continue;
            };
            let Some(used) = self.used.get_mut(of) else {
                continue;
            };
            page.set_font(Name(used.name().as_bytes()), style.size);
            page.set_rise(first.shift.1 * style.size);
            if first.stands_in {
                self.stands_in = true;
                // Who selects or searches finds what was meant.
                let mut span = page.begin_marked_content_with_properties(Name(b"Span"));
                span.properties().actual_text(TextStr(&first.text));
                drop(span);
            }
            show(page, run, used, &self.faces.faces[of]);
            if first.stands_in {
                page.end_marked_content();
            }
        }
        page.end_text();
    }

    /// A line from edge to edge at the current height.
    pub fn rule(&mut self, thick: f32, grey: f32) {
        let (left, right) = self.edges();
        self.fill(left, self.y, right - left, thick, grey);
    }

    /// A filled rectangle with its upper left corner there.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, grey: f32) {
        let bottom = self.size.1 - y - height;
        if let Some(page) = self.sheet.last_mut() {
            page.set_fill_gray(grey)
                .rect(x, bottom, width, height)
                .fill_nonzero();
        }
    }

    /// An empty square to tick, with its upper left corner there.
    pub fn tick_box(&mut self, x: f32, y: f32, side: f32) {
        let bottom = self.size.1 - y - side;
        if let Some(page) = self.sheet.last_mut() {
            page.set_line_width(0.8)
                .set_stroke_gray(0.25)
                .rect(x, bottom, side, side)
                .stroke();
        }
    }

    /// The width of a barcode, if it can be drawn in at most `most`.
    pub fn barcode_width(&self, text: &str, most: f32) -> Option<f32> {
        let bars = code128::bars(text)?;
        let module = module(bars.width, most)?;
        Some(bars.width as f32 * module)
    }

    /// A barcode with its upper left corner there, the blank beside it included; nothing if it does not fit.
    pub fn barcode(&mut self, x: f32, y: f32, most: f32, height: f32, text: &str) {
        let Some(bars) = code128::bars(text) else {
            return;
        };
        let Some(module) = module(bars.width, most) else {
            return;
        };
        for (at, width) in bars.bars {
            self.fill(
                x + at as f32 * module,
                y,
                width as f32 * module,
                height,
                0.0,
            );
        }
    }
}

fn module(modules: u32, most: f32) -> Option<f32> {
    let module = (most / modules as f32).min(MODULE);
    (module >= LEAST_MODULE).then_some(module)
}

/// Shows glyphs, moved where their font alone would not put them.
fn show(page: &mut Content, run: &[Glyph], used: &mut Used, face: &Face<'_>) {
    let mut shown = page.show_positioned();
    let mut items = shown.items();
    let mut moved = 0.0;
    let mut bytes: Vec<u8> = Vec::new();
    for glyph in run {
        moved += glyph.shift.0;
        if moved.abs() > 0.0005 {
            if !bytes.is_empty() {
                items.show(Str(&bytes));
                bytes.clear();
            }
            items.adjust(-moved * 1000.0);
        }
        let text = if glyph.stands_in { "" } else { &glyph.text };
        bytes.extend(used.number(glyph.id, text).to_be_bytes());
        moved = glyph.advance - face.advance(glyph.id) - glyph.shift.0;
    }
    items.show(Str(&bytes));
    if moved.abs() > 0.0005 {
        items.adjust(-moved * 1000.0);
    }
}
