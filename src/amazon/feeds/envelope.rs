//! The XML document around the messages of an order feed.

use super::super::sendable;
use crate::domain::feed::{FeedKind, MessageId};
use crate::domain::ids::OrderItemId;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::collections::HashSet;
use std::io;

/// A feed stays below this many bytes, as Amazon advises.
pub const MOST_FEED_BYTES: usize = 10 * 1024 * 1024;

const ENVELOPE: &str = "AmazonEnvelope";

/// A feed, ready to be uploaded.
#[derive(Clone, PartialEq, Eq)]
pub struct BuiltFeed {
    /// The document; without any message if nothing is `included`, and then not to be sent.
    pub xml: Vec<u8>,
    /// The messages in it, in their order.
    pub included: Vec<MessageId>,
    /// Those that Amazon would not take, with which it would refuse all others too. What is neither here nor included did
    /// not fit any more and waits for the next feed.
    pub unfit: Vec<(MessageId, Unfit)>,
}

/// Why something can't be told by feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Without items it would stand for the whole order.
    #[error("It names no items.")]
    NoItems,
    /// Feeds want order items with fourteen digits.
    #[error("The order item {0:?} does not have the fourteen digits that a feed needs.")]
    ItemId(String),
    /// A carrier of one's own has a name.
    #[error("The carrier has no name.")]
    CarrierName,
    /// A shortened tracking number is a wrong one.
    #[error("The tracking number is longer than the 50 characters that a feed takes.")]
    Tracking,
    /// A year that no shipment is of.
    #[error("The date of the shipment can't be right.")]
    ShipDate,
    /// Messages of a feed are told apart by their number.
    #[error("The number of the message is used twice.")]
    Repeated,
    /// Larger than a whole feed may be.
    #[error("It is too large for a feed.")]
    TooLarge,
}

/// Why no feed can be made at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedProblem {
    /// The account's seller id is none.
    #[error("The account's seller id can't be sent: it must have 1 to 50 characters.")]
    SellerId,
    /// The document could not be written.
    #[error("The feed could not be written: {0}.")]
    Writing(String),
}

impl From<io::Error> for FeedProblem {
    fn from(error: io::Error) -> Self {
        FeedProblem::Writing(error.to_string())
    }
}

/// Writes XML into memory.
pub(super) type XmlWriter = Writer<Vec<u8>>;

/// What a kind of feed is made of.
pub(super) trait Message {
    /// Which kind.
    const KIND: FeedKind;
    /// Whether Amazon can take it.
    fn fits(&self) -> Result<(), Unfit>;
    /// Writes what stands after `MessageID`.
    fn write(&self, writer: &mut XmlWriter) -> io::Result<()>;
}

/// The name of the element that a message of this kind has.
pub(super) fn message_type(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Fulfilment => "OrderFulfillment",
        FeedKind::Acknowledgement => "OrderAcknowledgement",
    }
}

/// Makes a feed of as many messages as fit, in their order.
pub(super) fn build<'a, M: Message + 'a>(
    seller_id: &str,
    messages: impl IntoIterator<Item = (MessageId, &'a M)>,
) -> Result<BuiltFeed, FeedProblem> {
    let mut writer = head(seller_id, M::KIND)?;
    let empty = writer.get_mut().len();
    let room = MOST_FEED_BYTES - ENVELOPE.len() - "</>".len() - 1;
    let mut seen = HashSet::new();
    let (mut included, mut unfit) = (Vec::new(), Vec::new());
    for (id, message) in messages {
        if !seen.insert(id) {
            unfit.push((id, Unfit::Repeated));
            continue;
        }
        if let Err(why) = message.fits() {
            unfit.push((id, why));
            continue;
        }
        let written = one(id, message)?;
        if empty + written.len() > room {
            unfit.push((id, Unfit::TooLarge));
        } else if writer.get_mut().len() + written.len() > room {
            break;
        } else {
            writer.get_mut().extend_from_slice(&written);
            included.push(id);
        }
    }
    writer.write_event(Event::End(BytesEnd::new(ENVELOPE)))?;
    Ok(BuiltFeed {
        xml: writer.into_inner(),
        included,
        unfit,
    })
}

fn head(seller_id: &str, kind: FeedKind) -> Result<XmlWriter, FeedProblem> {
    let seller = sendable::line(seller_id);
    if !(1..=sendable::MOST_CHARS).contains(&seller.chars().count()) {
        return Err(FeedProblem::SellerId);
    }
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let envelope = BytesStart::new(ENVELOPE).with_attributes([
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:noNamespaceSchemaLocation", "amzn-envelope.xsd"),
    ]);
    writer.write_event(Event::Start(envelope))?;
    inside(&mut writer, "Header", |header| {
        element(header, "DocumentVersion", "1.01")?;
        element(header, "MerchantIdentifier", &seller)
    })?;
    element(&mut writer, "MessageType", message_type(kind))?;
    Ok(writer)
}

fn one<M: Message>(id: MessageId, message: &M) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    inside(&mut writer, "Message", |writer| {
        element(writer, "MessageID", &id.to_string())?;
        message.write(writer)
    })?;
    Ok(writer.into_inner())
}

/// An element with others inside.
pub(super) fn inside(
    writer: &mut XmlWriter,
    name: &str,
    write: impl FnOnce(&mut XmlWriter) -> io::Result<()>,
) -> io::Result<()> {
    writer.create_element(name).write_inner_content(write)?;
    Ok(())
}

/// An element with a text inside.
pub(super) fn element(writer: &mut XmlWriter, name: &str, text: &str) -> io::Result<()> {
    let text = BytesText::new(text);
    writer.create_element(name).write_text_content(text)?;
    Ok(())
}

/// An element with a text inside; none at all for no text.
pub(super) fn element_if_any(writer: &mut XmlWriter, name: &str, text: &str) -> io::Result<()> {
    match text.is_empty() {
        true => Ok(()),
        false => element(writer, name, text),
    }
}

/// Whether all order items have the form that feeds want.
pub(super) fn items_fit<'a>(
    items: impl ExactSizeIterator<Item = &'a OrderItemId>,
) -> Result<(), Unfit> {
    if items.len() == 0 {
        return Err(Unfit::NoItems);
    }
    for item in items {
        let text = item.as_str();
        if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Unfit::ItemId(text.chars().take(30).collect()));
        }
    }
    Ok(())
}
