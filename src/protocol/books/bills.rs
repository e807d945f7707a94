//! Vendor bills.

use crate::domain::books::bill::FeeKind;
use crate::domain::books::journal::EntryNumber;
use crate::domain::day::Day;
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// Something to know or to do about vendor bills.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum BillRequest {
    /// Posts a bill. Answer: [`BillReply::Bill`].
    Add(TypedBill),
    /// Posts the bills of a CSV file, all or none; those that are here already are passed over. Answer: [`BillReply::Imported`].
    Import {
        /// The file.
        text: String,
    },
    /// Bills, newest first. Answer: [`BillReply::List`].
    List {
        /// Only those that are not paid.
        open: bool,
        /// How many at most, 1 to 500.
        limit: u32,
    },
    /// One bill. Answer: [`BillReply::Bill`].
    Show {
        /// Its number.
        bill: EntryNumber,
    },
    /// Takes a bill back by an entry of its own; it must not be paid. Answer: [`BillReply::Bill`].
    Reverse {
        /// Its number.
        bill: EntryNumber,
        /// Why.
        reason: String,
        /// The day of the entry; today if none.
        day: Option<Day>,
    },
}

/// A bill as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedBill {
    /// Who charges; `Amazon`, if empty.
    pub vendor: String,
    /// The vendor's own number of it.
    pub reference: String,
    /// Name of the account that it belongs to.
    pub account: Option<String>,
    /// Its day; today if none.
    pub day: Option<Day>,
    /// Currency.
    pub currency: Currency,
    /// What it charges.
    pub lines: Vec<TypedBillLine>,
}

/// A line of a bill as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedBillLine {
    /// What it charges.
    pub kind: FeeKind,
    /// What it says; may be empty.
    pub text: String,
    /// Amount without tax.
    pub untaxed: Amount,
    /// Tax on it.
    pub tax: Amount,
}

/// The answer about vendor bills.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum BillReply {
    /// One bill.
    Bill(Box<BillView>),
    /// What came of a file.
    Imported(BillsImported),
    /// Bills.
    List(BillList),
}

/// What came of a file of bills.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BillsImported {
    /// Posted.
    pub bills: Vec<BillView>,
    /// Vendor's numbers of those that were here already.
    pub known: Vec<String>,
}

/// Bills.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BillList {
    /// Newest first.
    pub bills: Vec<BillView>,
}

/// A bill as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BillView {
    /// Its number.
    pub number: EntryNumber,
    /// Who charges.
    pub vendor: String,
    /// The vendor's own number of it.
    pub reference: String,
    /// Name of the account that it belongs to.
    pub account: Option<String>,
    /// Its day.
    pub date: Day,
    /// Currency.
    pub currency: Currency,
    /// Sum without tax.
    pub untaxed: Amount,
    /// Tax.
    pub tax: Amount,
    /// Total with tax.
    pub total: Amount,
    /// What is not paid.
    pub due: Amount,
    /// What it charges.
    pub lines: Vec<TypedBillLine>,
    /// The entry that took it back.
    pub reversed: Option<EntryNumber>,
}
