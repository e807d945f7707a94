//! `GET /orders/2026-01-01/orders/{orderId}`: getOrder.

use serde_json::{Value, json};

use super::fault::Fault;
use super::house::{House, lock};
use super::order_ids::is_order_id;
use super::query::Query;
use super::refusal::Refusal;
use super::spoil;

/// Parameters that the model declares.
pub(crate) const DECLARED: &[&str] = &["includedData"];

/// Answers with one order of the seller. It is shown at once, without the lag of searches.
pub(crate) fn answer(
    house: &House,
    seller: usize,
    order_id: &str,
    query: &Query,
    faults: &[Fault],
) -> Result<Value, Refusal> {
    if !is_order_id(order_id) {
        return Err(Refusal::invalid("The orderId must be in 3-7-7 format."));
    }
    let view = house.view(seller, query.data_sets()?, house.now());
    let shop = lock(&house.shop);
    let own = shop
        .find(order_id)
        .filter(|index| shop.owner(*index) == seller);
    let not_found = || Refusal::not_found("The requested order was not found.");
    let mut order = [shop.render(own.ok_or_else(not_found)?, view)];
    drop(shop);
    spoil::orders(house, &mut order, faults);
    let [order] = order;
    Ok(json!({"order": order}))
}
