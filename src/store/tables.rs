//! Every table of the store but those of the layered indexes. Keys and values are plain bytes with our own encoding.

use redb::TableDefinition;

/// A table of the store.
pub type TableOf = TableDefinition<'static, &'static [u8], &'static [u8]>;

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        $($(#[$doc])* pub const $name: TableOf = TableDefinition::new($text);)+

        /// All tables with their names.
        pub const ALL: &[(&str, TableOf)] = &[$(($text, $name)),+];
    };
}

tables! {
    /// Format of the store, and the next free numbers.
    META = "meta";
    /// Account id -> account.
    ACCOUNTS = "accounts";
    /// Account id -> its secrets, sealed.
    SECRETS = "secrets";
    /// Account id -> watermark, page run, how the last sync went.
    SYNCS = "syncs";
    /// Account id and operation -> token bucket.
    BUDGETS = "budgets";
    /// Order key -> order head. Clustered by purchase, so that a list reads neighbours.
    ORDERS = "orders";
    /// Order key -> order body.
    BODIES = "bodies";
    /// Order key -> personal side of the order, sealed.
    PERSONAL = "personal";
    /// Order number -> order key.
    NUMBERS = "numbers";
    /// Number of a seen order -> what we remember of every order that Amazon showed, in the order in which they came.
    SEEN = "seen_orders";
    /// Customer id -> customer, sealed.
    CUSTOMERS = "customers";
    /// Product id -> product.
    PRODUCTS = "products";
    /// Product reference -> product id.
    PRODUCT_REFERENCES = "product_references";
    /// Account id and SKU -> product id.
    OFFERS = "offers";
    /// Barcode -> product id.
    BARCODES = "barcodes";
    /// Name -> carrier made here.
    CARRIERS = "carriers";
    /// Picking number -> picking.
    PICKINGS = "pickings";
    /// Ship-by moment and picking number of each ready picking.
    OPEN_PICKINGS = "open_pickings";
    /// Notice id -> what Amazon must be told.
    NOTICES = "notices";
    /// Place in the lists of work, account, notice id of each notice with something left to do or to see.
    NOTICE_PLACES = "notice_places";
    /// Account, kind and attempt id -> a try to hand in a feed.
    FEED_ATTEMPTS = "feed_attempts";
    /// Move id -> stock move.
    MOVES = "moves";
    /// Location and product -> quantity.
    LEVELS = "levels";
    /// Location -> what it is.
    LOCATIONS = "locations";
    /// Product -> pieces that ready pickings need.
    RESERVED = "reserved";
    /// Account id -> Amazon's figures of what lies there, and how the last fetches went.
    AMAZON_STOCK = "amazon_stock";
    /// Transfer number -> transfer.
    TRANSFERS = "transfers";
    /// Number of each transfer with something still to happen.
    OPEN_TRANSFERS = "open_transfers";
    /// Location and product -> reordering rule.
    RULES = "rules";
    /// Name -> sales team.
    TEAMS = "teams";
    /// Name -> report that is kept under it.
    FAVOURITES = "favourites";
    /// Reference as text -> order that could not be processed.
    FAILED = "failed";
    /// Activity id -> what was done or happened.
    ACTIVITY = "activity";
    /// Counter -> count.
    COUNTERS = "counters";
    /// Account, moment of posting, id -> financial transaction of Amazon.
    TRANSACTIONS = "transactions";
    /// Account and id of a financial transaction -> moment of posting.
    TRANSACTION_IDS = "transaction_ids";
    /// Account and id of a held transaction -> id of the one that released its money.
    TRANSACTION_RELEASES = "transaction_releases";
    /// Account id -> how far its financial transactions were fetched.
    FINANCE_SYNCS = "finance_syncs";
    /// One key -> chart of accounts, closed period, rounding.
    BOOKS = "books";
    /// Journal, year, number -> journal entry.
    ENTRIES = "entries";
    /// Day and number of each journal entry.
    ENTRY_DAYS = "entry_days";
    /// Journal and year -> last number.
    ENTRY_NUMBERS = "entry_numbers";
    /// Number of an entry -> number of the entry that took it back.
    REVERSALS = "reversals";
    /// Account and currency -> debits and credits.
    BALANCES = "balances";
    /// Entry and line -> amount on an account whose amounts are matched.
    ITEMS = "items";
    /// Account, currency, entry and line of each item that is not settled.
    OPEN_ITEMS = "open_items";
    /// Debit and credit -> how much of them was matched.
    MATCHES = "matches";
    /// Credit and debit of each match.
    MATCH_CREDITS = "match_credits";
    /// Invoice id -> invoice.
    INVOICES = "invoices";
    /// Place in the lists of invoices, and invoice id.
    INVOICE_PLACES = "invoice_places";
    /// Order number -> its invoices.
    ORDER_INVOICES = "order_invoices";
    /// Number of each order with delivered goods that no invoice has.
    TO_INVOICE = "to_invoice";
    /// Number of an entry -> the payment that it is.
    PAYMENTS = "payments";
    /// Batch number -> batch payment.
    BATCHES = "batches";
    /// Bill id -> vendor bill.
    BILLS = "bills";
    /// Vendor and the vendor's own number -> bill id.
    BILL_REFERENCES = "bill_references";
    /// Number of a line of a bank statement -> the line.
    STATEMENT_LINES = "statement_lines";
    /// What a line of a bank statement is known by -> its number.
    STATEMENT_KEYS = "statement_keys";
}
