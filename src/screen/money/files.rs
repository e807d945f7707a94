//! Files that a person names: the screen asks for them to be read, and goes on when they are.

use super::wanted::Wanted;
use super::{AboutMoney, Money, ask, asks};
use crate::protocol::books::BooksRequest;
use crate::protocol::books::bills::BillRequest;
use crate::protocol::books::statements::StatementRequest;
use crate::screen::context::Hand;
use crate::screen::message::{Effect, FileFor};

impl Money {
    pub(super) fn read_bills(&self, path: &str, hand: &mut Hand) {
        hand.desk.want(Effect::Read {
            path: path.to_owned(),
            purpose: FileFor::Bills,
        });
    }

    pub(super) fn read_statement(&self, path: &str, hand: &mut Hand) {
        hand.desk.want(Effect::Read {
            path: path.to_owned(),
            purpose: FileFor::Statement,
        });
    }

    /// A file was read, or not.
    pub fn file(
        &mut self,
        purpose: FileFor,
        path: &str,
        read: Result<String, String>,
        hand: &mut Hand,
    ) {
        match (purpose, read) {
            (FileFor::Bills, Ok(text)) => {
                let request = BooksRequest::Bill(BillRequest::Import { text });
                ask(Wanted::Imported, request, hand);
            }
            (FileFor::Statement, Ok(text)) => {
                let bank = self.bank_name.clone();
                let request = BooksRequest::Statement(StatementRequest::Import { text, bank });
                ask(Wanted::Imported, request, hand);
            }
            (FileFor::Bills, Err(why)) => {
                hand.open(asks::file(AboutMoney::BillFile, path, Some(why)));
            }
            (FileFor::Statement, Err(why)) => {
                hand.open(asks::file(AboutMoney::BankFile, path, Some(why)));
            }
        }
    }
}
