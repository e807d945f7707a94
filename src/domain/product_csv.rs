//! Products as CSV (product rule P2): header `reference,name,barcodes,bin,weight`.
//!
//! Spreadsheets take a field that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula. Such a field gets an
//! apostrophe before it when it is written, and loses one when it is read, as does one that begins with an apostrophe itself.

use super::product::{Barcode, Product};
use super::text::{clean_short, no_formula};
use super::weight::Weight;
use std::collections::HashMap;
use std::fmt;

/// The first line.
pub const HEADER: [&str; 5] = ["reference", "name", "barcodes", "bin", "weight"];
/// A larger text is no list of products, in bytes.
pub const LARGEST: usize = 10 << 20;
/// Longest fields, in characters.
pub const LONGEST_REFERENCE: usize = 80;
/// Longest name.
pub const LONGEST_NAME: usize = 500;
/// Longest barcode.
pub const LONGEST_CODE: usize = 80;
/// Longest bin.
pub const LONGEST_BIN: usize = 40;

/// A product as a line tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductLine {
    /// The line in the file, from 1.
    pub line: u64,
    /// Reference.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Barcodes.
    pub barcodes: Vec<Barcode>,
    /// Bin; empty for none.
    pub bin: String,
    /// Weight.
    pub weight: Option<Weight>,
}

/// Why a text is no list of products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// Writes products, but for the placeholder.
pub fn write<'p>(products: impl IntoIterator<Item = &'p Product>) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = out.write_record(HEADER);
    for product in products {
        if product.id == Product::PLACEHOLDER {
            continue;
        }
        let codes: Vec<String> = product.barcodes.iter().map(code_text).collect();
        let weight = product.weight.map_or_else(String::new, |w| w.to_string());
        let fields = [
            product.reference.as_str(),
            &product.name,
            &codes.join(" "),
            &product.bin,
            &weight,
        ];
        let _ = out.write_record(fields.map(no_formula));
    }
    let bytes = out.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A barcode as one word: blanks, semicolons and percent signs as `%20`, `%3B` and `%25`, the pieces behind a star.
pub fn code_text(barcode: &Barcode) -> String {
    let code = barcode
        .code
        .replace('%', "%25")
        .replace(' ', "%20")
        .replace(';', "%3B");
    if barcode.pieces == 1 && !code.contains('*') {
        code
    } else {
        format!("{code}*{}", barcode.pieces)
    }
}

/// The barcode that a word stands for, as [`code_text`] writes it; `None` if it is none.
pub fn code_of(word: &str) -> Option<Barcode> {
    let (code, pieces) = match word.rsplit_once('*') {
        Some((code, pieces)) => (code, pieces.parse().ok().filter(|p| *p > 0)?),
        None => (word, 1),
    };
    let code = code
        .replace("%20", " ")
        .replace("%3B", ";")
        .replace("%25", "%");
    let fits = !code.trim().is_empty() && clean_short(&code, LONGEST_CODE).trim() == code;
    fits.then_some(Barcode { code, pieces })
}

/// Reads products; the first line that makes no sense refuses all of them.
pub fn read(text: &str) -> Result<Vec<ProductLine>, BadLine> {
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > LARGEST {
        return Err(bad(1, "the text is larger than 10 MB"));
    }
    // So that lines count alike, whoever wrote them.
    let text = text.replace("\r\n", "\n");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|h| h.trim().to_lowercase()).collect(),
        Err(_) => Vec::new(),
    };
    if header != HEADER {
        return Err(bad(1, &format!("the header must be {}", HEADER.join(","))));
    }
    let mut lines = Vec::new();
    let mut references: HashMap<String, u64> = HashMap::new();
    let mut codes: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            bad(line, "there must be five fields")
        })?;
        let line = line_of(&record)?;
        let number = line.line;
        if let Some(first) = references.insert(line.reference.clone(), number) {
            let why = format!("{} is in line {first} already", line.reference);
            return Err(bad(number, &why));
        }
        for barcode in &line.barcodes {
            if let Some(first) = codes.insert(barcode.code.clone(), number) {
                let why = format!("the barcode {} is in line {first} already", barcode.code);
                return Err(bad(number, &why));
            }
        }
        lines.push(line);
    }
    Ok(lines)
}

fn line_of(record: &csv::StringRecord) -> Result<ProductLine, BadLine> {
    let line = record.position().map_or(0, csv::Position::line);
    let field = |nth: usize| {
        let text = record.get(nth).unwrap_or_default();
        text.strip_prefix('\'').unwrap_or(text)
    };
    let short = |nth: usize, what: &str, most: usize| {
        let text = field(nth).trim();
        if clean_short(text, most) != text {
            let why = format!("the {what} is longer than {most} characters or has invisible ones");
            return Err(bad(line, &why));
        }
        Ok(text.to_owned())
    };
    let reference = short(0, "reference", LONGEST_REFERENCE)?;
    let name = short(1, "name", LONGEST_NAME)?;
    let bin = short(3, "bin", LONGEST_BIN)?;
    for (what, text) in [("reference", &reference), ("name", &name)] {
        if text.is_empty() {
            return Err(bad(line, &format!("there is no {what}")));
        }
    }
    if reference == Product::PLACEHOLDER_NAME {
        return Err(bad(
            line,
            "the product of lines without an SKU stays as it is",
        ));
    }
    let mut barcodes = Vec::new();
    for word in field(2).split([' ', ';']).filter(|word| !word.is_empty()) {
        let why = || format!("{word:?} is no barcode; write 4006381333931, or 4006381333931*6");
        barcodes.push(code_of(word).ok_or_else(|| bad(line, &why()))?);
    }
    let weight = match field(4).trim() {
        "" => None,
        text => Some(text.parse().map_err(|why: String| bad(line, &why))?),
    };
    Ok(ProductLine {
        line,
        reference,
        name,
        barcodes,
        bin,
        weight,
    })
}

fn bad(line: u64, why: &str) -> BadLine {
    BadLine {
        line,
        why: why.to_owned(),
    }
}

#[cfg(test)]
#[path = "product_csv_tests.rs"]
mod tests;
