//! What Amazon paid and charged: its financial transactions, and how they fit our orders.

use crate::domain::amazon_transaction::{Counted, Group, TransactionStatus};
use crate::domain::ids::{MarketplaceId, OrderNumber, TransactionId};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::settlement::Misfit;
use serde::{Deserialize, Serialize};

/// What is asked of finances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finance", content = "with", rename_all = "snake_case")]
pub enum FinanceRequest {
    /// Transactions, newest first. Answer: [`FinanceReply::Transactions`].
    Transactions(TransactionsRequest),
    /// What Amazon paid beside our orders. Answer: [`FinanceReply::Settlement`].
    Settlement(SettlementRequest),
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finance", content = "with", rename_all = "snake_case")]
pub enum FinanceReply {
    /// Transactions.
    Transactions(TransactionList),
    /// What Amazon paid beside our orders.
    Settlement(SettlementReport),
}

/// Which transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TransactionsRequest {
    /// Only of this account.
    pub account: Option<String>,
    /// Not posted before this moment.
    pub from: Option<Moment>,
    /// Posted before this moment.
    pub to: Option<Moment>,
    /// Only of this order: Amazon's reference or our number.
    pub order: Option<String>,
    /// Only of this kind, by Amazon's word, such as `Refund`.
    pub kind: Option<String>,
    /// How many at most, 1 to 10,000.
    pub limit: u32,
}

/// Transactions, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionList {
    /// The transactions.
    pub transactions: Vec<TransactionView>,
    /// There are more than the limit.
    pub more: bool,
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionView {
    /// Amazon's id.
    pub id: TransactionId,
    /// Account name.
    pub account: String,
    /// When it was posted.
    pub posted: Moment,
    /// Amazon's word for what it is.
    pub kind: String,
    /// Whether its money is available.
    pub status: TransactionStatus,
    /// How it counts.
    pub counted: Counted,
    /// Amazon's reference of its order.
    pub amazon_order_ref: Option<AmazonOrderRef>,
    /// Our number of it.
    pub order: Option<OrderNumber>,
    /// Its marketplace.
    pub marketplace: Option<MarketplaceId>,
    /// Currency of its amounts.
    pub currency: Currency,
    /// What it moves: positive in the seller's favour.
    pub total: Amount,
    /// What that is for, in the order of a statement.
    pub groups: Vec<GroupSum>,
    /// Amazon's words.
    pub description: String,
    /// Until when its money is held, as far as Amazon told.
    pub held_until: Option<Moment>,
    /// The held transaction whose money it releases.
    pub releases: Option<TransactionId>,
    /// The transaction that released its money.
    pub released_by: Option<TransactionId>,
    /// The number of the bill in which its fees are.
    pub bill: Option<String>,
}

/// The sum of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSum {
    /// What it is for.
    pub group: Group,
    /// How much: positive in the seller's favour.
    pub amount: Amount,
}

/// Of which account and period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettlementRequest {
    /// Only this account.
    pub account: Option<String>,
    /// Posted from this moment on.
    pub from: Moment,
    /// Posted before this moment; up to now if absent.
    pub to: Option<Moment>,
}

/// What Amazon paid beside our orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementReport {
    /// One for each account and currency.
    pub rows: Vec<SettlementRow>,
    /// Orders that do not fit, the largest difference first, at most 500.
    pub misfits: Vec<MisfitRow>,
    /// How many there are.
    pub misfitting: u64,
    /// How far each account's transactions were fetched.
    pub accounts: Vec<FetchedAccount>,
}

/// What one currency of an account came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementRow {
    /// Account name.
    pub account: String,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Transactions counted.
    pub transactions: u64,
    /// Sums by group, in the order of a statement. Together they are `total`.
    pub groups: Vec<GroupSum>,
    /// What the buyers paid with tax.
    pub sales: Amount,
    /// Tax in that which Amazon keeps.
    pub facilitator_tax: Amount,
    /// What went back to buyers.
    pub refunds: Amount,
    /// What Amazon charged.
    pub fees: Amount,
    /// What was sent to the bank (negative).
    pub transfers: Amount,
    /// All of the period together: what the balance at Amazon rose by.
    pub total: Amount,
    /// Posted before the end of the period and held still.
    pub held: Amount,
    /// In reserve at the end of the period.
    pub reserve: Amount,
    /// Orders paid in the period that fit ours to the last digit.
    pub orders_fitting: u64,
    /// What Amazon paid for these, which is what we have for them.
    pub orders_total: Amount,
    /// Orders that can't be compared yet, such as those that have left in part.
    pub orders_open: u64,
    /// Orders paid in the period that are known and were left out on purpose, such as those shipped elsewhere.
    pub orders_left_out: u64,
    /// Orders that do not fit.
    pub orders_misfitting: u64,
}

/// An order that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MisfitRow {
    /// Account name.
    pub account: String,
    /// Amazon's reference.
    pub amazon_order_ref: AmazonOrderRef,
    /// Our number.
    pub order: Option<OrderNumber>,
    /// What does not fit.
    pub reason: Misfit,
    /// Currency of the amounts.
    pub currency: Currency,
    /// What Amazon paid.
    pub amazon: Option<Amount>,
    /// What we have.
    pub ours: Option<Amount>,
}

/// How far an account's transactions were fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedAccount {
    /// Account name.
    pub account: String,
    /// From here ...
    pub from: Option<Moment>,
    /// ... up to here.
    pub until: Option<Moment>,
    /// Transactions that can't be read.
    pub unreadable: u64,
    /// Why the last fetch brought nothing.
    pub problem: Option<String>,
}

/// What fetching an account's transactions brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinancesSynced {
    /// Transactions that Amazon showed.
    pub fetched: u64,
    /// Of these, new ones.
    pub created: u64,
    /// Of these, changed ones.
    pub updated: u64,
    /// Transactions that can't be read.
    pub unreadable: u64,
    /// Up to when they are here.
    pub until: Option<Moment>,
}

impl FinancesSynced {
    /// Both together.
    pub fn add(&mut self, other: FinancesSynced) {
        self.fetched += other.fetched;
        self.created += other.created;
        self.updated += other.updated;
        self.unreadable += other.unreadable;
        self.until = self.until.max(other.until);
    }
}
