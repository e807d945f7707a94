//! What Amazon answers about feeds, as it is written there.

use crate::domain::feed::{FeedId, FeedKind, FeedState};
use crate::domain::moment::Moment;
use crate::domain::text::clean_short;
use secrecy::SecretString;
use serde::Deserialize;

/// A feed, as Amazon tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Amazon's id.
    pub id: FeedId,
    /// Its kind; `None` for those that we don't send.
    pub kind: Option<FeedKind>,
    /// When it was created, by Amazon's clock.
    pub created: Moment,
    /// How far Amazon is with it.
    pub state: FeedState,
    /// When work on it began.
    pub started: Option<Moment>,
    /// When work on it ended.
    pub ended: Option<Moment>,
    /// The id of its report, once there is one.
    pub result_document: Option<String>,
}

pub(super) struct FeedsPage {
    pub feeds: Vec<Feed>,
    pub next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireFeed {
    feed_id: String,
    feed_type: String,
    created_time: String,
    processing_status: String,
    #[serde(default)]
    processing_start_time: Option<String>,
    #[serde(default)]
    processing_end_time: Option<String>,
    #[serde(default)]
    result_feed_document_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireFeeds {
    feeds: Vec<WireFeed>,
    #[serde(default)]
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    feed_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireDocument {
    feed_document_id: String,
    url: SecretString,
    #[serde(default)]
    compression_algorithm: Option<String>,
}

/// A document as Amazon tells: its id, where it is, how it is compressed.
pub(super) struct DocumentPlace {
    pub id: String,
    pub url: SecretString,
    pub compression: Option<String>,
}

pub(super) fn read_feed_id(body: &[u8]) -> Result<FeedId, String> {
    let created: Option<Created> = serde_json::from_slice(body).ok();
    let id = created.map(|created| created.feed_id);
    id.and_then(|id| identity(&id))
        .map(FeedId)
        .ok_or_else(|| "Amazon's answer names no feed".to_owned())
}

pub(super) fn read_feed(body: &[u8]) -> Result<Feed, String> {
    serde_json::from_slice(body)
        .ok()
        .and_then(feed)
        .ok_or_else(|| "Amazon's answer about a feed can't be read".to_owned())
}

pub(super) fn read_feeds(body: &[u8]) -> Result<FeedsPage, String> {
    let unreadable = || "Amazon's list of feeds can't be read".to_owned();
    let page: WireFeeds = serde_json::from_slice(body).map_err(|_| unreadable())?;
    let feeds: Option<Vec<Feed>> = page.feeds.into_iter().map(feed).collect();
    Ok(FeedsPage {
        feeds: feeds.ok_or_else(unreadable)?,
        next_token: page.next_token.filter(|token| !token.is_empty()),
    })
}

pub(super) fn read_document(body: &[u8]) -> Result<DocumentPlace, String> {
    let unreadable = || "Amazon's answer about a document can't be read".to_owned();
    let document: WireDocument = serde_json::from_slice(body).map_err(|_| unreadable())?;
    Ok(DocumentPlace {
        id: identity(&document.feed_document_id).ok_or_else(unreadable)?,
        url: document.url,
        compression: document
            .compression_algorithm
            .filter(|algorithm| !algorithm.is_empty())
            .map(|algorithm| clean_short(&algorithm, 40)),
    })
}

fn feed(wire: WireFeed) -> Option<Feed> {
    let moment = |text: Option<String>| text.and_then(|text| Moment::parse(&text));
    Some(Feed {
        id: FeedId(identity(&wire.feed_id)?),
        kind: FeedKind::parse(&wire.feed_type),
        created: Moment::parse(&wire.created_time)?,
        state: FeedState::parse(&wire.processing_status),
        started: moment(wire.processing_start_time),
        ended: moment(wire.processing_end_time),
        result_document: wire.result_feed_document_id.and_then(|id| identity(&id)),
    })
}

/// An id that can be kept and sent back: printable ASCII of a bearable length.
fn identity(text: &str) -> Option<String> {
    let fits = (1..=512).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| text.to_owned())
}
