//! What becomes of the engine's answers.

use super::App;
use crate::domain::moment::Moment;
use crate::protocol::request::SyncAction;
use crate::protocol::upkeep::{AccountSync, Level, SyncReport};
use crate::protocol::{Failure, FailureCode, Reply};
use crate::screen::desk::Purpose;
use crate::screen::facts::Link;
use crate::screen::tabs::Tab;
use crate::screen::words;

impl App {
    /// An answer that still matters.
    pub(super) fn answer(&mut self, purpose: Purpose, result: Result<Reply, Failure>, now: Moment) {
        if result
            .as_ref()
            .is_err_and(|f| f.code == FailureCode::Connection)
        {
            self.lose(now);
        } else if self.facts.link != Link::Up {
            self.found(now);
        }
        if self.answer_delivery(&purpose, &result, now)
            || self.answer_stock(&purpose, &result, now)
            || self.answer_report(&purpose, &result, now)
            || self.answer_books(&purpose, &result, now)
        {
            return;
        }
        if self.offer_to_overlays(&purpose, &result, now) {
            self.dirty = true;
            return self.after_success(&purpose, result, now);
        }
        match result {
            Ok(reply) => self.take(purpose, reply, now),
            Err(failure) => self.failed(&purpose, &failure, now),
        }
    }

    /// The engine answers, again or for the first time.
    fn found(&mut self, now: Moment) {
        let was_lost = self.facts.link.is_lost();
        self.facts.link = Link::Up;
        self.dirty = true;
        if was_lost {
            self.toasts.say(Level::Info, "The engine is back.", now);
            self.reload(now);
            self.with_hand(now, |parts, hand| parts.pickings.found(hand));
        }
    }

    fn take(&mut self, purpose: Purpose, reply: Reply, now: Moment) {
        match (purpose, reply) {
            (Purpose::Status, Reply::Status(mut status)) => {
                // Only what shows counts as a change.
                if let Some(old) = &self.facts.status {
                    let shown = old.as_of;
                    let fresh = std::mem::replace(&mut status.as_of, shown);
                    self.dirty |= *status != *old;
                    status.as_of = fresh;
                } else {
                    self.dirty = true;
                }
                self.facts.status = Some(*status);
            }
            (Purpose::Accounts, Reply::Accounts(accounts)) => {
                self.dirty |= self.facts.accounts.as_ref() != Some(&accounts);
                self.facts.accounts = Some(accounts);
            }
            (Purpose::OrderPage, Reply::OrderPage(page)) => {
                if page.complete {
                    self.facts.listing = None;
                }
                self.dirty = true;
                self.with_hand(now, |parts, hand| parts.orders.page(page, hand));
            }
            (Purpose::OrderDetail, reply) => {
                self.dirty = true;
                self.orders.detail(Ok(reply));
            }
            (Purpose::Activity, Reply::Activity(page)) => {
                self.dirty |= self.tab == Tab::Activity;
                self.activity.page(page, false);
            }
            (Purpose::ActivityMore, Reply::Activity(page)) => {
                self.dirty |= self.tab == Tab::Activity;
                self.activity.page(page, true);
            }
            (Purpose::Sync(_), Reply::Sync(report)) => self.synced(&report, now),
            (Purpose::Recover(_), Reply::Order(view)) => self.open_order(view, now),
            (Purpose::OrderOpen, Reply::Order(view)) => {
                self.dirty = true;
                self.with_hand(now, |parts, hand| parts.orders.open(view, hand));
            }
            (Purpose::Check(_), Reply::AccountCheck(check)) => self.show_check(&check),
            (Purpose::Control(name, action), Reply::Account(_)) => {
                let word = match action {
                    SyncAction::Pause => "paused",
                    SyncAction::Resume => "going on",
                    SyncAction::Stop => "given up",
                };
                self.done(format!("{name}: the run is {word}."), now);
            }
            (Purpose::Archive(name, archived), Reply::Account(_)) => {
                let text = if archived {
                    format!("{name} is archived.")
                } else {
                    format!("{name} is out of the archive.")
                };
                self.done(text, now);
            }
            (Purpose::From(name), Reply::AccountChanged(changed)) => {
                let cost = changed.backfill.map(|b| b.message).unwrap_or_default();
                self.done(format!("{name} reads again. {cost}"), now);
            }
            _ => {}
        }
    }

    fn done(&mut self, text: String, now: Moment) {
        self.dirty = true;
        self.toasts.say(Level::Info, text, now);
        self.account_list.want(now);
        self.status.want(now);
    }

    pub(super) fn open_order(
        &mut self,
        view: Box<crate::protocol::orders::OrderView>,
        now: Moment,
    ) {
        self.dirty = true;
        self.tab = Tab::Orders;
        let text = format!("{} is here as {}.", view.amazon_order_ref, view.number);
        self.toasts.say(Level::Info, text, now);
        self.with_hand(now, |parts, hand| parts.orders.open(view, hand));
    }

    fn synced(&mut self, report: &SyncReport, now: Moment) {
        self.dirty = true;
        for account in &report.accounts {
            let (level, text) = self.sync_words(account);
            self.toasts.say(level, text, now);
        }
        self.account_list.want(now);
        self.status.want(now);
    }

    fn sync_words(&self, account: &AccountSync) -> (Level, String) {
        let name = &account.account;
        if let Some(error) = &account.error {
            return (Level::Error, format!("{name}: {error}"));
        }
        let mut parts = vec![format!("{} read", words::counted(account.fetched, "order"))];
        for (figure, word) in [
            (account.created, "new"),
            (account.updated, "changed"),
            (account.cancelled, "cancelled"),
            (account.failed, "failed"),
        ] {
            if figure > 0 {
                parts.push(format!("{} {word}", words::count(figure)));
            }
        }
        let level = if account.failed > 0 {
            Level::Warning
        } else {
            Level::Info
        };
        let until = account.throttled_until.map_or(String::new(), |at| {
            format!(
                "; Amazon allows the next call at {}",
                self.look.words.time(at)
            )
        });
        (level, format!("{name}: {}{until}.", parts.join(", ")))
    }

    fn failed(&mut self, purpose: &Purpose, failure: &Failure, now: Moment) {
        self.dirty = true;
        if *purpose == Purpose::OrderDetail {
            self.orders.detail(Err(failure.clone()));
        } else if failure.code != FailureCode::Connection || !is_quiet(purpose) {
            self.toasts.fail(failure, now);
        }
    }
}

/// What the screen asks by itself; the banner says enough when the engine is gone.
fn is_quiet(purpose: &Purpose) -> bool {
    match purpose {
        Purpose::Stock(wanted) => return wanted.reads(),
        Purpose::Report(wanted) => return wanted.reads(),
        Purpose::Invoices(wanted) => return wanted.reads(),
        Purpose::Money(wanted) => return wanted.reads(),
        _ => {}
    }
    matches!(
        purpose,
        Purpose::Status
            | Purpose::Accounts
            | Purpose::OrderPage
            | Purpose::OrderDetail
            | Purpose::Activity
            | Purpose::ActivityMore
            | Purpose::FailedList
            | Purpose::PickingPage
            | Purpose::PickingMore
            | Purpose::Picking(_)
            | Purpose::Carriers
            | Purpose::Products
            | Purpose::Unmatched
            | Purpose::FailedNotices
    )
}
