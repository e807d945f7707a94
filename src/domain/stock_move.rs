//! Stock moves: a quantity of a product going from one location to another.

use super::ids::{Location, MoveId, OrderNumber, PickingNumber, ProductId};
use super::moment::Moment;
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};

/// A done movement of goods. Never changed once recorded; a correction is a new move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockMove {
    /// Our id, in the order of recording.
    pub id: MoveId,
    /// When the goods went.
    pub at: Moment,
    /// What went.
    pub product: ProductId,
    /// From where.
    pub from: Location,
    /// To where.
    pub to: Location,
    /// How many pieces.
    pub quantity: u32,
    /// The Amazon order it belongs to.
    pub reference: Option<AmazonOrderRef>,
    /// The sales order it belongs to; none for orders that only move stock.
    pub order: Option<OrderNumber>,
    /// The picking it belongs to.
    pub picking: Option<PickingNumber>,
    /// Why it went.
    pub kind: MoveKind,
}

/// Why goods went from one location to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// Amazon delivered an FBA order.
    FbaShipment,
    /// The warehouse delivered an FBM order.
    Delivery,
    /// A confirmed delivery was taken back before it left.
    DeliveryUndone,
}
