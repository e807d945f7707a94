//! Invoices and a bank statement by keys, from the orders of a shop to a line that is matched.

use crate::home::Home;
use crate::pty::End;
use std::fs;

#[test]
fn orders_are_invoiced_and_a_payout_is_taken_in_from_a_file() {
    let home = Home::new();
    let shop = home.shop("200");
    home.fill(&shop);
    let statement = home.path().join("bank.csv");
    fs::write(
        &statement,
        "date,amount,currency,reference,text,bank\n2026-11-20,12.50,EUR,AMZN-1,Payout,Hanse\n",
    )
    .unwrap();
    let mut pty = home.open(home.screen());
    pty.keys("6");
    pty.until_shows("There are no invoices yet");
    pty.keys("u");
    pty.until_shows("orders to invoice");
    pty.keys("A");
    pty.until_shows("Make and post");
    pty.keys("j\r");
    pty.until_shows("made and posted");
    pty.until_shows("No order waits for an invoice");
    pty.keys("i");
    pty.until_shows("INV/20");
    let listed = home.well(&["invoice", "list", "--json"]);
    assert!(!listed["invoices"].as_array().unwrap().is_empty());
    pty.keys("7n");
    pty.until_shows("Every line is matched");
    pty.keys("i");
    pty.until_shows("A bank statement from a file");
    pty.keys("/no/such/file\r");
    pty.until_shows("The bank account that it is about");
    pty.keys("\r");
    pty.until_shows("/no/such/file can't be read");
    pty.keys("\x15");
    pty.keys(statement.to_str().unwrap());
    pty.keys("\r");
    pty.until_shows("The bank account that it is about");
    pty.keys("\r");
    pty.until_shows("1 line taken in");
    pty.until_shows("AMZN-1");
    pty.keys("q");
    assert_eq!(pty.end(), End::Code(0));
    assert_eq!(home.well(&["verify"])["ok"], true);
}
