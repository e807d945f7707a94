//! What an invoice on paper needs to know.

use crate::domain::address::Address;
use crate::domain::books::tax_rate::TaxRate;
use crate::domain::day::Day;
use crate::domain::ids::OrderNumber;
use crate::domain::money::{Amount, Currency};
use crate::domain::reference::AmazonOrderRef;

/// An invoice or credit note, as far as paper shows it. It holds personal data, so it has no `Debug`.
///
/// Amounts are those of the books: what takes an invoice back is negative. On paper a credit note shows them turned.
#[derive(Clone, PartialEq, Eq)]
pub struct InvoiceDocument {
    /// Invoice or credit note.
    pub kind: InvoiceSort,
    /// Its number; none as long as it is a draft, and then it says so.
    pub number: Option<String>,
    /// Its day; none as long as it is a draft.
    pub day: Option<Day>,
    /// Who sends it.
    pub seller: SellerDetails,
    /// Whom it goes to.
    pub buyer: BuyerDetails,
    /// The day of the order.
    pub ordered: Day,
    /// The day on which the goods left; none if it is not known.
    pub delivered: Option<Day>,
    /// The sales order.
    pub order: OrderNumber,
    /// Amazon's reference of it.
    pub reference: AmazonOrderRef,
    /// The marketplace, for people.
    pub marketplace: String,
    /// Currency of all amounts.
    pub currency: Currency,
    /// What is invoiced.
    pub lines: Vec<InvoiceDocumentLine>,
    /// Sum without tax.
    pub untaxed: Amount,
    /// The seller's tax by rate; they add up to `total - untaxed`.
    pub taxes: Vec<RateTotal>,
    /// What is owed to the seller.
    pub total: Amount,
    /// Tax that Amazon collects and pays itself; in none of the sums.
    pub facilitator_tax: Amount,
    /// Whether the buyer pays, or has paid, Amazon.
    pub through_amazon: bool,
    /// Why a credit note was made; may be empty.
    pub reason: String,
}

/// Invoice or credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvoiceSort {
    /// An invoice.
    Invoice,
    /// A credit note.
    CreditNote {
        /// The number of the invoice that it corrects.
        corrects: String,
    },
}

/// Who sends invoices, as the configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SellerDetails {
    /// The name of the business.
    pub name: String,
    /// Its address.
    pub lines: Vec<String>,
    /// Its tax numbers, each with its name, such as `VAT ID DE123456789`.
    pub tax_numbers: Vec<String>,
    /// At the foot of each page: bank, register, how to reach it.
    pub foot: Vec<String>,
}

/// Whom an invoice goes to. It holds personal data, so it has no `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BuyerDetails {
    /// The name; may be empty where the address has one.
    pub name: String,
    /// The company; may be empty.
    pub company: String,
    /// The address.
    pub address: Address,
    /// The VAT number of a business.
    pub vat_number: Option<String>,
    /// The buyer's own purchase order number.
    pub po_number: Option<String>,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceDocumentLine {
    /// What it is: the title, or what is charged or taken off.
    pub text: String,
    /// The seller's article number.
    pub sku: Option<String>,
    /// Pieces; 0 where there is nothing to count.
    pub quantity: i64,
    /// The seller's tax rate, where it can be told.
    pub rate: Option<TaxRate>,
    /// Without tax.
    pub untaxed: Amount,
    /// The seller's tax.
    pub tax: Amount,
    /// Both together.
    pub total: Amount,
}

/// The seller's tax of one rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateTotal {
    /// The rate; none where it can't be told.
    pub rate: Option<TaxRate>,
    /// What it is reckoned from.
    pub untaxed: Amount,
    /// The tax.
    pub tax: Amount,
}
