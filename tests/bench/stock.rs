//! The store that the benches work on: made once through the whole of the real intake, then kept.

use super::Plan;
use super::amazon::{self, Offer};
use super::pages::{PAGE, Pages};
use super::table::memory;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use orderdeck::client::Client;
use orderdeck::clock::{Clock, SharedClock, SystemEntropy};
use orderdeck::domain::marketplace::Region;
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::engine::{Engine, EngineSettings, Who};
use orderdeck::protocol::accounts::{AccountChange, Credentials, NewAccount, SellerLogin};
use orderdeck::protocol::{Reply, Request};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many times faster the engine's clock runs, so that no call budget slows it.
const FAST: i64 = 30;

/// A store on the disk.
pub struct Kept {
    /// Its folder.
    pub folder: PathBuf,
    /// The engine's time when it was closed.
    pub now: Moment,
}

/// What making it showed.
pub struct Made {
    pub orders: usize,
    pub created: u64,
    pub took: Duration,
    /// Orders a second in the first and the last tenth.
    pub first_tenth: f64,
    pub last_tenth: f64,
    /// Resident memory after a tenth, half, and at the end, and the peak; beyond what it was before.
    pub memory: [f64; 4],
    pub bytes: u64,
}

struct FastClock {
    base: Moment,
    begun: Instant,
}

impl Clock for FastClock {
    fn now(&self) -> Moment {
        self.base
            .plus(Span::millis(self.begun.elapsed().as_millis() as i64 * FAST))
    }

    fn sleep(&self, span: Span) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(span.to_std() / FAST as u32))
    }
}

/// A clock that stands still; nobody who sleeps on it wakes up.
pub struct Still(pub Moment);

impl Clock for Still {
    fn now(&self) -> Moment {
        self.0
    }

    fn sleep(&self, _: Span) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// A runtime like that of the program.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// Who asks.
pub fn who() -> Who {
    Who {
        name: "bench".to_owned(),
    }
}

/// A folder for a bench's own use, empty.
pub fn scratch(name: &str) -> PathBuf {
    let folder = base().join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn base() -> PathBuf {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_orderdeck"));
    binary
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("bench-data")
}

fn folder_of(orders: usize) -> PathBuf {
    let format = orderdeck::store::migrate::STORE_FORMAT;
    base().join(format!("orders-{orders}-format-{format}"))
}

/// The kept store, made now if there is none.
pub fn kept(plan: &Plan) -> Kept {
    let folder = folder_of(plan.orders);
    let note = folder.join("now");
    if let Some(now) = std::fs::read_to_string(&note)
        .ok()
        .and_then(|text| text.trim().parse().ok())
    {
        return Kept {
            folder,
            now: Moment::from_millis(now),
        };
    }
    println!(
        "making a store of {} orders in {}",
        plan.orders,
        folder.display()
    );
    make(plan);
    kept(plan)
}

/// Makes the store anew and tells how that went.
pub fn make(plan: &Plan) -> Made {
    let folder = folder_of(plan.orders);
    let _ = std::fs::remove_dir_all(&folder);
    // A million orders may take an hour: thirty hours on the fast clock.
    let end = Utc::now() - chrono::Duration::hours(36);
    let pages = Pages::make(plan.orders, end);
    let start = pages.begin(end);
    let count = pages.count();
    let offer = Arc::new(Offer {
        pages,
        range: (0, count),
        until: end,
        served: AtomicUsize::new(0),
    });
    amazon::serve(offer.clone());
    let clock = Arc::new(FastClock {
        base: Moment::from_millis(end.timestamp_millis()).plus(Span::minutes(5)),
        begun: Instant::now(),
    });
    let runtime = runtime();
    let made = runtime.block_on(intake(&folder, clock.clone(), start, &offer));
    std::fs::write(folder.join("now"), clock.now().as_millis().to_string()).unwrap();
    made
}

async fn intake(
    folder: &Path,
    clock: SharedClock,
    start: DateTime<Utc>,
    offer: &Arc<Offer>,
) -> Made {
    // What made the pages is in memory too, and none of the engine's.
    let before = memory("VmRSS");
    let engine = engine(folder, clock).await;
    let client = engine.client(who());
    register(&client, start).await;
    let total = offer.range.1;
    let watch = tokio::spawn(watch(offer.clone(), total));
    let begun = Instant::now();
    let (mut created, mut fetched) = (0, 0);
    while fetched < (total * PAGE) as u64 {
        let report = sync(&client).await;
        created += report.created;
        fetched += report.fetched;
        assert!(report.error.is_none(), "{report:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = begun.elapsed();
    let (mut marks, at_end) = (watch.await.unwrap(), memory("VmRSS"));
    drop(client);
    engine.stop().await;
    marks.push((took, at_end));
    let tenth = (total * PAGE) as f64 / 10.0;
    Made {
        orders: total * PAGE,
        created,
        took,
        first_tenth: tenth / marks[0].0.as_secs_f64(),
        last_tenth: tenth / (took - marks[2].0).as_secs_f64(),
        memory: [marks[0].1, marks[1].1, at_end, memory("VmHWM").max(before)]
            .map(|bytes| bytes - before),
        bytes: bytes_on_disk(&folder.join("store.redb")),
    }
}

/// When a tenth, half and nine tenths of the pages were served, and the memory then.
async fn watch(offer: Arc<Offer>, total: usize) -> Vec<(Duration, f64)> {
    let begun = Instant::now();
    let mut marks = Vec::new();
    for part in [total / 10, total / 2, total * 9 / 10] {
        while offer.served.load(Ordering::Relaxed) <= part {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        marks.push((begun.elapsed(), memory("VmRSS")));
    }
    marks
}

/// What a file takes on the disk; it may have holes.
pub fn bytes_on_disk(file: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(file).unwrap().blocks() * 512
}

/// An engine that does only what it is asked for.
pub async fn engine(folder: &Path, clock: SharedClock) -> Engine {
    let settings = EngineSettings {
        data_dir: folder.to_owned(),
        schedule: false,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock,
        entropy: Arc::new(SystemEntropy),
    };
    Engine::start(settings).await.unwrap()
}

async fn register(client: &Client, start: DateTime<Utc>) {
    let new = NewAccount {
        name: "eu".to_owned(),
        login: SellerLogin {
            region: Region::Eu,
            seller_id: "A1BENCH0000000".to_owned(),
            credentials: Credentials {
                client_id: "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
                    .to_owned(),
                client_secret: "amzn1.oa2-cs.v1.0123456789abcdef".to_owned(),
                refresh_token: "Atzr|bench".to_owned(),
            },
            endpoint: Some(amazon::url()),
            lwa_endpoint: Some(format!("{}/auth/o2/token", amazon::url())),
        },
        marketplaces: Vec::new(),
        team: None,
        location: None,
        start: Some(Moment::from_millis(start.timestamp_millis())),
        sync_seconds: None,
    };
    client.call(Request::AccountAdd(new)).await.unwrap();
    let change = AccountChange {
        import_shipped_elsewhere: Some(true),
        ..AccountChange::default()
    };
    let set = Request::AccountSet {
        name: "eu".to_owned(),
        change,
    };
    client.call(set).await.unwrap();
}

async fn sync(client: &Client) -> orderdeck::protocol::upkeep::AccountSync {
    match client
        .call(Request::SyncOrders {
            account: Some("eu".to_owned()),
        })
        .await
        .unwrap()
    {
        Reply::Sync(report) => report.accounts[0].clone(),
        other => panic!("{other:?}"),
    }
}
