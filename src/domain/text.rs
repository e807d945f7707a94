//! Text from outside, made harmless: it can never control a terminal.

/// What may follow one base character in marks that stack on it.
const MARKS: usize = 4;

fn is_combining(c: char) -> bool {
    matches!(c as u32, 0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x0610..=0x061A | 0x064B..=0x065F
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

fn is_dangerous(c: char) -> bool {
    matches!(c as u32,
        0x00..=0x1F | 0x7F..=0x9F          // C0, DEL, C1
        | 0x200B | 0x200E | 0x200F         // zero width space, direction marks
        | 0x2028..=0x202E                  // line and paragraph separators, direction embeddings and overrides
        | 0x2060..=0x206F                  // word joiner, invisible operators, direction isolates
        | 0xFEFF | 0xFFF9..=0xFFFB         // byte order mark, interlinear annotation
        | 0xE0000..=0xE0FFF                // tags
        | 0x61C                            // Arabic letter mark
    )
}

/// One line without anything that steers a terminal or turns the direction of what stands beside it.
///
/// Control characters, direction marks, invisible and tag characters go; line breaks and tabs become blanks; more than
/// four marks stacked on one character are cut. What people write in any script stays, in the order they wrote it.
pub fn clean(text: &str) -> String {
    clean_with(text, false)
}

/// As [`clean`], but line breaks stay.
pub fn clean_lines(text: &str) -> String {
    clean_with(text, true)
}

fn clean_with(text: &str, keep_lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        if c == '\n' && keep_lines {
            out.push('\n');
            marks = 0;
        } else if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') {
            if !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
            marks = 0;
        } else if is_dangerous(c) {
            continue;
        } else if is_combining(c) {
            marks += 1;
            if marks <= MARKS {
                out.push(c);
            }
        } else {
            marks = 0;
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// As [`clean`], cut to at most `chars` characters, with `…` where something is missing.
pub fn clean_short(text: &str, chars: usize) -> String {
    let cleaned = clean(text);
    match cleaned.char_indices().nth(chars) {
        None => cleaned,
        Some((at, _)) => format!("{}…", &cleaned[..at]),
    }
}

/// Folds case and runs of blanks, so that texts which look alike compare alike.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// A field of a CSV that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front.
pub fn no_formula(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_text_is_tamed() {
        assert_eq!(clean("a\u{1b}]0;pwned\u{7}b"), "a]0;pwnedb");
        assert_eq!(clean("\u{9b}31mred"), "31mred");
        assert_eq!(clean("abc\u{202e}cba"), "abccba");
        assert_eq!(clean("two\r\nlines"), "two lines");
        assert_eq!(clean_lines("two\nlines"), "two\nlines");
        assert_eq!(
            clean("e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}"),
            "e\u{301}\u{301}\u{301}\u{301}"
        );
        assert_eq!(clean("محمد علي 👩‍👩‍👧 東京"), "محمد علي 👩‍👩‍👧 東京");
    }

    proptest! {
        #[test]
        fn never_a_control_character(text in any::<String>()) {
            for c in clean(&text).chars() {
                prop_assert!(!c.is_control() && !is_dangerous(c));
            }
        }
    }
}
