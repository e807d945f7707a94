//! Sales, cancellations, transfers, receipts, counts and returns by chance, with crashes in between: quantities are what
//! was asked for, once, and the sum of their moves (product section 16, rule 5).
//!
//! The test keeps books of its own. When the process is killed in the middle of something, what is there afterwards is as
//! if that had been done, or as if not: nothing between.

use super::disk::Disk;
use super::engine_on::engine_on;
use super::house::{House, TestClock, shop, who};
use super::made_orders::{changed, order};
use super::{cuts, seed};
use orderdeck::domain::moment::Span;
use orderdeck::domain::transfer::Rest;
use orderdeck::protocol::orders::OrderRef;
use orderdeck::protocol::stock::*;
use orderdeck::protocol::{Reply, Request};
use orderdeck::vault::Vault;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const SKUS: [&str; 3] = ["A-1", "B-1", "C-1"];
const SHELF: &str = "WH/Stock";
const AMAZON: &str = "Amazon";
const TRANSIT: &str = "In transit to Amazon";
const LOSS: &str = "Inventory loss";
const CUSTOMERS: &str = "Customers";
const PLACES: [&str; 5] = [SHELF, AMAZON, TRANSIT, LOSS, CUSTOMERS];

/// Pieces by place and SKU.
type Books = BTreeMap<(&'static str, &'static str), i64>;

fn go(books: &mut Books, from: &'static str, to: &'static str, sku: &'static str, pieces: i64) {
    *books.entry((from, sku)).or_default() -= pieces;
    *books.entry((to, sku)).or_default() += pieces;
}

fn known(sku: &str) -> &'static str {
    SKUS.into_iter().find(|known| *known == sku).unwrap()
}

/// An FBA order as the test keeps it.
struct Sold {
    json: Value,
    goods: Vec<(&'static str, i64)>,
    cancelled: bool,
    returned: bool,
}

struct Run {
    seed: u64,
    rng: fastrand::Rng,
    house: House,
    disk: Disk,
    vault: Vault,
    books: Books,
    sold: Vec<Sold>,
    crashes: usize,
}

impl Run {
    async fn new(seed: u64) -> Run {
        let clock = TestClock::start();
        let simulator = orderdeck::simulator::start(shop(0, &clock)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (disk, vault) = (Disk::default(), super::workload::vault());
        let engine = engine_on(disk.clone(), vault.clone(), &clock, folder.path()).await;
        let client = engine.client(who());
        let house = House {
            folder,
            clock,
            simulator,
            engine,
            client,
        };
        house.register("eu").await;
        let mut run = Run {
            seed,
            rng: fastrand::Rng::with_seed(seed),
            house,
            disk,
            vault,
            books: Books::new(),
            sold: Vec::new(),
            crashes: 0,
        };
        run.sell_every_product().await;
        run
    }

    fn told(&self) -> String {
        format!("ORDERDECK_SEED={}", self.seed)
    }

    /// So that all of them are known.
    async fn sell_every_product(&mut self) {
        let goods = SKUS.map(|sku| (sku, 1)).to_vec();
        let json = self.fba_order(&goods);
        self.books_of_sale(&goods);
        self.show(&json).await;
        self.sold.push(Sold {
            json,
            goods,
            cancelled: false,
            returned: false,
        });
    }

    fn books_of_sale(&mut self, goods: &[(&'static str, i64)]) {
        for (sku, pieces) in goods {
            go(&mut self.books, AMAZON, CUSTOMERS, sku, *pieces);
        }
    }

    fn fba_order(&mut self, goods: &[(&'static str, i64)]) -> Value {
        self.house.clock.advance(Span::minutes(6));
        let reference = format!("302-{:07}-0000001", self.sold.len() + 1);
        let mut made = order(&self.house, &reference, 4);
        let item = made["orderItems"][0].clone();
        let items = goods.iter().zip(1..).map(|((sku, pieces), nth)| {
            let mut item = item.clone();
            item["orderItemId"] = json!(format!("{nth:014}"));
            item["product"]["sellerSku"] = json!(sku);
            item["quantityOrdered"] = json!(pieces);
            item["fulfillment"] = json!({"quantityFulfilled": pieces, "quantityUnfulfilled": 0});
            item
        });
        made["orderItems"] = items.collect();
        made["fulfillment"]["fulfillmentStatus"] = json!("SHIPPED");
        made["fulfillment"]["fulfilledBy"] = json!("AMAZON");
        made
    }

    async fn show(&self, order: &Value) {
        let seller = self.house.seller("eu").name;
        let shop = self.house.simulator.shop();
        shop.put_order(&seller, order.clone()).unwrap();
        self.sync().await;
    }

    /// Syncs until nothing is left to fetch.
    async fn sync(&self) {
        for _ in 0..20 {
            let report = self.house.sync("eu").await;
            assert_eq!(report.failed, 0, "{}", self.told());
            if report.error.is_none() && report.throttled_until.is_none() {
                return;
            }
            self.house.clock.advance(Span::minutes(5));
        }
        panic!("{}: the sync does not come to rest", self.told());
    }

    async fn ask(&self, request: StockRequest) -> Option<StockReply> {
        match self.house.client.call(Request::Stock(request)).await {
            Ok(Reply::Stock(reply)) => Some(reply),
            Ok(other) => panic!("{other:?}"),
            Err(_) => None,
        }
    }

    /// What the store has.
    async fn levels(&self) -> Books {
        let mut books = Books::new();
        for place in PLACES {
            let request = LevelsRequest {
                location: Some(place.to_owned()),
                ..LevelsRequest::default()
            };
            let Some(StockReply::Levels(levels)) = self.ask(StockRequest::Levels(request)).await
            else {
                panic!("{}: no levels", self.told());
            };
            for level in levels.levels {
                books.insert((place, known(&level.sku)), level.quantity);
            }
        }
        books
    }

    fn balanced(books: &Books) -> Books {
        let mut books = books.clone();
        books.retain(|_, pieces| *pieces != 0);
        books
    }

    async fn agrees(&self) {
        let there = Run::balanced(&self.levels().await);
        assert_eq!(there, Run::balanced(&self.books), "{}", self.told());
    }

    fn any_goods(&mut self) -> Vec<(&'static str, i64)> {
        let mut skus = SKUS.to_vec();
        self.rng.shuffle(&mut skus);
        skus.truncate(self.rng.usize(1..=3));
        let pieces = |sku| (sku, self.rng.i64(1..6));
        skus.into_iter().map(pieces).collect()
    }

    /// Does one thing and keeps the books.
    async fn step(&mut self) {
        match self.rng.u8(..10) {
            0..2 => {
                let goods = self.any_goods();
                let json = self.fba_order(&goods);
                self.books_of_sale(&goods);
                let sold = Sold {
                    json: json.clone(),
                    goods,
                    cancelled: false,
                    returned: false,
                };
                self.sold.push(sold);
                self.show(&json).await;
            }
            2 => self.see_again().await,
            3 => self.cancel().await,
            4 => self.take_back().await,
            5..7 => self.count().await,
            7 => self.transfer().await,
            8 => self.receive().await,
            _ => self.replenish().await,
        }
    }

    async fn see_again(&mut self) {
        let nth = self.rng.usize(..self.sold.len());
        let json = changed(&self.house, self.sold[nth].json.clone(), |_| {});
        self.sold[nth].json = json.clone();
        self.show(&json).await;
    }

    async fn cancel(&mut self) {
        let nth = self.rng.usize(..self.sold.len());
        let json = changed(&self.house, self.sold[nth].json.clone(), |o| {
            o["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
        });
        (self.sold[nth].json, self.sold[nth].cancelled) = (json.clone(), true);
        self.show(&json).await;
    }

    async fn take_back(&mut self) {
        let nth = self.rng.usize(..self.sold.len());
        let sold = &self.sold[nth];
        let reference = sold.json["orderId"].as_str().unwrap();
        let order = OrderRef::parse(reference).unwrap();
        let done = self.house.client.call(Request::GoodsReturn { order }).await;
        let may = sold.cancelled && !sold.returned;
        assert_eq!(done.is_ok(), may, "{}: {done:?}", self.told());
        if may {
            for (sku, pieces) in sold.goods.clone() {
                go(&mut self.books, CUSTOMERS, AMAZON, sku, pieces);
            }
            self.sold[nth].returned = true;
        }
    }

    fn any_count(&mut self) -> (Count, Books) {
        let place = [SHELF, AMAZON][self.rng.usize(..2)];
        let mut after = self.books.clone();
        let mut lines = Vec::new();
        for (sku, _) in self.any_goods() {
            let found = self.rng.u32(..60);
            let before = self.books.get(&(place, sku)).copied().unwrap_or(0);
            go(&mut after, LOSS, place, sku, i64::from(found) - before);
            lines.push(CountLine {
                product: sku.to_owned(),
                found,
                seen: self.rng.bool().then_some(before),
            });
        }
        let count = Count {
            location: place.to_owned(),
            reason: "by chance".to_owned(),
            lines,
        };
        (count, after)
    }

    async fn count(&mut self) {
        let (mut count, after) = self.any_count();
        if self.rng.u8(..4) == 0 {
            // A count of yesterday changes nothing.
            count.lines[0].seen = Some(-1_000);
            assert_eq!(self.ask(StockRequest::Adjust(count)).await, None);
            return;
        }
        assert!(self.ask(StockRequest::Adjust(count)).await.is_some());
        self.books = after;
    }

    async fn transfer(&mut self) {
        let goods = self.any_goods();
        let through_transit = self.rng.bool();
        let new = NewTransfer {
            from: SHELF.to_owned(),
            to: AMAZON.to_owned(),
            goods: goods
                .iter()
                .map(|(sku, pieces)| Goods {
                    product: (*sku).to_owned(),
                    quantity: *pieces as u32,
                })
                .collect(),
            through_transit,
            send: true,
            force: true,
        };
        assert!(self.ask(StockRequest::Transfer(new)).await.is_some());
        let to = if through_transit { TRANSIT } else { AMAZON };
        for (sku, pieces) in goods {
            go(&mut self.books, SHELF, to, sku, pieces);
        }
    }

    async fn open_transfers(&self) -> Vec<TransferView> {
        let open = StockRequest::Transfers {
            open: true,
            limit: 1_000,
        };
        match self.ask(open).await {
            Some(StockReply::Transfers(open)) => open,
            other => panic!("{other:?}"),
        }
    }

    async fn receive(&mut self) {
        let under_way = self.open_transfers().await;
        let Some(transfer) = under_way.first() else {
            return;
        };
        let rest = [Rest::Expected, Rest::Lost, Rest::Back][self.rng.usize(..3)];
        let mut arrived = Vec::new();
        let mut after = self.books.clone();
        for line in &transfer.lines {
            let sku = known(&line.sku);
            let quantity = self.rng.u32(..=line.open);
            go(&mut after, TRANSIT, AMAZON, sku, i64::from(quantity));
            let left = i64::from(line.open - quantity);
            match rest {
                Rest::Expected => {}
                Rest::Lost => go(&mut after, TRANSIT, LOSS, sku, left),
                Rest::Back => go(&mut after, TRANSIT, SHELF, sku, left),
            }
            arrived.push(Goods {
                product: line.sku.clone(),
                quantity,
            });
        }
        let receive = StockRequest::Receive {
            transfer: transfer.transfer,
            arrived: Some(arrived),
            rest,
        };
        // Nothing at all is refused.
        if self.ask(receive).await.is_some() {
            self.books = after;
        } else {
            assert_eq!(
                Run::balanced(&after),
                Run::balanced(&self.books),
                "{}",
                self.told()
            );
        }
    }

    async fn replenish(&mut self) {
        let sku = SKUS[self.rng.usize(..3)];
        let minimum = self.rng.u32(..40);
        let rule = NewRule {
            product: sku.to_owned(),
            location: AMAZON.to_owned(),
            minimum,
            maximum: minimum + self.rng.u32(..40),
            multiple: self.rng.u32(1..5),
            source: None,
            automatic: false,
        };
        assert!(self.ask(StockRequest::SetRule(rule)).await.is_some());
        let replenish = Replenish {
            through_transit: true,
            send: true,
            ..Replenish::default()
        };
        let Some(StockReply::Transfers(made)) = self.ask(StockRequest::Replenish(replenish)).await
        else {
            return;
        };
        for line in made.iter().flat_map(|transfer| &transfer.lines) {
            let (sku, pieces) = (known(&line.sku), i64::from(line.quantity));
            let had = self.books.get(&(SHELF, sku)).copied().unwrap_or(0);
            assert!(pieces <= had, "{}: more than the shelf has", self.told());
            go(&mut self.books, SHELF, TRANSIT, sku, pieces);
        }
    }

    /// The process is killed in the middle of a count or a sale; what is on the disk then is all that is left.
    async fn crash(&mut self) {
        self.crashes += 1;
        let count = self.rng.bool().then(|| self.any_count());
        let client = self.house.client.clone();
        let (request, after) = match count {
            Some((count, after)) => (Request::Stock(StockRequest::Adjust(count)), after),
            None => {
                let goods = self.any_goods();
                let json = self.fba_order(&goods);
                self.books_of_sale(&goods);
                let seller = self.house.seller("eu").name;
                let shop = self.house.simulator.shop();
                shop.put_order(&seller, json.clone()).unwrap();
                self.sold.push(Sold {
                    json,
                    goods,
                    cancelled: false,
                    returned: false,
                });
                let account = Some("eu".to_owned());
                (Request::SyncOrders { account }, self.books.clone())
            }
        };
        let is_sale = matches!(request, Request::SyncOrders { .. });
        let working = tokio::spawn(async move { client.call(request).await.is_ok() });
        let first = self.disk.count();
        let wanted = self.rng.u64(..60);
        let begun = std::time::Instant::now();
        while self.disk.count() < first + wanted
            && !working.is_finished()
            && begun.elapsed() < Duration::from_secs(5)
        {
            tokio::task::yield_now().await;
        }
        let left = Disk::holding(self.disk.bytes());
        self.start_again(left).await;
        let _ = working.await;
        if is_sale {
            // It is read again and again until it is in, and counts once.
            self.house.clock.advance(Span::minutes(6));
            self.sync().await;
        } else {
            let there = Run::balanced(&self.levels().await);
            if there == Run::balanced(&after) {
                self.books = after;
            }
        }
    }

    async fn start_again(&mut self, disk: Disk) {
        let clock = self.house.clock.clone();
        let folder = self.house.folder.path().to_owned();
        let engine = engine_on(disk.clone(), self.vault.clone(), &clock, &folder).await;
        self.house.client = engine.client(who());
        self.disk = disk;
        std::mem::replace(&mut self.house.engine, engine)
            .stop()
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn quantities_are_what_was_asked_for_whatever_happens() {
    let first = seed();
    let mut crashes = 0;
    for nth in 0..cuts(12) as u64 {
        let mut run = Run::new(first.wrapping_add(nth)).await;
        for _ in 0..40 {
            if run.rng.u8(..6) == 0 {
                run.crash().await;
            } else {
                run.step().await;
            }
            run.agrees().await;
        }
        run.house.verify().await;
        crashes += run.crashes;
    }
    assert!(crashes > 0);
}
