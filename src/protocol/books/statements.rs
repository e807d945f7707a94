//! Bank statements.

use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::explain::Explanation;
use crate::domain::books::journal::EntryNumber;
use crate::domain::day::Day;
use crate::domain::ids::{BatchNumber, StatementLineNumber};
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// Something to know or to do about bank statements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum StatementRequest {
    /// Takes in the lines of a CSV file, all or none; those that are here already are passed over. Answer:
    /// [`StatementReply::Imported`].
    Import {
        /// The file.
        text: String,
        /// The bank account that it is about, where its lines name none.
        bank: String,
    },
    /// Takes in one line as typed. Answer: [`StatementReply::Imported`].
    Add(TypedStatementLine),
    /// Lines, those that came last first. Answer: [`StatementReply::List`].
    List {
        /// Only those with something to match.
        open: bool,
        /// How many at most, 1 to 1000.
        limit: u32,
    },
    /// Matches a line, or a part of it. Answer: [`StatementReply::Matched`].
    Match(StatementMatch),
    /// Takes all matches of a line back. Answer: [`StatementReply::Matched`].
    Unmatch {
        /// Which.
        line: StatementLineNumber,
        /// The day of the entries; today if none.
        day: Option<Day>,
    },
}

/// A line of a bank statement as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedStatementLine {
    /// The bank account.
    pub bank: String,
    /// The day of booking; today if none.
    pub day: Option<Day>,
    /// How much: positive if it came in.
    pub amount: Amount,
    /// Currency.
    pub currency: Currency,
    /// Reference.
    pub reference: String,
    /// What else it says.
    pub text: String,
}

/// What a line of a bank statement is matched to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchTarget {
    /// An account: as a rule the intermediary account, whose open items are settled with it, oldest first.
    Account(LedgerAccount),
    /// A validated batch payment, whose payments are settled with it.
    Batch(BatchNumber),
    /// An open item: an invoice, a bill, a payment by the number of its entry.
    Entry(EntryNumber),
}

/// A match to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementMatch {
    /// Which line.
    pub line: StatementLineNumber,
    /// To what.
    pub to: MatchTarget,
    /// How much of it; all that is open of it, if none. Positive, whichever way the money went.
    pub amount: Option<Amount>,
    /// Only open items up to this day are settled; the line's own day, if none.
    pub until: Option<Day>,
}

/// The answer about bank statements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum StatementReply {
    /// What came of a file, or of a typed line.
    Imported(StatementImported),
    /// Lines.
    List(StatementList),
    /// A line after matching.
    Matched(Box<StatementMatched>),
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatementImported {
    /// Taken in.
    pub lines: Vec<StatementLineView>,
    /// How many were here already.
    pub known: u64,
}

/// Lines of bank statements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatementList {
    /// Those that came last first.
    pub lines: Vec<StatementLineView>,
}

/// A line after matching.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementMatched {
    /// The line.
    pub line: StatementLineView,
    /// The entry of the match.
    pub entry: Option<EntryNumber>,
    /// How many open items it settled, wholly or in part.
    pub settled: u64,
    /// What of the match found no counterpart on the account.
    pub left: Amount,
    /// What is still open on the intermediary account, in the line's currency.
    pub rest: Option<Explanation>,
}

/// A line of a bank statement as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementLineView {
    /// Its number.
    pub line: StatementLineNumber,
    /// The bank account.
    pub bank: String,
    /// The day of booking.
    pub date: Day,
    /// How much: positive if it came in.
    pub amount: Amount,
    /// Currency.
    pub currency: Currency,
    /// Reference.
    pub reference: String,
    /// What else it says.
    pub text: String,
    /// Its entry.
    pub entry: EntryNumber,
    /// What of it is not matched; with the sign of `amount`.
    pub open: Amount,
    /// The entries of its matches.
    pub matched: Vec<EntryNumber>,
}
