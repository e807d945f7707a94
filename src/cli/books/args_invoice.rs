//! What can be typed about invoices.

use super::values;
use crate::domain::day::Day;
use crate::domain::ids::InvoiceId;
use crate::domain::paper::Paper;
use crate::protocol::books::invoices::{InvoiceRef, InvoiceStatus};
use crate::protocol::orders::OrderRef;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands on invoices and credit notes.
#[derive(Debug, Subcommand)]
pub enum InvoiceCommand {
    /// Makes invoices of what was delivered; what can't be invoiced is passed over and told.
    Create(InvoiceCreateArguments),
    /// Invoices and credit notes, newest first.
    List(InvoiceListArguments),
    /// The orders with delivered goods that no invoice has, oldest first.
    Waiting {
        /// Orders at most.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
    },
    /// One with its lines, taxes and payments.
    Show {
        /// Its number, or that of its draft.
        #[arg(value_name = "N", value_parser = values::invoice)]
        invoice: InvoiceRef,
    },
    /// Posts drafts: they get their numbers and never change again.
    Post {
        /// Numbers of drafts.
        #[arg(value_name = "N", value_parser = values::invoice, required_unless_present = "all_drafts")]
        invoices: Vec<InvoiceRef>,
        /// All drafts.
        #[arg(long, conflicts_with = "invoices")]
        all_drafts: bool,
        /// Their day; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
    },
    /// Drops a draft.
    Cancel {
        /// Number of the draft.
        #[arg(value_name = "N", value_parser = values::invoice)]
        invoice: InvoiceRef,
    },
    /// Takes a posted invoice back by a credit note.
    Credit {
        /// Its number.
        #[arg(value_name = "N", value_parser = values::invoice)]
        invoice: InvoiceRef,
        /// Why; it stands on the credit note.
        #[arg(long, value_name = "T")]
        reason: String,
        /// The day of the credit note; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
    },
    /// Types in the VAT number of the buyer, as Seller Central shows it.
    VatNumber {
        /// An invoice of the order.
        #[arg(value_name = "N", value_parser = values::invoice)]
        invoice: InvoiceRef,
        /// The number; "" takes it away.
        #[arg(value_name = "VAT")]
        number: String,
    },
    /// Makes documents to upload at Amazon.
    Render(InvoiceRenderArguments),
}

/// Options of `invoice create`.
#[derive(Debug, Args)]
pub struct InvoiceCreateArguments {
    /// Amazon's references or our numbers.
    #[arg(value_name = "REF", value_parser = values::order, required_unless_present = "all_delivered")]
    pub orders: Vec<OrderRef>,
    /// All orders with delivered goods that no invoice has.
    #[arg(long, conflicts_with = "orders")]
    pub all_delivered: bool,
    /// Post them at once.
    #[arg(long)]
    pub post: bool,
    /// Their day; else today.
    #[arg(long, value_name = "D", requires = "post")]
    pub date: Option<Day>,
    /// Also where our total and Amazon's differ.
    #[arg(long)]
    pub force: bool,
}

/// Options of `invoice list`.
#[derive(Debug, Args)]
pub struct InvoiceListArguments {
    /// Only those.
    #[arg(long, value_name = "draft|open|paid|cancelled", value_parser = status())]
    pub state: Option<InvoiceStatus>,
    /// Only those of this order.
    #[arg(long, value_name = "REF", value_parser = values::order)]
    pub order: Option<OrderRef>,
    /// Rows at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub limit: u32,
    /// Only what comes behind this draft number, as the list before said.
    #[arg(long, value_name = "D00001", value_parser = draft)]
    pub after: Option<InvoiceId>,
}

/// Options of `invoice render`.
#[derive(Debug, Args)]
pub struct InvoiceRenderArguments {
    /// Numbers, or those of drafts.
    #[arg(value_name = "N", value_parser = values::invoice, required_unless_present = "all")]
    pub invoices: Vec<InvoiceRef>,
    /// All posted invoices in this state.
    #[arg(long, value_name = "open|paid", value_parser = status(), conflicts_with = "invoices", requires = "folder")]
    pub all: Option<InvoiceStatus>,
    /// As PDF into this file; - for standard output. For one invoice.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, conflicts_with_all = ["text", "folder"])]
    pub pdf: Option<PathBuf>,
    /// As text into this file; - for standard output. For one invoice.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, conflicts_with = "folder")]
    pub text: Option<PathBuf>,
    /// As PDFs into this folder, each named by Amazon's reference and the invoice's number.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, required_unless_present_any = ["pdf", "text"])]
    pub folder: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long)]
    pub force: bool,
    /// The paper; else as configured.
    #[arg(long, value_name = "a4|letter", value_parser = crate::cli::values::paper(), conflicts_with = "folder")]
    pub paper: Option<Paper>,
}

fn status() -> impl TypedValueParser<Value = InvoiceStatus> {
    let words = InvoiceStatus::ALL.map(InvoiceStatus::as_str);
    PossibleValuesParser::new(words).map(|word| {
        let found = InvoiceStatus::ALL.into_iter().find(|s| s.as_str() == word);
        found.unwrap_or(InvoiceStatus::Draft)
    })
}

fn draft(text: &str) -> Result<InvoiceId, String> {
    text.to_ascii_uppercase()
        .parse()
        .map_err(|()| "not a draft; write D00001".to_owned())
}
