//! What Amazon is told of a parcel.

use super::carrier::Carrier;
use super::ids::OrderItemId;
use super::moment::Moment;
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU32;

/// The number of a parcel, unique within its order and never changed: told again, it means the same parcel.
///
/// Amazon takes positive numbers only, written as text (Orders API v0, `packageReferenceId`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PackageReference(NonZeroU32);

impl PackageReference {
    /// The reference with this number; `None` for 0.
    pub fn new(number: u32) -> Option<PackageReference> {
        NonZeroU32::new(number).map(PackageReference)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// Reads what Amazon tells of a parcel; `None` if that was not numbered by us.
    pub fn parse(text: &str) -> Option<PackageReference> {
        text.parse().ok().and_then(PackageReference::new)
    }
}

impl fmt::Display for PackageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A parcel that has left, as Amazon is told: by itself (`confirmShipment`) or in a fulfilment feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// The order.
    pub order: AmazonOrderRef,
    /// The parcel's number within the order.
    pub package: PackageReference,
    /// Who carries it.
    pub carrier: Carrier,
    /// The carrier's service, such as `Express`; empty for none.
    pub shipping_method: String,
    /// The tracking number; a feed takes a parcel without one.
    pub tracking: String,
    /// When it left: not in the future, not before the purchase.
    pub shipped: Moment,
    /// What is in it; never empty, since Amazon takes an empty list in a feed for the whole order.
    pub items: Vec<ShippedItem>,
}

/// Pieces of an order item in a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippedItem {
    /// The order item.
    pub item: OrderItemId,
    /// Pieces in this parcel.
    pub quantity: NonZeroU32,
}
