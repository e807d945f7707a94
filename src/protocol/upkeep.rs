//! Sync results, activity, self-checks and backups.

use super::amazon_stock::StockSynced;
use super::finances::FinancesSynced;
use super::status::NoticeFigures;
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// What a sync on request did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SyncReport {
    /// One each.
    pub accounts: Vec<AccountSync>,
    /// Notices to Amazon.
    pub notices: NoticeReport,
}

/// What one run did for one account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountSync {
    /// Account name.
    pub account: String,
    /// Calls to Amazon that it took.
    pub calls: u32,
    /// Orders that Amazon showed.
    pub fetched: u64,
    /// Sales orders made.
    pub created: u64,
    /// Sales orders that changed.
    pub updated: u64,
    /// Sales orders that were cancelled.
    pub cancelled: u64,
    /// Orders shown again without a change.
    pub unchanged: u64,
    /// Orders that make no sales order (yet).
    pub ignored: u64,
    /// Orders that could not be processed.
    pub failed: u64,
    /// Not before this moment, when Amazon's limit stopped it.
    pub throttled_until: Option<Moment>,
    /// The watermark afterwards.
    pub watermark: Option<Moment>,
    /// Why it failed, as a sentence.
    pub error: Option<String>,
    /// Amazon's figures of what lies there, where they were asked for.
    #[serde(default)]
    pub stock: Option<StockSynced>,
    /// Amazon's financial transactions, where they were asked for.
    #[serde(default)]
    pub finances: Option<FinancesSynced>,
}

/// What became of notices to Amazon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeReport {
    /// Sent.
    pub sent: u64,
    /// Accepted.
    pub synchronized: u64,
    /// Where the rest stands.
    #[serde(flatten)]
    pub waiting: NoticeFigures,
}

/// A page of the activity log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ActivityPage {
    /// The entries.
    pub entries: Vec<ActivityEntry>,
    /// Pass it as `before` to read on; none at the end.
    pub next: Option<u64>,
}

/// Something that was done or happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityEntry {
    /// Its number, growing.
    pub id: u64,
    /// When.
    pub at: Moment,
    /// Who: `engine` or a person's user name.
    pub who: String,
    /// How it went.
    pub level: Level,
    /// The account it is about.
    pub account: Option<String>,
    /// The record it is about, such as an order number.
    pub record: Option<String>,
    /// What, as a sentence without personal data.
    pub what: String,
}

/// How something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Well.
    Info,
    /// Worth a look.
    Warning,
    /// It failed.
    Error,
}

/// One thing that a check looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was looked at, such as `credentials`.
    pub check: String,
    /// How it is.
    pub level: Level,
    /// What was found, as a sentence.
    pub message: String,
}

/// What a self-check over the whole store found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyReport {
    /// Nothing is wrong.
    pub ok: bool,
    /// Records looked at.
    pub records: u64,
    /// What was checked, and how it is.
    pub findings: Vec<Finding>,
}

/// A copy of the store that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupReport {
    /// The file.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Orders in it.
    pub orders: u64,
}

/// What the checks of `orderdeck doctor` found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorReport {
    /// Nothing worse than a warning.
    pub ok: bool,
    /// One each.
    pub findings: Vec<Finding>,
}
