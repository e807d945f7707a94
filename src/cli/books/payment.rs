//! `orderdeck payment`.

use super::args_money::{BatchCommand, PaymentCommand, PaymentRegisterArguments};
use super::{ask_books, books_reply, tables};
use crate::cli::output::Done;
use crate::cli::session::{Context, unexpected};
use crate::domain::text::clean;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::payments::{
    NewPayments, PaymentReply, PaymentRequest, PaymentsRegistered,
};
use crate::protocol::{Failure, FailureCode};

/// Runs a command on payments.
pub async fn run(command: PaymentCommand, context: &Context) -> Done {
    let asked = match command {
        PaymentCommand::Register(arguments) => return register(arguments, context).await,
        PaymentCommand::List { loose, limit } => PaymentRequest::List { loose, limit },
        PaymentCommand::Undo {
            payment,
            reason,
            date,
        } => PaymentRequest::Undo {
            payment,
            reason,
            day: date,
        },
        PaymentCommand::Batch(command) => batch(command),
    };
    let answer = ask_books(context, BooksRequest::Payment(asked)).await?;
    let output = &context.output;
    match books_reply!(answer, Payment)? {
        PaymentReply::List(list) => output.answer(&list, || match list.payments.as_slice() {
            [] => "There is no such payment.\n".to_owned(),
            rows => tables::payments(rows, output),
        })?,
        PaymentReply::Batches(list) => output.answer(&list, || match list.batches.as_slice() {
            [] => "There is no batch payment.\n".to_owned(),
            rows => tables::batches(rows, output),
        })?,
        PaymentReply::Batch(view) => output.answer(&view, || {
            let mut text = tables::batches(std::slice::from_ref(&view), output);
            text.push('\n');
            text.push_str(&tables::payments(&view.payments, output));
            text
        })?,
        PaymentReply::Registered(_) => return Err(unexpected().into()),
    }
    Ok(0)
}

fn batch(command: BatchCommand) -> PaymentRequest {
    match command {
        BatchCommand::Create {
            payments,
            all: _,
            journal,
            date,
            validate,
        } => PaymentRequest::Batch {
            payments,
            journal,
            day: date,
            validate,
        },
        BatchCommand::List { limit } => PaymentRequest::Batches { limit },
        BatchCommand::Show { batch } => PaymentRequest::BatchShow { batch },
        BatchCommand::Validate { batch } => PaymentRequest::BatchValidate { batch },
        BatchCommand::Undo { batch } => PaymentRequest::BatchUndo { batch },
    }
}

async fn register(arguments: PaymentRegisterArguments, context: &Context) -> Done {
    let single = arguments.invoices.len() + arguments.bills.len() == 1 && !arguments.all_open;
    let new = NewPayments {
        invoices: arguments.invoices,
        all_open: arguments.all_open,
        bills: arguments.bills,
        journal: arguments.journal,
        day: arguments.date,
        amount: arguments.amount,
    };
    let mut all = PaymentsRegistered::default();
    loop {
        let asked = BooksRequest::Payment(PaymentRequest::Register(new.clone()));
        let answer = ask_books(context, asked).await?;
        let PaymentReply::Registered(done) = books_reply!(answer, Payment)? else {
            return Err(unexpected().into());
        };
        // Where nothing more can be paid, asking again would go on for ever.
        let more = done.more && !done.payments.is_empty();
        for total in done.totals {
            match all.totals.iter_mut().find(|t| t.currency == total.currency) {
                Some(sum) => sum.amount = sum.amount.plus(total.amount).unwrap_or(sum.amount),
                None => all.totals.push(total),
            }
        }
        all.payments.extend(done.payments);
        all.skipped.extend(done.skipped);
        if !more {
            break;
        }
    }
    if let (true, true, Some(why)) = (single, all.payments.is_empty(), all.skipped.first()) {
        let message = format!("{}: {}.", clean(&why.what), clean(&why.reason));
        return Err(Failure::new(FailureCode::Conflict, message).into());
    }
    let output = &context.output;
    output.answer(&all, || {
        let mut text = if all.payments.is_empty() {
            "There is nothing to pay.\n".to_owned()
        } else {
            tables::payments(&all.payments, output)
        };
        for total in &all.totals {
            text.push_str(&format!(
                "In all {}.\n",
                tables::money(total.amount, total.currency)
            ));
        }
        text.push_str(&tables::skipped(&all.skipped, &[]));
        text
    })?;
    Ok(0)
}
