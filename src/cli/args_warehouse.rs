//! What can be typed about pickings, carriers and scanning.

use super::values_warehouse::{PackedText, notice_state, picking_state, reason};
use crate::domain::cancellation::CancelReason;
use crate::domain::picking::{NoticeState, PickingState};
use clap::{Args, Subcommand};

/// Commands on pickings.
#[derive(Debug, Subcommand)]
pub enum PickingCommand {
    /// Pickings, most urgent first; those that are not ready, newest first.
    List(PickingListArguments),
    /// One picking with its lines, address and messages.
    Show {
        /// Picking number, such as WH/OUT/00001.
        #[arg(value_name = "PICKING")]
        picking: String,
    },
    /// Confirms a picking: it has left, and Amazon is told after the grace.
    Confirm(PickingConfirmArguments),
    /// Takes a confirmation back that Amazon was not told of yet.
    Undo {
        /// Picking number.
        #[arg(value_name = "PICKING")]
        picking: String,
    },
    /// Tells Amazon again what it refused: the order is read first, and only what Amazon lacks is sent.
    Retry(PickingRetryArguments),
    /// Lays aside what Amazon refused, since it was settled in Seller Central.
    Solve {
        /// A picking; or an order, for its cancellation.
        #[arg(value_name = "PICKING|ORDER", required = true)]
        which: Vec<String>,
        /// How it was settled; it is kept in the activity log.
        #[arg(long, value_name = "T")]
        why: String,
    },
    /// Shipments and cancellations that Amazon refused: what it said, what that means, what to do.
    Failed,
}

/// Options of `picking list`.
#[derive(Debug, Args)]
pub struct PickingListArguments {
    /// Only this state; the ready ones, without this and --sync.
    #[arg(long, value_name = "S", value_parser = picking_state())]
    pub state: Option<PickingState>,
    /// Only those of which Amazon knows so much.
    #[arg(long, value_name = "STATE", value_parser = notice_state())]
    pub sync: Option<NoticeState>,
    /// Only this account.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Only pickings with these words in picking, order, reference, SKU, title or customer.
    #[arg(long, value_name = "T")]
    pub text: Option<String>,
    /// Pickings at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub limit: u32,
}

/// Options of `picking confirm`.
#[derive(Debug, Args)]
pub struct PickingConfirmArguments {
    /// Picking number, such as WH/OUT/00001.
    #[arg(value_name = "PICKING")]
    pub picking: String,
    /// Who carries the parcel; case, blanks and punctuation do not matter.
    #[arg(long, value_name = "C")]
    pub carrier: String,
    /// Tracking reference; any number of your own for Self Delivery.
    #[arg(long, value_name = "T")]
    pub tracking: String,
    /// Pieces of an SKU in the parcel; what is not named counts 0. Without any, all that is asked for.
    #[arg(long = "quantity", value_name = "SKU=N")]
    pub quantities: Vec<PackedText>,
    /// What is left over gets a picking of its own.
    #[arg(long, conflicts_with = "no_backorder")]
    pub backorder: bool,
    /// What is left over is cancelled, here and at Amazon.
    #[arg(long)]
    pub no_backorder: bool,
    /// Why it is cancelled.
    #[arg(long, value_name = "R", requires = "no_backorder", default_value = "NoInventory", value_parser = reason(), ignore_case = true)]
    pub reason: CancelReason,
    /// In spite of an incomplete address, a buyer's wish to cancel, or another terminal that has it open.
    #[arg(long)]
    pub force: bool,
}

/// Options of `picking retry`.
#[derive(Debug, Args)]
pub struct PickingRetryArguments {
    /// A picking; or an order, for its cancellation.
    #[arg(
        value_name = "PICKING|ORDER",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub which: Vec<String>,
    /// All that failed, cancellations too.
    #[arg(long)]
    pub all: bool,
    /// With another carrier.
    #[arg(long, value_name = "C")]
    pub carrier: Option<String>,
    /// With another tracking reference; for one picking.
    #[arg(long, value_name = "T", conflicts_with = "all")]
    pub tracking: Option<String>,
}

/// Options of `order cancel`.
#[derive(Debug, Args)]
pub struct OrderCancelArguments {
    /// Amazon's reference or our number.
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Why, in Amazon's words.
    #[arg(long, value_name = "R", value_parser = reason(), ignore_case = true)]
    pub reason: CancelReason,
    /// Only here: Amazon is not told.
    #[arg(long)]
    pub local_only: bool,
    /// Though Amazon fulfils it and usually refuses.
    #[arg(long)]
    pub force: bool,
}

/// Commands on carriers.
#[derive(Debug, Subcommand)]
pub enum CarrierCommand {
    /// All carriers: those made here first, then Amazon's list.
    List {
        /// Only those with this in their name.
        #[arg(long, value_name = "T")]
        text: Option<String>,
    },
    /// Makes or changes a carrier that Amazon's list does not have; Amazon is told Other and its name.
    Add {
        /// Its name.
        name: String,
        /// Amazon's code to tell instead.
        #[arg(long, value_name = "CODE")]
        code: Option<String>,
        /// What its tracking references look like; another one is warned of.
        #[arg(long, value_name = "REGEX")]
        tracking_format: Option<String>,
    },
    /// Takes a carrier away that was made here.
    Remove {
        /// Its name.
        name: String,
    },
}

/// Options of `scan`.
#[derive(Debug, Args)]
pub struct ScanArguments {
    /// The line mode: a scan or a word a line on standard input, an answer a line on standard output.
    #[arg(long)]
    pub plain: bool,
    /// Ring the terminal's bell when something is refused.
    #[arg(long)]
    pub bell: bool,
    /// The next picking is one of this account.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
}
