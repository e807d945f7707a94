//! Telling Amazon of a parcel: what is sent, and that nothing is told twice.

use super::server::{Answer, error, json, page, token};
use super::{ACCOUNT, Bench, short};
use orderdeck::amazon::budget::Priority;
use orderdeck::amazon::https::Limits;
use orderdeck::amazon::notice::Outcome;
use orderdeck::amazon::operations::Operation;
use orderdeck::amazon::problem::{AmazonError, Refusal};
use orderdeck::amazon::shipments::Confirmed;
use orderdeck::clock::Clock;
use orderdeck::domain::carrier::{Carrier, CarrierCode};
use orderdeck::domain::ids::{MarketplaceId, OrderItemId};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::domain::refusal_advice::{RefusalCause, cause};
use orderdeck::domain::shipment::{PackageReference, Shipment, ShippedItem};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::time::Duration;

pub fn shipment() -> Shipment {
    Shipment {
        order: "302-1234567-7654321".parse().unwrap(),
        package: PackageReference::new(7).unwrap(),
        carrier: Carrier::Listed(CarrierCode::exact("DHL-Paket").unwrap()),
        shipping_method: String::new(),
        tracking: "00340434161094000001".to_owned(),
        shipped: Moment::parse("2026-11-22T10:15:00Z").unwrap(),
        items: vec![ShippedItem {
            item: OrderItemId::from("12345678901234"),
            quantity: NonZeroU32::new(2).unwrap(),
        }],
    }
}

impl Bench {
    async fn confirm(&self, shipment: &Shipment) -> Outcome<Confirmed> {
        let marketplace = MarketplaceId::from("A1PA6795UKMFR9");
        let client = &self.client;
        client
            .confirm_shipment(&self.access, &marketplace, shipment)
            .await
    }

    pub fn tokens(&self, operation: Operation) -> u32 {
        let bucket = self.budgets.bucket(ACCOUNT, operation);
        bucket.available(self.clock.now())
    }
}

fn accepted() -> Answer {
    Answer::Raw(
        b"HTTP/1.1 204 No Content\r\nconnection: close\r\nx-amzn-RequestId: req-204\r\n\r\n"
            .to_vec(),
    )
}

/// A request schema of Amazon's model, in which nothing may be that the model does not know.
pub fn fits_model(model: &str, definition: &str, body: &str) {
    fn tighten(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(target)) = fields.get("$ref") {
                    let moved = target.replace("#/definitions/", "#/$defs/");
                    fields.retain(|name, _| name == "$ref");
                    fields["$ref"] = json!(moved);
                } else if fields.get("properties").is_some_and(Value::is_object) {
                    fields.insert("additionalProperties".to_owned(), json!(false));
                }
                fields.values_mut().for_each(tighten);
            }
            Value::Array(list) => list.iter_mut().for_each(tighten),
            _ => {}
        }
    }
    let mut model: Value = serde_json::from_str(model).unwrap();
    let mut definitions = model["definitions"].take();
    tighten(&mut definitions);
    let mut schema = json!({"$schema": "https://json-schema.org/draft/2020-12/schema"});
    schema["$ref"] = json!(format!("#/$defs/{definition}"));
    schema["$defs"] = definitions;
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let body = serde_json::from_str(body).unwrap();
    let wrong: Vec<String> = validator
        .iter_errors(&body)
        .map(|e| e.to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} in {body}");
}

#[tokio::test]
async fn a_parcel_is_told_as_amazon_wants_it() {
    let bench = Bench::new(|_, _| accepted()).await;
    let Outcome::Accepted(confirmed) = bench.confirm(&shipment()).await else {
        panic!("not accepted");
    };
    assert_eq!(confirmed.request_id.as_deref(), Some("req-204"));
    let own = Shipment {
        carrier: Carrier::Own(format!("Mario's\tKurier\u{0} {}", "x".repeat(60))),
        shipping_method: " Express\n".to_owned(),
        ..shipment()
    };
    assert!(matches!(bench.confirm(&own).await, Outcome::Accepted(_)));
    let seen = bench.api.seen();
    let line = "POST /orders/v0/orders/302-1234567-7654321/shipmentConfirmation";
    let model = include_str!("../data/spapi/ordersV0.json");
    for request in &seen {
        assert_eq!(request.line, line);
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.header("x-amz-access-token"), Some("atza|0"));
        fits_model(model, "ConfirmShipmentRequest", &request.body);
    }
    let told: Value = serde_json::from_str(&seen[0].body).unwrap();
    let wanted = json!({
        "marketplaceId": "A1PA6795UKMFR9",
        "packageDetail": {
            "packageReferenceId": "7",
            "carrierCode": "DHL-Paket",
            "trackingNumber": "00340434161094000001",
            "shipDate": "2026-11-22T10:15:00Z",
            "orderItems": [{"orderItemId": "12345678901234", "quantity": 2}],
        }
    });
    assert_eq!(told, wanted);
    let told: Value = serde_json::from_str(&seen[1].body).unwrap();
    let package = &told["packageDetail"];
    assert_eq!(package["carrierCode"], "Other");
    assert_eq!(
        package["carrierName"],
        format!("Mario's Kurier {}", "x".repeat(35))
    );
    assert_eq!(package["shippingMethod"], "Express");
    assert_eq!(bench.tokens(Operation::ConfirmShipment), 8);
    assert_eq!(bench.left(), 20, "searching has limits of its own");
}

#[tokio::test]
async fn a_refusal_is_final_and_told_at_length() {
    let long = "Failed to create package. Because of errors = [errorCode=GeneralError;errorMessage=Unable_to_find:Unable to find package to update for order 302-1234567-7654321, PackageToUpdateNotFound]";
    let bench = Bench::new(move |n, _| match n {
        0 => error(400, "InvalidInput", long, "see https://x.y/?X-Amz-Signature=1"),
        1 => json(400, "", r#"{"errors":[{"code":"Invalid Input","message":"First."},{"code":"B","message":"Second."}]}"#),
        2 => error(404, "NotFound", "Order not found", ""),
        3 => page(400, "", ""),
        _ => error(413, "RequestEntityTooLarge", "Too large", ""),
    })
    .await;
    for (status, code, text, meant) in [
        (400, "InvalidInput", long, RefusalCause::AlreadyShipped),
        (
            400,
            "Invalid Input",
            "First.; Second.",
            RefusalCause::InvalidInput,
        ),
        (
            404,
            "NotFound",
            "Order not found",
            RefusalCause::OrderUnknown,
        ),
        (
            400,
            "",
            "HTTP 400 without an explanation",
            RefusalCause::Unknown,
        ),
        (
            413,
            "RequestEntityTooLarge",
            "Too large",
            RefusalCause::Unknown,
        ),
    ] {
        let Outcome::Refused(refused) = bench.confirm(&shipment()).await else {
            panic!("{status} {text} is no refusal");
        };
        assert_eq!((refused.status, refused.code.as_str()), (status, code));
        assert_eq!(refused.text, text);
        assert_eq!(refused.request_id, Some(format!("req-{status}")));
        assert!(
            !refused.details.contains("Signature"),
            "{}",
            refused.details
        );
        assert_eq!(cause(&refused.code, &refused.text), meant);
    }
    assert_eq!(bench.api.count(), 5);
}

#[tokio::test]
async fn what_may_have_been_done_is_never_sent_again() {
    let answers: [fn() -> Answer; 11] = [
        || page(500, "", "<html>oops</html>"),
        || error(500, "InternalFailure", "We are sorry", ""),
        || page(503, "", ""),
        || json(200, "", "{}"),
        || json(202, "", r#"{"feedId":"1"}"#),
        || page(400, "", "<html>a page of something in between</html>"),
        || page(403, "", "<html>blocked</html>"),
        || page(404, "", "<html>no such page</html>"),
        || page(302, "location: https://elsewhere.example/\r\n", ""),
        || Answer::Raw(b"HTTP/9 what\r\n\r\n".to_vec()),
        || Answer::Raw(Vec::new()),
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        let bench = Bench::new(move |_, _| answer()).await;
        let outcome = bench.confirm(&shipment()).await;
        assert!(
            matches!(outcome, Outcome::Unknown(_)),
            "{number}: {outcome:?}"
        );
        assert_eq!(bench.api.count(), 1, "{number}");
        assert_eq!(bench.tokens(Operation::ConfirmShipment), 9);
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_anywhere_is_no_answer() {
    let Answer::Raw(whole) = accepted() else {
        unreachable!()
    };
    let length = whole.len();
    let bench = Bench::new(move |n, _| Answer::Raw(whole[..n].to_vec())).await;
    for cut in 0..=length {
        bench.clock.forward(Span::seconds(10));
        let outcome = bench.confirm(&shipment()).await;
        match outcome {
            Outcome::Accepted(_) => assert_eq!(cut, length),
            Outcome::Unknown(_) => assert!(cut < length),
            other => panic!("cut at {cut}: {other:?}"),
        }
        assert_eq!(bench.api.count(), cut + 1);
    }
}

#[tokio::test]
async fn silence_has_an_unknown_outcome() {
    let limits = Limits {
        total: Duration::from_millis(150),
        ..short()
    };
    let bench = Bench::with(|n, _| token(n), |_, _| Answer::Silence, limits).await;
    let Outcome::Unknown(error) = bench.confirm(&shipment()).await else {
        panic!("known");
    };
    assert!(
        error.to_string().contains("within the time limit"),
        "{error}"
    );
    assert_eq!(bench.api.count(), 1);
    let limits = Limits {
        body: 10,
        ..short()
    };
    let bench = Bench::with(
        |n, _| token(n),
        |_, _| page(500, "", "a long excuse"),
        limits,
    )
    .await;
    let outcome = bench.confirm(&shipment()).await;
    // The token does not fit either: nothing was sent.
    assert!(
        matches!(outcome, Outcome::NotDone(AmazonError::TooLarge(10))),
        "{outcome:?}"
    );
    assert_eq!(bench.api.count(), 0);
    let limits = Limits {
        body: 100,
        ..short()
    };
    let bench = Bench::with(
        |n, _| token(n),
        |_, _| page(500, "", &"excuse ".repeat(30)),
        limits,
    )
    .await;
    let outcome = bench.confirm(&shipment()).await;
    assert!(
        matches!(outcome, Outcome::Unknown(AmazonError::TooLarge(100))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn where_nobody_is_nothing_was_sent_and_it_is_tried_again() {
    let mut bench = Bench::new(|_, _| accepted()).await;
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    bench.access.endpoint = Some(format!("http://{}", gone.local_addr().unwrap()));
    drop(gone);
    let outcome = bench.confirm(&shipment()).await;
    assert!(
        matches!(&outcome, Outcome::NotDone(AmazonError::Trouble { .. })),
        "{outcome:?}"
    );
    assert_eq!(bench.tokens(Operation::ConfirmShipment), 7, "three tries");
    bench.access.endpoint = Some("http://sellingpartnerapi-eu.amazon.com".to_owned());
    let outcome = bench.confirm(&shipment()).await;
    assert!(
        matches!(outcome, Outcome::NotDone(AmazonError::NotAllowed(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let denied = |_, _: &_| json(400, "", r#"{"error":"invalid_grant"}"#);
    let bench = Bench::with(denied, |_, _| accepted(), short()).await;
    let Outcome::NotDone(error) = bench.confirm(&shipment()).await else {
        panic!("sent");
    };
    assert!(error.needs_a_person());
    assert_eq!(
        (bench.api.count(), bench.tokens(Operation::ConfirmShipment)),
        (0, 10)
    );
}

#[tokio::test]
async fn a_refused_token_is_exchanged_once_and_the_parcel_told_once() {
    let bench = Bench::new(|n, _| match n {
        0 => error(401, "Unauthorized", "Access denied", ""),
        _ => accepted(),
    })
    .await;
    assert!(matches!(
        bench.confirm(&shipment()).await,
        Outcome::Accepted(_)
    ));
    assert_eq!((bench.login.count(), bench.api.count()), (2, 2));

    let expired = "The access token you provided has expired.";
    let bench = Bench::new(move |_, _| error(403, "Unauthorized", "Access denied", expired)).await;
    for _ in 0..3 {
        let outcome = bench.confirm(&shipment()).await;
        assert!(
            matches!(outcome, Outcome::NotDone(AmazonError::AccessDenied { .. })),
            "{outcome:?}"
        );
    }
    assert_eq!(bench.login.count(), 2, "exchanging is no use for a while");

    let bench = Bench::new(|_, _| error(401, "Unauthorized", "Access denied", "")).await;
    let Outcome::NotDone(AmazonError::Credentials { refusal, .. }) =
        bench.confirm(&shipment()).await
    else {
        panic!("not about credentials");
    };
    assert_eq!(refusal, Refusal::FreshToken);

    let bench = Bench::new(|_, _| error(403, "AccessDenied", "User is not allowed.", "")).await;
    let outcome = bench.confirm(&shipment()).await;
    assert!(
        matches!(outcome, Outcome::NotDone(AmazonError::AccessDenied { .. })),
        "{outcome:?}"
    );
    assert_eq!((bench.login.count(), bench.api.count()), (1, 1));
}

#[tokio::test]
async fn too_many_calls_wait() {
    let bench = Bench::new(|n, _| match n {
        0 => error(429, "QuotaExceeded", "You exceeded your quota.", ""),
        _ => accepted(),
    })
    .await;
    let now = bench.clock.now();
    let Outcome::Throttled { until } = bench.confirm(&shipment()).await else {
        panic!("not throttled");
    };
    assert!(until.since(now) >= Span::millis(500));
    assert_eq!(
        bench.confirm(&shipment()).await,
        Outcome::Throttled { until }
    );
    assert_eq!(bench.api.count(), 1);
    bench.clock.forward(until.since(now));
    assert!(matches!(
        bench.confirm(&shipment()).await,
        Outcome::Accepted(_)
    ));
    bench.clock.forward(Span::minutes(1));
    for _ in 0..10 {
        assert!(matches!(
            bench.confirm(&shipment()).await,
            Outcome::Accepted(_)
        ));
    }
    assert!(matches!(
        bench.confirm(&shipment()).await,
        Outcome::Throttled { .. }
    ));
    assert_eq!(bench.api.count(), 12);
}

#[tokio::test]
async fn reading_back_an_unknown_outcome_finds_calls_that_others_left() {
    let bench = Bench::new(|_, _| error(404, "NotFound", "Order not found", "")).await;
    let order = shipment().order;
    let get = |priority| bench.client.get_order(&bench.access, order, priority);
    for (priority, calls) in [
        (Priority::Low, 23),
        (Priority::Normal, 4),
        (Priority::High, 3),
    ] {
        for _ in 0..calls {
            let error = get(priority).await.unwrap_err();
            assert!(
                matches!(error, AmazonError::NotFound { .. }),
                "{priority:?}: {error:?}"
            );
        }
        let error = get(priority).await.unwrap_err();
        assert!(
            matches!(error, AmazonError::Throttled { .. }),
            "{priority:?}: {error:?}"
        );
    }
    assert_eq!(bench.api.count(), 30);
}
