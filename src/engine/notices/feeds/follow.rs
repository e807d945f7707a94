//! Following a feed: how far Amazon is with it, and which one is ours when its creation was not answered.

use super::super::run::Running;
use super::feed_kind;
use crate::amazon::feeds::Feed;
use crate::domain::feed::FeedState;
use crate::domain::ids::FeedAttemptId;
use crate::domain::moment::{Moment, Span};
use crate::domain::notice::{FeedAttempt, FeedEnd, FeedStep, QUIET, look_pause};
use crate::protocol::Failure;

/// Clocks may differ: feeds are listed from this long before ours was begun.
const CLOCKS_DIFFER: Span = Span::minutes(5);

impl Running<'_> {
    /// Looks how far Amazon is with a feed.
    pub(in crate::engine::notices) async fn look_at_feed(
        &mut self,
        id: FeedAttemptId,
    ) -> Result<(), Failure> {
        let account = self.account.id;
        let attempts = self.core.read(move |r| r.feed_attempts(account)).await?;
        let Some(attempt) = attempts.into_iter().find(|a| a.id == id) else {
            return Ok(());
        };
        match attempt.step.clone() {
            FeedStep::Lost { since, .. } => self.find_lost(&attempt, since).await,
            FeedStep::Submitted { feed_id, looks, .. } => {
                match self.core.amazon.get_feed(&self.access, &feed_id).await {
                    Ok(feed) => self.follow(&attempt, feed, looks).await,
                    Err(error) => self.stopped(&error),
                }
            }
            FeedStep::ReportMissing {
                feed_id,
                fatal,
                document,
                tries,
                ..
            } => {
                self.read_report_of(&attempt, feed_id, document, tries, fatal)
                    .await
            }
            FeedStep::Creating | FeedStep::Ended { .. } => Ok(()),
        }
    }

    /// Whether Amazon has the feed whose creation was not answered: the one that nobody knows is it.
    async fn find_lost(&mut self, attempt: &FeedAttempt, since: Moment) -> Result<(), Failure> {
        let now = self.core.now();
        let kind = feed_kind(attempt.kind);
        let from = attempt.begun.minus(CLOCKS_DIFFER);
        let listed = match self.core.amazon.feeds_since(&self.access, kind, from).await {
            Ok(listed) => listed,
            Err(error) => return self.stopped(&error),
        };
        let (account, attempt_kind) = (attempt.account, attempt.kind);
        let known = self
            .core
            .read(move |r| r.feed_ids(account, attempt_kind))
            .await?;
        let unknown: Vec<&Feed> = listed.iter().filter(|f| !known.contains(&f.id)).collect();
        match unknown.as_slice() {
            [feed] => {
                let step = FeedStep::Submitted {
                    feed_id: feed.id.clone(),
                    status: feed.state.as_str().to_owned(),
                    looks: 0,
                    look_at: now,
                };
                self.put_step(attempt, step).await
            }
            [] if now.since(since) < QUIET => {
                let step = FeedStep::Lost {
                    since,
                    look_at: now.plus(Span::minutes(2)).min(since.plus(QUIET)),
                };
                self.put_step(attempt, step).await
            }
            // Amazon had time to show it and does not.
            [] => {
                self.finish(attempt, FeedEnd::NeverArrived, "NEVER_ARRIVED")
                    .await
            }
            // Which one is ours can't be told: each order is read.
            _ => self.finish(attempt, FeedEnd::NoReport, "NO_REPORT").await,
        }
    }

    async fn follow(
        &mut self,
        attempt: &FeedAttempt,
        feed: Feed,
        looks: u32,
    ) -> Result<(), Failure> {
        let now = self.core.now();
        match feed.state {
            FeedState::Done | FeedState::Fatal => {
                let fatal = feed.state == FeedState::Fatal;
                self.read_report_of(attempt, feed.id, feed.result_document, 0, fatal)
                    .await
            }
            FeedState::Cancelled => self.finish(attempt, FeedEnd::Cancelled, "CANCELLED").await,
            state => {
                let step = FeedStep::Submitted {
                    feed_id: feed.id,
                    status: state.as_str().to_owned(),
                    looks: looks.saturating_add(1),
                    look_at: now.plus(look_pause(looks.saturating_add(1))),
                };
                self.put_step(attempt, step).await
            }
        }
    }
}
