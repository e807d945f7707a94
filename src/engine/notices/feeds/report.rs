//! Reading the report of a feed that ended: what Amazon says of each message.

use super::super::run::{Running, note};
use crate::amazon::feeds::{MessageResult, ProcessingReport, ReportStatus, Severity, read_report};
use crate::amazon::problem::AmazonError;
use crate::domain::feed::FeedId;
use crate::domain::moment::{Moment, Span};
use crate::domain::notice::{FeedAttempt, FeedEnd, FeedStep, MessageError, REPORT_TRIES, Refusal};
use crate::protocol::Failure;
use crate::protocol::upkeep::Level;

/// A report that can't be read is fetched again after so long.
const REPORT_AGAIN: Span = Span::minutes(15);

impl Running<'_> {
    /// Reads the report of a feed that ended; one that can't be read is fetched again some times.
    pub(super) async fn read_report_of(
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
