//! What can be typed about finances.

use super::values_stock::{day, last_day};
use crate::domain::moment::Moment;
use clap::{Args, Subcommand};

/// Commands on finances.
#[derive(Debug, Subcommand)]
pub enum FinanceCommand {
    /// Amazon's financial transactions, newest first; `sync finances` fetches them.
    Transactions(FinanceTransactionsArguments),
    /// What Amazon paid in a period, by account and currency, and the orders that do not fit it.
    Settlement(FinanceSettlementArguments),
}

/// Options of `finance transactions`.
#[derive(Debug, Args)]
pub struct FinanceTransactionsArguments {
    /// Only of this account.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Not posted before this day (UTC).
    #[arg(long, value_name = "D", value_parser = day)]
    pub from: Option<Moment>,
    /// Not posted after this day (UTC).
    #[arg(long, value_name = "D", value_parser = last_day)]
    pub to: Option<Moment>,
    /// Only of this order: Amazon's reference or our number.
    #[arg(long, value_name = "REF")]
    pub order: Option<String>,
    /// Only of this kind: Shipment, Refund, ServiceFee, ProductAdsPayment, Transfer, Adjustment or another word of Amazon.
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Transactions at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
}

/// Options of `finance settlement`.
#[derive(Debug, Args)]
pub struct FinanceSettlementArguments {
    /// Only this account.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// From this day on (UTC) [default: the first of this month].
    #[arg(long, value_name = "D", value_parser = day)]
    pub from: Option<Moment>,
    /// Up to this day (UTC) [default: today].
    #[arg(long, value_name = "D", value_parser = last_day)]
    pub to: Option<Moment>,
}
