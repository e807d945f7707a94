//! The operations of Amazon's API that are used, with Amazon's published limits.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident $name:literal $rate:literal $burst:literal;)*) => {
        /// An operation of the Selling Partner API, each with a call limit of its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Operation {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Operation {
            /// All of them.
            pub const ALL: &'static [Operation] = &[$(Operation::$variant,)*];

            /// Amazon's name, such as `searchOrders`.
            pub fn name(self) -> &'static str {
                match self { $(Operation::$variant => $name,)* }
            }

            /// Calls a second that come back, by Amazon's standard usage plan.
            pub fn rate(self) -> f64 {
                match self { $(Operation::$variant => $rate,)* }
            }

            /// Calls that are possible at once at best.
            pub fn burst(self) -> u32 {
                match self { $(Operation::$variant => $burst,)* }
            }
        }
    };
}

// Rates and bursts as the models of the operations state them (Usage Plan).
operations! {
    /// `GET /orders/2026-01-01/orders`
    SearchOrders "searchOrders" 0.0056 20;
    /// `GET /orders/2026-01-01/orders/{orderId}`
    GetOrder "getOrder" 0.5 30;
    /// `POST /orders/v0/orders/{orderId}/shipmentConfirmation`
    ConfirmShipment "confirmShipment" 2.0 10;
    /// `POST /feeds/2021-06-30/documents`
    CreateFeedDocument "createFeedDocument" 0.5 15;
    /// `POST /feeds/2021-06-30/feeds`
    CreateFeed "createFeed" 0.0083 15;
    /// `GET /feeds/2021-06-30/feeds/{feedId}`
    GetFeed "getFeed" 2.0 15;
    /// `GET /feeds/2021-06-30/feeds`
    GetFeeds "getFeeds" 0.0222 10;
    /// `GET /feeds/2021-06-30/documents/{feedDocumentId}`
    GetFeedDocument "getFeedDocument" 0.0222 10;
    /// `GET /fba/inventory/v1/summaries`
    GetInventorySummaries "getInventorySummaries" 2.0 2;
    /// `GET /finances/2024-06-19/transactions`
    ListTransactions "listTransactions" 0.5 10;
    /// `GET /sellers/v1/marketplaceParticipations`
    GetMarketplaceParticipations "getMarketplaceParticipations" 0.016 15;
}

impl Operation {
    /// Finds an operation by Amazon's name.
    pub fn parse(name: &str) -> Option<Operation> {
        Self::ALL.iter().copied().find(|op| op.name() == name)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
