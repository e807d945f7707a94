//! What the end of a feed does to the notices it carried (product rule S4).

use super::{FeedAttempt, IfMissing, Notice, Refusal, Step};
use crate::domain::moment::Moment;

/// How a feed ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedEnd {
    /// Amazon processed it and its report could be read.
    Report {
        /// Messages that Amazon says it processed; `None` when the report does not tell.
        processed: Option<u64>,
        /// Messages that Amazon says it refused; `None` when the report does not tell.
        with_error: Option<u64>,
        /// The errors that it lists.
        errors: Vec<MessageError>,
    },
    /// Amazon gave up in the middle: some, none or all of it was done. Its report may list errors.
    Fatal {
        /// The errors that it lists, if there is a report.
        errors: Vec<MessageError>,
    },
    /// Amazon never began with it.
    Cancelled,
    /// Its report could never be read.
    NoReport,
    /// It was never created.
    NeverArrived,
    /// Amazon refused to create it.
    Refused(Refusal),
}

/// An error of a processing report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageError {
    /// The message that it names; `None` or 0 for the feed as a whole.
    pub message: Option<u32>,
    /// The order that it names.
    pub order: Option<String>,
    /// Amazon's code and text.
    pub refusal: Refusal,
}

impl Notice {
    /// The feed that carried this notice ended. A notice that is not in that feed any more, because Amazon showed it
    /// meanwhile or it was changed, stays as it is.
    pub fn after_feed(&mut self, attempt: &FeedAttempt, end: &FeedEnd, now: Moment) {
        let Some(message) = attempt
            .messages
            .iter()
            .find(|m| m.notice == self.id && m.generation == self.generation)
        else {
            return;
        };
        if self.step
            != (Step::InFeed {
                attempt: attempt.id,
            })
        {
            return;
        }
        match end {
            FeedEnd::Cancelled
                if attempt.cancelled_before + 1 < super::feed_attempt::CANCELLED_TRIES =>
            {
                self.step = Step::Pending;
            }
            FeedEnd::Cancelled => self.fail(
                own_refusal(
                    now,
                    "feed_cancelled",
                    "Amazon cancelled the feed again and again.",
                ),
                now,
            ),
            FeedEnd::NeverArrived => self.step = Step::Pending,
            FeedEnd::Refused(refusal) => self.fail(refusal.clone(), now),
            FeedEnd::NoReport => self.doubt(
                own_refusal(
                    now,
                    "no_report",
                    "Amazon's report on the feed could not be read.",
                ),
                now,
            ),
            FeedEnd::Fatal { errors } => match self.error_among(message.message, errors) {
                Some(error) => self.doubt(error.refusal.clone(), now),
                None => self.doubt(
                    match errors.iter().find(|e| is_of_the_whole(e)) {
                        Some(error) => error.refusal.clone(),
                        None => own_refusal(now, "FATAL", "Amazon gave up processing the feed."),
                    },
                    now,
                ),
            },
            FeedEnd::Report {
                processed,
                with_error,
                errors,
            } => match self.error_among(message.message, errors) {
                Some(error) => self.refuse(error.refusal.clone(), now),
                None => {
                    let unexplained = errors.iter().find(|e| names_nothing(e, attempt));
                    let listed = failed_messages(errors);
                    let complete = unexplained.is_none()
                        && processed.is_none_or(|n| n >= attempt.messages.len() as u64)
                        && with_error.is_none_or(|n| n <= listed);
                    if complete {
                        self.accept(now);
                    } else {
                        let refusal = unexplained.map(|e| e.refusal.clone()).unwrap_or_else(|| {
                            own_refusal(
                                now,
                                "not_in_report",
                                "Amazon's report leaves open what became of it.",
                            )
                        });
                        self.doubt(refusal, now);
                    }
                }
            },
        }
    }

    fn error_among<'e>(
        &self,
        message: u32,
        errors: &'e [MessageError],
    ) -> Option<&'e MessageError> {
        let reference = self.reference.to_string();
        errors
            .iter()
            .find(|e| e.message == Some(message))
            .or_else(|| {
                errors.iter().find(|e| {
                    e.message.is_none_or(|m| m == 0) && e.order.as_deref() == Some(&reference)
                })
            })
    }

    /// The order is read; if Amazon does not have it, it failed for this reason.
    fn doubt(&mut self, refusal: Refusal, now: Moment) {
        self.learn(refusal);
        self.step = Step::Unknown {
            since: now,
            read_at: now,
            if_missing: IfMissing::Fail,
        };
    }
}

fn own_refusal(now: Moment, code: &str, text: &str) -> Refusal {
    Refusal {
        at: now,
        code: code.to_owned(),
        text: text.to_owned(),
    }
}

fn is_of_the_whole(error: &MessageError) -> bool {
    error.message.is_none_or(|m| m == 0) && error.order.is_none()
}

/// Whether an error names no message of the feed: then it may be about any of them.
fn names_nothing(error: &MessageError, attempt: &FeedAttempt) -> bool {
    match error.message {
        Some(id) if id != 0 => !attempt.messages.iter().any(|m| m.message == id),
        _ => error.order.is_none(),
    }
}

fn failed_messages(errors: &[MessageError]) -> u64 {
    let mut named: Vec<(Option<u32>, Option<&str>)> = errors
        .iter()
        .map(|e| match e.message {
            Some(id) if id != 0 => (Some(id), None),
            _ => (None, e.order.as_deref()),
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    named.len() as u64
}

#[cfg(test)]
#[path = "after_feed_tests.rs"]
mod tests;
