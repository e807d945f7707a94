//! What the engine tells by itself, and what is read again then.

use super::App;
use crate::domain::moment::Moment;
use crate::protocol::{Event, Request};
use crate::screen::desk::Purpose;
use crate::screen::overlay::Overlay;
use crate::screen::tabs::Tab;

impl App {
    pub(super) fn event(&mut self, event: Event, now: Moment) {
        match event {
            Event::Deliveries => {
                self.pickings.outdated(now);
                self.failed.outdated(now);
                self.orders.outdated(now);
                self.status.want(now);
            }
            Event::Orders { .. } => {
                self.orders.outdated(now);
                self.pickings.outdated(now);
                self.sales_changed(now);
                self.status.want(now);
            }
            Event::Stock => {
                self.stock_changed(now);
                self.status.want(now);
            }
            // The order that is shown tells its invoices, the reports what was invoiced, and the status how many wait.
            Event::Books => {
                self.books_changed(now);
                self.orders.outdated(now);
                self.sales_changed(now);
                self.status.want(now);
            }
            Event::Reports => self.sales_changed(now),
            Event::Products => {
                self.status.want(now);
                let list = self.overlays.iter().find_map(|overlay| match overlay {
                    Overlay::Products(list) => Some(list),
                    _ => None,
                });
                if let Some(list) = list {
                    list.ask(&mut self.desk);
                }
            }
            Event::Accounts => {
                self.account_list.want(now);
                self.status.want(now);
            }
            Event::Run { account, run } => {
                let ended = run.is_none();
                self.facts.run_changed(&account, run);
                self.dirty = true;
                if ended {
                    self.account_list.want(now);
                    self.status.want(now);
                }
            }
            Event::Activity(entry) => {
                let shows = self.activity.add(entry);
                self.dirty |= shows && self.tab == Tab::Activity;
            }
            Event::Failed => {
                self.status.want(now);
                if self
                    .overlays
                    .iter()
                    .any(|o| matches!(o, Overlay::Failed(_)))
                {
                    self.desk.ask(Purpose::FailedList, Request::FailedList);
                }
            }
            Event::Listing { read, of } => {
                self.facts.listing = (read < of).then_some((read, of));
                self.orders.outdated(now);
                self.dirty = true;
            }
            Event::Lagged => self.reload(now),
            Event::Stopping => self.lose(now),
        }
    }

    /// Asks again for everything that is shown.
    pub(super) fn reload(&mut self, now: Moment) {
        self.orders.outdated(now);
        self.pickings.outdated(now);
        self.failed.outdated(now);
        self.stock_changed(now);
        self.sales_changed(now);
        self.books_changed(now);
        self.activity.outdated(now);
        self.status.want(now);
        self.account_list.want(now);
        if self
            .overlays
            .iter()
            .any(|o| matches!(o, Overlay::Failed(_)))
        {
            self.desk.ask(Purpose::FailedList, Request::FailedList);
        }
    }

    /// Stock is read again where it is shown; elsewhere it is read when it is shown next.
    pub(super) fn stock_changed(&mut self, now: Moment) {
        if self.tab == Tab::Moves {
            self.stock.outdated(now);
        }
    }

    /// Figures are read again where they are shown; elsewhere they are read when they are shown next.
    fn sales_changed(&mut self, now: Moment) {
        if self.tab == Tab::Reports {
            self.reports.outdated(now);
        }
    }

    /// The books are read again where they are shown; elsewhere they are read when they are shown next.
    fn books_changed(&mut self, now: Moment) {
        if self.tab == Tab::Invoices {
            self.invoices.outdated(now);
        }
        if self.tab == Tab::Money {
            self.money.outdated(now);
        }
    }

    /// The engine is gone: what is shown stays.
    pub(super) fn lose(&mut self, now: Moment) {
        self.facts.link = self.facts.link.lost_at(now);
        self.pickings.lost();
        self.dirty = true;
    }
}
