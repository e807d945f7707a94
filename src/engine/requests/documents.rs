//! Documents to print.

use super::carriers::carrier_named;
use super::pickings::no_such;
use crate::documents::{self, Code, Delivery, DeliveryLine, Fonts, SellerDetails, Sheet};
use crate::domain::control_code::{ControlCode, TABLE};
use crate::domain::ids::PickingNumber;
use crate::domain::moment::Moment;
use crate::domain::order::OrderKey;
use crate::domain::paper::Paper;
use crate::domain::picking::{Picking, PickingState};
use crate::engine::blocking;
use crate::engine::core::Core;
use crate::protocol::documents::{
    Document, DocumentFormat, DocumentKind, DocumentRequest, FileBytes,
};
use crate::protocol::{Failure, FailureCode, Reply};
use crate::store::{Reading, StoreError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pickings of one document at most.
const MOST: usize = 1_000;
/// No font has a reason to be larger, in bytes.
const LARGEST_FONT: u64 = 64 << 20;

/// What can be set about documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentSettings {
    /// The paper, unless another is asked for.
    pub paper: Paper,
    /// Who sends parcels and invoices: the name, then further lines.
    pub sender: Vec<String>,
    /// The seller's tax numbers on invoices, each with its name.
    pub tax_numbers: Vec<String>,
    /// At the foot of invoices: bank, register, how to reach the seller.
    pub invoice_foot: Vec<String>,
    /// Font files for letters that the built-in font does not have, in this order.
    pub fonts: Vec<PathBuf>,
    /// Where the engine writes documents; `documents` in the data folder, if none is named.
    pub folder: Option<PathBuf>,
    /// The printer's command and its arguments; the file comes behind them. Empty for none.
    pub print_command: Vec<String>,
    /// So many days a document that the engine wrote is kept.
    pub keep_days: u32,
}

impl Default for DocumentSettings {
    fn default() -> Self {
        DocumentSettings {
            paper: Paper::default(),
            sender: Vec::new(),
            tax_numbers: Vec::new(),
            invoice_foot: Vec::new(),
            fonts: Vec::new(),
            folder: None,
            print_command: Vec::new(),
            keep_days: DocumentSettings::KEEP_DAYS,
        }
    }
}

impl DocumentSettings {
    /// Days that documents are kept unless the configuration says otherwise.
    pub const KEEP_DAYS: u32 = 3;

    /// Who sends invoices.
    pub(in crate::engine) fn seller(&self) -> SellerDetails {
        SellerDetails {
            name: self.sender.first().cloned().unwrap_or_default(),
            lines: self.sender.iter().skip(1).cloned().collect(),
            tax_numbers: self.tax_numbers.clone(),
            foot: self.invoice_foot.clone(),
        }
    }
}

/// Makes a document.
pub(in crate::engine) async fn document(
    core: &Arc<Core>,
    asked: DocumentRequest,
) -> Result<Reply, Failure> {
    let (settings, now) = (core.documents.clone(), core.now());
    let sheets = match asked.kind {
        DocumentKind::ControlCodes => vec![documents::control_codes(
            codes(core, &asked.carriers).await?,
            now,
        )],
        kind => {
            let deliveries = deliveries(core, kind, asked.pickings).await?;
            match kind {
                DocumentKind::PickList => vec![documents::pick_list(&deliveries, now)],
                _ => deliveries
                    .iter()
                    .map(|d| documents::packing_slip(d, &settings.sender, now))
                    .collect(),
            }
        }
    };
    let name = format!(
        "{}-{}.{}",
        asked.kind.file_name(),
        now.to_utc().format("%Y%m%d-%H%M%S"),
        asked.format.extension()
    );
    let paper = asked.paper.unwrap_or(settings.paper);
    let bytes =
        blocking(move || rendered(&sheets, asked.format, paper, &settings.fonts, now)).await?;
    Ok(Reply::Document(Document {
        name,
        bytes: FileBytes(bytes),
    }))
}

/// Sheets as the bytes of a file.
pub(in crate::engine) fn rendered(
    sheets: &[Sheet],
    format: DocumentFormat,
    paper: Paper,
    fonts: &[PathBuf],
    now: Moment,
) -> Result<Vec<u8>, Failure> {
    match format {
        DocumentFormat::Text => Ok(documents::text::render(sheets).into_bytes()),
        DocumentFormat::Pdf => pdf(sheets, paper, fonts, now),
    }
}

/// A folder that documents can't be written into.
pub(in crate::engine) fn unwritable(folder: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        FailureCode::Invalid,
        format!("{} can't be written to: {error}.", folder.display()),
    )
    .hint("Name another folder with [documents] folder in the configuration.")
}

fn pdf(sheets: &[Sheet], paper: Paper, files: &[PathBuf], now: Moment) -> Result<Vec<u8>, Failure> {
    let mut fonts = Fonts::bundled();
    for file in files {
        fonts = with_font(fonts, file)?;
    }
    documents::pdf::render(sheets, paper, &fonts, now).map_err(|_| {
        Failure::new(
            FailureCode::Invalid,
            "A font of the configuration can't be put into a PDF.",
        )
        .hint("Name other files under [documents] fonts.")
    })
}

fn with_font(fonts: Fonts, file: &PathBuf) -> Result<Fonts, Failure> {
    let invalid = |why: String| {
        Failure::new(
            FailureCode::Invalid,
            format!("The font {} {why}.", file.display()),
        )
        .hint("See [documents] fonts in the configuration.")
    };
    let size = std::fs::metadata(file)
        .map_err(|error| invalid(format!("can't be read: {error}")))?
        .len();
    if size > LARGEST_FONT {
        return Err(invalid("is too large".to_owned()));
    }
    let bytes = std::fs::read(file).map_err(|error| invalid(format!("can't be read: {error}")))?;
    fonts
        .and(bytes)
        .map_err(|_| invalid("is no TrueType or OpenType font".to_owned()))
}

/// The pickings of a document; refused if one of them is not there or has nothing to print.
async fn deliveries(
    core: &Arc<Core>,
    kind: DocumentKind,
    mut pickings: Vec<PickingNumber>,
) -> Result<Vec<Delivery>, Failure> {
    let mut seen = std::collections::HashSet::new();
    pickings.retain(|picking| seen.insert(*picking));
    if pickings.is_empty() || pickings.len() > MOST {
        return Err(Failure::new(
            FailureCode::Invalid,
            format!("A document is about 1 to {MOST} pickings."),
        ));
    }
    core.read(move |reading| {
        let mut found = Vec::with_capacity(pickings.len());
        for number in pickings {
            let Some(picking) = reading.picking(number)? else {
                return Ok(Err(no_such(number)));
            };
            match (kind, picking.state) {
                (_, PickingState::Cancelled) => return Ok(Err(nothing(number, "is cancelled"))),
                (DocumentKind::PickList, PickingState::Done) => {
                    return Ok(Err(nothing(number, "was packed before")));
                }
                _ => found.push(delivery(reading, picking)?),
            }
        }
        Ok(Ok(found))
    })
    .await?
}

/// The control barcodes: what can be done, the carriers made here, and those that were asked for.
async fn codes(core: &Arc<Core>, carriers: &[String]) -> Result<Vec<Code>, Failure> {
    let mut controls: Vec<ControlCode> =
        TABLE.iter().map(|(control, ..)| control.clone()).collect();
    let own = core.read(|r| r.own_carriers()).await?;
    // Names that a barcode can't hold are picked on the screen.
    controls.extend(own.into_iter().map(|c| ControlCode::Carrier(c.name)));
    for name in carriers {
        let carrier = carrier_named(core, name).await?.0;
        let control = ControlCode::Carrier(carrier.to_string());
        if control.to_print().is_none() {
            return Err(Failure::new(
                FailureCode::Invalid,
                format!("The name of {carrier} has letters that a barcode can't hold."),
            ));
        }
        if !controls.contains(&control) {
            controls.push(control);
        }
    }
    Ok(controls
        .iter()
        .filter_map(|control| {
            Some(Code {
                label: control.title().to_owned(),
                code: control.to_print()?,
            })
        })
        .collect())
}

fn nothing(picking: PickingNumber, why: &str) -> Failure {
    Failure::new(
        FailureCode::Conflict,
        format!("{picking} {why}: there is nothing to print of it."),
    )
}

fn delivery(reading: &Reading<'_>, picking: Picking) -> Result<Delivery, StoreError> {
    let order = reading.order(OrderKey {
        purchased: picking.purchased,
        number: picking.order,
    })?;
    let mut lines = Vec::with_capacity(picking.lines.len());
    let mut messages = Vec::new();
    for line in &picking.lines {
        let gifts = order.iter().flat_map(|o| &o.personal.gift_messages);
        messages.extend(
            gifts
                .filter(|(item, _)| *item == line.item)
                .map(|(_, text)| text.clone()),
        );
        lines.push(DeliveryLine {
            product: line.product,
            sku: line.sku.as_ref().map(|sku| sku.0.clone()),
            title: line.title.clone(),
            pieces: line.demand,
            bin: reading
                .product(line.product)?
                .map(|p| p.bin)
                .unwrap_or_default(),
        });
    }
    let mut to_follow: u32 = 0;
    for other in order.iter().flat_map(|o| &o.body.pickings) {
        if *other > picking.number
            && let Some(other) = reading.picking(*other)?
            && other.state == PickingState::Ready
        {
            let pieces = other.lines.iter().map(|l| l.demand);
            to_follow = pieces.fold(to_follow, u32::saturating_add);
        }
    }
    let order = order.as_ref();
    Ok(Delivery {
        picking: picking.number,
        order: picking.order,
        reference: picking.reference,
        ordered: picking.purchased,
        ship_by: picking.ship_by,
        service_level: order.and_then(|o| o.body.service_level.clone()),
        address: order
            .map(|o| o.personal.address.clone())
            .unwrap_or_default(),
        gift_message: (!messages.is_empty()).then(|| messages.join("\n")),
        po_number: order.map(|o| o.personal.po_number.clone()),
        backorder_of: picking.backorder_of,
        to_follow,
        lines,
    })
}
