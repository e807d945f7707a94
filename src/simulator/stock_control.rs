//! `/simulator/stock`: what lies at Amazon, and what is done to it on command.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::answers::json_answer;
use super::fba_stock::Drift;
use super::house::{House, lock};
use super::operator::read;

/// Routes below `/simulator`.
pub(crate) fn router() -> Router<Arc<House>> {
    Router::new().route("/stock", get(stock).post(change))
}

async fn stock(State(house): State<Arc<House>>) -> Response {
    house.live();
    let shop = lock(&house.shop);
    let mut rows = Vec::new();
    for (seller, plan) in house.sellers.iter().enumerate() {
        for (sku, shelf) in shop.fba.of(seller) {
            rows.push(json!({
                "seller": plan.name,
                "sku": sku,
                "good": shelf.good,
                "researching": shelf.researching,
                "damaged": shelf.damaged,
            }));
        }
    }
    drop(shop);
    json_answer(&house, 200, &json!({"stock": rows}))
}

/// `{"seller": "Juniper & Oak", "sku": "MUG-STONE-350", "what": "lost", "units": 3}`; `what` is lost, found, damaged,
/// missing, received or closed.
async fn change(State(house): State<Arc<House>>, request: Request) -> Response {
    let outcome = match read(request).await {
        Ok(body) => apply(&house, &body),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => json_answer(&house, 200, &json!({})),
        Err(error) => json_answer(&house, 400, &json!({"error": error})),
    }
}

fn apply(house: &House, body: &Value) -> Result<(), String> {
    let text = |name: &str| body[name].as_str().ok_or(format!("{name} is missing"));
    let seller = house.seller_place(text("seller")?);
    let seller = seller.ok_or("there is no such seller")?;
    let (sku, what) = (text("sku")?, text("what")?);
    house.live();
    let now = house.now();
    let mut shop = lock(&house.shop);
    let known = if what == "closed" {
        shop.fba.close(seller, sku)
    } else {
        let units = body["units"].as_u64().and_then(|n| u32::try_from(n).ok());
        let drift = Drift::parse(what, units.ok_or("units is missing")?);
        let drift = drift.ok_or("what is lost, found, damaged, missing, received or closed")?;
        shop.fba.command(seller, sku, drift, now)
    };
    known
        .then_some(())
        .ok_or("the seller has no such SKU".to_owned())
}
