//! How many bytes a key costs, and that nothing is written where nothing changes.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use orderdeck::domain::moment::Span;
use orderdeck::screen::ColourDepth;

/// A screen of this size in so many colours, with the details open or not.
fn screen(size: (u16, u16), colour: ColourDepth, details: bool) -> Harness {
    let mut options = options();
    options.colour = colour;
    let mut h = Harness::with(size, Shop::new(1_000_000, noon()), &options);
    let shown = |h: &Harness| h.screen().contains("Sold on");
    if details != shown(&h) {
        h.keys(if details { "<enter> h" } else { "<esc>" });
    }
    assert_eq!(details && size.0 > 80, shown(&h));
    h.wait(Span::seconds(2));
    h.bytes();
    h
}

/// Bytes of each of so many steps down, in order of size.
fn steps(h: &mut Harness, count: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count)
        .map(|_| {
            h.keys("j");
            h.bytes().len()
        })
        .collect();
    all.sort_unstable();
    all
}

/// Puts the cursor on the last visible row, far from both ends.
fn to_the_edge(h: &mut Harness) {
    h.keys("<c-f> <c-f> <c-f>");
    for _ in 0..h.size.1 {
        h.keys("j");
    }
    h.wait(Span::seconds(2));
    h.bytes();
}

#[test]
fn a_step_of_the_cursor() {
    for (size, most) in [((80, 24), 320), ((120, 40), 420), ((200, 60), 607)] {
        for colour in [ColourDepth::Ansi256, ColourDepth::True] {
            let bytes = steps(&mut screen(size, colour, false), 12);
            assert!(bytes[11] <= most, "{size:?} {colour:?}: {bytes:?}");
        }
    }
}

#[test]
fn a_row_of_scrolling() {
    // A row of two hundred columns with a long name and every mark may take some more, the usual one never.
    for (size, longest) in [((80, 24), 400), ((120, 40), 400), ((200, 60), 460)] {
        for colour in [ColourDepth::Ansi256, ColourDepth::True] {
            let mut h = screen(size, colour, false);
            to_the_edge(&mut h);
            let bytes = steps(&mut h, 40);
            let (usual, most) = (bytes[20], bytes[39]);
            assert!(usual <= 400, "{size:?} {colour:?}: {bytes:?}");
            assert!(most <= longest, "{size:?} {colour:?}: {bytes:?}");
        }
    }
}

#[test]
fn a_row_of_scrolling_beside_the_details() {
    // A terminal moves whole rows: the text beside the list has to be put back.
    for (size, most) in [((120, 40), 1_400), ((200, 60), 1_950)] {
        for colour in [ColourDepth::Ansi256, ColourDepth::True] {
            let mut h = screen(size, colour, true);
            to_the_edge(&mut h);
            let bytes = steps(&mut h, 20);
            assert!(bytes[19] <= most, "{size:?} {colour:?}: {bytes:?}");
        }
    }
}

#[test]
fn nothing_when_idle() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        for details in [false, true] {
            let mut h = screen(size, ColourDepth::True, details);
            assert_eq!(h.bytes_drawn().len(), 0, "the same frame again");
            let woken = h.wait(Span::seconds(30));
            assert_eq!((woken, h.bytes().len()), (0, 0), "{size:?}");
        }
    }
}
