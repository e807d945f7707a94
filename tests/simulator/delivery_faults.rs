//! Faults of deliveries: acting without an answer, feeds that fail, reports that cannot be read.

use std::time::Duration;

use orderdeck::simulator::{Fault, Faults};
use reqwest::Method;
use serde_json::{Value, json};

use crate::feed_caller::{
    ACKNOWLEDGEMENT, DOCUMENTS, FEEDS, FULFILMENT, Report, XML, cancelling, envelope, shipping,
};
use crate::parcels::{FIRST, SECOND, confirmation, id, package};
use crate::world::{EU, World, escape};

fn body() -> Value {
    package("1", &[(FIRST, 3), (SECOND, 1)])
}

#[tokio::test]
async fn a_confirmation_acts_and_the_answer_is_lost() {
    let world = World::new().await;
    let shop = world.sim.shop();
    let faults = [
        (Fault::Drop, None),
        (Fault::InternalAfter, Some(500)),
        (Fault::UnavailableAfter, Some(503)),
        (Fault::Html, Some(502)),
    ];
    for (number, (fault, status)) in (1..).zip(faults) {
        world.german_orders(number);
        shop.script_fault("confirmShipment", 1, fault);
        let path = confirmation(&id(number));
        let sent = world.send(EU, Method::POST, &path, Some(&body())).await;
        assert_eq!(sent.ok().map(|answer| answer.status().as_u16()), status);
        assert_eq!(world.accepted().len() as u32, number, "{fault:?}");
        assert_eq!(shop.tally().faults.get(fault.name()), Some(&1));
    }
}

#[tokio::test]
async fn a_confirmation_fails_and_nothing_was_done() {
    let world = World::new().await;
    world.german_orders(1);
    let shop = world.sim.shop();
    for fault in [
        Fault::DropBefore,
        Fault::Internal,
        Fault::Unavailable,
        Fault::Throttled,
    ] {
        shop.script_fault("confirmShipment", 1, fault);
        let path = confirmation(&id(1));
        let sent = world.send(EU, Method::POST, &path, Some(&body())).await;
        assert!(sent.is_err() || sent.unwrap().status().as_u16() >= 429);
        assert!(shop.shipments().is_empty(), "{fault:?}");
    }
    assert_eq!(world.confirm(EU, &id(1), &body()).await.status, 204);
}

#[tokio::test]
async fn answers_never_come() {
    let world = World::new().await;
    world.german_orders(2);
    let shop = world.sim.shop();
    for (number, fault, accepted) in [(1, Fault::Hang, 1), (2, Fault::HangBefore, 1)] {
        shop.script_fault("confirmShipment", 1, fault);
        let (path, body) = (confirmation(&id(number)), body());
        let call = world.send(EU, Method::POST, &path, Some(&body));
        assert!(
            tokio::time::timeout(Duration::from_millis(300), call)
                .await
                .is_err()
        );
        assert_eq!(world.accepted().len(), accepted);
    }
    assert_eq!(
        world.confirm(EU, &id(2), &body()).await.status,
        204,
        "others are served"
    );
}

#[tokio::test]
async fn a_feed_is_created_and_its_id_is_lost() {
    let world = World::new().await;
    world.german_orders(1);
    let document = world.document(EU, &shipping(1)).await;
    let shop = world.sim.shop();
    shop.script_fault("createFeed", 1, Fault::Drop);
    let marketplaces = &world.sim.sellers()[EU].marketplaces;
    let body = json!({"feedType": FULFILMENT, "marketplaceIds": marketplaces, "inputFeedDocumentId": document});
    assert!(
        world
            .send(EU, Method::POST, FEEDS, Some(&body))
            .await
            .is_err()
    );
    world.step(180);
    let list = world
        .get(EU, &format!("{FEEDS}?feedTypes={FULFILMENT}"))
        .await;
    let found = list.body["feeds"].as_array().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["processingStatus"], "DONE");
    assert_eq!(world.accepted(), [(id(1), "1".into(), 1)]);
}

#[tokio::test]
async fn an_upload_acts_or_not_and_a_new_document_serves() {
    let world = World::new().await;
    world.german_orders(1);
    for fault in [
        Fault::Drop,
        Fault::DropBefore,
        Fault::Internal,
        Fault::InternalAfter,
    ] {
        world
            .sim
            .shop()
            .script_fault("uploadFeedDocument", 1, fault);
        let (_, url) = world.new_document(EU).await;
        let sent = world
            .http
            .put(&url)
            .header("content-type", XML)
            .body(shipping(1));
        let sent = sent.send().await;
        assert!(sent.is_err() || sent.unwrap().status().as_u16() == 500);
    }
    let (_, report) = world.run_feed(FULFILMENT, &shipping(1)).await;
    assert_eq!(report.counts, [1, 1, 0, 0]);
}

#[tokio::test]
async fn chosen_messages_are_refused() {
    let world = World::new().await;
    world.german_orders(30);
    world
        .sim
        .shop()
        .script_fault("createFeed", 1, Fault::MessageError(7));
    let (status, report) = world.run_feed(FULFILMENT, &shipping(30)).await;
    assert_eq!((status.as_str(), report.counts), ("DONE", [30, 29, 1, 0]));
    assert_eq!(report.results.len(), 1);
    assert_eq!((report.results[0].0, &report.results[0].4), (7, &id(7)));
    let accepted = world.accepted();
    assert_eq!(accepted.len(), 29);
    assert!(accepted.iter().all(|entry| entry.0 != id(7)));
}

#[tokio::test]
async fn an_error_names_no_order() {
    let world = World::new().await;
    world.german_orders(10);
    world
        .sim
        .shop()
        .script_fault("createFeed", 1, Fault::NamelessError);
    let (status, report) = world.run_feed(FULFILMENT, &shipping(10)).await;
    assert_eq!((status.as_str(), report.counts), ("DONE", [10, 9, 1, 0]));
    assert_eq!((report.results[0].0, report.results[0].4.as_str()), (0, ""));
    assert_eq!(world.accepted().len(), 9);
}

#[tokio::test]
async fn a_report_leaves_an_error_out() {
    let world = World::new().await;
    world.german_orders(10);
    world
        .sim
        .shop()
        .script_fault("createFeed", 1, Fault::ReportShort);
    let (_, report) = world.run_feed(FULFILMENT, &shipping(10)).await;
    assert_eq!(report.counts, [10, 9, 1, 0]);
    assert!(report.results.is_empty());
    assert_eq!(world.accepted().len(), 9);
}

#[tokio::test]
async fn feeds_end_fatal_with_nothing_or_a_part_done() {
    let world = World::new().await;
    world.german_orders(10);
    let shop = world.sim.shop();
    for (fault, done) in [(Fault::FeedFatal, 0..1), (Fault::FeedFatalPart, 1..10)] {
        shop.script_fault("createFeed", 1, fault);
        let feed = world.feed(FULFILMENT, &shipping(10)).await;
        world.step(180);
        let body = world.look(&feed).await;
        assert_eq!(body["processingStatus"], "FATAL");
        assert!(body.get("resultFeedDocumentId").is_none());
        assert!(
            done.contains(&world.accepted().len()),
            "{:?}",
            world.accepted()
        );
    }
}

#[tokio::test]
async fn amazon_cancels_a_feed() {
    let world = World::new().await;
    world.german_orders(1);
    world
        .sim
        .shop()
        .script_fault("createFeed", 1, Fault::FeedCancelled);
    let feed = world.feed(FULFILMENT, &shipping(1)).await;
    assert_eq!(world.feed_status(&feed).await, "IN_QUEUE");
    world.step(120);
    let body = world.look(&feed).await;
    assert_eq!(body["processingStatus"], "CANCELLED");
    assert!(body.get("processingStartTime").is_none());
    assert!(world.accepted().is_empty());
}

#[tokio::test]
async fn feeds_are_stuck() {
    let world = World::with(|settings| settings.token_life = chrono::Duration::days(9)).await;
    world.german_orders(1);
    let shop = world.sim.shop();
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    shop.script_fault("createFeed", 1, Fault::FeedStuck(hours(30)));
    let first = world.feed(FULFILMENT, &shipping(1)).await;
    let second = world.feed(FULFILMENT, &shipping(1)).await;
    world.step(180 + 30 * 3600 - 1);
    assert_eq!(world.feed_status(&first).await, "IN_PROGRESS");
    assert_eq!(world.feed_status(&second).await, "IN_QUEUE");
    assert_eq!(world.accepted(), [(id(1), "1".into(), 1)], "done long ago");
    world.step(1);
    assert_eq!(world.feed_status(&first).await, "DONE");
    world.step(60);
    shop.script_fault("createFeed", 1, Fault::FeedQueued(hours(5)));
    let third = world.feed(FULFILMENT, &shipping(1)).await;
    world.step(120 + 5 * 3600 - 1);
    assert_eq!(world.feed_status(&third).await, "IN_QUEUE");
    world.step(61);
    assert_eq!(world.feed_status(&third).await, "DONE");
}

#[tokio::test]
async fn reports_are_garbled_at_first() {
    let world = World::new().await;
    world.german_orders(2);
    world
        .sim
        .shop()
        .script_fault("createFeed", 1, Fault::ReportGarbled);
    let feed = world.feed(FULFILMENT, &shipping(2)).await;
    world.step(180);
    let report = world.look(&feed).await["resultFeedDocumentId"].clone();
    let report = report.as_str().unwrap();
    let first = world.fetch(report).await;
    assert!(std::str::from_utf8(&first).is_err());
    let second = String::from_utf8(world.fetch(report).await).unwrap();
    assert_eq!(Report::read(&second).counts, [2, 2, 0, 0]);
}

#[tokio::test]
async fn reports_are_compressed() {
    let world = World::new().await;
    world.german_orders(2);
    world
        .sim
        .shop()
        .script_fault("createFeed", 1, Fault::ReportGzip);
    let feed = world.feed(FULFILMENT, &shipping(2)).await;
    world.step(180);
    let report = world.look(&feed).await["resultFeedDocumentId"].clone();
    let report = report.as_str().unwrap();
    let path = format!("{DOCUMENTS}/{}", escape(report));
    for (tail, encoding) in [
        ("", "identity"),
        ("?enableContentEncodingUrlHeader=true", "gzip"),
    ] {
        let answer = world.get(EU, &format!("{path}{tail}")).await;
        assert_eq!(answer.body["compressionAlgorithm"], "GZIP");
        let url = answer.body["url"].as_str().unwrap();
        let response = world.http.get(url).send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], encoding);
        assert_eq!(response.bytes().await.unwrap()[..2], [0x1f, 0x8b]);
    }
    let text = String::from_utf8(world.fetch(report).await).unwrap();
    assert_eq!(Report::read(&text).transaction, feed);
}

#[tokio::test]
async fn reports_are_missing_or_of_another_feed() {
    let world = World::new().await;
    world.german_orders(1);
    let shop = world.sim.shop();
    shop.script_fault("createFeed", 1, Fault::ReportMissing);
    let feed = world.feed(FULFILMENT, &shipping(1)).await;
    world.step(180);
    let body = world.look(&feed).await;
    assert_eq!(body["processingStatus"], "DONE");
    assert!(body.get("resultFeedDocumentId").is_none());
    shop.script_fault("createFeed", 1, Fault::ReportForeign);
    let feed = world.feed(FULFILMENT, &shipping(1)).await;
    world.step(180);
    let report = world.look(&feed).await["resultFeedDocumentId"].clone();
    let text = String::from_utf8(world.fetch(report.as_str().unwrap()).await).unwrap();
    assert_ne!(Report::read(&text).transaction, feed);
}

#[tokio::test]
async fn packages_and_cancellations_show_late() {
    let world = World::new().await;
    world.german_orders(3);
    let shop = world.sim.shop();
    let late = Fault::LatePackage(Duration::from_secs(600));
    shop.script_fault("confirmShipment", 1, late);
    assert_eq!(world.confirm(EU, &id(1), &body()).await.status, 204);
    shop.script_fault("createFeed", 1, late);
    let cancelled = cancelling(1, &id(2), "NoInventory", &[FIRST, SECOND]);
    let cancelled = envelope("OrderAcknowledgement", &cancelled);
    world.run_feed(ACKNOWLEDGEMENT, &cancelled).await;
    let status = async |number| {
        let order = world.shown(&id(number)).await;
        order["fulfillment"]["fulfillmentStatus"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    world.step(599);
    assert_eq!(status(1).await, "UNSHIPPED");
    world.step(1);
    assert_eq!(status(1).await, "SHIPPED");
    world.step(179);
    assert_eq!(status(2).await, "UNSHIPPED");
    world.step(1);
    assert_eq!(status(2).await, "CANCELLED");
}

#[tokio::test]
async fn amazon_shows_a_reference_of_its_own() {
    let world = World::new().await;
    world.german_orders(1);
    world
        .sim
        .shop()
        .script_fault("confirmShipment", 1, Fault::OwnReference);
    for _ in 0..3 {
        assert_eq!(world.confirm(EU, &id(1), &body()).await.status, 204);
        world.step(100);
    }
    world.step(180);
    let order = world.shown(&id(1)).await;
    let packages = order["packages"].as_array().unwrap();
    assert_eq!(packages.len(), 1);
    let reference = packages[0]["packageReferenceId"].as_str().unwrap();
    assert!(reference.starts_with("AMZ-PKG-"), "{reference}");
    assert_eq!(world.accepted(), [(id(1), "1".into(), 3)]);
}

#[tokio::test]
async fn chance_keeps_to_its_operation_and_its_seed() {
    let list = "500-after@confirmShipment=0.3,drop-before@confirmShipment=0.2,message-error=0.3,report-gzip=0.5,\
                feed-cancelled=0.3,late-package=0.2:60s,seed=5";
    let mut runs = Vec::new();
    for _ in 0..2 {
        let world = World::generous().await;
        world.german_orders(40);
        world.sim.shop().set_faults(Faults::parse(list).unwrap());
        let mut statuses = Vec::new();
        for number in 1..=20 {
            assert_ne!(world.get(EU, "/sellers/v1/account").await.status, 500);
            let path = confirmation(&id(number));
            let sent = world.send(EU, Method::POST, &path, Some(&body())).await;
            statuses.push(sent.ok().map(|answer| answer.status().as_u16()));
            world.step(60);
        }
        for wanted in [Some(204), Some(500), None] {
            assert!(statuses.contains(&wanted), "{statuses:?}");
        }
        for _ in 0..5 {
            world.feed(FULFILMENT, &shipping(40)).await;
            world.step(300);
        }
        let shop = world.sim.shop();
        let ends: Vec<_> = shop
            .feeds()
            .iter()
            .map(|feed| (feed.status.clone(), feed.faults.clone()))
            .collect();
        assert!(
            ends.iter().any(|end| end.0 == "CANCELLED") && ends.iter().any(|end| end.0 == "DONE")
        );
        assert!(shop.tally().faults["message-error"] > 5);
        runs.push((statuses, ends, shop.shipments(), shop.tally().faults));
    }
    assert_eq!(runs[0], runs[1]);
}

#[test]
fn fault_lists_name_operations_and_messages() {
    for (list, words) in [
        (
            "drop@makeCoffee=0.1",
            "there is no operation \"makeCoffee\"",
        ),
        ("message-error=0.1:x", "the message \"x\""),
        ("feed-stuck=0.1:5", "the duration \"5\""),
        ("report-gzip=0.1:5s", "\"report-gzip\" takes no duration"),
    ] {
        let error = Faults::parse(list).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    assert_eq!(Fault::parse("message-error:7"), Ok(Fault::MessageError(7)));
    assert_eq!(
        Fault::parse("feed-stuck:90s"),
        Ok(Fault::FeedStuck(Duration::from_secs(90)))
    );
}
