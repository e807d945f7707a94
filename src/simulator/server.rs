//! The HTTP side: routes, and what every call goes through before and after its operation.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::header::{CONTENT_TYPE, DATE, LOCATION, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;

use super::accounts;
use super::breakable_line::Breaker;
use super::faults::Fault;
use super::get_order;
use super::house::{House, lock};
use super::login_with_amazon::{Bearer, LoginError, Standing, read_fields};
use super::operator;
use super::query::Query;
use super::rate_bucket::Operation;
use super::refusal::Refusal;
use super::search_orders;

/// A token request is no larger than this, in bytes.
const LARGEST_LOGIN: usize = 64 * 1024;
/// All header fields of a call together, in bytes.
const LARGEST_HEADERS: usize = 32 * 1024;
const LONGEST_USER_AGENT: usize = 500;

/// The routes of the simulated Amazon.
pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/auth/o2/token", post(login))
        .route("/orders/2026-01-01/orders", get(search))
        .route("/orders/2026-01-01/orders/{order_id}", get(one_order))
        .route("/sellers/v1/marketplaceParticipations", get(participations))
        .route("/sellers/v1/account", get(account))
        .nest("/simulator", operator::router())
        .fallback(nothing_there)
        .method_not_allowed_fallback(nothing_there)
        .with_state(house)
}

async fn search(state: State<Arc<House>>, line: ConnectInfo<Breaker>, parts: Parts) -> Response {
    api_call(
        &state,
        &line.0,
        &parts,
        Operation::SearchOrders,
        search_orders::DECLARED,
        search_orders::answer,
    )
    .await
}

async fn one_order(
    state: State<Arc<House>>,
    line: ConnectInfo<Breaker>,
    Path(order_id): Path<String>,
    parts: Parts,
) -> Response {
    api_call(
        &state,
        &line.0,
        &parts,
        Operation::GetOrder,
        get_order::DECLARED,
        |house, seller, query, faults| get_order::answer(house, seller, &order_id, query, faults),
    )
    .await
}

async fn participations(
    state: State<Arc<House>>,
    line: ConnectInfo<Breaker>,
    parts: Parts,
) -> Response {
    let operation = Operation::GetMarketplaceParticipations;
    api_call(
        &state,
        &line.0,
        &parts,
        operation,
        &[],
        |_, seller, _, _| Ok(accounts::marketplace_participations(seller)),
    )
    .await
}

async fn account(state: State<Arc<House>>, line: ConnectInfo<Breaker>, parts: Parts) -> Response {
    api_call(
        &state,
        &line.0,
        &parts,
        Operation::GetAccount,
        &[],
        |_, seller, _, _| Ok(accounts::account(seller)),
    )
    .await
}

async fn nothing_there(state: State<Arc<House>>, request: Request) -> Response {
    let path: String = request.uri().path().chars().take(200).collect();
    let refusal = Refusal::not_found(&format!(
        "There is no operation {} {path}.",
        request.method()
    ));
    lock(&state.tally).count("unknown", "-", 404);
    json_answer(&state, 404, &refusal.body())
}

async fn login(state: State<Arc<House>>, line: ConnectInfo<Breaker>, request: Request) -> Response {
    let house = &state.0;
    let operation = Operation::Token;
    let faults = draw(house, operation);
    let (parts, body) = request.into_parts();
    let content_type = header(&parts.headers, CONTENT_TYPE.as_str())
        .unwrap_or_default()
        .to_owned();
    let request_id = house.request_id();
    let outcome = match to_bytes(body, LARGEST_LOGIN).await {
        Err(_) => Err(LoginError::trouble(413)),
        Ok(_) if faults.contains(&Fault::Internal) => Err(LoginError::trouble(500)),
        Ok(_) if faults.contains(&Fault::Unavailable) => Err(LoginError::trouble(503)),
        Ok(body) => read_fields(&content_type, &body)
            .and_then(|fields| lock(&house.grants).answer(&fields, &house.sellers, house.now())),
    };
    let (status, body) = match outcome {
        Ok(body) => (200, body),
        Err(error) => (error.status, error.body(&request_id)),
    };
    lock(&house.tally).count(operation.name(), "-", status);
    let text = body.to_string();
    let length = text.len();
    let mut answer = text_answer(house, status, "application/json", text);
    answer
        .headers_mut()
        .insert("cache-control", HeaderValue::from_static("no-store"));
    break_answer(house, answer, length, &line.0, &faults).await
}

/// One call of the Selling Partner API: life goes on, faults strike, the caller is checked, the bucket is asked.
async fn api_call(
    house: &Arc<House>,
    line: &Breaker,
    parts: &Parts,
    operation: Operation,
    declared: &[&str],
    act: impl FnOnce(&House, usize, &Query, &[Fault]) -> Result<Value, Refusal>,
) -> Response {
    lock(&house.shop).live_until(house.now());
    let faults = draw(house, operation);
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    for name in query.undeclared(declared) {
        lock(&house.tally).note_undeclared(operation.name(), name);
    }
    let caller = check_caller(house, &parts.headers, &faults);
    let outcome = match &caller {
        Err(refusal) => Err(refusal.clone()),
        Ok(seller) => after_check(house, *seller, operation, &faults)
            .and_then(|()| act(house, *seller, &query, &faults)),
    };
    let name = caller
        .ok()
        .and_then(|place| house.sellers.get(place))
        .map_or("-", |seller| seller.name.as_str());
    let (status, body) = match outcome {
        Ok(body) => (200, body),
        Err(refusal) => (refusal.status, refusal.body()),
    };
    lock(&house.tally).count(operation.name(), name, status);
    let text = body.to_string();
    let length = text.len();
    let mut answer = text_answer(house, status, "application/json", text);
    if matches!(status, 200 | 400 | 404) {
        let limit = HeaderValue::from_static(operation.limit(house.plan).0);
        answer.headers_mut().insert("x-amzn-ratelimit-limit", limit);
    }
    break_answer(house, answer, length, line, &faults).await
}

/// Which seller calls, by the access token.
fn check_caller(house: &House, headers: &HeaderMap, faults: &[Fault]) -> Result<usize, Refusal> {
    let size: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > LARGEST_HEADERS {
        return Err(Refusal::too_large());
    }
    let missing = "Access token is missing in the request header.";
    let token = header(headers, "x-amz-access-token").filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| Refusal::unauthorized(missing))?;
    let mut grants = lock(&house.grants);
    let now = house.now();
    if faults.contains(&Fault::TokenExpires) {
        grants.expire(token, now);
    }
    let seller = match grants.standing(token, now) {
        Standing::Good(Bearer::Seller(place)) => place,
        Standing::Good(Bearer::Application) => return Err(Refusal::unauthorized("")),
        Standing::Expired => {
            return Err(Refusal::unauthorized(
                "The access token you provided has expired.",
            ));
        }
        Standing::Unknown => {
            let details = "The access token you provided is revoked, malformed or invalid.";
            return Err(Refusal::unauthorized(details));
        }
    };
    let agent = header(headers, USER_AGENT.as_str()).unwrap_or_default();
    if agent.trim().is_empty() {
        return Err(Refusal::unauthorized("The User-Agent header is missing."));
    }
    if agent.len() > LONGEST_USER_AGENT {
        return Err(Refusal::invalid(
            "The User-Agent header is longer than 500 characters.",
        ));
    }
    Ok(seller)
}

/// The bucket, and the faults that take the place of an answer.
fn after_check(
    house: &House,
    seller: usize,
    operation: Operation,
    faults: &[Fault],
) -> Result<(), Refusal> {
    if faults.contains(&Fault::Throttled)
        || !lock(&house.buckets).take(seller, operation, house.now())
    {
        return Err(Refusal::quota());
    }
    for fault in faults {
        match fault {
            Fault::BadRequest => return Err(Refusal::invalid("The request is invalid.")),
            Fault::Denied => return Err(Refusal::denied()),
            Fault::Internal => return Err(Refusal::internal()),
            Fault::Unavailable => return Err(Refusal::unavailable()),
            _ => {}
        }
    }
    Ok(())
}

/// Lets the faults strike that spoil a finished answer or its connection.
async fn break_answer(
    house: &House,
    mut answer: Response,
    length: usize,
    line: &Breaker,
    faults: &[Fault],
) -> Response {
    for fault in faults {
        match fault {
            Fault::Slow(pause) => tokio::time::sleep(*pause).await,
            Fault::Drop => line.cut_after(0),
            // the header takes some 300 bytes; the body stops about half way
            Fault::Truncate => line.cut_after(300 + length / 2),
            Fault::Html => {
                let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
                answer = text_answer(house, 502, "text/html", page.to_owned());
            }
            Fault::Empty => answer = text_answer(house, 200, "application/json", String::new()),
            Fault::Redirect => {
                answer = text_answer(house, 302, "text/html", String::new());
                let elsewhere = HeaderValue::from_static("http://elsewhere.invalid/login");
                answer.headers_mut().insert(LOCATION, elsewhere);
            }
            _ => {}
        }
    }
    answer
}

fn draw(house: &House, operation: Operation) -> Vec<Fault> {
    let faults = lock(&house.faults).draw(operation);
    let mut tally = lock(&house.tally);
    for fault in faults.iter().filter(|fault| !fault.spoils_orders()) {
        tally.note_fault(fault.name());
    }
    faults
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// An answer with a JSON body.
pub(crate) fn json_answer(house: &House, status: u16, body: &Value) -> Response {
    text_answer(house, status, "application/json", body.to_string())
}

fn text_answer(house: &House, status: u16, kind: &'static str, text: String) -> Response {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let date = house
        .clock
        .now()
        .format("%a, %d %b %Y %H:%M:%S GMT")
        .to_string();
    if let Ok(date) = HeaderValue::from_str(&date) {
        headers.insert(DATE, date);
    }
    if let Ok(id) = HeaderValue::from_str(&house.request_id()) {
        headers.insert("x-amzn-requestid", id);
    }
    answer
}
