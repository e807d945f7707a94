//! `orderdeck bill`.

use super::args_money::{BillAddArguments, BillCommand};
use super::{ask_books, books_reply, tables};
use crate::cli::files;
use crate::cli::output::{Done, Output, Trouble};
use crate::cli::session::{Context, unexpected};
use crate::cli::table::{Set, Table};
use crate::domain::books::journal::Journal;
use crate::domain::text::clean;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::bills::{
    BillAcceptance, BillProposals, BillReply, BillRequest, BillView, TypedBill,
};
use crate::protocol::books::payments::{NewPayments, PaymentReply, PaymentRequest};

/// Runs a command on vendor bills.
pub async fn run(command: BillCommand, context: &Context) -> Done {
    let asked = match command {
        BillCommand::Add(arguments) => return add(arguments, context).await,
        BillCommand::Import { file } => BillRequest::Import {
            text: files::text_of(&file)?,
        },
        BillCommand::List { open, limit } => BillRequest::List { open, limit },
        BillCommand::Propose { account } => BillRequest::Propose { account },
        BillCommand::Accept {
            month,
            account,
            currency,
            early,
        } => BillRequest::Accept(BillAcceptance {
            month,
            account,
            currency,
            early,
        }),
        BillCommand::Show { bill } => BillRequest::Show { bill },
        BillCommand::Reverse { bill, reason, date } => BillRequest::Reverse {
            bill,
            reason,
            day: date,
        },
    };
    let output = &context.output;
    match ask(context, asked).await? {
        BillReply::Bill(bill) => output.answer(&bill, || tables::bill(&bill, output))?,
        BillReply::List(list) => output.answer(&list, || match list.bills.as_slice() {
            [] => "There is no such bill.\n".to_owned(),
            rows => tables::bills(rows, output),
        })?,
        BillReply::Proposals(all) => output.answer(&all, || proposals(&all, output))?,
        BillReply::Imported(done) => output.answer(&done, || {
            let mut text = match done.bills.as_slice() {
                [] => String::new(),
                rows => tables::bills(rows, output),
            };
            for known in &done.known {
                text.push_str(&format!(
                    "Passed over {}: it is here already.\n",
                    clean(known)
                ));
            }
            text
        })?,
    }
    Ok(0)
}

fn proposals(all: &BillProposals, output: &Output) -> String {
    if all.proposals.is_empty() {
        return "No fees wait for a bill. Amazon's are fetched by: orderdeck sync finances\n"
            .to_owned();
    }
    let mut table = Table::new(&[
        ("Month", Set::Left),
        ("Account", Set::Cut),
        ("Kind", Set::Left),
        ("Untaxed", Set::Right),
        ("Tax", Set::Right),
        ("Total", Set::Right),
        ("", Set::Left),
        ("From", Set::Left),
    ]);
    for bill in &all.proposals {
        for line in &bill.lines {
            table.row([
                bill.month.to_string(),
                bill.account.clone(),
                line.kind.as_str().to_owned(),
                line.untaxed.to_string(),
                line.tax.to_string(),
            ]);
        }
        let from = match bill.complete {
            true => format!("{} transactions", bill.transactions),
            false => format!("{} transactions so far", bill.transactions),
        };
        table.row([
            bill.month.to_string(),
            bill.account.clone(),
            "together".to_owned(),
            String::new(),
            String::new(),
            bill.total.to_string(),
            bill.currency.to_string(),
            from,
        ]);
    }
    table.render(output) + "Post them with: orderdeck bill accept MONTH\n"
}

async fn ask(context: &Context, asked: BillRequest) -> Result<BillReply, Trouble> {
    let answer = ask_books(context, BooksRequest::Bill(asked)).await?;
    Ok(books_reply!(answer, Bill)?)
}

async fn add(arguments: BillAddArguments, context: &Context) -> Done {
    let typed = TypedBill {
        vendor: arguments.vendor,
        reference: arguments.reference,
        account: arguments.account,
        day: arguments.date,
        currency: arguments.currency,
        lines: arguments.lines.into_iter().map(|line| line.0).collect(),
    };
    let BillReply::Bill(mut bill) = ask(context, BillRequest::Add(typed)).await? else {
        return Err(unexpected().into());
    };
    if arguments.pay {
        *bill = pay(&bill, context).await?;
    }
    let output = &context.output;
    output.answer(&bill, || tables::bill(&bill, output))?;
    Ok(0)
}

/// Pays a bill on its own day out of the intermediary account, and reads it again.
async fn pay(bill: &BillView, context: &Context) -> Result<BillView, Trouble> {
    let new = NewPayments {
        invoices: Vec::new(),
        all_open: false,
        bills: vec![bill.number],
        journal: Journal::AmazonPayments,
        day: Some(bill.date),
        amount: None,
    };
    let asked = BooksRequest::Payment(PaymentRequest::Register(new));
    let answer = ask_books(context, asked).await?;
    let PaymentReply::Registered(done) = books_reply!(answer, Payment)? else {
        return Err(unexpected().into());
    };
    for skipped in &done.skipped {
        context.output.note(&format!(
            "The bill is posted and not paid: {}.",
            skipped.reason
        ));
    }
    match ask(context, BillRequest::Show { bill: bill.number }).await? {
        BillReply::Bill(bill) => Ok(*bill),
        _ => Err(unexpected().into()),
    }
}
