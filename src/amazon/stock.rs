//! What lies at Amazon (FBA Inventory API v1): fetched page by page, back to back.

use super::access::SellerAccess;
use super::budget::Priority;
use super::client::AmazonClient;
use super::exchange::Call;
use super::operations::Operation;
use super::problem::AmazonError;
use crate::domain::amazon_stock::{AmazonFigure, AmazonUnits};
use crate::domain::ids::MarketplaceId;
use crate::domain::moment::{Moment, Span};
use crate::domain::retry;
use crate::domain::text::clean_short;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// Longest SKU and name, in characters: as for the lines of orders, so that they meet.
const LONGEST_SKU: usize = 100;
const LONGEST_NAME: usize = 300;
/// A page token lives 30 seconds: after such a pause it is not worth waiting any longer.
const LONGEST_WAIT: Span = Span::seconds(20);
/// Runs that begin anew, since Amazon took a page token no more.
const RUNS: u32 = 3;
/// Pages of one marketplace at most.
const MOST_PAGES: u32 = 10_000;

/// What lies at Amazon as one marketplace shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarketplaceStock {
    /// The rows.
    pub rows: Vec<AmazonFigure>,
    /// SKUs whose row can't be read; without a SKU, an empty text.
    pub unreadable: Vec<String>,
}

/// What tells one row of a marketplace from another: SKU, Amazon's own code, condition.
type RowKey = (String, String, String);

/// One page of it.
#[derive(Debug)]
struct StockPage {
    rows: Vec<(RowKey, AmazonFigure)>,
    unreadable: Vec<String>,
    next: Option<String>,
}

impl AmazonClient {
    /// Everything of a marketplace (`getInventorySummaries`). Waits for the budget between two pages; where that takes
    /// longer than a page token lives, it ends as throttled. A token that Amazon takes no more means to begin anew, three
    /// times at most: figures of two runs are never mixed.
    pub async fn stock(
        &self,
        access: &SellerAccess,
        marketplace: &MarketplaceId,
        priority: Priority,
    ) -> Result<MarketplaceStock, AmazonError> {
        let mut run = 1;
        loop {
            match self.stock_run(access, marketplace, priority).await {
                Err(AmazonError::BadRequest {
                    page_token: true, ..
                }) if run < RUNS => run += 1,
                ended => return ended,
            }
        }
    }

    async fn stock_run(
        &self,
        access: &SellerAccess,
        marketplace: &MarketplaceId,
        priority: Priority,
    ) -> Result<MarketplaceStock, AmazonError> {
        // Stock that changes between two pages may move a row to the later one: it is the same units once more.
        let mut rows: Vec<AmazonFigure> = Vec::new();
        let mut places: HashMap<RowKey, usize> = HashMap::new();
        let mut unreadable = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let call = Call {
                paged: token.is_some(),
                ..Call::get(
                    access,
                    Operation::GetInventorySummaries,
                    priority,
                    path(marketplace, token.as_deref()),
                )
            };
            let page = self.stock_page(&call, marketplace).await?;
            for (key, row) in page.rows {
                let place = *places.entry(key).or_insert(rows.len());
                match rows.get_mut(place) {
                    Some(known) => *known = row,
                    None => rows.push(row),
                }
            }
            unreadable.extend(page.unreadable);
            match page.next {
                None => {
                    return Ok(MarketplaceStock { rows, unreadable });
                }
                next if next == token => break,
                next => token = next,
            }
        }
        Err(AmazonError::trouble(
            "Amazon's pages of stock lead round in a circle",
            None,
        ))
    }

    /// A page; waits while that is worth it. The budget is so small that a blip often finds it empty: that alone is no
    /// reason to give up all pages before.
    async fn stock_page(
        &self,
        call: &Call<'_>,
        marketplace: &MarketplaceId,
    ) -> Result<StockPage, AmazonError> {
        let mut waited = Span::ZERO;
        let mut blips = 0;
        loop {
            let page = self.repeatable(call, |response| read_page(&response.body, marketplace));
            let (error, pause) = match page.await {
                Err(error @ AmazonError::Throttled { until, .. }) => {
                    let pause = until.since(self.clock.now()).max(Span::millis(50));
                    (error, pause)
                }
                Err(error @ AmazonError::Trouble { .. }) if blips < retry::READ_TRIES => {
                    blips += 1;
                    (error, Span::seconds(1))
                }
                done => return done,
            };
            waited = Span::millis(waited.as_millis().saturating_add(pause.as_millis()));
            if waited > LONGEST_WAIT {
                return Err(error);
            }
            self.clock.sleep(pause).await;
        }
    }
}

fn path(marketplace: &MarketplaceId, token: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("details", "true");
    query.append_pair("granularityType", "Marketplace");
    query.append_pair("granularityId", marketplace.as_str());
    query.append_pair("marketplaceIds", marketplace.as_str());
    if let Some(token) = token {
        query.append_pair("nextToken", token);
    }
    format!("/fba/inventory/v1/summaries?{}", query.finish())
}

#[derive(Deserialize)]
struct Answer {
    payload: Payload,
    #[serde(default)]
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    inventory_summaries: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    #[serde(default)]
    next_token: Option<String>,
}

/// Reads a page; the error is a sentence without a full stop and without any of the content.
fn read_page(body: &[u8], marketplace: &MarketplaceId) -> Result<StockPage, String> {
    let answer: Answer = serde_json::from_slice(body).map_err(|_| {
        "Amazon's answer does not have the shape of an answer about stock".to_owned()
    })?;
    let (mut rows, mut unreadable) = (Vec::new(), Vec::new());
    for row in &answer.payload.inventory_summaries {
        let text = |name: &str, most: usize| {
            let told = row.get(name).and_then(Value::as_str).unwrap_or_default();
            clean_short(told.trim(), most).trim().to_owned()
        };
        let sku = text("sellerSku", LONGEST_SKU);
        match units(row) {
            Some(units) if !sku.is_empty() => {
                let key = (
                    sku.clone(),
                    text("fnSku", LONGEST_SKU),
                    text("condition", LONGEST_SKU),
                );
                let figure = AmazonFigure {
                    name: text("productName", LONGEST_NAME),
                    marketplace: marketplace.clone(),
                    units,
                    updated: row
                        .get("lastUpdatedTime")
                        .and_then(Value::as_str)
                        .and_then(Moment::parse),
                    sku,
                };
                rows.push((key, figure));
            }
            _ => unreadable.push(sku),
        }
    }
    Ok(StockPage {
        rows,
        unreadable,
        next: answer
            .pagination
            .and_then(|pagination| pagination.next_token)
            .filter(|token| !token.is_empty()),
    })
}

/// The units of a row; none where Amazon told no details, not what can be sold, or something that is no number of units.
/// What else is left out counts as none.
fn units(row: &Value) -> Option<AmazonUnits> {
    let details = row.get("inventoryDetails")?;
    let whole = |told: &Value| u32::try_from(told.as_i64()?).ok();
    let count = |pointer: &str| match details.pointer(pointer) {
        None | Some(Value::Null) => Some(0),
        Some(told) => whole(told),
    };
    let sum = |pointers: &[&str]| {
        pointers.iter().try_fold(0u32, |sum, pointer| {
            Some(sum.saturating_add(count(pointer)?))
        })
    };
    let for_orders = count("/reservedQuantity/pendingCustomerOrderQuantity")?;
    let parts = sum(&[
        "/reservedQuantity/pendingTransshipmentQuantity",
        "/reservedQuantity/fcProcessingQuantity",
    ])?;
    // The total may be all that is told.
    let reserved = count("/reservedQuantity/totalReservedQuantity")?;
    let broken = [
        "/unfulfillableQuantity/customerDamagedQuantity",
        "/unfulfillableQuantity/warehouseDamagedQuantity",
        "/unfulfillableQuantity/distributorDamagedQuantity",
        "/unfulfillableQuantity/carrierDamagedQuantity",
        "/unfulfillableQuantity/defectiveQuantity",
        "/unfulfillableQuantity/expiredQuantity",
    ];
    let unsellable = count("/unfulfillableQuantity/totalUnfulfillableQuantity")?;
    let total = row.get("totalQuantity").and_then(whole).unwrap_or(0);
    Some(AmazonUnits {
        fulfillable: whole(details.get("fulfillableQuantity")?)?,
        for_orders,
        set_aside: parts.max(reserved.saturating_sub(for_orders)),
        inbound: sum(&[
            "/inboundWorkingQuantity",
            "/inboundShippedQuantity",
            "/inboundReceivingQuantity",
        ])?,
        unsellable: unsellable.max(sum(&broken)?),
        researching: count("/researchingQuantity/totalResearchingQuantity")?,
        total,
    })
}
