//! A house with pickings to pack, and what people and Amazon do with them.

use crate::house::{House, TestClock, shop, who};
use orderdeck::amazon::https::{HttpsTransport, Limits};
use orderdeck::clock::SeededEntropy;
use orderdeck::domain::ids::PickingNumber;
use orderdeck::domain::moment::Span;
use orderdeck::domain::notice::Rules;
use orderdeck::domain::picking::{NoticeState, PickingState};
use orderdeck::engine::{DeliverySettings, Engine, EngineSettings};
use orderdeck::protocol::pickings::{
    FailedNotices, NoticeChoice, NoticeSync, PackedPieces, PickingConfirm, PickingConfirmed,
    PickingPageRequest, PickingView, RestOf,
};
use orderdeck::protocol::upkeep::SyncReport;
use orderdeck::protocol::{Failure, Reply, Request};
use orderdeck::simulator::{Settings, ShopHandle};
use orderdeck::store::{Store, StorePlace};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A house whose engine gives up on an answer soon, so that hanging calls cost little.
pub struct Warehouse {
    pub house: House,
    pub settings: DeliverySettings,
}

/// An engine that waits for no answer longer than a second.
pub async fn impatient_engine(
    folder: &Path,
    clock: &Arc<TestClock>,
    deliveries: DeliverySettings,
) -> Engine {
    let clock: Arc<TestClock> = clock.clone();
    let place = StorePlace::of(folder);
    let entropy = Arc::new(SeededEntropy::new(5));
    let now = orderdeck::clock::Clock::now(&*clock);
    let store = Store::open(place, now, entropy.clone()).unwrap();
    let limits = Limits {
        read: Duration::from_millis(800),
        total: Duration::from_millis(1_000),
        ..Limits::default()
    };
    let settings = EngineSettings {
        data_dir: folder.to_owned(),
        schedule: false,
        deliveries,
        mail: Default::default(),
        documents: Default::default(),
        clock,
        entropy,
    };
    Engine::start_on(store, Arc::new(HttpsTransport::new(limits)), settings)
        .await
        .unwrap()
}

impl Warehouse {
    /// The European seller's orders, synced.
    pub async fn with_orders(orders: usize) -> Warehouse {
        let clock = TestClock::start();
        Warehouse::with(shop(orders, &clock), clock, DeliverySettings::default()).await
    }

    /// By feed from the first shipment on.
    pub async fn by_feed(orders: usize) -> Warehouse {
        let clock = TestClock::start();
        let deliveries = DeliverySettings {
            rules: Rules {
                bulk_from: 0,
                ..Rules::default()
            },
            ..DeliverySettings::default()
        };
        Warehouse::with(shop(orders, &clock), clock, deliveries).await
    }

    pub async fn with(
        settings: Settings,
        clock: Arc<TestClock>,
        deliveries: DeliverySettings,
    ) -> Warehouse {
        let house = House::with(settings, clock).await;
        house.register("eu").await;
        house.sync("eu").await;
        Warehouse {
            house,
            settings: deliveries,
        }
        .restart()
        .await
    }

    /// Stops the engine, in the middle of whatever it does, and starts another one on the same folder.
    pub async fn restart(self) -> Warehouse {
        let Warehouse { house, settings } = self;
        let House {
            folder,
            clock,
            simulator,
            engine,
            client,
        } = house;
        drop(client);
        engine.stop().await;
        let engine = impatient_engine(&folder.path().join("data"), &clock, settings).await;
        let client = engine.client(who());
        Warehouse {
            house: House {
                folder,
                clock,
                simulator,
                engine,
                client,
            },
            settings,
        }
    }

    pub fn shop(&self) -> &ShopHandle {
        self.house.simulator.shop()
    }

    pub async fn call(&self, request: Request) -> Result<Reply, Failure> {
        self.house.client.call(request).await
    }

    pub async fn page(&self, request: PickingPageRequest) -> Vec<PickingView> {
        match self.call(Request::PickingPage(request)).await.unwrap() {
            Reply::Pickings(page) => page.pickings,
            other => panic!("{other:?}"),
        }
    }

    /// Ready pickings of orders of which nothing has left.
    pub async fn ready(&self) -> Vec<PickingView> {
        let all = self
            .page(PickingPageRequest {
                state: Some(PickingState::Ready),
                limit: 1_000,
                ..PickingPageRequest::default()
            })
            .await;
        all.into_iter()
            .filter(|p| p.hold.is_none() && p.backorder_of.is_none())
            .collect()
    }

    pub async fn picking(&self, number: PickingNumber) -> PickingView {
        match self
            .call(Request::PickingShow { picking: number })
            .await
            .unwrap()
        {
            Reply::Picking(picking) => *picking,
            other => panic!("{other:?}"),
        }
    }

    pub async fn sync_of(&self, number: PickingNumber) -> NoticeState {
        self.picking(number).await.sync
    }

    pub async fn confirm(
        &self,
        number: PickingNumber,
        confirm: PickingConfirm,
    ) -> Result<PickingConfirmed, Failure> {
        match self
            .call(Request::PickingConfirm {
                picking: number,
                confirm,
            })
            .await?
        {
            Reply::PickingConfirmed(done) => Ok(*done),
            other => panic!("{other:?}"),
        }
    }

    /// Confirms all of a picking.
    pub async fn confirm_all(&self, number: PickingNumber) -> PickingConfirmed {
        self.confirm(number, all_with(number)).await.unwrap()
    }

    pub async fn sync_notices(&self, what: NoticeSync) -> SyncReport {
        let request = Request::SyncNotices {
            account: None,
            what,
            wait: false,
        };
        match self.call(request).await.unwrap() {
            Reply::Sync(report) => report,
            other => panic!("{other:?}"),
        }
    }

    pub async fn sync_deliveries(&self) -> SyncReport {
        self.sync_notices(NoticeSync::Deliveries { bulk: false })
            .await
    }

    pub async fn retry(&self, choice: NoticeChoice, carrier: Option<&str>) -> SyncReport {
        let request = Request::NoticeRetry {
            choice,
            carrier: carrier.map(str::to_owned),
            tracking: None,
        };
        match self.call(request).await.unwrap() {
            Reply::Sync(report) => report,
            other => panic!("{other:?}"),
        }
    }

    pub async fn failed(&self) -> FailedNotices {
        match self.call(Request::FailedNotices).await.unwrap() {
            Reply::FailedNotices(failed) => failed,
            other => panic!("{other:?}"),
        }
    }

    pub fn wait(&self, span: Span) {
        self.house.clock.advance(span);
    }

    /// Feeds are worked through, late packages come to light, nothing goes wrong any more: everything settles.
    pub async fn calm(&self) {
        self.shop().clear_script();
        for _ in 0..8 {
            self.wait(Span::minutes(25));
            self.sync_notices(NoticeSync::All { bulk: false }).await;
        }
        self.house.sync("eu").await;
    }

    /// How often Amazon accepted parcels of this order, as `(tracking, pieces, acceptances)`.
    pub fn at_amazon(&self, picking: &PickingView) -> Vec<(String, i64, u32)> {
        let order = picking.amazon_order_ref.to_string();
        self.shop()
            .shipments()
            .into_iter()
            .filter(|s| s.order_id == order)
            .map(|s| {
                let pieces = s.items.iter().map(|(_, n)| n).sum();
                (s.tracking_number, pieces, s.accepted)
            })
            .collect()
    }
}

/// All of a picking, with a tracking reference of its own.
pub fn all_with(number: PickingNumber) -> PickingConfirm {
    PickingConfirm {
        carrier: "Self Delivery".to_owned(),
        tracking: format!("T{:06}", number.0),
        ..PickingConfirm::default()
    }
}

/// One piece of the first line, the rest as said.
pub fn one_piece(picking: &PickingView, rest: RestOf) -> PickingConfirm {
    PickingConfirm {
        quantities: Some(vec![PackedPieces {
            item: picking.lines[0].item.to_string(),
            pieces: 1,
        }]),
        rest: Some(rest),
        ..all_with(picking.picking)
    }
}
