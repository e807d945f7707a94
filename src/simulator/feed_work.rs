//! Works a feed through: message by message, with the report at the end.

use std::collections::HashSet;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use roxmltree::Node;

use super::acknowledgement_feed;
use super::dice::Dice;
use super::fault::Fault;
use super::feed::{Feed, FeedStatus, FeedType};
use super::feed_wording::{REFUSALS, wording};
use super::feed_xml::{self, Violation, child, child_text, children};
use super::fulfilment_feed;
use super::house::{House, lock};
use super::processing_report::{self, Finding, Summary};
use super::shipment::Objection;

/// How a feed ends.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: FeedStatus,
    pub(crate) report: Option<String>,
}

/// One message of a feed, about to be worked on.
pub(crate) struct Message<'a, 'i> {
    pub(crate) id: u64,
    pub(crate) payload: Node<'a, 'i>,
    pub(crate) feed: &'a Feed,
    /// Unix milliseconds.
    pub(crate) at: i64,
}

impl Message<'_, '_> {
    /// What the ledger calls the message.
    pub(crate) fn source(&self) -> String {
        format!("feed {} message {}", self.feed.id, self.id)
    }

    /// A finding about the message.
    pub(crate) fn finding(&self, error: bool, code: &str, text: &str) -> Finding {
        let order = child_text(self.payload, "AmazonOrderID");
        Finding {
            message: self.id,
            error,
            code: code.to_owned(),
            text: text.to_owned(),
            order_id: Some(order).filter(|order| !order.is_empty()),
            item_id: None,
        }
    }

    /// The finding that an objection of the shop makes.
    pub(crate) fn objection(&self, objection: &Objection) -> Finding {
        let (code, text) = wording(objection);
        let mut finding = self.finding(true, &code, &text);
        finding.item_id = match objection {
            Objection::UnknownItem(id)
            | Objection::CancelledItem(id)
            | Objection::TooMany(id, _, _) => Some(id.clone()),
            _ => None,
        };
        finding
    }
}

/// Works through all messages that the feed's fate lets through. `at` in Unix milliseconds.
pub(crate) fn work(house: &House, feed: &Feed, content: &[u8], at: i64) -> Outcome {
    let merchant = house
        .sellers
        .get(feed.seller)
        .map_or("", |seller| seller.seller_id.as_str());
    let checked = feed_xml::parse(content).and_then(|document| {
        check_envelope(document.root_element(), feed, merchant)?;
        Ok(document)
    });
    let document = match checked {
        Ok(document) => document,
        Err(violation) => {
            let finding = whole_feed(violation.code, &violation.text);
            let summary = Summary {
                processed: 0,
                errors: 1,
                warnings: 0,
            };
            let report =
                processing_report::write(merchant, &feed.id, "Rejected", summary, &[finding]);
            return Outcome {
                status: FeedStatus::Fatal,
                report: Some(report),
            };
        }
    };
    let messages: Vec<Message<'_, '_>> = children(document.root_element(), "Message")
        .filter_map(|node| {
            Some(Message {
                id: child_text(node, "MessageID").parse().ok()?,
                payload: child(node, feed.kind.message_type())?,
                feed,
                at,
            })
        })
        .collect();
    if let Some(done) = fatal_after(feed, house, messages.len()) {
        for message in messages.iter().take(done) {
            apply(house, message);
        }
        return Outcome {
            status: FeedStatus::Fatal,
            report: None,
        };
    }
    work_through(house, feed, &messages, merchant)
}

/// How many messages are done before a feed ends FATAL, if it does.
fn fatal_after(feed: &Feed, house: &House, messages: usize) -> Option<usize> {
    if feed.faults.contains(&Fault::FeedFatal) {
        return Some(0);
    }
    if !feed.faults.contains(&Fault::FeedFatalPart) {
        return None;
    }
    let last = i64::try_from(messages).unwrap_or(i64::MAX) - 1;
    let part = dice(house, feed, 73).between(1.min(last), last);
    usize::try_from(part).ok()
}

fn work_through(
    house: &House,
    feed: &Feed,
    messages: &[Message<'_, '_>],
    merchant: &str,
) -> Outcome {
    let mut findings = Vec::new();
    let mut summary = Summary {
        processed: messages.len(),
        ..Summary::default()
    };
    let chosen = |topic: u64, fault: Fault| {
        let place = dice(house, feed, topic).below(messages.len() as u64);
        feed.faults.contains(&fault).then_some(place)
    };
    let nameless = chosen(74, Fault::NamelessError);
    let unlisted = chosen(75, Fault::ReportShort);
    for (place, message) in (0..).zip(messages) {
        if nameless == Some(place) {
            summary.errors += 1;
            findings.push(whole_feed(
                "99002",
                "One or more messages could not be processed.",
            ));
        } else if unlisted == Some(place) {
            summary.errors += 1;
        } else if let Some(refused) = refused_at_will(house, feed, message, place) {
            summary.errors += 1;
            findings.push(refused);
        } else {
            let found = apply(house, message);
            summary.errors += usize::from(found.iter().any(|finding| finding.error));
            summary.warnings += usize::from(found.iter().any(|finding| !finding.error));
            findings.extend(found);
        }
    }
    let transaction = match feed.faults.contains(&Fault::ReportForeign) {
        true => format!("{}7", feed.id),
        false => feed.id.clone(),
    };
    let report = processing_report::write(merchant, &transaction, "Complete", summary, &findings);
    Outcome {
        status: FeedStatus::Done,
        report: (!feed.faults.contains(&Fault::ReportMissing)).then_some(report),
    }
}

/// The refusal of a message that a fault strikes.
fn refused_at_will(
    house: &House,
    feed: &Feed,
    message: &Message<'_, '_>,
    place: u64,
) -> Option<Finding> {
    let named = feed.faults.contains(&Fault::MessageError(message.id));
    let struck = named || lock(&house.faults).refuses_message(feed.number, place);
    if !struck {
        return None;
    }
    house.note_fault(Fault::MessageError(message.id));
    let topic = 76 + place;
    let (code, text) = *dice(house, feed, topic).pick(&REFUSALS);
    Some(message.finding(true, code, text))
}

fn apply(house: &House, message: &Message<'_, '_>) -> Vec<Finding> {
    match message.feed.kind {
        FeedType::Fulfilment => fulfilment_feed::apply(house, message),
        FeedType::Acknowledgement => acknowledgement_feed::apply(house, message),
    }
}

/// What the schema does not say: the right type, the right merchant, every message id once.
fn check_envelope(root: Node<'_, '_>, feed: &Feed, merchant: &str) -> Result<(), Violation> {
    let violation = |code, text: String| Err(Violation { code, text });
    let kind = child_text(root, "MessageType");
    if kind != feed.kind.message_type() {
        let text = format!("The message type {kind} does not belong to the type of the feed.");
        return violation("5003", text);
    }
    let identifier = child(root, "Header").map(|header| child_text(header, "MerchantIdentifier"));
    if identifier.as_deref() != Some(merchant) {
        let text = "The MerchantIdentifier does not belong to the account that sent the feed.";
        return violation("5004", text.to_owned());
    }
    let mut ids = HashSet::new();
    for message in children(root, "Message") {
        let id = child_text(message, "MessageID");
        if child(message, &kind).is_none() {
            let text = format!("Message {id} is not of the type {kind}.");
            return violation("5003", text);
        }
        if id.parse::<u64>().is_err() || !ids.insert(id.trim_start_matches('0').to_owned()) {
            let text = format!("The MessageID {id} is not unique in the feed.");
            return violation("5005", text);
        }
    }
    Ok(())
}

fn whole_feed(code: &str, text: &str) -> Finding {
    Finding {
        message: 0,
        error: true,
        code: code.to_owned(),
        text: text.to_owned(),
        order_id: None,
        item_id: None,
    }
}

fn dice(house: &House, feed: &Feed, topic: u64) -> Dice {
    Dice::new(house.seed, feed.number, topic)
}

/// Compressed as Amazon does it.
pub(crate) fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // a vector takes every byte
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
