//! Every answer fits Amazon's model, with nothing that the model does not know.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::world::{ALL_SETS, NA, ORDERS, World};

/// A definition of a Swagger model as a JSON Schema that also refuses unknown fields and values that the prose of
/// the model rules out.
pub fn validator(model: &str, definition: &str) -> jsonschema::Validator {
    let mut model: Value = serde_json::from_str(model).unwrap();
    let mut definitions = model["definitions"].take();
    tighten(&mut definitions);
    let mut schema = json!({"$schema": "https://json-schema.org/draft/2020-12/schema"});
    schema["$ref"] = json!(format!("#/$defs/{definition}"));
    schema["$defs"] = definitions;
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
}

fn tighten(value: &mut Value) {
    if let Value::Object(fields) = value {
        if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
            let moved = target.replace("#/definitions/", "#/$defs/");
            *fields = Map::from_iter([("$ref".to_owned(), json!(moved))]);
            return;
        }
        fields.remove("example");
        if fields.get("properties").is_some_and(Value::is_object) && fields.contains_key("type") {
            fields.insert("additionalProperties".to_owned(), json!(false));
        }
        let prose = fields
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if fields.get("type") == Some(&json!("string"))
            && let Some((_, list)) = prose.split_once("**Possible value")
        {
            let list = list.split("**").nth(1).unwrap_or_default();
            let list = list.split_once('.').map_or(list, |parts| parts.0);
            let values: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
            if !values.is_empty() {
                fields.insert("enum".to_owned(), json!(values));
            }
        }
    }
    let children: Vec<&mut Value> = match value {
        Value::Object(fields) => fields.values_mut().collect(),
        Value::Array(list) => list.iter_mut().collect(),
        _ => Vec::new(),
    };
    children.into_iter().for_each(tighten);
}

pub const ORDERS_MODEL: &str = include_str!("../data/spapi/orders_2026-01-01.json");
const SELLERS_MODEL: &str = include_str!("../data/spapi/sellers.json");

#[test]
fn the_tightened_model_refuses_unknown_fields_and_values() {
    let order = validator(ORDERS_MODEL, "Money");
    assert!(order.is_valid(&json!({"amount": "1.00", "currencyCode": "EUR"})));
    assert!(!order.is_valid(&json!({"amount": 1.0, "currencyCode": "EUR"})));
    assert!(!order.is_valid(&json!({"amount": "1.00", "currencyCode": "EUR", "Amount": "1"})));
    let fulfillment = validator(ORDERS_MODEL, "OrderFulfillment");
    assert!(
        fulfillment.is_valid(&json!({"fulfillmentStatus": "SHIPPED", "fulfilledBy": "AMAZON"}))
    );
    assert!(!fulfillment.is_valid(&json!({"fulfillmentStatus": "SHIPPED", "fulfilledBy": "AFN"})));
    assert!(!fulfillment.is_valid(&json!({"fulfillmentStatus": "CANCELED"})));
}

#[tokio::test]
async fn every_page_of_a_shop_fits_the_model() {
    let world = World::generous().await;
    let page = validator(ORDERS_MODEL, "SearchOrdersResponse");
    let single = validator(ORDERS_MODEL, "GetOrderResponse");
    let mut statuses = BTreeSet::new();
    let mut count = 0;
    for seller in 0..3 {
        let orders = world.all(seller, ALL_SETS).await;
        count += orders.len();
        for order in orders {
            let errors: Vec<String> = page
                .iter_errors(&json!({"orders": [order]}))
                .map(|error| format!("{} at {}", error, error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{errors:?}\n{order:#}");
            let status = order["fulfillment"]["fulfillmentStatus"].as_str().unwrap();
            if statuses.insert((seller, status.to_owned())) {
                let id = order["orderId"].as_str().unwrap();
                let path = format!("{ORDERS}/{id}?includedData={ALL_SETS}");
                let read = world.get(seller, &path).await;
                assert_eq!(read.status, 200);
                assert!(single.is_valid(&read.body), "{}", read.text);
                assert_eq!(read.body["order"], order);
            }
        }
    }
    assert!(count > 480, "{count}"); // the youngest are hidden by the lag
    let statuses: BTreeSet<String> = statuses.into_iter().map(|entry| entry.1).collect();
    assert_eq!(statuses.len(), 7, "{statuses:?}");
}

#[tokio::test]
async fn envelopes_and_errors_fit_the_model() {
    let world = World::new().await;
    let page = validator(ORDERS_MODEL, "SearchOrdersResponse");
    let errors = validator(ORDERS_MODEL, "ErrorList");
    let path = format!("{ORDERS}?createdAfter=2026-11-01T00:00:00Z&maxResultsPerPage=3");
    let answer = world.get(NA, &path).await;
    assert!(page.is_valid(&answer.body), "{}", answer.text);
    assert_eq!(answer.body["createdBefore"], "2026-11-18T11:58:00Z");
    assert!(answer.next().is_some());
    assert!(answer.request_id.is_some());
    assert_eq!(
        answer.date.as_deref(),
        Some("Wed, 18 Nov 2026 12:00:00 GMT")
    );
    for path in [ORDERS, "/orders/2026-01-01/orders/bad", "/no/such/path"] {
        let answer = world.get(NA, path).await;
        assert!(answer.status >= 400);
        assert!(errors.is_valid(&answer.body), "{}", answer.text);
    }
}

#[tokio::test]
async fn sellers_answers_fit_the_model_and_have_shadow_stores() {
    let world = World::new().await;
    let list = validator(SELLERS_MODEL, "GetMarketplaceParticipationsResponse");
    let account = validator(SELLERS_MODEL, "GetAccountResponse");
    for (place, seller) in world.sim.sellers().iter().enumerate() {
        let answer = world
            .get(place, "/sellers/v1/marketplaceParticipations")
            .await;
        assert!(list.is_valid(&answer.body), "{}", answer.text);
        assert_eq!(answer.limit.as_deref(), Some("0.016"));
        let entries = answer.body["payload"].as_array().unwrap();
        let has = |id: &str| {
            entries
                .iter()
                .find(|entry| entry["marketplace"]["id"] == id)
        };
        assert!(
            seller
                .marketplaces
                .iter()
                .all(|id| has(id).unwrap()["participation"]["isParticipating"] == true)
        );
        let off = entries
            .iter()
            .filter(|entry| entry["participation"]["isParticipating"] == false);
        assert_eq!(off.count(), 1);
        let name = |entry: &Value| entry["marketplace"]["name"].as_str().unwrap().to_owned();
        assert!(
            entries
                .iter()
                .any(|entry| name(entry).starts_with("Non-Amazon "))
        );
        assert!(entries.iter().any(|entry| name(entry).starts_with("SI ")));
        let answer = world.get(place, "/sellers/v1/account").await;
        assert!(account.is_valid(&answer.body), "{}", answer.text);
    }
}
