//! What can be typed: one definition for parsing, help, completions and the man page.

use super::args_finance::FinanceCommand;
use super::args_product::ProductCommand;
use super::args_report::{ReportCommand, ReportFormat, TeamCommand};
use super::args_stock::StockCommand;
use super::args_warehouse::{CarrierCommand, OrderCancelArguments, PickingCommand, ScanArguments};
use super::books::args_invoice::InvoiceCommand;
use super::books::args_journal::JournalCommand;
use super::books::args_money::{BillCommand, PaymentCommand, StatementCommand};
use super::values::{Cursor, StateWord, TimeText, marketplace, region, shown_state, tax_included};
use crate::domain::amazon_status::Channel;
use crate::domain::marketplace::Region;
use crate::domain::paper::Paper;
use crate::protocol::documents::DocumentFormat;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (protocol 1)");

/// Dashboard and sync engine for people who sell on Amazon.
///
/// Without a command it opens the screen. Commands find a running engine by the socket in the data folder; without one
/// they open the store themselves for as long as they run.
#[derive(Debug, Parser)]
#[command(name = "orderdeck", version = VERSION, max_term_width = 100)]
#[command(
    after_long_help = "Exit codes: 0 done; 1 refused, failed, or (status) needs attention; 2 wrong usage or cannot tell."
)]
pub struct Arguments {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command; the screen if absent.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Arguments {
    /// Whether one JSON document is wanted, in whichever way that was said.
    pub fn wants_json(&self) -> bool {
        let format = match &self.command {
            Some(Command::Report(report)) => report.format(),
            _ => None,
        };
        self.global.json || format == Some(ReportFormat::Json)
    }
}

/// Options of every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// Folder of the store and the socket [env: ORDERDECK_DATA_DIR] [default: orderdeck in the XDG data folder].
    #[arg(long, global = true, help_heading = "Options of every command", value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub data_dir: Option<PathBuf>,
    /// Configuration file [env: ORDERDECK_CONFIG] [default: orderdeck/config.toml in the XDG configuration folder].
    #[arg(long, global = true, help_heading = "Options of every command", value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Print one JSON document on standard output.
    #[arg(long, global = true, help_heading = "Options of every command")]
    pub json: bool,
    /// No colours [env: NO_COLOR].
    #[arg(long, global = true, help_heading = "Options of every command")]
    pub no_color: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// A shop to try: a simulator of Amazon on this machine, an engine and the screen.
    Demo(DemoArguments),
    /// The simulator of Amazon's API alone.
    Simulator(SimulatorArguments),
    /// The engine alone, until it is told to stop; terminals and commands attach to it.
    Engine,
    /// Accounts: registrations of sellers at Amazon.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Synchronises with Amazon now.
    Sync(SyncArguments),
    /// Orders.
    #[command(subcommand)]
    Order(OrderCommand),
    /// Pickings: the deliveries of FBM orders, and what Amazon knows of them.
    #[command(subcommand)]
    Picking(PickingCommand),
    /// Packs with a scanner, line by line: for handhelds, dumb terminals and screen readers.
    Scan(ScanArguments),
    /// Carriers: Amazon's list, and those made here.
    #[command(subcommand)]
    Carrier(CarrierCommand),
    /// Products: what is sold, where it lies, what is printed on it, and what SKUs mean.
    #[command(subcommand)]
    Product(ProductCommand),
    /// Stock: quantities, moves, counts, transfers, reordering rules.
    #[command(subcommand)]
    Stock(StockCommand),
    /// Invoices and credit notes of what was delivered.
    #[command(subcommand)]
    Invoice(InvoiceCommand),
    /// Payments of invoices and bills, and batch payments.
    #[command(subcommand)]
    Payment(PaymentCommand),
    /// Vendor bills, such as Amazon's commissions.
    #[command(subcommand)]
    Bill(BillCommand),
    /// Bank statements: taken in and matched.
    #[command(subcommand)]
    Statement(StatementCommand),
    /// The journal: entries, accounts, what is open, periods, exports.
    #[command(subcommand)]
    Journal(JournalCommand),
    /// Reports: sales, the orders behind them, and the rates that Amazon judges a seller by.
    #[command(subcommand)]
    Report(ReportCommand),
    /// Sales teams, which new orders get from their account.
    #[command(subcommand)]
    Team(TeamCommand),
    /// Finances: what Amazon paid and charged, and how it fits our orders.
    #[command(subcommand)]
    Finance(FinanceCommand),
    /// Documents of the warehouse: pick lists, packing slips, control barcodes.
    #[command(subcommand)]
    Print(PrintCommand),
    /// E-mail about shipments that Amazon refused.
    #[command(subcommand)]
    Mail(MailCommand),
    /// The figures at a glance; exit code 0 all well, 1 something needs attention, 2 cannot tell.
    Status(StatusArguments),
    /// Checks configuration, credentials, clock, files and what Amazon says.
    Doctor,
    /// Checks over the whole store that everything that must always hold does hold.
    Verify,
    /// Writes a copy of the store, encrypted like the store itself.
    Backup {
        /// The new file; it must not exist yet.
        #[arg(value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Prints the completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Prints the man page.
    Man,
}

/// Options of `demo`.
#[derive(Clone, Debug, Args)]
pub struct DemoArguments {
    /// Orders that the shop begins with.
    #[arg(long, value_name = "N")]
    pub orders: Option<u64>,
    /// The same seed gives the same shop.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// No screen: print where everything is as JSON and run until stopped.
    #[arg(long)]
    pub headless: bool,
}

/// Options of `simulator`.
#[derive(Clone, Debug, Args)]
pub struct SimulatorArguments {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Orders that the shop begins with.
    #[arg(long, value_name = "N")]
    pub orders: Option<u64>,
    /// The same seed gives the same shop.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Faults to play by chance, as in 503=0.02,drop@confirmShipment=0.1,feed-stuck=0.1:600s,seed=7.
    #[arg(long, value_name = "SPEC")]
    pub faults: Option<String>,
}

/// Commands on accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Registers an account and checks it with Amazon.
    Add(AccountAddArguments),
    /// All accounts.
    List,
    /// One account with its watermark, budgets and next call.
    Show {
        /// Account name.
        name: String,
    },
    /// Changes an account.
    Set(Box<AccountSetArguments>),
    /// Archives an account: it syncs nothing and sends nothing.
    Archive {
        /// Account name.
        name: String,
        /// Take it out of the archive.
        #[arg(long)]
        restore: bool,
    },
    /// Checks an account's credentials and marketplaces with Amazon.
    Check {
        /// Account name.
        name: String,
    },
}

/// Options of `account add`.
#[derive(Debug, Args)]
pub struct AccountAddArguments {
    /// A new account name.
    pub name: String,
    /// Amazon's region.
    #[arg(long, value_name = "na|eu|fe", value_parser = region())]
    pub region: Region,
    /// Amazon's seller id.
    #[arg(long, value_name = "ID")]
    pub seller_id: String,
    /// TOML file with client_id, client_secret and refresh_token, mode 0600.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub credentials: PathBuf,
    /// A marketplace to synchronise; without any, all that the seller takes part in.
    #[arg(long = "marketplace", value_name = "CODE-OR-ID")]
    pub marketplaces: Vec<String>,
    /// Sales team of its orders.
    #[arg(long, value_name = "T")]
    pub team: Option<String>,
    /// Stock location at Amazon.
    #[arg(long, value_name = "L")]
    pub location: Option<String>,
    /// Replaces Amazon's API host; plain http only on loopback.
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Replaces Amazon's token URL; plain http only on loopback.
    #[arg(long, value_name = "URL")]
    pub lwa_endpoint: Option<String>,
}

/// Options of `account set`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("change").required(true).multiple(true))]
pub struct AccountSetArguments {
    /// Account name.
    pub name: String,
    /// Read orders again that changed since then: RFC 3339, a date, "2026-11-01 10:00" (UTC), or 30d for 30 days ago.
    #[arg(long, value_name = "TIME", group = "change")]
    pub last_order_sync: Option<TimeText>,
    /// Sales team of new orders.
    #[arg(long, value_name = "T", group = "change")]
    pub team: Option<String>,
    /// Salesperson of new orders; empty for none.
    #[arg(long, value_name = "P", group = "change")]
    pub salesperson: Option<String>,
    /// Stock location at Amazon for new orders.
    #[arg(long, value_name = "L", group = "change")]
    pub location: Option<String>,
    /// A marketplace to synchronise; replaces the ones before.
    #[arg(long = "marketplace", value_name = "CODE-OR-ID", group = "change")]
    pub marketplaces: Vec<String>,
    /// Minutes between automatic order syncs.
    #[arg(long, value_name = "N", group = "change", value_parser = clap::value_parser!(u32).range(3..=1440))]
    pub sync_minutes: Option<u32>,
    /// Whether orders shipped elsewhere are imported.
    #[arg(long, value_name = "BOOL", group = "change")]
    pub import_shipped_elsewhere: Option<bool>,
    /// Whether orders of other channels count as sales.
    #[arg(long, value_name = "BOOL", group = "change")]
    pub other_channels_are_sales: Option<bool>,
    /// Whether amounts of a marketplace contain the tax, where Amazon's own sums do not tell; once for each marketplace.
    #[arg(long = "tax-included", value_name = "CODE-OR-ID=yes|no", group = "change", value_parser = tax_included)]
    pub tax_included: Vec<(String, bool)>,
    /// New credentials: TOML file with client_id, client_secret and refresh_token, mode 0600.
    #[arg(long, value_name = "FILE", group = "change", value_hint = clap::ValueHint::FilePath)]
    pub credentials: Option<PathBuf>,
}

/// Options of `sync`.
#[derive(Debug, Args)]
pub struct SyncArguments {
    /// What to synchronise.
    pub what: SyncWhat,
    /// Only this account.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Shipments by feed, however few; with deliveries and all.
    #[arg(long)]
    pub bulk: bool,
    /// Stock at Amazon counts however little it is beside the last time.
    #[arg(long)]
    pub accept: bool,
    /// Finances posted since then once more, not only what is new: RFC 3339, a date, or 30d for 30 days ago.
    #[arg(long, value_name = "TIME")]
    pub from: Option<TimeText>,
    /// Stay until Amazon has accepted or refused what was sent; orders alone send nothing.
    #[arg(long)]
    pub wait: bool,
}

/// What can be synchronised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SyncWhat {
    /// Orders that changed since the last order sync.
    Orders,
    /// Shipments: settles what may have arrived or not, then sends all that wait, grace or not.
    Deliveries,
    /// Sends the cancellations that wait.
    Cancellations,
    /// One look at each open feed.
    Feeds,
    /// Amazon's own figures of what lies there.
    Stock,
    /// Amazon's financial transactions.
    Finances,
    /// Orders, then deliveries, cancellations and feeds, then stock at Amazon.
    All,
}

/// Documents that can be printed.
#[derive(Debug, Subcommand)]
pub enum PrintCommand {
    /// What to take from which bin, for all of these pickings in one walk.
    PickList(PrintPickings),
    /// A packing slip for each of these pickings.
    PackingSlip(PrintPickings),
    /// The control barcodes for working with a scanner alone.
    ControlCodes {
        /// A carrier to have a barcode of its own; those made here always have one.
        #[arg(long = "carrier", value_name = "NAME")]
        carriers: Vec<String>,
        /// How and where to.
        #[command(flatten)]
        how: PrintArguments,
    },
}

/// Pickings to print a document of.
#[derive(Debug, Args)]
pub struct PrintPickings {
    /// Pickings, such as WH/OUT/00001.
    #[arg(value_name = "P")]
    pub pickings: Vec<String>,
    /// All that can be packed now.
    #[arg(long)]
    pub ready: bool,
    /// How and where to.
    #[command(flatten)]
    pub how: PrintArguments,
}

/// How a document is printed.
#[derive(Debug, Args)]
pub struct PrintArguments {
    /// Text of 80 columns, or PDF.
    #[arg(long, value_name = "text|pdf", default_value = "text", value_parser = super::values::document_format())]
    pub format: DocumentFormat,
    /// Paper of a PDF; else what the configuration says, else A4.
    #[arg(long, value_name = "a4|letter", value_parser = super::values::paper())]
    pub paper: Option<Paper>,
    /// The new file, readable by you alone; - for standard output [default: text to standard output, a PDF to a file here].
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Replace a file that exists.
    #[arg(long)]
    pub force: bool,
}

/// Commands on e-mail.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Sends a test e-mail and says what became of it.
    Test,
}

/// Commands on orders.
#[derive(Debug, Subcommand)]
pub enum OrderCommand {
    /// Orders, newest first.
    List(OrderListArguments),
    /// One order.
    Show {
        /// Amazon's reference or our number.
        #[arg(value_name = "REF")]
        reference: String,
    },
    /// Fetches one order from Amazon now.
    Recover {
        /// Amazon's reference.
        #[arg(value_name = "REF")]
        reference: String,
        /// The account it belongs to.
        #[arg(long, value_name = "NAME")]
        account: String,
    },
    /// Cancels what is open of an order, and tells Amazon.
    Cancel(OrderCancelArguments),
    /// Why an order is here or not.
    Why {
        /// Amazon's reference or our number.
        #[arg(value_name = "REF")]
        reference: String,
    },
    /// Orders that could not be processed.
    #[command(args_conflicts_with_subcommands = true)]
    Failed {
        /// Show those that were dismissed instead.
        #[arg(long)]
        dismissed: bool,
        /// What to do with one of them; lists them if absent.
        #[command(subcommand)]
        action: Option<FailedCommand>,
    },
}

/// Options of `order list`.
#[derive(Debug, Args)]
pub struct OrderListArguments {
    /// Only this account.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Only this marketplace.
    #[arg(long, value_name = "CODE-OR-ID", value_parser = marketplace)]
    pub marketplace: Option<String>,
    /// Only this channel.
    #[arg(long, value_name = "fbm|fba", value_parser = super::values::channel())]
    pub channel: Option<Channel>,
    /// Only this state: confirmed, cancelled, or a status of Amazon such as unshipped.
    #[arg(long, value_name = "S", value_parser = shown_state)]
    pub state: Option<StateWord>,
    /// Only orders with these words in reference, number, customer, SKU or title.
    #[arg(long, value_name = "T")]
    pub text: Option<String>,
    /// Orders at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub limit: u32,
    /// Go on behind the last page: its "next".
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<Cursor>,
}

/// Commands on failed orders.
#[derive(Debug, Subcommand)]
pub enum FailedCommand {
    /// Reads the order again from Amazon and processes it.
    Retry {
        /// Amazon's reference.
        #[arg(value_name = "REF")]
        reference: String,
    },
    /// Takes it off the list.
    Dismiss {
        /// Amazon's reference.
        #[arg(value_name = "REF")]
        reference: String,
        /// Why; `order why` tells it.
        #[arg(long, value_name = "T")]
        why: String,
    },
}

/// Options of `status`.
#[derive(Clone, Copy, Debug, Args)]
pub struct StatusArguments {
    /// One line for a prompt or a status bar.
    #[arg(long, conflicts_with = "prometheus")]
    pub line: bool,
    /// Metrics in Prometheus' text format.
    #[arg(long)]
    pub prometheus: bool,
    /// Show it again whenever it changes, until stopped.
    #[arg(long)]
    pub watch: bool,
}
