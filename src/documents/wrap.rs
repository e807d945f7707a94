//! Breaking text into lines, whatever its width is measured in.

use unicode_segmentation::UnicodeSegmentation;

/// Breaks a text into lines of at most `most`, as `width` measures: between words, else behind a hyphen, a slash or an
/// underscore, as article numbers have them, else between characters as people see them. Line breaks in the text stay.
/// There is always at least one line.
pub(super) fn wrap(text: &str, most: f32, width: impl Fn(&str) -> f32) -> Vec<String> {
    let blank = width(" ");
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0.0;
        for word in paragraph.split_whitespace() {
            let wide = width(word);
            if !line.is_empty() && used + blank + wide > most {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            if wide > most {
                for piece in pieces(word, most, &width) {
                    let wide = width(piece);
                    if !line.is_empty() && used + wide > most {
                        lines.push(std::mem::take(&mut line));
                        used = 0.0;
                    }
                    line.push_str(piece);
                    used += wide;
                }
                continue;
            }
            if !line.is_empty() {
                line.push(' ');
                used += blank;
            }
            line.push_str(word);
            used += wide;
        }
        lines.push(line);
    }
    lines
}

/// The pieces of a word that is too wide: its parts, and the characters of a part that is too wide itself.
fn pieces(word: &str, most: f32, width: impl Fn(&str) -> f32) -> Vec<&str> {
    let mut pieces = Vec::new();
    for part in word.split_inclusive(['-', '/', '_']) {
        if width(part) > most {
            pieces.extend(part.graphemes(true));
        } else {
            pieces.push(part);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    fn cells(text: &str) -> f32 {
        text.width() as f32
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrap("one two three", 7.0, cells), ["one two", "three"]);
        assert_eq!(wrap("a\n\nb", 7.0, cells), ["a", "", "b"]);
        assert_eq!(wrap("", 7.0, cells), [""]);
        assert_eq!(wrap("日本語日本語", 5.0, cells), ["日本", "語日", "本語"]);
    }

    #[test]
    fn a_long_article_number_breaks_where_it_can_be_read() {
        assert_eq!(
            wrap("SCARF-MERINO_LONG/GREY", 8.0, cells),
            ["SCARF-", "MERINO_", "LONG/", "GREY"]
        );
        assert_eq!(wrap("A-4006381333931", 8.0, cells), ["A-400638", "1333931"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_wide(text in "[a-z 日é_/\n-]{0,60}") {
            let lines = wrap(&text, 8.0, cells);
            prop_assert!(lines.iter().all(|line| cells(line) <= 8.0));
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
        }
    }
}
