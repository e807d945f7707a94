//! Invoices on paper, or as text: to be uploaded at Amazon, since Amazon tells no e-mail address (product rule I2).

use super::{find, invoice_views, sized};
use crate::documents::{
    self, BuyerDetails, InvoiceDocument, InvoiceDocumentLine, InvoiceSort, RateTotal, SellerDetails,
};
use crate::domain::books::invoice::{Invoice, InvoiceKind, InvoiceState, tax_totals};
use crate::domain::day::Day;
use crate::domain::marketplace;
use crate::domain::order::{LineKind, SalesOrder};
use crate::domain::paper::Paper;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::engine::requests::documents::{rendered, unwritable};
use crate::engine::{Who, blocking};
use crate::protocol::Failure;
use crate::protocol::books::Skipped;
use crate::protocol::books::invoices::{InvoiceRef, InvoiceReply, InvoicesRendered};
use crate::protocol::documents::{Document, DocumentFormat, FileBytes};
use crate::protocol::upkeep::Level;
use crate::store::{Reading, StoreError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A document of an invoice, made.
struct Made {
    name: String,
    document: InvoiceDocument,
}

/// The document of one invoice.
pub(super) async fn render(
    core: &Arc<Core>,
    invoice: InvoiceRef,
    format: DocumentFormat,
    paper: Option<Paper>,
) -> Result<InvoiceReply, Failure> {
    let (seller, settings, now) = (core.documents.seller(), core.documents.clone(), core.now());
    let made = core
        .read(move |reading| {
            Ok(match find::invoice(reading, invoice)? {
                Ok(invoice) => made(reading, &invoice, seller.clone())?,
                Err(missing) => Err(missing),
            })
        })
        .await??;
    let paper = paper.unwrap_or(settings.paper);
    let name = format!("{}.{}", made.name, format.extension());
    let bytes = blocking(move || {
        let sheets = [documents::invoice(&made.document)];
        rendered(&sheets, format, paper, &settings.fonts, now)
    })
    .await?;
    Ok(InvoiceReply::Document(Document {
        name,
        bytes: FileBytes(bytes),
    }))
}

/// Writes documents into a folder, one for each invoice, named by Amazon's reference and the invoice's number.
pub(super) async fn render_into(
    core: &Arc<Core>,
    who: &Who,
    invoices: Vec<InvoiceRef>,
    folder: Option<String>,
    format: DocumentFormat,
) -> Result<InvoiceReply, Failure> {
    sized(&invoices, "invoices")?;
    let folder = match folder {
        Some(folder) if !Path::new(&folder).is_absolute() => {
            return Err(super::invalid(format!("{folder:?} is no whole path."))
                .hint("Begin it with a slash: the engine may run in another folder."));
        }
        Some(folder) => PathBuf::from(folder),
        None => match &core.documents.folder {
            Some(folder) => folder.join("invoices"),
            None => core.data_dir.join("documents").join("invoices"),
        },
    };
    let (seller, settings, now) = (core.documents.seller(), core.documents.clone(), core.now());
    let (found, skipped) = core
        .read(move |reading| {
            let (mut found, mut skipped) = (Vec::new(), Vec::new());
            for named in &invoices {
                let made = match find::invoice(reading, *named)? {
                    Ok(invoice) if invoice.number().is_none() => Err("it is not posted".to_owned()),
                    Ok(invoice) => made(reading, &invoice, seller.clone())?.map_err(|f| f.message),
                    Err(missing) => Err(missing.message),
                };
                match made {
                    Ok(made) => found.push(made),
                    Err(reason) => skipped.push(Skipped {
                        what: named.to_string(),
                        amazon_order_ref: None,
                        reason,
                    }),
                }
            }
            Ok((found, skipped))
        })
        .await?;
    let place = folder.clone();
    let files = blocking(move || {
        let mut files = Vec::with_capacity(found.len());
        make_folder(&place)?;
        for made in &found {
            let sheets = [documents::invoice(&made.document)];
            let bytes = rendered(&sheets, format, settings.paper, &settings.fonts, now)?;
            let name = format!("{}.{}", made.name, format.extension());
            write(&place, &name, &bytes)?;
            files.push(name);
        }
        Ok(files)
    })
    .await?;
    let count = files.len();
    let plural = if count == 1 { "" } else { "s" };
    let told = format!("Wrote {count} invoice document{plural}.");
    let done = entry(now, &who.name, Level::Info, None, told);
    core.writer
        .change(move |writing| writing.note(done.clone()))
        .await?;
    Ok(InvoiceReply::Rendered(InvoicesRendered {
        folder: folder.display().to_string(),
        files,
        skipped,
    }))
}

fn make_folder(folder: &Path) -> Result<(), Failure> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| unwritable(folder, &error))
}

/// Writes a document in the place of an older one of the same name: the same invoice always has the same.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |error: std::io::Error| unwritable(folder, &error);
    let part = folder.join(format!(".{name}.part"));
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)
        .and_then(|mut file| {
            std::io::Write::write_all(&mut file, bytes)?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&part, folder.join(name)));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&part);
        refused(error)
    })
}

fn made(
    reading: &Reading<'_>,
    invoice: &Invoice,
    seller: SellerDetails,
) -> Result<Result<Made, Failure>, StoreError> {
    let Some(order) = reading.order(invoice.order)? else {
        return Err(StoreError::Damaged { table: "orders" });
    };
    let corrects = match invoice.kind {
        InvoiceKind::Invoice => None,
        InvoiceKind::CreditNote(of) => reading.invoice(of)?.map(|i| i.name()),
    };
    let Some(taxes) = tax_totals(&invoice.lines) else {
        return Ok(Err(super::invalid("Its amounts are too large.")));
    };
    let delivered = delivered(reading, &order)?;
    let name = format!(
        "{}_{}",
        invoice.reference,
        invoice_views::named(invoice).to_string().replace('/', "-")
    );
    let (number, day) = match invoice.state {
        InvoiceState::Posted { number, day } => (Some(number.to_string()), Some(day)),
        InvoiceState::Draft | InvoiceState::Cancelled => (None, None),
    };
    let document = InvoiceDocument {
        kind: match corrects {
            None => InvoiceSort::Invoice,
            Some(corrects) => InvoiceSort::CreditNote { corrects },
        },
        number,
        day,
        seller,
        buyer: buyer(&order),
        ordered: Day::of(order.head.purchased),
        delivered,
        order: order.head.number,
        reference: invoice.reference,
        marketplace: market(invoice),
        currency: invoice.currency,
        lines: lines(invoice),
        untaxed: invoice.untaxed,
        taxes: taxes
            .into_iter()
            .map(|total| RateTotal {
                rate: total.rate,
                untaxed: total.untaxed,
                tax: total.tax,
            })
            .collect(),
        total: invoice.total,
        facilitator_tax: invoice.facilitator_tax,
        through_amazon: true,
        reason: invoice.reason.clone(),
    };
    Ok(Ok(Made { name, document }))
}

fn buyer(order: &SalesOrder) -> BuyerDetails {
    let personal = &order.personal;
    let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    BuyerDetails {
        name: personal.name.clone(),
        company: personal.company.clone(),
        address: personal.address.clone(),
        vat_number: told(&personal.vat_number),
        po_number: told(&personal.po_number),
    }
}

fn lines(invoice: &Invoice) -> Vec<InvoiceDocumentLine> {
    let shown = invoice.lines.iter().filter(|l| l.kind != LineKind::Note);
    shown
        .map(|line| InvoiceDocumentLine {
            text: line.title.clone(),
            sku: line.sku.as_ref().map(ToString::to_string),
            quantity: line.quantity,
            rate: line.rate,
            untaxed: line.untaxed,
            tax: line.tax,
            total: line.total(),
        })
        .collect()
}

fn market(invoice: &Invoice) -> String {
    let known = marketplace::by_id(invoice.marketplace.as_str());
    known.map_or_else(
        || invoice.marketplace.to_string(),
        |known| format!("Amazon {}", known.country),
    )
}

/// The day on which the last of an order's goods left.
fn delivered(reading: &Reading<'_>, order: &SalesOrder) -> Result<Option<Day>, StoreError> {
    let mut last = None;
    for id in &order.body.moves {
        if let Some(moved) = reading.stock_move(*id)? {
            last = last.max(Some(moved.at));
        }
    }
    Ok(last.map(Day::of))
}
