//! `/simulator/...`: what an operator or a test can look at and change over HTTP. No token is needed.

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::answers::json_answer;
use super::delivery_control;
use super::fault::Fault;
use super::faults::Faults;
use super::house::{House, lock};
use super::query::Query;
use super::rate_bucket::Operation;
use super::shop_changes::{Change, ShopError};
use super::stock_control;

/// The body of a control request is no larger than this, in bytes.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Routes below `/simulator`.
pub(crate) fn router() -> Router<Arc<House>> {
    Router::new()
        .route("/tally", get(tally))
        .route("/orders", post(put_order))
        .route("/orders/{order_id}/{change}", post(change_order))
        .route("/orders/{order_id}/refund", post(refund))
        .route("/faults", post(set_faults).delete(clear_faults))
        .merge(delivery_control::router())
        .merge(stock_control::router())
}

async fn tally(State(house): State<Arc<House>>) -> Response {
    house.live();
    let mut body = lock(&house.tally).json();
    body["orders"] = json!(lock(&house.shop).order_count());
    json_answer(&house, 200, &body)
}

/// The body is the order; `?seller=` names the seller by store name or merchant token.
async fn put_order(State(house): State<Arc<House>>, request: Request) -> Response {
    let query = Query::parse(request.uri().query().unwrap_or_default());
    let seller = query.list("seller").into_iter().next();
    let outcome = match read(request).await {
        Ok(order) => lock(&house.shop)
            .put_order(seller.as_deref(), order)
            .map_err(|error| error.to_string()),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(id) => json_answer(&house, 201, &json!({"orderId": id})),
        Err(error) => json_answer(&house, 400, &json!({"error": error})),
    }
}

async fn change_order(
    State(house): State<Arc<House>>,
    Path((order_id, change)): Path<(String, String)>,
) -> Response {
    let change = match change.as_str() {
        "cancel" => Change::Cancel,
        "ship" => Change::Ship,
        "request-cancel" => Change::RequestCancel,
        _ => {
            let error = "an order can be cancelled (cancel), sent (ship), or asked to be cancelled (request-cancel)";
            return json_answer(&house, 404, &json!({"error": error}));
        }
    };
    house.live();
    let now = house.now().div_euclid(1000);
    let outcome = lock(&house.shop).apply(&order_id, change, now);
    match outcome {
        Ok(()) => json_answer(&house, 200, &json!({"orderId": order_id})),
        Err(error @ ShopError::UnknownOrder(_)) => {
            json_answer(&house, 404, &json!({"error": error.to_string()}))
        }
        Err(error) => json_answer(&house, 400, &json!({"error": error.to_string()})),
    }
}

/// The money for the first item of an order goes back to its buyer.
async fn refund(State(house): State<Arc<House>>, Path(order_id): Path<String>) -> Response {
    house.live();
    let now = house.now().div_euclid(1000);
    if lock(&house.shop).refund(&order_id, now) {
        return json_answer(&house, 200, &json!({"orderId": order_id}));
    }
    let error = "nothing of such an order was ever paid";
    json_answer(&house, 404, &json!({"error": error}))
}

/// `{"faults": "503=0.1,seed=4"}` replaces the faults by chance;
/// `{"operation": "searchOrders", "call": 2, "fault": "drop"}` scripts one.
async fn set_faults(State(house): State<Arc<House>>, request: Request) -> Response {
    let outcome = match read(request).await {
        Ok(body) => apply_faults(&house, &body),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => json_answer(&house, 200, &json!({})),
        Err(error) => json_answer(&house, 400, &json!({"error": error})),
    }
}

/// No fault strikes any more, neither by chance nor by script.
async fn clear_faults(State(house): State<Arc<House>>) -> Response {
    let mut desk = lock(&house.faults);
    desk.replace(Faults::none());
    desk.clear_script();
    drop(desk);
    json_answer(&house, 200, &json!({}))
}

fn apply_faults(house: &House, body: &Value) -> Result<(), String> {
    if let Some(list) = body["faults"].as_str() {
        let faults = Faults::parse(list).map_err(|error| error.to_string())?;
        lock(&house.faults).replace(faults);
        return Ok(());
    }
    let operation = body["operation"].as_str().and_then(Operation::parse);
    let operation = operation.ok_or("operation is missing or unknown")?;
    let fault = body["fault"].as_str().ok_or("fault is missing")?;
    let fault = Fault::parse(fault).map_err(|error| error.to_string())?;
    lock(&house.faults).script(operation, body["call"].as_u64().unwrap_or(1), fault);
    Ok(())
}

/// The body of a request as JSON.
pub(crate) async fn read(request: Request) -> Result<Value, String> {
    let body: Bytes = to_bytes(request.into_body(), LARGEST_BODY)
        .await
        .map_err(|_| "the body is too large or broke off".to_owned())?;
    serde_json::from_slice(&body).map_err(|error| format!("the body is no JSON: {error}"))
}
