//! The carriers: listed, filtered, made, changed and taken away.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use orderdeck::protocol::Request;
use orderdeck::protocol::pickings::NewCarrier;

fn carriers(size: (u16, u16)) -> Harness {
    let mut h = Harness::with(size, Shop::new(1_000, noon()), &options());
    h.keys("2 C");
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

fn made(h: &Harness) -> Vec<NewCarrier> {
    let add = |r: &Request| match r {
        Request::CarrierAdd(new) => Some(new.clone()),
        _ => None,
    };
    h.shop.asked.iter().filter_map(add).collect()
}

#[test]
fn the_list_and_the_form_at_every_usual_size() {
    for (columns, rows) in [(80, 24), (40, 20), (120, 40)] {
        let mut h = carriers((columns, rows));
        insta::assert_snapshot!(format!("carriers-{columns}x{rows}"), h.screen());
        h.keys("a")
            .text("Rad Express")
            .keys("<tab> <tab>")
            .text("RX[0-9]+");
        insta::assert_snapshot!(format!("carrier-form-{columns}x{rows}"), h.screen());
    }
}

#[test]
fn a_carrier_is_found_made_changed_and_taken_away() {
    let mut h = carriers((80, 24));
    sees(&h, "Mario Kurier  made here, sent as Other");
    h.keys("/").text("colissimo");
    sees(&h, "Colissimo");
    sees_not(&h, "Mario Kurier");
    h.keys("<enter> e");
    sees(&h, "is of Amazon's list");
    h.keys("<esc> a").text("Rad Express").keys("<enter>");
    sees(&h, "Rad Express can be chosen now.");
    sees(&h, "Rad Express  made here");
    h.keys("e")
        .text("DHL")
        .keys("<tab>")
        .text("RX[0-9]+")
        .keys("<enter>");
    sees(&h, "sent as DHL, tracking RX[0-9]+");
    let told: Vec<Option<String>> = made(&h).into_iter().map(|new| new.code).collect();
    assert_eq!(told, [None, Some("DHL".to_owned())]);
    h.keys("d <tab> <enter>");
    sees(&h, "Rad Express is taken away.");
    sees_not(&h, "Rad Express  made here");
    h.keys("<esc>");
    sees_not(&h, "Mario Kurier");
}

#[test]
fn a_refusal_keeps_what_was_typed_and_leaving_asks() {
    let mut h = carriers((80, 24));
    h.keys("a")
        .text("DHL")
        .keys("<tab> <tab>")
        .text("[0-9]+")
        .keys("<enter>");
    sees(&h, "DHL is a carrier of Amazon's list already.");
    sees(&h, "[0-9]+");
    h.keys("<esc>");
    sees(&h, "What was typed is lost then.");
    h.keys("<enter>");
    sees(&h, "[0-9]+");
    h.keys("<esc> <tab> <enter>");
    sees_not(&h, "[0-9]+");
    sees(&h, "Mario Kurier");
}

#[test]
fn a_new_carrier_can_be_chosen_for_the_open_picking() {
    let mut h = Harness::with((80, 24), Shop::new(1_000, noon()), &options());
    h.keys("2 C a").text("Rad Express").keys("<enter> <esc>");
    h.keys("<enter> a c").text("rad express").keys("<enter>");
    sees(&h, "Carrier: Rad Express");
}

#[test]
fn the_keys_of_the_list_and_of_the_form_are_listed() {
    let mut h = carriers((80, 24));
    h.keys("?");
    sees(&h, "Makes a carrier that Amazon's list does not have.");
    sees(&h, "Takes away a carrier that was made here.");
    h.keys("<esc>");
    sees(&h, "Mario Kurier  made here");
    h.keys("a").text("what?").keys("<f1>");
    sees(&h, "Goes to the next field.");
    h.keys("<esc>");
    sees(&h, "what?");
}

#[test]
fn a_new_carrier_does_not_replace_one_that_was_made_before() {
    let mut h = carriers((80, 24));
    h.keys("a")
        .text("mario-kurier")
        .keys("<tab> <tab>")
        .text("MK[0-9]+")
        .keys("<enter>");
    sees(&h, "Mario Kurier was made here before.");
    sees(&h, "MK[0-9]+");
    assert!(made(&h).is_empty());
}

/// On the Pickings tab, where bursts are scans: what is pasted into a form belongs to the form.
#[test]
fn a_name_that_comes_all_at_once_is_no_scan() {
    let mut h = carriers((80, 24));
    h.keys("a");
    h.scan("Rad Express");
    sees(&h, "Rad Express can be chosen now.");
    sees(&h, "Rad Express  made here");
}
