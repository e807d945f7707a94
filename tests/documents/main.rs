//! Documents as they are printed: what they say in both forms, whether a scanner can read them, and what hostile text does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod invoices;
mod scanner;

use lopdf::content::Content;
use orderdeck::documents::{
    Code, Delivery, DeliveryLine, Fonts, Sheet, control_codes, packing_slip, pdf, pick_list, text,
};
use orderdeck::domain::address::Address;
use orderdeck::domain::ids::{OrderNumber, PickingNumber, ProductId};
use orderdeck::domain::moment::Moment;
use orderdeck::domain::paper::Paper;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

fn noon() -> Moment {
    Moment::parse("2026-11-22T12:00:00Z").unwrap()
}

fn line(bin: &str, sku: &str, title: &str, pieces: u32) -> DeliveryLine {
    DeliveryLine {
        product: ProductId(1),
        sku: Some(sku.to_owned()),
        title: title.to_owned(),
        pieces,
        bin: bin.to_owned(),
    }
}

fn delivery(number: u32, lines: Vec<DeliveryLine>) -> Delivery {
    Delivery {
        picking: PickingNumber(number),
        order: OrderNumber(number + 100),
        reference: "302-1234567-7654321".parse().unwrap(),
        ordered: Moment::parse("2026-11-20T08:30:00Z").unwrap(),
        ship_by: Moment::parse("2026-11-23T17:00:00Z"),
        service_level: Some("Standard".to_owned()),
        address: Address {
            name: "Käthe Müller-Lüdenscheidt".to_owned(),
            lines: vec!["c/o Höfner GmbH".to_owned(), "Kleine Straße 12".to_owned()],
            city: "München".to_owned(),
            postal_code: "80331".to_owned(),
            country: "DE".to_owned(),
            phone: "+49 89 000000".to_owned(),
            ..Address::default()
        },
        gift_message: None,
        po_number: None,
        backorder_of: None,
        to_follow: 0,
        lines,
    }
}

fn gift() -> Delivery {
    Delivery {
        gift_message: Some("Alles Gute zum Geburtstag!\nDeine Tante Erna".to_owned()),
        po_number: Some("PO-4711/A".to_owned()),
        backorder_of: Some(PickingNumber(3)),
        to_follow: 2,
        ..delivery(
            7,
            vec![
                line("A-2", "MUG-BLUE", "Coffee mug, blue, 330 ml", 2),
                line(
                    "B-10",
                    "TEA-EARL-GREY-250",
                    "Earl Grey loose leaf tea in a tin that keeps its aroma, organically grown, 250 g",
                    1,
                ),
            ],
        )
    }
}

fn shipment() -> Vec<Delivery> {
    vec![
        delivery(
            1,
            vec![
                line("A-10", "MUG-RED", "Coffee mug, red, 330 ml", 1),
                line("A-2", "MUG-BLUE", "Coffee mug, blue, 330 ml", 3),
            ],
        ),
        delivery(
            2,
            vec![
                line("A-2", "MUG-BLUE", "Coffee mug, blue, 330 ml", 12),
                line("", "POSTCARD", "Postcard", 1),
            ],
        ),
        gift(),
    ]
}

fn sender() -> Vec<String> {
    vec![
        "Muster Handels GmbH".to_owned(),
        "Hafenstraße 5, 20457 Hamburg, Germany".to_owned(),
    ]
}

fn codes() -> Vec<Code> {
    [
        ("Confirm", "OD:CONFIRM"),
        ("The rest later (backorder)", "OD:BACKORDER"),
        ("DHL", "OD:CARRIER:DHL"),
    ]
    .map(|(label, code)| Code {
        label: label.to_owned(),
        code: code.to_owned(),
    })
    .to_vec()
}

fn print(sheets: &[Sheet], paper: Paper) -> Vec<u8> {
    pdf::render(sheets, paper, &Fonts::bundled(), noon()).unwrap()
}

/// The text of each page, read back by another library; lines that were broken are joined.
fn pages(bytes: &[u8]) -> Vec<String> {
    let read = lopdf::Document::load_mem(bytes).unwrap();
    let numbers: Vec<u32> = read.get_pages().into_keys().collect();
    numbers
        .iter()
        .map(|n| {
            let text = read.extract_text(&[*n]).unwrap();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

/// Black rectangles of a page, as left edge, lower edge, width, height.
fn rectangles(bytes: &[u8], page: usize) -> Vec<[f32; 4]> {
    let read = lopdf::Document::load_mem(bytes).unwrap();
    let id = read.get_pages().into_values().nth(page).unwrap();
    let content = Content::decode(&read.get_page_content(id)).unwrap();
    let mut grey = 0.0;
    let mut found = Vec::new();
    for operation in content.operations {
        let numbers: Vec<f32> = operation
            .operands
            .iter()
            .filter_map(|o| o.as_float().ok())
            .collect();
        match operation.operator.as_str() {
            "g" => grey = numbers[0],
            "re" if grey == 0.0 => found.push(numbers.try_into().unwrap()),
            _ => {}
        }
    }
    found
}

/// Bars at one height, close to each other: left edge and width.
struct Row {
    y: f32,
    bars: Vec<(f32, f32)>,
}

/// What a scanner reads off a page, from top to bottom and left to right.
fn scanned(bytes: &[u8], page: usize) -> Vec<String> {
    let mut rows: Vec<Row> = Vec::new();
    for bar in rectangles(bytes, page).into_iter().filter(|r| r[3] > 30.0) {
        let same = |row: &&mut Row| {
            let (last, width) = *row.bars.last().unwrap();
            row.y == bar[1] && bar[0] - (last + width) < 8.0
        };
        match rows.iter_mut().find(same) {
            Some(row) => row.bars.push((bar[0], bar[2])),
            None => rows.push(Row {
                y: bar[1],
                bars: vec![(bar[0], bar[2])],
            }),
        }
    }
    rows.iter().map(|row| scanner::read(&row.bars)).collect()
}

#[test]
fn a_pick_list_is_the_way_through_the_warehouse() {
    insta::assert_snapshot!("pick-list", text::render(&[pick_list(&shipment(), noon())]));
    insta::assert_snapshot!(
        "pick-list-of-one",
        text::render(&[pick_list(&shipment()[..1], noon())])
    );
}

#[test]
fn an_article_is_picked_once_whatever_marketplaces_call_it() {
    let other = DeliveryLine {
        product: ProductId(2),
        ..line("A-2", "SOAP", "Soap of another shop", 1)
    };
    let untold = |title: &str| DeliveryLine {
        sku: None,
        ..line("", "", title, 1)
    };
    let list = text::render(&[pick_list(
        &[
            delivery(1, vec![line("A-2", "SOAP", "Olivenseife 150 g", 2)]),
            delivery(2, vec![line("A-2", "SOAP", "Savon à l'olive 150 g", 5)]),
            delivery(3, vec![other, untold("A thing"), untold("Another thing")]),
        ],
        noon(),
    )]);
    let rows: Vec<&str> = list.lines().filter(|l| l.starts_with("[ ]")).collect();
    assert_eq!(rows.len(), 4, "{list}");
    assert!(
        list.contains("2 for WH/OUT/00001, 5 for WH/OUT/00002"),
        "{list}"
    );
    assert!(
        rows[0].contains(" 7 ") && rows[0].contains("Olivenseife"),
        "{list}"
    );
    assert!(rows[1].contains("another shop"), "{list}");
}

#[test]
fn a_packing_slip_has_all_but_prices() {
    insta::assert_snapshot!(
        "packing-slip",
        text::render(&[packing_slip(&gift(), &sender(), noon())])
    );
}

#[test]
fn control_codes_as_text() {
    insta::assert_snapshot!(
        "control-codes",
        text::render(&[control_codes(codes(), noon())])
    );
}

#[test]
fn a_pdf_says_what_the_text_says() {
    for paper in [Paper::A4, Paper::Letter] {
        let slip = pages(&print(&[packing_slip(&gift(), &sender(), noon())], paper));
        assert_eq!(slip.len(), 1);
        for part in [
            "Muster Handels GmbH",
            "Packing slip",
            "S00107",
            "302-1234567-7654321",
            "2026-11-20",
            "WH/OUT/00007",
            "PO-4711/A",
            "Ship to",
            "Käthe Müller-Lüdenscheidt",
            "Kleine Straße 12",
            "80331 München",
            "MUG-BLUE",
            "Coffee mug, blue, 330 ml",
            "Alles Gute zum Geburtstag!",
            "Deine Tante Erna",
            "WH/OUT/00003",
            "2 more pieces",
            "Printed 2026-11-22 12:00 UTC",
            "Page 1 of 1",
        ] {
            assert!(slip[0].contains(part), "{part:?} is not in {}", slip[0]);
        }
        assert!(
            !slip[0].contains("+49"),
            "the phone number is the carrier's business"
        );
        let list = pages(&print(&[pick_list(&shipment(), noon())], paper)).concat();
        for part in [
            "3 for WH/OUT/00001, 12 for WH/OUT/00002, 2 for WH/OUT/00007",
            "A-10",
            "POSTCARD",
            "17",
        ] {
            assert!(list.contains(part), "{part:?} is not in {list}");
        }
    }
}

#[test]
fn paper_has_its_size() {
    for (paper, size) in [
        (Paper::A4, [595.28, 841.89]),
        (Paper::Letter, [612.0, 792.0]),
    ] {
        let bytes = print(&[pick_list(&shipment(), noon())], paper);
        let read = lopdf::Document::load_mem(&bytes).unwrap();
        let page = read.get_pages().into_values().next().unwrap();
        let area = read.get_dictionary(page).unwrap().get(b"MediaBox").unwrap();
        let area: Vec<f32> = area
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_float().unwrap())
            .collect();
        assert_eq!(area[2..], size);
    }
}

#[test]
fn many_pickings_are_many_pages_that_count_themselves() {
    let many: Vec<Delivery> = (1..=60)
        .map(|n| {
            delivery(
                n,
                vec![line(
                    &format!("A-{n}"),
                    &format!("SKU-{n}"),
                    "A thing with a name of some length, and a second line of it here",
                    n,
                )],
            )
        })
        .collect();
    let list = pages(&print(&[pick_list(&many, noon())], Paper::A4));
    assert!(list.len() >= 3, "{}", list.len());
    for (n, page) in list.iter().enumerate() {
        assert!(
            page.contains(&format!("Page {} of {}", n + 1, list.len())),
            "{page}"
        );
        assert!(
            page.contains("Pick list") && page.contains("Article"),
            "{page}"
        );
    }
    let all = list.concat();
    for n in 1..=60 {
        assert!(all.contains(&format!("SKU-{n} ")), "{n}");
    }
    let slips: Vec<Sheet> = many.iter().map(|d| packing_slip(d, &[], noon())).collect();
    let printed = pages(&print(&slips, Paper::Letter));
    assert_eq!(printed.len(), 60);
    assert!(printed.iter().all(|page| page.contains("Page 1 of 1")));
}

#[test]
fn nothing_is_printed_outside_the_page_or_over_the_foot() {
    let long = Delivery {
        gift_message: Some("A very long gift message. ".repeat(800)),
        ..gift()
    };
    let bytes = print(&[packing_slip(&long, &sender(), noon())], Paper::Letter);
    let read = pages(&bytes);
    assert!(read.len() > 2);
    assert_eq!(
        read.concat().matches("gift").count(),
        800,
        "nothing is lost"
    );
    for page in 0..read.len() {
        for [x, y, width, height] in rectangles(&bytes, page) {
            assert!(x >= 36.0 && x + width <= 576.0 && y >= 36.0 && y + height <= 756.0);
        }
    }
}

#[test]
fn a_scanner_reads_what_is_meant() {
    let slip = print(&[packing_slip(&gift(), &sender(), noon())], Paper::A4);
    assert_eq!(scanned(&slip, 0), ["S00107"]);
    let list = print(&[pick_list(&shipment()[..1], noon())], Paper::Letter);
    assert_eq!(scanned(&list, 0), ["WH/OUT/00001"]);
    let sheet = print(&[control_codes(codes(), noon())], Paper::A4);
    assert_eq!(
        scanned(&sheet, 0),
        ["OD:CONFIRM", "OD:BACKORDER", "OD:CARRIER:DHL"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_code_that_is_drawn_reads_back(code in "[ -~]{1,24}") {
        let sheet = control_codes(vec![Code { label: "x".to_owned(), code: code.clone() }], noon());
        let bytes = pdf::render(&[sheet], Paper::A4, &Fonts::bundled(), noon()).unwrap();
        let read = scanned(&bytes, 0);
        prop_assert_eq!(read, [code]);
    }

    #[test]
    fn no_text_breaks_a_document(name in any::<String>(), title in any::<String>(), sku in any::<String>(), gift in any::<String>(), bin in any::<String>()) {
        let mut of = delivery(1, vec![line(&bin, &sku, &title, u32::MAX)]);
        of.address.name = name;
        of.gift_message = Some(gift);
        of.po_number = Some(title.clone());
        let sheets = [packing_slip(&of, &[], noon()), pick_list(&[of.clone()], noon())];
        for line in text::render(&sheets).lines() {
            prop_assert!(line.width() <= 80, "{line:?}");
            prop_assert!(!line.chars().any(char::is_control));
        }
        let bytes = pdf::render(&sheets, Paper::A4, &Fonts::bundled(), noon()).unwrap();
        prop_assert!(lopdf::Document::load_mem(&bytes).is_ok());
    }
}

#[test]
fn the_same_gives_the_same_bytes() {
    let slip = [packing_slip(&gift(), &sender(), noon())];
    assert_eq!(print(&slip, Paper::A4), print(&slip, Paper::A4));
}

#[test]
fn names_of_many_scripts_are_readable_and_what_is_not_is_told() {
    let named = |name: &str| Delivery {
        address: Address {
            name: name.to_owned(),
            ..gift().address
        },
        ..gift()
    };
    for name in [
        "Łukasz Żółć",
        "Αλέξανδρος Παπαδόπουλος",
        "Олександр Ковальчук",
        "Արամ",
        "გიორგი",
    ] {
        let read = pages(&print(
            &[packing_slip(&named(name), &[], noon())],
            Paper::A4,
        ));
        assert!(read[0].contains(name), "{name}: {}", read[0]);
        assert!(!read[0].contains("A box stands for"));
    }
    for name in ["محمد علي", "דוד כהן"] {
        let read = pages(&print(
            &[packing_slip(&named(name), &[], noon())],
            Paper::A4,
        ));
        assert!(!read[0].contains("A box stands for"), "{name}");
    }
    let slip = [packing_slip(&named("山田 太郎"), &[], noon())];
    let read = pages(&print(&slip, Paper::A4));
    assert!(read[0].contains("A box stands for a letter that no font at hand has"));
    assert!(text::render(&slip).contains("山田 太郎"));
}
