//! `orderdeck statement`.

use super::args_money::{StatementCommand, StatementMatchArguments};
use super::{ask_books, books_reply, tables};
use crate::cli::files;
use crate::cli::output::Done;
use crate::cli::session::Context;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::statements::{
    MatchTarget, StatementMatch, StatementReply, StatementRequest, TypedStatementLine,
};

/// Runs a command on bank statements.
pub async fn run(command: StatementCommand, context: &Context) -> Done {
    let asked = match command {
        StatementCommand::Import { file, bank } => StatementRequest::Import {
            text: files::text_of(&file)?,
            bank,
        },
        StatementCommand::Add {
            amount,
            currency,
            date,
            reference,
            text,
            bank,
        } => StatementRequest::Add(TypedStatementLine {
            bank,
            day: date,
            amount,
            currency,
            reference,
            text,
        }),
        StatementCommand::List { open, limit } => StatementRequest::List { open, limit },
        StatementCommand::Match(arguments) => StatementRequest::Match(wanted(arguments)),
        StatementCommand::Unmatch { line, date } => StatementRequest::Unmatch { line, day: date },
    };
    let answer = ask_books(context, BooksRequest::Statement(asked)).await?;
    let output = &context.output;
    match books_reply!(answer, Statement)? {
        StatementReply::Imported(done) => output.answer(&done, || {
            let mut text = match done.lines.as_slice() {
                [] => String::new(),
                rows => tables::statement_lines(rows, output),
            };
            text.push_str(&format!(
                "{} taken in, {} here already.\n",
                done.lines.len(),
                done.known
            ));
            text
        })?,
        StatementReply::List(list) => output.answer(&list, || match list.lines.as_slice() {
            [] => "There is no such line.\n".to_owned(),
            rows => tables::statement_lines(rows, output),
        })?,
        StatementReply::Matched(done) => output.answer(&done, || {
            let mut text = tables::statement_lines(std::slice::from_ref(&done.line), output);
            if let Some(entry) = done.entry {
                text.push_str(&format!(
                    "Matched by {entry}; it settled {} items.\n",
                    done.settled
                ));
            }
            if !done.left.is_zero() {
                let left = tables::money(done.left, done.line.currency);
                text.push_str(&format!(
                    "{left} of it found no counterpart and stay open.\n"
                ));
            }
            match &done.rest {
                Some(rest) => {
                    text.push_str("\nStill open on the Amazon Payments account:\n");
                    text.push_str(&tables::explanation(rest, output));
                }
                None => text.push_str("Nothing is open on the Amazon Payments account.\n"),
            }
            text
        })?,
    }
    Ok(0)
}

fn wanted(arguments: StatementMatchArguments) -> StatementMatch {
    let to = match (arguments.batch, arguments.entry) {
        (Some(batch), _) => MatchTarget::Batch(batch),
        (None, Some(entry)) => MatchTarget::Entry(entry),
        (None, None) => MatchTarget::Account(arguments.account),
    };
    StatementMatch {
        line: arguments.line,
        to,
        amount: arguments.amount,
        until: arguments.until,
    }
}
