use super::super::examples::shipment;
use super::*;
use crate::domain::amazon_order::{AmazonItem, Buyer, Window};
use crate::domain::cancellation::{CancelReason, Cancellation, CancelledItem};

const NOW: Moment = Moment::from_millis(1_700_000_000_000);

fn item(ordered: u32, fulfilled: u32, unfulfilled: u32) -> AmazonItem {
    AmazonItem {
        id: "12345678901234".into(),
        sku: None,
        asin: String::new(),
        title: String::new(),
        ordered,
        fulfilled: Some(fulfilled),
        unfulfilled: Some(unfulfilled),
        proceeds_total: None,
        breakdowns: Vec::new(),
        facilitator_tax: false,
        gift_message: String::new(),
        gift_wrap_level: String::new(),
        customization_url: String::new(),
        cancel_request: None,
        cancelled_by: None,
    }
}

fn order(status: AmazonStatus, packages: Vec<Package>, item: AmazonItem) -> AmazonOrder {
    AmazonOrder {
        reference: "123-1234567-1234567"
            .parse()
            .unwrap_or_else(|_| unreachable!()),
        created: NOW,
        updated: NOW,
        status: Some(status),
        channel: None,
        marketplace: None,
        sold_on_amazon: true,
        programs: Vec::new(),
        replaces: None,
        service_level: None,
        ship_by: Window::default(),
        deliver_by: Window::default(),
        buyer: Buyer::default(),
        grand_total: None,
        breakdowns: Vec::new(),
        packages,
        items: vec![item],
    }
}

fn package(reference: &str, tracking: &str, pieces: u32) -> Package {
    Package {
        reference: reference.to_owned(),
        carrier: "DHL".to_owned(),
        tracking: tracking.to_owned(),
        shipped: None,
        status: String::new(),
        items: vec![("12345678901234".into(), pieces)],
    }
}

fn in_doubt(if_missing: IfMissing) -> Notice {
    Notice {
        step: Step::Unknown {
            since: NOW,
            read_at: NOW,
            if_missing,
        },
        ..shipment(NOW)
    }
}

#[test]
fn what_amazon_shows_of_a_shipment() {
    use AmazonStatus::{Cancelled, PartiallyShipped, Shipped, Unshipped};
    let table = [
        (Unshipped, vec![], Shown::Lacks),
        (Cancelled, vec![], Shown::Overtaken),
        (Shipped, vec![], Shown::Has),
        (
            PartiallyShipped,
            vec![package("1", "jjd-000 001", 2)],
            Shown::Has,
        ),
        (
            PartiallyShipped,
            vec![package("1", "OTHER", 2)],
            Shown::Differs,
        ),
        // Another parcel's number, but our own tracking reference: told by a feed, which does not keep the number.
        (
            PartiallyShipped,
            vec![package("878", "JJD000001", 2)],
            Shown::Has,
        ),
        (
            PartiallyShipped,
            vec![package("878", "JJD000001", 1)],
            Shown::Lacks,
        ),
        (
            PartiallyShipped,
            vec![package("2", "OTHER", 2)],
            Shown::Lacks,
        ),
    ];
    for (status, packages, expected) in table {
        let order = order(status.clone(), packages.clone(), item(4, 0, 4));
        let shown = shown_by(&shipment(NOW).content, &order);
        assert_eq!(shown, expected, "{status:?} {packages:?}");
    }
}

#[test]
fn what_amazon_shows_of_a_cancellation() {
    let content = Content::Cancellation {
        cancellation: Cancellation {
            order: "123-1234567-1234567"
                .parse()
                .unwrap_or_else(|_| unreachable!()),
            reason: CancelReason::NoInventory,
            items: vec![CancelledItem {
                item: "12345678901234".into(),
                quantity: std::num::NonZeroU32::new(1),
            }],
        },
        in_all: vec![("12345678901234".into(), 2)],
        whole: false,
    };
    let shown = |status, item| shown_by(&content, &order(status, Vec::new(), item));
    assert_eq!(shown(AmazonStatus::Cancelled, item(4, 0, 0)), Shown::Has);
    assert_eq!(
        shown(AmazonStatus::PartiallyShipped, item(4, 1, 1)),
        Shown::Has
    );
    // One piece was cancelled before: ours is the second.
    assert_eq!(
        shown(AmazonStatus::PartiallyShipped, item(4, 1, 2)),
        Shown::Lacks
    );
    assert_eq!(
        shown(AmazonStatus::Shipped, item(4, 4, 0)),
        Shown::Overtaken
    );
}

#[test]
fn silence_counts_only_after_the_quiet_period() {
    let mut notice = in_doubt(IfMissing::Resend);
    notice.after_read(Shown::Lacks, NOW.plus(Span::minutes(9)));
    assert!(matches!(
        notice.step,
        Step::Unknown { since, read_at, .. }
            if since == NOW && read_at == NOW.plus(Span::minutes(10))
    ));
    notice.after_read(Shown::Lacks, NOW.plus(QUIET));
    assert_eq!(notice.step, Step::Pending);

    let mut found = in_doubt(IfMissing::Resend);
    found.after_read(Shown::Has, NOW);
    assert!(matches!(found.step, Step::Synchronized { shown: true, .. }));
}

#[test]
fn what_fails_early_is_not_sent_again_before_amazon_had_time() {
    let mut notice = in_doubt(IfMissing::Fail);
    let at = NOW.plus(Span::minutes(1));
    notice.after_read(Shown::Lacks, at);
    assert_eq!(notice.step, Step::Failed { at, in_doubt: true });
    notice.retry(at.plus(Span::minutes(1)));
    notice.after_read(Shown::Lacks, at.plus(Span::minutes(1)));
    assert!(matches!(notice.step, Step::Unknown { .. }));
    notice.after_read(Shown::Lacks, at.plus(QUIET));
    assert_eq!(notice.step, Step::Pending);
}

#[test]
fn a_later_sync_mends_whatever_failed() {
    for step in [
        Step::Pending,
        Step::Sending { since: NOW },
        Step::Failed {
            at: NOW,
            in_doubt: false,
        },
        Step::Solved { at: NOW },
        Step::Synchronized {
            at: NOW,
            shown: false,
        },
    ] {
        let mut notice = Notice {
            step,
            ..shipment(NOW)
        };
        assert!(notice.after_sync(Shown::Has, NOW));
        assert_eq!(
            notice.step,
            Step::Synchronized {
                at: NOW,
                shown: true
            }
        );
        assert!(!notice.after_sync(Shown::Has, NOW));
    }
}

#[test]
fn a_pending_notice_of_a_cancelled_order_fails() {
    let mut notice = shipment(NOW);
    assert!(notice.after_sync(Shown::Overtaken, NOW));
    assert!(matches!(notice.step, Step::Failed { .. }));
    let mut withdrawn = Notice {
        step: Step::Withdrawn { at: NOW },
        ..shipment(NOW)
    };
    assert!(!withdrawn.after_sync(Shown::Has, NOW));
}
