//! One feed: where it stands, and when its next step is due.

use serde_json::{Map, Value, json};

use super::clock::iso;
use super::fault::Fault;

/// How far a feed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedStatus {
    InQueue,
    InProgress,
    Done,
    Fatal,
    Cancelled,
}

impl FeedStatus {
    pub(crate) const ALL: [(Self, &'static str); 5] = [
        (Self::InQueue, "IN_QUEUE"),
        (Self::InProgress, "IN_PROGRESS"),
        (Self::Done, "DONE"),
        (Self::Fatal, "FATAL"),
        (Self::Cancelled, "CANCELLED"),
    ];

    pub(crate) fn text(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Fatal | Self::Cancelled)
    }
}

/// The types of feeds that are simulated, and the type of their messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedType {
    Fulfilment,
    Acknowledgement,
}

impl FeedType {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "POST_ORDER_FULFILLMENT_DATA" => Some(Self::Fulfilment),
            "POST_ORDER_ACKNOWLEDGEMENT_DATA" => Some(Self::Acknowledgement),
            _ => None,
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Fulfilment => "POST_ORDER_FULFILLMENT_DATA",
            Self::Acknowledgement => "POST_ORDER_ACKNOWLEDGEMENT_DATA",
        }
    }

    /// The type of its messages, which is also the name of their element.
    pub(crate) fn message_type(self) -> &'static str {
        match self {
            Self::Fulfilment => "OrderFulfillment",
            Self::Acknowledgement => "OrderAcknowledgement",
        }
    }
}

/// One feed. Times are Unix milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Feed {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) seller: usize,
    pub(crate) kind: FeedType,
    pub(crate) marketplaces: Vec<String>,
    pub(crate) document: String,
    pub(crate) faults: Vec<Fault>,
    pub(crate) created: i64,
    pub(crate) status: FeedStatus,
    pub(crate) started: Option<i64>,
    /// When its messages were worked through, and how it will end.
    pub(crate) worked: Option<(i64, FeedStatus)>,
    pub(crate) ended: Option<i64>,
    /// The id of the report.
    pub(crate) report: Option<String>,
}

/// What a feed does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Start,
    Work,
    End(FeedStatus),
}

impl Feed {
    /// The next step and when it is due. `free` is when Amazon is done with the feeds before it, `None` if it is not
    /// yet; `queue` and `work` are milliseconds.
    pub(crate) fn next(&self, free: Option<i64>, queue: i64, work: i64) -> Option<(i64, Step)> {
        match (self.status, self.worked) {
            (FeedStatus::InQueue, _) => {
                let more = self.extra(|fault| match fault {
                    Fault::FeedQueued(more) => Some(more),
                    _ => None,
                });
                let ready = self.created.saturating_add(queue).saturating_add(more);
                let step = match self.faults.contains(&Fault::FeedCancelled) {
                    true => Step::End(FeedStatus::Cancelled),
                    false => Step::Start,
                };
                Some((free?.max(ready), step))
            }
            (FeedStatus::InProgress, None) => Some((self.started? + work, Step::Work)),
            (FeedStatus::InProgress, Some((at, end))) => {
                let more = self.extra(|fault| match fault {
                    Fault::FeedStuck(more) => Some(more),
                    _ => None,
                });
                Some((at.saturating_add(more), Step::End(end)))
            }
            _ => None,
        }
    }

    fn extra(&self, of: impl Fn(Fault) -> Option<std::time::Duration>) -> i64 {
        let all = self.faults.iter().filter_map(|fault| of(*fault));
        let all = all.map(|more| i64::try_from(more.as_millis()).unwrap_or(i64::MAX));
        all.fold(0, i64::saturating_add)
    }

    /// The feed as getFeed writes it.
    pub(crate) fn json(&self) -> Value {
        let mut fields = Map::new();
        let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
        let time = |at: i64| json!(iso(at.div_euclid(1000)));
        put("feedId", json!(self.id));
        put("feedType", json!(self.kind.text()));
        put("marketplaceIds", json!(self.marketplaces));
        put("createdTime", time(self.created));
        put("processingStatus", json!(self.status.text()));
        if let Some(at) = self.started {
            put("processingStartTime", time(at));
        }
        if let Some(at) = self.ended {
            put("processingEndTime", time(at));
        }
        if let Some(report) = self.report.as_ref().filter(|_| self.status.is_final()) {
            put("resultFeedDocumentId", json!(report));
        }
        Value::Object(fields)
    }
}
