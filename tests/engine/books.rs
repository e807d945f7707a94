//! The books from outside: a month of a seller from orders to an intermediary account that is explained to nothing, and what
//! is refused.

use super::bookkeeping::{check_strictly, everything_open, told};
use super::house::House;
use super::made_orders::{REF, changed, order, put};
use super::warehouse::Warehouse;
use orderdeck::clock::Clock;
use orderdeck::domain::books::bill::FeeKind;
use orderdeck::domain::books::chart::LedgerAccount;
use orderdeck::domain::books::invoice::Rounding;
use orderdeck::domain::books::journal::Journal;
use orderdeck::domain::books::payment::BatchState;
use orderdeck::domain::day::Day;
use orderdeck::domain::moment::Span;
use orderdeck::domain::money::{Amount, Currency};
use orderdeck::protocol::books::bills::{BillRequest, TypedBill, TypedBillLine};
use orderdeck::protocol::books::invoices::*;
use orderdeck::protocol::books::journal::*;
use orderdeck::protocol::books::payments::*;
use orderdeck::protocol::books::statements::*;
use orderdeck::protocol::documents::DocumentFormat;
use orderdeck::protocol::orders::OrderRef;
use orderdeck::protocol::{FailureCode, Request};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}

impl House {
    fn today(&self) -> Day {
        Day::of(Clock::now(&*self.clock))
    }
}

/// The order of `made_orders`, shipped by Amazon, with 19 % tax on top of 20.00 and 10.00.
fn shipped(house: &House, reference: &str) -> Value {
    let mut made = order(house, reference, 4);
    made["fulfillment"]["fulfillmentStatus"] = json!("SHIPPED");
    made["fulfillment"]["fulfilledBy"] = json!("AMAZON");
    for (item, (net, tax, total)) in made["orderItems"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip([("20.00", "3.80", "23.80"), ("10.00", "1.90", "11.90")])
    {
        let money = |amount: &str| json!({"amount": amount, "currencyCode": "EUR"});
        item["proceeds"] = json!({
            "proceedsTotal": money(total),
            "breakdowns": [{"type": "ITEM", "subtotal": money(net)}, {"type": "TAX", "subtotal": money(tax)}]
        });
        let ordered = item["quantityOrdered"].clone();
        item["fulfillment"] = json!({"quantityFulfilled": ordered, "quantityUnfulfilled": 0});
    }
    made["proceeds"] = json!({"grandTotal": {"amount": "35.70", "currencyCode": "EUR"}});
    made
}

async fn house_with_order() -> House {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let made = shipped(&house, REF);
    put(&house, &made).await;
    house
}

fn of(reference: &str, post: bool) -> InvoiceRequest {
    InvoiceRequest::Create(NewInvoices {
        of: InvoicedOrders::Orders(vec![OrderRef::parse(reference).unwrap()]),
        post,
        day: None,
        force: false,
    })
}

async fn made(house: &House, asked: InvoiceRequest) -> InvoicesMade {
    told!(house.invoice(asked).await.unwrap(), InvoiceReply::Made)
}

async fn shown(house: &House, invoice: InvoiceRef) -> InvoiceView {
    let told = house
        .invoice(InvoiceRequest::Show { invoice })
        .await
        .unwrap();
    *told!(told, InvoiceReply::Invoice)
}

fn commission(reference: &str, untaxed: &str, tax: &str) -> BillRequest {
    BillRequest::Add(TypedBill {
        vendor: String::new(),
        reference: reference.to_owned(),
        account: None,
        day: None,
        currency: euro(),
        lines: vec![TypedBillLine {
            kind: FeeKind::Commission,
            text: String::new(),
            untaxed: amount(untaxed),
            tax: amount(tax),
        }],
    })
}

/// The month of a seller, end to end.
#[tokio::test(flavor = "multi_thread")]
async fn a_month_ends_with_an_intermediary_account_of_nothing() {
    let house = House::with_orders(300).await;
    house.register("eu").await;
    while house.sync("eu").await.throttled_until.is_some() {
        house.clock.advance(Span::minutes(5));
    }
    // Everything delivered is invoiced as Amazon states it, but for what Amazon collects itself.
    let invoices = house.invoice_all(true).await;
    assert!(invoices.invoices.len() > 50, "{}", invoices.invoices.len());
    let mut sales: BTreeMap<Currency, Amount> = BTreeMap::new();
    for row in &invoices.invoices {
        let order = house.show(&row.amazon_order_ref).await.unwrap();
        let part = order
            .lines
            .iter()
            .any(|l| l.delivered + l.cancelled < l.quantity);
        if !part {
            let owed = order.total.minus(order.facilitator_tax).unwrap();
            assert_eq!(row.total, owed, "{}", row.amazon_order_ref);
        }
        assert_eq!(order.invoices, [row.reference().to_string()]);
        let sum = sales.entry(row.currency).or_default();
        *sum = sum.plus(row.total).unwrap();
    }
    // Customers paid Amazon; the payments are one deposit for each currency.
    let paid = house.pay(everything_open()).await.unwrap();
    assert_eq!(paid.payments.len(), invoices.invoices.len());
    let batch = PaymentRequest::Batch {
        payments: Vec::new(),
        journal: Journal::AmazonPayments,
        day: None,
        validate: true,
    };
    let batches = told!(house.payment(batch).await.unwrap(), PaymentReply::Batches).batches;
    let totals: BTreeMap<Currency, Amount> =
        batches.iter().map(|b| (b.currency, b.total)).collect();
    assert_eq!(totals, sales);
    // Amazon bills its commission and takes it off.
    let bill = house
        .bill(commission("2026-11", "100.00", "19.00"))
        .await
        .unwrap();
    let pay = NewPayments {
        bills: vec![bill.number],
        all_open: false,
        ..everything_open()
    };
    assert_eq!(
        house.pay(pay).await.unwrap().payments[0].amount,
        amount("-119.00")
    );
    // The bank tells of what came in, and tells it twice.
    let day = house.today();
    let rows: Vec<String> = sales
        .iter()
        .map(|(currency, sum)| {
            let fees = if *currency == euro() {
                amount("119.00")
            } else {
                Amount::ZERO
            };
            format!("{day},{},{currency},PAYOUT", sum.minus(fees).unwrap())
        })
        .collect();
    let lines = house.import_statement(&rows).await.unwrap().lines;
    assert_eq!(lines.len(), sales.len());
    let again = house.import_statement(&rows).await.unwrap();
    assert_eq!((again.lines.len(), again.known), (0, sales.len() as u64));
    for line in &lines {
        let before = house.open_at_amazon().await;
        let own = before.iter().find(|e| e.currency == line.currency).unwrap();
        assert_eq!(own.balance, line.amount, "explained by what is open");
        let matched = StatementRequest::Match(StatementMatch {
            line: line.line,
            to: MatchTarget::Account(LedgerAccount::AmazonPayments),
            amount: None,
            until: None,
        });
        let matched = told!(
            house.statement(matched).await.unwrap(),
            StatementReply::Matched
        );
        assert_eq!((matched.left, matched.rest), (Amount::ZERO, None));
    }
    assert_eq!(house.open_at_amazon().await, []);
    let told = house
        .payment(PaymentRequest::Batches { limit: 50 })
        .await
        .unwrap();
    let batches = told!(told, PaymentReply::Batches).batches;
    assert!(batches.iter().all(|b| b.state == BatchState::Reconciled));
    let counts = told!(
        house
            .invoice(InvoiceRequest::List(InvoiceListRequest {
                limit: 1,
                ..Default::default()
            }))
            .await
            .unwrap(),
        InvoiceReply::Page
    );
    assert_eq!((counts.to_invoice, counts.open, counts.drafts), (0, 0, 0));
    // Somebody else's rules agree.
    let entries = invoices.invoices.len() * 2 + 2 + lines.len() * 2;
    let text = house.exported(ExportFormat::Hledger).await;
    assert_eq!(check_strictly(&text), Ok(entries));
    let csv = house.exported(ExportFormat::Csv).await;
    let mut net: BTreeMap<String, rust_decimal::Decimal> = BTreeMap::new();
    for row in csv::Reader::from_reader(csv.as_bytes()).records() {
        let row = row.unwrap();
        let value = |at: usize| row[at].parse().unwrap_or_default();
        let (debit, credit): (rust_decimal::Decimal, rust_decimal::Decimal) = (value(6), value(7));
        *net.entry(row[8].to_owned()).or_default() += debit - credit;
    }
    assert!(net.values().all(|sum| sum.is_zero()), "{net:?}");
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_drafted_posted_paid_in_parts_and_taken_back() {
    let house = house_with_order().await;
    let draft = made(&house, of(REF, false)).await.invoices.remove(0);
    assert_eq!((draft.number, draft.status), (None, InvoiceStatus::Draft));
    assert_eq!(
        house.balance(LedgerAccount::Receivable, "EUR").await,
        Amount::ZERO
    );
    // A draft keeps a second one from being made.
    let second = made(&house, of(REF, false)).await;
    assert!(second.skipped[0].reason.contains("D00001"), "{second:?}");
    let post = InvoiceRequest::Post {
        invoices: vec![draft.reference()],
        day: None,
    };
    let posted = made(&house, post).await.invoices.remove(0);
    let year = house.today().year();
    assert_eq!(
        posted.number.unwrap().to_string(),
        format!("INV/{year}/00001")
    );
    assert_eq!(
        (posted.untaxed, posted.tax, posted.total),
        (amount("30.00"), amount("5.70"), amount("35.70"))
    );
    assert_eq!(
        house.balance(LedgerAccount::VatPayable, "EUR").await,
        amount("-5.70")
    );
    let part = NewPayments {
        invoices: vec![posted.reference()],
        all_open: false,
        amount: Some(amount("10.00")),
        ..everything_open()
    };
    house.pay(part.clone()).await.unwrap();
    let view = shown(&house, posted.reference()).await;
    assert_eq!(
        (view.row.due, view.row.status),
        (amount("25.70"), InvoiceStatus::Open)
    );
    assert_eq!(view.payments[0].amount, amount("10.00"));
    let too_much = house
        .pay(NewPayments {
            amount: Some(amount("25.71")),
            ..part
        })
        .await
        .unwrap();
    assert!(too_much.skipped[0].reason.contains("25.70"), "{too_much:?}");
    // A credit note settles what is open; what was paid is owed to the customer.
    let credit = InvoiceRequest::Credit {
        invoice: posted.reference(),
        reason: "Returned".to_owned(),
        day: None,
    };
    let note = *told!(
        house.invoice(credit.clone()).await.unwrap(),
        InvoiceReply::Invoice
    );
    assert_eq!(
        (note.row.total, note.row.due),
        (amount("-35.70"), amount("-10.00"))
    );
    assert_eq!(note.credits, Some(posted.reference()));
    assert_eq!(
        shown(&house, posted.reference()).await.row.status,
        InvoiceStatus::Paid
    );
    let refused = house.invoice(credit).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    house.pay(everything_open()).await.unwrap();
    assert_eq!(
        house.balance(LedgerAccount::Receivable, "EUR").await,
        Amount::ZERO
    );
    assert_eq!(
        house.balance(LedgerAccount::AmazonPayments, "EUR").await,
        Amount::ZERO
    );
    // What was taken back can be invoiced anew.
    assert_eq!(made(&house, of(REF, true)).await.invoices.len(), 1);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_cancelled_leaves_no_invoice_or_a_credit_note() {
    let house = house_with_order().await;
    let other = "302-1111111-3333333";
    let drafted = "302-1111111-4444444";
    put(&house, &shipped(&house, other)).await;
    put(&house, &shipped(&house, drafted)).await;
    made(&house, of(REF, true)).await;
    made(&house, of(drafted, false)).await;
    for reference in [REF, other, drafted] {
        let cancelled = changed(&house, shipped(&house, reference), |o| {
            o["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
        });
        put(&house, &cancelled).await;
    }
    let order = house.show(REF).await.unwrap();
    assert_eq!(order.invoices.len(), 2, "{:?}", order.invoices);
    assert_eq!(
        house.balance(LedgerAccount::Sales, "EUR").await,
        Amount::ZERO
    );
    assert_eq!(
        house.balance(LedgerAccount::Receivable, "EUR").await,
        Amount::ZERO
    );
    assert_eq!(house.show(other).await.unwrap().invoices, [""; 0]);
    assert_eq!(house.show(drafted).await.unwrap().invoices, [""; 0]);
    let skipped = made(&house, of(other, true)).await.skipped;
    assert!(skipped[0].reason.contains("cancelled"), "{skipped:?}");
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_period_takes_nothing() {
    let house = house_with_order().await;
    let today = house.today();
    let refused = house
        .journal(JournalRequest::Close { day: today })
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Invalid);
    house.clock.advance(Span::days(2));
    house
        .journal(JournalRequest::Close { day: today })
        .await
        .unwrap();
    let create = InvoiceRequest::Create(NewInvoices {
        of: InvoicedOrders::Orders(vec![OrderRef::parse(REF).unwrap()]),
        post: true,
        day: Some(today),
        force: false,
    });
    let skipped = made(&house, create).await;
    assert_eq!(skipped.invoices, []);
    assert!(
        skipped.skipped[0].reason.contains("is closed"),
        "{skipped:?}"
    );
    let mut bill = commission("B-1", "1.00", "0");
    if let BillRequest::Add(typed) = &mut bill {
        typed.day = Some(today);
    }
    assert_eq!(
        house.bill(bill).await.unwrap_err().code,
        FailureCode::Conflict
    );
    let rows = [format!("{today},5.00,EUR,OLD")];
    assert_eq!(
        house.import_statement(&rows).await.unwrap_err().code,
        FailureCode::Conflict
    );
    let again = house
        .journal(JournalRequest::Close { day: today })
        .await
        .unwrap_err();
    assert!(again.message.contains("closed already"), "{again}");
    // Today is open.
    assert_eq!(made(&house, of(REF, true)).await.invoices.len(), 1);
    assert_eq!(
        check_strictly(&house.exported(ExportFormat::Hledger).await),
        Ok(1)
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn matches_are_taken_back_and_made_anew_in_parts() {
    let house = house_with_order().await;
    made(&house, of(REF, true)).await;
    house.pay(everything_open()).await.unwrap();
    let day = house.today();
    let line = house
        .import_statement(&[format!("{day},30.00,EUR,P")])
        .await
        .unwrap()
        .lines
        .remove(0);
    let asked = |amount: Option<Amount>| {
        StatementRequest::Match(StatementMatch {
            line: line.line,
            to: MatchTarget::Account(LedgerAccount::AmazonPayments),
            amount,
            until: None,
        })
    };
    let part = house.statement(asked(Some(amount("12.00")))).await.unwrap();
    let part = told!(part, StatementReply::Matched);
    assert_eq!(part.line.open, amount("18.00"));
    assert_eq!(part.rest.unwrap().balance, amount("23.70"));
    let too_much = house
        .statement(asked(Some(amount("18.01"))))
        .await
        .unwrap_err();
    assert_eq!(too_much.code, FailureCode::Invalid);
    house.statement(asked(None)).await.unwrap();
    assert_eq!(
        house.balance(LedgerAccount::BankSuspense, "EUR").await,
        Amount::ZERO
    );
    // A payment that a payout settles can't be taken back, nor its batch.
    let list = PaymentRequest::List {
        loose: false,
        limit: 10,
    };
    let payment = told!(house.payment(list).await.unwrap(), PaymentReply::List)
        .payments
        .remove(0);
    let undo = PaymentRequest::Undo {
        payment: payment.number,
        reason: String::new(),
        day: None,
    };
    assert_eq!(
        house.payment(undo.clone()).await.unwrap_err().code,
        FailureCode::Conflict
    );
    let unmatch = StatementRequest::Unmatch {
        line: line.line,
        day: None,
    };
    let back = told!(
        house.statement(unmatch).await.unwrap(),
        StatementReply::Matched
    );
    assert_eq!(
        (back.line.open, back.rest.unwrap().balance),
        (amount("30.00"), amount("35.70"))
    );
    house.payment(undo).await.unwrap();
    assert_eq!(
        house.balance(LedgerAccount::AmazonPayments, "EUR").await,
        Amount::ZERO
    );
    assert_eq!(
        house.balance(LedgerAccount::Receivable, "EUR").await,
        amount("35.70")
    );
    // The customer paid to the bank: the line settles the invoice itself.
    let invoice = house.show(REF).await.unwrap().invoices[0].parse().unwrap();
    let to_invoice = StatementRequest::Match(StatementMatch {
        line: line.line,
        to: MatchTarget::Entry(invoice),
        amount: None,
        until: None,
    });
    house.statement(to_invoice).await.unwrap();
    assert_eq!(
        shown(&house, InvoiceRef::Number(invoice)).await.row.due,
        amount("5.70")
    );
    // Dollars never meet euros.
    let dollars = house
        .import_statement(&[format!("{day},5.70,USD,P")])
        .await
        .unwrap()
        .lines
        .remove(0);
    let meet = StatementRequest::Match(StatementMatch {
        line: dollars.line,
        to: MatchTarget::Entry(invoice),
        amount: None,
        until: None,
    });
    assert_eq!(
        house.statement(meet).await.unwrap_err().code,
        FailureCode::Conflict
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn corrections_are_entries_of_their_own() {
    let house = house_with_order().await;
    let bill = house
        .bill(commission("B-1", "10.00", "1.90"))
        .await
        .unwrap();
    let twice = house
        .bill(commission("b-1", "99.00", "0"))
        .await
        .unwrap_err();
    assert!(twice.message.contains(&bill.number.to_string()), "{twice}");
    let wrong = JournalRequest::Reverse {
        entry: bill.number,
        reason: String::new(),
        day: None,
    };
    let refused = house.journal(wrong).await.unwrap_err();
    assert!(refused.hint.unwrap().contains("bill reverse"));
    let back = BillRequest::Reverse {
        bill: bill.number,
        reason: "Typed twice".to_owned(),
        day: None,
    };
    let back = house.bill(back).await.unwrap();
    assert_eq!((back.due, back.reversed.is_some()), (Amount::ZERO, true));
    house
        .bill(commission("B-1", "10.00", "1.90"))
        .await
        .unwrap();
    // By hand: a rounding difference, which must balance.
    let typed = |other: &str| {
        JournalRequest::Add(TypedEntry {
            day: None,
            currency: euro(),
            text: "Rounding".to_owned(),
            lines: vec![
                (LedgerAccount::AmazonPayments, amount("-0.03")),
                (LedgerAccount::RoundingDifference, amount(other)),
            ],
        })
    };
    assert_eq!(
        house.journal(typed("0.02")).await.unwrap_err().code,
        FailureCode::Invalid
    );
    let entry = *told!(
        house.journal(typed("0.03")).await.unwrap(),
        JournalReply::Entry
    );
    let reverse = JournalRequest::Reverse {
        entry: entry.number,
        reason: "Wrong".to_owned(),
        day: None,
    };
    house.journal(reverse.clone()).await.unwrap();
    assert_eq!(
        house.journal(reverse).await.unwrap_err().code,
        FailureCode::Conflict
    );
    assert_eq!(
        house
            .balance(LedgerAccount::RoundingDifference, "EUR")
            .await,
        Amount::ZERO
    );
    // Codes can be chosen, and what was posted shows under them.
    let choose = JournalRequest::ChooseAccount {
        account: LedgerAccount::AmazonPayments,
        code: Some("1855".to_owned()),
        name: Some("Geldtransit Amazon".to_owned()),
    };
    house.journal(choose).await.unwrap();
    let text = house.exported(ExportFormat::Hledger).await;
    assert!(text.contains("assets:1855 Geldtransit Amazon"));
    assert!(check_strictly(&text).is_ok());
    house
        .journal(JournalRequest::Round {
            rounding: Rounding::Line,
        })
        .await
        .unwrap();
    assert_eq!(house.accounts().await.rounding, Rounding::Line);
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_hold_payments_of_one_journal_that_are_in_no_other() {
    let house = house_with_order().await;
    put(&house, &shipped(&house, "302-1111111-3333333")).await;
    house.invoice_all(true).await;
    let paid = house.pay(everything_open()).await.unwrap().payments;
    let batch = |payments| PaymentRequest::Batch {
        payments,
        journal: Journal::AmazonPayments,
        day: None,
        validate: false,
    };
    let one = house.payment(batch(vec![paid[0].number])).await.unwrap();
    let one = told!(one, PaymentReply::Batches).batches.remove(0);
    let twice = house
        .payment(batch(vec![paid[1].number, paid[0].number]))
        .await
        .unwrap_err();
    assert!(twice.message.contains(&one.number.to_string()), "{twice}");
    let undo = PaymentRequest::Undo {
        payment: paid[0].number,
        reason: String::new(),
        day: None,
    };
    assert_eq!(
        house.payment(undo.clone()).await.unwrap_err().code,
        FailureCode::Conflict
    );
    let line = house
        .import_statement(&[format!("{},35.70,EUR,P", house.today())])
        .await
        .unwrap()
        .lines
        .remove(0);
    let to_batch = StatementRequest::Match(StatementMatch {
        line: line.line,
        to: MatchTarget::Batch(one.number),
        amount: None,
        until: None,
    });
    let draft = house.statement(to_batch.clone()).await.unwrap_err();
    assert!(draft.hint.unwrap().contains("validated"));
    house
        .payment(PaymentRequest::BatchValidate { batch: one.number })
        .await
        .unwrap();
    house.statement(to_batch).await.unwrap();
    let shown = house
        .payment(PaymentRequest::BatchShow { batch: one.number })
        .await
        .unwrap();
    let shown = told!(shown, PaymentReply::Batch);
    assert_eq!(
        (shown.state, shown.open),
        (BatchState::Reconciled, Amount::ZERO)
    );
    let apart = PaymentRequest::BatchUndo { batch: one.number };
    assert_eq!(
        house.payment(apart).await.unwrap_err().code,
        FailureCode::Conflict
    );
    // The other payment is not touched.
    let rest = house.open_at_amazon().await.remove(0);
    assert_eq!(
        (rest.lines[0].entry, rest.balance),
        (paid[1].number, amount("35.70"))
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_invoiced_is_not_undone_in_the_warehouse() {
    let warehouse = Warehouse::with_orders(60).await;
    let picking = warehouse
        .ready()
        .await
        .into_iter()
        .find(|p| p.hold.is_none())
        .unwrap();
    warehouse.confirm_all(picking.picking).await;
    let create = |post| {
        InvoiceRequest::Create(NewInvoices {
            of: InvoicedOrders::Orders(vec![OrderRef::Number(picking.order)]),
            post,
            day: None,
            force: true,
        })
    };
    let house = &warehouse.house;
    let invoice = made(house, create(false)).await.invoices.remove(0);
    let undo = Request::PickingUndo {
        picking: picking.picking,
    };
    let refused = warehouse.call(undo.clone()).await.unwrap_err();
    assert!(refused.message.contains("invoiced"), "{refused}");
    house
        .invoice(InvoiceRequest::Cancel {
            invoice: invoice.reference(),
        })
        .await
        .unwrap();
    warehouse.call(undo).await.unwrap();
    assert!(
        made(house, create(true)).await.skipped[0]
            .reason
            .contains("delivered")
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_many_invoices_lie_in_a_folder_named_for_the_upload() {
    let house = house_with_order().await;
    let invoice = made(&house, of(REF, true))
        .await
        .invoices
        .remove(0)
        .reference();
    let number = InvoiceRequest::VatNumber {
        invoice,
        vat_number: "de 123 456 789".to_owned(),
    };
    let view = *told!(house.invoice(number).await.unwrap(), InvoiceReply::Invoice);
    assert_eq!(view.vat_number.as_deref(), Some("DE123456789"));
    let odd = InvoiceRequest::VatNumber {
        invoice,
        vat_number: "§$%&".to_owned(),
    };
    assert_eq!(
        house.invoice(odd).await.unwrap_err().code,
        FailureCode::Invalid
    );
    let folder = house.folder.path().join("upload");
    let into = |folder: &str| InvoiceRequest::RenderInto {
        invoices: vec![invoice, InvoiceRef::parse("INV/2020/00009").unwrap()],
        folder: Some(folder.to_owned()),
        format: DocumentFormat::Pdf,
    };
    assert_eq!(
        house.invoice(into("upload")).await.unwrap_err().code,
        FailureCode::Invalid
    );
    let written = house.invoice(into(folder.to_str().unwrap())).await.unwrap();
    let written = told!(written, InvoiceReply::Rendered);
    let name = format!("{REF}_{}.pdf", invoice.to_string().replace('/', "-"));
    assert_eq!(
        (written.files, written.skipped.len()),
        (vec![name.clone()], 1)
    );
    let file = folder.join(name);
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF"));
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let text = InvoiceRequest::Render {
        invoice,
        format: DocumentFormat::Text,
        paper: None,
    };
    let text = told!(house.invoice(text).await.unwrap(), InvoiceReply::Document);
    let text = String::from_utf8(text.bytes.0).unwrap();
    for part in ["35.70", "5.70", "19 %", "DE123456789", "Ana Beispiel", REF] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}
