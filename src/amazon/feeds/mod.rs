//! Feeds (Feeds API 2021-06-30): a document is made, uploaded, handed in and followed; its report is read.

mod acknowledgement;
mod charset;
mod documents;
mod elements;
mod envelope;
mod fulfilment;
mod report;
mod unpack;
mod wire;

pub use acknowledgement::acknowledgement_feed;
pub use documents::{DownloadedDocument, FEED_CONTENT_TYPE, ResultDocument, UploadDocument};
pub use envelope::{BuiltFeed, FeedProblem, MOST_FEED_BYTES, Unfit};
pub use fulfilment::fulfilment_feed;
pub use report::{
    MessageResult, ProcessingReport, ReportStatus, Severity, Totals, UnreadableReport, read_report,
};
pub use wire::Feed;

use super::access::SellerAccess;
use super::budget::Priority;
use super::client::AmazonClient;
use super::exchange::Call;
use super::notice::Outcome;
use super::operations::Operation;
use super::problem::AmazonError;
use crate::domain::feed::{FeedId, FeedKind};
use crate::domain::ids::MarketplaceId;
use crate::domain::moment::Moment;
use serde_json::json;
use url::form_urlencoded::{Serializer, byte_serialize};

const FEEDS: &str = "/feeds/2021-06-30/feeds";

/// Pages of [`AmazonClient::feeds_since`] at most: one hundred feeds each.
const MOST_PAGES: usize = 10;

impl AmazonClient {
    /// Hands in an uploaded document (`createFeed`). The document must have been uploaded within the last two days; the feed
    /// is for 1 to 25 marketplaces.
    ///
    /// When the outcome is unknown, [`Self::feeds_since`] tells whether there is a feed that nobody knows.
    pub async fn create_feed(
        &self,
        access: &SellerAccess,
        kind: FeedKind,
        marketplaces: &[MarketplaceId],
        document: &UploadDocument,
    ) -> Outcome<FeedId> {
        let body = json!({
            "feedType": kind,
            "marketplaceIds": marketplaces,
            "inputFeedDocumentId": document.id,
        });
        let operation = Operation::CreateFeed;
        let call = Call::post(access, operation, Priority::High, FEEDS.to_owned(), &body);
        self.once(&call, |response| wire::read_feed_id(&response.body))
            .await
    }

    /// How far Amazon is with a feed (`getFeed`).
    pub async fn get_feed(
        &self,
        access: &SellerAccess,
        feed: &FeedId,
    ) -> Result<Feed, AmazonError> {
        let path = format!("{FEEDS}/{}", escaped(&feed.0));
        let call = Call::get(access, Operation::GetFeed, Priority::Normal, path);
        self.repeatable(&call, |response| {
            let read = wire::read_feed(&response.body)?;
            match read.id == *feed {
                true => Ok(read),
                false => Err("Amazon answered with another feed than the one asked for".to_owned()),
            }
        })
        .await
    }

    /// All feeds of a kind that were created at this moment or later, at most 90 days ago (`getFeeds`).
    pub async fn feeds_since(
        &self,
        access: &SellerAccess,
        kind: FeedKind,
        created_since: Moment,
    ) -> Result<Vec<Feed>, AmazonError> {
        let mut query = Serializer::new(String::new())
            .append_pair("feedTypes", kind.as_str())
            .append_pair("createdSince", &created_since.to_rfc3339())
            .append_pair("pageSize", "100")
            .finish();
        let mut feeds = Vec::new();
        let mut tokens: Vec<String> = Vec::new();
        loop {
            let path = format!("{FEEDS}?{query}");
            let call = Call {
                paged: !tokens.is_empty(),
                ..Call::get(access, Operation::GetFeeds, Priority::High, path)
            };
            let page = self
                .repeatable(&call, |response| wire::read_feeds(&response.body))
                .await?;
            feeds.extend(page.feeds);
            let Some(token) = page.next_token else {
                return Ok(feeds);
            };
            if tokens.len() + 1 >= MOST_PAGES || tokens.contains(&token) {
                let what = "Amazon's list of feeds does not come to an end";
                return Err(AmazonError::trouble(what, None));
            }
            query = Serializer::new(String::new())
                .append_pair("nextToken", &token)
                .finish();
            tokens.push(token);
        }
    }
}

/// A piece of a path.
fn escaped(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}
