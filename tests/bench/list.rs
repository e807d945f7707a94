//! W2, W3, W12: pages of the order list with all orders in the store, in the engine and through its socket.

use super::Plan;
use super::stock::{self, Kept, Still};
use super::table::{Samples, Table, memory};
use memchr::memmem::Finder;
use orderdeck::amazon::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use orderdeck::client::{Client, place::socket_path, socket};
use orderdeck::clock::SystemEntropy;
use orderdeck::domain::order::OrderHead;
use orderdeck::domain::order_query::{OrderFilter, Sort, SortColumn};
use orderdeck::engine::{Engine, EngineSettings};
use orderdeck::protocol::orders::{OrderPage, OrderPageRequest, PageStart};
use orderdeck::protocol::{Reply, Request};
use orderdeck::service::{Limits, Listener, serve};
use orderdeck::store::{Store, StorePlace};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

const W2: Duration = Duration::from_micros(500);
const W2_SOCKET: Duration = Duration::from_millis(5);
const TIMES: usize = 60;

/// Nobody calls Amazon here.
struct NoNetwork;

impl Transport for NoNetwork {
    fn send(
        &self,
        _: HttpRequest,
    ) -> futures_util::future::BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async {
            Err(TransportError::NotSent(
                "there is no network in a bench".to_owned(),
            ))
        })
    }
}

/// An engine as it runs beside terminals, its list filling.
pub async fn engine(kept: &Kept) -> Engine {
    let clock = Arc::new(Still(kept.now));
    let entropy = Arc::new(SystemEntropy);
    let store = Store::open(StorePlace::of(&kept.folder), kept.now, entropy.clone()).unwrap();
    let settings = EngineSettings {
        data_dir: kept.folder.clone(),
        schedule: true,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock,
        entropy,
    };
    Engine::start_on(store, Arc::new(NoNetwork), settings)
        .await
        .unwrap()
}

/// Waits until filters on words look at everything.
pub async fn filled(client: &Client) {
    while !page(client, "1", Sort::default(), PageStart::Top, 1)
        .await
        .complete
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn page(client: &Client, typed: &str, sort: Sort, start: PageStart, limit: u32) -> OrderPage {
    let filter = OrderFilter::parse(typed).unwrap();
    let request = OrderPageRequest {
        filter,
        sort,
        start,
        limit,
    };
    match client.call(Request::OrderPage(request)).await.unwrap() {
        Reply::OrderPage(page) => page,
        other => panic!("{other:?}"),
    }
}

/// Runs all of it.
pub fn run(plan: &Plan) -> Table {
    let kept = stock::kept(plan);
    let rows_floor = rows_floor(&kept);
    let mut table = Table::default();
    let runtime = stock::runtime();
    let _inside = runtime.enter();
    let begun = Instant::now();
    let engine = runtime.block_on(engine(&kept));
    table.time("engine started on the store", begun.elapsed(), None, None);
    let client = engine.client(stock::who());
    let newest =
        |client: &Client| runtime.block_on(page(client, "", Sort::default(), PageStart::Top, 100));
    let (first, took) = timed(|| newest(&client));
    table.time(
        "newest 100 rows, right after the start",
        took,
        Some(rows_floor),
        Some(W2_SOCKET),
    );
    runtime.block_on(async {
        while !page(&client, "", Sort::default(), PageStart::Top, 1)
            .await
            .complete
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    table.time("list filled after", begun.elapsed(), None, None);
    let typed = first
        .rows
        .first()
        .map(|row| row.amazon_order_ref.to_string())
        .unwrap_or_default();
    let early = Samples::of(3, || {
        drop(runtime.block_on(page(&client, &typed, Sort::default(), PageStart::Top, 100)))
    });
    table.time(
        "text filter, newest order, while texts are read",
        early.p50(),
        None,
        None,
    );
    runtime.block_on(filled(&client));
    table.time("texts filled after", begun.elapsed(), None, None);
    let mib = 1_048_576.0;
    table.at_most(
        "MiB resident, list filled (W12)",
        memory("VmRSS") / mib,
        None,
        Some(256.0),
    );
    pages(&mut table, &runtime, &client, rows_floor);
    texts(&mut table, &runtime, &client, plan.orders, &first);
    over_socket(&mut table, &runtime, &engine, &kept, rows_floor);
    table.at_most(
        "MiB resident at the end (W12)",
        memory("VmRSS") / mib,
        None,
        Some(256.0),
    );
    drop(client);
    runtime.block_on(engine.stop());
    table
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let value = work();
    (value, begun.elapsed())
}

fn sort(column: SortColumn, descending: bool) -> Sort {
    Sort { column, descending }
}

fn pages(table: &mut Table, runtime: &Runtime, client: &Client, floor: Duration) {
    let mut measure = |metric: &str, typed: &str, sort: Sort, start: PageStart| {
        let ask = || runtime.block_on(page(client, typed, sort, start, 100));
        let (first, took) = timed(ask);
        let metric = format!("{metric} ({} rows)", first.total);
        table.time(&format!("{metric}, first"), took, Some(floor), None);
        let samples = Samples::of(TIMES, || drop(ask()));
        table.time(&metric, samples.p50(), Some(floor), Some(W2));
    };
    let newest = Sort::default();
    measure("newest 100 rows (W2)", "", newest, PageStart::Top);
    measure("last page", "", newest, PageStart::Bottom);
    let whole = runtime
        .block_on(page(client, "", newest, PageStart::Top, 1))
        .total;
    measure("row in the middle", "", newest, PageStart::Row(whole / 2));
    let middle = runtime
        .block_on(page(client, "", newest, PageStart::Row(whole / 2), 1))
        .rows[0]
        .key;
    let around = PageStart::Around {
        key: middle,
        before: 50,
    };
    measure("around an order", "", newest, around);
    for typed in [
        "channel:fbm",
        "status:unshipped",
        "delivery:to_ship",
        "state:cancelled",
        "marketplace:de",
        "account:eu",
        "is:prime",
        "channel:fbm status:shipped marketplace:fr",
    ] {
        measure(&format!("filter {typed}"), typed, newest, PageStart::Top);
    }
    measure(
        "filter channel:fbm, around an order",
        "channel:fbm",
        newest,
        around,
    );
    for column in [SortColumn::Updated, SortColumn::Total, SortColumn::ShipBy] {
        measure(
            &format!("sorted by {column:?}, descending"),
            "",
            sort(column, true),
            PageStart::Top,
        );
        measure(
            &format!("sorted by {column:?}, middle"),
            "",
            sort(column, false),
            PageStart::Row(whole / 2),
        );
    }
    measure(
        "sorted by Total, channel:fbm",
        "channel:fbm",
        sort(SortColumn::Total, true),
        PageStart::Top,
    );
}

fn texts(table: &mut Table, runtime: &Runtime, client: &Client, orders: usize, first: &OrderPage) {
    let floor = text_floor(orders);
    let reference = first.rows[first.rows.len() / 2]
        .amazon_order_ref
        .to_string();
    let customer = first
        .rows
        .iter()
        .map(|row| row.customer.as_str())
        .find(|c| c.len() > 4)
        .unwrap_or("a")
        .to_owned();
    let word = customer.split(' ').next().unwrap_or("a").to_owned();
    for (what, typed) in [
        ("a reference", reference.as_str()),
        ("a first name", word.as_str()),
        ("one letter", "e"),
        ("nothing found", "zzzqqq"),
        ("two words", &format!("{word} 1")),
        ("with a filter", &format!("channel:fbm {word}")),
    ] {
        let ask = || runtime.block_on(page(client, typed, Sort::default(), PageStart::Top, 100));
        let (first, took) = timed(ask);
        let metric = format!("text filter, {what} ({} rows)", first.total);
        table.time(
            &format!("{metric}, complete (W3)"),
            took,
            Some(floor),
            Some(Duration::from_millis(150)),
        );
        let again = Samples::of(9, || drop(ask()));
        table.time(
            &format!("{metric}, again"),
            again.p50(),
            Some(floor),
            Some(W2),
        );
    }
}

fn over_socket(
    table: &mut Table,
    runtime: &Runtime,
    engine: &Engine,
    kept: &Kept,
    floor: Duration,
) {
    let path = socket_path(&kept.folder);
    let stop = CancellationToken::new();
    let (client, serving) = runtime.block_on(async {
        let (calls, local) = (engine.client(stock::who()), path.clone());
        let sessions: orderdeck::service::Sessions = Arc::new(move |_| calls.clone());
        let listener = Listener::bind(&local).unwrap();
        let serving = tokio::spawn(serve(sessions, listener, Limits::default(), stop.clone()));
        (
            socket::connect(&path, socket::Reconnect::No).await.unwrap(),
            serving,
        )
    });
    for (metric, typed) in [
        ("through the socket: newest 100 rows (W2)", ""),
        ("through the socket: filter channel:fbm", "channel:fbm"),
    ] {
        let samples = Samples::of(TIMES, || {
            drop(runtime.block_on(page(&client, typed, Sort::default(), PageStart::Top, 100)))
        });
        table.time(metric, samples.p50(), Some(floor), Some(W2_SOCKET));
    }
    let status = Samples::of(TIMES, || {
        drop(runtime.block_on(client.call(Request::Status)).unwrap())
    });
    table.time(
        "through the socket: status",
        status.p50(),
        None,
        Some(W2_SOCKET),
    );
    stop.cancel();
    drop(client);
    runtime.block_on(serving).unwrap();
}

/// Reading and decoding the newest hundred heads straight from redb, without checks and names.
fn rows_floor(kept: &Kept) -> Duration {
    const ORDERS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("orders");
    let database = Database::open(kept.folder.join("store.redb")).unwrap();
    let samples = Samples::of(200, || {
        let transaction = database.begin_read().unwrap();
        let orders = transaction.open_table(ORDERS).unwrap();
        for entry in orders.iter().unwrap().rev().take(100) {
            let (_, value) = entry.unwrap();
            let bytes = value.value();
            let head: OrderHead = postcard::from_bytes(&bytes[1..bytes.len() - 4]).unwrap();
            std::hint::black_box(head);
        }
    });
    samples.p50()
}

/// One pass over as many bytes as all texts have, in one piece.
fn text_floor(orders: usize) -> Duration {
    let one = "304-1234567-1234567 s00123456 anna lindqvist sku-mug-blue-350 enamel mug, blue, 350 ml, dishwasher safe";
    let arena = one.repeat(orders);
    let finder = Finder::new("zzzqqq");
    Samples::of(5, || {
        assert!(
            finder
                .find(std::hint::black_box(arena.as_bytes()))
                .is_none()
        )
    })
    .p50()
}
