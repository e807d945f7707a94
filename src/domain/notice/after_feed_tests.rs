use super::super::examples::shipment;
use super::super::{FeedAttempt, FeedMessage, FeedStep, NoticeKind, Step};
use super::*;
use crate::domain::ids::{AccountId, FeedAttemptId, NoticeId};
use crate::domain::moment::Span;
use proptest::prelude::*;

const NOW: Moment = Moment::from_millis(1_700_000_000_000);

fn attempt(notices: u32) -> FeedAttempt {
    FeedAttempt {
        id: FeedAttemptId(7),
        account: AccountId(1),
        kind: NoticeKind::Shipment,
        messages: (1..=notices)
            .map(|n| FeedMessage {
                message: n,
                notice: NoticeId(u64::from(n)),
                generation: 0,
            })
            .collect(),
        step: FeedStep::Creating,
        begun: NOW,
        cancelled_before: 0,
    }
}

fn in_feed(number: u32) -> Notice {
    Notice {
        id: NoticeId(u64::from(number)),
        reference: format!("123-0000000-{number:07}")
            .parse()
            .unwrap_or_else(|_| unreachable!()),
        step: Step::InFeed {
            attempt: FeedAttemptId(7),
        },
        attempts: 1,
        ..shipment(NOW.minus(Span::hours(1)))
    }
}

fn error(message: Option<u32>, order: Option<&Notice>, code: &str) -> MessageError {
    MessageError {
        message,
        order: order.map(|n| n.reference.to_string()),
        refusal: own_refusal(NOW, code, "no"),
    }
}

fn report(errors: Vec<MessageError>, processed: u64, with_error: u64) -> FeedEnd {
    FeedEnd::Report {
        processed: Some(processed),
        with_error: Some(with_error),
        errors,
    }
}

fn after(notice: &Notice, attempt: &FeedAttempt, end: &FeedEnd) -> Step {
    let mut notice = notice.clone();
    notice.after_feed(attempt, end, NOW);
    notice.step
}

fn failed(step: &Step) -> bool {
    matches!(step, Step::Failed { .. })
}
fn unknown(step: &Step, then: IfMissing) -> bool {
    matches!(step, Step::Unknown { if_missing, .. } if *if_missing == then)
}
fn accepted(step: &Step) -> bool {
    matches!(step, Step::Synchronized { shown: false, .. })
}

#[test]
fn one_error_among_thirty_fails_exactly_that_one() {
    let attempt = attempt(30);
    let end = report(vec![error(Some(17), None, "25000")], 30, 1);
    for number in 1..=30 {
        let step = after(&in_feed(number), &attempt, &end);
        assert_eq!(failed(&step), number == 17, "{number}");
        assert_eq!(accepted(&step), number != 17, "{number}");
    }
}

#[test]
fn an_error_that_names_only_the_order_finds_its_notice() {
    let attempt = attempt(3);
    let named = in_feed(2);
    let end = report(vec![error(Some(0), Some(&named), "25000")], 3, 1);
    assert!(failed(&after(&named, &attempt, &end)));
    assert!(accepted(&after(&in_feed(1), &attempt, &end)));
}

#[test]
fn an_error_without_an_order_leaves_the_unnamed_in_doubt_and_the_known_ones_alone() {
    let attempt = attempt(3);
    let end = report(
        vec![error(None, None, "5001"), error(Some(1), None, "25000")],
        3,
        2,
    );
    assert!(failed(&after(&in_feed(1), &attempt, &end)));
    assert!(unknown(
        &after(&in_feed(2), &attempt, &end),
        IfMissing::Fail
    ));
    let shown = Notice {
        step: Step::Synchronized {
            at: NOW,
            shown: true,
        },
        ..in_feed(3)
    };
    assert_eq!(after(&shown, &attempt, &end), shown.step);
}

#[test]
fn what_a_report_does_not_explain_is_not_taken_for_done() {
    let attempt = attempt(3);
    for end in [
        report(vec![], 2, 0),
        report(vec![error(Some(1), None, "25000")], 3, 2),
    ] {
        assert!(unknown(
            &after(&in_feed(2), &attempt, &end),
            IfMissing::Fail
        ));
    }
}

#[test]
fn fatal_is_read_back_and_cancelled_is_sent_again_three_times() {
    let mut of_feed = attempt(2);
    let fatal = FeedEnd::Fatal { errors: Vec::new() };
    assert!(unknown(
        &after(&in_feed(1), &of_feed, &fatal),
        IfMissing::Fail
    ));
    for before in 0..2 {
        of_feed.cancelled_before = before;
        assert_eq!(
            after(&in_feed(1), &of_feed, &FeedEnd::Cancelled),
            Step::Pending
        );
    }
    of_feed.cancelled_before = 2;
    assert!(failed(&after(&in_feed(1), &of_feed, &FeedEnd::Cancelled)));
}

#[test]
fn an_older_feed_says_nothing_about_a_changed_notice() {
    let attempt = attempt(1);
    let changed = Notice {
        generation: 1,
        ..in_feed(1)
    };
    let end = report(vec![error(Some(1), None, "25000")], 1, 1);
    assert_eq!(after(&changed, &attempt, &end), changed.step);
}

proptest! {
    /// Whatever a report says, a notice is only taken for accepted when every error is explained by another message
    /// and the sums agree; and a named one never is.
    #[test]
    fn nothing_unexplained_is_accepted(
        errors in prop::collection::vec((prop::option::of(0u32..12), prop::bool::ANY), 0..6),
        processed in prop::option::of(0u64..12),
        with_error in prop::option::of(0u64..12),
        which in 1u32..=8,
    ) {
        let attempt = attempt(8);
        let listed: Vec<MessageError> = errors
            .iter()
            .map(|(message, named)| error(*message, named.then(|| in_feed(3)).as_ref(), "1"))
            .collect();
        let end = FeedEnd::Report { processed, with_error, errors: listed };
        let step = after(&in_feed(which), &attempt, &end);
        let names_us = errors.iter().any(|(m, named)| {
            *m == Some(which) || (m.unwrap_or(0) == 0 && *named && which == 3)
        });
        let stray = errors.iter().any(|(m, named)| match m.unwrap_or(0) {
            0 => !named,
            id => id > 8,
        });
        let mut distinct: Vec<u32> = errors.iter().map(|(m, _)| m.unwrap_or(0)).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let sums = processed.is_none_or(|n| n >= 8) && with_error.is_none_or(|n| n <= distinct.len() as u64);
        if names_us || stray {
            prop_assert!(!accepted(&step));
        } else if sums {
            prop_assert!(accepted(&step));
        }
        if with_error.is_some_and(|n| n > 12) || processed.is_some_and(|n| n < 8) {
            prop_assert!(!accepted(&step));
        }
    }
}
