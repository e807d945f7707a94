//! Answers of the engine.

use super::accounts::{AccountChanged, AccountCheck, AccountView, BackfillCost};
use super::books::BooksReply;
use super::documents::{Document, Printed};
use super::finances::FinanceReply;
use super::mail::MailDelivered;
use super::orders::{FailedList, OrderPage, OrderView, OrderWhy};
use super::pickings::{CarrierView, FailedNotices, PickingConfirmed, PickingPage, PickingView};
use super::products::ProductReply;
use super::reports::ReportReply;
use super::status::StatusReport;
use super::stock::StockReply;
use super::upkeep::{ActivityPage, BackupReport, DoctorReport, SyncReport, VerifyReport};
use crate::domain::marketplace::Marketplace;
use serde::{Deserialize, Serialize};

/// The answer to a request that was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum Reply {
    /// The figures at a glance.
    Status(Box<StatusReport>),
    /// All accounts.
    Accounts(Vec<AccountView>),
    /// One account.
    Account(Box<AccountView>),
    /// An account after a change.
    AccountChanged(Box<AccountChanged>),
    /// Marketplaces that a seller takes part in.
    Marketplaces(Vec<Marketplace>),
    /// What reading again would cost.
    Backfill(BackfillCost),
    /// What Amazon says of an account.
    AccountCheck(AccountCheck),
    /// What a sync did.
    Sync(SyncReport),
    /// A page of the order list.
    OrderPage(OrderPage),
    /// One order.
    Order(Box<OrderView>),
    /// Why an order is here or not.
    Why(OrderWhy),
    /// Orders that could not be processed.
    Failed(FailedList),
    /// A part of the list of pickings.
    Pickings(PickingPage),
    /// One picking.
    Picking(Box<PickingView>),
    /// A picking that was confirmed.
    PickingConfirmed(Box<PickingConfirmed>),
    /// Notices that Amazon refused.
    FailedNotices(FailedNotices),
    /// A document that was made.
    Document(Document),
    /// A document that the engine wrote.
    Printed(Printed),
    /// An e-mail that was delivered.
    Mail(MailDelivered),
    /// All carriers.
    Carriers(Vec<CarrierView>),
    /// What was asked of products.
    Product(ProductReply),
    /// What was asked of stock.
    Stock(StockReply),
    /// What was asked of the books.
    Books(BooksReply),
    /// What was asked of reports.
    Report(ReportReply),
    /// What was asked of finances.
    Finance(FinanceReply),
    /// It is done, and there is nothing to tell.
    Done,
    /// What was done and happened.
    Activity(ActivityPage),
    /// What the self-check found.
    Verify(VerifyReport),
    /// The copy that was written.
    Backup(BackupReport),
    /// What the doctor found.
    Doctor(DoctorReport),
}
