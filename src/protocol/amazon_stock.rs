//! Amazon's own figures of what lies there, beside ours.

use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// Which figures to compare.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReconcileRequest {
    /// Only the location where this account's stock lies.
    pub account: Option<String>,
    /// Only this location.
    pub location: Option<String>,
    /// Only what differs.
    pub differences: bool,
}

/// Which of our figures become Amazon's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileApply {
    /// At this location.
    pub location: String,
    /// These products, by reference; all that differ, if none are named.
    pub products: Vec<String>,
    /// Why, for the moves history.
    pub reason: String,
}

/// Our figures beside Amazon's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// The largest difference first.
    pub rows: Vec<ReconcileRow>,
    /// How many of all rows differ, shown or not.
    pub differing: u64,
    /// Where the figures come from.
    pub accounts: Vec<FiguresOf>,
}

/// A product, or a SKU that no product has, at a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReconcileRow {
    /// Product reference, or the SKU.
    pub sku: String,
    /// Name.
    pub name: String,
    /// Whether it is a product of ours; only then our figure can become Amazon's.
    pub known: bool,
    /// Location.
    pub location: String,
    /// Our figure, without what happened after the fetch.
    pub ours: i64,
    /// Can be sold now.
    pub fulfillable: u32,
    /// Set aside, for orders and otherwise.
    pub reserved: u32,
    /// Announced, on the way or being received.
    pub inbound: u32,
    /// There, and not to be sold.
    pub unsellable: u32,
    /// Looked for.
    pub researching: u32,
    /// Amazon's figure as ours is counted: fulfillable, reserved and researching.
    pub amazon: i64,
    /// Amazon's less ours.
    pub difference: i64,
    /// When Amazon's was fetched.
    pub as_of: Option<Moment>,
}

/// The figures of an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FiguresOf {
    /// Account name.
    pub account: String,
    /// Where its stock lies.
    pub location: String,
    /// When the figures in force were fetched; absent if never.
    pub as_of: Option<Moment>,
    /// SKUs in them.
    pub rows: u64,
    /// SKUs that can't be read in them.
    pub unreadable: Vec<String>,
    /// Figures that are not in force, since they have suspiciously few rows.
    pub held: Option<HeldFigures>,
    /// Why the last fetch brought nothing.
    pub problem: Option<String>,
}

/// Figures that wait for a person to say that they are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldFigures {
    /// When they were fetched.
    pub as_of: Moment,
    /// SKUs in them.
    pub rows: u64,
}

/// What a fetch of an account's stock brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockSynced {
    /// When it began.
    pub as_of: Moment,
    /// SKUs.
    pub rows: u64,
    /// Held, since there were more than twice as many before.
    pub held: bool,
}
