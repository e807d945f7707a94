//! Takes out of a foreign sentence what must not be shown.

use crate::domain::text::clean_short;

/// A sentence of at most 300 characters without addresses, tokens, e-mail addresses and other opaque words.
pub(super) fn sentence(text: &str) -> String {
    without(text, 300, |word| {
        word.chars().count() > 40 || is_marked(word)
    })
}

/// What Amazon says about a single notice, at most 1,000 characters: as [`sentence`], but long words stay where they are
/// made of short names, such as `errorCode=GeneralError;message=NotFound`.
pub(super) fn explanation(text: &str) -> String {
    without(text, 1_000, |word| {
        let mut names = word.split(|c: char| !c.is_alphanumeric());
        is_marked(word) || names.any(|name| name.chars().count() > 40)
    })
}

fn without(text: &str, most: usize, is_delicate: impl Fn(&str) -> bool) -> String {
    let short = clean_short(text, 2_000);
    let mut out = String::with_capacity(short.len());
    for word in short.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if is_delicate(word) {
            out.push_str("(removed)");
        } else {
            out.push_str(word);
        }
    }
    clean_short(&out, most)
}

/// An identifier such as a request id or an error code: letters, digits and a few marks, at most 80 of them.
pub(super) fn identifier(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_.: ".contains(*c))
        .take(80)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn is_marked(word: &str) -> bool {
    const MARKS: [&str; 7] = ["://", "Atz", "Atc|", "amzn1.", "X-Amz-", "@", "%40"];
    MARKS.iter().any(|mark| word.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delicate_words_go() {
        let text = "Bad token Atza|abc for x@y.z at https://a.b/?X-Amz-Signature=1 \u{1b}[31mnow";
        assert_eq!(
            sentence(text),
            "Bad token (removed) for (removed) at (removed) [31mnow"
        );
        assert_eq!(sentence(&"a".repeat(41)), "(removed)");
        let long = "errorCode=GeneralError;message=Unable_to_find_package_to_update";
        assert_eq!(
            explanation(&format!("{long} x@y.z")),
            format!("{long} (removed)")
        );
        assert_eq!(explanation(&"a".repeat(41)), "(removed)");
        assert_eq!(identifier("ab-12\u{1b}<b>"), "ab-12b");
    }
}
