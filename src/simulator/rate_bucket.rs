//! Token buckets: how often a seller's application may call each operation.

use std::collections::HashMap;

/// How fast a seller's buckets fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsagePlan {
    /// The rates that Amazon's models state, such as 0.0056 searches a second and a burst of 20.
    Standard,
    /// A dynamic plan for a large seller, such as 1 search a second and a burst of 40.
    Fast,
}

/// The operations of the simulated API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Operation {
    Token,
    SearchOrders,
    GetOrder,
    GetMarketplaceParticipations,
    GetAccount,
    GetInventorySummaries,
    ListTransactions,
    ConfirmShipment,
    CreateFeedDocument,
    CreateFeed,
    GetFeed,
    GetFeeds,
    CancelFeed,
    GetFeedDocument,
    /// Sending a document to the address that createFeedDocument gave.
    UploadFeedDocument,
    /// Fetching a document from the address that getFeedDocument gave.
    DownloadFeedDocument,
}

impl Operation {
    const ALL: [(Self, &'static str); 16] = [
        (Self::Token, "token"),
        (Self::SearchOrders, "searchOrders"),
        (Self::GetOrder, "getOrder"),
        (
            Self::GetMarketplaceParticipations,
            "getMarketplaceParticipations",
        ),
        (Self::GetAccount, "getAccount"),
        (Self::GetInventorySummaries, "getInventorySummaries"),
        (Self::ListTransactions, "listTransactions"),
        (Self::ConfirmShipment, "confirmShipment"),
        (Self::CreateFeedDocument, "createFeedDocument"),
        (Self::CreateFeed, "createFeed"),
        (Self::GetFeed, "getFeed"),
        (Self::GetFeeds, "getFeeds"),
        (Self::CancelFeed, "cancelFeed"),
        (Self::GetFeedDocument, "getFeedDocument"),
        (Self::UploadFeedDocument, "uploadFeedDocument"),
        (Self::DownloadFeedDocument, "downloadFeedDocument"),
    ];

    /// Amazon's name of the operation; `token` for Login with Amazon, `uploadFeedDocument` and
    /// `downloadFeedDocument` for the two ways of a document.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|entry| entry.1 == name)
            .map(|entry| entry.0)
    }

    /// Calls a second as sent in the header, and the size of the bucket.
    pub(crate) fn limit(self, plan: UsagePlan) -> (&'static str, f64, f64) {
        match (self, plan) {
            (Self::SearchOrders, UsagePlan::Standard) => ("0.0056", 0.0056, 20.0),
            (Self::SearchOrders, UsagePlan::Fast) => ("1.0", 1.0, 40.0),
            (Self::GetOrder, UsagePlan::Standard) => ("0.5", 0.5, 30.0),
            (Self::GetOrder, UsagePlan::Fast) => ("5.0", 5.0, 60.0),
            (Self::GetMarketplaceParticipations | Self::GetAccount, _) => ("0.016", 0.016, 15.0),
            (Self::GetInventorySummaries, _) => ("2.0", 2.0, 2.0),
            (Self::ListTransactions, UsagePlan::Standard) => ("0.5", 0.5, 10.0),
            (Self::ListTransactions, UsagePlan::Fast) => ("5.0", 5.0, 40.0),
            (Self::ConfirmShipment, UsagePlan::Standard) => ("2.0", 2.0, 10.0),
            (Self::ConfirmShipment, UsagePlan::Fast) => ("10.0", 10.0, 40.0),
            (Self::CreateFeedDocument, UsagePlan::Standard) => ("0.5", 0.5, 15.0),
            (Self::CreateFeed, UsagePlan::Standard) => ("0.0083", 0.0083, 15.0),
            (Self::CreateFeedDocument | Self::CreateFeed, UsagePlan::Fast) => ("1.0", 1.0, 20.0),
            (Self::GetFeed | Self::CancelFeed, UsagePlan::Standard) => ("2.0", 2.0, 15.0),
            (Self::GetFeed | Self::CancelFeed, UsagePlan::Fast) => ("5.0", 5.0, 30.0),
            (Self::GetFeeds | Self::GetFeedDocument, UsagePlan::Standard) => {
                ("0.0222", 0.0222, 10.0)
            }
            (Self::GetFeeds | Self::GetFeedDocument, UsagePlan::Fast) => ("1.0", 1.0, 20.0),
            (Self::Token | Self::UploadFeedDocument | Self::DownloadFeedDocument, _) => {
                ("50.0", 50.0, 200.0)
            }
        }
    }
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    /// Unix milliseconds of the last filling.
    filled: i64,
}

/// All buckets, one per seller and operation.
#[derive(Debug)]
pub(crate) struct Buckets {
    plan: UsagePlan,
    buckets: HashMap<(usize, Operation), Bucket>,
}

impl Buckets {
    pub(crate) fn new(plan: UsagePlan) -> Self {
        Self {
            plan,
            buckets: HashMap::new(),
        }
    }

    /// Takes a token; false when there is none. `now` in Unix milliseconds.
    pub(crate) fn take(&mut self, seller: usize, operation: Operation, now: i64) -> bool {
        let (_, rate, burst) = operation.limit(self.plan);
        let full = Bucket {
            tokens: burst,
            filled: now,
        };
        let bucket = self.buckets.entry((seller, operation)).or_insert(full);
        let passed = (now - bucket.filled).max(0) as f64 / 1000.0;
        bucket.tokens = (bucket.tokens + passed * rate).min(burst);
        bucket.filled = bucket.filled.max(now);
        // sums of many small fillings fall short of a whole token by rounding alone
        if bucket.tokens + 1e-9 < 1.0 {
            return false;
        }
        bucket.tokens -= 1.0;
        true
    }
}
