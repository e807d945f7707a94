//! `/simulator/...` for deliveries: what was accepted, and what single orders refuse.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::json;

use super::answers::json_answer;
use super::house::{House, lock};
use super::operator::read;
use super::query::Query;

/// Routes below `/simulator`.
pub(crate) fn router() -> Router<Arc<House>> {
    Router::new()
        .route("/shipments", get(shipments))
        .route("/cancellations", get(cancellations))
        .route("/feeds", get(feeds))
        .route("/orders/{order_id}/refuse", post(refuse))
        .route("/orders/{order_id}/refuse-carrier", post(refuse_carrier))
        .route("/orders/{order_id}/allow", post(allow))
}

/// `?order=` selects the packages of one order.
async fn shipments(State(house): State<Arc<House>>, request: Request) -> Response {
    house.live();
    let wanted = order_of(&request);
    let shop = lock(&house.shop);
    let all = shop.deliveries.ledger.shipments().iter();
    let found: Vec<_> = all
        .filter(|entry| wanted.as_ref().is_none_or(|id| *id == entry.order_id))
        .collect();
    let body = json!({"shipments": found});
    drop(shop);
    json_answer(&house, 200, &body)
}

/// `?order=` selects those of one order.
async fn cancellations(State(house): State<Arc<House>>, request: Request) -> Response {
    house.live();
    let wanted = order_of(&request);
    let shop = lock(&house.shop);
    let all = shop.deliveries.ledger.cancellations().iter();
    let found: Vec<_> = all
        .filter(|entry| wanted.as_ref().is_none_or(|id| *id == entry.order_id))
        .collect();
    let body = json!({"cancellations": found});
    drop(shop);
    json_answer(&house, 200, &body)
}

async fn feeds(State(house): State<Arc<House>>) -> Response {
    house.live();
    let body = json!({"feeds": lock(&house.feeds).records(&house)});
    json_answer(&house, 200, &body)
}

/// `{"code": "18028", "text": "..."}`: the order refuses everything from now on.
async fn refuse(
    State(house): State<Arc<House>>,
    Path(order_id): Path<String>,
    request: Request,
) -> Response {
    let body = match read(request).await {
        Ok(body) => body,
        Err(error) => return json_answer(&house, 400, &json!({"error": error})),
    };
    let (Some(code), Some(text)) = (body["code"].as_str(), body["text"].as_str()) else {
        return json_answer(&house, 400, &json!({"error": "code or text is missing"}));
    };
    let refusal = Some((code.to_owned(), text.to_owned()));
    lock(&house.shop).deliveries.command(&order_id, refusal);
    json_answer(&house, 200, &json!({"orderId": order_id}))
}

/// `{"carrier": "DHL"}`: the order refuses this carrier code from now on, and takes any other.
async fn refuse_carrier(
    State(house): State<Arc<House>>,
    Path(order_id): Path<String>,
    request: Request,
) -> Response {
    let body = match read(request).await {
        Ok(body) => body,
        Err(error) => return json_answer(&house, 400, &json!({"error": error})),
    };
    let Some(carrier) = body["carrier"].as_str() else {
        return json_answer(&house, 400, &json!({"error": "carrier is missing"}));
    };
    house.live();
    let outcome = lock(&house.shop).refuse_carrier(&order_id, carrier);
    match outcome {
        Ok(()) => json_answer(&house, 200, &json!({"orderId": order_id})),
        Err(error) => json_answer(&house, 404, &json!({"error": error.to_string()})),
    }
}

async fn allow(State(house): State<Arc<House>>, Path(order_id): Path<String>) -> Response {
    lock(&house.shop).deliveries.command(&order_id, None);
    json_answer(&house, 200, &json!({"orderId": order_id}))
}

fn order_of(request: &Request) -> Option<String> {
    let query = Query::parse(request.uri().query().unwrap_or_default());
    query.list("order").into_iter().next()
}
