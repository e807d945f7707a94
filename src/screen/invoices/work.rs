//! Work on many invoices: it goes to the engine in pieces, one after the other.

use super::Invoices;
use super::asks::Ordered;
use super::wanted::Wanted;
use crate::domain::books::journal::Journal;
use crate::domain::ids::OrderNumber;
use crate::protocol::books::BooksReply;
use crate::protocol::books::invoices::{
    InvoiceRef, InvoiceReply, InvoiceRequest, InvoicedOrders, InvoicesMade, NewInvoices,
};
use crate::protocol::books::payments::{NewPayments, PaymentReply, PaymentRequest};
use crate::protocol::books::{BooksRequest, Skipped};
use crate::protocol::documents::DocumentFormat;
use crate::protocol::orders::OrderRef;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Request};
use crate::screen::batch::{Batch, LeftOut, Verb, pieces};
use crate::screen::context::Hand;

/// Invoices in a piece: few enough that a stop is soon obeyed.
const PIECE: usize = 50;

/// What was passed over, as the report shows it.
pub(super) fn left_out(skipped: &[Skipped]) -> Vec<LeftOut> {
    let named = |s: &Skipped| match &s.amazon_order_ref {
        Some(reference) if *reference != s.what => format!("{} ({reference})", s.what),
        _ => s.what.clone(),
    };
    skipped
        .iter()
        .map(|s| LeftOut {
            what: named(s),
            why: s.reason.clone(),
        })
        .collect()
}

/// Work that is going on.
#[derive(Debug)]
pub(super) struct Work {
    /// Its pieces.
    pub batch: Batch<BooksRequest>,
    kind: Kind,
}

/// How the pieces of a work hang together.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// They are known from the beginning.
    Listed,
    /// Each is about a single thing: one that is refused keeps no other from being done.
    Single,
    /// Each answer says where the next one begins.
    AllDelivered { post: bool },
}

impl Invoices {
    fn begin(
        &mut self,
        (verb, kind): (Verb, Kind),
        of: u64,
        requests: impl IntoIterator<Item = BooksRequest>,
        hand: &mut Hand,
    ) {
        if self.work.is_some() {
            let text = "Other work is still going on: stop it first, or let it end.";
            return hand.say(Level::Warning, text);
        }
        self.left_out.clear();
        self.work = Some(Work {
            batch: Batch::new(verb, Some(of), requests),
            kind,
        });
        self.go_on(hand);
    }

    /// Asks for the next piece, or tells how it went.
    fn go_on(&mut self, hand: &mut Hand) {
        let Some(work) = &mut self.work else {
            return;
        };
        match work.batch.next() {
            Some(request) => hand.desk.ask(Wanted::Work.into(), Request::Books(request)),
            None => self.over(None, hand),
        }
    }

    fn over(&mut self, failure: Option<&Failure>, hand: &mut Hand) {
        let Some(work) = self.work.take() else {
            return;
        };
        let mut text = work.batch.summary();
        let out = work.batch.left_out();
        let level = match out {
            [] => Level::Info,
            [one] => {
                text.push_str(&format!(" {}: {}", one.what, sentence(&one.why)));
                Level::Warning
            }
            _ => {
                text.push_str(" L on the Invoices tab says why.");
                Level::Warning
            }
        };
        self.left_out.extend(out.iter().cloned());
        hand.say(level, text);
        if let Some(failure) = failure {
            hand.say(Level::Error, failure.to_string());
        }
        self.list.list.unmark();
        self.waiting.list.unmark();
        self.outdated(hand.now);
    }

    /// No further piece is begun.
    pub(super) fn stop_work(&mut self, hand: &mut Hand) {
        match &mut self.work {
            Some(work) => work.batch.stop(),
            None => hand.say(Level::Info, "Nothing is going on that could be stopped."),
        }
    }

    /// A piece is done.
    pub(super) fn worked(&mut self, reply: &BooksReply, hand: &mut Hand) {
        let mut more = None;
        let (done, out) = match reply {
            BooksReply::Invoice(InvoiceReply::Made(made)) => {
                more = made.next.and_then(|after| self.again(after));
                self.made(made);
                (made.invoices.len() as u64, left_out(&made.skipped))
            }
            BooksReply::Invoice(InvoiceReply::Rendered(written)) => {
                let text = format!("Written to {}", written.folder);
                hand.say(Level::Info, text);
                (written.files.len() as u64, left_out(&written.skipped))
            }
            BooksReply::Invoice(InvoiceReply::Invoice(view)) => {
                self.list.changed(std::slice::from_ref(&view.row));
                (1, Vec::new())
            }
            BooksReply::Payment(PaymentReply::Registered(paid)) => {
                (paid.payments.len() as u64, left_out(&paid.skipped))
            }
            _ => (0, Vec::new()),
        };
        if let Some(work) = &mut self.work {
            work.batch.piece(done, out, more);
        }
        self.go_on(hand);
    }

    /// A piece was refused: what stands alone is left out, else the work ends.
    pub(super) fn not_worked(&mut self, failure: &Failure, hand: &mut Hand) {
        let single = |work: &Work| matches!(work.kind, Kind::Single);
        let alone = self.work.as_ref().is_some_and(single);
        if failure.code == FailureCode::Connection || !alone {
            return self.over(Some(failure), hand);
        }
        let out = LeftOut {
            what: "A draft".to_owned(),
            why: failure.message.clone(),
        };
        if let Some(work) = &mut self.work {
            work.batch.piece(0, vec![out], None);
        }
        self.go_on(hand);
    }

    fn made(&mut self, made: &InvoicesMade) {
        self.list.changed(&made.invoices);
        let orders: Vec<OrderNumber> = made.invoices.iter().map(|row| row.order).collect();
        self.waiting.invoiced(&orders);
        self.left_out
            .extend(made.warnings.iter().map(|text| LeftOut {
                what: "To look at".to_owned(),
                why: text.clone(),
            }));
    }

    /// The request that goes on behind an order, if all that wait are meant.
    fn again(&self, after: OrderNumber) -> Option<BooksRequest> {
        match self.work.as_ref()?.kind {
            Kind::AllDelivered { post } => Some(all_delivered(Some(after), post)),
            Kind::Listed | Kind::Single => None,
        }
    }

    /// Makes invoices.
    pub(super) fn create(&mut self, of: Ordered, post: bool, hand: &mut Hand) {
        let verb = Verb {
            doing: if post { "Posting" } else { "Making" },
            did: if post { "made and posted" } else { "made" },
            thing: "invoice",
        };
        match of {
            Ordered::These(orders) => {
                let many = orders.len() as u64;
                let requests = pieces(&orders, PIECE).map(|orders| {
                    let orders = orders.into_iter().map(OrderRef::Number).collect();
                    new_invoices(InvoicedOrders::Orders(orders), post)
                });
                let requests: Vec<BooksRequest> = requests.collect();
                self.begin((verb, Kind::Listed), many, requests, hand);
            }
            Ordered::All(all) => {
                let kind = Kind::AllDelivered { post };
                self.begin((verb, kind), all, [all_delivered(None, post)], hand);
            }
        }
    }

    /// Posts drafts.
    pub(super) fn post(&mut self, invoices: Vec<InvoiceRef>, hand: &mut Hand) {
        let verb = Verb {
            doing: "Posting",
            did: "posted",
            thing: "invoice",
        };
        let requests: Vec<BooksRequest> = pieces(&invoices, PIECE)
            .map(|invoices| {
                let day = None;
                BooksRequest::Invoice(InvoiceRequest::Post { invoices, day })
            })
            .collect();
        self.begin((verb, Kind::Listed), invoices.len() as u64, requests, hand);
    }

    /// Registers payments.
    pub(super) fn pay(&mut self, invoices: Vec<InvoiceRef>, journal: Journal, hand: &mut Hand) {
        let verb = Verb {
            doing: "Registering",
            did: "registered",
            thing: "payment",
        };
        let requests: Vec<BooksRequest> = pieces(&invoices, PIECE)
            .map(|invoices| {
                BooksRequest::Payment(PaymentRequest::Register(NewPayments {
                    invoices,
                    all_open: false,
                    bills: Vec::new(),
                    journal,
                    day: None,
                    amount: None,
                }))
            })
            .collect();
        self.begin((verb, Kind::Listed), invoices.len() as u64, requests, hand);
    }

    /// Writes documents.
    pub(super) fn print(
        &mut self,
        invoices: Vec<InvoiceRef>,
        format: DocumentFormat,
        hand: &mut Hand,
    ) {
        let verb = Verb {
            doing: "Writing",
            did: "written",
            thing: "document",
        };
        let folder = Some(self.folder.clone()).filter(|folder| !folder.is_empty());
        let requests: Vec<BooksRequest> = pieces(&invoices, PIECE)
            .map(|invoices| {
                BooksRequest::Invoice(InvoiceRequest::RenderInto {
                    invoices,
                    folder: folder.clone(),
                    format,
                })
            })
            .collect();
        self.begin((verb, Kind::Listed), invoices.len() as u64, requests, hand);
    }

    /// Drops drafts.
    pub(super) fn drop_drafts(&mut self, invoices: &[InvoiceRef], hand: &mut Hand) {
        let verb = Verb {
            doing: "Dropping",
            did: "dropped",
            thing: "draft",
        };
        let requests: Vec<BooksRequest> = invoices
            .iter()
            .map(|invoice| {
                let invoice = *invoice;
                BooksRequest::Invoice(InvoiceRequest::Cancel { invoice })
            })
            .collect();
        self.begin((verb, Kind::Single), invoices.len() as u64, requests, hand);
    }
}

fn new_invoices(of: InvoicedOrders, post: bool) -> BooksRequest {
    BooksRequest::Invoice(InvoiceRequest::Create(NewInvoices {
        of,
        post,
        day: None,
        force: false,
    }))
}

fn all_delivered(after: Option<OrderNumber>, post: bool) -> BooksRequest {
    let limit = PIECE as u32;
    new_invoices(InvoicedOrders::AllDelivered { after, limit }, post)
}

/// With a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('.');
    format!("{text}.")
}
