//! Stock: what orders move, counts, transfers, reordering rules, returns, and the history of it all.

use super::house::House;
use super::made_orders::{REF, changed, order, put};
use orderdeck::domain::location::LocationKind;
use orderdeck::domain::moment::Span;
use orderdeck::domain::product::Barcode;
use orderdeck::domain::stock_move::MoveKind;
use orderdeck::domain::stock_query::MoveFilter;
use orderdeck::domain::transfer::{Rest, TransferState};
use orderdeck::protocol::accounts::AccountChange;
use orderdeck::protocol::orders::{OrderRef, OrderView};
use orderdeck::protocol::products::{ProductChange, ProductRequest};
use orderdeck::protocol::stock::*;
use orderdeck::protocol::{Event, Failure, FailureCode, Reply, Request};
use serde_json::{Value, json};

impl House {
    pub async fn stock(&self, request: StockRequest) -> Result<StockReply, Failure> {
        match self.client.call(Request::Stock(request)).await? {
            Reply::Stock(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub async fn level(&self, sku: &str, location: &str) -> i64 {
        self.level_view(sku, location)
            .await
            .map_or(0, |level| level.quantity)
    }

    async fn level_view(&self, sku: &str, location: &str) -> Option<LevelView> {
        let request = LevelsRequest {
            location: Some(location.to_owned()),
            ..LevelsRequest::default()
        };
        match self.stock(StockRequest::Levels(request)).await.unwrap() {
            StockReply::Levels(levels) => levels.levels.into_iter().find(|l| l.sku == sku),
            other => panic!("{other:?}"),
        }
    }

    pub async fn count(&self, sku: &str, location: &str, found: u32) -> Result<Adjusted, Failure> {
        self.count_seen(sku, location, found, None).await
    }

    async fn count_seen(
        &self,
        sku: &str,
        location: &str,
        found: u32,
        seen: Option<i64>,
    ) -> Result<Adjusted, Failure> {
        let count = Count {
            location: location.to_owned(),
            reason: "test count".to_owned(),
            lines: vec![CountLine {
                product: sku.to_owned(),
                found,
                seen,
            }],
        };
        match self.stock(StockRequest::Adjust(count)).await? {
            StockReply::Adjusted(done) => Ok(done),
            other => panic!("{other:?}"),
        }
    }

    async fn moves(&self, filter: MoveFilter) -> MovePage {
        let request = MovePageRequest {
            filter,
            start: MoveStart::Newest,
            limit: 100,
        };
        match self.stock(StockRequest::Moves(request)).await.unwrap() {
            StockReply::Moves(page) => page,
            other => panic!("{other:?}"),
        }
    }

    pub async fn transfers(&self, request: StockRequest) -> Result<Vec<TransferView>, Failure> {
        match self.stock(request).await? {
            StockReply::Transfers(transfers) => Ok(transfers),
            other => panic!("{other:?}"),
        }
    }

    async fn proposals(&self) -> Vec<ProposalView> {
        match self.stock(StockRequest::Proposals).await.unwrap() {
            StockReply::Proposals(proposals) => proposals,
            other => panic!("{other:?}"),
        }
    }

    pub async fn take_back(&self, reference: &str) -> Result<OrderView, Failure> {
        let order = OrderRef::parse(reference).unwrap();
        match self.client.call(Request::GoodsReturn { order }).await? {
            Reply::Order(order) => Ok(*order),
            other => panic!("{other:?}"),
        }
    }
}

/// The order of the tests as one that Amazon fulfilled.
pub fn fulfilled_by_amazon(mut order: Value) -> Value {
    order["fulfillment"]["fulfillmentStatus"] = json!("SHIPPED");
    order["fulfillment"]["fulfilledBy"] = json!("AMAZON");
    for item in order["orderItems"].as_array_mut().unwrap() {
        let ordered = item["quantityOrdered"].clone();
        item["fulfillment"] = json!({"quantityFulfilled": ordered, "quantityUnfulfilled": 0});
    }
    order
}

async fn sold_by_amazon() -> (House, Value) {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let order = fulfilled_by_amazon(order(&house, REF, 20));
    put(&house, &order).await;
    (house, order)
}

async fn with_stock() -> House {
    let (house, _) = sold_by_amazon().await;
    house.count("A-1", "Amazon", 10).await.unwrap();
    house.count("A-1", "WH/Stock", 30).await.unwrap();
    house
}

fn transfer(goods: &[(&str, u32)], through_transit: bool, send: bool) -> StockRequest {
    StockRequest::Transfer(NewTransfer {
        from: "WH/Stock".to_owned(),
        to: "Amazon".to_owned(),
        goods: goods.iter().map(|(sku, n)| pieces(sku, *n)).collect(),
        through_transit,
        send,
        force: false,
    })
}

fn pieces(sku: &str, quantity: u32) -> Goods {
    Goods {
        product: sku.to_owned(),
        quantity,
    }
}

fn rule(maximum: u32, automatic: bool) -> StockRequest {
    StockRequest::SetRule(NewRule {
        product: "A-1".to_owned(),
        location: "Amazon".to_owned(),
        minimum: 20,
        maximum,
        multiple: 5,
        source: None,
        automatic,
    })
}

/// An order of three lines with shipping and gift wrap moves goods alone, one move a line, from its account's location.
#[tokio::test(flavor = "multi_thread")]
async fn each_line_of_goods_moves_once_from_the_accounts_location() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let change = AccountChange {
        location: Some("Amazon EU".to_owned()),
        ..AccountChange::default()
    };
    let set = Request::AccountSet {
        name: "eu".to_owned(),
        change,
    };
    house.client.call(set).await.unwrap();
    let mut made = fulfilled_by_amazon(order(&house, REF, 20));
    let mut third = made["orderItems"][0].clone();
    third["orderItemId"] = json!("00000000000003");
    third["product"]["sellerSku"] = json!("C-1");
    let money = |amount: &str| json!({"amount": amount, "currencyCode": "EUR"});
    for kind in ["SHIPPING", "GIFT_WRAP"] {
        third["proceeds"]["breakdowns"]
            .as_array_mut()
            .unwrap()
            .push(json!({"type": kind, "subtotal": money("3.00")}));
    }
    third["proceeds"]["proceedsTotal"] = money("26.00");
    made["orderItems"].as_array_mut().unwrap().push(third);
    made["proceeds"]["grandTotal"] = money("56.00");
    put(&house, &made).await;
    // However often it is seen.
    for _ in 0..2 {
        made = changed(&house, made, |_| {});
        put(&house, &made).await;
    }
    let view = house.show(REF).await.unwrap();
    assert!(view.lines.len() > 3, "goods and charges");
    let mut moved: Vec<(String, u32)> = view
        .moves
        .iter()
        .map(|m| (m.sku.clone(), m.quantity))
        .collect();
    moved.sort();
    let wanted = [("A-1", 2), ("B-1", 1), ("C-1", 2)];
    assert_eq!(moved, wanted.map(|(sku, n)| (sku.to_owned(), n)));
    assert!(view.moves.iter().all(|m| m.from == "Amazon EU"));
    assert_eq!(house.level("C-1", "Amazon EU").await, -2);
    let problems = house.status().await.problems;
    assert!(problems.iter().any(|p| p.code.contains("negative")));
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_location_counts_for_new_orders_only() {
    let (house, first) = sold_by_amazon().await;
    let set = |location: &str| Request::AccountSet {
        name: "eu".to_owned(),
        change: AccountChange {
            location: Some(location.to_owned()),
            ..AccountChange::default()
        },
    };
    let refused = house.client.call(set("WH/Stock")).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    house.client.call(set("Amazon DE")).await.unwrap();
    put(&house, &changed(&house, first, |_| {})).await;
    let mut second = fulfilled_by_amazon(order(&house, "302-1111111-3333333", 5));
    second["orderItems"].as_array_mut().unwrap().truncate(1);
    second["proceeds"]["grandTotal"]["amount"] = json!("20.00");
    put(&house, &second).await;
    assert_eq!(house.level("A-1", "Amazon").await, -2);
    assert_eq!(house.level("A-1", "Amazon DE").await, -2);
    assert_eq!(house.level("B-1", "Amazon DE").await, 0);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_sets_the_figure_and_an_old_one_is_refused_whole() {
    let (house, _) = sold_by_amazon().await;
    let done = house.count("A-1", "Amazon", 7).await.unwrap();
    let line = &done.adjusted[0];
    assert_eq!((line.before, line.counted, line.difference), (-2, 7, 9));
    let again = house.count("A-1", "Amazon", 7).await.unwrap();
    assert_eq!((again.adjusted.len(), again.unchanged), (0, 1));
    let stale = Count {
        location: "Amazon".to_owned(),
        reason: "yearly count".to_owned(),
        lines: [("B-1", 4, -1), ("A-1", 5, 9)]
            .map(|(sku, found, seen)| CountLine {
                product: sku.to_owned(),
                found,
                seen: Some(seen),
            })
            .to_vec(),
    };
    let refused = house.stock(StockRequest::Adjust(stale)).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    assert!(
        refused.message.contains("A-1 was 9 and is 7"),
        "{}",
        refused.message
    );
    assert_eq!(house.level("B-1", "Amazon").await, -1, "nothing of it");
    for (sku, place, code) in [
        ("NONE", "Amazon", FailureCode::NotFound),
        ("A-1", "Atlantis", FailureCode::NotFound),
        ("A-1", "Customers", FailureCode::NotFound),
        ("Amazon Sale", "Amazon", FailureCode::Invalid),
    ] {
        let refused = house.count(sku, place, 1).await.unwrap_err();
        assert_eq!(refused.code, code, "{sku} at {place}");
    }
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_pickings_need_is_not_free_and_amazons_never_counts() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    put(&house, &order(&house, REF, 20)).await;
    house.count("A-1", "WH/Stock", 5).await.unwrap();
    house.count("A-1", "Amazon", 100).await.unwrap();
    let shelf = house.level_view("A-1", "WH/Stock").await.unwrap();
    assert_eq!((shelf.reserved, shelf.free), (2, Some(3)));
    let amazon = house.level_view("A-1", "Amazon").await.unwrap();
    assert_eq!((amazon.reserved, amazon.free), (0, None));
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_through_transit_with_a_partial_receipt() {
    let house = with_stock().await;
    let planned = house
        .transfers(transfer(&[("A-1", 12)], true, false))
        .await
        .unwrap();
    let number = planned[0].transfer;
    assert_eq!(house.level("A-1", "WH/Stock").await, 30);
    let coming = house.level_view("A-1", "Amazon").await.unwrap();
    assert_eq!(coming.incoming, 12);
    let send = StockRequest::Send {
        transfer: number,
        force: false,
    };
    house.transfers(send.clone()).await.unwrap();
    assert_eq!(house.level("A-1", "WH/Stock").await, 18);
    assert_eq!(house.level("A-1", "In transit to Amazon").await, 12);
    let twice = house.transfers(send).await.unwrap_err();
    assert_eq!(twice.code, FailureCode::Conflict);
    let receive = |quantity, rest| StockRequest::Receive {
        transfer: number,
        arrived: Some(vec![pieces("A-1", quantity)]),
        rest,
    };
    let part = house
        .transfers(receive(7, Rest::Expected))
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (part.state, part.lines[0].open),
        (TransferState::InTransit, 5)
    );
    let house = house.restart().await;
    let over = house
        .transfers(receive(3, Rest::Lost))
        .await
        .unwrap()
        .remove(0);
    assert_eq!((over.state, over.lines[0].short), (TransferState::Done, 2));
    assert_eq!(house.level("A-1", "In transit to Amazon").await, 0);
    assert_eq!(house.level("A-1", "Amazon").await, 20);
    let of_it = house
        .moves(MoveFilter {
            document: Some(number.to_string()),
            ..MoveFilter::default()
        })
        .await;
    assert_eq!(of_it.total, 4);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_is_there_leaves_only_when_somebody_insists() {
    let house = with_stock().await;
    let refused = house
        .transfers(transfer(&[("A-1", 31)], false, true))
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    assert_eq!(house.level("A-1", "WH/Stock").await, 30);
    for (from, to) in [
        ("WH/Stock", "WH/Stock"),
        ("WH/Stock", "Customers"),
        ("Inventory loss", "WH/Stock"),
    ] {
        let wrong = StockRequest::Transfer(NewTransfer {
            from: from.to_owned(),
            to: to.to_owned(),
            goods: vec![pieces("A-1", 1)],
            through_transit: false,
            send: true,
            force: true,
        });
        let refused = house.transfers(wrong).await.unwrap_err();
        assert_eq!(refused.code, FailureCode::Invalid, "{from} to {to}");
    }
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_propose_what_the_warehouse_has_and_nothing_twice() {
    let house = with_stock().await;
    house.stock(rule(60, false)).await.unwrap();
    let proposals = house.proposals().await;
    let only = &proposals[0];
    assert_eq!(
        (only.wanted, only.quantity, only.shortfall),
        (50, 30, 20),
        "capped by the warehouse"
    );
    let replenish = StockRequest::Replenish(Replenish {
        through_transit: true,
        ..Replenish::default()
    });
    let made = house.transfers(replenish.clone()).await.unwrap();
    assert_eq!(made[0].state, TransferState::Planned);
    assert!(house.proposals().await.is_empty(), "it is planned");
    let refused = house.transfers(replenish).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    let cancel = StockRequest::CancelTransfer {
        transfer: made[0].transfer,
    };
    house.transfers(cancel).await.unwrap();
    assert_eq!(house.proposals().await.len(), 1, "and again when it is not");
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_automatic_rule_plans_one_transfer_however_often_stock_changes() {
    let house = with_stock().await;
    let house = house.by_schedule().await;
    let mut events = house.client.events();
    house.stock(rule(40, true)).await.unwrap();
    let planned = loop {
        let open = StockRequest::Transfers {
            open: true,
            limit: 10,
        };
        let open = house.transfers(open).await.unwrap();
        if !open.is_empty() {
            break open;
        }
        while !matches!(events.recv().await, Ok(Event::Stock)) {}
    };
    assert_eq!(
        (planned[0].by.as_str(), planned[0].lines[0].quantity),
        ("engine", 30)
    );
    house.count("A-1", "Amazon", 9).await.unwrap();
    let house = house.restart().await.by_schedule().await;
    house.count("A-1", "Amazon", 8).await.unwrap();
    house.verify().await;
    let all = StockRequest::Transfers {
        open: false,
        limit: 10,
    };
    assert_eq!(house.transfers(all).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_of_an_order_cancelled_after_shipment_come_back_once() {
    let (house, sold) = sold_by_amazon().await;
    let early = house.take_back(REF).await.unwrap_err();
    assert_eq!(early.code, FailureCode::Conflict);
    let cancelled = changed(&house, sold, |o| {
        o["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
    });
    put(&house, &cancelled).await;
    let is_problem = |problems: &[orderdeck::protocol::status::Problem]| {
        problems
            .iter()
            .any(|p| p.code == "cancelled_after_shipment")
    };
    assert!(is_problem(&house.status().await.problems));
    let back = house.take_back(REF).await.unwrap();
    assert!(back.moves.iter().any(|m| m.kind == MoveKind::Return));
    assert_eq!(house.level("A-1", "Amazon").await, 0);
    assert!(!is_problem(&house.status().await.problems));
    let twice = house.take_back(REF).await.unwrap_err();
    assert_eq!(twice.code, FailureCode::Conflict);
    put(&house, &changed(&house, cancelled, |_| {})).await;
    assert!(
        !is_problem(&house.status().await.problems),
        "it stays settled"
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_filtered_paged_and_balanced() {
    let house = with_stock().await;
    house
        .transfers(transfer(&[("A-1", 4)], false, true))
        .await
        .unwrap();
    let at_amazon = MoveFilter {
        product: Some("A-1".to_owned()),
        location: Some("Amazon".to_owned()),
        ..MoveFilter::default()
    };
    let page = house.moves(at_amazon.clone()).await;
    let balances: Vec<Option<i64>> = page.moves.iter().map(|m| m.balance).collect();
    assert_eq!(balances, [Some(14), Some(10), Some(-2)]);
    let later = MovePageRequest {
        filter: at_amazon,
        start: MoveStart::Before(page.moves[0].id),
        limit: 1,
    };
    let StockReply::Moves(second) = house.stock(StockRequest::Moves(later)).await.unwrap() else {
        panic!("no moves");
    };
    assert_eq!(second.moves[0], page.moves[1]);
    assert_eq!(second.first, 1);
    assert_eq!(second.next, Some(page.moves[1].id.to_string()));
    let totals = [
        (MoveFilter::default(), 5),
        (filter("kind:adjustment"), 2),
        (filter("account:eu"), 2),
        (filter("account:nobody"), 0),
        (filter(REF), 2),
        (filter("TR00001"), 1),
        (filter("S00001 B-1"), 1),
        (filter("S09999"), 0),
        (filter("thing"), 5),
        (filter("location:WH/Stock"), 2),
        (filter("from:2020-01-01 to:2020-02-01"), 0),
    ];
    for (filter, total) in totals {
        let page = house.moves(filter.clone()).await;
        assert_eq!(page.total, total, "{filter:?}");
        assert_eq!(page.moves.len() as u64, total, "{filter:?}");
    }
    let history = StockRequest::History {
        product: "A-1".to_owned(),
        location: "Amazon".to_owned(),
        days: 3,
    };
    let StockReply::History(history) = house.stock(history).await.unwrap() else {
        panic!("no history");
    };
    assert_eq!(history.days.len(), 3);
    assert_eq!(history.days[2].quantity, 14);
    assert_eq!(history.days.iter().map(|d| d.came).sum::<u64>(), 16);
}

fn filter(typed: &str) -> MoveFilter {
    MoveFilter::parse(typed).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn locations_are_made_once_and_of_two_kinds_only() {
    let house = with_stock().await;
    let add = |name: &str, kind| StockRequest::AddLocation {
        name: name.to_owned(),
        kind,
    };
    let shelf = add("WH/Loft", LocationKind::Warehouse);
    let StockReply::Locations(all) = house.stock(shelf.clone()).await.unwrap() else {
        panic!("no locations");
    };
    assert_eq!(all.len(), 7);
    let twice = house.stock(shelf).await.unwrap_err();
    assert_eq!(twice.code, FailureCode::Conflict);
    let odd = house.stock(add("Moon", LocationKind::Customers)).await;
    assert_eq!(odd.unwrap_err().code, FailureCode::Invalid);
    let house = house.restart().await;
    house.clock.advance(Span::minutes(1));
    house.count("A-1", "WH/Loft", 3).await.unwrap();
    let shelf = house.level_view("A-1", "WH/Loft").await.unwrap();
    assert_eq!((shelf.free, shelf.kind), (Some(3), LocationKind::Warehouse));
    house.verify().await;
}

async fn found(house: &House, code: &str) -> Result<FoundProduct, Failure> {
    let code = code.to_owned();
    match house.stock(StockRequest::FindProduct { code }).await? {
        StockReply::Product(found) => Ok(found),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_code_means_a_product_and_its_pieces() {
    let (house, _) = sold_by_amazon().await;
    for (code, pieces) in [("036000291452", 1), ("10614141000415", 12)] {
        let set = Request::Product(ProductRequest::Set {
            product: "A-1".to_owned(),
            change: ProductChange {
                bin: Some("B-04".to_owned()),
                add_barcodes: vec![Barcode {
                    code: code.to_owned(),
                    pieces,
                }],
                ..ProductChange::default()
            },
        });
        house.client.call(set).await.unwrap();
    }
    // A UPC-A is read as an EAN-13 by many scanners, with the kind of barcode in front by some.
    for (code, pieces) in [
        ("036000291452", 1),
        ("0036000291452", 1),
        ("]E00036000291452", 1),
        ("10614141000415", 12),
        ("A-1", 1),
    ] {
        let product = found(&house, code).await.unwrap();
        let seen = (product.sku.as_str(), product.bin.as_str(), product.pieces);
        assert_eq!(seen, ("A-1", "B-04", pieces), "{code}");
    }
    let unknown = found(&house, "4006381333931").await.unwrap_err();
    assert_eq!(unknown.code, FailureCode::NotFound);
}
