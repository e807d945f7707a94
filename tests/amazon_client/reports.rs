//! Reading processing reports: Amazon-shaped ones, and everything that can be wrong with them.

use orderdeck::amazon::feeds::{ReportStatus, Severity, Totals, read_report};
use orderdeck::domain::refusal_advice::{RefusalCause, cause};
use proptest::prelude::*;
use std::time::{Duration, Instant};

const REPORT: &str = include_str!("../data/amazon/processing_report.xml");

fn unreadable(report: &str) -> String {
    read_report(report.as_bytes(), None)
        .unwrap_err()
        .to_string()
}

#[test]
fn what_came_of_each_message() {
    let report = read_report(REPORT.as_bytes(), Some("text/xml; charset=UTF-8")).unwrap();
    assert_eq!(report.transaction, "50123019823");
    assert_eq!(report.status, ReportStatus::Complete);
    let totals = Totals {
        processed: 30,
        successful: 28,
        with_error: 2,
        with_warning: 1,
    };
    assert_eq!(report.totals, Some(totals));
    let messages: Vec<_> = report
        .results
        .iter()
        .map(|r| {
            (
                r.message.map(|m| m.0.get()),
                r.severity.clone(),
                r.code.as_str(),
            )
        })
        .collect();
    assert_eq!(
        messages,
        [
            (Some(2), Severity::Error, "18028"),
            (Some(2), Severity::Error, "18021"),
            (Some(17), Severity::Warning, "99001"),
            (None, Severity::Error, "90000"),
        ]
    );
    let first = &report.results[0];
    assert_eq!(
        first.text,
        "The order <302-1234567-7654321> & its items are unknown über here."
    );
    assert_eq!(first.order, "302-1234567-7654321".parse().ok());
    assert_eq!(first.item.as_ref().unwrap().as_str(), "12345678901234");
    assert_eq!(first.sku.as_ref().unwrap().as_str(), "KETTLE-1");
    let second = &report.results[1];
    assert_eq!(second.text, "More <was> sent & than is left");
    assert_eq!((second.order, second.sku.as_ref()), (None, None));
    assert_eq!(
        cause(&second.code, &second.text),
        RefusalCause::AlreadyShipped
    );
    assert_eq!(report.results[3].text, "");
}

#[test]
fn a_report_that_is_cut_anywhere_is_never_complete() {
    let whole = REPORT.trim_end();
    for end in 0..whole.len() {
        assert!(
            read_report(&whole.as_bytes()[..end], None).is_err(),
            "cut at {end}"
        );
    }
    assert!(read_report(whole.as_bytes(), None).is_ok());
    // Cut, then closed again as if it had been whole: it has no end of its own either.
    let at = whole.find("<ProcessingSummary>").unwrap();
    unreadable(&format!(
        "{}</ProcessingReport></Message></AmazonEnvelope",
        &whole[..at]
    ));
}

#[test]
fn what_is_new_is_borne() {
    let report = REPORT
        .replace("<StatusCode>Complete", "<New a=\"1\"><Result><ResultCode>Error</ResultCode></Result></New><StatusCode>Complete")
        .replace("<ResultCode>Warning", "<Deep><er><MessageID>x</MessageID></er></Deep><ResultCode>Notice")
        .replace("<Message>", "<!-- a comment --><?pi x?><PurgeAndReplace>false</PurgeAndReplace><Message>")
        .replace("<MessagesWithWarning>1</MessagesWithWarning>", "")
        .replace("<StatusCode>Complete", "<StatusCode>Halfway");
    let read = read_report(report.as_bytes(), None).unwrap();
    assert_eq!(read.status, ReportStatus::Other("Halfway".to_owned()));
    assert_eq!(read.totals, None);
    assert_eq!(read.results.len(), 4);
    assert_eq!(
        read.results[2].severity,
        Severity::Other("Notice".to_owned())
    );
    let prefixed = REPORT
        .replace("<AmazonEnvelope", "<a:AmazonEnvelope")
        .replace("</AmazonEnvelope", "</a:AmazonEnvelope");
    assert_eq!(
        read_report(prefixed.as_bytes(), None)
            .unwrap()
            .results
            .len(),
        4
    );
    for (status, meant) in [
        ("Processing", ReportStatus::Processing),
        ("Rejected", ReportStatus::Rejected),
    ] {
        let report = REPORT.replace("Complete", status);
        assert_eq!(read_report(report.as_bytes(), None).unwrap().status, meant);
    }
}

#[test]
fn other_charsets_are_read() {
    let text = REPORT.replace("UTF-8", "ISO-8859-1").replace("&#252;", "ü");
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let read = read_report(&bytes, None).unwrap();
    assert!(
        read.results[0].text.contains("über"),
        "{}",
        read.results[0].text
    );
    let bytes: Vec<u8> = text
        .replace("ISO-8859-1", "UTF-8")
        .chars()
        .map(|c| u32::from(c) as u8)
        .collect();
    assert!(read_report(&bytes, Some("text/xml")).is_err());
}

#[test]
fn what_is_no_report_is_refused() {
    for (report, why) in [
        (String::new(), "ends too early"),
        ("   ".to_owned(), "ends too early"),
        ("Sorry, no report.".to_owned(), "outside its root"),
        ("{\"header\":{}}".to_owned(), "outside its root"),
        (
            "<html><body>Error</body></html>".to_owned(),
            "not a document of Amazon's feeds",
        ),
        ("<AmazonEnvelope/>".to_owned(), "not a processing report"),
        (
            REPORT.replace(
                "<MessageType>ProcessingReport",
                "<MessageType>OrderFulfillment",
            ),
            "not a processing report",
        ),
        (
            REPORT.replace(
                "<DocumentTransactionID>50123019823</DocumentTransactionID>",
                "",
            ),
            "which feed",
        ),
        (
            REPORT.replace("<StatusCode>Complete</StatusCode>", ""),
            "no status",
        ),
        (
            REPORT.replace("<MessageID>17", "<MessageID>seventeen"),
            "number",
        ),
        (REPORT.replace("<MessageID>17", "<MessageID>-1"), "number"),
        (
            REPORT.replace("<MessagesProcessed>30", "<MessagesProcessed>many"),
            "number",
        ),
        (
            REPORT.replace("<ResultCode>Warning</ResultCode>", ""),
            "how bad",
        ),
        (
            REPORT.replace(
                "</Message>",
                "</Message><Message><ProcessingReport/></Message>",
            ),
            "2 reports",
        ),
        (
            format!("{}{}", REPORT, REPORT.split_once("?>").unwrap().1),
            "more than one root",
        ),
        (format!("{REPORT}rest"), "outside its root"),
        (REPORT.replace("&lt;", "&custom;"), "entity"),
        (REPORT.replace("&#252;", "&#xD800;"), "character"),
        (REPORT.replace("&lt;", "&"), "well formed"),
        (REPORT.replace("</StatusCode>", "</Status>"), "well formed"),
    ] {
        let told = unreadable(&report);
        assert!(told.contains(why), "{why}: {told}");
    }
}

#[test]
fn hostile_reports_are_refused_at_once() {
    let entities = "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">";
    let laughs = REPORT.replace(
        "<AmazonEnvelope",
        &format!("<!DOCTYPE x [{entities}]><AmazonEnvelope"),
    );
    let deep = REPORT.replace(
        "<StatusCode>",
        &format!(
            "{}{}<StatusCode>",
            "<x>".repeat(100_000),
            "</x>".repeat(100_000)
        ),
    );
    let long = REPORT.replace("The ship-from", &"long ".repeat(20_000));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"1\"")).collect();
    let wide = REPORT.replace("<Result>", &format!("<Result{attributes}>"));
    let many = REPORT.replace(
        "<StatusCode>",
        &format!("{}<StatusCode>", "<x/>".repeat(300_000)),
    );
    for (name, report, is_read) in [
        ("doctype", laughs, false),
        ("depth", deep, false),
        ("text", long, false),
        ("attributes", wide, true),
        ("elements", many, true),
    ] {
        let began = Instant::now();
        assert_eq!(
            read_report(report.as_bytes(), None).is_ok(),
            is_read,
            "{name}"
        );
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{name}: {:?}",
            began.elapsed()
        );
    }
}

#[test]
fn texts_can_not_steer_a_terminal() {
    let report = REPORT
        .replace("The ship-from", "\u{1b}[31mThe&#27;[0m \u{202e}ship-from")
        .replace("KETTLE-1", &"K".repeat(500));
    let read = read_report(report.as_bytes(), None).unwrap();
    assert_eq!(
        read.results[2].text,
        "[31mThe[0m ship-from address is missing."
    );
    assert_eq!(read.results[0].sku, None);
}

proptest! {
    #[test]
    fn bytes_that_change_never_panic(changes in prop::collection::vec((0..REPORT.len(), any::<u8>()), 1..8)) {
        let mut bytes = REPORT.as_bytes().to_vec();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        let _ = read_report(&bytes, None);
    }

    #[test]
    fn any_bytes_are_no_report(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read_report(&bytes, None).is_err());
    }
}
