//! All feeds and their documents. Feeds of one seller and type are worked on one after another.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::dice::{Dice, mix};
use super::fault::Fault;
use super::feed::{Feed, FeedStatus, FeedType, Step};
use super::feed_document::Document;
use super::feed_work;
use super::house::{House, lock};
use super::ledger::time;
use super::settings::Settings;

/// A feed as the simulator knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeedRecord {
    /// Store name.
    pub seller: String,
    /// Amazon's id of the feed.
    pub feed_id: String,
    /// Amazon's feed type.
    pub feed_type: String,
    /// Amazon's processing status.
    pub status: String,
    /// When it was created.
    pub created: DateTime<Utc>,
    /// When its messages were worked through, whatever its status says.
    pub worked: Option<DateTime<Utc>>,
    /// The faults that it meets, by name.
    pub faults: Vec<String>,
    /// What was sent.
    pub document: String,
}

/// A list of feeds that is read page by page.
#[derive(Debug, Clone)]
pub(crate) struct ListRun {
    pub(crate) seller: usize,
    /// Places of the feeds that are still to come.
    pub(crate) rest: Vec<usize>,
    pub(crate) page_size: usize,
}

/// The desk.
#[derive(Debug)]
pub(crate) struct FeedDesk {
    pub(crate) seed: u64,
    /// Milliseconds.
    queue: i64,
    work: i64,
    pub(crate) documents: HashMap<String, Document>,
    pub(crate) feeds: Vec<Feed>,
    runs: HashMap<String, ListRun>,
    made: u64,
}

impl FeedDesk {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            seed: settings.seed,
            queue: settings.feed_queue.num_milliseconds().max(0),
            work: settings.feed_work.num_milliseconds().max(0),
            documents: HashMap::new(),
            feeds: Vec::new(),
            runs: HashMap::new(),
            made: 0,
        }
    }

    /// Keeps a document under a new id.
    pub(crate) fn add_document(&mut self, document: Document) -> String {
        self.made += 1;
        let (high, low) = (mix(self.seed ^ self.made), mix(self.made ^ 0xd0c));
        let mut dice = Dice::new(self.seed, self.made, 70);
        let id = format!(
            "amzn1.tortuga.4.{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}.{}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            low >> 48,
            low & 0xffff_ffff_ffff,
            dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 14)
        );
        self.documents.insert(id.clone(), document);
        id
    }

    /// A new feed at the end of the queue; its place. `now` in Unix milliseconds.
    pub(crate) fn add_feed(
        &mut self,
        seller: usize,
        kind: FeedType,
        marketplaces: Vec<String>,
        document: String,
        now: i64,
    ) -> usize {
        let number = self.feeds.len() as u64;
        let mut dice = Dice::new(self.seed, number, 71);
        // ids rise, with gaps
        let id = 50_000_000_000 + number * 1000 + dice.below(1000);
        self.feeds.push(Feed {
            number,
            id: id.to_string(),
            seller,
            kind,
            marketplaces,
            document,
            faults: Vec::new(),
            created: now,
            status: FeedStatus::InQueue,
            started: None,
            worked: None,
            ended: None,
            report: None,
        });
        self.feeds.len() - 1
    }

    /// Takes the next page off a list, and keeps the rest under a token.
    pub(crate) fn page(&mut self, mut run: ListRun) -> (Vec<usize>, Option<String>) {
        let rest = run.rest.split_off(run.page_size.min(run.rest.len()));
        let page = std::mem::replace(&mut run.rest, rest);
        if run.rest.is_empty() {
            return (page, None);
        }
        self.made += 1;
        let wide = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let token = Dice::new(self.seed, self.made, 72).text(wide, 88);
        self.runs.insert(token.clone(), run);
        (page, Some(token))
    }

    /// The list that a token goes on with.
    pub(crate) fn run(&self, token: &str) -> Option<ListRun> {
        self.runs.get(token).cloned()
    }

    /// Lets every step happen that was due by `now` (Unix milliseconds), and what was due in the shop before it.
    pub(crate) fn work_until(&mut self, house: &House, now: i64) {
        while let Some((at, place, step)) = self.next_step().filter(|next| next.0 <= now) {
            match step {
                Step::Start => {
                    if let Some(feed) = self.feeds.get_mut(place) {
                        feed.status = FeedStatus::InProgress;
                        feed.started = Some(at);
                    }
                }
                Step::Work => self.work(house, place, at),
                Step::End(status) => {
                    if let Some(feed) = self.feeds.get_mut(place) {
                        feed.status = status;
                        feed.ended = Some(at);
                    }
                }
            }
        }
    }

    fn next_step(&self) -> Option<(i64, usize, Step)> {
        let open = self.feeds.iter().enumerate();
        let open = open.filter(|(_, feed)| !feed.status.is_final());
        let due = open.filter_map(|(place, feed)| {
            let (at, step) = feed.next(self.free(place, feed), self.queue, self.work)?;
            Some((at, place, step))
        });
        due.min_by_key(|next| (next.0, next.1))
    }

    /// When the feeds of the same seller and type before this one had ended; `None` if one has not.
    fn free(&self, place: usize, feed: &Feed) -> Option<i64> {
        let before = self.feeds.get(..place).unwrap_or_default().iter();
        let mut before =
            before.filter(|other| other.seller == feed.seller && other.kind == feed.kind);
        before.try_fold(i64::MIN, |free, other| {
            other.ended.map(|ended| free.max(ended))
        })
    }

    fn work(&mut self, house: &House, place: usize, at: i64) {
        let Some(feed) = self.feeds.get(place).cloned() else {
            return;
        };
        let content = self.documents.get(&feed.document);
        let content = content.and_then(|document| document.content.clone());
        lock(&house.shop).live_until(at);
        let outcome = feed_work::work(house, &feed, &content.unwrap_or_default(), at);
        let report = outcome.report.map(|text| {
            let gzip = feed.faults.contains(&Fault::ReportGzip);
            self.add_document(Document {
                seller: feed.seller,
                content_type: "text/xml; charset=UTF-8".to_owned(),
                created: at,
                content: Some(match gzip {
                    true => feed_work::compress(text.as_bytes()),
                    false => text.into_bytes(),
                }),
                used: false,
                gzip,
                garbled: u32::from(feed.faults.contains(&Fault::ReportGarbled)),
                report: true,
            })
        });
        if let Some(feed) = self.feeds.get_mut(place) {
            feed.worked = Some((at, outcome.status));
            feed.report = report;
        }
    }

    /// All feeds as the simulator knows them, oldest first.
    pub(crate) fn records(&self, house: &House) -> Vec<FeedRecord> {
        let record = |feed: &Feed| {
            let document = self.documents.get(&feed.document);
            let content = document.and_then(|document| document.content.as_deref());
            FeedRecord {
                seller: house
                    .sellers
                    .get(feed.seller)
                    .map(|seller| seller.name.clone())
                    .unwrap_or_default(),
                feed_id: feed.id.clone(),
                feed_type: feed.kind.text().to_owned(),
                status: feed.status.text().to_owned(),
                created: time(feed.created),
                worked: feed.worked.map(|worked| time(worked.0)),
                faults: feed
                    .faults
                    .iter()
                    .map(|fault| fault.name().to_owned())
                    .collect(),
                document: String::from_utf8_lossy(content.unwrap_or_default()).into_owned(),
            }
        };
        self.feeds.iter().map(record).collect()
    }
}
