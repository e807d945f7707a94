//! An engine ends at once, whatever Amazon does.

use super::house::{House, who};
use futures_util::future::BoxFuture;
use orderdeck::amazon::https::{HttpsTransport, Limits};
use orderdeck::amazon::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use orderdeck::clock::{SeededEntropy, SystemEntropy};
use orderdeck::engine::{Engine, EngineSettings};
use orderdeck::protocol::Request;
use orderdeck::store::{Store, StorePlace};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Searches go to a server that takes the connection and never answers.
struct Silent {
    inner: HttpsTransport,
    server: SocketAddr,
}

impl Transport for Silent {
    fn send(
        &self,
        mut request: HttpRequest,
    ) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        if request.url.contains("/orders/2026-01-01/orders") {
            request.url = format!("http://{}/", self.server);
        }
        self.inner.send(request)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_does_not_wait_for_an_answer_of_amazon() {
    let house = House::with_orders(300).await;
    house.register("eu").await;
    let House {
        folder,
        clock,
        engine,
        client,
        simulator,
    } = house;
    drop(client);
    engine.stop().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let transport = Arc::new(Silent {
        inner: HttpsTransport::new(Limits::default()),
        server: listener.local_addr().unwrap(),
    });
    let asked = tokio::task::spawn_blocking(move || listener.accept().unwrap());
    let data_dir = folder.path().join("data");
    let now = orderdeck::clock::Clock::now(&*clock);
    let store = Store::open(StorePlace::of(&data_dir), now, Arc::new(SystemEntropy)).unwrap();
    let settings = EngineSettings {
        data_dir,
        schedule: false,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(2)),
    };
    let engine = Engine::start_on(store, transport, settings).await.unwrap();
    let client = engine.client(who());
    let waiting = tokio::spawn(async move {
        let account = Some("eu".to_owned());
        client.call(Request::SyncOrders { account }).await
    });
    let _connection = asked.await.unwrap();
    let begun = Instant::now();
    engine.stop().await;
    assert!(
        begun.elapsed() < Duration::from_millis(900),
        "{:?}",
        begun.elapsed()
    );
    let told = waiting.await.unwrap().unwrap_err();
    assert!(told.message.contains("ending"), "{told}");
    // The run goes on after the next start.
    let engine = super::house::start_engine(folder.path().join("data"), &clock).await;
    let client = engine.client(who());
    let house = House {
        folder,
        clock,
        simulator,
        engine,
        client,
    };
    let report = house.sync("eu").await;
    assert_eq!(
        (report.error.as_deref(), report.throttled_until),
        (None, None)
    );
    assert!(report.fetched > 50);
    house.verify().await;
}
