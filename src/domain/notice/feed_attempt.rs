//! Tries to hand many notices to Amazon in one feed.

use super::NoticeKind;
use crate::domain::feed::FeedId;
use crate::domain::ids::{AccountId, FeedAttemptId, NoticeId};
use crate::domain::moment::{Moment, Span};
use serde::{Deserialize, Serialize};

/// A try to hand a feed to Amazon. Written down before Amazon is asked to create the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedAttempt {
    /// Our id.
    pub id: FeedAttemptId,
    /// The account.
    pub account: AccountId,
    /// What kind of notices it carries.
    pub kind: NoticeKind,
    /// What it carries, by message.
    pub messages: Vec<FeedMessage>,
    /// How far it is.
    pub step: FeedStep,
    /// When it was written down.
    pub begun: Moment,
    /// How often Amazon cancelled the same notices in a feed before.
    pub cancelled_before: u32,
}

/// A message of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedMessage {
    /// Its id within the feed.
    pub message: u32,
    /// The notice that it carries.
    pub notice: NoticeId,
    /// The notice's generation when it was sent.
    pub generation: u32,
}

/// How far a feed is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeedStep {
    /// Amazon is being asked to create it. Found after a restart, its outcome is unknown.
    Creating,
    /// Amazon may have created it: its feeds are listed before anything else happens.
    Lost {
        /// The last moment at which Amazon may have acted.
        since: Moment,
        /// When Amazon's feeds are listed next.
        look_at: Moment,
    },
    /// Amazon has it.
    Submitted {
        /// Amazon's id of it.
        feed_id: FeedId,
        /// Amazon's last word on it, such as `IN_QUEUE`.
        status: String,
        /// How often it was looked at.
        looks: u32,
        /// When it is looked at next.
        look_at: Moment,
    },
    /// Amazon is done with it; its report could not be read yet.
    ReportMissing {
        /// Amazon's id of it.
        feed_id: FeedId,
        /// Whether Amazon gave the feed up in the middle.
        fatal: bool,
        /// The report; Amazon may have told none.
        document: Option<String>,
        /// How often it was tried.
        tries: u32,
        /// When it is tried next.
        look_at: Moment,
    },
    /// It ended; how, as a word.
    Ended {
        /// When.
        at: Moment,
        /// Amazon's id, if it got one.
        feed_id: Option<FeedId>,
        /// `DONE`, `FATAL`, `CANCELLED`, `NOT_SENT`, `REFUSED`, `NEVER_ARRIVED`, `NO_REPORT`.
        how: String,
    },
}

/// A report that can't be read is fetched again so often.
pub const REPORT_TRIES: u32 = 4;

/// How long after a feed another of its kind may begin, unless asked for (Feeds API best practices: one in 20 minutes).
pub const BETWEEN_FEEDS: Span = Span::minutes(20);

/// The same notices are handed in again so often after Amazon cancelled their feed.
pub const CANCELLED_TRIES: u32 = 3;

impl FeedAttempt {
    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        !matches!(self.step, FeedStep::Ended { .. })
    }

    /// Amazon's id of the feed, if known.
    pub fn feed_id(&self) -> Option<&FeedId> {
        match &self.step {
            FeedStep::Submitted { feed_id, .. } | FeedStep::ReportMissing { feed_id, .. } => {
                Some(feed_id)
            }
            FeedStep::Ended { feed_id, .. } => feed_id.as_ref(),
            FeedStep::Creating | FeedStep::Lost { .. } => None,
        }
    }

    /// When something is to be done about it.
    pub fn due(&self) -> Option<Moment> {
        match &self.step {
            FeedStep::Creating | FeedStep::Ended { .. } => None,
            FeedStep::Lost { look_at, .. }
            | FeedStep::Submitted { look_at, .. }
            | FeedStep::ReportMissing { look_at, .. } => Some(*look_at),
        }
    }

    /// After a restart: a call that was on its way may have created the feed.
    pub fn after_restart(&mut self, now: Moment) {
        if self.step == FeedStep::Creating {
            self.step = FeedStep::Lost {
                since: now,
                look_at: now,
            };
        }
    }
}

/// The pause before a feed is looked at again after so many looks: 1, 2, 4, 8, then 10 minutes.
pub fn look_pause(looks: u32) -> Span {
    Span::minutes((1_i64 << looks.min(4)).min(10))
}
