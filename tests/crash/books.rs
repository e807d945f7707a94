//! Invoices, payments, bills, bank statements and corrections by chance, with crashes in between: the books are what was
//! asked for, once, with numbers without gaps (reliability of the books, P1 to P11).
//!
//! The test keeps books of its own, down to the numbers of entries. When the process is killed in the middle of something,
//! what is there afterwards is as if that had been done, or as if not: nothing between.

use super::bookkeeping::{check_strictly, told};
use super::disk::Disk;
use super::engine_on::engine_on;
use super::house::{House, TestClock, shop, who};
use super::made_orders::{changed, order};
use super::{cuts, seed};
use orderdeck::clock::Clock;
use orderdeck::domain::books::bill::FeeKind;
use orderdeck::domain::books::chart::LedgerAccount;
use orderdeck::domain::books::journal::{EntryNumber, Journal};
use orderdeck::domain::day::Day;
use orderdeck::domain::ids::StatementLineNumber;
use orderdeck::domain::moment::Span;
use orderdeck::domain::money::{Amount, Currency};
use orderdeck::protocol::Request;
use orderdeck::protocol::books::bills::{BillRequest, TypedBill, TypedBillLine};
use orderdeck::protocol::books::invoices::*;
use orderdeck::protocol::books::journal::{ExportFormat, JournalRequest};
use orderdeck::protocol::books::payments::*;
use orderdeck::protocol::books::statements::*;
use orderdeck::protocol::books::{BooksReply, BooksRequest};
use orderdeck::protocol::orders::OrderRef;
use orderdeck::vault::Vault;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

use LedgerAccount::{
    AmazonPayments, Bank, BankSuspense, Commission, Payable, Receivable, Sales, VatPayable,
    VatRecoverable,
};

fn money(cents: i64) -> Amount {
    Amount(Decimal::new(cents, 2))
}

/// What the test expects of the books, in cents.
#[derive(Clone, Default)]
struct Model {
    balances: BTreeMap<LedgerAccount, i64>,
    numbers: BTreeMap<(Journal, u16), u32>,
    orders: Vec<Sold>,
    invoices: Vec<Invoiced>,
    payments: Vec<Paid>,
    bills: Vec<Billed>,
    lines: Vec<Line>,
    closed: Option<Day>,
}

#[derive(Clone)]
struct Sold {
    json: Value,
    net: i64,
    tax: i64,
    invoice: Option<usize>,
    cancelled: bool,
}

#[derive(Clone)]
struct Invoiced {
    number: EntryNumber,
    order: usize,
    /// Negative on a credit note.
    due: i64,
    credited: bool,
}

#[derive(Clone)]
struct Paid {
    number: EntryNumber,
    of: Result<usize, usize>,
    amount: i64,
    undone: bool,
}

#[derive(Clone)]
struct Billed {
    number: EntryNumber,
    due: i64,
    net: i64,
    tax: i64,
    reversed: bool,
}

#[derive(Clone)]
struct Line {
    amount: i64,
    matched: i64,
    matchings: usize,
}

/// Something to do, with all that it takes to know what comes of it.
#[derive(Clone, Debug)]
enum Deed {
    Invoice(usize),
    Credit(usize),
    Pay(usize, i64),
    Refuse(usize, i64),
    UndoPayment(usize),
    Bill(i64, i64),
    PayBill(usize),
    ReverseBill(usize),
    Statement(i64),
    Match(usize, i64),
    Unmatch(usize),
}

impl Model {
    fn post(&mut self, journal: Journal, day: Day, lines: &[(LedgerAccount, i64)]) -> EntryNumber {
        assert_eq!(lines.iter().map(|(_, cents)| cents).sum::<i64>(), 0);
        for (account, cents) in lines {
            *self.balances.entry(*account).or_default() += cents;
        }
        let last = self.numbers.entry((journal, day.year())).or_default();
        *last += 1;
        EntryNumber {
            journal,
            year: day.year(),
            number: *last,
        }
    }

    fn post_invoice(&mut self, order: usize, sign: i64, day: Day) -> EntryNumber {
        let (net, tax) = (self.orders[order].net * sign, self.orders[order].tax * sign);
        let lines = [(Receivable, net + tax), (Sales, -net), (VatPayable, -tax)];
        self.post(Journal::Sales, day, &lines)
    }

    fn credit(&mut self, nth: usize, day: Day) {
        let order = self.invoices[nth].order;
        let gross = self.orders[order].net + self.orders[order].tax;
        let number = self.post_invoice(order, -1, day);
        let due = std::mem::take(&mut self.invoices[nth].due);
        self.invoices[nth].credited = true;
        self.invoices.push(Invoiced {
            number,
            order,
            due: due - gross,
            credited: true,
        });
        self.orders[order].invoice = None;
    }

    /// Keeps in its books what comes of something that was done.
    fn done(&mut self, deed: &Deed, day: Day) {
        match *deed {
            Deed::Invoice(order) => {
                let number = self.post_invoice(order, 1, day);
                let due = self.orders[order].net + self.orders[order].tax;
                self.orders[order].invoice = Some(self.invoices.len());
                self.invoices.push(Invoiced {
                    number,
                    order,
                    due,
                    credited: false,
                });
            }
            Deed::Credit(nth) => self.credit(nth, day),
            Deed::Pay(nth, cents) => {
                let cents = cents * self.invoices[nth].due.signum();
                let lines = [(AmazonPayments, cents), (Receivable, -cents)];
                let number = self.post(Journal::AmazonPayments, day, &lines);
                self.invoices[nth].due -= cents;
                self.payments.push(Paid {
                    number,
                    of: Ok(nth),
                    amount: cents,
                    undone: false,
                });
            }
            Deed::Refuse(..) => {}
            Deed::UndoPayment(nth) => {
                let (of, cents) = (self.payments[nth].of, self.payments[nth].amount);
                let other = if of.is_ok() { Receivable } else { Payable };
                let lines = [(AmazonPayments, -cents), (other, cents)];
                self.post(Journal::AmazonPayments, day, &lines);
                match of {
                    Ok(invoice) => self.invoices[invoice].due += cents,
                    Err(bill) => self.bills[bill].due -= cents,
                }
                self.payments[nth].undone = true;
            }
            Deed::Bill(net, tax) => {
                let lines = [
                    (Payable, -net - tax),
                    (Commission, net),
                    (VatRecoverable, tax),
                ];
                let number = self.post(Journal::Purchases, day, &lines);
                self.bills.push(Billed {
                    number,
                    due: net + tax,
                    net,
                    tax,
                    reversed: false,
                });
            }
            Deed::PayBill(nth) => {
                let cents = std::mem::take(&mut self.bills[nth].due);
                let lines = [(AmazonPayments, -cents), (Payable, cents)];
                let number = self.post(Journal::AmazonPayments, day, &lines);
                self.payments.push(Paid {
                    number,
                    of: Err(nth),
                    amount: -cents,
                    undone: false,
                });
            }
            Deed::ReverseBill(nth) => {
                let (net, tax) = (self.bills[nth].net, self.bills[nth].tax);
                let lines = [
                    (Payable, net + tax),
                    (Commission, -net),
                    (VatRecoverable, -tax),
                ];
                self.post(Journal::Purchases, day, &lines);
                self.bills[nth].due = 0;
                self.bills[nth].reversed = true;
            }
            Deed::Statement(cents) => {
                self.post(Journal::Bank, day, &[(Bank, cents), (BankSuspense, -cents)]);
                self.lines.push(Line {
                    amount: cents,
                    matched: 0,
                    matchings: 0,
                });
            }
            Deed::Match(nth, cents) => {
                self.post(
                    Journal::Bank,
                    day,
                    &[(BankSuspense, cents), (AmazonPayments, -cents)],
                );
                self.lines[nth].matched += cents;
                self.lines[nth].matchings += 1;
            }
            Deed::Unmatch(nth) => {
                let line = self.lines[nth].clone();
                let lines = [
                    (BankSuspense, -line.matched),
                    (AmazonPayments, line.matched),
                ];
                // One reversal for each match; together they take back what was matched.
                for _ in 1..line.matchings {
                    self.post(Journal::Bank, day, &[]);
                }
                self.post(Journal::Bank, day, &lines);
                (self.lines[nth].matched, self.lines[nth].matchings) = (0, 0);
            }
        }
    }

    fn held(&self) -> BTreeMap<LedgerAccount, i64> {
        let mut held = self.balances.clone();
        held.retain(|_, cents| *cents != 0);
        held
    }
}

struct Run {
    seed: u64,
    rng: fastrand::Rng,
    house: House,
    disk: Disk,
    vault: Vault,
    model: Model,
    crashes: usize,
    accepted: BTreeMap<&'static str, usize>,
}

impl Run {
    async fn new(seed: u64) -> Run {
        let clock = TestClock::start();
        let simulator = orderdeck::simulator::start(shop(0, &clock)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (disk, vault) = (Disk::default(), super::workload::vault());
        let engine = engine_on(disk.clone(), vault.clone(), &clock, folder.path()).await;
        let client = engine.client(who());
        let house = House {
            folder,
            clock,
            simulator,
            engine,
            client,
        };
        house.register("eu").await;
        Run {
            seed,
            rng: fastrand::Rng::with_seed(seed),
            house,
            disk,
            vault,
            model: Model::default(),
            crashes: 0,
            accepted: BTreeMap::new(),
        }
    }

    fn told(&self) -> String {
        format!("ORDERDECK_SEED={}", self.seed)
    }

    fn today(&self) -> Day {
        Day::of(Clock::now(&*self.house.clock))
    }

    /// An order that Amazon has shipped, with 19 % tax on top.
    async fn sell(&mut self) {
        self.house.clock.advance(Span::minutes(6));
        let net = self.rng.i64(100..5_000);
        let tax = net * 19 / 100;
        let reference = format!("302-{:07}-0000001", self.model.orders.len() + 1);
        let mut made = order(&self.house, &reference, 4);
        let amount =
            |cents: i64| json!({"amount": money(cents).to_string(), "currencyCode": "EUR"});
        let mut item = made["orderItems"][0].clone();
        item["proceeds"] = json!({
            "proceedsTotal": amount(net + tax),
            "breakdowns": [{"type": "ITEM", "subtotal": amount(net)}, {"type": "TAX", "subtotal": amount(tax)}]
        });
        item["fulfillment"] = json!({"quantityFulfilled": 2, "quantityUnfulfilled": 0});
        made["orderItems"] = json!([item]);
        made["proceeds"] = json!({"grandTotal": amount(net + tax)});
        made["fulfillment"]["fulfillmentStatus"] = json!("SHIPPED");
        made["fulfillment"]["fulfilledBy"] = json!("AMAZON");
        self.show(&made).await;
        self.model.orders.push(Sold {
            json: made,
            net,
            tax,
            invoice: None,
            cancelled: false,
        });
    }

    async fn show(&self, order: &Value) {
        let seller = self.house.seller("eu").name;
        let shop = self.house.simulator.shop();
        shop.put_order(&seller, order.clone()).unwrap();
        for _ in 0..20 {
            let report = self.house.sync("eu").await;
            assert_eq!(report.failed, 0, "{}", self.told());
            if report.error.is_none() && report.throttled_until.is_none() {
                return;
            }
            self.house.clock.advance(Span::minutes(5));
        }
        panic!("{}: the sync does not come to rest", self.told());
    }

    /// An order is cancelled: what was invoiced of it is credited by itself.
    async fn cancel(&mut self) {
        let nth = self.rng.usize(..self.model.orders.len());
        let json = changed(&self.house, self.model.orders[nth].json.clone(), |o| {
            o["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
        });
        self.model.orders[nth].json = json.clone();
        self.show(&json).await;
        let day = self.today();
        if let (false, Some(invoice)) = (
            self.model.orders[nth].cancelled,
            self.model.orders[nth].invoice,
        ) {
            self.model.credit(invoice, day);
        }
        self.model.orders[nth].cancelled = true;
    }

    fn pick<T>(&mut self, of: &[T], fits: impl Fn(&T) -> bool) -> Option<usize> {
        let all: Vec<usize> = (0..of.len()).filter(|at| fits(&of[*at])).collect();
        self.rng.choice(all)
    }

    /// Something that may be done now.
    fn any_deed(&mut self) -> Option<Deed> {
        let model = self.model.clone();
        Some(match self.rng.u8(..13) {
            0..3 => {
                Deed::Invoice(self.pick(&model.orders, |o| !o.cancelled && o.invoice.is_none())?)
            }
            3 => Deed::Credit(self.pick(&model.invoices, |i| !i.credited)?),
            4..6 => {
                let nth = self.pick(&model.invoices, |i| i.due != 0)?;
                let due = model.invoices[nth].due.abs();
                Deed::Pay(
                    nth,
                    if self.rng.bool() {
                        due
                    } else {
                        self.rng.i64(1..=due)
                    },
                )
            }
            6 => {
                let nth = self.pick(&model.invoices, |_| true)?;
                Deed::Refuse(nth, model.invoices[nth].due.abs() + 1)
            }
            7 => Deed::UndoPayment(self.pick(&model.payments, |p| !p.undone)?),
            8 => Deed::Bill(self.rng.i64(100..2_000), self.rng.i64(0..300)),
            9 => match self.rng.bool() {
                true => Deed::PayBill(self.pick(&model.bills, |b| b.due > 0)?),
                false => Deed::ReverseBill(
                    self.pick(&model.bills, |b| !b.reversed && b.due == b.net + b.tax)?,
                ),
            },
            10 => Deed::Statement(match self.rng.bool() {
                true => self.rng.i64(1..9_000),
                false => -self.rng.i64(1..900),
            }),
            11 => {
                let nth = self.pick(&model.lines, |l| l.matched != l.amount)?;
                let open = model.lines[nth].amount - model.lines[nth].matched;
                let part = self.rng.i64(1..=open.abs());
                Deed::Match(
                    nth,
                    if self.rng.bool() {
                        open
                    } else {
                        part * open.signum()
                    },
                )
            }
            _ => Deed::Unmatch(self.pick(&model.lines, |l| l.matchings > 0)?),
        })
    }

    fn request(&self, deed: &Deed) -> BooksRequest {
        let model = &self.model;
        let register = |invoices, bills, amount| {
            BooksRequest::Payment(PaymentRequest::Register(NewPayments {
                invoices,
                all_open: false,
                bills,
                journal: Journal::AmazonPayments,
                day: None,
                amount,
            }))
        };
        let line = |nth: usize| StatementLineNumber(nth as u32 + 1);
        match *deed {
            Deed::Invoice(order) => {
                let reference = model.orders[order].json["orderId"].as_str().unwrap();
                BooksRequest::Invoice(InvoiceRequest::Create(NewInvoices {
                    of: InvoicedOrders::Orders(vec![OrderRef::parse(reference).unwrap()]),
                    post: true,
                    day: None,
                    force: false,
                }))
            }
            Deed::Credit(nth) => BooksRequest::Invoice(InvoiceRequest::Credit {
                invoice: InvoiceRef::Number(model.invoices[nth].number),
                reason: "By chance".to_owned(),
                day: None,
            }),
            Deed::Pay(nth, cents) | Deed::Refuse(nth, cents) => register(
                vec![InvoiceRef::Number(model.invoices[nth].number)],
                Vec::new(),
                Some(money(cents)),
            ),
            Deed::UndoPayment(nth) => BooksRequest::Payment(PaymentRequest::Undo {
                payment: model.payments[nth].number,
                reason: String::new(),
                day: None,
            }),
            Deed::Bill(net, tax) => BooksRequest::Bill(BillRequest::Add(TypedBill {
                vendor: String::new(),
                reference: format!("B-{}", model.bills.len()),
                account: None,
                day: None,
                currency: Currency::parse("EUR").unwrap(),
                lines: vec![TypedBillLine {
                    kind: FeeKind::Commission,
                    text: String::new(),
                    untaxed: money(net),
                    tax: money(tax),
                }],
            })),
            Deed::PayBill(nth) => register(Vec::new(), vec![model.bills[nth].number], None),
            Deed::ReverseBill(nth) => BooksRequest::Bill(BillRequest::Reverse {
                bill: model.bills[nth].number,
                reason: String::new(),
                day: None,
            }),
            Deed::Statement(cents) => {
                let (day, nth) = (self.today(), model.lines.len());
                let text = format!(
                    "date,amount,currency,reference\n{day},{},EUR,P-{nth}\n",
                    money(cents)
                );
                let bank = "Main".to_owned();
                BooksRequest::Statement(StatementRequest::Import { text, bank })
            }
            Deed::Match(nth, cents) => {
                BooksRequest::Statement(StatementRequest::Match(StatementMatch {
                    line: line(nth),
                    to: MatchTarget::Account(AmazonPayments),
                    amount: Some(money(cents.abs())),
                    until: Some(self.today()),
                }))
            }
            Deed::Unmatch(nth) => BooksRequest::Statement(StatementRequest::Unmatch {
                line: line(nth),
                day: None,
            }),
        }
    }

    /// Whether the engine did something, by its answer.
    fn accepted(answer: &Result<BooksReply, orderdeck::protocol::Failure>) -> bool {
        match answer {
            Ok(BooksReply::Invoice(InvoiceReply::Made(made))) => !made.invoices.is_empty(),
            Ok(BooksReply::Payment(PaymentReply::Registered(done))) => !done.payments.is_empty(),
            Ok(_) => true,
            Err(_) => false,
        }
    }

    async fn step(&mut self) {
        match self.rng.u8(..12) {
            0..2 => return self.sell().await,
            2 if !self.model.orders.is_empty() => return self.cancel().await,
            3 => return self.close().await,
            _ => {}
        }
        let Some(deed) = self.any_deed() else { return };
        let request = self.request(&deed);
        let answer = self.house.books(request.clone()).await;
        let accepted = Run::accepted(&answer);
        let told = self.told();
        match &deed {
            // What a payout has settled stands; whether it has is the engine's to know.
            Deed::UndoPayment(_) => {}
            Deed::Refuse(..) => assert!(!accepted, "{told}: {deed:?} {answer:?}"),
            _ => assert!(accepted, "{told}: {deed:?} {answer:?}"),
        }
        if !accepted {
            return;
        }
        let name = format!("{deed:?}");
        let name: &'static str = NAMES.iter().find(|n| name.starts_with(**n)).unwrap();
        *self.accepted.entry(name).or_default() += 1;
        let day = self.today();
        self.model.done(&deed, day);
        if matches!(deed, Deed::Statement(_)) {
            // The same file again changes nothing (P7).
            let again = self.house.books(request).await.unwrap();
            let again = told!(again, BooksReply::Statement);
            assert_eq!(told!(again, StatementReply::Imported).known, 1, "{told}");
        }
    }

    /// Days pass, and what is past is closed: from then on every write of an earlier day fails (P11).
    async fn close(&mut self) {
        let day = self.today();
        self.house.clock.advance(Span::days(1));
        self.house
            .journal(JournalRequest::Close { day })
            .await
            .unwrap();
        self.model.closed = Some(day);
        let late = TypedBill {
            vendor: String::new(),
            reference: "late".to_owned(),
            account: None,
            day: Some(day),
            currency: Currency::parse("EUR").unwrap(),
            lines: vec![TypedBillLine {
                kind: FeeKind::Other,
                text: String::new(),
                untaxed: money(1),
                tax: money(0),
            }],
        };
        assert!(self.house.bill(BillRequest::Add(late)).await.is_err());
        assert!(
            self.house
                .import_statement(&[format!("{day},1.00,EUR,late")])
                .await
                .is_err()
        );
    }

    async fn balances(&self) -> BTreeMap<LedgerAccount, i64> {
        let accounts = self.house.accounts().await.accounts;
        let mut held = BTreeMap::new();
        for line in accounts {
            for balance in line.balances {
                let cents = (balance.balance.0 * Decimal::ONE_HUNDRED)
                    .try_into()
                    .unwrap();
                held.insert(line.account, cents);
            }
        }
        held.retain(|_, cents| *cents != 0);
        held
    }

    async fn agrees(&self) {
        assert_eq!(self.balances().await, self.model.held(), "{}", self.told());
        // P2 and P3: the intermediary account is its open items.
        let open: Vec<_> = self.house.open_at_amazon().await;
        let open = open.first().map_or(Amount::ZERO, |e| e.balance);
        let kept = self
            .model
            .balances
            .get(&AmazonPayments)
            .copied()
            .unwrap_or(0);
        assert_eq!(open, money(kept), "{}", self.told());
    }

    /// The process is killed in the middle of something; what is on the disk then is all that is left.
    async fn crash(&mut self) {
        let Some(deed) = self.any_deed() else { return };
        self.crashes += 1;
        let client = self.house.client.clone();
        let request = Request::Books(self.request(&deed));
        let day = self.today();
        let mut after = self.model.clone();
        after.done(&deed, day);
        let working = tokio::spawn(async move { client.call(request).await });
        let first = self.disk.count();
        let wanted = self.rng.u64(..60);
        let begun = std::time::Instant::now();
        while self.disk.count() < first + wanted
            && !working.is_finished()
            && begun.elapsed() < Duration::from_secs(5)
        {
            tokio::task::yield_now().await;
        }
        let left = Disk::holding(self.disk.bytes());
        let clock = self.house.clock.clone();
        let folder = self.house.folder.path().to_owned();
        let engine = engine_on(left.clone(), self.vault.clone(), &clock, &folder).await;
        self.house.client = engine.client(who());
        self.disk = left;
        std::mem::replace(&mut self.house.engine, engine)
            .stop()
            .await;
        let _ = working.await;
        let entries = |model: &Model| model.numbers.values().sum::<u32>() as usize;
        let there = check_strictly(&self.house.exported(ExportFormat::Hledger).await);
        if there == Ok(entries(&after)) {
            self.model = after;
        }
        assert_eq!(there, Ok(entries(&self.model)), "{} {deed:?}", self.told());
    }
}

/// The names of what is done.
const NAMES: [&str; 11] = [
    "Invoice",
    "Credit",
    "PayBill",
    "Pay",
    "UndoPayment",
    "ReverseBill",
    "Bill",
    "Statement",
    "Match",
    "Unmatch",
    "Refuse",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_books_are_what_was_asked_for_whatever_happens() {
    let first = seed();
    let mut crashes = 0;
    let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
    for nth in 0..cuts(12) as u64 {
        let mut run = Run::new(first.wrapping_add(nth)).await;
        for _ in 0..60 {
            if run.rng.u8(..6) == 0 {
                run.crash().await;
            } else {
                run.step().await;
            }
            run.agrees().await;
        }
        run.house.verify().await;
        crashes += run.crashes;
        for (name, count) in run.accepted {
            *accepted.entry(name).or_default() += count;
        }
    }
    assert!(crashes > 0);
    if cuts(12) >= 12 {
        for name in NAMES.iter().filter(|name| **name != "Refuse") {
            assert!(
                accepted.contains_key(name),
                "never once {name}: {accepted:?}"
            );
        }
    }
}
