//! The commands on the books: `invoice`, `payment`, `bill`, `statement`, `journal`.

pub mod args_invoice;
pub mod args_journal;
pub mod args_money;
pub mod bill;
pub mod invoice;
pub mod journal;
pub mod payment;
pub mod statement;
mod tables;
mod values;

use super::output::Trouble;
use super::session::{Context, ask, reply};
use crate::protocol::Request;
use crate::protocol::books::{BooksReply, BooksRequest};

/// Asks the engine about the books.
async fn ask_books(context: &Context, asked: BooksRequest) -> Result<BooksReply, Trouble> {
    Ok(reply!(ask(context, Request::Books(asked)).await?, Books)?)
}

/// The value of the reply of a kind, or a failure.
macro_rules! books_reply {
    ($reply:expr, $kind:ident) => {
        match $reply {
            $crate::protocol::books::BooksReply::$kind(value) => Ok(value),
            _ => Err($crate::cli::session::unexpected()),
        }
    };
}
use books_reply;
