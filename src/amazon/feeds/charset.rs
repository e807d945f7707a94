//! The characters of a downloaded document.

use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// Where an XML declaration is looked for, in bytes.
const DECLARATION: usize = 200;

/// The text of an XML document, by its byte order mark, or by what the content type and the XML declaration say. Where they
/// differ, UTF-8 counts if it fits, then the content type. `None` if the bytes fit nothing of that.
pub(super) fn text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Option<Cow<'a, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return whole(encoding, &bytes[mark..]);
    }
    let mut told: Vec<&'static Encoding> = content_type
        .and_then(|told| after(told, "charset="))
        .into_iter()
        .chain(declared(bytes))
        .filter_map(|label| Encoding::for_label(label.as_bytes()))
        .collect();
    if told.is_empty() {
        told.push(UTF_8);
    }
    told.sort_by_key(|encoding| *encoding != UTF_8);
    told.into_iter().find_map(|encoding| whole(encoding, bytes))
}

fn whole<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let declaration = head
        .trim_start()
        .strip_prefix("<?xml")?
        .split("?>")
        .next()?;
    after(declaration, "encoding=")
}

/// The word after a name, with or without quotes.
fn after(text: &str, name: &str) -> Option<String> {
    let at = text.to_ascii_lowercase().find(name)? + name.len();
    let word = text[at..].trim_start_matches(['"', '\'']);
    let end = word.find(['"', '\'', ';', ' ', ',']).unwrap_or(word.len());
    Some(word[..end].to_owned()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_honoured() {
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xfc</a>";
        assert!(text(latin, None).is_some_and(|t| t.ends_with("<a>ü</a>")));
        assert!(text(latin, Some("text/xml; charset=UTF-8")).is_some_and(|t| t.contains('ü')));
        assert!(
            text(b"<a>\xfc</a>", Some("text/xml;charset=\"Cp1252\""))
                .is_some_and(|t| t.contains('ü'))
        );
        assert_eq!(text(b"<a>\xfc</a>", Some("text/xml")), None);
        assert_eq!(text(b"<a>\xfc</a>", Some("text/xml; charset=utf-8")), None);
        let both = "<?xml version='1.0' encoding='ISO-8859-1'?><a>ü</a>".as_bytes();
        assert!(text(both, Some("text/xml; charset=UTF-8")).is_some_and(|t| t.contains('ü')));
        let japanese = b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a>\x93\x8c</a>";
        assert!(text(japanese, None).is_some_and(|t| t.contains('東')));
        assert_eq!(
            text(b"\xef\xbb\xbf<a/>", Some("x; charset=Shift_JIS")).as_deref(),
            Some("<a/>")
        );
        assert_eq!(text(b"\xff\xfe<\0a\0/\0>\0", None).as_deref(), Some("<a/>"));
        assert_eq!(
            text("<a>é</a>".as_bytes(), Some("charset=nonsense")).as_deref(),
            Some("<a>é</a>")
        );
        assert_eq!(text(b"", None).as_deref(), Some(""));
    }
}
