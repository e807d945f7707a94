//! What can be done, in one table: help, hints, the palette and the key map all read it.

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
    pub const ALL: [(Context, &'static str, &'static str); 28] = [
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
        MarkClear "mark.clear" "clear marks" "Clears all marks.";
        CopyRefs "copy" "copy" "Copies the references of the marked orders, or of this one.";
        ShowNew "new.show" "show new" "Goes to the newest orders.";
        FocusDetail "detail.focus" "to details" "Puts the keys into the details.";
        OrderCancel "order.cancel" "cancel order" "Cancels the order, with a reason.";
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
