//! Everything that the answers share: the shop, the buckets, the grants, the clock.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::clock::SimClock;
use super::data_sets::DataSets;
use super::dice::mix;
use super::fault::{Fault, Target};
use super::faults::FaultDesk;
use super::feed_desk::FeedDesk;
use super::finances::FinanceTokens;
use super::login_with_amazon::Grants;
use super::order_json::View;
use super::page_runs::PageRuns;
use super::rate_bucket::{Buckets, Operation, UsagePlan};
use super::sellers::{Seller, roster};
use super::settings::Settings;
use super::shipment::Told;
use super::shop::Shop;
use super::stock_summaries::StockTokens;
use super::tally::Tally;

/// The simulated Amazon behind all connections.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) sellers: Vec<Seller>,
    pub(crate) plan: UsagePlan,
    /// Milliseconds until searches see a change.
    pub(crate) visibility_lag: i64,
    /// Milliseconds until readers see what was accepted.
    package_lag: i64,
    pub(crate) clock: Arc<dyn SimClock>,
    /// Locked before the shop where both are needed.
    pub(crate) feeds: Mutex<FeedDesk>,
    pub(crate) shop: Mutex<Shop>,
    pub(crate) buckets: Mutex<Buckets>,
    pub(crate) page_runs: Mutex<PageRuns>,
    pub(crate) stock_tokens: Mutex<StockTokens>,
    /// SKUs on a page of stock.
    pub(crate) stock_page: usize,
    pub(crate) finance_tokens: Mutex<FinanceTokens>,
    /// Transactions on a page of finances.
    pub(crate) finance_page: usize,
    pub(crate) grants: Mutex<Grants>,
    pub(crate) faults: Mutex<FaultDesk>,
    pub(crate) tally: Mutex<Tally>,
    restricted_role: Vec<AtomicBool>,
    pub(crate) seed: u64,
    requests: AtomicU64,
}

impl House {
    pub(crate) fn new(settings: &Settings) -> Self {
        let sellers = roster(settings.seed);
        let start = settings.clock.now().timestamp();
        let orders =
            u32::try_from(settings.orders.min(super::settings::MOST_ORDERS)).unwrap_or(u32::MAX);
        let history = settings.history.num_seconds().max(1);
        let mut shop = Shop::new(
            settings.seed,
            orders,
            start,
            history,
            settings.events_per_minute,
        );
        shop.deliveries.choosy_per_mille = u64::from(settings.choosy_orders_per_mille);
        shop.books.set_lag(settings.finance_lag.num_seconds());
        shop.fba.set_pace(settings.stock_drift.num_milliseconds());
        let life = settings.token_life.num_milliseconds().max(0);
        Self {
            restricted_role: sellers.iter().map(|_| AtomicBool::new(true)).collect(),
            sellers,
            plan: settings.usage_plan,
            visibility_lag: settings.visibility_lag.num_milliseconds().max(0),
            package_lag: settings.package_lag.num_milliseconds().max(0),
            clock: Arc::clone(&settings.clock),
            feeds: Mutex::new(FeedDesk::new(settings)),
            shop: Mutex::new(shop),
            buckets: Mutex::new(Buckets::new(settings.usage_plan)),
            page_runs: Mutex::new(PageRuns::new(settings.seed)),
            stock_tokens: Mutex::default(),
            stock_page: settings.stock_page.max(1),
            finance_tokens: Mutex::default(),
            finance_page: settings.finance_page.max(1),
            grants: Mutex::new(Grants::new(settings.seed, life)),
            faults: Mutex::new(FaultDesk::new(settings.faults.clone())),
            tally: Mutex::new(Tally::default()),
            seed: settings.seed,
            requests: AtomicU64::new(0),
        }
    }

    /// The present time in Unix milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    /// Lets everything happen that is due: feeds, and the life of the shop.
    pub(crate) fn live(&self) {
        let now = self.now();
        lock(&self.feeds).work_until(self, now);
        lock(&self.shop).live_until(now);
    }

    /// The faults that a call meets.
    pub(crate) fn draw_faults(&self, operation: Operation) -> Vec<Fault> {
        let faults = lock(&self.faults).draw(operation);
        let calls = faults.iter().filter(|fault| fault.target() == Target::Call);
        calls.for_each(|fault| self.note_fault(*fault));
        faults
    }

    /// Counts a fault that struck.
    pub(crate) fn note_fault(&self, fault: Fault) {
        lock(&self.tally).note_fault(fault.name());
    }

    /// How a seller's next package or cancellation is told, and when readers see it; `now` in Unix milliseconds. `scripted` are the faults
    /// of the call or feed that tells it.
    pub(crate) fn told<'a>(
        &self,
        seller: usize,
        marketplaces: &'a [String],
        source: String,
        scripted: &[Fault],
        now: i64,
    ) -> Told<'a> {
        let mut met = lock(&self.faults).draw_for_package();
        let scripted = scripted.iter();
        met.extend(scripted.filter(|fault| fault.target() == Target::Package));
        let mut told = Told {
            seller,
            marketplaces,
            source,
            now,
            visible: now + self.package_lag,
            own_reference: false,
        };
        for fault in met {
            match fault {
                Fault::LatePackage(more) => {
                    let more = i64::try_from(more.as_millis()).unwrap_or(i64::MAX);
                    told.visible = told.visible.saturating_add(more);
                }
                Fault::OwnReference => told.own_reference = true,
                _ => {}
            }
            self.note_fault(fault);
        }
        told
    }

    /// How much a seller's application sees. `now` in Unix milliseconds.
    pub(crate) fn view(&self, seller: usize, sets: DataSets, now: i64) -> View {
        let role = self.restricted_role.get(seller);
        View {
            sets,
            restricted_role: role.is_none_or(|role| role.load(Ordering::Relaxed)),
            now: now.div_euclid(1000),
        }
    }

    /// Gives or takes the restricted role of a seller's application.
    pub(crate) fn set_restricted_role(&self, seller: usize, granted: bool) {
        if let Some(role) = self.restricted_role.get(seller) {
            role.store(granted, Ordering::Relaxed);
        }
    }

    /// An id for the next request, shaped like Amazon's.
    pub(crate) fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (mix(self.seed ^ number), mix(number));
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }

    /// The place of the seller of this name or id.
    pub(crate) fn seller_place(&self, name: &str) -> Option<usize> {
        let same = |seller: &Seller| seller.name == name || seller.seller_id == name;
        self.sellers.iter().position(same)
    }
}

/// Locks; what a panicking test thread left behind is still good enough to go on with.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
