//! The elements of a foreign XML document, one after another, within bounds and without any entity of its own.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

/// Elements within one another at most.
const MOST_DEPTH: usize = 16;

/// Text of one element at most, in bytes.
const MOST_TEXT: usize = 64 * 1024;

/// What a document tells while it is read.
pub(super) trait Visitor {
    /// An element begins; `path` are the names from the root to it.
    fn begins(&mut self, path: &[String]) -> Result<(), String>;
    /// An element ends; `text` is what stands in it after the last element inside.
    fn ends(&mut self, path: &[String], text: &str) -> Result<(), String>;
}

/// Reads a whole document. The error says what is wrong with it, without a full stop.
pub(super) fn visit(document: &str, visitor: &mut impl Visitor) -> Result<(), String> {
    let mut reader = Reader::from_str(document);
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut has_root = false;
    loop {
        let event = reader
            .read_event()
            .map_err(|_| format!("it is not well formed at byte {}", reader.buffer_position()))?;
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                if path.is_empty() && std::mem::replace(&mut has_root, true) {
                    return Err("it has more than one root".to_owned());
                }
                if path.len() >= MOST_DEPTH {
                    return Err(format!("it is deeper than {MOST_DEPTH} elements"));
                }
                path.push(start.local_name().as_ref().to_owned());
                text.clear();
                visitor.begins(&path)?;
                if matches!(event, Event::Empty(_)) {
                    visitor.ends(&path, "")?;
                    path.pop();
                }
            }
            Event::End(_) => {
                visitor.ends(&path, text.trim())?;
                path.pop();
                text.clear();
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                Ok(None) => text.push_str(
                    resolve_xml_entity(&reference)
                        .ok_or_else(|| "it uses an entity of its own".to_owned())?,
                ),
                Err(_) => return Err("it names a character that does not exist".to_owned()),
            },
            Event::DocType(_) => return Err("it has a document type of its own".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if has_root && path.is_empty() => return Ok(()),
            Event::Eof => return Err("it ends too early".to_owned()),
        }
        if text.len() > MOST_TEXT {
            return Err("it has too much text in one element".to_owned());
        }
        if path.is_empty() && !text.trim().is_empty() {
            return Err("it has text outside its root".to_owned());
        }
    }
}
