//! What can be typed about stock.

use super::stock_reconcile::StockReconcileArguments;
use super::values_stock::{GoodsText, day, kind, last_day, location_kind, rest, transfer};
use crate::domain::ids::TransferNumber;
use crate::domain::location::LocationKind;
use crate::domain::moment::Moment;
use crate::domain::stock_move::MoveKind;
use crate::domain::transfer::Rest;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands on stock.
#[derive(Debug, Subcommand)]
pub enum StockCommand {
    /// Quantities by location and product, with what is reserved, free and on its way, and how long it lasts.
    Levels {
        /// Only this location.
        #[arg(long, value_name = "L")]
        location: Option<String>,
        /// Only products with these words in reference, name, barcode or bin.
        #[arg(long, value_name = "T")]
        text: Option<String>,
        /// Only what is below zero.
        #[arg(long)]
        negative: bool,
    },
    /// The moves history, newest first.
    Moves(StockMovesArguments),
    /// How the quantity of a product at a location went, day by day.
    History {
        /// Product reference.
        #[arg(value_name = "SKU")]
        product: String,
        /// The location.
        #[arg(long, value_name = "L")]
        location: String,
        /// Days back.
        #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=366))]
        days: u32,
    },
    /// Sets a quantity to what was counted.
    Adjust {
        /// Product reference.
        #[arg(value_name = "SKU")]
        product: String,
        /// Where it was counted.
        #[arg(long, value_name = "L")]
        location: String,
        /// Pieces found.
        #[arg(long, value_name = "N")]
        counted: u32,
        /// Why our figure may differ.
        #[arg(long, value_name = "T")]
        reason: String,
        /// What our figure was when the count began; if it is another one by now, the count is refused.
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        seen: Option<i64>,
    },
    /// Takes in a count from a CSV file with the header reference,counted or reference,counted,seen: all of it or nothing.
    Count {
        /// The file; - for standard input.
        #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
        /// Where it was counted.
        #[arg(long, value_name = "L")]
        location: String,
        /// Why our figures may differ.
        #[arg(long, value_name = "T")]
        reason: String,
    },
    /// Brings goods from one location to another.
    Transfer(StockTransferArguments),
    /// Transfers, those with something still to happen first.
    Transfers {
        /// Only those with something still to happen.
        #[arg(long)]
        open: bool,
        /// Transfers at most.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        limit: u32,
    },
    /// Lets a planned transfer leave.
    Send {
        /// Its number, such as TR00001.
        #[arg(value_name = "TRANSFER", value_parser = transfer)]
        transfer: TransferNumber,
        /// Though more leaves than is there.
        #[arg(long)]
        force: bool,
    },
    /// Takes in what arrived of a transfer that went through transit.
    Receive {
        /// Its number, such as TR00001.
        #[arg(value_name = "TRANSFER", value_parser = transfer)]
        transfer: TransferNumber,
        /// Pieces that arrived; what is not named did not. Without any, all that is under way; with --rest lost or back nothing.
        #[arg(value_name = "SKU=N")]
        goods: Vec<GoodsText>,
        /// What becomes of what did not arrive.
        #[arg(long, value_name = "expected|lost|back", default_value = "expected", value_parser = rest())]
        rest: Rest,
    },
    /// Gives up a planned transfer.
    Cancel {
        /// Its number, such as TR00001.
        #[arg(value_name = "TRANSFER", value_parser = transfer)]
        transfer: TransferNumber,
    },
    /// Reordering rules: how much of a product a location is to hold.
    #[command(subcommand)]
    Rule(RuleCommand),
    /// What the reordering rules propose to bring.
    Proposals,
    /// Makes the transfers that the reordering rules propose.
    Replenish {
        /// Only these products.
        #[arg(value_name = "SKU")]
        products: Vec<String>,
        /// Only this location.
        #[arg(long, value_name = "L")]
        location: Option<String>,
        /// Through transit, with a receipt later.
        #[arg(long)]
        transit: bool,
        /// Let them leave at once.
        #[arg(long)]
        send: bool,
    },
    /// All locations.
    Locations,
    /// Makes a location.
    AddLocation {
        /// Its name.
        #[arg(value_name = "L")]
        name: String,
        /// What it is.
        #[arg(long, value_name = "warehouse|amazon", value_parser = location_kind())]
        kind: LocationKind,
    },
    /// Our figures of what lies at Amazon beside Amazon's own, the largest difference first.
    Reconcile(StockReconcileArguments),
    /// Takes back the goods of an order that was cancelled after they had left.
    Return {
        /// Amazon's reference or our number.
        #[arg(value_name = "REF")]
        order: String,
    },
}

/// Options of `stock moves`.
#[derive(Debug, Args)]
pub struct StockMovesArguments {
    /// Only this product, or those with this in reference or name.
    #[arg(long, value_name = "SKU")]
    pub product: Option<String>,
    /// Only from or to this location; with a product the quantity after each move is told too.
    #[arg(long, value_name = "L")]
    pub location: Option<String>,
    /// Only this kind.
    #[arg(long, value_name = "KIND", value_parser = kind())]
    pub kind: Option<MoveKind>,
    /// Only of this account's orders.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Only of this order, picking or transfer.
    #[arg(long, value_name = "NUMBER")]
    pub document: Option<String>,
    /// Not before this day (UTC).
    #[arg(long, value_name = "D", value_parser = day)]
    pub from: Option<Moment>,
    /// Not after this day (UTC).
    #[arg(long, value_name = "D", value_parser = last_day)]
    pub to: Option<Moment>,
    /// Moves at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub limit: u32,
    /// Go on behind the last page: its "next".
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<u64>,
}

/// Options of `stock transfer`.
#[derive(Debug, Args)]
pub struct StockTransferArguments {
    /// What goes.
    #[arg(value_name = "SKU=N", required = true)]
    pub goods: Vec<GoodsText>,
    /// From where.
    #[arg(long, value_name = "L")]
    pub from: String,
    /// To where.
    #[arg(long, value_name = "L")]
    pub to: String,
    /// Through transit, with a receipt later (`stock receive`).
    #[arg(long)]
    pub transit: bool,
    /// Only plan it: it leaves with `stock send`.
    #[arg(long)]
    pub plan: bool,
    /// Though more leaves than is there.
    #[arg(long)]
    pub force: bool,
}

/// Commands on reordering rules.
#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// All reordering rules, with how their products stand.
    List,
    /// Makes the rule of a product at a location, or changes it.
    Set {
        /// Product reference.
        #[arg(value_name = "SKU")]
        product: String,
        /// The location.
        #[arg(long, value_name = "L")]
        location: String,
        /// Below this it is replenished.
        #[arg(long, value_name = "N")]
        minimum: u32,
        /// Up to this.
        #[arg(long, value_name = "N")]
        maximum: u32,
        /// In multiples of this, such as a carton.
        #[arg(long, value_name = "N", default_value_t = 1)]
        multiple: u32,
        /// Where the goods come from [default: WH/Stock; for a warehouse Suppliers].
        #[arg(long, value_name = "L")]
        source: Option<String>,
        /// The engine plans the transfer by itself.
        #[arg(long)]
        automatic: bool,
    },
    /// Takes a rule away.
    Remove {
        /// Product reference.
        #[arg(value_name = "SKU")]
        product: String,
        /// The location.
        #[arg(long, value_name = "L")]
        location: String,
    },
}
