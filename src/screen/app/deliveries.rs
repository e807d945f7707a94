//! Pickings, notices to Amazon and cancellations, between the tabs and the engine.

use super::App;
use crate::domain::moment::Moment;
use crate::protocol::documents::{DocumentKind, Printed};
use crate::protocol::pickings::NoticeSync;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::Command;
use crate::screen::desk::Purpose;
use crate::screen::failed_shipments;
use crate::screen::goods_return;
use crate::screen::order_cancel;
use crate::screen::overlay::{About, told_product};
use crate::screen::tabs::Tab;

impl App {
    /// An answer about deliveries; `false` if it is about something else.
    pub(super) fn answer_delivery(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        now: Moment,
    ) -> bool {
        let taken = self.with_hand(now, |parts, hand| match (purpose, result) {
            (
                Purpose::Carriers | Purpose::CarrierSet(_) | Purpose::CarrierRemove(_),
                Ok(Reply::Carriers(carriers)),
            ) => {
                parts.failed.know_carriers(carriers);
                parts.pickings.know_carriers(carriers);
                if let Purpose::CarrierRemove(name) = purpose {
                    hand.say(Level::Info, format!("{name} is taken away."));
                }
                false
            }
            (Purpose::Print(kind), Ok(Reply::Printed(printed))) => {
                hand.say(Level::Info, printed_words(*kind, printed));
                true
            }
            (Purpose::SyncNotices, Ok(Reply::Sync(report))) => {
                failed_shipments::said(report, hand);
                true
            }
            (Purpose::OrderCancel(_), Ok(Reply::Order(view))) => {
                let text = format!("{} is cancelled.", view.amazon_order_ref);
                hand.say(Level::Info, text);
                parts.orders.outdated(hand.now);
                parts.pickings.outdated(hand.now);
                true
            }
            (Purpose::GoodsReturn(_), Ok(Reply::Order(view))) => {
                let text = format!("The goods of {} are back.", view.amazon_order_ref);
                hand.say(Level::Info, text);
                parts.orders.outdated(hand.now);
                true
            }
            _ => {
                parts.pickings.answer(purpose, result, hand)
                    || parts.failed.answer(purpose, result, hand)
            }
        });
        if taken {
            self.dirty = true;
            let figures = matches!(
                purpose,
                Purpose::PickingConfirm(_)
                    | Purpose::PickingUndo(_)
                    | Purpose::NoticeRetry
                    | Purpose::NoticeSolve
                    | Purpose::SyncNotices
                    | Purpose::OrderCancel(_)
            );
            if figures {
                self.status.want(now);
            }
        }
        taken
    }

    /// An answer about stock; `false` if it is about something else, or for the person to read.
    pub(super) fn answer_stock(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        now: Moment,
    ) -> bool {
        let Purpose::Stock(wanted) = purpose else {
            return false;
        };
        self.dirty = true;
        self.with_hand(now, |parts, hand| parts.stock.answer(wanted, result, hand))
    }

    /// An answer about reports; `false` if it is about something else, or for the person to read.
    pub(super) fn answer_report(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        now: Moment,
    ) -> bool {
        let Purpose::Report(wanted) = purpose else {
            return false;
        };
        let here = self.tab == Tab::Reports;
        self.dirty |= here || !wanted.reads();
        let layers = self.overlays.len();
        let taken = self.with_hand(now, |parts, hand| {
            parts.reports.answer(wanted, result, hand)
        });
        // Who has gone on to something else meanwhile is not asked any more.
        if !here || layers > 0 {
            self.overlays.truncate(layers);
        }
        taken
    }

    /// An answer about the books; `false` if it is about something else, or for the person to read.
    pub(super) fn answer_books(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        now: Moment,
    ) -> bool {
        if !matches!(purpose, Purpose::Invoices(_) | Purpose::Money(_)) {
            return false;
        }
        self.dirty = true;
        self.with_hand(now, |parts, hand| match purpose {
            Purpose::Invoices(wanted) => parts.invoices.answer(wanted, result, hand),
            Purpose::Money(wanted) => parts.money.answer(wanted, result, hand),
            _ => false,
        })
    }

    /// An answer to a question of a tab.
    pub(super) fn told(&mut self, about: About, answer: &str, now: Moment) {
        self.with_hand(now, |parts, hand| match about {
            About::Picking(about) => parts.pickings.told(about, answer, hand),
            About::Notice(about) => parts.failed.told(about, answer, hand),
            About::Cancel(about) => order_cancel::told(about, answer, hand),
            About::Product(about) => told_product(about, answer, hand),
            About::Return(about) => goods_return::told(about, answer, hand),
            About::Invoice(about) => parts.invoices.told(about, answer, hand),
            About::Money(about) => parts.money.told(about, answer, hand),
            About::Stock(about) => parts.stock.told(about, answer, hand),
            About::Report(about) => parts.reports.told(about, answer, hand),
        });
    }

    /// Tells Amazon now what it is to be told.
    pub(super) fn sync_notices(&mut self, command: Command, now: Moment) {
        let (what, text) = match command {
            Command::SyncDeliveries => (
                NoticeSync::Deliveries { bulk: false },
                "Telling Amazon of the shipments …",
            ),
            Command::SyncCancellations => (
                NoticeSync::Cancellations,
                "Telling Amazon of the cancellations …",
            ),
            _ => (NoticeSync::Feeds, "Looking at the feeds at Amazon …"),
        };
        if self.desk.waits_for(&Purpose::SyncNotices) {
            let text = "Amazon is being told already.";
            return self.toasts.say(Level::Info, text, now);
        }
        self.toasts.say(Level::Info, text, now);
        self.desk.ask(
            Purpose::SyncNotices,
            Request::SyncNotices {
                account: None,
                what,
                wait: false,
            },
        );
    }
}

/// Where a document went.
fn printed_words(kind: DocumentKind, printed: &Printed) -> String {
    let mut title = kind.title().to_owned();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    match printed.printed {
        true => format!("{title}: sent to the printer."),
        false => format!("{title}: written to {}", printed.file),
    }
}
