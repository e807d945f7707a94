//! What happens in the shop by itself: orders arrive, are paid, sent, delivered, cancelled.

use super::dice::Dice;
use super::finances_sale::Progress;
use super::order_life::OrderState;
use super::order_maker::Blueprint;
use super::order_vitals::{Status, Vitals};
use super::shop::Shop;

/// Parcels under way that the life keeps in mind; older ones arrive unnoticed.
const PARCELS_KEPT: usize = 500;

/// The pace and what can happen next.
#[derive(Debug)]
pub(crate) struct Life {
    events_per_minute: u32,
    /// Unix milliseconds of event number 0.
    start: i64,
    /// Events that have happened.
    done: u64,
    waiting_for_payment: Vec<u32>,
    open_by_merchant: Vec<u32>,
    open_by_amazon: Vec<u32>,
    under_way: Vec<u32>,
}

impl Life {
    /// A life that begins at `start` (Unix seconds); 0 events a minute is none.
    pub(crate) fn new(events_per_minute: u32, start: i64) -> Self {
        Self {
            events_per_minute,
            start: start * 1000,
            done: 0,
            waiting_for_payment: Vec::new(),
            open_by_merchant: Vec::new(),
            open_by_amazon: Vec::new(),
            under_way: Vec::new(),
        }
    }

    /// Notes an order of the history.
    pub(crate) fn admit(&mut self, index: u32, vitals: &Vitals) {
        self.note(index, vitals.status, vitals.by_amazon);
    }

    fn note(&mut self, index: u32, status: Status, by_amazon: bool) {
        match (status, by_amazon) {
            (Status::Pending, _) => self.waiting_for_payment.push(index),
            (Status::Unshipped | Status::PartiallyShipped, false) => {
                self.open_by_merchant.push(index)
            }
            (Status::Unshipped, true) => self.open_by_amazon.push(index),
            (Status::Shipped, false) if self.under_way.len() < PARCELS_KEPT => {
                self.under_way.push(index)
            }
            _ => {}
        }
    }

    /// Forgets where an order stood, so that it can be noted anew.
    fn forget(&mut self, index: u32) {
        for list in [
            &mut self.waiting_for_payment,
            &mut self.open_by_merchant,
            &mut self.open_by_amazon,
            &mut self.under_way,
        ] {
            list.retain(|entry| *entry != index);
        }
    }

    /// Orders that wait for payment, and those that Amazon has to send.
    pub(crate) fn open_orders(&self) -> impl Iterator<Item = u32> {
        let both = self.waiting_for_payment.iter().chain(&self.open_by_amazon);
        both.copied()
    }

    /// Unix milliseconds at which event number `number` happens.
    fn due(&self, number: u64) -> i64 {
        let number = i64::try_from(number + 1).unwrap_or(i64::MAX);
        let pace = i64::from(self.events_per_minute.max(1));
        self.start
            .saturating_add(number.saturating_mul(60_000) / pace)
    }
}

impl Shop {
    /// Lets everything happen that was due by `now` (Unix milliseconds).
    pub(crate) fn live_until(&mut self, now: i64) {
        self.fba.live_until(now);
        loop {
            let event = match self.life.events_per_minute {
                0 => i64::MAX,
                _ => self.life.due(self.life.done),
            };
            let seen = self.deliveries.next_seen().unwrap_or(i64::MAX);
            if event.min(seen) > now {
                return;
            }
            if seen <= event {
                self.reveal_next();
                continue;
            }
            let number = self.life.done;
            self.life.done += 1;
            let at = self.life.due(number).div_euclid(1000);
            let mut dice = Dice::new(self.maker.seed, number, 7);
            self.event(at, &mut dice);
        }
    }

    /// Changes an order and notes its new place in life.
    pub(crate) fn change(&mut self, index: u32, change: impl FnOnce(&Blueprint, &mut OrderState)) {
        let order = self.blueprint(index);
        let mut state = self.state(&order);
        let before = state.lines.clone();
        change(&order, &mut state);
        if order.vitals.by_amazon {
            let lines = order.lines.iter().zip(before.iter().zip(&state.lines));
            for (line, (before, after)) in lines {
                let units = after.fulfilled - before.fulfilled;
                if units > 0 {
                    let seller = order.vitals.seller;
                    self.fba
                        .ship(seller, line.product.sku, units, state.updated);
                }
            }
        }
        let lines = before.iter().zip(&state.lines);
        let moved = lines.map(|(before, after)| Progress {
            before: before.fulfilled,
            after: after.fulfilled,
        });
        self.enter_sale(&order, &state, &moved.collect::<Vec<_>>());
        self.life.forget(index);
        self.life.note(index, state.status, order.vitals.by_amazon);
        self.store(&order, state);
    }

    fn event(&mut self, now: i64, dice: &mut Dice) {
        let kind = dice.below(100);
        let pool = match kind {
            0..=33 => &self.life.waiting_for_payment,
            34..=48 => &self.life.open_by_amazon,
            49..=60 => &self.life.open_by_merchant,
            61..=66 => &self.life.under_way,
            _ => &Vec::new(),
        };
        // payments come in the order of the purchases, everything else anywhere
        let place = if kind <= 33 {
            0
        } else {
            dice.below(pool.len() as u64)
        };
        let Some(index) = pool
            .get(usize::try_from(place).unwrap_or_default())
            .copied()
        else {
            let index = self.arrive(now);
            let order = self.blueprint(index);
            let status = self.state(&order).status;
            self.life.note(index, status, order.vitals.by_amazon);
            return;
        };
        if self.deliveries.unseen_of(index).next().is_some() {
            return; // its seller was faster
        }
        self.change(index, |order, state| match kind {
            0..=29 => state.pay(now),
            30..=33 => state.cancel_all(order, "AMAZON", "Payment was declined", now),
            34..=47 => state.ship_rest(order, dice, now),
            48 => state.cancel_all(order, "BUYER", "Ordered by mistake", now),
            49..=51 => state.wish_to_cancel(dice, now),
            52..=53 => state.move_house(now),
            54..=56 if state.status == Status::Unshipped => {
                state.cancel_all(order, "BUYER", "No longer needed", now);
            }
            57 if order.lines.len() > 1 && state.status == Status::Unshipped => {
                state.cancel_line(order, 0, "AMAZON", "Buyer cancelled this item");
                state.updated = now;
            }
            54..=57 => state.wish_to_cancel(dice, now),
            58..=60 => state.ship_rest(order, dice, now),
            _ => state.deliver(now),
        });
    }
}
