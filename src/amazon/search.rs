//! A search for orders: its parameters and its pages.

use super::orders::ReadOrder;
use crate::domain::ids::MarketplaceId;
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// The data sets that one page needs so that no further call per order is due.
pub const DATA_SETS: &str =
    "BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX";

/// Orders on a page at most; Amazon's limit.
pub const PAGE_SIZE: u32 = 100;

/// What is searched for. With a page token, everything else must be as it was when the token was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchParams {
    /// Orders that changed at this moment or later; sent in whole seconds, as Amazon writes times.
    pub last_updated_after: Moment,
    /// Orders that changed at this moment or earlier; Amazon's own bound (about two minutes ago) if absent.
    pub last_updated_before: Option<Moment>,
    /// In these marketplaces; in all of the region if empty.
    pub marketplace_ids: Vec<MarketplaceId>,
    /// The page to go on with; the first one if absent. Amazon keeps it for 24 hours.
    pub page_token: Option<String>,
}

impl SearchParams {
    /// The query of the URL.
    pub(super) fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair(
            "lastUpdatedAfter",
            &self.last_updated_after.whole_second().to_rfc3339(),
        );
        if let Some(before) = self.last_updated_before {
            query.append_pair("lastUpdatedBefore", &before.whole_second().to_rfc3339());
        }
        if !self.marketplace_ids.is_empty() {
            let ids: Vec<&str> = self.marketplace_ids.iter().map(|id| id.as_str()).collect();
            query.append_pair("marketplaceIds", &ids.join(","));
        }
        query.append_pair("includedData", DATA_SETS);
        query.append_pair("maxResultsPerPage", &PAGE_SIZE.to_string());
        if let Some(token) = &self.page_token {
            query.append_pair("paginationToken", token);
        }
        query.finish()
    }
}

/// One page of orders.
#[derive(Clone, Debug)]
pub struct SearchPage {
    /// The orders; one that can't be read does not spoil the others.
    pub orders: Vec<ReadOrder>,
    /// The token of the next page; the last one has none.
    pub next_token: Option<String>,
    /// Up to when this search looked, by Amazon's clock.
    pub last_updated_before: Option<Moment>,
    /// Amazon's clock when it answered.
    pub server_date: Option<Moment>,
    /// Amazon's id of the request.
    pub request_id: Option<String>,
}
