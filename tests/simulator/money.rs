//! The amounts of every generated order add up exactly.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;

use crate::world::{ALL_SETS, EU, FE, NA, World};

fn amount(money: &Value, currency: &str) -> Decimal {
    assert_eq!(money["currencyCode"], currency, "{money}");
    let text = money["amount"].as_str().unwrap();
    let digits = text.split_once('.').map_or(0, |parts| parts.1.len());
    assert_eq!(digits, if currency == "JPY" { 0 } else { 2 }, "{text}");
    text.parse().unwrap()
}

fn parts<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

#[tokio::test]
async fn sums_of_every_marketplace() {
    let world = World::with(|settings| {
        settings.orders = 6_000;
        settings.token_life = chrono::Duration::days(1);
        settings.usage_plan = orderdeck::simulator::UsagePlan::Fast;
    })
    .await;
    let mut forms: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut kinds = BTreeSet::new();
    for seller in [EU, NA, FE] {
        for order in world.all(seller, ALL_SETS).await {
            world.step(1);
            if order.get("proceeds").is_some() {
                let place = order["salesChannel"]["marketplaceName"]
                    .as_str()
                    .unwrap()
                    .to_owned();
                check(&order, forms.entry(place).or_default(), &mut kinds);
            } else {
                assert!(
                    order["orderItems"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .all(|item| item.get("proceeds").is_none())
                );
            }
        }
    }
    assert_eq!(forms.len(), 13, "{forms:?}");
    for (place, forms) in &forms {
        assert!(
            forms.contains("on top") != forms.contains("contained"),
            "{place}: {forms:?}"
        );
        assert!(
            forms.contains("plus discount") != forms.contains("minus discount"),
            "{place}: {forms:?}"
        );
    }
    let all = [
        "COD_FEE",
        "DELIVERY_TIP",
        "DISCOUNT",
        "GIFT_WRAP",
        "ITEM",
        "OTHER",
        "SHIPPING",
        "TAX",
    ];
    assert_eq!(kinds, all.into_iter().map(str::to_owned).collect());
}

fn check(order: &Value, forms: &mut BTreeSet<&str>, kinds: &mut BTreeSet<String>) {
    let currency = order["proceeds"]["grandTotal"]["currencyCode"]
        .as_str()
        .unwrap();
    let mut totals = Decimal::ZERO;
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    for item in parts(order, "orderItems") {
        let Some(proceeds) = item.get("proceeds") else {
            continue;
        };
        let total = amount(&proceeds["proceedsTotal"], currency);
        totals += total;
        let (mut net, mut tax) = (Decimal::ZERO, Decimal::ZERO);
        for part in parts(proceeds, "breakdowns") {
            let kind = part["type"].as_str().unwrap();
            let subtotal = amount(&part["subtotal"], currency);
            *sums.entry(kind.to_owned()).or_default() += subtotal;
            let detail = |detail: &Value| {
                let value = amount(&detail["value"], currency);
                if kind == "TAX" && detail["subtype"] == "DISCOUNT" {
                    -value.abs()
                } else {
                    value
                }
            };
            let details: Decimal = parts(part, "detailedBreakdowns").iter().map(detail).sum();
            match kind {
                "TAX" => tax = subtotal,
                "DISCOUNT" => {
                    net -= subtotal.abs();
                    forms.insert(if subtotal > Decimal::ZERO {
                        "plus discount"
                    } else {
                        "minus discount"
                    });
                }
                _ => net += subtotal,
            }
            if matches!(kind, "TAX" | "DISCOUNT") {
                assert_eq!(details, subtotal, "{order:#}");
            } else {
                assert!(part.get("detailedBreakdowns").is_none());
            }
        }
        if !tax.is_zero() {
            assert!(total == net || total == net + tax, "{order:#}");
            forms.insert(if total == net { "contained" } else { "on top" });
        } else {
            assert_eq!(total, net, "{order:#}");
        }
    }
    for part in parts(&order["proceeds"], "breakdowns") {
        let kind = part["type"].as_str().unwrap();
        let subtotal = amount(&part["subtotal"], currency);
        kinds.insert(kind.to_owned());
        if kind == "DELIVERY_TIP" {
            assert_eq!(part["status"], "FINALIZED");
            totals += subtotal;
        } else {
            assert_eq!(sums.remove(kind), Some(subtotal), "{order:#}");
        }
    }
    assert!(sums.is_empty());
    assert_eq!(
        totals,
        amount(&order["proceeds"]["grandTotal"], currency),
        "{order:#}"
    );
}

#[tokio::test]
async fn quantities_add_up_and_packages_match() {
    let world = World::generous().await;
    for seller in [EU, NA, FE] {
        for order in world.all(seller, ALL_SETS).await {
            let status = order["fulfillment"]["fulfillmentStatus"].as_str().unwrap();
            let mut sent: BTreeMap<String, i64> = BTreeMap::new();
            let (mut done, mut open) = (0, 0);
            for item in parts(&order, "orderItems") {
                let ordered = item["quantityOrdered"].as_i64().unwrap();
                let fulfilled = item["fulfillment"]["quantityFulfilled"].as_i64().unwrap();
                let unfulfilled = item["fulfillment"]["quantityUnfulfilled"].as_i64().unwrap();
                assert!(
                    fulfilled >= 0 && unfulfilled >= 0 && fulfilled + unfulfilled <= ordered,
                    "{order:#}"
                );
                (done, open) = (done + fulfilled, open + unfulfilled);
                sent.insert(item["orderItemId"].as_str().unwrap().to_owned(), fulfilled);
            }
            match status {
                "SHIPPED" => assert!(done > 0 && open == 0, "{order:#}"),
                "PARTIALLY_SHIPPED" => assert!(done > 0 && open > 0, "{order:#}"),
                "CANCELLED" | "UNFULFILLABLE" => assert_eq!((done, open), (0, 0)),
                _ => assert!(done == 0 && open > 0, "{order:#}"),
            }
            if order["fulfillment"]["fulfilledBy"] == "MERCHANT" {
                for package in parts(&order, "packages") {
                    for unit in parts(package, "packageItems") {
                        *sent.get_mut(unit["orderItemId"].as_str().unwrap()).unwrap() -=
                            unit["quantity"].as_i64().unwrap();
                    }
                }
                assert!(sent.values().all(|left| *left == 0), "{order:#}");
            }
        }
    }
}
