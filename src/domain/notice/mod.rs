//! Notices: what Amazon must be told and has or has not accepted (product rules S1 to S5).
//!
//! A notice is written down before anything is sent. Every step of it is a pure transition here; the engine only carries
//! the outcomes of its calls to them.

mod after_call;
mod after_feed;
mod feed_attempt;
mod plan;
mod read_back;

pub use after_call::CallOutcome;
pub use after_feed::{FeedEnd, MessageError};
pub use feed_attempt::{FeedAttempt, FeedMessage, FeedStep};
pub use feed_attempt::{REPORT_TRIES, look_pause};
pub use plan::{Batch, Plan, Rules, Wish, plan, send_from};
pub use read_back::{Shown, shown_by};

use super::cancellation::Cancellation;
use super::ids::{AccountId, FeedAttemptId, NoticeId, OrderItemId, PickingNumber};
use super::moment::{Moment, Span};
use super::order::OrderKey;
use super::picking::NoticeState;
use super::reference::AmazonOrderRef;
use super::shipment::Shipment;
use serde::{Deserialize, Serialize};

/// How long after it may have acted Amazon may still not show it: a read before that proves nothing by its silence.
pub const QUIET: Span = Span::minutes(10);

/// Something that Amazon must be told about one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Our id, in the order of writing down.
    pub id: NoticeId,
    /// The account whose order it is.
    pub account: AccountId,
    /// The order.
    pub order: OrderKey,
    /// Amazon's reference of it.
    pub reference: AmazonOrderRef,
    /// What is told.
    pub content: Content,
    /// How far it is.
    pub step: Step,
    /// When it was written down.
    pub queued: Moment,
    /// Until then it can be taken back; it is not sent before, unless asked for.
    pub send_from: Moment,
    /// How often it was sent.
    pub attempts: u32,
    /// How often it was changed and sent anew; a feed's or a read's answer to an older one says nothing about it.
    pub generation: u32,
    /// What Amazon refused last; kept until it succeeds.
    pub refusal: Option<Refusal>,
    /// Whether an e-mail told of that refusal.
    pub mailed: bool,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A parcel has left.
    Shipment {
        /// The picking that was confirmed.
        picking: PickingNumber,
        /// The parcel.
        shipment: Shipment,
    },
    /// Pieces will not be delivered.
    Cancellation {
        /// What is cancelled, and why.
        cancellation: Cancellation,
        /// Pieces of those items that are cancelled in all once Amazon has done it.
        in_all: Vec<(OrderItemId, u32)>,
        /// Whether that is the whole order.
        whole: bool,
    },
}

/// The two kinds of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Shipment confirmations.
    Shipment,
    /// Cancellations.
    Cancellation,
}

/// How far a notice is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// It waits to be sent.
    Pending,
    /// A call is on its way. Found after a restart, its outcome is unknown.
    Sending {
        /// Since when.
        since: Moment,
    },
    /// It is in a feed that has not ended.
    InFeed {
        /// The try.
        attempt: FeedAttemptId,
    },
    /// Amazon may have acted or not: the order is read before anything else happens.
    Unknown {
        /// The last moment at which Amazon may have acted.
        since: Moment,
        /// When the order is read next.
        read_at: Moment,
        /// What to do when Amazon does not have it.
        if_missing: IfMissing,
    },
    /// Amazon has it.
    Synchronized {
        /// Since when.
        at: Moment,
        /// Whether Amazon showed it, not only accepted it.
        shown: bool,
    },
    /// Amazon refused it.
    Failed {
        /// When.
        at: Moment,
        /// Whether Amazon might still have it and not show it yet: then it is not sent again before it had time to.
        in_doubt: bool,
    },
    /// A person says that it was settled elsewhere, or that Amazon is not to be told.
    Solved {
        /// When.
        at: Moment,
    },
    /// It was taken back before it left.
    Withdrawn {
        /// When.
        at: Moment,
    },
}

/// What to do when Amazon turns out not to have something that may have been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IfMissing {
    /// Send it again.
    Resend,
    /// It failed, for the refusal that is kept with it.
    Fail,
}

/// What Amazon said when it refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// When.
    pub at: Moment,
    /// Amazon's code; a word of ours where Amazon gave none.
    pub code: String,
    /// Amazon's text, cleaned.
    pub text: String,
}

/// Where a notice stands in the lists of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Place {
    /// There is something to do.
    Open = 1,
    /// Accepted, and Amazon has not shown it yet.
    Accepted = 2,
    /// It failed and waits for a person.
    Failed = 3,
    /// Nothing is left to do.
    Closed = 4,
}

impl Content {
    /// Its kind.
    pub fn kind(&self) -> NoticeKind {
        match self {
            Content::Shipment { .. } => NoticeKind::Shipment,
            Content::Cancellation { .. } => NoticeKind::Cancellation,
        }
    }
}

impl Notice {
    /// What it shows to people.
    pub fn state(&self) -> NoticeState {
        match self.step {
            Step::Pending => NoticeState::Pending,
            Step::Sending { .. } | Step::InFeed { .. } | Step::Unknown { .. } => {
                NoticeState::Processing
            }
            Step::Synchronized { .. } | Step::Solved { .. } => NoticeState::Synchronized,
            Step::Failed { .. } => NoticeState::Failed,
            Step::Withdrawn { .. } => NoticeState::None,
        }
    }

    /// Where it stands in the lists of work.
    pub fn place(&self) -> Place {
        match self.step {
            Step::Pending | Step::Sending { .. } | Step::InFeed { .. } | Step::Unknown { .. } => {
                Place::Open
            }
            Step::Synchronized { shown: false, .. } if self.kind() == NoticeKind::Shipment => {
                Place::Accepted
            }
            Step::Synchronized { .. } | Step::Solved { .. } | Step::Withdrawn { .. } => {
                Place::Closed
            }
            Step::Failed { .. } => Place::Failed,
        }
    }

    /// Its kind.
    pub fn kind(&self) -> NoticeKind {
        self.content.kind()
    }

    /// The parcel, if it is about one.
    pub fn shipment(&self) -> Option<&Shipment> {
        match &self.content {
            Content::Shipment { shipment, .. } => Some(shipment),
            Content::Cancellation { .. } => None,
        }
    }

    /// The picking whose shipment it tells, if it is about one.
    pub fn picking(&self) -> Option<PickingNumber> {
        match &self.content {
            Content::Shipment { picking, .. } => Some(*picking),
            Content::Cancellation { .. } => None,
        }
    }

    /// Whether it can be taken back: it has never left.
    pub fn can_be_withdrawn(&self) -> bool {
        self.step == Step::Pending && self.attempts == 0
    }

    /// Whether it waits and was never or not successfully sent: it can be sent from `send_from` on.
    pub fn is_pending(&self) -> bool {
        self.step == Step::Pending
    }

    /// After a restart: a call that was on its way may have acted.
    pub fn after_restart(&mut self, now: Moment) {
        if matches!(self.step, Step::Sending { .. }) {
            self.step = Step::Unknown {
                since: now,
                read_at: now,
                if_missing: IfMissing::Resend,
            };
        }
    }

    /// A person wants it sent again, maybe changed: Amazon is read first, and it is sent if Amazon lacks it.
    pub fn retry(&mut self, now: Moment) {
        self.generation = self.generation.saturating_add(1);
        let since = match self.step {
            Step::Failed { at, in_doubt: true } => at,
            // It failed by a definite answer, so Amazon's silence counts at once.
            _ => now.minus(QUIET),
        };
        self.step = Step::Unknown {
            since,
            read_at: now,
            if_missing: IfMissing::Resend,
        };
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod examples {
    use super::*;
    use crate::domain::carrier::Carrier;
    use crate::domain::shipment::{PackageReference, ShippedItem};

    /// A shipment of two pieces of one item, never sent.
    pub fn shipment(now: Moment) -> Notice {
        let reference = "123-1234567-1234567".parse().unwrap();
        Notice {
            id: NoticeId(1),
            account: AccountId(1),
            order: OrderKey {
                purchased: now,
                number: crate::domain::ids::OrderNumber(1),
            },
            reference,
            content: Content::Shipment {
                picking: PickingNumber(1),
                shipment: Shipment {
                    order: reference,
                    package: PackageReference::new(1).unwrap(),
                    carrier: Carrier::Own("Bike".to_owned()),
                    shipping_method: String::new(),
                    tracking: "JJD000001".to_owned(),
                    shipped: now,
                    items: vec![ShippedItem {
                        item: "12345678901234".into(),
                        quantity: 2.try_into().unwrap(),
                    }],
                },
            },
            step: Step::Pending,
            queued: now,
            send_from: now.plus(Span::seconds(30)),
            attempts: 0,
            generation: 0,
            refusal: None,
            mailed: false,
        }
    }
}
