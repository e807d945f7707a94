//! The HTTP side: which path leads to which operation.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use axum::routing::{get, post};

use super::accounts;
use super::answers::{Reply, json_answer, text_answer};
use super::api_call::{api_call, before_acting, break_answer, header};
use super::breakable_line::Breaker;
use super::fault::Fault;
use super::feed_calls;
use super::feed_transfer;
use super::finances;
use super::get_order;
use super::house::{House, lock};
use super::login_with_amazon::{LoginError, read_fields};
use super::operator;
use super::rate_bucket::Operation;
use super::refusal::Refusal;
use super::search_orders;
use super::shipment_confirmation;
use super::stock_summaries;

/// A token request is no larger than this, in bytes.
const LARGEST_LOGIN: usize = 64 * 1024;

type TheHouse = State<Arc<House>>;
type Line = ConnectInfo<Breaker>;

/// The routes of the simulated Amazon.
pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/auth/o2/token", post(login))
        .route("/orders/2026-01-01/orders", get(search))
        .route("/orders/2026-01-01/orders/{order_id}", get(one_order))
        .route(
            "/orders/v0/orders/{order_id}/shipmentConfirmation",
            post(confirm_shipment),
        )
        .route("/feeds/2021-06-30/documents", post(create_feed_document))
        .route(
            "/feeds/2021-06-30/documents/{document_id}",
            get(get_feed_document),
        )
        .route("/feeds/2021-06-30/feeds", post(create_feed).get(get_feeds))
        .route(
            "/feeds/2021-06-30/feeds/{feed_id}",
            get(get_feed).delete(cancel_feed),
        )
        .route("/fba/inventory/v1/summaries", get(stock))
        .route("/finances/2024-06-19/transactions", get(transactions))
        .route("/sellers/v1/marketplaceParticipations", get(participations))
        .route("/sellers/v1/account", get(account))
        .nest(feed_transfer::PATH, feed_transfer::router())
        .nest("/simulator", operator::router())
        .fallback(nothing_there)
        .method_not_allowed_fallback(nothing_there)
        .with_state(house)
}

async fn search(house: TheHouse, line: Line, request: Request) -> Response {
    let operation = Operation::SearchOrders;
    let declared = search_orders::DECLARED;
    api_call(&house, &line.0, request, operation, declared, |call| {
        search_orders::answer(call.house, call.seller, call.query, call.faults).map(Reply::ok)
    })
    .await
}

async fn one_order(
    house: TheHouse,
    line: Line,
    Path(order_id): Path<String>,
    request: Request,
) -> Response {
    let operation = Operation::GetOrder;
    let declared = get_order::DECLARED;
    api_call(&house, &line.0, request, operation, declared, |call| {
        get_order::answer(call.house, call.seller, &order_id, call.query, call.faults)
            .map(Reply::ok)
    })
    .await
}

async fn confirm_shipment(
    house: TheHouse,
    line: Line,
    Path(order_id): Path<String>,
    request: Request,
) -> Response {
    let operation = Operation::ConfirmShipment;
    api_call(&house, &line.0, request, operation, &[], |call| {
        shipment_confirmation::answer(call, &order_id)
    })
    .await
}

async fn create_feed_document(house: TheHouse, line: Line, request: Request) -> Response {
    let operation = Operation::CreateFeedDocument;
    let act = feed_calls::create_feed_document;
    api_call(&house, &line.0, request, operation, &[], act).await
}

async fn get_feed_document(
    house: TheHouse,
    line: Line,
    Path(document_id): Path<String>,
    request: Request,
) -> Response {
    let operation = Operation::GetFeedDocument;
    let declared = &["enableContentEncodingUrlHeader"];
    api_call(&house, &line.0, request, operation, declared, |call| {
        feed_calls::get_feed_document(call, &document_id)
    })
    .await
}

async fn create_feed(house: TheHouse, line: Line, request: Request) -> Response {
    let operation = Operation::CreateFeed;
    let act = feed_calls::create_feed;
    api_call(&house, &line.0, request, operation, &[], act).await
}

async fn get_feeds(house: TheHouse, line: Line, request: Request) -> Response {
    let operation = Operation::GetFeeds;
    let declared = feed_calls::FILTERS;
    let act = feed_calls::get_feeds;
    api_call(&house, &line.0, request, operation, declared, act).await
}

async fn get_feed(
    house: TheHouse,
    line: Line,
    Path(feed_id): Path<String>,
    request: Request,
) -> Response {
    let operation = Operation::GetFeed;
    api_call(&house, &line.0, request, operation, &[], |call| {
        feed_calls::get_feed(call, &feed_id)
    })
    .await
}

async fn cancel_feed(
    house: TheHouse,
    line: Line,
    Path(feed_id): Path<String>,
    request: Request,
) -> Response {
    let operation = Operation::CancelFeed;
    api_call(&house, &line.0, request, operation, &[], |call| {
        feed_calls::cancel_feed(call, &feed_id)
    })
    .await
}

async fn stock(house: TheHouse, line: Line, request: Request) -> Response {
    let operation = Operation::GetInventorySummaries;
    let declared = stock_summaries::DECLARED;
    api_call(&house, &line.0, request, operation, declared, |call| {
        stock_summaries::answer(call.house, call.seller, call.query, call.faults).map(Reply::ok)
    })
    .await
}

async fn transactions(house: TheHouse, line: Line, request: Request) -> Response {
    let operation = Operation::ListTransactions;
    let declared = finances::DECLARED;
    api_call(&house, &line.0, request, operation, declared, |call| {
        finances::answer(call.house, call.seller, call.query, call.faults).map(Reply::ok)
    })
    .await
}

async fn participations(house: TheHouse, line: Line, request: Request) -> Response {
    let operation = Operation::GetMarketplaceParticipations;
    api_call(&house, &line.0, request, operation, &[], |call| {
        Ok(Reply::ok(accounts::marketplace_participations(call.seller)))
    })
    .await
}

async fn account(house: TheHouse, line: Line, request: Request) -> Response {
    let operation = Operation::GetAccount;
    api_call(&house, &line.0, request, operation, &[], |call| {
        Ok(Reply::ok(accounts::account(call.seller)))
    })
    .await
}

async fn nothing_there(house: TheHouse, request: Request) -> Response {
    let path: String = request.uri().path().chars().take(200).collect();
    let refusal = Refusal::not_found(&format!(
        "There is no operation {} {path}.",
        request.method()
    ));
    lock(&house.tally).count("unknown", "-", 404);
    json_answer(&house, 404, &refusal.body())
}

async fn login(house: TheHouse, line: Line, request: Request) -> Response {
    let house = &house.0;
    let operation = Operation::Token;
    let faults = house.draw_faults(operation);
    before_acting(&line.0, &faults).await;
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
