//! What becomes of the engine's answers about invoices.

use super::Invoices;
use super::asks;
use super::wanted::Wanted;
use crate::protocol::books::BooksReply;
use crate::protocol::books::invoices::{InvoiceReply, InvoiceView};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, Reply};
use crate::screen::context::Hand;

impl Invoices {
    /// An answer came; `false` if what went wrong is for the person to read.
    pub fn answer(
        &mut self,
        wanted: &Wanted,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> bool {
        match (wanted, result) {
            (Wanted::Work, Ok(Reply::Books(reply))) => self.worked(reply, hand),
            (Wanted::Work, Err(failure)) => self.not_worked(failure, hand),
            (wanted, Ok(Reply::Books(BooksReply::Invoice(reply)))) => {
                self.take(wanted, reply.clone(), hand);
            }
            (Wanted::Vat | Wanted::VatThenPost(_), Err(failure)) => {
                let then_post = match wanted {
                    Wanted::VatThenPost(id) => Some(*id),
                    _ => None,
                };
                if let Some(row) = self.list.list.rows.current() {
                    let why = failure.to_string();
                    hand.open(asks::vat(row.reference(), then_post, "", Some(why)));
                }
            }
            (_, Err(_)) => return false,
            _ => {}
        }
        true
    }

    fn take(&mut self, wanted: &Wanted, reply: InvoiceReply, hand: &mut Hand) {
        match (wanted, reply) {
            (Wanted::Page, InvoiceReply::Page(page)) => {
                let detailed = self.detailed();
                self.list.page(page, detailed, hand);
            }
            (Wanted::More, InvoiceReply::Page(page)) => self.list.more(page, hand),
            (Wanted::Waiting, InvoiceReply::ToInvoice(page)) => self.waiting.page(page, hand),
            (Wanted::WaitingMore, InvoiceReply::ToInvoice(page)) => self.waiting.more(page, hand),
            (Wanted::Detail(id), InvoiceReply::Invoice(view)) if view.row.id == *id => {
                self.list.changed(std::slice::from_ref(&view.row));
                self.list.detail = Some(view);
            }
            (Wanted::Credit, InvoiceReply::Invoice(view)) => {
                let taken = view.credits.map_or(String::new(), |of| of.to_string());
                let text = format!("{} takes {taken} back.", view.row.reference());
                hand.say(Level::Info, text);
                self.list.list.rows.go(view.row.id);
                self.outdated(hand.now);
            }
            (Wanted::Vat, InvoiceReply::Invoice(view)) => self.vat_known(view, hand),
            (Wanted::VatThenPost(_), InvoiceReply::Invoice(view)) => {
                let invoice = view.row.reference();
                self.vat_known(view, hand);
                self.post(vec![invoice], hand);
            }
            _ => {}
        }
    }

    fn vat_known(&mut self, view: Box<InvoiceView>, hand: &mut Hand) {
        let text = match &view.vat_number {
            Some(number) => format!("{}: VAT number {number}.", view.row.reference()),
            None => format!("{}: no VAT number.", view.row.reference()),
        };
        hand.say(Level::Info, text);
        self.list.changed(std::slice::from_ref(&view.row));
        self.list.detail = Some(view);
        self.outdated(hand.now);
    }
}
