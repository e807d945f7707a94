//! A shop made up on demand: as many orders as wanted, each computed from its number when asked for.

use crate::bookkeeper::Books;
use crate::catalogue::Catalogue;
use crate::ledger::Ledger;
use crate::stockroom::Stockroom;
use crate::warehouse::Warehouse;
use orderdeck::domain::amazon_status::{AmazonStatus, Channel};
use orderdeck::domain::ids::{Location, MarketplaceId, OrderNumber, PickingNumber};
use orderdeck::domain::marketplace::{Marketplace, Region, by_code};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::domain::money::{Amount, Currency};
use orderdeck::domain::order::{Delivery, Flags, HistoryEntry, LineKind, OrderKey, OrderState};
use orderdeck::domain::order_query::OrderFilter;
use orderdeck::domain::picking::{NoticeState, PickingState};
use orderdeck::domain::seen_order::Decision;
use orderdeck::domain::stock_move::MoveKind;
use orderdeck::protocol::accounts::*;
use orderdeck::protocol::orders::*;
use orderdeck::protocol::pickings::{PickingLineView, PickingView};
use orderdeck::protocol::products::ProductRequest;
use orderdeck::protocol::request::SyncAction;
use orderdeck::protocol::status::*;
use orderdeck::protocol::upkeep::*;
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};

const CUSTOMERS: [&str; 16] = [
    "Anna Berger",
    "José María García López",
    "山田 太郎",
    "محمد علي",
    "Ulrike Schönfelder-Hagenbüchli",
    "O'Neil & Sons <b>Ltd</b>",
    "👩‍👩‍👧 Family Rossi",
    "Zoë van den Berg",
    "דוד כהן",
    "Ed",
    "Evil\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}txt",
    "Amazon Customer # 302-1234567-0000011",
    "Jean-Baptiste Lefèvre",
    "Müller GmbH",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} Zalgo",
    "François Dubois",
];
const MARKETS: [(&str, &str); 6] = [
    ("DE", "EUR"),
    ("FR", "EUR"),
    ("JP", "JPY"),
    ("GB", "GBP"),
    ("US", "USD"),
    ("IT", "EUR"),
];
const GOODS: [(&str, &str); 5] = [
    ("TEA-EARL-GREY-250", "Earl Grey loose leaf tea, 250 g tin"),
    ("MUG-BLUE", "Stoneware mug, cobalt blue, 350 ml"),
    (
        "KETTLE-1L7",
        "Electric kettle with temperature control, 1.7 l, brushed steel",
    ),
    ("TOWEL-SET-4", "バスタオル 4枚セット"),
    ("STRAINER", "Fine mesh tea strainer"),
];

/// The shop.
pub struct Shop {
    /// The time it lives in.
    pub now: Moment,
    /// Orders in it.
    pub orders: u64,
    /// Changes with every change of orders.
    pub revision: u64,
    /// Its accounts.
    pub accounts: Vec<AccountView>,
    /// Its failed orders.
    pub failed: Vec<FailedView>,
    /// Entries of its log.
    pub activity: u64,
    /// Its warehouse.
    pub warehouse: Warehouse,
    /// Its products.
    pub catalogue: Catalogue,
    /// Its stockroom.
    pub stockroom: Stockroom,
    /// Its books.
    pub books: Books,
    /// What was sold.
    pub ledger: Ledger,
    /// Marks that every order has.
    pub flags: Flags,
    /// Nobody answers.
    pub gone: bool,
    /// What was asked, for tests that look.
    pub asked: Vec<Request>,
}

impl Shop {
    /// A shop with so many orders.
    pub fn new(orders: u64, now: Moment) -> Shop {
        let mut shop = Shop {
            now,
            orders,
            revision: 1,
            accounts: accounts(now),
            failed: failed(now),
            activity: 500,
            warehouse: Warehouse::new(now),
            catalogue: Catalogue::new(),
            stockroom: Stockroom::new(now),
            books: Books::new(now),
            ledger: Ledger::new(now, Vec::new()),
            flags: Flags::default(),
            gone: false,
            asked: Vec::new(),
        };
        shop.books.waiting = (1..=120).map(|n| shop.row(n)).collect();
        shop
    }

    /// A shop where nothing was set up yet.
    pub fn empty(now: Moment) -> Shop {
        Shop {
            accounts: Vec::new(),
            failed: Vec::new(),
            activity: 0,
            ..Shop::new(0, now)
        }
    }

    /// Answers as an engine would.
    pub fn answer(&mut self, request: Request) -> Result<Reply, Failure> {
        if self.gone {
            return Err(Failure::new(FailureCode::Connection, "The engine is gone."));
        }
        self.asked.push(request.clone());
        if let Some(answer) = self.warehouse.answer(&request, self.now) {
            return answer;
        }
        if let Request::Product(asked) = &request {
            if let ProductRequest::Set { product, change } = asked {
                self.warehouse.know_barcodes(product, change);
            }
            return self.catalogue.answer(asked);
        }
        if let Request::Books(request) = request {
            return self.books.answer(request);
        }
        if let Request::Stock(request) = &request {
            return self.stockroom.answer(request);
        }
        if let Request::Report(request) = &request {
            if self.ledger.behind.is_empty() {
                let wanted = OrderPageRequest {
                    limit: 60,
                    ..OrderPageRequest::default()
                };
                self.ledger.behind = self.page(&wanted).rows;
            }
            return self.ledger.answer(request);
        }
        Ok(match request {
            Request::Status => Reply::Status(Box::new(self.status())),
            Request::AccountList => Reply::Accounts(self.accounts.clone()),
            Request::OrderPage(page) => Reply::OrderPage(self.page(&page)),
            Request::OrderShow { order } => {
                let OrderRef::Number(number) = order else {
                    return Err(Failure::new(FailureCode::NotFound, "No such order."));
                };
                Reply::Order(Box::new(self.view(number.0)))
            }
            Request::GoodsReturn { .. } | Request::OrderCancel { .. } => Reply::Order(Box::new(self.view(self.orders as u32))),
            Request::OrderRecover { reference, .. } if reference.starts_with("302") => {
                Reply::Order(Box::new(self.view(self.orders as u32)))
            }
            Request::OrderRecover { reference, .. } => {
                let text = format!("Amazon does not know the order {reference}.");
                return Err(Failure::new(FailureCode::UnknownToAmazon, text)
                    .hint("Check the account: it may belong to another seller."));
            }
            Request::OrderWhy { reference } => Reply::Why(OrderWhy {
                amazon_order_ref: reference.parse().or("302-1234567-0000001".parse()).ok(),
                known: true,
                amazon_status: Some(AmazonStatus::Pending),
                channel: Some(Channel::Fbm),
                marketplace: Some(MarketplaceId::from("A1PA6795UKMFR9")),
                decision: Some(Decision::Incoming),
                reason: Decision::Incoming.reason().to_owned(),
                failure: None,
                last_seen: Some(self.now.minus(Span::minutes(12))),
                number: None,
            }),
            Request::FailedDismissed => Reply::Failed(FailedList::default()),
            Request::FailedList | Request::FailedRetry { .. } => Reply::Failed(FailedList {
                failed: self.failed.clone(),
            }),
            Request::FailedDismiss { reference, .. } => {
                self.failed.retain(|f| f.amazon_order_ref != reference);
                Reply::Failed(FailedList {
                    failed: self.failed.clone(),
                })
            }
            Request::Activity { before, limit } => Reply::Activity(self.log(before, limit)),
            Request::SyncStock { .. } | Request::SyncFinances { .. } => {
                Reply::Sync(SyncReport::default())
            }
            Request::SyncOrders { account } => Reply::Sync(SyncReport {
                accounts: self
                    .accounts
                    .iter()
                    .filter(|a| a.active && account.as_ref().is_none_or(|n| *n == a.name))
                    .map(|a| AccountSync {
                        account: a.name.clone(),
                        calls: 1,
                        fetched: 12,
                        created: 3,
                        updated: 2,
                        ..AccountSync::default()
                    })
                    .collect(),
                ..SyncReport::default()
            }),
            Request::SyncControl { account, action } => {
                let view = self.account(&account)?;
                match action {
                    SyncAction::Stop => view.run = None,
                    action => {
                        if let Some(run) = &mut view.run {
                            run.paused = action == SyncAction::Pause;
                        }
                    }
                }
                Reply::Account(Box::new(view.clone()))
            }
            Request::BackfillCost { from, .. } => {
                let days = self.now.since(from).as_seconds() as f64 / 86_400.0;
                Reply::Backfill(cost(from, days))
            }
            Request::AccountArchive { name, archived } => {
                let view = self.account(&name)?;
                view.active = !archived;
                view.state = if archived { SyncState::Archived } else { SyncState::Idle };
                Reply::Account(Box::new(view.clone()))
            }
            Request::AccountSet { name, change } => {
                let view = self.account(&name)?;
                if let Some(team) = change.team {
                    view.team = team;
                }
                let backfill = change.last_order_sync.map(|at| cost(at, 30.0));
                Reply::AccountChanged(Box::new(AccountChanged {
                    account: view.clone(),
                    backfill,
                }))
            }
            Request::AccountDiscover(login) if login.credentials.client_secret == "wrong" => {
                return Err(Failure::new(
                    FailureCode::Credentials,
                    "Amazon refuses the client secret.",
                )
                .hint("Was it rotated lately?"));
            }
            Request::AccountDiscover(_) => {
                Reply::Marketplaces(["DE", "FR", "IT"].map(market).to_vec())
            }
            Request::AccountAdd(new) => {
                let mut view = account(&new.name, &["DE"], self.now);
                view.last_success = None;
                self.accounts.push(view.clone());
                Reply::Account(Box::new(view))
            }
            Request::AccountCheck { name } => Reply::AccountCheck(AccountCheck {
                name,
                ok: true,
                findings: vec![
                    Finding {
                        check: "credentials".to_owned(),
                        level: Level::Info,
                        message: "Amazon accepts them.".to_owned(),
                    },
                    Finding {
                        check: "personal data".to_owned(),
                        level: Level::Warning,
                        message: "The role for buyers' addresses is missing: addresses will be incomplete."
                            .to_owned(),
                    },
                ],
            }),
            other => {
                let text = format!("{other:?} is not in the script.");
                return Err(Failure::new(FailureCode::Internal, text));
            }
        })
    }

    fn account(&mut self, name: &str) -> Result<&mut AccountView, Failure> {
        self.accounts
            .iter_mut()
            .find(|a| a.name == name)
            .ok_or_else(|| Failure::new(FailureCode::NotFound, "No such account."))
    }

    fn matching(&self, filter: &OrderFilter, number: u32) -> bool {
        let row = self.row(number);
        filter
            .status
            .as_ref()
            .is_none_or(|s| row.amazon_status.as_str() == s)
            && filter.channel.is_none_or(|c| row.channel == c)
            && filter.words.iter().all(|w| {
                row.customer.to_lowercase().contains(w)
                    || row.amazon_order_ref.to_string().contains(w)
            })
    }

    fn page(&self, request: &OrderPageRequest) -> OrderPage {
        let total = self.orders;
        let filtered = !request.filter.is_empty();
        // Only the newest are looked at: enough for a made-up shop.
        let found: Vec<u32> = if filtered {
            (1..=total)
                .rev()
                .take(20_000)
                .map(|n| n as u32)
                .filter(|n| self.matching(&request.filter, *n))
                .collect()
        } else {
            Vec::new()
        };
        let count = if filtered { found.len() as u64 } else { total };
        let down = request.sort.descending;
        let number = |index: u64| -> u32 {
            let index = if down { index } else { count - 1 - index };
            if filtered {
                found[index as usize]
            } else {
                (total - index) as u32
            }
        };
        let place = |key: OrderKey| {
            let n = u64::from(key.number.0);
            let index = if filtered {
                found.iter().take_while(|f| u64::from(**f) > n).count() as u64
            } else {
                total.saturating_sub(n)
            };
            if down {
                index
            } else {
                count.saturating_sub(index + 1)
            }
        };
        let limit = u64::from(request.limit);
        let first = match request.start {
            PageStart::Top => 0,
            PageStart::Bottom => count.saturating_sub(limit),
            PageStart::Row(row) => row.min(count),
            PageStart::Around { key, before } => place(key).saturating_sub(u64::from(before)),
            PageStart::After(key) => place(key) + 1,
        };
        let end = (first + limit).min(count);
        OrderPage {
            rows: (first..end).map(|i| self.row(number(i))).collect(),
            first,
            total: count,
            of: total,
            complete: true,
            revision: self.revision,
        }
    }

    /// The order with this number.
    pub fn row(&self, number: u32) -> OrderRow {
        let n = u64::from(number);
        let (code, currency) = MARKETS[(n % 6) as usize];
        let currency = Currency::parse(currency).unwrap();
        // Numbers beyond the first ones are newer: a stable key for each.
        let purchased = Moment::parse("2026-11-22T18:30:00Z")
            .unwrap()
            .minus(Span::minutes(7 * (1_000_000 - n as i64)));
        let channel = if n % 3 == 0 {
            Channel::Fba
        } else {
            Channel::Fbm
        };
        let (status, delivery, state) = match n % 11 {
            0..=3 if channel == Channel::Fbm => (
                AmazonStatus::Unshipped,
                Delivery::ToShip,
                OrderState::Confirmed,
            ),
            4 => (
                AmazonStatus::PartiallyShipped,
                Delivery::PartlyShipped,
                OrderState::Confirmed,
            ),
            5 => (
                AmazonStatus::Cancelled,
                Delivery::Cancelled,
                OrderState::Cancelled,
            ),
            _ => (
                AmazonStatus::Shipped,
                Delivery::Shipped,
                OrderState::Confirmed,
            ),
        };
        let total = match currency.minor_digits() {
            0 => (n * 37 % 90_000 + 500).to_string(),
            _ => format!("{}.{:02}", n * 7 % 900 + 3, n * 13 % 100),
        };
        let mut flags = self.flags;
        for (step, flag) in [
            (5, Flags::PRIME),
            (13, Flags::GIFT),
            (29, Flags::CANCEL_REQUESTED),
            (31, Flags::BUSINESS),
            (37, Flags::TOTAL_MISMATCH),
            (41, Flags::ADDRESS_INCOMPLETE),
        ] {
            flags = flags.with(flag, n % step == 0);
        }
        OrderRow {
            key: OrderKey {
                purchased,
                number: OrderNumber(number),
            },
            number: OrderNumber(number),
            amazon_order_ref: format!("302-{:07}-{:07}", n * 7919 % 10_000_000, n)
                .parse()
                .unwrap(),
            account: if n % 6 == 4 { "US shop" } else { "EU shop" }.to_owned(),
            marketplace: MarketplaceId::from(by_code(code).unwrap().id),
            channel,
            state,
            amazon_status: status,
            purchased_at: purchased,
            updated_at: purchased.plus(Span::hours(2)),
            ship_by: (channel == Channel::Fbm)
                .then(|| purchased.plus(Span::hours(5 + (n % 60) as i64))),
            customer: CUSTOMERS[(n % 16) as usize].to_owned(),
            currency,
            total: total.parse().unwrap(),
            delivery,
            units: (n % 4 + 1) as u32,
            flags,
            damaged: false,
        }
    }

    fn view(&self, number: u32) -> OrderView {
        let row = self.row(number);
        let quantity = row.units;
        let (sku, title) = GOODS[number as usize % 5];
        let tax: Amount = if row.currency.minor_digits() == 0 {
            "100"
        } else {
            "1.10"
        }
        .parse()
        .unwrap();
        let untaxed = row.total.minus(tax).unwrap();
        let incomplete = row.flags.has(Flags::ADDRESS_INCOMPLETE);
        let mismatch = row.flags.has(Flags::TOTAL_MISMATCH);
        let line = LineView {
            kind: LineKind::Product,
            sku: Some(sku.to_owned()),
            asin: Some("B00EXAMPLE".to_owned()),
            title: title.to_owned(),
            text: format!("[{sku}] {title}"),
            quantity,
            delivered: if row.delivery == Delivery::Shipped {
                quantity
            } else {
                0
            },
            cancelled: 0,
            untaxed,
            tax,
            total: row.total,
        };
        let shipping = LineView {
            kind: LineKind::Shipping,
            sku: None,
            asin: None,
            title: "Shipping".to_owned(),
            text: "Shipping".to_owned(),
            quantity: 1,
            untaxed: Amount::ZERO,
            tax: Amount::ZERO,
            total: Amount::ZERO,
            ..line.clone()
        };
        let picking = PickingView {
            picking: PickingNumber(number),
            order: row.number,
            amazon_order_ref: row.amazon_order_ref,
            account: row.account.clone(),
            state: if row.delivery == Delivery::Shipped {
                PickingState::Done
            } else {
                PickingState::Ready
            },
            sync: if row.delivery == Delivery::Shipped {
                NoticeState::Synchronized
            } else {
                NoticeState::None
            },
            carrier: (row.delivery == Delivery::Shipped).then(|| "DHL".to_owned()),
            tracking: (row.delivery == Delivery::Shipped)
                .then(|| "00340434161094015902".to_owned()),
            ship_by: row.ship_by,
            backorder_of: None,
            held_by: None,
            hold: None,
            error: None,
            attempts: 0,
            sync_note: None,
            undo_until: None,
            confirmed_at: None,
            flags: row.flags,
            service_level: Some("STANDARD".to_owned()),
            customer: row.customer.clone(),
            units: quantity,
            delivery_address: None,
            gift_message: None,
            po_number: None,
            lines: vec![PickingLineView {
                item: "12345678901234".into(),
                bin: String::new(),
                barcodes: Vec::new(),
                sku: Some(sku.to_owned()),
                title: title.to_owned(),
                demand: quantity,
                done: line.delivered,
            }],
        };
        OrderView {
            key: row.key,
            number: row.number,
            amazon_order_ref: row.amazon_order_ref,
            account: row.account,
            marketplace: row.marketplace,
            channel: row.channel,
            state: row.state,
            amazon_status: row.amazon_status,
            delivery: row.delivery,
            purchased_at: row.purchased_at,
            updated_at: row.updated_at,
            ship_by: row.ship_by,
            deliver_by: row.ship_by.map(|at| at.plus(Span::days(3))),
            service_level: Some("STANDARD".to_owned()),
            programs: if row.flags.has(Flags::PRIME) {
                vec!["PRIME".to_owned()]
            } else {
                Vec::new()
            },
            replaces: None,
            currency: row.currency,
            untaxed,
            tax,
            facilitator_tax: if number % 6 == 4 { tax } else { Amount::ZERO },
            total: row.total,
            amazon_total: Some(if mismatch { untaxed } else { row.total }),
            team: "Amazon".to_owned(),
            salesperson: None,
            location: Location::from("Amazon"),
            customer: CustomerView {
                name: row.customer.clone(),
                email: Some("x7k2p9@marketplace.amazon.de".to_owned()),
                company: row
                    .flags
                    .has(Flags::BUSINESS)
                    .then(|| "Teehaus Nord GmbH".to_owned()),
                vat_number: row
                    .flags
                    .has(Flags::BUSINESS)
                    .then(|| "DE123456789".to_owned()),
                po_number: None,
            },
            delivery_address: AddressView {
                name: Some(row.customer),
                lines: if incomplete {
                    Vec::new()
                } else {
                    vec!["Lindenallee 12".to_owned()]
                },
                city: Some("Hamburg".to_owned()),
                postal_code: Some("20099".to_owned()),
                country: Some("DE".to_owned()),
                ..AddressView::default()
            },
            lines: vec![line, shipping],
            gift_message: row.flags.has(Flags::GIFT).then(|| {
                "Happy birthday, dear!\nAll the best from all of us \u{1b}[31mred".to_owned()
            }),
            flags: row.flags,
            packages: Vec::new(),
            pickings: if row.channel == Channel::Fbm {
                vec![picking]
            } else {
                Vec::new()
            },
            moves: if row.channel == Channel::Fba {
                vec![orderdeck::protocol::stock::MoveView {
                    id: u64::from(number),
                    at: row.updated_at,
                    reference: format!("FBA/{number:05}"),
                    sku: sku.to_owned(),
                    name: String::new(),
                    from: "Amazon".to_owned(),
                    to: "Customers".to_owned(),
                    quantity,
                    amazon_order_ref: Some(row.amazon_order_ref),
                    order: Some(row.number),
                    picking: None,
                    transfer: None,
                    kind: MoveKind::FbaShipment,
                    reason: None,
                    account: None,
                    balance: None,
                }]
            } else {
                Vec::new()
            },
            invoices: Vec::new(),
            cancellation: None,
            history: vec![
                HistoryEntry {
                    at: row.purchased_at.plus(Span::minutes(4)),
                    who: "engine".to_owned(),
                    what: "Taken in from Amazon.".to_owned(),
                },
                HistoryEntry {
                    at: row.updated_at,
                    who: "Amazon".to_owned(),
                    what: "The status became SHIPPED.".to_owned(),
                },
            ],
        }
    }

    fn status(&self) -> StatusReport {
        StatusReport {
            as_of: self.now,
            health: Health::Attention,
            accounts: Vec::new(),
            orders: OrderFigures {
                to_ship: if self.orders == 0 { 0 } else { 312 },
                late: if self.orders == 0 { 0 } else { 4 },
                due_today: if self.orders == 0 { 0 } else { 27 },
                incoming: 9,
                total: self.orders,
                ..OrderFigures::default()
            },
            deliveries: DeliveryFigures {
                ready: if self.orders == 0 { 0 } else { 312 },
                ..DeliveryFigures::default()
            },
            cancellations: NoticeFigures::default(),
            failed_orders: self.failed.len() as u64,
            problems: if self.orders == 0 {
                Vec::new()
            } else {
                vec![
                    Problem {
                        code: "late".to_owned(),
                        count: 4,
                        message: "4 orders are past their ship-by time.".to_owned(),
                    },
                    Problem {
                        code: "total_mismatch".to_owned(),
                        count: 2,
                        message: "2 orders have a total that differs from Amazon's.".to_owned(),
                    },
                ]
            },
            counts: RecordCounts {
                customers: self.orders * 8 / 10,
                products: 5,
                products_unreviewed: 2,
                pickings: self.orders * 2 / 3,
                stock_moves: self.orders / 3,
                seen: self.orders + 40,
                orders_fbm: self.orders * 2 / 3,
                orders_fba: self.orders / 3,
            },
        }
    }

    fn log(&self, before: Option<u64>, limit: u32) -> ActivityPage {
        let end = before.unwrap_or(self.activity + 1);
        let first = end.saturating_sub(u64::from(limit)).max(1);
        ActivityPage {
            entries: (first..end).rev().map(|id| self.entry(id)).collect(),
            next: (first > 1).then_some(first),
        }
    }

    /// The entry of the log with this number.
    pub fn entry(&self, id: u64) -> ActivityEntry {
        let (level, what) = match id % 9 {
            0 => (Level::Warning, "Amazon allows no more calls until 18:50."),
            5 => (
                Level::Error,
                "302-1234567-0000005 could not be processed: it has no currency.",
            ),
            2 => (Level::Info, "account team changed to Tea"),
            _ => (Level::Info, "12 orders read, 3 new, 2 changed."),
        };
        ActivityEntry {
            id,
            at: self
                .now
                .minus(Span::minutes(5 * (self.activity as i64 - id as i64))),
            who: if id % 9 == 2 { "ana" } else { "engine" }.to_owned(),
            level,
            account: Some("EU shop".to_owned()),
            record: (id % 9 == 5).then(|| "302-1234567-0000005".to_owned()),
            what: what.to_owned(),
        }
    }
}

fn market(code: &str) -> Marketplace {
    let known = by_code(code).unwrap();
    let currency = MARKETS
        .iter()
        .find(|(c, _)| *c == code)
        .map_or("EUR", |(_, c)| c);
    Marketplace {
        id: MarketplaceId::from(known.id),
        code: code.to_owned(),
        name: format!("Amazon.{}", code.to_lowercase()),
        country: code.to_owned(),
        currency: Currency::parse(currency).unwrap(),
        tax_included: known.tax_included,
    }
}

fn account(name: &str, markets: &[&str], now: Moment) -> AccountView {
    AccountView {
        name: name.to_owned(),
        region: Region::Eu,
        seller_id: "A3SELLEREXAMPLE".to_owned(),
        active: true,
        marketplaces: markets.iter().map(|m| market(m)).collect(),
        team: "Amazon".to_owned(),
        salesperson: None,
        location: "Amazon".to_owned(),
        sync_minutes: 5,
        sync_seconds: 300,
        import_shipped_elsewhere: false,
        other_channels_are_sales: false,
        last_order_sync: Some(now.minus(Span::minutes(5))),
        last_success: Some(now.minus(Span::minutes(3))),
        state: SyncState::Idle,
        problem: None,
        next_sync: Some(now.plus(Span::minutes(2))),
        run: None,
        budgets: vec![BudgetView {
            operation: "searchOrders".to_owned(),
            calls_left: 18,
            burst: 20,
            rate: 0.0056,
            next_call: None,
        }],
        secret_age_days: 12,
        authorisation_age_days: 12,
        endpoint: None,
    }
}

fn accounts(now: Moment) -> Vec<AccountView> {
    let eu = account("EU shop", &["DE", "FR", "IT", "GB"], now);
    let mut us = account("US shop", &["US"], now);
    us.region = Region::Na;
    us.state = SyncState::Syncing;
    us.secret_age_days = 165;
    us.run = Some(RunView {
        from: now.minus(Span::days(30)),
        to: Some(now),
        started: now.minus(Span::minutes(21)),
        pages: 42,
        fetched: 4_200,
        expected: Some(12_000),
        backfill: true,
        paused: false,
        waits_until: None,
        done_at: Some(now.plus(Span::minutes(39))),
    });
    let mut jp = account("Japan", &["JP"], now);
    jp.region = Region::Fe;
    jp.state = SyncState::Refused;
    jp.problem =
        Some("Amazon refuses the refresh token: authorise the application again.".to_owned());
    let mut old = account("Old outlet", &["DE"], now);
    old.active = false;
    old.state = SyncState::Archived;
    vec![eu, us, jp, old]
}

fn failed(now: Moment) -> Vec<FailedView> {
    (1..=3)
        .map(|n| FailedView {
            amazon_order_ref: format!("302-7654321-000000{n}"),
            account: "EU shop".to_owned(),
            reason: "The order names no currency and its marketplace is not known.".to_owned(),
            attempts: n + 1,
            first_failed: now.minus(Span::hours(i64::from(n) * 7)),
            next_try: (n != 3).then(|| now.plus(Span::minutes(20))),
            dismissed: (n == 3).then(|| "handled in Seller Central".to_owned()),
        })
        .collect()
}

fn cost(from: Moment, days: f64) -> BackfillCost {
    let message = if days < 0.0 {
        "That lies ahead: orders that change before it will never come.".to_owned()
    } else {
        format!(
            "{days:.0} days are read again: about 3,400 orders, 34 calls, 12 minutes by Amazon's limits."
        )
    };
    BackfillCost {
        from,
        days,
        orders: Some(3_400),
        calls: Some(34),
        seconds: Some(720),
        in_future: days < 0.0,
        message,
    }
}
