//! The feeds that we make, held against the facts about Amazon's schemas by another XML parser.

use super::shipments::shipment;
use orderdeck::amazon::feeds::{
    BuiltFeed, FeedProblem, MOST_FEED_BYTES, Unfit, acknowledgement_feed, fulfilment_feed,
};
use orderdeck::domain::cancellation::{CancelReason, Cancellation, CancelledItem};
use orderdeck::domain::carrier::{Carrier, CarrierCode};
use orderdeck::domain::feed::MessageId;
use orderdeck::domain::ids::OrderItemId;
use orderdeck::domain::moment::Moment;
use orderdeck::domain::shipment::{PackageReference, Shipment, ShippedItem};
use proptest::prelude::*;
use roxmltree::{Document, Node};
use serde_json::Value;
use std::collections::HashSet;
use std::num::{NonZeroU32, NonZeroU64};
use std::sync::LazyLock;

static FACTS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/spapi/order-feeds.json")).unwrap());

/// Whether an element is made of what the facts say, in that order.
fn check_sequence(node: Node, sequence: &Value) {
    let children: Vec<Node> = node.children().filter(Node::is_element).collect();
    let mut at = 0;
    for part in sequence.as_array().unwrap() {
        let names = match part.get("choice") {
            Some(choice) => choice.as_array().unwrap().clone(),
            None => vec![part.clone()],
        };
        let mut count = 0;
        while let Some(child) = children.get(at) {
            let Some(found) = names.iter().find(|n| n["name"] == child.tag_name().name()) else {
                break;
            };
            check_element(*child, found);
            (count, at) = (count + 1, at + 1);
        }
        let (min, max) = (part["min"].as_u64().unwrap(), part["max"].as_u64());
        assert!(
            count >= min && max.is_none_or(|max| count <= max),
            "{count} of {part}"
        );
    }
    assert!(
        at == children.len(),
        "out of place: {:?} in {node:?}",
        children.get(at)
    );
}

fn check_element(node: Node, fact: &Value) {
    if let Some(sequence) = fact.get("sequence") {
        let texts = node.children().filter(|c| c.is_text());
        assert!(
            texts
                .into_iter()
                .all(|t| t.text().unwrap().trim().is_empty())
        );
        return check_sequence(node, sequence);
    }
    assert!(node.children().all(|child| child.is_text()), "{node:?}");
    let text = node.text().unwrap_or_default();
    if let Some(allowed) = fact.get("enum") {
        assert!(
            allowed.as_array().unwrap().iter().any(|a| a == text),
            "{text}"
        );
    }
    if fact.get("enumRef").is_some() {
        let codes = FACTS["carrierCodes"]["values"].as_array().unwrap();
        assert!(codes.iter().any(|code| code == text), "{text}");
    }
    let named = fact["type"].as_str().unwrap_or_default();
    match named {
        "positiveInteger" => assert!(text.parse::<u64>().unwrap() > 0),
        "dateTime" => {
            chrono::DateTime::parse_from_rfc3339(text).unwrap();
        }
        _ => check_type(text, &FACTS["types"][named]),
    }
    check_type(text, fact);
}

fn check_type(text: &str, fact: &Value) {
    let chars = text.chars().count() as u64;
    assert!(
        fact["maxLength"].as_u64().is_none_or(|most| chars <= most),
        "{text}"
    );
    assert!(!text.contains(['\t', '\n', '\r']), "{text:?}");
    if let Some(pattern) = fact["pattern"].as_str() {
        let schema = serde_json::json!({"pattern": format!("^(?:{pattern})$")});
        assert!(
            jsonschema::is_valid(&schema, &text.into()),
            "{text} is not {pattern}"
        );
    }
}

/// Checks a whole feed; the text of every message's payload is returned for closer looks.
fn check_feed<T>(feed: &BuiltFeed, kind: &str, look: impl Fn(Node) -> T) -> Vec<T> {
    let text = std::str::from_utf8(&feed.xml).unwrap();
    let encoding = &FACTS["encoding"];
    assert!(text.starts_with(encoding["declaration"].as_str().unwrap()));
    assert!(feed.xml.len() < MOST_FEED_BYTES);
    let document = Document::parse(text).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "AmazonEnvelope");
    let schema = (
        "http://www.w3.org/2001/XMLSchema-instance",
        "noNamespaceSchemaLocation",
    );
    assert_eq!(root.attribute(schema), Some("amzn-envelope.xsd"));
    let expected = FACTS["feedTypes"][kind]["messageType"].as_str().unwrap();
    let said = root
        .children()
        .find(|c| c.has_tag_name("MessageType"))
        .unwrap();
    assert_eq!(said.text(), Some(expected));
    // The facts name the payload as `<payload>`: it is looked at by itself.
    let mut envelope = FACTS["AmazonEnvelope"]["sequence"].clone();
    let message = envelope.as_array_mut().unwrap().last_mut().unwrap();
    message["sequence"][2]["name"] = expected.into();
    message["sequence"][2]["sequence"] = FACTS[expected]["sequence"].clone();
    if feed.included.is_empty() {
        message["min"] = 0.into();
    }
    check_sequence(root, &envelope);
    let messages: Vec<Node> = root
        .children()
        .filter(|c| c.has_tag_name("Message"))
        .collect();
    let ids: Vec<String> = messages
        .iter()
        .map(|m| field(*m, "MessageID").unwrap())
        .collect();
    let included: Vec<String> = feed.included.iter().map(MessageId::to_string).collect();
    assert_eq!(ids, included);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    messages.into_iter().map(look).collect()
}

/// The text of the first element of this name below.
fn field(node: Node, name: &str) -> Option<String> {
    let found = node.descendants().find(|n| n.has_tag_name(name))?;
    Some(found.text().unwrap_or_default().to_owned())
}

fn id(number: u64) -> MessageId {
    MessageId(NonZeroU64::new(number).unwrap())
}

fn pieces(item: &str, quantity: u32) -> ShippedItem {
    ShippedItem {
        item: OrderItemId::from(item),
        quantity: NonZeroU32::new(quantity).unwrap(),
    }
}

fn cancellation(reason: CancelReason, quantity: Option<u32>) -> Cancellation {
    let item = |item: &str| CancelledItem {
        item: OrderItemId::from(item),
        quantity: quantity.and_then(NonZeroU32::new),
    };
    Cancellation {
        order: "302-1234567-7654321".parse().unwrap(),
        reason,
        items: vec![item("12345678901234"), item("12345678901235")],
    }
}

fn feed_of(shipments: &[Shipment]) -> BuiltFeed {
    let numbered = shipments
        .iter()
        .enumerate()
        .map(|(n, s)| (id(n as u64 + 1), s));
    fulfilment_feed("A1SELLER", numbered).unwrap()
}

#[test]
fn shipments_to_the_letter() {
    let own = Shipment {
        package: PackageReference::new(2).unwrap(),
        carrier: Carrier::Own("Mario & Söhne".to_owned()),
        shipping_method: "Express <24h>".to_owned(),
        shipped: Moment::parse("2026-11-22T11:15:00.250+01:00").unwrap(),
        items: vec![pieces("12345678901234", 1), pieces("12345678901235", 3)],
        ..shipment()
    };
    let feed = fulfilment_feed("A1SELLER", [(id(5), &shipment()), (id(3), &own)]).unwrap();
    assert_eq!(feed.included, [id(5), id(3)]);
    assert!(feed.unfit.is_empty());
    let wanted = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?>"#,
        r#"<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">"#,
        "<Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>A1SELLER</MerchantIdentifier></Header>",
        "<MessageType>OrderFulfillment</MessageType>",
        "<Message><MessageID>5</MessageID><OperationType>Update</OperationType><OrderFulfillment>",
        "<AmazonOrderID>302-1234567-7654321</AmazonOrderID><MerchantFulfillmentID>7</MerchantFulfillmentID>",
        "<FulfillmentDate>2026-11-22T10:15:00Z</FulfillmentDate>",
        "<FulfillmentData><CarrierCode>DHL-Paket</CarrierCode><ShipperTrackingNumber>00340434161094000001</ShipperTrackingNumber></FulfillmentData>",
        "<Item><AmazonOrderItemCode>12345678901234</AmazonOrderItemCode><Quantity>2</Quantity></Item>",
        "</OrderFulfillment></Message>",
        "<Message><MessageID>3</MessageID><OperationType>Update</OperationType><OrderFulfillment>",
        "<AmazonOrderID>302-1234567-7654321</AmazonOrderID><MerchantFulfillmentID>2</MerchantFulfillmentID>",
        "<FulfillmentDate>2026-11-22T10:15:00.250Z</FulfillmentDate>",
        "<FulfillmentData><CarrierCode>Other</CarrierCode><CarrierName>Mario &amp; Söhne</CarrierName>",
        "<ShippingMethod>Express &lt;24h&gt;</ShippingMethod><ShipperTrackingNumber>00340434161094000001</ShipperTrackingNumber></FulfillmentData>",
        "<Item><AmazonOrderItemCode>12345678901234</AmazonOrderItemCode><Quantity>1</Quantity></Item>",
        "<Item><AmazonOrderItemCode>12345678901235</AmazonOrderItemCode><Quantity>3</Quantity></Item>",
        "</OrderFulfillment></Message></AmazonEnvelope>",
    );
    assert_eq!(String::from_utf8(feed.xml.clone()).unwrap(), wanted);
    check_feed(&feed, "POST_ORDER_FULFILLMENT_DATA", |_| ());
}

#[test]
fn cancellations_whole_and_in_part() {
    let all: Vec<Cancellation> = CancelReason::ALL
        .iter()
        .enumerate()
        .map(|(n, reason)| cancellation(*reason, (n % 2 == 0).then_some(n as u32 + 1)))
        .collect();
    let numbered = all.iter().enumerate().map(|(n, c)| (id(n as u64 + 1), c));
    let feed = acknowledgement_feed("A1SELLER", numbered).unwrap();
    let told = check_feed(&feed, "POST_ORDER_ACKNOWLEDGEMENT_DATA", |message| {
        let items = message
            .descendants()
            .filter(|n| n.has_tag_name("Item"))
            .count();
        assert_eq!(items, 2);
        assert_eq!(field(message, "StatusCode").as_deref(), Some("Failure"));
        (
            field(message, "CancelReason").unwrap(),
            field(message, "Quantity"),
        )
    });
    let wanted: Vec<(String, Option<String>)> = CancelReason::ALL
        .iter()
        .enumerate()
        .map(|(n, reason)| {
            (
                reason.to_string(),
                (n % 2 == 0).then(|| (n + 1).to_string()),
            )
        })
        .collect();
    assert_eq!(told, wanted);
    let known = FACTS["OrderAcknowledgement"]["sequence"][3]["sequence"][2]["enum"].clone();
    let known: HashSet<&str> = known
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap())
        .collect();
    let ours: HashSet<&str> = CancelReason::ALL.iter().map(|r| r.as_str()).collect();
    assert_eq!(ours, known);
    for reason in CancelReason::ALL {
        assert_eq!(
            CancelReason::parse(&reason.as_str().to_lowercase()),
            Some(*reason)
        );
    }
    assert_eq!(CancelReason::parse("Bored"), None);
}

#[test]
fn every_carrier_of_the_list_is_one_that_amazon_takes() {
    let facts: Vec<&str> = FACTS["carrierCodes"]["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap())
        .collect();
    let shipments: Vec<Shipment> = facts
        .iter()
        .filter_map(|code| CarrierCode::exact(code))
        .map(|code| Shipment {
            carrier: Carrier::Listed(code),
            ..shipment()
        })
        .collect();
    assert_eq!(
        shipments.len(),
        facts.len() - 5,
        "all but Other, Otro, Sonstige, Andere and HS code"
    );
    check_feed(&feed_of(&shipments), "POST_ORDER_FULFILLMENT_DATA", |_| ());
}

#[test]
fn what_would_spoil_the_feed_is_left_out() {
    let bad = |change: fn(&mut Shipment)| {
        let mut shipment = shipment();
        change(&mut shipment);
        shipment
    };
    let shipments = [
        shipment(),
        bad(|s| s.items.clear()),
        bad(|s| s.items.push(pieces("1234567890123", 1))),
        bad(|s| s.items.push(pieces("1234567890123x", 1))),
        bad(|s| s.items.push(pieces("１２３４５６７８９０１２３４", 1))),
        bad(|s| s.carrier = Carrier::Own(" \u{0}\n".to_owned())),
        bad(|s| s.tracking = "1".repeat(51)),
        bad(|s| s.shipped = Moment::from_millis(i64::MAX)),
        bad(|s| s.shipped = Moment::from_millis(0)),
        bad(|s| s.tracking = "1".repeat(50)),
        bad(|s| s.tracking = " \u{1}".to_owned()),
    ];
    let feed = feed_of(&shipments);
    assert_eq!(feed.included, [id(1), id(10), id(11)]);
    let item = |text: &str| Unfit::ItemId(text.to_owned());
    assert_eq!(
        feed.unfit,
        [
            (id(2), Unfit::NoItems),
            (id(3), item("1234567890123")),
            (id(4), item("1234567890123x")),
            (id(5), item("１２３４５６７８９０１２３４")),
            (id(6), Unfit::CarrierName),
            (id(7), Unfit::Tracking),
            (id(8), Unfit::ShipDate),
            (id(9), Unfit::ShipDate),
        ]
    );
    let tracking = check_feed(&feed, "POST_ORDER_FULFILLMENT_DATA", |message| {
        field(message, "ShipperTrackingNumber")
    });
    assert_eq!(
        tracking,
        [Some(shipment().tracking), Some("1".repeat(50)), None]
    );

    let twice = fulfilment_feed("A1", [(id(1), &shipment()), (id(1), &shipment())]).unwrap();
    assert_eq!(
        (twice.included, twice.unfit),
        (vec![id(1)], vec![(id(1), Unfit::Repeated)])
    );
    let huge = bad(|s| s.items = vec![pieces("12345678901234", 1); 150_000]);
    let feed = fulfilment_feed("A1", [(id(1), &huge), (id(2), &shipment())]).unwrap();
    assert_eq!(
        (feed.included, feed.unfit),
        (vec![id(2)], vec![(id(1), Unfit::TooLarge)])
    );

    let mut nothing = cancellation(CancelReason::NoInventory, None);
    nothing.items.clear();
    let feed = acknowledgement_feed("A1", [(id(1), &nothing)]).unwrap();
    assert!(feed.included.is_empty());
    check_feed(&feed, "POST_ORDER_ACKNOWLEDGEMENT_DATA", |_| ());
}

#[test]
fn a_seller_id_must_be_one() {
    for seller in ["", "  ", "\u{0}", &"A".repeat(51)] {
        let built = fulfilment_feed(seller, [(id(1), &shipment())]);
        assert_eq!(built.err(), Some(FeedProblem::SellerId));
    }
}

#[test]
fn what_does_not_fit_waits_for_the_next_feed() {
    let parcel = shipment();
    let all: Vec<MessageId> = (1..=30_000).map(id).collect();
    let mut open: &[MessageId] = &all;
    let mut feeds = 0;
    while !open.is_empty() {
        let feed = fulfilment_feed("A1SELLER", open.iter().map(|id| (*id, &parcel))).unwrap();
        assert!(feed.xml.len() < MOST_FEED_BYTES);
        assert_eq!(feed.included, open[..feed.included.len()]);
        open = &open[feed.included.len()..];
        if !open.is_empty() {
            assert!(
                feed.xml.len() > MOST_FEED_BYTES - 2_000,
                "{}",
                feed.xml.len()
            );
        }
        feeds += 1;
    }
    assert_eq!(feeds, 2);
}

/// What XML 1.0 lets a document hold (production 2), with line breaks and tabs as blanks.
fn allowed(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| matches!(*c as u32, 0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x1_0000..=0x10_FFFF))
        .map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c })
        .collect();
    kept.trim().to_owned()
}

/// The text survived, or was cut behind at most fifty characters, of which few may be missing.
fn survived(sent: &str, arrived: Option<String>) {
    let (sent, arrived) = (allowed(sent), arrived.unwrap_or_default());
    if sent.chars().count() <= 50 {
        assert_eq!(arrived, sent);
    } else {
        assert!(sent.starts_with(&arrived), "{sent:?} came as {arrived:?}");
        assert!(!arrived.is_empty() && arrived.chars().count() <= 50);
    }
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-zA-Z0-9 ]{1,20}",
        prop::sample::select(vec![
            "]]>",
            "<![CDATA[",
            "&amp;",
            "&#0;",
            "&",
            "<",
            "</Item>",
            "\"'",
            "<!--",
            "<?xml?>",
            "\u{0}",
            "\u{1b}[31m",
            "\u{b}",
            "\u{fffe}",
            "\u{ffff}",
            "\u{85}",
            "\u{2028}",
            "\r\n",
            "\t",
            "👩‍👩‍👧",
            "e\u{301}\u{301}",
            "\u{202e}",
            "東京",
            "\u{feff}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn hostile_text_in_every_field(
        texts in prop::collection::vec((hostile(), hostile(), hostile(), hostile(), any::<i64>(), 1u32..), 1..4),
        seller in hostile(),
    ) {
        let shipments: Vec<Shipment> = texts
            .iter()
            .map(|(name, method, tracking, item, shipped, quantity)| Shipment {
                carrier: Carrier::Own(name.clone()),
                shipping_method: method.clone(),
                tracking: tracking.clone(),
                shipped: Moment::from_millis(shipped / 100_000),
                items: vec![pieces("12345678901234", *quantity), pieces(if quantity % 3 == 0 { item } else { "99999999999999" }, 1)],
                ..shipment()
            })
            .collect();
        let numbered = shipments.iter().enumerate().map(|(n, s)| (id(n as u64 + 1), s));
        let fits = (1..=50).contains(&allowed(&seller).chars().count());
        let Ok(feed) = fulfilment_feed(&seller, numbered) else {
            prop_assert!(!fits);
            return Ok(());
        };
        prop_assert!(fits);
        prop_assert_eq!(feed.included.len() + feed.unfit.len(), shipments.len());
        check_feed(&feed, "POST_ORDER_FULFILLMENT_DATA", |message| {
            let number: usize = field(message, "MessageID").unwrap().parse().unwrap();
            let sent = &shipments[number - 1];
            assert_eq!(field(message.document().root_element(), "MerchantIdentifier"), Some(allowed(&seller)));
            survived(sent.carrier.own_name().unwrap(), field(message, "CarrierName"));
            survived(&sent.shipping_method, field(message, "ShippingMethod"));
            assert_eq!(field(message, "ShipperTrackingNumber").unwrap_or_default(), allowed(&sent.tracking));
        });
    }

    #[test]
    fn cancellations_with_any_item(items in prop::collection::vec((hostile(), any::<u32>()), 0..4), valid in any::<bool>()) {
        let items = items.into_iter().map(|(text, quantity)| CancelledItem {
            item: OrderItemId(if valid { format!("{quantity:014}") } else { text }),
            quantity: NonZeroU32::new(quantity),
        });
        let cancellation = Cancellation { items: items.collect(), ..cancellation(CancelReason::BuyerCanceled, None) };
        let feed = acknowledgement_feed("A1", [(id(1), &cancellation)]).unwrap();
        let told = check_feed(&feed, "POST_ORDER_ACKNOWLEDGEMENT_DATA", |message| {
            message.descendants().filter(|n| n.has_tag_name("Item")).count()
        });
        if valid && !cancellation.items.is_empty() {
            prop_assert_eq!(told, [cancellation.items.len()]);
        }
    }
}
