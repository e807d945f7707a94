//! What to do next for an account's notices.

use super::feed_attempt::{BETWEEN_FEEDS, FeedAttempt};
use super::{Notice, NoticeKind, Step};
use crate::domain::ids::{FeedAttemptId, NoticeId};
use crate::domain::moment::{Moment, Span};
use crate::domain::reference::AmazonOrderRef;

/// What can be set about sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// More shipments than this wait: they go by feed instead of one call each.
    pub bulk_from: usize,
    /// A feed carries at most so many messages, to stay below Amazon's 10 MiB.
    pub feed_at_most: usize,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            bulk_from: 200,
            feed_at_most: 5_000,
        }
    }
}

/// What a person asked for; nothing in the usual course.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Send shipments now, grace or not.
    pub shipments: bool,
    /// Send cancellations now, grace or not.
    pub cancellations: bool,
    /// Shipments by feed, however few.
    pub bulk: bool,
    /// Look at each open feed now.
    pub feeds: bool,
}

impl Wish {
    fn asks_for(self, kind: NoticeKind) -> bool {
        match kind {
            NoticeKind::Shipment => self.shipments,
            NoticeKind::Cancellation => self.cancellations,
        }
    }
}

/// What to do next, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Orders to read, because the outcome of a notice is unknown.
    pub read: Vec<AmazonOrderRef>,
    /// Feeds to look at.
    pub look: Vec<FeedAttemptId>,
    /// Shipments to confirm by a call each.
    pub confirm: Vec<NoticeId>,
    /// Notices to hand in by feed, at most one feed of a kind.
    pub feeds: Vec<Batch>,
    /// When there is more to do, if nothing happens before.
    pub next: Option<Moment>,
}

/// Notices that go in one feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Their kind.
    pub kind: NoticeKind,
    /// The notices.
    pub notices: Vec<NoticeId>,
}

impl Plan {
    /// Whether there is nothing to do now.
    pub fn is_idle(&self) -> bool {
        self.read.is_empty()
            && self.look.is_empty()
            && self.confirm.is_empty()
            && self.feeds.is_empty()
    }

    fn hand_in(&mut self, kind: NoticeKind, mut notices: Vec<NoticeId>, rules: Rules) {
        notices.truncate(rules.feed_at_most);
        self.feeds.push(Batch { kind, notices });
    }

    fn wait_for(&mut self, at: Moment) {
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }
}

/// What to do next for an account whose open notices and open or last feeds are these.
///
/// Unknown outcomes are settled first. Of each kind at most one feed is open; a cancellation waits until all
/// shipments of its order are settled.
pub fn plan(
    notices: &[Notice],
    attempts: &[FeedAttempt],
    wish: Wish,
    rules: Rules,
    now: Moment,
) -> Plan {
    let mut plan = Plan::default();
    for attempt in attempts.iter().filter(|a| a.is_open()) {
        match attempt.due() {
            Some(due) if due <= now || wish.feeds => plan.look.push(attempt.id),
            Some(due) => plan.wait_for(due),
            None => {}
        }
    }
    for notice in notices {
        if let Step::Unknown { read_at, .. } = notice.step {
            if read_at <= now || wish.asks_for(notice.kind()) {
                if !plan.read.contains(&notice.reference) {
                    plan.read.push(notice.reference);
                }
            } else {
                plan.wait_for(read_at);
            }
        }
    }
    let shipments = ready(notices, NoticeKind::Shipment, wish, now, &mut plan);
    let many = wish.bulk || shipments.len() > rules.bulk_from;
    match feed_from(NoticeKind::Shipment, attempts, wish, now) {
        _ if !many || shipments.is_empty() => plan.confirm = shipments,
        FeedFrom::Now => plan.hand_in(NoticeKind::Shipment, shipments, rules),
        FeedFrom::After(at) if wish.bulk => plan.wait_for(at),
        FeedFrom::WhenTheOpenOneEnds if wish.bulk => {}
        // Those that came after a feed left do not wait for its end: one call each is slower, but it goes on.
        FeedFrom::After(_) | FeedFrom::WhenTheOpenOneEnds => plan.confirm = shipments,
    }
    let cancellations = ready(notices, NoticeKind::Cancellation, wish, now, &mut plan);
    if !cancellations.is_empty() {
        match feed_from(NoticeKind::Cancellation, attempts, wish, now) {
            FeedFrom::Now => plan.hand_in(NoticeKind::Cancellation, cancellations, rules),
            FeedFrom::After(at) => plan.wait_for(at),
            FeedFrom::WhenTheOpenOneEnds => {}
        }
    }
    plan
}

/// When a feed of a kind may begin.
enum FeedFrom {
    Now,
    After(Moment),
    WhenTheOpenOneEnds,
}

fn feed_from(kind: NoticeKind, attempts: &[FeedAttempt], wish: Wish, now: Moment) -> FeedFrom {
    let of_kind = || attempts.iter().filter(|a| a.kind == kind);
    if of_kind().any(FeedAttempt::is_open) {
        return FeedFrom::WhenTheOpenOneEnds;
    }
    match of_kind().map(|a| a.begun.plus(BETWEEN_FEEDS)).max() {
        Some(from) if from > now && !wish.asks_for(kind) => FeedFrom::After(from),
        _ => FeedFrom::Now,
    }
}

fn ready(
    notices: &[Notice],
    kind: NoticeKind,
    wish: Wish,
    now: Moment,
    plan: &mut Plan,
) -> Vec<NoticeId> {
    let mut found = Vec::new();
    for notice in notices
        .iter()
        .filter(|n| n.kind() == kind && n.is_pending())
    {
        let held = kind == NoticeKind::Cancellation
            && notices
                .iter()
                .any(|n| n.kind() == NoticeKind::Shipment && n.reference == notice.reference);
        if held {
            continue;
        }
        if notice.send_from <= now || wish.asks_for(kind) {
            found.push(notice.id);
        } else {
            plan.wait_for(notice.send_from);
        }
    }
    found
}

/// When a notice leaves, unless a person asks for it earlier: after the grace, or before the ship-by moment where the grace
/// would miss it. What is late already is no later for a grace, in which a mistake can still be taken back.
pub fn send_from(now: Moment, grace: Span, ship_by: Option<Moment>) -> Moment {
    let usual = now.plus(grace);
    match ship_by {
        Some(by) if by > now && by < usual => by.minus(Span::minutes(1)).max(now),
        _ => usual,
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
