//! The list of invoices: read page by page, the newest first, with the invoice under the cursor whole.

use super::wanted::Wanted;
use crate::domain::ids::InvoiceId;
use crate::domain::moment::{Moment, Span};
use crate::protocol::Request;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::invoices::{
    InvoiceListRequest, InvoicePage, InvoiceRequest, InvoiceRow, InvoiceStatus, InvoiceView,
};
use crate::screen::context::Hand;
use crate::screen::desk::{Purpose, Soon};
use crate::screen::listing::filtered::{Filtered, Searched};
use crate::screen::listing::rows::Row;

/// Rows asked for at once.
const PAGE: u32 = 200;
/// Rows read at most where words are looked for, or all are to be marked.
const MOST: usize = 10_000;

impl Row for InvoiceRow {
    type Key = InvoiceId;
    fn key(&self) -> InvoiceId {
        self.id
    }
}

impl Searched for InvoiceRow {
    fn text(&self) -> String {
        format!(
            "{} {} {} {} {} {} {} {} {} {}",
            self.reference(),
            self.id,
            self.order,
            self.amazon_order_ref,
            self.customer,
            self.account,
            crate::domain::marketplace::code_of(&self.marketplace),
            self.currency,
            status_word(self),
            self.date.map(|day| day.to_string()).unwrap_or_default(),
        )
    }
}

/// How far an invoice is, in a word or two.
pub fn status_word(row: &InvoiceRow) -> &'static str {
    match (row.status, row.credit_note) {
        (InvoiceStatus::Draft, false) => "draft",
        (InvoiceStatus::Draft, true) => "draft credit",
        (InvoiceStatus::Open, false) if row.due != row.total => "part paid",
        (InvoiceStatus::Open, false) => "open",
        (InvoiceStatus::Open, true) => "credit open",
        (InvoiceStatus::Paid, false) => "paid",
        (InvoiceStatus::Paid, true) => "credit",
        (InvoiceStatus::Cancelled, _) => "dropped",
    }
}

/// The list.
#[derive(Debug)]
pub struct InvoiceList {
    /// The rows.
    pub list: Filtered<InvoiceRow>,
    /// Only those.
    pub status: Option<InvoiceStatus>,
    /// What the engine counted.
    pub counts: Counts,
    /// The invoice under the cursor, once it came.
    pub detail: Option<Box<InvoiceView>>,
    /// Whether the details are shown where they do not stand beside the list.
    pub open: bool,
    /// Lines of the details that are scrolled away.
    pub scroll: u16,
    next: Option<InvoiceId>,
    /// All that there are are to be marked, once they are read.
    marking: bool,
    follow: Soon,
}

/// What there is, whatever is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Orders that wait for an invoice.
    pub waiting: u64,
    /// Drafts.
    pub drafts: u64,
    /// Posted and not settled.
    pub open: u64,
}

impl Default for InvoiceList {
    fn default() -> Self {
        InvoiceList {
            list: Filtered::default(),
            status: None,
            counts: Counts::default(),
            detail: None,
            open: false,
            scroll: 0,
            next: None,
            marking: false,
            follow: Soon::every(Span::millis(180)),
        }
    }
}

impl InvoiceList {
    fn request(&self, before: Option<InvoiceId>) -> Request {
        Request::Books(BooksRequest::Invoice(InvoiceRequest::List(
            InvoiceListRequest {
                status: self.status,
                order: None,
                before,
                limit: PAGE,
            },
        )))
    }

    /// Asks for the newest rows.
    pub fn ask(&self, hand: &mut Hand) {
        hand.desk.ask(Wanted::Page.into(), self.request(None));
    }

    /// Asks for older rows where the cursor comes near the last one, or words were not found often enough.
    pub fn ask_more(&self, hand: &mut Hand) {
        let asked = [Wanted::Page, Wanted::More].map(Purpose::from);
        let busy = asked.iter().any(|p| hand.desk.waits_for(p));
        // Words that are found nowhere do not make everything be read.
        let enough = !self.list.words.is_empty() && self.list.read().len() >= MOST;
        if let Some(before) = self.next
            && !enough
            && (self.marking || self.list.rows.runs_out())
            && !busy
        {
            hand.desk
                .ask(Wanted::More.into(), self.request(Some(before)));
        }
    }

    /// Other invoices are wanted.
    pub fn restart(&mut self, status: Option<InvoiceStatus>, hand: &mut Hand) {
        self.status = status;
        self.next = None;
        self.marking = false;
        self.list.restart();
        self.ask(hand);
    }

    /// The newest rows came: what was read behind them stays.
    pub fn page(&mut self, page: InvoicePage, detailed: bool, hand: &mut Hand) {
        self.count(&page);
        let oldest = page.invoices.last().map(|row| row.id);
        let deeper = self.list.read().len() > page.invoices.len() && self.next.is_some();
        match (oldest, page.next) {
            (Some(oldest), Some(_)) if deeper => {
                self.list.renew(page.invoices, |row| row.id < oldest);
            }
            (_, next) => {
                self.next = next;
                self.list.set(page.invoices);
            }
        }
        if detailed {
            self.ask_detail(hand);
        }
        self.go_on(hand);
    }

    /// Reads on, or marks what was read.
    fn go_on(&mut self, hand: &mut Hand) {
        if self.marking && (self.next.is_none() || self.list.read().len() >= MOST) {
            self.marking = false;
            self.list.mark_all();
        }
        self.ask_more(hand);
    }

    /// Marks all that there are, read or not, as far as that is sensible.
    pub fn mark_all(&mut self, hand: &mut Hand) {
        self.marking = true;
        self.go_on(hand);
    }

    /// Older rows came.
    pub fn more(&mut self, page: InvoicePage, hand: &mut Hand) {
        self.count(&page);
        self.next = page.next;
        self.list.add(page.invoices);
        self.go_on(hand);
    }

    fn count(&mut self, page: &InvoicePage) {
        self.counts = Counts {
            waiting: page.to_invoice,
            drafts: page.drafts,
            open: page.open,
        };
    }

    /// Whether everything that there is was read.
    pub fn is_whole(&self) -> bool {
        self.next.is_none()
    }

    /// These invoices are another way now.
    pub fn changed(&mut self, rows: &[InvoiceRow]) {
        let status = self.status;
        self.list
            .change(rows, |row| status.is_none_or(|s| s == row.status));
    }

    /// Asks for the invoice under the cursor.
    pub fn ask_detail(&mut self, hand: &mut Hand) {
        self.follow.drop_it();
        let Some(row) = self.list.rows.current() else {
            self.detail = None;
            return;
        };
        if self.detail.as_ref().is_none_or(|d| d.row.id != row.id) {
            self.scroll = 0;
        }
        let invoice = row.reference();
        hand.desk.ask(
            Wanted::Detail(row.id).into(),
            Request::Books(BooksRequest::Invoice(InvoiceRequest::Show { invoice })),
        );
    }

    /// The invoice under the cursor, whole, if it is here.
    pub fn whole(&self) -> Option<&InvoiceView> {
        let row = self.list.rows.current()?;
        self.detail.as_deref().filter(|d| d.row.id == row.id)
    }

    /// The cursor may have moved: the details follow a moment later.
    pub fn follows(&mut self, before: Option<InvoiceId>, hand: &mut Hand) {
        if self.list.rows.current().map(Row::key) != before {
            self.follow.want_after_rest(hand.now);
        }
    }

    /// When the details are to follow.
    pub fn due(&self) -> Option<Moment> {
        self.follow.due()
    }

    /// A moment has come.
    pub fn come(&mut self, hand: &mut Hand) {
        if self.follow.take(hand.now) {
            self.ask_detail(hand);
        }
    }
}
