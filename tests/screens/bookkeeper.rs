//! Books made up on demand: invoices, orders that wait for one, payments, batches, bills, the bank; they answer as the engine
//! does.

use orderdeck::domain::bill_proposal::Month;
use orderdeck::domain::books::bill::FeeKind;
use orderdeck::domain::books::chart::LedgerAccount;
use orderdeck::domain::books::explain::{AtAmazon, Explained, Explanation, OpenReason, OpenSum};
use orderdeck::domain::books::journal::{EntryNumber, Journal};
use orderdeck::domain::books::payment::BatchState;
use orderdeck::domain::books::tax_rate::TaxRate;
use orderdeck::domain::day::Day;
use orderdeck::domain::ids::{
    BatchNumber, InvoiceId, MarketplaceId, OrderNumber, StatementLineNumber,
};
use orderdeck::domain::moment::Moment;
use orderdeck::domain::money::{Amount, Currency, Money};
use orderdeck::domain::order::LineKind;
use orderdeck::protocol::books::bills::*;
use orderdeck::protocol::books::invoices::*;
use orderdeck::protocol::books::journal::{self, *};
use orderdeck::protocol::books::payments::*;
use orderdeck::protocol::books::statements::*;
use orderdeck::protocol::books::{BooksReply, BooksRequest, Skipped};
use orderdeck::protocol::orders::{OrderRef, OrderRow};
use orderdeck::protocol::{Failure, FailureCode, Reply};

const CUSTOMERS: [&str; 5] = [
    "Anna Berger",
    "山田 太郎",
    "محمد علي",
    "Höfner GmbH",
    "Evil\u{1b}[2J\u{202e}txt",
];

pub fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn number(journal: Journal, number: u32) -> EntryNumber {
    EntryNumber {
        journal,
        year: 2026,
        number,
    }
}

fn refused(why: &str) -> Failure {
    Failure::new(FailureCode::Conflict, why)
}

/// The books.
pub struct Books {
    now: Moment,
    /// Newest first.
    pub invoices: Vec<InvoiceRow>,
    /// Oldest first.
    pub waiting: Vec<OrderRow>,
    pub payments: Vec<PaymentView>,
    pub batches: Vec<BatchView>,
    pub bills: Vec<BillView>,
    pub proposals: Vec<BillProposalView>,
    pub bank: Vec<StatementLineView>,
    /// What was asked, for tests that look.
    pub asked: Vec<BooksRequest>,
}

fn invoice(id: u32) -> InvoiceRow {
    let status = match id % 5 {
        0 | 1 => InvoiceStatus::Draft,
        2 => InvoiceStatus::Open,
        _ => InvoiceStatus::Paid,
    };
    let posted = status != InvoiceStatus::Draft;
    let total = amount(&format!("{}.{:02}", 10 + id % 400, id % 100));
    let business = id.is_multiple_of(5);
    InvoiceRow {
        id: InvoiceId(id),
        number: posted.then(|| number(Journal::Sales, id)),
        credit_note: false,
        status,
        date: posted.then(|| day("2026-11-20")),
        order: OrderNumber(1000 + id),
        amazon_order_ref: format!("302-{:07}-{:07}", id * 79 % 10_000_000, id),
        account: "EU shop".to_owned(),
        marketplace: MarketplaceId::from("A1PA6795UKMFR9"),
        customer: CUSTOMERS[id as usize % 5].to_owned(),
        currency: euro(),
        untaxed: total,
        tax: Amount::ZERO,
        total,
        due: match status {
            InvoiceStatus::Paid => Amount::ZERO,
            _ => total,
        },
        business,
        vat_number_missing: business,
    }
}

fn payment(at: u32, of: &str, batch: Option<u32>) -> PaymentView {
    PaymentView {
        number: number(Journal::AmazonPayments, at),
        date: day("2026-11-21"),
        of: of.to_owned(),
        order: Some(OrderNumber(1000 + at)),
        amount: amount("25.40"),
        currency: euro(),
        batch: batch.map(BatchNumber),
        undone: None,
        open: amount("25.40"),
    }
}

fn batch(at: u32, state: BatchState, payments: Vec<PaymentView>) -> BatchView {
    let total = Amount::sum(payments.iter().map(|p| p.amount)).unwrap();
    BatchView {
        number: BatchNumber(at),
        journal: Journal::AmazonPayments,
        date: day("2026-11-21"),
        state,
        currency: euro(),
        total,
        open: total,
        count: payments.len() as u64,
        payments,
    }
}

fn bank_line(at: u32, sum: &str, matched: bool) -> StatementLineView {
    let sum = amount(sum);
    StatementLineView {
        line: StatementLineNumber(at),
        bank: "Hanse Bank".to_owned(),
        date: day("2026-11-22"),
        amount: sum,
        currency: euro(),
        reference: format!("AMZN-PAYOUT-{at}"),
        text: "Amazon Payments Europe".to_owned(),
        entry: number(Journal::Bank, at),
        open: if matched { Amount::ZERO } else { sum },
        matched: if matched {
            vec![number(Journal::Bank, 900 + at)]
        } else {
            Vec::new()
        },
    }
}

fn bill(at: u32, due: &str) -> BillView {
    BillView {
        number: number(Journal::Purchases, at),
        vendor: "Amazon".to_owned(),
        reference: format!("DE-AEU-2026-{at:06}"),
        account: Some("EU shop".to_owned()),
        date: day("2026-11-15"),
        currency: euro(),
        untaxed: amount("120.00"),
        tax: amount("22.80"),
        total: amount("142.80"),
        due: amount(due),
        lines: vec![
            TypedBillLine {
                kind: FeeKind::Commission,
                text: "Commission on sales".to_owned(),
                untaxed: amount("100.00"),
                tax: amount("19.00"),
            },
            TypedBillLine {
                kind: FeeKind::Fulfilment,
                text: "Fulfilment".to_owned(),
                untaxed: amount("20.00"),
                tax: amount("3.80"),
            },
        ],
        reversed: None,
    }
}

impl Books {
    /// Books of a shop with so many invoices and orders that wait.
    pub fn new(now: Moment) -> Books {
        let loose = vec![
            payment(31, "INV/2026/00002", None),
            payment(32, "INV/2026/00007", None),
        ];
        let gathered = vec![
            payment(28, "INV/2026/00012", Some(4)),
            payment(29, "INV/2026/00017", Some(4)),
        ];
        Books {
            now,
            invoices: (1..=450).rev().map(invoice).collect(),
            waiting: Vec::new(),
            payments: loose.into_iter().chain(gathered.clone()).collect(),
            batches: vec![
                batch(4, BatchState::Validated, gathered),
                batch(
                    3,
                    BatchState::Draft,
                    vec![payment(20, "INV/2026/00022", Some(3))],
                ),
            ],
            bills: vec![bill(7, "142.80"), bill(6, "0")],
            proposals: vec![BillProposalView {
                account: "EU shop".to_owned(),
                month: Month::of(now),
                currency: euro(),
                total: amount("33.32"),
                transactions: 41,
                complete: false,
                lines: vec![TypedBillLine {
                    kind: FeeKind::Commission,
                    text: "Commission".to_owned(),
                    untaxed: amount("28.00"),
                    tax: amount("5.32"),
                }],
            }],
            bank: vec![
                bank_line(3, "50.80", false),
                bank_line(2, "-142.80", false),
                bank_line(1, "1200.00", true),
            ],
            asked: Vec::new(),
        }
    }

    /// Answers as an engine would.
    pub fn answer(&mut self, request: BooksRequest) -> Result<Reply, Failure> {
        self.asked.push(request.clone());
        Ok(Reply::Books(match request {
            BooksRequest::Invoice(asked) => BooksReply::Invoice(self.of_invoices(asked)?),
            BooksRequest::Payment(asked) => BooksReply::Payment(self.of_payments(asked)?),
            BooksRequest::Bill(asked) => BooksReply::Bill(self.of_bills(asked)?),
            BooksRequest::Statement(asked) => BooksReply::Statement(self.of_bank(asked)?),
            BooksRequest::Journal(asked) => BooksReply::Journal(self.of_journal(asked)?),
        }))
    }

    fn row(&mut self, wanted: InvoiceRef) -> Result<&mut InvoiceRow, Failure> {
        self.invoices
            .iter_mut()
            .find(|row| row.reference() == wanted || InvoiceRef::Draft(row.id) == wanted)
            .ok_or_else(|| refused("There is no such invoice."))
    }

    fn whole(&mut self, wanted: InvoiceRef) -> Result<InvoiceReply, Failure> {
        let made_at = self.now;
        let row = self.row(wanted)?.clone();
        let line = InvoiceLineView {
            kind: LineKind::Product,
            sku: Some("TEA-EARL-GREY-250".to_owned()),
            title: "Earl Grey loose leaf tea, 250 g tin".to_owned(),
            quantity: 2,
            untaxed: row.untaxed,
            rate: Some(TaxRate(0)),
            tax: row.tax,
            facilitator_tax: Amount::ZERO,
            total: row.total,
        };
        Ok(InvoiceReply::Invoice(Box::new(InvoiceView {
            credits: None,
            credited_by: Vec::new(),
            reason: None,
            company: row.business.then(|| "Höfner GmbH".to_owned()),
            vat_number: (row.business && !row.vat_number_missing).then(|| "ATU12345678".to_owned()),
            facilitator_tax: Amount::ZERO,
            lines: vec![line],
            taxes: vec![TaxView {
                rate: Some(TaxRate(0)),
                untaxed: row.untaxed,
                tax: Amount::ZERO,
            }],
            payments: Vec::new(),
            made_at,
            row,
        })))
    }

    fn post(&mut self, wanted: InvoiceRef) -> Result<InvoiceRow, Skipped> {
        let skipped = |reason: &str| Skipped {
            what: wanted.to_string(),
            amazon_order_ref: None,
            reason: reason.to_owned(),
        };
        let row = self.row(wanted).map_err(|_| skipped("it is gone"))?;
        if row.status != InvoiceStatus::Draft {
            return Err(skipped("it is posted already"));
        }
        row.status = InvoiceStatus::Open;
        row.number = Some(number(Journal::Sales, 5000 + row.id.0));
        row.date = Some(day("2026-11-22"));
        Ok(row.clone())
    }

    fn make(&mut self, order: OrderNumber, post: bool) -> Option<InvoiceRow> {
        let at = self.waiting.iter().position(|row| row.number == order)?;
        let row = self.waiting.remove(at);
        let id = self.invoices.first().map_or(1, |row| row.id.0 + 1);
        let made = InvoiceRow {
            order,
            amazon_order_ref: row.amazon_order_ref.to_string(),
            customer: row.customer,
            status: InvoiceStatus::Draft,
            number: None,
            business: false,
            vat_number_missing: false,
            ..invoice(id)
        };
        self.invoices.insert(0, made.clone());
        if post {
            return self.post(InvoiceRef::Draft(InvoiceId(id))).ok();
        }
        Some(made)
    }

    fn create(&mut self, new: NewInvoices) -> InvoicesMade {
        let mut made = InvoicesMade::default();
        let orders: Vec<OrderNumber> = match new.of {
            InvoicedOrders::Orders(refs) => refs
                .into_iter()
                .map(|r| match r {
                    OrderRef::Number(number) => number,
                    OrderRef::Amazon(_) => OrderNumber(0),
                })
                .collect(),
            InvoicedOrders::AllDelivered { after, limit } => {
                let rest: Vec<OrderNumber> = self
                    .waiting
                    .iter()
                    .map(|row| row.number)
                    .filter(|number| after.is_none_or(|after| *number > after))
                    .collect();
                let piece: Vec<OrderNumber> = rest.iter().copied().take(limit as usize).collect();
                made.next = piece.last().copied().filter(|_| rest.len() > piece.len());
                piece
            }
        };
        for order in orders {
            match self.make(order, new.post) {
                Some(row) => made.invoices.push(row),
                None => made.skipped.push(Skipped {
                    what: order.to_string(),
                    amazon_order_ref: None,
                    reason: "nothing of it is delivered yet".to_owned(),
                }),
            }
        }
        made
    }

    fn of_invoices(&mut self, asked: InvoiceRequest) -> Result<InvoiceReply, Failure> {
        Ok(match asked {
            InvoiceRequest::List(wanted) => {
                let fits = |row: &&InvoiceRow| {
                    wanted.status.is_none_or(|s| s == row.status)
                        && wanted.before.is_none_or(|id| row.id < id)
                };
                let found: Vec<InvoiceRow> = self.invoices.iter().filter(fits).cloned().collect();
                let page: Vec<InvoiceRow> =
                    found.iter().take(wanted.limit as usize).cloned().collect();
                let many = |status| self.invoices.iter().filter(|r| r.status == status).count();
                InvoiceReply::Page(InvoicePage {
                    next: page
                        .last()
                        .map(|r| r.id)
                        .filter(|_| found.len() > page.len()),
                    invoices: page,
                    to_invoice: self.waiting.len() as u64,
                    drafts: many(InvoiceStatus::Draft) as u64,
                    open: many(InvoiceStatus::Open) as u64,
                })
            }
            InvoiceRequest::ToInvoice { after, limit } => {
                let rest = self.waiting.iter();
                let rest: Vec<&OrderRow> = rest
                    .filter(|row| after.is_none_or(|after| row.number > after))
                    .collect();
                let orders: Vec<OrderRow> = rest
                    .iter()
                    .take(limit as usize)
                    .map(|r| (*r).clone())
                    .collect();
                InvoiceReply::ToInvoice(ToInvoicePage {
                    next: orders
                        .last()
                        .map(|r| r.number)
                        .filter(|_| rest.len() > orders.len()),
                    orders,
                    total: self.waiting.len() as u64,
                })
            }
            InvoiceRequest::Create(new) => InvoiceReply::Made(self.create(new)),
            InvoiceRequest::Post { invoices, .. } => {
                let mut made = InvoicesMade::default();
                for invoice in invoices {
                    match self.post(invoice) {
                        Ok(row) => made.invoices.push(row),
                        Err(skipped) => made.skipped.push(skipped),
                    }
                }
                InvoiceReply::Made(made)
            }
            InvoiceRequest::Show { invoice } => self.whole(invoice)?,
            InvoiceRequest::Cancel { invoice } => {
                let row = self.row(invoice)?;
                if row.status != InvoiceStatus::Draft {
                    return Err(refused("Only a draft can be dropped."));
                }
                row.status = InvoiceStatus::Cancelled;
                self.whole(invoice)?
            }
            InvoiceRequest::Credit {
                invoice, reason, ..
            } => {
                let taken = self.row(invoice)?.clone();
                let id = self.invoices.first().map_or(1, |row| row.id.0 + 1);
                self.invoices.insert(
                    0,
                    InvoiceRow {
                        id: InvoiceId(id),
                        number: Some(number(Journal::Sales, 9000 + id)),
                        credit_note: true,
                        total: taken.total.turned(),
                        ..taken.clone()
                    },
                );
                let made = InvoiceRef::Draft(InvoiceId(id));
                match self.whole(made)? {
                    InvoiceReply::Invoice(mut view) => {
                        view.credits = Some(taken.reference());
                        view.reason = Some(reason);
                        InvoiceReply::Invoice(view)
                    }
                    other => other,
                }
            }
            InvoiceRequest::VatNumber {
                invoice,
                vat_number,
            } => {
                if vat_number.len() < 4 {
                    return Err(refused("That is no VAT number."));
                }
                self.row(invoice)?.vat_number_missing = false;
                self.whole(invoice)?
            }
            InvoiceRequest::RenderInto {
                invoices, folder, ..
            } => InvoiceReply::Rendered(InvoicesRendered {
                folder: folder.unwrap_or_else(|| "/srv/print".to_owned()),
                files: invoices.iter().map(ToString::to_string).collect(),
                skipped: Vec::new(),
            }),
            InvoiceRequest::Render { .. } => return Err(refused("Not here.")),
        })
    }

    fn of_payments(&mut self, asked: PaymentRequest) -> Result<PaymentReply, Failure> {
        let batch_at = |of: &mut Books, wanted: BatchNumber| {
            let found = of.batches.iter().position(|b| b.number == wanted);
            found.ok_or_else(|| refused("There is no such batch."))
        };
        Ok(match asked {
            PaymentRequest::Register(new) => {
                let mut done = PaymentsRegistered::default();
                for invoice in &new.invoices {
                    let row = self.row(*invoice)?;
                    if row.status != InvoiceStatus::Open {
                        done.skipped.push(Skipped {
                            what: invoice.to_string(),
                            amazon_order_ref: None,
                            reason: "it is not open".to_owned(),
                        });
                        continue;
                    }
                    row.status = InvoiceStatus::Paid;
                    done.payments.push(payment(40, &invoice.to_string(), None));
                }
                for number in &new.bills {
                    for bill in self.bills.iter_mut().filter(|b| b.number == *number) {
                        bill.due = Amount::ZERO;
                    }
                    done.payments.push(payment(41, &number.to_string(), None));
                }
                done.totals = vec![Money {
                    amount: amount("25.40"),
                    currency: euro(),
                }];
                PaymentReply::Registered(done)
            }
            PaymentRequest::List { loose, .. } => {
                let fits = |p: &&PaymentView| !loose || p.batch.is_none();
                PaymentReply::List(PaymentList {
                    payments: self.payments.iter().filter(fits).cloned().collect(),
                })
            }
            PaymentRequest::Undo { payment, .. } => {
                for row in self.payments.iter_mut().filter(|p| p.number == payment) {
                    row.undone = Some(number(Journal::AmazonPayments, 99));
                }
                PaymentReply::List(PaymentList::default())
            }
            PaymentRequest::Batch {
                payments, validate, ..
            } => {
                let state = if validate {
                    BatchState::Validated
                } else {
                    BatchState::Draft
                };
                let chosen: Vec<PaymentView> = self
                    .payments
                    .iter_mut()
                    .filter(|p| {
                        payments.is_empty() && p.batch.is_none() || payments.contains(&p.number)
                    })
                    .map(|p| {
                        p.batch = Some(BatchNumber(5));
                        p.clone()
                    })
                    .collect();
                self.batches.insert(0, batch(5, state, chosen));
                PaymentReply::Batches(BatchList {
                    batches: self.batches.iter().take(1).cloned().collect(),
                })
            }
            PaymentRequest::Batches { .. } => PaymentReply::Batches(BatchList {
                batches: self.batches.clone(),
            }),
            PaymentRequest::BatchShow { batch } => {
                let at = batch_at(self, batch)?;
                PaymentReply::Batch(Box::new(self.batches[at].clone()))
            }
            PaymentRequest::BatchValidate { batch } => {
                let at = batch_at(self, batch)?;
                self.batches[at].state = BatchState::Validated;
                PaymentReply::Batch(Box::new(self.batches[at].clone()))
            }
            PaymentRequest::BatchUndo { batch } => {
                let at = batch_at(self, batch)?;
                self.batches[at].state = BatchState::Undone;
                PaymentReply::Batch(Box::new(self.batches[at].clone()))
            }
        })
    }

    fn of_bills(&mut self, asked: BillRequest) -> Result<BillReply, Failure> {
        Ok(match asked {
            BillRequest::Add(typed) => {
                if typed.reference.is_empty() {
                    return Err(refused("A bill needs the vendor's own number of it."));
                }
                let new = BillView {
                    reference: typed.reference,
                    lines: typed.lines,
                    ..bill(8, "142.80")
                };
                self.bills.insert(0, new.clone());
                BillReply::Bill(Box::new(new))
            }
            BillRequest::Import { .. } => BillReply::Imported(BillsImported {
                bills: vec![bill(9, "1.00")],
                known: vec!["DE-1".to_owned()],
            }),
            BillRequest::List { .. } => BillReply::List(BillList {
                bills: self.bills.clone(),
            }),
            BillRequest::Propose { .. } => BillReply::Proposals(BillProposals {
                proposals: self.proposals.clone(),
            }),
            BillRequest::Accept(accepted) => {
                self.proposals.retain(|p| p.month != accepted.month);
                self.bills.insert(0, bill(10, "33.32"));
                BillReply::List(BillList {
                    bills: vec![self.bills[0].clone()],
                })
            }
            BillRequest::Show { .. } => BillReply::Bill(Box::new(self.bills[0].clone())),
            BillRequest::Reverse { bill: wanted, .. } => {
                let found = self.bills.iter_mut().find(|b| b.number == wanted);
                let row = found.ok_or_else(|| refused("There is no such bill."))?;
                row.reversed = Some(number(Journal::Purchases, 99));
                BillReply::Bill(Box::new(row.clone()))
            }
        })
    }

    fn of_bank(&mut self, asked: StatementRequest) -> Result<StatementReply, Failure> {
        Ok(match asked {
            StatementRequest::Import { text, .. } => {
                if !text.starts_with("date,") {
                    return Err(refused("Line 1: the head must be date,amount,…"));
                }
                let line = bank_line(4, "99.00", false);
                self.bank.insert(0, line.clone());
                StatementReply::Imported(StatementImported {
                    lines: vec![line],
                    known: 2,
                })
            }
            StatementRequest::Add(typed) => {
                let line = StatementLineView {
                    amount: typed.amount,
                    open: typed.amount,
                    reference: typed.reference,
                    ..bank_line(5, "1.00", false)
                };
                self.bank.insert(0, line.clone());
                StatementReply::Imported(StatementImported {
                    lines: vec![line],
                    known: 0,
                })
            }
            StatementRequest::List { open, .. } => StatementReply::List(StatementList {
                lines: self
                    .bank
                    .iter()
                    .filter(|line| !open || !line.open.is_zero())
                    .cloned()
                    .collect(),
            }),
            StatementRequest::Match(wanted) => {
                let found = self.bank.iter_mut().find(|l| l.line == wanted.line);
                let row = found.ok_or_else(|| refused("There is no such line."))?;
                let part = wanted.amount.unwrap_or(row.open);
                row.open = row.open.minus(part).unwrap();
                row.matched.push(number(Journal::Bank, 950));
                StatementReply::Matched(Box::new(StatementMatched {
                    line: row.clone(),
                    entry: Some(number(Journal::Bank, 950)),
                    settled: 2,
                    left: Amount::ZERO,
                    rest: Some(explanation()),
                }))
            }
            StatementRequest::Unmatch { line, .. } => {
                let found = self.bank.iter_mut().find(|l| l.line == line);
                let row = found.ok_or_else(|| refused("There is no such line."))?;
                row.open = row.amount;
                row.matched.clear();
                StatementReply::Matched(Box::new(StatementMatched {
                    line: row.clone(),
                    entry: None,
                    settled: 0,
                    left: Amount::ZERO,
                    rest: None,
                }))
            }
        })
    }

    fn of_journal(&mut self, asked: JournalRequest) -> Result<JournalReply, Failure> {
        Ok(match asked {
            JournalRequest::Entries(wanted) => {
                let all: Vec<EntryView> = (1..=300u32)
                    .rev()
                    .map(|at| self.entry(at))
                    .filter(|e| wanted.journal.is_none_or(|j| j == e.journal))
                    .collect();
                let page: Vec<EntryView> = all
                    .iter()
                    .skip(wanted.skip as usize)
                    .take(wanted.limit as usize)
                    .cloned()
                    .collect();
                JournalReply::Entries(EntryPage {
                    more: wanted.skip as usize + page.len() < all.len(),
                    entries: page,
                })
            }
            JournalRequest::Accounts => JournalReply::Accounts(accounts()),
            JournalRequest::Explain { account } => JournalReply::Explained(journal::Explained {
                account,
                code: "1100".to_owned(),
                name: "Amazon Payments".to_owned(),
                currencies: vec![explanation()],
            }),
            JournalRequest::Reverse { reason, .. } => {
                let mut entry = self.entry(300);
                entry.text = reason;
                JournalReply::Entry(Box::new(entry))
            }
            _ => return Err(refused("Not here.")),
        })
    }

    fn entry(&self, at: u32) -> EntryView {
        let journal = match at % 3 {
            0 => Journal::Sales,
            1 => Journal::AmazonPayments,
            _ => Journal::Bank,
        };
        let line = |account: &str, name: &str, debit: bool| EntryLineView {
            account: account.to_owned(),
            name: name.to_owned(),
            debit: debit.then(|| amount("23.80")),
            credit: (!debit).then(|| amount("23.80")),
            text: String::new(),
            open: (debit && at % 3 == 1).then(|| amount("23.80")),
        };
        EntryView {
            number: number(journal, at),
            journal,
            date: day("2026-11-20"),
            currency: euro(),
            text: format!("302-1234567-{at:07}"),
            order: Some(OrderNumber(1000 + at)),
            lines: vec![
                line("1200", "Receivable", true),
                line("4000", "Sales", false),
            ],
            posted_at: self.now,
            posted_by: "ana".to_owned(),
            reversed_by: None,
        }
    }
}

fn explanation() -> Explanation {
    let line = |reason, at: u32, order: Option<u32>, text: &str, open: &str| Explained {
        reason,
        entry: number(Journal::AmazonPayments, at),
        day: day("2026-11-21"),
        order: order.map(OrderNumber),
        text: text.to_owned(),
        open: amount(open),
    };
    Explanation {
        currency: euro(),
        balance: amount("-92.00"),
        sums: vec![
            OpenSum {
                reason: OpenReason::UnsettledOrder,
                amount: amount("50.80"),
            },
            OpenSum {
                reason: OpenReason::PaidBill,
                amount: amount("-142.80"),
            },
        ],
        lines: vec![
            line(
                OpenReason::UnsettledOrder,
                31,
                Some(1031),
                "INV/2026/00002",
                "25.40",
            ),
            line(
                OpenReason::UnsettledOrder,
                32,
                Some(1032),
                "INV/2026/00007",
                "25.40",
            ),
            line(
                OpenReason::PaidBill,
                33,
                None,
                "Amazon DE-AEU-2026-000007",
                "-142.80",
            ),
        ],
        at_amazon: Some(AtAmazon {
            unbilled_fees: amount("7.62"),
            held: amount("25.40"),
            reserve: amount("0"),
        }),
    }
}

fn accounts() -> Accounts {
    let line = |account: LedgerAccount, debit: &str, credit: &str| {
        let (code, name) = LedgerAccount::ALL
            .iter()
            .find(|(a, ..)| *a == account)
            .map(|(.., code, name)| ((*code).to_owned(), (*name).to_owned()))
            .unwrap();
        let (debit, credit) = (amount(debit), amount(credit));
        AccountLine {
            account,
            code,
            name,
            kind: account.kind(),
            balances: vec![BalanceView {
                currency: euro(),
                debit,
                credit,
                balance: debit.minus(credit).unwrap(),
            }],
        }
    };
    Accounts {
        accounts: vec![
            line(LedgerAccount::Bank, "1250.80", "142.80"),
            line(LedgerAccount::AmazonPayments, "1300.00", "1392.00"),
            line(LedgerAccount::Receivable, "4000.00", "3100.00"),
            line(LedgerAccount::Sales, "0", "3361.34"),
        ],
        closed: None,
        rounding: Default::default(),
    }
}
