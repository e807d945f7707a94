//! Pickings: the deliveries of FBM orders.

use super::ids::{AccountId, OrderItemId, OrderNumber, PickingNumber, ProductId, Sku};
use super::moment::Moment;
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};

/// A delivery order of an FBM sales order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picking {
    /// Our number.
    pub number: PickingNumber,
    /// The sales order it delivers.
    pub order: OrderNumber,
    /// When that order was placed; with its number the place in the list of orders.
    pub purchased: Moment,
    /// Amazon's reference of that order.
    pub reference: AmazonOrderRef,
    /// The account.
    pub account: AccountId,
    /// State.
    pub state: PickingState,
    /// What Amazon knows of it.
    pub sync: NoticeState,
    /// Why it must not be confirmed now.
    pub hold: Option<Hold>,
    /// Carrier; empty until known.
    pub carrier: String,
    /// Tracking reference; empty until known.
    pub tracking: String,
    /// When it must leave at the latest.
    pub ship_by: Option<Moment>,
    /// The picking whose rest this is.
    pub backorder_of: Option<PickingNumber>,
    /// What it delivers.
    pub lines: Vec<PickingLine>,
}

/// A line of a picking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickingLine {
    /// The Amazon item.
    pub item: OrderItemId,
    /// The seller's article number.
    pub sku: Option<Sku>,
    /// Title.
    pub title: String,
    /// The product.
    pub product: ProductId,
    /// Pieces to deliver.
    pub demand: u32,
    /// Pieces delivered by it.
    pub done: u32,
}

impl PickingLine {
    /// How people know it: by its SKU, else by its title.
    pub fn known_as(&self) -> &str {
        self.sku.as_ref().map_or(&self.title, |sku| sku.as_str())
    }
}

/// State of a picking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PickingState {
    /// To be packed.
    Ready,
    /// Packed and gone.
    Done,
    /// Will not leave.
    Cancelled,
}

/// What Amazon has been told of a shipment or a cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// There is nothing to tell yet.
    None,
    /// To be told.
    Pending,
    /// Told, not yet accepted.
    Processing,
    /// Amazon has it.
    Synchronized,
    /// Amazon refused it.
    Failed,
}

/// Why a picking must not be confirmed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The buyer asked to cancel.
    CancelRequested,
    /// The address is too incomplete to ship to.
    AddressIncomplete,
}
