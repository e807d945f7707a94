//! Packing on the screen: with the scanner alone, with keys, with another terminal in the way, and what Amazon refused.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use orderdeck::domain::cancellation::CancelReason;
use orderdeck::domain::ids::PickingNumber;
use orderdeck::domain::moment::Span;
use orderdeck::domain::picking::PickingState;
use orderdeck::protocol::pickings::{NoticeChoice, PickingConfirm, RestOf};
use orderdeck::protocol::products::ProductRequest;
use orderdeck::protocol::{Event, Failure, FailureCode, Request};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (40, 20)];

/// A shop of a thousand orders, on the Pickings tab.
fn pickings(size: (u16, u16)) -> Harness {
    let mut h = Harness::with(size, Shop::new(1_000, noon()), &options());
    h.keys("2");
    h
}

fn confirmations(h: &Harness) -> Vec<(u32, PickingConfirm)> {
    let confirm = |r: &Request| match r {
        Request::PickingConfirm { picking, confirm } => Some((picking.0, confirm.clone())),
        _ => None,
    };
    h.shop.asked.iter().filter_map(confirm).collect()
}

fn pieces(confirm: &PickingConfirm) -> Vec<u32> {
    confirm
        .quantities
        .iter()
        .flatten()
        .map(|p| p.pieces)
        .collect()
}

fn sees(h: &Harness, text: &str) {
    assert!(
        h.screen().contains(text),
        "{text:?} is not on\n{}",
        h.screen()
    );
}

fn sees_not(h: &Harness, text: &str) {
    assert!(!h.screen().contains(text), "{text:?} is on\n{}", h.screen());
}

#[test]
fn every_screen_at_every_usual_size() {
    type Scene = (&'static str, fn(&mut Harness));
    let scenes: [Scene; 12] = [
        ("list", |_| {}),
        ("open", |h| {
            h.keys("<enter>");
        }),
        ("counting", |h| {
            h.scan("WH/OUT/00104")
                .scan("4006381333931")
                .scan("10614141000415");
        }),
        ("wrong-item", |h| {
            h.scan("WH/OUT/00101")
                .scan("036000291452")
                .scan("KETTLE-1L7");
        }),
        ("held", |h| {
            h.keys("j <enter>");
        }),
        ("gift-ready", |h| {
            h.scan("KETTLE-1L7").scan("73513537").scan("OD:CARRIER:DHL");
        }),
        ("confirmed", |h| {
            for code in [
                "WH/OUT/00105",
                "4006381333931",
                "OD:CARRIER:UPS",
                "1Z999AA10123456784",
            ] {
                h.scan(code);
            }
        }),
        ("rest", |h| {
            h.scan("WH/OUT/00101")
                .scan("036000291452")
                .scan("OD:CONFIRM");
        }),
        ("carriers", |h| {
            h.keys("<enter> a c").text("colisimo");
        }),
        ("taken", |h| {
            h.shop
                .warehouse
                .others
                .insert(PickingNumber(101), "bert".to_owned());
            h.keys("<enter>");
        }),
        ("failed", |h| {
            h.keys("4");
        }),
        ("failed-cancellation", |h| {
            h.keys("4 G");
        }),
    ];
    for (name, act) in scenes {
        for (columns, rows) in SIZES {
            let mut h = pickings((columns, rows));
            act(&mut h);
            h.wait(Span::seconds(9));
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}"), h.screen());
        }
    }
}

#[test]
fn no_size_is_too_small_or_too_large() {
    let widths: Vec<u16> = (0..=44).step_by(4).chain((58..=150).step_by(13)).collect();
    let heights: Vec<u16> = (0..=12).chain((16..=50).step_by(11)).collect();
    for keys in [
        "",
        "<enter>",
        "<enter> a c d",
        "<enter> +",
        "<enter> e",
        "s",
        "x",
        "4",
        "4 c",
        "/ tea",
    ] {
        let mut h = pickings((80, 24));
        h.keys(keys);
        if keys == "<enter> +" {
            h.scan("NOBODY-KNOWS")
                .scan("TEA-EARL-GREY-250")
                .scan("OD:CONFIRM");
        }
        for columns in &widths {
            for rows in &heights {
                h.resize(*columns, *rows);
                assert!(h.screen().lines().count() <= usize::from(*rows));
            }
        }
    }
}

#[test]
fn a_picking_is_packed_with_the_scanner_alone_and_the_next_one_opens() {
    let mut h = pickings((80, 24));
    h.scan("302-5550101-0000101");
    sees(&h, "0 of 5 packed. Scan the goods.");
    for _ in 0..4 {
        h.scan("4006381333931");
    }
    sees(&h, "4 of 4  TEA-EARL-GREY-250");
    h.scan("0036000291452");
    sees(&h, "Scan the carrier.");
    h.scan("OD:CARRIER:dhl paket");
    sees(&h, "Scan the tracking number.");
    h.scan("00340434161094015902");
    let done = confirmations(&h);
    let [(101, confirm)] = done.as_slice() else {
        panic!("{done:?}");
    };
    assert_eq!(pieces(confirm), [4, 1]);
    assert_eq!(
        (confirm.carrier.as_str(), confirm.rest, confirm.force),
        ("DHL-Paket", None, false)
    );
    assert_eq!(confirm.tracking, "00340434161094015902");
    assert_eq!(h.bells, 0);
    sees(&h, "WH/OUT/00101 confirmed");
    // Held ones are passed over: the next is the gift, and its goods can be scanned at once.
    sees(&h, "Next: WH/OUT/00103.");
    h.scan("73513537")
        .scan("OD:CARRIER:DHL")
        .scan("JD014600001234567890");
    assert_eq!(confirmations(&h).len(), 2);
}

#[test]
fn a_scan_changes_the_screen_before_the_engine_answers() {
    let mut h = pickings((80, 24));
    h.keys("<enter>");
    h.wait(Span::seconds(1));
    h.scan_unanswered("4006381333931");
    sees(&h, "1 of 4  TEA-EARL-GREY-250");
    let bytes = h.bytes().len();
    assert!((1..4_000).contains(&bytes), "{bytes} bytes");
    h.settle();
    assert!(
        !h.shop
            .asked
            .iter()
            .any(|r| matches!(r, Request::PickingFind { .. }))
    );
}

#[test]
fn scans_that_come_faster_than_the_engine_answers_wait_their_turn() {
    let mut h = pickings((80, 24));
    // All of an order in one go, without a single answer in between.
    for code in [
        "73513537",
        "73513537",
        "OD:CARRIER:UPS",
        "1Z999AA10123456784",
    ] {
        h.scan_unanswered(code);
        h.now = h.now.plus(Span::seconds(1));
    }
    assert_eq!(confirmations(&h).len(), 0);
    h.settle();
    let done = confirmations(&h);
    assert_eq!(
        (done.len(), done[0].0, pieces(&done[0].1)),
        (1, 103, vec![1])
    );
}

#[test]
fn a_wrong_item_is_refused_loudly_and_can_be_given_to_a_line() {
    let mut h = pickings((80, 24));
    h.scan("WH/OUT/00101").scan("4006381333931");
    h.scan("5901234123457");
    sees(&h, "Wrong item: 5901234123457");
    assert_eq!(h.bells, 1);
    sees(&h, "1 of 5 packed");
    h.scan("4006381333930");
    sees(&h, "Misread");
    assert_eq!(h.bells, 2);
    // The box of six does not fit.
    h.scan("10614141000415");
    sees(&h, "Too many TEA-EARL-GREY-250");
    assert_eq!(h.bells, 3);
    // The unknown barcode belongs to packs of two mugs.
    h.keys("b j <enter>")
        .keys("<c-u>")
        .text("1")
        .keys("<enter>");
    let set = h.shop.asked.iter().find_map(|r| match r {
        Request::Product(ProductRequest::Set { product, change }) => {
            Some((product.clone(), change.add_barcodes[0].clone()))
        }
        _ => None,
    });
    let (product, barcode) = set.unwrap();
    assert_eq!(
        (product.as_str(), barcode.code.as_str(), barcode.pieces),
        ("MUG-BLUE", "5901234123457", 1)
    );
    h.scan("5901234123457");
    sees(&h, "1 of 1  MUG-BLUE");
}

#[test]
fn an_echo_of_the_scanner_counts_once() {
    let mut h = pickings((80, 24));
    h.scan("WH/OUT/00101").scan("4006381333931");
    h.wait(Span::millis(300));
    h.scan_unanswered("4006381333931");
    h.settle();
    sees(&h, "1 of 5 packed");
    sees(&h, "came twice");
    assert_eq!(h.bells, 0);
    h.scan("4006381333931");
    sees(&h, "2 of 5 packed");
}

#[test]
fn less_than_asked_for_becomes_a_backorder_by_scanner() {
    let mut h = pickings((80, 24));
    h.scan("WH/OUT/00101")
        .scan("4006381333931")
        .scan("OD:CONFIRM");
    sees(&h, "4 pieces missing");
    assert_eq!(h.bells, 1);
    h.scan("036000291452");
    sees(&h, "Answer the question first");
    h.scan("OD:BACKORDER")
        .scan("OD:CARRIER:UPS")
        .scan("1Z999AA10123456784");
    let (_, confirm) = confirmations(&h).pop().unwrap();
    assert_eq!(
        (pieces(&confirm), confirm.rest),
        (vec![1, 0], Some(RestOf::Backorder))
    );
    sees(&h, "The rest is WH/OUT/00114.");
}

#[test]
fn less_than_asked_for_is_cancelled_with_a_reason_by_keys() {
    let mut h = pickings((80, 24));
    h.keys("<enter> + + j + <enter>");
    sees(&h, "2 pieces missing");
    h.keys("<enter>");
    assert_eq!(confirmations(&h).len(), 0, "back is chosen first");
    h.keys("<enter> j j <enter>");
    sees(&h, "Nothing left in stock");
    // The reason, then what is still missing is asked for one after the other.
    h.keys("<enter>")
        .text("royal mail")
        .keys("<enter>")
        .text("AB123456785GB")
        .keys("<enter>");
    let (number, confirm) = confirmations(&h).pop().unwrap();
    assert_eq!((number, pieces(&confirm)), (101, vec![2, 1]));
    assert_eq!(
        confirm.rest,
        Some(RestOf::NoBackorder(CancelReason::NoInventory))
    );
    assert_eq!(
        (confirm.carrier.as_str(), confirm.tracking.as_str()),
        ("Royal Mail", "AB123456785GB")
    );
}

#[test]
fn carriers_are_found_in_spite_of_slips_and_the_last_one_comes_first() {
    let mut h = pickings((80, 24));
    h.keys("<enter> a <enter>").text("colisimo");
    sees(&h, "Colissimo");
    h.keys("<enter>").text("6A12345678901").keys("<enter>");
    assert_eq!(confirmations(&h)[0].1.carrier, "Colissimo");
    h.keys("a <enter>");
    sees(&h, "Colissimo  used last");
    h.keys("<c-u>").text("zzzz").keys("<enter>");
    sees(&h, "There is no carrier");
    h.keys("<esc>");
    assert_eq!(confirmations(&h).len(), 1);
}

#[test]
fn a_scan_never_lands_in_a_quantity_and_keys_are_never_done_by_a_scan() {
    let mut h = pickings((80, 24));
    h.keys("<enter> e");
    sees(&h, "In the parcel");
    h.scan("4006381333931");
    sees_not(&h, "In the parcel");
    sees(&h, "1 of 5 packed");
    // Not even a burst without an Enter gets in.
    h.keys("e <c-u>");
    for digit in "400638".chars() {
        h.now = h.now.plus(Span::millis(2));
        let key = orderdeck::screen::Key::parse(&digit.to_string()).unwrap();
        h.app.update(orderdeck::screen::Msg::Key(key), h.now);
    }
    h.wait(Span::seconds(1));
    sees_not(&h, "In the parcel  4");
    h.keys("3 <enter>");
    sees(&h, "3 of 5 packed");
    h.keys("e <c-u> 9 <enter>");
    sees(&h, "Only 4 are asked for.");
    h.wait(Span::seconds(1));
    h.paste("4006381333931\n");
    sees(&h, "4 of 5 packed");
    // Every letter here is a key that does something; without Enter nothing is done either.
    h.scan("qaqxuqRDn");
    sees(&h, "Wrong item: qaqxuqRDn");
    h.keys("<esc>");
    assert!(!h.left);
    let asked = h.shop.asked.len();
    for key in ["q", "x", "n", "D", "R", "u", "7"] {
        h.now = h.now.plus(Span::millis(2));
        let key = orderdeck::screen::Key::parse(key).unwrap();
        h.app.update(orderdeck::screen::Msg::Key(key), h.now);
    }
    h.wait(Span::seconds(1));
    sees(&h, "Not a whole scan");
    assert!(!h.left && h.shop.asked.len() == asked);
}

#[test]
fn pasted_codes_are_a_scan_or_a_list_to_look_at() {
    let mut h = pickings((80, 24));
    h.paste("WH/OUT/00101\r\n");
    sees(&h, "0 of 5 packed");
    h.wait(Span::seconds(1));
    h.paste("4006381333931\n036000291452\n4006381333931\n");
    sees(&h, "3 codes pasted");
    sees(&h, "0 / 4");
    h.keys("j <enter>");
    sees(&h, "1 of 1  MUG-BLUE");
    sees(&h, "2 codes pasted");
    h.keys("<esc>");
    sees(&h, "1 of 5 packed");
}

#[test]
fn what_another_terminal_has_is_shown_and_respected() {
    let mut h = pickings((120, 40));
    h.shop
        .warehouse
        .others
        .insert(PickingNumber(101), "bert".to_owned());
    h.event(Event::Deliveries);
    h.wait(Span::seconds(1));
    sees(&h, "bert has it open");
    h.keys("<enter>");
    sees(&h, "WH/OUT/00101 is taken");
    assert_eq!(h.bells, 1);
    h.scan("4006381333931");
    sees(&h, "bert has it open at another terminal.");
    h.keys("a <enter>");
    h.keys("<esc> <esc>");
    assert_eq!(confirmations(&h).len(), 0);
    // Taken over on purpose, it can be packed.
    h.keys("<enter> T j <enter>");
    assert!(h.shop.warehouse.others.is_empty());
    h.scan("4006381333931");
    sees(&h, "1 of 5 packed");
    // Now bert takes it back: said at once, and nothing more is counted here.
    h.shop.warehouse.ours.clear();
    h.shop
        .warehouse
        .others
        .insert(PickingNumber(101), "bert".to_owned());
    h.event(Event::Deliveries);
    h.wait(Span::seconds(1));
    sees(&h, "bert has taken it over");
    // He leaves it: it is ours again, with what was packed here.
    h.shop.warehouse.others.clear();
    h.event(Event::Deliveries);
    h.wait(Span::seconds(1));
    h.scan("4006381333931");
    sees(&h, "2 of 5 packed");
}

#[test]
fn a_lost_race_is_told_and_keeps_what_was_packed() {
    let mut h = pickings((80, 24));
    let text = "WH/OUT/00103 was not confirmed: the picking is confirmed already.";
    h.shop.warehouse.refuses = Some(Failure::new(FailureCode::Held, text));
    for code in [
        "WH/OUT/00103",
        "73513537",
        "OD:CARRIER:UPS",
        "1Z999AA10123456784",
    ] {
        h.scan(code);
    }
    sees(&h, "WH/OUT/00103 was not confirmed");
    assert_eq!(h.bells, 1);
    // Another terminal was faster: that shows, and nothing is confirmed twice.
    h.shop.warehouse.of_mut(103).state = PickingState::Done;
    h.event(Event::Deliveries);
    h.wait(Span::seconds(1));
    sees(&h, "can no longer be packed");
    h.scan("OD:CONFIRM");
    assert_eq!(confirmations(&h).len(), 1);
}

#[test]
fn a_held_picking_says_why_at_once_and_is_packed_only_on_purpose() {
    let mut h = pickings((80, 24));
    h.keys("j <enter>");
    sees(&h, "WH/OUT/00102 is held");
    sees(&h, "The buyer asked to cancel this order");
    assert_eq!(h.bells, 1);
    h.scan("036000291452");
    sees(&h, "0 of 2 packed");
    h.keys("F <enter>");
    h.scan("036000291452");
    sees(&h, "0 of 2 packed");
    h.keys("F j <enter>");
    h.scan("036000291452")
        .scan("036000291452")
        .scan("OD:CARRIER:UPS")
        .scan("1Z999AA10123456784");
    let (number, confirm) = confirmations(&h).pop().unwrap();
    assert_eq!((number, confirm.force), (102, true));
}

#[test]
fn steps_and_confirmations_are_taken_back() {
    let mut h = pickings((80, 24));
    for code in ["WH/OUT/00103", "73513537", "OD:UNDO"] {
        h.scan(code);
    }
    sees(&h, "0 of 1 packed");
    for code in ["73513537", "OD:CARRIER:UPS", "1Z999AA10123456784"] {
        h.scan(code);
    }
    sees(&h, "u takes WH/OUT/00103 back: 30 s left");
    h.wait(Span::seconds(11));
    sees(&h, "u takes WH/OUT/00103 back: 20 s left");
    h.keys("u");
    sees(&h, "WH/OUT/00103 is open again");
    sees(&h, "1Z999AA10123456784");
    h.keys("<enter>");
    assert_eq!(
        confirmations(&h).len(),
        2,
        "as it was, it can be confirmed again"
    );
    h.wait(Span::seconds(60));
    sees_not(&h, "s left");
}

#[test]
fn a_carrier_without_goods_does_not_hold_the_next_picking_up() {
    let mut h = pickings((80, 24));
    h.scan("WH/OUT/00101").scan("OD:CARRIER:DHL");
    h.scan("WH/OUT/00103");
    sees(&h, "0 of 1 packed");
    sees_not(&h, "is not finished");
}

#[test]
fn a_picking_that_was_laid_aside_keeps_its_counts() {
    let mut h = pickings((80, 24));
    h.scan("WH/OUT/00101")
        .scan("4006381333931")
        .scan("4006381333931");
    h.scan("WH/OUT/00103");
    sees(&h, "WH/OUT/00101 is not finished");
    h.scan("OD:NEXT");
    sees(&h, "0 of 1 packed");
    h.scan("WH/OUT/00101");
    sees(&h, "2 of 5 packed");
    let released = |r: &&Request| matches!(r, Request::PickingRelease { .. });
    assert_eq!(h.shop.asked.iter().filter(released).count(), 2);
}

#[test]
fn warnings_after_a_confirmation_are_shown() {
    let mut h = pickings((80, 24));
    let odd = "The check digit of the tracking number is wrong: one of its digits is mistyped.";
    h.shop.warehouse.warnings = vec![odd.to_owned()];
    for code in [
        "WH/OUT/00103",
        "73513537",
        "OD:CARRIER:UPS",
        "1Z999AA10123456785",
    ] {
        h.scan(code);
    }
    sees(&h, "WH/OUT/00103 confirmed");
    sees(&h, "The check digit of the tracking number is wrong");
}

#[test]
fn the_list_is_filtered_and_shows_others() {
    let mut h = pickings((80, 24));
    sees(&h, "1 of 9 ready");
    h.keys("/").text("kettle");
    sees(&h, "1 picking");
    h.keys("<enter>");
    sees(&h, "filter \"kettle\"");
    h.keys("<esc>");
    sees(&h, "1 of 9 ready");
    h.keys("s f <enter>");
    sees(&h, "1 of 2 failed");
    h.keys("s d <enter>");
    sees(&h, "1 of 4 done");
    // A scan while words are typed opens the picking all the same.
    h.keys("s r <enter> /").text("a");
    h.scan("WH/OUT/00104");
    sees(&h, "0 of 16 packed");
}

#[test]
fn an_idle_list_is_drawn_once_a_minute_at_most() {
    let mut h = pickings((80, 24));
    h.wait(Span::seconds(15));
    h.bytes();
    let woken = h.wait(Span::seconds(600));
    assert!((10..=25).contains(&woken), "{woken} times in ten minutes");
}

#[test]
fn an_order_is_cancelled_with_a_reason_from_the_list_and_from_the_orders() {
    let cancels = |h: &Harness| -> Vec<(CancelReason, bool, bool)> {
        let cancel = |r: &Request| match r {
            Request::OrderCancel {
                reason,
                only_here,
                force,
                ..
            } => Some((*reason, *only_here, *force)),
            _ => None,
        };
        h.shop.asked.iter().filter_map(cancel).collect()
    };
    let mut h = pickings((80, 24));
    h.keys("x <enter>");
    sees(&h, "Cancel it only here");
    h.keys("<enter>");
    assert_eq!(cancels(&h), [], "going back is chosen first");
    h.keys("x j <enter> j <enter>");
    assert_eq!(
        cancels(&h),
        [(CancelReason::ShippingAddressUndeliverable, false, false)]
    );
    h.keys("x <enter> j j <enter>");
    assert_eq!(cancels(&h)[1], (CancelReason::NoInventory, true, false));
    h.keys("1 j");
    while !h.screen().contains("FBA") {
        h.keys("j");
    }
    h.keys("g g x");
    let fba = h.screen().contains("Amazon fulfils this order");
    h.keys("<enter> j <enter>");
    assert_eq!(cancels(&h)[2].2, fba);
}

#[test]
fn refused_shipments_are_put_right_in_place() {
    let mut h = pickings((80, 24));
    h.keys("4");
    sees(&h, "Compare both with the label");
    h.keys("t <c-u>")
        .text("00340434161094015902")
        .keys("<enter>");
    let retries = |h: &Harness| -> Vec<(NoticeChoice, Option<String>, Option<String>)> {
        let retry = |r: &Request| match r {
            Request::NoticeRetry {
                choice,
                carrier,
                tracking,
            } => Some((choice.clone(), carrier.clone(), tracking.clone())),
            _ => None,
        };
        h.shop.asked.iter().filter_map(retry).collect()
    };
    let fixed = NoticeChoice::Pickings(vec![PickingNumber(112)]);
    assert_eq!(
        retries(&h),
        [(fixed, None, Some("00340434161094015902".to_owned()))]
    );
    h.wait(Span::seconds(1));
    sees(&h, "1 shipment, 1 cancellation refused");
    // What took its place is under the cursor; marked together with the cancellation both are tried again.
    h.keys("<space> <space> r");
    assert_eq!(retries(&h).len(), 3);
    h.wait(Span::seconds(10));
    sees(&h, "Nothing failed.");
    h.keys("r");
    sees(&h, "nothing to put right");
}

#[test]
fn what_was_settled_elsewhere_needs_a_word_how() {
    let mut h = pickings((80, 24));
    h.keys("4 d <c-u> <enter>");
    sees(&h, "Say how");
    h.keys("<c-u>").text("shipped by hand").keys("<enter>");
    let why = h.shop.asked.iter().find_map(|r| match r {
        Request::NoticeSolve { why, .. } => Some(why.clone()),
        _ => None,
    });
    assert_eq!(why.as_deref(), Some("shipped by hand"));
    h.keys("A <enter>");
    let all = |r: &&Request| {
        matches!(
            r,
            Request::NoticeRetry {
                choice: NoticeChoice::All,
                ..
            }
        )
    };
    assert_eq!(h.shop.asked.iter().filter(all).count(), 0, "it asks first");
    h.keys("A j <enter>");
    assert_eq!(h.shop.asked.iter().filter(all).count(), 1);
    h.keys("4 <enter>");
    h.keys("4");
    h.wait(Span::seconds(20));
}

#[test]
fn the_engine_goes_while_packing_and_nothing_is_lost() {
    let mut h = pickings((80, 24));
    h.scan("WH/OUT/00103").scan("73513537");
    h.shop.gone = true;
    h.event(Event::Stopping);
    h.wait(Span::seconds(5));
    h.scan("OD:CARRIER:UPS").scan("1Z999AA10123456784");
    sees(&h, "The engine is gone");
    assert_eq!(confirmations(&h).len(), 0);
    h.shop.gone = false;
    h.wait(Span::seconds(20));
    h.scan("OD:CONFIRM");
    assert_eq!(confirmations(&h).len(), 1);
}
