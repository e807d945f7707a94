use super::*;
use crate::domain::amazon_order::Window;
use crate::domain::amazon_status::{AmazonStatus, Channel};
use crate::domain::books::tax_rate::rates;
use crate::domain::ids::{CustomerId, Location};
use crate::domain::order::SalesOrder;
use crate::domain::order::{Delivery, Flags, OrderBody, OrderHead, OrderPersonal, OrderState};
use proptest::prelude::*;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn cents(cents: i64) -> Amount {
    Amount(rust_decimal::Decimal::new(cents, 2))
}

fn line(
    kind: LineKind,
    item: Option<&str>,
    quantity: u32,
    untaxed: Amount,
    tax: Amount,
) -> OrderLine {
    OrderLine {
        kind,
        item: item.map(OrderItemId::from),
        sku: None,
        asin: String::new(),
        title: "Mug".to_owned(),
        product: None,
        quantity,
        delivered: 0,
        cancelled: 0,
        untaxed,
        tax,
        total: untaxed.plus(tax).unwrap(),
    }
}

fn order(lines: Vec<OrderLine>) -> SalesOrder {
    let total = Amount::sum(lines.iter().map(|l| l.total)).unwrap();
    let at = Moment::from_seconds(1_760_000_000);
    SalesOrder {
        head: OrderHead {
            number: OrderNumber(7),
            reference: "303-1234567-1234567".parse().unwrap(),
            account: AccountId(1),
            marketplace: MarketplaceId::from("A1PA6795UKMFR9"),
            channel: Channel::Fbm,
            state: OrderState::Confirmed,
            amazon_status: AmazonStatus::Shipped,
            delivery: Delivery::ToShip,
            purchased: at,
            updated: at,
            ship_by: None,
            currency: Currency::parse("EUR").unwrap(),
            total,
            amazon_total: Some(total),
            units: 1,
            flags: Flags::default(),
            customer: CustomerId(1),
        },
        body: OrderBody {
            team: "Amazon".to_owned(),
            salesperson: None,
            location: Location::from("Amazon"),
            service_level: None,
            programs: Vec::new(),
            replaces: None,
            ship_window: Window::default(),
            deliver_window: Window::default(),
            lines,
            facilitator_tax: Amount::ZERO,
            packages: Vec::new(),
            pickings: Vec::new(),
            moves: Vec::new(),
            notices: Vec::new(),
            history: Vec::new(),
        },
        personal: OrderPersonal::default(),
    }
}

fn next(
    order: &SalesOrder,
    before: &[Invoice],
    rounding: Rounding,
) -> Result<Invoice, NotInvoiceable> {
    let id = InvoiceId(before.len() as u32 + 1);
    draft(
        order,
        &[],
        before,
        id,
        rounding,
        false,
        Moment::from_seconds(1_760_100_000),
    )
}

/// Three mugs with shipping, a discount on them, and a tip.
fn mugs() -> SalesOrder {
    order(vec![
        line(
            LineKind::Product,
            Some("1"),
            3,
            amount("25.21"),
            amount("4.79"),
        ),
        line(
            LineKind::Shipping,
            Some("1"),
            1,
            amount("4.19"),
            amount("0.80"),
        ),
        line(
            LineKind::Discount,
            Some("1"),
            1,
            amount("-2.52"),
            amount("-0.48"),
        ),
        line(LineKind::Charge, None, 1, amount("1.00"), Amount::ZERO),
        line(LineKind::Note, Some("1"), 0, Amount::ZERO, Amount::ZERO),
    ])
}

#[test]
fn only_what_was_delivered_is_invoiced_and_in_the_end_everything() {
    let mut order = mugs();
    let nothing = next(&order, &[], Rounding::Document);
    assert_eq!(nothing, Err(NotInvoiceable::NothingDelivered));
    order.body.lines[0].delivered = 1;
    let first = next(&order, &[], Rounding::Document).unwrap();
    assert_eq!(first.lines.len(), 4);
    assert_eq!(first.untaxed, amount("9.96"));
    assert_eq!(first.tax, amount("1.70"));
    let again = next(&order, std::slice::from_ref(&first), Rounding::Document);
    assert_eq!(again, Err(NotInvoiceable::AllInvoiced));
    order.body.lines[0].delivered = 3;
    let second = next(&order, std::slice::from_ref(&first), Rounding::Document).unwrap();
    assert_eq!(second.lines[0].quantity, 2);
    assert_eq!(first.total.plus(second.total), Some(order.head.total));
}

#[test]
fn what_cannot_be_invoiced_says_why() {
    let mut shipped = mugs();
    shipped.body.lines[0].delivered = 3;
    let mut mismatch = shipped.clone();
    mismatch.head.amazon_total = Some(amount("1"));
    let refused = next(&mismatch, &[], Rounding::Document);
    assert_eq!(refused, Err(NotInvoiceable::TotalMismatch));
    let mut cancelled = shipped.clone();
    cancelled.head.state = OrderState::Cancelled;
    let refused = next(&cancelled, &[], Rounding::Document);
    assert_eq!(refused, Err(NotInvoiceable::Cancelled));
    let mut free = shipped.clone();
    free.head.flags = Flags::REPLACEMENT;
    assert_eq!(
        next(&free, &[], Rounding::Document),
        Err(NotInvoiceable::NoMoney)
    );
}

#[test]
fn amazons_own_tax_is_apart_and_not_owed() {
    let mut order = mugs();
    order.body.lines[0].delivered = 3;
    order.body.facilitator_tax = amount("5.11");
    let invoice = next(&order, &[], Rounding::Document).unwrap();
    assert_eq!(invoice.tax, Amount::ZERO);
    assert_eq!(invoice.facilitator_tax, amount("5.11"));
    assert_eq!(invoice.total, amount("27.88"));
    // A part of the tax: what is left is ours.
    order.body.facilitator_tax = amount("4.00");
    let invoice = next(&order, &[], Rounding::Document).unwrap();
    assert_eq!(invoice.facilitator_tax, amount("4.00"));
    assert_eq!(invoice.tax, amount("1.11"));
}

#[test]
fn pieces_that_amazon_took_out_of_its_amounts_do_not_count() {
    let mut order = mugs();
    order.body.lines[0].delivered = 2;
    order.body.lines[0].cancelled = 1;
    let invoice = next(&order, &[], Rounding::Document).unwrap();
    assert_eq!(invoice.total, order.head.total);
}

#[test]
fn the_entry_has_income_by_kind_and_tax_by_rate() {
    let mut order = mugs();
    order.body.lines[0].delivered = 3;
    let invoice = next(&order, &[], Rounding::Document).unwrap();
    let day = Day::from_parts(2026, 11, 1).unwrap();
    let entry = entry_of(&invoice, day).unwrap();
    let number = EntryNumber::next(entry.journal(), day, 0).unwrap();
    let entry = entry.posted(number, Moment::from_seconds(0), "anna");
    let told: Vec<String> = entry
        .lines
        .iter()
        .map(|l| format!("{} {} {}", l.account.as_str(), l.amount, l.text))
        .collect();
    assert_eq!(
        told,
        [
            "receivable 32.99 ",
            "sales -25.21 ",
            "shipping_income -4.19 ",
            "other_income -1.00 ",
            "discounts 2.52 ",
            "vat_payable -5.11 VAT 19 %",
        ]
    );
    let credit = credit_note(&invoice, InvoiceId(9), "Returned", invoice.made_at);
    let back = entry_of(&credit, day).unwrap();
    let back = back.posted(number, Moment::from_seconds(0), "anna");
    for (there, back) in entry.lines.iter().zip(&back.lines) {
        assert_eq!(
            (there.account, there.amount),
            (back.account, back.amount.turned())
        );
    }
    // What is credited can be invoiced anew.
    let both = [invoice.clone(), credit];
    assert_eq!(
        next(&order, &both, Rounding::Document).map(|i| i.total),
        Ok(invoice.total)
    );
}

proptest! {
    /// P12, and the sum of all parts: whatever is delivered when, the invoices of an order add up to Amazon's amounts, and
    /// each document's tax is that of its rates rounded once (or line by line).
    #[test]
    fn parts_add_up_to_the_whole(
        goods in prop::collection::vec((1u32..6, 1i64..20_000, 0usize..3, 0i64..900), 1..5),
        steps in prop::collection::vec(prop::collection::vec(0u32..6, 5), 1..5),
        by_line in any::<bool>(),
    ) {
        let rounding = if by_line { Rounding::Line } else { Rounding::Document };
        let mut lines = Vec::new();
        for (at, (quantity, untaxed, rate, shipping)) in goods.iter().enumerate() {
            let item = at.to_string();
            let tax = |untaxed: i64| cents(untaxed * [19, 7, 0][*rate] / 100);
            lines.push(line(LineKind::Product, Some(&item), *quantity, cents(*untaxed), tax(*untaxed)));
            lines.push(line(LineKind::Shipping, Some(&item), 1, cents(*shipping), tax(*shipping)));
        }
        let mut order = order(lines);
        let mut invoices: Vec<Invoice> = Vec::new();
        let mut all = steps.clone();
        all.push(vec![6; 5]);
        for step in all {
            for (at, more) in step.iter().enumerate().take(goods.len()) {
                let line = &mut order.body.lines[at * 2];
                line.delivered = (line.delivered + more).min(line.quantity);
            }
            let Ok(invoice) = next(&order, &invoices, rounding) else { continue };
            let posted = entry_of(&invoice, Day::from_parts(2026, 11, 1).unwrap()).unwrap();
            let posted = posted.posted("INV/2026/00001".parse().unwrap(), Moment::default(), "x");
            let vat = posted.lines.iter().filter(|l| l.account.as_str() == "vat_payable").map(|l| l.amount);
            prop_assert_eq!(Amount::sum(vat).map(Amount::turned), Some(invoice.tax));
            let by_rate = tax_totals(&invoice.lines).unwrap();
            prop_assert_eq!(Amount::sum(by_rate.iter().map(|t| t.tax)), Some(invoice.tax));
            invoices.push(invoice);
            if !by_line {
                // Up to now: the exact tax of each rate, rounded once.
                let sums = invoiced_by(&invoices).unwrap();
                let amounts: Vec<_> = order.body.lines.iter().map(|l| (l.untaxed, l.tax)).collect();
                let told_rates = rates(&amounts, order.head.currency);
                for rate in 0..3usize {
                    let mut exact = rust_decimal::Decimal::ZERO;
                    let mut told = rust_decimal::Decimal::ZERO;
                    for (at, (r, line)) in OrderLineRef::of_lines(&order.body.lines).iter().zip(&order.body.lines).enumerate() {
                        let of = &order.body.lines[at / 2 * 2];
                        if told_rates[at] == Some(TaxRate([190, 70, 0][rate])) {
                            exact += line.tax.0 * rust_decimal::Decimal::from(of.delivered) / rust_decimal::Decimal::from(of.quantity);
                            told += sums.get(r).map_or(Default::default(), |i| i.tax.0);
                        }
                    }
                    prop_assert!((exact - told).abs() <= rust_decimal::Decimal::new(5, 3), "{exact} {told}");
                }
            }
        }
        if !order.head.total.is_zero() {
            prop_assert_eq!(Amount::sum(invoices.iter().map(|i| i.total)), Some(order.head.total));
        }
    }
}
