//! Text that is sent to Amazon: one line, only characters that an XML document may hold.

use unicode_segmentation::UnicodeSegmentation;

/// Amazon's limit for names, methods and tracking numbers, in characters.
pub(super) const MOST_CHARS: usize = 50;

/// One line without what XML 1.0 forbids: line breaks and tabs become blanks, at the ends there are none.
pub(super) fn line(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => None,
            c => Some(c),
        })
        .collect();
    kept.trim().to_owned()
}

/// As [`line`], cut to [`MOST_CHARS`] characters; what looks like one character is not cut in two.
pub(super) fn short_line(text: &str) -> String {
    let line = line(text);
    let mut end = 0;
    let mut chars = 0;
    for piece in line.graphemes(true) {
        chars += piece.chars().count();
        if chars > MOST_CHARS {
            break;
        }
        end += piece.len();
    }
    if end == 0 {
        // Marks without end, stacked on the first character.
        end = line
            .char_indices()
            .nth(MOST_CHARS)
            .map_or(line.len(), |(at, _)| at);
    }
    line[..end].trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_rule() {
        assert_eq!(line(" a\tb\r\nc\u{0}\u{1b}[31m\u{fffe} "), "a b  c[31m");
        assert_eq!(short_line(&"ü".repeat(60)), "ü".repeat(50));
        assert_eq!(
            short_line(&format!("{}e\u{301}", "x".repeat(49))),
            "x".repeat(49)
        );
        assert_eq!(
            short_line(&format!("e{}", "\u{301}".repeat(80)))
                .chars()
                .count(),
            50
        );
        assert_eq!(short_line(&format!("{} y", "x".repeat(49))), "x".repeat(49));
    }

    proptest! {
        #[test]
        fn what_fits_stays(text in any::<String>()) {
            let (line, short) = (line(&text), short_line(&text));
            prop_assert!(line.starts_with(&short));
            prop_assert!(short.chars().count() <= MOST_CHARS);
            if line.chars().count() <= MOST_CHARS {
                prop_assert_eq!(line, short);
            }
        }
    }
}
