//! Faults of single orders: what a careful client must survive.

use serde_json::{Value, json};

use super::fault::Fault;
use super::house::{House, lock};
use super::marketplaces::OTHERS;

/// Spoils orders of a page: by chance, and the first one for each scripted fault.
pub(crate) fn orders(house: &House, orders: &mut [Value], faults: &[Fault]) {
    let mut met = lock(&house.faults).draw_for_orders(orders.len());
    met.extend(
        faults
            .iter()
            .filter(|fault| fault.spoils_orders())
            .map(|fault| (0, *fault)),
    );
    for (place, fault) in met {
        if let Some(order) = orders.get_mut(place) {
            spoil(order, fault);
            lock(&house.tally).note_fault(fault.name());
        }
    }
}

fn spoil(order: &mut Value, fault: Fault) {
    match fault {
        Fault::MalformedOrder => {
            order["orderItems"] = json!("not a list");
            order["createdTime"] = json!(17);
        }
        Fault::UnknownStatus => {
            if let Some(fulfillment) = order.get_mut("fulfillment") {
                fulfillment["fulfillmentStatus"] = json!("AWAITING_DRONE");
            }
        }
        Fault::WrongMarketplace => {
            if let (Some(channel), Some(other)) = (order.get_mut("salesChannel"), OTHERS.first()) {
                channel["marketplaceId"] = json!(other.0);
                channel["marketplaceName"] = json!(other.3);
            }
        }
        _ => {}
    }
}
