//! Vendor bills.

use crate::domain::bill_proposal::Month;
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
    /// The bills that Amazon's fees in no bill yet amount to. Answer: [`BillReply::Proposals`].
    Propose {
        /// Only of this account.
        account: Option<String>,
    },
    /// Posts what is proposed for a month, and marks its transactions as billed. Answer: [`BillReply::List`].
    Accept(BillAcceptance),
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
    /// Bills that are proposed.
    Proposals(BillProposals),
}

/// Which proposed bills are posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillAcceptance {
    /// The month.
    pub month: Month,
    /// Only of this account.
    pub account: Option<String>,
    /// Only in this currency.
    pub currency: Option<Currency>,
    /// Though more fees of the month can still come.
    pub early: bool,
}

/// Bills that are proposed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BillProposals {
    /// By account, currency and month.
    pub proposals: Vec<BillProposalView>,
}

/// A bill that is proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BillProposalView {
    /// Account name.
    pub account: String,
    /// The month.
    pub month: Month,
    /// Currency.
    pub currency: Currency,
    /// Total with tax.
    pub total: Amount,
    /// Transactions whose fees it holds.
    pub transactions: u64,
    /// No more fees of the month can come.
    pub complete: bool,
    /// What it charges.
    pub lines: Vec<TypedBillLine>,
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
