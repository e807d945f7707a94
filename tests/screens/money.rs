//! The Money tab, driven by keys over made-up books.

use crate::bookkeeper::amount;
use crate::harness::Harness;
use orderdeck::domain::books::chart::LedgerAccount;
use orderdeck::domain::books::payment::BatchState;
use orderdeck::domain::moment::Span;
use orderdeck::protocol::Event;
use orderdeck::protocol::books::BooksRequest;
use orderdeck::protocol::books::statements::{MatchTarget, StatementRequest};

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 20), (200, 50)];

/// Every view and question with the keys that lead to it.
const SCREENS: [(&str, &str); 13] = [
    ("entries", "7 j"),
    ("entry", "7 j <enter>"),
    ("journal", "7 s"),
    ("balances", "7 b j"),
    ("open", "7 z"),
    ("payments", "7 p <space>"),
    ("batches", "7 t"),
    ("bills", "7 l"),
    ("bill-form", "7 l i"),
    ("bank", "7 n"),
    ("bank-all", "7 n s"),
    ("bank-match", "7 n m"),
    ("bank-file", "7 n i"),
];

fn sees(h: &Harness, text: &str) {
    let screen = h.screen();
    assert!(screen.contains(text), "{text:?} is not in\n{screen}");
}

fn matches_asked(h: &Harness) -> Vec<(MatchTarget, Option<String>)> {
    let asked = h.shop.books.asked.iter();
    asked
        .filter_map(|asked| match asked {
            BooksRequest::Statement(StatementRequest::Match(wanted)) => {
                Some((wanted.to.clone(), wanted.amount.map(|a| a.to_string())))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn every_view_at_every_usual_size() {
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
fn no_size_is_too_small_or_too_large() {
    for (_, keys) in SCREENS {
        let mut h = Harness::new((80, 24));
        h.keys(keys);
        for columns in (0..=140).step_by(7) {
            for rows in (0..=40).step_by(3) {
                h.resize(columns, rows);
                h.screen();
            }
        }
    }
}

#[test]
fn entries_are_read_page_by_page_and_by_journal_and_account() {
    let mut h = Harness::new((80, 24));
    h.keys("7");
    sees(&h, "1 of 200+");
    h.keys("G G");
    sees(&h, "300 of 300");
    h.keys("s j <enter>");
    sees(&h, "only Sales");
    h.keys("<esc>");
    sees(&h, "1 of 200+");
    h.keys("b <enter>");
    sees(&h, "on Bank");
}

#[test]
fn what_amazon_owes_is_explained_line_by_line() {
    let mut h = Harness::new((80, 24));
    h.keys("7 z");
    sees(&h, "-92.00 EUR");
    sees(&h, "Bills that no payout has taken off");
    h.keys("/ b i l l <enter>");
    sees(&h, "1 of 1");
    h.keys("<enter>");
    sees(&h, "only Amazon Payments");
    h.keys("z <esc> <enter>");
    sees(&h, "S01031");
}

#[test]
fn payments_become_a_batch_that_is_validated() {
    let mut h = Harness::new((80, 24));
    h.keys("7 p <space> <space> a");
    sees(&h, "Make a batch of 2 payments");
    h.keys("<enter>");
    sees(&h, "The batch payment is made.");
    assert_eq!(h.shop.books.batches[0].payments.len(), 2);
    h.keys("t a <enter>");
    sees(&h, "The batch payment stands.");
    assert_eq!(h.shop.books.batches[0].state, BatchState::Validated);
    h.keys("d");
    sees(&h, "Take BATCH00005 apart?");
    h.keys("<enter>");
    assert_eq!(h.shop.books.batches[0].state, BatchState::Validated);
    h.keys("d j <enter>");
    assert_eq!(h.shop.books.batches[0].state, BatchState::Undone);
}

#[test]
fn a_payment_is_taken_back_with_a_reason() {
    let mut h = Harness::new((80, 24));
    h.keys("7 p d <enter>");
    sees(&h, "A reason is needed");
    h.text("typed twice").keys("<enter>");
    sees(&h, "The payment is taken back.");
    h.wait(Span::seconds(1));
    sees(&h, "taken back");
}

#[test]
fn a_bill_is_entered_paid_and_read_from_a_file() {
    let mut h = Harness::new((80, 24));
    h.keys("7 l i <tab> <tab> <tab> <tab> <tab>")
        .text("ten")
        .keys("<enter>");
    sees(&h, "\"ten\" is no amount");
    h.keys("<c-u>").text("12.50").keys("<enter>");
    sees(&h, "A bill needs the vendor's own number of it.");
    h.keys("<tab> <tab> <tab> <tab>")
        .text("DE-77")
        .keys("<enter>");
    sees(&h, "The bill is posted.");
    assert_eq!(h.shop.books.bills[0].lines[0].untaxed, amount("12.50"));
    h.event(Event::Books);
    h.wait(Span::seconds(1));
    sees(&h, "DE-77");
    h.keys("g g j r <enter>");
    sees(&h, "pays BILL/2026/00008.");
    h.files = vec![("bills.csv", "vendor,…")];
    h.keys("o").text("bills.csv").keys("<enter>");
    sees(&h, "1 bill posted, 1 here already.");
}

#[test]
fn what_amazon_charged_is_posted_as_proposed() {
    let mut h = Harness::new((80, 24));
    h.keys("7 l");
    sees(&h, "proposed");
    sees(&h, "more can still come");
    h.keys("r");
    sees(&h, "There is no posted bill here.");
    h.keys("a");
    sees(&h, "33.32 EUR");
    h.keys("<enter>");
    sees(&h, "The bill is posted.");
    h.wait(Span::seconds(1));
    sees(&h, "BILL/2026/00010");
    assert!(!h.screen().contains("proposed"), "{}", h.screen());
    h.keys("s");
    sees(&h, "What Amazon paid and charged is here.");
}

#[test]
fn a_statement_is_taken_in_by_its_path() {
    let mut h = Harness::new((80, 24));
    h.files = vec![("bank.csv", "date,amount"), ("bad.csv", "x")];
    h.keys("7 n i")
        .text("none.csv")
        .keys("<enter>")
        .text("Hanse")
        .keys("<enter>");
    sees(&h, "none.csv can't be read: not found.");
    h.keys("<c-u>").text("bad.csv").keys("<enter> <enter>");
    sees(&h, "the head must be date,amount");
    h.keys("<esc> i").text("bank.csv").keys("<enter> <enter>");
    sees(&h, "1 line taken in, 2 here already.");
    assert!(h.shop.books.asked.iter().any(|asked| matches!(
        asked,
        BooksRequest::Statement(StatementRequest::Import { bank, .. }) if bank == "Hanse"
    )));
}

#[test]
fn a_line_is_matched_to_a_batch_to_amazon_in_part_and_unmatched() {
    let mut h = Harness::new((80, 24));
    // The batch whose sum it is comes first among them.
    h.keys("7 n m j <enter> <enter>");
    sees(&h, "settles 2 open items.");
    sees(&h, "-92.00 EUR stay open at Amazon");
    h.wait(Span::seconds(1));
    h.keys("m <enter> <c-u>").text("x").keys("<enter>");
    sees(&h, "is no amount");
    h.keys("<c-u>").text("100").keys("<enter>");
    let asked = matches_asked(&h);
    assert!(
        matches!(asked[0], (MatchTarget::Batch(_), None)),
        "{asked:?}"
    );
    let account = MatchTarget::Account(LedgerAccount::AmazonPayments);
    assert_eq!(asked[1], (account, Some("100".to_owned())));
    h.keys("s d j <enter>");
    h.wait(Span::seconds(1));
    sees(&h, "The matches of the line are taken back.");
}
