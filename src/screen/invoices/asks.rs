//! What the Invoices tab asks, and what becomes of the answers.

use super::Invoices;
use super::wanted::Wanted;
use crate::domain::books::journal::Journal;
use crate::domain::ids::{InvoiceId, OrderNumber};
use crate::protocol::Request;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::invoices::{InvoiceRef, InvoiceRequest, InvoiceStatus};
use crate::protocol::documents::DocumentFormat;
use crate::screen::context::Hand;
use crate::screen::overlay::{About, Ask, Choice, Overlay};
use crate::screen::theme::Role;
use crate::screen::words::counted;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutInvoice {
    /// Which invoices are shown.
    State,
    /// Whether invoices are made as drafts or posted at once.
    Create(Ordered),
    /// Whether drafts of businesses without a VAT number are posted.
    PostWithoutVat {
        /// All that are to be posted.
        all: Vec<InvoiceRef>,
        /// Those whose VAT number is known or not needed.
        known: Vec<InvoiceRef>,
    },
    /// In which journal payments are registered.
    Pay(Vec<InvoiceRef>),
    /// In which form documents are written.
    PrintForm(Vec<InvoiceRef>),
    /// Into which folder.
    PrintFolder(Vec<InvoiceRef>, DocumentFormat),
    /// Why a credit note is made.
    Credit(InvoiceRef),
    /// The VAT number of a buyer; whether the draft is posted then.
    Vat(InvoiceRef, Option<InvoiceId>),
    /// Whether drafts are dropped.
    Drop(Vec<InvoiceRef>),
}

/// Of which orders invoices are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// Of these.
    These(Vec<OrderNumber>),
    /// Of all that wait, so many.
    All(u64),
}

const YES: &str = "yes";
const BACK: &str = "back";

fn asked(about: AboutInvoice, title: impl Into<String>) -> Ask {
    Ask::new(About::Invoice(about), title)
}

fn over(ask: Ask) -> Overlay {
    Overlay::Ask(Box::new(ask))
}

fn many(invoices: &[InvoiceRef]) -> String {
    match invoices {
        [one] => one.to_string(),
        more => counted(more.len() as u64, "invoice"),
    }
}

/// Which invoices are shown.
pub(super) fn state() -> Overlay {
    let all = [Choice::new("", "All", "newest first")];
    let each = InvoiceStatus::ALL.map(|status| {
        let note = match status {
            InvoiceStatus::Draft => "not in the books yet",
            InvoiceStatus::Open => "posted, not settled",
            InvoiceStatus::Paid => "posted and settled",
            InvoiceStatus::Cancelled => "drafts that were dropped",
        };
        let mut word = status.as_str().to_owned();
        if let Some(first) = word.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Choice::new(status.as_str(), word, note)
    });
    let choices = all.into_iter().chain(each).collect();
    over(asked(AboutInvoice::State, "Which invoices?").choices(choices))
}

/// Whether invoices are made as drafts or posted at once.
pub(super) fn create(of: Ordered) -> Overlay {
    let title = match &of {
        Ordered::These(orders) => {
            let many = counted(orders.len() as u64, "order");
            format!("Invoice {many}")
        }
        Ordered::All(all) => format!("Invoice all {}", counted(*all, "order")),
    };
    over(
        asked(AboutInvoice::Create(of), title)
            .say(
                "Invoiced is what was delivered and is on no invoice yet. What can't be invoiced is left out and told.",
                Role::Text,
            )
            .choices(vec![
                Choice::new("draft", "Make drafts", "to look at before they count"),
                Choice::new("post", "Make and post", "they get their numbers at once"),
                Choice::new(BACK, "Go back", ""),
            ]),
    )
}

/// Whether drafts of businesses without a VAT number are posted.
pub(super) fn post_without_vat(
    all: Vec<InvoiceRef>,
    known: Vec<InvoiceRef>,
    missing: usize,
) -> Overlay {
    let text = format!(
        "{} to businesses without a VAT number. Posted invoices don't change: a number that comes later needs a credit note and a new invoice.",
        match missing {
            1 => "1 draft goes".to_owned(),
            n => format!("{n} drafts go"),
        }
    );
    let mut choices = Vec::new();
    if all.len() == 1 {
        choices.push(Choice::new("type", "Type the VAT number", "and post then"));
    }
    if !known.is_empty() {
        choices.push(Choice::new("known", "Post the others", "those stay drafts"));
    }
    choices.push(Choice::new("all", "Post all the same", ""));
    choices.push(Choice::new(BACK, "Go back", ""));
    let title = format!("Post {}", many(&all));
    let about = AboutInvoice::PostWithoutVat { all, known };
    over(asked(about, title).say(text, Role::Warn).choices(choices))
}

/// In which journal payments are registered.
pub(super) fn pay(invoices: Vec<InvoiceRef>) -> Overlay {
    let title = format!("Register the payment of {}", many(&invoices));
    over(
        asked(AboutInvoice::Pay(invoices), title)
            .say("Each is paid in full as of today.", Role::Text)
            .choices(vec![
                Choice::new(
                    Journal::AmazonPayments.as_str(),
                    "Amazon Payments",
                    "Amazon has the money and pays it out later",
                ),
                Choice::new(Journal::Bank.as_str(), "Bank", "it is on the bank account"),
                Choice::new(BACK, "Go back", ""),
            ]),
    )
}

/// In which form documents are written.
pub(super) fn print_form(invoices: Vec<InvoiceRef>) -> Overlay {
    let title = format!("Documents of {}", many(&invoices));
    over(
        asked(AboutInvoice::PrintForm(invoices), title).choices(vec![
            Choice::new("pdf", "PDF", "to upload at Amazon"),
            Choice::new("text", "Text", "80 columns"),
        ]),
    )
}

fn print_folder(invoices: Vec<InvoiceRef>, format: DocumentFormat, before: &str) -> Overlay {
    let title = format!("Documents of {}", many(&invoices));
    over(
        asked(AboutInvoice::PrintFolder(invoices, format), title)
            .say(
                "A folder on the engine's machine, with its whole path. Empty: the folder for documents.",
                Role::Dim,
            )
            .line("Folder", before),
    )
}

/// Why a credit note is made.
pub(super) fn credit(invoice: InvoiceRef, typed: &str, problem: Option<String>) -> Overlay {
    let ask = asked(
        AboutInvoice::Credit(invoice),
        format!("Take back {invoice}"),
    )
    .say(
        "A credit note takes back the whole invoice; what was delivered can be invoiced again. The reason stands on it.",
        Role::Text,
    )
    .line("Reason", typed);
    over(match problem {
        Some(problem) => ask.problem(problem),
        None => ask,
    })
}

/// The VAT number of a buyer.
pub(super) fn vat(
    invoice: InvoiceRef,
    then_post: Option<InvoiceId>,
    typed: &str,
    problem: Option<String>,
) -> Overlay {
    let ask = asked(
        AboutInvoice::Vat(invoice, then_post),
        format!("VAT number of the buyer of {invoice}"),
    )
    .say(
        "It stands on this and further invoices of the order. Empty takes it away.",
        Role::Dim,
    )
    .line("VAT number", typed);
    over(match problem {
        Some(problem) => ask.problem(problem),
        None => ask,
    })
}

/// Whether drafts are dropped.
pub(super) fn drop_drafts(invoices: Vec<InvoiceRef>) -> Overlay {
    let title = format!("Drop {}?", many(&invoices));
    over(
        asked(AboutInvoice::Drop(invoices), title)
            .say(
                "Only drafts can be dropped; their orders wait for an invoice again.",
                Role::Text,
            )
            .choices(vec![
                Choice::new(BACK, "Go back", ""),
                Choice::new(YES, "Drop", ""),
            ]),
    )
}

impl Invoices {
    /// An answer came.
    pub fn told(&mut self, about: AboutInvoice, answer: &str, hand: &mut Hand) {
        match about {
            AboutInvoice::State => {
                let status = InvoiceStatus::ALL
                    .into_iter()
                    .find(|status| status.as_str() == answer);
                self.list.restart(status, hand);
            }
            AboutInvoice::Create(of) if answer != BACK => {
                self.create(of, answer == "post", hand);
            }
            AboutInvoice::PostWithoutVat { all, known } => match (answer, all.as_slice()) {
                ("type", [one]) => {
                    let id = self.list.list.rows.current().map(|row| row.id);
                    hand.open(vat(*one, id, "", None));
                }
                ("known", _) => self.post(known, hand),
                ("all", _) => self.post(all, hand),
                _ => {}
            },
            AboutInvoice::Pay(invoices) => {
                if let Some(journal) = Journal::parse(answer) {
                    self.pay(invoices, journal, hand);
                }
            }
            AboutInvoice::PrintForm(invoices) => {
                let format = match answer {
                    "pdf" => DocumentFormat::Pdf,
                    _ => DocumentFormat::Text,
                };
                hand.open(print_folder(invoices, format, &self.folder));
            }
            AboutInvoice::PrintFolder(invoices, format) => {
                self.folder = answer.trim().to_owned();
                self.print(invoices, format, hand);
            }
            AboutInvoice::Credit(invoice) => match answer.trim() {
                "" => {
                    let why = "A credit note needs a reason: it stands on it.".to_owned();
                    hand.open(credit(invoice, "", Some(why)));
                }
                reason => {
                    let request = InvoiceRequest::Credit {
                        invoice,
                        reason: reason.to_owned(),
                        day: None,
                    };
                    ask(Wanted::Credit, request, hand);
                }
            },
            AboutInvoice::Vat(invoice, then_post) => {
                let wanted = then_post.map_or(Wanted::Vat, Wanted::VatThenPost);
                let vat_number = answer.trim().to_owned();
                let request = InvoiceRequest::VatNumber {
                    invoice,
                    vat_number,
                };
                ask(wanted, request, hand);
            }
            AboutInvoice::Drop(invoices) if answer == YES => self.drop_drafts(&invoices, hand),
            AboutInvoice::Create(_) | AboutInvoice::Drop(_) => {}
        }
    }
}

fn ask(wanted: Wanted, request: InvoiceRequest, hand: &mut Hand) {
    let request = Request::Books(BooksRequest::Invoice(request));
    hand.desk.ask(wanted.into(), request);
}
