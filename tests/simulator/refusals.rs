//! What Amazon refuses is refused, and how.

use orderdeck::simulator::SimClock as _;

use crate::world::{Answer, EU, FE, NA, ORDERS, World, escape};

const AFTER: &str = "lastUpdatedAfter=2026-11-01T00:00:00Z";

#[tokio::test]
async fn searches_that_break_a_rule() {
    let world = World::with(|settings| settings.token_life = chrono::Duration::days(1)).await;
    let fifty_one = vec!["A1PA6795UKMFR9"; 51].join(",");
    let table = [
        (String::new(), 400),
        ("lastUpdatedBefore=2026-11-01T00:00:00Z".into(), 400),
        (format!("{AFTER}&createdAfter=2026-11-01T00:00:00Z"), 400),
        (format!("{AFTER}&createdBefore=2026-11-02T00:00:00Z"), 400),
        (
            "createdAfter=2026-11-01T00:00:00Z&lastUpdatedBefore=2026-11-02T00:00:00Z".into(),
            400,
        ),
        (
            format!("{AFTER}&lastUpdatedBefore=2026-10-31T00:00:00Z"),
            400,
        ),
        (
            format!("{AFTER}&lastUpdatedBefore=2026-11-18TTOO_LATEZ"),
            400,
        ),
        (
            format!("{AFTER}&lastUpdatedBefore=2026-11-18TJUST_SOZ"),
            200,
        ),
        ("lastUpdatedAfter=2026-11-18T23:59:59Z".into(), 400),
        ("lastUpdatedAfter=yesterday".into(), 400),
        ("lastUpdatedAfter=2026-11-01".into(), 400),
        ("lastUpdatedAfter=1762000000".into(), 400),
        ("lastUpdatedAfter=2026-11-01%2000:00:00Z".into(), 400),
        ("lastUpdatedAfter=2026-11-01T00:00:00".into(), 400),
        ("lastUpdatedAfter=2026-11-01T00:00:00%2B01:00".into(), 200),
        ("lastUpdatedAfter=2026-11-01T00:00:00+01:00".into(), 400), // an unescaped plus is a blank
        ("lastUpdatedAfter=2026-11-01T00%3A00%3A00.000Z".into(), 200),
        (format!("{AFTER}&{AFTER}"), 400),
        (format!("{AFTER}&maxResultsPerPage=0"), 400),
        (format!("{AFTER}&maxResultsPerPage=101"), 400),
        (format!("{AFTER}&maxResultsPerPage=ten"), 400),
        (format!("{AFTER}&maxResultsPerPage=100"), 200),
        (format!("{AFTER}&includedData=BUYER,PACKAGE"), 400),
        (format!("{AFTER}&includedData=buyer"), 400),
        (format!("{AFTER}&fulfillmentStatuses=Shipped"), 400),
        (format!("{AFTER}&fulfillmentStatuses=CANCELED"), 400),
        (format!("{AFTER}&fulfilledBy=AFN"), 400),
        (format!("{AFTER}&marketplaceIds={fifty_one}"), 400),
        (format!("{AFTER}&marketplaceIds=NOSUCHPLACE"), 400),
        (format!("{AFTER}&marketplaceIds=ATVPDKIKX0DER"), 403),
        (
            format!("{AFTER}&marketplaceIds=A1PA6795UKMFR9,ATVPDKIKX0DER"),
            403,
        ),
        (format!("{AFTER}&paginationToken=abc"), 400),
        (
            format!("{AFTER}&marketplaceIds=A1PA6795UKMFR9&marketplaceIds=A13V1IB3VIYZZH"),
            200,
        ),
        (format!("{AFTER}&undeclared=1"), 200),
    ];
    for (query, status) in table {
        let world = &world;
        world.step(200); // one token for the bucket
        let query = query.replace("TOO_LATE", &seconds_ago(world, 119));
        let query = query.replace("JUST_SO", &seconds_ago(world, 120));
        let answer = world.get(EU, &format!("{ORDERS}?{query}")).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text);
        match status {
            400 => assert_eq!(
                (answer.code(), answer.limit.as_deref()),
                ("InvalidInput", Some("0.0056"))
            ),
            403 => assert_eq!(
                (answer.code(), answer.limit.as_deref()),
                ("Unauthorized", None)
            ),
            _ => assert_eq!(answer.limit.as_deref(), Some("0.0056")),
        }
        assert!(answer.request_id.is_some());
    }
    let undeclared = world.sim.shop().tally().undeclared;
    assert_eq!(
        undeclared.get(&("searchOrders".into(), "undeclared".into())),
        Some(&1)
    );
}

fn seconds_ago(world: &World, seconds: i64) -> String {
    let time = world.clock.now() - chrono::Duration::seconds(seconds);
    time.format("%H:%M:%S").to_string()
}

#[tokio::test]
async fn orders_that_cannot_be_read() {
    let world = World::new().await;
    let own = world.all(NA, "").await[0]["orderId"]
        .as_str()
        .unwrap()
        .to_owned();
    let read =
        async |seller: usize, tail: &str| world.get(seller, &format!("{ORDERS}/{tail}")).await;
    for bad in [
        "1",
        "123-1234567-123456",
        "123-1234567-12345678",
        "1234-567890-1234567",
        "abc-1234567-1234567",
    ] {
        let answer = read(NA, bad).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "InvalidInput"),
            "{bad}"
        );
        assert_eq!(answer.limit.as_deref(), Some("0.5"));
    }
    let answer = read(NA, "999-1234567-1234567").await;
    assert_eq!((answer.status, answer.code()), (404, "NotFound"));
    assert_eq!(answer.limit.as_deref(), Some("0.5"));
    assert_eq!(read(EU, &own).await.status, 404, "another seller's order");
    assert_eq!(read(NA, &own).await.status, 200);
    assert_eq!(
        read(NA, &format!("{own}?includedData=NOPE")).await.status,
        400
    );
}

#[tokio::test]
async fn callers_that_are_not_let_in() {
    let world = World::new().await;
    let url = format!("{}{ORDERS}?{AFTER}", world.sim.base_url());
    let call = async |token: Option<&str>, agent: Option<&str>| {
        let mut request = world.http.get(&url);
        if let Some(token) = token {
            request = request.header("x-amz-access-token", token);
        }
        if let Some(agent) = agent {
            request = request.header("user-agent", agent);
        }
        Answer::read(request.send().await.unwrap()).await
    };
    let agent = Some("Test/1.0");
    let details = |answer: &Answer| {
        answer.body["errors"][0]["details"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let missing = call(None, agent).await;
    assert_eq!(
        (missing.status, missing.code(), missing.limit.as_deref()),
        (403, "Unauthorized", None)
    );
    assert!(details(&missing).contains("missing"));
    let unknown = call(Some("Atza|made-up"), agent).await;
    assert_eq!(unknown.status, 403);
    assert!(details(&unknown).contains("malformed or invalid"));
    let good = world.tokens[FE].clone();
    assert_eq!(call(Some(&good), None).await.status, 403, "no user agent");
    assert_eq!(call(Some(&good), Some(&"x".repeat(501))).await.status, 400);
    assert_eq!(call(Some(&good), agent).await.status, 200);
    world.step(3600);
    let expired = call(Some(&good), agent).await;
    assert_eq!(expired.status, 403);
    assert!(details(&expired).contains("expired"));
    let bearer = world
        .http
        .get(&url)
        .header("authorization", format!("Bearer {good}"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        bearer.status().as_u16(),
        403,
        "the header is x-amz-access-token"
    );
}

#[tokio::test]
async fn a_page_token_serves_its_own_search_only() {
    let world = World::generous().await;
    let base = format!("{ORDERS}?{AFTER}&marketplaceIds=A1PA6795UKMFR9,A13V1IB3VIYZZH");
    let first = world
        .get(
            EU,
            &format!("{base}&maxResultsPerPage=5&includedData=FULFILLMENT"),
        )
        .await;
    let token = escape(first.next().unwrap());
    let table = [
        (
            format!("{base}&maxResultsPerPage=7&includedData=BUYER"),
            200,
        ),
        (base.clone(), 200),
        (
            format!("{ORDERS}?{AFTER}&marketplaceIds=A13V1IB3VIYZZH&marketplaceIds=A1PA6795UKMFR9"),
            200,
        ),
        (format!("{ORDERS}?{AFTER}"), 400),
        (format!("{base}&fulfilledBy=AMAZON"), 400),
        (format!("{base}&fulfillmentStatuses=SHIPPED"), 400),
        (base.replace("11-01T", "11-02T"), 400),
        (base.replace("lastUpdated", "created"), 400),
        (
            format!("{base}&lastUpdatedBefore=2026-11-18T11:00:00Z"),
            400,
        ),
    ];
    for (path, status) in table {
        let answer = world
            .get(EU, &format!("{path}&paginationToken={token}"))
            .await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
    }
    let raw = first.next().unwrap().replace('+', "%20").replace('=', "");
    let cut = world
        .get(
            EU,
            &format!("{base}&paginationToken={}A", &raw[..raw.len() - 6]),
        )
        .await;
    assert_eq!(cut.status, 400);
    let stranger = format!("{ORDERS}?{AFTER}&paginationToken={token}");
    assert_eq!(world.get(NA, &stranger).await.status, 400);
    assert_eq!(
        world
            .get(EU, &format!("{ORDERS}?paginationToken={token}"))
            .await
            .status,
        400,
        "alone"
    );
}

#[tokio::test]
async fn a_page_token_lives_a_day() {
    let world = World::with(|settings| settings.token_life = chrono::Duration::days(3)).await;
    let base = format!("{ORDERS}?{AFTER}");
    let first = world.get(EU, &format!("{base}&maxResultsPerPage=5")).await;
    let path = format!("{base}&paginationToken={}", escape(first.next().unwrap()));
    world.step(24 * 3600);
    assert_eq!(world.get(EU, &path).await.status, 200);
    world.step(1);
    assert_eq!(world.get(EU, &path).await.status, 400);
}
