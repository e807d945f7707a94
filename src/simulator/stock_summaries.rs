//! `GET /fba/inventory/v1/summaries`: getInventorySummaries.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::clock::iso;
use super::dice::{Dice, mix};
use super::fault::Fault;
use super::fba_stock::Shelf;
use super::house::{House, lock};
use super::marketplaces::region_of;
use super::query::{Query, invalid_value};
use super::refusal::Refusal;

/// Parameters that the model declares.
pub(crate) const DECLARED: &[&str] = &[
    "details",
    "granularityType",
    "granularityId",
    "startDateTime",
    "sellerSkus",
    "sellerSku",
    "nextToken",
    "marketplaceIds",
];
/// Page tokens are good for so long, in milliseconds.
const TOKEN_LIFE: i64 = 30_000;
/// 18 months, in milliseconds.
const LONGEST_BACK: i64 = 548 * 86_400_000;
/// SKUs that may be asked for.
const MOST_SKUS: usize = 50;

/// What a token leads to.
#[derive(Debug, Clone)]
struct Place {
    token: String,
    seller: usize,
    /// All bound parameters in one text.
    bound: String,
    skus: Arc<[String]>,
    offset: usize,
    /// Unix milliseconds.
    made: i64,
}

/// The tokens that are good.
#[derive(Debug, Default)]
pub(crate) struct StockTokens {
    places: VecDeque<Place>,
    made: u64,
}

impl StockTokens {
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
        let mut dice = Dice::new(mix(seed), self.made, 43);
        // As Amazon's, it has characters that a caller has to escape.
        let token = format!("{}+/{}==", dice.text(letters, 60), dice.text(letters, 24));
        self.places.push_back(Place {
            token: token.clone(),
            ..place
        });
        token
    }
}

/// What a caller asks for, checked.
struct Search {
    marketplace: String,
    details: bool,
    bound: String,
    /// Unix milliseconds.
    since: Option<i64>,
    skus: Vec<String>,
    token: Option<String>,
}

/// Answers with a page of what the seller at `seller` has at Amazon.
pub(crate) fn answer(
    house: &House,
    seller: usize,
    query: &Query,
    faults: &[Fault],
) -> Result<Value, Refusal> {
    let now = house.now();
    let search = read(house, seller, query, now)?;
    let expired = faults.contains(&Fault::PageTokenExpires);
    let (skus, offset) = match &search.token {
        Some(_) if expired => return Err(bad_token()),
        Some(token) => {
            let place = lock(&house.stock_tokens).open(token, now);
            let fits = |place: &Place| place.seller == seller && place.bound == search.bound;
            let place = place.filter(fits).ok_or_else(bad_token)?;
            (place.skus, place.offset)
        }
        None => (found(house, seller, &search), 0),
    };
    let empty = faults.contains(&Fault::StockEmpty);
    let end = match empty {
        true => offset,
        false => offset.saturating_add(house.stock_page).min(skus.len()),
    };
    let page = skus.get(offset..end).unwrap_or_default();
    let mut rows = rows(house, seller, page, search.details, now);
    spoil(&mut rows, faults);
    let mut body = Map::new();
    body.insert(
        "payload".to_owned(),
        json!({
            "granularity": {"granularityType": "Marketplace", "granularityId": search.marketplace},
            "inventorySummaries": rows,
        }),
    );
    let next = match faults.contains(&Fault::RepeatPageToken) {
        true => offset,
        false => end,
    };
    if next < skus.len() && !empty {
        let place = Place {
            token: String::new(),
            seller,
            bound: search.bound,
            skus,
            offset: next,
            made: now,
        };
        let token = lock(&house.stock_tokens).issue(house.seed, place);
        body.insert("pagination".to_owned(), json!({"nextToken": token}));
    }
    Ok(Value::Object(body))
}

fn read(house: &House, seller: usize, query: &Query, now: i64) -> Result<Search, Refusal> {
    let required = |name: &str| {
        let value = query.one(name)?.filter(|value| !value.is_empty());
        value.map(str::to_owned).ok_or_else(|| {
            Refusal::invalid(&format!("Missing required request parameters: [{name}]"))
        })
    };
    let kind = required("granularityType")?;
    if kind != "Marketplace" {
        return Err(invalid_value("granularityType", &kind));
    }
    let marketplace = required("granularityId")?;
    let marketplaces = query.list("marketplaceIds");
    let [only] = marketplaces.as_slice() else {
        return Err(Refusal::invalid(match marketplaces.len() {
            0 => "Missing required request parameters: [marketplaceIds]",
            _ => "marketplaceIds takes exactly one value.",
        }));
    };
    check_marketplace(house, seller, only)?;
    if *only != marketplace {
        let message = "granularityId and marketplaceIds must name the same marketplace.";
        return Err(Refusal::invalid(message));
    }
    let details = match query.one("details")? {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => return Err(invalid_value("details", other)),
    };
    let since = query.time("startDateTime")?;
    if since.is_some_and(|since| since < now - LONGEST_BACK || since > now) {
        let message = "startDateTime must lie within the last 18 months.";
        return Err(Refusal::invalid(message));
    }
    let mut skus = query.list("sellerSkus");
    if skus.len() > MOST_SKUS {
        return Err(Refusal::invalid("sellerSkus takes at most 50 values."));
    }
    if skus.is_empty() {
        skus.extend(query.one("sellerSku")?.map(str::to_owned));
    }
    if since.is_some() {
        skus.clear();
    }
    let bound = format!("{marketplace} {details} {since:?} {skus:?}");
    Ok(Search {
        marketplace,
        details,
        bound,
        since,
        skus,
        token: query.one("nextToken")?.map(str::to_owned),
    })
}

fn check_marketplace(house: &House, seller: usize, id: &str) -> Result<(), Refusal> {
    let own = house.sellers.get(seller).map_or("", |s| s.region.as_str());
    match region_of(id) {
        None => Err(invalid_value("marketplaceIds", id)),
        Some(region) if region != own => Err(Refusal::unauthorized("")),
        Some(_) => Ok(()),
    }
}

/// The SKUs that a search finds; the same units are shown in each marketplace that the seller sells in.
fn found(house: &House, seller: usize, search: &Search) -> Arc<[String]> {
    let sells_there = house
        .sellers
        .get(seller)
        .is_some_and(|s| s.marketplaces.contains(&search.marketplace));
    if !sells_there {
        return Arc::from([]);
    }
    let shop = lock(&house.shop);
    let wanted = |entry: &(&str, &Shelf)| {
        let asked = search.skus.is_empty() || search.skus.iter().any(|sku| sku == entry.0);
        let changed = search
            .since
            .is_none_or(|since| entry.1.updated * 1000 >= since);
        asked && changed
    };
    let skus = shop.fba.of(seller).filter(wanted);
    skus.map(|entry| entry.0.to_owned()).collect()
}

fn rows(house: &House, seller: usize, skus: &[String], details: bool, now: i64) -> Vec<Value> {
    let shop = lock(&house.shop);
    let waited_for: HashMap<String, i64> = shop.waited_for_at_amazon(seller);
    let mut rows = Vec::new();
    for sku in skus {
        let Some(shelf) = shop.fba.shelf(seller, sku) else {
            continue;
        };
        let waited_for = waited_for.get(sku).copied().unwrap_or(0);
        let subject = sku
            .bytes()
            .fold(seller as u64, |sum, byte| mix(sum ^ u64::from(byte)));
        let mut dice = Dice::new(house.seed, subject, 44);
        let own = format!("X00{}", dice.text("0123456789ABCDEFGHJKLMNPQRSTVWXYZ", 7));
        // A few SKUs have lain there under the manufacturer's code before.
        let shared = sku.len() % 11 == 0;
        let split = if shared { shelf.good / 4 } else { 0 };
        let apart = Shelf {
            good: split,
            ..Shelf::default()
        };
        let mut main = shelf.clone();
        main.good -= split;
        rows.push(row(sku, shelf, &own, &main, waited_for, details, now));
        if shared {
            rows.push(row(sku, shelf, &shelf.asin, &apart, 0, details, now));
        }
    }
    rows
}

fn row(
    sku: &str,
    article: &Shelf,
    fn_sku: &str,
    units: &Shelf,
    waited_for: i64,
    details: bool,
    now: i64,
) -> Value {
    let [working, shipped, receiving] = units.inbound(now);
    let for_orders = units.for_orders(waited_for);
    let reserved = for_orders + units.transshipment + units.processing;
    let inbound = working + shipped + receiving;
    let mut row = json!({
        "asin": article.asin,
        "fnSku": fn_sku,
        "sellerSku": sku,
        "condition": "NewItem",
        "productName": article.title,
        "lastUpdatedTime": iso(article.updated),
        "totalQuantity": inbound + units.good + units.researching + units.damaged,
        "stores": [],
    });
    if details {
        row["inventoryDetails"] = json!({
            "fulfillableQuantity": (units.good - reserved).max(0),
            "inboundWorkingQuantity": working,
            "inboundShippedQuantity": shipped,
            "inboundReceivingQuantity": receiving,
            "reservedQuantity": {
                "totalReservedQuantity": reserved,
                "pendingCustomerOrderQuantity": for_orders,
                "pendingTransshipmentQuantity": units.transshipment,
                "fcProcessingQuantity": units.processing,
            },
            "researchingQuantity": {
                "totalResearchingQuantity": units.researching,
                "researchingQuantityBreakdown": [
                    {"name": "researchingQuantityInShortTerm", "quantity": units.researching},
                    {"name": "researchingQuantityInMidTerm", "quantity": 0},
                    {"name": "researchingQuantityInLongTerm", "quantity": 0},
                ],
            },
            "unfulfillableQuantity": {
                "totalUnfulfillableQuantity": units.damaged,
                "customerDamagedQuantity": units.damaged / 3,
                "warehouseDamagedQuantity": units.damaged - units.damaged / 3,
                "distributorDamagedQuantity": 0,
                "carrierDamagedQuantity": 0,
                "defectiveQuantity": 0,
                "expiredQuantity": 0,
            },
        });
    }
    row
}

/// Lets faults of the page strike: rows that are missing, figures that can't be.
fn spoil(rows: &mut Vec<Value>, faults: &[Fault]) {
    if faults.contains(&Fault::StockShort) {
        rows.truncate(rows.len() / 4);
    }
    if faults.contains(&Fault::StockOdd)
        && let Some(row) = rows.first_mut()
    {
        row["stockroomMood"] = json!({"weather": "\u{1b}[31mfoggy"});
        row["lastUpdatedTime"] = json!("yesterday");
        row["productName"] = json!(null);
        if row["inventoryDetails"].is_object() {
            row["inventoryDetails"]["fulfillableQuantity"] = json!(-7);
            row["inventoryDetails"]["reservedQuantity"] = json!(null);
        }
    }
}

fn bad_token() -> Refusal {
    Refusal::invalid(
        "The nextToken is invalid, has expired, or does not belong to these parameters.",
    )
}
