//! Acknowledgement feeds: cancelling orders and items, and naming them.

use serde_json::json;

use crate::feed_caller::{
    ACKNOWLEDGEMENT, FULFILMENT, cancelling, envelope, item, parcel, shipping,
};
use crate::model::{ORDERS_MODEL, validator};
use crate::parcels::{DE, FIRST, SECOND, US, changed, id, order, package};
use crate::world::{EU, NA, World};

const KIND: &str = "OrderAcknowledgement";

#[tokio::test]
async fn orders_and_items_are_cancelled() {
    let world = World::new().await;
    world.german_orders(2);
    let messages = cancelling(1, &id(1), "NoInventory", &[FIRST, SECOND])
        + &cancelling(2, &id(2), "BuyerCanceled", &[SECOND]);
    let (status, report) = world
        .run_feed(ACKNOWLEDGEMENT, &envelope(KIND, &messages))
        .await;
    assert_eq!((status.as_str(), report.counts), ("DONE", [2, 2, 0, 0]));
    assert_eq!(
        world.shown(&id(1)).await["fulfillment"]["fulfillmentStatus"],
        "UNSHIPPED"
    );
    let body = package("1", &[(FIRST, 1)]);
    let refused = world.confirm(EU, &id(1), &body).await;
    assert_eq!(refused.status, 400, "cancelled, though nobody sees it yet");
    world.step(180);
    let read = validator(ORDERS_MODEL, "GetOrderResponse");
    let whole = world.shown(&id(1)).await;
    assert!(read.is_valid(&json!({"order": whole})), "{whole:#}");
    assert_eq!(whole["fulfillment"]["fulfillmentStatus"], "CANCELLED");
    assert_eq!(
        whole["orderItems"][0]["cancellation"]["cancellationExecution"],
        json!({"cancelledBy": "MERCHANT", "cancelReason": "NoInventory"})
    );
    let part = world.shown(&id(2)).await;
    assert!(read.is_valid(&json!({"order": part})), "{part:#}");
    assert_eq!(part["fulfillment"]["fulfillmentStatus"], "UNSHIPPED");
    assert_eq!(
        part["orderItems"][1]["fulfillment"]["quantityUnfulfilled"],
        0
    );
    assert!(part["orderItems"][0].get("cancellation").is_none());
    let shipped = world
        .confirm(EU, &id(2), &package("1", &[(FIRST, 3)]))
        .await;
    assert_eq!(shipped.status, 204);
    world.step(180);
    assert_eq!(
        world.shown(&id(2)).await["fulfillment"]["fulfillmentStatus"],
        "SHIPPED"
    );
    let ledger = world.sim.shop().cancellations();
    let told: Vec<_> = ledger
        .iter()
        .map(|one| {
            (
                one.order_id.clone(),
                one.item_id.as_str(),
                one.quantity,
                one.reason.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (id(1), FIRST, 3, "NoInventory"),
            (id(1), SECOND, 1, "NoInventory"),
            (id(2), SECOND, 1, "BuyerCanceled"),
        ]
    );
}

#[tokio::test]
async fn generated_orders_are_cancelled_too() {
    let world = World::generous().await;
    let orders = world.all(EU, "FULFILLMENT").await;
    let order = orders
        .iter()
        .find(|order| {
            let items = order["orderItems"].as_array().unwrap();
            order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
                && order["fulfillment"]["fulfilledBy"] == "MERCHANT"
                && items.len() > 1
                && items
                    .iter()
                    .all(|item| item["fulfillment"]["quantityUnfulfilled"] != 0)
        })
        .unwrap();
    let codes: Vec<&str> = order["orderItems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["orderItemId"].as_str().unwrap())
        .collect();
    let order_id = order["orderId"].as_str().unwrap();
    let content = envelope(KIND, &cancelling(1, order_id, "PricingError", &codes));
    let (_, report) = world.run_feed(ACKNOWLEDGEMENT, &content).await;
    assert_eq!(report.counts, [1, 1, 0, 0], "{report:?}");
    world.step(180);
    let order = world.shown(order_id).await;
    assert_eq!(order["fulfillment"]["fulfillmentStatus"], "CANCELLED");
    let read = validator(ORDERS_MODEL, "GetOrderResponse");
    assert!(read.is_valid(&json!({"order": order})), "{order:#}");
}

#[tokio::test]
async fn cancellations_that_are_refused_and_the_rest_of_an_order_that_is_not() {
    let world = World::new().await;
    world.german_orders(9);
    world.put(NA, order(20, US));
    world.put(
        EU,
        changed(21, DE, |order| {
            order["fulfillment"]["fulfilledBy"] = json!("AMAZON");
        }),
    );
    for (number, items) in [(1, vec![(FIRST, 3), (SECOND, 1)]), (2, vec![(FIRST, 1)])] {
        let answer = world.confirm(EU, &id(number), &package("1", &items)).await;
        assert_eq!(answer.status, 204);
    }
    let too_many = cancelling(10, &id(9), "NoInventory", &[FIRST])
        .replace("</CancelReason>", "</CancelReason><Quantity>4</Quantity>");
    let messages = [
        cancelling(1, &id(1), "NoInventory", &[FIRST, SECOND]),
        cancelling(2, &id(2), "NoInventory", &[SECOND]),
        cancelling(3, &id(20), "NoInventory", &[FIRST]),
        cancelling(4, &id(21), "NoInventory", &[FIRST]),
        cancelling(5, &id(3), "WeatherDelay", &[FIRST]),
        cancelling(6, &id(3), "NoInventory", &[]),
        cancelling(7, &id(3), "NoInventory", &["33333333333333"]),
        cancelling(8, &id(4), "NoInventory", &[FIRST, SECOND]),
        cancelling(9, &id(4), "NoInventory", &[FIRST, SECOND]),
        too_many,
        cancelling(11, &id(5), "NoInventory", &[FIRST])
            .replace("<CancelReason>NoInventory</CancelReason>", ""),
    ];
    let (_, report) = world
        .run_feed(ACKNOWLEDGEMENT, &envelope(KIND, &messages.concat()))
        .await;
    assert_eq!(
        report.errors(),
        [
            (1, "18021"),
            (3, "18028"),
            (4, "18006"),
            (5, "18050"),
            (6, "18051"),
            (7, "18029"),
            (9, "18021"),
            (10, "18021"),
            (11, "18050"),
        ]
    );
    assert!(report.results[0].3.contains("already shipped"));
    // The rest of a partly shipped order can still be cancelled.
    assert_eq!(world.sim.shop().cancellations().len(), 3);
    let unknown = cancelling(1, &id(3), "Bored", &[FIRST]);
    let (status, report) = world
        .run_feed(ACKNOWLEDGEMENT, &envelope(KIND, &unknown))
        .await;
    assert_eq!(
        (status.as_str(), report.errors()),
        ("FATAL", vec![(0, "5000")])
    );
    let (_, report) = world.run_feed(ACKNOWLEDGEMENT, &shipping(1)).await;
    assert_eq!(report.errors(), [(0, "5003")], "of another type");
}

#[tokio::test]
async fn names_that_a_seller_gives_can_be_used() {
    let world = World::new().await;
    world.german_orders(1);
    let named = format!(
        "<Message><MessageID>1</MessageID><OrderAcknowledgement><AmazonOrderID>{}</AmazonOrderID>\
         <MerchantOrderID>SO-1</MerchantOrderID><StatusCode>Success</StatusCode><Item>\
         <AmazonOrderItemCode>{FIRST}</AmazonOrderItemCode><MerchantOrderItemID>L1</MerchantOrderItemID></Item>\
         </OrderAcknowledgement></Message>",
        id(1)
    );
    let content = parcel(1, "X", "1", &item("Y", 2))
        .replace(
            "<AmazonOrderID>X</AmazonOrderID>",
            "<MerchantOrderID>SO-1</MerchantOrderID>",
        )
        .replace(
            "<AmazonOrderItemCode>Y</AmazonOrderItemCode>",
            "<MerchantOrderItemID>L1</MerchantOrderItemID>",
        );
    let content = envelope("OrderFulfillment", &content);
    let (_, report) = world.run_feed(FULFILMENT, &content).await;
    assert_eq!(report.errors(), [(1, "18028")]);
    let (_, report) = world
        .run_feed(ACKNOWLEDGEMENT, &envelope(KIND, &named))
        .await;
    assert_eq!(report.counts, [1, 1, 0, 0]);
    let (_, report) = world.run_feed(FULFILMENT, &content).await;
    assert_eq!(report.counts, [1, 1, 0, 0]);
    assert_eq!(world.sim.shop().shipments()[0].items, [(FIRST.into(), 2)]);
}
