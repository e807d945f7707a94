//! `orderdeck journal`.

use super::args_journal::JournalCommand;
use super::{ask_books, books_reply, tables};
use crate::cli::files;
use crate::cli::output::Done;
use crate::cli::session::Context;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::journal::{EntriesWanted, JournalReply, JournalRequest, TypedEntry};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Where an export goes.
struct Target {
    file: PathBuf,
    force: bool,
}

/// Runs a command on the journal.
pub async fn run(command: JournalCommand, context: &Context) -> Done {
    let (asked, target) = request(command);
    let answer = ask_books(context, BooksRequest::Journal(asked)).await?;
    let output = &context.output;
    match books_reply!(answer, Journal)? {
        JournalReply::Entries(page) => output.answer(&page, || {
            let mut text = match page.entries.as_slice() {
                [] => "There is no such entry.\n".to_owned(),
                rows => tables::entries(rows, output),
            };
            if page.more {
                text.push_str("There are more: --limit, --skip.\n");
            }
            text
        })?,
        JournalReply::Entry(entry) => output.answer(&entry, || {
            tables::entries(std::slice::from_ref(&entry), output)
        })?,
        JournalReply::Matched { amount } => {
            output.answer(&json!({ "matched": amount }), || {
                format!("Matched {amount}.\n")
            })?;
        }
        JournalReply::Accounts(accounts) => {
            output.answer(&accounts, || tables::accounts(&accounts, output))?;
        }
        JournalReply::Explained(explained) => {
            output.answer(&explained, || tables::explained(&explained, output))?;
        }
        JournalReply::Document(document) => {
            return files::hand_out(&document, &target.file, target.force, output);
        }
    }
    Ok(0)
}

fn request(command: JournalCommand) -> (JournalRequest, Target) {
    let mut target = Target {
        file: Path::new("-").to_owned(),
        force: false,
    };
    let asked = match command {
        JournalCommand::Entries(wanted) => JournalRequest::Entries(EntriesWanted {
            journal: wanted.journal,
            account: wanted.account,
            from: wanted.from,
            to: wanted.to,
            skip: wanted.skip,
            limit: wanted.limit,
        }),
        JournalCommand::Show { entry } => JournalRequest::Show { entry },
        JournalCommand::Add {
            text,
            lines,
            currency,
            date,
        } => JournalRequest::Add(TypedEntry {
            day: date,
            currency,
            text,
            lines: lines.into_iter().map(|line| (line.0, line.1)).collect(),
        }),
        JournalCommand::Reverse {
            entry,
            reason,
            date,
        } => JournalRequest::Reverse {
            entry,
            reason,
            day: date,
        },
        JournalCommand::Match { one, other, amount } => {
            JournalRequest::Match { one, other, amount }
        }
        JournalCommand::Accounts {
            account: Some(account),
            code,
            name,
        } if code.is_some() || name.is_some() => JournalRequest::ChooseAccount {
            account,
            code,
            name,
        },
        JournalCommand::Accounts { .. } => JournalRequest::Accounts,
        JournalCommand::Explain { account } => JournalRequest::Explain { account },
        JournalCommand::Close { day } => JournalRequest::Close { day },
        JournalCommand::Rounding { rounding } => JournalRequest::Round { rounding },
        JournalCommand::Export {
            format,
            from,
            to,
            file,
            force,
        } => {
            target.force = force;
            if let Some(file) = file {
                target.file = file;
            }
            JournalRequest::Export { format, from, to }
        }
    };
    (asked, target)
}
