//! The part of an order that changes: status, quantities, parcels, cancellations.

use super::dice::Dice;
use super::order_maker::Blueprint;
use super::order_vitals::{Kind, Status};

/// How far one line is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LineState {
    pub(crate) fulfilled: i64,
    pub(crate) cancelled: i64,
}

/// One parcel of a merchant-fulfilled order.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) reference: String,
    pub(crate) carrier: String,
    pub(crate) service: String,
    pub(crate) tracking: String,
    /// Unix seconds.
    pub(crate) shipped: i64,
    pub(crate) delivered: bool,
    /// Line number and units.
    pub(crate) units: Vec<(usize, i64)>,
}

/// Where an order stands.
#[derive(Debug, Clone)]
pub(crate) struct OrderState {
    pub(crate) status: Status,
    /// Unix seconds of the last change.
    pub(crate) updated: i64,
    pub(crate) lines: Vec<LineState>,
    pub(crate) parcels: Vec<Parcel>,
    /// The reason with which the buyer asked to cancel.
    pub(crate) buyer_wish: Option<&'static str>,
    /// Who cancelled, and why.
    pub(crate) cancelled_by: Option<(&'static str, &'static str)>,
    /// How often the buyer has corrected the address.
    pub(crate) address_edition: u32,
}

const CARRIERS: &[(&str, &str, &str)] = &[
    ("DHL", "DHL Paket", "00340434"),
    ("UPS", "UPS Standard", "1Z999AA1"),
    ("DPD", "DPD Classic", "01505"),
    ("Royal Mail", "Royal Mail Tracked 48", "RR12345"),
    ("ヤマト運輸", "宅急便", "4567"),
    ("Kurier Müller & Söhne", "", "KM-"),
];

const WISHES: &[&str] = &[
    "Ordered by mistake",
    "Found cheaper elsewhere",
    "Would not arrive in time",
    "Other",
    "Falsche Größe bestellt 🙈",
];

impl OrderState {
    /// The state that an order of the history has when the simulator starts.
    pub(crate) fn at_start(order: &Blueprint, seed: u64) -> Self {
        let mut dice = Dice::new(seed, u64::from(order.index), 4);
        let vitals = &order.vitals;
        let mut state = Self {
            status: vitals.status,
            updated: vitals.updated,
            lines: vec![LineState::default(); order.lines.len()],
            parcels: Vec::new(),
            buyer_wish: None,
            cancelled_by: None,
            address_edition: 0,
        };
        let multi_line = order.lines.len() > 1;
        if multi_line && vitals.status > Status::Pending && dice.chance(60) {
            let last = order.lines.len() - 1;
            state.cancel_line(order, last, "MERCHANT", "No inventory");
        }
        match vitals.status {
            Status::Shipped => state.ship_rest(order, &mut dice, vitals.updated),
            Status::PartiallyShipped => state.ship_some(order, &mut dice, vitals.updated),
            Status::Cancelled | Status::Unfulfillable => {
                let by = if dice.chance(600) {
                    "BUYER"
                } else {
                    "MERCHANT"
                };
                state.cancel_all(order, by, "Cancelled", vitals.updated);
                state.status = vitals.status;
            }
            Status::Unshipped if !vitals.by_amazon && dice.chance(40) => {
                state.buyer_wish = Some(*dice.pick(WISHES));
            }
            _ => {}
        }
        // an order that was changed a day or more after it went out was changed by its delivery
        if let Some(parcel) = state.parcels.first_mut()
            && vitals.status == Status::Shipped
            && dice.chance(700)
        {
            parcel.shipped = vitals.created + (vitals.updated - vitals.created) / 2;
            parcel.delivered = true;
        }
        state.status = vitals.status;
        state.updated = vitals.updated;
        state
    }

    /// The state of an order that is placed now.
    pub(crate) fn new_order(order: &Blueprint) -> Self {
        let status = match order.vitals.kind {
            Kind::PreOrder => Status::PendingAvailability,
            Kind::MultiChannel | Kind::Replacement => Status::Unshipped,
            _ => Status::Pending,
        };
        Self {
            status,
            updated: order.vitals.created,
            lines: vec![LineState::default(); order.lines.len()],
            parcels: Vec::new(),
            buyer_wish: None,
            cancelled_by: None,
            address_edition: 0,
        }
    }

    /// Units of a line that still have to go out.
    pub(crate) fn open(&self, order: &Blueprint, line: usize) -> i64 {
        let state = self.lines.get(line).copied().unwrap_or_default();
        let ordered = order.lines.get(line).map_or(0, |line| line.quantity);
        (ordered - state.fulfilled - state.cancelled).max(0)
    }

    /// The payment went through.
    pub(crate) fn pay(&mut self, now: i64) {
        self.status = Status::Unshipped;
        self.updated = now;
    }

    /// All open units go out, in one parcel where the merchant ships.
    pub(crate) fn ship_rest(&mut self, order: &Blueprint, dice: &mut Dice, now: i64) {
        let units = |line| (line, self.open(order, line));
        let units: Vec<_> = (0..order.lines.len())
            .map(units)
            .filter(|unit| unit.1 > 0)
            .collect();
        self.send(order, units, dice, now);
    }

    fn ship_some(&mut self, order: &Blueprint, dice: &mut Dice, now: i64) {
        let open = self.open(order, 0);
        let first = if order.lines.len() > 1 {
            open
        } else {
            open / 2
        };
        self.send(order, vec![(0, first.max(1))], dice, now);
    }

    fn send(&mut self, order: &Blueprint, units: Vec<(usize, i64)>, dice: &mut Dice, now: i64) {
        for (line, count) in &units {
            if let Some(state) = self.lines.get_mut(*line) {
                state.fulfilled += count;
            }
        }
        if !order.vitals.by_amazon && !units.is_empty() {
            let (carrier, service, stem) = *dice.pick(CARRIERS);
            self.parcels.push(Parcel {
                reference: (self.parcels.len() + 1).to_string(),
                carrier: carrier.to_owned(),
                service: service.to_owned(),
                tracking: format!("{stem}{}", dice.text("0123456789", 10)),
                shipped: now,
                delivered: false,
                units,
            });
        }
        self.settle(order, now);
    }

    /// The status follows from what is open and what went out.
    fn settle(&mut self, order: &Blueprint, now: i64) {
        let rest: i64 = (0..order.lines.len())
            .map(|line| self.open(order, line))
            .sum();
        let sent: i64 = self.lines.iter().map(|line| line.fulfilled).sum();
        self.status = match (rest, sent) {
            (0, 0) => Status::Cancelled,
            (0, _) => Status::Shipped,
            (_, 0) => Status::Unshipped,
            _ => Status::PartiallyShipped,
        };
        self.updated = now;
    }

    /// The merchant told of a parcel, or changed what it told of one.
    pub(crate) fn take_parcel(&mut self, order: &Blueprint, parcel: Parcel, now: i64) {
        let known = self
            .parcels
            .iter_mut()
            .find(|known| known.reference == parcel.reference);
        if let Some(known) = known {
            let delivered = known.delivered;
            *known = parcel;
            known.delivered = delivered;
            self.updated = now;
            return;
        }
        for (line, units) in &parcel.units {
            if let Some(state) = self.lines.get_mut(*line) {
                state.fulfilled += units;
            }
        }
        self.parcels.push(parcel);
        self.settle(order, now);
    }

    /// The merchant cancels units of a line.
    pub(crate) fn cancel_units(
        &mut self,
        order: &Blueprint,
        line: usize,
        units: i64,
        why: &'static str,
        now: i64,
    ) {
        if let Some(state) = self.lines.get_mut(line) {
            state.cancelled += units;
        }
        self.cancelled_by = Some(("MERCHANT", why));
        self.settle(order, now);
    }

    /// The carrier handed the parcels over.
    pub(crate) fn deliver(&mut self, now: i64) {
        for parcel in &mut self.parcels {
            parcel.delivered = true;
        }
        self.updated = now;
    }

    /// Nothing of the order will be sent any more.
    pub(crate) fn cancel_all(
        &mut self,
        order: &Blueprint,
        by: &'static str,
        why: &'static str,
        now: i64,
    ) {
        for (state, line) in self.lines.iter_mut().zip(&order.lines) {
            state.cancelled = line.quantity - state.fulfilled;
        }
        self.status = Status::Cancelled;
        self.cancelled_by = Some((by, why));
        self.updated = now;
    }

    /// What is open of one line is cancelled; the rest of the order goes on.
    pub(crate) fn cancel_line(
        &mut self,
        order: &Blueprint,
        line: usize,
        by: &'static str,
        why: &'static str,
    ) {
        let open = self.open(order, line);
        if let Some(state) = self.lines.get_mut(line) {
            state.cancelled += open;
            self.cancelled_by = Some((by, why));
        }
    }

    /// The buyer asks to cancel; the status stays.
    pub(crate) fn wish_to_cancel(&mut self, dice: &mut Dice, now: i64) {
        self.buyer_wish = Some(*dice.pick(WISHES));
        self.updated = now;
    }

    /// The buyer corrects the address.
    pub(crate) fn move_house(&mut self, now: i64) {
        self.address_edition += 1;
        self.updated = now;
    }
}
