//! What the tab that is shown makes of a command, and going to another one.

use super::App;
use crate::domain::ids::OrderNumber;
use crate::domain::moment::Moment;
use crate::protocol::Request;
use crate::protocol::orders::OrderRef;
use crate::screen::command::{Command, Context};
use crate::screen::context::Opened;
use crate::screen::desk::Purpose;
use crate::screen::overlay::{Overlay, SortChoice};
use crate::screen::tabs::Tab;

impl App {
    pub(super) fn tab_contexts(&self) -> Vec<Context> {
        match self.tab {
            Tab::Orders => self.orders.contexts(),
            Tab::Pickings => self.pickings.contexts(),
            Tab::Failed => self.failed.contexts(),
            Tab::Moves => self.stock.contexts(),
            Tab::Reports => self.reports.contexts(),
            Tab::Invoices => self.invoices.contexts(),
            Tab::Money => self.money.contexts(),
            Tab::Accounts => self.accounts.contexts(),
            Tab::Activity => self.activity.contexts(),
        }
    }

    /// What the line of hints offers on this tab.
    pub(super) fn tab_hints(&self) -> &'static [Command] {
        match self.tab {
            Tab::Orders => self.orders.hints(),
            Tab::Pickings => self.pickings.hints(),
            Tab::Failed => self.failed.hints(),
            Tab::Moves => self.stock.hints(),
            Tab::Reports => self.reports.hints(),
            Tab::Invoices => self.invoices.hints(),
            Tab::Money => self.money.hints(),
            Tab::Accounts => self.accounts.hints(),
            Tab::Activity => self.activity.hints(),
        }
    }

    pub(super) fn run_in_tab(&mut self, command: Command, now: Moment) -> bool {
        let tab = self.tab;
        if tab == Tab::Failed {
            let done = self.with_hand(now, |parts, hand| parts.failed.command(command, hand));
            if let Ok(Some(order)) = done {
                self.show_order(order, now);
            }
            return done.is_ok();
        }
        if tab == Tab::Moves {
            let done = self.with_hand(now, |parts, hand| parts.stock.command(command, hand));
            self.open_elsewhere(done.ok().flatten(), now);
            return done.is_ok();
        }
        if tab == Tab::Reports {
            let done = self.with_hand(now, |parts, hand| parts.reports.command(command, hand));
            if let Ok(Some(order)) = done {
                self.show_order(order, now);
            }
            return done.is_ok();
        }
        if tab == Tab::Invoices {
            let done = self.with_hand(now, |parts, hand| parts.invoices.command(command, hand));
            self.open_elsewhere(done.ok().flatten(), now);
            return done.is_ok();
        }
        if tab == Tab::Money {
            let done = self.with_hand(now, |parts, hand| parts.money.command(command, hand));
            self.open_elsewhere(done.ok().flatten(), now);
            return done.is_ok();
        }
        if tab == Tab::Orders && command == Command::OrderInvoice {
            self.with_hand(now, |parts, hand| {
                let orders = parts.orders.chosen();
                parts.invoices.ask_create(orders, hand);
            });
            return true;
        }
        if tab == Tab::Orders && command == Command::SortPick {
            let choice = SortChoice::new(self.orders.sort());
            self.overlays.push(Overlay::Sort(choice));
            return true;
        }
        self.with_hand(now, |parts, hand| match tab {
            Tab::Orders => parts.orders.command(command, hand),
            Tab::Pickings => parts.pickings.command(command, hand),
            Tab::Activity => parts.activity.command(command, hand),
            Tab::Accounts => match parts.accounts.command(command, hand) {
                Ok(overlay) => {
                    parts.overlays.extend(overlay);
                    true
                }
                Err(()) => false,
            },
            _ => false,
        })
    }

    /// Opens on its tab what another one wants to be opened.
    fn open_elsewhere(&mut self, opened: Option<Opened>, now: Moment) {
        match opened {
            Some(Opened::Order(order)) => self.show_order(order, now),
            Some(Opened::Picking(picking)) => {
                self.show(Tab::Pickings, now);
                let code = picking.to_string();
                self.with_hand(now, |parts, hand| parts.pickings.scan(&code, hand));
            }
            None => {}
        }
    }

    /// Shows an order in its details.
    fn show_order(&mut self, order: OrderNumber, now: Moment) {
        self.show(Tab::Orders, now);
        let order = OrderRef::Number(order);
        self.desk
            .ask(Purpose::OrderOpen, Request::OrderShow { order });
    }

    /// Shows a tab.
    pub(super) fn show(&mut self, tab: Tab, now: Moment) {
        self.tab = tab;
        self.with_hand(now, |parts, hand| match tab {
            Tab::Activity => parts.activity.open(hand),
            Tab::Pickings => parts.pickings.show(hand),
            Tab::Failed => parts.failed.show(hand),
            Tab::Moves => parts.stock.show(hand),
            Tab::Reports => parts.reports.show(hand),
            Tab::Invoices => parts.invoices.show(hand),
            Tab::Money => parts.money.show(hand),
            _ => {}
        });
    }
}
