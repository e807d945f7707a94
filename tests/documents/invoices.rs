//! Invoices and credit notes: what they say, that it adds up, and that they look right whatever stands on them.

use super::{pages, print};
use orderdeck::documents::{
    BuyerDetails, InvoiceDocument, InvoiceDocumentLine, InvoiceSort, RateTotal, SellerDetails,
    invoice, text,
};
use orderdeck::domain::address::Address;
use orderdeck::domain::books::tax_rate::TaxRate;
use orderdeck::domain::day::Day;
use orderdeck::domain::ids::OrderNumber;
use orderdeck::domain::money::{Amount, Currency};
use orderdeck::domain::paper::Paper;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn line(text: &str, sku: &str, quantity: i64, untaxed: &str, tax: &str) -> InvoiceDocumentLine {
    let (untaxed, tax) = (amount(untaxed), amount(tax));
    let currency = Currency::parse("EUR").unwrap();
    InvoiceDocumentLine {
        text: text.to_owned(),
        sku: Some(sku.to_owned()).filter(|s| !s.is_empty()),
        quantity,
        rate: TaxRate::of(untaxed, tax, currency),
        untaxed,
        tax,
        total: untaxed.plus(tax).unwrap(),
    }
}

/// With sums that fit the lines.
fn of_lines(lines: Vec<InvoiceDocumentLine>, currency: &str) -> InvoiceDocument {
    let sum = |of: fn(&InvoiceDocumentLine) -> Amount| Amount::sum(lines.iter().map(of)).unwrap();
    let mut rates: Vec<Option<TaxRate>> = lines.iter().map(|l| l.rate).collect();
    rates.sort();
    rates.dedup();
    let taxes = rates
        .into_iter()
        .map(|rate| {
            let of_rate = || lines.iter().filter(move |l| l.rate == rate);
            RateTotal {
                rate,
                untaxed: Amount::sum(of_rate().map(|l| l.untaxed)).unwrap(),
                tax: Amount::sum(of_rate().map(|l| l.tax)).unwrap(),
            }
        })
        .collect();
    InvoiceDocument {
        kind: InvoiceSort::Invoice,
        number: Some("INV/2026/00017".to_owned()),
        day: Day::parse("2026-11-22"),
        seller: SellerDetails {
            name: "Muster Handels GmbH".to_owned(),
            lines: vec!["Hafenstraße 5, 20457 Hamburg, Germany".to_owned()],
            tax_numbers: vec!["VAT ID DE123456789".to_owned()],
            foot: vec![
                "Muster Handels GmbH · Managing director: Petra Muster · Register: Hamburg HRB 12345".to_owned(),
                "Hanse Bank · IBAN DE02 1203 0000 0000 2020 51 · BIC BYLADEM1001 · service@muster.example".to_owned(),
            ],
        },
        buyer: BuyerDetails {
            name: "Käthe Müller-Lüdenscheidt".to_owned(),
            company: "Höfner GmbH".to_owned(),
            address: Address {
                name: "Käthe Müller-Lüdenscheidt".to_owned(),
                lines: vec!["Kleine Straße 12".to_owned()],
                city: "München".to_owned(),
                postal_code: "80331".to_owned(),
                country: "DE".to_owned(),
                phone: "+49 89 000000".to_owned(),
                ..Address::default()
            },
            vat_number: None,
            po_number: Some("PO-4711/A".to_owned()),
        },
        ordered: Day::parse("2026-11-20").unwrap(),
        delivered: Day::parse("2026-11-21"),
        order: OrderNumber(107),
        reference: "302-1234567-7654321".parse().unwrap(),
        marketplace: "Amazon.de".to_owned(),
        currency: Currency::parse(currency).unwrap(),
        untaxed: sum(|l| l.untaxed),
        taxes,
        total: sum(|l| l.total),
        facilitator_tax: Amount::ZERO,
        through_amazon: true,
        reason: String::new(),
        lines,
    }
}

fn usual() -> InvoiceDocument {
    of_lines(
        vec![
            line("Coffee mug, blue, 330 ml", "MUG-BLUE", 2, "20.00", "3.80"),
            line(
                "Earl Grey loose leaf tea in a tin that keeps its aroma, organically grown, 250 g",
                "TEA-EARL-GREY-250",
                3,
                "25.00",
                "1.75",
            ),
            line("Shipping", "", 1, "4.20", "0.80"),
            line("Discount", "", 1, "-2.00", "-0.38"),
        ],
        "EUR",
    )
}

fn credit() -> InvoiceDocument {
    let mut of = usual();
    let turned = |a: &mut Amount| *a = a.turned();
    for line in &mut of.lines {
        line.quantity = -line.quantity;
        turned(&mut line.untaxed);
        turned(&mut line.tax);
        turned(&mut line.total);
    }
    for tax in &mut of.taxes {
        turned(&mut tax.untaxed);
        turned(&mut tax.tax);
    }
    turned(&mut of.untaxed);
    turned(&mut of.total);
    InvoiceDocument {
        kind: InvoiceSort::CreditNote {
            corrects: "INV/2026/00017".to_owned(),
        },
        number: Some("RINV/2026/00002".to_owned()),
        reason: "returned unopened".to_owned(),
        ..of
    }
}

fn american() -> InvoiceDocument {
    let mut of = of_lines(
        vec![line(
            "Coffee mug, blue, 11 oz",
            "MUG-BLUE",
            1,
            "100.00",
            "0",
        )],
        "USD",
    );
    of.facilitator_tax = amount("8.88");
    of.marketplace = "Amazon.com".to_owned();
    of.buyer.address.country = "US".to_owned();
    of.buyer.address.state = "WA".to_owned();
    of
}

fn many() -> InvoiceDocument {
    let lines = (1..=60).map(|n| {
        let title = match n % 3 {
            0 => "A thing with a name of some length that needs a second line of it, and a third one where columns are narrow",
            _ => "A thing",
        };
        line(title, &format!("SKU-{n}"), n, &format!("{n}.50"), &format!("0.{n:02}"))
    });
    of_lines(lines.collect(), "EUR")
}

fn shown(of: &InvoiceDocument) -> String {
    text::render(&[invoice(of)])
}

#[test]
fn an_invoice_as_text() {
    insta::assert_snapshot!("invoice", shown(&usual()));
    insta::assert_snapshot!("credit-note", shown(&credit()));
    insta::assert_snapshot!("invoice-facilitator", shown(&american()));
    let draft = InvoiceDocument {
        number: None,
        day: None,
        ..usual()
    };
    insta::assert_snapshot!("invoice-draft", shown(&draft));
}

#[test]
fn the_pdf_says_what_the_text_says() {
    for paper in [Paper::A4, Paper::Letter] {
        let read = pages(&print(&[invoice(&usual())], paper));
        assert_eq!(read.len(), 1);
        for part in [
            "Muster Handels GmbH",
            "VAT ID DE123456789",
            "IBAN DE02 1203 0000 0000 2020 51",
            "INV/2026/00017",
            "2026-11-22",
            "2026-11-21",
            "302-1234567-7654321",
            "PO-4711/A",
            "Höfner GmbH",
            "80331 München",
            "Coffee mug, blue, 330 ml",
            "SKU MUG-BLUE",
            "8.3333",
            "19%",
            "-2.38",
            "Total without tax 47.20",
            "Tax 7 % on 25.00 1.75",
            "Tax 19 % on 22.20 4.22",
            "Total EUR 53.17",
            "paid through Amazon",
            "Page 1 of 1",
        ] {
            assert!(read[0].contains(part), "{part:?} is not in {}", read[0]);
        }
        assert!(
            !read[0].contains("+49"),
            "the phone number is the carrier's business"
        );
        assert!(!read[0].contains("DRAFT"));
    }
}

#[test]
fn a_draft_can_not_be_taken_for_an_invoice() {
    let draft = InvoiceDocument {
        number: None,
        day: None,
        ..many()
    };
    let read = pages(&print(&[invoice(&draft)], Paper::A4));
    assert!(read.len() > 2);
    for page in read {
        assert!(
            page.contains("DRAFT") && page.contains("Draft invoice"),
            "{page}"
        );
    }
    assert!(shown(&draft).contains("*** DRAFT ***"));
}

#[test]
fn a_credit_note_shows_turned_amounts_and_what_it_corrects() {
    let shown = shown(&credit());
    for part in [
        "CREDIT NOTE",
        "Corrects invoice",
        "corrects invoice INV/2026/00017. Reason: returned unopened",
        "Total credited EUR",
        "53.17",
        "-2.38",
    ] {
        assert!(shown.contains(part), "{part:?} is not in {shown}");
    }
    assert!(!shown.contains("-53.17"), "{shown}");
}

#[test]
fn amazons_own_tax_is_apart_from_what_the_seller_gets() {
    let shown = shown(&american());
    let figure = |label: &str| {
        let line = shown.lines().find(|l| l.trim_start().starts_with(label));
        line.unwrap().split_whitespace().last().unwrap().to_owned()
    };
    assert_eq!(figure("Total without tax"), "100.00");
    assert_eq!(figure("Total USD"), "100.00");
    assert_eq!(figure("Tax collected by Amazon  "), "8.88");
    assert_eq!(figure("Paid by the buyer USD"), "108.88");
    assert!(shown.contains("marketplace facilitator"));
}

#[test]
fn a_business_without_tax_is_told_why() {
    let untaxed = |number: &str| {
        let mut of = of_lines(vec![line("Mug", "MUG", 1, "10.00", "0")], "EUR");
        of.buyer.vat_number = Some(number.to_owned());
        shown(&of)
    };
    let austrian = untaxed("ATU12345678");
    assert!(
        austrian.contains("article 138") && austrian.contains("ATU12345678"),
        "{austrian}"
    );
    let british = untaxed("GB123456789");
    assert!(
        british.contains("reverse charge") && !british.contains("2006/112"),
        "{british}"
    );
    let mut taxed = usual();
    taxed.buyer.vat_number = Some("ATU12345678".to_owned());
    let taxed = shown(&taxed);
    assert!(
        taxed.contains("ATU12345678") && !taxed.contains("article 138"),
        "{taxed}"
    );
    let private = of_lines(vec![line("Mug", "MUG", 1, "10.00", "0")], "EUR");
    assert!(!shown(&private).contains("reverse charge"));
}

/// What is carried over at the end of each page, and brought forward at the beginning.
fn carried(page: &str, label: &str) -> Option<String> {
    let rest = page.split(label).nth(1)?;
    rest.split_whitespace().next().map(str::to_owned)
}

#[test]
fn sums_go_from_page_to_page() {
    let of = many();
    let read = pages(&print(&[invoice(&of)], Paper::A4));
    assert!(read.len() >= 3, "{}", read.len());
    for (n, page) in read.iter().enumerate() {
        assert!(
            page.contains(&format!("Page {} of {}", n + 1, read.len())),
            "{page}"
        );
        assert!(
            page.contains("INV/2026/00017") && page.contains("IBAN"),
            "{page}"
        );
        if n > 0 && page.contains("SKU ") {
            assert!(page.contains("Description"), "{page}");
            let before = carried(&read[n - 1], "Carried over");
            assert!(before.is_some());
            assert_eq!(carried(page, "Brought forward"), before);
        }
    }
    let first = &read[0];
    let on_first: Vec<&InvoiceDocumentLine> = of
        .lines
        .iter()
        .filter(|l| first.contains(&format!("{} ", l.sku.as_deref().unwrap())))
        .collect();
    let sum = Amount::sum(on_first.iter().map(|l| l.total)).unwrap();
    assert_eq!(carried(first, "Carried over"), Some(sum.to_string()));
    let all = read.concat();
    assert!(all.contains("Total EUR 1,878.30"), "{all}");
    for n in 1..=60 {
        assert!(all.contains(&format!("SKU-{n} ")), "{n}");
    }
}

#[test]
fn yen_have_no_decimals() {
    let mut of = of_lines(
        vec![
            line("急須", "KYUSU", 3, "16255", "1625"),
            line("送料", "", 1, "1234567", "0"),
        ],
        "JPY",
    );
    of.buyer.address.name = "山田 太郎".to_owned();
    of.buyer.address.country = "JP".to_owned();
    let shown = shown(&of);
    assert!(
        shown.contains("山田 太郎") && shown.contains("急須"),
        "{shown}"
    );
    assert!(
        shown.contains("1,234,567") && shown.contains("5,418.33"),
        "{shown}"
    );
    assert!(
        shown.contains("Total JPY") && !shown.contains("1,234,567.00"),
        "{shown}"
    );
}

#[test]
fn the_same_invoice_gives_the_same_bytes() {
    let sheet = [invoice(&usual())];
    assert_eq!(print(&sheet, Paper::A4), print(&sheet, Paper::A4));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_text_and_no_figure_breaks_an_invoice(
        name in any::<String>(), title in any::<String>(), sku in any::<String>(), foot in any::<String>(),
        quantity in any::<i64>(), untaxed in any::<i64>(), tax in any::<i64>(), digits in 0u32..9,
    ) {
        let exact = |value: i64| Amount(rust_decimal::Decimal::new(value, digits));
        let mut of = usual();
        of.buyer.name = name.clone();
        of.buyer.vat_number = Some(name.clone());
        of.seller.foot = vec![foot.clone(); 30];
        of.marketplace = foot;
        of.reason = name;
        of.facilitator_tax = exact(tax);
        of.total = exact(untaxed);
        of.lines.push(InvoiceDocumentLine {
            text: title,
            sku: Some(sku),
            quantity,
            rate: Some(TaxRate(u32::MAX)),
            untaxed: exact(untaxed),
            tax: exact(tax),
            total: exact(untaxed),
        });
        for of in [InvoiceDocument { number: None, ..of.clone() }, InvoiceDocument { kind: InvoiceSort::CreditNote { corrects: of.reason.clone() }, ..of }] {
            let sheets = [invoice(&of)];
            for line in text::render(&sheets).lines() {
                prop_assert!(line.width() <= 80, "{line:?}");
                prop_assert!(!line.chars().any(char::is_control));
            }
            prop_assert!(lopdf::Document::load_mem(&print(&sheets, Paper::A4)).is_ok());
        }
    }
}
