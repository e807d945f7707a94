//! Invoices and credit notes.

use super::Skipped;
use crate::domain::books::journal::EntryNumber;
use crate::domain::books::tax_rate::TaxRate;
use crate::domain::day::Day;
use crate::domain::ids::{InvoiceId, MarketplaceId, OrderNumber};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::domain::order::LineKind;
use crate::domain::paper::Paper;
use crate::protocol::documents::{Document, DocumentFormat};
use crate::protocol::orders::{OrderRef, OrderRow};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An invoice or credit note by its number, or by that of its draft. In JSON its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InvoiceRef {
    /// A posted one, such as `INV/2026/00001`.
    Number(EntryNumber),
    /// A draft, such as `D00001`; it is still known by that when it is posted.
    Draft(InvoiceId),
}

impl InvoiceRef {
    /// Reads either as typed.
    pub fn parse(text: &str) -> Option<InvoiceRef> {
        let text = text.trim().to_ascii_uppercase();
        text.parse()
            .map(InvoiceRef::Number)
            .ok()
            .or_else(|| text.parse().map(InvoiceRef::Draft).ok())
    }
}

impl fmt::Display for InvoiceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvoiceRef::Number(number) => number.fmt(f),
            InvoiceRef::Draft(id) => id.fmt(f),
        }
    }
}

impl Serialize for InvoiceRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for InvoiceRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        InvoiceRef::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "{text:?} is no invoice like INV/2026/00001 or D00001"
            ))
        })
    }
}

/// How far an invoice is, as shown and filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// Not posted.
    Draft,
    /// Posted and not settled.
    Open,
    /// Posted and settled.
    Paid,
    /// A draft that was dropped.
    Cancelled,
}

impl InvoiceStatus {
    /// All of them.
    pub const ALL: [InvoiceStatus; 4] = [
        InvoiceStatus::Draft,
        InvoiceStatus::Open,
        InvoiceStatus::Paid,
        InvoiceStatus::Cancelled,
    ];

    /// The word for scripts and people.
    pub fn as_str(self) -> &'static str {
        match self {
            InvoiceStatus::Draft => "draft",
            InvoiceStatus::Open => "open",
            InvoiceStatus::Paid => "paid",
            InvoiceStatus::Cancelled => "cancelled",
        }
    }
}

/// Something to know or to do about invoices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum InvoiceRequest {
    /// Makes invoices of what was delivered; what can't be invoiced is passed over. Answer: [`InvoiceReply::Made`].
    Create(NewInvoices),
    /// A part of the list, newest first. Answer: [`InvoiceReply::Page`].
    List(InvoiceListRequest),
    /// The orders with delivered goods that no invoice has, oldest first. Answer: [`InvoiceReply::ToInvoice`].
    ToInvoice {
        /// Behind this order.
        after: Option<OrderNumber>,
        /// How many at most, 1 to 500.
        limit: u32,
    },
    /// One whole. Answer: [`InvoiceReply::Invoice`].
    Show {
        /// Which.
        invoice: InvoiceRef,
    },
    /// Posts drafts; what can't be posted is passed over. Answer: [`InvoiceReply::Made`].
    Post {
        /// Which; 1 to 500.
        invoices: Vec<InvoiceRef>,
        /// Their day; today if none.
        day: Option<Day>,
    },
    /// Drops a draft. Answer: [`InvoiceReply::Invoice`].
    Cancel {
        /// Which.
        invoice: InvoiceRef,
    },
    /// Takes a posted invoice back by a credit note. Answer: [`InvoiceReply::Invoice`], the credit note.
    Credit {
        /// Which.
        invoice: InvoiceRef,
        /// Why; it stands on the credit note.
        reason: String,
        /// Its day; today if none.
        day: Option<Day>,
    },
    /// Types in the VAT number of the buyer. Answer: [`InvoiceReply::Invoice`].
    VatNumber {
        /// An invoice of the order.
        invoice: InvoiceRef,
        /// The number; empty takes it away.
        vat_number: String,
    },
    /// Makes the document of one. Answer: [`InvoiceReply::Document`].
    Render {
        /// Which.
        invoice: InvoiceRef,
        /// In which form.
        format: DocumentFormat,
        /// On which paper; what the configuration says, if none.
        paper: Option<Paper>,
    },
    /// Writes documents into a folder on the engine's machine, named for the upload at Amazon. Answer:
    /// [`InvoiceReply::Rendered`].
    RenderInto {
        /// Which; 1 to 500.
        invoices: Vec<InvoiceRef>,
        /// The whole path of the folder; that for documents, if none.
        folder: Option<String>,
        /// In which form.
        format: DocumentFormat,
    },
}

/// Which invoices to make, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInvoices {
    /// Of which orders.
    pub of: InvoicedOrders,
    /// Post them at once, on this day or today.
    pub post: bool,
    /// Their day; today if none.
    pub day: Option<Day>,
    /// Also where our total and Amazon's differ.
    pub force: bool,
}

/// Of which orders invoices are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoicedOrders {
    /// Of these; 1 to 500.
    Orders(Vec<OrderRef>),
    /// Of those with delivered goods that no invoice has, oldest first.
    AllDelivered {
        /// Behind this order: where the answer before says that it goes on.
        after: Option<OrderNumber>,
        /// How many orders at most, 1 to 500.
        limit: u32,
    },
}

/// Which part of the list of invoices is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceListRequest {
    /// Only those.
    pub status: Option<InvoiceStatus>,
    /// Only those of this order.
    pub order: Option<OrderRef>,
    /// Only those made before this one.
    pub before: Option<InvoiceId>,
    /// How many at most, 1 to 500.
    pub limit: u32,
}

/// The answer about invoices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum InvoiceReply {
    /// What was made or posted, and what was passed over.
    Made(InvoicesMade),
    /// A part of the list.
    Page(InvoicePage),
    /// Orders that wait for an invoice.
    ToInvoice(ToInvoicePage),
    /// One whole.
    Invoice(Box<InvoiceView>),
    /// A document.
    Document(Document),
    /// Documents that were written.
    Rendered(InvoicesRendered),
}

/// What became of a batch of invoices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InvoicesMade {
    /// Made or posted.
    pub invoices: Vec<InvoiceRow>,
    /// Passed over.
    pub skipped: Vec<Skipped>,
    /// What a person should look at, such as a business buyer without VAT number.
    pub warnings: Vec<String>,
    /// Where to go on for the rest, if there may be more.
    pub next: Option<OrderNumber>,
}

/// A part of the list of invoices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InvoicePage {
    /// The rows, newest first.
    pub invoices: Vec<InvoiceRow>,
    /// Where the next part begins, if there is one.
    pub next: Option<InvoiceId>,
    /// Orders with delivered goods that no invoice has.
    pub to_invoice: u64,
    /// Invoices that are not posted.
    pub drafts: u64,
    /// Posted ones that are not settled.
    pub open: u64,
}

/// Orders that wait for an invoice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToInvoicePage {
    /// The orders, oldest first.
    pub orders: Vec<OrderRow>,
    /// Where the next part begins, if there is one.
    pub next: Option<OrderNumber>,
    /// How many wait in all.
    pub total: u64,
}

/// A row of the list of invoices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Its identity: the number of the draft.
    pub id: InvoiceId,
    /// Its number, once it is posted.
    pub number: Option<EntryNumber>,
    /// `true` for a credit note.
    pub credit_note: bool,
    /// How far it is.
    pub status: InvoiceStatus,
    /// Its day, once it is posted.
    pub date: Option<Day>,
    /// The order.
    pub order: OrderNumber,
    /// Amazon's reference of it.
    pub amazon_order_ref: String,
    /// Account name.
    pub account: String,
    /// Marketplace id.
    pub marketplace: MarketplaceId,
    /// Customer's name.
    pub customer: String,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Sum without tax.
    pub untaxed: Amount,
    /// Sum of the tax that we owe.
    pub tax: Amount,
    /// What is owed to us.
    pub total: Amount,
    /// What of it is open.
    pub due: Amount,
    /// Whether it goes to a business.
    pub business: bool,
    /// Whether the VAT number of a business is missing.
    pub vat_number_missing: bool,
}

impl InvoiceRow {
    /// How it is called: by its number, or as a draft.
    pub fn reference(&self) -> InvoiceRef {
        self.number
            .map_or(InvoiceRef::Draft(self.id), InvoiceRef::Number)
    }
}

/// An invoice or credit note, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceView {
    /// What the list shows of it.
    #[serde(flatten)]
    pub row: InvoiceRow,
    /// The invoice that a credit note takes back.
    pub credits: Option<InvoiceRef>,
    /// The credit notes that take it back.
    pub credited_by: Vec<InvoiceRef>,
    /// Why a credit note was made.
    pub reason: Option<String>,
    /// Company of the buyer.
    pub company: Option<String>,
    /// VAT number of the buyer.
    pub vat_number: Option<String>,
    /// Tax that Amazon collects and pays itself; on top of the total.
    pub facilitator_tax: Amount,
    /// Its lines.
    pub lines: Vec<InvoiceLineView>,
    /// Its tax by rate.
    pub taxes: Vec<TaxView>,
    /// The payments and credit notes that it was matched with.
    pub payments: Vec<InvoicePayment>,
    /// When it was made.
    pub made_at: Moment,
}

/// A line of an invoice as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceLineView {
    /// What it is.
    pub kind: LineKind,
    /// SKU of goods.
    pub sku: Option<String>,
    /// Title of goods, or what the charge is.
    pub title: String,
    /// Pieces; negative on a credit note.
    pub quantity: i64,
    /// Amount without tax.
    pub untaxed: Amount,
    /// Tax rate in percent, where it can be told.
    pub rate: Option<TaxRate>,
    /// Tax that we owe.
    pub tax: Amount,
    /// Tax that Amazon collects and pays itself.
    pub facilitator_tax: Amount,
    /// Amount with our tax.
    pub total: Amount,
}

/// What of an invoice has one tax rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxView {
    /// The rate in percent, where it can be told.
    pub rate: Option<TaxRate>,
    /// Amount without tax.
    pub untaxed: Amount,
    /// The tax on it.
    pub tax: Amount,
}

/// What an invoice was matched with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePayment {
    /// The entry.
    pub number: EntryNumber,
    /// Its day.
    pub date: Option<Day>,
    /// How much.
    pub amount: Amount,
}

/// Documents that were written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicesRendered {
    /// The folder.
    pub folder: String,
    /// The names of the files.
    pub files: Vec<String>,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
}
