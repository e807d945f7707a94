//! Pages that fill from top to bottom, with text and simple shapes on them.

mod ink;

use super::super::font::{Faces, Weight};
use super::super::wrap::wrap;
use super::embed::Used;
use crate::domain::paper::Paper;
use pdf_writer::Content;

/// Blank around what is printed, in points.
pub(super) const MARGIN: f32 = 45.0;
/// What the foot of a page needs.
const FOOT: f32 = 24.0;
/// The blank beside a barcode, where it may reach into the margin of the page.
pub(super) const QUIET: f32 = 8.0;
/// The grey of what is less important; 0 is black.
pub(super) const GREY: f32 = 0.38;

/// Who sends it, at the foot.
const IMPRINT: Style = Style::plain(7.5).grey();
/// More of it would leave no room for anything else.
const IMPRINT_LINES: usize = 12;

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
    stamp: Option<String>,
    imprint: Vec<String>,
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
            stamp: None,
            imprint: Vec::new(),
            stands_in: false,
        }
    }

    /// Left and right edge of what is printed.
    pub fn edges(&self) -> (f32, f32) {
        (MARGIN, self.size.0 - MARGIN)
    }

    /// Begins a sheet; its further pages show `head` at their top, all of them the stamp behind and the imprint below.
    pub fn begin(&mut self, head: &str, stamp: Option<String>, imprint: &[String]) {
        self.head = head.to_owned();
        self.stamp = stamp;
        self.stands_in = false;
        let (left, right) = self.edges();
        let lines = imprint.iter();
        self.imprint = lines
            .flat_map(|line| self.wrapped(line, right - left, IMPRINT))
            .take(IMPRINT_LINES)
            .collect();
        self.page();
    }

    fn page(&mut self) {
        self.sheet.push(Content::new());
        self.y = MARGIN;
        if let Some(stamp) = self.stamp.clone() {
            self.stamp(&stamp);
        }
    }

    /// Where the foot of a page begins.
    fn bottom(&self) -> f32 {
        let imprint = match self.imprint.len() {
            0 => 0.0,
            lines => lines as f32 * IMPRINT.leading() + 10.0,
        };
        self.size.1 - MARGIN - FOOT - imprint
    }

    /// Whether so much fits on this page. What is higher than a page begins anyway where it is.
    pub fn fits(&self, height: f32) -> bool {
        self.y + height <= self.bottom() || self.y <= MARGIN + 30.0
    }

    /// Makes sure that so much fits on this page, or goes on at the top of the next one; says whether it did.
    pub fn need(&mut self, height: f32) -> bool {
        if self.fits(height) {
            return false;
        }
        self.page();
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
            self.draw_imprint();
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

    fn draw_imprint(&mut self) {
        if self.imprint.is_empty() {
            return;
        }
        self.y = self.bottom() + 8.0;
        self.rule(0.5, 0.6);
        self.y += 5.0;
        for line in self.imprint.clone() {
            self.line(MARGIN, &line, IMPRINT);
            self.y += IMPRINT.leading();
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
}
