//! Locations: where goods lie, come from and go to (product rule K1).

use super::ids::Location;
use serde::{Deserialize, Serialize};

impl Location {
    /// The warehouse's own shelves.
    pub const STOCK: &'static str = "WH/Stock";
    /// What lies at Amazon, unless an account has a location of its own.
    pub const AMAZON: &'static str = "Amazon";
    /// What has left for Amazon and is not received there.
    pub const TRANSIT: &'static str = "In transit to Amazon";
    /// Where delivered goods go.
    pub const CUSTOMERS: &'static str = "Customers";
    /// Where bought goods come from.
    pub const SUPPLIERS: &'static str = "Suppliers";
    /// Where goods go that a count missed, and come from that a count found.
    pub const INVENTORY_LOSS: &'static str = "Inventory loss";

    /// The locations that every store has.
    pub const FIXED: [(&'static str, LocationKind); 6] = [
        (Location::STOCK, LocationKind::Warehouse),
        (Location::AMAZON, LocationKind::Amazon),
        (Location::TRANSIT, LocationKind::Transit),
        (Location::CUSTOMERS, LocationKind::Customers),
        (Location::SUPPLIERS, LocationKind::Suppliers),
        (Location::INVENTORY_LOSS, LocationKind::Loss),
    ];
}

/// What a location is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocationKind {
    /// Shelves of our own: what lies there can be delivered.
    Warehouse,
    /// At Amazon; never counts as free for our own deliveries (product rule K8).
    Amazon,
    /// On the way to Amazon.
    Transit,
    /// Not ours any more.
    Customers,
    /// Not ours yet.
    Suppliers,
    /// Lost or found.
    Loss,
}

impl LocationKind {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            LocationKind::Warehouse => "warehouse",
            LocationKind::Amazon => "amazon",
            LocationKind::Transit => "transit",
            LocationKind::Customers => "customers",
            LocationKind::Suppliers => "suppliers",
            LocationKind::Loss => "loss",
        }
    }

    /// Whether goods there are ours: they can be counted, kept in a range, moved.
    pub fn is_stock(self) -> bool {
        matches!(self, LocationKind::Warehouse | LocationKind::Amazon)
    }
}

/// A location with what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownLocation {
    /// Its name.
    pub location: Location,
    /// What it is.
    pub kind: LocationKind,
}
