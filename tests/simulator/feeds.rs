//! Feeds from the queue to their end, and what the operations refuse.

use reqwest::Method;
use serde_json::{Value, json};

use crate::feed_caller::{
    ACKNOWLEDGEMENT, DOCUMENTS, FEEDS, FULFILMENT, XML, cancelling, envelope, shipping,
};
use crate::model::validator;
use crate::parcels::{DE, FIRST, SECOND, US, id};
use crate::world::{EU, NA, World, escape};

const MODEL: &str = include_str!("../data/spapi/feeds_2021-06-30.json");

#[tokio::test]
async fn a_feed_waits_is_worked_on_and_is_done() {
    let world = World::new().await;
    world.german_orders(2);
    let (created, read) = (
        validator(MODEL, "CreateFeedResponse"),
        validator(MODEL, "Feed"),
    );
    let document = world.document(EU, &shipping(2)).await;
    let answer = world.create_feed(EU, FULFILMENT, &document).await;
    assert_eq!(
        (answer.status, answer.limit.as_deref()),
        (202, Some("0.0083"))
    );
    assert!(created.is_valid(&answer.body), "{}", answer.text);
    let feed = answer.body["feedId"].as_str().unwrap();
    let mut seen = Vec::new();
    for step in [0, 119, 1, 59, 1] {
        world.step(step);
        let body = world.look(feed).await;
        assert!(read.is_valid(&body), "{body}");
        seen.push(body);
    }
    let statuses: Vec<&str> = seen
        .iter()
        .map(|body| body["processingStatus"].as_str().unwrap())
        .collect();
    assert_eq!(
        statuses,
        ["IN_QUEUE", "IN_QUEUE", "IN_PROGRESS", "IN_PROGRESS", "DONE"]
    );
    assert!(seen[3].get("resultFeedDocumentId").is_none());
    assert_eq!(seen[0]["createdTime"], "2026-11-18T12:00:00Z");
    assert_eq!(seen[4]["processingStartTime"], "2026-11-18T12:02:00Z");
    assert_eq!(seen[4]["processingEndTime"], "2026-11-18T12:03:00Z");
    assert!(seen[4]["resultFeedDocumentId"].is_string());
}

#[tokio::test]
async fn feeds_of_one_type_go_one_after_another() {
    let world = World::new().await;
    world.german_orders(3);
    let first = world.feed(FULFILMENT, &shipping(1)).await;
    let second = world.feed(FULFILMENT, &shipping(2)).await;
    let message = cancelling(1, &id(3), "NoInventory", &[FIRST, SECOND]);
    let other = envelope("OrderAcknowledgement", &message);
    let other = world.feed(ACKNOWLEDGEMENT, &other).await;
    world.step(120);
    assert_eq!(world.feed_status(&first).await, "IN_PROGRESS");
    assert_eq!(world.feed_status(&second).await, "IN_QUEUE");
    assert_eq!(world.feed_status(&other).await, "IN_PROGRESS");
    world.step(60);
    assert_eq!(world.feed_status(&first).await, "DONE");
    assert_eq!(world.feed_status(&second).await, "IN_PROGRESS");
    world.step(60);
    assert_eq!(world.feed_status(&second).await, "DONE");
    assert_eq!(
        world.accepted(),
        [(id(1), "1".into(), 2), (id(2), "1".into(), 1)]
    );
}

#[tokio::test]
async fn a_feed_is_cancelled_only_in_the_queue() {
    let world = World::new().await;
    world.german_orders(1);
    let feed = world.feed(FULFILMENT, &shipping(1)).await;
    assert_eq!(
        world.delete(NA, &format!("{FEEDS}/{feed}")).await.status,
        404
    );
    let answer = world.cancel_feed(&feed).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    assert_eq!(answer.limit.as_deref(), Some("2.0"));
    assert_eq!(world.feed_status(&feed).await, "CANCELLED");
    assert_eq!(world.cancel_feed(&feed).await.status, 400);
    let feed = world.feed(FULFILMENT, &shipping(1)).await;
    world.step(120);
    assert_eq!(world.cancel_feed(&feed).await.status, 400);
    world.step(60);
    assert_eq!(world.feed_status(&feed).await, "DONE");
    assert_eq!(world.cancel_feed("50").await.status, 404);
    assert_eq!(world.accepted(), [(id(1), "1".into(), 1)]);
}

#[tokio::test]
async fn feeds_that_are_not_taken() {
    let world = World::generous().await;
    let errors = validator(MODEL, "ErrorList");
    let request = validator(MODEL, "CreateFeedSpecification");
    let good =
        json!({"feedType": FULFILMENT, "marketplaceIds": [DE], "inputFeedDocumentId": "DOC"});
    assert!(request.is_valid(&good));
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let stranger = world.document(NA, "<a/>").await;
    let (empty, _) = world.new_document(EU).await;
    let many = vec![DE; 26];
    let table = [
        (with("feedType", Value::Null), 400, "feedType"),
        (
            with("feedType", json!("POST_PRODUCT_DATA")),
            400,
            "feedType",
        ),
        (
            with("feedType", json!("post_order_fulfillment_data")),
            400,
            "feedType",
        ),
        (with("marketplaceIds", Value::Null), 400, "marketplaceIds"),
        (with("marketplaceIds", json!([])), 400, "1 to 25"),
        (with("marketplaceIds", json!(many)), 400, "1 to 25"),
        (with("marketplaceIds", json!(DE)), 400, "marketplaceIds"),
        (
            with("marketplaceIds", json!(["NOSUCHPLACE"])),
            400,
            "marketplaceIds",
        ),
        (with("marketplaceIds", json!([US])), 403, "denied"),
        (
            with("inputFeedDocumentId", Value::Null),
            400,
            "inputFeedDocumentId",
        ),
        (
            with("inputFeedDocumentId", json!("nothing")),
            400,
            "no such document",
        ),
        (
            with("inputFeedDocumentId", json!(stranger)),
            400,
            "no such document",
        ),
        (
            with("inputFeedDocumentId", json!(empty)),
            400,
            "nothing was uploaded",
        ),
        (with("feedOptions", json!({"a": 1})), 400, "feedOptions"),
    ];
    for (mut body, status, words) in table {
        world.step(2);
        if body["inputFeedDocumentId"] == "DOC" {
            body["inputFeedDocumentId"] = json!(world.document(EU, "<a/>").await);
        }
        let answer = world.post(EU, FEEDS, &body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
        assert!(errors.is_valid(&answer.body), "{}", answer.text);
        assert!(answer.text.contains(words), "{}", answer.text);
    }
    let document = world.document(EU, "<a/>").await;
    assert_eq!(
        world.create_feed(EU, FULFILMENT, &document).await.status,
        202
    );
    let again = world.create_feed(EU, FULFILMENT, &document).await;
    assert_eq!(again.status, 400);
    assert!(again.text.contains("already"), "{}", again.text);
    assert_eq!(world.sim.shop().feeds().len(), 1);
}

#[tokio::test]
async fn a_document_has_to_be_used_within_two_days() {
    let world = World::with(|settings| settings.token_life = chrono::Duration::days(9)).await;
    let (first, second) = (
        world.document(EU, "<a/>").await,
        world.document(EU, "<a/>").await,
    );
    world.step(48 * 3600);
    assert_eq!(world.create_feed(EU, FULFILMENT, &first).await.status, 202);
    world.step(1);
    let late = world.create_feed(EU, FULFILMENT, &second).await;
    assert_eq!(late.status, 400);
    assert!(late.text.contains("expired"), "{}", late.text);
}

#[tokio::test]
async fn a_marketplace_without_the_seller_cancels_the_feed() {
    let world = World::new().await;
    world.german_orders(1);
    let document = world.document(EU, &shipping(1)).await;
    let body = json!({"feedType": FULFILMENT, "marketplaceIds": ["A33AVAJ2PDY3EV"], "inputFeedDocumentId": document});
    let answer = world.post(EU, FEEDS, &body).await;
    let feed = answer.body["feedId"].as_str().unwrap();
    assert_eq!(world.feed_status(feed).await, "CANCELLED");
    world.step(600);
    assert!(world.sim.shop().shipments().is_empty());
}

#[tokio::test]
async fn feeds_are_listed_newest_first_and_page_by_page() {
    let world = World::generous().await;
    let list = validator(MODEL, "GetFeedsResponse");
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(world.feed(FULFILMENT, "<a/>").await);
        world.step(5);
    }
    let base = format!("{FEEDS}?feedTypes={FULFILMENT}");
    let ids = |answer: &crate::world::Answer| -> Vec<String> {
        assert!(list.is_valid(&answer.body), "{}", answer.text);
        let feeds = answer.body["feeds"].as_array().unwrap().iter();
        feeds
            .map(|feed| feed["feedId"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids(&world.get(EU, &base).await).len(),
        0,
        "too young to be listed"
    );
    world.step(2 * 60);
    let mut seen = Vec::new();
    let mut path = format!("{base}&pageSize=2");
    loop {
        let page = world.get(EU, &path).await;
        seen.extend(ids(&page));
        let Some(token) = page.body["nextToken"].as_str() else {
            break;
        };
        path = format!("{FEEDS}?nextToken={}", escape(token));
        assert_eq!(world.get(NA, &path).await.status, 400);
    }
    made.reverse();
    assert_eq!(seen, made);
    let window =
        format!("{base}&createdSince=2026-11-18T12:00:10Z&createdUntil=2026-11-18T12:00:15Z");
    assert_eq!(ids(&world.get(EU, &window).await), made[1..3]);
    let statuses = format!("{base}&processingStatuses=DONE,IN_PROGRESS");
    let running = ids(&world.get(EU, &statuses).await);
    assert_eq!(running.len(), 1);
    let other = format!("{FEEDS}?feedTypes={ACKNOWLEDGEMENT}");
    assert!(ids(&world.get(EU, &other).await).is_empty());
    assert!(ids(&world.get(NA, &base).await).is_empty());
    let elsewhere = format!("{base}&marketplaceIds=A33AVAJ2PDY3EV");
    assert!(ids(&world.get(EU, &elsewhere).await).is_empty());
}

#[tokio::test]
async fn lists_that_break_a_rule() {
    let world = World::generous().await;
    let eleven = ["X"; 11].join(",");
    let table = [
        String::new(),
        "pageSize=10".into(),
        format!("feedTypes={eleven}"),
        format!("feedTypes={FULFILMENT}&pageSize=0"),
        format!("feedTypes={FULFILMENT}&pageSize=101"),
        format!("feedTypes={FULFILMENT}&processingStatuses=FINISHED"),
        format!("feedTypes={FULFILMENT}&marketplaceIds=NOSUCHPLACE"),
        format!("feedTypes={FULFILMENT}&createdSince=2026-08-01T00:00:00Z"),
        format!("feedTypes={FULFILMENT}&createdSince=yesterday"),
        "nextToken=abc".into(),
        format!("nextToken=abc&feedTypes={FULFILMENT}"),
    ];
    for query in table {
        world.step(1);
        let answer = world.get(EU, &format!("{FEEDS}?{query}")).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "InvalidInput"),
            "{query}"
        );
    }
    let abroad = format!("{FEEDS}?feedTypes={FULFILMENT}&marketplaceIds={US}");
    assert_eq!(world.get(EU, &abroad).await.status, 403);
    assert_eq!(world.get(EU, &format!("{FEEDS}/5")).await.status, 404);
}

#[tokio::test]
async fn every_operation_has_its_own_bucket() {
    let world = World::new().await;
    let get = async |path: String| world.status_of(Method::GET, &path).await;
    let delete = async || world.status_of(Method::DELETE, &format!("{FEEDS}/1")).await;
    let document = async || {
        let body = json!({"contentType": XML});
        world.post(EU, DOCUMENTS, &body).await.status
    };
    let feed = async || world.post(EU, FEEDS, &json!({})).await.status;
    for _ in 0..10 {
        assert_eq!(get(format!("{FEEDS}?pageSize=1")).await, 400);
        assert_eq!(get(format!("{DOCUMENTS}/1")).await, 404);
    }
    for _ in 0..15 {
        assert_eq!(get(format!("{FEEDS}/1")).await, 404);
        assert_eq!(delete().await, 404);
        assert_eq!(document().await, 201);
        assert_eq!(feed().await, 400);
    }
    assert_eq!(get(format!("{FEEDS}?pageSize=1")).await, 429);
    assert_eq!(get(format!("{DOCUMENTS}/1")).await, 429);
    assert_eq!(get(format!("{FEEDS}/1")).await, 429);
    assert_eq!(delete().await, 429);
    assert_eq!(document().await, 429);
    assert_eq!(feed().await, 429);
    world.step(120);
    assert_eq!(feed().await, 429);
    world.step(1);
    assert_eq!(feed().await, 400);
}
