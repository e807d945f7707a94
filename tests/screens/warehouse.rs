//! The warehouse of the made-up shop: pickings to pack, shipments that Amazon refused.

use orderdeck::domain::cancellation::CancelReason;
use orderdeck::domain::carrier::{Carrier, CarrierCode, Found, find};
use orderdeck::domain::ids::{OrderNumber, PickingNumber};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::domain::order::Flags;
use orderdeck::domain::picking::{Hold, NoticeState, PickingState};
use orderdeck::domain::product::Barcode;
use orderdeck::protocol::documents::Printed;
use orderdeck::protocol::orders::AddressView;
use orderdeck::protocol::pickings::*;
use orderdeck::protocol::products::ProductChange;
use orderdeck::protocol::upkeep::{NoticeReport, SyncReport};
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};
use std::collections::HashMap;

/// SKU, title, bin, barcodes.
type Article = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, u32)],
);

const TEA: Article = (
    "TEA-EARL-GREY-250",
    "Earl Grey loose leaf tea, 250 g tin",
    "A-03-2",
    &[("4006381333931", 1), ("10614141000415", 6)],
);
const MUG: Article = (
    "MUG-BLUE",
    "Stoneware mug, cobalt blue, 350 ml",
    "B-11-1",
    &[("036000291452", 1)],
);
const KETTLE: Article = (
    "KETTLE-1L7",
    "Electric kettle with temperature control, 1.7 l, brushed steel",
    "C-02-4",
    &[("73513537", 1)],
);
const TOWEL: Article = ("TOWEL-SET-4", "バスタオル 4枚セット", "", &[]);
const STRAINER: Article = (
    "STRAINER",
    "Fine mesh tea strainer",
    "A-03-4",
    &[("9780201379624", 1)],
);

/// The warehouse.
pub struct Warehouse {
    /// All pickings.
    pub pickings: Vec<PickingView>,
    /// Cancellations that Amazon refused.
    pub cancellations: Vec<FailedCancellation>,
    /// Who has a picking open at another terminal.
    pub others: HashMap<PickingNumber, String>,
    /// Which pickings this terminal has open.
    pub ours: Vec<PickingNumber>,
    /// The next confirmation is refused like this.
    pub refuses: Option<Failure>,
    /// What is odd about the next confirmation.
    pub warnings: Vec<String>,
    /// All carriers.
    pub carriers: Vec<CarrierView>,
    next: u32,
}

/// Pickings as they come: minutes until they must leave, customer, marks, hold, what and how many.
type Wanted = (
    i64,
    &'static str,
    Flags,
    Option<Hold>,
    &'static [(Article, u32)],
);

impl Warehouse {
    /// A warehouse with work to do.
    pub fn new(now: Moment) -> Warehouse {
        let gift = Flags::GIFT.with(Flags::PRIME, true);
        let wanted: [Wanted; 9] = [
            (
                -125,
                "Anna Berger",
                Flags::PRIME,
                None,
                &[(TEA, 4), (MUG, 1)],
            ),
            (
                -20,
                "Evil\u{1b}]0;owned\u{7}\u{202e}txt",
                Flags::CANCEL_REQUESTED,
                Some(Hold::CancelRequested),
                &[(MUG, 2)],
            ),
            (42, "José María García López", gift, None, &[(KETTLE, 1)]),
            (
                195,
                "山田 太郎",
                Flags::BUSINESS,
                None,
                &[(TOWEL, 3), (TEA, 12), (STRAINER, 1)],
            ),
            (
                195,
                "Ulrike Schönfelder-Hagenbüchli",
                Flags::default(),
                None,
                &[(TEA, 1)],
            ),
            (
                314,
                "محمد علي",
                Flags::ADDRESS_INCOMPLETE,
                Some(Hold::AddressIncomplete),
                &[(MUG, 1)],
            ),
            (1_500, "Ed", Flags::PREMIUM, None, &[(STRAINER, 2)]),
            (
                4_000,
                "Müller GmbH",
                Flags::BUSINESS.with(Flags::GIFT, true),
                None,
                &[(MUG, 6), (KETTLE, 1)],
            ),
            (
                4_000,
                "Zoë van den Berg",
                Flags::default(),
                None,
                &[(MUG, 1)],
            ),
        ];
        let mut house = Warehouse {
            pickings: Vec::new(),
            carriers: carriers(),
            cancellations: vec![FailedCancellation {
                order: OrderNumber(77),
                amazon_order_ref: "302-5550077-0000077".parse().unwrap(),
                account: "EU shop".to_owned(),
                reason: CancelReason::NoInventory,
                error: Some(error(
                    "25000",
                    "The order cannot be cancelled in its current state.",
                    "Amazon no longer cancels this order.",
                    "Look it up in Seller Central: it may have been shipped or cancelled there.",
                    now.minus(Span::hours(30)),
                )),
                attempts: 1,
            }],
            others: HashMap::new(),
            ours: Vec::new(),
            refuses: None,
            warnings: Vec::new(),
            next: 101,
        };
        for (minutes, customer, flags, hold, goods) in wanted {
            let mut view = house.picking(now.plus(Span::minutes(minutes)), customer, goods);
            view.flags = flags;
            view.hold = hold;
            if flags.has(Flags::GIFT) {
                view.gift_message =
                    Some("Happy birthday, dear!\nAll the best \u{1b}[31mfrom us".to_owned());
            }
            house.pickings.push(view);
        }
        for (sync, carrier, tracking) in [
            (
                NoticeState::Synchronized,
                "DHL-Paket",
                "00340434161094015902",
            ),
            (NoticeState::Pending, "UPS", "1Z999AA10123456784"),
            (NoticeState::Failed, "DHL-Paket", "302-1234567-7654321"),
            (NoticeState::Failed, "Royal Mail", "AB123456785GB"),
        ] {
            let mut view = house.picking(
                now.minus(Span::hours(9)),
                "Anna Berger",
                &[(MUG, 1), (TEA, 2)],
            );
            view.state = PickingState::Done;
            view.sync = sync;
            view.sync_note = Some("Synchronized with Amazon.".to_owned());
            (view.carrier, view.tracking) = (Some(carrier.to_owned()), Some(tracking.to_owned()));
            view.confirmed_at = Some(now.minus(Span::hours(3)));
            for line in &mut view.lines {
                line.done = line.demand;
            }
            if sync == NoticeState::Failed {
                view.sync_note = Some("Synchronization with Amazon failed.".to_owned());
                view.attempts = 2;
                view.error = Some(error(
                    "InvalidInput",
                    "The tracking number provided is not valid for the carrier DHL-Paket.",
                    "Amazon does not take this tracking number for this carrier.",
                    "Compare both with the label; correct the carrier or the number and try again.",
                    now.minus(Span::minutes(130)),
                ));
            }
            house.pickings.push(view);
        }
        house
    }

    fn picking(
        &mut self,
        ship_by: Moment,
        customer: &str,
        goods: &[(Article, u32)],
    ) -> PickingView {
        let number = self.next;
        self.next += 1;
        let lines: Vec<PickingLineView> = goods
            .iter()
            .enumerate()
            .map(
                |(at, ((sku, title, bin, barcodes), pieces))| PickingLineView {
                    item: format!("{number}{at}").as_str().into(),
                    sku: Some((*sku).to_owned()),
                    title: (*title).to_owned(),
                    demand: *pieces,
                    done: 0,
                    bin: (*bin).to_owned(),
                    barcodes: barcodes
                        .iter()
                        .map(|(code, pieces)| Barcode {
                            code: (*code).to_owned(),
                            pieces: *pieces,
                        })
                        .collect(),
                },
            )
            .collect();
        PickingView {
            picking: PickingNumber(number),
            order: OrderNumber(number + 5_000),
            amazon_order_ref: format!("302-555{number:04}-{number:07}").parse().unwrap(),
            account: "EU shop".to_owned(),
            state: PickingState::Ready,
            sync: NoticeState::None,
            sync_note: None,
            carrier: None,
            tracking: None,
            ship_by: Some(ship_by),
            backorder_of: None,
            held_by: None,
            hold: None,
            error: None,
            attempts: 0,
            undo_until: None,
            confirmed_at: None,
            flags: Flags::default(),
            service_level: Some("STANDARD".to_owned()),
            customer: customer.to_owned(),
            units: lines.iter().map(|l| l.demand).sum(),
            lines,
            delivery_address: Some(AddressView {
                name: Some(customer.to_owned()),
                lines: vec!["Lindenallee 12".to_owned()],
                city: Some("Hamburg".to_owned()),
                postal_code: Some("20099".to_owned()),
                country: Some("DE".to_owned()),
                ..AddressView::default()
            }),
            gift_message: None,
            po_number: None,
        }
    }

    /// To change the picking with this number.
    pub fn of_mut(&mut self, number: u32) -> &mut PickingView {
        let number = PickingNumber(number);
        self.pickings
            .iter_mut()
            .find(|p| p.picking == number)
            .unwrap()
    }

    fn shown(&self, picking: PickingNumber) -> Result<Reply, Failure> {
        let found = self.pickings.iter().find(|p| p.picking == picking);
        let view = found.ok_or_else(|| {
            Failure::new(
                FailureCode::NotFound,
                format!("There is no picking {picking}."),
            )
        })?;
        Ok(Reply::Picking(Box::new(self.with_holder(view))))
    }

    fn with_holder(&self, view: &PickingView) -> PickingView {
        let mut view = view.clone();
        let ours = self.ours.contains(&view.picking).then(|| "me".to_owned());
        view.held_by = self.others.get(&view.picking).cloned().or(ours);
        view
    }

    /// Answers as an engine would; nothing if it is not asked about deliveries.
    pub fn answer(&mut self, request: &Request, now: Moment) -> Option<Result<Reply, Failure>> {
        Some(match request {
            Request::PickingPage(asked) => Ok(Reply::Pickings(self.page(asked))),
            Request::PickingShow { picking } => self.shown(*picking),
            Request::PickingFind { code } => self.find(code),
            Request::PickingTake { picking, force } => self.take(*picking, *force),
            Request::PickingRelease { picking } => {
                self.ours.retain(|p| p != picking);
                Ok(Reply::Done)
            }
            Request::PickingConfirm { picking, confirm } => self.confirm(*picking, confirm, now),
            Request::PickingUndo { picking } => {
                let view = self.of_mut(picking.0);
                view.state = PickingState::Ready;
                view.sync = NoticeState::None;
                view.undo_until = None;
                for line in &mut view.lines {
                    line.done = 0;
                }
                self.shown(*picking)
            }
            Request::CarrierList => Ok(Reply::Carriers(self.carriers.clone())),
            Request::CarrierAdd(new) => self.set_carrier(new),
            Request::CarrierRemove { name } => {
                self.carriers.retain(|c| !c.own || c.name != *name);
                Ok(Reply::Carriers(self.carriers.clone()))
            }
            Request::Print(asked) => Ok(Reply::Printed(Printed {
                file: format!(
                    "/srv/orderdeck/documents/{}-20261122-120000.{}",
                    asked.kind.file_name(),
                    asked.format.extension()
                ),
                printed: false,
            })),
            Request::FailedNotices => Ok(self.failed()),
            Request::NoticeRetry {
                choice,
                carrier,
                tracking,
            } => Ok(self.retry(choice, carrier, tracking)),
            Request::NoticeSolve { choice, .. } => {
                self.settle(choice, None);
                Ok(self.failed())
            }
            Request::SyncNotices { .. } => Ok(Reply::Sync(SyncReport {
                notices: NoticeReport {
                    sent: 1,
                    synchronized: 1,
                    ..NoticeReport::default()
                },
                ..SyncReport::default()
            })),
            _ => return None,
        })
    }

    fn page(&self, asked: &PickingPageRequest) -> PickingPage {
        let mut found: Vec<PickingView> = self
            .pickings
            .iter()
            .filter(|p| {
                asked.state.is_none_or(|s| s == p.state) && asked.sync.is_none_or(|s| s == p.sync)
            })
            .filter(|p| {
                let text =
                    format!("{} {} {}", p.picking, p.customer, p.lines[0].title).to_lowercase();
                asked
                    .text
                    .to_lowercase()
                    .split_whitespace()
                    .all(|word| text.contains(word))
            })
            .map(|p| self.with_holder(p))
            .collect();
        found.sort_by_key(|p| p.ship_by);
        PickingPage {
            total: found.len() as u64,
            first: asked.start,
            pickings: found
                .into_iter()
                .skip(asked.start as usize)
                .take(asked.limit as usize)
                .collect(),
            complete: true,
        }
    }

    fn find(&self, code: &str) -> Result<Reply, Failure> {
        let mut ready: Vec<&PickingView> = self
            .pickings
            .iter()
            .filter(|p| p.state == PickingState::Ready)
            .collect();
        ready.sort_by_key(|p| p.ship_by);
        let single = |p: &&&PickingView| {
            p.lines.len() == 1
                && p.hold.is_none()
                && (p.lines[0].sku.as_deref() == Some(code)
                    || p.lines[0].barcodes.iter().any(|b| b.code == code))
        };
        let named = |p: &&&PickingView| {
            p.amazon_order_ref.to_string() == code || p.picking.to_string() == code
        };
        match ready.iter().find(named).or(ready.iter().find(single)) {
            Some(view) => Ok(Reply::Picking(Box::new(self.with_holder(view)))),
            None => Err(Failure::new(
                FailureCode::NotFound,
                format!(
                    "{code:?} is no picking, no order and no product that waits to be packed alone."
                ),
            )),
        }
    }

    fn take(&mut self, picking: PickingNumber, force: bool) -> Result<Reply, Failure> {
        if let Some(name) = self.others.get(&picking).filter(|_| !force) {
            let text = format!("{name} has {picking} open at another terminal.");
            return Err(Failure::new(FailureCode::Held, text));
        }
        self.others.remove(&picking);
        self.ours.push(picking);
        self.shown(picking)
    }

    fn confirm(
        &mut self,
        picking: PickingNumber,
        confirm: &PickingConfirm,
        now: Moment,
    ) -> Result<Reply, Failure> {
        if let Some(refused) = self.refuses.take() {
            return Err(refused);
        }
        let carrier = match find(&confirm.carrier, &[]) {
            Found::Carrier(carrier) => carrier.to_string(),
            _ => {
                return Err(Failure::new(
                    FailureCode::UnknownCarrier,
                    "There is no such carrier.",
                ));
            }
        };
        let view = self.of_mut(picking.0);
        if view.state != PickingState::Ready || (view.hold.is_some() && !confirm.force) {
            return Err(Failure::new(
                FailureCode::Held,
                format!("{picking} was not confirmed."),
            ));
        }
        let mut rest = view.clone();
        for (line, left) in view.lines.iter_mut().zip(&mut rest.lines) {
            let packed = confirm.quantities.as_ref().map_or(line.demand, |q| {
                let of_line = q.iter().find(|p| p.item == line.item.as_str());
                of_line.map_or(0, |p| p.pieces)
            });
            left.demand = line.demand - packed;
            (line.demand, line.done) = (packed, packed);
        }
        view.lines.retain(|l| l.demand > 0);
        rest.lines.retain(|l| l.demand > 0);
        if !rest.lines.is_empty() && confirm.rest.is_none() {
            return Err(Failure::new(
                FailureCode::RestUndecided,
                "Pieces are left over.",
            ));
        }
        view.state = PickingState::Done;
        view.sync = NoticeState::Pending;
        view.hold = None;
        (view.carrier, view.tracking) = (Some(carrier), Some(confirm.tracking.clone()));
        view.undo_until = Some(now.plus(Span::seconds(30)));
        view.confirmed_at = Some(now);
        let done = view.clone();
        let mut backorder = None;
        if !rest.lines.is_empty() && confirm.rest == Some(RestOf::Backorder) {
            rest.picking = PickingNumber(self.next);
            self.next += 1;
            rest.backorder_of = Some(picking);
            rest.units = rest.lines.iter().map(|l| l.demand).sum();
            self.pickings.push(rest.clone());
            backorder = Some(rest);
        }
        self.ours.retain(|p| *p != picking);
        Ok(Reply::PickingConfirmed(Box::new(PickingConfirmed {
            picking: done,
            backorder,
            warnings: std::mem::take(&mut self.warnings),
        })))
    }

    fn failed(&self) -> Reply {
        let failed = self
            .pickings
            .iter()
            .filter(|p| p.sync == NoticeState::Failed);
        Reply::FailedNotices(FailedNotices {
            shipments: failed.cloned().collect(),
            cancellations: self.cancellations.clone(),
        })
    }

    fn settle(&mut self, choice: &NoticeChoice, to: Option<(&Option<String>, &Option<String>)>) {
        let meant = |p: &PickingView| match choice {
            NoticeChoice::Pickings(pickings) => pickings.contains(&p.picking),
            NoticeChoice::Cancellation(_) => false,
            NoticeChoice::All => true,
        };
        for view in self
            .pickings
            .iter_mut()
            .filter(|p| p.sync == NoticeState::Failed && meant(p))
        {
            view.sync = NoticeState::Synchronized;
            view.error = None;
            if let Some((carrier, tracking)) = to {
                view.carrier = carrier.clone().or(view.carrier.take());
                view.tracking = tracking.clone().or(view.tracking.take());
            }
        }
        match choice {
            NoticeChoice::Cancellation(order) => self.cancellations.retain(|c| c.order != *order),
            NoticeChoice::All => self.cancellations.clear(),
            NoticeChoice::Pickings(_) => {}
        }
    }

    fn retry(
        &mut self,
        choice: &NoticeChoice,
        carrier: &Option<String>,
        tracking: &Option<String>,
    ) -> Reply {
        self.settle(choice, Some((carrier, tracking)));
        Reply::Sync(SyncReport {
            notices: NoticeReport {
                sent: 1,
                synchronized: 1,
                ..NoticeReport::default()
            },
            ..SyncReport::default()
        })
    }
}

fn error(code: &str, message: &str, meaning: &str, advice: &str, at: Moment) -> NoticeError {
    NoticeError {
        code: code.to_owned(),
        message: message.to_owned(),
        meaning: meaning.to_owned(),
        advice: advice.to_owned(),
        at,
    }
}

impl Warehouse {
    /// Barcodes of a product are known where it is packed.
    pub fn know_barcodes(&mut self, product: &str, change: &ProductChange) {
        for view in &mut self.pickings {
            let lines = view.lines.iter_mut();
            for line in lines.filter(|l| l.sku.as_deref() == Some(product)) {
                line.barcodes.extend(change.add_barcodes.iter().cloned());
            }
        }
    }

    /// As the engine does it, with one of its refusals.
    fn set_carrier(&mut self, new: &NewCarrier) -> Result<Reply, Failure> {
        if self.carriers.iter().any(|c| !c.own && c.name == new.name) {
            return Err(Failure::new(
                FailureCode::Conflict,
                format!("{} is a carrier of Amazon's list already.", new.name),
            ));
        }
        self.carriers.retain(|c| c.name != new.name);
        let made = CarrierView {
            name: new.name.clone(),
            code: new.code.clone().unwrap_or("Other".to_owned()),
            own: true,
            tracking_format: new.tracking_format.clone(),
        };
        self.carriers.insert(0, made);
        Ok(Reply::Carriers(self.carriers.clone()))
    }
}

fn carriers() -> Vec<CarrierView> {
    let listed = CarrierCode::carriers().into_iter().map(Carrier::Listed);
    let own = CarrierView {
        name: "Mario Kurier".to_owned(),
        code: "Other".to_owned(),
        own: true,
        tracking_format: None,
    };
    let listed = listed.map(|carrier| CarrierView {
        name: carrier.to_string(),
        code: carrier.code().to_owned(),
        own: false,
        tracking_format: None,
    });
    [own].into_iter().chain(listed).collect()
}
