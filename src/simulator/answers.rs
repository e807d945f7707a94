//! Answers as they go out.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, DATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::house::House;

/// What an operation says when it does not refuse.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// `None` for an answer without a body.
    pub(crate) body: Option<Value>,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Some(body),
        }
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::new(200, body)
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, body: None }
    }
}

/// An answer with a JSON body.
pub(crate) fn json_answer(house: &House, status: u16, body: &Value) -> Response {
    text_answer(house, status, "application/json", body.to_string())
}

/// An answer with a body of any type.
pub(crate) fn text_answer(
    house: &House,
    status: u16,
    kind: &str,
    body: impl Into<Body>,
) -> Response {
    let mut answer = Response::new(body.into());
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind) {
        headers.insert(CONTENT_TYPE, kind);
    }
    let date = house.clock.now().format("%a, %d %b %Y %H:%M:%S GMT");
    if let Ok(date) = HeaderValue::from_str(&date.to_string()) {
        headers.insert(DATE, date);
    }
    if let Ok(id) = HeaderValue::from_str(&house.request_id()) {
        headers.insert("x-amzn-requestid", id);
    }
    answer
}
