//! Requests to the engine.

use super::accounts::{AccountChange, NewAccount, SellerLogin};
use super::books::BooksRequest;
use super::documents::DocumentRequest;
use super::finances::FinanceRequest;
use super::orders::{OrderPageRequest, OrderRef};
use super::pickings::{NewCarrier, NoticeChoice, NoticeSync, PickingConfirm, PickingPageRequest};
use super::products::ProductRequest;
use super::reports::ReportRequest;
use super::stock::StockRequest;
use crate::domain::cancellation::CancelReason;
use crate::domain::ids::PickingNumber;
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// Something to know or to do. Each has exactly one reply.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum Request {
    /// The figures of `orderdeck status`. Answer: [`super::Reply::Status`].
    Status,
    /// All accounts. Answer: [`super::Reply::Accounts`].
    AccountList,
    /// One account by name. Answer: [`super::Reply::Account`].
    AccountShow {
        /// Its name.
        name: String,
    },
    /// Asks Amazon which marketplaces a seller takes part in, without registering anything. Answer: [`super::Reply::Marketplaces`].
    AccountDiscover(SellerLogin),
    /// Registers an account, after asking Amazon. Answer: [`super::Reply::Account`].
    AccountAdd(NewAccount),
    /// Changes an account. Answer: [`super::Reply::AccountChanged`].
    AccountSet {
        /// Its name.
        name: String,
        /// What to change.
        change: AccountChange,
    },
    /// What reading again from a moment on would cost. Answer: [`super::Reply::Backfill`].
    BackfillCost {
        /// The account's name.
        name: String,
        /// From when on.
        from: Moment,
    },
    /// Archives an account, or takes it out of the archive. Answer: [`super::Reply::Account`].
    AccountArchive {
        /// Its name.
        name: String,
        /// Into the archive, or out of it.
        archived: bool,
    },
    /// Checks an account's credentials and marketplaces with Amazon. Answer: [`super::Reply::AccountCheck`].
    AccountCheck {
        /// Its name.
        name: String,
    },
    /// One run of the order sync now; returns when it is done or throttled. Answer: [`super::Reply::Sync`].
    SyncOrders {
        /// One account, or all active ones.
        account: Option<String>,
    },
    /// Fetches Amazon's figures of what lies there now. Answer: [`super::Reply::Sync`].
    SyncStock {
        /// One account, or all active ones.
        account: Option<String>,
        /// Though they have suspiciously few rows.
        accept: bool,
    },
    /// Fetches Amazon's financial transactions now. Answer: [`super::Reply::Sync`].
    SyncFinances {
        /// One account, or all active ones.
        account: Option<String>,
        /// Everything posted since then, not only what is new.
        from: Option<Moment>,
    },
    /// Pauses, resumes or stops the running back-fill of an account. Answer: [`super::Reply::Account`].
    SyncControl {
        /// The account's name.
        account: String,
        /// What to do with its run.
        action: SyncAction,
    },
    /// A page of the order list. Answer: [`super::Reply::OrderPage`].
    OrderPage(OrderPageRequest),
    /// One order whole. Answer: [`super::Reply::Order`].
    OrderShow {
        /// Amazon's reference or our number.
        order: OrderRef,
    },
    /// Fetches one order from Amazon now and processes it. Answer: [`super::Reply::Order`].
    OrderRecover {
        /// The account's name.
        account: String,
        /// Amazon's reference as typed.
        reference: String,
    },
    /// Why an order is here or not. Answer: [`super::Reply::Why`].
    OrderWhy {
        /// Amazon's reference as typed, or our number.
        reference: String,
    },
    /// The orders that could not be processed. Answer: [`super::Reply::Failed`].
    FailedList,
    /// The failed orders that were dismissed. Answer: [`super::Reply::Failed`].
    FailedDismissed,
    /// Tries a failed order again now. Answer: [`super::Reply::Failed`].
    FailedRetry {
        /// Amazon's reference.
        reference: String,
    },
    /// Dismisses a failed order. Answer: [`super::Reply::Failed`].
    FailedDismiss {
        /// Amazon's reference.
        reference: String,
        /// Why.
        why: String,
    },
    /// Cancels what is open of an order. Answer: [`super::Reply::Order`].
    OrderCancel {
        /// The order.
        order: OrderRef,
        /// Why.
        reason: CancelReason,
        /// Amazon is not told.
        only_here: bool,
        /// Though Amazon fulfils it and usually refuses.
        force: bool,
    },
    /// A part of the list of pickings. Answer: [`super::Reply::Pickings`].
    PickingPage(PickingPageRequest),
    /// One picking whole. Answer: [`super::Reply::Picking`].
    PickingShow {
        /// The picking.
        picking: PickingNumber,
    },
    /// The picking that a scanned code means: its number, its order's, Amazon's reference, or an SKU or barcode (then the
    /// most urgent one with that single line). Answer: [`super::Reply::Picking`].
    PickingFind {
        /// The code as scanned.
        code: String,
    },
    /// Takes a picking, so that others see it as taken; it is free again when the session ends. Answer:
    /// [`super::Reply::Picking`].
    PickingTake {
        /// The picking.
        picking: PickingNumber,
        /// Even if another terminal has it.
        force: bool,
    },
    /// Gives a picking back that was taken. Answer: [`super::Reply::Done`].
    PickingRelease {
        /// The picking.
        picking: PickingNumber,
    },
    /// Confirms a picking; never waits for Amazon. Answer: [`super::Reply::PickingConfirmed`].
    PickingConfirm {
        /// The picking.
        picking: PickingNumber,
        /// What was packed.
        confirm: PickingConfirm,
    },
    /// Takes a confirmation back that has not left. Answer: [`super::Reply::Picking`].
    PickingUndo {
        /// The picking.
        picking: PickingNumber,
    },
    /// The notices that Amazon refused. Answer: [`super::Reply::FailedNotices`].
    FailedNotices,
    /// Tells Amazon again what it refused: the order is read first, and only what Amazon lacks is sent. Answer:
    /// [`super::Reply::Sync`].
    NoticeRetry {
        /// What.
        choice: NoticeChoice,
        /// Another carrier.
        carrier: Option<String>,
        /// Another tracking reference.
        tracking: Option<String>,
    },
    /// Lays something aside that Amazon refused, since it was settled in Seller Central. Answer:
    /// [`super::Reply::FailedNotices`].
    NoticeSolve {
        /// What.
        choice: NoticeChoice,
        /// How it was settled.
        why: String,
    },
    /// Tells Amazon now what it is to be told. Answer: [`super::Reply::Sync`].
    SyncNotices {
        /// One account, or all active ones.
        account: Option<String>,
        /// What to do.
        what: NoticeSync,
        /// Stay until the feeds are final.
        wait: bool,
    },
    /// Makes a document to print. Answer: [`super::Reply::Document`].
    Document(DocumentRequest),
    /// Makes a document, writes it on the engine's side and hands it to the printer's command, if there is one. Answer:
    /// [`super::Reply::Printed`].
    Print(DocumentRequest),
    /// Sends an e-mail, to see that it arrives. Answer: [`super::Reply::Mail`].
    MailTest,
    /// Products: listed, made, changed, matched. Answer: [`super::Reply::Product`].
    Product(ProductRequest),
    /// All carriers. Answer: [`super::Reply::Carriers`].
    CarrierList,
    /// Makes or changes a carrier of our own. Answer: [`super::Reply::Carriers`].
    CarrierAdd(NewCarrier),
    /// Takes a carrier of our own away. Answer: [`super::Reply::Carriers`].
    CarrierRemove {
        /// Its name.
        name: String,
    },
    /// Stock: moves, quantities, counts, transfers, reordering rules. Answer: [`super::Reply::Stock`].
    Stock(StockRequest),
    /// The books: invoices, payments, bills, bank statements, the journal. Answer: [`super::Reply::Books`].
    Books(BooksRequest),
    /// Reports: sales, the operators' figures, sales teams, kept reports. Answer: [`super::Reply::Report`].
    Report(ReportRequest),
    /// What Amazon paid and charged. Answer: [`super::Reply::Finance`].
    Finance(FinanceRequest),
    /// Takes back the goods of an order that was cancelled after they had left. Answer: [`super::Reply::Order`].
    GoodsReturn {
        /// The order.
        order: OrderRef,
    },
    /// What was done and what happened, newest first. Answer: [`super::Reply::Activity`].
    Activity {
        /// Only entries older than this one.
        before: Option<u64>,
        /// How many at most, 1 to 500.
        limit: u32,
    },
    /// Checks that everything that must always hold does hold. Answer: [`super::Reply::Verify`].
    Verify,
    /// Writes a copy of the store. Answer: [`super::Reply::Backup`].
    Backup {
        /// The new file; it must not exist yet.
        file: String,
    },
    /// Checks of `orderdeck doctor` that only the engine can make. Answer: [`super::Reply::Doctor`].
    Doctor,
}

/// What to do with the running back-fill of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncAction {
    /// Fetch no further page until resumed.
    Pause,
    /// Go on where it stopped.
    Resume,
    /// Give up the run. The watermark stays where it was; after a back-fill it moves to where new orders are read from, so
    /// that the past is left alone.
    Stop,
}
