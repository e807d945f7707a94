//! A local stand-in for Amazon's Selling Partner API.
//!
//! It speaks plain HTTP on loopback and is as strict as Amazon: it refuses what Amazon refuses, and leaves out what a
//! caller did not ask for. Nothing here is shared with the client that talks to it, so that one mistake cannot hide
//! in both. Orders are made on demand from the seed and their number; only what changes is kept.

mod accounts;
mod acknowledgement_feed;
mod answers;
mod api_call;
mod breakable_line;
mod cancellation;
mod carrier_codes;
mod clock;
mod data_sets;
mod deliverable;
mod deliveries;
mod delivery_control;
mod dice;
mod fault;
mod faults;
mod fba_stock;
mod feed;
mod feed_calls;
mod feed_desk;
mod feed_document;
mod feed_schema;
mod feed_transfer;
mod feed_wording;
mod feed_work;
mod feed_xml;
mod finances;
mod finances_books;
mod finances_json;
mod finances_payouts;
mod finances_sale;
mod finances_trees;
mod fulfilment_feed;
mod get_order;
mod house;
mod item_json;
mod ledger;
mod login_with_amazon;
mod marketplaces;
mod money;
mod odd_texts;
mod operator;
mod order_ids;
mod order_json;
mod order_life;
mod order_maker;
mod order_money;
mod order_vitals;
mod page_runs;
mod people;
mod processing_report;
mod products;
mod query;
mod rate_bucket;
mod refusal;
mod search_orders;
mod sellers;
mod server;
mod settings;
mod ship_windows;
mod shipment;
mod shipment_confirmation;
mod shop;
mod shop_changes;
mod shop_handle;
mod shop_life;
mod spoil;
mod stock_control;
mod stock_summaries;
mod tally;
mod verbatim;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use clock::{SimClock, SteppedClock, SystemClock};
pub use fault::{Fault, FaultSpecError};
pub use faults::Faults;
pub use fba_stock::Drift;
pub use feed_desk::FeedRecord;
pub use ledger::{AcceptedCancellation, AcceptedShipment};
pub use rate_bucket::UsagePlan;
pub use sellers::Seller;
pub use settings::Settings;
pub use shop_changes::ShopError;
pub use shop_handle::ShopHandle;
pub use tally::Tally;

use breakable_line::{Breaker, Exchange};
use house::House;

/// How long open answers may take once the simulator stops.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// Why a simulator could not start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address cannot be listened on.
    #[error("the simulator cannot listen on {address}: {source}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A running simulator. Dropping it ends it at once; [`Simulator::stop`] lets open answers finish.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    sellers: Vec<Seller>,
    shop: ShopHandle,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

/// Starts a simulator on the present tokio runtime.
///
/// # Errors
/// The address cannot be listened on.
pub async fn start(settings: Settings) -> Result<Simulator, SimulatorError> {
    let address = settings.listen;
    let failed = |source| SimulatorError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let house = Arc::new(House::new(&settings));
    let service =
        server::router(Arc::clone(&house)).into_make_service_with_connect_info::<Breaker>();
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(async move {
        let serving = axum::serve(Exchange::new(listener), service);
        let until = async {
            // a dropped sender means the same as a sent word
            let _ = stopped.await;
        };
        // accept errors are retried inside; there is nothing left to report at the end
        let _ = serving.with_graceful_shutdown(until).await;
    });
    Ok(Simulator {
        address,
        sellers: house.sellers.clone(),
        shop: ShopHandle::new(house),
        stop: Some(stop),
        server,
    })
}

impl Simulator {
    /// The address of the API, `http://127.0.0.1:PORT`, for every region.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The full URL for tokens.
    pub fn lwa_url(&self) -> String {
        format!("http://{}/auth/o2/token", self.address)
    }

    /// All sellers with their credentials.
    pub fn sellers(&self) -> Vec<Seller> {
        self.sellers.clone()
    }

    /// Control of the shop from within the process.
    pub fn shop(&self) -> &ShopHandle {
        &self.shop
    }

    /// Stops listening and waits up to two seconds for open answers.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            // the server may be gone already
            let _ = stop.send(());
        }
        if tokio::time::timeout(LAST_ANSWERS, &mut self.server)
            .await
            .is_err()
        {
            self.server.abort();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}
