//! What keys and the palette do on the Invoices tab.

use super::Invoices;
use super::asks::{self, Ordered};
use super::views::{VIEWS, View};
use crate::domain::ids::OrderNumber;
use crate::protocol::books::invoices::{InvoiceRef, InvoiceRow, InvoiceStatus};
use crate::protocol::upkeep::Level;
use crate::screen::command::Command;
use crate::screen::context::{Hand, Opened};
use crate::screen::listing::rows::Row;
use crate::screen::message::Effect;
use crate::screen::overlay::{Overlay, Reader};
use crate::screen::theme::Role;

impl Invoices {
    /// Does what a key or the palette says; what another tab is to open, if anything. `Err` if it means nothing here.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> Result<Option<Opened>, ()> {
        if self.types_filter() {
            return self.filter_command(command, hand).then_some(None).ok_or(());
        }
        if let Some(view) = VIEWS.of(command) {
            self.go(view, hand);
            return Ok(None);
        }
        match command {
            Command::InvoicesNext => self.go(VIEWS.after(self.view), hand),
            Command::WorkStop => self.stop_work(hand),
            Command::WorkReport => self.report(hand),
            Command::InvoiceOrder => return Ok(self.order().map(Opened::Order)),
            command if self.in_view(command, hand) => {}
            command => match VIEWS.home(command) {
                // A verb of the other view, from the palette.
                Some(view) if view != self.view => self.go(view, hand),
                _ => return Err(()),
            },
        }
        Ok(None)
    }

    fn filter_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match self.view {
            View::List => {
                let before = self.list.list.rows.current().map(Row::key);
                let done = self.list.list.filter_command(command);
                self.moved(before, hand);
                done
            }
            View::Waiting => {
                let done = self.waiting.list.filter_command(command);
                self.waiting.ask_more(hand);
                done
            }
        }
    }

    /// The cursor of the list may have moved.
    fn moved(&mut self, before: Option<crate::domain::ids::InvoiceId>, hand: &mut Hand) {
        self.list.ask_more(hand);
        if self.detailed() {
            self.list.follows(before, hand);
        }
    }

    fn in_view(&mut self, command: Command, hand: &mut Hand) -> bool {
        match self.view {
            View::List => self.list_command(command, hand),
            View::Waiting => self.waiting_command(command, hand),
        }
    }

    fn order(&self) -> Option<OrderNumber> {
        match self.view {
            View::List => self.list.list.rows.current().map(|row| row.order),
            View::Waiting => self.waiting.list.rows.current().map(|row| row.number),
        }
    }

    fn waiting_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::InvoiceCreate => {
                let chosen = self.waiting.list.chosen();
                let orders: Vec<OrderNumber> = chosen.iter().map(|row| row.number).collect();
                self.ask_create(orders, hand);
            }
            Command::InvoiceCreateAll if self.waiting.list.words.is_empty() => {
                match self.waiting.total {
                    0 => hand.say(Level::Info, "No order waits for an invoice."),
                    all => hand.open(asks::create(Ordered::All(all))),
                }
            }
            Command::InvoiceCreateAll if self.waiting.is_reading() => {
                let text = "The orders are still being read; try again in a moment.";
                hand.say(Level::Info, text);
            }
            Command::InvoiceCreateAll => {
                let shown = self.waiting.list.rows.all().iter();
                let orders: Vec<OrderNumber> = shown.map(|row| row.number).collect();
                self.ask_create(orders, hand);
            }
            Command::MarkAll => self.waiting.mark_all(hand),
            command => {
                let done = self.waiting.list.command(command);
                self.waiting.ask_more(hand);
                return done;
            }
        }
        true
    }

    /// Asks how invoices of these orders are made.
    pub fn ask_create(&mut self, orders: Vec<OrderNumber>, hand: &mut Hand) {
        if orders.is_empty() {
            return hand.say(Level::Info, "There is no order here to invoice.");
        }
        hand.open(asks::create(Ordered::These(orders)));
    }

    fn list_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let chosen = || self.list.list.chosen();
        let named = |rows: Vec<InvoiceRow>| -> Vec<InvoiceRef> {
            rows.iter().map(InvoiceRow::reference).collect()
        };
        match command {
            Command::InvoiceState => hand.open(asks::state()),
            Command::InvoiceOpen => self.open_or_close(hand),
            Command::Back if self.list.open => self.list.open = false,
            Command::InvoicePost => self.ask_post(chosen(), hand),
            Command::InvoicePay => some(named(chosen()), hand, asks::pay),
            Command::InvoicePrint => some(named(chosen()), hand, asks::print_form),
            Command::InvoiceDrop => some(named(chosen()), hand, asks::drop_drafts),
            Command::InvoiceCredit => match self.list.list.rows.current() {
                Some(row) if row.number.is_none() => {
                    hand.say(Level::Info, "A draft is not in the books: drop it instead.");
                }
                Some(row) => hand.open(asks::credit(row.reference(), "", None)),
                None => {}
            },
            Command::InvoiceVat => {
                if let Some(row) = self.list.list.rows.current() {
                    let known = self.list.whole().and_then(|view| view.vat_number.clone());
                    let known = known.unwrap_or_default();
                    hand.open(asks::vat(row.reference(), None, &known, None));
                }
            }
            Command::MarkAll => self.list.mark_all(hand),
            Command::CopyRefs => self.copy(named(chosen()), hand),
            Command::HalfDown | Command::PageDown if self.list.open => {
                self.list.scroll = self.list.scroll.saturating_add(5);
            }
            Command::HalfUp | Command::PageUp if self.list.open => {
                self.list.scroll = self.list.scroll.saturating_sub(5);
            }
            command => {
                let before = self.list.list.rows.current().map(Row::key);
                let done = self.list.list.command(command);
                self.moved(before, hand);
                return done;
            }
        }
        true
    }

    fn open_or_close(&mut self, hand: &mut Hand) {
        let beside = self.split().is_beside();
        if self.list.open || beside || self.list.list.rows.current().is_none() {
            self.list.open = false;
        } else {
            self.list.open = true;
            self.list.ask_detail(hand);
        }
    }

    fn ask_post(&mut self, chosen: Vec<InvoiceRow>, hand: &mut Hand) {
        let all: Vec<InvoiceRef> = chosen.iter().map(InvoiceRow::reference).collect();
        let lacks =
            |row: &&InvoiceRow| row.status == InvoiceStatus::Draft && row.vat_number_missing;
        let missing = chosen.iter().filter(lacks).count();
        if all.is_empty() {
            hand.say(Level::Info, "There is no draft here to post.");
        } else if missing > 0 {
            let known = chosen.iter().filter(|row| !lacks(row));
            let known = known.map(InvoiceRow::reference).collect();
            hand.open(asks::post_without_vat(all, known, missing));
        } else {
            self.post(all, hand);
        }
    }

    fn copy(&self, names: Vec<InvoiceRef>, hand: &mut Hand) {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        if let Some(first) = names.first() {
            let said = match names.len() {
                1 => format!("Sent {first} to the clipboard."),
                n => format!("Sent {n} numbers to the clipboard."),
            };
            hand.desk.want(Effect::Copy(names.join("\n")));
            hand.say(Level::Info, said);
        }
    }

    /// Shows what the last work left out.
    fn report(&self, hand: &mut Hand) {
        let lines: Vec<(String, Role)> = match self.left_out.as_slice() {
            [] => vec![("The last work left nothing out.".to_owned(), Role::Dim)],
            all => all
                .iter()
                .map(|out| (format!("{}: {}", out.what, out.why), Role::Text))
                .collect(),
        };
        hand.open(Overlay::Reader(Reader::new("Left out", lines)));
    }
}

/// Asks about invoices, if there are any.
fn some(
    invoices: Vec<InvoiceRef>,
    hand: &mut Hand,
    question: impl FnOnce(Vec<InvoiceRef>) -> Overlay,
) {
    if invoices.is_empty() {
        hand.say(Level::Info, "There is no invoice here.");
    } else {
        hand.open(question(invoices));
    }
}
