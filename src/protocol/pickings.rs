//! Pickings, as asked for and answered. The field names are the command line's JSON keys.

use super::orders::AddressView;
use crate::domain::cancellation::CancelReason;
use crate::domain::ids::{OrderItemId, OrderNumber, PickingNumber};
use crate::domain::moment::Moment;
use crate::domain::order::Flags;
use crate::domain::picking::{Hold, NoticeState, PickingState};
use crate::domain::product::Barcode;
use crate::domain::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};

/// Which part of the list of pickings is wanted. Ready ones come by urgency, all others newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickingPageRequest {
    /// Only those in this state; the ready ones, if none and no `sync` is set.
    pub state: Option<PickingState>,
    /// Only those of which Amazon knows so much.
    pub sync: Option<NoticeState>,
    /// Only those of this account, by name.
    pub account: Option<String>,
    /// Only those with all these words in picking, order, reference, SKU, title or customer; any case.
    pub text: String,
    /// Index of the first row, counted from 0.
    pub start: u64,
    /// How many rows, 1 to 1000.
    pub limit: u32,
}

/// A part of the list of pickings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PickingPage {
    /// The rows.
    pub pickings: Vec<PickingView>,
    /// Index of the first row, counted from 0.
    pub first: u64,
    /// Rows in the whole list, as far as counted.
    pub total: u64,
    /// Whether `total` counts them all. Of pickings that are not ready only the newest are looked at.
    pub complete: bool,
}

/// A picking as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PickingView {
    /// Its number.
    pub picking: PickingNumber,
    /// Number of the sales order.
    pub order: OrderNumber,
    /// Amazon's reference.
    pub amazon_order_ref: AmazonOrderRef,
    /// Account name.
    pub account: String,
    /// State.
    pub state: PickingState,
    /// What Amazon knows of it.
    pub sync: NoticeState,
    /// What the state of its notice means, as a sentence; for those that Amazon is or was to be told of.
    pub sync_note: Option<String>,
    /// Carrier.
    pub carrier: Option<String>,
    /// Tracking reference.
    pub tracking: Option<String>,
    /// When it must leave.
    pub ship_by: Option<Moment>,
    /// The picking whose rest it is.
    pub backorder_of: Option<PickingNumber>,
    /// Who has it open.
    pub held_by: Option<String>,
    /// Why it must not be confirmed now.
    pub hold: Option<Hold>,
    /// What Amazon refused.
    pub error: Option<NoticeError>,
    /// How often Amazon was told.
    pub attempts: u32,
    /// Until when its confirmation can be taken back for sure; none when it can't.
    pub undo_until: Option<Moment>,
    /// When it was confirmed.
    pub confirmed_at: Option<Moment>,
    /// What is special about its order.
    pub flags: Flags,
    /// Amazon's service level.
    pub service_level: Option<String>,
    /// Who it goes to.
    pub customer: String,
    /// Pieces asked for.
    pub units: u32,
    /// Its lines.
    pub lines: Vec<PickingLineView>,
    /// Where it goes; only with a picking that was asked for by itself.
    pub delivery_address: Option<AddressView>,
    /// The gift messages of its items; only with a picking that was asked for by itself.
    pub gift_message: Option<String>,
    /// The buyer's own purchase order number; only with a picking that was asked for by itself.
    pub po_number: Option<String>,
}

/// What Amazon said when it refused a notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeError {
    /// Amazon's code.
    pub code: String,
    /// Amazon's text.
    pub message: String,
    /// What it means, in plain words.
    pub meaning: String,
    /// What to do.
    pub advice: String,
    /// When.
    pub at: Moment,
}

/// A line of a picking as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PickingLineView {
    /// Amazon's id of the item.
    pub item: OrderItemId,
    /// SKU.
    pub sku: Option<String>,
    /// Title.
    pub title: String,
    /// Pieces to deliver.
    pub demand: u32,
    /// Pieces delivered.
    pub done: u32,
    /// Where it lies.
    pub bin: String,
    /// The product's barcodes.
    pub barcodes: Vec<Barcode>,
}

/// What is confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickingConfirm {
    /// Pieces by item; what is not named counts 0. All that is asked for, if none.
    pub quantities: Option<Vec<PackedPieces>>,
    /// Carrier as typed.
    pub carrier: String,
    /// Tracking reference.
    pub tracking: String,
    /// What becomes of the rest.
    pub rest: Option<RestOf>,
    /// In spite of an incomplete address, a buyer's wish to cancel, or another terminal that has it open.
    pub force: bool,
}

/// Pieces that were packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedPieces {
    /// Amazon's id of the item, or its SKU: with several lines of an SKU the first takes as much as it asks for.
    pub item: String,
    /// How many.
    pub pieces: u32,
}

/// What becomes of pieces that were not packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestOf {
    /// They get a picking of their own.
    Backorder,
    /// They are cancelled, here and at Amazon, for this reason.
    NoBackorder(CancelReason),
}

/// A picking that was confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PickingConfirmed {
    /// The picking now.
    pub picking: PickingView,
    /// The picking of the rest.
    pub backorder: Option<PickingView>,
    /// What looks odd, such as a tracking reference in another form than the carrier's; each a sentence.
    pub warnings: Vec<String>,
}

/// A carrier as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarrierView {
    /// Its name.
    pub name: String,
    /// What Amazon is told as its code.
    pub code: String,
    /// Whether it was made here.
    pub own: bool,
    /// What its tracking references look like, as a regular expression; only carriers made here have one of their own.
    pub tracking_format: Option<String>,
}

/// A carrier made here, or changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCarrier {
    /// Its name.
    pub name: String,
    /// Amazon's code for it; without one Amazon is told `Other` and the name.
    pub code: Option<String>,
    /// What its tracking references look like, as a regular expression.
    pub tracking_format: Option<String>,
}

/// Notices that Amazon refused, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FailedNotices {
    /// Shipments.
    pub shipments: Vec<PickingView>,
    /// Cancellations.
    pub cancellations: Vec<FailedCancellation>,
}

/// A cancellation that Amazon refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailedCancellation {
    /// Number of the sales order.
    pub order: OrderNumber,
    /// Amazon's reference.
    pub amazon_order_ref: AmazonOrderRef,
    /// Account name.
    pub account: String,
    /// Why it was cancelled here.
    pub reason: CancelReason,
    /// What Amazon said.
    pub error: Option<NoticeError>,
    /// How often Amazon was told.
    pub attempts: u32,
}

/// What to do again, or to lay aside, of what Amazon refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeChoice {
    /// The shipments of these pickings.
    Pickings(Vec<PickingNumber>),
    /// The cancellation of this order.
    Cancellation(OrderNumber),
    /// All that failed.
    All,
}

/// What a sync of notices is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeSync {
    /// Settles unknown outcomes, then sends the shipments that wait, grace or not.
    Deliveries {
        /// By feed, however few.
        bulk: bool,
    },
    /// Sends the cancellations that wait.
    Cancellations,
    /// One look at each open feed.
    Feeds,
    /// All of it.
    All {
        /// Shipments by feed, however few.
        bulk: bool,
    },
}
