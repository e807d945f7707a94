//! Sheets as PDF, with the fonts in it that it needs.
//!
//! The same sheets give the same bytes. What a scanner must read is drawn as bars, everything else is text that can be
//! selected and searched.

mod embed;
mod layout;
mod pages;
mod table;

use super::font::{BadFont, Fonts};
use super::sheet::Sheet;
use crate::domain::moment::Moment;
use crate::domain::paper::Paper;
use chrono::{Datelike, Timelike};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pages::Pages;
use pdf_writer::{Date, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};
use std::io::Write;

/// Hands out the numbers of the objects in a PDF.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// These sheets as PDF. Fails only if a font turns out not to be usable.
pub fn render(
    sheets: &[Sheet],
    paper: Paper,
    fonts: &Fonts,
    printed: Moment,
) -> Result<Vec<u8>, BadFont> {
    let faces = fonts.faces().ok_or(BadFont)?;
    let mut pages = Pages::new(&faces, paper);
    for sheet in sheets {
        layout::sheet(sheet, &mut pages);
    }
    let (contents, used) = pages.finish();

    let mut pdf = Pdf::new();
    let mut numbers = Numbers(0);
    let (catalog, tree, info) = (numbers.next(), numbers.next(), numbers.next());
    let mut named = Vec::new();
    for used in used.iter().filter(|used| !used.is_empty()) {
        let font = embed::font(&faces, used, &mut pdf, &mut numbers)?;
        named.push((used.name(), font));
    }
    let (width, height) = paper.points();
    let mut kids = Vec::new();
    for content in contents {
        let (page, stream) = (numbers.next(), numbers.next());
        kids.push(page);
        let mut writer = pdf.page(page);
        writer.parent(tree);
        writer.media_box(Rect::new(0.0, 0.0, width, height));
        writer.contents(stream);
        let mut resources = writer.resources();
        let mut of_page = resources.fonts();
        for (name, font) in &named {
            of_page.pair(Name(name.as_bytes()), *font);
        }
        of_page.finish();
        resources.finish();
        writer.finish();
        let bytes = packed(&content);
        pdf.stream(stream, &bytes).filter(Filter::FlateDecode);
    }
    let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(kids).count(count);
    pdf.catalog(catalog).pages(tree).lang(TextStr("en"));
    let title = sheets.first().map_or("", |sheet| sheet.title.as_str());
    pdf.document_info(info)
        .title(TextStr(title))
        .producer(TextStr("orderdeck"))
        .creation_date(date(printed));
    Ok(pdf.finish())
}

fn date(at: Moment) -> Date {
    let at = at.to_utc();
    // A part of a date fits into a byte.
    let part = |value: u32| u8::try_from(value).unwrap_or(0);
    Date::new(u16::try_from(at.year()).unwrap_or(0))
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory can't fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
