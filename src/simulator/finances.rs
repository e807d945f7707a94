//! `GET /finances/2024-06-19/transactions`: listTransactions.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Value, json};

use super::dice::{Dice, mix};
use super::fault::Fault;
use super::finances_books::{Entry, What};
use super::finances_json;
use super::house::{House, lock};
use super::marketplaces::{MARKETPLACES, region_of};
use super::query::{Query, invalid_value};
use super::refusal::Refusal;
use super::shop::Shop;

/// Parameters that the model declares.
pub(crate) const DECLARED: &[&str] = &[
    "postedAfter",
    "postedBefore",
    "marketplaceId",
    "transactionStatus",
    "relatedIdentifierName",
    "relatedIdentifierValue",
    "nextToken",
];
/// A range that is longer is answered with nothing, in milliseconds.
const LONGEST_RANGE: i64 = 180 * 86_400_000;
/// Page tokens are good for so long, in milliseconds.
const TOKEN_LIFE: i64 = 24 * 3_600_000;
/// Runs of pages that are kept.
const MOST_TOKENS: usize = 5_000;

/// What a token leads to.
#[derive(Debug, Clone)]
struct Place {
    token: String,
    seller: usize,
    bound: String,
    entries: Arc<[Entry]>,
    offset: usize,
    /// An empty page comes first.
    blank: bool,
    /// Unix milliseconds.
    made: i64,
}

/// The tokens that are good.
#[derive(Debug, Default)]
pub(crate) struct FinanceTokens {
    places: VecDeque<Place>,
    made: u64,
}

impl FinanceTokens {
    fn open(&mut self, token: &str, now: i64) -> Option<Place> {
        self.places.retain(|place| now - place.made <= TOKEN_LIFE);
        self.places
            .iter()
            .find(|place| place.token == token)
            .cloned()
    }

    fn issue(&mut self, seed: u64, place: Place) -> String {
        self.made += 1;
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let token = format!("{}=", Dice::new(mix(seed), self.made, 55).text(letters, 87));
        self.places.push_back(Place {
            token: token.clone(),
            ..place
        });
        if self.places.len() > MOST_TOKENS {
            self.places.pop_front();
        }
        token
    }
}

/// What a caller asks for, checked. Times in Unix milliseconds.
struct Search {
    after: Option<i64>,
    before: i64,
    marketplace: Option<String>,
    status: Option<String>,
    related: Option<(String, String)>,
    /// The parameters that a page token is bound to.
    bound: String,
    token: Option<String>,
}

/// Answers with a page of transactions of the seller at `seller`.
pub(crate) fn answer(
    house: &House,
    seller: usize,
    query: &Query,
    faults: &[Fault],
) -> Result<Value, Refusal> {
    let now = house.now();
    let search = read(house, seller, query, now)?;
    let place = match &search.token {
        Some(_) if faults.contains(&Fault::PageTokenExpires) => return Err(bad_token()),
        Some(token) => {
            let place = lock(&house.finance_tokens).open(token, now);
            let fits = |place: &Place| place.seller == seller && place.bound == search.bound;
            place.filter(fits).ok_or_else(bad_token)?
        }
        None => Place {
            token: String::new(),
            seller,
            bound: search.bound.clone(),
            entries: found(house, seller, &search, now),
            offset: 0,
            blank: false,
            made: now,
        },
    };
    let end = match place.blank {
        true => place.offset,
        false => (place.offset + house.finance_page).min(place.entries.len()),
    };
    let page = place.entries.get(place.offset..end).unwrap_or_default();
    let mut transactions: Vec<Value> = {
        let shop = lock(&house.shop);
        let seconds = now.div_euclid(1000);
        let entries = page.iter();
        entries
            .map(|entry| finances_json::transaction(&shop, entry, seconds))
            .collect()
    };
    if faults.contains(&Fault::TransactionsOdd) {
        spoil(&mut transactions);
    }
    let next = match faults.contains(&Fault::RepeatPageToken) {
        true => place.offset,
        false => end,
    };
    let mut payload = json!({"transactions": transactions});
    if next < place.entries.len() {
        // every third page of a run is preceded by an empty one
        let blank = !place.blank && (end / house.finance_page).is_multiple_of(3);
        let place = Place {
            offset: next,
            blank,
            made: now,
            ..place
        };
        payload["nextToken"] = json!(lock(&house.finance_tokens).issue(house.seed, place));
    } else if place.blank {
        payload["nextToken"] = Value::Null;
    }
    Ok(json!({"payload": payload}))
}

fn read(house: &House, seller: usize, query: &Query, now: i64) -> Result<Search, Refusal> {
    if let Some(name) = query.undeclared(DECLARED).next() {
        let name: String = name.chars().take(60).collect();
        return Err(Refusal::invalid(&format!(
            "Unknown request parameter: {name}"
        )));
    }
    let latest = now - house.visibility_lag;
    let related = related(query)?;
    let after = query.time("postedAfter")?;
    if after.is_none() && related.is_none() {
        let message = "postedAfter is required when no related identifier is given.";
        return Err(Refusal::invalid(message));
    }
    let told_before = query.time("postedBefore")?;
    let young = |name: &str| {
        Refusal::invalid(&format!(
            "{name} must be more than two minutes before the time of the request."
        ))
    };
    if after.is_some_and(|after| after > latest) {
        return Err(young("postedAfter"));
    }
    if told_before.is_some_and(|before| before > latest) {
        return Err(young("postedBefore"));
    }
    if let (Some(after), Some(before)) = (after, told_before)
        && before <= after
    {
        return Err(Refusal::invalid(
            "postedBefore must be later than postedAfter.",
        ));
    }
    let marketplace = query.one("marketplaceId")?.map(str::to_owned);
    if let Some(id) = &marketplace {
        let own = house.sellers.get(seller).map_or("", |s| s.region.as_str());
        match region_of(id) {
            None => return Err(invalid_value("marketplaceId", id)),
            Some(region) if region != own => return Err(Refusal::unauthorized("")),
            Some(_) => {}
        }
    }
    let status = query.one("transactionStatus")?;
    let known = ["DEFERRED", "RELEASED", "DEFERRED_RELEASED"];
    if let Some(other) = status.filter(|status| !known.contains(status)) {
        return Err(invalid_value("transactionStatus", other));
    }
    let status = status.map(str::to_owned);
    let bound = format!("{after:?} {told_before:?} {marketplace:?} {status:?} {related:?}");
    Ok(Search {
        after,
        before: told_before.unwrap_or(latest),
        marketplace,
        status,
        related,
        bound,
        token: query.one("nextToken")?.map(str::to_owned),
    })
}

fn related(query: &Query) -> Result<Option<(String, String)>, Refusal> {
    let name = query.one("relatedIdentifierName")?;
    let value = query
        .one("relatedIdentifierValue")?
        .filter(|value| !value.is_empty());
    match (name, value) {
        (None, None) => Ok(None),
        (Some(name @ ("ORDER_ID" | "FINANCIAL_EVENT_GROUP_ID")), Some(value)) => {
            Ok(Some((name.to_owned(), value.to_owned())))
        }
        (Some("ORDER_ID" | "FINANCIAL_EVENT_GROUP_ID"), None) | (None, Some(_)) => {
            let message = "relatedIdentifierName and relatedIdentifierValue belong together.";
            Err(Refusal::invalid(message))
        }
        (Some(other), _) => Err(invalid_value("relatedIdentifierName", other)),
    }
}

/// The transactions that a search finds, oldest first.
fn found(house: &House, seller: usize, search: &Search, now: i64) -> Arc<[Entry]> {
    let too_long = search
        .after
        .is_some_and(|after| search.before - after > LONGEST_RANGE);
    if too_long {
        return Arc::from([]);
    }
    let seconds = now.div_euclid(1000);
    let mut shop = lock(&house.shop);
    let entries = shop.transactions(seller, seconds);
    let wanted = |entry: &Entry| {
        let posted = entry.posted * 1000;
        entry.seen <= seconds
            && search.after.is_none_or(|after| posted >= after)
            && posted < search.before
            && fits(&shop, entry, search, seconds)
    };
    entries.into_iter().filter(wanted).collect()
}

fn fits(shop: &Shop, entry: &Entry, search: &Search, seconds: i64) -> bool {
    let place = &MARKETPLACES[entry.marketplace];
    if let Some(id) = &search.marketplace {
        // Amazon finds what United States merchants sent themselves only without a marketplace.
        let hidden = place.country == "US" && finances_json::by_merchant(shop, entry);
        if id != place.id || hidden {
            return false;
        }
    }
    let status = finances_json::status(entry, seconds);
    if search
        .status
        .as_ref()
        .is_some_and(|wanted| wanted != status)
    {
        return false;
    }
    match &search.related {
        None => true,
        Some((name, value)) if name == "ORDER_ID" => {
            finances_json::order_id(shop, entry).as_ref() == Some(value)
        }
        Some((_, value)) => {
            !matches!(entry.what, What::Deferred { .. })
                && finances_json::group(shop, entry) == *value
        }
    }
}

/// Makes single transactions of a page unreadable in several ways; the others stay as they are.
fn spoil(transactions: &mut [Value]) {
    for (place, transaction) in transactions.iter_mut().enumerate() {
        match place % 7 {
            1 => transaction["totalAmount"] = Value::Null,
            3 => transaction["postedDate"] = json!("the day before"),
            5 => transaction["mood"] = json!({"weather": "\u{1b}[31mfoggy"}),
            _ => {}
        }
    }
}

fn bad_token() -> Refusal {
    Refusal::invalid(
        "The nextToken is invalid, has expired, or does not belong to these parameters.",
    )
}
