use super::super::examples::shipment;
use super::super::{Content, FeedMessage, FeedStep, IfMissing};
use super::*;
use crate::domain::cancellation::{CancelReason, Cancellation};
use crate::domain::ids::AccountId;

const NOW: Moment = Moment::from_millis(1_700_000_000_000);

fn waiting(number: u64) -> Notice {
    Notice {
        id: NoticeId(number),
        reference: format!("123-0000000-{number:07}")
            .parse()
            .unwrap_or_else(|_| unreachable!()),
        send_from: NOW,
        ..shipment(NOW)
    }
}

fn cancelling(number: u64, order: &Notice) -> Notice {
    Notice {
        id: NoticeId(number),
        reference: order.reference,
        content: Content::Cancellation {
            cancellation: Cancellation {
                order: order.reference,
                reason: CancelReason::NoInventory,
                items: Vec::new(),
            },
            in_all: Vec::new(),
            whole: true,
        },
        ..waiting(number)
    }
}

fn attempt(kind: NoticeKind, begun: Moment, step: FeedStep) -> FeedAttempt {
    FeedAttempt {
        id: FeedAttemptId(1),
        account: AccountId(1),
        kind,
        messages: Vec::<FeedMessage>::new(),
        step,
        begun,
        cancelled_before: 0,
    }
}

fn planned(notices: &[Notice], attempts: &[FeedAttempt], wish: Wish) -> Plan {
    plan(notices, attempts, wish, Rules::default(), NOW)
}

#[test]
fn the_grace_is_kept_unless_a_person_asks() {
    let early = Notice {
        send_from: NOW.plus(Span::seconds(30)),
        ..waiting(1)
    };
    let usual = planned(std::slice::from_ref(&early), &[], Wish::default());
    assert!(usual.is_idle());
    assert_eq!(usual.next, Some(early.send_from));
    let wish = Wish {
        shipments: true,
        ..Wish::default()
    };
    assert_eq!(planned(&[early], &[], wish).confirm, [NoticeId(1)]);
}

#[test]
fn many_go_by_feed_and_do_not_wait_for_an_open_one() {
    let many: Vec<Notice> = (1..=201).map(waiting).collect();
    let by_feed = planned(&many, &[], Wish::default());
    assert_eq!(by_feed.feeds.len(), 1);
    assert!(by_feed.confirm.is_empty());
    let two_hundred = planned(&many[..200], &[], Wish::default());
    assert_eq!(two_hundred.confirm.len(), 200);
    let open = attempt(NoticeKind::Shipment, NOW, FeedStep::Creating);
    let beside = planned(&many, &[open], Wish::default());
    assert!(beside.feeds.is_empty());
    assert_eq!(beside.confirm.len(), 201);
}

#[test]
fn of_a_kind_one_feed_is_open() {
    let open = attempt(NoticeKind::Cancellation, NOW, FeedStep::Creating);
    let one = cancelling(1, &waiting(9));
    let wish = Wish {
        cancellations: true,
        bulk: true,
        ..Wish::default()
    };
    assert!(planned(&[one], &[open], wish).feeds.is_empty());
}

#[test]
fn feeds_of_a_kind_are_twenty_minutes_apart_unless_asked_for() {
    let ended = attempt(
        NoticeKind::Cancellation,
        NOW.minus(Span::minutes(5)),
        FeedStep::Ended {
            at: NOW,
            feed_id: None,
            how: "DONE".to_owned(),
        },
    );
    let one = [cancelling(1, &waiting(9))];
    let usual = planned(&one, std::slice::from_ref(&ended), Wish::default());
    assert_eq!(
        (usual.feeds.len(), usual.next),
        (0, Some(NOW.plus(Span::minutes(15))))
    );
    let wish = Wish {
        cancellations: true,
        ..Wish::default()
    };
    assert_eq!(planned(&one, &[ended], wish).feeds.len(), 1);
}

#[test]
fn a_cancellation_waits_for_the_shipments_of_its_order() {
    let shipped = waiting(1);
    let rest = cancelling(2, &shipped);
    let both = planned(&[shipped.clone(), rest.clone()], &[], Wish::default());
    assert_eq!((both.confirm.len(), both.feeds.len()), (1, 0));
    let alone = planned(&[rest], &[], Wish::default());
    assert_eq!(alone.feeds.len(), 1);
}

#[test]
fn unknown_outcomes_are_read_when_due_or_when_asked_to_sync() {
    let in_doubt = Notice {
        step: Step::Unknown {
            since: NOW,
            read_at: NOW.plus(Span::minutes(2)),
            if_missing: IfMissing::Resend,
        },
        ..waiting(1)
    };
    let usual = planned(std::slice::from_ref(&in_doubt), &[], Wish::default());
    assert_eq!(
        (usual.read.len(), usual.next),
        (0, Some(NOW.plus(Span::minutes(2))))
    );
    let wish = Wish {
        shipments: true,
        ..Wish::default()
    };
    let asked = planned(std::slice::from_ref(&in_doubt), &[], wish);
    assert_eq!((asked.read.len(), asked.confirm.len()), (1, 0));
}

#[test]
fn a_notice_leaves_before_the_ship_by_moment() {
    let grace = Span::seconds(30);
    let at = |by: Span| send_from(NOW, grace, Some(NOW.plus(by)));
    assert_eq!(send_from(NOW, grace, None), NOW.plus(grace));
    assert_eq!(at(Span::hours(1)), NOW.plus(grace));
    assert_eq!(at(Span::seconds(10)), NOW);
    assert_eq!(
        send_from(NOW, Span::minutes(10), Some(NOW.plus(Span::minutes(5)))),
        NOW.plus(Span::minutes(4))
    );
    // Late already: a wrong scan can still be taken back.
    assert_eq!(at(Span::days(-1)), NOW.plus(grace));
    assert_eq!(at(Span::ZERO), NOW.plus(grace));
}
