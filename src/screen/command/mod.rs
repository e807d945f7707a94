//! What can be done, in one table: help, hints, the palette and the key map all read it.

mod contexts;

pub use contexts::Context;

macro_rules! verbs {
    ($($context:ident { $($name:ident $id:literal $short:literal $doc:literal;)+ })+) => {
        /// Something that can be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command {
            $($(#[doc = $doc] $name,)+)+
        }

        /// Every verb: what it does, and where.
        pub static VERBS: &[Verb] = &[
            $($(Verb { command: Command::$name, id: $id, short: $short, doc: $doc, context: Context::$context },)+)+
        ];
    };
}

/// A line of the table.
#[derive(Debug)]
pub struct Verb {
    /// What it stands for.
    pub command: Command,
    /// Its word in a key map.
    pub id: &'static str,
    /// Its word in a hint.
    pub short: &'static str,
    /// What it does, as a sentence.
    pub doc: &'static str,
    /// Where it belongs.
    pub context: Context,
}

impl Command {
    /// Its line of the table.
    pub fn verb(self) -> Option<&'static Verb> {
        VERBS.iter().find(|v| v.command == self)
    }

    /// The command with this word.
    pub fn parse(id: &str) -> Option<Command> {
        VERBS.iter().find(|v| v.id == id).map(|v| v.command)
    }
}

verbs! {
    Orders {
        OpenOrder "order.open" "details" "Opens the order's details.";
        Filter "filter" "filter" "Filters the list as you type.";
        SortPick "sort" "sort" "Chooses what the list is sorted by.";
        SortReverse "sort.reverse" "reverse" "Turns the sort order round.";
        Mark "mark" "mark" "Marks or unmarks the order.";
        MarkRange "mark.range" "mark range" "Begins or ends marking a range.";
        MarkAll "mark.all" "mark all" "Marks all rows that are shown.";
        MarkClear "mark.clear" "clear marks" "Clears all marks.";
        CopyRefs "copy" "copy" "Copies the references of the marked orders, or of this one.";
        ShowNew "new.show" "show new" "Goes to the newest orders.";
        FocusDetail "detail.focus" "to details" "Puts the keys into the details.";
        OrderCancel "order.cancel" "cancel order" "Cancels the order, with a reason.";
        OrderInvoice "order.invoice" "invoice" "Makes invoices of the marked orders, or of this one.";
        OrderReturn "order.return" "goods are back" "Takes back the goods of an order cancelled after they left.";
    }
    Detail {
        FocusList "detail.leave" "to list" "Puts the keys back into the list.";
        CloseDetail "detail.close" "close" "Closes the details.";
    }
    Pickings {
        PickingOpen "picking.open" "pack" "Opens the picking for packing.";
        PickingNext "picking.next" "next" "Opens the next picking that can be packed.";
        PickingUndo "picking.undo" "take back" "Takes the last step back, or the last confirmation.";
        PickingPrint "picking.print" "print" "Prints the pick list, packing slips or control barcodes: of the marked pickings, or of this one.";
        PickingShown "picking.shown" "show others" "Chooses which pickings are shown: ready, pending, failed, done.";
    }
    Packing {
        PackMore "pack.more" "one more" "Counts one piece more of this line.";
        PackLess "pack.less" "one less" "Counts one piece less of this line.";
        PackCount "pack.count" "quantity" "Types how many pieces of this line are in the parcel.";
        PackAll "pack.all" "all" "Counts everything that is asked for.";
        PackCarrier "pack.carrier" "carrier" "Chooses the carrier.";
        PackTracking "pack.tracking" "tracking" "Types the tracking number.";
        PackConfirm "pack.confirm" "confirm" "Confirms the picking; asks for what is missing.";
        PackAssign "pack.assign" "assign barcode" "Gives the last unknown barcode to a line.";
        PackForce "pack.force" "pack anyway" "Packs it in spite of what holds it.";
        PackTake "pack.take" "take over" "Takes it over from another terminal.";
    }
    Stock {
        StockMoves "stock.moves" "moves" "Shows the moves history.";
        StockLevels "stock.levels" "levels" "Shows the quantities by location.";
        StockCount "stock.count" "count" "Shows the sheet that is being counted, or begins one.";
        StockReplenish "stock.replenish" "replenish" "Shows what the reordering rules propose.";
        StockTransfers "stock.transfers" "transfers" "Shows the transfers.";
        StockRules "stock.rules" "rules" "Shows the reordering rules.";
        StockFigures "stock.figures" "Amazon's figures" "Shows our figures beside Amazon's own.";
        StockNext "stock.next" "next view" "Goes to the next view of stock.";
        StockPrevious "stock.previous" "previous view" "Goes to the previous view of stock.";
        StockOpen "stock.open" "open" "Opens what is behind the row: a document, or details.";
        StockPlace "stock.place" "location" "Chooses the location that is shown or counted.";
    }
    StockLevels {
        LevelNegative "level.negative" "below zero" "Shows only what is below zero, or everything again.";
        LevelCount "level.count" "count this" "Counts this product here.";
        LevelBring "level.bring" "bring" "Plans a transfer of this product to another location.";
    }
    StockCount {
        SheetNext "sheet.next" "next" "Goes to the next product; after the last applies the sheet.";
        SheetAdd "sheet.add" "add product" "Puts a product onto the sheet, by reference or barcode.";
        SheetApply "sheet.apply" "apply" "Applies what was counted, or receives what came.";
        SheetHide "sheet.hide" "hide ours" "Hides our figures, or shows them.";
        SheetMoved "sheet.moved" "new figures" "Lets the counts stand against our figures as they are now.";
        SheetMore "sheet.more" "one more" "Counts one piece more.";
        SheetLess "sheet.less" "one less" "Counts one piece less.";
        SheetDrop "sheet.drop" "give up" "Gives the sheet up with what is on it.";
    }
    StockReplenish {
        ReplenishCreate "replenish.create" "make transfers" "Makes the transfers of the marked proposals, or of all.";
        ReplenishSend "replenish.send" "let go" "Lets go the transfers that were made here.";
        ReplenishWay "replenish.way" "direct/transit" "Chooses: directly, or through transit with a receipt.";
    }
    StockTransfers {
        TransferSend "transfer.send" "send" "Lets the transfer leave.";
        TransferReceive "transfer.receive" "receive" "Receives all of the transfer.";
        TransferPart "transfer.part" "receive part" "Receives a part: what came of each product.";
        TransferCancel "transfer.cancel" "give up" "Gives a planned transfer up.";
        TransferAll "transfer.all" "all/open" "Shows all transfers, or only the open ones.";
    }
    StockRules {
        RuleSet "rule.set" "set rule" "Sets the reordering rule of this product here.";
        RuleRemove "rule.remove" "remove rule" "Takes the reordering rule of this product here away.";
    }
    StockFigures {
        FiguresTake "figures.take" "take over" "Sets our figures of the marked products, or of this one, to Amazon's.";
        FiguresTakeAll "figures.take.all" "take all" "Sets all our figures that differ to Amazon's.";
        FiguresFetch "figures.fetch" "fetch" "Asks Amazon now what lies there.";
        FiguresAccept "figures.accept" "accept held" "Puts figures in force that were held for their few rows.";
        FiguresAll "figures.all" "all/differing" "Shows everything, or only what differs.";
    }
    Reports {
        ReportOpen "report.open" "orders" "Shows the orders behind the figure.";
        ReportBy "report.by" "by" "Chooses what sales are told apart by.";
        ReportAnd "report.and" "and by" "Chooses what they are told apart by within that.";
        ReportPeriod "report.period" "days" "Chooses the days.";
        ReportMeasure "report.measure" "measure" "Goes to the next measure: total, untaxed, orders, units, average, delivered, invoiced.";
        ReportChannel "report.channel" "channel" "Shows both channels, FBM, or FBA.";
        ReportOnly "report.only" "only" "Shows only an account or a marketplace.";
        ReportCompare "report.compare" "compare" "Compares with the period before, or not.";
        ReportCurrency "report.currency" "currency" "Shows the next currency, or all.";
        ReportUnfold "report.unfold" "unfold" "Shows what lies within the row.";
        ReportFold "report.fold" "fold" "Hides what lies within the row.";
        ReportExport "report.export" "export" "Writes the report into a file, as CSV or JSON.";
        ReportSave "report.save" "keep" "Keeps this report under a name.";
        ReportKept "report.kept" "kept" "Opens a kept report.";
        ReportForget "report.forget" "forget" "Forgets a kept report.";
        ReportQuality "report.quality" "rates" "Shows how deliveries stand and how Amazon judges them, or the sales again.";
        ReportTeams "report.teams" "teams" "Shows the sales teams, to add, change or take away.";
    }
    ReportOrders {
        ReportOrder "report.order" "open" "Opens the order.";
    }
    Shipments {
        NoticeRetry "notice.retry" "try again" "Tells Amazon again: the marked ones, or this one.";
        NoticeCarrier "notice.carrier" "fix carrier" "Changes the carrier and tells Amazon again.";
        NoticeTracking "notice.tracking" "fix tracking" "Changes the tracking number and tells Amazon again.";
        NoticeSolve "notice.solve" "settled" "Lays it aside as settled in Seller Central, with a word how.";
        NoticeOrder "notice.order" "order" "Opens the order.";
        NoticeRetryAll "notice.retry.all" "all again" "Tells Amazon again of all that it refused.";
    }
    Invoices {
        InvoicesShown "invoices.list" "invoices" "Shows the invoices.";
        InvoicesWaiting "invoices.waiting" "to invoice" "Shows the orders that wait for an invoice.";
        InvoicesNext "invoices.next" "next view" "Goes to the other view of invoices.";
        WorkStop "work.stop" "stop" "Stops the work that goes on piece by piece; what is done stays.";
        WorkReport "work.report" "left out" "Shows what the last work left out, and why.";
    }
    InvoiceList {
        InvoiceOpen "invoice.open" "details" "Shows the invoice with its lines.";
        InvoiceState "invoice.state" "state" "Chooses which invoices are shown: drafts, unpaid, paid, credit notes.";
        InvoicePost "invoice.post" "post" "Posts the marked drafts, or this one.";
        InvoicePay "invoice.pay" "pay" "Registers a payment of the marked invoices, or of this one.";
        InvoicePrint "invoice.print" "documents" "Writes the marked invoices, or this one, as documents into a folder.";
        InvoiceCredit "invoice.credit" "credit note" "Makes a credit note of this invoice, with a reason.";
        InvoiceVat "invoice.vat" "VAT number" "Types the buyer's VAT number of this invoice.";
        InvoiceDrop "invoice.drop" "drop draft" "Drops the marked drafts, or this one.";
        InvoiceOrder "invoice.order" "order" "Opens the order of this invoice.";
    }
    InvoiceOrders {
        InvoiceCreate "invoice.create" "invoice" "Makes invoices of the marked orders, or of this one.";
        InvoiceCreateAll "invoice.create.all" "invoice all" "Makes invoices of all orders that are shown.";
    }
    Money {
        MoneyEntries "money.entries" "entries" "Shows the entries of the journals.";
        MoneyBalances "money.balances" "balances" "Shows the accounts with their balances.";
        MoneyOpen "money.open" "Amazon owes" "Explains what Amazon still owes, line by line.";
        MoneyPayments "money.payments" "payments" "Shows the payments.";
        MoneyBatches "money.batches" "batches" "Shows the batch payments.";
        MoneyBills "money.bills" "bills" "Shows the vendor bills.";
        MoneyBank "money.bank" "bank" "Shows the lines of the bank's statements.";
        MoneyNext "money.next" "next view" "Goes to the next view of money.";
        MoneyPrevious "money.previous" "previous view" "Goes to the previous view of money.";
        MoneyDetail "money.detail" "open" "Opens what is behind the row.";
    }
    MoneyEntries {
        EntryJournal "entry.journal" "journal" "Chooses the journal that is shown.";
        EntryReverse "entry.reverse" "reverse" "Takes an entry back by a new one, with a reason.";
    }
    MoneyPayments {
        PaymentBatch "payment.batch" "make batch" "Makes a batch payment of the marked payments.";
        PaymentLoose "payment.loose" "loose" "Shows all payments, or only those that belong to no batch.";
        PaymentUndo "payment.undo" "take back" "Takes a payment back.";
    }
    MoneyBatches {
        BatchValidate "batch.validate" "validate" "Validates the batch payment: it stands from then on.";
        BatchUndo "batch.undo" "take apart" "Takes the batch payment apart.";
    }
    MoneyBills {
        BillPost "bill.post" "post bill" "Posts the bill that Amazon's fees propose.";
        BillFetch "bill.fetch" "ask Amazon" "Asks Amazon now what it paid and charged.";
        BillAdd "bill.add" "add" "Enters a bill by hand.";
        BillImport "bill.import" "import" "Takes in a file of bills.";
        BillPay "bill.pay" "pay" "Pays the bill: out of what Amazon owes, or from the bank.";
        BillReverse "bill.reverse" "take back" "Takes a bill back by an entry of its own, with a reason.";
    }
    MoneyBank {
        BankImport "bank.import" "import" "Reads the lines of a statement file.";
        BankAdd "bank.add" "add" "Enters a line of a statement by hand.";
        BankMatch "bank.match" "match" "Matches the line with what is open, or with a batch.";
        BankUnmatch "bank.unmatch" "unmatch" "Takes the matching of the line back.";
        BankState "bank.state" "state" "Shows all lines, or only those that are not matched.";
    }
    Accounts {
        AccountAdd "account.add" "add" "Registers a further account.";
        AccountEdit "account.edit" "edit" "Changes this account.";
        AccountSync "account.sync" "sync" "Syncs this account's orders now.";
        AccountCheck "account.check" "check" "Checks this account with Amazon.";
        AccountFrom "account.from" "read again from" "Reads this account's orders again from a date on.";
        AccountArchive "account.archive" "archive" "Archives this account, or takes it out of the archive.";
    }
    Activity {
        ActivityErrors "activity.filter" "only trouble" "Shows everything, or only warnings and errors.";
    }
    Failed {
        FailedRetry "failed.retry" "try again" "Tries this order again now.";
        FailedDismiss "failed.dismiss" "dismiss" "Dismisses this failed order, with a reason.";
        FailedWhy "failed.why" "why" "Says what is known of this order.";
    }
    Carriers {
        CarrierAdd "carrier.add" "add" "Makes a carrier that Amazon's list does not have.";
        CarrierEdit "carrier.edit" "change" "Changes a carrier that was made here.";
        CarrierRemove "carrier.remove" "take away" "Takes away a carrier that was made here.";
        CarrierFilter "carrier.filter" "filter" "Filters the carriers as you type.";
    }
    Products {
        ProductEdit "product.edit" "change" "Changes the product, or chooses it for the SKU that is matched.";
        ProductAdd "product.add" "add" "Makes a product.";
        ProductMatch "product.match" "match" "Lets an SKU that made a product by itself mean another one.";
        ProductUnmatched "product.unmatched" "work list" "Shows the SKUs that nobody has looked at, or all products.";
        ProductFilter "product.filter" "filter" "Filters as you type.";
    }
    List {
        Down "down" "down" "Moves down.";
        Up "up" "up" "Moves up.";
        HalfDown "half.down" "half a page down" "Moves down by half a page.";
        HalfUp "half.up" "half a page up" "Moves up by half a page.";
        PageDown "page.down" "page down" "Moves down by a page.";
        PageUp "page.up" "page up" "Moves up by a page.";
        First "first" "first" "Goes to the first row.";
        Last "last" "last" "Goes to the last row.";
    }
    Global {
        Help "help" "help" "Shows the keys that work here.";
        Palette "palette" "commands" "Finds any command by its name.";
        SyncAll "sync.all" "sync" "Syncs the orders of all accounts now.";
        SyncDeliveries "sync.deliveries" "tell Amazon" "Tells Amazon now of all confirmed shipments, grace or not.";
        SyncCancellations "sync.cancellations" "tell cancellations" "Tells Amazon now of all cancellations.";
        SyncFeeds "sync.feeds" "look at feeds" "Looks now at the feeds that Amazon is working on.";
        Recover "recover" "recover" "Fetches one order from Amazon now and opens it.";
        Why "why" "why not here" "Says why an order is here or not.";
        Carriers "carriers" "carriers" "Shows the carriers, to add, change or take away your own.";
        Products "products" "products" "Shows the products, to change, add and match them.";
        FailedList "failed" "failed orders" "Shows the orders that could not be processed.";
        RunPause "run.pause" "pause" "Pauses a running back-fill, or lets it go on.";
        RunStop "run.stop" "stop run" "Gives up a running back-fill.";
        Messages "messages" "messages" "Shows the messages so far.";
        Problems "problems" "problems" "Shows what needs attention.";
        NextTab "tab.next" "next tab" "Goes to the next tab.";
        PreviousTab "tab.previous" "previous tab" "Goes to the previous tab.";
        TabOrders "tab.orders" "Orders" "Goes to the orders.";
        TabPickings "tab.pickings" "Pickings" "Goes to the pickings.";
        TabMoves "tab.moves" "Stock moves" "Goes to the stock moves.";
        TabFailed "tab.failed" "Failed shipments" "Goes to the failed shipments.";
        TabReports "tab.reports" "Reports" "Goes to the reports.";
        TabInvoices "tab.invoices" "Invoices" "Goes to the invoices.";
        TabMoney "tab.money" "Money" "Goes to the books and payments.";
        TabAccounts "tab.accounts" "Accounts" "Goes to the accounts.";
        TabActivity "tab.activity" "Activity" "Goes to the activity.";
        Mouse "mouse" "mouse" "Takes the mouse, or leaves it to the terminal.";
        Back "back" "back" "Goes back one step: closes, clears the filter, clears the marks.";
        Quit "quit" "quit" "Leaves the screen.";
    }
    Everywhere {
        Suspend "suspend" "suspend" "Gives the terminal back for a while; fg returns.";
        Repaint "repaint" "repaint" "Draws everything afresh.";
        QuitNow "quit.now" "leave now" "Leaves the screen at once.";
    }
    Text {
        Accept "accept" "accept" "Accepts what was typed or chosen.";
        Cancel "cancel" "cancel" "Leaves without accepting.";
        Complete "complete" "complete" "Completes the word.";
        NextLine "line.next" "next" "Goes to the next line.";
        PreviousLine "line.previous" "previous" "Goes to the previous line.";
        NextPage "line.page.next" "page down" "Goes a page down.";
        PreviousPage "line.page.previous" "page up" "Goes a page up.";
    }
    Form {
        NextField "field.next" "next field" "Goes to the next field.";
        PreviousField "field.previous" "previous field" "Goes to the previous field.";
        Advanced "field.advanced" "advanced" "Shows or hides what is rarely needed.";
    }
    Question {
        OtherButton "button.next" "other" "Goes to the other button.";
    }
    Choice {
        Toggle "toggle" "choose" "Chooses or unchooses.";
    }
}
