//! Reads a feed as strictly as Amazon: well-formed XML in UTF-8 that its schema allows.

use roxmltree::{Document, Node};

use super::feed_schema::{Content, ENVELOPE, Part};

/// Why a document is no feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) code: &'static str,
    pub(crate) text: String,
}

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The document of a feed as a tree.
pub(crate) fn parse(bytes: &[u8]) -> Result<Document<'_>, Violation> {
    let text = std::str::from_utf8(bytes).map_err(|_| Violation {
        code: "5001",
        text: "The document is not valid UTF-8.".to_owned(),
    })?;
    if !declares_utf8(text) {
        return Err(Violation {
            code: "5001",
            text: "The encoding that the document declares is not UTF-8.".to_owned(),
        });
    }
    let document = Document::parse(text).map_err(|error| {
        let at = error.pos();
        ill_formed(at.row, at.col, &error.to_string())
    })?;
    check_root(&document)?;
    Ok(document)
}

fn declares_utf8(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let Some(declaration) = text.strip_prefix("<?xml") else {
        return true;
    };
    let declaration = declaration.split("?>").next().unwrap_or_default();
    match declaration.split_once("encoding") {
        None => true,
        Some((_, value)) => {
            let value = value.trim_start_matches([' ', '=', '"', '\'']);
            value.to_ascii_uppercase().starts_with("UTF-8")
        }
    }
}

fn check_root(document: &Document<'_>) -> Result<(), Violation> {
    let root = document.root_element();
    if root.tag_name().name() != "AmazonEnvelope" || root.tag_name().namespace().is_some() {
        return Err(unexpected(root, "AmazonEnvelope"));
    }
    for attribute in root.attributes() {
        let known = attribute.namespace() == Some(XSI)
            && attribute.name() == "noNamespaceSchemaLocation"
            && attribute.value() == "amzn-envelope.xsd";
        if !known {
            return Err(invalid(
                root,
                "An attribute of AmazonEnvelope is not allowed",
            ));
        }
    }
    check(root, &ENVELOPE)
}

fn check(node: Node<'_, '_>, content: &Content) -> Result<(), Violation> {
    let name = node.tag_name().name();
    match content {
        Content::Text(fits) => {
            let value = text(node);
            if node.children().any(|child| child.is_element()) {
                return Err(invalid(node, &format!("{name} holds elements")));
            }
            match fits(&value) {
                true => Ok(()),
                false => {
                    let shown: String = value.chars().take(60).collect();
                    Err(invalid(
                        node,
                        &format!("The value '{shown}' of {name} is not valid"),
                    ))
                }
            }
        }
        Content::Parts(parts) => {
            let stray = |child: &Node<'_, '_>| {
                child.is_text() && !child.text().unwrap_or_default().trim().is_empty()
            };
            if node.children().any(|child| stray(&child)) {
                return Err(invalid(node, &format!("{name} holds text")));
            }
            check_parts(node, parts)
        }
    }
}

fn check_parts(node: Node<'_, '_>, parts: &[Part]) -> Result<(), Violation> {
    let mut children = node.children().filter(Node::is_element).peekable();
    for part in parts {
        let mut count = 0;
        while count < part.most {
            let fitting = children.peek().and_then(|child| {
                let name = child.tag_name();
                let plain = name.namespace().is_none();
                let found = part.choices.iter();
                found
                    .clone()
                    .find(|choice| plain && choice.0 == name.name())
            });
            let Some((_, content)) = fitting else {
                break;
            };
            let Some(child) = children.next() else {
                break;
            };
            if child.attributes().next().is_some() {
                let name = child.tag_name().name();
                return Err(invalid(
                    child,
                    &format!("An attribute of {name} is not allowed"),
                ));
            }
            check(child, content)?;
            count += 1;
        }
        if count < part.least {
            let wanted: Vec<&str> = part.choices.iter().map(|choice| choice.0).collect();
            let wanted = wanted.join(" or ");
            return Err(match children.peek() {
                Some(child) => unexpected(*child, &wanted),
                None => invalid(
                    node,
                    &format!(
                        "The content of {} is not complete: {wanted} is expected",
                        node.tag_name().name()
                    ),
                ),
            });
        }
    }
    match children.next() {
        Some(child) => Err(unexpected(child, "no further element")),
        None => Ok(()),
    }
}

fn unexpected(node: Node<'_, '_>, wanted: &str) -> Violation {
    let name = node.tag_name().name();
    invalid(
        node,
        &format!("Invalid content was found starting with element '{name}'; {wanted} is expected"),
    )
}

fn invalid(node: Node<'_, '_>, what: &str) -> Violation {
    let at = node.document().text_pos_at(node.range().start);
    Violation {
        code: "5000",
        text: format!(
            "We are unable to process the XML feed because one or more items are invalid. {what}, at line {}, column {}.",
            at.row, at.col
        ),
    }
}

fn ill_formed(line: u32, column: u32, what: &str) -> Violation {
    Violation {
        code: "50001",
        text: format!(
            "Your feed is ill-formed at the Amazon Envelope XML level at (or near) line {line}, column {column}. {what}"
        ),
    }
}

/// The whole text of an element.
pub(crate) fn text(node: Node<'_, '_>) -> String {
    let texts = node.children().filter_map(|child| match child.is_text() {
        true => child.text(),
        false => None,
    });
    texts.collect()
}

/// The child element of this name.
pub(crate) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name(name))
}

/// The text of the child element of this name, empty if there is none.
pub(crate) fn child_text(node: Node<'_, '_>, name: &str) -> String {
    child(node, name).map(text).unwrap_or_default()
}

/// All child elements of this name.
pub(crate) fn children<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(move |child| child.has_tag_name(name))
}
