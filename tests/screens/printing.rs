//! Pick lists, packing slips and control barcodes, printed from the Pickings tab.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use orderdeck::protocol::Request;
use orderdeck::protocol::documents::{DocumentFormat, DocumentKind, DocumentRequest};

fn pickings(size: (u16, u16)) -> Harness {
    let mut h = Harness::with(size, Shop::new(1_000, noon()), &options());
    h.keys("2");
    h
}

fn asked(h: &Harness) -> Vec<DocumentRequest> {
    let print = |r: &Request| match r {
        Request::Print(asked) => Some(asked.clone()),
        _ => None,
    };
    h.shop.asked.iter().filter_map(print).collect()
}

fn sees(h: &Harness, text: &str) {
    let screen = h.screen();
    assert!(screen.contains(text), "{text:?} is not on\n{screen}");
}

#[test]
fn the_choice_at_every_usual_size() {
    for (columns, rows) in [(80, 24), (40, 20)] {
        let mut h = pickings((columns, rows));
        h.keys("<space> <space> p");
        insta::assert_snapshot!(format!("print-{columns}x{rows}"), h.screen());
    }
}

#[test]
fn the_one_under_the_cursor_the_open_one_or_the_marked_ones() {
    let mut h = pickings((80, 24));
    let first = h.shop.warehouse.pickings[0].picking;
    h.keys("g g p <enter>");
    sees(&h, "The pick list: written to");
    sees(&h, "/srv/orderdeck/documents/pick-list-");
    h.keys("<space> <space> <space> p");
    sees(&h, "Print of 3 pickings");
    h.keys("j <enter>");
    h.keys("<enter> p j j j j <enter>");
    let asked = asked(&h);
    let seen: Vec<(DocumentKind, DocumentFormat, usize)> = asked
        .iter()
        .map(|a| (a.kind, a.format, a.pickings.len()))
        .collect();
    assert_eq!(
        seen,
        [
            (DocumentKind::PickList, DocumentFormat::Pdf, 1),
            (DocumentKind::PackingSlip, DocumentFormat::Pdf, 3),
            (DocumentKind::PackingSlip, DocumentFormat::Text, 1),
        ]
    );
    assert!(asked[1].pickings.contains(&first));
}

#[test]
fn control_barcodes_belong_to_no_picking() {
    let mut h = pickings((80, 24));
    h.keys("p j j <enter>");
    sees(&h, "Control barcodes: written to");
    assert_eq!(asked(&h)[0].pickings, []);
}
