//! Fonts in a PDF: only the glyphs that it shows.

use super::super::font::{BadFont, Faces};
use super::{Numbers, packed};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use rustybuzz::ttf_parser::{RawFace, Tag, name_id};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

const SYSTEM: SystemInfo<'_> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// The glyphs of a font that a document shows.
pub(super) struct Used {
    face: usize,
    glyphs: GlyphRemapper,
    texts: BTreeMap<u16, String>,
}

impl Used {
    pub fn new(face: usize) -> Used {
        Used {
            face,
            glyphs: GlyphRemapper::new(),
            texts: BTreeMap::new(),
        }
    }

    /// The number that a glyph has in the PDF.
    pub fn number(&mut self, glyph: u16, text: &str) -> u16 {
        let number = self.glyphs.remap(glyph);
        if !text.is_empty() {
            self.texts.entry(number).or_insert_with(|| text.to_owned());
        }
        number
    }

    /// Whether nothing is shown in it.
    pub fn is_empty(&self) -> bool {
        self.glyphs.num_gids() <= 1
    }

    /// How pages call it.
    pub fn name(&self) -> String {
        format!("F{}", self.face)
    }
}

/// Writes a font with its used glyphs.
pub(super) fn font(
    faces: &Faces<'_>,
    used: &Used,
    pdf: &mut Pdf,
    numbers: &mut Numbers,
) -> Result<Ref, BadFont> {
    let face = faces.faces.get(used.face).ok_or(BadFont)?;
    let subset = subsetter::subset(face.file, 0, &used.glyphs).map_err(|_| BadFont)?;
    // Outlines of the PostScript kind stand alone in a PDF, the others with their tables.
    let outlines = RawFace::parse(&subset, 0)
        .ok()
        .and_then(|raw| raw.table(Tag::from_bytes(b"CFF ")));
    let program = packed(outlines.unwrap_or(&subset));
    let name = name_of(face, &program);
    let [font, cid, descriptor, cmap, file] = std::array::from_fn(|_| numbers.next());

    pdf.type0_font(font)
        .base_font(Name(name.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(cmap);

    let mut writer = pdf.cid_font(cid);
    writer.subtype(match outlines {
        Some(_) => CidFontType::Type0,
        None => CidFontType::Type2,
    });
    writer.base_font(Name(name.as_bytes()));
    writer.system_info(SYSTEM);
    writer.font_descriptor(descriptor);
    writer.default_width(0.0);
    if outlines.is_none() {
        writer.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let widths = used
        .glyphs
        .remapped_gids()
        .map(|glyph| face.advance(glyph) * 1000.0);
    writer.widths().consecutive(0, widths);
    writer.finish();

    let shapes = &face.shapes;
    let thousandths = |units: i16| f32::from(units) / face.em() * 1000.0;
    let bounds = shapes.global_bounding_box();
    let mut writer = pdf.font_descriptor(descriptor);
    writer
        .name(Name(name.as_bytes()))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(
            thousandths(bounds.x_min),
            thousandths(bounds.y_min),
            thousandths(bounds.x_max),
            thousandths(bounds.y_max),
        ))
        .italic_angle(0.0)
        .ascent(thousandths(shapes.ascender()))
        .descent(thousandths(shapes.descender()))
        .cap_height(thousandths(
            shapes.capital_height().unwrap_or_else(|| shapes.ascender()),
        ))
        .stem_v(80.0);
    match outlines {
        Some(_) => writer.font_file3(file),
        None => writer.font_file2(file),
    };
    writer.finish();

    let mut told = UnicodeCmap::new(Name(b"orderdeck"), SYSTEM);
    for (number, text) in &used.texts {
        told.pair_with_multiple(*number, text.chars());
    }
    let told = packed(told.finish().as_slice());
    pdf.stream(cmap, &told).filter(Filter::FlateDecode);

    let mut stream = pdf.stream(file, &program);
    stream.filter(Filter::FlateDecode);
    if outlines.is_some() {
        stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    }
    stream.finish();
    Ok(font)
}

/// Its name behind six letters that tell this choice of glyphs from others, as the standard asks for.
fn name_of(face: &super::super::font::Face<'_>, program: &[u8]) -> String {
    let mut sum = crc32fast::hash(program);
    let mut name = String::new();
    for _ in 0..6 {
        name.push(char::from(b'A' + (sum % 26) as u8));
        sum /= 26;
    }
    name.push('+');
    let told = face
        .shapes
        .names()
        .into_iter()
        .filter(|n| n.name_id == name_id::POST_SCRIPT_NAME)
        .find_map(|n| n.to_string());
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let letters: String = told
        .iter()
        .flat_map(|n| n.chars())
        .filter(plain)
        .take(60)
        .collect();
    name + if letters.is_empty() { "Font" } else { &letters }
}
