//! Accounts, as asked for and answered.

use crate::domain::marketplace::{Marketplace, Region};
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The three secrets of an account. Never written by `Debug`; only ever sent towards the engine.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Login with Amazon client id.
    pub client_id: String,
    /// Login with Amazon client secret.
    pub client_secret: String,
    /// The seller's refresh token.
    pub refresh_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// What is needed to speak to Amazon for a seller.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SellerLogin {
    /// Region.
    pub region: Region,
    /// Amazon's seller id.
    pub seller_id: String,
    /// The secrets.
    pub credentials: Credentials,
    /// Replaces Amazon's API host.
    pub endpoint: Option<String>,
    /// Replaces Amazon's full token URL.
    pub lwa_endpoint: Option<String>,
}

/// An account to register.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewAccount {
    /// Name for people; must be new.
    pub name: String,
    /// How to speak to Amazon.
    pub login: SellerLogin,
    /// Marketplaces by code or id; empty takes all that the seller takes part in.
    pub marketplaces: Vec<String>,
    /// Sales team; the shared one if absent.
    pub team: Option<String>,
    /// Stock location at Amazon; the shared one if absent.
    pub location: Option<String>,
    /// Where the first sync begins; now if absent.
    pub start: Option<Moment>,
    /// Seconds between automatic order syncs, for the demo; five minutes if absent.
    #[serde(default)]
    pub sync_seconds: Option<u32>,
}

/// A change of an account; what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountChange {
    /// Moves the watermark.
    pub last_order_sync: Option<Moment>,
    /// Sales team of new orders.
    pub team: Option<String>,
    /// Salesperson of new orders; empty text for none.
    pub salesperson: Option<String>,
    /// Stock location at Amazon for new orders.
    pub location: Option<String>,
    /// Marketplaces by code or id.
    pub marketplaces: Option<Vec<String>>,
    /// New secrets.
    pub credentials: Option<Credentials>,
    /// Minutes between automatic order syncs, at least 3.
    pub sync_minutes: Option<u32>,
    /// Whether orders shipped elsewhere are imported.
    pub import_shipped_elsewhere: Option<bool>,
    /// Whether orders of other channels count as sales.
    pub other_channels_are_sales: Option<bool>,
    /// Marketplaces by code or id whose amounts contain the tax where Amazon's sums do not tell.
    pub tax_included: Option<Vec<(String, bool)>>,
}

/// An account as shown. There is no secret in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountView {
    /// Name.
    pub name: String,
    /// Region.
    pub region: Region,
    /// Amazon's seller id.
    pub seller_id: String,
    /// Not archived.
    pub active: bool,
    /// What it synchronises.
    pub marketplaces: Vec<Marketplace>,
    /// Sales team of new orders.
    pub team: String,
    /// Salesperson of new orders.
    pub salesperson: Option<String>,
    /// Stock location at Amazon.
    pub location: String,
    /// Minutes between automatic order syncs, cut off.
    pub sync_minutes: u32,
    /// Seconds between automatic order syncs.
    pub sync_seconds: u32,
    /// Whether orders shipped elsewhere are imported.
    pub import_shipped_elsewhere: bool,
    /// Whether orders of other channels count as sales.
    pub other_channels_are_sales: bool,
    /// The watermark: everything that Amazon changed up to here is done or kept as failed.
    pub last_order_sync: Option<Moment>,
    /// When an order sync went well last, by our clock.
    pub last_success: Option<Moment>,
    /// What its sync is doing.
    pub state: SyncState,
    /// Why it is not well, as a sentence.
    pub problem: Option<String>,
    /// When the next automatic sync is due; none when the engine works by request only.
    pub next_sync: Option<Moment>,
    /// The run that is going on or waits to go on.
    pub run: Option<RunView>,
    /// Call budgets.
    pub budgets: Vec<BudgetView>,
    /// Days since the client secret was entered here.
    pub secret_age_days: i64,
    /// Days since the authorisation was entered here.
    pub authorisation_age_days: i64,
    /// Amazon's API host where it is not Amazon's own.
    pub endpoint: Option<String>,
}

/// What an account's order sync is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Nothing to do until the next sync.
    Idle,
    /// Fetching and storing.
    Syncing,
    /// Waits until Amazon allows the next call.
    Throttled,
    /// Paused by a person.
    Paused,
    /// The last run failed; it is tried again.
    Failing,
    /// Amazon refuses the credentials or the access: a person must act.
    Refused,
    /// Archived: held.
    Archived,
}

impl SyncState {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            SyncState::Idle => "idle",
            SyncState::Syncing => "syncing",
            SyncState::Throttled => "throttled",
            SyncState::Paused => "paused",
            SyncState::Failing => "failing",
            SyncState::Refused => "refused",
            SyncState::Archived => "archived",
        }
    }
}

/// A page run: one pass over all orders that changed since the watermark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// From when on it reads.
    pub from: Moment,
    /// Up to when, once Amazon has told.
    pub to: Option<Moment>,
    /// When it began.
    pub started: Moment,
    /// Pages done.
    pub pages: u32,
    /// Orders read.
    pub fetched: u64,
    /// How many orders it may come to, estimated from what is known; none when nothing is.
    pub expected: Option<u64>,
    /// It began more than a day behind.
    pub backfill: bool,
    /// Paused by a person.
    pub paused: bool,
    /// Not before this moment, when it waits for Amazon.
    pub waits_until: Option<Moment>,
    /// When it may be done, estimated.
    pub done_at: Option<Moment>,
}

/// A call budget at Amazon: a token bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BudgetView {
    /// Amazon's operation, such as `searchOrders`.
    pub operation: String,
    /// Calls that are possible at once now.
    pub calls_left: u32,
    /// Calls that are possible at once at best.
    pub burst: u32,
    /// Calls a second that come back.
    pub rate: f64,
    /// When the next call is possible, if not now.
    pub next_call: Option<Moment>,
}

/// What reading again from a moment on would cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackfillCost {
    /// From when on.
    pub from: Moment,
    /// Days that are read again.
    pub days: f64,
    /// Orders it may come to, estimated from what is known; none when nothing is.
    pub orders: Option<u64>,
    /// Calls it may cost, at least one; none when it is not known how many orders there are.
    pub calls: Option<u64>,
    /// Seconds it may take, by Amazon's limits; none when it is not known how many orders there are.
    pub seconds: Option<u64>,
    /// The moment lies in the future: orders that change before it will never come.
    pub in_future: bool,
    /// The same as a sentence.
    pub message: String,
}

/// The answer to a change of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountChanged {
    /// The account as it is now.
    pub account: AccountView,
    /// What moving the watermark costs, if it was moved.
    pub backfill: Option<BackfillCost>,
}

/// What Amazon says of an account's credentials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountCheck {
    /// Name.
    pub name: String,
    /// Everything is well.
    pub ok: bool,
    /// What was looked at, in order.
    pub findings: Vec<super::upkeep::Finding>,
}
