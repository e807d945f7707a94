//! Fulfilment feeds: what they do to orders, and how strictly they are read.

use serde_json::json;

use crate::feed_caller::{FULFILMENT, envelope, item, parcel, shipping};
use crate::parcels::{DE, FIRST, SECOND, US, changed, id, order};
use crate::world::{EU, NA, World};

const KIND: &str = "OrderFulfillment";

#[tokio::test]
async fn a_feed_ships_its_orders() {
    let world = World::new().await;
    world.german_orders(3);
    let (status, report) = world.run_feed(FULFILMENT, &shipping(3)).await;
    assert_eq!(
        (status.as_str(), report.status.as_str()),
        ("DONE", "Complete")
    );
    assert_eq!(report.counts, [3, 3, 0, 0]);
    assert!(report.results.is_empty());
    assert_eq!(
        world.shown(&id(2)).await["fulfillment"]["fulfillmentStatus"],
        "UNSHIPPED"
    );
    world.step(180);
    for number in 1..=3 {
        let order = world.shown(&id(number)).await;
        assert_eq!(order["fulfillment"]["fulfillmentStatus"], "SHIPPED");
        assert_eq!(order["packages"][0]["packageReferenceId"], "1");
        assert_eq!(
            order["packages"][0]["trackingNumber"],
            format!("0034043400000{number}")
        );
    }
    let ledger = world.sim.shop().shipments();
    let feed = &world.sim.shop().feeds()[0].feed_id;
    assert_eq!(ledger[1].sources, [format!("feed {feed} message 2")]);
    assert_eq!(ledger[1].items, [(FIRST.into(), 3), (SECOND.into(), 1)]);
}

#[tokio::test]
async fn messages_fail_one_by_one() {
    let world = World::new().await;
    world.german_orders(9);
    world.put(NA, order(20, US));
    world.put(
        EU,
        changed(21, DE, |order| {
            order["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
        }),
    );
    world.put(
        EU,
        changed(22, DE, |order| {
            order["fulfillment"]["fulfilledBy"] = json!("AMAZON");
        }),
    );
    let all = item(FIRST, 3) + &item(SECOND, 1);
    let late = parcel(9, &id(9), "1", &all).replace("2026-11-18T11:30", "2026-11-19T11:30");
    let zoneless = parcel(10, &id(9), "1", &all).replace("+00:00<", "<");
    let no_carrier =
        parcel(11, &id(9), "1", &all).replace("<CarrierCode>DHL-Paket</CarrierCode>", "");
    let nameless = parcel(12, &id(9), "1", &all).replace("DHL-Paket", "Other");
    let messages = [
        parcel(1, &id(1), "1", &item(FIRST, 3)),
        parcel(2, &id(1), "2", &item(FIRST, 1)),
        parcel(3, "302-9999999-9999999", "1", &all),
        parcel(4, &id(20), "1", &all),
        parcel(5, &id(21), "1", &all),
        parcel(6, &id(22), "1", &all),
        parcel(7, &id(2), "1", &item("33333333333333", 1)),
        parcel(8, "ABC-______1-ABCDEFG", "1", &all),
        late,
        zoneless,
        no_carrier,
        nameless,
        parcel(13, &id(3), "1", &(item(FIRST, 2) + &item(FIRST, 2))),
        parcel(14, &id(4), "1", &all),
    ];
    let (status, report) = world
        .run_feed(FULFILMENT, &envelope(KIND, &messages.concat()))
        .await;
    assert_eq!(status, "DONE");
    assert_eq!(report.counts, [14, 2, 12, 0]);
    assert_eq!(
        report.errors(),
        [
            (2, "18021"),
            (3, "18028"),
            (4, "18028"),
            (5, "18021"),
            (6, "18006"),
            (7, "18029"),
            (8, "25441"),
            (9, "18010"),
            (10, "18010"),
            (11, "18041"),
            (12, "18041"),
            (13, "18021"),
        ]
    );
    assert_eq!(report.results[0].4, id(1));
    assert_eq!(
        world.accepted(),
        [(id(1), "1".into(), 1), (id(4), "1".into(), 1)]
    );
}

#[tokio::test]
async fn what_is_left_out_means_the_whole_order() {
    let world = World::new().await;
    world.german_orders(2);
    let bare = format!(
        "<Message><MessageID>1</MessageID><OrderFulfillment><AmazonOrderID>{}</AmazonOrderID>\
         <FulfillmentDate>2026-11-18T11:30:00Z</FulfillmentDate>\
         <FulfillmentData><CarrierCode>Self Delivery</CarrierCode></FulfillmentData></OrderFulfillment></Message>",
        id(1)
    );
    let item = format!("<Item><AmazonOrderItemCode>{FIRST}</AmazonOrderItemCode></Item>");
    let content = envelope(KIND, &(bare + &parcel(2, &id(2), "5", &item)));
    let (_, report) = world.run_feed(FULFILMENT, &content).await;
    assert_eq!(report.counts, [2, 2, 0, 0], "{report:?}");
    let ledger = world.sim.shop().shipments();
    assert_eq!(ledger[0].items, [(FIRST.into(), 3), (SECOND.into(), 1)]);
    assert_eq!(ledger[0].tracking_number, "");
    assert_eq!(ledger[1].items, [(FIRST.into(), 3)]);
}

#[tokio::test]
async fn a_known_package_is_changed_and_not_doubled() {
    let world = World::new().await;
    world.german_orders(1);
    world.run_feed(FULFILMENT, &shipping(1)).await;
    let (_, report) = world.run_feed(FULFILMENT, &shipping(1)).await;
    assert_eq!(report.counts, [1, 1, 0, 0]);
    let without = shipping(1).replace("<MerchantFulfillmentID>1</MerchantFulfillmentID>", "");
    let (_, report) = world.run_feed(FULFILMENT, &without).await;
    assert_eq!(report.errors(), [(1, "18021")]);
    assert_eq!(world.accepted(), [(id(1), "1".into(), 2)]);
    world.step(600);
    let packages = &world.shown(&id(1)).await["packages"];
    assert_eq!(packages.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn odd_tracking_numbers_are_warned_of_in_europe() {
    let world = World::new().await;
    world.german_orders(1);
    let content = shipping(1).replace("DHL-Paket", "UPS");
    let (status, report) = world.run_feed(FULFILMENT, &content).await;
    assert_eq!((status.as_str(), report.counts), ("DONE", [1, 1, 0, 1]));
    assert_eq!(report.results[0].1, "Warning");
    assert!(
        report.results[0]
            .3
            .contains("expected format for the carrier UPS")
    );
    assert_eq!(world.accepted(), [(id(1), "1".into(), 1)]);
}

#[tokio::test]
async fn an_order_of_a_marketplace_that_the_feed_is_not_for() {
    let world = World::new().await;
    world.german_orders(1);
    let document = world.document(EU, &shipping(1)).await;
    let body = json!({"feedType": FULFILMENT, "marketplaceIds": ["A13V1IB3VIYZZH"], "inputFeedDocumentId": document});
    let answer = world.post(EU, crate::feed_caller::FEEDS, &body).await;
    world.step(180);
    let feed = world.look(answer.body["feedId"].as_str().unwrap()).await;
    let report = world
        .fetch(feed["resultFeedDocumentId"].as_str().unwrap())
        .await;
    assert!(
        String::from_utf8(report)
            .unwrap()
            .contains("<ResultMessageCode>18028<")
    );
    assert!(world.sim.shop().shipments().is_empty());
}

#[tokio::test]
async fn documents_that_amazons_schema_refuses() {
    let world = World::with(|settings| {
        settings.usage_plan = orderdeck::simulator::UsagePlan::Fast;
        settings.token_life = chrono::Duration::days(1);
    })
    .await;
    world.german_orders(1);
    let good = shipping(1);
    let table: &[(&str, &str, &str)] = &[
        ("</AmazonEnvelope>", "", "50001"),
        ("<Quantity>3</Quantity>", "<Quantity>3</quantity>", "50001"),
        ("DHL-Paket", "AT&T", "50001"),
        ("DHL-Paket", "DHL\u{1}Paket", "50001"),
        ("DHL-Paket", "DHL&#1;Paket", "50001"),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]>",
            "50001",
        ),
        ("UTF-8", "ISO-8859-1", "5001"),
        ("<MessageType>OrderFulfillment</MessageType>", "", "5000"),
        (
            "<MessageType>OrderFulfillment",
            "<MessageType>OrderAdjustment",
            "5003",
        ),
        ("A2NORDLICHT9EU", "A3JUNIPEROAKNA", "5004"),
        ("<DocumentVersion>1.01</DocumentVersion>", "", "5000"),
        ("<DocumentVersion>1.01", "<DocumentVersion>one", "5000"),
        ("<MessageID>1</MessageID>", "", "5000"),
        ("<MessageID>1<", "<MessageID>0<", "5000"),
        ("<MessageID>1<", "<MessageID>one<", "5000"),
        (
            "<MessageID>1</MessageID>",
            "<MessageID>1</MessageID><OperationType>Insert</OperationType>",
            "5000",
        ),
        ("302-0000000-0000001", "302-00000000000001", "5000"),
        (
            "<FulfillmentDate>2026-11-18T11:30:00+00:00</FulfillmentDate>",
            "",
            "5000",
        ),
        ("2026-11-18T11:30:00+00:00", "2026-11-18", "5000"),
        (
            "2026-11-18T11:30:00+00:00",
            "2026-11-18 11:30:00+00:00",
            "5000",
        ),
        ("DHL-Paket", "dhl-paket", "5000"),
        ("DHL-Paket", "Bike Messenger", "5000"),
        (
            "<ShippingMethod>Paket",
            "<ShippingMethod>Paket\nPlus",
            "5000",
        ),
        (
            "<ShippingMethod>Paket",
            "<ShippingMethod>ÄÖÜ4567890123456789012345678901234567890123456789X1",
            "5000",
        ),
        ("11111111111111", "1111", "5000"),
        ("<Quantity>3<", "<Quantity>0<", "5000"),
        ("<Quantity>3<", "<Quantity>-1<", "5000"),
        ("<Quantity>3<", "<Quantity> 3<", "5000"),
        ("<Item>", "<Item color=\"red\">", "5000"),
        ("<Item>", "<Item>text", "5000"),
        ("</Item>", "<Extra/></Item>", "5000"),
        (
            "<AmazonOrderItemCode>11111111111111</AmazonOrderItemCode><Quantity>3</Quantity>",
            "<Quantity>3</Quantity><AmazonOrderItemCode>11111111111111</AmazonOrderItemCode>",
            "5000",
        ),
        (
            "<CarrierCode>DHL-Paket</CarrierCode><ShippingMethod>Paket</ShippingMethod>",
            "<ShippingMethod>Paket</ShippingMethod><CarrierCode>DHL-Paket</CarrierCode>",
            "5000",
        ),
        (
            "<AmazonEnvelope ",
            "<AmazonEnvelope xmlns=\"urn:amazon\" ",
            "5000",
        ),
        ("<AmazonEnvelope ", "<AmazonEnvelope version=\"2\" ", "5000"),
    ];
    for (from, to, code) in table {
        assert!(good.contains(from), "{from}");
        world.step(2);
        let (status, report) = world.run_feed(FULFILMENT, &good.replace(from, to)).await;
        assert_eq!(
            (status.as_str(), report.status.as_str()),
            ("FATAL", "Rejected"),
            "{to}"
        );
        assert_eq!(report.errors(), [(0, *code)], "{from} -> {to}: {report:?}");
    }
    let twice = envelope(KIND, &parcel(1, &id(1), "1", "").repeat(2));
    let (_, report) = world.run_feed(FULFILMENT, &twice).await;
    assert_eq!(report.errors(), [(0, "5005")]);
    let (_, report) = world.run_feed(FULFILMENT, &envelope(KIND, "")).await;
    assert_eq!(report.errors(), [(0, "5000")]);
    assert!(world.sim.shop().shipments().is_empty());
    let forms = good
        .replace("DHL-Paket", "<![CDATA[DHL-Paket]]>")
        .replace("<Item>", "<!-- one --><Item>");
    let (status, _) = world
        .run_feed(FULFILMENT, &format!("\u{feff}{forms}"))
        .await;
    assert_eq!(status, "DONE", "all that XML allows is allowed");
}

#[tokio::test]
async fn hostile_text_arrives_as_it_was_written() {
    let world = World::new().await;
    world.german_orders(1);
    let content = shipping(1)
        .replace(
            "<CarrierCode>DHL-Paket</CarrierCode>",
            "<CarrierCode>Other</CarrierCode><CarrierName>&lt;b&gt; &amp; \"Söhne\" 宅急便 ]]&gt;</CarrierName>",
        )
        .replace("<ShippingMethod>Paket<", "<ShippingMethod>&#x202e;=1+1&apos;<");
    let (_, report) = world.run_feed(FULFILMENT, &content).await;
    assert_eq!(report.counts, [1, 1, 0, 0], "{report:?}");
    let ledger = world.sim.shop().shipments();
    assert_eq!(ledger[0].carrier_name, "<b> & \"Söhne\" 宅急便 ]]>");
    assert_eq!(ledger[0].shipping_method, "\u{202e}=1+1'");
}
