//! Reports, as asked for and answered. The field names are the command line's JSON keys.

use super::documents::Printed;
use super::orders::OrderRow;
use crate::domain::moment::Moment;
use crate::domain::money::Currency;
use crate::domain::sales_report::{Dimension, SalesQuery, SalesReport};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something to know about sales, or to do about what reports need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum ReportRequest {
    /// A report on sales. Right after a start it waits until the engine has read its orders. Answer: [`ReportReply::Sales`].
    Sales(SalesQuery),
    /// The orders behind a figure of a report. Answer: [`ReportReply::Orders`].
    Orders(FigureOrders),
    /// Writes a report into a file on the engine's side. Answer: [`ReportReply::Exported`].
    Export {
        /// The report.
        query: SalesQuery,
        /// How.
        format: ExportFormat,
    },
    /// The operators' figures beside Amazon's thresholds. Answer: [`ReportReply::Quality`].
    Quality,
    /// The sales teams. Answer: [`ReportReply::Teams`].
    Teams,
    /// Makes a sales team. Answer: [`ReportReply::Teams`].
    AddTeam {
        /// Its name, unique.
        name: String,
        /// Who sells for it.
        salespersons: Vec<String>,
    },
    /// Changes a sales team. A new name reaches the accounts; orders keep the name that they were created with. Answer:
    /// [`ReportReply::Teams`].
    SetTeam {
        /// Its name.
        name: String,
        /// What to change.
        change: TeamChange,
    },
    /// Takes a sales team away that no account uses. Answer: [`ReportReply::Teams`].
    RemoveTeam {
        /// Its name.
        name: String,
    },
    /// The reports that are kept under a name. Answer: [`ReportReply::Favourites`].
    Favourites,
    /// Keeps a report under a name; one of that name is replaced. Answer: [`ReportReply::Favourites`].
    SaveFavourite(Favourite),
    /// Forgets a report that is kept under a name. Answer: [`ReportReply::Favourites`].
    RemoveFavourite {
        /// The name.
        name: String,
    },
}

/// The orders behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureOrders {
    /// The report.
    pub query: SalesQuery,
    /// What tells the row apart, as the report says it; empty for the sums below the rows.
    pub of: BTreeMap<Dimension, Option<String>>,
    /// Only orders in this currency.
    pub currency: Option<Currency>,
    /// So many of them are skipped.
    pub offset: u64,
    /// How many at most, 1 to 1000.
    pub limit: u32,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Comma-separated values.
    Csv,
    /// The JSON of the command line.
    Json,
}

/// What to change of a sales team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeamChange {
    /// Another name.
    pub name: Option<String>,
    /// Who sells for it too.
    pub add: Vec<String>,
    /// Who does no longer.
    pub remove: Vec<String>,
}

/// A report that is kept under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Favourite {
    /// The name.
    pub name: String,
    /// The report.
    pub query: SalesQuery,
}

/// What was asked of reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum ReportReply {
    /// A report on sales.
    Sales(Box<SalesReport>),
    /// The orders behind a figure.
    Orders(FigureOrdersPage),
    /// The report that was written.
    Exported(Printed),
    /// The operators' figures.
    Quality(QualityReport),
    /// The sales teams, by name.
    Teams(TeamList),
    /// The reports that are kept under a name, by name.
    Favourites(FavouriteList),
}

/// A part of the orders behind a figure, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FigureOrdersPage {
    /// The orders.
    pub orders: Vec<OrderRow>,
    /// How many were skipped.
    pub first: u64,
    /// How many there are.
    pub total: u64,
}

/// All sales teams.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamList {
    /// The teams.
    pub teams: Vec<TeamView>,
}

/// A sales team as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    /// Its name.
    pub name: String,
    /// Who sells for it.
    pub salespersons: Vec<String>,
    /// The accounts whose new orders get it.
    pub accounts: Vec<String>,
}

/// All kept reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FavouriteList {
    /// The reports.
    pub favourites: Vec<Favourite>,
}

/// The operators' figures (product rule R4). The rates are worked out from our records of FBM orders; Amazon's own may
/// differ, since it measures what it was told, when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QualityReport {
    /// When they were worked out.
    pub as_of: Moment,
    /// FBM orders with something to ship.
    pub to_ship: u64,
    /// Deliveries whose moment to leave is over.
    pub late: u64,
    /// Deliveries that must leave today.
    pub due_today: u64,
    /// Shipments and cancellations that Amazon refused.
    pub failed: u64,
    /// The rates of each account that is not archived.
    pub accounts: Vec<AccountQuality>,
}

/// The rates of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountQuality {
    /// Its name.
    pub account: String,
    /// The rates.
    pub rates: Vec<QualityRate>,
}

/// What a rate measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityKind {
    /// Orders that left late, or are late now, of those that had to leave.
    LateShipment,
    /// Orders that left in time, of those that had to leave.
    OnTime,
    /// Orders that were cancelled before they left and not for the buyer, of those that were bought.
    Cancelled,
}

/// A rate over some days, beside Amazon's threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QualityRate {
    /// What it measures.
    pub kind: QualityKind,
    /// Over so many days until now.
    pub days: u32,
    /// How many orders it counts.
    pub counted: u64,
    /// Of how many.
    pub orders: u64,
    /// `counted` of `orders` in percent, as decimal text with two decimals; none without orders.
    pub percent: Option<String>,
    /// What Amazon wants, in percent; none where Amazon names no threshold.
    pub threshold: Option<String>,
    /// Whether it is what Amazon wants.
    pub well: bool,
}
