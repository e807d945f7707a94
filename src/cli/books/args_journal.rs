//! What can be typed about the journal.

use super::values::{self, EntryLineText};
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::invoice::Rounding;
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::day::Day;
use crate::domain::money::{Amount, Currency};
use crate::protocol::books::journal::ExportFormat;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands on the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Entries, newest day first.
    Entries(JournalEntriesArguments),
    /// One entry with its lines.
    Show {
        /// Its number.
        #[arg(value_name = "N", value_parser = values::entry)]
        entry: EntryNumber,
    },
    /// Posts an entry by hand, such as a rounding difference.
    Add {
        /// What it is.
        #[arg(long, value_name = "T")]
        text: String,
        /// An account and its amount, debits positive, credits negative; together they are nothing.
        #[arg(long = "line", value_name = "ACCOUNT=AMOUNT", required = true)]
        lines: Vec<EntryLineText>,
        /// The currency.
        #[arg(long, value_name = "C", value_parser = values::currency)]
        currency: Currency,
        /// Its day; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
    },
    /// Takes an entry back that was posted by hand, or a statement line that was entered by mistake.
    Reverse {
        /// Its number.
        #[arg(value_name = "N", value_parser = values::entry)]
        entry: EntryNumber,
        /// Why.
        #[arg(long, value_name = "T", default_value = "")]
        reason: String,
        /// The day; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
    },
    /// Matches what is open of two entries on one account.
    Match {
        /// One.
        #[arg(value_name = "N", value_parser = values::entry)]
        one: EntryNumber,
        /// The other.
        #[arg(value_name = "M", value_parser = values::entry)]
        other: EntryNumber,
        /// Only so much.
        #[arg(long, value_name = "A", value_parser = values::amount)]
        amount: Option<Amount>,
    },
    /// The accounts with their balances; with an account and --code or --name, what it is called.
    Accounts {
        /// The account to name.
        #[arg(value_name = "ACCOUNT", value_parser = values::account)]
        account: Option<LedgerAccount>,
        /// Its code.
        #[arg(long, value_name = "C", requires = "account")]
        code: Option<String>,
        /// Its name.
        #[arg(long, value_name = "N", requires = "account")]
        name: Option<String>,
    },
    /// What is open on an account, explained line by line.
    Explain {
        /// The account.
        #[arg(value_name = "ACCOUNT", default_value = "amazon_payments", value_parser = values::account)]
        account: LedgerAccount,
    },
    /// Closes the period up to a day: nothing is posted up to it any more. There is no way back.
    Close {
        /// The last day of it.
        #[arg(value_name = "D")]
        day: Day,
    },
    /// Chooses how the tax of parts of orders is rounded: once per document, or line by line.
    Rounding {
        /// How.
        #[arg(value_name = "document|line", value_parser = rounding())]
        rounding: Rounding,
    },
    /// Writes all entries of a time for hledger and ledger, or as CSV.
    Export {
        /// The form.
        #[arg(long, value_name = "hledger|csv", value_parser = format())]
        format: ExportFormat,
        /// From this day on.
        #[arg(long, value_name = "D")]
        from: Option<Day>,
        /// Up to this day.
        #[arg(long, value_name = "D")]
        to: Option<Day>,
        /// The file; else standard output.
        #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        file: Option<PathBuf>,
        /// Replace a file that is there.
        #[arg(long, requires = "file")]
        force: bool,
    },
}

/// Options of `journal entries`.
#[derive(Debug, Args)]
pub struct JournalEntriesArguments {
    /// Only of this journal.
    #[arg(long, value_name = "J", value_parser = values::journal)]
    pub journal: Option<Journal>,
    /// Only with a line on this account.
    #[arg(long, value_name = "ACCOUNT", value_parser = values::account)]
    pub account: Option<LedgerAccount>,
    /// From this day on.
    #[arg(long, value_name = "D")]
    pub from: Option<Day>,
    /// Up to this day.
    #[arg(long, value_name = "D")]
    pub to: Option<Day>,
    /// Entries at most.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub limit: u32,
    /// Entries to pass over.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub skip: u32,
}

fn rounding() -> impl TypedValueParser<Value = Rounding> {
    PossibleValuesParser::new(["document", "line"]).map(|word| match word.as_str() {
        "line" => Rounding::Line,
        _ => Rounding::Document,
    })
}

fn format() -> impl TypedValueParser<Value = ExportFormat> {
    PossibleValuesParser::new(["hledger", "csv"]).map(|word| match word.as_str() {
        "csv" => ExportFormat::Csv,
        _ => ExportFormat::Hledger,
    })
}
