//! How a simulator is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use chrono::Duration;

use super::clock::{SimClock, SystemClock};
use super::faults::Faults;
use super::rate_bucket::UsagePlan;

/// More orders than this are not generated.
pub(crate) const MOST_ORDERS: usize = 50_000_000;

/// All settings of a simulator.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Orders in the history of all sellers together.
    pub orders: usize,
    /// The same seed and clock give the same shop.
    pub seed: u64,
    /// How far the history reaches back from the start.
    pub history: Duration,
    /// Things that happen in the shop by themselves; 0 freezes it.
    pub events_per_minute: u32,
    /// How long a change stays hidden from searches.
    pub visibility_lag: Duration,
    /// How long an accepted package or cancellation stays hidden from every reader.
    pub package_lag: Duration,
    /// How long a feed waits in the queue at least.
    pub feed_queue: Duration,
    /// How long a feed is worked on.
    pub feed_work: Duration,
    /// How many orders in 1000 refuse the carrier that is told first, and take any other.
    pub choosy_orders_per_mille: u32,
    /// How often something happens to goods at Amazon by itself: they are lost, found, damaged. Zero for never.
    pub stock_drift: Duration,
    /// SKUs on a page of what lies at Amazon.
    pub stock_page: usize,
    /// Transactions on a page of finances.
    pub finance_page: usize,
    /// How long a financial transaction stays unseen at most after it was posted.
    pub finance_lag: Duration,
    /// The sellers' rates.
    pub usage_plan: UsagePlan,
    /// How long an access token is good.
    pub token_life: Duration,
    /// Faults by chance.
    pub faults: Faults,
    /// Where the time comes from.
    pub clock: Arc<dyn SimClock>,
}

impl Settings {
    /// As strict as Amazon: the models' rates, minutes of lag, a shop where nothing happens by itself.
    pub fn standard() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            orders: 500,
            seed: 1,
            history: Duration::days(30),
            events_per_minute: 0,
            visibility_lag: Duration::minutes(2),
            package_lag: Duration::minutes(3),
            feed_queue: Duration::minutes(2),
            feed_work: Duration::minutes(1),
            choosy_orders_per_mille: 0,
            stock_drift: Duration::zero(),
            stock_page: 50,
            finance_page: 100,
            finance_lag: Duration::hours(47),
            usage_plan: UsagePlan::Standard,
            token_life: Duration::seconds(3600),
            faults: Faults::none(),
            clock: Arc::new(SystemClock),
        }
    }

    /// A lively shop with fast rates, a lag of seconds, and deliveries that fail now and then.
    pub fn demo() -> Self {
        Self {
            orders: 2_000,
            events_per_minute: 26,
            visibility_lag: Duration::seconds(1),
            package_lag: Duration::seconds(2),
            feed_queue: Duration::seconds(4),
            feed_work: Duration::seconds(3),
            choosy_orders_per_mille: 40,
            stock_drift: Duration::seconds(40),
            stock_page: 12,
            finance_page: 60,
            finance_lag: Duration::minutes(2),
            usage_plan: UsagePlan::Fast,
            faults: Faults::of_a_lively_shop(1),
            ..Self::standard()
        }
    }
}
