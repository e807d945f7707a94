//! Reading orders: Amazon-shaped ones, and everything that can be wrong with them.

use orderdeck::amazon::orders::{OrdersPage, ReadOrder, read_page, read_single};
use orderdeck::domain::amazon_order::{AmazonOrder, BreakdownKind};
use orderdeck::domain::amazon_status::{AmazonStatus, Channel};
use orderdeck::domain::moment::Moment;
use serde_json::{Value, json};

const PAGE: &str = include_str!("../data/amazon/page.json");

fn value() -> Value {
    serde_json::from_str(PAGE).unwrap()
}

fn order(reference: &str) -> AmazonOrder {
    let page = read_page(PAGE.as_bytes()).unwrap();
    let mut found = page.orders.into_iter().map(Result::unwrap);
    found
        .find(|o| o.reference.to_string() == reference)
        .unwrap()
}

/// Reads the first order of the page after a change of it.
fn changed(change: impl FnOnce(&mut Value)) -> ReadOrder {
    let mut order = value()["orders"][0].clone();
    change(&mut order);
    read_single(json!({ "order": order }).to_string().as_bytes()).unwrap()
}

#[test]
fn the_page_itself() {
    let page = read_page(PAGE.as_bytes()).unwrap();
    assert_eq!(page.orders.len(), 7);
    assert_eq!(
        page.next_token.as_deref(),
        Some("2YgYW55IGNhcm5hbCBwbGVhc3VyZS4=")
    );
    assert_eq!(
        page.last_updated_before,
        Moment::parse("2026-11-22T09:57:58Z")
    );
}

#[test]
fn consumer_order_with_vat() {
    let order = order("026-1520163-6049104");
    assert_eq!(
        order.updated,
        Moment::parse("2026-11-22T09:30:00.25Z").unwrap()
    );
    assert_eq!(order.status, Some(AmazonStatus::Unshipped));
    assert_eq!(order.channel, Some(Channel::Fbm));
    assert_eq!(order.programs, ["PRIME", "A_PROGRAM_OF_TOMORROW"]);
    assert_eq!(order.service_level.as_deref(), Some("EXPEDITED"));
    assert_eq!(order.ship_by.latest, Moment::parse("2026-11-23T23:59:59Z"));
    assert_eq!(order.deliver_by.earliest, None);
    assert_eq!(order.grand_total.unwrap().to_string(), "34.99 GBP");
    let address = &order.buyer.address;
    assert_eq!(
        address.lines,
        ["Orchard Mews Ltd", "Flat 3", "12 Orchard Mews"]
    );
    assert_eq!(
        (address.state.as_str(), address.country.as_str()),
        ("West Yorkshire", "GB")
    );
    let item = &order.items[0];
    assert_eq!(item.title, "Kettle – brushed steel, 1.7\u{202f}l");
    assert_eq!(item.gift_message, "Happy birthday!\nLove, Ana [31m");
    assert_eq!(item.gift_wrap_level, "Classic");
    assert_eq!(item.customization_url, "https://example.com/custom.zip");
    assert_eq!(item.breakdowns[1].kind, BreakdownKind::Tax);
    assert_eq!(item.breakdowns[1].details[0].0, BreakdownKind::Item);
    assert!(!item.facilitator_tax);
}

#[test]
fn business_order_with_tax_that_amazon_collects() {
    let order = order("112-3456789-0123456");
    assert_eq!(order.channel, Some(Channel::Fba));
    assert_eq!(order.buyer.company, "Doe Supplies");
    assert_eq!(order.buyer.po_number, "PO-99");
    assert_eq!(order.buyer.vat_number, "US-77");
    assert_eq!(order.buyer.address.postal_code, "98101");
    let item = &order.items[0];
    assert!(item.facilitator_tax);
    assert_eq!(item.fulfilled, Some(2));
    assert_eq!(item.breakdowns[2].subtotal.to_string(), "-5.00 USD");
    assert_eq!(item.breakdowns[2].details.len(), 2);
    assert_eq!(order.breakdowns[4].kind, BreakdownKind::DeliveryTip);
}

#[test]
fn cash_on_delivery_without_decimals() {
    let order = order("250-7654321-1234567");
    assert_eq!(
        order.created,
        Moment::parse("2026-11-22T01:00:00Z").unwrap()
    );
    assert_eq!(order.status, Some(AmazonStatus::Pending));
    assert_eq!(order.grand_total.unwrap().to_string(), "20340 JPY");
    assert_eq!(order.items[0].breakdowns[1].kind, BreakdownKind::CodFee);
    assert_eq!(order.buyer.address.name, "山田 太郎");
}

#[test]
fn replacement_without_money() {
    let order = order("302-1111111-2222222");
    assert_eq!(order.replaces.unwrap().to_string(), "302-0000000-1111111");
    assert_eq!((order.grand_total, order.breakdowns.len()), (None, 0));
    assert_eq!(order.items[0].proceeds_total, None);
    assert!(order.buyer.address.is_empty());
}

#[test]
fn partly_shipped_with_a_cancelled_item() {
    let order = order("302-3333333-4444444");
    assert_eq!(order.status, Some(AmazonStatus::PartiallyShipped));
    let [plate, bowl] = order.items.as_slice() else {
        panic!()
    };
    assert_eq!(
        (plate.cancelled(), plate.cancel_request.as_deref()),
        (1, Some("Ordered by mistake"))
    );
    assert_eq!(
        (bowl.ordered, bowl.cancelled_by.as_deref()),
        (0, Some("MERCHANT"))
    );
    let package = &order.packages[0];
    assert_eq!(
        (package.reference.as_str(), package.carrier.as_str()),
        ("1", "DHL")
    );
    assert_eq!(package.tracking, "00340434161094000001");
    assert_eq!(package.shipped, Moment::parse("2026-11-12T12:00:00Z"));
    assert_eq!(package.status, "DELIVERED");
    assert_eq!(package.items, [(plate.id.clone(), 1)]);
}

#[test]
fn brazilian_address_and_an_item_without_sku() {
    let order = order("701-5555555-6666666");
    assert_eq!(
        order.buyer.address.lines,
        ["Rua das Flores, 100", "Apto 42", "Centro"]
    );
    assert_eq!(order.buyer.vat_number, "000.000.000-00");
    assert_eq!(
        (order.items[0].sku.as_ref(), order.items[0].fulfilled),
        (None, None)
    );
}

#[test]
fn order_of_another_channel_with_a_status_of_tomorrow() {
    let order = order("S01-7777777-8888888");
    assert!(!order.sold_on_amazon);
    assert_eq!(order.marketplace, None);
    assert_eq!(
        order.status,
        Some(AmazonStatus::Other("HELD_FOR_TOMORROW".to_owned()))
    );
}

#[test]
fn nothing_is_read_from_a_page_that_is_cut_anywhere() {
    let mut page = value();
    page["orders"] = json!([page["orders"][0], page["orders"][4]]);
    let page = page.to_string();
    for end in 0..page.len() {
        assert!(read_page(&page.as_bytes()[..end]).is_err(), "cut at {end}");
    }
    assert!(read_page(page.as_bytes()).is_ok());
    assert!(read_page(format!("{page}x").as_bytes()).is_err());
}

#[test]
fn one_bad_order_leaves_the_others_alone() {
    let bad: [(Value, &str, &str); 5] = [
        (json!("text"), "unreadable-", "does not have the shape"),
        (json!(null), "unreadable-", "does not have the shape"),
        (json!({}), "unreadable-", "orderId"),
        (
            json!({"orderId": "302-1111111-2222222", "salesChannel": "AMAZON"}),
            "302-1111111-2222222",
            "salesChannel",
        ),
        (json!({"orderId": "not one", "x": 1}), "not one", "3"),
    ];
    for (bad, reference, reason) in bad {
        let mut page = value();
        page["orders"][3] = bad;
        let OrdersPage {
            orders, next_token, ..
        } = read_page(page.to_string().as_bytes()).unwrap();
        assert!(next_token.is_some());
        assert_eq!(orders.iter().filter(|o| o.is_ok()).count(), 6);
        let told = orders[3].as_ref().unwrap_err();
        assert!(told.reference.starts_with(reference), "{told}");
        assert!(told.reason.contains(reason), "{told}");
        if reference == "unreadable-" {
            assert_eq!(told.reference.len(), "unreadable-".len() + 12);
        }
    }
}

#[test]
fn what_is_wrong_is_named_without_anything_personal() {
    let cases: Vec<(&str, Value, &str)> = vec![
        (
            "/orderId",
            json!("026-1520163"),
            "orderId is not of the form",
        ),
        (
            "/createdTime",
            json!("yesterday"),
            "createdTime is not a date",
        ),
        ("/createdTime", json!(null), "createdTime is missing"),
        (
            "/lastUpdatedTime",
            json!(5),
            "lastUpdatedTime is not a date",
        ),
        ("/salesChannel", json!(null), "salesChannel is missing"),
        (
            "/salesChannel/channelName",
            json!(null),
            "salesChannel.channelName is missing",
        ),
        ("/orderItems", json!(null), "orderItems is missing"),
        ("/orderItems/0", json!(null), "orderItems[0]"),
        (
            "/orderItems/0/orderItemId",
            json!(null),
            "orderItems[0].orderItemId is missing",
        ),
        (
            "/orderItems/0/product",
            json!(null),
            "orderItems[0].product is missing",
        ),
        (
            "/orderItems/0/quantityOrdered",
            json!(-1),
            "orderItems[0].quantityOrdered is negative",
        ),
        (
            "/orderItems/0/quantityOrdered",
            json!(1.5),
            "quantityOrdered is not a whole number",
        ),
        (
            "/orderItems/0/quantityOrdered",
            json!(null),
            "quantityOrdered is missing",
        ),
        (
            "/orderItems/0/fulfillment/quantityFulfilled",
            json!(-2),
            "fulfillment.quantityFulfilled is negative",
        ),
        (
            "/orderItems/0/proceeds/breakdowns/1/detailedBreakdowns/0/value/amount",
            json!(5.83),
            "orderItems[0].proceeds.breakdowns[1].detailedBreakdowns[0].value.amount is not decimal text",
        ),
        (
            "/proceeds/grandTotal/amount",
            json!("34,99"),
            "proceeds.grandTotal.amount is not a decimal number",
        ),
        (
            "/proceeds/grandTotal/amount",
            json!("1_000"),
            "proceeds.grandTotal.amount is not a decimal number",
        ),
        (
            "/proceeds/grandTotal/amount",
            json!("1e5"),
            "proceeds.grandTotal.amount is not a decimal number",
        ),
        (
            "/proceeds/grandTotal/amount",
            json!(null),
            "proceeds.grandTotal.amount is missing",
        ),
        (
            "/proceeds/grandTotal/currencyCode",
            json!("POUND"),
            "proceeds.grandTotal.currencyCode is not a currency",
        ),
        (
            "/proceeds/grandTotal/currencyCode",
            json!("EUR"),
            "proceeds.breakdowns[0].subtotal.currencyCode is GBP, but the order also has amounts in EUR",
        ),
        (
            "/fulfillment/shipByWindow/latestDateTime",
            json!("soon"),
            "fulfillment.shipByWindow.latestDateTime is not a date",
        ),
        (
            "/buyer",
            json!("Zoë Örtling"),
            "buyer does not have the shape",
        ),
        (
            "/recipient/deliveryAddress",
            json!("Zoë Örtling"),
            "deliveryAddress",
        ),
    ];
    for (pointer, wrong, reason) in cases {
        let told = changed(|order| *order.pointer_mut(pointer).unwrap() = wrong).unwrap_err();
        assert!(told.reason.contains(reason), "{pointer}: {told}");
        assert!(!told.reason.contains("rtling"), "{told}");
        let named = if pointer == "/orderId" {
            "026-1520163"
        } else {
            "026-1520163-6049104"
        };
        assert_eq!(told.reference, named);
    }
}

#[test]
fn what_is_harmless_is_borne() {
    let order = changed(|order| {
        for field in [
            "programs",
            "associatedOrders",
            "buyer",
            "recipient",
            "proceeds",
            "tax",
            "packages",
            "fulfillment",
        ] {
            order[field] = json!(null);
        }
        order["somethingNew"] = json!({"deep": [1, {"er": "x"}]});
        for field in [
            "proceeds",
            "cancellation",
            "fulfillment",
            "tax",
            "promotion",
        ] {
            order["orderItems"][0][field] = json!(null);
        }
    })
    .unwrap();
    assert_eq!((order.status, order.channel), (None, None));
    assert_eq!(order.items[0].ordered, 1);

    let order = changed(|order| {
        order["buyer"]["buyerName"] = json!({"first": "Zoë"});
        order["proceeds"]["breakdowns"] = json!([null, {"type": "NEW_FEE", "subtotal": {"amount": "1.10", "currencyCode": "GBP"}}, {"type": "TAX"}]);
        order["fulfillment"]["fulfilledBy"] = json!("ROBOTS");
        order["orderItems"][0]["quantityOrdered"] = json!("3");
    })
    .unwrap();
    assert_eq!(
        (
            order.buyer.name.as_str(),
            order.channel,
            order.items[0].ordered
        ),
        ("", None, 3)
    );
    assert_eq!(order.breakdowns.len(), 1);
    assert_eq!(
        order.breakdowns[0].kind,
        BreakdownKind::Other("NEW_FEE".to_owned())
    );
}

#[test]
fn sizes_are_bounded() {
    let order = changed(|order| {
        order["orderItems"][0]["product"]["title"] = json!("x".repeat(10_000));
        order["orderItems"][0]["fulfillment"]["packing"]["giftOption"]["giftMessage"] =
            json!("y\n".repeat(20_000));
    })
    .unwrap();
    assert_eq!(order.items[0].title.chars().count(), 501);
    assert_eq!(order.items[0].gift_message.chars().count(), 10_001);
    let told = changed(|order| {
        let item = order["orderItems"][0].clone();
        order["orderItems"] = json!(vec![item; 1_001]);
    })
    .unwrap_err();
    assert!(told.reason.contains("more than 1000"), "{told}");
    let told = changed(|order| {
        let item = order["orderItems"][0].clone();
        order["orderItems"] = json!(vec![item; 2]);
    })
    .unwrap_err();
    assert!(told.reason.contains("same orderItemId"), "{told}");
}

/// Every value of the page, one at a time, replaced by something else: never a panic, never harm to the others.
#[test]
fn any_value_may_be_anything() {
    fn paths(value: &Value, at: String, out: &mut Vec<String>) {
        match value {
            Value::Object(map) => map
                .iter()
                .for_each(|(k, v)| paths(v, format!("{at}/{k}"), out)),
            Value::Array(list) => list
                .iter()
                .enumerate()
                .for_each(|(k, v)| paths(v, format!("{at}/{k}"), out)),
            _ => {}
        }
        out.push(at);
    }
    let mut page = value();
    page["orders"] = json!([page["orders"][0], page["orders"][4]]);
    let mut all = Vec::new();
    paths(&page["orders"][0], String::new(), &mut all);
    for path in all {
        for other in [
            json!(null),
            json!(-1),
            json!(1.5),
            json!("?"),
            json!(true),
            json!([]),
            json!({}),
            json!([[{}]]),
        ] {
            let mut page = page.clone();
            *page["orders"][0].pointer_mut(&path).unwrap() = other.clone();
            let read = read_page(page.to_string().as_bytes()).unwrap();
            assert!(read.orders[1..].iter().all(Result::is_ok), "{path} {other}");
            if let Err(told) = &read.orders[0] {
                assert!(!told.reason.contains("rtling"), "{told}");
            }
        }
    }
}
