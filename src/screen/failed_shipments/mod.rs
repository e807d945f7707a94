//! The Failed shipments tab: what Amazon refused, what it means, and putting it right.

mod asks;
mod drawing;

pub use asks::AboutNotice;

use super::command::{Command, Context};
use super::context::Hand;
use super::desk::{Purpose, Soon};
use super::overlay;
use crate::domain::ids::{OrderNumber, PickingNumber};
use crate::domain::moment::{Moment, Span};
use crate::domain::reference::AmazonOrderRef;
use crate::protocol::pickings::{
    CarrierView, FailedCancellation, FailedNotices, NoticeChoice, NoticeError, PickingView,
};
use crate::protocol::upkeep::{Level, SyncReport};
use crate::protocol::{Failure, FailureCode, Reply, Request};
use ratatui::layout::Rect;
use std::collections::BTreeSet;

/// Something that Amazon refused.
#[derive(Clone, Copy, Debug)]
pub enum Refused<'a> {
    /// The confirmation of a shipment.
    Shipment(&'a PickingView),
    /// A cancellation.
    Cancellation(&'a FailedCancellation),
}

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The shipment of this picking.
    Shipment(PickingNumber),
    /// The cancellation of this order.
    Cancellation(OrderNumber),
}

impl<'a> Refused<'a> {
    fn which(self) -> Which {
        match self {
            Refused::Shipment(view) => Which::Shipment(view.picking),
            Refused::Cancellation(view) => Which::Cancellation(view.order),
        }
    }

    fn reference(self) -> AmazonOrderRef {
        match self {
            Refused::Shipment(view) => view.amazon_order_ref,
            Refused::Cancellation(view) => view.amazon_order_ref,
        }
    }

    fn order(self) -> OrderNumber {
        match self {
            Refused::Shipment(view) => view.order,
            Refused::Cancellation(view) => view.order,
        }
    }

    fn error(self) -> Option<&'a NoticeError> {
        match self {
            Refused::Shipment(view) => view.error.as_ref(),
            Refused::Cancellation(view) => view.error.as_ref(),
        }
    }

    fn attempts(self) -> u32 {
        match self {
            Refused::Shipment(view) => view.attempts,
            Refused::Cancellation(view) => view.attempts,
        }
    }
}

/// The Failed shipments tab.
#[derive(Debug)]
pub struct FailedShipments {
    list: Option<FailedNotices>,
    at: Option<Which>,
    index: usize,
    marks: BTreeSet<Which>,
    carriers: Vec<CarrierView>,
    problem: Option<String>,
    shown: bool,
    refresh: Soon,
    area: Rect,
}

impl Default for FailedShipments {
    fn default() -> Self {
        FailedShipments {
            list: None,
            at: None,
            index: 0,
            marks: BTreeSet::new(),
            carriers: Vec::new(),
            problem: None,
            shown: false,
            refresh: Soon::every(Span::millis(400)),
            area: Rect::default(),
        }
    }
}

impl FailedShipments {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        vec![Context::Shipments, Context::List, Context::Global]
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        &[
            Command::NoticeRetry,
            Command::NoticeCarrier,
            Command::NoticeTracking,
            Command::NoticeSolve,
            Command::NoticeOrder,
            Command::NoticeRetryAll,
            Command::Help,
        ]
    }

    /// The area that the tab fills.
    pub fn set_area(&mut self, area: Rect) {
        self.area = area;
    }

    fn rows(&self) -> Vec<Refused<'_>> {
        let Some(list) = &self.list else {
            return Vec::new();
        };
        let shipments = list.shipments.iter().map(Refused::Shipment);
        let cancellations = list.cancellations.iter().map(Refused::Cancellation);
        shipments.chain(cancellations).collect()
    }

    fn current(&self) -> Option<Refused<'_>> {
        self.rows().get(self.index).copied()
    }

    /// The tab is shown.
    pub fn show(&mut self, hand: &mut Hand) {
        self.shown = true;
        self.ask(hand);
    }

    fn ask(&self, hand: &mut Hand) {
        hand.desk
            .ask(Purpose::FailedNotices, Request::FailedNotices);
    }

    /// Notices changed at the engine.
    pub fn outdated(&mut self, now: Moment) {
        if self.shown {
            self.refresh.want(now);
        }
    }

    /// A moment has come.
    pub fn due(&mut self, hand: &mut Hand) {
        if self.refresh.take(hand.now) {
            self.ask(hand);
        }
    }

    /// When something is to be done.
    pub fn next_due(&self) -> Option<Moment> {
        self.refresh.due()
    }

    /// All carriers, for the question.
    pub fn know_carriers(&mut self, carriers: &[CarrierView]) {
        self.carriers = carriers.to_vec();
    }

    fn go(&mut self, index: usize) {
        let to = self.rows().get(index).map(|r| r.which());
        if to.is_some() {
            (self.at, self.index) = (to, index);
        }
    }

    /// The cursor stays on its notice, or on what took its place; marks of what is gone go too.
    fn settle(&mut self) {
        let all: Vec<Which> = self.rows().iter().map(|r| r.which()).collect();
        let found = all.iter().position(|which| Some(*which) == self.at);
        self.index = found.unwrap_or(self.index).min(all.len().saturating_sub(1));
        self.at = all.get(self.index).copied();
        self.marks.retain(|which| all.contains(which));
    }

    /// A press of the mouse inside the tab.
    pub fn press(&mut self, y: u16) {
        if let Some(index) = self.row_at(y) {
            self.go(index);
        }
    }

    /// Does what a key says; the order to open, if one is to be opened. `Err` if the key means nothing here.
    pub fn command(
        &mut self,
        command: Command,
        hand: &mut Hand,
    ) -> Result<Option<OrderNumber>, ()> {
        let len = self.rows().len();
        if let Some(to) = overlay::moved(self.index, len, self.list_rows(), command) {
            self.go(to);
            return Ok(None);
        }
        match command {
            Command::Back => return if self.back() { Ok(None) } else { Err(()) },
            Command::MarkClear => self.marks.clear(),
            Command::NoticeRetry
            | Command::NoticeRetryAll
            | Command::NoticeCarrier
            | Command::NoticeTracking
            | Command::NoticeSolve
            | Command::NoticeOrder
            | Command::Mark
                if len == 0 =>
            {
                hand.say(
                    Level::Info,
                    "Nothing failed: there is nothing to put right.",
                );
            }
            Command::NoticeRetry => self.retry(hand),
            Command::NoticeRetryAll => hand.open(asks::retry_all(len)),
            Command::NoticeCarrier | Command::NoticeTracking => {
                let carrier = command == Command::NoticeCarrier;
                self.ask_fix(carrier, hand);
            }
            Command::NoticeSolve => {
                let chosen = self.chosen();
                hand.open(asks::solve(chosen, None));
            }
            Command::NoticeOrder => return Ok(self.current().map(Refused::order)),
            Command::Mark => {
                if let Some(which) = self.at
                    && !self.marks.remove(&which)
                {
                    self.marks.insert(which);
                }
                self.go(self.index + 1);
            }
            _ => return Err(()),
        }
        Ok(None)
    }

    fn back(&mut self) -> bool {
        let marked = !self.marks.is_empty();
        self.marks.clear();
        self.problem.take().is_some() || marked
    }

    /// The marked ones, or the one under the cursor.
    fn chosen(&self) -> Vec<Which> {
        if self.marks.is_empty() {
            self.at.into_iter().collect()
        } else {
            self.marks.iter().copied().collect()
        }
    }

    /// Tells Amazon again, after reading each order: only what Amazon lacks is sent.
    fn retry(&mut self, hand: &mut Hand) {
        for choice in choices(&self.chosen()) {
            ask_retry(choice, None, None, hand);
        }
        let many = self.chosen().len();
        self.marks.clear();
        self.problem = None;
        let what = crate::screen::words::counted(many as u64, "notice");
        hand.say(
            Level::Info,
            format!("Reading the order at Amazon, then sending {what} again if still needed …"),
        );
    }

    fn ask_fix(&mut self, carrier: bool, hand: &mut Hand) {
        match self.current() {
            Some(Refused::Shipment(view)) => {
                let ask = if carrier {
                    asks::carrier(view, &self.carriers, None)
                } else {
                    asks::tracking(view, None)
                };
                hand.open(ask);
            }
            Some(Refused::Cancellation(_)) => hand.say(
                Level::Info,
                "A cancellation has no carrier and no tracking number: retry it, or settle it.",
            ),
            None => {}
        }
    }

    /// An answer came; `false` if it is for somebody else.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> bool {
        match (purpose, result) {
            (Purpose::FailedNotices | Purpose::NoticeSolve, Ok(Reply::FailedNotices(list))) => {
                self.list = Some(list.clone());
                self.settle();
                if *purpose == Purpose::NoticeSolve {
                    hand.say(Level::Info, "Laid aside as settled.");
                }
            }
            (Purpose::FailedNotices, Err(failure)) if failure.code == FailureCode::Connection => {}
            (Purpose::NoticeRetry, Ok(Reply::Sync(report))) => {
                said(report, hand);
                self.refresh.want(hand.now);
            }
            (Purpose::NoticeRetry | Purpose::NoticeSolve, Err(failure)) => {
                self.problem = Some(failure.to_string());
                self.refresh.want(hand.now);
            }
            _ => return false,
        }
        true
    }
}

/// What the engine is asked to do for these: all shipments at once, each cancellation by itself.
fn choices(chosen: &[Which]) -> Vec<NoticeChoice> {
    let mut choices = Vec::new();
    let shipments: Vec<PickingNumber> = chosen
        .iter()
        .filter_map(|which| match which {
            Which::Shipment(picking) => Some(*picking),
            Which::Cancellation(_) => None,
        })
        .collect();
    if !shipments.is_empty() {
        choices.push(NoticeChoice::Pickings(shipments));
    }
    choices.extend(chosen.iter().filter_map(|which| match which {
        Which::Cancellation(order) => Some(NoticeChoice::Cancellation(*order)),
        Which::Shipment(_) => None,
    }));
    choices
}

fn ask_retry(
    choice: NoticeChoice,
    carrier: Option<String>,
    tracking: Option<String>,
    hand: &mut Hand,
) {
    hand.desk.ask(
        Purpose::NoticeRetry,
        Request::NoticeRetry {
            choice,
            carrier,
            tracking,
        },
    );
}

/// Says what telling Amazon came to.
pub fn said(report: &SyncReport, hand: &mut Hand) {
    let notices = &report.notices;
    let mut parts = Vec::new();
    for (figure, word) in [
        (notices.sent, "sent"),
        (notices.synchronized, "synchronized"),
        (notices.waiting.processing, "processing at Amazon"),
        (notices.waiting.pending, "still waiting"),
        (notices.waiting.failed, "refused"),
    ] {
        if figure > 0 {
            parts.push(format!("{} {word}", crate::screen::words::count(figure)));
        }
    }
    let mut level = match notices.waiting.failed {
        0 => Level::Info,
        _ => Level::Warning,
    };
    for account in &report.accounts {
        if let Some(error) = &account.error {
            level = Level::Error;
            parts.push(format!("{}: {error}", account.account));
        } else if let Some(at) = account.throttled_until {
            let at = hand.words.time(at);
            parts.push(format!(
                "{}: Amazon allows the next call at {at}",
                account.account
            ));
        }
    }
    let text = if parts.is_empty() {
        "Nothing waits to be told to Amazon.".to_owned()
    } else {
        format!("Amazon: {}.", parts.join(", "))
    };
    hand.say(level, text);
}
