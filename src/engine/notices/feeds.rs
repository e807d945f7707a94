//! Handing in feeds, following them, reading their reports.

use super::run::{Running, note};
use super::shipments::{refusal, tell_failure};
use crate::amazon::feeds::{
    BuiltFeed, Feed, MessageResult, ProcessingReport, ReportStatus, Severity, acknowledgement_feed,
    fulfilment_feed, read_report,
};
use crate::amazon::notice::Outcome;
use crate::amazon::problem::AmazonError;
use crate::domain::feed::{FeedId, FeedKind, FeedState, MessageId};
use crate::domain::ids::{FeedAttemptId, MarketplaceId};
use crate::domain::moment::{Moment, Span};
use crate::domain::notice::{
    Batch, Content, FeedAttempt, FeedEnd, FeedMessage, FeedStep, MessageError, Notice, NoticeKind,
    QUIET, REPORT_TRIES, Refusal, Step, look_pause,
};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::Writing;
use crate::store::writing::Sequence;
use std::num::NonZeroU64;

/// Amazon takes a feed for so many marketplaces at most.
const MOST_MARKETPLACES: usize = 25;
/// Clocks may differ: feeds are listed from this long before ours was begun.
const CLOCKS_DIFFER: Span = Span::minutes(5);
/// A report that can't be read is fetched again after so long.
const REPORT_AGAIN: Span = Span::minutes(15);

fn message_id(number: u32) -> Option<MessageId> {
    NonZeroU64::new(u64::from(number)).map(MessageId)
}

fn feed_kind(kind: NoticeKind) -> FeedKind {
    match kind {
        NoticeKind::Shipment => FeedKind::Fulfilment,
        NoticeKind::Cancellation => FeedKind::Acknowledgement,
    }
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
    pub(super) async fn hand_in(&mut self, batch: Batch) -> Result<(), Failure> {
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

    /// Looks how far Amazon is with a feed.
    pub(super) async fn look_at_feed(&mut self, id: FeedAttemptId) -> Result<(), Failure> {
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

    /// Reads the report of a feed that ended; one that can't be read is fetched again some times.
    async fn read_report_of(
        &mut self,
        attempt: &FeedAttempt,
        feed_id: FeedId,
        document: Option<String>,
        tries: u32,
        fatal: bool,
    ) -> Result<(), Failure> {
        let (mut attempt, now) = (attempt.clone(), self.core.now());
        let report = match &document {
            None => Err("Amazon named no report".to_owned()),
            Some(document) => match self.fetch_report(document).await {
                Ok(report) if is_of_another_feed(&report, &feed_id) => {
                    Err("the report is that of another feed".to_owned())
                }
                Ok(report) => Ok(report),
                Err(ReportTrouble::Later(error)) => return self.stopped(&error),
                Err(ReportTrouble::Unreadable(what)) => Err(what),
            },
        };
        attempt.step = FeedStep::ReportMissing {
            feed_id: feed_id.clone(),
            document: document.clone(),
            fatal,
            tries: tries.saturating_add(1),
            look_at: now.plus(REPORT_AGAIN),
        };
        match report {
            Ok(report) => {
                let (end, how) = end_of(&report, fatal, now);
                self.finish(&attempt, end, how).await
            }
            // A feed that Amazon gave up may have no report at all.
            Err(_) if fatal && document.is_none() => {
                let end = FeedEnd::Fatal { errors: Vec::new() };
                self.finish(&attempt, end, "FATAL").await
            }
            Err(what) if tries.saturating_add(1) >= REPORT_TRIES => {
                let told = format!(
                    "The report of feed {feed_id} can't be read: {what}. The orders are read one by one."
                );
                note(self.core, attempt.account, Level::Warning, told).await?;
                self.finish(&attempt, FeedEnd::NoReport, "NO_REPORT").await
            }
            Err(what) => {
                tracing::warn!("the report of a feed is fetched again: {what}");
                self.core
                    .writer
                    .change(move |writing| writing.put_feed_attempt(&attempt))
                    .await
            }
        }
    }

    async fn fetch_report(&self, document: &str) -> Result<ProcessingReport, ReportTrouble> {
        let place = self
            .core
            .amazon
            .get_feed_document(&self.access, document)
            .await
            .map_err(ReportTrouble::of)?;
        let downloaded = self
            .core
            .amazon
            .download_report(&place)
            .await
            .map_err(|error| ReportTrouble::Unreadable(error.to_string()))?;
        read_report(&downloaded.bytes, downloaded.content_type.as_deref())
            .map_err(|unreadable| ReportTrouble::Unreadable(unreadable.0))
    }
}

/// Why there is no report.
enum ReportTrouble {
    /// Amazon's limit or trouble on the way: it says nothing about the report.
    Later(AmazonError),
    /// It is not there, or can't be read.
    Unreadable(String),
}

impl ReportTrouble {
    fn of(error: AmazonError) -> ReportTrouble {
        match error {
            AmazonError::NotFound { .. } | AmazonError::BadRequest { .. } => {
                ReportTrouble::Unreadable(error.to_string())
            }
            error => ReportTrouble::Later(error),
        }
    }
}

/// The transaction of a report is the feed's id, as a rule; another feed's number is another feed's report.
fn is_of_another_feed(report: &ProcessingReport, feed: &FeedId) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(&report.transaction) && digits(&feed.0) && report.transaction != feed.0
}

fn end_of(report: &ProcessingReport, fatal: bool, now: Moment) -> (FeedEnd, &'static str) {
    let errors: Vec<MessageError> = report
        .results
        .iter()
        .filter(|result| result.severity != Severity::Warning)
        .map(|result| error_of(result, now))
        .collect();
    if fatal || report.status == ReportStatus::Rejected {
        return (FeedEnd::Fatal { errors }, "FATAL");
    }
    if report.status != ReportStatus::Complete {
        return (FeedEnd::NoReport, "NO_REPORT");
    }
    let end = FeedEnd::Report {
        processed: report.totals.as_ref().map(|t| t.processed),
        with_error: report.totals.as_ref().map(|t| t.with_error),
        errors,
    };
    (end, "DONE")
}

fn error_of(result: &MessageResult, now: Moment) -> MessageError {
    MessageError {
        message: result
            .message
            .and_then(|message| u32::try_from(message.0.get()).ok()),
        order: result.order.map(|order| order.to_string()),
        refusal: Refusal {
            at: now,
            code: result.code.clone(),
            text: result.text.clone(),
        },
    }
}
