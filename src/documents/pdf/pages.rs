//! Pages that fill from top to bottom, with text and simple shapes on them.

use super::super::code128;
use super::super::font::{Faces, Glyph, Weight};
use super::super::wrap::wrap;
use super::embed::Used;
use crate::domain::paper::Paper;
use pdf_writer::{Content, Name, Str, TextStr};

/// Blank around what is printed, in points.
pub(super) const MARGIN: f32 = 45.0;
/// What the foot of a page needs.
const FOOT: f32 = 24.0;
/// The narrowest bar of a barcode, in points: 0.3 mm, which every scanner reads; smaller ones down to 0.2 mm where there is
/// no room.
const MODULE: f32 = 0.85;
const LEAST_MODULE: f32 = 0.57;
/// The blank beside a barcode, where it may reach into the margin of the page.
pub(super) const QUIET: f32 = 8.0;
/// The grey of what is less important; 0 is black.
pub(super) const GREY: f32 = 0.38;

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub weight: Weight,
    /// In points.
    pub size: f32,
    /// 0 is black, 1 is white.
    pub grey: f32,
}

impl Style {
    pub const fn plain(size: f32) -> Style {
        Style {
            weight: Weight::Regular,
            size,
            grey: 0.0,
        }
    }

    pub const fn bold(size: f32) -> Style {
        Style {
            weight: Weight::Bold,
            size,
            grey: 0.0,
        }
    }

    pub const fn grey(self) -> Style {
        Style { grey: GREY, ..self }
    }

    /// From one line to the next.
    pub fn leading(self) -> f32 {
        self.size * 1.35
    }
}

/// The pages of a document while they fill. Places are in points from the left and the upper edge.
pub(super) struct Pages<'a> {
    faces: &'a Faces<'a>,
    used: Vec<Used>,
    size: (f32, f32),
    done: Vec<Vec<u8>>,
    sheet: Vec<Content>,
    /// Where the next thing comes.
    pub y: f32,
    head: String,
    stands_in: bool,
}

impl<'a> Pages<'a> {
    pub fn new(faces: &'a Faces<'a>, paper: Paper) -> Pages<'a> {
        Pages {
            faces,
            used: (0..faces.faces.len()).map(Used::new).collect(),
            size: paper.points(),
            done: Vec::new(),
            sheet: Vec::new(),
            y: 0.0,
            head: String::new(),
            stands_in: false,
        }
    }

    /// Left and right edge of what is printed.
    pub fn edges(&self) -> (f32, f32) {
        (MARGIN, self.size.0 - MARGIN)
    }

    /// Begins a sheet; its further pages show `head` at their top.
    pub fn begin(&mut self, head: &str) {
        self.head = head.to_owned();
        self.stands_in = false;
        self.sheet.push(Content::new());
        self.y = MARGIN;
    }

    /// Makes sure that so much fits on this page, or goes on at the top of the next one; says whether it did.
    pub fn need(&mut self, height: f32) -> bool {
        let bottom = self.size.1 - MARGIN - FOOT;
        // What is higher than a page begins anyway where it is.
        if self.y + height <= bottom || self.y <= MARGIN + 30.0 {
            return false;
        }
        self.sheet.push(Content::new());
        self.y = MARGIN;
        let style = Style::bold(9.0).grey();
        let head = self.head.clone();
        self.line(MARGIN, &head, style);
        self.y += style.leading() + 4.0;
        self.rule(0.6, 0.5);
        self.y += 10.0;
        true
    }

    /// Ends a sheet: its pages are numbered, and the foot says what it has to say.
    pub fn end(&mut self, foot: &str) {
        let pages = std::mem::take(&mut self.sheet);
        let count = pages.len();
        let style = Style::plain(8.0).grey();
        let note = "A box stands for a letter that no font at hand has; the text form shows it.";
        let foot = match self.stands_in {
            true => format!("{foot}   {note}"),
            false => foot.to_owned(),
        };
        for (n, page) in pages.into_iter().enumerate() {
            self.sheet.push(page);
            self.y = self.size.1 - MARGIN - style.leading();
            self.line(MARGIN, &foot, style);
            let number = format!("Page {} of {count}", n + 1);
            let (_, right) = self.edges();
            self.line_to(right, &number, style);
            if let Some(page) = self.sheet.pop() {
                self.done.push(page.finish().into_vec());
            }
        }
    }

    /// The contents of all pages, and what they used of each font.
    pub fn finish(self) -> (Vec<Vec<u8>>, Vec<Used>) {
        (self.done, self.used)
    }

    /// A text as lines that fit.
    pub fn wrapped(&self, text: &str, width: f32, style: Style) -> Vec<String> {
        wrap(text, width, |piece| self.width(piece, style))
    }

    /// The width of a line.
    pub fn width(&self, line: &str, style: Style) -> f32 {
        self.faces.width(line, style.weight) * style.size
    }

    /// A line that ends at `right`, at the current height.
    pub fn line_to(&mut self, right: f32, line: &str, style: Style) {
        let x = right - self.width(line, style);
        self.line(x, line, style);
    }

    /// A line that begins at `x`, its upper edge at the current height.
    pub fn line(&mut self, x: f32, line: &str, style: Style) {
        let glyphs = self.faces.set(line, style.weight);
        let y = self.size.1 - self.y - style.size;
        let Some(page) = self.sheet.last_mut() else {
            return;
        };
        page.begin_text();
        page.set_fill_gray(style.grey);
        page.next_line(x, y);
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
fn show(page: &mut Content, run: &[Glyph], used: &mut Used, face: &super::super::font::Face<'_>) {
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
