//! Stock on the screen: the moves history, quantities, counting, replenishing, transfers, rules.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use orderdeck::domain::ids::{OrderNumber, TransferNumber};
use orderdeck::domain::moment::Span;
use orderdeck::domain::order::Flags;
use orderdeck::domain::transfer::{Rest, TransferState};
use orderdeck::protocol::orders::OrderRef;
use orderdeck::protocol::stock::{Count, StockRequest};
use orderdeck::protocol::{Event, Request};
use orderdeck::screen::{Mouse, Msg};

const SIZES: [(u16, u16); 3] = [(80, 24), (160, 50), (40, 20)];

fn stock(size: (u16, u16)) -> Harness {
    let mut h = Harness::with(size, Shop::new(1_000, noon()), &options());
    h.keys("3");
    h
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

fn asked(h: &Harness) -> Vec<StockRequest> {
    let stock = |r: &Request| match r {
        Request::Stock(request) => Some(request.clone()),
        _ => None,
    };
    h.shop.asked.iter().filter_map(stock).collect()
}

fn counts(h: &Harness) -> Vec<Count> {
    let count = |r: StockRequest| match r {
        StockRequest::Adjust(count) => Some(count),
        _ => None,
    };
    asked(h).into_iter().filter_map(count).collect()
}

/// Stock changed at the engine, and the screen had the time to notice.
fn changes(h: &mut Harness) {
    h.event(Event::Stock);
    h.wait(Span::seconds(1));
}

const SCREENS: [(&str, &str); 18] = [
    ("moves", "j j"),
    ("moves-filtered", "/ MUG <space> location:Amazon <enter>"),
    ("moves-filter-typed", "/ kind:r"),
    ("moves-filter-mistake", "/ kind:lost"),
    ("levels", "l j j"),
    ("levels-negative", "l n"),
    ("level-details", "l <enter>"),
    ("places", "l s"),
    ("count-place", "c"),
    ("count", "c <enter> 2 5 <enter> <enter> 7"),
    ("count-hidden", "c <enter> 2 5 <enter> h"),
    ("replenish", "p <space>"),
    ("replenish-made", "p a"),
    ("transfers", "t"),
    ("receive-part", "t e 2 0 <enter> <enter>"),
    ("rules", "u j"),
    ("figures", "z j <space>"),
    ("figures-take", "z a"),
];

#[test]
fn every_view_at_every_usual_size() {
    for (name, keys) in SCREENS {
        for (columns, rows) in SIZES {
            let mut h = stock((columns, rows));
            h.keys(keys);
            h.wait(Span::seconds(9));
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}"), h.screen());
        }
    }
}

#[test]
fn no_size_is_too_small_or_too_large() {
    let widths: Vec<u16> = (0..=44).step_by(4).chain((58..=150).step_by(13)).collect();
    let heights: Vec<u16> = (0..=12).chain((16..=50).step_by(11)).collect();
    for (name, keys) in SCREENS {
        let mut h = stock((80, 24));
        h.keys(keys);
        for columns in &widths {
            for rows in &heights {
                h.resize(*columns, *rows);
                let screen = h.screen();
                assert!(
                    screen.lines().count() <= usize::from(*rows),
                    "{name} {columns}x{rows}"
                );
            }
        }
    }
}

#[test]
fn amazon_is_replenished_from_its_rules_in_under_ten_keys() {
    let mut h = Harness::with((80, 24), Shop::new(1_000, noon()), &options());
    // From the first screen on: the tab, what is to be replenished, the transfers, let them go.
    let keys = ["3", "p", "a", "s"];
    assert!(keys.len() < 10);
    let before = h.shop.stockroom.quantity("TEA-EARL-GREY-250", "Amazon");
    h.keys("3 p");
    sees(&h, "TEA-EARL-GREY-250");
    h.keys("a");
    let made = h.shop.stockroom.transfers.last().unwrap().clone();
    assert_eq!(made.state, TransferState::Planned);
    sees(&h, &format!("{} planned", made.transfer));
    h.keys("s");
    let sent = h.shop.stockroom.transfers.last().unwrap();
    assert_eq!(sent.state, TransferState::Done);
    let after = h.shop.stockroom.quantity("TEA-EARL-GREY-250", "Amazon");
    assert_eq!(after, before + 108);
    h.wait(Span::seconds(1));
    sees_not(&h, "TEA-EARL-GREY-250");
}

#[test]
fn only_the_marked_ones_through_transit() {
    let mut h = stock((80, 24));
    h.keys("p h <space> a");
    sees(&h, "through transit");
    let made = h.shop.stockroom.transfers.last().unwrap().clone();
    assert_eq!(made.lines.len(), 1);
    assert_eq!(made.through.as_deref(), Some("In transit to Amazon"));
    h.keys("s");
    sees(&h, &format!("{} is under way.", made.transfer));
    // It is received whole on the list of transfers.
    h.keys("t");
    sees(&h, &made.transfer.to_string());
    h.keys("r");
    let done = h.shop.stockroom.transfers.last().unwrap();
    assert_eq!(done.state, TransferState::Done);
}

#[test]
fn a_transfer_of_more_than_is_there_asks_first() {
    let mut h = stock((80, 24));
    h.keys("p a");
    let number = h.shop.stockroom.transfers.last().unwrap().transfer;
    h.shop
        .stockroom
        .moves_by("TEA-EARL-GREY-250", "WH/Stock", -250);
    h.keys("s");
    sees(&h, &format!("Send {number} anyway?"));
    h.keys("<enter>");
    let state = |h: &Harness| h.shop.stockroom.transfers.last().unwrap().state;
    assert_eq!(state(&h), TransferState::Planned, "back is chosen");
    h.keys("s j <enter>");
    assert_eq!(state(&h), TransferState::Done);
}

#[test]
fn a_part_arrives_and_the_rest_is_lost() {
    let mut h = stock((80, 24));
    h.keys("t e");
    sees(&h, "Receipt of TR00041");
    // The goods come through the door one by one: each scan is a piece.
    h.scan("036000291452").scan("036000291452");
    sees(&h, "MUG-BLUE +1: 2");
    h.scan("4006381333931");
    sees(&h, "not part of TR00041");
    h.keys("a");
    sees(&h, "2 pieces of 28 came");
    h.keys("j j <enter>");
    let received = asked(&h).into_iter().find_map(|r| match r {
        StockRequest::Receive { arrived, rest, .. } => Some((arrived, rest)),
        _ => None,
    });
    let (arrived, rest) = received.unwrap();
    let arrived = arrived.unwrap();
    assert_eq!((arrived.len(), arrived[0].quantity), (1, 2));
    assert_eq!(rest, Rest::Lost);
    sees(&h, "TR00041 is received.");
    sees(&h, "No transfer is open.");
}

#[test]
fn giving_a_transfer_up_asks_first() {
    let mut h = stock((80, 24));
    h.keys("t x");
    sees(&h, "Only what has not left can be given up");
    h.keys("p a t x <enter>");
    let last = |h: &Harness| h.shop.stockroom.transfers.last().unwrap().state;
    assert_eq!(last(&h), TransferState::Planned);
    h.keys("x j <enter>");
    assert_eq!(last(&h), TransferState::Cancelled);
    h.wait(Span::seconds(1));
    h.keys("p s");
    sees(&h, "Nothing was made here");
}

#[test]
fn any_row_of_the_history_and_the_documents_behind() {
    let mut h = stock((80, 24));
    sees(&h, "1 of 400,000");
    h.keys("G");
    sees(&h, "400,000 of 400,000");
    h.keys("<c-b> <c-b> g g");
    sees(&h, "1 of 400,000");
    // 400,000 is 6 more than a multiple of 7: an FBA order, two rows below it a delivery.
    h.keys("<enter>");
    let wanted = OrderRef::Number(OrderNumber(400_000));
    let shows = |r: &Request| matches!(r, Request::OrderShow { order } if *order == wanted);
    assert!(h.shop.asked.iter().any(shows), "{}", h.screen());
    h.keys("<esc> 3 j j <enter>");
    sees(&h, "WH/OUT/00105");
    h.keys("<esc> 3 j <enter>");
    sees(&h, "TR00041");
    sees(&h, "under way");
}

#[test]
fn the_filter_follows_the_typing() {
    let mut h = stock((80, 24));
    h.keys("/ kin <tab> ret");
    sees(&h, "/kind:ret");
    sees(&h, "No move matches this filter.");
    h.keys("<esc> / k i n d : l o s t");
    sees(&h, "is no kind");
    h.keys("<esc> / MUG <space> location:Amazon <enter>");
    sees(&h, "Left");
    // From Amazon to a customer is less at Amazon.
    assert!(
        h.screen()
            .lines()
            .any(|l| l.contains("MUG-BLUE") && l.contains(" -")),
        "{}",
        h.screen()
    );
    h.keys("<esc>");
    sees(&h, "of 400,000");
    sees_not(&h, "Left");
}

#[test]
fn new_moves_come_by_themselves_and_move_no_row() {
    let mut h = stock((80, 24));
    h.keys("<c-f> j j");
    let rows = |h: &Harness| -> Vec<String> {
        let screen = h.screen();
        screen.lines().skip(4).take(12).map(str::to_owned).collect()
    };
    let before = rows(&h);
    h.shop.stockroom.moves += 3;
    changes(&mut h);
    assert_eq!(rows(&h), before);
    sees(&h, "3 new above");
    h.keys("g g");
    sees(&h, "1 of 400,003");
    // At the top they show, and the cursor stays on its move.
    h.shop.stockroom.moves += 1;
    changes(&mut h);
    sees(&h, "2 of 400,004");
}

#[test]
fn nothing_moves_when_idle_and_another_tab_asks_nothing() {
    let mut h = stock((80, 24));
    h.wait(Span::seconds(50));
    let before = asked(&h).len();
    h.wait(Span::seconds(300));
    assert_eq!(asked(&h).len(), before);
    h.keys("1");
    changes(&mut h);
    assert_eq!(asked(&h).len(), before);
    h.shop.stockroom.moves += 1;
    h.keys("3");
    sees(&h, "of 400,001");
}

#[test]
fn below_zero_is_told_without_colour() {
    let mut h = stock((80, 24));
    h.keys("l");
    let screen = h.screen();
    let row = screen.lines().find(|l| l.contains("KETTLE-1L7")).unwrap();
    assert!(row.contains('!') && row.contains("-3"), "{row}");
    sees(&h, "1 below zero");
    h.keys("n");
    sees_not(&h, "MUG-BLUE");
    h.keys("<esc> s j j <enter>");
    sees(&h, "at Amazon");
    sees_not(&h, "WH/Stock");
}

#[test]
fn one_product_is_counted_in_place() {
    let mut h = stock((80, 24));
    h.keys("l j j e 4 <enter>");
    sees(&h, "1 product counted, 1 differ");
    h.text(" again").keys("<enter>");
    let counts = counts(&h);
    assert_eq!(counts.len(), 1);
    assert_eq!(counts[0].reason, "Count again");
    assert_eq!(
        (counts[0].lines[0].found, counts[0].lines[0].seen),
        (4, Some(-3))
    );
    assert_eq!(h.shop.stockroom.quantity("KETTLE-1L7", "Amazon"), 4);
    sees(&h, "1 differed");
}

#[test]
fn a_scan_counts_the_pieces_of_its_barcode() {
    let mut h = stock((80, 24));
    h.keys("c <enter>");
    sees(&h, "Count at WH/Stock");
    h.scan("4006381333931").scan("10614141000415");
    sees(&h, "TEA-EARL-GREY-250 +12: 13");
    // What is typed by hand and what is scanned is one figure.
    h.keys("5");
    h.scan("4006381333931");
    sees(&h, "TEA-EARL-GREY-250 +1: 6");
    let bells = h.bells;
    h.scan("123456789012");
    assert_eq!(h.bells, bells + 1);
    sees(&h, "Not counted.");
    h.keys("a <enter>");
    let lines = &counts(&h)[0].lines;
    assert_eq!((lines.len(), lines[0].found), (1, 6));
}

#[test]
fn a_count_that_is_out_of_date_keeps_what_was_typed() {
    let mut h = stock((80, 24));
    h.keys("c <enter> 2 8 <enter> 7");
    // Mugs (the first bin) were counted as 28 of 30; meanwhile 5 are sold.
    h.shop.stockroom.moves_by("MUG-BLUE", "WH/Stock", -5);
    h.keys("a <enter>");
    assert_eq!(counts(&h).len(), 1);
    sees(&h, "MUG-BLUE was 30 and is 25");
    let row = |h: &Harness| {
        let screen = h.screen();
        let found = screen.lines().rfind(|l| l.contains("MUG-BLUE"));
        found.unwrap().to_owned()
    };
    assert!(
        row(&h).contains("30->25") && row(&h).contains("28"),
        "{}",
        row(&h)
    );
    assert_eq!(h.shop.stockroom.quantity("MUG-BLUE", "WH/Stock"), 25);
    // Applying it as it is says so again; the new figures have to be accepted.
    h.keys("a");
    sees(&h, "or n lets the");
    h.keys("n a <enter>");
    assert_eq!(h.shop.stockroom.quantity("MUG-BLUE", "WH/Stock"), 28);
}

#[test]
fn events_other_views_and_other_sheets_lose_nothing_typed() {
    let mut h = stock((80, 24));
    h.keys("c <enter> 2 8");
    h.shop.stockroom.moves_by("MUG-BLUE", "WH/Stock", 1);
    changes(&mut h);
    sees(&h, "28");
    sees(&h, "30->31");
    h.keys("m 1 3 c");
    sees(&h, "28");
    h.keys("s j <enter>");
    sees(&h, "Count at Amazon");
    h.keys("9 s <enter>");
    sees(&h, "Count at WH/Stock");
    sees(&h, "28");
    h.keys("x");
    sees(&h, "1 figure on it are lost.");
    h.keys("<enter>");
    sees(&h, "28");
}

#[test]
fn digits_are_figures_only_on_a_sheet() {
    let mut h = stock((80, 24));
    h.keys("c <enter> 1 2 <backspace>");
    sees(&h, "1 of 5 counted");
    h.keys("<esc> 2");
    sees(&h, "of 9 ready");
}

#[test]
fn a_rule_is_made_changed_and_removed() {
    let mut h = stock((80, 24));
    h.keys("l G r <backspace> 5 <enter>");
    sees(&h, "Up to this it is filled.");
    h.keys("<backspace> 4 <enter>");
    sees(&h, "at least the minimum");
    h.keys("0 <enter> <enter> <enter> j <enter>");
    let set = asked(&h).into_iter().find_map(|r| match r {
        StockRequest::SetRule(rule) => Some(rule),
        _ => None,
    });
    let rule = set.unwrap();
    assert_eq!((rule.minimum, rule.maximum, rule.multiple), (5, 50, 1));
    assert_eq!((rule.source.as_deref(), rule.automatic), (None, true));
    h.wait(Span::seconds(1));
    h.keys("u G");
    sees(&h, "5 rules");
    h.keys("d <enter>");
    assert_eq!(h.shop.stockroom.rules.len(), 5, "asks first");
    h.keys("d j <enter>");
    assert_eq!(h.shop.stockroom.rules.len(), 4);
}

#[test]
fn a_product_is_brought_elsewhere_by_hand() {
    let mut h = stock((80, 24));
    h.keys("l G k b <enter> 1 2 <enter>");
    let made = h.shop.stockroom.transfers.last().unwrap();
    assert_eq!(
        (made.from.as_str(), made.to.as_str()),
        ("WH/Stock", "Amazon")
    );
    assert_eq!(made.lines[0].quantity, 12);
    sees(&h, &made.transfer.to_string());
}

#[test]
fn goods_of_an_order_cancelled_after_shipment_come_back() {
    let mut h = Harness::with((80, 24), Shop::new(1_000, noon()), &options());
    h.keys("r");
    sees(&h, "was not cancelled after its goods had left");
    h.shop.flags = Flags::CANCELLED_AFTER_SHIPMENT;
    h.event(Event::Orders {
        revision: 2,
        created: 0,
    });
    h.wait(Span::seconds(1));
    h.keys("r");
    sees(&h, "are they back?");
    h.keys("<enter>");
    let returned = |h: &Harness| {
        let wanted = |r: &&Request| matches!(r, Request::GoodsReturn { .. });
        h.shop.asked.iter().filter(wanted).count()
    };
    assert_eq!(returned(&h), 0, "back is chosen");
    h.keys("r j <enter>");
    assert_eq!(returned(&h), 1);
    sees(&h, "are back.");
}

#[test]
fn the_engine_goes_and_what_was_typed_stays() {
    let mut h = stock((80, 24));
    h.keys("c <enter> 2 8");
    h.shop.gone = true;
    h.keys("a <enter>");
    h.wait(Span::seconds(2));
    sees(&h, "28");
    h.shop.gone = false;
    h.wait(Span::seconds(20));
    h.keys("a <enter>");
    assert_eq!(h.shop.stockroom.quantity("MUG-BLUE", "WH/Stock"), 28);
}

#[test]
fn the_mouse_chooses_rows() {
    let mut h = stock((80, 24));
    h.happens(Msg::Mouse(Mouse::Press(5, 7)));
    sees(&h, "4 of 400,000");
    h.keys("c <enter>");
    h.happens(Msg::Mouse(Mouse::Press(5, 6)));
    h.keys("3");
    let screen = h.screen();
    let row = screen.lines().nth(6).unwrap();
    assert!(row.contains(" 3"), "{screen}");
}

#[test]
fn the_transfer_that_was_chosen_keeps_the_cursor() {
    let mut h = stock((80, 24));
    h.keys("p a t j");
    let transfers = &mut h.shop.stockroom.transfers;
    let mut other = transfers[0].clone();
    other.transfer = TransferNumber(90);
    transfers.push(other);
    changes(&mut h);
    h.keys("e");
    sees(&h, "Receipt of TR00041");
}

#[test]
fn a_scanned_product_is_what_is_shown() {
    let mut h = stock((80, 24));
    h.keys("l");
    h.scan("MUG-BLUE");
    sees(&h, "filter \"MUG-BLUE\"");
    sees_not(&h, "KETTLE-1L7");
    h.keys("m");
    h.scan("KETTLE-1L7");
    sees(&h, "filter \"KETTLE-1L7\"");
    h.keys("u");
    h.scan("4006381333931");
    sees(&h, "was scanned");
    sees(&h, "4 rules");
}

#[test]
fn the_row_of_a_proposal_opens_among_the_levels() {
    let mut h = stock((80, 24));
    h.keys("p j <enter>");
    sees(&h, "at Amazon");
    h.keys("<enter>");
    sees(&h, "KETTLE-1L7 at Amazon");
    h.keys("<esc> <esc>");
    sees(&h, "WH/Stock");
}

#[test]
fn a_product_that_nothing_is_known_of_is_put_onto_the_sheet() {
    let mut h = stock((80, 24));
    h.keys("c j j <enter>");
    sees(&h, "Count at Amazon JP");
    h.keys("i").text("4711").keys("<enter>");
    sees(&h, "No product has the code");
    sees(&h, "4711");
    h.keys("<c-u>")
        .text("4006381333931")
        .keys("<enter> 8 a <enter>");
    let line = &counts(&h)[0].lines[0];
    assert_eq!(line.product, "TEA-EARL-GREY-250");
    assert_eq!((line.found, line.seen), (8, Some(0)));
}

/// What was taken over: location, products, reason.
fn taken(h: &Harness) -> Vec<(String, Vec<String>, String)> {
    let apply = |r: StockRequest| match r {
        StockRequest::ReconcileApply(apply) => Some((apply.location, apply.products, apply.reason)),
        _ => None,
    };
    asked(h).into_iter().filter_map(apply).collect()
}

#[test]
fn amazons_figures_are_taken_over_one_by_one_or_all() {
    let mut h = stock((80, 24));
    h.keys("z");
    sees(&h, "TOWEL-SET-4");
    sees(&h, "-10");
    sees(&h, "held, since there were many more before");
    h.keys("a");
    sees(&h, "Our figure of TOWEL-SET-4 at Amazon becomes Amazon's.");
    h.keys("<enter>");
    sees(&h, "1 product at Amazon: our figures are Amazon's now.");
    changes(&mut h);
    sees_not(&h, "TOWEL-SET-4");
    h.keys("A <c-u>")
        .text("Night of 22 November")
        .keys("<enter>");
    let all = taken(&h);
    let second = ("Amazon", "Night of 22 November");
    assert_eq!((all[1].0.as_str(), all[1].2.as_str()), second);
    // The SKU that no product has is left alone.
    assert_eq!(all[1].1, ["KETTLE-1L7", "MUG-BLUE"]);
    changes(&mut h);
    h.keys("z a");
    sees(&h, "Nothing here differs that a product of ours has.");
}

#[test]
fn figures_are_fetched_and_held_ones_accepted_after_asking() {
    let mut h = stock((80, 24));
    h.keys("z r");
    let fetched = |r: &Request| matches!(r, Request::SyncStock { accept: false, .. });
    assert!(h.shop.asked.iter().any(fetched));
    sees(&h, "Amazon's figures are here.");
    h.keys("h");
    sees(&h, "Put the held figures in force?");
    h.keys("j <enter>");
    sees(&h, "The figures are in force.");
    changes(&mut h);
    sees_not(&h, "held, since there were many more");
}
