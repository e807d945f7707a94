//! Telling Amazon by feed: handing it in, following it, reading its report; here what all three write down.

mod follow;
mod hand_in;
mod report;

use super::run::Running;
use super::shipments::tell_failure;
use crate::domain::feed::FeedKind;
use crate::domain::notice::{FeedAttempt, FeedEnd, FeedStep, NoticeKind, Step};
use crate::protocol::Failure;
use crate::store::Writing;

fn feed_kind(kind: NoticeKind) -> FeedKind {
    match kind {
        NoticeKind::Shipment => FeedKind::Fulfilment,
        NoticeKind::Cancellation => FeedKind::Acknowledgement,
    }
}

impl Running<'_> {
    async fn put_step(&self, attempt: &FeedAttempt, step: FeedStep) -> Result<(), Failure> {
        let attempt = FeedAttempt {
            step,
            ..attempt.clone()
        };
        self.core
            .writer
            .change(move |writing| writing.put_feed_attempt(&attempt))
            .await
    }

    /// Ends a feed: every notice that it carried learns what came of it.
    async fn finish(
        &mut self,
        attempt: &FeedAttempt,
        end: FeedEnd,
        how: &'static str,
    ) -> Result<(), Failure> {
        let (attempt, now) = (attempt.clone(), self.core.now());
        let never_left = how == "NOT_SENT";
        let synchronized = self
            .core
            .writer
            .change(move |writing: &mut Writing<'_>| {
                let mut synchronized = 0;
                for message in &attempt.messages {
                    let Some(before) = writing.notice(message.notice)? else {
                        continue;
                    };
                    let mut notice = before.clone();
                    notice.after_feed(&attempt, &end, now);
                    if notice == before {
                        continue;
                    }
                    if never_left {
                        notice.attempts = notice.attempts.saturating_sub(1);
                    }
                    synchronized += u64::from(matches!(notice.step, Step::Synchronized { .. }));
                    writing.put_notice(&notice)?;
                    tell_failure(writing, &notice, now)?;
                }
                let ended = FeedAttempt {
                    step: FeedStep::Ended {
                        at: now,
                        feed_id: attempt.feed_id().cloned(),
                        how: how.to_owned(),
                    },
                    ..attempt.clone()
                };
                writing.put_feed_attempt(&ended)?;
                Ok(synchronized)
            })
            .await?;
        self.done.synchronized += synchronized;
        Ok(())
    }
}
