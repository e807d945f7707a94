//! Vendor bills: what Amazon, or anybody else, charges us.

use super::chart::LedgerAccount;
use super::entry::{Document, EntryError, EntryLine, NewEntry, credit, debit};
use super::journal::{EntryNumber, Journal};
use crate::domain::day::Day;
use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// Identity of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BillId(pub u32);

/// What a line of a bill charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Commission on sales.
    Commission,
    /// Fulfilment, storage and transport at Amazon.
    Fulfilment,
    /// Advertising.
    Advertising,
    /// Anything else, such as the monthly subscription.
    Other,
}

impl FeeKind {
    /// All kinds.
    pub const ALL: [FeeKind; 4] = [
        FeeKind::Commission,
        FeeKind::Fulfilment,
        FeeKind::Advertising,
        FeeKind::Other,
    ];

    /// The word for scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            FeeKind::Commission => "commission",
            FeeKind::Fulfilment => "fulfilment",
            FeeKind::Advertising => "advertising",
            FeeKind::Other => "other",
        }
    }

    /// Reads the word, in any case; `fulfillment` is understood, too.
    pub fn parse(text: &str) -> Option<FeeKind> {
        let text = text.trim().to_lowercase();
        let text = if text == "fulfillment" {
            "fulfilment"
        } else {
            text.as_str()
        };
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The account that it is booked on.
    pub fn account(self) -> LedgerAccount {
        match self {
            FeeKind::Commission => LedgerAccount::Commission,
            FeeKind::Fulfilment => LedgerAccount::FulfilmentFees,
            FeeKind::Advertising => LedgerAccount::Advertising,
            FeeKind::Other => LedgerAccount::OtherFees,
        }
    }
}

/// A line of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// What it charges.
    pub kind: FeeKind,
    /// What it says.
    pub text: String,
    /// Amount without tax; negative for what is given back.
    pub untaxed: Amount,
    /// Tax on it that the tax office gives back.
    pub tax: Amount,
}

/// What a bill says, before it is posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBill {
    /// Who charges; `Amazon` as a rule.
    pub vendor: String,
    /// The vendor's own number of it: one bill is never entered twice.
    pub reference: String,
    /// The registration of a seller that it belongs to.
    pub account: Option<AccountId>,
    /// Its day.
    pub day: Day,
    /// Its currency.
    pub currency: Currency,
    /// What it charges.
    pub lines: Vec<BillLine>,
}

/// A posted bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Its identity.
    pub id: BillId,
    /// Its number, that of its entry.
    pub number: EntryNumber,
    /// What it says.
    pub says: NewBill,
    /// Total with tax.
    pub total: Amount,
    /// What is not paid yet.
    pub due: Amount,
    /// When it was posted.
    pub posted_at: Moment,
    /// The entry that took it back.
    pub reversed: Option<EntryNumber>,
}

/// Why a bill can't be posted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BillError {
    /// No vendor.
    #[error("A bill needs a vendor.")]
    NoVendor,
    /// No number of the vendor.
    #[error("A bill needs the vendor's own number of it, so that it is not entered twice.")]
    NoReference,
    /// Nothing is charged, or it is a credit.
    #[error("A bill must charge something; what is given back can be one of its lines.")]
    NothingCharged,
    /// The entry can't be made.
    #[error("The bill can't be posted: {0}.")]
    Entry(#[from] EntryError),
}

impl NewBill {
    /// Total with tax.
    pub fn total(&self) -> Result<Amount, BillError> {
        let all = self.lines.iter().flat_map(|l| [l.untaxed, l.tax]);
        let total = Amount::sum(all).ok_or(EntryError::TooLarge)?;
        if total <= Amount::ZERO {
            return Err(BillError::NothingCharged);
        }
        Ok(total)
    }

    /// The entry of it: fees and recoverable tax against what is owed.
    pub fn entry(&self, id: BillId) -> Result<NewEntry, BillError> {
        if self.vendor.trim().is_empty() {
            return Err(BillError::NoVendor);
        }
        if self.reference.trim().is_empty() {
            return Err(BillError::NoReference);
        }
        let mut lines: Vec<EntryLine> = vec![credit(LedgerAccount::Payable, self.total()?)];
        for line in &self.lines {
            lines.push(EntryLine {
                text: line.text.clone(),
                ..debit(line.kind.account(), line.untaxed)
            });
        }
        let tax = Amount::sum(self.lines.iter().map(|l| l.tax)).ok_or(EntryError::TooLarge)?;
        lines.push(debit(LedgerAccount::VatRecoverable, tax));
        let text = format!("{} {}", self.vendor, self.reference);
        let document = Document::Bill(id);
        Ok(NewEntry::new(
            Journal::Purchases,
            self.day,
            self.currency,
            document,
            text,
            lines,
        )?)
    }
}
