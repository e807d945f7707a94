//! Entries, accounts, periods.

use crate::domain::books::chart::{AccountKind, LedgerAccount};
use crate::domain::books::explain::Explanation;
use crate::domain::books::invoice::Rounding;
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::day::Day;
use crate::domain::ids::OrderNumber;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::protocol::documents::Document;
use serde::{Deserialize, Serialize};

/// Something to know or to do about the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum JournalRequest {
    /// Entries, newest day first. Answer: [`JournalReply::Entries`].
    Entries(EntriesWanted),
    /// One entry. Answer: [`JournalReply::Entry`].
    Show {
        /// Its number.
        entry: EntryNumber,
    },
    /// Posts what a person typed. Answer: [`JournalReply::Entry`].
    Add(TypedEntry),
    /// Takes an entry back that a person typed. Answer: [`JournalReply::Entry`], the new entry.
    Reverse {
        /// Its number.
        entry: EntryNumber,
        /// Why.
        reason: String,
        /// The day of the new entry; today if none.
        day: Option<Day>,
    },
    /// Matches what is open of two entries on one account. Answer: [`JournalReply::Matched`].
    Match {
        /// One.
        one: EntryNumber,
        /// The other.
        other: EntryNumber,
        /// How much; as much as both have open, if none.
        amount: Option<Amount>,
    },
    /// The accounts with their balances. Answer: [`JournalReply::Accounts`].
    Accounts,
    /// Chooses the code or name of an account. Answer: [`JournalReply::Accounts`].
    ChooseAccount {
        /// Which.
        account: LedgerAccount,
        /// Its code.
        code: Option<String>,
        /// Its name.
        name: Option<String>,
    },
    /// What is open on an account, explained line by line. Answer: [`JournalReply::Explained`].
    Explain {
        /// Which; one whose amounts are matched.
        account: LedgerAccount,
    },
    /// Closes the period up to a day: nothing is posted up to it any more. Answer: [`JournalReply::Accounts`].
    Close {
        /// The last day of it.
        day: Day,
    },
    /// Chooses how the tax of parts of orders is rounded. Answer: [`JournalReply::Accounts`].
    Round {
        /// How.
        rounding: Rounding,
    },
    /// All entries of a time as a file. Answer: [`JournalReply::Document`].
    Export {
        /// In which form.
        format: ExportFormat,
        /// From this day on.
        from: Option<Day>,
        /// Up to this day.
        to: Option<Day>,
    },
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntriesWanted {
    /// Of this journal.
    pub journal: Option<Journal>,
    /// With a line on this account.
    pub account: Option<LedgerAccount>,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to this day.
    pub to: Option<Day>,
    /// How many to pass over.
    pub skip: u32,
    /// How many at most, 1 to 1000.
    pub limit: u32,
}

/// The forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Text for hledger and ledger.
    Hledger,
    /// CSV, a row for each line.
    Csv,
}

/// An entry as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedEntry {
    /// Its day; today if none.
    pub day: Option<Day>,
    /// Currency.
    pub currency: Currency,
    /// What it is.
    pub text: String,
    /// Accounts and amounts: debits positive, credits negative.
    pub lines: Vec<(LedgerAccount, Amount)>,
}

/// The answer about the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum JournalReply {
    /// Entries.
    Entries(EntryPage),
    /// One entry.
    Entry(Box<EntryView>),
    /// How much was matched.
    Matched {
        /// The amount.
        amount: Amount,
    },
    /// Accounts with balances.
    Accounts(Accounts),
    /// What is open on an account.
    Explained(Explained),
    /// A file.
    Document(Document),
}

/// Entries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntryPage {
    /// Newest day first.
    pub entries: Vec<EntryView>,
    /// Whether there are more.
    pub more: bool,
}

/// An entry as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryView {
    /// Its number.
    pub number: EntryNumber,
    /// Its journal.
    pub journal: Journal,
    /// Its day.
    pub date: Day,
    /// Currency.
    pub currency: Currency,
    /// What it is.
    pub text: String,
    /// The order that it is about.
    pub order: Option<OrderNumber>,
    /// Its lines.
    pub lines: Vec<EntryLineView>,
    /// When it was posted.
    pub posted_at: Moment,
    /// Who posted it.
    pub posted_by: String,
    /// The entry that took it back.
    pub reversed_by: Option<EntryNumber>,
}

/// A line of an entry as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLineView {
    /// Code of the account.
    pub account: String,
    /// Its name.
    pub name: String,
    /// Debit, if it is one.
    pub debit: Option<Amount>,
    /// Credit, if it is one; positive.
    pub credit: Option<Amount>,
    /// What it is.
    pub text: String,
    /// What of it is open, on accounts whose amounts are matched; debits positive.
    pub open: Option<Amount>,
}

/// Accounts with balances.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Accounts {
    /// By code.
    pub accounts: Vec<AccountLine>,
    /// The last day of the closed period.
    pub closed: Option<Day>,
    /// How the tax of parts of orders is rounded.
    pub rounding: Rounding,
}

/// An account as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountLine {
    /// Which.
    pub account: LedgerAccount,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: AccountKind,
    /// What was posted on it, by currency.
    pub balances: Vec<BalanceView>,
}

/// A balance in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceView {
    /// Currency.
    pub currency: Currency,
    /// Sum of the debits.
    pub debit: Amount,
    /// Sum of the credits.
    pub credit: Amount,
    /// Debits less credits.
    pub balance: Amount,
}

/// What is open on an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// Which.
    pub account: LedgerAccount,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What is open, by currency.
    pub currencies: Vec<Explanation>,
}
