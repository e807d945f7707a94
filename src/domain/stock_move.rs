//! Stock moves: a quantity of a product going from one location to another.

use super::ids::{
    AccountId, Location, MoveId, OrderNumber, PickingNumber, ProductId, TransferNumber,
};
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
    /// The account whose order it belongs to.
    pub account: Option<AccountId>,
    /// The transfer it belongs to.
    pub transfer: Option<TransferNumber>,
    /// What a person said why, for adjustments; otherwise empty.
    pub reason: String,
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
    /// Delivered goods came back.
    Return,
    /// A count differed from what we thought.
    Adjustment,
    /// Goods were brought from one place to another.
    Transfer,
    /// Goods that were under way arrived.
    Receipt,
    /// Goods that were under way did not arrive.
    ReceiptShort,
}

impl MoveKind {
    /// All kinds.
    pub const ALL: [MoveKind; 8] = [
        MoveKind::FbaShipment,
        MoveKind::Delivery,
        MoveKind::DeliveryUndone,
        MoveKind::Return,
        MoveKind::Adjustment,
        MoveKind::Transfer,
        MoveKind::Receipt,
        MoveKind::ReceiptShort,
    ];

    /// Its word, as in JSON and in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            MoveKind::FbaShipment => "fba_shipment",
            MoveKind::Delivery => "delivery",
            MoveKind::DeliveryUndone => "delivery_undone",
            MoveKind::Return => "return",
            MoveKind::Adjustment => "adjustment",
            MoveKind::Transfer => "transfer",
            MoveKind::Receipt => "receipt",
            MoveKind::ReceiptShort => "receipt_short",
        }
    }

    /// Whether goods went because somebody bought them, or came back from that: what days of cover are counted from.
    pub fn is_demand(self) -> bool {
        matches!(
            self,
            MoveKind::FbaShipment | MoveKind::Delivery | MoveKind::DeliveryUndone
        )
    }
}
