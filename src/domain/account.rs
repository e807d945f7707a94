//! Accounts: registrations of sellers.

use super::ids::{AccountId, Location, MarketplaceId};
use super::marketplace::{self, Marketplace, Region};
use super::moment::{Moment, Span};
use serde::{Deserialize, Serialize};

/// A registration of a seller with us.
///
/// The credentials are kept apart, encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Our id.
    pub id: AccountId,
    /// Name for people, unique.
    pub name: String,
    /// Region.
    pub region: Region,
    /// Amazon's seller id.
    pub seller_id: String,
    /// The marketplaces it synchronises.
    pub marketplaces: Vec<Marketplace>,
    /// Sales team of new orders.
    pub team: String,
    /// Salesperson of new orders.
    pub salesperson: Option<String>,
    /// Where its stock at Amazon lies.
    pub location: Location,
    /// Replaces Amazon's API host, for tests and the demo.
    pub endpoint: Option<String>,
    /// Replaces Amazon's token URL, for tests and the demo.
    pub lwa_endpoint: Option<String>,
    /// Archived accounts neither fetch nor send.
    pub archived: bool,
    /// Whether FBM orders that were shipped before we knew them are brought in too.
    pub import_shipped_elsewhere: bool,
    /// Whether orders of other channels that Amazon fulfils count as sales.
    pub other_channels_are_sales: bool,
    /// Pause between two automatic order syncs.
    pub sync_interval: Span,
    /// When it was registered.
    pub registered: Moment,
    /// When the client secret was entered here; it must be rotated every 180 days.
    pub secret_entered: Moment,
    /// When the seller's authorisation was entered here; it must be renewed every 365 days.
    pub authorised: Moment,
}

impl Account {
    /// The team of all accounts, unless changed.
    pub const DEFAULT_TEAM: &'static str = "Amazon";
    /// Five minutes, as long as nothing else is set.
    pub const DEFAULT_INTERVAL: Span = Span::minutes(5);
    /// Amazon gives one order search per 178.6 s: steady polling never goes below this.
    pub const SHORTEST_INTERVAL: Span = Span::seconds(179);

    /// The synchronised marketplace with this id.
    pub fn marketplace(&self, id: &MarketplaceId) -> Option<&Marketplace> {
        self.marketplaces.iter().find(|m| m.id == *id)
    }

    /// The time zone that its nights are told by: that of its first marketplace (IANA).
    pub fn time_zone(&self) -> &'static str {
        let first = self.marketplaces.first();
        first
            .and_then(|place| marketplace::by_id(place.id.as_str()))
            .map_or("UTC", |known| known.time_zone)
    }

    /// A marketplace that both accounts would synchronise for the same seller; only active accounts are in each other's way.
    pub fn overlap(&self, other: &Account) -> Option<&Marketplace> {
        (!self.archived
            && !other.archived
            && self.id != other.id
            && self.seller_id == other.seller_id
            && self.region == other.region)
            .then(|| {
                self.marketplaces
                    .iter()
                    .find(|m| other.marketplace(&m.id).is_some())
            })
            .flatten()
    }

    /// When the last good order sync is too old to be called well: 20 minutes, or four intervals where that is longer.
    pub fn stale_after(&self) -> Span {
        Span::minutes(20).max(Span::millis(
            self.sync_interval.as_millis().saturating_mul(4),
        ))
    }
}
