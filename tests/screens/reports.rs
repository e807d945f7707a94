//! Reports on the screen: choosing, charts, the orders behind a figure, rates, kept reports, teams.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use orderdeck::domain::moment::Span;
use orderdeck::domain::sales_report::{Days, Dimension, SalesQuery};
use orderdeck::protocol::Event;
use orderdeck::protocol::reports::{ExportFormat, FigureOrders, ReportRequest};
use orderdeck::screen::{ColourDepth, Options};

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 20), (200, 50)];

fn reports(size: (u16, u16)) -> Harness {
    let mut h = Harness::with(size, Shop::new(1_000, noon()), &options());
    h.keys("5");
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

/// The last report that was asked for by the first dimension alone.
fn last(h: &Harness) -> SalesQuery {
    let sales = |r: &ReportRequest| match r {
        ReportRequest::Sales(query) if query.by.second().is_none() => Some(query.clone()),
        _ => None,
    };
    h.shop.ledger.asked.iter().rev().find_map(sales).unwrap()
}

fn behind(h: &Harness) -> FigureOrders {
    let orders = |r: &ReportRequest| match r {
        ReportRequest::Orders(wanted) => Some(wanted.clone()),
        _ => None,
    };
    h.shop.ledger.asked.iter().rev().find_map(orders).unwrap()
}

const SCREENS: [(&str, &str); 14] = [
    ("days", "j j"),
    ("months-compared", "b m m <enter> p l <enter> v j"),
    ("year-of-days", "p l <enter> j j"),
    ("products", "b p <enter>"),
    ("marketplaces-by-week", "b m <enter> B w <enter>"),
    ("team-within-month", "b m m <enter> B t <enter> l j"),
    ("units-of-fbm", "b p <enter> m m m c"),
    ("one-currency", "b a a <enter> $"),
    ("by", "b"),
    ("period", "p"),
    ("behind", "<enter> j j"),
    ("rates", "u"),
    ("teams", "t"),
    ("kept", "s M i n e <enter> F"),
];

#[test]
fn every_view_at_every_usual_size() {
    for (name, keys) in SCREENS {
        for (columns, rows) in SIZES {
            let mut h = reports((columns, rows));
            h.keys(keys);
            h.wait(Span::seconds(9));
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}"), h.screen());
        }
    }
}

#[test]
fn no_size_is_too_small_or_too_large() {
    let widths: Vec<u16> = (0..=44).step_by(4).chain((58..=210).step_by(19)).collect();
    let heights: Vec<u16> = (0..=12).chain((16..=50).step_by(11)).collect();
    for (name, keys) in SCREENS {
        let mut h = reports((80, 24));
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
fn plain_ascii_and_no_colours_say_the_same() {
    let plain = Options {
        colour: ColourDepth::None,
        ascii_borders: true,
        ..options()
    };
    for (name, keys) in [
        ("ascii-days", "v"),
        ("ascii-year", "p l <enter>"),
        ("ascii-products-by-month", "b p <enter> B m m <enter> l"),
        ("ascii-rates", "u"),
    ] {
        let mut h = Harness::with((80, 24), Shop::new(1_000, noon()), &plain);
        h.keys("5").keys(keys);
        h.wait(Span::seconds(9));
        let screen = h.screen();
        assert!(screen.is_ascii(), "{screen}");
        insta::assert_snapshot!(name, screen);
    }
}

#[test]
fn a_figure_opens_its_orders_and_they_open_themselves() {
    let mut h = reports((80, 24));
    h.keys("b p <enter> B m m <enter>");
    sees(&h, "TEA-EARL-GREY");
    h.keys("l j");
    h.keys("<enter>");
    let wanted = behind(&h);
    assert_eq!(
        wanted.of[&Dimension::Product],
        Some("TEA-EARL-GREY-250".to_owned())
    );
    assert!(wanted.of.contains_key(&Dimension::Month), "{wanted:?}");
    assert_eq!(wanted.query.by.second(), Some(Dimension::Month));
    sees(&h, "Orders behind");
    // Back again, the row is still under the cursor; and the whole product opens too.
    h.keys("<esc> k <enter>");
    assert_eq!(behind(&h).query.by.second(), None);
    let first = h.shop.ledger.behind[0].clone();
    h.keys("<enter>");
    sees(&h, &first.amazon_order_ref.to_string());
    h.keys("5");
    sees(&h, "Orders behind");
}

#[test]
fn long_lists_of_orders_are_read_page_by_page() {
    let mut h = reports((80, 24));
    let more = h.shop.ledger.behind.clone();
    while h.shop.ledger.behind.len() < 2_000 {
        h.shop.ledger.behind.extend(more.clone());
    }
    h.keys("<enter> G");
    sees(&h, "of 2,0");
    let asked = behind(&h);
    assert!(asked.offset > 1_000 && asked.limit < 1_000, "{asked:?}");
    sees_not(&h, "1 of 2,0");
    h.keys("g g");
    sees(&h, "1 of 2,0");
}

#[test]
fn few_keys_choose_what_is_shown() {
    let mut h = reports((80, 24));
    h.keys("b c <enter>");
    assert_eq!(last(&h).by.first(), Dimension::Channel);
    h.keys("p t t <enter>");
    assert!(matches!(last(&h).days, Days::Preset(_)));
    h.keys("p f <enter>");
    h.text("2026-10 2026-12-24");
    h.keys("<enter>");
    let days = last(&h).days;
    assert_eq!(days.to_string(), "2026-10-01 to 2026-12-24");
    h.keys("p f <enter>");
    h.text("soon");
    h.keys("<enter>");
    sees(&h, "is no day");
    h.keys("<esc>");
    assert_eq!(last(&h).days, days);
    h.keys("c");
    assert!(last(&h).channel.is_some());
    h.keys("c c");
    assert!(last(&h).channel.is_none());
    h.keys("v");
    assert!(last(&h).compare);
    sees(&h, "compared");
    h.keys("m m");
    sees(&h, "Orders");
    h.keys("a j <enter>");
    assert!(last(&h).account.is_some());
}

#[test]
fn figures_follow_the_orders_and_stay_until_new_ones_are_here() {
    let mut h = reports((80, 24));
    let asked = h.shop.ledger.asked.len();
    let before = h.screen();
    h.event(Event::Orders {
        revision: 2,
        created: 3,
    });
    h.wait(Span::seconds(3));
    assert!(h.shop.ledger.asked.len() > asked);
    assert_eq!(h.screen(), before);
    // On another tab nothing is asked.
    h.keys("1");
    let asked = h.shop.ledger.asked.len();
    h.event(Event::Reports);
    h.wait(Span::seconds(3));
    assert_eq!(h.shop.ledger.asked.len(), asked);
}

#[test]
fn nothing_sold_is_said() {
    let mut h = Harness::with((80, 24), Shop::new(1_000, noon()), &options());
    h.shop.ledger.any = false;
    h.keys("5");
    sees(&h, "Nothing was sold in these days.");
}

#[test]
fn a_report_is_exported_and_kept_and_opened_again() {
    let mut h = reports((80, 24));
    h.keys("b p <enter> B m m <enter> e j <enter>");
    let export = h.shop.ledger.asked.last().cloned();
    let Some(ReportRequest::Export { query, format }) = export else {
        panic!("{export:?}");
    };
    assert_eq!(
        (format, query.by.to_string().as_str()),
        (ExportFormat::Json, "product,month")
    );
    sees(&h, "Written to /data/documents/sales.json.");
    h.keys("s <enter>");
    sees(&h, "needs a name");
    h.text("Products");
    h.keys("<enter>");
    sees(&h, "Kept as Products.");
    h.keys("b c <enter> F <enter>");
    assert_eq!(last(&h).by.first(), Dimension::Product);
    h.keys("x <enter> F");
    sees(&h, "No report is kept yet");
}

#[test]
fn teams_are_managed() {
    let mut h = reports((80, 24));
    h.keys("t");
    sees(&h, "Ana, Bo; of Juniper EU");
    h.keys("G <enter>");
    h.text("West");
    h.keys("<enter>");
    sees(&h, "West is there.");
    // The list is open again: the people of the new one.
    h.keys("j j <enter> <enter>");
    h.text("Cy, Di");
    h.keys("<enter>");
    let west = h.shop.ledger.teams.last().unwrap().clone();
    assert_eq!(
        (west.name.as_str(), west.salespersons),
        ("West", vec!["Cy".to_owned(), "Di".to_owned()])
    );
    h.keys("<esc> t j <enter> j j <enter>");
    sees(&h, "is the sales team of an account");
    assert_eq!(h.shop.ledger.teams.len(), 3);
}

#[test]
fn the_rates_scroll_and_go() {
    let mut h = reports((40, 12));
    h.keys("u");
    sees(&h, "To ship");
    h.keys("G");
    sees_not(&h, "To ship");
    h.keys("u");
    sees(&h, "2026");
}
