//! `orderdeck invoice`.

use super::args_invoice::{
    InvoiceCommand, InvoiceCreateArguments, InvoiceListArguments, InvoiceRenderArguments,
};
use super::{ask_books, books_reply, tables};
use crate::cli::files;
use crate::cli::output::{Done, Trouble};
use crate::cli::session::{Context, reply, unexpected, with_engine};
use crate::client::Client;
use crate::domain::text::clean;
use crate::protocol::books::BooksRequest;
use crate::protocol::books::invoices::{
    InvoiceListRequest, InvoicePage, InvoiceRef, InvoiceReply, InvoiceRequest, InvoiceStatus,
    InvoicedOrders, InvoicesMade, InvoicesRendered, NewInvoices,
};
use crate::protocol::documents::DocumentFormat;
use crate::protocol::{Failure, FailureCode, Request};
use std::path::Path;

/// Records in one request.
const CHUNK: u32 = 200;

/// Runs a command on invoices.
pub async fn run(command: InvoiceCommand, context: &Context) -> Done {
    let asked = match command {
        InvoiceCommand::Create(arguments) => return create(arguments, context).await,
        InvoiceCommand::List(arguments) => return list(arguments, context).await,
        InvoiceCommand::Waiting { limit } => return waiting(limit, context).await,
        InvoiceCommand::Post {
            invoices,
            all_drafts,
            date,
        } => return post(invoices, all_drafts, date, context).await,
        InvoiceCommand::Render(arguments) => return render(arguments, context).await,
        InvoiceCommand::Show { invoice } => InvoiceRequest::Show { invoice },
        InvoiceCommand::Cancel { invoice } => InvoiceRequest::Cancel { invoice },
        InvoiceCommand::Credit {
            invoice,
            reason,
            date,
        } => InvoiceRequest::Credit {
            invoice,
            reason,
            day: date,
        },
        InvoiceCommand::VatNumber { invoice, number } => InvoiceRequest::VatNumber {
            invoice,
            vat_number: number,
        },
    };
    let answer = ask_books(context, BooksRequest::Invoice(asked)).await?;
    let InvoiceReply::Invoice(view) = books_reply!(answer, Invoice)? else {
        return Err(unexpected().into());
    };
    let output = &context.output;
    output.answer(&view, || tables::invoice(&view, output))?;
    Ok(0)
}

/// Asks one of several things of the same engine.
async fn call(client: &Client, asked: InvoiceRequest) -> Result<InvoiceReply, Trouble> {
    let request = Request::Books(BooksRequest::Invoice(asked));
    Ok(books_reply!(
        reply!(client.call(request).await?, Books)?,
        Invoice
    )?)
}

async fn made(client: &Client, asked: InvoiceRequest) -> Result<InvoicesMade, Trouble> {
    match call(client, asked).await? {
        InvoiceReply::Made(made) => Ok(made),
        _ => Err(unexpected().into()),
    }
}

fn add(all: &mut InvoicesMade, more: InvoicesMade) {
    all.invoices.extend(more.invoices);
    all.skipped.extend(more.skipped);
    all.warnings.extend(more.warnings);
}

async fn create(arguments: InvoiceCreateArguments, context: &Context) -> Done {
    let single = arguments.orders.len() == 1;
    let done = with_engine(context, async |client| {
        let new = |of| {
            InvoiceRequest::Create(NewInvoices {
                of,
                post: arguments.post,
                day: arguments.date,
                force: arguments.force,
            })
        };
        let mut all = InvoicesMade::default();
        for chunk in arguments.orders.chunks(CHUNK as usize) {
            let of = InvoicedOrders::Orders(chunk.to_vec());
            add(&mut all, made(client, new(of)).await?);
        }
        if !arguments.all_delivered {
            return Ok(all);
        }
        let mut after = None;
        loop {
            let limit = CHUNK;
            let more = made(client, new(InvoicedOrders::AllDelivered { after, limit })).await?;
            after = more.next;
            add(&mut all, more);
            if after.is_none() {
                return Ok(all);
            }
        }
    })
    .await?;
    tell_made(done, single, context)
}

async fn post(
    invoices: Vec<InvoiceRef>,
    all_drafts: bool,
    day: Option<crate::domain::day::Day>,
    context: &Context,
) -> Done {
    let single = invoices.len() == 1;
    let done = with_engine(context, async |client| {
        let invoices = if all_drafts {
            let mut drafts = every(client, InvoiceStatus::Draft).await?;
            // Numbers in the order in which the drafts were made.
            drafts.reverse();
            drafts
        } else {
            invoices
        };
        let mut all = InvoicesMade::default();
        for chunk in invoices.chunks(CHUNK as usize) {
            let invoices = chunk.to_vec();
            add(
                &mut all,
                made(client, InvoiceRequest::Post { invoices, day }).await?,
            );
        }
        Ok(all)
    })
    .await?;
    tell_made(done, single, context)
}

/// Every invoice in a state, newest first.
async fn every(client: &Client, status: InvoiceStatus) -> Result<Vec<InvoiceRef>, Trouble> {
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let asked = InvoiceRequest::List(InvoiceListRequest {
            status: Some(status),
            before,
            limit: 500,
            ..InvoiceListRequest::default()
        });
        let InvoiceReply::Page(page) = call(client, asked).await? else {
            return Err(unexpected().into());
        };
        all.extend(page.invoices.iter().map(|row| row.reference()));
        before = page.next;
        if before.is_none() {
            return Ok(all);
        }
    }
}

/// A batch that passed something over is done; a single invoice that could not be made is a refusal.
fn tell_made(done: InvoicesMade, single: bool, context: &Context) -> Done {
    if let (true, true, Some(why)) = (single, done.invoices.is_empty(), done.skipped.first()) {
        let message = format!("{}: {}.", clean(&why.what), clean(&why.reason));
        return Err(Failure::new(FailureCode::Conflict, message).into());
    }
    let output = &context.output;
    output.answer(&done, || {
        let mut text = if done.invoices.is_empty() {
            "There is nothing to invoice or to post.\n".to_owned()
        } else {
            tables::invoices(&done.invoices, output)
        };
        text.push_str(&tables::skipped(&done.skipped, &done.warnings));
        text
    })?;
    Ok(0)
}

async fn list(arguments: InvoiceListArguments, context: &Context) -> Done {
    let asked = InvoiceRequest::List(InvoiceListRequest {
        status: arguments.state,
        order: arguments.order,
        before: arguments.after,
        limit: arguments.limit,
    });
    let answer = ask_books(context, BooksRequest::Invoice(asked)).await?;
    let InvoiceReply::Page(page) = books_reply!(answer, Invoice)? else {
        return Err(unexpected().into());
    };
    let output = &context.output;
    output.answer(&page, || {
        let mut text = if page.invoices.is_empty() {
            "There is no such invoice.\n".to_owned()
        } else {
            tables::invoices(&page.invoices, output)
        };
        text.push_str(&summary(&page));
        text
    })?;
    Ok(0)
}

fn summary(page: &InvoicePage) -> String {
    let mut text = format!(
        "To invoice: {} orders. Drafts: {}. Open: {}.\n",
        page.to_invoice, page.drafts, page.open
    );
    if let Some(next) = page.next {
        text.push_str(&format!("More: --after {next}\n"));
    }
    text
}

async fn waiting(limit: u32, context: &Context) -> Done {
    let asked = InvoiceRequest::ToInvoice { after: None, limit };
    let answer = ask_books(context, BooksRequest::Invoice(asked)).await?;
    let InvoiceReply::ToInvoice(page) = books_reply!(answer, Invoice)? else {
        return Err(unexpected().into());
    };
    let output = &context.output;
    output.answer(&page, || {
        let mut text = String::new();
        for order in &page.orders {
            text.push_str(&format!(
                "{} {} {} {}\n",
                order.number,
                order.amazon_order_ref,
                tables::money(order.total, order.currency),
                clean(&order.customer)
            ));
        }
        text.push_str(&format!("{} orders wait for an invoice.\n", page.total));
        text
    })?;
    Ok(0)
}

async fn render(arguments: InvoiceRenderArguments, context: &Context) -> Done {
    if let Some(folder) = &arguments.folder {
        return render_into(&arguments, folder, context).await;
    }
    let [invoice] = arguments.invoices.as_slice() else {
        let message = "--pdf and --text are for one invoice; --folder takes many.";
        return Err(Failure::new(FailureCode::Invalid, message).into());
    };
    let (file, format) = match (&arguments.pdf, &arguments.text) {
        (Some(file), _) => (file, DocumentFormat::Pdf),
        (None, Some(file)) => (file, DocumentFormat::Text),
        (None, None) => return Err(unexpected().into()),
    };
    let asked = InvoiceRequest::Render {
        invoice: *invoice,
        format,
        paper: arguments.paper,
    };
    let answer = ask_books(context, BooksRequest::Invoice(asked)).await?;
    let InvoiceReply::Document(document) = books_reply!(answer, Invoice)? else {
        return Err(unexpected().into());
    };
    files::hand_out(&document, file, arguments.force, &context.output)
}

async fn render_into(arguments: &InvoiceRenderArguments, folder: &Path, context: &Context) -> Done {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let single = arguments.invoices.len() == 1;
    let done = with_engine(context, async |client| {
        let invoices = match arguments.all {
            Some(status) => every(client, status).await?,
            None => arguments.invoices.clone(),
        };
        let mut all = InvoicesRendered {
            folder: folder.display().to_string(),
            ..InvoicesRendered::default()
        };
        for chunk in invoices.chunks(CHUNK as usize) {
            let asked = InvoiceRequest::RenderInto {
                invoices: chunk.to_vec(),
                folder: Some(folder.display().to_string()),
                format: DocumentFormat::Pdf,
            };
            let InvoiceReply::Rendered(more) = call(client, asked).await? else {
                return Err(unexpected().into());
            };
            all.files.extend(more.files);
            all.skipped.extend(more.skipped);
        }
        Ok(all)
    })
    .await?;
    if let (true, true, Some(why)) = (single, done.files.is_empty(), done.skipped.first()) {
        let message = format!("{}: {}.", clean(&why.what), clean(&why.reason));
        return Err(Failure::new(FailureCode::Conflict, message).into());
    }
    context.output.answer(&done, || {
        let count = done.files.len();
        let plural = if count == 1 { "" } else { "s" };
        let mut text = format!("{count} file{plural} in {}.\n", clean(&done.folder));
        text.push_str(&tables::skipped(&done.skipped, &[]));
        text
    })?;
    Ok(0)
}
