//! What Amazon was to be told and does not get through: problems for a person (product rules S2 and C2).

use crate::domain::moment::{Moment, Span};
use crate::domain::notice::{Notice, NoticeKind, Place, Step};
use crate::protocol::status::Problem;
use crate::protocol::upkeep::{Finding, Level};
use crate::store::counters::{Counter, figure};
use crate::store::{Reading, StoreError};

/// So long everything that Amazon is told takes at most, when all is well.
const PATIENCE: Span = Span::days(1);

/// Notices that have waited too long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stuck {
    /// Shipments that are not accepted.
    pub(super) shipments: u64,
    /// Cancellations that are not accepted.
    pub(super) cancellations: u64,
    /// Shipments that Amazon accepted and does not show.
    pub(super) not_shown: u64,
}

/// Counts the notices of all accounts that have waited for more than a day.
pub(super) fn stuck(reading: &Reading<'_>, now: Moment) -> Result<Stuck, StoreError> {
    let since = now.minus(PATIENCE);
    let mut stuck = Stuck::default();
    for account in reading.all_accounts()? {
        // The oldest come first, so that only those that may be stuck are read.
        reading.oldest_notices_at(Place::Open, account.id, |notice| {
            if waits_since(&notice) < since {
                match notice.kind() {
                    NoticeKind::Shipment => stuck.shipments += 1,
                    NoticeKind::Cancellation => stuck.cancellations += 1,
                }
            }
            Ok(notice.queued < since)
        })?;
        // What Amazon changed up to here has come in: what is accepted much earlier and not among it, is missing.
        let read_to = reading.sync_state(account.id)?.watermark;
        let missing_before = read_to.map(|at| at.minus(PATIENCE).min(since));
        reading.oldest_notices_at(Place::Accepted, account.id, |notice| {
            if let Step::Synchronized { at, .. } = notice.step
                && missing_before.is_some_and(|before| at < before)
            {
                stuck.not_shown += 1;
            }
            Ok(notice.queued < since)
        })?;
    }
    Ok(stuck)
}

/// Since it was written down, or since Amazon refused it last and it was tried again.
fn waits_since(notice: &Notice) -> Moment {
    let refused = notice.refusal.as_ref().map(|refusal| refusal.at);
    refused.map_or(notice.queued, |at| at.max(notice.queued))
}

impl Stuck {
    /// The same as problems.
    pub(super) fn problems(self) -> impl Iterator<Item = Problem> {
        let of = |count: u64, one: &str, many: &str| {
            format!("{count} {}", if count == 1 { one } else { many })
        };
        [
            (
                "delivery_stuck",
                self.shipments,
                of(
                    self.shipments,
                    "shipment has waited for Amazon for more than a day.",
                    "shipments have waited for Amazon for more than a day.",
                ),
            ),
            (
                "cancellation_stuck",
                self.cancellations,
                of(
                    self.cancellations,
                    "cancellation has waited for Amazon for more than a day.",
                    "cancellations have waited for Amazon for more than a day.",
                ),
            ),
            (
                "delivery_not_shown",
                self.not_shown,
                of(
                    self.not_shown,
                    "shipment was accepted by Amazon more than a day ago, and Amazon does not show it.",
                    "shipments were accepted by Amazon more than a day ago, and Amazon does not show them.",
                ),
            ),
        ]
        .into_iter()
        .filter(|(_, count, _)| *count > 0)
        .map(|(code, count, message)| Problem {
            code: code.to_owned(),
            count,
            message,
        })
    }
}

/// What the doctor says of shipments and cancellations.
pub(super) fn findings(reading: &Reading<'_>, now: Moment) -> Result<Vec<Finding>, StoreError> {
    let counts = reading.counts()?;
    let stuck = stuck(reading, now)?;
    let finding = |check: &str, [pending, processing, failed]: [Counter; 3], stuck: u64| {
        let [pending, processing, failed] =
            [pending, processing, failed].map(|counter| figure(&counts, counter));
        let hint = match (failed, stuck) {
            (0, 0) => "",
            (0, _) => " `orderdeck sync all` says what holds them up.",
            _ => " `orderdeck picking failed` tells why and what to do.",
        };
        Finding {
            check: check.to_owned(),
            level: match failed + stuck {
                0 => Level::Info,
                _ => Level::Warning,
            },
            message: format!(
                "{pending} pending, {processing} processing, {failed} failed, {stuck} stuck for more than a day.{hint}"
            ),
        }
    };
    let shipments = [
        Counter::ShipmentsPending,
        Counter::ShipmentsProcessing,
        Counter::ShipmentsFailed,
    ];
    let cancellations = [
        Counter::CancellationsPending,
        Counter::CancellationsProcessing,
        Counter::CancellationsFailed,
    ];
    Ok(vec![
        finding(
            "shipments",
            shipments,
            stuck.shipments.saturating_add(stuck.not_shown),
        ),
        finding("cancellations", cancellations, stuck.cancellations),
    ])
}
