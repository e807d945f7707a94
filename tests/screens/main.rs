//! The screen, driven by keys: what it shows, what it asks, what it costs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bookkeeper;
mod bytes;
mod carriers;
mod catalogue;
mod harness;
mod invoices;
mod keys;
mod ledger;
mod money;
mod packing;
mod painting;
mod printing;
mod products;
mod reports;
mod shop;
mod stock;
mod stockroom;
mod terminal;
mod warehouse;

use harness::{Harness, noon, options};
use orderdeck::domain::moment::Span;
use orderdeck::protocol::request::SyncAction;
use orderdeck::protocol::{Event, Request};
use orderdeck::screen::{ColourDepth, Keymap, ThemeName};
use shop::Shop;

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (40, 20)];

/// Every screen and overlay with the keys that lead to it.
const SCREENS: [(&str, &str); 24] = [
    ("orders", ""),
    ("order-details", "j j j <enter>"),
    ("order-details-end", "j j j <enter> G"),
    ("filter", "/ status:uns"),
    ("filter-mistake", "/ status:lost"),
    (
        "filtered",
        "/ status:uns <tab> <enter> j <space> <space> v j j v",
    ),
    ("sort", "s"),
    ("pickings", "2"),
    ("stock-moves", "3"),
    ("failed-shipments", "4"),
    ("reports", "5"),
    ("invoices", "6"),
    ("money", "7"),
    ("accounts", "8 j"),
    (
        "account-add",
        "8 a n a m e <tab> <tab> A 1 <tab> i d <tab> s e c r e t <f2>",
    ),
    ("account-edit", "8 e <tab> a n a"),
    ("account-check", "8 c"),
    ("archive", "8 A"),
    ("activity", "9 j"),
    ("failed-orders", "f j"),
    ("recover", "o 1 2 3 <enter>"),
    ("why", "w 3 0 2 - 1 2 3 4 5 6 7 - 0 0 0 0 0 0 1 <enter>"),
    ("palette", ": sync"),
    ("help", "?"),
];

#[test]
fn every_screen_at_every_usual_size() {
    for (name, keys) in SCREENS {
        for (columns, rows) in SIZES {
            let mut h = Harness::new((columns, rows));
            h.keys(keys);
            h.wait(Span::seconds(9));
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}"), h.screen());
        }
    }
}

#[test]
fn roles_of_the_order_list() {
    let mut h = Harness::new((80, 24));
    h.keys("j <space>");
    insta::assert_snapshot!("orders-roles", h.roles());
}

#[test]
fn nothing_set_up_yet_and_nothing_heard_yet() {
    let empty = Harness::with((80, 24), Shop::empty(noon()), &options());
    insta::assert_snapshot!("orders-empty", empty.screen());
    let mut accounts = Harness::with((80, 24), Shop::empty(noon()), &options());
    accounts.keys("8");
    insta::assert_snapshot!("accounts-empty", accounts.screen());
    let opening = Harness::opening((80, 24), Shop::new(9, noon()), &options());
    insta::assert_snapshot!("opening", opening.screen());
}

#[test]
fn no_size_is_too_small_or_too_large() {
    let widths: Vec<u16> = (0..=26).step_by(2).chain((31..=140).step_by(9)).collect();
    let heights: Vec<u16> = (0..=10).chain((13..=50).step_by(9)).collect();
    for (name, keys) in SCREENS {
        let mut h = Harness::new((80, 24));
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

fn three_come(h: &mut Harness) {
    h.shop.orders += 3;
    h.shop.revision += 1;
    h.event(Event::Orders {
        revision: 2,
        created: 3,
    });
    h.wait(Span::seconds(1));
}

fn line_of(h: &Harness, order: &str) -> usize {
    h.screen().lines().position(|l| l.contains(order)).unwrap()
}

#[test]
fn below_the_top_no_row_moves_when_others_come() {
    let mut h = Harness::new((80, 24));
    h.keys("<c-f> j j j");
    let screen = h.screen();
    let orders = screen
        .lines()
        .skip(4)
        .take(10)
        .map(|l| l.chars().take(24).collect());
    let before: Vec<String> = orders.collect();
    three_come(&mut h);
    let screen = h.screen();
    let after: Vec<String> = screen
        .lines()
        .skip(4)
        .take(10)
        .map(|l| l.chars().take(24).collect())
        .collect();
    assert_eq!(after, before);
    assert!(screen.contains("3 new, press ."), "{screen}");
    h.keys(".");
    assert!(h.screen().contains("-1000003"));
    assert!(!h.screen().contains("new, press"));
}

#[test]
fn at_the_top_new_orders_show_up_and_the_cursor_stays_on_its_order() {
    let mut h = Harness::new((80, 24));
    h.keys("j j j");
    let before = line_of(&h, "-0999997");
    three_come(&mut h);
    assert!(h.screen().contains("-1000003"), "{}", h.screen());
    assert!(!h.screen().contains("new, press"));
    assert_eq!(line_of(&h, "-0999997"), before + 3);
    h.keys("<enter>");
    assert!(h.screen().contains("302-8976243-0999997"));
}

#[test]
fn a_million_rows_are_read_page_by_page() {
    let mut h = Harness::new((80, 24));
    h.keys("G");
    assert!(
        h.screen().contains("1,000,000 of 1,000,000"),
        "{}",
        h.screen()
    );
    h.keys("k k <c-b> <c-u> g g");
    assert!(h.screen().contains("1 of 1,000,000"));
    for _ in 0..30 {
        h.keys("<pgdn>");
        assert!(!h.screen().contains("· ·"));
    }
    let rows: u32 = h
        .shop
        .asked
        .iter()
        .map(|r| match r {
            Request::OrderPage(page) => page.limit,
            _ => 0,
        })
        .sum();
    assert!(rows < 3_000, "{rows}");
}

#[test]
fn filtering_follows_the_typing_and_escape_undoes_it() {
    let mut h = Harness::new((80, 24));
    h.keys("/ status:uns");
    assert!(h.screen().contains("4,849 of 1,000,000"), "{}", h.screen());
    h.keys("<enter>");
    assert!(
        h.screen()
            .contains("filter \"status:uns\" of 1,000,000 orders")
    );
    h.keys("<esc>");
    assert!(h.screen().contains("1 of 1,000,000"));
    h.keys("/ zzz <esc>");
    assert!(h.screen().contains("1 of 1,000,000"));
    // Text that is pasted is never taken for keys.
    h.paste("q");
    h.keys("/");
    h.paste("channel:fba\n");
    assert!(h.screen().contains("/channel:fba"), "{}", h.screen());
    assert!(!h.left);
}

#[test]
fn marks_are_copied() {
    let mut h = Harness::new((80, 24));
    h.keys("<space> <space> y");
    assert_eq!(h.copied, ["302-8992081-0999999\n302-9000000-1000000"]);
    h.keys("\\ j y");
    assert_eq!(h.copied[1].lines().count(), 1);
}

#[test]
fn recover_asks_nothing_for_a_bad_reference_and_opens_a_good_one() {
    let mut h = Harness::new((80, 24));
    let asked = h.shop.asked.len();
    h.keys("o").text("12345").keys("<enter>");
    assert_eq!(h.shop.asked.len(), asked);
    assert!(h.screen().contains("is not an Amazon order reference"));
    h.keys("<c-u>").text("111-1234567-7654321").keys("<enter>");
    assert!(
        h.screen().contains("Amazon does not know"),
        "{}",
        h.screen()
    );
    h.keys("<c-u>").text("302-1234567-7654321").keys("<enter>");
    let screen = h.screen();
    assert!(
        screen.contains("Delivery address") || screen.contains("Sold on"),
        "{screen}"
    );
}

#[test]
fn nothing_is_done_without_asking() {
    let mut h = Harness::new((80, 24));
    let archived = |h: &Harness| h.shop.accounts.iter().filter(|a| !a.active).count();
    h.keys("8 A <enter>");
    assert_eq!(archived(&h), 1, "Cancel is chosen first");
    h.keys("A <tab> <enter>");
    assert_eq!(archived(&h), 2);
    h.keys("X <enter>");
    assert!(h.shop.accounts.iter().any(|a| a.run.is_some()));
    h.keys("X <tab> <enter>");
    assert!(h.shop.accounts.iter().all(|a| a.run.is_none()));
}

#[test]
fn a_form_keeps_what_was_typed_and_never_shows_a_secret() {
    let mut h = Harness::new((80, 24));
    h.keys("8 a").text("Tea").keys("<tab> <tab>").text("A1");
    h.keys("<tab>")
        .text("id")
        .keys("<tab>")
        .text("wrong")
        .keys("<tab>")
        .text("token");
    h.event(Event::Orders {
        revision: 2,
        created: 0,
    });
    h.event(Event::Accounts);
    h.wait(Span::seconds(2));
    h.keys("<enter>");
    let screen = h.screen();
    assert!(
        screen.contains("Amazon refuses the client secret"),
        "{screen}"
    );
    assert!(screen.contains("Tea") && screen.contains("*****"));
    assert!(!screen.contains("wrong"));
    h.keys("<s-tab> <c-u>").text("right").keys("<enter>");
    assert!(h.screen().contains("Amazon.de"), "{}", h.screen());
    h.keys("<tab> <space> <tab> <tab> <c-u>")
        .text("30")
        .keys("<enter>");
    assert!(h.screen().contains("about 3,400 orders"), "{}", h.screen());
    let added = h.shop.asked.iter().find_map(|r| match r {
        Request::AccountAdd(new) => Some(new.marketplaces.len()),
        _ => None,
    });
    assert_eq!(added, Some(2));
}

#[test]
fn the_engine_goes_and_comes_back() {
    let mut h = Harness::new((80, 24));
    h.shop.gone = true;
    h.event(Event::Stopping);
    h.wait(Span::seconds(20));
    let screen = h.screen();
    assert!(
        screen.contains("The engine is gone since 18:45"),
        "{screen}"
    );
    assert!(screen.contains("302-9000000-1000000"), "the list stays");
    h.shop.gone = false;
    while h.screen().contains("The engine is gone") {
        h.wait(Span::seconds(1));
    }
    assert!(!h.screen().contains("The engine is gone"), "{}", h.screen());
    assert!(h.screen().contains("The engine is back."));
}

#[test]
fn events_in_a_burst_cost_few_requests() {
    let mut h = Harness::new((80, 24));
    h.wait(Span::seconds(1));
    let before = h.shop.asked.len();
    for revision in 0..100 {
        h.event(Event::Orders {
            revision,
            created: 1,
        });
        h.wait(Span::millis(10));
    }
    h.wait(Span::seconds(1));
    let pages = h.shop.asked[before..]
        .iter()
        .filter(|r| matches!(r, Request::OrderPage(_)))
        .count();
    assert!(pages <= 6, "{pages}");
}

#[test]
fn own_keys_and_the_help_agree() {
    let mut options = options();
    options.keymap = Keymap::with("[global]\n\"Q\" = \"sync.all\"\n").unwrap();
    let mut h = Harness::with((80, 40), Shop::new(10, noon()), &options);
    h.keys("? sync");
    assert!(
        h.screen().contains("R Q") || h.screen().contains("Q R"),
        "{}",
        h.screen()
    );
    h.keys("<esc> Q");
    let asked = |r: &&Request| matches!(r, Request::SyncOrders { .. });
    assert_eq!(h.shop.asked.iter().filter(asked).count(), 1);
}

#[test]
fn every_theme_keeps_the_cursor_visible() {
    for theme in ThemeName::ALL {
        for colour in [
            ColourDepth::None,
            ColourDepth::Ansi16,
            ColourDepth::Ansi256,
            ColourDepth::True,
        ] {
            let mut options = options();
            (options.theme, options.colour) = (theme, colour);
            let mut h = Harness::with((80, 24), Shop::new(100, noon()), &options);
            let frame = h.frame();
            let (on, off) = (frame.cell((20, 3)).unwrap(), frame.cell((20, 4)).unwrap());
            assert_ne!(on.style(), off.style(), "{theme:?} {colour:?}");
            let bytes = String::from_utf8(h.bytes()).unwrap();
            if colour == ColourDepth::None || theme == ThemeName::Mono {
                assert!(bytes.contains("\u{1b}[7m"), "reversed");
                for part in bytes.split("\u{1b}[").skip(1) {
                    let end = part.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                    let looks = part[..end]
                        .split(';')
                        .filter(|_| part[end..].starts_with('m'));
                    for code in looks {
                        assert!(["", "0", "1", "2", "4", "7"].contains(&code), "{code}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_sort_is_turned_round_and_back() {
    let mut h = Harness::new((80, 24));
    assert!(h.screen().contains("Purchased ↓"));
    h.keys("S");
    let screen = h.screen();
    assert!(screen.contains("Purchased ↑"), "{screen}");
    assert!(screen.contains("1 of 1,000,000"));
    assert!(!screen.contains("-1000000"), "the newest is the last");
    let turned = h.shop.asked.iter().rev().find_map(|r| match r {
        Request::OrderPage(page) => Some(page.sort.descending),
        _ => None,
    });
    assert_eq!(turned, Some(false));
    h.keys("S");
    assert!(h.screen().contains("-1000000"));
}

#[test]
fn a_back_fill_is_paused_resumed_and_given_up_by_keys() {
    let mut h = Harness::new((120, 40));
    let controls = |h: &Harness| -> Vec<SyncAction> {
        let action = |r: &Request| match r {
            Request::SyncControl { action, .. } => Some(*action),
            _ => None,
        };
        h.shop.asked.iter().filter_map(action).collect()
    };
    let paused = |h: &Harness| {
        let mut runs = h.shop.accounts.iter().filter_map(|a| a.run.as_ref());
        runs.any(|run| run.paused)
    };
    h.keys("P");
    assert!(paused(&h));
    h.event(Event::Accounts);
    h.wait(Span::seconds(1));
    h.keys("P");
    assert!(!paused(&h));
    h.event(Event::Accounts);
    h.wait(Span::seconds(1));
    h.keys("X <esc>");
    assert_eq!(controls(&h), [SyncAction::Pause, SyncAction::Resume]);
    h.keys("X <tab> <enter>");
    assert_eq!(controls(&h).len(), 3);
    assert_eq!(controls(&h)[2], SyncAction::Stop);
}

#[test]
fn a_failed_order_is_tried_again_or_dismissed_by_keys() {
    let mut h = Harness::new((80, 24));
    h.keys("f r");
    let retried = |r: &&Request| matches!(r, Request::FailedRetry { .. });
    assert_eq!(h.shop.asked.iter().filter(retried).count(), 1);
    let dismissed = |h: &Harness| {
        let dismissed = |r: &&Request| matches!(r, Request::FailedDismiss { .. });
        h.shop.asked.iter().filter(dismissed).count()
    };
    h.keys("d <esc>");
    assert_eq!(dismissed(&h), 0, "it asks first");
    h.keys("d").text("sold elsewhere").keys("<enter>");
    assert_eq!(dismissed(&h), 1);
}
