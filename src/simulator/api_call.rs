//! What every call of the Selling Partner API goes through before and after its operation.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use serde_json::Value;

use super::answers::{Reply, json_answer, text_answer};
use super::breakable_line::Breaker;
use super::fault::Fault;
use super::house::{House, lock};
use super::login_with_amazon::{Bearer, Standing};
use super::query::Query;
use super::rate_bucket::Operation;
use super::refusal::Refusal;

/// All header fields of a call together, in bytes.
const LARGEST_HEADERS: usize = 32 * 1024;
/// The body of a call, in bytes; documents go another way.
const LARGEST_BODY: usize = 1024 * 1024;
const LONGEST_USER_AGENT: usize = 500;

/// A call that was let in.
pub(crate) struct Call<'a> {
    pub(crate) house: &'a House,
    pub(crate) seller: usize,
    pub(crate) operation: Operation,
    pub(crate) query: &'a Query,
    pub(crate) faults: &'a [Fault],
    /// Host and port by which the caller reached the simulator.
    pub(crate) host: &'a str,
    content_type: &'a str,
    body: &'a [u8],
}

impl Call<'_> {
    /// The body, which has to be a JSON object. Fields outside `known` are noted.
    pub(crate) fn json(&self, known: &[&str]) -> Result<Value, Refusal> {
        let kind = self.content_type.split(';').next().unwrap_or_default();
        if !kind.trim().eq_ignore_ascii_case("application/json") {
            return Err(Refusal::unsupported_media_type());
        }
        let body: Value = serde_json::from_slice(self.body)
            .map_err(|_| Refusal::invalid("The request body is not valid JSON."))?;
        let fields = body
            .as_object()
            .ok_or_else(|| Refusal::invalid("The request body is not a JSON object."))?;
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            lock(&self.house.tally).note_undeclared(self.operation.name(), name);
        }
        Ok(body)
    }
}

/// One call: life goes on, faults strike, the caller is checked, the bucket is asked, the operation acts.
pub(crate) async fn api_call(
    house: &House,
    line: &Breaker,
    request: Request,
    operation: Operation,
    declared: &[&str],
    act: impl FnOnce(&Call<'_>) -> Result<Reply, Refusal>,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await;
    house.live();
    let faults = house.draw_faults(operation);
    before_acting(line, &faults).await;
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    for name in query.undeclared(declared) {
        lock(&house.tally).note_undeclared(operation.name(), name);
    }
    let caller = check_caller(house, &parts.headers, &faults);
    let outcome = match &caller {
        Err(refusal) => Err(refusal.clone()),
        Ok(seller) => after_check(house, *seller, operation, &faults)
            .and_then(|()| body.map_err(|_| Refusal::too_large()))
            .and_then(|body| {
                act(&Call {
                    house,
                    seller: *seller,
                    operation,
                    query: &query,
                    faults: &faults,
                    host: header(&parts.headers, HOST.as_str()).unwrap_or_default(),
                    content_type: header(&parts.headers, CONTENT_TYPE.as_str()).unwrap_or_default(),
                    body: &body,
                })
            }),
    };
    let name = caller
        .ok()
        .and_then(|place| house.sellers.get(place))
        .map_or("-", |seller| seller.name.as_str());
    let reply = outcome.unwrap_or_else(|refusal| Reply::new(refusal.status, refusal.body()));
    lock(&house.tally).count(operation.name(), name, reply.status);
    let text = reply.body.map(|body| body.to_string()).unwrap_or_default();
    let length = text.len();
    let mut answer = text_answer(house, reply.status, "application/json", text);
    if length == 0 {
        answer.headers_mut().remove(CONTENT_TYPE);
    }
    if matches!(reply.status, 200..=299 | 400 | 404) {
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
            Fault::Internal | Fault::DropBefore => return Err(Refusal::internal()),
            Fault::Unavailable => return Err(Refusal::unavailable()),
            _ => {}
        }
    }
    Ok(())
}

/// Lets the faults strike that come before anything is done.
pub(crate) async fn before_acting(line: &Breaker, faults: &[Fault]) {
    for fault in faults {
        match fault {
            Fault::HangBefore => std::future::pending().await,
            Fault::DropBefore => line.cut_after(0),
            _ => {}
        }
    }
}

/// Lets the faults strike that spoil a finished answer or its connection.
pub(crate) async fn break_answer(
    house: &House,
    mut answer: Response,
    length: usize,
    line: &Breaker,
    faults: &[Fault],
) -> Response {
    for fault in faults {
        match fault {
            Fault::Slow(pause) => tokio::time::sleep(*pause).await,
            // ends with the connection, which the caller closes
            Fault::Hang => std::future::pending().await,
            Fault::Drop => line.cut_after(0),
            // the header takes some 300 bytes; the body stops about half way
            Fault::Truncate => line.cut_after(300 + length / 2),
            Fault::InternalAfter => answer = json_answer(house, 500, &Refusal::internal().body()),
            Fault::UnavailableAfter => {
                answer = json_answer(house, 503, &Refusal::unavailable().body());
            }
            Fault::Html => {
                let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
                answer = text_answer(house, 502, "text/html", page);
            }
            Fault::Empty => answer = text_answer(house, 200, "application/json", ""),
            Fault::Redirect => {
                answer = text_answer(house, 302, "text/html", "");
                let elsewhere = HeaderValue::from_static("http://elsewhere.invalid/login");
                answer.headers_mut().insert(LOCATION, elsewhere);
            }
            _ => {}
        }
    }
    answer
}

/// A header field as text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
