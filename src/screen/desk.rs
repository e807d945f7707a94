//! Requests on their way: who asked, and which answers still matter.

use super::invoices;
use super::message::Effect;
use super::money;
use super::reports::Wanted as WantedReport;
use super::stock::Wanted;
use crate::domain::ids::{OrderNumber, PickingNumber};
use crate::domain::moment::{Moment, Span};
use crate::protocol::Request;
use crate::protocol::documents::DocumentKind;
use crate::protocol::request::SyncAction;

/// A request on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket(u64);

/// What an answer is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The figures of the header.
    Status,
    /// All accounts.
    Accounts,
    /// Rows of the order list.
    OrderPage,
    /// The order in the details.
    OrderDetail,
    /// The newest entries of the activity log.
    Activity,
    /// Older entries of the activity log.
    ActivityMore,
    /// A sync that a person asked for.
    Sync(Option<String>),
    /// A back-fill that a person paused, resumed or stopped.
    Control(String, SyncAction),
    /// An order fetched by its reference.
    Recover(String),
    /// Why an order is here or not.
    Why,
    /// The failed orders.
    FailedList,
    /// A failed order tried again.
    FailedRetry(String),
    /// A failed order dismissed.
    FailedDismiss(String),
    /// What reading again would cost, before doing it.
    Cost(String),
    /// The watermark moved.
    From(String),
    /// The marketplaces of a seller who is not registered yet.
    Discover,
    /// An account registered.
    AccountAdd,
    /// An account changed.
    AccountEdit(String),
    /// An account archived or taken out.
    Archive(String, bool),
    /// An account checked with Amazon.
    Check(String),
    /// Rows of the list of pickings.
    PickingPage,
    /// Further rows of the list of pickings.
    PickingMore,
    /// A picking as it is now.
    Picking(PickingNumber),
    /// The picking that a scanned code means.
    PickingFind(String),
    /// A picking taken, so that others see it.
    PickingTake(PickingNumber),
    /// A picking given back.
    PickingRelease,
    /// A picking confirmed.
    PickingConfirm(PickingNumber),
    /// A confirmation taken back.
    PickingUndo(PickingNumber),
    /// All carriers.
    Carriers,
    /// A carrier made here, or changed.
    CarrierSet(String),
    /// A carrier taken away that was made here.
    CarrierRemove(String),
    /// The products.
    Products,
    /// SKUs that nobody has looked at.
    Unmatched,
    /// A product made or changed.
    ProductSet,
    /// An SKU matched to a product.
    ProductMatch,
    /// A document printed.
    Print(DocumentKind),
    /// A barcode given to a product.
    BarcodeSet(String),
    /// What Amazon refused.
    FailedNotices,
    /// Amazon told again what it refused.
    NoticeRetry,
    /// Something that Amazon refused laid aside.
    NoticeSolve,
    /// Amazon told now what it is to be told.
    SyncNotices,
    /// An order to open in its details.
    OrderOpen,
    /// An order cancelled.
    OrderCancel(OrderNumber),
    /// The goods of an order taken back.
    GoodsReturn(OrderNumber),
    /// Something about stock.
    Stock(Wanted),
    /// Something about reports.
    Report(WantedReport),
    /// Something about invoices.
    Invoices(invoices::Wanted),
    /// Something about money.
    Money(money::Wanted),
}

impl Purpose {
    /// Whether an older request with the same purpose no longer matters once this one is asked.
    fn replaces(&self) -> bool {
        match self {
            Purpose::Stock(wanted) => return wanted.reads(),
            Purpose::Report(wanted) => return wanted.reads(),
            Purpose::Invoices(wanted) => return wanted.reads(),
            Purpose::Money(wanted) => return wanted.reads(),
            _ => {}
        }
        matches!(
            self,
            Purpose::Status
                | Purpose::Accounts
                | Purpose::OrderPage
                | Purpose::OrderDetail
                | Purpose::Activity
                | Purpose::ActivityMore
                | Purpose::Why
                | Purpose::FailedList
                | Purpose::Cost(_)
                | Purpose::PickingPage
                | Purpose::PickingMore
                | Purpose::Picking(_)
                | Purpose::Carriers
                | Purpose::Products
                | Purpose::Unmatched
                | Purpose::FailedNotices
        )
    }
}

/// What the screen wants done, and which answers it waits for.
#[derive(Debug, Default)]
pub struct Desk {
    next: u64,
    open: Vec<(Ticket, Purpose)>,
    effects: Vec<Effect>,
}

impl Desk {
    /// Asks the engine; an answer to an older question of the same kind will be dropped.
    pub fn ask(&mut self, purpose: Purpose, request: Request) {
        if purpose.replaces() {
            self.open.retain(|(_, other)| *other != purpose);
        }
        self.next += 1;
        let ticket = Ticket(self.next);
        self.open.push((ticket, purpose));
        self.effects.push(Effect::Call {
            ticket,
            request: Box::new(request),
        });
    }

    /// Wants something done.
    pub fn want(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// What an answer is for; nothing if it no longer matters.
    pub fn answered(&mut self, ticket: Ticket) -> Option<Purpose> {
        let at = self.open.iter().position(|(t, _)| *t == ticket)?;
        Some(self.open.swap_remove(at).1)
    }

    /// Whether such an answer is still awaited.
    pub fn waits_for(&self, purpose: &Purpose) -> bool {
        self.open.iter().any(|(_, p)| p == purpose)
    }

    /// Whether nothing is awaited.
    pub fn is_clear(&self) -> bool {
        self.open.is_empty() && self.effects.is_empty()
    }

    /// What is to be done now.
    pub fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
}

/// Something to be done soon, but not more often than every so long.
#[derive(Clone, Copy, Debug)]
pub struct Soon {
    gap: Span,
    last: Option<Moment>,
    due: Option<Moment>,
}

impl Soon {
    /// At most once in this span.
    pub const fn every(gap: Span) -> Soon {
        Soon {
            gap,
            last: None,
            due: None,
        }
    }

    /// It is wanted: at once, or when the span since the last time has passed.
    pub fn want(&mut self, now: Moment) {
        let due = self.last.map_or(now, |last| last.plus(self.gap).max(now));
        self.due = Some(self.due.map_or(due, |d| d.min(due)));
    }

    /// It is wanted when the span has passed from now, counted anew each time.
    pub fn want_after_rest(&mut self, now: Moment) {
        self.due = Some(now.plus(self.gap));
    }

    /// Whether its time has come; if so it counts as done.
    pub fn take(&mut self, now: Moment) -> bool {
        let come = self.due.is_some_and(|due| due <= now);
        if come {
            self.due = None;
            self.last = Some(now);
        }
        come
    }

    /// No longer wanted.
    pub fn drop_it(&mut self) {
        self.due = None;
    }

    /// When it is to be done.
    pub fn due(&self) -> Option<Moment> {
        self.due
    }
}
