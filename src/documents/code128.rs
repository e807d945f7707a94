//! Code 128 barcodes.

use code128::Code128;

/// Blank on each side of a barcode, in modules, as the standard asks for.
const QUIET: u32 = 10;

/// A barcode: black bars on white, measured in modules, the narrowest width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bars {
    /// Left edge and width of each bar; the first stands behind the blank that must be left on its left.
    pub bars: Vec<(u32, u32)>,
    /// Width with the blanks on both sides.
    pub width: u32,
}

/// The barcode of a text; none for a text that is empty or has letters beyond printable ASCII, which a scanner would type
/// in some other way.
pub(super) fn bars(text: &str) -> Option<Bars> {
    if text.is_empty() || !text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return None;
    }
    let code = Code128::encode(text.as_bytes());
    let bars: Vec<(u32, u32)> = code
        .bar_coordinates()
        .map(|bar| (bar.x, u32::from(bar.width)))
        .collect();
    let (last, wide) = bars.last()?;
    let width = last + wide + QUIET;
    Some(Bars { bars, width })
}
