//! The books: invoices, payments, vendor bills, bank statements, the journal.

mod at_amazon;
mod batches;
mod bill_proposals;
mod bills;
mod find;
mod invoice_create;
mod invoice_document;
mod invoice_list;
mod invoice_post;
mod invoice_views;
mod journal;
mod journal_views;
mod payment_views;
mod payments;
mod statement_match;
mod statements;

use super::allowed;
use crate::domain::day::Day;
use crate::engine::Who;
use crate::engine::core::Core;
use crate::protocol::books::bills::BillRequest;
use crate::protocol::books::invoices::InvoiceRequest;
use crate::protocol::books::journal::JournalRequest;
use crate::protocol::books::payments::PaymentRequest;
use crate::protocol::books::statements::StatementRequest;
use crate::protocol::books::{BooksReply, BooksRequest};
use crate::protocol::{Failure, FailureCode, Reply};
use crate::store::books::PeriodClosed;
use std::sync::Arc;

/// At most so many records in one request.
const MOST: usize = 500;

/// Answers what was asked of the books.
pub(in crate::engine) async fn answer(
    core: &Arc<Core>,
    who: &Who,
    asked: BooksRequest,
) -> Result<Reply, Failure> {
    let reply = match asked {
        BooksRequest::Invoice(asked) => invoice(core, who, asked).await,
        BooksRequest::Payment(asked) => payment(core, who, asked).await,
        BooksRequest::Bill(asked) => bill(core, who, asked).await,
        BooksRequest::Statement(asked) => statement(core, who, asked).await,
        BooksRequest::Journal(asked) => journal(core, who, asked).await,
    };
    reply.map(Reply::Books)
}

async fn invoice(
    core: &Arc<Core>,
    who: &Who,
    asked: InvoiceRequest,
) -> Result<BooksReply, Failure> {
    let reply = match asked {
        InvoiceRequest::Create(new) => invoice_create::create(core, who, new).await,
        InvoiceRequest::List(wanted) => invoice_list::list(core, wanted).await,
        InvoiceRequest::ToInvoice { after, limit } => {
            invoice_list::to_invoice(core, after, limit).await
        }
        InvoiceRequest::Show { invoice } => invoice_list::show(core, invoice).await,
        InvoiceRequest::Post { invoices, day } => {
            invoice_post::post(core, who, invoices, day).await
        }
        InvoiceRequest::Cancel { invoice } => invoice_post::cancel(core, who, invoice).await,
        InvoiceRequest::Credit {
            invoice,
            reason,
            day,
        } => invoice_post::credit(core, who, invoice, reason, day).await,
        InvoiceRequest::VatNumber {
            invoice,
            vat_number,
        } => invoice_post::vat_number(core, who, invoice, &vat_number).await,
        InvoiceRequest::Render {
            invoice,
            format,
            paper,
        } => invoice_document::render(core, invoice, format, paper).await,
        InvoiceRequest::RenderInto {
            invoices,
            folder,
            format,
        } => invoice_document::render_into(core, who, invoices, folder, format).await,
    };
    reply.map(BooksReply::Invoice)
}

async fn payment(
    core: &Arc<Core>,
    who: &Who,
    asked: PaymentRequest,
) -> Result<BooksReply, Failure> {
    let reply = match asked {
        PaymentRequest::Register(new) => payments::register(core, who, new).await,
        PaymentRequest::List { loose, limit } => payments::list(core, loose, limit).await,
        PaymentRequest::Undo {
            payment,
            reason,
            day,
        } => payments::undo(core, who, payment, reason, day).await,
        PaymentRequest::Batch {
            payments,
            journal,
            day,
            validate,
        } => batches::create(core, who, payments, journal, day, validate).await,
        PaymentRequest::Batches { limit } => batches::list(core, limit).await,
        PaymentRequest::BatchShow { batch } => batches::show(core, batch).await,
        PaymentRequest::BatchValidate { batch } => batches::validate(core, who, batch).await,
        PaymentRequest::BatchUndo { batch } => batches::undo(core, who, batch).await,
    };
    reply.map(BooksReply::Payment)
}

async fn bill(core: &Arc<Core>, who: &Who, asked: BillRequest) -> Result<BooksReply, Failure> {
    let reply = match asked {
        BillRequest::Add(typed) => bills::add(core, who, typed).await,
        BillRequest::Import { text } => bills::import(core, who, text).await,
        BillRequest::List { open, limit } => bills::list(core, open, limit).await,
        BillRequest::Show { bill } => bills::show(core, bill).await,
        BillRequest::Propose { account } => bill_proposals::propose(core, account).await,
        BillRequest::Accept(wanted) => bill_proposals::accept(core, who, wanted).await,
        BillRequest::Reverse { bill, reason, day } => {
            bills::reverse(core, who, bill, reason, day).await
        }
    };
    reply.map(BooksReply::Bill)
}

async fn statement(
    core: &Arc<Core>,
    who: &Who,
    asked: StatementRequest,
) -> Result<BooksReply, Failure> {
    let reply = match asked {
        StatementRequest::Import { text, bank } => statements::import(core, who, text, bank).await,
        StatementRequest::Add(typed) => statements::add(core, who, typed).await,
        StatementRequest::List { open, limit } => statements::list(core, open, limit).await,
        StatementRequest::Match(wanted) => statement_match::match_line(core, who, wanted).await,
        StatementRequest::Unmatch { line, day } => {
            statement_match::unmatch(core, who, line, day).await
        }
    };
    reply.map(BooksReply::Statement)
}

async fn journal(
    core: &Arc<Core>,
    who: &Who,
    asked: JournalRequest,
) -> Result<BooksReply, Failure> {
    let reply = match asked {
        JournalRequest::Entries(wanted) => journal::entries(core, wanted).await,
        JournalRequest::Show { entry } => journal::show(core, entry).await,
        JournalRequest::Add(typed) => journal::add(core, who, typed).await,
        JournalRequest::Reverse { entry, reason, day } => {
            journal::reverse(core, who, entry, reason, day).await
        }
        JournalRequest::Match { one, other, amount } => {
            journal::match_entries(core, who, one, other, amount).await
        }
        JournalRequest::Accounts => journal::accounts(core).await,
        JournalRequest::ChooseAccount {
            account,
            code,
            name,
        } => journal::choose(core, who, account, code, name).await,
        JournalRequest::Explain { account } => journal::explained(core, account).await,
        JournalRequest::Close { day } => journal::close(core, who, day).await,
        JournalRequest::Round { rounding } => journal::round(core, who, rounding).await,
        JournalRequest::Export { format, from, to } => {
            journal::export(core, format, from, to).await
        }
    };
    reply.map(BooksReply::Journal)
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(FailureCode::Invalid, message)
}

fn conflict(message: impl Into<String>) -> Failure {
    Failure::new(FailureCode::Conflict, message)
}

fn closed(closed: PeriodClosed) -> Failure {
    conflict(format!("The period up to {} is closed.", closed.0))
        .hint("Take a later day, or correct it by a new entry in an open period.")
}

/// The day that was asked for, or today. What lies far ahead is a slip of the pen.
fn day_or_today(core: &Core, day: Option<Day>) -> Result<Day, Failure> {
    let today = Day::of(core.now());
    match day {
        Some(day) if day > today.plus_days(366) => {
            Err(invalid(format!("{day} is more than a year ahead.")))
        }
        day => Ok(day.unwrap_or(today)),
    }
}

/// Refuses lists that are empty or too long for one request.
fn sized<T>(list: &[T], what: &str) -> Result<(), Failure> {
    if list.is_empty() || list.len() > MOST {
        return Err(invalid(format!("Name 1 to {MOST} {what} in one go.")));
    }
    Ok(())
}

fn limit_of(limit: u32, most: u32) -> usize {
    limit.clamp(1, most) as usize
}
