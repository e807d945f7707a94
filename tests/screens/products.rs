//! Products: listed, filtered, changed, added, and SKUs matched to them.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use orderdeck::protocol::products::ProductRequest;
use orderdeck::protocol::{Event, Request};

fn products(size: (u16, u16)) -> Harness {
    let mut h = Harness::with(size, Shop::new(1_000, noon()), &options());
    h.keys("I");
    h
}

fn sees(h: &Harness, text: &str) {
    let screen = h.screen();
    assert!(screen.contains(text), "{text:?} is not on\n{screen}");
}

fn sees_not(h: &Harness, text: &str) {
    let screen = h.screen();
    assert!(!screen.contains(text), "{text:?} is on\n{screen}");
}

/// The matches asked for: SKU, product, whether open orders follow.
fn matches(h: &Harness) -> Vec<(String, String, Option<bool>)> {
    let asked = |r: &Request| match r {
        Request::Product(ProductRequest::Match {
            sku,
            product,
            rematch,
            ..
        }) => Some((sku.clone(), product.clone(), *rematch)),
        _ => None,
    };
    h.shop.asked.iter().filter_map(asked).collect()
}

#[test]
fn every_view_at_every_usual_size() {
    for (columns, rows) in [(80, 24), (40, 20), (120, 40)] {
        let mut h = products((columns, rows));
        insta::assert_snapshot!(format!("products-{columns}x{rows}"), h.screen());
        h.keys("u");
        insta::assert_snapshot!(format!("unmatched-{columns}x{rows}"), h.screen());
        h.keys("<esc> j <enter>");
        insta::assert_snapshot!(format!("product-form-{columns}x{rows}"), h.screen());
    }
}

#[test]
fn a_product_is_found_and_changed_and_counts_as_looked_at() {
    let mut h = products((80, 24));
    h.keys("/").text("extra").keys("<enter>");
    sees(&h, "! B0-MUG-XL");
    sees_not(&h, "KETTLE-1L7");
    h.keys("<enter> <tab>")
        .text("C-9")
        .keys("<tab> <tab>")
        .text("0.4");
    h.keys("<enter>");
    sees(&h, "B0-MUG-XL is saved.");
    sees(&h, "C-9  Mug, extra large  0.4 kg");
    sees_not(&h, "! B0-MUG-XL");
}

#[test]
fn a_refusal_keeps_what_was_typed() {
    let mut h = products((80, 24));
    h.keys("<enter> <tab>")
        .text("C-9")
        .keys("<tab>")
        .text(" 73513537");
    h.keys("<enter>");
    sees(&h, "The barcode 73513537 belongs to KETTLE-1L7.");
    sees(&h, "C-9");
    h.keys("<tab>").text("heavy").keys("<enter>");
    sees(&h, "is not a weight in kilograms");
    h.keys("<esc>");
    sees(&h, "What was typed is lost then.");
}

#[test]
fn a_product_is_added() {
    let mut h = products((80, 24));
    h.keys("a").text("BOWL").keys("<enter>");
    sees(&h, "A product needs a name.");
    h.text("A bowl").keys("<enter>");
    sees(&h, "BOWL is saved.");
    sees(&h, "A bowl");
}

#[test]
fn an_sku_is_matched_and_its_open_orders_are_asked_about() {
    let mut h = products((80, 24));
    h.keys("u");
    sees(&h, "3 open orders, EU shop");
    h.keys("m");
    sees(&h, "Which product is B0-MUG-XL?");
    h.text("blue").keys("<enter> <enter>");
    sees(&h, "There are 3 open orders of it with nothing delivered.");
    h.keys("<enter>");
    sees(&h, "B0-MUG-XL means MUG-BLUE now; 3 open orders took it.");
    // Nothing is asked where nothing is open; a way back out leads nowhere.
    h.keys("m <esc> <esc> m")
        .text("kettle")
        .keys("<enter> <enter>");
    let wanted = [
        ("B0-MUG-XL", "MUG-BLUE", Some(true)),
        ("X-山田", "KETTLE-1L7", Some(false)),
    ];
    let wanted = wanted.map(|(sku, product, take)| (sku.to_owned(), product.to_owned(), take));
    assert_eq!(matches(&h), wanted);
    sees(&h, "Every SKU was looked at.");
}

#[test]
fn what_others_change_appears_and_the_cursor_stays() {
    let mut h = products((80, 24));
    h.keys("j j");
    h.shop.catalogue.products[2].name = "Mug, dark blue".to_owned();
    h.shop.catalogue.products.remove(0);
    h.event(Event::Products);
    sees(&h, "Mug, dark blue");
    h.keys("<enter>");
    sees(&h, "Change MUG-BLUE");
}
