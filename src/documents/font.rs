//! Fonts, and text as glyphs of them.
//!
//! DejaVu Sans is part of the program: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic. What it does not cover is
//! looked for in the fonts that were added, such as one with Japanese letters.

use rustybuzz::ttf_parser::GlyphId;
use rustybuzz::{Direction, UnicodeBuffer};
use std::borrow::Cow;
use unicode_bidi::BidiInfo;
use unicode_segmentation::UnicodeSegmentation;

const REGULAR: &[u8] = include_bytes!("fonts/DejaVuSansCondensed.ttf");
const BOLD: &[u8] = include_bytes!("fonts/DejaVuSansCondensed-Bold.ttf");
/// Stands for a letter that no font has.
const NOT_COVERED: &str = "\u{25a1}";

/// The fonts that a document is set with.
#[derive(Clone)]
pub struct Fonts {
    files: Vec<Cow<'static, [u8]>>,
}

/// A file is no font that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadFont;

impl Fonts {
    /// Those that are part of the program.
    pub fn bundled() -> Fonts {
        Fonts {
            files: vec![Cow::Borrowed(REGULAR), Cow::Borrowed(BOLD)],
        }
    }

    /// With one more, used for letters that those before do not have: TrueType or OpenType; of a collection the first.
    pub fn and(mut self, file: Vec<u8>) -> Result<Fonts, BadFont> {
        rustybuzz::Face::from_slice(&file, 0).ok_or(BadFont)?;
        self.files.push(Cow::Owned(file));
        Ok(self)
    }

    pub(super) fn faces(&self) -> Option<Faces<'_>> {
        let faces: Option<Vec<Face<'_>>> = self
            .files
            .iter()
            .map(|file| {
                let shapes = rustybuzz::Face::from_slice(file, 0)?;
                Some(Face { file, shapes })
            })
            .collect();
        Some(Faces { faces: faces? })
    }
}

/// How strong letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular = 0,
    Bold = 1,
}

/// A font that is ready for setting text.
pub(super) struct Face<'f> {
    pub file: &'f [u8],
    pub shapes: rustybuzz::Face<'f>,
}

/// All of them: regular, bold, then those that were added.
pub(super) struct Faces<'f> {
    pub faces: Vec<Face<'f>>,
}

/// A glyph in its place. Lengths are in em.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glyph {
    /// Index of its font.
    pub face: usize,
    /// Its number in that font.
    pub id: u16,
    /// How far the next one is.
    pub advance: f32,
    /// How far it is moved to the right and up.
    pub shift: (f32, f32),
    /// The text that it stands for; empty if the glyph before stands for it too.
    pub text: String,
    /// Whether it only stands in for letters that no font has.
    pub stands_in: bool,
}

impl Face<'_> {
    fn has(&self, cluster: &str) -> bool {
        cluster
            .chars()
            .all(|c| is_invisible(c) || self.shapes.glyph_index(c).is_some())
    }

    /// How far a glyph reaches by itself, in em.
    pub fn advance(&self, id: u16) -> f32 {
        let units = self.shapes.glyph_hor_advance(GlyphId(id)).unwrap_or(0);
        f32::from(units) / self.em()
    }

    /// Units in an em.
    pub fn em(&self) -> f32 {
        self.shapes.units_per_em().max(1) as f32
    }
}

/// Joiners and variation selectors: they shape others and have no shape of their own.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{ad}'
    )
}

impl Faces<'_> {
    /// A line of text as glyphs from left to right, whatever direction its letters run.
    pub fn set(&self, line: &str, weight: Weight) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        let bidi = BidiInfo::new(line, None);
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let leftwards = levels.get(run.start).is_some_and(|level| level.is_rtl());
                let mut parts = self.parts(line.get(run).unwrap_or_default(), weight);
                if leftwards {
                    parts.reverse();
                }
                for (face, part) in parts {
                    match face {
                        Some(face) => self.shape(face, part, leftwards, &mut glyphs),
                        None => self.stand_in(part, weight, &mut glyphs),
                    }
                }
            }
        }
        glyphs
    }

    /// The width of a line in em.
    pub fn width(&self, line: &str, weight: Weight) -> f32 {
        self.set(line, weight).iter().map(|g| g.advance).sum()
    }

    /// A text as parts of one font each; none for what no font has.
    fn parts<'t>(&self, text: &'t str, weight: Weight) -> Vec<(Option<usize>, &'t str)> {
        let mut parts: Vec<(Option<usize>, usize, usize)> = Vec::new();
        for (at, cluster) in text.grapheme_indices(true) {
            let end = at + cluster.len();
            let first = weight as usize;
            let face = std::iter::once(first)
                .chain(2..self.faces.len())
                .chain([1 - first])
                .find(|face| self.faces.get(*face).is_some_and(|f| f.has(cluster)));
            match parts.last_mut() {
                Some((before, _, until)) if *before == face => *until = end,
                _ => parts.push((face, at, end)),
            }
        }
        parts
            .into_iter()
            .filter_map(|(face, from, to)| Some((face, text.get(from..to)?)))
            .collect()
    }

    fn shape(&self, face: usize, text: &str, leftwards: bool, glyphs: &mut Vec<Glyph>) {
        let Some(of) = self.faces.get(face) else {
            return;
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(if leftwards {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        });
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(&of.shapes, &[], buffer);
        let mut starts: Vec<usize> = shaped
            .glyph_infos()
            .iter()
            .map(|info| info.cluster as usize)
            .collect();
        starts.sort_unstable();
        starts.dedup();
        let mut told = None;
        for (info, place) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let start = info.cluster as usize;
            let end = starts
                .get(starts.partition_point(|s| *s <= start))
                .copied()
                .unwrap_or(text.len());
            let stands_for = text.get(start..end).unwrap_or_default();
            glyphs.push(Glyph {
                face,
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                advance: place.x_advance as f32 / of.em(),
                shift: (
                    place.x_offset as f32 / of.em(),
                    place.y_offset as f32 / of.em(),
                ),
                text: match told == Some(start) {
                    true => String::new(),
                    false => stands_for.to_owned(),
                },
                stands_in: false,
            });
            told = Some(start);
        }
    }

    /// A box for each character as people see it.
    fn stand_in(&self, text: &str, weight: Weight, glyphs: &mut Vec<Glyph>) {
        for cluster in text.graphemes(true) {
            let from = glyphs.len();
            self.shape(weight as usize, NOT_COVERED, false, glyphs);
            for glyph in glyphs.iter_mut().skip(from) {
                glyph.text = cluster.to_owned();
                glyph.stands_in = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_fonts_cover_what_their_head_says() {
        let fonts = Fonts::bundled();
        let faces = fonts.faces().map_or_else(Vec::new, |faces| {
            [
                "Łódź Ångström ß",
                "Αθήνα",
                "Київ",
                "Երևան",
                "თბილისი",
                "חיפה",
                "القاهرة",
            ]
            .map(|text| faces.set(text, Weight::Bold))
            .to_vec()
        });
        assert_eq!(faces.len(), 7);
        for glyphs in faces {
            assert!(
                glyphs
                    .iter()
                    .all(|g| !g.stands_in && g.id != 0 && g.face == 1)
            );
        }
    }

    #[test]
    fn arabic_runs_from_right_to_left_and_is_joined() {
        let fonts = Fonts::bundled();
        let set = |text: &str| {
            let faces = fonts.faces();
            faces.map_or_else(Vec::new, |f| f.set(text, Weight::Regular))
        };
        let joined: Vec<u16> = set("سلم").iter().map(|g| g.id).collect();
        let alone: Vec<u16> = ["م", "ل", "س"]
            .iter()
            .flat_map(|c| set(c))
            .map(|g| g.id)
            .collect();
        assert_ne!(joined, alone);
        let mixed = set("A سلم 1");
        assert_eq!(mixed.first().map(|g| g.text.as_str()), Some("A"));
        let texts: String = mixed.iter().map(|g| g.text.as_str()).collect();
        assert!(
            texts.ends_with("ملس") || texts.ends_with("ملس 1") || texts.contains("ملس"),
            "{texts}"
        );
    }

    #[test]
    fn what_no_font_has_is_a_box_that_keeps_its_text() {
        let fonts = Fonts::bundled();
        let glyphs = fonts
            .faces()
            .map_or_else(Vec::new, |f| f.set("a東京", Weight::Regular));
        let seen: Vec<(&str, bool)> = glyphs
            .iter()
            .map(|g| (g.text.as_str(), g.stands_in))
            .collect();
        assert_eq!(seen, [("a", false), ("東", true), ("京", true)]);
    }

    #[test]
    fn a_file_that_is_no_font_is_refused() {
        assert!(Fonts::bundled().and(b"no font".to_vec()).is_err());
        assert!(Fonts::bundled().and(REGULAR.to_vec()).is_ok());
    }
}
