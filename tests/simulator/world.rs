//! A simulator on a free port, a clock that stands still, and a caller with tokens for every seller.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use orderdeck::simulator::{Seller, Settings, Simulator, SteppedClock, start};
use reqwest::{Client, Response, redirect};
use serde_json::Value;

pub const EU: usize = 0;
pub const NA: usize = 1;
pub const FE: usize = 2;
pub const ORDERS: &str = "/orders/2026-01-01/orders";
pub const ALL_SETS: &str = "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT,FULFILLMENT_ORDERS";

pub struct World {
    pub sim: Simulator,
    pub clock: Arc<SteppedClock>,
    pub http: Client,
    pub tokens: Vec<String>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub limit: Option<String>,
    pub request_id: Option<String>,
    pub date: Option<String>,
    pub text: String,
    pub body: Value,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let (limit, request_id) = (header("x-amzn-RateLimit-Limit"), header("x-amzn-RequestId"));
        let date = header("date");
        let status = response.status().as_u16();
        let text = response.text().await.unwrap_or_default();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self {
            status,
            limit,
            request_id,
            date,
            text,
            body,
        }
    }

    pub fn code(&self) -> &str {
        self.body["errors"][0]["code"].as_str().unwrap_or_default()
    }

    pub fn orders(&self) -> &[Value] {
        self.body["orders"].as_array().map_or(&[], Vec::as_slice)
    }

    pub fn next(&self) -> Option<&str> {
        self.body["pagination"]["nextToken"].as_str()
    }
}

pub fn noon() -> DateTime<Utc> {
    "2026-11-18T12:00:00Z".parse().unwrap()
}

pub fn settings(clock: &Arc<SteppedClock>) -> Settings {
    Settings {
        clock: clock.clone(),
        ..Settings::standard()
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A shop with generous buckets, for tests that are about something else.
    pub async fn generous() -> Self {
        Self::with(|settings| settings.usage_plan = orderdeck::simulator::UsagePlan::Fast).await
    }

    pub async fn with(adjust: impl FnOnce(&mut Settings)) -> Self {
        let clock = Arc::new(SteppedClock::at(noon()));
        let mut settings = settings(&clock);
        adjust(&mut settings);
        let sim = start(settings).await.unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        let mut world = Self {
            sim,
            clock,
            http,
            tokens: Vec::new(),
        };
        for seller in world.sim.sellers() {
            let token = world.log_in(&seller).await.body["access_token"]
                .as_str()
                .unwrap()
                .to_owned();
            world.tokens.push(token);
        }
        world
    }

    pub async fn log_in(&self, seller: &Seller) -> Answer {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &seller.refresh_token),
            ("client_id", &seller.client_id),
            ("client_secret", &seller.client_secret),
        ];
        self.post_form(&fields).await
    }

    pub async fn post_form(&self, fields: &[(&str, &str)]) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let request = self.http.post(self.sim.lwa_url()).body(form.finish());
        let kind = "application/x-www-form-urlencoded;charset=UTF-8";
        Answer::read(request.header("content-type", kind).send().await.unwrap()).await
    }

    /// A call of a seller; `path` with its query.
    pub async fn get(&self, seller: usize, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.sim.base_url()));
        let request = request
            .header("x-amz-access-token", &self.tokens[seller])
            .header("user-agent", "Test/1.0 (Language=Rust)");
        Answer::read(request.send().await.unwrap()).await
    }

    /// All pages of a search by last update since 2020.
    pub async fn all(&self, seller: usize, sets: &str) -> Vec<Value> {
        let base = format!("{ORDERS}?lastUpdatedAfter=2020-01-01T00:00:00Z&includedData={sets}");
        let mut found = Vec::new();
        let mut path = base.clone();
        loop {
            let page = self.get(seller, &path).await;
            assert_eq!(page.status, 200, "{}", page.text);
            found.extend_from_slice(page.orders());
            match page.next() {
                Some(token) => path = format!("{base}&paginationToken={}", escape(token)),
                None => return found,
            }
        }
    }

    pub fn step(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

pub fn escape(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
