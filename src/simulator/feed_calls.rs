//! The operations of the Feeds API 2021-06-30.

use serde_json::{Value, json};

use super::answers::Reply;
use super::api_call::Call;
use super::clock::parse_iso;
use super::fault::{Fault, Target};
use super::feed::{Feed, FeedStatus, FeedType};
use super::feed_desk::ListRun;
use super::feed_document::{Address, Document, INPUT_LIFE, REPORT_LIFE};
use super::feed_transfer::PATH;
use super::house::lock;
use super::marketplaces::{MARKETPLACES, region_of};
use super::query::invalid_value;
use super::refusal::Refusal;
use super::sellers::SELLERS;

/// Parameters of getFeeds that the model declares.
pub(crate) const FILTERS: &[&str] = &[
    "feedTypes",
    "marketplaceIds",
    "pageSize",
    "processingStatuses",
    "createdSince",
    "createdUntil",
    "nextToken",
];
/// Feeds are kept for so many milliseconds.
const FEED_LIFE: i64 = 90 * 24 * 3600 * 1000;

/// createFeedDocument.
pub(crate) fn create_feed_document(call: &Call<'_>) -> Result<Reply, Refusal> {
    let body = call.json(&["contentType"])?;
    let content_type = text(&body, "contentType")?;
    if content_type.trim().is_empty() || !content_type.contains('/') {
        return Err(Refusal::invalid("contentType is invalid."));
    }
    let now = call.house.now();
    let mut desk = lock(&call.house.feeds);
    let id = desk.add_document(Document {
        seller: call.seller,
        content_type: content_type.to_owned(),
        created: now,
        content: None,
        used: false,
        gzip: false,
        garbled: 0,
        report: false,
    });
    let address = Address {
        method: "PUT",
        document: &id,
        encoded: false,
    };
    let url = format!("http://{}{}", call.host, address.sign(PATH, desk.seed, now));
    Ok(Reply::new(201, json!({"feedDocumentId": id, "url": url})))
}

/// getFeedDocument.
pub(crate) fn get_feed_document(call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    let encoded = match call.query.one("enableContentEncodingUrlHeader")? {
        None | Some("false") => false,
        Some("true") => true,
        Some(value) => return Err(invalid_value("enableContentEncodingUrlHeader", value)),
    };
    let now = call.house.now();
    let desk = lock(&call.house.feeds);
    let document = desk.documents.get(id).filter(|document| {
        let kept = !document.report || now - document.created <= REPORT_LIFE;
        document.seller == call.seller && document.content.is_some() && kept
    });
    let document =
        document.ok_or_else(|| Refusal::not_found("The requested feed document was not found."))?;
    let address = Address {
        method: "GET",
        document: id,
        encoded: encoded && document.gzip,
    };
    let url = format!("http://{}{}", call.host, address.sign(PATH, desk.seed, now));
    let mut body = json!({"feedDocumentId": id, "url": url});
    if document.gzip {
        body["compressionAlgorithm"] = json!("GZIP");
    }
    Ok(Reply::ok(body))
}

/// createFeed.
pub(crate) fn create_feed(call: &Call<'_>) -> Result<Reply, Refusal> {
    let body = call.json(&[
        "feedType",
        "marketplaceIds",
        "inputFeedDocumentId",
        "feedOptions",
    ])?;
    let name = text(&body, "feedType")?;
    let kind = FeedType::parse(name).ok_or_else(|| invalid_value("feedType", name))?;
    let marketplaces = marketplaces(call, &body["marketplaceIds"])?;
    let document = text(&body, "inputFeedDocumentId")?;
    let options = body["feedOptions"].as_object();
    let texts = options.is_some_and(|options| options.values().all(Value::is_string));
    if !body["feedOptions"].is_null() && !texts {
        return Err(Refusal::invalid("feedOptions is invalid."));
    }
    let now = call.house.now();
    let mut desk = lock(&call.house.feeds);
    use_document(desk.documents.get_mut(document), call.seller, now)?;
    let active = marketplaces.iter().all(|id| takes_part(call.seller, id));
    let place = desk.add_feed(call.seller, kind, marketplaces, document.to_owned(), now);
    let Some(feed) = desk.feeds.get_mut(place) else {
        return Err(Refusal::internal());
    };
    feed.faults = lock(&call.house.faults).draw_for_feed(feed.number);
    let scripted = call.faults.iter();
    feed.faults
        .extend(scripted.filter(|fault| fault.target() != Target::Call));
    let struck = feed.faults.iter();
    let own = |fault: &&Fault| fault.target() == Target::Feed;
    struck
        .filter(own)
        .for_each(|fault| call.house.note_fault(*fault));
    if !active {
        feed.status = FeedStatus::Cancelled;
        feed.ended = Some(now);
    }
    Ok(Reply::new(202, json!({"feedId": feed.id})))
}

fn use_document(document: Option<&mut Document>, seller: usize, now: i64) -> Result<(), Refusal> {
    let bad = |why: &str| Refusal::invalid(&format!("inputFeedDocumentId is invalid: {why}."));
    let own = document.filter(|document| document.seller == seller && !document.report);
    let document = own.ok_or_else(|| bad("there is no such document"))?;
    if document.content.is_none() {
        return Err(bad("nothing was uploaded"));
    }
    if document.used {
        return Err(bad("a feed was created with it already"));
    }
    if now - document.created > INPUT_LIFE {
        return Err(bad("it has expired"));
    }
    document.used = true;
    Ok(())
}

fn marketplaces(call: &Call<'_>, value: &Value) -> Result<Vec<String>, Refusal> {
    let list = value.as_array().ok_or_else(|| missing("marketplaceIds"))?;
    if list.is_empty() || list.len() > 25 {
        return Err(Refusal::invalid("marketplaceIds takes 1 to 25 values."));
    }
    let mut ids = Vec::new();
    for entry in list {
        let id = entry
            .as_str()
            .ok_or_else(|| Refusal::invalid("marketplaceIds is invalid."))?;
        check_marketplace(call, id)?;
        ids.push(id.to_owned());
    }
    Ok(ids)
}

fn check_marketplace(call: &Call<'_>, id: &str) -> Result<(), Refusal> {
    let own = call.house.sellers.get(call.seller);
    match region_of(id) {
        None => Err(invalid_value("marketplaceIds", id)),
        Some(region) if own.is_none_or(|own| own.region != region) => {
            Err(Refusal::unauthorized(""))
        }
        Some(_) => Ok(()),
    }
}

/// Whether the seller sells in the marketplace.
fn takes_part(seller: usize, id: &str) -> bool {
    let country = MARKETPLACES.iter().find(|known| known.id == id);
    let plan = SELLERS.get(seller);
    country.zip(plan).is_some_and(|(known, plan)| {
        plan.marketplaces
            .iter()
            .any(|entry| entry.0 == known.country)
    })
}

/// getFeed.
pub(crate) fn get_feed(call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    let now = call.house.now();
    let mut desk = lock(&call.house.feeds);
    find(&mut desk.feeds, call.seller, id, now).map(|feed| Reply::ok(feed.json()))
}

/// cancelFeed.
pub(crate) fn cancel_feed(call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    let now = call.house.now();
    let mut desk = lock(&call.house.feeds);
    let feed = find(&mut desk.feeds, call.seller, id, now)?;
    if feed.status != FeedStatus::InQueue {
        let message = format!(
            "The feed cannot be cancelled: its status is {}.",
            feed.status.text()
        );
        return Err(Refusal::invalid(&message));
    }
    feed.status = FeedStatus::Cancelled;
    feed.ended = Some(now);
    Ok(Reply::empty(200))
}

fn find<'a>(
    feeds: &'a mut [Feed],
    seller: usize,
    id: &str,
    now: i64,
) -> Result<&'a mut Feed, Refusal> {
    let own = |feed: &&mut Feed| {
        feed.seller == seller && feed.id == id && now - feed.created <= FEED_LIFE
    };
    let found = feeds.iter_mut().find(own);
    found.ok_or_else(|| Refusal::not_found("The requested feed was not found."))
}

/// getFeeds, newest first. A new feed is listed as late as searches see a change.
pub(crate) fn get_feeds(call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut desk = lock(&call.house.feeds);
    let run = match call.query.one("nextToken")? {
        Some(token) => {
            let others = FILTERS.iter().filter(|name| **name != "nextToken");
            if others.clone().any(|name| !call.query.list(name).is_empty()) {
                let message = "nextToken cannot be combined with other parameters.";
                return Err(Refusal::invalid(message));
            }
            let run = desk.run(token).filter(|run| run.seller == call.seller);
            run.ok_or_else(|| Refusal::invalid("The nextToken is invalid."))?
        }
        None => select(call, &desk.feeds)?,
    };
    let (page, next) = desk.page(run);
    let shown = page.into_iter().filter_map(|place| desk.feeds.get(place));
    let mut body = json!({"feeds": shown.map(Feed::json).collect::<Vec<_>>()});
    if let Some(token) = next {
        body["nextToken"] = json!(token);
    }
    Ok(Reply::ok(body))
}

fn select(call: &Call<'_>, feeds: &[Feed]) -> Result<ListRun, Refusal> {
    let query = call.query;
    let types = query.list("feedTypes");
    if types.is_empty() {
        let message = "Either feedTypes or nextToken is required.";
        return Err(Refusal::invalid(message));
    }
    let marketplaces = query.list("marketplaceIds");
    for (name, list) in [("feedTypes", &types), ("marketplaceIds", &marketplaces)] {
        if list.len() > 10 {
            let message = format!("{name} takes at most 10 values.");
            return Err(Refusal::invalid(&message));
        }
    }
    for id in &marketplaces {
        check_marketplace(call, id)?;
    }
    let statuses = FeedStatus::ALL.map(|entry| entry.1);
    let statuses = query.choices("processingStatuses", &statuses)?;
    let page_size = match query.one("pageSize")? {
        None => 10,
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (1..=100).contains(size))
            .ok_or_else(|| Refusal::invalid("pageSize must be between 1 and 100."))?,
    };
    let now = call.house.now();
    let since = time(call, "createdSince")?.unwrap_or(now - FEED_LIFE);
    if since < now - FEED_LIFE {
        let message = "createdSince must not be more than 90 days ago.";
        return Err(Refusal::invalid(message));
    }
    let until = time(call, "createdUntil")?.unwrap_or(now);
    let until = until.min(now - call.house.visibility_lag);
    let fits = |feed: &Feed| {
        let type_fits = types.iter().any(|name| name == feed.kind.text());
        let status = feed.status.text();
        let status_fits = statuses.is_empty() || statuses.iter().any(|name| name == status);
        let place_fits =
            marketplaces.is_empty() || marketplaces.iter().any(|id| feed.marketplaces.contains(id));
        let time_fits = (since..=until).contains(&feed.created);
        feed.seller == call.seller && type_fits && status_fits && place_fits && time_fits
    };
    let all = feeds.iter().enumerate().rev();
    Ok(ListRun {
        seller: call.seller,
        rest: all
            .filter(|(_, feed)| fits(feed))
            .map(|(place, _)| place)
            .collect(),
        page_size,
    })
}

fn time(call: &Call<'_>, name: &str) -> Result<Option<i64>, Refusal> {
    let text = call.query.one(name)?;
    let read = |text| parse_iso(text).ok_or_else(|| invalid_value(name, text));
    text.map(read).transpose()
}

fn text<'a>(body: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    match &body[name] {
        Value::Null => Err(missing(name)),
        Value::String(text) => Ok(text),
        _ => Err(Refusal::invalid(&format!("{name} is invalid."))),
    }
}

fn missing(name: &str) -> Refusal {
    Refusal::invalid(&format!("Missing required field: {name}."))
}
