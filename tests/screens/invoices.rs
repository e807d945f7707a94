//! The Invoices tab, driven by keys over made-up books.

use crate::bookkeeper::amount;
use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use orderdeck::domain::moment::Span;
use orderdeck::protocol::books::BooksRequest;
use orderdeck::protocol::books::invoices::{InvoiceRequest, InvoiceStatus, InvoicedOrders};
use orderdeck::protocol::books::payments::PaymentRequest;
use orderdeck::screen::{Key, Msg};

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 20), (200, 50)];

/// Every view and question with the keys that lead to it.
const SCREENS: [(&str, &str); 9] = [
    ("list", "6 j"),
    ("detail", "6 j <enter>"),
    ("marked", "6 m"),
    ("filter", "6 / h ö f"),
    ("state", "6 s"),
    ("post-vat", "6 p"),
    ("pay", "6 j j j r"),
    ("waiting", "6 u <space>"),
    ("create", "6 u A"),
];

fn sees(h: &Harness, text: &str) {
    let screen = h.screen();
    assert!(screen.contains(text), "{text:?} is not in\n{screen}");
}

fn count(h: &Harness, fits: impl Fn(&BooksRequest) -> bool) -> usize {
    h.shop
        .books
        .asked
        .iter()
        .filter(|asked| fits(asked))
        .count()
}

fn drafts(h: &Harness) -> usize {
    let rows = h.shop.books.invoices.iter();
    rows.filter(|row| row.status == InvoiceStatus::Draft)
        .count()
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
fn the_list_is_read_page_by_page() {
    let mut h = Harness::new((80, 24));
    h.keys("6");
    sees(&h, "1 of 200+");
    h.keys("G");
    h.keys("G G");
    sees(&h, "450 of 450");
    h.keys("g g");
    sees(&h, "D00450");
}

#[test]
fn orders_are_invoiced_one_marked_ones_filtered_ones_and_all() {
    let mut h = Harness::new((80, 24));
    h.keys("6 u");
    sees(&h, "120 orders to invoice");
    // One, as a draft.
    h.keys("a <enter>");
    sees(&h, "1 invoice made.");
    assert_eq!(h.shop.books.waiting.len(), 119);
    // Marked ones, posted at once.
    h.keys("<space> <space> <space> a j <enter>");
    sees(&h, "3 invoices made and posted.");
    assert_eq!(h.shop.books.waiting.len(), 116);
    // Those that are found.
    h.keys("/ j p <enter> A <enter>");
    let left = h.shop.books.waiting.len();
    assert!(left < 116, "{left}");
    h.keys("<esc>");
    // All the rest, fifty at a time.
    h.wait(Span::seconds(1));
    let many = left;
    h.keys("A <enter>");
    sees(&h, &format!("{many} invoices made."));
    assert!(h.shop.books.waiting.is_empty());
    sees(&h, "No order waits for an invoice.");
    let pieces = count(&h, |asked| {
        matches!(asked, BooksRequest::Invoice(InvoiceRequest::Create(new))
            if matches!(new.of, InvoicedOrders::AllDelivered { .. }))
    });
    assert_eq!(pieces, many.div_ceil(50));
}

#[test]
fn work_can_be_stopped_between_two_pieces() {
    let mut h = Harness::new((80, 24));
    h.keys("6 u A");
    let before = h.shop.books.waiting.len();
    // Enter begins, and X comes before the first piece is answered.
    let effects = h
        .app
        .update(Msg::Key(Key::parse("<enter>").unwrap()), h.now);
    assert_eq!(effects.len(), 1);
    let screen = h.screen();
    assert!(
        screen.contains("Making 0 invoices of") || screen.contains("Making 0 of"),
        "{screen}"
    );
    sees(&h, "X stops");
    let more = h.app.update(Msg::Key(Key::parse("X").unwrap()), h.now);
    assert!(more.is_empty());
    sees(&h, "stopping");
    h.perform(effects);
    sees(&h, "50 invoices made. Stopped; the rest is as it was.");
    assert_eq!(h.shop.books.waiting.len(), before - 50);
    h.keys("X");
    sees(&h, "Nothing is going on");
}

#[test]
fn what_was_left_out_is_told() {
    let mut h = Harness::new((80, 24));
    h.keys("6 u <space> <space>");
    let gone = h.shop.books.waiting.remove(0);
    h.keys("a <enter>");
    sees(&h, "1 invoice made. 1 left out.");
    sees(&h, "nothing of it is delivered yet.");
    h.keys("<esc> L");
    sees(
        &h,
        &format!("{}: nothing of it is delivered yet", gone.number),
    );
}

#[test]
fn a_business_without_a_vat_number_warns_before_posting() {
    let mut h = Harness::new((80, 24));
    h.keys("6 p");
    sees(&h, "1 draft goes to businesses without a VAT number");
    let before = drafts(&h);
    h.keys("<esc>");
    assert_eq!(drafts(&h), before);
    // Typed, refused, typed again; then it is posted.
    h.keys("p <enter>").text("X").keys("<enter>");
    sees(&h, "That is no VAT number.");
    h.keys("<c-u>").text("ATU12345678").keys("<enter>");
    sees(&h, "1 invoice posted.");
    assert_eq!(drafts(&h), before - 1);
    // Among many, the others are posted.
    h.keys("m");
    sees(&h, "450 marked");
    h.keys("p");
    sees(&h, "Post the others");
    h.keys("<enter>");
    sees(&h, "left out.");
    let rows = h.shop.books.invoices.iter();
    let left = rows.filter(|r| r.status == InvoiceStatus::Draft && !r.business);
    assert_eq!(left.count(), 0);
}

#[test]
fn marked_invoices_are_paid_in_pieces() {
    let mut h = Harness::new((80, 24));
    h.keys("6 s j j <enter>");
    sees(&h, "only open");
    h.keys("m r");
    sees(&h, "Register the payment of 90 invoices");
    h.keys("<enter>");
    sees(&h, "90 payments registered.");
    let pieces = count(&h, |asked| {
        matches!(asked, BooksRequest::Payment(PaymentRequest::Register(_)))
    });
    assert_eq!(pieces, 2);
    h.wait(Span::seconds(1));
    sees(&h, "There is no such invoice.");
}

#[test]
fn documents_credit_notes_dropping_and_the_order_behind() {
    let mut h = Harness::new((80, 24));
    h.keys("6 j j e <enter>")
        .text("/tmp/invoices")
        .keys("<enter>");
    sees(&h, "Written to /tmp/invoices");
    sees(&h, "1 document written.");
    h.keys("c <enter>");
    sees(&h, "A credit note needs a reason");
    h.text("returned").keys("<enter>");
    sees(&h, "takes INV/2026/00448 back.");
    h.wait(Span::seconds(9));
    let credit = &h.shop.books.invoices[0];
    assert!(credit.credit_note && credit.total < amount("0"));
    h.keys("g g j d");
    sees(&h, "Drop D00450?");
    h.keys("j <enter>");
    sees(&h, "1 draft dropped.");
    h.keys("b");
    sees(&h, "S01450");
}

#[test]
fn an_order_is_invoiced_from_the_orders_tab() {
    let mut h = Harness::new((80, 24));
    let order = {
        let shop = Shop::new(1_000_000, noon());
        shop.row(1_000_000).clone()
    };
    h.shop.books.waiting = vec![order];
    h.keys("i");
    sees(&h, "Invoice 1 order");
    h.keys("<enter>");
    sees(&h, "1 invoice made.");
    assert!(h.shop.books.waiting.is_empty());
    sees(&h, "Amazon reference");
}

#[test]
fn the_engine_goes_and_the_work_ends_with_what_was_done() {
    let mut h = Harness::with((80, 24), Shop::new(1_000, noon()), &options());
    h.keys("6 u");
    h.shop.gone = true;
    h.keys("A <enter>");
    sees(&h, "The engine is gone");
    sees(&h, "0 invoices made.");
    h.shop.gone = false;
    h.wait(Span::seconds(9));
    h.keys("A <enter>");
    sees(&h, "120 invoices made.");
}
