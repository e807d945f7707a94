//! The client of Amazon against small servers that misbehave in all the ways we know of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "amazon_client/feed_xml.rs"]
mod feed_xml;
#[path = "amazon_client/feeds.rs"]
mod feeds;
#[path = "amazon_client/finances.rs"]
mod finances;
#[path = "amazon_client/reading.rs"]
mod reading;
#[path = "amazon_client/reports.rs"]
mod reports;
#[path = "amazon_client/server.rs"]
mod server;
#[path = "amazon_client/shipments.rs"]
mod shipments;
#[path = "amazon_client/stock.rs"]
mod stock;

use futures_util::future::{BoxFuture, join_all};
use orderdeck::amazon::access::{Credentials, SellerAccess};
use orderdeck::amazon::budget::{MemoryBudgets, Priority};
use orderdeck::amazon::client::AmazonClient;
use orderdeck::amazon::https::{HttpsTransport, Limits};
use orderdeck::amazon::operations::Operation;
use orderdeck::amazon::problem::{AmazonError, Refusal};
use orderdeck::amazon::search::{SearchPage, SearchParams};
use orderdeck::clock::{Clock, SeededEntropy};
use orderdeck::domain::ids::{AccountId, MarketplaceId};
use orderdeck::domain::marketplace::Region;
use orderdeck::domain::moment::{Moment, Span};
use server::{Answer, Server, error, json, page, token};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

const EMPTY: &str = r#"{"orders":[],"lastUpdatedBefore":"2026-11-22T09:57:58Z"}"#;
const ACCOUNT: AccountId = AccountId(1);

/// A clock that stands until someone sleeps or sets it.
struct TestClock(AtomicI64);

impl TestClock {
    fn forward(&self, span: Span) {
        self.0.fetch_add(span.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }
    fn sleep(&self, span: Span) -> BoxFuture<'static, ()> {
        self.forward(span);
        Box::pin(std::future::ready(()))
    }
}

/// A client between a login server and an API server.
struct Bench {
    client: AmazonClient,
    clock: Arc<TestClock>,
    budgets: Arc<MemoryBudgets>,
    access: SellerAccess,
    login: Server,
    api: Server,
}

impl Bench {
    async fn new(api: impl Fn(usize, &server::Seen) -> Answer + Send + Sync + 'static) -> Bench {
        Bench::with(|number, _| token(number), api, short()).await
    }

    async fn with(
        login: impl Fn(usize, &server::Seen) -> Answer + Send + Sync + 'static,
        api: impl Fn(usize, &server::Seen) -> Answer + Send + Sync + 'static,
        limits: Limits,
    ) -> Bench {
        let (login, api) = (Server::start(login).await, Server::start(api).await);
        let clock = Arc::new(TestClock(AtomicI64::new(1_795_341_600_000)));
        let entropy = Arc::new(SeededEntropy::new(7));
        let budgets = Arc::new(MemoryBudgets::new(clock.clone(), entropy.clone()));
        let transport = Arc::new(HttpsTransport::new(limits));
        Bench {
            client: AmazonClient::new(transport, clock.clone(), entropy, budgets.clone()),
            access: SellerAccess {
                account: ACCOUNT,
                region: Region::Eu,
                seller_id: "A1SELLER".to_owned(),
                credentials: Credentials {
                    client_id: "amzn1.application-oa2-client.x".to_owned(),
                    client_secret: "very/secret+&=".to_owned().into(),
                    refresh_token: "Atzr|refresh".to_owned().into(),
                },
                endpoint: Some(api.url.clone()),
                lwa_endpoint: Some(format!("{}/auth/o2/token", login.url)),
            },
            clock,
            budgets,
            login,
            api,
        }
    }

    async fn search(&self) -> Result<SearchPage, AmazonError> {
        self.client
            .search_orders(&self.access, &params(), Priority::Normal)
            .await
    }

    fn left(&self) -> u32 {
        self.budgets
            .bucket(ACCOUNT, Operation::SearchOrders)
            .available(self.clock.now())
    }
}

fn short() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        read: Duration::from_secs(5),
        total: Duration::from_secs(5),
        body: 1024 * 1024,
    }
}

fn params() -> SearchParams {
    SearchParams {
        last_updated_after: Moment::parse("2026-11-22T09:00:00Z").unwrap(),
        last_updated_before: None,
        marketplace_ids: vec![
            MarketplaceId::from("A1PA6795UKMFR9"),
            MarketplaceId::from("A13V1IB3VIYZZH"),
        ],
        page_token: None,
    }
}

#[tokio::test]
async fn a_search_carries_what_amazon_wants() {
    let body = r#"{"orders":[],"pagination":{"nextToken":"next+/="},"lastUpdatedBefore":"2026-11-22T09:57:58Z"}"#;
    let bench = Bench::new(move |_, _| {
        json(
            200,
            "x-amzn-RateLimit-Limit: 0.0112\r\ndate: Sun, 22 Nov 2026 10:00:00 GMT\r\n",
            body,
        )
    })
    .await;
    let first = bench.search().await.unwrap();
    assert_eq!(first.next_token.as_deref(), Some("next+/="));
    assert_eq!(
        first.last_updated_before,
        Moment::parse("2026-11-22T09:57:58Z")
    );
    assert_eq!(first.server_date, Moment::parse("2026-11-22T10:00:00Z"));
    assert_eq!(first.request_id.as_deref(), Some("req-200"));
    let params = SearchParams {
        page_token: first.next_token,
        last_updated_before: first.last_updated_before,
        ..params()
    };
    bench
        .client
        .search_orders(&bench.access, &params, Priority::Low)
        .await
        .unwrap();

    let login = &bench.login.seen()[0];
    assert_eq!(login.line, "POST /auth/o2/token");
    assert_eq!(
        login.body,
        "grant_type=refresh_token&refresh_token=Atzr%7Crefresh&client_id=amzn1.application-oa2-client.x&client_secret=very%2Fsecret%2B%26%3D"
    );
    assert_eq!(
        login.header("content-type"),
        Some("application/x-www-form-urlencoded;charset=utf-8")
    );
    let seen = bench.api.seen();
    assert_eq!(bench.login.count(), 1);
    let rest = "marketplaceIds=A1PA6795UKMFR9%2CA13V1IB3VIYZZH&includedData=BUYER%2CRECIPIENT%2CPROCEEDS%2CPROMOTION%2CCANCELLATION%2CFULFILLMENT%2CPACKAGES%2CTAX&maxResultsPerPage=100";
    let start = "GET /orders/2026-01-01/orders?lastUpdatedAfter=2026-11-22T09%3A00%3A00Z";
    assert_eq!(seen[0].line, format!("{start}&{rest}"));
    assert_eq!(
        seen[1].line,
        format!(
            "{start}&lastUpdatedBefore=2026-11-22T09%3A57%3A58Z&{rest}&paginationToken=next%2B%2F%3D"
        )
    );
    assert_eq!(seen[0].header("x-amz-access-token"), Some("atza|0"));
    assert_eq!(seen[0].header("accept"), Some("application/json"));
    assert!(
        seen[0]
            .header("user-agent")
            .unwrap()
            .starts_with("orderdeck/")
    );
    assert!(
        seen[0]
            .header("user-agent")
            .unwrap()
            .contains("(language=rust; platform=")
    );
    assert_eq!(seen[0].header("x-amz-date").unwrap().len(), 16);
    assert_eq!(
        bench
            .budgets
            .bucket(ACCOUNT, Operation::SearchOrders)
            .rate(),
        0.0112
    );
    assert_eq!(bench.left(), 18);
}

#[tokio::test]
async fn fifty_callers_share_one_token() {
    let bench = Bench::new(|_, _| json(200, "", EMPTY)).await;
    let logins = join_all((0..50).map(|_| bench.client.check_login(&bench.access))).await;
    assert!(logins.iter().all(Result::is_ok));
    assert_eq!(bench.login.count(), 1);
    bench.clock.forward(Span::seconds(2_879));
    bench.search().await.unwrap();
    assert_eq!(bench.login.count(), 1);
    bench.clock.forward(Span::seconds(2));
    join_all((0..10).map(|_| bench.search())).await;
    assert_eq!(bench.login.count(), 2);
}

#[tokio::test]
async fn fifty_callers_share_one_refusal() {
    let denied =
        r#"{"error":"invalid_grant","error_description":"for Atzr|refresh","request_id":"r-1"}"#;
    let mut bench = Bench::with(
        move |_, _| json(400, "", denied),
        |_, _| json(200, "", EMPTY),
        short(),
    )
    .await;
    for error in join_all((0..50).map(|_| bench.search())).await {
        let error = error.unwrap_err();
        assert!(error.needs_a_person());
        assert!(
            matches!(&error, AmazonError::Credentials { refusal: Refusal::Authorisation, request_id: Some(id) } if id == "r-1")
        );
        assert!(!format!("{error} {error:?}").contains("Atzr"));
    }
    assert_eq!(
        (bench.login.count(), bench.api.count(), bench.left()),
        (1, 0, 20)
    );
    bench.clock.forward(Span::seconds(299));
    bench.search().await.unwrap_err();
    assert_eq!(bench.login.count(), 1);
    bench.clock.forward(Span::seconds(2));
    bench.search().await.unwrap_err();
    assert_eq!(bench.login.count(), 2);
    bench.access.credentials.client_secret = "another".to_owned().into();
    bench.search().await.unwrap_err();
    assert_eq!(bench.login.count(), 3);
}

#[tokio::test]
async fn login_errors_are_told_apart() {
    for (status, code, refusal) in [
        (401, "invalid_client", Refusal::Client),
        (400, "unauthorized_client", Refusal::ClientNotAllowed),
        (400, "invalid_scope", Refusal::Request),
        (400, "invalid_request", Refusal::Request),
        (403, "access_denied", Refusal::AccessDenied),
    ] {
        let body = format!(r#"{{"error":"{code}","error_description":"x"}}"#);
        let bench = Bench::with(
            move |_, _| json(status, "", &body),
            |_, _| json(200, "", EMPTY),
            short(),
        )
        .await;
        let error = bench.client.check_login(&bench.access).await.unwrap_err();
        assert!(
            matches!(error, AmazonError::Credentials { refusal: r, .. } if r == refusal),
            "{code}: {error}"
        );
    }
    let trouble: [fn() -> Answer; 4] = [
        || json(503, "", r#"{"error":"temporarily_unavailable"}"#),
        || page(500, "", "<html>oops</html>"),
        || json(200, "", r#"{"token":1}"#),
        || json(200, "", r#"{"access_token":""}"#),
    ];
    for answer in trouble {
        let bench = Bench::with(
            move |n, _| if n == 0 { answer() } else { token(n) },
            |_, _| json(200, "", EMPTY),
            short(),
        )
        .await;
        let error = bench.search().await.unwrap_err();
        assert!(matches!(error, AmazonError::Trouble { .. }), "{error:?}");
        bench.search().await.unwrap_err();
        assert_eq!(bench.login.count(), 1, "waits before it asks again");
        bench.clock.forward(Span::seconds(3));
        bench.search().await.unwrap();
    }
}

#[tokio::test]
async fn a_refused_token_is_exchanged_once() {
    let bench = Bench::new(|n, _| match n {
        0 => error(401, "Unauthorized", "Access denied", ""),
        _ => json(200, "", EMPTY),
    })
    .await;
    bench.search().await.unwrap();
    assert_eq!(
        (bench.login.count(), bench.api.count(), bench.left()),
        (2, 2, 18)
    );
    assert_eq!(
        bench.api.seen()[1].header("x-amz-access-token"),
        Some("atza|1")
    );
}

#[tokio::test]
async fn a_fresh_token_that_is_refused_ends_it() {
    let bench = Bench::new(|_, _| error(401, "Unauthorized", "Access denied", "")).await;
    for _ in 0..5 {
        let error = bench.search().await.unwrap_err();
        assert!(matches!(
            error,
            AmazonError::Credentials {
                refusal: Refusal::FreshToken,
                ..
            }
        ));
        assert_eq!(error.request_id(), Some("req-401"));
    }
    assert_eq!(bench.login.count(), 2);
    bench.clock.forward(Span::seconds(301));
    bench.search().await.unwrap_err();
    assert_eq!(bench.login.count(), 3);
}

#[tokio::test]
async fn forbidden_asks_for_a_fresh_token_only_if_the_token_is_why() {
    let bench = Bench::new(|n, _| match n {
        0 => error(
            403,
            "Unauthorized",
            "Access to requested resource is denied.",
            "The access token you provided has expired.",
        ),
        _ => json(200, "", EMPTY),
    })
    .await;
    bench.search().await.unwrap();
    assert_eq!(bench.login.count(), 2);

    let bench =
        Bench::new(|_, _| error(403, "AccessDenied Exception", "User is not allowed.", "")).await;
    let error = bench.search().await.unwrap_err();
    assert!(
        matches!(&error, AmazonError::AccessDenied { message, .. } if message == "User is not allowed")
    );
    assert!(error.to_string().contains("req-403"), "{error}");
    assert_eq!((bench.login.count(), bench.api.count()), (1, 1));
}

#[tokio::test]
async fn throttled_tells_until_when_and_is_not_repeated() {
    let bench = Bench::new(|_, _| {
        error(
            429,
            "QuotaExceeded",
            "You exceeded your quota for the requested resource.",
            "",
        )
    })
    .await;
    let now = bench.clock.now();
    let AmazonError::Throttled { until, operation } = bench.search().await.unwrap_err() else {
        panic!("not throttled");
    };
    assert_eq!(operation, Operation::SearchOrders);
    assert!(until.since(now) >= Span::seconds(178));
    let again = bench.search().await.unwrap_err();
    assert_eq!(again, AmazonError::Throttled { operation, until });
    assert_eq!(bench.api.count(), 1);
}

#[tokio::test]
async fn an_empty_budget_sends_nothing() {
    let bench = Bench::new(|_, _| json(200, "", EMPTY)).await;
    for _ in 0..20 {
        bench.search().await.unwrap();
    }
    assert!(matches!(
        bench.search().await.unwrap_err(),
        AmazonError::Throttled { .. }
    ));
    assert_eq!(bench.api.count(), 20);
}

#[tokio::test]
async fn blips_are_ridden_out_and_paid_for() {
    let bench = Bench::new(|n, _| match n {
        0 => page(
            500,
            "content-type: text/html\r\n",
            "<html><body>Internal Jane Doe Error</body></html>",
        ),
        1 => page(200, "", "<html>Sorry</html>"),
        _ => json(200, "", EMPTY),
    })
    .await;
    bench.search().await.unwrap();
    assert_eq!((bench.api.count(), bench.left()), (3, 17));

    let bench = Bench::new(|_, _| page(503, "", "<html>Jane Doe</html>")).await;
    let error = bench.search().await.unwrap_err();
    assert!(
        matches!(
            &error,
            AmazonError::Trouble {
                status: Some(503),
                ..
            }
        ),
        "{error:?}"
    );
    assert!(!format!("{error}{error:?}").contains("Jane"));
    assert_eq!(bench.api.count(), 3);
}

#[tokio::test]
async fn garbled_answers_are_trouble() {
    let whole = std::fs::read_to_string("tests/data/amazon/page.json").unwrap();
    let cut = whole[..whole.len() / 2].to_owned();
    let bodies = [
        cut,
        String::new(),
        "[]".to_owned(),
        r#"{"orders":null}"#.to_owned(),
        r#"{"payload":{"orders":[]}}"#.to_owned(),
    ];
    for body in bodies {
        let bench = Bench::new(move |_, _| json(200, "", &body)).await;
        let error = bench.search().await.unwrap_err();
        assert!(
            matches!(
                &error,
                AmazonError::Trouble {
                    status: Some(200),
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(!error.to_string().contains("Zo"));
    }
    // The connection ends before the length that was told.
    let bench = Bench::new(|_, _| {
        Answer::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"orders\":[]}".to_vec())
    })
    .await;
    let error = bench.search().await.unwrap_err();
    assert!(
        matches!(&error, AmazonError::Trouble { status: None, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn bad_requests_are_final_and_name_the_page_token() {
    let bench = Bench::new(|n, _| match n {
        0 => error(
            400,
            "Invalid Input",
            "The pagination token has expired.",
            "Atza|secret https://x.y/?X-Amz-Signature=1",
        ),
        1 => error(400, "InvalidInput", "Bad includedData", ""),
        _ => json(400, "", r#"{"message":"Bad Request"}"#),
    })
    .await;
    let paged = SearchParams {
        page_token: Some("t".into()),
        ..params()
    };
    for (wanted, params) in [(true, &paged), (false, &paged), (false, &params())] {
        let error = bench
            .client
            .search_orders(&bench.access, params, Priority::Normal)
            .await
            .unwrap_err();
        let AmazonError::BadRequest { page_token, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(*page_token, wanted);
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("secret") && !text.contains("Signature"),
            "{text}"
        );
    }
    assert_eq!(bench.api.count(), 3);
}

#[tokio::test]
async fn an_unknown_order_is_not_found() {
    let bench = Bench::new(|_, _| error(404, "NotFound", "Order not found", "")).await;
    let reference = "302-1234567-7654321".parse().unwrap();
    let error = bench
        .client
        .get_order(&bench.access, reference, Priority::Normal)
        .await
        .unwrap_err();
    assert!(matches!(error, AmazonError::NotFound { .. }), "{error:?}");
    assert!(
        bench.api.seen()[0]
            .line
            .starts_with("GET /orders/2026-01-01/orders/302-1234567-7654321?includedData=BUYER,")
    );
}

#[tokio::test]
async fn one_order_is_read_and_must_be_the_right_one() {
    let whole: serde_json::Value =
        serde_json::from_str(include_str!("data/amazon/page.json")).unwrap();
    let body = serde_json::json!({ "order": whole["orders"][4] }).to_string();
    let bench = Bench::new(move |_, _| json(200, "", &body)).await;
    let right = "302-3333333-4444444".parse().unwrap();
    let order = bench
        .client
        .get_order(&bench.access, right, Priority::Normal)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(order.packages.len(), 1);
    let wrong = "302-3333333-4444445".parse().unwrap();
    let error = bench
        .client
        .get_order(&bench.access, wrong, Priority::Normal)
        .await
        .unwrap_err();
    assert!(matches!(error, AmazonError::Trouble { .. }), "{error:?}");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::start(|_, _| json(200, "", EMPTY)).await;
    let target = format!("location: {}/stolen\r\n", other.url);
    let bench = Bench::new(move |_, _| page(307, &target, "")).await;
    let error = bench.search().await.unwrap_err();
    assert!(
        matches!(
            &error,
            AmazonError::Trouble {
                status: Some(307),
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!((other.count(), bench.api.count()), (0, 1));
}

#[tokio::test]
async fn silence_ends_at_the_limit() {
    let limits = Limits {
        total: Duration::from_millis(150),
        ..short()
    };
    let bench = Bench::with(|n, _| token(n), |_, _| Answer::Silence, limits).await;
    let began = std::time::Instant::now();
    let error = bench.search().await.unwrap_err();
    assert!(
        error.to_string().contains("within the time limit"),
        "{error}"
    );
    assert!(began.elapsed() < Duration::from_secs(4));
    assert_eq!(bench.api.count(), 3);
}

#[tokio::test]
async fn nobody_there_is_trouble_without_the_address() {
    let mut bench = Bench::new(|_, _| json(200, "", EMPTY)).await;
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = gone.local_addr().unwrap().port();
    drop(gone);
    bench.access.endpoint = Some(format!("http://127.0.0.1:{port}/"));
    let error = bench.search().await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("could not be reached") && !text.contains("127.0.0.1"),
        "{text}"
    );
}

#[tokio::test]
async fn huge_answers_are_refused() {
    let limits = Limits {
        body: 1_000,
        ..short()
    };
    let body = format!("{{\"orders\":[]{}}}", " ".repeat(2_000));
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    let bench = Bench::with(
        |n, _| token(n),
        move |n, _| match n {
            0 => json(200, "", &body),
            _ => Answer::Raw(chunked.clone().into_bytes()),
        },
        limits,
    )
    .await;
    for calls in 1..=2 {
        assert_eq!(
            bench.search().await.unwrap_err(),
            AmazonError::TooLarge(1_000)
        );
        assert_eq!(bench.api.count(), calls);
    }
}

#[tokio::test]
async fn plain_http_to_elsewhere_is_refused_before_anything_is_sent() {
    let mut bench = Bench::new(|_, _| json(200, "", EMPTY)).await;
    bench.access.endpoint = Some("http://sellingpartnerapi-eu.amazon.com".to_owned());
    assert!(matches!(
        bench.search().await.unwrap_err(),
        AmazonError::NotAllowed(_)
    ));
    bench.access.endpoint = Some(bench.api.url.clone());
    bench.access.lwa_endpoint = Some("http://api.amazon.com/auth/o2/token".to_owned());
    assert!(matches!(
        bench.search().await.unwrap_err(),
        AmazonError::NotAllowed(_)
    ));
    assert!(bench.client.check_login(&bench.access).await.is_err());
    assert_eq!(
        (bench.login.count(), bench.api.count(), bench.left()),
        (0, 0, 20)
    );
}

/// Runs itself once more as a process with proxies in its environment; that one must reach the server directly.
#[test]
fn proxies_of_the_environment_are_ignored() {
    let myself = std::env::current_exe().unwrap();
    let trap = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let proxy = format!("http://{}", trap.local_addr().unwrap());
    let mut run = std::process::Command::new(myself);
    run.args(["--exact", "a_search_carries_what_amazon_wants"]);
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        run.env(name, &proxy);
    }
    run.env_remove("NO_PROXY").env_remove("no_proxy");
    let done = run.output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stdout)
    );
    assert!(trap.accept().is_err(), "the proxy was asked");
}

#[tokio::test]
async fn participations_are_the_known_ones_of_the_region() {
    let entry = |id: &str, code: &str, currency: &str, part: bool| {
        format!(
            r#"{{"marketplace":{{"id":"{id}","name":"Amazon.x","countryCode":"{code}","defaultCurrencyCode":"{currency}","defaultLanguageCode":"de_DE","domainName":"x"}},"participation":{{"isParticipating":{part},"hasSuspendedListings":{part}}},"storeName":"S"}}"#
        )
    };
    let body = format!(
        r#"{{"payload":[{},{},{},{},{}]}}"#,
        entry("A1PA6795UKMFR9", "DE", "EUR", true),
        entry("A1C3SOZRARQ6R3", "PL", "PLN", true),
        entry("A13V1IB3VIYZZH", "FR", "EUR", false),
        entry("ATVPDKIKX0DER", "US", "USD", true),
        entry("A2CVHYRTWLQO9T", "DE", "EUR", true),
    );
    let bench = Bench::new(move |_, _| json(200, "", &body)).await;
    let list = bench
        .client
        .marketplace_participations(&bench.access)
        .await
        .unwrap();
    let codes: Vec<_> = list
        .iter()
        .map(|p| {
            (
                p.marketplace.code.as_str(),
                p.marketplace.currency.to_string(),
            )
        })
        .collect();
    assert_eq!(codes, [("DE", "EUR".to_owned()), ("PL", "PLN".to_owned())]);
    assert!(list[0].has_suspended_listings && list[0].marketplace.tax_included);
    assert_eq!(list[0].marketplace.name, "Amazon.x");
}

/// The real thing is only built: no certificate of the machine is needed before the first call.
#[test]
fn secrets_are_never_shown() {
    let credentials = Credentials {
        client_id: "id".to_owned(),
        client_secret: "geheim".to_owned().into(),
        refresh_token: "Atzr|geheim".to_owned().into(),
    };
    assert_eq!(format!("{credentials:?}"), "Credentials(…)");
}

#[tokio::test]
async fn without_tls_nothing_of_a_request_is_sent() {
    let limits = Limits {
        connect: Duration::from_millis(300),
        ..short()
    };
    let mut bench = Bench::with(|n, _| token(n), |_, _| json(200, "", EMPTY), limits).await;
    bench.access.endpoint = Some(bench.api.url.replace("http://", "https://"));
    let error = bench.search().await.unwrap_err();
    assert!(
        error.to_string().contains("could not be reached"),
        "{error}"
    );
    assert_eq!(bench.api.count(), 0);
}
