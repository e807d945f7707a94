//! Stock: moves, quantities, counts, transfers, reordering rules.

use super::amazon_stock::{ReconcileApply, ReconcileRequest, Reconciliation};
use crate::domain::ids::{OrderNumber, PickingNumber, TransferNumber};
use crate::domain::location::LocationKind;
use crate::domain::moment::Moment;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::stock_move::MoveKind;
use crate::domain::stock_query::MoveFilter;
use crate::domain::transfer::{Rest, TransferState};
use serde::{Deserialize, Serialize};

/// What to see of stock, and what to do with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum StockRequest {
    /// A part of the moves history, newest first. Answer: [`StockReply::Moves`].
    Moves(MovePageRequest),
    /// Quantities. Answer: [`StockReply::Levels`].
    Levels(LevelsRequest),
    /// How the quantity of a product at a location went. Answer: [`StockReply::History`].
    History {
        /// Product by its reference.
        product: String,
        /// Location by name.
        location: String,
        /// How many days back, 1 to 366.
        days: u32,
    },
    /// Sets quantities to what was counted; all of them or none. Answer: [`StockReply::Adjusted`].
    Adjust(Count),
    /// Transfers, newest first; those with something still to happen come first. Answer: [`StockReply::Transfers`].
    Transfers {
        /// Only those with something still to happen.
        open: bool,
        /// How many at most, 1 to 1000.
        limit: u32,
    },
    /// Plans a transfer, or lets it leave at once. Answer: [`StockReply::Transfers`].
    Transfer(NewTransfer),
    /// Lets a planned transfer leave. Answer: [`StockReply::Transfers`].
    Send {
        /// The transfer.
        transfer: TransferNumber,
        /// Though more leaves than is there.
        force: bool,
    },
    /// Takes in what arrived. Answer: [`StockReply::Transfers`].
    Receive {
        /// The transfer.
        transfer: TransferNumber,
        /// What arrived; none stands for all that is under way.
        arrived: Option<Vec<Goods>>,
        /// What becomes of what did not.
        rest: Rest,
    },
    /// Gives up a planned transfer. Answer: [`StockReply::Transfers`].
    CancelTransfer {
        /// The transfer.
        transfer: TransferNumber,
    },
    /// All reordering rules. Answer: [`StockReply::Rules`].
    Rules,
    /// Makes or changes the reordering rule of a product at a location. Answer: [`StockReply::Rules`].
    SetRule(NewRule),
    /// Takes a reordering rule away. Answer: [`StockReply::Rules`].
    RemoveRule {
        /// Product by its reference.
        product: String,
        /// Location by name.
        location: String,
    },
    /// What the reordering rules propose. Answer: [`StockReply::Proposals`].
    Proposals,
    /// Makes the transfers that the rules propose. Answer: [`StockReply::Transfers`].
    Replenish(Replenish),
    /// The product that a scanned code means: by barcode, else by its own reference. Answer: [`StockReply::Product`].
    FindProduct {
        /// What the scanner read.
        code: String,
    },
    /// All locations. Answer: [`StockReply::Locations`].
    Locations,
    /// Makes a location. Answer: [`StockReply::Locations`].
    AddLocation {
        /// Its name.
        name: String,
        /// What it is.
        kind: LocationKind,
    },
    /// Our figures beside Amazon's own. Answer: [`StockReply::Reconciliation`].
    Reconcile(ReconcileRequest),
    /// Sets our figures to Amazon's. Answer: [`StockReply::Adjusted`].
    ReconcileApply(ReconcileApply),
    /// Puts figures of Amazon's in force that were held for their few rows. Answer: [`StockReply::Reconciliation`].
    AcceptHeld {
        /// Of this account, or of all.
        account: Option<String>,
    },
}

/// Answers to [`StockRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum StockReply {
    /// A part of the moves history.
    Moves(MovePage),
    /// Quantities.
    Levels(Levels),
    /// How a quantity went.
    History(StockHistory),
    /// What a count changed.
    Adjusted(Adjusted),
    /// Transfers.
    Transfers(Vec<TransferView>),
    /// Reordering rules.
    Rules(Vec<RuleView>),
    /// What the reordering rules propose.
    Proposals(Vec<ProposalView>),
    /// What a scanned code means.
    Product(FoundProduct),
    /// Locations.
    Locations(Vec<LocationView>),
    /// Our figures beside Amazon's.
    Reconciliation(Reconciliation),
}

/// Which part of the moves history.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MovePageRequest {
    /// Which moves.
    pub filter: MoveFilter,
    /// Where it begins.
    pub start: MoveStart,
    /// How many rows at most, 1 to 1000.
    pub limit: u32,
}

/// Where a part of the moves history begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveStart {
    /// At the newest.
    #[default]
    Newest,
    /// At the n-th newest that matches, from 0.
    Row(u64),
    /// Behind this move, to the older ones.
    Before(u64),
}

/// A part of the moves history.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MovePage {
    /// The moves, newest first.
    pub moves: Vec<MoveView>,
    /// Which of all that match the first one is, from 0.
    pub first: u64,
    /// How many match.
    pub total: u64,
    /// How many there are at all.
    pub of: u64,
    /// Where the next part begins; absent at the end.
    pub next: Option<String>,
}

/// A stock move as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MoveView {
    /// Our id, in the order of recording.
    pub id: u64,
    /// When.
    pub at: Moment,
    /// Its reference: of the order, the transfer, or its own.
    pub reference: String,
    /// Product reference.
    pub sku: String,
    /// Product name.
    pub name: String,
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// How many.
    pub quantity: u32,
    /// Amazon's reference of the order.
    pub amazon_order_ref: Option<AmazonOrderRef>,
    /// Number of the sales order.
    pub order: Option<OrderNumber>,
    /// Number of the picking.
    pub picking: Option<PickingNumber>,
    /// Number of the transfer.
    pub transfer: Option<TransferNumber>,
    /// Why.
    pub kind: MoveKind,
    /// What a person said why.
    pub reason: Option<String>,
    /// The account whose order it belongs to.
    pub account: Option<String>,
    /// The quantity after it, where the filter names a product and a location.
    pub balance: Option<i64>,
}

/// Which quantities.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LevelsRequest {
    /// Only this location; otherwise those where stock of ours lies or is under way.
    pub location: Option<String>,
    /// Words that must all occur in reference, name, barcode or bin.
    pub text: String,
    /// Only what is below zero.
    pub negative: bool,
}

/// Quantities by location and product.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Levels {
    /// By location, then by product reference.
    pub levels: Vec<LevelView>,
}

/// The quantity of a product at a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelView {
    /// Product reference.
    pub sku: String,
    /// Product name.
    pub name: String,
    /// Where it lies in the warehouse.
    pub bin: String,
    /// Location.
    pub location: String,
    /// What the location is.
    pub kind: LocationKind,
    /// Pieces; may be below zero.
    pub quantity: i64,
    /// Of those, pieces that pickings to be packed need.
    pub reserved: i64,
    /// Pieces that can be promised or sent: on hand less reserved; absent outside of warehouses.
    pub free: Option<i64>,
    /// Pieces that open transfers bring there.
    pub incoming: u64,
    /// Pieces that went to customers in the last 30 days.
    pub sold_30_days: i64,
    /// Days that the quantity lasts if it goes on like the last 30 days; absent if nothing went.
    pub cover_days: Option<u64>,
}

/// How the quantity of a product at a location went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockHistory {
    /// Product reference.
    pub sku: String,
    /// Location.
    pub location: String,
    /// The days in UTC, oldest first.
    pub days: Vec<StockDay>,
}

/// A day of a product at a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockDay {
    /// When it began.
    pub day: Moment,
    /// Pieces that came.
    pub came: u64,
    /// Pieces that went.
    pub went: u64,
    /// Pieces at its end.
    pub quantity: i64,
}

/// What was counted at a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// Location by name.
    pub location: String,
    /// Why figures may differ.
    pub reason: String,
    /// The counts; a product at most once.
    pub lines: Vec<CountLine>,
}

/// What was counted of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountLine {
    /// Product by its reference.
    pub product: String,
    /// Pieces found.
    pub found: u32,
    /// What our figure was when the count began: if it is another one by now, the count is refused.
    pub seen: Option<i64>,
}

/// What a count changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Adjusted {
    /// Location.
    pub location: String,
    /// What differed.
    pub adjusted: Vec<AdjustedLine>,
    /// How many were as we thought.
    pub unchanged: u64,
}

/// A quantity that a count changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdjustedLine {
    /// Product reference.
    pub sku: String,
    /// Pieces before.
    pub before: i64,
    /// Pieces found.
    pub counted: i64,
    /// What is more, or less below zero.
    pub difference: i64,
}

/// A number of pieces of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// Product by its reference.
    pub product: String,
    /// Pieces.
    pub quantity: u32,
}

/// A transfer to plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewTransfer {
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// What goes.
    pub goods: Vec<Goods>,
    /// Through transit, with a receipt later.
    pub through_transit: bool,
    /// Let it leave at once.
    pub send: bool,
    /// Though more leaves than is there.
    pub force: bool,
}

/// A transfer as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferView {
    /// Its number.
    pub transfer: TransferNumber,
    /// State.
    pub state: TransferState,
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// Where it lies while under way; absent if it goes directly.
    pub through: Option<String>,
    /// When it was planned.
    pub created_at: Moment,
    /// By whom.
    pub by: String,
    /// What goes.
    pub lines: Vec<TransferLineView>,
}

/// A product of a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferLineView {
    /// Product reference.
    pub sku: String,
    /// Product name.
    pub name: String,
    /// Where it lies in the warehouse.
    pub bin: String,
    /// Pieces to bring.
    pub quantity: u32,
    /// Pieces that arrived.
    pub received: u32,
    /// Pieces that left and will not arrive.
    pub short: u32,
    /// Pieces that neither arrived nor are given up.
    pub open: u32,
}

/// A reordering rule to make or to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRule {
    /// Product by its reference.
    pub product: String,
    /// Location by name.
    pub location: String,
    /// Below this it is replenished.
    pub minimum: u32,
    /// Up to this; at least the minimum.
    pub maximum: u32,
    /// In multiples of this, at least 1.
    pub multiple: u32,
    /// Where the goods come from; the warehouse if none is named, for the warehouse itself the suppliers.
    pub source: Option<String>,
    /// Whether the engine plans the transfer by itself.
    pub automatic: bool,
}

/// A reordering rule as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleView {
    /// Product reference.
    pub sku: String,
    /// Product name.
    pub name: String,
    /// Location.
    pub location: String,
    /// Below this it is replenished.
    pub minimum: u32,
    /// Up to this.
    pub maximum: u32,
    /// In multiples of this.
    pub multiple: u32,
    /// Where the goods come from.
    pub source: String,
    /// Whether the engine plans the transfer by itself.
    pub automatic: bool,
    /// Pieces at the location.
    pub on_hand: i64,
    /// Pieces that open transfers bring there, less those that they take.
    pub planned: i64,
}

/// What a reordering rule proposes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalView {
    /// The rule.
    #[serde(flatten)]
    pub rule: RuleView,
    /// Pieces that would fill the location.
    pub wanted: u32,
    /// Pieces to bring, as far as the source has them.
    pub quantity: u32,
    /// Pieces that are wanted and not there.
    pub shortfall: u32,
}

/// Which proposals become transfers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Replenish {
    /// Only these products at these locations; all that are proposed, if none are named.
    pub which: Vec<(String, String)>,
    /// Through transit, with a receipt later.
    pub through_transit: bool,
    /// Let them leave at once.
    pub send: bool,
}

/// A product that a scanned code means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundProduct {
    /// Product reference.
    pub sku: String,
    /// Product name.
    pub name: String,
    /// Where it lies in the warehouse.
    pub bin: String,
    /// Pieces that one scan of this code stands for.
    pub pieces: u32,
}

/// A location as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocationView {
    /// Its name.
    pub location: String,
    /// What it is.
    pub kind: LocationKind,
    /// Accounts whose stock at Amazon lies there.
    pub accounts: Vec<String>,
}
