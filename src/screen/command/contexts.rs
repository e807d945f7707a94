//! Where keys mean something.

/// Where a key means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Wherever no text is being typed.
    Global,
    /// In every list.
    List,
    /// In the list of orders.
    Orders,
    /// In an order's details.
    Detail,
    /// On the Accounts tab.
    Accounts,
    /// On the Activity tab.
    Activity,
    /// In the list of pickings.
    Pickings,
    /// In a picking that is being packed.
    Packing,
    /// In every view of the Stock moves tab.
    Stock,
    /// In the moves history.
    StockMoves,
    /// In the quantities.
    StockLevels,
    /// On a sheet to count on or to receive with.
    StockCount,
    /// In what is to be replenished.
    StockReplenish,
    /// In the transfers.
    StockTransfers,
    /// In the reordering rules.
    StockRules,
    /// In our figures beside Amazon's.
    StockFigures,
    /// In the figures of the Reports tab.
    Reports,
    /// In the orders behind a figure.
    ReportOrders,
    /// In the list of failed shipments.
    Shipments,
    /// In every view of the Invoices tab.
    Invoices,
    /// In the list of invoices.
    InvoiceList,
    /// In the orders that wait for an invoice.
    InvoiceOrders,
    /// In every view of the Money tab.
    Money,
    /// In the entries of the journals.
    MoneyEntries,
    /// In the balances of the accounts.
    MoneyBalances,
    /// In what is open on the intermediary account.
    MoneyOpen,
    /// In the payments.
    MoneyPayments,
    /// In the batch payments.
    MoneyBatches,
    /// In the vendor bills.
    MoneyBills,
    /// In the lines of bank statements.
    MoneyBank,
    /// In the list of failed orders.
    Failed,
    /// In the list of carriers.
    Carriers,
    /// In the list of products.
    Products,
    /// Where text is typed.
    Text,
    /// In a form.
    Form,
    /// In a question.
    Question,
    /// In a choice.
    Choice,
    /// In something to read.
    Reader,
    /// Really everywhere.
    Everywhere,
}

impl Context {
    /// All, with their names in a key map.
    pub const ALL: [(Context, &'static str, &'static str); 39] = [
        (Context::Orders, "orders", "Orders"),
        (Context::Detail, "detail", "Order details"),
        (Context::Pickings, "pickings", "Pickings"),
        (Context::Packing, "packing", "Packing"),
        (Context::Stock, "stock", "Stock"),
        (Context::StockMoves, "stock_moves", "Moves"),
        (Context::StockLevels, "stock_levels", "Levels"),
        (Context::StockCount, "stock_count", "Counting"),
        (Context::StockReplenish, "stock_replenish", "Replenishing"),
        (Context::StockTransfers, "stock_transfers", "Transfers"),
        (Context::StockRules, "stock_rules", "Reordering rules"),
        (Context::StockFigures, "stock_figures", "Amazon's figures"),
        (Context::Reports, "reports", "Reports"),
        (Context::ReportOrders, "report_orders", "Orders of a figure"),
        (Context::Shipments, "shipments", "Failed shipments"),
        (
            Context::Invoices,
            "invoices",
            "Invoices and orders to invoice",
        ),
        (Context::InvoiceList, "invoice_list", "Invoices"),
        (
            Context::InvoiceOrders,
            "invoice_orders",
            "Orders to invoice",
        ),
        (Context::Money, "money", "Money"),
        (Context::MoneyEntries, "money_entries", "Entries"),
        (Context::MoneyBalances, "money_balances", "Balances"),
        (Context::MoneyOpen, "money_open", "What Amazon owes"),
        (Context::MoneyPayments, "money_payments", "Payments"),
        (Context::MoneyBatches, "money_batches", "Batch payments"),
        (Context::MoneyBills, "money_bills", "Bills"),
        (Context::MoneyBank, "money_bank", "Bank"),
        (Context::Accounts, "accounts", "Accounts"),
        (Context::Activity, "activity", "Activity"),
        (Context::Failed, "failed", "Failed orders"),
        (Context::Carriers, "carriers", "Carriers"),
        (Context::Products, "products", "Products"),
        (Context::Choice, "choice", "Choosing"),
        (Context::Question, "question", "Questions"),
        (Context::Form, "form", "Forms"),
        (Context::Text, "text", "Typing"),
        (Context::Reader, "reader", "Reading"),
        (Context::List, "list", "Moving"),
        (Context::Global, "global", "Anywhere"),
        (Context::Everywhere, "everywhere", "Always"),
    ];

    /// Its name in a key map.
    pub fn id(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(c, ..)| *c == self)
            .map_or("", |(_, id, _)| id)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(c, ..)| *c == self)
            .map_or("", |(.., title)| title)
    }

    /// The context with this name in a key map.
    pub fn parse(id: &str) -> Option<Context> {
        Self::ALL
            .iter()
            .find(|(_, name, _)| *name == id)
            .map(|(c, ..)| *c)
    }
}
