//! The Money tab: entries, balances, what Amazon owes, payments, batches, bills, the bank.

mod answers;
mod asks;
mod bank_asks;
mod columns;
mod details;
mod drawing;
mod files;
mod form;
mod hints;
mod keys;
mod lists;
mod rows;
mod told;
mod views;
mod wanted;

pub use asks::AboutMoney;
pub use form::MoneyForm;
pub use wanted::Wanted;

use super::context::Hand;
use super::desk::{Purpose, Soon};
use super::listing::filtered::{AnyList, Filtered};
use super::listing::split::{Split, below_strip};
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::explain::Explanation;
use crate::domain::books::journal::Journal;
use crate::domain::moment::{Moment, Span};
use crate::protocol::Request;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::bills::{BillProposalView, BillRequest};
use crate::protocol::books::journal::{EntriesWanted, EntryView, JournalRequest};
use crate::protocol::books::payments::{BatchView, PaymentRequest, PaymentView};
use crate::protocol::books::statements::{StatementLineView, StatementRequest};
use ratatui::layout::Rect;
use rows::{BalanceRow, BillRow, OpenRow};
use tui_input::InputRequest;
use views::View;

/// Entries read at most while words are looked for.
const READ: usize = 10_000;
/// Entries asked for at once.
const PAGE: u32 = 200;
/// Payments and lines of statements asked for at most.
const MANY: u32 = 1000;
/// Bills and batches asked for at most.
const SOME: u32 = 500;

/// The Money tab.
#[derive(Debug)]
pub struct Money {
    view: View,
    entries: Filtered<EntryView>,
    /// Only of this journal.
    journal: Option<Journal>,
    /// Only with a line on this account, by its name.
    account: Option<(LedgerAccount, String)>,
    /// Whether there are older entries.
    more: bool,
    balances: Filtered<BalanceRow>,
    open: Filtered<OpenRow>,
    explained: Vec<Explanation>,
    payments: Filtered<PaymentView>,
    /// Only payments that belong to no batch.
    loose: bool,
    batches: Filtered<BatchView>,
    /// The batch under the cursor with its payments.
    batch: Option<Box<BatchView>>,
    bills: Filtered<BillRow>,
    /// What Amazon's fees propose as bills.
    proposals: Vec<BillProposalView>,
    bank: Filtered<StatementLineView>,
    /// Also lines that are matched.
    all_lines: bool,
    /// The bank account that was typed last.
    bank_name: String,
    /// Whether the details fill the tab.
    whole: bool,
    scroll: u16,
    follow: Soon,
    refresh: Soon,
    area: Rect,
}

impl Default for Money {
    fn default() -> Self {
        Money {
            view: View::default(),
            entries: Filtered::default(),
            journal: None,
            account: None,
            more: false,
            balances: Filtered::default(),
            open: Filtered::default(),
            explained: Vec::new(),
            payments: Filtered::default(),
            loose: false,
            batches: Filtered::default(),
            batch: None,
            bills: Filtered::default(),
            proposals: Vec::new(),
            bank: Filtered::default(),
            all_lines: false,
            bank_name: String::new(),
            whole: false,
            scroll: 0,
            follow: Soon::every(Span::millis(180)),
            refresh: Soon::every(Span::millis(400)),
            area: Rect::default(),
        }
    }
}

impl Money {
    /// The area that the tab fills.
    pub fn set_area(&mut self, area: Rect) {
        self.area = area;
        let rows = self.split().list.height.saturating_sub(1);
        self.list_mut().set_height(rows);
    }

    fn body(&self) -> Rect {
        below_strip(self.area)
    }

    fn split(&self) -> Split {
        let body = self.body();
        let below = match self.view {
            View::Balances => 0,
            View::Open => 5,
            View::Payments => 0,
            _ => (body.height / 3).min(8),
        };
        Split::of(body, below)
    }

    /// The list that is shown.
    fn list_mut(&mut self) -> &mut dyn AnyList {
        match self.view {
            View::Entries => &mut self.entries,
            View::Balances => &mut self.balances,
            View::Open => &mut self.open,
            View::Payments => &mut self.payments,
            View::Batches => &mut self.batches,
            View::Bills => &mut self.bills,
            View::Bank => &mut self.bank,
        }
    }

    fn list(&self) -> &dyn AnyList {
        match self.view {
            View::Entries => &self.entries,
            View::Balances => &self.balances,
            View::Open => &self.open,
            View::Payments => &self.payments,
            View::Batches => &self.batches,
            View::Bills => &self.bills,
            View::Bank => &self.bank,
        }
    }

    /// The tab is shown.
    pub fn show(&mut self, hand: &mut Hand) {
        self.reload(hand);
    }

    fn go(&mut self, view: View, hand: &mut Hand) {
        self.view = view;
        self.whole = false;
        self.scroll = 0;
        self.reload(hand);
    }

    /// Asks again for what the view shows.
    fn reload(&mut self, hand: &mut Hand) {
        let (wanted, request) = match self.view {
            View::Entries => (Wanted::Entries, self.entries_request(0)),
            View::Balances => (
                Wanted::Balances,
                BooksRequest::Journal(JournalRequest::Accounts),
            ),
            View::Open => (
                Wanted::Open,
                BooksRequest::Journal(JournalRequest::Explain {
                    account: LedgerAccount::AmazonPayments,
                }),
            ),
            View::Payments => {
                let (loose, limit) = (self.loose, MANY);
                let request = PaymentRequest::List { loose, limit };
                (Wanted::Payments, BooksRequest::Payment(request))
            }
            View::Batches => (Wanted::Batches, batches()),
            View::Bills => {
                let propose = BillRequest::Propose { account: None };
                ask(Wanted::Proposals, BooksRequest::Bill(propose), hand);
                let (open, limit) = (false, SOME);
                let request = BillRequest::List { open, limit };
                (Wanted::Bills, BooksRequest::Bill(request))
            }
            View::Bank => {
                // What lines are matched with as a rule.
                ask(Wanted::Batches, batches(), hand);
                let (open, limit) = (!self.all_lines, MANY);
                let request = StatementRequest::List { open, limit };
                (Wanted::Bank, BooksRequest::Statement(request))
            }
        };
        ask(wanted, request, hand);
    }

    fn entries_request(&self, skip: usize) -> BooksRequest {
        BooksRequest::Journal(JournalRequest::Entries(EntriesWanted {
            journal: self.journal,
            account: self.account.as_ref().map(|(account, _)| *account),
            from: None,
            to: None,
            skip: u32::try_from(skip).unwrap_or(u32::MAX),
            limit: PAGE,
        }))
    }

    /// Asks for older entries where the cursor comes near the last one.
    fn ask_more(&self, hand: &mut Hand) {
        let asked = [Wanted::Entries, Wanted::MoreEntries].map(Purpose::from);
        let busy = asked.iter().any(|p| hand.desk.waits_for(p));
        // Words that are found nowhere do not make everything be read.
        let enough = !self.entries.words.is_empty() && self.entries.read().len() >= READ;
        let wanted = self.more && self.entries.rows.runs_out() && !enough;
        if self.view == View::Entries && wanted && !busy {
            let request = self.entries_request(self.entries.read().len());
            ask(Wanted::MoreEntries, request, hand);
        }
    }

    /// The cursor moved: what is read for its row alone follows a moment later.
    fn moved(&mut self, before: usize, hand: &mut Hand) {
        if self.list().index() != before {
            self.scroll = 0;
            if self.view == View::Batches {
                self.follow.want_after_rest(hand.now);
            }
        }
        self.ask_more(hand);
    }

    /// Asks for the payments of the batch under the cursor.
    fn ask_batch(&mut self, hand: &mut Hand) {
        self.follow.drop_it();
        if let Some(row) = self.batches.rows.current() {
            let batch = row.number;
            let request = PaymentRequest::BatchShow { batch };
            ask(Wanted::Batch(batch), BooksRequest::Payment(request), hand);
        }
    }

    /// The books changed at the engine.
    pub fn outdated(&mut self, now: Moment) {
        self.refresh.want(now);
    }

    /// A moment has come.
    pub fn due(&mut self, hand: &mut Hand) {
        if self.refresh.take(hand.now) {
            self.reload(hand);
        }
        if self.follow.take(hand.now) {
            self.ask_batch(hand);
        }
    }

    /// When something is to be done.
    pub fn next_due(&self) -> Option<Moment> {
        [self.refresh.due(), self.follow.due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Text goes into a filter.
    pub fn edit(&mut self, request: InputRequest, hand: &mut Hand) {
        let before = self.list().index();
        self.list_mut().edit(request);
        self.moved(before, hand);
    }

    /// A press of the mouse inside the tab.
    pub fn press(&mut self, x: u16, y: u16, hand: &mut Hand) {
        let list = self.split().list;
        let inside = list.contains((x, y).into()) && !self.whole;
        if let Some(row) = y.checked_sub(list.y + 1).filter(|_| inside) {
            let before = self.list().index();
            self.list_mut().go_visible(row);
            self.moved(before, hand);
        }
    }
}

fn batches() -> BooksRequest {
    BooksRequest::Payment(PaymentRequest::Batches { limit: SOME })
}

/// Asks the engine about the books.
fn ask(wanted: Wanted, request: BooksRequest, hand: &mut Hand) {
    hand.desk.ask(wanted.into(), Request::Books(request));
}
