//! The parts of the screen, and what they may use.

use super::App;
use crate::domain::moment::Moment;
use crate::screen::accounts::Accounts;
use crate::screen::activity::Activity;
use crate::screen::context::Hand;
use crate::screen::failed_shipments::FailedShipments;
use crate::screen::invoices::Invoices;
use crate::screen::money::Money;
use crate::screen::orders::Orders;
use crate::screen::overlay::Overlay;
use crate::screen::pickings::Pickings;
use crate::screen::reports::Reports;
use crate::screen::stock::Stock;

impl App {
    /// Hands a part of the screen what it may use.
    pub(super) fn with_hand<T>(
        &mut self,
        now: Moment,
        act: impl FnOnce(&mut Parts, &mut Hand) -> T,
    ) -> T {
        let mut parts = Parts {
            orders: &mut self.orders,
            pickings: &mut self.pickings,
            failed: &mut self.failed,
            stock: &mut self.stock,
            reports: &mut self.reports,
            invoices: &mut self.invoices,
            money: &mut self.money,
            accounts: &mut self.accounts,
            activity: &mut self.activity,
            overlays: &mut self.overlays,
        };
        let mut hand = Hand {
            now,
            desk: &mut self.desk,
            toasts: &mut self.toasts,
            facts: &self.facts,
            words: self.look.words,
            opened: Vec::new(),
        };
        let done = act(&mut parts, &mut hand);
        let opened = hand.opened;
        self.overlays.extend(opened);
        done
    }
}

/// The parts of the screen that handle things by themselves.
pub(super) struct Parts<'a> {
    pub orders: &'a mut Orders,
    pub pickings: &'a mut Pickings,
    pub failed: &'a mut FailedShipments,
    pub stock: &'a mut Stock,
    pub reports: &'a mut Reports,
    pub invoices: &'a mut Invoices,
    pub money: &'a mut Money,
    pub accounts: &'a mut Accounts,
    pub activity: &'a mut Activity,
    pub overlays: &'a mut Vec<Overlay>,
}
