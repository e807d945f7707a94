//! What can be typed about payments, bills and bank statements.

use super::values::{self, BillLineText};
use crate::domain::bill_proposal::Month;
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::day::Day;
use crate::domain::ids::{BatchNumber, StatementLineNumber};
use crate::domain::money::{Amount, Currency};
use crate::protocol::books::invoices::InvoiceRef;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands on payments.
#[derive(Debug, Subcommand)]
pub enum PaymentCommand {
    /// Registers payments of invoices, credit notes and bills; what can't be paid is passed over and told.
    Register(PaymentRegisterArguments),
    /// Payments, newest numbers first.
    List {
        /// Only those that came in and belong to no batch payment.
        #[arg(long)]
        loose: bool,
        /// Rows at most.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        limit: u32,
    },
    /// Takes a payment back; its invoice is open again.
    Undo {
        /// Its number.
        #[arg(value_name = "P", value_parser = values::entry)]
        payment: EntryNumber,
        /// Why.
        #[arg(long, value_name = "T", default_value = "")]
        reason: String,
        /// The day; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
    },
    /// Batch payments (batch deposit): payments that arrive as one.
    #[command(subcommand)]
    Batch(BatchCommand),
}

/// Options of `payment register`.
#[derive(Debug, Args)]
pub struct PaymentRegisterArguments {
    /// Invoices or credit notes.
    #[arg(long = "invoice", value_name = "N", value_parser = values::invoice, num_args = 1..)]
    pub invoices: Vec<InvoiceRef>,
    /// All open invoices and credit notes.
    #[arg(long, conflicts_with = "invoices")]
    pub all_open: bool,
    /// Vendor bills.
    #[arg(long = "bill", value_name = "N", value_parser = values::entry, num_args = 1..)]
    pub bills: Vec<EntryNumber>,
    /// The journal: amazon_payments or bank.
    #[arg(long, value_name = "J", default_value = "amazon_payments", value_parser = values::journal)]
    pub journal: Journal,
    /// The day; else today.
    #[arg(long, value_name = "D")]
    pub date: Option<Day>,
    /// Only so much; for one invoice or bill.
    #[arg(long, value_name = "A", value_parser = values::amount)]
    pub amount: Option<Amount>,
}

/// Commands on batch payments.
#[derive(Debug, Subcommand)]
pub enum BatchCommand {
    /// Makes one of these payments, or one for each currency of all that belong to none.
    Create {
        /// Payments.
        #[arg(value_name = "P", value_parser = values::entry, required_unless_present = "all")]
        payments: Vec<EntryNumber>,
        /// All that belong to none.
        #[arg(long, conflicts_with = "payments")]
        all: bool,
        /// The journal of `--all`.
        #[arg(long, value_name = "J", default_value = "amazon_payments", value_parser = values::journal)]
        journal: Journal,
        /// The day; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
        /// Validate it at once.
        #[arg(long)]
        validate: bool,
    },
    /// Batch payments, newest first.
    List {
        /// Rows at most.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
    },
    /// One with its payments.
    Show {
        /// Its number.
        #[arg(value_name = "B", value_parser = values::batch)]
        batch: BatchNumber,
    },
    /// Validates a draft: its payments stand from then on.
    Validate {
        /// Its number.
        #[arg(value_name = "B", value_parser = values::batch)]
        batch: BatchNumber,
    },
    /// Takes one apart, as long as nothing of it is matched.
    Undo {
        /// Its number.
        #[arg(value_name = "B", value_parser = values::batch)]
        batch: BatchNumber,
    },
}

/// Commands on vendor bills.
#[derive(Debug, Subcommand)]
pub enum BillCommand {
    /// Posts a bill, such as Amazon's commissions.
    Add(BillAddArguments),
    /// Posts the bills of a CSV file with the columns reference, date, currency, kind, untaxed, and tax, text, vendor,
    /// account if you like.
    Import {
        /// The file; - for standard input.
        #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Bills, newest first.
    List {
        /// Only those that are not paid.
        #[arg(long)]
        open: bool,
        /// Rows at most.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
    },
    /// The bills that Amazon's fees in no bill yet amount to, month by month; `sync finances` fetches them.
    Propose {
        /// Only of this account.
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
    },
    /// Posts the bills that are proposed for a month.
    Accept {
        /// The month, such as 2026-11.
        #[arg(value_name = "MONTH")]
        month: Month,
        /// Only of this account.
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
        /// Only in this currency.
        #[arg(long, value_name = "C", value_parser = values::currency)]
        currency: Option<Currency>,
        /// Though more fees of the month can still come; they are proposed later.
        #[arg(long)]
        early: bool,
    },
    /// One bill with its lines.
    Show {
        /// Its number.
        #[arg(value_name = "N", value_parser = values::entry)]
        bill: EntryNumber,
    },
    /// Takes a bill back that is not paid.
    Reverse {
        /// Its number.
        #[arg(value_name = "N", value_parser = values::entry)]
        bill: EntryNumber,
        /// Why.
        #[arg(long, value_name = "T", default_value = "")]
        reason: String,
        /// The day; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
    },
}

/// Options of `bill add`.
#[derive(Debug, Args)]
pub struct BillAddArguments {
    /// The vendor's own number of it: one bill is never entered twice.
    #[arg(long, value_name = "R")]
    pub reference: String,
    /// What it charges, as in commission=100.00+19.00: kind, amount without tax, tax. Kinds: commission, fulfilment,
    /// advertising, other.
    #[arg(long = "line", value_name = "KIND=UNTAXED[+TAX]", required = true)]
    pub lines: Vec<BillLineText>,
    /// The currency.
    #[arg(long, value_name = "C", value_parser = values::currency)]
    pub currency: Currency,
    /// Its day; else today.
    #[arg(long, value_name = "D")]
    pub date: Option<Day>,
    /// Who charges.
    #[arg(long, value_name = "V", default_value = "Amazon")]
    pub vendor: String,
    /// The account that it belongs to.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Pay it at once out of the Amazon Payments account.
    #[arg(long)]
    pub pay: bool,
}

/// Commands on bank statements.
#[derive(Debug, Subcommand)]
pub enum StatementCommand {
    /// Takes in a CSV file with the columns date, amount, currency, and reference, text, bank if you like; the same file
    /// again changes nothing.
    Import {
        /// The file; - for standard input.
        #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
        /// The bank account that it is about, where its lines name none.
        #[arg(long, value_name = "NAME", default_value = "Bank")]
        bank: String,
    },
    /// Takes in one line as typed.
    Add {
        /// How much: positive if it came in.
        #[arg(long, value_name = "A", value_parser = values::amount, allow_negative_numbers = true)]
        amount: Amount,
        /// Its currency.
        #[arg(long, value_name = "C", value_parser = values::currency)]
        currency: Currency,
        /// The day of booking; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
        /// Its reference.
        #[arg(long, value_name = "R", default_value = "")]
        reference: String,
        /// What else it says.
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
        /// The bank account.
        #[arg(long, value_name = "NAME", default_value = "Bank")]
        bank: String,
    },
    /// Lines, those that came last first.
    List {
        /// Only those with something to match.
        #[arg(long)]
        open: bool,
        /// Rows at most.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        limit: u32,
    },
    /// Matches a line, as a rule to the Amazon Payments account, and tells what is left there.
    Match(StatementMatchArguments),
    /// Takes all matches of a line back.
    Unmatch {
        /// The line.
        #[arg(value_name = "LINE", value_parser = values::line)]
        line: StatementLineNumber,
        /// The day; else today.
        #[arg(long, value_name = "D")]
        date: Option<Day>,
    },
}

/// Options of `statement match`.
#[derive(Debug, Args)]
pub struct StatementMatchArguments {
    /// The line.
    #[arg(value_name = "LINE", value_parser = values::line)]
    pub line: StatementLineNumber,
    /// To this account.
    #[arg(long, value_name = "ACCOUNT", default_value = "amazon_payments", value_parser = values::account)]
    pub account: LedgerAccount,
    /// To this batch payment.
    #[arg(long, value_name = "B", value_parser = values::batch, conflicts_with = "account")]
    pub batch: Option<BatchNumber>,
    /// To what is open of this entry: an invoice, a bill, a payment.
    #[arg(long, value_name = "N", value_parser = values::entry, conflicts_with_all = ["account", "batch"])]
    pub entry: Option<EntryNumber>,
    /// Only so much of it.
    #[arg(long, value_name = "A", value_parser = values::amount)]
    pub amount: Option<Amount>,
    /// Settle only what is open up to this day; else up to the line's own.
    #[arg(long, value_name = "D")]
    pub until: Option<Day>,
}
