//! Handing a feed in: its document, and what is written down before Amazon is asked to create it.

use super::super::run::Running;
use super::super::shipments::{refusal, tell_failure};
use super::feed_kind;
use crate::amazon::feeds::{BuiltFeed, acknowledgement_feed, fulfilment_feed};
use crate::amazon::notice::Outcome;
use crate::domain::feed::{FeedState, MessageId};
use crate::domain::ids::{FeedAttemptId, MarketplaceId};
use crate::domain::notice::{
    Batch, Content, FeedAttempt, FeedEnd, FeedMessage, FeedStep, Notice, NoticeKind, QUIET,
    Refusal, Step, look_pause,
};
use crate::protocol::{Failure, FailureCode};
use crate::store::writing::Sequence;
use std::num::NonZeroU64;

/// Amazon takes a feed for so many marketplaces at most.
const MOST_MARKETPLACES: usize = 25;

fn message_id(number: u32) -> Option<MessageId> {
    NonZeroU64::new(u64::from(number)).map(MessageId)
}

/// The document for these notices, by message number.
fn build(kind: NoticeKind, seller: &str, messages: &[(u32, Notice)]) -> Result<BuiltFeed, Failure> {
    let built = match kind {
        NoticeKind::Shipment => fulfilment_feed(
            seller,
            messages
                .iter()
                .filter_map(|(id, notice)| match &notice.content {
                    Content::Shipment { shipment, .. } => Some((message_id(*id)?, shipment)),
                    Content::Cancellation { .. } => None,
                }),
        ),
        NoticeKind::Cancellation => acknowledgement_feed(
            seller,
            messages
                .iter()
                .filter_map(|(id, notice)| match &notice.content {
                    Content::Cancellation { cancellation, .. } => {
                        Some((message_id(*id)?, cancellation))
                    }
                    Content::Shipment { .. } => None,
                }),
        ),
    };
    built.map_err(|problem| Failure::new(FailureCode::Internal, problem.to_string()))
}

impl Running<'_> {
    /// Hands in a feed. That Amazon is asked to create it is on disk before it is asked.
    pub(in crate::engine::notices) async fn hand_in(
        &mut self,
        batch: Batch,
    ) -> Result<(), Failure> {
        let kind = batch.kind;
        let ids = batch.notices;
        let waiting: Vec<(u32, Notice)> = self
            .core
            .read(move |r| {
                let mut found = Vec::new();
                for id in ids {
                    found.extend(r.notice(id)?.filter(Notice::is_pending));
                }
                Ok((1..).zip(found).collect())
            })
            .await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let seller = self.account.seller_id.clone();
        let built = build(kind, &seller, &waiting)?;
        self.lay_aside(&waiting, &built).await?;
        if built.included.is_empty() {
            return Ok(());
        }
        // A document that is not used does no harm, so this may end and be done again.
        let document = match self.core.amazon.create_feed_document(&self.access).await {
            Ok(document) => document,
            Err(error) => return self.stopped(&error),
        };
        if let Err(error) = self.core.amazon.upload_feed(&document, &built.xml).await {
            return self.stopped(&error);
        }
        let Some(attempt) = self.write_down(kind, &waiting, &built).await? else {
            return Ok(());
        };
        let marketplaces: Vec<MarketplaceId> = self
            .account
            .marketplaces
            .iter()
            .map(|m| m.id.clone())
            .take(MOST_MARKETPLACES)
            .collect();
        let outcome = self
            .core
            .amazon
            .create_feed(&self.access, feed_kind(kind), &marketplaces, &document)
            .await;
        let now = self.core.now();
        match outcome {
            Outcome::Accepted(feed_id) => {
                self.done.sent += attempt.messages.len() as u64;
                let step = FeedStep::Submitted {
                    feed_id,
                    status: FeedState::InQueue.as_str().to_owned(),
                    looks: 0,
                    look_at: now.plus(look_pause(0)),
                };
                self.put_step(&attempt, step).await
            }
            Outcome::Unknown(error) => {
                tracing::warn!("whether Amazon has a feed is not known: {error}");
                let step = FeedStep::Lost {
                    since: now,
                    look_at: now.plus(QUIET),
                };
                self.put_step(&attempt, step).await
            }
            Outcome::Refused(refused) => {
                let end = FeedEnd::Refused(refusal(&refused, now));
                self.finish(&attempt, end, "REFUSED").await
            }
            Outcome::Throttled { until } => {
                self.throttled(until);
                self.finish(&attempt, FeedEnd::NeverArrived, "NOT_SENT")
                    .await
            }
            Outcome::NotDone(error) => {
                self.stop_for(&error);
                self.finish(&attempt, FeedEnd::NeverArrived, "NOT_SENT")
                    .await
            }
        }
    }

    /// Notices that would spoil the whole feed fail by themselves.
    async fn lay_aside(&self, waiting: &[(u32, Notice)], built: &BuiltFeed) -> Result<(), Failure> {
        if built.unfit.is_empty() {
            return Ok(());
        }
        let now = self.core.now();
        let unfit: Vec<(Notice, String)> = built
            .unfit
            .iter()
            .filter_map(|(message, why)| {
                let (_, notice) = waiting
                    .iter()
                    .find(|(id, _)| message_id(*id) == Some(*message))?;
                Some((notice.clone(), why.to_string()))
            })
            .collect();
        self.core
            .writer
            .change(move |writing| {
                for (notice, why) in &unfit {
                    let Some(mut notice) = writing.notice(notice.id)?.filter(Notice::is_pending)
                    else {
                        continue;
                    };
                    let refusal = Refusal {
                        at: now,
                        code: "not_sendable".to_owned(),
                        text: why.clone(),
                    };
                    notice.fail(refusal, now);
                    writing.put_notice(&notice)?;
                    tell_failure(writing, &notice, now)?;
                }
                Ok(())
            })
            .await
    }

    async fn write_down(
        &self,
        kind: NoticeKind,
        waiting: &[(u32, Notice)],
        built: &BuiltFeed,
    ) -> Result<Option<FeedAttempt>, Failure> {
        let (account, now) = (self.account.id, self.core.now());
        let included: Vec<(u32, Notice)> = waiting
            .iter()
            .filter(|(id, _)| message_id(*id).is_some_and(|id| built.included.contains(&id)))
            .cloned()
            .collect();
        self.core
            .writer
            .change(move |writing| {
                let attempts = writing.feed_attempts(account)?;
                let of_kind = attempts.iter().find(|a| a.kind == kind);
                if of_kind.is_some_and(FeedAttempt::is_open) {
                    return Ok(None);
                }
                // Taken back or changed since the document was built: then another document is needed.
                for (_, known) in &included {
                    if writing.notice(known.id)?.as_ref() != Some(known) {
                        return Ok(None);
                    }
                }
                let cancelled_before = of_kind
                    .filter(|a| matches!(&a.step, FeedStep::Ended { how, .. } if how == FeedState::Cancelled.as_str()))
                    .map_or(0, |a| a.cancelled_before + 1);
                let id = FeedAttemptId(writing.take(Sequence::FeedAttempt, 1)?);
                let attempt = FeedAttempt {
                    id,
                    account,
                    kind,
                    messages: included
                        .iter()
                        .map(|(message, notice)| FeedMessage {
                            message: *message,
                            notice: notice.id,
                            generation: notice.generation,
                        })
                        .collect(),
                    step: FeedStep::Creating,
                    begun: now,
                    cancelled_before,
                };
                writing.put_feed_attempt(&attempt)?;
                for (_, notice) in &included {
                    let mut notice = notice.clone();
                    notice.attempts = notice.attempts.saturating_add(1);
                    notice.step = Step::InFeed { attempt: id };
                    writing.put_notice(&notice)?;
                }
                Ok(Some(attempt))
            })
            .await
    }
}
