//! Feeds over the wire: documents, uploads, states, reports.

use super::server::{Answer, Seen, Server, error, json, page, token};
use super::shipments::fits_model;
use super::{Bench, short};
use flate2::Compression;
use flate2::write::GzEncoder;
use orderdeck::amazon::feeds::{FEED_CONTENT_TYPE, Feed, UploadDocument, read_report};
use orderdeck::amazon::https::Limits;
use orderdeck::amazon::notice::Outcome;
use orderdeck::amazon::operations::Operation;
use orderdeck::amazon::problem::AmazonError;
use orderdeck::domain::feed::{FeedId, FeedKind, FeedState};
use orderdeck::domain::ids::MarketplaceId;
use orderdeck::domain::moment::{Moment, Span};
use serde_json::{Value, json as value};
use std::io::Write;

const MODEL: &str = include_str!("../data/spapi/feeds_2021-06-30.json");
const REPORT: &str = include_str!("../data/amazon/processing_report.xml");

/// A bench whose API hands out documents at a place of their own, and else answers by `api`.
async fn with_store(
    store: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static,
    api: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static,
) -> (Bench, Server) {
    let store = Server::start(store).await;
    let url = format!(
        "{}/bucket/key?X-Amz-Signature=abc&X-Amz-Expires=300",
        store.url
    );
    let bench = Bench::new(move |n, seen| {
        let path = seen.line.split(' ').nth(1).unwrap();
        match path.strip_prefix("/feeds/2021-06-30/documents") {
            Some("") => document(201, "amzn1.tortuga.4.eu.in", &url, None),
            Some("/plain") => document(200, "plain", &url, None),
            Some("/packed") => document(200, "packed", &url, Some("GZIP")),
            Some("/odd") => document(200, "odd", &url, Some("ZSTD")),
            Some("/other") => document(200, "another", &url, None),
            _ => api(n, seen),
        }
    })
    .await;
    (bench, store)
}

fn document(status: u16, id: &str, url: &str, compression: Option<&str>) -> Answer {
    let mut body = value!({"feedDocumentId": id, "url": url});
    if let Some(compression) = compression {
        body["compressionAlgorithm"] = value!(compression);
    }
    json(status, "", &body.to_string())
}

fn feed_body(id: &str, state: &str) -> Value {
    value!({
        "feedId": id,
        "feedType": "POST_ORDER_FULFILLMENT_DATA",
        "marketplaceIds": ["A1PA6795UKMFR9"],
        "createdTime": "2026-11-22T10:00:00Z",
        "processingStatus": state,
    })
}

impl Bench {
    async fn document(&self) -> UploadDocument {
        self.client
            .create_feed_document(&self.access)
            .await
            .unwrap()
    }

    async fn create(&self, document: &UploadDocument) -> Outcome<FeedId> {
        let marketplaces = [
            MarketplaceId::from("A1PA6795UKMFR9"),
            MarketplaceId::from("A13V1IB3VIYZZH"),
        ];
        let (client, kind) = (&self.client, FeedKind::Fulfilment);
        client
            .create_feed(&self.access, kind, &marketplaces, document)
            .await
    }

    async fn feeds(&self) -> Result<Vec<Feed>, AmazonError> {
        let since = Moment::parse("2026-11-22T09:00:00Z").unwrap();
        let (client, kind) = (&self.client, FeedKind::Fulfilment);
        client.feeds_since(&self.access, kind, since).await
    }

    async fn report(&self, id: &str) -> Result<Vec<u8>, AmazonError> {
        let document = self.client.get_feed_document(&self.access, id).await?;
        assert!(!format!("{document:?}").contains("Signature"));
        Ok(self.client.download_report(&document).await?.bytes)
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn raw(head: &str, body: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\n{head}content-length: {}\r\n\r\n",
        body.len()
    );
    Answer::Raw([head.as_bytes(), body].concat())
}

#[tokio::test]
async fn a_feed_is_uploaded_and_handed_in() {
    let (bench, store) = with_store(
        |_, _| page(200, "", ""),
        |_, _| json(202, "", r#"{"feedId":"50123019823"}"#),
    )
    .await;
    let document = bench.document().await;
    assert_eq!(document.id, "amzn1.tortuga.4.eu.in");
    assert!(!format!("{document:?}").contains("Signature"));
    let feed = "<?xml version=\"1.0\"?><a>Grüße 東京</a>";
    bench
        .client
        .upload_feed(&document, feed.as_bytes())
        .await
        .unwrap();
    let id = bench.create(&document).await;
    assert_eq!(id, Outcome::Accepted(FeedId("50123019823".to_owned())));

    let seen = bench.api.seen();
    assert_eq!(seen[0].line, "POST /feeds/2021-06-30/documents");
    fits_model(MODEL, "CreateFeedDocumentSpecification", &seen[0].body);
    assert_eq!(seen[1].line, "POST /feeds/2021-06-30/feeds");
    fits_model(MODEL, "CreateFeedSpecification", &seen[1].body);
    let told: Value = serde_json::from_str(&seen[1].body).unwrap();
    assert_eq!(told["feedType"], "POST_ORDER_FULFILLMENT_DATA");
    assert_eq!(told["inputFeedDocumentId"], "amzn1.tortuga.4.eu.in");

    let upload = &store.seen()[0];
    assert_eq!(
        upload.line,
        "PUT /bucket/key?X-Amz-Signature=abc&X-Amz-Expires=300"
    );
    assert_eq!(upload.body, feed);
    assert!(
        upload
            .head
            .contains(&format!("content-length: {}", feed.len()))
    );
    assert!(upload.head.contains(&FEED_CONTENT_TYPE.to_lowercase()));
    for secret in [
        "x-amz-access-token",
        "x-amz-date",
        "authorization",
        "atza",
        "transfer-encoding",
    ] {
        assert!(!upload.head.contains(secret), "{}", upload.head);
    }
    assert_eq!(bench.tokens(Operation::CreateFeedDocument), 14);
    assert_eq!(bench.tokens(Operation::CreateFeed), 14);
}

#[tokio::test]
async fn an_upload_is_repeated_after_a_blip_and_refused_with_the_store_s_code() {
    let (bench, store) = with_store(
        |n, _| match n {
            0 => Answer::Raw(Vec::new()),
            1 => page(503, "", "<Error><Code>SlowDown</Code></Error>"),
            _ => page(200, "", ""),
        },
        |_, _| page(500, "", ""),
    )
    .await;
    let document = bench.document().await;
    bench.client.upload_feed(&document, b"<a/>").await.unwrap();
    assert_eq!(store.count(), 3);

    let refusal = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message><X>AKIAEXAMPLE</X></Error>";
    let (bench, store) = with_store(|_, _| page(403, "", refusal), |_, _| page(500, "", "")).await;
    let document = bench.document().await;
    let error = bench
        .client
        .upload_feed(&document, b"<a/>")
        .await
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("AccessDenied") && text.contains("403"),
        "{text}"
    );
    assert!(
        !text.contains("AKIA") && !text.contains("127.0.0.1"),
        "{text}"
    );
    assert_eq!(store.count(), 1);
}

#[tokio::test]
async fn documents_are_stored_at_safe_places_only() {
    for url in [
        "http://tortuga.example/x",
        "ftp://127.0.0.1/x",
        "https://a:b@tortuga.example/x",
        "nonsense",
    ] {
        let bench = Bench::new(move |_, _| document(201, "d", url, None)).await;
        let document = bench.document().await;
        let error = bench
            .client
            .upload_feed(&document, b"<a/>")
            .await
            .unwrap_err();
        assert!(
            matches!(error, AmazonError::NotAllowed(_)),
            "{url}: {error:?}"
        );
    }
    let other = Server::start(|_, _| page(200, "", "")).await;
    let target = format!("location: {}/stolen\r\n", other.url);
    let (bench, _store) =
        with_store(move |_, _| page(307, &target, ""), |_, _| page(500, "", "")).await;
    let document = bench.document().await;
    bench
        .client
        .upload_feed(&document, b"<a/>")
        .await
        .unwrap_err();
    assert_eq!(other.count(), 0);
}

#[tokio::test]
async fn a_feed_whose_answer_is_lost_is_not_handed_in_again() {
    let Answer::Raw(whole) = json(202, "", r#"{"feedId":"5012"}"#) else {
        unreachable!()
    };
    let length = whole.len();
    let (bench, _store) = with_store(
        |_, _| page(200, "", ""),
        move |n, _| Answer::Raw(whole[..(n - 1).min(length)].to_vec()),
    )
    .await;
    let document = bench.document().await;
    for cut in 0..=length {
        bench.clock.forward(Span::minutes(5));
        match bench.create(&document).await {
            Outcome::Accepted(id) => assert_eq!((id.0.as_str(), cut), ("5012", length)),
            Outcome::Unknown(_) => assert!(cut < length),
            other => panic!("cut at {cut}: {other:?}"),
        }
        assert_eq!(bench.api.count(), cut + 2);
    }
}

#[tokio::test]
async fn handing_in_tells_refused_from_unknown() {
    let (bench, _store) = with_store(
        |_, _| page(200, "", ""),
        |n, _| match n {
            1 => error(400, "InvalidInput", "Invalid Input", ""),
            2 => page(500, "", "oops"),
            3 => json(202, "", "{}"),
            4 => json(202, "", r#"{"feedId":""}"#),
            5 => json(202, "", r#"{"feedId":"with \n line"}"#),
            6 => json(202, "", "<html>"),
            7 => error(403, "AccessDenied", "Not allowed", ""),
            _ => error(429, "QuotaExceeded", "Too many", ""),
        },
    )
    .await;
    let document = bench.document().await;
    assert!(
        matches!(bench.create(&document).await, Outcome::Refused(r) if r.text == "Invalid Input")
    );
    for number in 2..=6 {
        let outcome = bench.create(&document).await;
        assert!(
            matches!(outcome, Outcome::Unknown(_)),
            "{number}: {outcome:?}"
        );
    }
    assert!(matches!(bench.create(&document).await, Outcome::NotDone(_)));
    assert!(matches!(
        bench.create(&document).await,
        Outcome::Throttled { .. }
    ));
    assert_eq!(bench.api.count(), 9);
}

#[tokio::test]
async fn states_are_read_and_unknown_ones_kept() {
    let states = [
        "IN_QUEUE",
        "IN_PROGRESS",
        "DONE",
        "CANCELLED",
        "FATAL",
        "PAUSED_TOMORROW",
    ];
    let bench = Bench::new(move |n, _| {
        let mut body = feed_body("5", states[n]);
        fits_model(MODEL, "Feed", &feed_body("5", "DONE").to_string());
        if n >= 2 {
            body["processingStartTime"] = value!("2026-11-22T10:01:00Z");
            body["processingEndTime"] = value!("2026-11-22T10:02:00+00:00");
            body["resultFeedDocumentId"] = value!("amzn1.tortuga.4.eu.out");
        }
        body["somethingNew"] = value!([1, {"a": null}]);
        json(200, "", &body.to_string())
    })
    .await;
    let id = FeedId("5".to_owned());
    let mut finals = Vec::new();
    for state in states {
        let feed = bench.client.get_feed(&bench.access, &id).await.unwrap();
        assert_eq!(feed.state.as_str(), state);
        assert_eq!(feed.kind, Some(FeedKind::Fulfilment));
        finals.push(feed.state.is_final());
        if feed.state == FeedState::Done {
            assert_eq!(feed.ended, Moment::parse("2026-11-22T10:02:00Z"));
            assert_eq!(
                feed.result_document.as_deref(),
                Some("amzn1.tortuga.4.eu.out")
            );
        }
    }
    assert_eq!(finals, [false, false, true, true, true, false]);
    assert_eq!(bench.api.seen()[0].line, "GET /feeds/2021-06-30/feeds/5");
}

#[tokio::test]
async fn an_answer_about_another_feed_is_no_answer() {
    let bodies = [
        feed_body("6", "DONE").to_string(),
        "{}".to_owned(),
        "<html>".to_owned(),
        r#"{"feedId":"5"}"#.to_owned(),
        feed_body("5", "DONE")
            .to_string()
            .replace("2026-11-22T", "yesterday"),
    ];
    for body in bodies {
        let bench = Bench::new(move |_, _| json(200, "", &body)).await;
        let id = FeedId("5".to_owned());
        let error = bench.client.get_feed(&bench.access, &id).await.unwrap_err();
        assert!(matches!(error, AmazonError::Trouble { .. }), "{error:?}");
        assert_eq!(bench.api.count(), 3);
    }
}

#[tokio::test]
async fn a_lost_feed_is_found_by_kind_and_time() {
    let bench = Bench::new(|n, _| {
        let mut page = value!({"feeds": [feed_body(&format!("{n}a"), "DONE"), feed_body(&format!("{n}b"), "IN_QUEUE")]});
        page["feeds"][1]["feedType"] = value!("POST_PRODUCT_DATA");
        if n < 2 {
            page["nextToken"] = value!(format!("token/{n}+="));
        }
        fits_model(MODEL, "GetFeedsResponse", &page.to_string());
        json(200, "", &page.to_string())
    })
    .await;
    let feeds = bench.feeds().await.unwrap();
    let ids: Vec<&str> = feeds.iter().map(|feed| feed.id.0.as_str()).collect();
    assert_eq!(ids, ["0a", "0b", "1a", "1b", "2a", "2b"]);
    assert_eq!(feeds[1].kind, None);
    let lines: Vec<String> = bench.api.seen().into_iter().map(|seen| seen.line).collect();
    assert_eq!(
        lines,
        [
            "GET /feeds/2021-06-30/feeds?feedTypes=POST_ORDER_FULFILLMENT_DATA&createdSince=2026-11-22T09%3A00%3A00Z&pageSize=100",
            "GET /feeds/2021-06-30/feeds?nextToken=token%2F0%2B%3D",
            "GET /feeds/2021-06-30/feeds?nextToken=token%2F1%2B%3D",
        ]
    );
    // The same page again and again, and pages without end.
    for fresh in [false, true] {
        let bench = Bench::new(move |n, _| {
            let token = if fresh { n } else { 0 };
            json(
                200,
                "",
                &value!({"feeds": [], "nextToken": format!("t{token}")}).to_string(),
            )
        })
        .await;
        let error = bench.feeds().await.unwrap_err();
        assert!(matches!(error, AmazonError::Trouble { .. }), "{error:?}");
        assert_eq!(bench.api.count(), if fresh { 10 } else { 2 });
    }
    // One bad entry: the list would not be whole.
    let bench = Bench::new(|_, _| {
        json(
            200,
            "",
            &value!({"feeds": [feed_body("1", "DONE"), {}]}).to_string(),
        )
    })
    .await;
    bench.feeds().await.unwrap_err();
}

#[tokio::test]
async fn reports_come_plain_and_packed() {
    let (bench, store) = with_store(
        |n, _| match n {
            0 => raw(
                "content-type: text/xml; charset=UTF-8\r\n",
                REPORT.as_bytes(),
            ),
            _ => raw(
                "content-type: application/octet-stream\r\n",
                &packed(REPORT.as_bytes()),
            ),
        },
        |_, _| page(500, "", ""),
    )
    .await;
    let plain = bench
        .client
        .get_feed_document(&bench.access, "plain")
        .await
        .unwrap();
    let plain = bench.client.download_report(&plain).await.unwrap();
    assert_eq!(
        plain.content_type.as_deref(),
        Some("text/xml; charset=UTF-8")
    );
    assert_eq!(plain.bytes, REPORT.as_bytes());
    let read = read_report(&plain.bytes, plain.content_type.as_deref()).unwrap();
    assert_eq!(read.transaction, "50123019823");
    assert_eq!(bench.report("packed").await.unwrap(), REPORT.as_bytes());
    for request in store.seen() {
        assert!(request.line.starts_with("GET /bucket/key?"));
        assert!(!request.head.contains("x-amz-access-token") && !request.head.contains("atza"));
    }
    assert_eq!(bench.tokens(Operation::GetFeedDocument), 8);
    bench.report("odd").await.unwrap_err();
    bench.report("other").await.unwrap_err();
    assert_eq!(store.count(), 2);
}

#[tokio::test]
async fn reports_that_are_cut_or_too_large_are_refused() {
    let whole = packed(REPORT.as_bytes());
    let half = whole[..whole.len() / 2].to_vec();
    let bomb = packed(&vec![0; 33 * 1024 * 1024]);
    assert!(bomb.len() < 40_000);
    let (bench, store) = with_store(
        move |n, _| match n {
            0 => raw("", &half),
            1 => raw("", &bomb),
            2 => raw("", REPORT.as_bytes()),
            _ => raw("", &vec![0; 2 * 1024 * 1024]),
        },
        |_, _| page(500, "", ""),
    )
    .await;
    assert!(matches!(
        bench.report("packed").await,
        Err(AmazonError::Trouble { .. })
    ));
    assert_eq!(
        bench.report("packed").await,
        Err(AmazonError::TooLarge(32 * 1024 * 1024))
    );
    assert!(matches!(
        bench.report("packed").await,
        Err(AmazonError::Trouble { .. })
    ));
    assert_eq!(
        bench.report("plain").await,
        Err(AmazonError::TooLarge(short().body))
    );
    assert_eq!(store.count(), 4);
}

#[tokio::test]
async fn a_report_at_a_slow_place_ends_at_the_limit() {
    let store = Server::start(|_, _| Answer::Silence).await;
    let url = format!("{}/x?X-Amz-Signature=abc", store.url);
    let limits = Limits {
        total: std::time::Duration::from_millis(150),
        ..short()
    };
    let bench = Bench::with(
        |n, _| token(n),
        move |_, _| document(200, "plain", &url, None),
        limits,
    )
    .await;
    let error = bench.report("plain").await.unwrap_err();
    assert!(matches!(error, AmazonError::Trouble { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("Signature"));
    assert_eq!(store.count(), 3);
}
