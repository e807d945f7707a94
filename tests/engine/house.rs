//! An engine on a folder of its own, a simulator beside it, and one clock for both.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use orderdeck::client::Client;
use orderdeck::clock::{Clock, SeededEntropy};
use orderdeck::domain::marketplace::Region;
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::engine::{Engine, EngineSettings, Who};
use orderdeck::protocol::accounts::{AccountChange, Credentials, NewAccount, SellerLogin};
use orderdeck::protocol::orders::{OrderPage, OrderPageRequest, OrderRef, OrderView, OrderWhy};
use orderdeck::protocol::upkeep::AccountSync;
use orderdeck::protocol::{Failure, Reply, Request};
use orderdeck::simulator::{self, Seller, Settings, SimClock, Simulator};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

/// A clock that stands still until a test moves it. Whoever sleeps on it moves it.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn start() -> Arc<TestClock> {
        Arc::new(TestClock(AtomicI64::new(Utc::now().timestamp_millis())))
    }

    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, span: Span) -> BoxFuture<'static, ()> {
        self.advance(span);
        Box::pin(tokio::task::yield_now())
    }
}

impl SimClock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub struct House {
    pub folder: TempDir,
    pub clock: Arc<TestClock>,
    pub simulator: Simulator,
    pub engine: Engine,
    pub client: Client,
}

/// A strict simulator with so many orders.
pub fn shop(orders: usize, clock: &Arc<TestClock>) -> Settings {
    Settings {
        orders,
        seed: 7,
        clock: clock.clone(),
        ..Settings::standard()
    }
}

pub async fn start_engine(folder: PathBuf, clock: &Arc<TestClock>) -> Engine {
    let settings = EngineSettings {
        data_dir: folder,
        schedule: false,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(1)),
    };
    Engine::start(settings).await.unwrap()
}

pub fn who() -> Who {
    Who {
        name: "tester".to_owned(),
    }
}

impl House {
    pub async fn with_orders(orders: usize) -> House {
        let clock = TestClock::start();
        House::with(shop(orders, &clock), clock).await
    }

    pub async fn with(settings: Settings, clock: Arc<TestClock>) -> House {
        let simulator = simulator::start(settings).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let engine = start_engine(folder.path().join("data"), &clock).await;
        let client = engine.client(who());
        House {
            folder,
            clock,
            simulator,
            engine,
            client,
        }
    }

    pub fn seller(&self, region: &str) -> Seller {
        self.simulator
            .sellers()
            .into_iter()
            .find(|s| s.region == region)
            .unwrap()
    }

    pub fn new_account(&self, name: &str, region: &str) -> NewAccount {
        let seller = self.seller(region);
        NewAccount {
            name: name.to_owned(),
            login: SellerLogin {
                region: Region::parse(region).unwrap(),
                seller_id: seller.seller_id,
                credentials: Credentials {
                    client_id: seller.client_id,
                    client_secret: seller.client_secret,
                    refresh_token: seller.refresh_token,
                },
                endpoint: Some(self.simulator.base_url()),
                lwa_endpoint: Some(self.simulator.lwa_url()),
            },
            marketplaces: Vec::new(),
            team: None,
            location: None,
            start: Some(Clock::now(&*self.clock).minus(Span::days(40))),
            sync_seconds: None,
        }
    }

    /// Registers the seller of a region, with all of its history before it.
    pub async fn register(&self, region: &str) {
        self.client
            .call(Request::AccountAdd(self.new_account(region, region)))
            .await
            .unwrap();
    }

    pub async fn sync(&self, account: &str) -> AccountSync {
        match self
            .client
            .call(Request::SyncOrders {
                account: Some(account.to_owned()),
            })
            .await
            .unwrap()
        {
            Reply::Sync(mut report) => report.accounts.remove(0),
            other => panic!("{other:?}"),
        }
    }

    pub async fn show(&self, reference: &str) -> Result<OrderView, Failure> {
        match self
            .client
            .call(Request::OrderShow {
                order: OrderRef::parse(reference).unwrap(),
            })
            .await?
        {
            Reply::Order(order) => Ok(*order),
            other => panic!("{other:?}"),
        }
    }

    pub async fn why(&self, reference: &str) -> OrderWhy {
        match self
            .client
            .call(Request::OrderWhy {
                reference: reference.to_owned(),
            })
            .await
            .unwrap()
        {
            Reply::Why(why) => why,
            other => panic!("{other:?}"),
        }
    }

    pub async fn page(&self, request: OrderPageRequest) -> OrderPage {
        match self.client.call(Request::OrderPage(request)).await.unwrap() {
            Reply::OrderPage(page) => page,
            other => panic!("{other:?}"),
        }
    }

    /// Every sales order, newest first.
    pub async fn all_rows(&self) -> OrderPage {
        self.page(OrderPageRequest {
            limit: 1_000,
            ..OrderPageRequest::default()
        })
        .await
    }

    /// Everything that must always hold does hold.
    pub async fn verify(&self) {
        match self.client.call(Request::Verify).await.unwrap() {
            Reply::Verify(report) => assert!(report.ok, "{:#?}", report.findings),
            other => panic!("{other:?}"),
        }
    }

    /// Stops the engine and starts another one on the same folder.
    pub async fn restart(self) -> House {
        self.while_closed(|_| {}).await
    }

    /// The same, with something done to the store's file while nobody has it open.
    pub async fn while_closed(self, work: impl FnOnce(&Path)) -> House {
        let House {
            folder,
            clock,
            simulator,
            engine,
            client,
        } = self;
        drop(client);
        engine.stop().await;
        work(&folder.path().join("data/store.redb"));
        let engine = start_engine(folder.path().join("data"), &clock).await;
        let client = engine.client(who());
        House {
            folder,
            clock,
            simulator,
            engine,
            client,
        }
    }

    /// The same house with an engine that works by schedule, on a clock that every sleeper moves.
    pub async fn by_schedule(self) -> House {
        let House {
            folder,
            clock,
            simulator,
            engine,
            client,
        } = self;
        drop(client);
        engine.stop().await;
        let settings = EngineSettings {
            data_dir: folder.path().join("data"),
            schedule: true,
            deliveries: Default::default(),
            mail: Default::default(),
            documents: Default::default(),
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(3)),
        };
        let engine = Engine::start(settings).await.unwrap();
        let client = engine.client(who());
        House {
            folder,
            clock,
            simulator,
            engine,
            client,
        }
    }

    /// All orders of the shop with every data set, as Amazon would show them.
    pub fn truth(&self) -> Vec<serde_json::Value> {
        let shop = self.simulator.shop();
        shop.order_ids()
            .iter()
            .filter_map(|id| shop.order_json(id))
            .collect()
    }
}

impl House {
    pub async fn sync_state(&self, name: &str) -> orderdeck::protocol::accounts::AccountView {
        match self
            .client
            .call(Request::AccountShow {
                name: name.to_owned(),
            })
            .await
            .unwrap()
        {
            Reply::Account(account) => *account,
            other => panic!("{other:?}"),
        }
    }

    /// Sets the watermark of the account `eu` back, so that its orders are read again though none changed.
    pub async fn read_again(&self) {
        let change = AccountChange {
            last_order_sync: Some(Clock::now(&*self.clock).minus(Span::days(1))),
            ..AccountChange::default()
        };
        let set = Request::AccountSet {
            name: "eu".to_owned(),
            change,
        };
        self.client.call(set).await.unwrap();
    }

    pub async fn failed(&self) -> Vec<orderdeck::protocol::orders::FailedView> {
        match self.client.call(Request::FailedList).await.unwrap() {
            Reply::Failed(list) => list.failed,
            other => panic!("{other:?}"),
        }
    }

    pub async fn status(&self) -> orderdeck::protocol::status::StatusReport {
        match self.client.call(Request::Status).await.unwrap() {
            Reply::Status(status) => *status,
            other => panic!("{other:?}"),
        }
    }
}
