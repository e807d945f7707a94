//! Confirming a shipment by a call of its own.

use super::super::activity::{ENGINE, about, entry};
use super::run::Running;
use crate::amazon::notice::{Outcome, Refused};
use crate::domain::ids::NoticeId;
use crate::domain::moment::Moment;
use crate::domain::notice::{CallOutcome, Notice, Refusal, Step};
use crate::protocol::Failure;
use crate::protocol::upkeep::Level;
use crate::store::{StoreError, Writing};

impl Running<'_> {
    /// Tells Amazon of one parcel. That it is sent is on disk before it is sent.
    pub(super) async fn confirm(&mut self, id: NoticeId) -> Result<(), Failure> {
        let now = self.core.now();
        let begun = self
            .core
            .writer
            .change(move |writing| {
                let Some(mut notice) = writing.notice(id)?.filter(Notice::is_pending) else {
                    return Ok(None);
                };
                let damaged = || StoreError::Damaged { table: "orders" };
                let marketplace = writing
                    .order_head(notice.order)?
                    .ok_or_else(damaged)?
                    .marketplace;
                notice.sending(now);
                writing.put_notice(&notice)?;
                Ok(Some((notice, marketplace)))
            })
            .await?;
        let Some((notice, marketplace)) = begun else {
            return Ok(());
        };
        let Some(shipment) = notice.shipment() else {
            return Ok(());
        };
        let outcome = self
            .core
            .amazon
            .confirm_shipment(&self.access, &marketplace, shipment)
            .await;
        let now = self.core.now();
        let outcome = match outcome {
            Outcome::Accepted(_) => {
                self.done.sent += 1;
                self.done.synchronized += 1;
                CallOutcome::Accepted
            }
            Outcome::Refused(refused) => {
                self.done.sent += 1;
                CallOutcome::Refused(refusal(&refused, now))
            }
            Outcome::Unknown(error) => {
                self.done.sent += 1;
                tracing::warn!(
                    "whether {} was confirmed is not known: {error}",
                    notice.reference
                );
                CallOutcome::Unknown
            }
            Outcome::Throttled { until } => {
                self.throttled(until);
                CallOutcome::NotSent
            }
            Outcome::NotDone(error) => {
                self.stop_for(&error);
                CallOutcome::NotSent
            }
        };
        self.core
            .writer
            .change(move |writing| {
                let Some(mut notice) = writing.notice(id)? else {
                    return Ok(());
                };
                // The order sync may have seen it at Amazon meanwhile.
                if matches!(notice.step, Step::Sending { .. }) {
                    notice.after_call(outcome.clone(), now);
                    writing.put_notice(&notice)?;
                    tell_failure(writing, &notice, now)?;
                }
                Ok(())
            })
            .await
    }
}

/// What Amazon refused, fit to be kept.
pub(super) fn refusal(refused: &Refused, now: Moment) -> Refusal {
    let details = match refused.details.is_empty() {
        true => String::new(),
        false => format!(" ({})", refused.details),
    };
    Refusal {
        at: now,
        code: match refused.code.is_empty() {
            true => format!("HTTP {}", refused.status),
            false => refused.code.clone(),
        },
        text: format!("{}{details}", refused.text),
    }
}

/// A failure is in the activity log with Amazon's own text.
pub(super) fn tell_failure(
    writing: &mut Writing<'_>,
    notice: &Notice,
    now: Moment,
) -> Result<(), StoreError> {
    let (Step::Failed { at, .. }, Some(refusal)) = (&notice.step, &notice.refusal) else {
        return Ok(());
    };
    if *at != now {
        return Ok(());
    }
    let what = match notice.picking() {
        Some(picking) => format!("Amazon did not accept the shipment {picking}"),
        None => "Amazon did not accept the cancellation".to_owned(),
    };
    let text = format!(
        "{what}: {} ({}).",
        refusal.text.trim_end_matches('.'),
        refusal.code
    );
    let written = entry(now, ENGINE, Level::Error, Some(notice.account), text);
    writing.note(about(written, notice.reference))
}
