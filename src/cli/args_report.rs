//! What can be typed about reports and sales teams.

use super::values::channel;
use super::values_report::{BehindText, currency, day, export_format, period};
use crate::domain::amazon_status::Channel;
use crate::domain::money::Currency;
use crate::domain::sales_report::{By, Preset, Rate};
use chrono::NaiveDate;
use clap::{ArgGroup, Args, Subcommand};

/// Commands on reports.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Orders, units and amounts by one or two dimensions, for each currency.
    Sales(ReportSalesArguments),
    /// The orders behind a figure of a sales report, newest first.
    Orders(ReportOrdersArguments),
    /// What is to ship, late, due today and failed, and the rates that Amazon judges a seller by.
    Quality,
    /// Sales reports that are kept under a name.
    #[command(subcommand)]
    Favourite(FavouriteCommand),
}

/// Which orders a report looks at.
#[derive(Clone, Debug, Args)]
pub struct ReportFilter {
    /// From this day on, as each marketplace counts days [default: from the first order].
    #[arg(long, value_name = "D", value_parser = day)]
    pub from: Option<NaiveDate>,
    /// Until this day [default: today, or the last order].
    #[arg(long, value_name = "D", value_parser = day)]
    pub to: Option<NaiveDate>,
    /// Days that move with today instead.
    #[arg(long, value_name = "PERIOD", value_parser = period(), conflicts_with_all = ["from", "to"])]
    pub period: Option<Preset>,
    /// Only this channel.
    #[arg(long, value_name = "fbm|fba", value_parser = channel(), ignore_case = true)]
    pub channel: Option<Channel>,
    /// Only this account.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Only this marketplace.
    #[arg(long, value_name = "CODE-OR-ID")]
    pub marketplace: Option<String>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people.
    Table,
    /// Comma-separated values.
    Csv,
    /// One JSON document.
    Json,
}

/// Options of `report sales`.
#[derive(Clone, Debug, Args)]
pub struct ReportSalesArguments {
    /// One or two of team, account, marketplace, channel, salesperson, product, country, day, week, month, quarter, year.
    #[arg(long, value_name = "DIM[,DIM]")]
    pub by: By,
    /// Which orders.
    #[command(flatten)]
    pub filter: ReportFilter,
    /// With the period before: whole months with as many months before, otherwise as many days.
    #[arg(long)]
    pub compare: bool,
    /// Turn amounts into this currency, at the rates given.
    #[arg(long, value_name = "CURRENCY", value_parser = currency, requires = "rates")]
    pub r#in: Option<Currency>,
    /// What one unit of a currency is worth in that of --in, from a day of purchase on.
    #[arg(
        long = "rate",
        id = "rates",
        value_name = "CURRENCY=N[@D]",
        requires = "in"
    )]
    pub rates: Vec<Rate>,
    /// How to write it.
    #[arg(long, value_name = "table|csv|json", value_parser = export_format())]
    pub format: Option<ReportFormat>,
    /// Keep it under this name as well.
    #[arg(long, value_name = "NAME")]
    pub save: Option<String>,
}

/// Options of `report orders`.
#[derive(Clone, Debug, Args)]
pub struct ReportOrdersArguments {
    /// What tells the row apart, as the report says it: month=2026-11; nothing behind = for none. At most two.
    #[arg(long = "of", value_name = "DIM=VALUE")]
    pub of: Vec<BehindText>,
    /// Which orders.
    #[command(flatten)]
    pub filter: ReportFilter,
    /// Only orders in this currency.
    #[arg(long, value_name = "CURRENCY", value_parser = currency)]
    pub currency: Option<Currency>,
    /// Orders at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub limit: u32,
    /// Skip so many.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u64,
}

/// Commands on kept reports.
#[derive(Debug, Subcommand)]
pub enum FavouriteCommand {
    /// All kept reports.
    List,
    /// Makes a kept report with the figures of now.
    Run {
        /// Its name.
        name: String,
        /// How to write it.
        #[arg(long, value_name = "table|csv|json", value_parser = export_format())]
        format: Option<ReportFormat>,
    },
    /// Forgets a kept report.
    Remove {
        /// Its name.
        name: String,
    },
}

impl ReportCommand {
    /// How the answer is to be written, where that was said.
    pub fn format(&self) -> Option<ReportFormat> {
        match self {
            ReportCommand::Sales(arguments) => arguments.format,
            ReportCommand::Favourite(FavouriteCommand::Run { format, .. }) => *format,
            _ => None,
        }
    }
}

/// Commands on sales teams.
#[derive(Debug, Subcommand)]
pub enum TeamCommand {
    /// All sales teams, with the accounts that use them.
    List,
    /// Makes a sales team.
    Add {
        /// Its name.
        name: String,
        /// Who sells for it.
        #[arg(long = "salesperson", value_name = "P")]
        salespersons: Vec<String>,
    },
    /// Changes a sales team.
    #[command(group = ArgGroup::new("change").required(true).multiple(true))]
    Set {
        /// Its name.
        name: String,
        /// Another name: accounts get it too, orders keep the name that they were created with.
        #[arg(long, value_name = "N", group = "change")]
        rename: Option<String>,
        /// Who sells for it too.
        #[arg(long = "add-salesperson", value_name = "P", group = "change")]
        add: Vec<String>,
        /// Who does no longer.
        #[arg(long = "remove-salesperson", value_name = "P", group = "change")]
        remove: Vec<String>,
    },
    /// Takes a sales team away that no account uses.
    Remove {
        /// Its name.
        name: String,
    },
}
